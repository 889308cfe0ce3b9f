"""Reading registers: a school-year as a matrix, now or as it was known at a moment.

A moment means the last ledger number committed by then (house.md §1). As at a moment, the entries after
that number are taken back: newest first, all their marks in one assignment, so that of several marks in one
place the oldest remains.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trellis.registers.facts import (
    Numbers,
    as_it_lies,
    at_schools,
    numbers_in,
    read,
    school_by_school,
    together,
)
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
    schools: Numbers
    rows: Numbers
    pupils: Numbers

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


def lines_of(
    schools: Sequence[int], year: int, upto: Mapping[int, int] | None = None, *, pupil: int | None = None
) -> Matrix:
    """The lines of some schools in a year, school by school in the order of their rows, and a blank one last.

    `upto` names the ledger number each school is read as at; `pupil` the one child whose lines are read, as
    they stand now. The blank line is that of whoever has none.
    """
    whose, params = ("", []) if pupil is None else (" AND pupil_id = %s", [pupil])
    held = school_by_school(
        [together('"row"'), together("pupil_id"), as_it_lies(together("marks", ""))],
        f"registers_line WHERE year = %s{whose}",
        schools,
        [year, *params],
    )
    places, text = [np.zeros((3, 0), np.int64)], bytearray()
    for school, rows, pupils, marks in held:
        row = numbers_in(rows)
        own = marks if isinstance(marks, bytes) else marks.encode("ascii")
        place = np.stack([np.full(len(row), school), row, numbers_in(pupils)])
        if (row[1:] < row[:-1]).any():
            order = np.argsort(row)
            own = np.frombuffer(own, np.uint8).reshape(-1, SESSIONS)[order].tobytes()
            place = place[:, order]
        places.append(place)
        text += own
    text += BLANK_LINE.encode("ascii")
    lines = Matrix(np.frombuffer(text, np.uint8).reshape(-1, SESSIONS), *np.concatenate(places, axis=1))
    for known, number in (upto or {}).items():
        _take_back(lines, known, year, number)
    return lines


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
