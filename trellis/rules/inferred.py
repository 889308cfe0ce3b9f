"""A calendar nobody stated: when a school seems to have been open, from the marks it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear, Mask, read_only
from trellis.rules.calendar import Calendar, DayKind, HalfTerm, days_closed_everywhere, named_half_terms
from trellis.rules.codes import NO_MARK
from trellis.rules.spans import SEASONS, Part
from trellis.rules.words import Nation, Sentence, gettext_noop

# Marks that do not show a school was open.
_SILENT: Final = tuple(ord(char) for char in (NO_MARK, "#", "Z"))

# How far a session looks for the busiest one it is compared with: longer than any holiday but summer.
_REACH: Final = 3 * 14

# Where a season shows one stretch of school only, these days tell whether it is the first half or the second.
_FIRST_HALF_OVER: Final = ((11, 10), (3, 1), (6, 10))
_SECOND_HALF_BEGINS: Final = ((10, 15), (2, 10), (5, 20))

# Spring 2 never begins so late, nor summer 1 so early, wherever Easter falls.
_SUMMER_BEGINS: Final = (3, 25)


class InferredCalendar(Calendar):
    """Labelled as inferred, made again whenever marks arrive, and never a reason to refuse one.

    A session counts as open when at least a tenth as many pupils have a mark as in the busiest session
    within three weeks, so that one stray mark in a holiday does not make everybody else's missing. Weeks
    without an open session part the half-terms.
    """

    inferred: ClassVar[bool] = True

    def __init__(
        self, year: AcademicYear, matrix: npt.NDArray[np.uint8], nation: str = Nation.ENGLAND
    ) -> None:
        super().__init__(year, (), nation)
        marked = ~np.isin(matrix.reshape(-1, SESSIONS), _SILENT)
        counts = marked.sum(axis=0, dtype=np.int64)
        self._seen = read_only((counts > 0) & (10 * counts >= _busiest_near(counts)) & year.writable)

    @cached_property
    def _open(self) -> Mask:
        return self._seen

    @cached_property
    def _kinds(self) -> dict[date, DayKind]:
        seen = {self.year.date_of(int(position)): DayKind.OPEN for position in np.flatnonzero(self._seen)}
        return days_closed_everywhere(self.year) | seen

    @cached_property
    def _half_terms(self) -> tuple[HalfTerm, ...]:
        by_season = groupby(self._stretches(), key=lambda part: self._season(part[0]))
        return tuple(half for season, parts in by_season for half in _named(season, list(parts)))

    def _stretches(self) -> list[Part]:
        """First and last open day of each run of school weeks."""
        weeks = np.flatnonzero(self._seen.reshape(WEEKS, 14).any(axis=1))
        runs = np.split(weeks, np.flatnonzero(np.diff(weeks) > 1) + 1) if len(weeks) else []
        return [self._first_and_last(14 * int(run[0]), 14 * int(run[-1]) + 14) for run in runs]

    def _first_and_last(self, start: int, stop: int) -> Part:
        found = start + np.flatnonzero(self._seen[start:stop])
        return self.year.date_of(int(found[0])), self.year.date_of(int(found[-1]))

    def _season(self, first: date) -> int:
        if first.year == self.year.start:
            return 0
        return 1 if (first.month, first.day) < _SUMMER_BEGINS else 2

    def shortfall(self) -> Sentence | None:
        """Nothing: marks that have not come yet are not days the school will not open."""
        return None

    def notes(self) -> tuple[Sentence, ...]:
        """That nobody stated this calendar, and the rest."""
        return (Sentence(gettext_noop("This calendar was inferred from the marks.")), *super().notes())

    def why_refused(self, char: str, day: date) -> Sentence | None:
        """Never: what was inferred from marks cannot speak against one."""
        return None


def _busiest_near(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The greatest count within three weeks of each position."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(counts, _REACH), 2 * _REACH + 1)
    return np.asarray(windows.max(axis=1), dtype=np.int64)


def _named(season: int, parts: Sequence[Part]) -> tuple[HalfTerm, ...]:
    if len(parts) == 2:
        return named_half_terms({season: parts})
    since, until = parts[0][0], parts[-1][1]
    name = SEASONS[season]
    if (until.month, until.day) < _FIRST_HALF_OVER[season]:
        name = f"{name} 1"
    elif (since.month, since.day) >= _SECOND_HALF_BEGINS[season]:
        name = f"{name} 2"
    return (HalfTerm(since, until, name),)
