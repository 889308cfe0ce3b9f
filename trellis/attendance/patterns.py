"""What the marks of a roll show beside their rates: patterns in words (rules/patterns.py)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.imports.problems import said, words
from trellis.measures.roll import Roll
from trellis.measures.showing import counted_of, spent_over
from trellis.rules.patterns import Pattern, patterns, show_any


def patterns_of(roll: Roll, asked: Asked, places: Sequence[int]) -> list[tuple[Pattern, ...]]:
    """What the marks of some enrolments show over the days asked, in the order of their places."""
    at = np.asarray(places, np.intp)
    return list(patterns(*spent_over(roll, at, counted_of(roll, asked.population, asked.period, at))))


def show_a_pattern(roll: Roll, asked: Asked, places: Sequence[int]) -> NDArray[np.bool_]:
    """Which of some enrolments have marks that show anything over the days asked."""
    at = np.asarray(places, np.intp)
    return show_any(*spent_over(roll, at, counted_of(roll, asked.population, asked.period, at)))


def patterns_of_child(roll: Roll, asked: Asked) -> tuple[Pattern, ...]:
    """The same of a roll that holds the enrolments of one child, taken together."""
    everybody = np.arange(len(roll))
    counted = counted_of(roll, asked.population, asked.period, everybody).any(axis=0, keepdims=True)
    return patterns(*spent_over(roll, np.array([len(roll) - 1]), counted))[0]


def in_words(found: Sequence[Pattern]) -> str:
    """Patterns as one cell of a table says them."""
    return "; ".join(said(words(pattern.in_words())) for pattern in found)
