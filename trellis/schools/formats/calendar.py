"""A school's year as a file: since, until, kind, name (interfaces.md, files people bring)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from trellis.imports.columns import Field, MissingColumns, Understood, understand
from trellis.imports.problems import Notes, Problem, shown
from trellis.imports.reading import read_days, read_text
from trellis.imports.tables import Column, Table
from trellis.rules.spans import Kind, Span, read_kind
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

FIELDS: Final[tuple[Field, ...]] = (
    Field("since", gettext_noop("First day"), ("Start", "Start Date", "From", "First Day", "Begins")),
    Field("until", gettext_noop("Last day"), ("End", "End Date", "To", "Last Day", "Ends")),
    Field("kind", gettext_noop("Kind: term, break, inset, holiday or closure"), ("Type",)),
    Field("name", gettext_noop("What it is called"), ("Title", "Description", "Term", "Event")),
)

_LONGEST_NAME: Final = 80
# What a single date may stand for: a term or a break has two ends.
_ONE_DAY_KINDS: Final = (Kind.INSET, Kind.HOLIDAY, Kind.CLOSURE)


@dataclass(frozen=True)
class SpanRow:
    """One row: the days it names and where it stands."""

    row: int
    span: Span


@dataclass
class CalendarFile:
    """A file read: its good rows, what is wrong with the others, and what was translated."""

    understood: Understood
    rows: list[SpanRow]
    problems: list[Problem]
    notes: Notes
    count: int


def read_calendar(table: Table, headings: dict[str, str] | None = None) -> CalendarFile:
    """Read every row; each cell that cannot be is a problem by itself."""
    understood = understand(table, FIELDS, headings)
    missing = [name for name in ("since", "kind") if name not in understood]
    if missing:
        raise MissingColumns(missing, understood)
    notes = Notes()
    notes.extend(table.notes)
    notes.extend(understood.notes())
    reading = _Reading(table, understood, notes)
    rows = list(reading.rows())
    problems = [*table.problems, *understood.problems, *reading.problems]
    return CalendarFile(understood, rows, problems, notes, len(table))


class _Reading:
    def __init__(self, table: Table, understood: Understood, notes: Notes) -> None:
        self._table = table
        self._understood = understood
        self._notes = notes
        self.problems: list[Problem] = []
        self._cells = {name: self._distinct(name, column) for name, column in understood.columns.items()}

    def _distinct(self, name: str, column: Column) -> list[Any]:
        """Each distinct cell as what it says, or as the sentence that says what is wrong with it."""
        if name in ("since", "until"):
            days = read_days(column)
            self._notes.extend(days.notes(column, self._table.rows.tolist()))
            return [days.wrong.get(which, day) for which, day in enumerate(days.days)]
        return [_read(name, text) for text in column.texts]

    def rows(self) -> Iterator[SpanRow]:
        for at, row in enumerate(self._table.rows.tolist()):
            span = self._span(at, row)
            if span is not None:
                yield SpanRow(row, span)

    def _span(self, at: int, row: int) -> Span | None:
        says = {name: self._says(name, at, row) for name in self._understood.columns}
        if any(value is _WRONG for value in says.values()):
            return None
        since, kind = says["since"], says["kind"]
        if since is None or kind is None:
            name = "since" if since is None else "kind"
            self._problem(Sentence(gettext_noop("The %(field)s is missing."), field=name), at, row, name)
            return None
        until = says.get("until") or self._one_day(since, kind, at, row)
        if until is None:
            return None
        return Span(since, until, kind, says.get("name") or "")

    def _says(self, name: str, at: int, row: int) -> Any:
        value = self._cells[name][self._understood.columns[name].index[at]]
        if isinstance(value, Sentence):
            self._problem(value, at, row, name)
            return _WRONG
        return value

    def _one_day(self, since: dt.date, kind: Kind, at: int, row: int) -> dt.date | None:
        if kind not in _ONE_DAY_KINDS:
            says = Sentence(gettext_noop("The last day of a %(kind)s is missing."), kind=kind.value)
            self._problem(says, at, row, "until")
            return None
        says = Sentence(gettext_noop("Rows without a last day were read as one day."))
        self._notes.add(says, example={"row": row, "column": "until", "value": None})
        return since

    def _problem(self, says: Sentence, at: int, row: int, name: str) -> None:
        value = self._understood.text(name, at)
        self.problems.append(Problem(says, row, self._understood.heading(name), shown(value)))


_WRONG: Final = object()


def _read(name: str, text: str) -> Any:
    if not text:
        return None
    try:
        return read_kind(text) if name == "kind" else read_text(text, longest=_LONGEST_NAME)
    except ProblemWith as wrong:
        return wrong.says
