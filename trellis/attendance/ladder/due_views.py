"""The page of the steps that are due, and the answer to one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.ladder.actions import answer_step
from trellis.attendance.ladder.before import done_before
from trellis.attendance.ladder.due import DueStep, steps_due
from trellis.attendance.ladder.forms import AnswerForm
from trellis.attendance.ladder.page import show
from trellis.attendance.models import Ladder, LadderStep, StepAnswer
from trellis.messages.log import last_steps
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.addressing import each_address, each_address_of
from trellis.schools.roles import Permission

ROWS = 50


@staff_may("see families", logs="pupils")
def due(request: StaffRequest, urn: str) -> HttpResponse:
    """Who is due which step, why, until when, whose it is, and what was done already."""
    assert request.school is not None
    today = timezone.localdate()
    found = steps_due(request.school, today)
    page = Paginator(found.waiting, ROWS).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    rows = found.shown(list(page))
    children = {row.child.pupil for row in rows}
    showing(request, len(children))  # type: ignore[arg-type]
    done = last_steps(list(children), request.school, reader=request.user) or {}
    before = done_before(request.school, children, today, reader=request.user)
    page_of, timeline = (each_address(name, urn) for name in ("attendance:pupil", "messages:timeline"))
    answer_page = each_address_of("attendance:answer_step", urn, numbers=3)
    return show(
        request,
        "due.html",
        found=found,
        page=page,
        rows=[
            (
                row,
                done.get(row.child.pupil),
                before[row.child.pupil],
                page_of(row.child.pupil),
                timeline(row.child.pupil),
                answer_page(row.child.pupil, row.step.pk, row.occasion),
            )
            for row in rows
        ],
        may_answer=may(request.user, Permission.CHANGE_FAMILIES, request.school),
    )


@staff_may("change families", logs="pupil")
def answer(
    request: StaffRequest, urn: str, pupil_id: int, ladder_step_id: int, occasion: int
) -> HttpResponse:
    """One step of one child: the figures it fell due by, what was answered so far, and an answer."""
    assert request.school is not None
    row = _row(request, pupil_id, ladder_step_id, occasion)
    if row is None:
        messages.info(request, _no_longer_due(request, ladder_step_id, occasion))  # type: ignore[arg-type]
        return redirect("attendance:steps_due", urn)
    form = AnswerForm(request.POST or None)  # type: ignore[attr-defined]
    also = {"school": request.school, "pupil": request.pupil, "step": row.step, "occasion": row.occasion}
    also |= {"due_on": row.due_on, "says": row.why, "by": request.user}
    if request.method == "POST" and form.carries_out(answer_step, **also):  # type: ignore[attr-defined]
        messages.success(
            request, _("%(step)s for %(child)s is answered.") % {"step": row.step, "child": row.child.name}
        )  # type: ignore[arg-type]
        return redirect("attendance:steps_due", urn)
    today = timezone.localdate()
    before = done_before(request.school, [pupil_id], today, reader=request.user)[pupil_id]
    return show(
        request,
        "answer.html",
        row=row,
        pupil=request.pupil,
        before=before,
        form=form,
        status=400 if form.errors else 200,
    )


def _row(request: StaffRequest, pupil: int, step: int, occasion: int) -> DueStep | None:
    assert request.school is not None
    found = steps_due(request.school, timezone.localdate())
    of_child = (row for row in found.of(pupil) if (row.step.pk, row.occasion) == (step, occasion))
    return next(of_child, None)


def _no_longer_due(request: StaffRequest, step_id: int, occasion: int) -> str:
    """Why there is nothing to answer: somebody did, or the marks say otherwise now."""
    assert request.school is not None
    own = Ladder.objects.at(request.school)
    here = own | Ladder.objects.from_above(request.school, timezone.localdate())
    step = get_object_or_404(LadderStep.objects.filter(ladder__in=here), pk=step_id)
    answers = StepAnswer.objects.filter(
        school=request.school, pupil=request.pupil, step=step, occasion=occasion
    )
    given = answers.last()
    if given is None:
        return _("%(step)s is not due for %(child)s by the marks as they stand now.") % {
            "step": step,
            "child": request.pupil,
        }
    return _("%(step)s was answered by %(name)s: %(answer)s.") % {
        "step": step,
        "name": given.by_name,
        "answer": given.get_answer_display(),
    }
