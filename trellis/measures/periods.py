"""Periods, and the cells they fall into when a figure is asked by half-term, week, weekday or session.

A cell is a set of positions of a line that is counted together. Cells may overlap (a year and its half-terms)
and need not be unbroken (every Monday).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.measures.characteristics import Label
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.words import Session

HALF_TERM: Final = "half_term"
WEEK: Final = "week"
WEEKDAY: Final = "weekday"
SESSION: Final = "session"

# Parts of the school week, which a count already added up over days cannot be divided into.
PARTS_OF_A_WEEK: Final = frozenset({WEEKDAY, SESSION})

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SUNDAY: Final = timedelta(days=6)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Period:
    """The days a figure is asked for, both ends included; with `half_term`, each school's own one in them."""

    label: str
    since: date
    until: date
    half_term: str | None = None

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"A period cannot end on {self.until}, before it begins on {self.since}.")

    @classmethod
    def of_year(cls, year: AcademicYear) -> Period:
        """A whole academic year."""
        return cls(year.label, year.since, year.until)

    @classmethod
    def of_half_term(cls, year: AcademicYear, name: str) -> Period:
        """One half-term of a year, whichever days it falls on at each school."""
        return cls(f"{name} {year.label}", year.since, year.until, name)

    @classmethod
    def between(cls, since: date, until: date) -> Period:
        """Any range of days, named by them."""
        return cls(f"{since} – {until}", since, until)

    def by_academic_year(self) -> tuple[Period, ...]:
        """The period itself or, where it crosses 1 August, its part in each academic year."""
        first, last = AcademicYear.of(self.since), AcademicYear.of(self.until)
        if first == last:
            return (self,)
        return tuple(
            Period(year.label, max(self.since, year.since), min(self.until, year.until), self.half_term)
            for year in map(AcademicYear, range(first.start, last.start + 1))
        )

    def days(self, half_terms: Sequence[HalfTerm]) -> tuple[date, date] | None:
        """Its first and last day at a school with these half-terms; None without one so named."""
        if self.half_term is None:
            return self.since, self.until
        name = self.half_term.casefold()
        held = next((half for half in half_terms if half.name.casefold() == name), None)
        if held is None or held.until < self.since or self.until < held.since:
            return None
        return max(self.since, held.since), min(self.until, held.until)

    def stopping(self, day: date) -> Period:
        """The period as far as it has come: no further than this day, unless it has not begun."""
        return replace(self, until=min(self.until, day)) if self.since <= day else self


class Asked(NamedTuple):
    """A period to be counted, whole or divided by half-term, week, weekday, session."""

    period: Period
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Positions counted together for a period; `labels` name the half-term, week … they share."""

    period: int
    labels: tuple[Label, ...]
    mask: Mask
    since: date
    until: date

    @classmethod
    def of_nothing(cls, number: int, period: Period) -> Cell:
        """A period at no school at all."""
        return cls(number, (), np.zeros(SESSIONS, np.bool_), period.since, period.until)

    def narrowed(self, label: Label, mask: Mask, since: date, until: date) -> Cell:
        """The part of the cell inside a mask, labelled and between these days at most."""
        return Cell(
            period=self.period,
            labels=(*self.labels, label),
            mask=self.mask & mask,
            since=max(self.since, since),
            until=min(self.until, until),
        )


def cells_of(
    asked: Sequence[Asked], year: AcademicYear, half_terms: Sequence[HalfTerm], begun: int = SESSIONS
) -> tuple[Cell, ...]:
    """Every cell of these periods in one year, at schools with these half-terms, among the sessions begun."""
    found: list[Cell] = []
    for number, (period, by) in enumerate(asked):
        whole = _whole(number, period, year, half_terms)
        whole.mask[begun:] = False
        cells = [whole]
        for field in by:
            parts = (part for cell in cells for part in _DIVISIONS[field](cell, year, half_terms))
            cells = [part for part in parts if part.mask.any()]
        found += cells
    return tuple(found)


def _whole(number: int, period: Period, year: AcademicYear, half_terms: Sequence[HalfTerm]) -> Cell:
    """A period in one piece."""
    mask = np.zeros(SESSIONS, np.bool_)
    days = period.days(half_terms)
    if days:
        mask[year.positions(*days)] = True
    return Cell(number, (), mask, *(days or (period.since, period.until)))


def _by_half_term(cell: Cell, year: AcademicYear, half_terms: Sequence[HalfTerm]) -> Iterator[Cell]:
    for half in half_terms:
        mask = np.zeros(SESSIONS, np.bool_)
        mask[year.positions(half.since, half.until)] = True
        yield cell.narrowed(half.name, mask, half.since, half.until)


def _by_week(cell: Cell, year: AcademicYear, half_terms: Sequence[HalfTerm]) -> Iterator[Cell]:
    weeks = np.repeat(np.arange(WEEKS), SESSIONS // WEEKS)
    for week in np.unique(weeks[cell.mask]):
        monday = year.monday_of(int(week))
        yield cell.narrowed(monday.isoformat(), weeks == week, monday, monday + _SUNDAY)


def _by_weekday(cell: Cell, year: AcademicYear, half_terms: Sequence[HalfTerm]) -> Iterator[Cell]:
    weekdays = np.arange(SESSIONS) // 2 % len(_WEEKDAYS)
    for number, name in enumerate(_WEEKDAYS):
        yield cell.narrowed(name, weekdays == number, cell.since, cell.until)


def _by_session(cell: Cell, year: AcademicYear, half_terms: Sequence[HalfTerm]) -> Iterator[Cell]:
    half_days = np.arange(SESSIONS) % 2
    for number, session in enumerate((Session.AM, Session.PM)):
        yield cell.narrowed(session.value, half_days == number, cell.since, cell.until)


_Divide = Callable[[Cell, AcademicYear, Sequence[HalfTerm]], Iterator[Cell]]
_DIVISIONS: Final = MappingProxyType[str, _Divide](
    {HALF_TERM: _by_half_term, WEEK: _by_week, WEEKDAY: _by_weekday, SESSION: _by_session}
)

# The fields of an answer that time gives, and no characteristic.
TIME_FIELDS: Final = tuple(_DIVISIONS)
