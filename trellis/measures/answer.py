"""An answer: one row for each measure, period and group, exact, and able to say how it was counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from trellis.measures.characteristics import Label, Which
from trellis.measures.fitting import LeftOut
from trellis.measures.measure import Measure
from trellis.measures.periods import TIME_FIELDS, Period
from trellis.measures.roll import Roll
from trellis.rules.disclosure import Row as Counted
from trellis.rules.disclosure import Told, disclose
from trellis.rules.populations import Population
from trellis.rules.rounding import percent
from trellis.rules.thresholds import ThresholdSet, thresholds
from trellis.rules.words import Sentence

TOLD: Final = Told(counts=True, percent=True)

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


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one group over one period: exact integers, and text only where something is shown.

    `denominator` is None for a code outside possible sessions; `numerator` is None where nobody can know it
    (lateness, from a summary without present codes). `pupils` counts people, `enrolments` their times on
    roll.
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
            return replace(self, told=told)
        return replace(
            self,
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


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What a question came to: its rows, and the summaries it had to leave out."""

    question: Question
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as interfaces.md promises it."""
        as_at = self.question.as_at
        return {
            "as_at": None if as_at is None else as_at.isoformat(),
            "ledger": self.question.ledger,
            "population": self.question.population.value,
            "rows": [row.as_json() for row in self.rows],
        }

    def disclosed(self) -> Answer:
        """The answer as it may leave the school: small numbers suppressed, last of all (§12.2)."""
        breakdowns: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            # The groups of one measure in one stretch of time are a breakdown; each is disclosed by itself.
            time = tuple(row.group[name] for name in self.question.time_fields)
            breakdowns[row.measure, row.period, time].append(place)
        rows = list(self.rows)
        for places in breakdowns.values():
            known = [place for place in places if rows[place].numerator is not None]
            found = disclose([_counted(rows[place]) for place in known])
            for place, told in zip(known, found.rows, strict=True):
                rows[place] = rows[place].disclosed(told)
        return replace(self, rows=tuple(rows))


def _counted(row: Row) -> Counted:
    return Counted(row.numerator or 0, row.denominator, row.pupils)
