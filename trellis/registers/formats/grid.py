"""Marks as a register: a pupil to a row and a column for each session, headed “2024-09-10 AM”."""

import re
from typing import Final

import numpy as np

from trellis.imports.columns import Understood
from trellis.imports.problems import Problem
from trellis.imports.reading import read_days
from trellis.imports.tables import Column, Table
from trellis.registers.formats.cells import NO_DAY, Cells, Layout, Texts

_HEADING: Final = re.compile(r"(?P<day>.*\d.*?)[ _-]*(?P<session>AM|PM)", re.IGNORECASE)


def is_session(heading: str) -> bool:
    """Does a heading name a day and a session?"""
    return _HEADING.fullmatch(heading) is not None


def is_this(understood: Understood, table: Table) -> bool:
    """At least one column is headed by a session."""
    return any(is_session(heading) for heading in table.headings)


def read(layout: Layout) -> Cells:
    """Every mark in the columns that are headed by a session."""
    columns = [column for column in layout.table.columns if is_session(column.heading)]
    parts = [match for column in columns if (match := _HEADING.fullmatch(column.heading))]
    # The headings are a column of dates that lies on its side.
    texts = [part["day"].strip() for part in parts]
    across = Column("", list(texts), np.arange(len(texts), dtype=np.uint32))
    read = read_days(across)
    for number, says in read.wrong.items():
        heading = columns[number].heading
        layout.problems.append(Problem(says, 1, heading, heading))
    dates = sorted({day for number, day in enumerate(read.days) if day and number not in read.wrong}) or [
        NO_DAY
    ]
    texts_seen = Texts()
    gathered = []
    for number, column in enumerate(columns):
        codes = texts_seen.numbers(column.texts)[column.index]
        at = np.flatnonzero(codes).astype(np.int32)
        day = 0 if number in read.wrong else dates.index(read.days[number])
        session = parts[number]["session"].upper() == "PM"
        gathered.append((at, codes[at], number, day, session))
    sizes = [at.size for at, *_rest in gathered]
    joined = np.concatenate([at for at, *_rest in gathered])
    return Cells(
        joined,
        np.repeat(np.array([one[2] for one in gathered], np.uint16), sizes),
        np.repeat(np.array([one[3] for one in gathered], np.int32), sizes),
        np.repeat(np.array([one[4] for one in gathered], np.uint8), sizes),
        np.concatenate([one[1] for one in gathered]),
        [column.heading for column in columns],
        dates,
        texts_seen.all,
        ~np.isin(np.repeat([one[2] for one in gathered], sizes), list(read.wrong)),
    )
