"""What every layout of marks comes to: cells in columns, each with its row, its day, its session and its
text.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from trellis.imports.columns import Field, Understood
from trellis.imports.problems import Notes, Problem, shown
from trellis.imports.reading import Days
from trellis.imports.tables import Column, Table
from trellis.rules.words import Sentence, gettext_noop

WHOSE: Final[tuple[Field, ...]] = (
    Field(
        "upn",
        gettext_noop("Unique pupil number"),
        ("Unique Pupil Number", "Unique Pupil No", "Pupil UPN", "Student UPN", "UPN Number"),
    ),
    Field(
        "pupil_id",
        gettext_noop("Admission number"),
        (
            *("Adno", "Adm No", "Adm Number", "Admission No", "Admission Number", "Pupil Number", "Pupil No"),
            *("Student ID", "Student Number", "Student No", "Roll Number", "Roll No", "Arbor Student ID"),
        ),
    ),
)
# Columns that stand beside marks for people to read. They are known, and nothing is read from them.
FOR_PEOPLE: Final[tuple[Field, ...]] = (
    Field(
        "name", gettext_noop("Name, for people to read"), ("Pupil Name", "Student Name", "Pupil", "Student")
    ),
    Field("forename", gettext_noop("Forename, for people to read"), ("Legal Forename", "First Name")),
    Field("surname", gettext_noop("Surname, for people to read"), ("Legal Surname", "Last Name")),
    Field("class", gettext_noop("Class, for people to read"), ("Reg Group", "Reg", "Form", "Tutor Group")),
    Field("year_group", gettext_noop("Year group, for people to read"), ("Year", "NC Year")),
)

# Stands where no day of a file can be read: its codes still can.
NO_DAY: Final = dt.date(2024, 9, 2)


_Said = TypeVar("_Said", int, str)


@dataclass
class Cells:
    """Marks as a file has them, before codes are read. Blank cells are left out: they say nothing.

    Of each mark: the table's row, the column it stood in, its day and text among the distinct ones, its
    session (0 for AM, 1 for PM), and, where the layout has them, minutes late and a comment. A mark whose
    day or session cannot be read is not `usable`; it is here so that its code is read and every problem
    named at once.
    """

    at: NDArray[np.int32]
    columns: NDArray[np.uint16]
    days: NDArray[np.int32]
    sessions: NDArray[np.uint8]
    codes: NDArray[np.int32]
    headings: list[str]
    dates: list[Any]  # each distinct day
    texts: list[str]  # each distinct text
    usable: NDArray[np.bool_]
    minutes: dict[int, int] = field(default_factory=dict)  # by place in the columns above
    comments: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.at.size

    def only(self, which: NDArray[np.bool_]) -> "Cells":
        """Some of the marks."""
        return Cells(
            self.at[which],
            self.columns[which],
            self.days[which],
            self.sessions[which],
            self.codes[which],
            self.headings,
            self.dates,
            self.texts,
            self.usable[which],
            _only(self.minutes, which),
            _only(self.comments, which),
        )


def _only(said: dict[int, _Said], which: NDArray[np.bool_]) -> dict[int, _Said]:
    """What was said of some of the marks, by their new places."""
    if not said:
        return {}
    place = np.cumsum(which) - 1
    return {int(place[at]): words for at, words in said.items() if which[at]}


@dataclass
class Layout:
    """A table being read in one layout: what it has, and what is found wrong with it on the way."""

    table: Table
    understood: Understood
    notes: Notes
    problems: list[Problem] = field(default_factory=list)

    def wrong_cells(self, column: Column, wrong: dict[int, Sentence]) -> NDArray[np.bool_]:
        """Name each row whose cell is one of the wrong ones; which rows those are."""
        is_wrong = np.zeros(len(column.cells), np.bool_)
        is_wrong[list(wrong)] = True
        rows = is_wrong[column.index]
        for at in np.flatnonzero(rows).tolist():
            which = int(column.index[at])
            self.problem(wrong[which], at, column.heading, column.texts[which])
        return rows

    def problem(self, says: Sentence, at: int, heading: str, value: object) -> None:
        self.problems.append(Problem(says, int(self.table.rows[at]), heading, shown(value)))

    def days(self, column: Column, read: Days) -> tuple[NDArray[np.bool_], NDArray[np.int32], list[Any]]:
        """Which rows have a day that can be read, each row's day among the distinct ones, and those."""
        wrong = dict(read.wrong)
        self.notes.extend(read.notes(column, self.table.rows.tolist()))
        for which, text in enumerate(column.texts):
            if not text:
                wrong[which] = Sentence(gettext_noop("The date is missing."))
        bad = self.wrong_cells(column, wrong)
        dates = sorted({day for which, day in enumerate(read.days) if day is not None and which not in wrong})
        dates = dates or [NO_DAY]
        place = {day: number for number, day in enumerate(dates)}
        number_of = np.array(
            [place.get(day, 0) if which not in wrong else 0 for which, day in enumerate(read.days)], np.int32
        )
        return ~bad, number_of[column.index], dates


class Texts:
    """Distinct texts numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def numbers(self, texts: Iterable[str]) -> NDArray[np.int32]:
        return np.array([self.number(text) for text in texts], np.int32)

    @property
    def all(self) -> list[str]:
        return list(self._numbers)


def first_rows(column: Column, which: Sequence[int]) -> dict[int, int]:
    """The first row of each of some distinct cells."""
    found, rows = np.unique(column.index, return_index=True)
    first = dict(zip(found.tolist(), rows.tolist(), strict=True))
    return {one: first[one] for one in which if one in first}
