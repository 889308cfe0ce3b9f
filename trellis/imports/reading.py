"""Reading a column's distinct cells: dates written one way throughout, and text that is only text."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from trellis.imports.problems import Note
from trellis.imports.tables import Cell, Column, as_text, looks_like_formula
from trellis.rules.dates import read_date
from trellis.rules.words import ProblemWith, Sentence, gettext_noop


class ProblemWithText(ProblemWith):
    """A text that cannot be taken as it stands."""

    subject = "text"


class LongText(ProblemWithText):
    """A text longer than there is room for."""

    def __init__(self, text: str, longest: int) -> None:
        says = Sentence(
            gettext_noop("This text has %(length)s characters, and there is room for %(longest)s."),
            length=len(text),
            longest=longest,
        )
        super().__init__(says, text)


def read_text(text: str, *, longest: int) -> str:
    """A text of one line. What a spreadsheet would run as a formula is no name, number or class."""
    if looks_like_formula(text):
        says = Sentence(gettext_noop("“%(text)s” looks like a spreadsheet formula, not a text."), text=text)
        raise ProblemWithText(says, text)
    if any(char < " " and char not in "\n\r\t" for char in text):
        raise ProblemWithText(
            Sentence(gettext_noop("This text holds characters that cannot be printed.")), text
        )
    text = " ".join(text.split())
    if len(text) > longest:
        raise LongText(text, longest)
    return text


# --- dates ---

_BUILT_IN: Final = "a spreadsheet's date"
_NUMBER: Final = "a spreadsheet's number"


@dataclass(frozen=True)
class Days:
    """A column's distinct cells as days: each a day, nothing where it is blank, or what is wrong with it."""

    days: list[dt.date | None]
    wrong: dict[int, Sentence]
    numbers: list[int] = field(default_factory=list)  # those that were a spreadsheet's number for a day

    def notes(self, column: Column, rows: Sequence[int]) -> list[Note]:
        """That numbers were read as days, where any were. `rows` are the spreadsheet's."""
        which = np.flatnonzero(np.isin(column.index, self.numbers)) if self.numbers else np.empty(0, np.intp)
        if not which.size:
            return []
        says = Sentence(
            gettext_noop("Numbers among the dates were read as the days a spreadsheet keeps by such numbers.")
        )
        at = int(which[0])
        example = {"row": int(rows[at]), "column": column.heading, "value": column.text(at)}
        return [Note(says, int(which.size), example)]


def read_days(column: Column) -> Days:
    """Read a column of dates. Dates written in two ways in one column may mean two things: none is guessed
    at.

    A spreadsheet that takes 09/10/2024 for 9 October where 10 September was meant leaves 13/09/2024 as
    text: two ways of writing in one column are its trace.
    """
    days: list[dt.date | None] = []
    wrong: dict[int, Sentence] = {}
    ways: dict[int, str] = {}
    for which, cell in enumerate(column.cells):
        if not column.texts[which]:
            days.append(None)
            continue
        try:
            days.append(read_date(as_day(cell)))
            ways[which] = way_of_writing(cell)
        except ProblemWith as problem:
            days.append(None)
            wrong[which] = problem.says
    numbers = [which for which in ways if isinstance(column.cells[which], int | float)]
    return Days(days, wrong | _mixed(column, ways), numbers)


def as_day(cell: Cell) -> object:
    """A cell as `read_date` takes it: text tidied, a spreadsheet's own date as it is."""
    if isinstance(cell, dt.time | dt.timedelta | bool):
        return as_text(cell)
    return as_text(cell) if isinstance(cell, str) else cell


_TIME_OF_DAY: Final = re.compile(r"[T ]\d{1,2}:\d{2}.*")


def way_of_writing(cell: Cell) -> str:
    """How a date is written, without its digits: 9999-99-99, 99/99/9999, a spreadsheet's own."""
    if isinstance(cell, int | float):
        return _NUMBER
    if not isinstance(cell, str):
        return _BUILT_IN
    written = _TIME_OF_DAY.sub("", as_text(cell))
    written = re.sub(r"\d{3,}", "Y", written)
    written = re.sub(r"\d{1,2}", "9", written)
    return re.sub(r"[A-Za-z]+", "a", written).replace("Y", "9999")


def _mixed(column: Column, ways: dict[int, str]) -> dict[int, Sentence]:
    """What to say of the dates that are not written as most of the column is."""
    if len(set(ways.values())) < 2:
        return {}
    rows = np.bincount(column.index, minlength=len(column.cells))
    counts: Counter[str] = Counter()
    for which, way in ways.items():
        counts[way] += int(rows[which])
    usual = counts.most_common(1)[0][0]
    example = column.texts[next(which for which, way in ways.items() if way == usual)]
    return {
        which: Sentence(
            gettext_noop(
                "Dates in this column are written in two ways: most as %(example)s, this one as %(text)s."
                " Write every"
                " date the same way."
            ),
            example=example,
            text=column.texts[which],
        )
        for which, way in ways.items()
        if way != usual
    }
