"""How an entry's marks and a line's trail are packed: a taken mark weighs bytes, not a row.

An entry holds four columns: the row and the position of each mark (little-endian uint16), what was there
and what stands there now (a character each). Where a column says one thing throughout it says it once. A
trail is the ledger numbers that touched one line: the newest as four bytes, then the steps between them,
seven bits to a byte.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_U16 = np.dtype("<u2")

Numbers = NDArray[np.intp]
Chars = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks as columns: where each is, what was there and what is there now."""

    rows: Numbers
    positions: Numbers
    was: Chars
    now: Chars

    def __len__(self) -> int:
        return self.rows.size

    def only(self, which: NDArray[np.bool_]) -> "Marks":
        """Some of them."""
        return Marks(self.rows[which], self.positions[which], self.was[which], self.now[which])


class Packed(NamedTuple):
    """Marks as they are kept."""

    rows: bytes
    positions: bytes
    was: bytes
    now: bytes


def pack(marks: Marks) -> Packed:
    """Marks as an entry keeps them."""
    return Packed(
        _once(marks.rows.astype(_U16)).tobytes(),
        _once(marks.positions.astype(_U16)).tobytes(),
        _once(marks.was).tobytes(),
        _once(marks.now).tobytes(),
    )


def _once(column: NDArray[np.generic]) -> NDArray[np.generic]:
    return column[:1] if (column == column[0]).all() else column


def unpack(entries: Sequence[Packed]) -> tuple[Marks, Numbers]:
    """The marks of any number of entries, one after another, and how many each of them has."""
    rows, rows_held = _read([entry.rows for entry in entries], _U16)
    positions, positions_held = _read([entry.positions for entry in entries], _U16)
    was, was_held = _read([entry.was for entry in entries], np.dtype(np.uint8))
    now, now_held = _read([entry.now for entry in entries], np.dtype(np.uint8))
    counts = np.maximum(rows_held, positions_held)
    marks = Marks(
        _spread(rows, rows_held, counts).astype(np.intp),
        _spread(positions, positions_held, counts).astype(np.intp),
        _spread(was, was_held, counts),
        _spread(now, now_held, counts),
    )
    return marks, counts


def _read(columns: Sequence[bytes], dtype: np.dtype) -> tuple[NDArray, Numbers]:
    held = np.fromiter(map(len, columns), np.intp, len(columns)) // dtype.itemsize
    return np.frombuffer(b"".join(columns), dtype), held


def _spread(values: NDArray, held: Numbers, counts: Numbers) -> NDArray:
    """Say a value that an entry holds once as often as the entry has marks."""
    if np.array_equal(held, counts):
        return values
    return np.repeat(values, np.repeat(np.where(held == 1, counts, 1), held))


# --- trails ---

_HEAD = 4


def follow(trail: bytes, number: int) -> bytes:
    """A trail with one more ledger number, later than all before it."""
    step = number - newest(trail)
    if step <= 0:
        raise ValueError(f"Entry {number} cannot follow entry {number - step} on a line's trail.")
    packed = bytearray()
    while step > 0x7F:
        packed.append(step & 0x7F | 0x80)
        step >>= 7
    packed.append(step)
    return number.to_bytes(_HEAD, "little") + trail[_HEAD:] + packed


def newest(trail: bytes) -> int:
    """The last entry to touch the line; 0 where none has."""
    return int.from_bytes(trail[:_HEAD], "little")


def numbers(trail: bytes) -> list[int]:
    """Every ledger number that touched the line, oldest first."""
    found, number, step, shift = [], 0, 0, 0
    for byte in trail[_HEAD:]:
        step |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            number += step
            found.append(number)
            step = shift = 0
    return found


def trail_of(ledger_numbers: Iterable[int]) -> bytes:
    """The trail that so many ledger numbers make."""
    trail = b""
    for number in ledger_numbers:
        trail = follow(trail, number)
    return trail
