"""A question: all that decides a figure, before anything is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trellis.measures.characteristics import Which
from trellis.measures.measure import Measure
from trellis.measures.periods import TIME_FIELDS, Period
from trellis.measures.roll import Roll
from trellis.rules.codes import CodeSet
from trellis.rules.populations import Population
from trellis.rules.thresholds import ThresholdSet, thresholds

ThresholdsInForce = Callable[[str, date], ThresholdSet]


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """All that decides a figure: whose sessions, which measures and days, grouped how, known when."""

    rolls: tuple[Roll, ...]
    measures: tuple[Measure, ...]
    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    population: Population = Population.ALL_ON_ROLL
    which: Which = Which.LAST
    as_at: datetime | None = None
    ledger: Mapping[str, int] | int | None = None
    thresholds: ThresholdsInForce = thresholds

    @property
    def time_fields(self) -> tuple[str, ...]:
        """The fields that time gives, in the order asked."""
        return tuple(name for name in self.by if name in TIME_FIELDS)

    @property
    def characteristics(self) -> tuple[str, ...]:
        """The fields that a recorded characteristic gives, in the order asked."""
        return tuple(name for name in self.by if name not in TIME_FIELDS)

    def codes_in(self, period: Period) -> Iterator[CodeSet]:
        """The code sets in force on some day of a period, at any of the schools."""
        for roll in self.rolls:
            since, until = max(period.since, roll.year.since), min(period.until, roll.year.until)
            for held in roll.codes:
                if since <= until and held.since <= until and (held.until is None or since <= held.until):
                    yield held
