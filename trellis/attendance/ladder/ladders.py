"""A ladder as it is kept and as the rules read it (rules/ladder.py), and which one a school goes by."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from trellis.attendance.models import Ladder, LadderCondition, LadderStep
from trellis.rules.ladder import Act, Again, Condition, How, Remark, Step, What, Window, remarks
from trellis.rules.thresholds import Operator
from trellis.schools.models import Grouping, School
from trellis.schools.questions import DAY, SCHOOL, Given, Question

ACTS = {
    Act.CALL: gettext_lazy("A call home"),
    Act.LETTER: gettext_lazy("A letter or message"),
    Act.MEETING: gettext_lazy("A meeting with the family"),
    Act.CLINIC: gettext_lazy("An attendance clinic"),
    Act.PLAN: gettext_lazy("An attendance plan"),
    Act.VISIT: gettext_lazy("A home visit"),
    Act.REFERRAL: gettext_lazy("A referral"),
    Act.CONTRACT: gettext_lazy("An attendance contract, offered"),
    Act.NOTICE: gettext_lazy("A notice to improve, considered"),
    Act.OTHER: gettext_lazy("Something else"),
}
AGAINS = {
    Again.HALF_TERM: gettext_lazy("Once a half-term"),
    Again.YEAR: gettext_lazy("Once a year"),
    Again.EACH: gettext_lazy("Each time it comes about anew"),
}
# Formal steps, which support no child under compulsory school age (domain-rules §0.14).
FORMAL = frozenset({Act.CONTRACT, Act.NOTICE})


@dataclass(frozen=True)
class Held:
    """A ladder with its steps, read once: the rows as they are kept, and the same as the rules read them."""

    ladder: Ladder
    rows: Sequence[LadderStep]

    @classmethod
    def of(cls, ladder: Ladder) -> "Held":
        """In two questions, however many steps there are."""
        return cls(ladder, _STEPS.ask(ladder=ladder.pk))

    @cached_property
    def steps(self) -> list[Step]:
        """The steps in their order; `after` is a place among them."""
        places = {row.pk: place for place, row in enumerate(self.rows)}
        return [step_of(row, places.get(row.after_id) if row.after_id else None) for row in self.rows]

    @cached_property
    def remarks(self) -> list[Remark]:
        """What is wrong with it, and what to know of it."""
        return remarks(self.steps)

    @property
    def may_run(self) -> bool:
        """Whether it can be switched on: it has steps, and each can fall due."""
        return bool(self.rows) and not any(one.refused for one in self.remarks)


def step_of(row: LadderStep, after: int | None) -> Step:
    """A step as the rules read it."""
    return Step(
        name=row.name,
        act=Act(row.act),
        conditions=tuple(condition_of(one) for one in row.conditions.all()),
        again=Again(row.again),
        after=after,
        wait=row.wait,
        within=row.within,
        minutes=row.minutes,
    )


def condition_of(row: LadderCondition) -> Condition:
    """A condition as the rules read it: the figure exactly as it was written."""
    return Condition(
        What(row.what),
        How(row.how),
        Operator(row.operator),
        Fraction(row.figure),
        Window(row.window),
        row.weeks,
        row.fewest,
    )


def fields_of(condition: Condition) -> dict[str, Any]:
    """The same the other way about: as it is kept."""
    figure = Decimal(condition.figure.numerator) / Decimal(condition.figure.denominator)
    return {
        "what": condition.what.value,
        "how": condition.how.value,
        "operator": condition.operator.value,
        "figure": figure,
        "window": condition.window.value,
        "weeks": condition.weeks,
        "fewest": condition.fewest,
    }


_NEAREST = (Grouping.Kind.TRUST, Grouping.Kind.PARTNERSHIP, Grouping.Kind.PHASE, Grouping.Kind.AUTHORITY)


def in_force(school: School, day: dt.date) -> Held | None:
    """The ladder a school goes by on a day, its own or one from above; none where it goes by none."""
    ladder = min(_running(school, day), key=_comes_first, default=None)
    return Held.of(ladder) if ladder else None


def set_aside(school: School, day: dt.date, held: Held | None) -> list[Ladder]:
    """The others that would hold there that day, had not one before them."""
    return [one for one in _running(school, day) if held is None or one.pk != held.ladder.pk]


_RUNNING = Question(
    lambda: (
        Ladder.objects.at(SCHOOL).on(DAY)
        | Ladder.objects.from_above(SCHOOL, DAY).on(DAY).exclude(holds=Ladder.Holds.OFFERED)
    ).select_related("school", "grouping")
)
_STEPS = Question(
    lambda: (
        LadderStep.objects.filter(ladder=Given("ladder", BigIntegerField()))
        .select_related("person", "team")
        .prefetch_related("conditions")
    )
)


def _running(school: School, day: dt.date) -> Sequence[Ladder]:
    return _RUNNING.ask(school=school.pk, day=day)


def _comes_first(ladder: Ladder) -> tuple[int, int]:
    """What holds at every school, a school's own, what holds where there is none; a trust's before an
    authority's.
    """
    order = (Ladder.Holds.EVERY.value, "", Ladder.Holds.WITHOUT.value)
    nearest = _NEAREST.index(Grouping.Kind(ladder.grouping.kind)) if ladder.grouping else 0
    return order.index(ladder.holds), nearest


def offered(school: School, day: dt.date) -> Sequence[Ladder]:
    """What a school may begin with a copy of, from above."""
    held = Ladder.objects.from_above(school, day).on(day)
    return list(held.select_related("grouping").order_by("grouping__kind", "grouping__name"))
