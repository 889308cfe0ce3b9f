"""A success criterion: whether its target is met, whether it is on the way there, and what is needed.

Everything is decided on whole numbers and fractions: 368 of 380 is not 97%, however it is shown. A share is
held in per cent, from 0 to 100; a number is itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final

from trellis.rules.words import ProblemWith, Sentence, gettext_noop

_NUMBER: Final = re.compile(r"-?\d{1,9}(?:\.\d{1,4})?")
_ALL: Final = Fraction(100)


class Operator(StrEnum):
    """How a figure stands to its target; "below 10%" and "at most 10%" are different promises."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"

    @property
    def rises(self) -> bool:
        """Whether the figure is wanted high."""
        return self in (Operator.AT_LEAST, Operator.ABOVE)

    def holds(self, value: Fraction, target: Fraction) -> bool:
        """Whether a figure keeps the promise."""
        if self is Operator.AT_LEAST:
            return value >= target
        if self is Operator.ABOVE:
            return value > target
        return value <= target if self is Operator.AT_MOST else value < target

    def no_worse(self, value: Fraction, than: Fraction) -> bool:
        """Whether a figure is as near the wanted side as another, or nearer."""
        return value >= than if self.rises else value <= than


OPERATORS: Final = MappingProxyType(
    {
        Operator.AT_LEAST: gettext_noop("at least"),
        Operator.ABOVE: gettext_noop("above"),
        Operator.AT_MOST: gettext_noop("at most"),
        Operator.BELOW: gettext_noop("below"),
    }
)


class Status(StrEnum):
    """How a criterion stands on a day."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    NO_DATA = "no_data"


STATUSES: Final = MappingProxyType(
    {
        Status.MET: gettext_noop("Met"),
        Status.ON_TRACK: gettext_noop("On track"),
        Status.BEHIND: gettext_noop("Behind"),
        Status.MISSED: gettext_noop("Missed"),
        Status.NO_DATA: gettext_noop("No data"),
    }
)


class ProblemWithTarget(ProblemWith):
    """A target that is no number, or that nothing could ever reach or miss."""

    subject: ClassVar[str] = "target"


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The straight line from where a figure began to its target on the day it is due."""

    since: date
    start: Fraction
    by: date
    target: Fraction

    def on(self, day: date) -> Fraction:
        """Where the line is on a day; before it begins at its start, and after it ends at the target."""
        if day >= self.by:
            return self.target
        if day <= self.since:
            return self.start
        gone = Fraction((day - self.since).days, (self.by - self.since).days)
        return self.start + (self.target - self.start) * gone


def share(part: int, whole: int) -> Fraction | None:
    """A count of a whole in per cent, exactly; None of nothing."""
    return Fraction(100 * int(part), int(whole)) if whole else None


def status_of(
    value: Fraction | None,
    target: Fraction | None,
    operator: Operator,
    *,
    on: date,
    by: date,
    only_rises: bool = False,
    trajectory: Trajectory | None = None,
) -> Status:
    """How a criterion stands on a day.

    Until its last day is over a rate that meets the target is on track and not yet met, because it may fall
    again; a count that only rises stays met once it is, and is missed once it is more than it may be. Short
    of its target a figure is on track where it is no worse than the line it was to follow.
    """
    if value is None or target is None:
        return Status.NO_DATA
    holds = operator.holds(value, target)
    if on > by:
        return Status.MET if holds else Status.MISSED
    if only_rises and operator.rises == holds:
        return Status.MET if holds else Status.MISSED
    if holds or (trajectory is not None and operator.no_worse(value, trajectory.on(on))):
        return Status.ON_TRACK
    return Status.BEHIND


def needed_share(value: Fraction, target: Fraction, *, gone: int, left: int) -> Fraction | None:
    """What the days that are left must come to, in per cent, so that all of them together come to the target.

    As if each day weighed the same. It may be above 100 or below 0, and is then out of reach; None where no
    day is left.
    """
    return (target * (gone + left) - value * gone) / left if left > 0 else None


def needed_count(part: int, whole: int, operator: Operator, target: Fraction) -> int | None:
    """How many more of the same whole must be counted, or with a minus sign fewer; None where none would do.

    0 where the target is met as it is.
    """
    edge = target * whole / 100
    if operator.rises:
        least = -(-edge.numerator // edge.denominator) if operator is Operator.AT_LEAST else edge // 1 + 1
        return max(0, least - part) if least <= whole else None
    most = edge // 1 if operator is Operator.AT_MOST else -(-edge.numerator // edge.denominator) - 1
    return min(0, most - part) if most >= 0 else None


def read_target(text: str, operator: Operator, *, of_share: bool) -> Fraction:
    """The number a target says: of a share from 0 to 100, and never one that could not be reached."""
    written = text.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(written):
        says = Sentence(gettext_noop("“%(text)s” is not a number: write 97 or 97.5."), text=text)
        raise ProblemWithTarget(says, text)
    target = Fraction(written)
    if of_share and not 0 <= target <= _ALL:
        says = Sentence(
            gettext_noop("A target of %(text)s%% cannot be reached: a share is from 0%% to 100%%."),
            text=written,
        )
        raise ProblemWithTarget(says, text)
    if target < 0:
        says = Sentence(
            gettext_noop("A count is never below nothing: %(text)s cannot be reached."), text=written
        )
        raise ProblemWithTarget(says, text)
    beyond = of_share and operator is Operator.ABOVE and target == _ALL
    if beyond or (operator is Operator.BELOW and target == 0):
        says = Sentence(
            gettext_noop("Nothing is %(operator)s %(text)s: this target cannot be reached."),
            operator=OPERATORS[operator],
            text=f"{written}%" if of_share else written,
        )
        raise ProblemWithTarget(says, text)
    return target
