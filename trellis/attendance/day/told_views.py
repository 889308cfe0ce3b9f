"""The page for a telephone that rings: told of an absence, put right, withdrawn."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.day.page import Choice, show
from trellis.attendance.day.told import adults_of, others_at_home, told_from
from trellis.attendance.day.told_forms import ToldForm, as_filled_in
from trellis.registers.expecting import Telling, correct_absence, take_in_absence, withdraw_absence
from trellis.registers.models import ExpectedAbsence
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.models import Enrolment, Pupil, School


@staff_may("change families", logs="pupils")
def told(request: StaffRequest, urn: str) -> HttpResponse:
    """Who is it, who says so, and until when? A child is found by a few letters of any part of a name."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    choice = Choice.of(request)
    child = choice.child
    form, others = None, []
    if child is not None:
        links = adults_of(child, school, today)
        others = others_at_home(child, links, today, reader=request.user)
        form = ToldForm(request.POST or None, school=school, links=links, others=others)  # type: ignore[attr-defined]
        act = _taking_in(child, school)
        if request.method == "POST" and form.carries_out(act, by=request.user):  # type: ignore[attr-defined]
            messages.success(request, _kept(form.outcome))  # type: ignore[arg-type]
            return redirect("attendance:told", urn)
    rows = told_from(school, today, reader=request.user)
    choice.showing(request, {row.child.pupil for row in rows} | {one.pk for one in others})
    context = choice.shown | {"form": form, "rows": rows}
    return show(request, "told.html", status=400 if form and form.errors else 200, **context)


def _taking_in(child: Pupil, school: School) -> Callable[..., list[ExpectedAbsence]]:
    def taking_in(*, telling: Telling, by: Any, others: Sequence[Pupil] = ()) -> list[ExpectedAbsence]:
        enrolled = Enrolment.objects.on(timezone.localdate()).filter(
            school=school, pupil__in=[child, *others]
        )
        enrolments = list(enrolled.select_related("pupil").order_by("pk"))
        return take_in_absence(school=school, enrolments=enrolments, telling=telling, by=by)

    return taking_in


def _kept(kept: Sequence[ExpectedAbsence]) -> str:
    names = ", ".join(str(one.enrolment.pupil) for one in kept)
    said = {"names": names, "code": kept[0].code}
    return _("Taken in: %(names)s, %(code)s. The register shows it, and nobody is rung about it.") % said


@staff_may("change families", logs="pupil")
def correct_told(request: StaffRequest, urn: str, pupil_id: int, told_id: int) -> HttpResponse:
    """Put right what was taken in; what it said before, and who changed it, stays to be read."""
    assert request.school is not None
    assert request.pupil is not None
    expected = _expected(request, told_id)
    links = adults_of(request.pupil, request.school, timezone.localdate())
    form = ToldForm(
        request.POST or None,  # type: ignore[attr-defined]
        school=request.school,
        links=links,
        initial=as_filled_in(expected),
    )
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        correct_absence, expected=expected, by=request.user
    ):
        messages.success(request, _("It is put right; what it said before is kept."))  # type: ignore[arg-type]
        return redirect("attendance:told", urn)
    return show(
        request,
        "told_one.html",
        beside="attendance:told",
        pupil=request.pupil,
        expected=expected,
        form=form,
        versions=expected.history.select_related("history_user").order_by("-history_date", "-history_id"),
        status=400 if form.errors else 200,
    )


@staff_may("change families")
@require_POST
def withdraw_told(request: StaffRequest, urn: str, pupil_id: int, told_id: int) -> HttpResponse:
    """What was taken in by mistake is expected no more."""
    withdraw_absence(expected=_expected(request, told_id), by=request.user)
    messages.success(request, _("It is withdrawn: the child is asked after again."))  # type: ignore[arg-type]
    return redirect("attendance:told", urn)


def _expected(request: StaffRequest, told_id: int) -> ExpectedAbsence:
    told = ExpectedAbsence.objects.told().select_related("enrolment__school", "enrolment__pupil")
    return get_object_or_404(
        told, pk=told_id, enrolment__pupil=request.pupil, enrolment__school=request.school
    )
