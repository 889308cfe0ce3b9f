"""The counting kernel: from lines of marks to packed counts, one column for each piece of a period.

A block of lines is copied into a desk small enough to stay in cache. There every session that was expected
gets the high bit of its byte set, marks outside an enrolment's window are wiped, each byte (or pair of bytes,
a morning and its afternoon) is looked up in a table of packed words, and the words are summed between the
edges of the pieces. The lines themselves are never written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.packing import Words
from trellis.rules.codes import NO_MARK

Marks = NDArray[np.uint8]
Indices = NDArray[np.intp]

BLANK: Final = ord(NO_MARK)

# Lines on the desk at once: with their looked-up words they stay in a core's share of the cache. Much smaller
# blocks would spend their time passing the interpreter from thread to thread.
_BLOCK: Final = 1024

# Columns in more runs than this (every Monday of a year) are gathered singly.
_MOST_RUNS: Final = 32


def as_slice(places: Sequence[int]) -> slice | Indices:
    """Some places in order, to index by; where they stand together, as a slice, which copies nothing."""
    if places and places[-1] - places[0] == len(places) - 1:
        return slice(places[0], places[-1] + 1)
    return np.array(places, np.intp)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is counted, a row each: the line it reads, the window it reads there, and what was expected of it.

    Several rows may read one line (a rejoiner). `expected` holds the distinct masks: 0x80 where one was due.
    """

    marks: Marks
    line: Indices
    first: NDArray[np.int16]
    last: NDArray[np.int16]
    expected: Marks
    mask: Indices

    def __len__(self) -> int:
        return len(self.line)

    def part(self, share: slice) -> Rows:
        """Some of the rows, as a view."""
        return replace(
            self, line=self.line[share], first=self.first[share], last=self.last[share], mask=self.mask[share]
        )


@dataclass(frozen=True)
class Sweep:
    """One sweep over the lines with the same tables: positions in `order`, a piece from each of `starts`."""

    order: Indices
    starts: Indices
    tables: tuple[Words, ...]

    @cached_property
    def whole_days(self) -> bool:
        """Does every morning stand before its own afternoon, undivided? Then two marks are read at once."""
        mornings, afternoons = self.order[::2], self.order[1::2]
        return bool(
            len(self.order) % 2 == 0
            and not (mornings % 2).any()
            and np.array_equal(mornings + 1, afternoons)
            and not (self.starts % 2).any()
        )

    @cached_property
    def _paired(self) -> tuple[Words, ...]:
        """The tables of a pair of bytes: what two marks add together, whichever comes first."""
        return tuple(np.add.outer(table, table).reshape(-1) for table in self.tables)

    def reader(self, origin: int) -> _Reader:
        """The sweep as the kernel reads it from desks whose first column is position `origin`."""
        step = 2 if self.whole_days else 1
        columns = (self.order[::step] - origin) // step
        tables = self.tables if step == 1 else self._paired
        return _Reader(
            _runs(columns), len(columns), self.starts // step, tables, np.uint16 if step == 2 else np.uint8
        )


def _runs(columns: Indices) -> tuple[tuple[slice, slice | Indices], ...]:
    """Where columns go and where they come from: run by run where they are few, one by one where not."""
    edges = [0, *(np.flatnonzero(np.diff(columns) != 1) + 1).tolist(), len(columns)]
    if len(edges) > _MOST_RUNS:
        return ((slice(None), columns),)
    return tuple(
        (slice(first, beyond), slice(int(columns[first]), int(columns[beyond - 1]) + 1))
        for first, beyond in pairwise(edges)
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    runs: tuple[tuple[slice, slice | Indices], ...]
    columns: int
    starts: Indices
    tables: tuple[Words, ...]
    unit: type[np.uint8 | np.uint16]

    def count(self, desk: Marks, places: Indices, looked_up: Words, counted: Sequence[Words]) -> None:
        """Look up every mark of the sweep on the desk, and add the words piece by piece."""
        shape = (len(desk), self.columns)
        marks: NDArray[Any] = desk.view(self.unit)
        # NumPy looks up by places of its own width: made once here, it need not make them for every table.
        where = places[: len(desk) * self.columns].reshape(shape)
        for into, out_of in self.runs:
            where[:, into] = marks[:, out_of]
        words = looked_up[: len(desk) * self.columns].reshape(shape)
        for table, sums in zip(self.tables, counted, strict=True):
            # "clip" only spares another copy: no index can lie outside a table of every value.
            np.take(table, where, out=words, mode="clip")
            np.add.reduceat(words, self.starts, axis=1, out=sums)


def count(rows: Rows, sweeps: Sequence[Sweep]) -> list[Words]:
    """Count every piece of every sweep for every row: for each packed word an array of pieces × rows.

    The tables' layout must have been proved for the longest piece (packing.py).
    """
    origin = min(int(sweep.order.min()) for sweep in sweeps) // 2 * 2
    beyond = max(int(sweep.order.max()) for sweep in sweeps) // 2 * 2 + 2
    readers = [sweep.reader(origin) for sweep in sweeps]
    desk = _Desk.for_rows(rows, origin, beyond)
    room = _BLOCK * max(reader.columns for reader in readers)
    places, looked_up = np.empty(room, np.intp), np.empty(room, np.uint64)
    pieces = sum(len(sweep.starts) for sweep in sweeps)
    counted = [np.empty((len(rows), pieces), np.uint64) for _ in sweeps[0].tables]
    for at in range(0, len(rows), _BLOCK):
        until = min(at + _BLOCK, len(rows))
        marks = desk.laid_out(at, until)
        piece = 0
        for reader in readers:
            own = slice(piece, piece + len(reader.starts))
            reader.count(marks, places, looked_up, [words[at:until, own] for words in counted])
            piece = own.stop
    return [np.ascontiguousarray(words.T) for words in counted]


@dataclass(frozen=True, slots=True)
class _Desk:
    """Room for a block of lines, from position `origin` up to `beyond`, made ready to be counted."""

    rows: Rows
    origin: int
    beyond: int
    room: Marks
    partial: NDArray[np.bool_]
    in_order: bool
    one_mask: bool

    @classmethod
    def for_rows(cls, rows: Rows, origin: int, beyond: int) -> _Desk:
        return cls(
            rows=rows,
            origin=origin,
            beyond=beyond,
            room=np.empty((_BLOCK, beyond - origin), np.uint8),
            # Only a row whose window does not cover what is counted has anything to wipe.
            partial=(rows.first > origin) | (rows.last < beyond - 1),
            in_order=bool((np.diff(rows.line) == 1).all()),
            one_mask=bool((rows.mask == rows.mask[:1]).all()),
        )

    def laid_out(self, at: int, until: int) -> Marks:
        """A block of lines, with what was expected flagged and what lies outside the windows wiped."""
        rows, columns, marks = self.rows, slice(self.origin, self.beyond), self.room[: until - at]
        lines = rows.line[at:until]
        read = slice(int(lines[0]), int(lines[-1]) + 1) if self.in_order else lines
        masks = int(rows.mask[at]) if self.one_mask else rows.mask[at:until]
        np.bitwise_or(rows.marks[read, columns], rows.expected[masks, columns], out=marks)
        partial = np.flatnonzero(self.partial[at:until])
        if len(partial):
            positions = np.arange(self.origin, self.beyond, dtype=np.int16)
            first, last = rows.first[at:until][partial, None], rows.last[at:until][partial, None]
            marks[partial] = np.where((positions >= first) & (positions <= last), marks[partial], BLANK)
        return marks
