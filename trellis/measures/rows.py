"""The rows of an answer, made from tables of sums, in the order a reader expects them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import repeat
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.measures.characteristics import Label
from trellis.measures.kernel import Indices
from trellis.measures.measure import Measure
from trellis.measures.periods import Period
from trellis.measures.question import Question
from trellis.measures.spans import Span
from trellis.measures.tables import ENROLMENTS, PUPILS, Table
from trellis.rules.academic_year import AcademicYear
from trellis.rules.disclosure import Told
from trellis.rules.rounding import percent
from trellis.rules.stretches import stretch_of
from trellis.rules.tally import possible
from trellis.rules.thresholds import all_in_words
from trellis.rules.words import Sentence

TOLD: Final = Told(counts=True, percent=True)


class Row(NamedTuple):
    """One measure of one group over one period: exact integers, and text only where something is shown.

    `denominator` is None for a code outside possible sessions; `numerator` is None where nobody can know it
    (lateness, from a summary without present codes). `pupils` are people, `enrolments` their times on roll.
    """

    measure: str
    period: Period
    since: date
    until: date
    group: Mapping[str, Label]
    numerator: int | None
    denominator: int | None
    pupils: int | None
    enrolments: int | None
    missing_marks: int | None
    threshold: Sentence | None = None
    told: Told = TOLD

    @property
    def percent(self) -> str | None:
        """The rate, rounded half up to one place; None where there is none, or none that may be told."""
        if self.numerator is None or not self.denominator or not self.told.percent:
            return None
        return percent(self.numerator, self.denominator)

    def disclosed(self, told: Told) -> Row:
        """The row as it may leave the school: without counts or percentage that are few."""
        if told.counts:
            return self._replace(told=told)
        return self._replace(
            numerator=None,
            denominator=None,
            pupils=None,
            enrolments=None,
            missing_marks=None,
            told=told,
        )

    def as_json(self) -> dict[str, Any]:
        """The row as interfaces.md promises it."""
        named = {} if self.threshold is None else {"threshold": str(self.threshold)}
        suppressed = {} if self.told == TOLD else {"suppressed": True}
        return {
            "measure": self.measure,
            "period": self.period.label,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            **self.group,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "percent": self.percent,
            "pupils": self.pupils,
            "enrolments": self.enrolments,
            "missing_marks": self.missing_marks,
            **named,
            **suppressed,
        }


def rows_of(question: Question, tables: Iterable[tuple[Span, Table]]) -> tuple[Row, ...]:
    """One row for each measure, period and group: measures as asked, then periods, then groups in order."""
    found = [row for span, table in tables for row in _rows(question, span, table)]
    place = {measure.name: number for number, measure in enumerate(question.measures)}
    return tuple(sorted(found, key=lambda row: place[row.measure]))


def _rows(question: Question, span: Span, table: Table) -> Iterator[Row]:
    cells, groups = _in_order(question, table, *_with_somebody(question, table))
    labels = _labels(question, table, cells, groups)
    days = [table.days(cell) for cell in cells.tolist()]
    if not days:
        return
    at = (cells, groups)
    pupils, enrolments = table.on_roll(PUPILS)[at].tolist(), table.on_roll(ENROLMENTS)[at].tolist()
    missing = table.tally().missing[at].tolist()
    for measure in span.measures:
        # Row by row these would be written out by name; a city by class and week has a hundred thousand of
        # them.
        yield from map(
            Row._make,
            zip(
                repeat(measure.name),
                repeat(span.period),
                *zip(*days, strict=True),
                labels,
                *_counted(question, span.period, table, measure, at),
                pupils,
                enrolments,
                missing,
                _thresholds(question, span, table, measure, cells),
                repeat(TOLD),
                strict=False,
            ),
        )


def _counted(
    question: Question, period: Period, table: Table, measure: Measure, at: tuple[Indices, Indices]
) -> tuple[list[int | None], list[int | None]]:
    """Numerators and denominators of a measure, None where there is none or nobody can know it."""
    numerator, denominator = table.counted(measure)
    numerators: list[int | None] = numerator[at].tolist()
    if measure.needs_present_codes:
        unknown = table.without_present_codes()[at].tolist()
        numerators = [None if lacking else known for known, lacking in zip(numerators, unknown, strict=True)]
    if denominator is None or not _possible(question, period, measure):
        return numerators, [None] * len(numerators)
    return numerators, denominator[at].tolist()


def _possible(question: Question, period: Period, measure: Measure) -> bool:
    """Do the codes a measure counts one by one lie inside possible sessions, under any set of the period?"""
    return not measure.reasons or any(
        (category := held.category(char)) is not None and category.possible
        for held in question.codes_in(period)
        for char in measure.reasons
    )


def _thresholds(
    question: Question, span: Span, table: Table, measure: Measure, cells: Indices
) -> Iterable[Sentence | None]:
    """The threshold in force on the last day, over the days of each cell, in words; there may be several."""
    if measure.threshold is None:
        return repeat(None)
    named = {cell: _in_words(question, span, table, measure, cell) for cell in np.unique(cells).tolist()}
    return (named[cell] for cell in cells.tolist())


def _in_words(question: Question, span: Span, table: Table, measure: Measure, cell: int) -> Sentence | None:
    decided = table.decided_by(measure, cell)
    if not decided and measure.threshold is not None:
        # Nobody was there to be decided on: what would have been asked of them.
        year, since, until = AcademicYear.of(span.period.since), *table.days(cell)
        decided = [
            measure.threshold(
                question.thresholds(nation, span.period.until).over(stretch_of(year, since, until))
            )
            for nation in dict.fromkeys(roll.nation for roll in question.rolls)
        ]
    return all_in_words(decided) if decided else None


# --- which rows, in which order ---


def _with_somebody(question: Question, table: Table) -> tuple[Indices, Indices]:
    """The cells and groups that get a row: somebody was on roll and, of a week or Monday, school was open."""
    if not question.by:
        return np.zeros(1, np.intp), np.zeros(1, np.intp)
    somebody: NDArray[np.bool_] = table.on_roll(ENROLMENTS) > 0
    if question.time_fields:
        somebody &= table.open[:, None] | (possible(table.tally()) > 0)
    cells, groups = np.nonzero(somebody)
    return cells, groups


def _in_order(question: Question, table: Table, cells: Indices, groups: Indices) -> tuple[Indices, Indices]:
    """Rows sorted by the fields as asked: time runs forward, labels keep the order of their column."""
    keys = []
    for field in question.by:
        if field in question.time_fields:
            keys.append(table.order(question.time_fields.index(field))[cells])
        else:
            keys.append(_ranks(table, question.characteristics.index(field))[groups])
    order = np.lexsort(keys[::-1]) if keys else np.arange(len(cells))
    return cells[order], groups[order]


def _ranks(table: Table, place: int) -> Indices:
    """For each group, where its label of one characteristic stands among them; not recorded comes last."""
    labels = [group[place] for group in table.groups]
    ranks = {label: rank for rank, label in enumerate(table.ordered[place])}
    return np.array([ranks[label] for label in labels], np.intp)


def _labels(question: Question, table: Table, cells: Indices, groups: Indices) -> list[Mapping[str, Label]]:
    """Each row's label for every field asked, in the order asked."""
    fields = (*question.time_fields, *question.characteristics)
    places = [fields.index(field) for field in question.by]
    times, held = table.cells, table.groups
    found: list[Mapping[str, Label]] = []
    for cell, group in zip(cells.tolist(), groups.tolist(), strict=True):
        label = (*times[cell], *held[group])
        found.append({field: label[place] for field, place in zip(question.by, places, strict=True)})
    return found
