"""A cohort: children who meet conditions joined by all or any, by themselves or as a family, and how a list
differs from the lists before it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from operator import ge, gt, le, lt
from types import MappingProxyType
from typing import Any, Final

from trellis.rules.criteria import Operator

_COMPARISONS: Final = MappingProxyType(
    {Operator.AT_LEAST: ge, Operator.ABOVE: gt, Operator.AT_MOST: le, Operator.BELOW: lt}
)


def rate_meets(part: Any, whole: Any, operator: Operator, percent: Fraction) -> Any:
    """Whether a part of a whole is on that side of a percentage: of numbers, or of arrays of them.

    Decided on whole numbers; without a whole there is no rate, and nothing is met.
    """
    met = _COMPARISONS[operator](part * (100 * percent.denominator), whole * percent.numerator)
    return met & (whole > 0)


class Joined(StrEnum):
    """Whether each condition must be met, or one of them is enough."""

    ALL = "all"
    ANY = "any"


def who_meet(
    met: Sequence[AbstractSet[int]], joined: Joined, homes: Mapping[int, Hashable] | None = None
) -> frozenset[int]:
    """Who meets the conditions, each said as the children who meet it; without a condition nobody does.

    With `homes`, children of one home meet them together: whoever meets at least one of them is found where
    the home meets what is joined. A child in no home is one of their own.
    """
    if not met:
        return frozenset()
    some = frozenset().union(*met)
    if joined is Joined.ANY:
        return some
    if homes is None:
        return some.intersection(*met)

    def home(child: int) -> tuple[bool, Hashable]:
        return (True, homes[child]) if child in homes else (False, child)

    whole = set.intersection(*({home(child) for child in children} for children in met))
    return frozenset(child for child in some if home(child) in whole)


@dataclass(frozen=True, slots=True)
class Differs:
    """A list beside those before it: who is new to it, still on it, gone from it, back on it."""

    new: frozenset[int]
    still: frozenset[int]
    back: frozenset[int]
    gone: frozenset[int]


def differs(now: Collection[int], before: Sequence[Collection[int]]) -> Differs:
    """Beside the lists before it, the latest first: back is who was on an earlier one and not on the last."""
    here, last = frozenset(now), frozenset(before[0] if before else ())
    ever = frozenset().union(*before)
    return Differs(new=here - ever, still=here & last, back=(here & ever) - last, gone=last - here)
