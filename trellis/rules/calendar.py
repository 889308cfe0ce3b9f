"""The calendar of one school in one academic year: which sessions it is open for, and its half-terms.

What is expected, and so what is missing, follows from here; where a mark stands in a line does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Final

import numpy as np

from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear, Mask, ProblemWithYear, read_only
from trellis.rules.bank_holidays import BANK_HOLIDAYS, KNOWN_SINCE, KNOWN_UNTIL
from trellis.rules.codes import NO_MARK, code_of, code_set
from trellis.rules.dates import ProblemWithDate, read_date
from trellis.rules.spans import (
    SATURDAY,
    SEASONS,
    Kind,
    Part,
    ProblemWithSpan,
    Span,
    calendar_problems,
    closed_days,
    of_kind,
    parts_of_seasons,
    read_kind,
)
from trellis.rules.words import Nation, ProblemWith, Sentence, Session, day_in_words, gettext_noop

# Whoever deals with a calendar deals with its year, its days and its sessions too.
__all__ = [
    "HALF_TERM_NAMES",
    "SCHOOL_DAYS",
    "SESSIONS",
    "WEEKS",
    "AcademicYear",
    "Calendar",
    "DayKind",
    "HalfTerm",
    "Kind",
    "ProblemWithCalendar",
    "ProblemWithDate",
    "ProblemWithSpan",
    "ProblemWithYear",
    "Session",
    "Span",
    "calendar_problems",
    "read_date",
    "read_kind",
]

# A maintained school is open for 190 days, 380 sessions (domain-rules §9.3).
SCHOOL_DAYS: Final = 190


class DayKind(StrEnum):
    """What one day turns out to be, all spans and bank holidays taken together."""

    OPEN = "open"
    BREAK = "break"
    INSET = "inset"
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    BANK_HOLIDAY = "bank_holiday"
    WEEKEND = "weekend"
    OUTSIDE = "outside"


_WORDS_FOR_DAYS: Final[Mapping[DayKind, str]] = {
    DayKind.OPEN: gettext_noop("a school day"),
    DayKind.BREAK: gettext_noop("in a half-term break"),
    DayKind.INSET: gettext_noop("an INSET day"),
    DayKind.HOLIDAY: gettext_noop("a holiday"),
    DayKind.CLOSURE: gettext_noop("a day the school was unexpectedly closed"),
    DayKind.BANK_HOLIDAY: gettext_noop("a bank holiday"),
    DayKind.WEEKEND: gettext_noop("at a weekend"),
    DayKind.OUTSIDE: gettext_noop("outside every term"),
}

# A half-term goes by its English name in files and answers; pages translate it.
HALF_TERM_NAMES: Final = (
    gettext_noop("Autumn 1"),
    gettext_noop("Autumn 2"),
    gettext_noop("Spring 1"),
    gettext_noop("Spring 2"),
    gettext_noop("Summer 1"),
    gettext_noop("Summer 2"),
)


class ProblemWithCalendar(ProblemWith):
    """A calendar that cannot stand, with every problem it has."""

    subject = "calendar"

    def __init__(self, problems: Sequence[ProblemWithSpan]) -> None:
        super().__init__(problems[0].says, problems[0].value)
        self.problems = tuple(problems)


@dataclass(frozen=True, order=True)
class HalfTerm:
    """A part of a term either side of its break, from its first weekday to its last."""

    since: date
    until: date
    name: str

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until


def named_half_terms(parts: Mapping[int, Sequence[Part]]) -> tuple[HalfTerm, ...]:
    """Two parts of a season are its half-terms 1 and 2; a season in one piece keeps its own name."""
    return tuple(
        HalfTerm(since, until, f"{SEASONS[season]} {n}" if len(found) == 2 else SEASONS[season])
        for season, found in parts.items()
        for n, (since, until) in enumerate(found, 1)
    )


class Calendar:
    """When one school is open in one academic year, as it states."""

    inferred: ClassVar[bool] = False

    def __init__(self, year: AcademicYear, spans: Iterable[Span], nation: str = Nation.ENGLAND) -> None:
        self.year = year
        self.nation = Nation(nation)
        self.spans = tuple(spans)
        if problems := calendar_problems(year, self.spans):
            raise ProblemWithCalendar(problems)

    def kind_of(self, day: date) -> DayKind:
        """What a day is at this school."""
        self.year.insist_on(day)
        return self._kinds.get(day, DayKind.OUTSIDE)

    @cached_property
    def _kinds(self) -> dict[date, DayKind]:
        """Every day that is not simply outside the terms."""
        kinds = {day: DayKind.OPEN for term in of_kind(self.spans, Kind.TERM) for day in term.days()}
        kinds |= {day: DayKind(kind) for day, kind in closed_days(self.spans).items()}
        return kinds | days_closed_everywhere(self.year)

    def open_mask(self) -> Mask:
        """Which of the 756 sessions the school is open for."""
        return self._open

    @cached_property
    def _open(self) -> Mask:
        mask = np.zeros(SESSIONS, dtype=np.bool_)
        for day, kind in self._kinds.items():
            if kind is DayKind.OPEN:
                mask[self.year.positions(day, day)] = True
        return read_only(mask)

    @property
    def half_terms(self) -> tuple[HalfTerm, ...]:
        """Autumn 1 to Summer 2, in order."""
        return self._half_terms

    @cached_property
    def _half_terms(self) -> tuple[HalfTerm, ...]:
        return named_half_terms(parts_of_seasons(self.spans))

    def half_term(self, name: str) -> HalfTerm:
        """The half-term of that name."""
        for held in self.half_terms:
            if held.name.casefold() == name.strip().casefold():
                return held
        template = gettext_noop("The calendar for %(year)s has no half-term “%(name)s”; it has %(names)s.")
        names = ", ".join(held.name for held in self.half_terms) or "–"
        raise ProblemWithYear(Sentence(template, year=self.year.label, name=name, names=names), name)

    def half_term_of(self, day: date) -> HalfTerm | None:
        """The half-term a day lies in, if any."""
        return next((held for held in self.half_terms if day in held), None)

    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the school weeks: weeks with at least one session open (domain-rules §5.1)."""
        held = self.open_mask().reshape(WEEKS, 14).any(axis=1)
        return tuple(self.year.monday_of(int(week)) for week in np.flatnonzero(held))

    @property
    def days(self) -> int:
        """How many days the school is open."""
        return int(self.open_mask().reshape(-1, 2).any(axis=1).sum())

    def shortfall(self) -> Sentence | None:
        """Said of a calendar that does not reach 190 days (domain-rules §9.3)."""
        if self.days >= SCHOOL_DAYS:
            return None
        template = gettext_noop("This calendar for %(year)s has %(days)s school days; a year has %(full)s.")
        return Sentence(template, year=self.year.label, days=self.days, full=SCHOOL_DAYS)

    def notes(self) -> tuple[Sentence, ...]:
        """What a person should know of this calendar before leaning on it."""
        found = [self.shortfall(), *self._terms_in_one_piece(), self._unknown_bank_holidays()]
        return tuple(note for note in found if note is not None)

    def _terms_in_one_piece(self) -> Iterable[Sentence]:
        template = gettext_noop("The %(term)s term has no break, so it is read in one piece.")
        return (Sentence(template, term=held.name) for held in self.half_terms if held.name in SEASONS)

    def _unknown_bank_holidays(self) -> Sentence | None:
        if self.year.since >= KNOWN_SINCE and self.year.until <= KNOWN_UNTIL:
            return None
        template = gettext_noop(
            "Bank holidays are known from %(since)s to %(until)s: give others as holidays."
        )
        return Sentence(template, since=KNOWN_SINCE.year, until=KNOWN_UNTIL.year)

    def why_closed(self, day: date) -> Sentence | None:
        """Why there is no school on a day; None on a school day."""
        kind = self.kind_of(day)
        if kind is DayKind.OPEN:
            return None
        words = {"day": day_in_words(day), "kind": Sentence(_WORDS_FOR_DAYS[kind])}
        return Sentence(gettext_noop("There is no school on %(day)s: it is %(kind)s."), **words)

    def why_refused(self, char: str, day: date) -> Sentence | None:
        """Why a mark cannot stand on a day the school was closed, or None where it can (interfaces.md).

        A closed day takes # alone; an unexpected closure takes Y4 too (before 19 August 2024, Y).
        """
        kind = self.kind_of(day)
        if kind is DayKind.OPEN or char in (NO_MARK, "#"):
            return None
        if kind is DayKind.CLOSURE and char == ("4" if code_set(self.nation, day).lawful("4") else "Y"):
            return None
        words = {"code": code_of(char), "day": day_in_words(day), "kind": Sentence(_WORDS_FOR_DAYS[kind])}
        return Sentence(gettext_noop("%(code)s cannot stand on %(day)s: it is %(kind)s."), **words)


def days_closed_everywhere(year: AcademicYear) -> dict[date, DayKind]:
    """The weekends and bank holidays of a year, the same for every school of both nations."""
    whole_year = Span(year.since, year.until, Kind.TERM)
    holidays = {day: DayKind.BANK_HOLIDAY for day in BANK_HOLIDAYS if day in year}
    return holidays | {day: DayKind.WEEKEND for day in whole_year.days() if day.weekday() >= SATURDAY}
