"""Saying of a step for a child who is still out that it was done, or why it was not."""

from django.db import transaction
from django.utils import timezone

from trellis.attendance.day.calls import CallList
from trellis.attendance.day.still_out import LEAD, StillOut
from trellis.attendance.models import StepSaid
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.access import may
from trellis.schools.dating import By, name_of
from trellis.schools.models import Person, Pupil, School
from trellis.schools.roles import Permission


class ProblemWithStep(ProblemWith):
    """Why nothing can be said of a step, in one sentence."""

    subject = "step"


@transaction.atomic
def say_step(*, school: School, pupil: Pupil, step: str, done: bool, words: str = "", by: By) -> StepSaid:
    """Keep that a step was done and what came of it, or why it was not. What was said before stays."""
    row = StillOut(CallList(school, timezone.now())).row_of(pupil.pk)
    if row is None:
        raise _refuse(gettext_noop("This child is not out any more: nothing is left to be done."))
    held = next((one.step for one in row.steps if one.step.words == step), None)
    if held is None:
        raise _refuse(gettext_noop("This is none of the steps the school set: look at them again."))
    if held.role == LEAD and isinstance(by, Person) and not may(by, Permission.SEE_HOLD_REASONS, school):
        raise _refuse(gettext_noop("This step is the safeguarding lead’s."))
    if not done and not words.strip():
        raise _refuse(gettext_noop("Say why it was not done."))
    return StepSaid.objects.create(
        school=school,
        pupil=pupil,
        out_since=row.since,
        step=step,
        done=done,
        words=words.strip()[:300],
        said_at=timezone.now(),
        said_by=by if isinstance(by, Person) else None,
        said_by_name=name_of(by),
    )


def _refuse(template: str) -> ProblemWithStep:
    return ProblemWithStep(Sentence(template))
