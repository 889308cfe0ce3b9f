"""One question under way: the sheets it is counted on, and the tables its counts add up in.

A rate is a sum over a sum. A measure of sessions reads the summed tally of a group; a measure of enrolments
asks each enrolment, in one academic year, and counts the answers: a range across 1 August gives it a row for
each year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.counting import Sheet, sheets_of
from trellis.measures.engine import Engine
from trellis.measures.fitting import LeftOut
from trellis.measures.groups import Groups, Stretch, groups_of, stretch_of
from trellis.measures.measure import reasons_of
from trellis.measures.periods import Cell
from trellis.measures.question import Question
from trellis.measures.rows import Row, rows_of
from trellis.measures.spans import spans_of
from trellis.measures.tables import ENROLMENTS, PUPILS, Part, PartSums, Table

_NOBODY: Final = np.zeros(0, np.int64)


class Evaluation:
    """One question under way: the sheets it is counted on, and the table of each span."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.spans = spans_of(question)
        self.reasons = reasons_of(question.measures)
        self.windows = [roll.windows(question.population) for roll in question.rolls]
        self.sheets = [
            (number, sheet)
            for number, (roll, windows) in enumerate(zip(question.rolls, self.windows, strict=True))
            for sheet in sheets_of(
                roll,
                windows,
                [span.period for span in self.spans],
                question.time_fields,
                self.reasons,
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
        table = Table(cells, groups, self.reasons)
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
            # Sorting rows by group takes a fraction of the time where a group's number is two bytes.
            few_groups=len(groups.labels) <= np.iinfo(np.int16).max,
        )

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The summaries that could not be counted."""
        return tuple(found for _, sheet in self.sheets for found in sheet.left_out)

    def count(self, engine: Engine) -> None:
        """Count every share and add the shares up."""
        shares = [(place, share) for place, (_, sheet) in enumerate(self.sheets) for share in sheet.shares()]
        for found in engine(self._count, shares):
            for table, sums in found:
                table.add(sums)
        for table in self.tables:
            table.count_people_once()

    def rows(self) -> tuple[Row, ...]:
        """What the tables come to."""
        return rows_of(self.question, zip(self.spans, self.tables, strict=True))

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
    held = np.concatenate([_NOBODY, *(own[who] for own, who in zip(ids, counted, strict=True))])
    rising = (held[1:] > held[:-1]).all()
    in_order = held if rising else np.sort(held)
    again = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    return [np.isin(own, again) if len(again) else np.zeros(len(own), np.bool_) for own in ids]
