"""The periods that get rows of their own."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.measures.measure import Measure, Unit
from trellis.measures.periods import Period
from trellis.measures.question import Question


@dataclass(frozen=True, slots=True)
class Span:
    """A period as far as it has come, and the measures that are given a row for it as a whole."""

    period: Period
    measures: tuple[Measure, ...]

    @property
    def of_enrolments(self) -> tuple[Measure, ...]:
        """Those of them that ask each enrolment."""
        return tuple(measure for measure in self.measures if measure.unit is Unit.ENROLMENTS)


def spans_of(question: Question) -> list[Span]:
    """The periods that get rows: as asked, and for measures of enrolments each academic year by itself."""
    stops = [day for roll in question.rolls if (day := roll.last_day_begun())]
    spans = []
    for asked in question.periods:
        period = asked.stopping(min(stops)) if stops else asked
        years = period.by_academic_year()
        if len(years) == 1:
            spans.append(Span(period, question.measures))
            continue
        for unit, parts in ((Unit.SESSIONS, (period,)), (Unit.ENROLMENTS, years)):
            measures = tuple(measure for measure in question.measures if measure.unit is unit)
            spans += [Span(part, measures) for part in parts if measures]
    return spans
