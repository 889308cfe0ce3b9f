"""Adding people up: measures over periods and groups, from any number of rolls, in one answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from trellis.measures.answer import Answer
from trellis.measures.catalogue import by_name
from trellis.measures.characteristics import Which
from trellis.measures.engine import Engine, here
from trellis.measures.evaluation import Evaluation
from trellis.measures.measure import Measure
from trellis.measures.periods import Period
from trellis.measures.question import Question, ThresholdsInForce
from trellis.measures.roll import Roll
from trellis.rules.populations import Population
from trellis.rules.thresholds import thresholds as national_thresholds


class Ask(NamedTuple):
    """One of several things asked together: measures over periods, and what to group them by."""

    measures: Sequence[Measure | str]
    periods: Sequence[Period]
    by: Sequence[str] = ()


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
    (answer,) = evaluate_together(
        rolls,
        [Ask(tuple(measures), tuple(periods), by)],
        population=population,
        which=which,
        as_at=as_at,
        ledger=ledger,
        thresholds=thresholds,
        engine=engine,
    )
    return answer


def evaluate_together(
    rolls: Iterable[Roll],
    asked: Iterable[Ask],
    *,
    population: Population = Population.ALL_ON_ROLL,
    which: Which = Which.LAST,
    as_at: datetime | None = None,
    ledger: Mapping[str, int] | int | None = None,
    thresholds: ThresholdsInForce = national_thresholds,
    engine: Engine = here,
) -> list[Answer]:
    """Several questions of the same rolls, answered from one reading of the lines."""
    held = tuple(rolls)
    questions = [
        Question(
            rolls=held,
            measures=tuple(by_name(name) if isinstance(name, str) else name for name in ask.measures),
            periods=tuple(ask.periods),
            by=tuple(dict.fromkeys(ask.by)),
            population=population,
            which=which,
            as_at=as_at,
            ledger=ledger,
            thresholds=thresholds,
        )
        for ask in asked
    ]
    if not questions:
        return []
    evaluation = Evaluation(questions)
    evaluation.count(engine)
    return [
        Answer(question, evaluation.rows(question), evaluation.left_out(question)) for question in questions
    ]
