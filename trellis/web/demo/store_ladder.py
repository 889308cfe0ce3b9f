"""Storing the demonstration's ladders: one in force since the half-term began, mostly answered, and a draft;
a draft of the trust's, and what the authority offers.

The draft asks earlier, for whoever rehearses it on last year beside the one in force.
"""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from django.utils import timezone

from trellis.attendance.ladder.actions import begin_ladder, write_step
from trellis.attendance.ladder.due import DueStep, steps_due
from trellis.attendance.models import Ladder, LadderStep, StepAnswer
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import Act, Again, Condition, How, Step, What, Window
from trellis.rules.thresholds import Operator
from trellis.schools.models import CalendarSpan, Grouping, Person, Post, School
from trellis.web.demo.chance import happens, one_of, stream
from trellis.web.demo.world import World

_ROUNDS: Final = 3  # a step that stands after another falls due once that is answered
_ANSWERED: Final = 0.7
_DONE: Final = (
    "Spoken with the family; they know how to reach us.",
    "Written, with the offer of a talk.",
    "Came in; agreed to ring us by half past eight on any day away.",
)
_NOT: Final = "Ill with a known cause, and the family in touch all along."


def store_ladders(world: World, schools: Sequence[School]) -> None:
    """A ladder for each school that keeps its register here."""
    for school in schools[: len(world.schools)]:
        lead = Post.objects.filter(school=school, role="attendance_lead").select_related("person").first()
        if lead is not None:
            _store(world, school, lead.person)

    for kind, role in (("trust", "trust_officer"), ("authority", "authority_officer")):
        post = (
            Post.objects.filter(grouping__kind=kind, role=role).select_related("person", "grouping").first()
        )
        if post is not None:
            _store_above(world, post.grouping, post.person)


def _store_above(world: World, grouping: Grouping, officer: Person) -> None:
    """The trust has a draft for all its schools; the authority offers bands of attendance to its own."""
    if grouping.kind == Grouping.Kind.TRUST:
        _ladder(grouping, "One ladder for all our schools", 94, officer)
        return
    bands = begin_ladder(place=grouping, name="Bands of attendance", like="bands", by=officer)
    since = dt.date(AcademicYear.of(world.on).start, 9, 1)
    Ladder.objects.filter(pk=bands.pk).update(since=since, holds=Ladder.Holds.OFFERED)


def _store(world: World, school: School, lead: Person) -> None:
    ladder = _ladder(school, "Our ladder", 95, lead)
    Ladder.objects.filter(pk=ladder.pk).update(since=_half_term_began(school, world.on))
    for number in range(_ROUNDS):
        chance = stream(world.seed, "ladder", school.pk, number)
        rows = steps_due(school, world.on).rows
        StepAnswer.objects.bulk_create(
            _answer(school, row, lead, world.on, chance) for row in rows if happens(chance, _ANSWERED)
        )
    _ladder(school, "Asking earlier", 97, lead)


def _half_term_began(school: School, on: dt.date) -> dt.date:
    """The first day after the latest break or between terms, which is the first of a half-term."""
    spans = CalendarSpan.objects.filter(school=school)
    begins = [
        *spans.filter(kind="term", since__lte=on).values_list("since", flat=True),
        *(
            until + dt.timedelta(days=1)
            for until in spans.filter(kind="break", until__lt=on).values_list("until", flat=True)
        ),
    ]
    return max(begins)


def _attendance(below: int) -> Condition:
    return Condition(What.ATTENDANCE, How.PERCENT, Operator.BELOW, Fraction(below), fewest=20)


def _ladder(place: School | Grouping, name: str, below: int, lead: Person) -> Ladder:
    ladder = begin_ladder(place=place, name=name, by=lead)

    def write(step: Step, owner: str, after: LadderStep | None = None) -> LadderStep:
        return write_step(ladder=ladder, step=step, after=after, words="", owner=owner, by=lead)

    letter = write(Step("Write home", Act.LETTER, (_attendance(below),), within=5, minutes=5), "office")
    clinic = Step(
        "Invite to an attendance clinic",
        Act.CLINIC,
        (_attendance(below - 3),),
        after=0,
        wait=10,
        within=5,
        minutes=30,
    )
    clinic_row = write(clinic, "attendance_lead", letter)
    plan = Step(
        "Agree an attendance plan",
        Act.PLAN,
        (_attendance(below - 5),),
        after=0,
        wait=10,
        within=10,
        minutes=60,
    )
    write(plan, "inclusion_lead", clinic_row)
    away = Condition(What.ABSENCE, How.IN_A_ROW, Operator.AT_LEAST, Fraction(5))
    write(
        Step("Visit at home", Act.VISIT, (away,), again=Again.EACH, within=1, minutes=45), "attendance_lead"
    )
    lates = Condition(What.LATE, How.DAYS, Operator.AT_LEAST, Fraction(5), Window.WEEKS, weeks=6)
    write(Step("Talk about being on time", Act.CALL, (lates,), within=5, minutes=10), "class_teacher")
    return ladder


def _answer(
    school: School, row: DueStep, lead: Person, on: dt.date, chance: np.random.Generator
) -> StepAnswer:
    day = min(on, row.due_on + dt.timedelta(days=int(chance.integers(1, 4))))
    is_not = happens(chance, 0.1)
    return StepAnswer(
        school=school,
        pupil_id=row.child.pupil,
        step=row.step,
        year=AcademicYear.of(row.due_on).start,
        occasion=row.occasion,
        due_on=row.due_on,
        says=row.why[:240],
        answer=StepAnswer.Answer.NOT_APPROPRIATE if is_not else StepAnswer.Answer.DONE,
        reason=_NOT if is_not else one_of(chance, _DONE),
        on=day,
        at=dt.datetime.combine(day, dt.time(15), tzinfo=timezone.get_current_timezone()),
        by=lead,
        by_name=lead.name,
    )
