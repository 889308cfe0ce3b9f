"""The pages of what is planned: a list with its reviews, a plan for a child or a class, going on with one."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.attendance.day.page import show
from trellis.attendance.day.planned import plans_at, timetables_at
from trellis.attendance.day.planned_forms import PlanForm, as_planned
from trellis.attendance.day.told import find_children
from trellis.registers.models import ExpectedAbsence
from trellis.registers.planning import Planned, change_plan, plan, withdraw_plan
from trellis.registers.taking import enrolled_in
from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import StaffRequest, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Enrolment, SchoolClass


@staff_may("change families", logs="pupils")
def planned(request: StaffRequest, urn: str) -> HttpResponse:
    """What is planned, what is to be reviewed, and planning for a child or a whole class."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    typed = request.GET.get("q", "")  # type: ignore[attr-defined]
    whose, enrolments = _whose(request)
    form = None
    if enrolments:
        form = PlanForm(request.POST or None, school=school)  # type: ignore[attr-defined]
        act = _planning(request, enrolments)
        if request.method == "POST" and form.carries_out(act, by=request.user):  # type: ignore[attr-defined]
            template = ngettext("Planned for %(n)d child.", "Planned for %(n)d children.", len(enrolments))
            messages.success(request, template % {"n": len(enrolments)})  # type: ignore[arg-type]
            return redirect("attendance:planned", urn)
    found = find_children(typed, school, today, reader=request.user) if not enrolments else None
    rows, timetables = plans_at(school, today, reader=request.user), timetables_at(school, today)
    shown = {row.child.pupil for row in (*rows, *timetables)} | {one.pupil_id for one in enrolments}
    shown |= {one.pupil for one in (found.children if found else ())}
    showing(request, len(shown))  # type: ignore[arg-type]
    return show(
        request,
        "planned.html",
        typed=typed,
        found=found,
        classes=_classes(request),
        whose=whose,
        form=form,
        rows=rows,
        timetables=timetables,
        status=400 if form and form.errors else 200,
    )


def _classes(request: StaffRequest) -> list[SchoolClass]:
    year = AcademicYear.of(timezone.localdate()).start
    return list(SchoolClass.objects.filter(school=request.school, year=year).order_by("name"))


def _whose(request: StaffRequest) -> tuple[str, list[Enrolment]]:
    """The child or the class that was chosen: in words, and who they are today."""
    child, class_name = (request.GET.get(name, "") for name in ("child", "class"))  # type: ignore[attr-defined]
    today = timezone.localdate()
    if child:
        enrolled = Enrolment.objects.on(today).filter(school=request.school, pupil__merged_into=None)
        held = list(enrolled.filter(pupil=number_of(child)).select_related("pupil"))
        if not held:
            raise Http404
        return str(held[0].pupil), held
    if class_name:
        chosen = [one for one in _classes(request) if one.name == class_name]
        if not chosen:
            raise Http404
        return class_name, enrolled_in(chosen, today)[chosen[0].pk]
    return "", []


def _planning(request: StaffRequest, enrolments: Sequence[Enrolment]) -> Callable[..., list[ExpectedAbsence]]:
    def planning(*, planned: Planned, by: Any) -> list[ExpectedAbsence]:
        assert request.school is not None
        return plan(school=request.school, enrolments=enrolments, planned=planned, by=by)

    return planning


@staff_may("change families", logs="pupil")
def go_on(request: StaffRequest, urn: str, pupil_id: int, absence_plan_id: int) -> HttpResponse:
    """A plan is reviewed: it goes on as agreed now, or ends on a day; what it said before is kept."""
    expected = _plan(request, absence_plan_id)
    form = PlanForm(
        request.POST or None,  # type: ignore[attr-defined]
        school=request.school,
        initial=as_planned(expected),
    )
    if request.method == "POST" and form.carries_out(change_plan, expected=expected, by=request.user):  # type: ignore[attr-defined]
        messages.success(request, _("The plan is kept as it says now."))  # type: ignore[arg-type]
        return redirect("attendance:planned", urn)
    return show(
        request,
        "plan.html",
        beside="attendance:planned",
        pupil=request.pupil,
        expected=expected,
        form=form,
        versions=expected.history.select_related("history_user").order_by("-history_date", "-history_id"),
        status=400 if form.errors else 200,
    )


@staff_may("change families")
@require_POST
def withdraw(request: StaffRequest, urn: str, pupil_id: int, absence_plan_id: int) -> HttpResponse:
    """What was planned by mistake is expected no more."""
    withdraw_plan(expected=_plan(request, absence_plan_id), by=request.user)
    messages.success(request, _("The plan is withdrawn."))  # type: ignore[arg-type]
    return redirect("attendance:planned", urn)


def _plan(request: StaffRequest, number: int) -> ExpectedAbsence:
    held = ExpectedAbsence.objects.planned().select_related("enrolment__school", "enrolment__pupil")
    of_pupil = {"enrolment__pupil": request.pupil, "enrolment__school": request.school}
    return get_object_or_404(held, pk=number, **of_pupil)
