"""What changes a ladder: begun, its steps written, switched on from a day, stopped; and what is answered."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.attendance.ladder.ladders import Held, fields_of
from trellis.attendance.ladder.starters import STARTERS
from trellis.attendance.models import Ladder, LadderCondition, LadderQuerySet, LadderStep, StepAnswer
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import Condition, ProblemWithLadder, Step, remarks
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.models import Grouping, Person, Pupil, School, at_place
from trellis.schools.owning import Owner, owner_fields


def refuse(template: str, **values: Any) -> ProblemWithLadder:
    """Why something cannot be done with a ladder."""
    return ProblemWithLadder(Sentence(gettext_noop(template), **values), values)


@transaction.atomic
def begin_ladder(*, place: School | Grouping, name: str, like: str = "", by: Person) -> Ladder:
    """A draft: empty, like one of those the product knows, one of the place's own, or one from above it."""
    ladder = Ladder(**at_place(place), name=name)
    ladder._history_user = by
    ladder.save()
    if like in STARTERS:
        for place, step in enumerate(STARTERS[like].steps):
            _write(ladder, place, step, words="", owner=STARTERS[like].owner, by=by)
        _after(ladder, STARTERS[like].steps)
    elif like:
        held = Held.of(_to_copy(place).get(pk=like))
        for place, (row, step) in enumerate(zip(held.rows, held.steps, strict=True)):
            _write(ladder, place, step, words=row.words, owner=row.owner, by=by)
        _after(ladder, held.steps)
    return ladder


def _to_copy(place: School | Grouping) -> LadderQuerySet:
    own = Ladder.objects.at(place)
    if isinstance(place, School):
        return own | Ladder.objects.from_above(place, timezone.localdate())
    return own


def _write(ladder: Ladder, place: int, step: Step, *, words: str, owner: Owner, by: Person) -> LadderStep:
    row = LadderStep(
        ladder=ladder,
        place=place,
        name=step.name,
        act=step.act.value,
        again=step.again.value,
        wait=step.wait,
        within=step.within,
        minutes=step.minutes,
        words=words,
        **owner_fields(owner),
    )
    row._history_user = by
    row.save()
    _conditions(row, step.conditions)
    return row


def _conditions(row: LadderStep, conditions: Sequence[Condition]) -> None:
    row.conditions.all().delete()
    for condition in conditions:
        LadderCondition.objects.create(step=row, **fields_of(condition))


def _after(ladder: Ladder, steps: Sequence[Step]) -> None:
    rows = list(ladder.steps.all())
    for row, step in zip(rows, steps, strict=True):
        if step.after is not None:
            row.after = rows[step.after]
            row.save(update_fields=["after"])


@transaction.atomic
def write_step(
    *,
    ladder: Ladder,
    row: LadderStep | None = None,
    step: Step,
    after: LadderStep | None,
    words: str,
    owner: Owner,
    by: Person,
) -> LadderStep:
    """A step of a draft, new or written anew. One that could never fall due is refused, saying why."""
    ladder = _draft(ladder)
    others = [one for one in Held.of(ladder).rows if row is None or one.pk != row.pk]
    place = row.place if row else max((one.place for one in others), default=-1) + 1
    if after is not None and after.place >= place:
        raise refuse("“%(step)s” stands after a step that is not before it.", step=step.name)
    # Judged by itself: whether it can fall due does not depend on the others.
    alone = [step] if after is None else [Step("", step.act, (), again=step.again), step]
    for remark in remarks(alone):
        if remark.refused and alone[remark.step] is step:
            raise ProblemWithLadder(remark.says, step.name)
    if row is None:
        row = _write(ladder, place, step, words=words, owner=owner, by=by)
    else:
        row.name, row.act, row.again = step.name, step.act.value, step.again.value
        row.wait, row.within, row.minutes, row.words = step.wait, step.within, step.minutes, words
        row.owner = owner
    row.after = after
    row._history_user = by
    row.save()
    _conditions(row, step.conditions)
    return row


@transaction.atomic
def remove_step(*, row: LadderStep, by: Person) -> None:
    """Take a step out of a draft, unless another stands after it."""
    _draft(row.ladder)
    following = row.next.first()
    if following:
        raise refuse("“%(step)s” stands after it: change that first.", step=following.name)
    row._history_user = by
    row.delete()


@transaction.atomic
def move_up(*, row: LadderStep, by: Person) -> None:
    """One place earlier, unless it stands after the step that is there."""
    ladder = _draft(row.ladder)
    rows = list(ladder.steps.all())
    at = next(place for place, one in enumerate(rows) if one.pk == row.pk)
    if at == 0:
        return
    if rows[at].after_id == rows[at - 1].pk:
        raise refuse("“%(step)s” stands after “%(other)s”.", step=row.name, other=rows[at - 1].name)
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for place, one in enumerate(rows):
        if one.place != place:
            one.place, one._history_user = place, by
            one.save()


def _draft(ladder: Ladder) -> Ladder:
    """The ladder locked, to be changed: only a draft can be."""
    held = Ladder.objects.select_for_update().get(pk=ladder.pk)
    if not held.is_draft:
        raise refuse("“%(ladder)s” is or was in force: make a copy and change that.", ladder=held.name)
    return held


@transaction.atomic
def switch_on(*, ladder: Ladder, since: dt.date, holds: str = "", by: Person) -> Ladder:
    """In force from a day on, in the place of the one before, which ends the day before it.

    `holds`: of a grouping's, whether it is offered to its schools or in force for them.
    """
    held = Held.of(_draft(ladder))
    if not held.rows:
        raise refuse("“%(ladder)s” has no step yet.", ladder=held.ladder.name)
    for remark in held.remarks:
        if remark.refused:
            raise ProblemWithLadder(remark.says, held.ladder.name)
    if ladder.grouping_id and holds not in Ladder.Holds.values:
        raise refuse("Say whether it is offered to the schools or in force for them.")
    if since < timezone.localdate():
        raise refuse("A ladder is switched on today or later: nobody could act on what is past.")
    running = Ladder.objects.at(ladder.place).filter(since__isnull=False, until=None).select_for_update()
    for before in running:
        if before.since and before.since >= since:
            day = day_in_words(before.since)
            raise refuse(
                "“%(ladder)s” is in force from %(day)s: choose a later day.", ladder=before.name, day=day
            )
        _save(before, by, until=since - dt.timedelta(days=1))
    return _save(held.ladder, by, since=since, holds=holds if ladder.grouping_id else "")


@transaction.atomic
def stop(*, ladder: Ladder, until: dt.date, by: Person) -> Ladder:
    """The last day a ladder is in force."""
    held = Ladder.objects.select_for_update().get(pk=ladder.pk)
    if held.since is None or held.until is not None:
        raise refuse("“%(ladder)s” is not running on.", ladder=held.name)
    if until < max(held.since, timezone.localdate()):
        raise refuse("Its last day is today or later, and not before its first.")
    return _save(held, by, until=until)


def _save(ladder: Ladder, by: Person, **changed: Any) -> Ladder:
    for name, value in changed.items():
        setattr(ladder, name, value)
    ladder._history_user = by
    ladder.save()
    return ladder


@transaction.atomic
def throw_away(*, ladder: Ladder, by: Person) -> None:
    """A draft that is not wanted."""
    held = _draft(ladder)
    for row in reversed(list(held.steps.all())):
        remove_step(row=row, by=by)
    held._history_user = by
    held.delete()


@transaction.atomic
def answer_step(
    *,
    school: School,
    pupil: Pupil,
    step: LadderStep,
    occasion: int,
    due_on: dt.date,
    says: str,
    answer: str,
    reason: str = "",
    until: dt.date | None = None,
    on: dt.date | None = None,
    by: Person,
) -> StepAnswer:
    """What was done about a step that fell due, why it was not, or until when it is put off.

    Overruling the ladder is an answer like another and is kept with its reason. The figures it fell due by
    are kept as they stood.
    """
    today = timezone.localdate()
    on = on or today
    if answer == StepAnswer.Answer.NOT_APPROPRIATE and not reason.strip():
        raise refuse("Say why it is not appropriate: whoever looks next will want to know.")
    if answer == StepAnswer.Answer.LATER and (until is None or until <= today):
        raise refuse("Say on which day it is to be asked again; it must be later than today.")
    if on > today:
        raise refuse("What was done was done today or before.")
    if answer == StepAnswer.Answer.DONE and on < due_on:
        raise refuse("It fell due on %(day)s: it was done on that day or after.", day=day_in_words(due_on))
    return StepAnswer.objects.create(
        school=school,
        pupil=pupil,
        step=step,
        year=AcademicYear.of(due_on).start,
        occasion=occasion,
        due_on=due_on,
        says=says[:240],
        answer=answer,
        reason=reason.strip(),
        until=until if answer == StepAnswer.Answer.LATER else None,
        on=on,
        at=timezone.now(),
        by=by,
        by_name=by.name,
    )
