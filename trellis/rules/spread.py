"""A spread: the middle of some numbers, the half around it, and the ends; of few, nothing is said.

Two things seen together are shown so, and never as one causing the other (domain-rules and the product's own
promise: no "days lost, grades lost").
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

# Fewer than this say nothing of a group, and might point at a child.
FEWEST: Final = 5


class Spread(NamedTuple):
    """How many numbers, their ends, the quarters and the middle."""

    number: int
    lowest: Fraction
    lower: Fraction
    middle: Fraction
    upper: Fraction
    highest: Fraction


def spread_of(numbers: Sequence[Fraction]) -> Spread | None:
    """The spread of some numbers; none of fewer than five."""
    if len(numbers) < FEWEST:
        return None
    held = sorted(numbers)
    lower, middle, upper = (_at(held, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Spread(len(held), held[0], lower, middle, upper, held[-1])


def _at(held: Sequence[Fraction], share: Fraction) -> Fraction:
    """What stands at a share of the way from the lowest to the highest, between two in proportion."""
    place = share * (len(held) - 1)
    below = place.numerator // place.denominator
    part = place - below
    return held[below] if not part else held[below] + (held[below + 1] - held[below]) * part
