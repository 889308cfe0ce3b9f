"""A plan as text: cells parted by tabs, by upright strokes, or by commas as a sheet is saved.

Two ways of writing them are common. A program that reads PDF puts a row on a line. One that reads Word begins
every cell on a line of its own with a tab, so that a cell may be many lines long and a row ends where as many
cells have come as the table is wide. What a web page left behind (`<p>`, `<ul>`) parts paragraphs.
"""

import csv
import html
import re
from collections.abc import Sequence
from typing import Final

from trellis.plans.reading.captions import is_caption_row
from trellis.plans.reading.outline import is_page_mark, stands_alone
from trellis.plans.reading.paper import Paper, Paragraph, Table
from trellis.rules.words import Sentence, gettext_noop

_BREAKS: Final = re.compile(
    r"</p>|<p\b[^>]*>|</li>|<li\b[^>]*>|</?ul\b[^>]*>|</?ol\b[^>]*>|<br\s*/?>", re.IGNORECASE
)
_TAGS: Final = re.compile(r"</?(?:[a-z][a-z0-9]*)\b[^>]*>", re.IGNORECASE)
_RULED: Final = re.compile(r"[-–—=_\s|]*")
_CAPTIONS_WITHIN: Final = 40  # lines
_FAR_APART: Final = 4  # blank lines: no cell has as many between its paragraphs
_MARKUP: Final = Sentence(gettext_noop("Marks of a web page in the cells were read as paragraphs."))


def read_text(text: str) -> Paper:
    """The paper a text file stands for."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paper = Paper()
    if not any("\t" in line for line in lines):
        if mark := _parted_by(lines):
            _read_sheet(lines, mark, paper)
            return paper
        lines = [_with_tabs(line) for line in lines]
    (_read_stacked if _is_stacked(lines) else _read_rows)(lines, paper)
    return paper


# --- parted by something else ---


def _parted_by(lines: Sequence[str]) -> str:
    """The comma or semicolon that parts the cells of a sheet saved as text: it parts its captions."""
    for mark in (",", ";"):
        for row in csv.reader(lines[:_CAPTIONS_WITHIN], delimiter=mark):
            if len(row) > 1 and is_caption_row(row):
                return mark
    return ""


def _read_sheet(lines: Sequence[str], mark: str, paper: Paper) -> None:
    """A sheet saved as text: a line alone in its row is text, a blank one parts tables."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark)
    table: Table | None = None
    for row in reader:
        cells = [_tidy(cell, paper) for cell in row]
        if not any(cells):
            table = None
        elif table is None and not any(cells[1:]):
            paper.blocks.append(Paragraph(cells[0], styled=stands_alone(cells[0])))
        else:
            if table is None:
                table = _new_table(paper)
            table.add(cells, reader.line_num)


def _with_tabs(line: str) -> str:
    """A row drawn with upright strokes as one parted by tabs, and a heading marked by # without its mark."""
    words = line.strip()
    if len(words) > 2 and words[0] == words[-1] == "|":
        return "\t".join(re.sub(r"^:?-+:?$", "-", cell.strip()) for cell in words[1:-1].split("|"))
    return re.sub(r"^#{1,6} +", "", line)


def _is_stacked(lines: Sequence[str]) -> bool:
    """Does every cell begin a line with a tab? Then few lines have a tab further on."""
    tabbed = [line for line in lines if "\t" in line]
    begin = sum(line.startswith("\t") and "\t" not in line[1:] for line in tabbed)
    return begin * 2 > len(tabbed)


# --- a row on a line ---


def _read_rows(lines: Sequence[str], paper: Paper) -> None:
    table: Table | None = None
    blank = False
    for number, line in enumerate(lines, 1):
        if not line.strip(" ") or is_page_mark(line.strip()):
            blank = True
        elif "\t" in line:
            table = _with_row(line, number, table, paper, blank=blank)
            blank = False
        else:
            table = None
            words = _tidy(line, paper)
            alone = blank and not "".join(lines[number : number + 1]).strip(" ")
            paper.blocks.append(Paragraph(words, styled=alone and stands_alone(words)))
            blank = False


def _with_row(line: str, number: int, table: Table | None, paper: Paper, *, blank: bool) -> Table:
    cells = [_tidy(cell, paper) for cell in line.split("\t")]
    if all(_RULED.fullmatch(cell) for cell in cells):
        # A line of dashes rules a table off: it says nothing itself.
        if table is not None and any(cells):
            table.breaks.add(len(table.rows))
        return table if table is not None else _new_table(paper)
    if table is None or (len(cells) != table.width and not _goes_on(cells, table, blank=blank)):
        table = _new_table(paper)
    elif blank:
        table.breaks.add(len(table.rows))
    table.add(cells, number)
    return table


def _goes_on(cells: Sequence[str], table: Table, *, blank: bool) -> bool:
    """Fewer cells than the table has, in the middle of a sentence: the end of a row, on the next page."""
    first = cells[0]
    narrower = len(cells) < table.width
    return narrower and first[:1].islower() and not any(cells[1:]) and (blank or bool(table.rows))


def _new_table(paper: Paper) -> Table:
    table = Table()
    paper.blocks.append(table)
    return table


# --- a cell on a line, or several ---


class _Stack:
    """Cells as they come, until as many have come as the table is wide."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.table: Table | None = None
        self.width = 0
        self.cells: list[list[str]] = []
        self.line = 0
        self.alone = 0  # runs of one cell that are each a row over the whole table

    @property
    def whole(self) -> bool:
        """Has the row that stands open all its cells?"""
        return len(self.cells) == (1 if self.alone else self.width)

    def begin(self, width: int) -> None:
        self.end()
        self.table, self.width = _new_table(self.paper), width

    def row(self) -> None:
        if self.cells and self.table is not None:
            self.table.add([_tidy("\n".join(cell), self.paper) for cell in self.cells], self.line)
        self.cells = []

    def end(self) -> None:
        self.row()
        self.alone = 0
        if self.table is not None:
            _give_back(self.table, self.width)
        self.table = None


def _read_stacked(lines: Sequence[str], paper: Paper) -> None:
    runs = _runs(lines)
    stack = _Stack(paper)
    number = 0
    while number < len(lines):
        if number in runs:
            number = _take_run(lines, number, runs, stack)
        elif stack.table is None or _leaves(lines, number, stack):
            stack.end()
            if lines[number].strip():
                paper.blocks.append(Paragraph(_tidy(lines[number], paper)))
            number += 1
        else:
            stack.cells[-1].append(lines[number])
            number += 1
    stack.end()


def _give_back(table: Table, width: int) -> None:
    """A list that came alone after a whole row is a column of that row which nobody headed."""
    for at in range(len(table.rows) - 1, 0, -1):
        row, before = table.rows[at], table.rows[at - 1]
        after = table.rows[at + 1 : at + 2]
        alone = len(row) == 1 and not any(len(each) == 1 for each in after)
        if alone and len(before) == width > 1 and row[0].count("\n") > 1:
            before.append(row[0])
            del table.rows[at], table.lines[at]


def _runs(lines: Sequence[str]) -> dict[int, int]:
    """Where cells follow one another with no blank line before each, and how many: surely in one row."""
    found: dict[int, int] = {}
    start, blanks, widest = -1, 1, 0
    for number, line in enumerate(lines):
        if line.startswith("\t"):
            if blanks or widest > 1 or start < 0:
                start = number
                found[start] = 0
            found[start] += 1
            blanks = widest = 0
        else:
            blanks = 0 if line.strip() else blanks + 1
            widest = max(widest, blanks)
    return found


def _take_run(lines: Sequence[str], number: int, runs: dict[int, int], stack: _Stack) -> int:
    """Put a run of cells into the row that stands open, or into the next."""
    size = runs[number]
    if stack.table is None or size > stack.width:
        stack.begin(_width_from(number, runs, lines))
    elif stack.whole or len(stack.cells) + size > stack.width:
        stack.row()
        stack.alone = stack.alone - 1 if stack.alone else _alone_from(lines, number, runs, stack.width)
    for cell in range(size):
        if not stack.cells:
            stack.line = number + 1
        stack.cells.append([lines[number][1:]])
        number += 1
        last = cell == size - 1
        while (
            number < len(lines) and not lines[number].startswith("\t") and (lines[number].strip() or not last)
        ):
            stack.cells[-1].append(lines[number])
            number += 1
    return number


def _alone_from(lines: Sequence[str], number: int, runs: dict[int, int], width: int) -> int:
    """How many cells come one by one, too many to be one row that fell apart. A cell of the same row that
    ends in blank lines leaves more of them than the end of a row does.
    """
    streak = 0
    for start, size in runs.items():
        if start >= number:
            if size != 1 or not lines[start - 2].strip(" "):
                break
            streak += 1
    return streak if streak > 1 and width > 2 else 0


def _width_from(number: int, runs: dict[int, int], lines: Sequence[str]) -> int:
    """How wide the table is that begins here. A heading over several columns, or one whose cells stand apart,
    is narrower than the rows that follow.
    """
    first = runs[number]
    second, third = ([size for start, size in runs.items() if start > number] + [0, 0])[:2]
    if first > 1 and not _prose_between(number, lines):
        if second > first:
            return second
        if first + second == third:
            return third
    return first


def _prose_between(number: int, lines: Sequence[str]) -> bool:
    """Is there more between a run of cells and the next one than the rest of its last cell?"""
    blanks, prose = 0, 0
    for line in lines[number + 1 :]:
        if line.startswith("\t"):
            if blanks:
                return prose > 1
            continue
        blanks = 0 if line.strip() and not prose and not blanks else blanks + (not line.strip())
        prose += bool(line.strip()) and blanks > 0
    return True


def _leaves(lines: Sequence[str], number: int, stack: _Stack) -> bool:
    """Does a line after a whole row stand outside the table? It does after two blank lines, unless the row's
    own paragraphs are parted as widely.
    """
    if not lines[number].strip():
        return False
    blanks = 0
    while blanks < number and not lines[number - blanks - 1].strip():
        blanks += 1
    if not stack.whole:
        return blanks >= _FAR_APART
    widely = max((_widest_gap(cell) for cell in stack.cells[:-1]), default=0)
    return blanks > max(widely, 1)


def _widest_gap(cell: Sequence[str]) -> int:
    widest = gap = 0
    for line in "\n".join(cell).strip().split("\n"):
        gap = 0 if line.strip() else gap + 1
        widest = max(widest, gap)
    return widest


# --- cells ---


def _tidy(cell: str, paper: Paper) -> str:
    """A cell's paragraphs, one to a line, without the spaces around each."""
    if "<" in cell and _TAGS.search(cell):
        paper.notes.add(_MARKUP)
        cell = _TAGS.sub("", _BREAKS.sub("\n", cell))
    if "&" in cell:
        cell = html.unescape(cell)
    return paragraphs(cell)


def paragraphs(cell: str) -> str:
    """The paragraphs of a cell without blank ones, each without the spaces around it."""
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in cell.split("\n"))
    return "\n".join(line for line in lines if line)
