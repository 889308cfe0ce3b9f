"""Reconciling: our figure beside one that somebody else printed, and the difference split into causes.

Our figure is counted again with what the other report does differently put in its place, one thing after
another, in the order stated here; what each changes is its cause's share. The shares and what is left over
add up to the difference exactly, in sessions and in points, because each begins where the one before ended.
What is left over is named, and never spread over the causes (docs/adr: a difference is split in a stated
order).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from trellis.rules.rounding import percent
from trellis.rules.tally import Tally
from trellis.rules.words import gettext_noop


class Cause(StrEnum):
    """Why two figures of one thing differ, in the order they are asked about."""

    PERIOD = "period"
    POPULATION = "population"
    LEAVERS = "leavers"
    DUPLICATES = "duplicates"
    CORRECTIONS = "corrections"
    MISSING = "missing"
    LATES = "lates"
    NOT_EXPLAINED = "not_explained"


CAUSES_IN_WORDS: Final[Mapping[Cause, str]] = {
    Cause.PERIOD: gettext_noop("Other days"),
    Cause.POPULATION: gettext_noop("Other pupils counted"),
    Cause.LEAVERS: gettext_noop("Pupils who have left"),
    Cause.DUPLICATES: gettext_noop("Pupils recorded twice"),
    Cause.CORRECTIONS: gettext_noop("Corrections since"),
    Cause.MISSING: gettext_noop("Missing marks"),
    Cause.LATES: gettext_noop("How lateness counts"),
    Cause.NOT_EXPLAINED: gettext_noop("Not explained"),
}


class Blanks(StrEnum):
    """What a report makes of a session that was due and has no mark."""

    LEFT_OUT = "left_out"  # as here
    PRESENT = "present"
    ABSENT = "absent"


class Lates(StrEnum):
    """What a report makes of somebody who came late."""

    BY_THE_CODE = "by_the_code"  # as here: L attended, U an unauthorised absence
    BOTH_PRESENT = "both_present"
    BOTH_ABSENT = "both_absent"


class Others(StrEnum):
    """Whether a report counts those we count: who has left, or stands in the records twice."""

    COUNTED = "counted"  # as here
    LEFT_OUT = "left_out"


def read_as(tally: Tally, *, blanks: Blanks, lates: Lates) -> Tally:
    """A tally as another report would have it."""
    if blanks is Blanks.PRESENT:
        tally = replace(tally, present=tally.present + tally.missing, missing=0)
    elif blanks is Blanks.ABSENT:
        tally = replace(tally, unauthorised=tally.unauthorised + tally.missing, missing=0)
    if lates is Lates.BOTH_PRESENT:
        moved = tally.late_after_close
        return replace(tally, present=tally.present + moved, unauthorised=tally.unauthorised - moved)
    if lates is Lates.BOTH_ABSENT:
        moved = tally.late_before_close
        return replace(tally, present=tally.present - moved, unauthorised=tally.unauthorised + moved)
    return tally


class Count(NamedTuple):
    """A figure: so many of so many."""

    part: int = 0
    whole: int = 0

    def less(self, other: Count) -> Count:
        """What it has more than another, in each number."""
        return Count(self.part - other.part, self.whole - other.whole)

    @property
    def share(self) -> Fraction | None:
        """In per cent; none where there is no whole."""
        return Fraction(100 * self.part, self.whole) if self.whole else None


Each = Mapping[Hashable, Count]


def total(each: Each) -> Count:
    """Everybody's counts together: sums over sums."""
    return Count(sum(one.part for one in each.values()), sum(one.whole for one in each.values()))


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure of which only the percentage is known, as it was printed."""

    percent: Fraction
    places: int = 1

    def is_of(self, count: Count) -> bool:
        """Whether a count is printed so."""
        shown = percent(count.part, count.whole, self.places)
        return shown is not None and Fraction(shown) == self.percent


@dataclass(frozen=True, slots=True)
class Difference:
    """What one cause makes of the figure: in sessions, in points, and whose sessions they are.

    `change` is none where only a percentage was printed; `points` where there is no rate before or after.
    """

    cause: Cause
    change: Count | None
    points: Fraction | None
    after: Count | None
    behind: Mapping[Hashable, Count]

    @property
    def is_nothing(self) -> bool:
        """Whether the figure, and everybody's part in it, stays as it was."""
        return not self.behind and self.change == Count() and not self.points


@dataclass(frozen=True, slots=True)
class Bridge:
    """From our figure to theirs, cause by cause."""

    ours: Count
    theirs: Count | Printed
    differences: tuple[Difference, ...]

    @property
    def left_over(self) -> Difference:
        """What no cause explains."""
        return self.differences[-1]

    @property
    def is_explained(self) -> bool:
        """Whether nothing is left over: to the session or, of a percentage alone, as it was printed."""
        if isinstance(self.theirs, Printed):
            return self.theirs.is_of(_before_last(self))
        return self.left_over.is_nothing

    @property
    def their_share(self) -> Fraction | None:
        """Their figure in per cent."""
        return self.theirs.percent if isinstance(self.theirs, Printed) else self.theirs.share


def bridge(ours: Each, stages: Sequence[tuple[Cause, Each]], theirs: Each | Count | Printed) -> Bridge:
    """From ours to theirs: each stage is our count with one thing more put as the other report has it."""
    found, before = [], ours
    for cause, each in stages:
        found.append(_between(cause, before, each))
        before = each
    if isinstance(theirs, Printed):
        last = total(before).share
        points = None if last is None else theirs.percent - last
        found.append(Difference(Cause.NOT_EXPLAINED, None, points, None, {}))
        return Bridge(total(ours), theirs, tuple(found))
    if isinstance(theirs, Count):
        own = total(before)
        left = Difference(Cause.NOT_EXPLAINED, theirs.less(own), _points(own, theirs), theirs, {})
        return Bridge(total(ours), theirs, (*found, left))
    return Bridge(total(ours), total(theirs), (*found, _between(Cause.NOT_EXPLAINED, before, theirs)))


def _between(cause: Cause, before: Each, after: Each) -> Difference:
    whose = dict.fromkeys([*before, *after])
    behind = {
        one: change
        for one in whose
        if (change := after.get(one, Count()).less(before.get(one, Count()))) != Count()
    }
    was, now = total(before), total(after)
    return Difference(cause, now.less(was), _points(was, now), now, behind)


def _points(before: Count, after: Count) -> Fraction | None:
    was, now = before.share, after.share
    return None if was is None or now is None else now - was


def _before_last(held: Bridge) -> Count:
    after = held.differences[-2].after if len(held.differences) > 1 else held.ours
    return after or held.ours
