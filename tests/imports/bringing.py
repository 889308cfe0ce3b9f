"""Bringing files in tests: tables drawn as text become CSV or XLSX, and are tried, imported and undone."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from trellis.imports.actions import import_files, undo
from trellis.imports.models import Batch
from trellis.imports.subjects import Brought, BroughtFile

Rows = Sequence[Sequence[Any]]


def drawn(table: str) -> list[list[str]]:
    """A table drawn with bars: the first row is the heading, a blank cell says nothing."""
    lines = [line.strip() for line in table.strip().splitlines()]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if set(line) - set("|-+ ")
    ]


def csv_file(
    folder: Path, table: str | Rows, also: Sequence[tuple[str, str]] = (), name: str = "file.csv"
) -> Path:
    """The table as a CSV file; `also` adds columns that say the same in every row."""
    headings, *rows = drawn(table) if isinstance(table, str) else table
    added = [cell for _heading, cell in also]
    rows = [[*headings, *(heading for heading, _cell in also)], *([*row, *added] for row in rows)]
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    path = folder / name
    path.write_bytes(written.getvalue().encode())
    return path


def xlsx_file(folder: Path, table: str | Rows, name: str = "file.xlsx") -> Path:
    """The table as a workbook: dates as dates, numbers as numbers, text as text."""
    rows = drawn(table) if isinstance(table, str) else table
    path = folder / name
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, place, dt.datetime.combine(cell, dt.time()), dated)
                elif isinstance(cell, str):
                    sheet.write_string(at, place, cell)
                elif cell is not None:
                    sheet.write(at, place, cell)
    return path


def bring(
    kind: str,
    school: Any,
    *paths: Path,
    by: Any = "command line, tester",
    dry_run: bool = False,
    skip_problems: bool = False,
    decisions: Mapping[str, str] | None = None,
    **options: str,
) -> dict[str, Any]:
    """Bring files as the command does, and give the promised answer."""
    files = [BroughtFile(path, path.name) for path in paths]
    brought = Brought(school, files, by, options=options, decisions=decisions or {})
    answer, _went_ahead = import_files(kind, brought, dry_run=dry_run, skip_problems=skip_problems)
    return answer


def take_back(answer: Mapping[str, Any], by: Any = "command line, tester") -> dict[str, Any]:
    """Undo what an answer says was imported."""
    return undo(Batch.objects.get(pk=answer["batch"]), by=by).as_json()


def counts(answer: Mapping[str, Any]) -> tuple[int, int, int]:
    return answer["new"], answer["changed"], answer["unchanged"]


def said(answer: Mapping[str, Any], key: str = "problems") -> str:
    """Every sentence of an answer, one to a line."""
    return "\n".join(one["says"] for one in answer[key])


def cells(answer: Mapping[str, Any]) -> list[tuple[Any, Any, Any]]:
    """Where the problems are: row, column, value."""
    return [(one["row"], one["column"], one["value"]) for one in answer["problems"]]
