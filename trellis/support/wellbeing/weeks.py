"""A week of the classes' daily activity, and where talks with colleagues stand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from trellis.imports.writing import Written
from trellis.rules.school_days import SchoolDays
from trellis.schools.models import GroupingMembership, Person, Post, School, SchoolClass
from trellis.schools.roles import ROLES, Permission
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


def who_keeps(school: School, day: dt.date) -> list[str]:
    """Who reads what is written of talks with colleagues, besides each of them: by name."""
    roles = [role.name for role in ROLES.values() if Permission.KEEP_STAFF_CHECKS in role.throughout]
    above = GroupingMembership.objects.on(day).filter(school=school).values("grouping")
    held = Post.objects.on(day).filter(Q(school=school) | Q(grouping__in=above), role__in=roles)
    return sorted(set(held.filter(person__is_active=True).values_list("person__name", flat=True)))


def whose_talks(school: School, day: dt.date) -> Any:
    """Everybody with a post here, and whoever had a talk that is still kept."""
    here = Q(pk__in=Post.objects.on(day).filter(school=school).values("person"))
    return Person.objects.filter(here | Q(pk__in=StaffCheck.objects.at(school).values("person")))


def as_a_file(checks: Iterable[StaffCheck]) -> tuple[list[str], list[list[Written]]]:
    """Talks as a table to take away: its headings, and a row for each."""
    headings = [_("On"), _("About"), _("What was said and agreed"), _("What they say of it"), _("Next by")]
    headings += [_("Written by"), _("Put right on"), _("Put right by")]
    rows: list[list[Written]] = [
        [
            one.on,
            str(one.get_kind_display()),
            one.words,
            one.own_words,
            one.next_on,
            one.by_name,
            one.put_right_on,
            one.put_right_by_name,
        ]
        for one in checks
    ]
    return headings, rows


def _is_due(last: StaffCheck | None, day: dt.date) -> bool:
    return last is not None and last.next_on is not None and last.next_on <= day


def _who_waits(one: Colleague) -> tuple[bool, dt.date, str]:
    return not one.is_due, one.last.on if one.last else dt.date.min, one.person.name
