"""Protected records on the page: the children somebody may know of, one record opened with a reason, and who
opened which.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import say
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission
from trellis.support.page import A_PAGE, sent
from trellis.support.protection import keeping
from trellis.support.protection.forms import (
    BeginRecordForm,
    EndForm,
    NameForm,
    OpenForm,
    PointerForm,
    ReceivedForm,
)
from trellis.support.protection.models import OPEN_FOR, Named, Opening, Pointer, ProtectedRecord
from trellis.support.protection.page import (
    form_page,
    opened,
    opened_by_lead,
    record_here,
    records_here,
    show,
)
from trellis.support.views import find_pupils


@staff_may("see support", narrows=True, logs="pupils")
@require_safe
def protection(request: StaffRequest, urn: str) -> HttpResponse:
    """The children somebody may know of; nobody else learns that there is such a page."""
    assert request.school is not None
    leads = may(request.user, Permission.LEAD_ON_PROTECTION, request.school)
    ended = request.GET.get("which") == "ended"  # type: ignore[attr-defined]
    listed = records_here(request).filter(until__isnull=not ended)
    if not leads and not listed.exists():
        raise Http404
    page = Paginator(listed.select_related("pupil", "hold").prefetch_related("named__person"), A_PAGE)
    rows = page.get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len(rows.object_list))  # type: ignore[arg-type]
    return show(request, "children.html", page=rows, ended=ended)


@staff_may("see support", narrows=True, logs="pupil")
def protected(request: StaffRequest, urn: str, protected_id: int) -> HttpResponse:
    """One record: the reason is asked for first, and where to look is shown then."""
    record = record_here(request, protected_id)
    form = OpenForm(sent(request))
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        keeping.open_record, record=record, by=request.user
    ):
        return redirect("support:protected", urn, record.pk)
    opening = opened(request, record)
    if opening is None or form.errors:
        says = _(
            "The lead reads who opened it and why. What you give is kept for good: the access log has it too."
        )
        back = reverse("support:protection", args=[urn])
        return form_page(request, _("Open the record"), form, back=back, about=record.pupil, says=says)
    return show(
        request,
        "record.html",
        record=record,
        opening=opening,
        until=opening.at + OPEN_FOR,
        pointers=list(record.pointers.all()),
        named=list(record.named.on(timezone.localdate()).select_related("person")),
        openings=list(record.openings.all()[:A_PAGE]),
        is_open=record.until is None,
    )


@staff_may("lead on protection", logs="pupils")
@require_safe
def openings(request: StaffRequest, urn: str) -> HttpResponse:
    """Who opened which record, when and why."""
    held = Opening.objects.filter(record__school=request.school).select_related("record__pupil")
    page = Paginator(held, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len({one.record.pupil_id for one in page.object_list}))  # type: ignore[arg-type]
    return show(request, "openings.html", page=page)


# --- what the lead does -------------------------------------------------------------------------------------


@staff_may("lead on protection", logs="pupils")
@require_safe
def choose_protected(request: StaffRequest, urn: str) -> HttpResponse:
    """Of which child: found by name among those on roll."""
    assert request.school is not None
    typed = request.GET.get("q", "")  # type: ignore[attr-defined]
    here = Pupil.objects.on_roll(request.school, timezone.localdate()).filter(merged_into=None)
    found = find_pupils(here, typed)
    showing(request, len(found))  # type: ignore[arg-type]
    return show(request, "choose.html", found=found, typed=typed)


@staff_may("lead on protection", logs="pupil")
def begin_protected(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Say where something is on record of a child."""
    assert request.school is not None
    form = BeginRecordForm(sent(request), systems=keeping.systems_of(request.school))
    also = {"pupil": request.pupil, "school": request.school, "by": request.user}
    if form.carries_out(keeping.begin_record, **also):
        return redirect("support:protected", urn, form.outcome.pk)
    back = reverse("support:protection", args=[urn])
    return form_page(request, _("Something is on record"), form, back=back, about=request.pupil)


def _act(request: StaffRequest, protected_id: int, title: Any, form: Any, act: Any) -> HttpResponse:
    """A form that changes a record which the lead has opened."""
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    record = opened_by_lead(request, protected_id)
    if not isinstance(record, ProtectedRecord):
        return record
    if form.carries_out(act, record=record, by=request.user):
        return redirect("support:protected", urn, record.pk)
    back = reverse("support:protected", args=[urn, record.pk])
    return form_page(request, title, form, back=back, about=record.pupil)


@staff_may("lead on protection", logs="pupil")
def point_to(request: StaffRequest, urn: str, protected_id: int) -> HttpResponse:
    """Where else to look."""
    assert request.school is not None
    form = PointerForm(sent(request), systems=keeping.systems_of(request.school))
    return _act(request, protected_id, _("Where else to look"), form, keeping.point)


@staff_may("lead on protection", logs="pupil")
def name_somebody(request: StaffRequest, urn: str, protected_id: int) -> HttpResponse:
    """Who needs to know."""
    assert request.school is not None
    form = NameForm(sent(request), school=request.school)
    return _act(request, protected_id, _("Who needs to know"), form, keeping.name_for)


@staff_may("lead on protection", logs="pupil")
def end_protected(request: StaffRequest, urn: str, protected_id: int) -> HttpResponse:
    """It was passed on, or it ended."""
    form = EndForm(sent(request))
    return _act(request, protected_id, _("Passed on or ended"), form, keeping.end_record)


@staff_may("lead on protection", logs="pupil")
def received(request: StaffRequest, urn: str, protected_id: int) -> HttpResponse:
    """Whoever has it now said that it came."""
    form = ReceivedForm(sent(request))
    return _act(request, protected_id, _("They said that it came"), form, keeping.hear_that_it_came)


@staff_may("lead on protection")
@require_POST
def take_out(request: StaffRequest, urn: str, protected_id: int, pointer_id: int) -> HttpResponse:
    """A reference that was wrong."""
    record = opened_by_lead(request, protected_id)
    if not isinstance(record, ProtectedRecord):
        return record
    pointer = get_object_or_404(Pointer.objects.select_related("record"), pk=pointer_id, record=record)
    try:
        keeping.take_pointer_out(pointer=pointer, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("support:protected", urn, record.pk)


@staff_may("lead on protection")
@require_POST
def name_no_more(request: StaffRequest, urn: str, protected_id: int, named_id: int) -> HttpResponse:
    """Somebody needs to know no longer."""
    record = opened_by_lead(request, protected_id)
    if not isinstance(record, ProtectedRecord):
        return record
    named = get_object_or_404(Named.objects.still_open(), pk=named_id, record=record)
    keeping.name_no_more(named=named, by=request.user)
    return redirect("support:protected", urn, record.pk)
