"""What a plan is on paper, whatever file it came in: paragraphs and tables, in their order.

A cell is its paragraphs, one to a line. Nothing here knows what a plan is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from trellis.imports.problems import Notes

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text outside any table; `styled` where the file itself calls it a heading, `plain` where it
    says it is none.
    """

    words: str
    styled: bool = False
    plain: bool = False


@dataclass(slots=True)
class Table:
    """Rows of cells, each with the line or row of the file where it begins.

    `breaks` are the rows before which the paper was interrupted: a new page, a blank line.
    """

    rows: list[Cells] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def without_blank_end(self) -> "Table":
        """The same without the columns on the right in which nothing is written, not even a caption."""
        width = max((at for row in self.rows for at, cell in enumerate(row, 1) if cell), default=0)
        return Table([row[:width] for row in self.rows], self.lines, self.breaks)

    def add(self, cells: Sequence[str], line: int) -> None:
        self.rows.append(list(cells))
        self.lines.append(line)


@dataclass(slots=True)
class Paper:
    """One document; `margins` is what the head and foot of its pages say."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]
