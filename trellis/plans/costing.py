"""What people say of a plan's money: how a sum counts, which stream pays it, what was spent of it, and what
there is of each.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from trellis.plans.actions import ProblemWithPlan, insist_open
from trellis.plans.models import Budget, Costing, Plan, Row
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, drop, keep


@transaction.atomic
def speak_of(
    *, row: Row, words: str, stream: str, counts: str, by: By, spent: Decimal | None = None
) -> Costing | None:
    """Say which stream pays a sum, how it counts and what was spent of it so far; where nothing is said it
    counts as it was read.
    """
    insist_open(row.part.plan)
    if spent is not None and spent < 0:
        raise ProblemWithPlan(Sentence(gettext_noop("What was spent cannot be less than nothing.")))
    held = row.costings.filter(words=words).first()
    stream = " ".join(stream.split())
    if not (stream or counts) and spent is None:
        if held is not None:
            drop(held, by)
        return None
    held = held or Costing(row=row, words=words)
    held.stream, held.counts, held.spent = stream, counts, spent
    return keep(held, by)


@transaction.atomic
def set_budgets(*, plan: Plan, pounds: Mapping[str, Decimal | None], by: By) -> None:
    """What there is from each stream; a stream without a sum has no budget any more."""
    insist_open(plan)
    held = {budget.stream: budget for budget in plan.budgets.all()}
    for stream, sum_ in pounds.items():
        name = " ".join(stream.split())
        if sum_ is not None and sum_ < 0:
            raise ProblemWithPlan(Sentence(gettext_noop("A budget cannot be less than nothing.")))
        budget = held.get(name)
        if sum_ is None:
            if budget is not None:
                drop(budget, by)
        elif budget is None:
            keep(Budget(plan=plan, stream=name, pounds=sum_), by)
        elif budget.pounds != sum_:
            budget.pounds = sum_
            keep(budget, by)
