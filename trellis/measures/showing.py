"""How some enrolments of a roll spent the sessions a period asks about: what patterns are read from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trellis.measures.groups import stretch_of
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS
from trellis.rules.patterns import beside_holidays
from trellis.rules.populations import Population
from trellis.rules.spending import spent_of

Places = NDArray[np.intp]


def counted_of(roll: Roll, population: Population, period: Period, places: Places) -> NDArray[np.bool_]:
    """The sessions of some enrolments that a period asks about."""
    stretch = stretch_of(roll, roll.windows(population), period)
    positions = np.arange(SESSIONS, dtype=np.int16)
    first, last = stretch.first[places], stretch.last[places]
    counted: NDArray[np.bool_] = (first[:, None] <= positions) & (positions <= last[:, None])
    return counted


def spent_over(
    roll: Roll, places: Places, counted: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """How their sessions were spent, and which days lie beside a holiday for each."""
    spent = spent_of(roll.marks[roll.line[places]], roll.year, roll.nation) * counted
    open_days = np.asarray(roll.expected.reshape(len(roll.expected), -1, 2).any(axis=2), np.bool_)
    return spent, beside_holidays(open_days)[roll.mask[places]]
