"""Reading registers: a school-year as a matrix, now or as it was known at a moment.

A moment means the last ledger number committed by then (house.md §1). As at a moment, the entries after
that number are taken back: newest first, all their marks in one assignment, so that of several marks in one
place the oldest remains.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from trellis.registers.facts import at_schools, read, read_columns
from trellis.registers.ledger import BLANK_LINE
from trellis.registers.models import entry_id
from trellis.registers.moments import milliseconds
from trellis.registers.packing import Packed, unpack
from trellis.rules.academic_year import SESSIONS
from trellis.schools.models import School


@dataclass(frozen=True, eq=False, slots=True)
class Matrix:
    """Lines as an array, and whose each is; after the last of them a blank line, which is nobody's."""

    marks: NDArray[np.uint8]
    schools: NDArray[np.int64]
    rows: NDArray[np.int64]
    pupils: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.pupils)


def ledger_numbers(schools: Iterable[int], as_at: dt.datetime | None = None) -> dict[int, int]:
    """The last ledger number of each school, now or at a moment; 0 where nothing was written by then."""
    schools = list(schools)
    if as_at is None:
        held = read(f"SELECT school_id, number FROM registers_ledger WHERE {at_schools(schools)}")
    else:
        # Entries lie in ledger order under their key, so each school's search reads back only to the moment.
        held = read(
            "SELECT l.school_id, (SELECT e.id FROM registers_entry e WHERE e.id > (l.school_id << 32)"
            " AND e.id <= ((l.school_id << 32) | l.number) AND e.at <= %s ORDER BY e.id DESC LIMIT 1)"
            f" FROM registers_ledger l WHERE l.{at_schools(schools)}",
            [milliseconds(as_at)],
        )
    return dict.fromkeys(schools, 0) | {school: (number or 0) & 0xFFFFFFFF for school, number in held}


def matrix(school: School, year: int, as_at: dt.datetime | None = None) -> Matrix:
    """A school-year's lines, now or as they were known at a moment."""
    return lines_of([school.pk], year, None if as_at is None else ledger_numbers([school.pk], as_at))


def lines_of(schools: Sequence[int], year: int, upto: Mapping[int, int] | None = None) -> Matrix:
    """The lines of some schools in a year, school by school in the order of their rows, and a blank one last.

    `upto` names the ledger number each school is read as at. The blank line is that of whoever has none.
    """
    school, row, pupil, marks = read_columns(
        4,
        f'SELECT school_id, "row", pupil_id, {_bytes_of("marks")} FROM registers_line'
        f' WHERE year = %s AND {at_schools(schools)} ORDER BY school_id, "row"',
        [year],
    )
    text = b"".join([*map(bytes, marks), BLANK_LINE.encode()])
    found = np.frombuffer(text, np.uint8).reshape(-1, SESSIONS)
    lines = Matrix(found, np.array(school, np.int64), np.array(row, np.int64), np.array(pupil, np.int64))
    if upto is not None:
        lines = replace(lines, marks=found.copy())
        for known, number in upto.items():
            _take_back(lines, known, year, number)
    return lines


def _bytes_of(column: str) -> str:
    """A text column as bytes, which need no decoding."""
    return f"CAST({column} AS BLOB)" if connection.vendor == "sqlite" else f"convert_to({column}, 'UTF8')"


def _take_back(lines: Matrix, school: int, year: int, number: int) -> None:
    """Bring a school's lines back to what they were when its ledger had come to a number."""
    later = read(
        "SELECT rows, positions, was, now FROM registers_entry"
        " WHERE id > %s AND id < %s AND year = %s ORDER BY id DESC",
        [entry_id(school, number), entry_id(school + 1, 0), year],
    )
    if not later:
        return
    marks, _ = unpack([Packed(*map(bytes, columns)) for columns in later])
    first = int(np.searchsorted(lines.schools, school))
    beyond = int(np.searchsorted(lines.schools, school, side="right"))
    # A school's rows have no gaps: a row is given once, and its line stays.
    lines.marks[first:beyond][marks.rows, marks.positions] = marks.was
