"""Adding people up: measures over periods and groups, from any number of rolls, in one answer.

A rate is a sum over a sum. A measure of sessions reads the summed tally of a group; a measure of enrolments
asks each enrolment, in one academic year, and counts the answers: a range across 1 August gives it a row for
each year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from trellis.measures.answer import Answer, Question, ThresholdsInForce
from trellis.measures.characteristics import Which
from trellis.measures.counting import Sheet, sheets_of
from trellis.measures.engine import Engine, here
from trellis.measures.groups import Groups, Stretch, groups_of, stretch_of
from trellis.measures.measure import Measure, by_name, reasons_of
from trellis.measures.periods import Cell, Period
from trellis.measures.roll import Roll
from trellis.measures.rows import rows_of
from trellis.measures.spans import spans_of
from trellis.measures.tables import ENROLMENTS, PUPILS, Part, PartSums, Table
from trellis.rules.populations import Population
from trellis.rules.thresholds import thresholds as national_thresholds


def evaluate(
    rolls: Iterable[Roll],
    measures: Iterable[Measure | str],
    periods: Iterable[Period],
    by: Sequence[str] = (),
    *,
    population: Population = Population.ALL_ON_ROLL,
    which: Which = Which.LAST,
    as_at: datetime | None = None,
    ledger: Mapping[str, int] | int | None = None,
    thresholds: ThresholdsInForce = national_thresholds,
    engine: Engine = here,
) -> Answer:
    """Measure rolls over periods, by any mix of fields: a row for each measure, period and group."""
    question = Question(
        rolls=tuple(rolls),
        measures=tuple(by_name(held) if isinstance(held, str) else held for held in measures),
        periods=tuple(periods),
        by=tuple(by),
        population=population,
        which=which,
        as_at=as_at,
        ledger=ledger,
        thresholds=thresholds,
    )
    return _Evaluation(question).answer(engine)


class _Evaluation:
    """One question under way: the sheets it is counted on, and the table of each span."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.spans = spans_of(question)
        self.windows = [roll.windows(question.population) for roll in question.rolls]
        self.sheets = [
            (number, sheet)
            for number, (roll, windows) in enumerate(zip(question.rolls, self.windows, strict=True))
            for sheet in sheets_of(
                roll,
                windows,
                [span.period for span in self.spans],
                question.time_fields,
                reasons_of(question.measures),
            )
        ]
        self.tables: list[Table] = []
        # By sheet, its part in each span that has cells there.
        self.parts: list[list[tuple[Table, Part]]] = [[] for _ in self.sheets]
        for number in range(len(self.spans)):
            self._set_up(number)

    def _set_up(self, number: int) -> None:
        """Make the table of one span, and its part on every sheet."""
        question, span = self.question, self.spans[number]
        stretches = [
            stretch_of(roll, windows, span.period)
            for roll, windows in zip(question.rolls, self.windows, strict=True)
        ]
        groups = groups_of(stretches, question.characteristics, question.which)
        cells = [
            (cell, sheet.expects(cell))
            for _, sheet in self.sheets
            for cell in sheet.cells
            if cell.period == number
        ]
        if not question.by:
            # Asked for one figure, the answer is one row, even where it says that there is none.
            groups = replace(groups, labels=((),))
            cells = cells or [(Cell.of_nothing(number, span.period), False)]
        table = Table(cells, groups)
        again = _seen_again(stretches)
        for place, (roll, sheet) in enumerate(self.sheets):
            self.parts[place].append((table, self._part(number, table, sheet, groups, roll, again)))
        self.tables.append(table)

    def _part(
        self,
        number: int,
        table: Table,
        sheet: Sheet,
        groups: Groups,
        roll: int,
        again: Mapping[str, Sequence[NDArray[np.bool_]]],
    ) -> Part:
        span, enrolments = self.spans[number], sheet.enrolments
        own = [place for place, cell in enumerate(sheet.cells) if cell.period == number]
        return Part(
            cells=np.array(own, np.intp),
            places=np.array([table.place(sheet.cells[cell]) for cell in own], np.intp),
            group=groups.of_roll[roll][enrolments],
            ids={PUPILS: sheet.roll.person[enrolments], ENROLMENTS: sheet.roll.enrolment[enrolments]},
            seen_again={name: found[roll][enrolments] for name, found in again.items()},
            of_enrolments=span.of_enrolments,
            thresholds=self.question.thresholds(sheet.roll.nation, span.period.until)
            if span.of_enrolments
            else None,
        )

    def answer(self, engine: Engine) -> Answer:
        """Count every share, add the shares up, and say what they came to."""
        shares = [(place, share) for place, (_, sheet) in enumerate(self.sheets) for share in sheet.shares()]
        for found in engine(self._count, shares):
            for table, sums in found:
                table.add(sums)
        for table in self.tables:
            table.count_people_once()
        rows = rows_of(self.question, zip(self.spans, self.tables, strict=True))
        left_out = tuple(found for _, sheet in self.sheets for found in sheet.left_out)
        return Answer(self.question, rows, left_out)

    def _count(self, share: tuple[int, slice]) -> list[tuple[Table, PartSums]]:
        place, rows = share
        spent = self.sheets[place][1].spent(rows)
        return [(table, part.sums(spent)) for table, part in self.parts[place] if len(part.cells)]


def _seen_again(stretches: Sequence[Stretch]) -> dict[str, list[NDArray[np.bool_]]]:
    """Whose pupil, and which enrolment, has more than one row among those counted."""
    counted = [stretch.counted for stretch in stretches]
    return {
        PUPILS: _repeated([stretch.roll.person for stretch in stretches], counted),
        ENROLMENTS: _repeated([stretch.roll.enrolment for stretch in stretches], counted),
    }


def _repeated(
    ids: Sequence[NDArray[np.int64]], counted: Sequence[NDArray[np.bool_]]
) -> list[NDArray[np.bool_]]:
    held = [own[who] for own, who in zip(ids, counted, strict=True)]
    inorder = np.sort(np.concatenate([np.zeros(0, np.int64), *held]))
    again = np.unique(inorder[1:][inorder[1:] == inorder[:-1]])
    return [np.isin(own, again) if len(again) else np.zeros(len(own), np.bool_) for own in ids]
