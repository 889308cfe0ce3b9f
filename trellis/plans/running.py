"""Running a plan: its steps taken up, handed on and brought to an end, and what is written of how it goes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.plans.actions import ProblemWithPlan, insist_open
from trellis.plans.arranged import whose
from trellis.plans.calendars import strand_of
from trellis.plans.models import Note, Plan, Row, Step
from trellis.rhythm import actions as rhythm
from trellis.rules.recurrence import Recurrence
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.access import may
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Grouping, Person, School, at_place
from trellis.schools.owning import AtWork, Owner
from trellis.schools.roles import Permission
from trellis.telling.names import possible_names

_LONGEST_TITLE = 300


# --- Steps --------------------------------------------------------------------------------------------------


@transaction.atomic
def take_up(
    *,
    row: Row,
    words: str,
    by: By,
    kind: str = Step.Kind.ACTION,
    owner: Owner = None,
    start: dt.date | None = None,
    finish: dt.date | None = None,
    said: str = "",
    recurrence: Recurrence | None = None,
) -> Step:
    """Something a row says is to be done or reached is somebody's, by a day; what recurs becomes a duty."""
    insist_open(row.part.plan)
    words = words.strip()
    if not words:
        raise ProblemWithPlan(Sentence(gettext_noop("Say what is to be done or reached.")))
    _insist_in_order(start, finish)
    step = Step(row=row, kind=kind, words=words, said=said[:60], start=start, finish=finish)
    if recurrence is None:
        step.owner = owner
    else:
        step.duty = _duty_of(row, words, recurrence, owner, start, by)
    return keep(step, by)


def _duty_of(
    row: Row, words: str, recurrence: Recurrence, owner: Owner, start: dt.date | None, by: By
) -> Any:
    plan, title = row.part.plan, " ".join(words.split())
    return rhythm.make_duty(
        title=title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…",
        recurrence=recurrence,
        owner=owner,
        **at_place(plan.place),
        strand=(strand_of(row) or plan.name)[:80],
        since=max(start, timezone.localdate()) if start else timezone.localdate(),
        by=by,
    )


@transaction.atomic
def take_up_all(*, plan: Plan, steps: Iterable[dict[str, Any]], by: By) -> int:
    """Several at once, each as in take_up; how many."""
    insist_open(plan)
    return len([take_up(by=by, **step) for step in steps])


@transaction.atomic
def change_step(
    *,
    step: Step,
    words: str,
    by: By,
    owner: Owner = None,
    start: dt.date | None = None,
    finish: dt.date | None = None,
) -> Step:
    """Say anew what a step is, whose and by when; whose a duty is, is said from today."""
    insist_open(step.row.part.plan)
    if not words.strip():
        raise ProblemWithPlan(Sentence(gettext_noop("Say what is to be done or reached.")))
    _insist_in_order(start, finish)
    step.words, step.start, step.finish = words.strip(), start, finish
    if step.duty is None:
        step.owner = owner
    else:
        rhythm.hand_on(duty=step.duty, owner=owner, since=timezone.localdate(), by=by)
    return keep(step, by)


@transaction.atomic
def say_how_it_stands(
    *, step: Step, state: str, by: By, because: str = "", on: dt.date | None = None
) -> Step:
    """A step is to do, under way, done, or dropped because of something; a duty done with ends."""
    insist_open(step.row.part.plan)
    insist_may_say(step=step, by=by)
    because, on = because.strip(), on or timezone.localdate()
    if on > timezone.localdate():
        says = gettext_noop("%(day)s is still to come: nothing is done by then yet.")
        raise ProblemWithPlan(Sentence(says, day=day_in_words(on)))
    if state == Step.State.DROPPED and not because:
        raise ProblemWithPlan(Sentence(gettext_noop("Say why it is dropped.")))
    settled = state in (Step.State.DONE, Step.State.DROPPED)
    step.state = state
    step.because = because if state == Step.State.DROPPED else ""
    step.settled_on = on if settled else None
    step.touched_at = timezone.now()
    if settled and step.duty is not None and step.duty.arrangements.between(on, dt.date.max).exists():
        rhythm.end_duty(duty=step.duty, until=on, by=by)
    return keep(step, by)


@transaction.atomic
def let_go(*, step: Step, by: By) -> None:
    """It was no step after all; its duty ends today, and what was done of it stays."""
    insist_open(step.row.part.plan)
    today = timezone.localdate()
    if step.duty is not None and step.duty.arrangements.between(today, dt.date.max).exists():
        rhythm.end_duty(duty=step.duty, until=today, by=by)
    drop(step, by)


@transaction.atomic
def hand_on_all(*, place: School | Grouping, leaver: Person, owner: Owner, by: By) -> int:
    """Every open step somebody owns by name at a place becomes somebody else's; how many. Duties are handed
    on in the rhythm.
    """
    held = list(Step.objects.running().open().at(place).filter(person=leaver))
    if not held:
        says = gettext_noop("%(person)s has no steps of a plan at %(place)s.")
        raise ProblemWithPlan(Sentence(says, person=leaver.name, place=place.name))
    for step in held:
        step.owner = owner
        keep(step, by)
    return len(held)


def may_say(person: Person, step: Step, at_work: AtWork | None = None) -> bool:
    """Whether somebody may say how a step stands: whose it is today, or who may change the plan."""
    place, today = step.row.part.plan.place, timezone.localdate()
    if may(person, Permission.CHANGE_PLANS, place):
        return True
    at_work = at_work or AtWork.at(place, today)
    return person.pk in at_work.owners_of(whose(step))


def insist_may_say(*, step: Step, by: By) -> None:
    """Refuse whoever neither owns the step nor may change the plan."""
    if isinstance(by, Person) and not may_say(by, step):
        raise ProblemWithPlan(
            Sentence(gettext_noop("This is not %(name)s’s to say: it is somebody else’s."), name=by.name)
        )


def _insist_in_order(start: dt.date | None, finish: dt.date | None) -> None:
    if start is not None and finish is not None and finish < start:
        raise ProblemWithPlan(Sentence(gettext_noop("The last day cannot come before the first.")))


# --- Notes --------------------------------------------------------------------------------------------------


@transaction.atomic
def write_note(
    *,
    row: Row,
    words: str,
    by: By,
    kind: str = Note.Kind.PROGRESS,
    on: dt.date | None = None,
    no_child: bool = False,
) -> Note:
    """Write how a row goes, or what came of it. What was written before stays."""
    insist_open(row.part.plan)
    insist_may_write(row=row, by=by)
    words, on = words.strip(), on or timezone.localdate()
    if not words:
        raise ProblemWithPlan(Sentence(gettext_noop("Write a sentence of how it goes.")))
    if on > timezone.localdate():
        raise ProblemWithPlan(Sentence(gettext_noop("%(day)s is still to come."), day=day_in_words(on)))
    if not no_child:
        insist_on_no_child(row.part.plan, words)
    who = by if isinstance(by, Person) else None
    note = Note.objects.create(row=row, kind=kind, words=words, on=on, by=who, by_name=name_of(by))
    Step.objects.filter(row=row).open().update(touched_at=timezone.now())
    return note


def may_write(person: Person, row: Row) -> bool:
    """Whether somebody may write how a row goes: who may change the plan, or has a step of the row."""
    place = row.part.plan.place
    if may(person, Permission.CHANGE_PLANS, place):
        return True
    at_work = AtWork.at(place, timezone.localdate())
    return any(may_say(person, step, at_work) for step in row.steps.select_related("row__part__plan"))


def insist_may_write(*, row: Row, by: By) -> None:
    """Refuse whoever has nothing to do with the row."""
    if isinstance(by, Person) and not may_write(by, row):
        raise ProblemWithPlan(
            Sentence(gettext_noop("Nothing of this row is %(name)s’s to write about."), name=by.name)
        )


def insist_on_no_child(plan: Plan, *texts: str) -> None:
    """A plan is read by many: what is written of it names no child of the school."""
    if plan.school is None:
        return
    names = possible_names(list(texts), plan.school, timezone.localdate())
    if names:
        says = gettext_noop(
            "These may be names of children: %(names)s. Leave them out, or say that they are no child’s."
        )
        raise ProblemWithPlan(Sentence(says, names=", ".join(names)))
