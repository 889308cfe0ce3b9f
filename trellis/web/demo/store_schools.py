"""Storing the demonstration's schools, calendars, settings and staff."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from trellis.schools.models import (
    CalendarSpan,
    Grouping,
    GroupingMembership,
    Person,
    Post,
    School,
    SchoolClass,
    SchoolURN,
    Setting,
)
from trellis.web.demo.book import times_of
from trellis.web.demo.rows import Rows
from trellis.web.demo.schools import AUTHORITY, NINTH, PARTNERSHIP, TRUST
from trellis.web.demo.schools import School as Plan
from trellis.web.demo.staff import SINCE
from trellis.web.demo.staff import Person as Member
from trellis.web.demo.staff import Post as Held
from trellis.web.demo.world import World

# Schools of a phase within the authority, as its officers speak of them.
_PHASES = {
    "infant": "Wealdmere primary schools",
    "junior": "Wealdmere primary schools",
    "primary": "Wealdmere primary schools",
    "secondary": "Wealdmere secondary schools",
    "special": "Wealdmere special schools",
}

# This school's number changed when it became an academy, in the summer before the last year but one.
_RENUMBERED, _OLD_NUMBER = "990006", "990106"


@dataclass
class Stored:
    """What was made of the world so far, to be found again by what it was drawn from."""

    schools: list[School] = field(default_factory=list)
    groupings: dict[tuple[str, str], Grouping] = field(default_factory=dict)
    classes: dict[tuple[int, int, str], SchoolClass] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def store_schools(world: World, rows: Rows, known_at: dt.datetime) -> Stored:
    """The schools with their numbers, groupings, settings, calendars and classes; the ninth with its name."""
    stored = Stored()
    for at, plan in enumerate([*world.schools, NINTH]):
        school = rows.add(School(name=plan.name, phase=plan.phase, nation="england"), known_at=known_at)
        if plan.mis_keeps_register:
            school.register_of_record = School.RegisterOfRecord.MIS
        stored.schools.append(school)
        _number(world, plan, school, rows, known_at)
        for kind, name in _groupings_of(plan):
            grouping = stored.groupings.get((kind, name))
            if grouping is None:
                grouping = stored.groupings[(kind, name)] = rows.add(Grouping(kind=kind, name=name))
            rows.add(
                GroupingMembership(grouping=grouping, school=school, since=SINCE, until=None),
                known_at=known_at,
            )
        if plan is not NINTH:
            _decide(plan, school, rows, known_at)
            _calendars(world, at, school, rows, known_at)
            _classes(world, at, school, rows, stored)
    return stored


def _groupings_of(plan: Plan) -> list[tuple[str, str]]:
    found = [("authority", AUTHORITY), ("phase", _PHASES[plan.phase])]
    if plan is not NINTH:
        found.append(("trust", TRUST))
    if plan.in_partnership:
        found.append(("partnership", PARTNERSHIP))
    return found


def _number(world: World, plan: Plan, school: School, rows: Rows, known_at: dt.datetime) -> None:
    since = SINCE
    if plan.urn == _RENUMBERED and len(world.years) > 1:
        since = dt.date(world.years[-2], 9, 1)
        old = SchoolURN(school=school, urn=_OLD_NUMBER, since=SINCE, until=since - dt.timedelta(days=1))
        rows.add(old, known_at=known_at)
    rows.add(SchoolURN(school=school, urn=plan.urn, since=since, until=None), known_at=known_at)


def _decide(plan: Plan, school: School, rows: Rows, known_at: dt.datetime) -> None:
    """What the school decided: its register times, that a password is enough, and a target of its own."""
    times = times_of(plan)
    decided: dict[str, Any] = {
        "register_opens_am": f"{times.opens[0]:%H:%M}",
        "register_closes_am": f"{times.closes[0]:%H:%M}",
        "register_opens_pm": f"{times.opens[1]:%H:%M}",
        "register_closes_pm": f"{times.closes[1]:%H:%M}",
        "gate": "08:45" if not plan.secondary else "08:35",
        # Everybody signs in with the one password that is printed, and goes straight to work.
        "second_factor": "offered",
    }
    if plan.secondary:
        decided["attendance_target"] = "95"
    for name, value in decided.items():
        setting = Setting(school=school, grouping=None, name=name, value=value, since=SINCE, until=None)
        rows.add(setting, known_at=known_at)


def _calendars(world: World, at: int, school: School, rows: Rows, known_at: dt.datetime) -> None:
    for year in world.years:
        for span in world.calendars[(at, year)].spans:
            # A closure is known on its morning; everything else was agreed long before.
            told = dt.datetime.combine(span.since, dt.time(7, 10), known_at.tzinfo)
            rows.add(
                CalendarSpan(
                    school=school,
                    kind=str(span.kind),
                    name=span.name,
                    since=span.since,
                    until=span.until,
                    inferred=False,
                ),
                known_at=max(known_at, told) if span.kind == "closure" else known_at,
            )


def _classes(world: World, at: int, school: School, rows: Rows, stored: Stored) -> None:
    for year in world.years:
        for name in sorted({seat.class_name for seat in world.seats(at, year)}):
            stored.classes[(at, year, name)] = rows.add(SchoolClass(school=school, year=year, name=name))


def store_staff(world: World, rows: Rows, stored: Stored, password: str, known_at: dt.datetime) -> None:
    """Everybody who signs in, with one password for all: it was made for this demonstration alone."""
    for member in world.staff.people:
        person = Person(
            email=member.email,
            name=member.name,
            initials=member.initials,
            password=password,
            is_active=True,
            created_at=known_at,
        )
        stored.people[member.email] = rows.add(person, known_at=known_at)
        for post in member.posts:
            _post(world, member, post, rows, stored, known_at)


def _post(
    world: World, member: Member, held: Held, rows: Rows, stored: Stored, known_at: dt.datetime
) -> None:
    taught = held.school_class and stored.classes.get((held.school or 0, *held.school_class))
    post = Post(
        person=stored.people[member.email],
        role=held.role,
        title=held.title,
        since=held.since,
        until=held.until,
        school=None if held.school is None else stored.schools[held.school],
        grouping=None if held.grouping is None else stored.groupings.get(held.grouping),
        school_class=taught or None,
    )
    if post.school is None and post.grouping is None:
        return
    told = dt.datetime.combine(held.since, dt.time(7, 30), known_at.tzinfo)
    rows.add(post, known_at=max(known_at, told) if held.role == "supply_teacher" else known_at)
