"""How each enrolment spent its sessions in each cell: marks and summaries together, one tally of arrays.

A sheet is the part of a roll whose schools share their half-terms, with the cells a question falls into
there. It is counted in shares of rows, so that an engine can count several at once and none grows too large.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.fitting import CountedSummaries, Fitting, LeftOut, counted_summaries
from trellis.measures.kernel import BLANK, Indices, Rows, count
from trellis.measures.packing import EXPECTED
from trellis.measures.periods import Asked, Cell, Period, cells_of
from trellis.measures.pieces import Reading, reading_of
from trellis.measures.roll import Roll, Windows
from trellis.rules.academic_year import SESSIONS
from trellis.rules.codes import CodeSet
from trellis.rules.tally import Tally, tally_counts

Counts = NDArray[np.int64]

# What the marks of a line can add to; what a summary leaves unexplained comes from summaries alone.
_FIELDS: Final = tuple(held.name for held in fields(Tally) if held.name not in ("reasons", "unexplained"))
_REASON: Final = "reason:"

# A share's tallies stay within a few megabytes, whatever the number of cells.
_MOST_COUNTS: Final = 1 << 18
_FEWEST_ROWS: Final = 1 << 10
_MOST_ROWS: Final = 1 << 13


@lru_cache(maxsize=64)
def _bytes_of(held: CodeSet, reasons: str) -> Mapping[str, tuple[int, ...]]:
    """For each field of a tally, the bytes that add one to it, as `tally_counts` decides it."""
    found: dict[str, list[int]] = {name: [] for name in _FIELDS}
    found |= {_REASON + char: [] for char in reasons}
    for byte in range(EXPECTED):
        if byte == BLANK:
            found["missing"].append(BLANK | EXPECTED)
            continue
        tally = tally_counts({chr(byte): 1}, held.category)
        adds_to = [name for name in _FIELDS if getattr(tally, name)]
        adds_to += [_REASON + char for char in tally.reasons if char in reasons]
        for name in adds_to:
            found[name] += [byte, byte | EXPECTED]
    return MappingProxyType({name: tuple(held_bytes) for name, held_bytes in found.items()})


@dataclass(frozen=True, eq=False, slots=True)
class SpentShare:
    """How the sessions of some rows of a sheet were spent: every array is cells × rows."""

    rows: slice
    tally: Tally
    on_roll: NDArray[np.bool_]
    without_present_codes: Counts


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """Enrolments of a roll whose schools share their half-terms, and the cells a question has there."""

    roll: Roll
    enrolments: Indices
    cells: tuple[Cell, ...]
    rows: Rows
    reading: Reading | None
    reasons: str
    # The sessions at which anybody on the sheet was due.
    expected: NDArray[np.bool_]
    summaries: CountedSummaries
    left_out: tuple[LeftOut, ...]

    def shares(self) -> Iterator[slice]:
        """Its rows in parts small enough to count at once."""
        size = max(_FEWEST_ROWS, min(_MOST_ROWS, _MOST_COUNTS // max(1, len(self.cells))))
        for at in range(0, len(self.rows), size):
            yield slice(at, min(at + size, len(self.rows)))

    def expects(self, cell: Cell) -> bool:
        """Was anybody on the sheet due at any session of the cell?"""
        return bool((self.expected & cell.mask).any())

    def spent(self, share: slice) -> SpentShare:
        """How the sessions of some of its rows were spent in every cell."""
        rows = self.rows.part(share)
        shape = (len(self.cells), len(rows))
        counted = self._marks(rows)
        reasons = {char: counted.pop(_REASON + char, np.zeros(shape, np.int64)) for char in self.reasons}
        without = np.zeros(shape, np.int64)
        own = self.summaries.of(share)
        if own.any():
            self._add_summaries(share, own, counted, reasons, without)
        return SpentShare(
            rows=share,
            tally=Tally(**counted, reasons=MappingProxyType(reasons)),
            on_roll=self.on_roll(rows),
            without_present_codes=without,
        )

    def _marks(self, rows: Rows) -> dict[str, Counts]:
        shape = (len(self.cells), len(rows))
        if self.reading is None:
            return {name: np.zeros(shape, np.int64) for name in _FIELDS}
        packed = count(rows, self.reading.sweeps)
        return {name: self.reading.tally(packed, name) for name in self.reading.layout.fields}

    def _add_summaries(
        self,
        share: slice,
        own: NDArray[np.bool_],
        counted: dict[str, Counts],
        reasons: dict[str, Counts],
        without: Counts,
    ) -> None:
        """Add the summaries of these rows to what their marks came to."""
        summaries = self.summaries
        at = (summaries.cell[own], summaries.row[own] - share.start)
        for name in (*_FIELDS, "unexplained"):
            into = counted.setdefault(name, np.zeros(without.shape, np.int64))
            np.add.at(into, at, getattr(summaries.tally, name)[own])
        for char, into in reasons.items():
            if char in summaries.tally.reasons:
                np.add.at(into, at, summaries.tally.reasons[char][own])
        np.add.at(without, at, summaries.without_present_codes[own].astype(np.int64))

    def on_roll(self, rows: Rows) -> NDArray[np.bool_]:
        """Cells × rows: does the row's window hold any session of the cell?"""
        inside = np.flatnonzero(np.logical_or.reduce([cell.mask for cell in self.cells]))
        shape = (len(self.cells), len(rows))
        if len(inside) and rows.first.max() <= inside[0] and inside[-1] <= rows.last.min():
            # Everybody was there throughout, which is how most classes spend most of a year.
            any_session = np.array([[cell.mask.any()] for cell in self.cells])
            return np.broadcast_to(any_session, shape)
        before = np.zeros((len(self.cells), SESSIONS + 1), np.int16)
        np.cumsum([cell.mask for cell in self.cells], axis=1, out=before[:, 1:])
        beyond = np.maximum(rows.last.astype(np.intp) + 1, rows.first)
        on_roll: NDArray[np.bool_] = before[:, beyond] > before[:, rows.first]
        return on_roll


def sheets_of(
    roll: Roll,
    windows: Windows,
    periods: Sequence[Period],
    time_fields: Sequence[str],
    reasons: str,
) -> Iterator[Sheet]:
    """The sheets a question about these periods falls into on one roll, among the enrolments that count."""
    by = tuple(time_fields)
    return sheets_for(roll, windows, [Asked(period, by) for period in periods], reasons)


def sheets_for(roll: Roll, windows: Windows, asked: Sequence[Asked], reasons: str) -> Iterator[Sheet]:
    """The same for periods that are each divided in their own way."""
    counted = windows.first <= windows.last
    codes = roll.codes
    for half_terms, everybody in roll.by_half_terms():
        cells = cells_of(asked, roll.year, half_terms, roll.begun)
        enrolments = everybody[counted[everybody]]
        if not cells or not len(enrolments):
            continue
        fitting = Fitting(roll, windows, enrolments, asked, cells)
        summaries = counted_summaries(fitting)
        yield Sheet(
            roll=roll,
            enrolments=enrolments,
            cells=cells,
            rows=roll.rows(enrolments, windows),
            reading=reading_of(cells, roll.year, codes, [_bytes_of(held, reasons) for held in codes]),
            reasons=reasons,
            expected=np.logical_or.reduce(roll.expected[np.unique(roll.mask[enrolments])]),
            summaries=summaries,
            left_out=tuple(fitting.left_out),
        )
