"""A whole plan read from its paper: parts in their order as printed, and what a person should look at.

One reader for every layout. It knows captions, headings and what cells look like; it knows no school's plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trellis.plans.fields import is_of_a_plan
from trellis.plans.reading import outline
from trellis.plans.reading.outline import Kind
from trellis.plans.reading.paper import Paper, Paragraph, Table
from trellis.plans.reading.tables import Doubt, ReadHeading, ReadRow, ReadTable, read_table


@dataclass(slots=True)
class ReadPart:
    """One part of a plan: a heading, text, a labelled line, or a table with its rows."""

    kind: Kind
    words: str = ""
    label: str = ""  # of a line of a block: "Objective 6:", "Signed off by"
    in_table: bool = False  # a heading that stands in a row of the table around it
    goes_on: bool = False  # in the same table as the part before
    captions: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    rows: list[ReadRow] = field(default_factory=list)
    line: int = 0


@dataclass(slots=True)
class ReadPlan:
    """What was read; `margins` is what stands at the head and foot of its pages."""

    parts: list[ReadPart] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    tables: list[ReadTable] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[ReadRow]:
        """The rows of what is to be done, without those of other tables."""
        return [row for part in self.parts if is_of_a_plan(part.fields) for row in part.rows]

    @property
    def title(self) -> str:
        return next((part.words.split("\n")[0] for part in self.parts if part.kind is Kind.TITLE), "")


def read_plan(paper: Paper, meanings: Mapping[str, str] | None = None) -> ReadPlan:
    """Read a plan. `meanings` is what a person said captions mean: plain caption → field, or nothing."""
    reader = _Reader(meanings or {})
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            reader.paragraph(block)
        elif block.rows:
            reader.table(block)
    reader.finish()
    reader.plan.margins = list(paper.margins)
    return reader.plan


class _Reader:
    def __init__(self, meanings: Mapping[str, str]) -> None:
        self.plan = ReadPlan()
        self._meanings = meanings
        self._before: ReadTable | None = None
        self._under: Kind | None = None  # the heading that what follows stands under

    # --- outside tables ---

    def paragraph(self, block: Paragraph) -> None:
        words = block.words
        if not words or outline.is_page_mark(words):
            return
        if not self.plan.parts:
            self._add(ReadPart(Kind.TITLE, words))
            return
        labelled = outline.label_of(words)
        if labelled and labelled[1].strip() == words:
            self._add(ReadPart(labelled[0], label=words))
            return
        kind = self._heading_kind(block)
        if kind is None:
            self._text(words)
            return
        if kind in outline.HEADINGS:
            self._under, self._before = kind, None
        self._add(ReadPart(kind, words))

    def _heading_kind(self, block: Paragraph) -> Kind | None:
        known = outline.kind_of(block.words)
        if known:
            return known
        labelled = outline.label_of(block.words)
        if labelled:
            return labelled[0]
        if outline.is_numbered(block.words) and self._under in (Kind.THEME, Kind.OBJECTIVE):
            return Kind.OBJECTIVE
        if block.styled or (not block.plain and outline.looks_like_section(block.words)):
            return Kind.SECTION
        return None

    def _text(self, words: str) -> None:
        """Text goes on from text; after a line that announces it, it is what was announced."""
        last = self.plan.parts[-1]
        if last.kind is Kind.TEXT:
            last.words += "\n" + words
        else:
            self._add(ReadPart(Kind.TEXT, words))

    def _add(self, part: ReadPart) -> None:
        self.plan.parts.append(part)

    # --- tables ---

    def table(self, block: Table) -> None:
        if self._is_block(block):
            self._block(block)
            return
        found = read_table(block, before=self._before, meanings=self._meanings)
        self.plan.doubts += found.doubts
        self.plan.tables.append(found)
        self._before = found
        self._put(found)

    def _is_block(self, block: Table) -> bool:
        """A table of labels and what each says: every first cell is a label, and nothing stands beyond the
        second.
        """
        return all(outline.label_of(row[0]) or not _letters(row) for row in block.rows) and not any(
            cell for row in block.rows for cell in row[2:]
        )

    def _block(self, block: Table) -> None:
        for row, line in zip(block.rows, block.lines, strict=True):
            labelled = outline.label_of(row[0])
            if labelled is None:
                continue
            kind, label = labelled
            rest = row[0][len(label) :].strip()
            words = "\n".join(filter(None, [rest, *row[1:2]]))
            self._add(ReadPart(kind, words, label=row[0] if not rest else label, line=line))
            if kind in outline.HEADINGS:
                self._under = kind
        self._before = None

    def _put(self, found: ReadTable) -> None:
        """A table's rows and headings, in parts that follow one another."""
        first = len(self.plan.parts)
        for heading, rows in _runs(found.items) if found.items else [(None, [])]:
            if heading is not None:
                self._add(ReadPart(heading.kind, heading.words, in_table=True, line=heading.line))
            if rows or heading is None:
                self._add(ReadPart(Kind.TABLE, rows=rows, line=rows[0].line if rows else 0))
        for part in self.plan.parts[first:]:
            part.captions, part.fields = list(found.captions), list(found.fields)
            part.goes_on = part is not self.plan.parts[first]

    def finish(self) -> None:
        if not self.plan.parts:
            self._add(ReadPart(Kind.TITLE))


def _letters(row: Sequence[str]) -> bool:
    return any(letter.isalnum() for cell in row for letter in cell)


def _runs(items: Sequence[ReadRow | ReadHeading]) -> Iterator[tuple[ReadHeading | None, list[ReadRow]]]:
    """Rows under the heading they stand below."""
    heading: ReadHeading | None = None
    rows: list[ReadRow] = []
    for item in items:
        if isinstance(item, ReadHeading):
            if heading is not None or rows:
                yield heading, rows
            heading, rows = item, []
        else:
            rows.append(item)
    if heading is not None or rows:
        yield heading, rows
