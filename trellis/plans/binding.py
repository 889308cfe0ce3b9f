"""What people do with criteria: bind words to a figure, change what they are bound to, let them go."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from trellis.evidence.actions import freeze, make_indicator
from trellis.evidence.models import Indicator
from trellis.plans.actions import ProblemWithPlan
from trellis.plans.criteria import Words
from trellis.plans.models import Criterion, Row
from trellis.plans.naming import is_known, is_share
from trellis.plans.reporting import baseline_of
from trellis.plans.suggesting import Suggestion, needs_a_definition
from trellis.rules.criteria import Operator, read_target
from trellis.rules.populations import Population
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, drop, keep

_Against = Criterion.Comparator


@transaction.atomic
def bind(
    *,
    row: Row,
    field: str,
    words: str,
    comparator: str,
    operator: str,
    due: dt.date,
    by: By,
    measure: str = "",
    indicator: Indicator | None = None,
    count: str = "",
    group_field: str = "",
    group: str = "",
    population: str = Population.ALL_ON_ROLL.value,
    period: str = Criterion.Period.YEAR.value,
    target: Decimal | None = None,
    by_school: bool = False,
    schools: int | None = None,
    definition: str = "",
    criterion: Criterion | None = None,
) -> Criterion:
    """Bind words of a row to a figure, or change what they are bound to. The baseline of a measure is read
    now, over the school year before the plan, and kept.
    """
    held = criterion or Criterion(row=row)
    held.field, held.words = field, words
    held.measure, held.indicator, held.count = measure, indicator, count
    held.group_field, held.group = group_field, group
    held.population, held.period = population, period
    held.comparator, held.operator, held.target = comparator, operator, target
    held.by_school, held.schools = by_school, schools
    held.due, held.definition = due, definition.strip()
    _insist(held)
    if by_school and row.part.plan.grouping_id is None:
        raise ProblemWithPlan(Sentence(_ONE_SCHOOL))
    held.baseline = None
    baseline = baseline_of(held, row.part.plan)
    if baseline is not None:
        [held.baseline] = freeze(readings=[baseline], by=by)
    return keep(held, by)


@transaction.atomic
def confirm(*, words: Words, suggestion: Suggestion, by: By) -> Criterion:
    """Bind words as they suggest it themselves. A figure that Trellis does not count is an indicator of their
    name.
    """
    place = words.row.part.plan.place
    indicator = None
    if not suggestion.measure:
        named = {"name": words.words[:200], "unit": "share" if suggestion.of_share else "number"}
        indicator = Indicator.objects.at(place).filter(**named).first() or make_indicator(
            place=place, rises=suggestion.operator.rises, by=by, **named
        )
    return bind(
        row=words.row,
        field=words.field,
        words=words.words,
        measure=suggestion.measure,
        indicator=indicator,
        population=suggestion.population,
        comparator=suggestion.comparator,
        operator=suggestion.operator.value,
        target=suggestion.target,
        by_school=suggestion.by_school,
        schools=suggestion.schools,
        due=suggestion.due,
        by=by,
    )


@transaction.atomic
def unbind(*, criterion: Criterion, by: By) -> None:
    """The words are bound to nothing any more; what reviews reported of them stays."""
    drop(criterion, by)


def _insist(held: Criterion) -> None:
    for wrong, says in (
        (bool(held.measure) and not is_known(held.measure), _NO_MEASURE),
        (held.comparator == _Against.FIXED and held.target is None, _NO_TARGET),
        (held.comparator != _Against.FIXED and held.target is not None, _TWO_TARGETS),
        (held.comparator == _Against.REST and not (held.measure and held.group_field), _NO_GROUP),
        (held.comparator in _OF_MEASURES and not held.measure, _ONLY_MEASURES),
        (bool(held.count) and held.comparator != _Against.FIXED, _COUNTS_FROM_NOTHING),
        (bool(held.measure) and held.period == Criterion.Period.PLAN, _RATES_BY_YEAR),
        (held.by_school and held.comparator == _Against.BASELINE, _ONE_BASELINE),
        (held.schools is not None and not held.by_school, _HOW_MANY_OF_WHAT),
        (needs_a_definition(held.words) and not held.definition, _NOT_DEFINED),
    ):
        if wrong:
            raise ProblemWithPlan(Sentence(says, name=held.measure))
    if held.target is not None:
        read_target(f"{held.target:f}", Operator(held.operator), of_share=is_share(held))


_OF_MEASURES = frozenset({_Against.NATIONAL, _Against.LATEST, _Against.LAST_YEAR})
_NO_MEASURE = gettext_noop("There is no measure called “%(name)s”.")
_NO_TARGET = gettext_noop("Write the number it is set against.")
_TWO_TARGETS = gettext_noop("It is set against another figure: leave the target empty.")
_NO_GROUP = gettext_noop("Only a group of pupils can be set beside everybody else: choose one.")
_ONLY_MEASURES = gettext_noop("Only what registers say has a national figure, or one of the year before.")
_COUNTS_FROM_NOTHING = gettext_noop("A count of things done begins at nothing: set it against a number.")
_RATES_BY_YEAR = gettext_noop("A rate is read over a school year, a term or a half-term.")
_ONE_SCHOOL = gettext_noop(
    "How many schools meet something is asked of several schools, and this plan is of one."
)
_ONE_BASELINE = gettext_noop(
    "The baseline is of all schools together: set each school against something else."
)
_HOW_MANY_OF_WHAT = gettext_noop("A number of schools is asked only of what each school is to meet.")
_NOT_DEFINED = gettext_noop(
    "Its words say “significantly” or the like: write what that means here, so that everybody reads the same."
)
