"""A plan as an Excel workbook: every sheet, one below the other.

A blank row parts one table from the next. A line alone in its row is text where it is merged over the sheet,
and heads what follows where it is not.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from trellis.imports.files import ProblemWithFile
from trellis.imports.tables import Cell, as_text
from trellis.plans.reading.outline import stands_alone
from trellis.plans.reading.paper import Paper, Paragraph, Table
from trellis.plans.reading.text import paragraphs
from trellis.rules.words import Sentence, gettext_noop

_WHOLE_WIDTH: Final = 3  # columns: merged over fewer, a cell is one of a table


def read_excel(path: Path, name: str) -> Paper:
    """The paper a workbook stands for."""
    paper = Paper()
    try:
        book = CalamineWorkbook.from_path(path)
        for sheet_name in book.sheet_names:
            sheet = book.get_sheet_by_name(sheet_name)
            if sheet.height:
                _read_sheet(sheet, paper)
    except (CalamineError, ZipError, OSError, ValueError) as wrong:
        raise ProblemWithFile(
            Sentence(
                gettext_noop("“%(name)s” is damaged: open it in a spreadsheet and save it again."), name=name
            ),
            name,
        ) from wrong
    return paper


def _read_sheet(sheet: Any, paper: Paper) -> None:
    merged = {
        since[0]: until[1] + 1
        for since, until in sheet.merged_cell_ranges or []
        if since[1] == 0 and since[0] == until[0]
    }
    block: list[tuple[int, list[str]]] = []
    for number, record in enumerate(sheet.iter_rows()):
        cells = [paragraphs(_shown(cell)) for cell in record]
        if any(cells):
            block.append((number, cells))
        elif block:
            _read_block(block, merged, paper)
            block = []
    if block:
        _read_block(block, merged, paper)


def _shown(cell: Cell) -> str:
    """A cell as a plan would print it: a date as a day, not as a moment."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    return as_text(cell)


def _read_block(block: Sequence[tuple[int, list[str]]], merged: dict[int, int], paper: Paper) -> None:
    """Rows without a blank one between them: lines of text, then a table, or either."""
    start = 0
    while start < len(block) and _is_line(block[start], merged):
        number, cells = block[start]
        over_all = merged.get(number, 0) >= _WHOLE_WIDTH
        heads = not over_all and stands_alone(cells[0]) and (len(block) == 1 or start + 1 == len(block))
        for words in cells[0].split("\n"):
            paper.blocks.append(
                Paragraph(words, styled=heads or (bool(merged) and not over_all), plain=over_all)
            )
        start += 1
    if start < len(block):
        _add_table(block[start:], paper)


def _is_line(row: tuple[int, list[str]], merged: dict[int, int]) -> bool:
    """Is a row one line over the whole sheet, and no cell of a table of one column?"""
    number, cells = row
    return not any(cells[1:]) and bool(cells[0]) and not 1 < merged.get(number, 0) < _WHOLE_WIDTH


def _add_table(rows: Sequence[tuple[int, list[str]]], paper: Paper) -> None:
    width = max(at for _number, cells in rows for at, cell in enumerate(cells, 1) if cell)
    table = Table()
    for number, cells in rows:
        table.add(cells[:width], number + 1)
    paper.blocks.append(table)
