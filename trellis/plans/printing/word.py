"""A plan as a Word document: headings as headings, captions that come again on every page, every word as it
is.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from trellis.plans.printing.groups import Block, Grid, Line, groups_of
from trellis.plans.reading.plan import ReadPart

_PAPER: Final = (Mm(210), Mm(297))
_MARGIN: Final = Mm(15)
_CELL: Final = Pt(9)
_SHADE: Final = "E8EDF1"
_DEEPEST: Final = 6


def word_of(parts: Sequence[ReadPart], *, name: str, landscape: bool, language: str) -> bytes:
    """The plan as a .docx file."""
    document = docx.Document()
    set_paper(document, landscape=landscape)
    document.core_properties.title = name
    document.core_properties.author = ""
    document.core_properties.language = language
    before = None
    for group in groups_of(parts):
        if isinstance(group, Line):
            _line(document, group)
        else:
            if isinstance(before, Block | Grid):
                # Word makes two tables one where nothing stands between them.
                document.add_paragraph()
            _block(document, group) if isinstance(group, Block) else _grid(document, group)
        before = group
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def set_paper(document: Any, *, landscape: bool) -> None:
    """A4, its margins, and the letters everything is in."""
    section = document.sections[0]
    width, height = reversed(_PAPER) if landscape else _PAPER
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)


def _line(document: Any, line: Line) -> None:
    if line.level:
        document.add_heading(line.words, level=min(line.level, _DEEPEST))
    else:
        document.add_paragraph(line.words)


def _block(document: Any, block: Block) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, words in block.rows:
        cells = table.add_row().cells
        write(cells[0], label, bold=True)
        write(cells[1], words)


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=0, cols=grid.width, style="Table Grid")
    if grid.has_captions:
        heading_row(table, grid.captions)
    for cells in grid.rows:
        row = table.add_row()
        if isinstance(cells, str):
            whole = row.cells[0].merge(row.cells[-1]) if grid.width > 1 else row.cells[0]
            write(whole, cells, bold=True, shaded=True)
        else:
            for cell, words in zip(row.cells, cells, strict=True):
                write(cell, words)


def heading_row(table: Any, captions: Sequence[str]) -> None:
    """The captions of a table, which come again on every page."""
    row = table.add_row()
    for cell, caption in zip(row.cells, captions, strict=True):
        write(cell, caption, bold=True, shaded=True)
    _repeat(row)


def write(cell: Any, words: str, *, bold: bool = False, shaded: bool = False) -> None:
    """Words into a cell, a paragraph to a line."""
    for extra in cell.paragraphs[1:]:
        extra._element.getparent().remove(extra._element)
    for at, line in enumerate(words.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold = bold or None
        run.font.size = _CELL
    if shaded:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _SHADE)
        cell._element.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """These captions come again at the top of every page, and a reader aloud knows them for captions."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
