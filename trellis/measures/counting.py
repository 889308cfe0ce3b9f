"""How each enrolment spent its sessions in each cell: marks and summaries together, one tally of arrays.

A sheet is the part of a roll whose schools share their half-terms, with the cells a question falls into
there. It is counted in shares of rows, so that an engine can count several at once and none grows too large.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.fitting import CountedSummaries, Fitting, LeftOut, counted_summaries
from trellis.measures.kernel import BLANK, Indices, Rows, count
from trellis.measures.measure import TALLIED
from trellis.measures.packing import EXPECTED, Words
from trellis.measures.periods import PARTS_OF_A_WEEK, Asked, Cell, Period, cells_of
from trellis.measures.pieces import Places, Reading, reading_of
from trellis.measures.roll import Roll, Windows
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import CodeSet
from trellis.rules.populations import born_at_15
from trellis.rules.stretches import Stretch, stretch_of
from trellis.rules.tally import Tally, tally_counts

Counts = NDArray[np.int64]

# What the marks of a line can add to; what a summary leaves unexplained comes from summaries alone.
_FIELDS: Final = tuple(name for name in TALLIED if name != "unexplained")
_REASON: Final = "reason:"

# A share's tallies stay within a few megabytes, whatever the number of cells.
_MOST_COUNTS: Final = 1 << 18
_FEWEST_ROWS: Final = 1 << 10
_MOST_ROWS: Final = 1 << 14


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


def _asked_of(cells: Sequence[Cell], roll: Roll) -> NDArray[np.bool_]:
    """The positions of each cell that are worth reading: cells × sessions."""
    return np.array([cell.mask for cell in cells], np.bool_).reshape(-1, SESSIONS) & roll.worth_reading


@lru_cache(maxsize=64)
def _reading(asked: bytes, year: AcademicYear, codes: tuple[CodeSet, ...], reasons: str) -> Reading | None:
    """How such positions are read. Page after page asks for the same of a day, and it is worked out once."""
    positions = np.frombuffer(asked, np.bool_).reshape(-1, SESSIONS)
    return reading_of(positions, year, codes, [_bytes_of(held, reasons) for held in codes])


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """Enrolments of a roll whose schools share their half-terms, and the cells a question has there."""

    roll: Roll
    enrolments: Indices
    half_terms: tuple[HalfTerm, ...]
    asked: tuple[Asked, ...]
    cells: tuple[Cell, ...]
    rows: Rows
    reading: Reading | None
    reasons: str
    # The sessions at which anybody on the sheet was due.
    expected: NDArray[np.bool_]
    summaries: CountedSummaries
    left_out: tuple[LeftOut, ...]

    def shares(self) -> Iterator[slice]:
        """Its rows in parts small enough to count at once: an even number, as machines have cores."""
        rows = len(self.rows)
        most = max(_FEWEST_ROWS, min(_MOST_ROWS, _MOST_COUNTS // max(1, len(self.cells))))
        number = -(-rows // most)
        number += number % 2 if number > 1 else 0
        edges = [rows * part // number for part in range(number + 1)]
        yield from (slice(first, beyond) for first, beyond in pairwise(edges) if first < beyond)

    def stretch(self, cell: Cell) -> Stretch | None:
        """The stretch of the year a cell is, as far as that has come; None where it is none, or a part."""
        if not cell.mask.any() or not PARTS_OF_A_WEEK.isdisjoint(self.asked[cell.period].by):
            return None
        until = min(cell.until, self.roll.last_day_begun() or cell.until)
        return stretch_of(self.roll.year, cell.since, until, self.half_terms)

    @property
    def at_15(self) -> NDArray[np.bool_]:
        """Who of its rows was 15 on 31 August."""
        births = born_at_15(self.roll.year)
        born = self.roll.born[self.enrolments]
        return (born >= np.datetime64(births.first)) & (born <= np.datetime64(births.last))

    def expects(self, cell: Cell) -> bool:
        """Was anybody on the sheet due at any session of the cell?"""
        return bool((self.expected & cell.mask).any())

    def spent(self, share: slice) -> SpentShare:
        """How the sessions of some of its rows were spent in every cell."""
        packed = count(self.rows.part(share), self.reading.sweeps) if self.reading else ()
        return SpentShare(self, share, packed)

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


@dataclass(frozen=True, eq=False)
class SpentShare:
    """How the sessions of some rows of a sheet were spent. Counts are unpacked when they are asked for."""

    sheet: Sheet
    rows: slice
    packed: Sequence[Words]
    # What was unpacked already, by cells: several groupings ask for the same.
    unpacked: dict[tuple[int, ...], dict[str, Counts | int]] = field(default_factory=dict)

    @cached_property
    def tally(self) -> Tally:
        """Every count in every cell: arrays of cells × rows."""
        cells = range(len(self.sheet.cells))
        tally = self.tally_of(TALLIED, self.sheet.reasons, cells)
        shape = self._noughts(cells).shape
        counts = {name: np.broadcast_to(getattr(tally, name), shape) for name in TALLIED}
        by_char = {char: np.broadcast_to(held, shape) for char, held in tally.reasons.items()}
        return Tally(**counts, reasons=MappingProxyType(by_char))

    def tally_of(self, names: Sequence[str], reasons: str, cells: Sequence[int]) -> Tally:
        """Some of the counts, in some of the cells; a bare 0 for what nothing there can count in."""
        held = self.unpacked.setdefault(tuple(cells), {})
        wanted = (*names, *(_REASON + char for char in reasons))
        if lacking := [name for name in wanted if name not in held]:
            places = self.sheet.reading.places(cells) if self.sheet.reading else None
            held |= {name: self._count(name, cells, places) for name in lacking}
        by_char = {char: held[_REASON + char] for char in reasons}
        return Tally(**{name: held[name] for name in names}, reasons=MappingProxyType(by_char))

    def _count(self, name: str, cells: Sequence[int], places: Places | None) -> Counts | int:
        reading, summaries = self.sheet.reading, self.sheet.summaries
        marked = reading is not None and name in reading.layout.fields
        if not marked and not len(summaries.row):
            # Coronavirus, in most years. A bare nought adds and compares as well as an array of them.
            return 0
        counts = (
            reading.count(self.packed, name, places)
            if reading and places and marked
            else self._noughts(cells)
        )
        if len(summaries.row):
            self._add_summaries(summaries.counts(name), cells, counts)
        return counts

    def _noughts(self, cells: Sequence[int]) -> Counts:
        return np.zeros((len(cells), self.rows.stop - self.rows.start), np.int64)

    def _add_summaries(self, of_each: Counts, cells: Sequence[int], counts: Counts) -> None:
        """Add what the summaries of these rows come to, to what their marks did."""
        summaries = self.sheet.summaries
        place = np.full(len(self.sheet.cells), -1, np.intp)
        place[list(cells)] = np.arange(len(cells))
        own = summaries.of(self.rows) & (place[summaries.cell] >= 0)
        at = (place[summaries.cell[own]], summaries.row[own] - self.rows.start)
        np.add.at(counts, at, of_each[own])

    def without_present_codes(self, cells: Sequence[int]) -> Counts:
        """How many summaries that do not say who was present count in some of the cells."""
        counts = self._noughts(cells)
        if len(self.sheet.summaries.row):
            without = self.sheet.summaries.without_present_codes.astype(np.int64)
            self._add_summaries(without, cells, counts)
        return counts

    @cached_property
    def on_roll(self) -> NDArray[np.bool_]:
        """Cells × rows: does the row's window hold any session of the cell?"""
        return self.sheet.on_roll(self.sheet.rows.part(self.rows))


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
            half_terms=half_terms,
            asked=tuple(asked),
            cells=cells,
            rows=roll.rows(enrolments, windows),
            reading=_reading(_asked_of(cells, roll).tobytes(), roll.year, tuple(roll.codes), reasons),
            reasons=reasons,
            expected=np.logical_or.reduce(roll.expected[np.unique(roll.mask[enrolments])]),
            summaries=summaries,
            left_out=tuple(fitting.left_out),
        )
