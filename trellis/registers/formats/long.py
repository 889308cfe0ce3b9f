"""Marks one to a row: upn or pupil_id, date, session, code, and where known minutes_late and comment."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.imports.columns import Field, Understood
from trellis.imports.reading import LongText, read_days
from trellis.imports.tables import Column, looks_like_formula
from trellis.registers.formats.cells import Cells, Layout, first_rows
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.asked_for import number_of

FIELDS: Final[tuple[Field, ...]] = (
    Field("date", gettext_noop("Day"), ("Mark Date", "Attendance Date", "Session Date", "Day")),
    Field("session", gettext_noop("AM or PM"), ("AM/PM", "AMPM", "Session Name")),
    Field(
        "code",
        gettext_noop("Attendance code"),
        ("Mark", "Attendance Code", "Attendance Mark", "Mark Code", "Session Code"),
    ),
    Field(
        "minutes_late", gettext_noop("Minutes late"), ("Minutes", "Mins Late", "Late Minutes", "Minutes Late")
    ),
    Field("comment", gettext_noop("Comment"), ("Comments", "Note", "Notes", "Reason")),
)

_SESSIONS: Final = {"am": 0, "a.m.": 0, "pm": 1, "p.m.": 1}
_MOST_MINUTES: Final = 420
_LONGEST_COMMENT: Final = 500


def is_this(understood: Understood) -> bool:
    """A column of codes beside a column of days."""
    return "code" in understood or ("date" in understood and "session" in understood)


def missing(understood: Understood) -> list[str]:
    return [name for name in ("date", "session", "code") if name not in understood]


def read(layout: Layout) -> Cells:
    """Every mark the rows make."""
    columns = layout.understood.columns
    has_day, days, dates = layout.days(columns["date"], read_days(columns["date"]))
    sessions, has_session = _sessions(layout, columns["session"])
    code = columns["code"]
    blank = code.blank
    minutes, bad_minutes = _minutes(layout, columns.get("minutes_late"), blank)
    comments, bad_comments = _comments(layout, columns.get("comment"), blank)
    usable = has_day & has_session & ~bad_minutes & ~bad_comments
    at = np.flatnonzero(~blank).astype(np.int32)
    cells = Cells(
        at,
        np.zeros(at.size, np.uint16),
        days[at],
        sessions[at],
        code.index[at].astype(np.int32),
        [code.heading],
        dates,
        code.texts,
        usable[at],
    )
    cells.minutes = {int(np.searchsorted(at, row)): said for row, said in minutes.items()}
    cells.comments = {int(np.searchsorted(at, row)): said for row, said in comments.items()}
    return cells


def _sessions(layout: Layout, column: Column) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    read = [_SESSIONS.get(text.casefold()) for text in column.texts]
    wrong = {
        which: Sentence(gettext_noop("“%(text)s” is not a session: write AM or PM."), text=text)
        if text
        else Sentence(gettext_noop("The session is missing: write AM or PM."))
        for which, text in enumerate(column.texts)
        if read[which] is None
    }
    bad = layout.wrong_cells(column, wrong)
    return np.array([number or 0 for number in read], np.uint8)[column.index], ~bad


def _minutes(
    layout: Layout, column: Column | None, blank: NDArray[np.bool_]
) -> tuple[dict[int, int], NDArray[np.bool_]]:
    """Minutes late by row. Many systems write 0 beside every mark: that says nothing."""
    if column is None:
        return {}, np.zeros(len(layout.table.rows), np.bool_)
    read: dict[int, int] = {}
    wrong: dict[int, Sentence] = {}
    for which, text in enumerate(column.texts):
        minutes = number_of(text)
        if minutes is not None and minutes <= _MOST_MINUTES:
            read[which] = minutes
        elif text:
            wrong[which] = Sentence(
                gettext_noop("“%(text)s” is not a number of minutes from 0 to %(most)s."),
                text=text,
                most=_MOST_MINUTES,
            )
    bad = layout.wrong_cells(column, wrong)
    said = np.array([read.get(which, 0) for which in range(len(column.cells))], np.intp)[column.index]
    alone = (said > 0) & blank
    for at in np.flatnonzero(alone).tolist():
        says = Sentence(gettext_noop("Minutes late stand here without a code."))
        layout.problem(says, at, column.heading, column.text(at))
    late = np.flatnonzero((said > 0) & ~blank)
    return dict(zip(late.tolist(), said[late].tolist(), strict=True)), bad | alone


def _comments(
    layout: Layout, column: Column | None, blank: NDArray[np.bool_]
) -> tuple[dict[int, str], NDArray[np.bool_]]:
    """Comments by row. One that looks like a formula is kept as the text it is, and said so."""
    if column is None:
        return {}, np.zeros(len(layout.table.rows), np.bool_)
    wrong = {
        which: LongText(text, _LONGEST_COMMENT).says
        for which, text in enumerate(column.texts)
        if len(text) > _LONGEST_COMMENT
    }
    bad = layout.wrong_cells(column, wrong)
    formulas = [which for which, text in enumerate(column.texts) if looks_like_formula(text)]
    for which, at in first_rows(column, formulas).items():
        says = Sentence(
            gettext_noop("Comments that look like a spreadsheet formula were kept as plain text.")
        )
        example = {
            "row": int(layout.table.rows[at]),
            "column": column.heading,
            "value": column.texts[which],
        }
        layout.notes.add(says, count=int((column.index == which).sum()), example=example)
    alone = ~column.blank & blank
    for at in np.flatnonzero(alone).tolist():
        says = Sentence(gettext_noop("A comment stands here without a code."))
        layout.problem(says, at, column.heading, column.text(at))
    spoken = np.flatnonzero(~column.blank & ~blank & ~bad)
    return {at: column.text(at) for at in spoken.tolist()}, bad | alone
