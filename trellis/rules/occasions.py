"""The days a duty falls on: its occasions, worked out from the school's own days and never stored.

An occasion has its key before it has a date, and keeps it whatever becomes of the calendar. A week or month
without a school day has no occasion, unless the date is kept: outside bodies meet all the same. Where two
occasions of a duty come to the same day, they are one: the one that was meant for it, else the later.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final, TypeVar

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES, HalfTerm
from trellis.rules.recurrence import (
    AfterEvent,
    Daily,
    HalfTermly,
    HolidayRule,
    Monthly,
    Once,
    Recurrence,
    Termly,
    Weekly,
    Yearly,
    in_school_year,
)
from trellis.rules.school_days import SchoolDays
from trellis.rules.spans import SEASONS

ONE_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)

T = TypeVar("T")


@dataclass(frozen=True)
class Occasion:
    """One time a duty falls: the key it keeps, the day it was meant for, and the day it falls on."""

    key: str
    meant: date
    day: date


def occasions(
    recurrence: Recurrence, rule: HolidayRule, days: SchoolDays, since: date, until: date
) -> list[Occasion]:
    """Every occasion that falls from one day to another, both included, in order of date."""
    first, last = AcademicYear.of(since), AcademicYear.of(until)
    if since == until:
        only = falling_in(recurrence, rule, days, first).get(since)
        return [] if only is None else [only]
    found: list[Occasion] = []
    for year in range(first.start, last.start + 1):
        falling = falling_in(recurrence, rule, days, AcademicYear(year))
        on = list(falling)
        found += list(falling.values())[bisect_left(on, since) : bisect_right(on, until)]
    return found


@lru_cache(maxsize=4096)
def falling_in(
    recurrence: Recurrence, rule: HolidayRule, days: SchoolDays, year: AcademicYear
) -> Mapping[date, Occasion]:
    """The occasions that fall in an academic year, by day and in its order. The same question is worked out
    once, page after page.
    """
    by_day: dict[date, Occasion] = {}
    for meant_in in (year.before, year, year.after):
        for key, meant in _meant(recurrence, rule, days, meant_in):
            day = moved(meant, rule, days)
            if day is None or day not in year:
                continue
            if day not in by_day or by_day[day].meant != day:
                by_day[day] = Occasion(key, meant, day)
    return {day: by_day[day] for day in sorted(by_day)}


def moved(day: date, rule: HolidayRule, days: SchoolDays) -> date | None:
    """The day something meant for a day falls on; None where it is left out or no calendar reaches so far."""
    if rule is HolidayRule.KEEP or days.is_open(day):
        return day
    if rule is HolidayRule.NEXT_SCHOOL_DAY:
        return days.after(day)
    if rule is HolidayRule.SCHOOL_DAY_BEFORE:
        return days.before(day)
    if rule is HolidayRule.SAME_WEEKDAY:
        return days.same_weekday_after(day)
    return None


def following(
    recurrence: AfterEvent, rule: HolidayRule, days: SchoolDays, happened: Iterable[tuple[date, str]]
) -> list[Occasion]:
    """The occasions that follow what happened: days with their keys. Each is done for itself."""
    found = []
    for meant, key in happened:
        day = (
            days.after(meant, recurrence.school_days) if recurrence.school_days else moved(meant, rule, days)
        )
        if day is not None:
            found.append(Occasion(key, meant, day))
    return sorted(found, key=lambda one: (one.day, one.key))


# --- what is meant, before anything moves ---


def _meant(
    recurrence: Recurrence, rule: HolidayRule, days: SchoolDays, year: AcademicYear
) -> Iterator[tuple[str, date]]:
    """The occasions of a year, by key, with the day each is meant for, in order of date."""
    if isinstance(recurrence, Daily):
        yield from ((day.isoformat(), day) for day in days.days_of(year))
    elif isinstance(recurrence, Weekly):
        yield from _weekly(recurrence, rule, days, year)
    elif isinstance(recurrence, Monthly):
        yield from _monthly(recurrence, rule, days, year)
    elif isinstance(recurrence, HalfTermly):
        yield from _each_part(recurrence, days, year, days.half_terms_of(year))
    elif isinstance(recurrence, Termly):
        yield from _each_part(recurrence, days, year, days.terms_of(year))
    elif isinstance(recurrence, Yearly):
        yield year.label, _date_in(year, recurrence.month, recurrence.day)
    elif isinstance(recurrence, Once) and recurrence.date in year:
        yield recurrence.date.isoformat(), recurrence.date


def _weekly(
    recurrence: Weekly, rule: HolidayRule, days: SchoolDays, year: AcademicYear
) -> Iterator[tuple[str, date]]:
    monday = year.week0
    while monday <= year.until:
        if rule is HolidayRule.KEEP or days.between(monday, monday + 6 * ONE_DAY):
            for weekday in recurrence.weekdays:
                day = monday + weekday * ONE_DAY
                if day in year:
                    yield day.isoformat(), day
        monday += _WEEK


def _monthly(
    recurrence: Monthly, rule: HolidayRule, days: SchoolDays, year: AcademicYear
) -> Iterator[tuple[str, date]]:
    for month in sorted(recurrence.months or range(1, 13), key=in_school_year):
        first = _date_in(year, month, 1)
        last = (first + 31 * ONE_DAY).replace(day=1) - ONE_DAY
        opened = days.between(first, last)
        if opened or (rule is HolidayRule.KEEP and recurrence.weekday is not None):
            every = opened if recurrence.weekday is None else _of_weekday(recurrence.weekday, first, last)
            day = _nth(every, recurrence.nth)
            if day is not None:
                yield f"{first:%Y-%m}", day


def _each_part(
    recurrence: HalfTermly | Termly, days: SchoolDays, year: AcademicYear, parts: Sequence[HalfTerm]
) -> Iterator[tuple[str, date]]:
    for part in parts:
        opened = days.between(part.since, part.until)
        day = _nth_week(recurrence, opened) if recurrence.weeks else _nth(opened, recurrence.nth)
        if day is not None:
            yield f"{year.label} {part.name}", day


def _nth_week(recurrence: HalfTermly | Termly, opened: Sequence[date]) -> date | None:
    """The day asked for in the nth week with a school day in it."""
    weeks = [list(week) for _monday, week in groupby(opened, key=_monday_of)]
    week = _nth(weeks, recurrence.nth)
    if week is None or recurrence.weekday is None:
        return week[0] if week else None
    return _monday_of(week[0]) + recurrence.weekday * ONE_DAY


def _nth(held: Sequence[T], nth: int) -> T | None:
    """The nth of some, from the front (1) or from the back (-1), if there are so many."""
    at = nth - 1 if nth > 0 else len(held) + nth
    return held[at] if 0 <= at < len(held) else None


def _of_weekday(weekday: int, first: date, last: date) -> list[date]:
    day = first + (weekday - first.weekday()) % 7 * ONE_DAY
    return [day + n * _WEEK for n in range(5) if day + n * _WEEK <= last]


def _monday_of(day: date) -> date:
    return day - day.weekday() * ONE_DAY


def _date_in(year: AcademicYear, month: int, day: int) -> date:
    """A date in an academic year; the 29th of February is the 28th where there is none."""
    calendar_year = year.start if month >= 8 else year.start + 1
    try:
        return date(calendar_year, month, day)
    except ValueError:
        return date(calendar_year, month, day - 1)


# --- rotas ---

_PART_OF_YEAR: Final = re.compile(r"(\d{4})/\d{2}(?: (.+))?")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Rota:
    """Words that take turns: a list of slots, which of them began when, and where one was set by hand."""

    slots: tuple[str, ...]
    start: str
    set_by_hand: tuple[tuple[str, str], ...] = ()

    def slot(self, recurrence: Recurrence, key: str) -> str:
        """Whose turn an occasion is; after the last slot comes the first. Nothing where it cannot be told."""
        by_hand = dict(self.set_by_hand).get(key)
        if by_hand is not None:
            return by_hand
        begun, now = in_order(recurrence, self.start), in_order(recurrence, key)
        if not self.slots or begun is None or now is None:
            return ""
        return self.slots[(now - begun) % len(self.slots)]


def in_order(recurrence: Recurrence, key: str) -> int | None:
    """The number of an occasion among all there ever are, so that turns go on over the years.

    Whatever is left out for a holiday keeps its number: nobody else loses a turn by it.
    """
    if part := _PART_OF_YEAR.fullmatch(key):
        return _part_in_order(recurrence, int(part[1]), part[2] or "")
    if month := _MONTH.fullmatch(key):
        return _month_in_order(recurrence, int(month[1]), int(month[2]))
    if isinstance(recurrence, Weekly | Daily):
        return _day_in_order(recurrence, key)
    return None


def _part_in_order(recurrence: Recurrence, year: int, name: str) -> int | None:
    if isinstance(recurrence, Yearly):
        return year
    if isinstance(recurrence, Termly):
        return 3 * year + SEASONS.index(name) if name in SEASONS else None
    if not isinstance(recurrence, HalfTermly):
        return None
    # A term in one piece takes the turn of its first half.
    name = f"{name} 1" if name in SEASONS else name
    return 6 * year + HALF_TERM_NAMES.index(name) if name in HALF_TERM_NAMES else None


def _month_in_order(recurrence: Recurrence, year: int, month: int) -> int | None:
    if not isinstance(recurrence, Monthly):
        return None
    months = recurrence.months or tuple(sorted(range(1, 13), key=in_school_year))
    if month not in months:
        return None
    return len(months) * (year if month >= 8 else year - 1) + months.index(month)


def _day_in_order(recurrence: Weekly | Daily, key: str) -> int | None:
    try:
        day = date.fromisoformat(key)
    except ValueError:
        return None
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    weekdays = recurrence.weekdays if isinstance(recurrence, Weekly) else tuple(range(5))
    return len(weekdays) * weeks + weekdays.index(weekday) if weekday in weekdays else None
