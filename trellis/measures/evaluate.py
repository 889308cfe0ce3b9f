"""Adding people up: measures over periods and groups, from any number of rolls, in one answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

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
        by=tuple(dict.fromkeys(by)),
        population=population,
        which=which,
        as_at=as_at,
        ledger=ledger,
        thresholds=thresholds,
    )
    evaluation = Evaluation(question)
    evaluation.count(engine)
    return Answer(question, evaluation.rows(), evaluation.left_out)
