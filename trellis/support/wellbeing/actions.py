"""What people do: say that a class had its activity, take that back, write down a talk with a colleague."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from trellis.registers.calendars import stated_calendars
from trellis.rules.academic_year import AcademicYear
from trellis.rules.school_days import SchoolDays
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Person, Post, School, SchoolClass
from trellis.support.actions import refuse
from trellis.support.wellbeing.models import DailyActivity, StaffCheck


def school_days(school: School, day: dt.date) -> SchoolDays:
    """The school days of the year a day is in."""
    return SchoolDays.of(stated_calendars(school, [AcademicYear.of(day)]))


@transaction.atomic
def say_done(*, school_class: SchoolClass, on: dt.date, by: By, words: str = "") -> DailyActivity:
    """A class had its activity on a day; said again, what it was is written anew."""
    _insist_past(on)
    if not school_days(school_class.school, on).is_open(on):
        raise refuse(gettext_noop("The school was shut on %(day)s."), day=day_in_words(on))
    said = {"words": words.strip(), "by_name": name_of(by)}
    return DailyActivity.objects.update_or_create(school_class=school_class, on=on, defaults=said)[0]


@transaction.atomic
def take_activity_back(*, school_class: SchoolClass, on: dt.date) -> None:
    """It was said by mistake."""
    DailyActivity.objects.filter(school_class=school_class, on=on).delete()


@transaction.atomic
def write_staff_check(
    *,
    school: School,
    person: Person,
    on: dt.date,
    kind: str,
    words: str,
    by: By,
    next_on: dt.date | None = None,
) -> StaffCheck:
    """Write down a talk with a colleague, who reads it too."""
    _insist_past(on)
    if not Post.objects.on(on).filter(school=school, person=person).exists():
        raise refuse(gettext_noop("They did not work here on %(day)s."), day=day_in_words(on))
    if next_on is not None and next_on <= on:
        raise refuse(gettext_noop("The next one comes after this one."))
    return StaffCheck.objects.create(
        school=school,
        person=person,
        on=on,
        kind=kind,
        words=words.strip(),
        next_on=next_on,
        by_name=name_of(by),
    )


def _insist_past(on: dt.date) -> None:
    if on > timezone.localdate():
        raise refuse(gettext_noop("Write down what has been: this day is still to come."))
