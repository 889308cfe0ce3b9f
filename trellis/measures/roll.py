"""The roll a figure counts: enrolments of one academic year, the lines they read, what is known of them.

Whoever holds the registers makes one; nothing here knows where lines are kept. Everything is an array with a
place for each enrolment, so that a school and an authority are the same thing in two sizes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.characteristics import Column, Positions
from trellis.measures.kernel import BLANK, Indices, Marks, Rows
from trellis.measures.packing import EXPECTED
from trellis.measures.summaries import Summary
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import CodeSet, code_sets
from trellis.rules.populations import Population, counted_positions, counts_if_begun_before
from trellis.rules.words import Nation

_ASCII: Final = 0x80
_NO_COLUMNS: Final[Mapping[str, Column]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Windows:
    """What counts of each enrolment's line, ends included; nothing where the last comes first."""

    first: Positions
    last: Positions


@dataclass(frozen=True, eq=False)
class Roll:
    """The enrolments of one academic year in one nation.

    `marks` are lines, lines × 756. `line` says which of them each enrolment reads, between the positions
    `first` and `last` it was on roll; a rejoiner has two enrolments on one line.

    `began` is where an enrolment itself began, where that is not its `first` (its school may have joined a
    grouping after it).

    `enrolment` and `person` are ids that mean the same in every roll; a person may have several enrolments.

    `expected` holds the distinct masks of sessions due (the calendar, less a pattern's gaps), and `mask` says
    which is an enrolment's. Without a calendar nothing is expected, and so nothing is missing.

    `half_terms` holds the distinct sets of half-terms, and `terms` says which is an enrolment's.

    `begun` and `over` say how far the year has come: how many positions have begun, and how many of those are
    over. A session not over is not missing; one not begun is not counted at all.
    """

    year: AcademicYear
    nation: Nation
    marks: Marks
    line: Indices
    first: Positions
    last: Positions
    enrolment: NDArray[np.int64]
    person: NDArray[np.int64]
    born: NDArray[np.datetime64]
    expected: NDArray[np.bool_]
    mask: Indices
    half_terms: tuple[tuple[HalfTerm, ...], ...] = ((),)
    terms: Indices | None = None
    began: Positions | None = None
    columns: Mapping[str, Column] = field(default_factory=lambda: _NO_COLUMNS)
    summaries: tuple[Summary, ...] = ()
    begun: int = SESSIONS
    over: int = SESSIONS
    codes: tuple[CodeSet, ...] = ()

    def __post_init__(self) -> None:
        if not self.codes:
            object.__setattr__(self, "codes", code_sets(self.nation))
        if self.terms is None:
            object.__setattr__(self, "terms", np.zeros(len(self), np.intp))
        for problem in self._problems():
            raise ValueError(f"This roll of {self.year} cannot be counted: {problem}.")

    def __len__(self) -> int:
        return len(self.line)

    def _problems(self) -> Iterator[str]:
        """What would make the counting wrong without a sound."""
        columns = (
            *(self.first, self.last, self.began, self.enrolment, self.person, self.born),
            *(self.mask, self.terms),
        )
        if any(len(column) != len(self) for column in columns if column is not None):
            yield "its columns are not of one length"
        if self.marks.dtype != np.uint8 or self.marks.shape[1:] != (SESSIONS,):
            yield "its lines are not 756 bytes each"
        elif (self._written & _ASCII).any():
            yield "a line holds a byte that is no character of ours"
        if self.expected.shape[1:] != (SESSIONS,) or not len(self.expected):
            yield "its masks of expected sessions are not 756 each"
        if not 0 <= self.over <= self.begun <= SESSIONS:
            yield "more of its sessions are over than have begun"
        if not (self.enrolment[1:] > self.enrolment[:-1]).all() and len(np.unique(self.enrolment)) != len(
            self
        ):
            yield "an enrolment is in it twice"

    def windows(self, population: Population) -> Windows:
        """What of each enrolment a population counts: age is asked of each session or once a year (rules)."""
        if population not in self._windows:
            self._windows[population] = self._counted_by(population)
        return self._windows[population]

    @cached_property
    def _windows(self) -> dict[Population, Windows]:
        """Those that were worked out already."""
        return {}

    def _counted_by(self, population: Population) -> Windows:
        if population is Population.ALL_ON_ROLL:
            return Windows(self.first, self.last)
        birthdays, who = np.unique(self.born, return_inverse=True)
        # A birthday that is not known comes out of the array as None.
        dates: list[date | None] = birthdays.astype("datetime64[D]").tolist()
        counted = [counted_positions(population, born, self.year, self.nation) for born in dates]
        first = np.array([held.start if held else 1 for held in counted], np.int16)[who]
        last = np.array([held.stop - 1 if held else 0 for held in counted], np.int16)[who]
        begun_before = counts_if_begun_before(population, self.year, self.nation)
        if begun_before is not None:
            last[(self.first if self.began is None else self.began) >= begun_before] = 0
        return Windows(np.maximum(self.first, first), np.minimum(self.last, last))

    @cached_property
    def _written(self) -> Marks:
        """For each position, the bits of all its marks together: a blank's alone where nobody has one."""
        written: Marks = np.bitwise_or.reduce(self.marks, axis=0)
        return written

    @cached_property
    def worth_reading(self) -> NDArray[np.bool_]:
        """The positions of weeks in which a session was due or somebody has a mark; the rest say nothing.

        No mark has only bits that a blank has, so the bits of a position tell whether one was made there.
        """
        something = self.expected.any(axis=0) | (self._written & ~np.uint8(BLANK) != 0)
        weeks: NDArray[np.bool_] = something.reshape(WEEKS, -1).any(axis=1)
        return np.repeat(weeks, SESSIONS // WEEKS)

    @cached_property
    def due(self) -> Marks:
        """The masks of expected sessions that are over, as the kernel flags them."""
        due = self.expected.astype(np.uint8) * np.uint8(EXPECTED)
        due[:, self.over :] = 0
        return due

    def rows(self, enrolments: Indices, windows: Windows) -> Rows:
        """Some of its enrolments as rows for the kernel."""
        return Rows(
            marks=self.marks,
            line=self.line[enrolments],
            first=windows.first[enrolments],
            last=windows.last[enrolments],
            expected=self.due,
            mask=self.mask[enrolments],
        )

    def only(self, enrolments: Indices) -> Roll:
        """The roll of some of its enrolments alone, with nothing known of them but their sessions."""
        assert self.terms is not None
        place = {int(old): new for new, old in enumerate(enrolments)}
        return replace(
            self,
            line=self.line[enrolments],
            first=self.first[enrolments],
            last=self.last[enrolments],
            began=None if self.began is None else self.began[enrolments],
            enrolment=self.enrolment[enrolments],
            person=self.person[enrolments],
            born=self.born[enrolments],
            mask=self.mask[enrolments],
            terms=self.terms[enrolments],
            columns={},
            summaries=tuple(
                replace(held, enrolment=place[held.enrolment])
                for held in self.summaries
                if held.enrolment in place
            ),
        )

    def by_half_terms(self) -> Iterator[tuple[tuple[HalfTerm, ...], Indices]]:
        """Its enrolments, school calendars with the same half-terms together."""
        assert self.terms is not None
        for number, half_terms in enumerate(self.half_terms):
            enrolments = np.flatnonzero(self.terms == number)
            if len(enrolments):
                yield half_terms, enrolments

    def last_day_begun(self) -> date | None:
        """The day the year has come to, where it is not over."""
        if self.begun == SESSIONS:
            return None
        return self.year.date_of(max(self.begun - 1, 0))
