"""A week of the classes' daily activity, and where talks with colleagues stand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trellis.rules.school_days import SchoolDays
from trellis.schools.models import Person, Post, School, SchoolClass
from trellis.support.wellbeing.models import DailyActivity, StaffCheck

_DAYS = 5


@dataclass(frozen=True)
class Cell:
    """One class on one day: done, not yet, or no school day."""

    on: dt.date
    is_open: bool
    done: DailyActivity | None


@dataclass(frozen=True)
class ClassWeek:
    """One class's week."""

    school_class: SchoolClass
    cells: Sequence[Cell]


@dataclass(frozen=True)
class DayTotal:
    """How many of the classes shown had their activity on one day."""

    on: dt.date
    is_open: bool
    done: int
    classes: int


@dataclass(frozen=True)
class Week:
    """The weekdays from a Monday on, class by class."""

    monday: dt.date
    classes: Sequence[ClassWeek]
    totals: Sequence[DayTotal]


def week_of(classes: Iterable[SchoolClass], days: SchoolDays, day: dt.date) -> Week:
    """The week a day is in, in one question for any number of classes."""
    monday = day - dt.timedelta(days=day.weekday())
    weekdays = [monday + dt.timedelta(days=number) for number in range(_DAYS)]
    classes = list(classes)
    held = DailyActivity.objects.filter(school_class__in=classes, on__range=(weekdays[0], weekdays[-1]))
    done = {(one.school_class_id, one.on): one for one in held}
    is_open = {on: days.is_open(on) for on in weekdays}
    return Week(
        monday,
        [
            ClassWeek(one, [Cell(on, is_open[on], done.get((one.pk, on))) for on in weekdays])
            for one in classes
        ],
        [
            DayTotal(on, is_open[on], sum((one.pk, on) in done for one in classes), len(classes))
            for on in weekdays
        ],
    )


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here, the last talk with them, and whether the next one is due."""

    person: Person
    last: StaffCheck | None
    is_due: bool


def colleagues(school: School, day: dt.date) -> list[Colleague]:
    """Everybody with a post at a school: whose next talk is due first, then whoever has waited longest."""
    posts = Post.objects.on(day).filter(school=school, person__is_active=True).select_related("person")
    people = {post.person_id: post.person for post in posts}
    last: dict[int, StaffCheck] = {}
    for one in StaffCheck.objects.at(school).filter(person__in=people).order_by("on", "pk"):
        last[one.person_id] = one
    found = [Colleague(person, last.get(pk), _is_due(last.get(pk), day)) for pk, person in people.items()]
    return sorted(found, key=_who_waits)


def _is_due(last: StaffCheck | None, day: dt.date) -> bool:
    return last is not None and last.next_on is not None and last.next_on <= day


def _who_waits(one: Colleague) -> tuple[bool, dt.date, str]:
    return not one.is_due, one.last.on if one.last else dt.date.min, one.person.name
