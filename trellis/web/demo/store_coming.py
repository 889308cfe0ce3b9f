"""Storing who came late this morning at the demonstration's first schools, and one child who is unwell.

The late marks stand in the registers already; here is what the desk was told when they were made.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from trellis.attendance.models import Arrival, Unwell
from trellis.registers.models import Detail, Line
from trellis.registers.times import times_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session
from trellis.schools.models import Post, School
from trellis.web.demo.chance import one_of, stream
from trellis.web.demo.world import World

FIRST: Final = 2  # a primary and an infant school

_WHY: Final = ("The bus was late", "Overslept", "Traffic on the ring road", "Looking for a shoe", "")
_BROUGHT_BY: Final = ("Mother", "Father", "Grandmother", "By themselves", "A neighbour")
_LATE: Final = ("L", "U")


def store_coming(world: World, schools: Sequence[School]) -> None:
    """What the late desk and the desk for the unwell of the first schools know this morning."""
    for school in schools[:FIRST]:
        _arrivals(world, school)
        _unwell(world, school)


def _arrivals(world: World, school: School) -> None:
    year = AcademicYear.of(world.on)
    position = year.position(world.on, Session.AM)
    opens = times_of(school, world.on, Session.AM).opens_at
    lines = Line.objects.filter(school=school, year=year.start).order_by("row")
    late = {line.pk: line for line in lines if line.marks[position] in _LATE}
    details = Detail.objects.filter(line__in=late, position=position, minutes_late__isnull=False)
    chance, by = stream(world.seed, "arrivals", school.pk), _office(school, world.on)
    for detail in details.order_by("line__row"):
        line = late[detail.line_id]
        assert detail.minutes_late is not None
        at = opens + dt.timedelta(minutes=detail.minutes_late)
        Arrival.objects.create(
            school=school,
            pupil_id=line.pupil_id,
            date=world.on,
            session=Session.AM,
            at=at,
            code=line.marks[position],
            minutes_late=detail.minutes_late,
            reason=one_of(chance, _WHY),
            brought_by=one_of(chance, _BROUGHT_BY),
            entry=detail.entry_id & 0xFFFFFFFF,
            recorded_at=at,
            recorded_by_name=by,
        )


def _unwell(world: World, school: School) -> None:
    """The first child of the roll who is here this morning."""
    year = AcademicYear.of(world.on)
    position = year.position(world.on, Session.AM)
    lines = Line.objects.filter(school=school, year=year.start).order_by("row")
    here = next((line for line in lines if line.marks[position] == "/"), None)
    if here is None:
        return
    since = timezone.make_aware(dt.datetime.combine(world.on, dt.time(9, 1)))
    Unwell.objects.create(
        school=school,
        pupil_id=here.pupil_id,
        date=world.on,
        since=since,
        symptoms="A headache, and feels warm",
        place="School office",
        recorded_at=since,
        recorded_by_name=_office(school, world.on),
    )


def _office(school: School, on: dt.date) -> str:
    held = Post.objects.on(on).filter(school=school, role="office").select_related("person").order_by("id")
    return next((post.person.name for post in held), "School office")
