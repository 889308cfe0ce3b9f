"""The words of a plan that say what it should lead to, wherever they stand: in a row, or in a list of their
own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Final

from trellis.plans.fields import Field
from trellis.plans.models import Part, Plan, Row
from trellis.plans.paper import as_read, context_of, years_of
from trellis.plans.reading.rows import Context, RowReading, plainly, read_row, said_by_field

# Two copies of a sentence differ by a word or a stop; two sentences by more.
_THE_SAME: Final = 0.85
_BULLETS: Final = " \t·•-–*"


@dataclass(frozen=True)
class Words:
    """One criterion, milestone or indicator as it is printed: where it stands, and what it says."""

    row: Row
    field: str
    at: int  # which line of its field
    words: str
    column: int  # the cell it is printed in

    @property
    def key(self) -> tuple[int, str, str]:
        """What a bound criterion is found again by, as long as its words are the same."""
        return self.row.pk, self.field, plainly(self.words)


@dataclass(frozen=True)
class ReadPlanRow:
    """A row of things to be done, with what was read of it and the table it stands in."""

    part: Part
    row: Row
    reading: RowReading


@dataclass(frozen=True, eq=False)
class Wording:
    """Everything of a plan that may be bound, and the rows it stands in."""

    plan: Plan
    parts: Sequence[Part]

    @cached_property
    def context(self) -> Context:
        return context_of(as_read(self.parts), years_of(self.plan))

    @cached_property
    def rows(self) -> list[ReadPlanRow]:
        """The rows of things to be done, each read once."""
        return [
            ReadPlanRow(part, row, read_row(row.cells, part.fields, self.context))
            for part in self.parts
            if part.is_of_a_plan
            for row in part.rows.all()
        ]

    @cached_property
    def in_rows(self) -> list[Words]:
        """What stands in the rows of things to be done."""
        return [words for read in self.rows for words in _of_row(read)]

    @cached_property
    def listed(self) -> list[Words]:
        """What stands in lists of criteria, apart from any row."""
        return [
            Words(row, Field.OUTCOME, at, line.strip(_BULLETS), 0)
            for part in self.parts
            if part.fields == [Field.OUTCOME]
            for row in part.rows.all()
            for at, line in enumerate(each for each in row.cells[0].split("\n") if each.strip(_BULLETS))
        ]

    @cached_property
    def listed_alone(self) -> list[Words]:
        """Those of the lists that no row repeats: nothing is done for them."""
        said = {plainly(words.words) for words in self.in_rows if words.field == Field.OUTCOME}
        said |= {plainly(action) for read in self.rows for action in read.reading.actions}
        return [words for words in self.listed if not is_said(plainly(words.words), said)]

    @cached_property
    def every(self) -> list[Words]:
        """All that may be bound, each said once."""
        return [*self.listed_alone, *self.in_rows]

    def find(self, row_id: int, field: str, at: int) -> Words | None:
        """The words of one line."""
        of_row = [*self.in_rows, *self.listed]
        return next((w for w in of_row if (w.row.pk, w.field, w.at) == (row_id, field, at)), None)


def wording_of(plan: Plan, parts: Sequence[Part]) -> Wording:
    """The words of a plan that may be bound."""
    return Wording(plan, parts)


def _of_row(read: ReadPlanRow) -> Iterator[Words]:
    fields: list[Any] = list(read.part.fields)
    outcome = Field.OUTCOME if Field.OUTCOME in fields else Field.ACTION
    indicators = said_by_field(read.row.cells, fields).get(Field.INDICATOR, "")
    found = (
        (Field.OUTCOME, outcome, read.reading.criteria),
        (Field.MILESTONE, Field.MILESTONE, read.reading.milestones),
        (Field.INDICATOR, Field.INDICATOR, [line for line in indicators.split("\n") if line]),
    )
    for field, column, lines in found:
        for at, line in enumerate(lines):
            yield Words(read.row, field, at, line.strip(_BULLETS), fields.index(column))


def is_said(words: str, said: set[str]) -> bool:
    """Are the same words, or all but the same, among some that are said elsewhere?"""
    if words in said:
        return True
    return any(
        SequenceMatcher(None, words, other, autojunk=False).ratio() >= _THE_SAME
        for other in said
        if abs(len(other) - len(words)) <= max(len(words), len(other)) * (1 - _THE_SAME) * 2
    )
