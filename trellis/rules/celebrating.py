"""Celebrating attendance without harm: the class league on exact figures, and who is recognised.

domain-rules §7 and ambiguities A6, A7. Rates are compared as fractions of whole numbers and rounded only to
be shown. A class of few children, a nursery class (unless the school says otherwise) and a class with marks
missing are listed and not ranked. What staff have exempted is as if the session had not been possible: nobody
who sees who is recognised can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from trellis.rules.tally import Count, Tally, Truth, absent, attended, late, possible
from trellis.rules.words import gettext_noop

# --- The league ---------------------------------------------------------------------------------------------


class Ties(StrEnum):
    """What is done where classes have exactly the same rate."""

    JOINT = "joint"
    LATES = "lates"


class Unranked(StrEnum):
    """Why a class is listed and has no place."""

    NOTHING = gettext_noop("no possible sessions")
    INCOMPLETE = gettext_noop("marks missing")
    FEW = gettext_noop("too few children to rank")
    NURSERY = gettext_noop("nursery")


@dataclass(frozen=True, slots=True)
class LeagueRules:
    """What a school has decided about its league."""

    smallest_class: int = 5
    ranks_nursery: bool = False
    ties: Ties = Ties.JOINT


@dataclass(frozen=True, slots=True)
class Standing:
    """How the children of one class spent some days: whole numbers only.

    `throughout` are the children who missed nothing.
    """

    name: str
    attended: int
    possible: int
    late: int = 0
    missing: int = 0
    children: int = 0
    throughout: int = 0
    nursery: bool = False

    @property
    def rate(self) -> Fraction:
        """The exact share of possible sessions attended."""
        return Fraction(self.attended, self.possible)


class Placed(NamedTuple):
    """A class in the league: its place, the same for classes that share it, or why it has none."""

    standing: Standing
    place: int | None
    why: Unranked | None


def why_unranked(standing: Standing, rules: LeagueRules) -> Unranked | None:
    """Why a class is not ranked; None where it is."""
    if standing.possible <= 0:
        return Unranked.NOTHING
    if standing.children < rules.smallest_class:
        return Unranked.FEW
    if standing.nursery and not rules.ranks_nursery:
        return Unranked.NURSERY
    return Unranked.INCOMPLETE if standing.missing else None


def league(standings: Iterable[Standing], rules: LeagueRules) -> tuple[Placed, ...]:
    """The classes in order of place, those that share one as they came; the unranked after them.

    Two that share first place are followed by a third. Where lates break ties, fewer lates of the possible
    sessions come first, and classes that have just as many share the place after all.
    """
    held = [(standing, why_unranked(standing, rules)) for standing in standings]
    ranked = [(_merit(one, rules.ties), one) for one, why in held if why is None]
    # Sorted by merit alone, so that those who share a place stay as they came.
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    merits = [merit for merit, _one in ranked]
    placed = [Placed(one, merits.index(merit) + 1, None) for merit, one in ranked]
    return (*placed, *(Placed(one, None, why) for one, why in held if why is not None))


def _merit(standing: Standing, ties: Ties) -> tuple[Fraction, Fraction]:
    """What a class is ranked by, the greatest first."""
    lates = -Fraction(standing.late, standing.possible) if ties is Ties.LATES else Fraction(0)
    return standing.rate, lates


def winners(placed: Iterable[Placed]) -> tuple[str, ...]:
    """The class in first place, or those that share it."""
    return tuple(one.standing.name for one in placed if one.place == 1)


def gains(now: Iterable[Placed], before: Mapping[str, Standing], rules: LeagueRules) -> dict[str, Fraction]:
    """How far each ranked class has come since its own earlier weeks, in shares of possible sessions.

    A class that was too few then, or had marks missing, is compared with nothing.
    """
    return {
        one.standing.name: one.standing.rate - held.rate
        for one in now
        if one.why is None
        and (held := before.get(one.standing.name)) is not None
        and why_unranked(held, rules) is None
    }


def most_improved(gained: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The class that gained most, or those that gained as much; nobody where nobody gained."""
    best = max(gained.values(), default=Fraction(0))
    return tuple(name for name, gain in gained.items() if gain == best > 0)


# --- Who is recognised --------------------------------------------------------------------------------------


class Covers(StrEnum):
    """Which absence an exemption takes away."""

    WITH_LEAVE = "with_leave"
    EVERY = "every"


def full_attendance(
    tally: Tally, exempt: Count = 0, *, lates_break: bool = False, exempt_late: Count = 0
) -> Truth:
    """100%: nothing missed but what is exempt, and nothing left unmarked (A6).

    At least one session was attended. A late before the register closed breaks it only where the school says
    so; one after it closed is an absence.
    """
    whole = (
        (attended(tally) > 0)
        & (absent(tally) - exempt == 0)
        & (tally.coronavirus + tally.unexplained + tally.missing + tally.unlawful == 0)
    )
    return whole & (late(tally) - exempt_late == 0) if lates_break else whole


def waits_for_marks(tally: Tally) -> Truth:
    """Something is not marked, or marked with no code: not yet to be decided.

    Whatever else was missed or exempt: a count of those who wait must not tell who is exempt.
    """
    return tally.missing + tally.unlawful > 0


def improved(
    now: Tally,
    before: Tally,
    *,
    exempt: int = 0,
    exempt_before: int = 0,
    points: Fraction,
    fewest: int,
) -> bool:
    """Attendance rose by so many percentage points or more, on at least so many sessions each time."""
    held = possible(now) - exempt
    earlier = possible(before) - exempt_before
    if min(held, earlier) < max(fewest, 1) or now.missing or now.unlawful:
        return False
    gained = Fraction(attended(now), held) - Fraction(attended(before), earlier)
    return gained > 0 and 100 * gained >= points


# --- Full days ----------------------------------------------------------------------------------------------

LEAST_DAYS: Final = 2


class Compared(NamedTuple):
    """One day beside the usual: attended and possible sessions of each, and how many days the usual is."""

    attended: int
    possible: int
    usually_attended: int
    usually_possible: int
    days: int

    @property
    def comparable(self) -> bool:
        """Whether there is something to set the day beside: one other day alone says nothing."""
        return self.possible > 0 and self.usually_possible > 0 and self.days >= LEAST_DAYS

    @property
    def gain(self) -> Fraction:
        """How far the day lies above the usual (below it, less than nought)."""
        return Fraction(self.attended, self.possible) - Fraction(self.usually_attended, self.usually_possible)


def compared(day: tuple[int, int], others: Sequence[tuple[int, int]]) -> Compared:
    """A day beside others, each as attended and possible: sums over sums, never averages of rates."""
    counted = [(part, whole) for part, whole in others if whole > 0]
    return Compared(
        *day, sum(part for part, _whole in counted), sum(whole for _part, whole in counted), len(counted)
    )
