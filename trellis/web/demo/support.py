"""Two kinds of support planted in the registers: one that helps by a known amount, and one that does nothing.

Both are given to pupils drawn at random from the same ones, those persistently absent over the last six
school weeks: whoever compares them with pupils like them should find the first and not the second, and
whoever looks only before and after should be misled about both (design: measuring whether support helped).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Kind:
    """A kind of support, and the share of the sessions its pupils would have missed that it gives back."""

    name: str
    gives_back: float


MENTORING: Final = Kind("Attendance mentoring", 0.5)
MORNING_MESSAGES: Final = Kind("Good-morning messages", 0.0)
KINDS: Final = (MENTORING, MORNING_MESSAGES)

# Each wave takes this share of the pupils who could be given either, in equal halves.
SHARE_SUPPORTED: Final = 0.18

# When waves begin, counted in school days from the start of the year: after half-terms one and three.
WAVES: Final = (46, 98)

# Whom support is for: at least a tenth of the possible sessions missed in the last six school weeks.
LOOKS_BACK_DAYS: Final = 30


@dataclass(frozen=True)
class Supported:
    """One pupil given one kind of support, from a day on."""

    child: int
    school: int
    year: int
    kind: Kind
    since: dt.date
    given_back: tuple[dt.date, ...]  # the day of each session they would have missed and did not

    def given_back_by(self, day: dt.date) -> int:
        """How many sessions the support gave back, as far as a day."""
        return sum(held <= day for held in self.given_back)


def choose(
    chance: np.random.Generator,
    absent: NDArray[np.bool_],
    possible: NDArray[np.bool_],
    able: NDArray[np.bool_],
) -> list[tuple[Kind, NDArray[np.intp]]]:
    """Who begins which support, by row: drawn at random from those who have missed a tenth or more."""
    missed, could = absent.sum(axis=(1, 2)), possible.sum(axis=(1, 2))
    eligible = np.flatnonzero(able & (could >= 40) & (10 * missed >= could) & (2 * missed < could))
    taken = chance.permutation(eligible)[: round(SHARE_SUPPORTED * len(eligible))]
    return [(kind, np.sort(taken[at :: len(KINDS)])) for at, kind in enumerate(KINDS)]
