"""The directory on the page: where families were pointed, and agreements with how each service answers."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import StaffRequest, opens, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil, School
from trellis.support.directory import actions
from trellis.support.directory.answering import answered, to_renew
from trellis.support.directory.forms import AgreementForm, CameOfItForm, RateForm, SignpostForm
from trellis.support.directory.models import Agreement, Signpost
from trellis.support.page import A_PAGE, form_page, sent, show
from trellis.support.views import find_pupils


@staff_may("see support", logs="pupils")
@require_safe
def signposts(request: StaffRequest, urn: str) -> HttpResponse:
    """Where families were pointed, the latest first, and what came of it; a child is found by name."""
    assert request.school is not None
    typed = request.GET.get("q", "")  # type: ignore[attr-defined]
    here = Pupil.objects.on_roll(request.school, timezone.localdate()).filter(merged_into=None)
    found = find_pupils(here, typed)
    held = Signpost.objects.filter(school=request.school).select_related("pupil", "agency")
    page = Paginator(held, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    shown = {one.pupil_id for one in page.object_list} | {one.pk for one in found}
    showing(request, len(shown))  # type: ignore[arg-type]
    counts = Counter(held.order_by().values_list("came_of_it", flat=True))
    words = [("", _("not heard of yet")), *Signpost.CameOfIt.choices]
    tally = [(said, counts[value]) for value, said in words if counts[value]]
    return show(request, "directory/signposts.html", page=page, typed=typed, found=found, tally=tally)


@staff_may("keep cases", logs="pupil")
def point_family(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Point a child's family to a service."""
    assert request.school is not None
    form = SignpostForm(sent(request), school=request.school)
    also = {"pupil": request.pupil, "school": request.school, "by": request.user}
    back = reverse("support:signposts", args=[urn])
    if not opens(request, back):  # type: ignore[arg-type]
        back = reverse("attendance:pupil", args=[urn, pupil_id])
    if form.carries_out(actions.point_family, **also):
        return redirect(back)
    return form_page(request, _("Point the family to a service"), form, back=back, child=request.pupil)


@staff_may("keep cases", logs="pupils")
def came_of_it(request: StaffRequest, urn: str, signpost_id: int) -> HttpResponse:
    """What came of it."""
    held = get_object_or_404(
        Signpost.objects.select_related("pupil", "agency"), pk=signpost_id, school=request.school
    )
    form = CameOfItForm(sent(request))
    back = reverse("support:signposts", args=[urn])
    if form.carries_out(actions.hear_of_family, signpost=held, by=request.user):
        return redirect(back)
    showing(request, 1)  # type: ignore[arg-type]
    title = _("What came of it: %(agency)s") % {"agency": held.agency.name}
    return form_page(request, title, form, back=back, child=held.pupil)


# --- agreements ---------------------------------------------------------------------------------------------


@staff_may("see support")
@require_safe
def agreements(request: StaffRequest, urn: Any) -> HttpResponse:
    """What was agreed for a year, at what cost, and how well each service answers; of a grouping school by
    school.
    """
    today = timezone.localdate()
    this = AcademicYear.of(today)
    asked = number_of(request.GET.get("year", ""))  # type: ignore[attr-defined]
    year = AcademicYear(asked) if asked in range(1900, 2100) else this
    if request.school:
        schools = [request.school]
    else:
        schools = list(School.objects.in_grouping(request.grouping, today).order_by("name"))
    rows = answered(schools, year)
    renew = list(to_renew(request.school, today).select_related("agency")) if request.school else []
    return show(
        request,
        "directory/agreements.html",
        rows=sorted(rows, key=lambda one: (one.agreement.school.name, one.agreement.agency.name)),
        cost=sum(one.agreement.cost for one in rows),
        year=year,
        years=[AcademicYear(this.start + step) for step in (1, 0, -1, -2)],
        renew={one.pk for one in renew},
        of_other_years=[(one, AcademicYear(one.year)) for one in renew if one.year != year.start],
        without=[one for one in schools if one.pk not in {row.agreement.school_id for row in rows}],
    )


@staff_may("keep programmes of support")
def write_agreement(request: StaffRequest, urn: str, agreement_id: int | None = None) -> HttpResponse:
    """Write down what was agreed, or write it anew."""
    assert request.school is not None
    held = None
    if agreement_id is not None:
        held = get_object_or_404(Agreement, pk=agreement_id, school=request.school)
    form = AgreementForm(sent(request), school=request.school, agreement=held)
    back = reverse("support:agreements", args=[urn])
    if form.carries_out(actions.agree, school=request.school, agreement=held, by=request.user):
        return redirect(f"{back}?year={form.outcome.year}")
    return form_page(request, _("An agreement with a service"), form, back=back)


@staff_may("keep programmes of support")
def rate(request: StaffRequest, urn: str, agreement_id: int) -> HttpResponse:
    """How well the service did in a term."""
    held = get_object_or_404(
        Agreement.objects.select_related("agency"), pk=agreement_id, school=request.school
    )
    form = RateForm(sent(request))
    back = reverse("support:agreements", args=[urn])
    if form.carries_out(actions.rate, agreement=held, by=request.user):
        return redirect(f"{back}?year={held.year}")
    title = _("How well did %(agency)s do?") % {"agency": held.agency.name}
    return form_page(request, title, form, back=back)
