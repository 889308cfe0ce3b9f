"""Monitoring of a plan: looks are scheduled, made, and what they found is written down."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.plans.actions import ProblemWithPlan, insist_open
from trellis.plans.arranged import whose
from trellis.plans.models import Finding, Monitoring, Plan, Row
from trellis.plans.running import insist_on_no_child
from trellis.rhythm import actions as rhythm
from trellis.rhythm.due import LOOK_BACK, Rhythm, standing_on
from trellis.rules.recurrence import Recurrence
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.access import may
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Person, at_place
from trellis.schools.owning import AtWork, Owner
from trellis.schools.roles import Permission


@transaction.atomic
def schedule(
    *,
    plan: Plan,
    kind: str,
    focus: str,
    by: By,
    area: str = "",
    owner: Owner = None,
    due_on: dt.date | None = None,
    recurrence: Recurrence | None = None,
    rows: Iterable[Row] = (),
    look: Monitoring | None = None,
) -> Monitoring:
    """A look is to be made, once on a day or again and again as a duty; or one is said anew."""
    insist_open(plan)
    focus = " ".join(focus.split())
    if not focus:
        raise ProblemWithPlan(Sentence(gettext_noop("Say what is looked at.")))
    look = look or Monitoring(plan=plan)
    look.kind, look.focus, look.area = kind, focus, " ".join(area.split())
    if look.duty is None and recurrence is not None:
        look.duty = rhythm.make_duty(
            title=str(look)[:300], recurrence=recurrence, owner=owner, strand=plan.name[:80],
            by=by, **at_place(plan.place),
        )  # fmt: skip
    elif look.duty is not None:
        rhythm.hand_on(duty=look.duty, owner=owner, since=timezone.localdate(), by=by)
    recurs = look.duty is not None
    look.due_on = None if recurs else due_on
    look.owner = None if recurs else owner
    keep(look, by)
    look.rows.set(rows)
    return look


@transaction.atomic
def call_off(*, look: Monitoring, by: By) -> None:
    """It is looked at no more. Where something was found, that stays, and so does the look."""
    insist_open(look.plan)
    today = timezone.localdate()
    if look.duty is not None and look.duty.arrangements.between(today, dt.date.max).exists():
        rhythm.end_duty(duty=look.duty, until=today, by=by)
    if look.findings.exists():
        look.duty, look.due_on = None, None
        keep(look, by)
    else:
        drop(look, by)


@transaction.atomic
def record_finding(
    *,
    look: Monitoring,
    on: dt.date,
    words: str,
    by: By,
    strengths: str = "",
    next_steps: str = "",
    teacher: Person | None = None,
    no_child: bool = False,
) -> Finding:
    """Write down what a look found: of teaching or an area, and of no child by name."""
    insist_open(look.plan)
    if isinstance(by, Person) and not may_record(by, look):
        says = gettext_noop("This look is not %(name)s’s: it is somebody else’s.")
        raise ProblemWithPlan(Sentence(says, name=by.name))
    if on > timezone.localdate():
        raise ProblemWithPlan(Sentence(gettext_noop("%(day)s is still to come."), day=day_in_words(on)))
    texts = [text.strip() for text in (words, strengths, next_steps)]
    if not texts[0]:
        raise ProblemWithPlan(Sentence(gettext_noop("Write what was found.")))
    if not no_child:
        insist_on_no_child(look.plan, *texts)
    found = Finding(
        monitoring=look, on=on, words=texts[0], strengths=texts[1], next_steps=texts[2], teacher=teacher,
        by=by if isinstance(by, Person) else None, by_name=name_of(by),
    )  # fmt: skip
    keep(found, by)
    _tick_off(look, on, by)
    return found


def _tick_off(look: Monitoring, on: dt.date, by: By) -> None:
    """A look that recurs was made for the occasion that was due then."""
    school, duty = look.plan.school, look.duty
    if duty is None or school is None or (isinstance(by, Person) and not rhythm.may_tick(by, duty, school)):
        return
    at_work = AtWork.at(school, on)
    found = Rhythm.of(school, on - LOOK_BACK, on, at_work=at_work, on=on, arrangements=Q(duty=duty))
    for due in standing_on(on, found):
        if due.done is None:
            rhythm.mark_done(
                duty=duty, school=school, occasion=due.occasion.key, due_on=due.occasion.day,
                evidence=str(look), by=by,
            )  # fmt: skip


def may_record(person: Person, look: Monitoring, at_work: AtWork | None = None) -> bool:
    """Whether somebody may write what a look found: whose it is, or who may change the plan."""
    place = look.plan.place
    if may(person, Permission.CHANGE_PLANS, place):
        return True
    at_work = at_work or AtWork.at(place, timezone.localdate())
    return person.pk in at_work.owners_of(whose(look))
