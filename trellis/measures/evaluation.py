"""Questions under way: the sheets they are counted on, and the tables their counts add up in.

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

from trellis.measures.counting import Sheet, sheets_for
from trellis.measures.engine import Engine
from trellis.measures.fitting import LeftOut
from trellis.measures.groups import Groups, Stretch, groups_of, stretch_of
from trellis.measures.measure import reasons_of
from trellis.measures.periods import Cell, Period
from trellis.measures.question import Question
from trellis.measures.rows import Row, rows_of
from trellis.measures.spans import Span, spans_of
from trellis.measures.tables import ENROLMENTS, PUPILS, Part, PartSums, Table

_NOBODY: Final = np.zeros(0, np.int64)

# Of pupils and of enrolments, by roll: who has more than one row in a period.
_SeenAgain = Mapping[str, Sequence[NDArray[np.bool_]]]


class Evaluation:
    """Questions of the same rolls under way: the sheets they are counted on, and the table of each span.

    Questions asked together are counted in one reading of the lines.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        self.rolls = questions[0].rolls
        self.spans = [span for question in questions for span in spans_of(question)]
        # Spans that are divided alike share their cells, and what was counted in them.
        self.asked = {
            asked: number for number, asked in enumerate(dict.fromkeys(s.asked for s in self.spans))
        }
        self.windows = [roll.windows(questions[0].population) for roll in self.rolls]
        reasons = reasons_of(measure for question in questions for measure in question.measures)
        self.sheets = [
            (number, sheet)
            for number, (roll, windows) in enumerate(zip(self.rolls, self.windows, strict=True))
            for sheet in sheets_for(roll, windows, tuple(self.asked), reasons)
        ]
        self.tables: list[Table] = []
        # By sheet, its part in each span that has cells there.
        self.parts: list[list[tuple[Table, Part]]] = [[] for _ in self.sheets]
        self._stretches: dict[Period, tuple[list[Stretch], _SeenAgain]] = {}
        self._groups: dict[tuple[object, ...], Groups] = {}
        for span in self.spans:
            self._set_up(self.asked[span.asked], span)

    def _set_up(self, number: int, span: Span) -> None:
        """Make the table of one span, and its part on every sheet."""
        stretches, again = self._stretched(span.period)
        groups = self._grouped(span, stretches)
        cells = [
            (cell, sheet.expects(cell))
            for _, sheet in self.sheets
            for cell in sheet.cells
            if cell.period == number
        ]
        if not span.question.by:
            # Asked for one figure, the answer is one row, even where it says that there is none.
            groups = replace(groups, labels=((),))
            cells = cells or [(Cell.of_nothing(number, span.period), False)]
        table = Table(cells, groups, span.reasons)
        for place, (roll, sheet) in enumerate(self.sheets):
            part = _part(number, span, table, sheet, groups, roll, again)
            table.take_rules_of(part)
            self.parts[place].append((table, part))
        self.tables.append(table)

    def _stretched(self, period: Period) -> tuple[list[Stretch], _SeenAgain]:
        """The part of a period each enrolment is counted for, and who is in it twice."""
        if period not in self._stretches:
            stretches = [
                stretch_of(roll, windows, period)
                for roll, windows in zip(self.rolls, self.windows, strict=True)
            ]
            self._stretches[period] = stretches, _seen_again(stretches)
        return self._stretches[period]

    def _grouped(self, span: Span, stretches: Sequence[Stretch]) -> Groups:
        """The groups of a span's period; made once for questions that ask alike."""
        question = span.question
        key = (span.period, question.characteristics, question.which)
        if key not in self._groups:
            self._groups[key] = groups_of(stretches, question.characteristics, question.which)
        return self._groups[key]

    def left_out(self, question: Question) -> tuple[LeftOut, ...]:
        """The summaries that could not be counted for one question."""
        own = {self.asked[span.asked] for span in self.spans if span.question is question}
        return tuple(found for _, sheet in self.sheets for found in sheet.left_out if found.asked in own)

    def count(self, engine: Engine) -> None:
        """Count every share and add the shares up."""
        shares = [(place, share) for place, (_, sheet) in enumerate(self.sheets) for share in sheet.shares()]
        for found in engine(self._count, shares):
            for table, sums in found:
                table.add(sums)
        for table in self.tables:
            table.count_people_once()

    def rows(self, question: Question) -> tuple[Row, ...]:
        """What the tables of one question come to."""
        held = zip(self.spans, self.tables, strict=True)
        return rows_of(question, [(span, table) for span, table in held if span.question is question])

    def _count(self, share: tuple[int, slice]) -> list[tuple[Table, PartSums]]:
        place, rows = share
        spent = self.sheets[place][1].spent(rows)
        return [(table, part.sums(spent)) for table, part in self.parts[place] if len(part.places)]


def _part(
    number: int, span: Span, table: Table, sheet: Sheet, groups: Groups, roll: int, again: _SeenAgain
) -> Part:
    """The part a span has on one sheet."""
    enrolments, of_enrolments = sheet.enrolments, span.of_enrolments
    own = tuple(place for place, cell in enumerate(sheet.cells) if cell.period == number)
    held = span.question.thresholds(sheet.roll.nation, span.period.until) if of_enrolments else None
    # Only numbers of sessions ask which stretch of the year it is, and how old anybody was.
    by_number = held is not None and bool(held.fixed)
    return Part(
        cells=own,
        places=np.array([table.place(sheet.cells[cell]) for cell in own], np.intp),
        group=groups.of_roll[roll][enrolments],
        ids={PUPILS: sheet.roll.person[enrolments], ENROLMENTS: sheet.roll.enrolment[enrolments]},
        seen_again={name: found[roll][enrolments] for name, found in again.items()},
        reads=tuple(sorted(span.reads(held.over(None) if held else None))),
        counts=tuple(sorted(span.adds())),
        reasons=span.reasons,
        of_enrolments=of_enrolments,
        thresholds=held,
        stretches=tuple(sheet.stretch(sheet.cells[cell]) if by_number else None for cell in own),
        at_15=sheet.at_15 if by_number else np.zeros(len(enrolments), np.bool_),
        # Sorting rows by group takes a fraction of the time where a group's number is two bytes.
        few_groups=len(groups.labels) <= np.iinfo(np.int16).max,
    )


def _seen_again(stretches: Sequence[Stretch]) -> _SeenAgain:
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
    if (held[1:] > held[:-1]).all():
        return [np.zeros(len(own), np.bool_) for own in ids]
    in_order = np.sort(held)
    again = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    return [np.isin(own, again) if len(again) else np.zeros(len(own), np.bool_) for own in ids]
