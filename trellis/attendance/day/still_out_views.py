"""Still out on the page: who, since when, last seen by whom, and what is to be done next, by whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance.day.calls import CallList
from trellis.attendance.day.page import show
from trellis.attendance.day.stepping import say_step
from trellis.attendance.day.still_out import LEAD, Out, StillOut
from trellis.attendance.models import StepSaid
from trellis.imports.problems import say
from trellis.rules.still_out import Came, Risk, Standing
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import School
from trellis.schools.roles import ROLES, Permission

ROWS = 50
"""Reasons that are due on one page."""


@dataclass(frozen=True)
class Shown:
    """One step as a reader may know of it."""

    standing: Standing
    said: StepSaid | None
    may_know: bool
    may_say: bool

    @property
    def words(self) -> str:
        """What it is; of the safeguarding lead's steps for some children only whose it is."""
        return _(self.standing.step.words) if self.may_know else _("A step of the safeguarding lead’s")

    @property
    def whose(self) -> str:
        return str(ROLES[self.standing.step.role].words)

    @property
    def came(self) -> str:
        return str(_CAME[self.standing.came])

    @property
    def is_late(self) -> bool:
        return self.standing.came is Came.LATE


_CAME = {
    Came.DONE: gettext_lazy("done"),
    Came.NOT_DONE: gettext_lazy("not done"),
    Came.LATE: gettext_lazy("late"),
    Came.DUE: gettext_lazy("due"),
    Came.TO_COME: gettext_lazy("to come"),
}


@staff_may("see families", logs="pupils")
@require_safe
def still_out(request: StaffRequest, urn: str) -> HttpResponse:
    """Every open absence, whoever must still find out about it first."""
    assert request.school is not None
    found = StillOut(CallList(request.school, timezone.now()))
    page = Paginator(found.unresolved, ROWS).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    listed = {one.child.pupil for one in (*found.rows, *page.object_list)}
    showing(request, len(listed))  # type: ignore[arg-type]
    sees_reasons = may(request.user, Permission.SEE_HOLD_REASONS, request.school)
    may_say = may(request.user, Permission.CHANGE_FAMILIES, request.school)
    return show(
        request,
        "still_out.html",
        found=found,
        page=page,
        rows=[(row, list(_shown(row, sees_reasons, may_say))) for row in found.rows],
        may_amend=may(request.user, Permission.AMEND_MARKS, request.school),
        now=found.now,
        is_copy=request.school.register_of_record == School.RegisterOfRecord.MIS,
    )


def _shown(row: Out, sees_reasons: bool, may_say: bool) -> Iterator[Shown]:
    for one in row.steps:
        of_lead = one.step.role == LEAD
        may_know = sees_reasons or not (of_lead and row.risk is Risk.FIRST)
        yield Shown(
            one,
            row.said.get(one.step.words) if may_know else None,
            may_know,
            may_say and one.came is not Came.DONE and (sees_reasons or not of_lead),
        )


@staff_may("change families")
@require_POST
def what_was_done(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """It was done, or it was not and why."""
    assert request.school is not None
    assert request.pupil is not None
    sent = request.POST  # type: ignore[attr-defined]
    try:
        kept = say_step(
            school=request.school,
            pupil=request.pupil,
            step=sent.get("step", ""),
            done=sent.get("done") == "yes",
            words=sent.get("words", ""),
            by=request.user,
        )
    except ProblemWith as problem:
        say(request, problem)
    else:
        done, not_done = _("%(child)s: kept as done."), _("%(child)s: kept as not done, and why.")
        template = done if kept.done else not_done
        messages.success(request, template % {"child": request.pupil})  # type: ignore[arg-type]
    response = redirect("attendance:still_out", urn)
    response["Location"] += f"#out-{request.pupil.pk}"
    return response
