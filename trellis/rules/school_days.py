"""The days a school is open, one academic year after another, some of which nobody has stated a calendar for.

What recurs with the school's year is counted on these. Where a year has no stated calendar, every weekday
from September to July that is no bank holiday stands in for a school day, and there are no half-terms.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar, HalfTerm
from trellis.rules.spans import closed_anyway
from trellis.rules.words import Sentence, gettext_noop

_SEPTEMBER: Final = 9
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class SchoolDays:
    """The calendars of one school, by the year each is of. Two with the same calendars are the same."""

    calendars: tuple[Calendar, ...] = ()

    @classmethod
    def of(cls, calendars: Iterable[Calendar | None]) -> SchoolDays:
        """From the calendars that were stated; years without one may be given as None."""
        return cls(tuple(sorted((one for one in calendars if one is not None), key=lambda one: one.year)))

    @cached_property
    def _by_year(self) -> dict[int, Calendar]:
        return {one.year.start: one for one in self.calendars}

    def is_stated(self, year: AcademicYear) -> bool:
        """Has somebody stated the calendar of a year?"""
        return year.start in self._by_year

    def days_of(self, year: AcademicYear) -> tuple[date, ...]:
        """The school days of a year, in order."""
        calendar = self._by_year.get(year.start)
        return _weekdays_of(year) if calendar is None else _open_days_of(calendar)

    def half_terms_of(self, year: AcademicYear) -> tuple[HalfTerm, ...]:
        """The half-terms of a year; none where its calendar is not stated."""
        calendar = self._by_year.get(year.start)
        return () if calendar is None else calendar.half_terms

    def terms_of(self, year: AcademicYear) -> tuple[HalfTerm, ...]:
        """The terms of a year, each from the first day of its first half-term to the last of its last."""
        found: dict[str, HalfTerm] = {}
        for held in self.half_terms_of(year):
            season = held.name.split()[0]
            begun = found.get(season, held)
            found[season] = HalfTerm(begun.since, held.until, season)
        return tuple(found.values())

    def is_open(self, day: date) -> bool:
        """Is it a school day?"""
        days = self.days_of(AcademicYear.of(day))
        at = bisect_left(days, day)
        return at < len(days) and days[at] == day

    def between(self, since: date, until: date) -> tuple[date, ...]:
        """The school days from one day to another, both included."""
        found: tuple[date, ...] = ()
        for start in range(AcademicYear.of(since).start, AcademicYear.of(until).start + 1):
            days = self.days_of(AcademicYear(start))
            found += days[bisect_left(days, since) : bisect_right(days, until)]
        return found

    def after(self, day: date, number: int = 1) -> date | None:
        """The first school day after a day, or the nth; None where no calendar reaches so far."""
        year = AcademicYear.of(day)
        days = self.days_of(year)
        left = days[bisect_right(days, day) :]
        if number > len(left) and self.is_stated(year.after):
            left += self.days_of(year.after)
        return left[number - 1] if number <= len(left) else None

    def before(self, day: date) -> date | None:
        """The last school day before a day; None where no calendar reaches so far."""
        year = AcademicYear.of(day)
        days = self.days_of(year)
        left = days[: bisect_left(days, day)]
        if not left and self.is_stated(year.before):
            left = self.days_of(year.before)
        return left[-1] if left else None

    def same_weekday_after(self, day: date) -> date | None:
        """The next school day on the same day of the week; None where no calendar reaches so far."""
        year = AcademicYear.of(day)
        last = year.after.until if self.is_stated(year.after) else year.until
        day += _WEEK
        while day <= last and not self.is_open(day):
            day += _WEEK
        return day if day <= last else None

    def note(self, year: AcademicYear) -> Sentence | None:
        """Said of a year whose calendar nobody has stated."""
        if self.is_stated(year):
            return None
        template = gettext_noop(
            "Nobody has stated the calendar of %(year)s: weekdays stand in for school days, and what falls "
            "once a half-term or term has no date yet."
        )
        return Sentence(template, year=year.label)


@lru_cache(maxsize=512)
def _open_days_of(calendar: Calendar) -> tuple[date, ...]:
    by_day = calendar.open_mask().reshape(-1, 2).any(axis=1)
    return tuple(calendar.year.week0 + timedelta(days=int(at)) for at in np.flatnonzero(by_day))


@lru_cache(maxsize=64)
def _weekdays_of(year: AcademicYear) -> tuple[date, ...]:
    first = date(year.start, _SEPTEMBER, 1)
    every = (first + timedelta(days=n) for n in range((year.until - first).days + 1))
    return tuple(day for day in every if not closed_anyway(day))
