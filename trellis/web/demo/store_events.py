"""Storing the demonstration's events for families: coffee mornings, a reading morning, mornings in class;
who was invited and who came.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
from django.utils import timezone

from trellis.gatherings.actions import arrange
from trellis.gatherings.events import arrange_series, begin_series, open_days
from trellis.gatherings.models import FamilyInvitation, Gathering, Kind
from trellis.messages.addressees import Home, homes_of
from trellis.registers.half_terms import half_term_at
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import ClassMembership, Enrolment, Person, Post, School, SchoolClass
from trellis.web.demo.chance import stream
from trellis.web.demo.world import World

_TOPICS: Final = (
    "Mornings without a fight",
    "Staying safe online",
    "Sleep",
    "How we teach phonics",
    "What the school nurse does",
    "Clubs and holidays",
)
_READING: Final = (0.35, 0.6)
_CLASSES: Final = 3
_FACES: Final = 9


def store_events(world: World, schools: Sequence[School]) -> None:
    """At the first of the schools, this half-term."""
    school, day = schools[0], min(world.on, timezone.localdate())
    half_term = half_term_at(school, day)
    office = Post.objects.filter(school=school, role="office").select_related("person").first()
    if half_term is None or office is None:
        return
    chance = stream(world.seed, "events", school.urn)
    on_roll = Enrolment.objects.on(day).filter(school=school).select_related("pupil")
    enrolments = list(on_roll.order_by("pk"))
    homes = {pupil: answer.homes for pupil, answer in homes_of(school, enrolments, day).items()}
    _coffee(school, office.person, half_term.since, max(half_term.until, day), day, homes, chance)
    held = open_days(school, 2, half_term.since, day - dt.timedelta(days=1))
    if not held:
        return
    morning = _event(school, office.person, Kind.READING, held[-1], "Reading together", "in the classrooms")
    _invited(morning, homes, office.person, chance, _READING)
    for number, one in enumerate(_classes(school, day)[:_CLASSES]):
        inside = set(
            ClassMembership.objects.on(day)
            .filter(school_class=one)
            .values_list("enrolment__pupil", flat=True)
        )
        on = held[-1 - number % len(held)]
        event = _event(school, office.person, Kind.IN_CLASS, on, "Guided reading", "in the classroom", one)
        own = {pupil: found for pupil, found in homes.items() if pupil in inside}
        _invited(event, own, office.person, chance, _READING)


def _classes(school: School, day: dt.date) -> list[SchoolClass]:
    return list(SchoolClass.objects.filter(school=school, year=AcademicYear.of(day).start).order_by("name"))


def _coffee(
    school: School,
    by: Person,
    since: dt.date,
    until: dt.date,
    day: dt.date,
    homes: dict[int, Sequence[Home]],
    chance: np.random.Generator,
) -> None:
    """Open to everybody and told on the board: whoever comes was not asked by name; more each week."""
    series = begin_series(
        school=school,
        name="Friday coffee morning",
        kind=Kind.COFFEE,
        where="in the hall",
        at=dt.time(9),
        by=by,
    )
    made = arrange_series(series=series, weekday=4, since=since, until=until, topics=_TOPICS, by=by)
    asked = [pupil for pupil, found in homes.items() if found]
    for week, gathering in enumerate(one for one in made if one.on < day):
        among = asked[: _FACES * (week + 2)]
        chosen = (
            {among[int(at)] for at in chance.integers(0, len(among), size=_FACES + week)} if among else ()
        )
        for pupil in sorted(chosen):
            _came(gathering, homes[pupil][0], [pupil], by, uninvited=True, came=True)


def _event(
    school: School,
    by: Person,
    kind: str,
    on: dt.date,
    about: str,
    where: str,
    school_class: SchoolClass | None = None,
) -> Gathering:
    held = arrange(place=school, kind=kind, on=on, at=dt.time(8, 50), where=where, about=about, by=by)
    held.school_class = school_class
    held.save()
    return held


def _invited(
    gathering: Gathering,
    homes: dict[int, Sequence[Home]],
    by: Person,
    chance: np.random.Generator,
    shares: tuple[float, float],
) -> None:
    """Each home once, about all its children; some classes come more than others."""
    own: dict[int, tuple[Home, list[int]]] = {}
    for pupil, found in homes.items():
        for home in found:
            own.setdefault(home.contacts[0].pk, (home, []))[1].append(pupil)
    share = chance.uniform(*shares)
    for home, pupils in own.values():
        _came(gathering, home, pupils, by, uninvited=False, came=bool(chance.random() < share))


def _came(
    gathering: Gathering, home: Home, pupils: Sequence[int], by: Person, *, uninvited: bool, came: bool
) -> None:
    at = timezone.make_aware(dt.datetime.combine(gathering.on, dt.time(9, 45)))
    said = {"uninvited": uninvited, "came": came, "said_at": at, "said_by_name": by.name}
    row, _made = FamilyInvitation.objects.get_or_create(
        gathering=gathering,
        contact=home.contacts[0],
        defaults={"addressee": home.addressee[:240], **said},
    )
    row.pupils.add(*pupils)
