"""A plan as an Excel workbook: every sheet, one below the other.

A blank row parts one table from the next, and a blank column parts two that stand side by side. A line alone
in its row is text where it is merged over the sheet, and heads what follows where it is not. Where several
sheets hold something, the name of each heads it.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum, ZipError

from trellis.imports.files import ProblemWithFile
from trellis.plans.reading.captions import is_caption_row
from trellis.plans.reading.outline import stands_alone
from trellis.plans.reading.paper import Paper, Paragraph, Table
from trellis.plans.reading.shown_cells import Sheet, comments_in, looked_at, shown
from trellis.plans.reading.text import paragraphs
from trellis.rules.words import Sentence, gettext_noop

_WHOLE_WIDTH: Final = 3  # columns: merged over fewer, a cell is one of a table
_NAMED: Final = 5  # cells named of those in error
_UNNAMED: Final = re.compile(r"(?:sheet|taflen) ?\d+", re.IGNORECASE)


def read_excel(path: Path, name: str) -> Paper:
    """The paper a workbook stands for."""
    paper = Paper()
    try:
        book = CalamineWorkbook.from_path(path)
        held = [at for at in range(len(book.sheet_names)) if book.get_sheet_by_index(at).height]
        for at in held:
            looked = looked_at(path, at, name)
            blocks = len(paper.blocks)
            _read_sheet(book.get_sheet_by_index(at), looked, paper)
            if len(held) > 1 and not _UNNAMED.fullmatch(book.sheet_names[at]):
                _name(paper, blocks, book.sheet_names[at], Path(name).stem)
            hidden = book.sheets_metadata[at].visible is not SheetVisibleEnum.Visible
            _say_what_was_found(book.sheet_names[at], looked, paper, hidden=hidden)
        if comments := comments_in(path):
            says = gettext_noop("Comments were left aside: they stay in your workbook.")
            paper.notes.add(Sentence(says), count=comments)
    except (CalamineError, ZipError, OSError, ValueError) as wrong:
        raise ProblemWithFile(
            Sentence(
                gettext_noop("“%(name)s” is damaged: open it in a spreadsheet and save it again."), name=name
            ),
            name,
        ) from wrong
    return paper


def _name(paper: Paper, at: int, sheet: str, book: str) -> None:
    """Head a sheet with its name; the first has a title of its own, or the workbook's."""
    if at == 0 and isinstance(paper.blocks[0], Paragraph):
        return
    paper.blocks.insert(at, Paragraph(sheet, styled=True))
    if at == 0:
        paper.blocks.insert(0, Paragraph(book, styled=True))


def _say_what_was_found(called: str, looked: Sheet, paper: Paper, *, hidden: bool) -> None:
    if hidden:
        says = gettext_noop("The sheet “%(name)s” is hidden, and was read as well.")
        paper.notes.add(Sentence(says, name=called))
    if looked.hides:
        says = gettext_noop("Hidden rows or columns of the sheet “%(name)s” were read as well.")
        paper.notes.add(Sentence(says, name=called))
    if looked.errors:
        says = gettext_noop(
            "A formula of the sheet “%(name)s” ends in an error and was read as nothing: look at %(cells)s."
        )
        paper.notes.add(
            Sentence(says, name=called, cells=", ".join(looked.errors[:_NAMED])), count=len(looked.errors)
        )


def _read_sheet(sheet: Any, looked: Sheet, paper: Paper) -> None:
    # Cells are counted from the first column anything stands in.
    first = sheet.start[1]
    merged = {
        since[0]: until[1] + 1 - first
        for since, until in sheet.merged_cell_ranges or []
        if since[1] == first and since[0] == until[0]
    }
    block: list[tuple[int, list[str]]] = []
    for number, record in enumerate(sheet.iter_rows()):
        cells = [
            paragraphs(shown(cell, looked.forms.get((number, at), "")))
            for at, cell in enumerate(record, first)
        ]
        if any(cells):
            block.append((number, cells))
        elif block:
            _read_block(block, merged, paper)
            block = []
    if block:
        _read_block(block, merged, paper)


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
    said = [any(cells[at] for _number, cells in rows) for at in range(width)]
    since = 0
    for until in [*(at for at in range(1, width - 1) if _parts(at, rows, said)), width]:
        table = Table()
        for number, cells in rows:
            if any(cells[since:until]):
                table.add(cells[since:until], number + 1)
        paper.blocks.append(table)
        since = until + 1


def _parts(at: int, rows: Sequence[tuple[int, list[str]]], said: Sequence[bool]) -> bool:
    """Is this column blank throughout, with captions on both sides? Then two tables stand side by side."""
    captions = rows[0][1]
    before, after = captions[:at], captions[at + 1 : len(said)]
    return not said[at] and is_caption_row(before) and sum(map(bool, after)) > 1 and bool(after[0])
