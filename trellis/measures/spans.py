"""The periods that get rows of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trellis.measures.measure import Measure, Unit, reasons_of
from trellis.measures.periods import Asked, Period
from trellis.measures.question import Question
from trellis.rules.tally import possible
from trellis.rules.thresholds import InForce

_POSSIBLE: Final = Measure("possible", "", possible, None).reads()


@dataclass(frozen=True, eq=False, slots=True)
class Span:
    """A period of a question, as far as it has come, and the measures that are given rows for it."""

    question: Question
    period: Period
    measures: tuple[Measure, ...]

    @property
    def asked(self) -> Asked:
        """The period as the question divides it."""
        return Asked(self.period, self.question.time_fields)

    @property
    def of_enrolments(self) -> tuple[Measure, ...]:
        """The measures that ask each enrolment."""
        return tuple(measure for measure in self.measures if measure.unit is Unit.ENROLMENTS)

    def adds(self) -> frozenset[str]:
        """The counts to add up for whole groups: what measures of sessions read, and what is shown beside."""
        of_sessions = [measure.reads() for measure in self.measures if measure.unit is Unit.SESSIONS]
        # Of a week or a Monday, a row is given where any session was possible.
        to_be_there = _POSSIBLE if self.question.time_fields else frozenset()
        return frozenset({"missing"}).union(to_be_there, *of_sessions)

    def reads(self, held: InForce | None) -> frozenset[str]:
        """The counts looked at: those, and what its measures of enrolments ask of each."""
        return self.adds().union(*(measure.reads(held) for measure in self.of_enrolments))

    @property
    def reasons(self) -> str:
        """The characters counted one by one."""
        return reasons_of(self.measures)


def spans_of(question: Question) -> list[Span]:
    """The periods that get rows: as asked, and for measures of enrolments each academic year by itself."""
    stops = [day for roll in question.rolls if (day := roll.last_day_begun())]
    spans = []
    for asked in question.periods:
        period = asked.stopping(min(stops)) if stops else asked
        years = period.by_academic_year()
        if len(years) == 1:
            spans.append(Span(question, period, question.measures))
            continue
        for unit, parts in ((Unit.SESSIONS, (period,)), (Unit.ENROLMENTS, years)):
            measures = tuple(measure for measure in question.measures if measure.unit is unit)
            spans += [Span(question, part, measures) for part in parts if measures]
    return spans
