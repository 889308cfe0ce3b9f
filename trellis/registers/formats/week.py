r"""Marks a week to a row: week_commencing, and ten codes, Monday morning first: `/ \ / \ L \ I I - -`.

Codes are separated by spaces, `-` standing for none; where every code is one character ten bare characters
will do.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.imports.columns import Field, Understood
from trellis.imports.reading import Days, read_days
from trellis.imports.tables import Column
from trellis.registers.formats.cells import Cells, Layout, Texts
from trellis.rules.words import Sentence, day_in_words, gettext_noop

FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "week_commencing",
        gettext_noop("The week’s Monday"),
        ("Week Beginning", "Week Starting", "Week Start", "W/C", "WC", "Week"),
    ),
    Field(
        "marks", gettext_noop("Ten codes, Monday morning first"), ("Week Marks", "Marks for Week", "Codes")
    ),
)

NONE: Final = "-"
A_WEEK: Final = 10
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_this(understood: Understood) -> bool:
    """A column of weeks."""
    return "week_commencing" in understood or "marks" in understood


def missing(understood: Understood) -> list[str]:
    return [name for name in ("week_commencing", "marks") if name not in understood]


def read(layout: Layout) -> Cells:
    """Every mark of every week."""
    column = layout.understood.columns["week_commencing"]
    has_week, weeks, mondays = layout.days(column, _mondays(column))
    marks = layout.understood.columns["marks"]
    codes, texts, has_marks = _ten_codes(layout, marks)
    rows = np.flatnonzero(has_marks).astype(np.int32)
    ten = codes[marks.index[rows]]
    which, place = np.nonzero(ten)
    at = rows[which]
    dates = [monday + timedelta(days=day) for monday in mondays for day in range(A_WEEK // 2)]
    return Cells(
        at,
        np.zeros(at.size, np.uint16),
        (weeks[at] * (A_WEEK // 2) + place // 2).astype(np.int32),
        (place % 2).astype(np.uint8),
        ten[which, place],
        [marks.heading],
        dates,
        texts,
        has_week[at],
    )


def _mondays(column: Column) -> Days:
    read = read_days(column)
    wrong = dict(read.wrong)
    for which, day in enumerate(read.days):
        if day is not None and day.weekday() != 0 and which not in wrong:
            wrong[which] = Sentence(
                gettext_noop("%(day)s is a %(weekday)s: a week is named by its Monday."),
                day=day_in_words(day),
                weekday=_WEEKDAYS[day.weekday()],
            )
    return replace(read, wrong=wrong)


def _ten_codes(layout: Layout, column: Column) -> tuple[NDArray[np.int32], list[str], NDArray[np.bool_]]:
    """Each distinct week as ten numbered texts (0 for none), the texts, and which rows have a week that
    reads.
    """
    texts = Texts()
    codes = np.zeros((len(column.cells), A_WEEK), np.int32)
    wrong: dict[int, Sentence] = {}
    for which, text in enumerate(column.texts):
        found = _split(text)
        if len(found) == A_WEEK:
            codes[which] = texts.numbers("" if code == NONE else code for code in found)
        elif text:
            wrong[which] = Sentence(
                gettext_noop(
                    "A week has ten codes, and “%(text)s” has %(found)s: separate them by spaces and write"
                    " - for none."
                ),
                text=text,
                found=len(found),
            )
    return codes, texts.all, ~layout.wrong_cells(column, wrong)


def _split(text: str) -> list[str]:
    found = text.split()
    return list(text) if len(found) == 1 and len(text) == A_WEEK else found
