"""Which summaries count in which cells, and which are left out and why (interfaces.md).

A summary counts only where its whole period lies inside the one asked and its enrolment has no marks there;
it is never split by weekday or session, and two that share days do not both count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.kernel import BLANK, Indices
from trellis.measures.periods import PARTS_OF_A_WEEK, Asked, Cell
from trellis.measures.roll import Roll, Windows
from trellis.measures.summaries import Summary
from trellis.rules.codes import CodeSet
from trellis.rules.tally import Tally
from trellis.rules.words import Sentence, gettext_noop


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A summary that could not be counted in a period, and why."""

    summary: Summary
    enrolment: int
    period: str
    why: Sentence
    # Which of the periods asked it was left out of.
    asked: int

    def as_json(self) -> dict[str, Any]:
        """It as an answer lists it."""
        return {
            "enrolment": self.enrolment,
            "since": self.summary.since.isoformat(),
            "until": self.summary.until.isoformat(),
            "source": self.summary.source,
            "period": self.period,
            "says": str(self.why),
        }


@dataclass(frozen=True, eq=False, slots=True)
class CountedSummaries:
    """The row and cell of each time a summary counts on a sheet, and its tally there."""

    row: Indices
    cell: Indices
    tally: Tally
    without_present_codes: NDArray[np.bool_]

    def counts(self, name: str) -> NDArray[np.int64]:
        """One count of each, by the name of a field of the tally or, after `reason:`, a character."""
        prefix, colon, char = name.partition(":")
        none = np.zeros(len(self.row), np.int64)
        counts: NDArray[np.int64] = (
            self.tally.reasons.get(char, none) if colon else getattr(self.tally, prefix)
        )
        return counts

    def of(self, share: slice) -> NDArray[np.bool_]:
        """Which of them belong to these rows."""
        own: NDArray[np.bool_] = (self.row >= share.start) & (self.row < share.stop)
        return own


_SPLIT: Final = Sentence(gettext_noop("It cannot be split by weekday or session."))
_NOT_INSIDE: Final = Sentence(gettext_noop("Its days do not all lie inside the period asked."))
_NOT_ON_ROLL: Final = Sentence(gettext_noop("This enrolment was not on roll on any of its days."))
_HAS_MARKS: Final = Sentence(gettext_noop("This enrolment has marks in its days."))
_NOT_COUNTED: Final = Sentence(gettext_noop("The population does not count this pupil on all of its days."))
_SHARES_DAYS: Final = Sentence(gettext_noop("Another summary counts some of the same days."))


class Fitting:
    """The summaries of one roll set against the cells of one sheet of it."""

    def __init__(
        self,
        roll: Roll,
        windows: Windows,
        enrolments: Indices,
        asked: Sequence[Asked],
        cells: Sequence[Cell],
    ) -> None:
        self.roll, self.windows, self.asked, self.cells = roll, windows, asked, cells
        with_one = np.unique(np.array([held.enrolment for held in roll.summaries], np.intp))
        rows = np.flatnonzero(np.isin(enrolments, with_one)) if len(with_one) else with_one
        self.row_of = dict(zip(enrolments[rows].tolist(), rows.tolist(), strict=True))
        self.left_out: list[LeftOut] = []
        self._cells_around = lru_cache(maxsize=None)(self._cells_around_uncached)
        self._taken: dict[tuple[int, int], list[Summary]] = defaultdict(list)

    def counted(self) -> list[tuple[int, int, Summary]]:
        """Each time a summary counts: its row, its cell, and itself. Wider ones are taken before narrower."""
        found: list[tuple[int, int, Summary]] = []
        own = [summary for summary in self.roll.summaries if summary.enrolment in self.row_of]
        for summary in sorted(own, key=lambda held: (held.since - held.until, held.since)):
            for number, (period, _) in enumerate(self.asked):
                if period.since <= summary.until and summary.since <= period.until:
                    found.extend(self._in_period(summary, number))
        return found

    def _in_period(self, summary: Summary, number: int) -> list[tuple[int, int, Summary]]:
        row = self.row_of[summary.enrolment]
        around = self._cells_around(number, *summary.school_days)
        period, by = self.asked[number]
        split = not PARTS_OF_A_WEEK.isdisjoint(by)
        why = _SPLIT if split else self._why_left_out(summary, row, around)
        if why is not None:
            self.left_out.append(
                LeftOut(summary, int(self.roll.enrolment[summary.enrolment]), period.label, why, number)
            )
            return []
        for cell in around:
            self._taken[row, cell].append(summary)
        return [(row, cell, summary) for cell in around]

    def _why_left_out(self, summary: Summary, row: int, around: Sequence[int]) -> Sentence | None:
        if not around:
            return _NOT_INSIDE
        positions = self._on_roll(summary, *summary.school_days)
        if not positions:
            return _NOT_ON_ROLL
        if not self._of_age(summary, positions):
            return _NOT_COUNTED
        if self._marked(summary):
            return _HAS_MARKS
        taken = (other for cell in around for other in self._taken[row, cell])
        if any(other.since <= summary.until and summary.since <= other.until for other in taken):
            return _SHARES_DAYS
        return None

    def _cells_around_uncached(self, period: int, since: date, until: date) -> tuple[int, ...]:
        """The cells of a period that hold all of some days; a half-term the school has not got holds none."""
        return tuple(
            place
            for place, cell in enumerate(self.cells)
            if cell.period == period and cell.mask.any() and cell.since <= since and until <= cell.until
        )

    def _on_roll(self, summary: Summary, since: date, until: date) -> range:
        """The sessions begun of some days, while the enrolment was on roll."""
        positions = self.roll.year.positions(since, until)
        first, last = self.roll.first[summary.enrolment], self.roll.last[summary.enrolment]
        return range(max(positions.start, int(first)), min(positions.stop, int(last) + 1, self.roll.begun))

    def _of_age(self, summary: Summary, positions: range) -> bool:
        """Does the population count the enrolment for as long as it was on roll in the summary's days?"""
        first, last = self.windows.first[summary.enrolment], self.windows.last[summary.enrolment]
        return bool(first <= positions[0] and positions[-1] <= last)

    def _marked(self, summary: Summary) -> bool:
        positions = self._on_roll(summary, summary.since, summary.until)
        line = self.roll.marks[self.roll.line[summary.enrolment]]
        return bool((line[positions.start : positions.stop] != BLANK).any())


def counted_summaries(fitting: Fitting) -> CountedSummaries:
    """The summaries that count on a sheet, as arrays."""
    counted = fitting.counted()
    sets = [_in_force(fitting.roll.codes, summary.until) for _, _, summary in counted]
    tallies = [summary.tally(held) for (_, _, summary), held in zip(counted, sets, strict=True)]
    names = [held.name for held in fields(Tally) if held.name != "reasons"]
    chars = {char for tally in tallies for char in tally.reasons}
    arrays = {name: np.array([getattr(tally, name) for tally in tallies], np.int64) for name in names}
    reasons = {char: np.array([tally.reasons.get(char, 0) for tally in tallies], np.int64) for char in chars}
    return CountedSummaries(
        row=np.array([row for row, _, _ in counted], np.intp),
        cell=np.array([cell for _, cell, _ in counted], np.intp),
        tally=Tally(**arrays, reasons=MappingProxyType(reasons)),
        without_present_codes=np.array(
            [
                not summary.has_present_codes(held)
                for (_, _, summary), held in zip(counted, sets, strict=True)
            ],
            np.bool_,
        ),
    )


def _in_force(sets: Sequence[CodeSet], on: date) -> CodeSet:
    return next(held for held in sets if held.covers(on))
