"""A plan as one sheet of a workbook, to be worked on and brought again.

A blank row parts one thing from the next. Text is merged over the whole sheet, a list in a frame over two
columns, and what heads something is not merged: so the reader tells them apart again.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter

from trellis.imports.writing import harmless
from trellis.plans.printing.groups import Block, Grid, Line, groups_of
from trellis.plans.reading.plan import ReadPart

_NARROWEST: Final = 3  # columns
_TOTAL: Final = 150  # characters across a landscape page
_LINE: Final = 15  # points
_LONGEST: Final = 400  # points: no row of a sheet may be higher than 409


def excel_of(parts: Sequence[ReadPart], *, name: str, landscape: bool) -> bytes:
    """The plan as an .xlsx file."""
    written = io.BytesIO()
    groups = list(groups_of(parts))
    width = max([_NARROWEST, *(group.width for group in groups if isinstance(group, Grid))])
    with xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": name})
        sheet = book.add_worksheet()
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, width - 1, _TOTAL / width)
        _Sheet(book, sheet, width).write(groups)
    return written.getvalue()


class _Sheet:
    def __init__(self, book: Any, sheet: Any, width: int) -> None:
        self.sheet = sheet
        self.width = width
        self.row = 0
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        self.caption = book.add_format(
            {"text_wrap": True, "valign": "top", "border": 1, "bold": True, "bg_color": "#E8EDF1"}
        )
        self.heading = book.add_format({"bold": True, "font_size": 13})

    def write(self, groups: Sequence[Line | Block | Grid]) -> None:
        before: Any = None
        for group in groups:
            text_goes_on = (
                isinstance(group, Line) and isinstance(before, Line) and not (group.level or before.level)
            )
            if before is not None and not text_goes_on:
                self.row += 1
            if isinstance(group, Line):
                self._line(group)
            elif isinstance(group, Block):
                self._rows([list(row) for row in group.rows], 2)
            else:
                self._grid(group)
            before = group

    def _line(self, line: Line) -> None:
        if line.level:
            self.sheet.write_string(self.row, 0, harmless(line.words), self.heading)
        else:
            self._merge(line.words, self.width, self.text)
        self.row += 1

    def _merge(self, words: str, width: int, form: Any) -> None:
        self.sheet.merge_range(self.row, 0, self.row, width - 1, "", form)
        self.sheet.write_string(self.row, 0, harmless(words), form)
        self.sheet.set_row(self.row, self._height([words]))

    def _grid(self, grid: Grid) -> None:
        if grid.has_captions:
            self._rows([grid.captions], grid.width, self.caption)
        for cells in grid.rows:
            if isinstance(cells, str):
                self._heading_within(cells, grid.width)
            elif any(cells):  # a blank row of a sheet would end the table
                self._rows([cells], grid.width)

    def _heading_within(self, words: str, width: int) -> None:
        """Over two columns, as a list in a frame is: alone in its row it would head what follows it."""
        for at in range(2, width):
            self.sheet.write_blank(self.row, at, None, self.caption)
        self._merge(words, 2, self.caption)
        self.row += 1

    def _rows(self, rows: Sequence[Sequence[str]], width: int, form: Any = None) -> None:
        for cells in rows:
            if width == 1:
                self._merge(cells[0], 2, form or self.cell)
            for at, words in enumerate(cells):
                if words and width > 1:
                    self.sheet.write_string(self.row, at, harmless(words), form or self.cell)
                elif width > 1:
                    self.sheet.write_blank(self.row, at, None, form or self.cell)
            self.sheet.set_row(self.row, self._height(cells))
            self.row += 1

    def _height(self, cells: Sequence[str]) -> float:
        """High enough for its longest cell, as near as a sheet can be told."""
        across = max(8.0, _TOTAL / self.width)
        lines = max(sum(1 + int(len(line) / across) for line in cell.split("\n")) for cell in cells)
        return min(_LONGEST, lines * _LINE)
