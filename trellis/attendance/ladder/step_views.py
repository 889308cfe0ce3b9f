"""The pages on which the steps of a draft are written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.ladder.actions import move_up, remove_step, write_step
from trellis.attendance.ladder.forms import StepForm, as_filled_in
from trellis.attendance.ladder.page import own_ladder, place_of, show
from trellis.attendance.models import Ladder, LadderStep
from trellis.imports.problems import say
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may


@staff_may("keep ladders")
def new(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """Another step, the last of the ladder."""
    return _step(request, urn, ladder_id, None)


@staff_may("keep ladders")
def change(request: StaffRequest, urn: str, ladder_id: int, ladder_step_id: int) -> HttpResponse:
    """A step of a draft, written anew."""
    return _step(request, urn, ladder_id, _row(request, ladder_id, ladder_step_id))


def _step(request: StaffRequest, urn: str, ladder_id: int, row: LadderStep | None) -> HttpResponse:
    held = own_ladder(request, ladder_id)
    initial = as_filled_in(row) if row else None
    form = StepForm(request.POST or None, ladder=held, row=row, initial=initial)  # type: ignore[attr-defined]
    also = {"ladder": held.ladder, "row": row, "by": request.user}
    if request.method == "POST" and form.carries_out(write_step, **also):  # type: ignore[attr-defined]
        messages.success(request, _("“%(step)s” is kept.") % {"step": form.outcome})  # type: ignore[arg-type]
        return redirect("attendance:ladder", urn, ladder_id)
    return show(request, "step.html", held=held, row=row, form=form, status=400 if form.errors else 200)


def _row(request: StaffRequest, ladder_id: int, step_id: int) -> LadderStep:
    own = Ladder.objects.at(place_of(request)).filter(pk=ladder_id)
    steps = LadderStep.objects.filter(ladder__in=own)
    return get_object_or_404(steps.select_related("ladder__school", "ladder__grouping"), pk=step_id)


@staff_may("keep ladders")
@require_POST
def remove(request: StaffRequest, urn: str, ladder_id: int, ladder_step_id: int) -> HttpResponse:
    """A step is taken out of a draft."""
    try:
        remove_step(row=_row(request, ladder_id, ladder_step_id), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("attendance:ladder", urn, ladder_id)


@staff_may("keep ladders")
@require_POST
def up(request: StaffRequest, urn: str, ladder_id: int, ladder_step_id: int) -> HttpResponse:
    """A step comes one place earlier."""
    try:
        move_up(row=_row(request, ladder_id, ladder_step_id), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("attendance:ladder", urn, ladder_id)
