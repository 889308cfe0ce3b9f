"""A file as a table: headings, and columns whose every distinct cell is kept, read and explained once.

A school-year of marks is 152,000 rows but a few hundred pupils, 190 dates and thirty codes. A column
therefore keeps its distinct values and, for each row, which of them stands there: reading 190 dates instead
of 152,000 is what makes an import quick, and a million rows small.
"""

import csv
import datetime as dt
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from python_calamine import CalamineError, CalamineWorkbook, ZipError

from trellis.imports.files import Form, Looked, ProblemWithFile, look_at
from trellis.imports.problems import Note, Problem, shown
from trellis.rules.words import Sentence, gettext_noop

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Index = NDArray[np.uint32]
Rows = NDArray[np.int32]
Progress = Callable[[int, int | None], None]

_ROWS_AT_ONCE: Final = 20_000
_DELIMITERS: Final = ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar"))
# A mark makes no spreadsheet wider than two sessions a day for a year.
_WIDEST: Final = 800


def no_progress(done: int, total: int | None) -> None:
    """Nobody is watching."""


@dataclass
class Column:
    """One column: its heading, its distinct cells as the file has them, and which of them each row has."""

    heading: str
    cells: list[Cell]
    index: Index

    @cached_property
    def texts(self) -> list[str]:
        """Each distinct cell as tidy text: what a spreadsheet shows, without the spaces around it."""
        return [as_text(cell) for cell in self.cells]

    @cached_property
    def is_blank(self) -> NDArray[np.bool_]:
        """Which of the distinct cells say nothing."""
        return np.array([text == "" for text in self.texts], dtype=np.bool_)

    @property
    def blank(self) -> NDArray[np.bool_]:
        """Which rows say nothing here."""
        return self.is_blank[self.index]

    def text(self, at: int) -> str:
        """The text in one row, counted from 0."""
        return self.texts[self.index[at]]

    def cell(self, at: int) -> Cell:
        """The cell in one row as the file has it."""
        return self.cells[self.index[at]]

    def only(self, which: NDArray[Any]) -> "Column":
        """The same column for some of its rows."""
        return Column(self.heading, self.cells, self.index[which])


@dataclass
class Table:
    """Every row of a file that is whole, and a problem for each that is not."""

    name: str
    columns: list[Column]
    rows: Rows  # each row's number in the spreadsheet
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    broken: int = 0  # rows that are not whole

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def constant(self, heading: str, cell: Cell) -> Column:
        """A column the file lacks, that says one thing in every row."""
        return Column(heading, [cell], np.zeros(len(self.rows), np.uint32))

    def __len__(self) -> int:
        """Data rows, the broken ones included."""
        return len(self.rows) + self.broken


def as_text(cell: Cell) -> str:
    """A cell as the text a person sees, tidied at its ends only."""
    if isinstance(cell, str):
        return unquoted(cell.replace("\xa0", " ").strip())
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


_EXCEL_TEXT: Final = re.compile(r'="([^"]*)"')
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


def unquoted(text: str) -> str:
    """A text without what keeps a spreadsheet from taking it for something else.

    Other systems write ="00123" so that the noughts stay; our exports put an apostrophe before what a
    spreadsheet would take for a formula. Both are taken off, one apostrophe at most.
    """
    if match := _EXCEL_TEXT.fullmatch(text):
        return match[1].strip()
    return text[1:] if _GUARDED.match(text) else text


def looks_like_formula(text: str) -> bool:
    """Would a spreadsheet run this? A telephone number or a negative number is not a formula."""
    return bool(_FORMULA.match(text))


_FORMULA: Final = re.compile(r"=|@\S|[+\-](?=[A-Za-z]|.*[!(|])")


# --- reading ---


def read_table(path: Path, name: str, *, progress: Progress = no_progress) -> Table:
    """Read a file as one table, or say in one sentence why it is none."""
    looked = look_at(path, name)
    records: Iterator[Sequence[Cell]]
    if looked.form is Form.WORKBOOK:
        sheet = _Sheet(looked, name)
        records, notes, problems, total = sheet.records(), sheet.notes, sheet.problems, sheet.height - 1
    else:
        text = _Text(looked, name)
        records, notes, problems, total = text.records(), text.notes, [], None
    notes = [Note(says) for says in looked.notes] + notes
    table = _gather(name, records, notes, progress, total)
    table.problems.extend(problems)
    _explain_unquoted(table)
    return table


def _gather(
    name: str, records: Iterator[Sequence[Cell]], notes: list[Note], progress: Progress, total: int | None
) -> Table:
    headings = _headings(name, next(records, ()))
    columns = [_Growing() for _ in headings]
    table = Table(name, [], np.empty(0, np.int32), notes=notes)
    numbers = array("i")
    first = 2
    while chunk := list(islice(records, _ROWS_AT_ONCE)):
        whole, rows = _whole(chunk, first, len(headings), table)
        numbers.extend(rows)
        for column, cells in zip(columns, zip(*whole, strict=True), strict=bool(whole)):
            column.extend(cells)
        first += len(chunk)
        progress(first - 2, total)
    table.columns = [column.done(heading) for column, heading in zip(columns, headings, strict=True)]
    table.rows = np.frombuffer(numbers, np.int32) if numbers else table.rows
    _drop_blank_rows(table)
    if not len(table):
        raise ProblemWithFile(
            Sentence(gettext_noop("“%(name)s” has headings but no rows below them."), name=name), name
        )
    return table


def _headings(name: str, record: Sequence[Cell]) -> list[str]:
    texts = [" ".join(as_text(cell).split()) for cell in record]
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        raise ProblemWithFile(
            Sentence(
                gettext_noop("“%(name)s” has no headings: its first row must name the columns."), name=name
            ),
            name,
        )
    if len(texts) > _WIDEST:
        raise ProblemWithFile(
            Sentence(
                gettext_noop("“%(name)s” has %(found)s columns: a table of Trellis has at most %(most)s."),
                name=name,
                found=len(texts),
                most=_WIDEST,
            ),
            name,
        )
    return texts


def _whole(
    chunk: list[Sequence[Cell]], first: int, width: int, table: Table
) -> tuple[list[Sequence[Cell]], Sequence[int]]:
    """The rows that have a cell under every heading; a problem for each that has not."""
    rows = range(first, first + len(chunk))
    if all(len(record) == width for record in chunk):
        return chunk, rows
    whole: list[Sequence[Cell]] = []
    numbers: list[int] = []
    for row, record in zip(rows, chunk, strict=True):
        if len(record) < width or any(record[width:]):
            filled = _filled(record)
            if filled:
                table.problems.append(_ragged(row, record, filled, width))
                table.broken += 1
            continue
        whole.append(record[:width])
        numbers.append(row)
    return whole, numbers


def _filled(record: Sequence[Cell]) -> int:
    """How many cells up to the last that says something."""
    return max((at for at, cell in enumerate(record, 1) if as_text(cell)), default=0)


def _ragged(row: int, record: Sequence[Cell], filled: int, width: int) -> Problem:
    if len(record) < width:
        says = Sentence(
            gettext_noop(
                "This row has %(cells)s cells under %(width)s headings: it may have been cut short."
            ),
            cells=len(record),
            width=width,
        )
    else:
        says = Sentence(
            gettext_noop(
                "This row has %(cells)s cells under %(width)s headings: put quotation marks around text"
                " that holds"
                " a comma."
            ),
            cells=filled,
            width=width,
        )
    return Problem(says, row, None, shown(", ".join(as_text(cell) for cell in record)))


class _Growing:
    """A column while its rows are still coming."""

    def __init__(self) -> None:
        self.seen: dict[Any, int] = {}
        self.index = array("I")

    def extend(self, cells: Sequence[Cell]) -> None:
        seen = self.seen
        # True, 1 and 1.0 are one key to a dict but three cells to us.
        self.index.extend(
            [seen.setdefault(cell if type(cell) is str else (type(cell), cell), len(seen)) for cell in cells]
        )

    def done(self, heading: str) -> Column:
        cells = [key if type(key) is str else key[1] for key in self.seen]
        index = np.frombuffer(self.index, np.uint32) if self.index else np.empty(0, np.uint32)
        return Column(heading, cells, index)


def _drop_blank_rows(table: Table) -> None:
    """A row that says nothing at all is no row; the others keep their numbers."""
    says_something = np.zeros(len(table.rows), np.bool_)
    for column in table.columns:
        if says_something.all():
            return
        says_something |= ~column.blank
    table.columns = [column.only(says_something) for column in table.columns]
    table.rows = table.rows[says_something]


def _explain_unquoted(table: Table) -> None:
    """Say where ="00123" was read as 00123."""
    for column in table.columns:
        for at, cell in enumerate(column.cells):
            if isinstance(cell, str) and _EXCEL_TEXT.fullmatch(cell.strip()):
                rows = np.flatnonzero(column.index == at)
                says = Sentence(
                    gettext_noop("Cells written as a formula around a text were read as the text.")
                )
                example = {"row": int(table.rows[rows[0]]), "column": column.heading, "value": cell}
                table.notes.append(Note(says, len(rows), example))


# --- text ---


class _Text:
    """A text file's records, each a list of cells, blank lines included so that rows keep their numbers."""

    def __init__(self, looked: Looked, name: str) -> None:
        self._looked = looked
        self._name = name
        self._delimiter, self.notes = self._sniffed()

    def _lines(self) -> TextIOWrapper:
        return self._looked.path.open("r", encoding=self._looked.encoding, newline="")

    def _sniffed(self) -> tuple[str, list[Note]]:
        """The delimiter under which the heading row has most cells: a comma unless another plainly is."""
        with self._lines() as lines:
            heading = lines.readline(1 << 16)
        counts = {mark: len(next(csv.reader([heading], delimiter=mark), [])) for mark, _ in _DELIMITERS}
        best = max(counts, key=lambda mark: counts[mark])
        notes = []
        if best != ",":
            called = dict(_DELIMITERS)[best]
            says = Sentence(
                gettext_noop("The columns are separated by a %(mark)s, not a comma."), mark=Sentence(called)
            )
            notes.append(Note(says))
        if not self._looked.ends_whole:
            says = Sentence(
                gettext_noop(
                    "The last row does not end its line: if the file was cut short, so was its last cell."
                )
            )
            notes.append(Note(says))
        return best, notes

    def records(self) -> Iterator[Sequence[Cell]]:
        with self._lines() as lines:
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            row = 0
            try:
                for row, record in enumerate(reader, 1):  # noqa: B007 - the row is for the sentence below
                    yield record
            except csv.Error as wrong:
                raise self._unreadable(row + 1, wrong) from None

    def _unreadable(self, row: int, wrong: csv.Error) -> ProblemWithFile:
        if "unexpected end of data" in str(wrong) or "field larger" in str(wrong):
            says = gettext_noop(
                "“%(name)s”, row %(row)s: a quotation mark is opened and never closed, so the file may"
                " have been cut"
                " short."
            )
        else:
            says = gettext_noop(
                "“%(name)s”, row %(row)s: a quotation mark stands in the middle of a cell; write it twice"
                " inside"
                " quotation marks."
            )
        return ProblemWithFile(Sentence(says, name=self._name, row=row), self._name)


# --- workbooks ---

_SHEET_XML: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL: Final = re.compile(
    rb'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f.*?</f>|<f[^>]*/>)?<v>([^<]*)'
)
_FORMULA_CELL: Final = re.compile(rb'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*><f[ />]')
_UNCOMPUTED_CELL: Final = re.compile(
    rb'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:<f[^>]*/>|<f.*?</f>)(?:<v\s*/>|<v></v>)?</c>'
)


class _Sheet:
    """The first sheet of a workbook that holds anything, typed as the workbook types it."""

    def __init__(self, looked: Looked, name: str) -> None:
        self.notes: list[Note] = []
        self.problems: list[Problem] = []
        try:
            book = CalamineWorkbook.from_path(looked.path)
            sheets = [book.get_sheet_by_index(at) for at in range(len(book.sheet_names))]
        except (CalamineError, ZipError, OSError, ValueError) as wrong:
            raise _damaged(name) from wrong
        held = [sheet for sheet in sheets if sheet.height]
        if not held:
            raise ProblemWithFile(
                Sentence(gettext_noop("“%(name)s” is empty: it has no heading row and no rows."), name=name),
                name,
            )
        self._sheet = held[0]
        self.height = self._sheet.total_height
        self._say_which(held)
        self._inspect(looked.path, book.sheet_names.index(self._sheet.name), name)

    def records(self) -> Iterator[Sequence[Cell]]:
        return iter(self._sheet.iter_rows())

    def _say_which(self, held: list[Any]) -> None:
        if len(held) > 1:
            says = Sentence(
                gettext_noop("Only the sheet “%(sheet)s” was read; these were not: %(others)s."),
                sheet=held[0].name,
                others=", ".join(f"“{sheet.name}”" for sheet in held[1:]),
            )
            self.notes.append(Note(says))

    def _inspect(self, path: Path, at: int, name: str) -> None:
        """Name what a reader of values alone would pass over: cells in error, and formulas."""
        xml = sheet_xml(path, at, name)
        if b'="e"' in xml:
            self.problems = [
                Problem(
                    Sentence(
                        gettext_noop(
                            "The formula in cell %(cell)s ends in an error: mend it in the spreadsheet."
                        ),
                        cell=(column + row).decode(),
                    ),
                    int(row),
                    None,
                    value.decode(),
                )
                for column, row, value in _ERROR_CELL.findall(xml)
            ]
        if b"<f" in xml:
            self._explain_formulas(xml)

    def _explain_formulas(self, xml: bytes) -> None:
        for column, row in _UNCOMPUTED_CELL.findall(xml):
            says = Sentence(
                gettext_noop(
                    "Cell %(cell)s holds a formula that was never worked out: open the file and save it."
                ),
                cell=(column + row).decode(),
            )
            self.problems.append(Problem(says, int(row)))
        formulas = _FORMULA_CELL.findall(xml)
        if formulas:
            column, row = formulas[0]
            says = Sentence(
                gettext_noop("Cells that hold a formula were read as the value they last showed.")
            )
            example = {"row": int(row), "column": column.decode(), "value": None}
            self.notes.append(Note(says, len(formulas), example))


def sheet_xml(path: Path, at: int, name: str) -> bytes:
    """The XML of one sheet, found as the workbook itself finds it."""
    try:
        with zipfile.ZipFile(path) as package:
            book = etree.fromstring(package.read("xl/workbook.xml"), _SAFELY)
            relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), _SAFELY)
            sheet = book.findall(f"{_SHEET_XML}sheets/{_SHEET_XML}sheet")[at]
            targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
            target = targets[sheet.get(_RELATION_ID)]
            return package.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    except (zipfile.BadZipFile, KeyError, IndexError, etree.XMLSyntaxError, OSError) as wrong:
        raise _damaged(name) from wrong


_SAFELY: Final = etree.XMLParser(resolve_entities=False, no_network=True)


def _damaged(name: str) -> ProblemWithFile:
    return ProblemWithFile(
        Sentence(
            gettext_noop("“%(name)s” is damaged: open it in a spreadsheet and save it again."), name=name
        ),
        name,
    )
