"""Writing a table that any spreadsheet may open: CSV or XLSX, and no cell that it takes for a formula."""

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from trellis.rules.words import ProblemWith, Sentence, gettext_noop

# The forms a page offers a table in, and what a browser is told of each.
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Written = str | int | dt.date | None

_RISKY: Final = re.compile(r"'*[=+\-@\t\r]")


class ProblemWithTable(ProblemWith):
    """A table that cannot be written as it was asked."""

    subject = "file"


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula. `tables.unquoted` takes the apostrophe off again."""
    return f"'{text}" if _RISKY.match(text) else text


def table_bytes(ending: str, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    """The same as what is in the file, for a page that hands it over."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{ending}"
        write_table(path, headings, rows)
        return path.read_bytes()


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    """Write a table in the form the file's name asks for."""
    ending = path.suffix.lower()
    if ending == ".csv":
        _write_csv(path, headings, rows)
    elif ending == ".xlsx":
        _write_xlsx(path, headings, rows)
    else:
        says = Sentence(gettext_noop("“%(name)s” must end in .csv or .xlsx."), name=path.name)
        raise ProblemWithTable(says, path.name)


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: Written) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)


def _write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    """Rows one at a time, so that a year of marks does not fill the memory; text as text, dates as dates."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading)
        for number, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, at, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, int):
                    sheet.write_number(number, at, cell)
                elif cell:
                    sheet.write_string(number, at, harmless(cell))
