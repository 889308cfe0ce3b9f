"""What the marks of a roll show beside their rates: patterns in words (rules/patterns.py)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.imports.problems import said, words
from trellis.measures.groups import stretch_of
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS
from trellis.rules.patterns import Pattern, beside_holidays, patterns, show_any
from trellis.rules.spending import spent_of


def patterns_of(roll: Roll, asked: Asked, places: Sequence[int]) -> list[tuple[Pattern, ...]]:
    """What the marks of some enrolments show over the days asked, in the order of their places."""
    at = np.asarray(places, np.intp)
    return list(patterns(*_spent(roll, at, _counted(roll, asked, at))))


def show_a_pattern(roll: Roll, asked: Asked, places: Sequence[int]) -> NDArray[np.bool_]:
    """Which of some enrolments have marks that show anything over the days asked."""
    at = np.asarray(places, np.intp)
    return show_any(*_spent(roll, at, _counted(roll, asked, at)))


def patterns_of_child(roll: Roll, asked: Asked) -> tuple[Pattern, ...]:
    """The same of a roll that holds the enrolments of one child, taken together."""
    counted = _counted(roll, asked, np.arange(len(roll))).any(axis=0, keepdims=True)
    return patterns(*_spent(roll, np.array([len(roll) - 1]), counted))[0]


def in_words(found: Sequence[Pattern]) -> str:
    """Patterns as one cell of a table says them."""
    return "; ".join(said(words(pattern.in_words())) for pattern in found)


def _counted(roll: Roll, asked: Asked, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    """The sessions of some enrolments that are asked about."""
    stretch = stretch_of(roll, roll.windows(asked.population), asked.period)
    positions = np.arange(SESSIONS, dtype=np.int16)
    first, last = stretch.first[places], stretch.last[places]
    counted: NDArray[np.bool_] = (first[:, None] <= positions) & (positions <= last[:, None])
    return counted


def _spent(
    roll: Roll, places: NDArray[np.intp], counted: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """How their sessions were spent, and which days lie beside a holiday for each."""
    spent = spent_of(roll.marks[roll.line[places]], roll.year, roll.nation) * counted
    open_days = roll.expected.reshape(len(roll.expected), -1, 2).any(axis=2)
    return spent, beside_holidays(open_days)[roll.mask[places]]
