"""Measures of things that happened to children: how often, to how many, and for each hundred on the roll.

Sessions add up in tallies (measure.py); what happened to children is told one by one, and one thing may have
happened to several of them. A measure of it is a numerator over a denominator all the same, each a plain
function of the same three counts, so that a school's figure, a year group's and one child's are one
definition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from trellis.measures.measure import ProblemWithMeasure
from trellis.rules.words import Sentence, gettext_noop


class Happened(NamedTuple):
    """One thing, by its number, as it happened to one child."""

    what: int
    pupil: int


@dataclass(frozen=True, slots=True)
class Times:
    """How often something happened to some children, to how many of them, and how many they are."""

    times: int = 0
    children: int = 0
    on_roll: int = 0


def times_among(happened: Iterable[Happened], pupils: Collection[int]) -> Times:
    """What happened to these children, each thing once however many of them it happened to."""
    own = [one for one in happened if one.pupil in pupils]
    return Times(len({one.what for one in own}), len({one.pupil for one in own}), len(pupils))


@dataclass(frozen=True, slots=True)
class CountMeasure:
    """A numerator, a denominator where there is one, and for how many of it the figure is given."""

    name: str
    words: str
    numerator: Callable[[Times], int]
    denominator: Callable[[Times], int] | None = None
    each: int = 1

    def of(self, times: Times) -> Fraction | None:
        """The figure, exactly; none where there is nobody to count."""
        counted = self.numerator(times)
        if self.denominator is None:
            return Fraction(counted)
        whole = self.denominator(times)
        return Fraction(self.each * counted, whole) if whole else None


_COUNTED: Final[dict[str, CountMeasure]] = {}


def register_count(measure: CountMeasure) -> CountMeasure:
    """Give a measure of things that happened its name for good."""
    if measure.name in _COUNTED:
        raise ValueError(f"There is a measure called {measure.name} already.")
    _COUNTED[measure.name] = measure
    return measure


def counts_registered() -> Mapping[str, CountMeasure]:
    """Every measure of things that happened, in the order they were registered."""
    return MappingProxyType(_COUNTED)


def count_by_name(name: str) -> CountMeasure:
    """The measure of that name."""
    if name not in _COUNTED:
        says = gettext_noop("There is no measure called “%(name)s”; there are %(names)s.")
        raise ProblemWithMeasure(Sentence(says, name=name, names=", ".join(_COUNTED)), name)
    return _COUNTED[name]
