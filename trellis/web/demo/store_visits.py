"""Storing the demonstration's visits at home: two rounds of last week and what came of them, one today."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from trellis.attendance.visits.going import home_of
from trellis.attendance.visits.models import HomeVisit, SafetyNote, VisitOutcome, VisitRound
from trellis.schools.models import Enrolment, Person, Post, School
from trellis.web.demo.chance import stream
from trellis.web.demo.world import World

FIRST: Final = 2
_HOMES: Final = 3
# So many days ago, when they left and were back; what came of each home and what was said there.
_ROUNDS: Final = (
    (6, dt.time(10), dt.time(10, 50)),
    (4, dt.time(13, 30), dt.time(14, 15)),
)
_CAME: Final = (
    ("child", "Well, and glad to be asked. Up late; an alarm clock was talked about.", "Ring on Friday"),
    ("not_in", "", ""),
    ("adult", "Her father says she is at her grandmother’s. A number was left.", "Ring the grandmother"),
)
_WHY: Final = "still out, 3 school days"


def store_visits(world: World, schools: Sequence[School]) -> None:
    """At the first of the schools."""
    for school in schools[:FIRST]:
        people = [_whoever_is(role, school) for role in ("attendance_lead", "inclusion_lead", "head")]
        first, second, head = people
        if first is not None and second is not None and head is not None:
            _store(world, school, first, second, head)


def _whoever_is(role: str, school: School) -> Person | None:
    post = Post.objects.filter(school=school, role=role).select_related("person").order_by("pk").first()
    return post.person if post else None


def _store(world: World, school: School, first: Person, second: Person, head: Person) -> None:
    on_roll = Enrolment.objects.on(world.on).filter(school=school, until=None).select_related("pupil")
    enrolments = list(on_roll.order_by("pk"))
    chance = stream(world.seed, "visits", school.urn)
    chosen = [enrolments[int(at)] for at in chance.choice(len(enrolments), size=3 * _HOMES, replace=False)]
    for number, (ago, left, back) in enumerate(_ROUNDS):
        day = _school_day(world.on - dt.timedelta(days=ago))
        round_ = _a_round(school, day, left, first, second, head)
        round_.left_at, round_.back_at = _at(day, left), _at(day, back)
        round_.back_by_name = first.name
        round_.save()
        for place, (enrolment, came) in enumerate(
            zip(chosen[number * _HOMES : (number + 1) * _HOMES], _CAME, strict=True)
        ):
            visit = _visit(round_, place, enrolment)
            _outcome(visit, first, place, *came)
    today = _a_round(school, world.on, dt.time(14), first, second, head)
    for place, enrolment in enumerate(chosen[2 * _HOMES : 3 * _HOMES - 1]):
        visit = _visit(today, place, enrolment)
        if place == 0 and visit.contact and visit.contact.household:
            SafetyNote.objects.create(
                school=school,
                household=visit.contact.household,
                words="A large dog: ring first, and it is shut in.",
                since=world.on,
                placed_by_name=head.name,
            )


def _school_day(day: dt.date) -> dt.date:
    """That day, or the Friday before it."""
    return day - dt.timedelta(days=max(day.weekday() - 4, 0))


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def _a_round(
    school: School, day: dt.date, leaves: dt.time, first: Person, second: Person, head: Person
) -> VisitRound:
    return VisitRound.objects.create(
        school=school,
        on=day,
        leaves_at=leaves,
        expected_back=_at(day, leaves) + dt.timedelta(hours=1),
        first=first,
        first_name=first.name,
        second=second,
        second_name=second.name,
        watched_by=head,
        watched_by_name=head.name,
        planned_by_name=first.name,
    )


def _visit(round_: VisitRound, place: int, enrolment: Enrolment) -> HomeVisit:
    home = home_of(enrolment.pupil, round_.school, round_.on)
    return HomeVisit.objects.create(round=round_, place=place, pupil=enrolment.pupil, contact=home, why=_WHY)


def _outcome(visit: HomeVisit, by: Person, place: int, outcome: str, words: str, step: str) -> None:
    at = visit.round.left_at + dt.timedelta(minutes=12 * (place + 1))
    VisitOutcome.objects.create(
        act=uuid.uuid5(uuid.NAMESPACE_OID, f"visit {visit.pk}"),
        visit=visit,
        outcome=outcome,
        words=words,
        next_words=step,
        next_due=visit.round.on + dt.timedelta(days=7) if step else None,
        next_for=by,
        at=at,
        recorded_at=at,
        by=by,
        by_name=by.name,
    )
