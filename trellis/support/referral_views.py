"""Referrals on the page: begun in the agreed format, complete at the first sending, and what is heard."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.rules.casework import days_between
from trellis.schools.access import StaffRequest, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil
from trellis.support import actions
from trellis.support.filling import filled_in
from trellis.support.forms import HeardForm, ReferralForm, SendForm, TakeBackForm
from trellis.support.models import Agency, Case, Referral, ReferralNews
from trellis.support.page import A_PAGE, case_here, form_page, referral_here, sent, show
from trellis.support.tried import what_was_tried


@staff_may("see support", narrows=True, logs="pupils")
@require_safe
def referrals(request: StaffRequest, urn: str) -> HttpResponse:
    """Those nothing has come of yet, or all; the time between each and what was heard."""
    everything = request.GET.get("which") == "all"  # type: ignore[attr-defined]
    seen = Referral.objects.visible_to(request.user).filter(school=request.school)
    listed = (seen if everything else seen.open()).select_related("pupil", "agency").prefetch_related("news")
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len({one.pupil_id for one in page.object_list}))  # type: ignore[arg-type]
    rows = [(one, times_of(one)) for one in page.object_list]
    return show(request, "referrals.html", page=page, rows=rows, everything=everything)


def times_of(referral: Referral) -> dict[str, Any]:
    """When it was sent and heard of, and how many days lie between."""
    first: dict[str, Any] = {}
    for one in referral.news.all():
        first.setdefault(one.kind, one.on)
    today, sent_on = timezone.localdate(), referral.sent_on
    acknowledged = first.get(ReferralNews.Kind.ACKNOWLEDGED) or first.get(ReferralNews.Kind.OUTCOME)
    waits = days_between(sent_on, today) if sent_on and not acknowledged and not referral.outcome else None
    promised = referral.agency.answers_days
    return {
        "to_send": days_between(referral.begun_on, sent_on),
        "to_come": days_between(sent_on, acknowledged),
        "to_outcome": days_between(sent_on, first.get(ReferralNews.Kind.OUTCOME)),
        "waits": waits,
        "is_late": waits is not None and promised is not None and waits > promised,
    }


@staff_may("see support", narrows=True, logs="pupil")
@require_safe
def referral(request: StaffRequest, urn: str, referral_id: int) -> HttpResponse:
    """One referral: what the service is told, what is missing, and what it said."""
    held = referral_here(request, referral_id)
    is_open = not held.outcome and held.taken_back_on is None
    tried = what_was_tried(held.pupil, held.school, reader=request.user, but=held.case)
    return show(
        request,
        "referral.html",
        referral=held,
        answers=[(one, held.answers.get(one.words, "")) for one in held.agency.fields.all()],
        missing=actions.missing_of(held, tried) if held.sent_on is None and is_open else [],
        tried=tried,
        news=list(held.news.all()),
        times=times_of(held),
        is_open=is_open,
        may_follow=held.outcome == Referral.Outcome.ACCEPTED and held.agency.programme_id is not None,
    )


@staff_may("keep cases", narrows=True, logs="pupil")
def new_referral(request: StaffRequest, urn: str, pupil_id: int, agency_id: int) -> HttpResponse:
    """Begin a referral in the format agreed with the service."""
    assert request.school is not None
    assert request.pupil is not None
    offered = Agency.objects.serving(request.school, timezone.localdate()).referred_to(timezone.localdate())
    agency, child = get_object_or_404(offered, pk=agency_id), request.pupil
    asked = number_of(request.GET.get("case", ""))  # type: ignore[attr-defined]
    case = case_here(request, asked) if asked else None
    tried = what_was_tried(child, request.school, reader=request.user, but=case)
    begun = filled_in(agency, child, request.school, timezone.localdate())
    form = ReferralForm(sent(request), agency=agency, tried=tried, begun=begun)
    about = {"agency": agency, "pupil": child, "school": request.school, "case": _of(case, child)}
    if form.carries_out(actions.begin_referral, by=request.user, **about):
        return redirect("support:referral", urn, form.outcome.pk)
    return form_page(
        request,
        _("Refer to %(agency)s") % {"agency": agency.name},
        form,
        child=child,
        tried=tried,
        shows_tried=True,
        says=agency.about,
    )


def _of(case: Case | None, child: Pupil) -> Case | None:
    """The case, where it is this child's."""
    return case if case is not None and case.pupil_id == child.pk else None


@staff_may("keep cases", narrows=True, logs="pupil")
@require_safe
def refer(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Choose the service a child is referred to."""
    assert request.school is not None
    offered = Agency.objects.serving(request.school, timezone.localdate()).referred_to(timezone.localdate())
    return show(
        request,
        "refer.html",
        child=request.pupil,
        agencies=list(offered),
        case=request.GET.get("case", ""),  # type: ignore[attr-defined]
    )


@staff_may("keep cases", narrows=True, logs="pupil")
def write_referral(request: StaffRequest, urn: str, referral_id: int) -> HttpResponse:
    """Write a referral that was not sent yet."""
    held = referral_here(request, referral_id)
    tried = what_was_tried(held.pupil, held.school, reader=request.user, but=held.case)
    form = ReferralForm(sent(request), agency=held.agency, tried=tried, begun={}, referral=held)
    title = _("Refer to %(agency)s") % {"agency": held.agency.name}
    return _act(request, urn, held, title, form, actions.write_referral, tried=tried, shows_tried=True)


def _act(
    request: StaffRequest, urn: str, held: Referral, title: Any, form: Any, action: Any, **more: Any
) -> HttpResponse:
    if form.carries_out(action, referral=held, by=request.user):
        return redirect("support:referral", urn, held.pk)
    return form_page(request, title, form, referral=held, **more)


@staff_may("keep cases", narrows=True, logs="pupil")
def send(request: StaffRequest, urn: str, referral_id: int) -> HttpResponse:
    """Say that it was sent: complete, or not at all."""
    held = referral_here(request, referral_id)
    tried = what_was_tried(held.pupil, held.school, reader=request.user, but=held.case)

    def sending(*, referral: Referral, on: Any, by: Any) -> Referral:
        return actions.send_referral(referral=referral, on=on, tried=tried, by=by)

    says = _("Trellis sends nothing by itself: say on which day it went, by the way agreed with the service.")
    title = _("It was sent")
    return _act(
        request, urn, held, title, SendForm(sent(request)), sending, says=says, tried=tried, shows_tried=True
    )


@staff_may("keep cases", narrows=True, logs="pupil")
def heard(request: StaffRequest, urn: str, referral_id: int) -> HttpResponse:
    """Write down what the service said."""
    held = referral_here(request, referral_id)
    title = _("What the service said")
    return _act(request, urn, held, title, HeardForm(sent(request)), actions.hear_of_referral)


@staff_may("keep cases", narrows=True, logs="pupil")
def take_back(request: StaffRequest, urn: str, referral_id: int) -> HttpResponse:
    """Take a referral back."""
    held = referral_here(request, referral_id)
    return _act(request, urn, held, _("Take it back"), TakeBackForm(sent(request)), actions.take_back)
