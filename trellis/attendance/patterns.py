"""What the marks of a roll show beside their rates: patterns in words (rules/patterns.py)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.imports.problems import said, words
from trellis.measures.groups import stretch_of
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS
from trellis.rules.patterns import Pattern, beside_holidays, patterns
from trellis.rules.spending import spent_of


def patterns_of(roll: Roll, asked: Asked, places: Sequence[int]) -> list[tuple[Pattern, ...]]:
    """What the marks of some enrolments show over the days asked, in the order of their places."""
    stretch = stretch_of(roll, roll.windows(asked.population), asked.period)
    at = np.asarray(places, np.intp)
    return _found(roll, at, _counted(stretch.first[at], stretch.last[at]))


def patterns_of_child(roll: Roll, asked: Asked) -> tuple[Pattern, ...]:
    """The same of a roll that holds the enrolments of one child, taken together."""
    stretch = stretch_of(roll, roll.windows(asked.population), asked.period)
    counted = _counted(stretch.first, stretch.last).any(axis=0, keepdims=True)
    return _found(roll, np.array([len(roll) - 1]), counted)[0]


def in_words(found: Sequence[Pattern]) -> str:
    """Patterns as one cell of a table says them."""
    return "; ".join(said(words(pattern.in_words())) for pattern in found)


def _counted(first: NDArray[np.int16], last: NDArray[np.int16]) -> NDArray[np.bool_]:
    positions = np.arange(SESSIONS)
    return (first[:, None] <= positions) & (positions <= last[:, None])


def _found(roll: Roll, places: NDArray[np.intp], counted: NDArray[np.bool_]) -> list[tuple[Pattern, ...]]:
    spent = np.where(counted, spent_of(roll.marks[roll.line[places]], roll.year, roll.nation), 0)
    open_days = roll.expected.reshape(len(roll.expected), -1, 2).any(axis=2)
    return list(patterns(spent, beside_holidays(open_days)[roll.mask[places]]))
