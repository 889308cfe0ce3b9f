"""How a line is cut so that every cell asked for can be added up from one reading of the marks.

Pieces are the finest cut of the positions asked such that every cell is a sum of pieces, no piece crosses a
change of code set (19 August 2024 lies inside a week), and no piece is longer than the packed fields are
proved to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.measures.kernel import Indices, Sweep, as_slice
from trellis.measures.packing import Layout, Words, layout_for, longest_in_one_word
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.codes import CodeSet, code_set

# Where sharing one word would cut pieces shorter than four weeks, it costs less to read each mark twice.
_SHORTEST_CUT: Final = 4 * 14

# Unbroken pieces are read in place. Where there would be more of them than this (every Monday of a year),
# positions that belong together are gathered into one piece first.
_MOST_UNBROKEN: Final = 120

_NO_PIECE: Final = np.zeros(0, np.intp)

# What each field counts under one code set: the bytes that add one to it.
BytesOf = Mapping[str, Iterable[int]]


class Places(NamedTuple):
    """The pieces some cells need, and where among those each cell's own stand."""

    needed: slice | Indices
    of_each: tuple[slice | Indices, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the lines: its sweeps, and which of their pieces add up to each cell."""

    sweeps: tuple[Sweep, ...]
    layout: Layout
    pieces_of: tuple[Indices, ...]

    def places(self, cells: Sequence[int]) -> Places:
        """Where the pieces of some cells stand: worked out once for all the fields counted in them."""
        owns = [self.pieces_of[cell] for cell in cells]
        needed = owns[0] if len(owns) == 1 else np.unique(np.concatenate([_NO_PIECE, *owns]))
        return Places(
            needed=as_slice(needed.tolist()),
            of_each=tuple(as_slice(np.searchsorted(needed, own).tolist()) for own in owns),
        )

    def count(self, packed: Sequence[Words], field: str, places: Places) -> NDArray[np.int64]:
        """One field of a count in some of the cells, added up from their pieces: cells × rows."""
        pieces = self.layout.unpack(packed, field, places.needed)
        counts = np.empty((len(places.of_each), pieces.shape[1]), np.int64)
        for own, into in zip(places.of_each, counts, strict=True):
            np.add.reduce(pieces[own], axis=0, out=into)
        return counts


def reading_of(
    asked: NDArray[np.bool_],
    year: AcademicYear,
    code_sets: Sequence[CodeSet],
    bytes_of: Sequence[BytesOf],
) -> Reading | None:
    """Cut the year for cells of these positions (cells × sessions); `bytes_of` goes with the code sets.

    None where there is nothing to read.
    """
    inside = np.logical_or.reduce(asked)
    in_force = _in_force(year, code_sets, inside)
    # A field in which no code set of the year counts anything (coronavirus, in most years) takes no room.
    in_use = [bytes_of[number] for number in np.unique(in_force[inside])]
    fields = tuple(name for name in bytes_of[0] if any(counted[name] for counted in in_use))
    longest = longest_in_one_word(max(1, len(fields)))
    pieces = _pieces(asked, in_force, longest if longest >= _SHORTEST_CUT else SESSIONS)
    if not pieces:
        return None
    layout = layout_for(fields, max(map(len, pieces)))
    # Pieces that one sweep reads stand together, so that a piece's number is its place in the count.
    ordered = sorted(((int(in_force[own[0]]), not _whole_days(own), int(own[0])), own) for own in pieces)
    sweeps = tuple(
        _sweep([own for _, own in together], layout.tables(bytes_of[number]))
        for (number, _), together in groupby(ordered, key=lambda held: held[0][:2])
    )
    firsts = np.array([first for (_, _, first), _ in ordered], np.intp)
    return Reading(sweeps, layout, tuple(np.flatnonzero(cell[firsts]) for cell in asked))


def _in_force(year: AcademicYear, code_sets: Sequence[CodeSet], asked: NDArray[np.bool_]) -> Indices:
    """The place among the code sets of the one in force at each position."""
    in_force = np.full(SESSIONS, -1, np.intp)
    for number, held in enumerate(code_sets):
        in_force[year.positions(held.since, held.until or year.until)] = number
    for position in np.flatnonzero(asked & (in_force < 0))[:1]:
        # No codes are held for that day; asking for them says so in a sentence.
        code_set(code_sets[0].nation, year.date_of(int(position)))
    return in_force


def _pieces(asked: NDArray[np.bool_], in_force: Indices, longest: int) -> list[Indices]:
    """The positions asked, in the pieces they must be read in."""
    # Which cells a position is in, a bit each, and its code set: what its kind is known by.
    signature = np.vstack([np.packbits(asked, axis=0), in_force.astype(np.int8).view(np.uint8)])
    days = signature.reshape(len(signature), -1, 2)
    # A morning that its afternoon does not go with (a figure by session, today at noon) is read by itself.
    whole_days = np.repeat((days[:, :, 0] == days[:, :, 1]).all(axis=0), 2)
    signature = np.vstack([signature, whole_days])
    inside = np.logical_or.reduce(asked)
    each = np.ascontiguousarray(signature.T).view(np.dtype((np.void, len(signature)))).reshape(-1)
    kind = np.unique(each, return_inverse=True)[1].reshape(-1)
    kind[~inside] = -1
    edges = np.flatnonzero(np.diff(kind)) + 1
    unbroken = [run for run in np.split(np.arange(SESSIONS), edges) if inside[run[0]]]
    whole = (
        unbroken
        if len(unbroken) <= _MOST_UNBROKEN
        else [np.flatnonzero(kind == number) for number in np.unique(kind[inside])]
    )
    return [piece for own in whole for piece in _cut(own, longest // 2 * 2)]


def _cut(piece: Indices, longest: int) -> Iterator[Indices]:
    for at in range(0, len(piece), longest):
        yield piece[at : at + longest]


def _whole_days(piece: Indices) -> bool:
    """Is every morning followed by its own afternoon?"""
    return len(piece) % 2 == 0 and bool(
        (piece[::2] % 2 == 0).all() and np.array_equal(piece[::2] + 1, piece[1::2])
    )


def _sweep(pieces: Sequence[Indices], tables: tuple[Words, ...]) -> Sweep:
    lengths = [len(piece) for piece in pieces]
    return Sweep(np.concatenate(pieces), np.cumsum([0, *lengths[:-1]]), tables)
