"""A plan's parts as they stand on paper: lines of text, blocks of labelled lines, and tables with headings
inside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from trellis.plans.reading.outline import HEADINGS, Kind
from trellis.plans.reading.plan import ReadPart


@dataclass(slots=True)
class Line:
    """A heading, or one paragraph of text."""

    words: str
    level: int = 0  # 1 is the title; 0 is no heading


@dataclass(slots=True)
class Block:
    """Labels and what each says, side by side."""

    rows: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A table: captions, and rows that are cells or one heading over all of them."""

    captions: list[str]
    rows: list[list[str] | str] = field(default_factory=list)

    @property
    def has_captions(self) -> bool:
        return any(self.captions)

    @property
    def width(self) -> int:
        return max(1, len(self.captions))


Group = Line | Block | Grid


def groups_of(parts: Sequence[ReadPart]) -> Iterator[Group]:
    """What follows what on the paper."""
    block: Block | None = None
    grid: Grid | None = None
    for part in parts:
        if block is not None and not part.label:
            yield block
            block = None
        if grid is not None and not part.goes_on:
            yield grid
            grid = None
        if part.label:
            block = block or Block()
            block.rows.append((part.label, part.words))
        elif part.in_table or part.kind is Kind.TABLE:
            grid = grid or Grid(list(part.captions))
            if part.in_table:
                grid.rows.append(part.words)
            grid.rows += [list(row.cells) for row in part.rows]
        else:
            yield from _lines(part)
    if block is not None:
        yield block
    if grid is not None:
        yield grid


def _lines(part: ReadPart) -> Iterator[Line]:
    if part.kind is Kind.TEXT:
        for words in part.words.split("\n"):
            yield Line(words)
    else:
        yield Line(part.words, level_of(part.kind))


def level_of(kind: Kind) -> int:
    """How deep a heading stands; what heads only its own text stands below all others."""
    return HEADINGS.index(kind) + 1 if kind in HEADINGS else len(HEADINGS)
