"""Incidents of behaviour: in which part of the day, how grave, and whether two terms differ by more than
chance.

Terms are not equally long and a roll changes, so counts are compared over the days and children they came
from. The interval is the exact one of two counts that each come by themselves; where a few children have many
incidents chance is larger than it says, and whoever shows it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from enum import IntEnum, StrEnum
from math import lgamma
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.rules.words import ProblemWith

CONFIDENCE: Final = 0.95
_HALVINGS: Final = 50


class ProblemWithIncident(ProblemWith):
    """Something that cannot be recorded of an incident as it stands."""

    subject = "incident"


class Severity(IntEnum):
    """How grave an incident was, from the least."""

    LOW = 1
    MIDDLE = 2
    HIGH = 3


class PartOfDay(StrEnum):
    """When in a school day: the times between lessons are where most goes wrong, and have their own name."""

    BEFORE = "before"
    MORNING = "morning"
    BREAK = "break"
    LUNCH = "lunch"
    AFTERNOON = "afternoon"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Bells:
    """When a school's morning and afternoon begin and end."""

    morning: time
    noon: time
    afternoon: time
    end: time


def part_of_day(at: time, bells: Bells) -> PartOfDay:
    """The part of the day a time lies in. A break within the morning has no bell of its own: it is morning
    until somebody says otherwise.
    """
    if at < bells.morning:
        return PartOfDay.BEFORE
    if at < bells.noon:
        return PartOfDay.MORNING
    if at < bells.afternoon:
        return PartOfDay.LUNCH
    return PartOfDay.AFTERNOON if at < bells.end else PartOfDay.AFTER


@dataclass(frozen=True, slots=True)
class Change:
    """How often something happens now as a multiple of before, and from where to where that may lie."""

    times: float
    least: float
    most: float

    @property
    def is_beyond_chance(self) -> bool:
        """Whether even the interval holds no "just as often"."""
        return self.most < 1 or self.least > 1


def change(now: int, exposed: int, before: int, exposed_before: int) -> Change | None:
    """Two counts compared over what they came from (children times days); none where nothing was counted
    before, or nobody was there to be counted.
    """
    if not before or exposed <= 0 or exposed_before <= 0:
        return None
    scale = exposed_before / exposed
    least, most = _share_between(now, now + before)
    return Change(now / before * scale, least / (1 - least) * scale, most / (1 - most) * scale)


def _share_between(part: int, whole: int) -> tuple[float, float]:
    """From where to where a share may lie of which a part of the whole was seen: Clopper and Pearson's."""
    tail = (1 - CONFIDENCE) / 2
    ways = [lgamma(whole + 1) - lgamma(k + 1) - lgamma(whole - k + 1) for k in range(whole + 1)]
    chances = np.array(ways)
    least = _where(lambda share: _chance(chances, share, part, whole) >= tail) if part else 0.0
    most = _where(lambda share: _chance(chances, share, 0, part) < tail)
    return least, most


def _chance(ways: NDArray[np.float64], share: float, first: int, last: int) -> float:
    """How likely a count between two, both included, is where the share is this."""
    k = np.arange(first, last + 1)
    whole = len(ways) - 1
    return float(np.exp(ways[first : last + 1] + k * np.log(share) + (whole - k) * np.log1p(-share)).sum())


def _where(holds: Callable[[float], bool]) -> float:
    """The share from which on something holds, by halving."""
    low, high = 0.0, 1.0
    for _step in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return (low + high) / 2
