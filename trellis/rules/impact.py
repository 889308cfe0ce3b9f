"""Did help make a difference: supported pupils beside pupils like them (the method of docs/impact.md).

Children are chosen for support when they are at their worst, and most come part of the way back whatever
anybody does. So a change from before to after says little. Each supported pupil is set beside the five most
alike who were not supported on the day the support began, by what was known that day; they are kept whatever
happens to them next. What is estimated is the change of the supported less the change of those like them.

Absence is counted by school week, as arrays of pupils × weeks. A pupil's windows lie around their own start:
twelve school weeks before it and six from it on, with six more for the follow-up. What a whole school went
through in a week (a bug going round, snow) is taken out first, by the change among its pupils who were never
supported: two pupils of one school are then compared as they stand, and pupils of two schools without what
parts their schools.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.rules.words import Sentence, gettext_noop

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

BEFORE: Final = 6  # school weeks, and as many before those
LATEST: Final = 2  # the last of them, looked at once more: who is getting worse now
AFTER: Final = 6
MATCHES: Final = 5
# How unlike somebody may be: the distance in the three figures, each in spreads of the pupils not supported.
CALIPER: Final = 1.0
FEWEST: Final = 10
# A child here for less than a third of six weeks has no rate to be matched or measured by.
LEAST_SESSIONS: Final = 20
# A difference is "the smallest that could have been seen" if four samples of five would have shown it.
POWER: Final = 0.8416
NORMAL: Final = 1.959964
# Beyond this the line through the matches hangs on one child.
_MOST_LEVERAGE: Final = 0.9


class Look(StrEnum):
    """Which weeks after the start are looked at. The first is the primary look, fixed in advance."""

    FIRST = "first"  # school weeks 1 to 6
    FOLLOW_UP = "follow_up"  # 7 to 12


class Verdict(StrEnum):
    """What may be said of an estimate, and no more."""

    MORE = "more"
    LESS = "less"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"


class Standing(StrEnum):
    """What became of one supported pupil in the comparison."""

    MATCHED = "matched"
    NOBODY_LIKE_THEM = "nobody_like_them"
    TOO_SHORT_BEFORE = "too_short_before"
    TOO_SOON = "too_soon"
    LEFT = "left"


_WORDS: Final = {
    Verdict.MORE: gettext_noop("Their attendance rose more than that of similar pupils."),
    Verdict.LESS: gettext_noop("Their attendance rose less than that of similar pupils."),
    Verdict.UNCLEAR: gettext_noop(
        "No clear difference from similar pupils: only one above about %(points)s points would have shown."
    ),
    Verdict.TOO_FEW: gettext_noop(
        "Too few to tell: for %(matched)s pupils somebody like them was found, and it takes %(fewest)s."
    ),
}


@dataclass(frozen=True, eq=False)
class Weekly:
    """Absence by school week, a row for each pupil at one school.

    `absent` and `possible` are sessions, pupils × weeks; `schools`, `phases` and `families` number those of
    each row; `open_weeks` is schools × weeks. `helped` says in which weeks a row had support at the tier in
    question or above it, the week of its start among them. Weeks are calendar weeks in order; one a school is
    shut in is none of its weeks. `recoded` are sessions of codes that change a rate without a child coming to
    school: they are only shown beside it.
    """

    absent: Whole
    possible: Whole
    recoded: Whole
    schools: Whole
    phases: Whole
    families: Whole
    open_weeks: Mask
    helped: Mask

    @cached_property
    def windows(self) -> _Windows:
        """Sums over any of its weeks, worked out once for every question asked of it."""
        return _Windows(self)


class Start(NamedTuple):
    """One pupil's support: the row, and the week it began in, which is the first of the weeks after."""

    row: int
    week: int


@dataclass(frozen=True, slots=True)
class Change:
    """The mean absence of so many pupils in the six weeks before and the weeks after, in per cent of possible
    sessions; and the mean number of sessions that were possible, and of those recoded.
    """

    pupils: int
    before: float
    after: float
    possible_before: float
    possible_after: float
    recoded_before: float
    recoded_after: float


@dataclass(frozen=True, slots=True)
class Impact:
    """What can be said of one group's support over one look; points are percentage points of attendance.

    `difference` is positive where the supported came more often than similar pupils. `low` and `high` are its
    95% interval. All are None where nobody could be matched, the interval also where fewer than ten were.
    """

    standings: tuple[Standing, ...]
    supported: Change | None
    similar: Change | None
    alone: Change | None  # measured, though nobody like them was found: told without the word impact
    comparisons: int  # different pupils they were compared with
    left_out: int  # matches who left and have no sessions after
    difference: float | None
    low: float | None
    high: float | None
    smallest: float | None

    @property
    def matched(self) -> int:
        """For how many somebody like them was found."""
        return self.standings.count(Standing.MATCHED)

    @property
    def verdict(self) -> Verdict:
        """The one sentence there is to say."""
        if self.low is None or self.high is None:
            return Verdict.TOO_FEW
        if self.low > 0:
            return Verdict.MORE
        return Verdict.LESS if self.high < 0 else Verdict.UNCLEAR

    def in_words(self) -> Sentence:
        """The sentence of the verdict."""
        points = "" if self.smallest is None else f"{self.smallest:.1f}"
        return Sentence(_WORDS[self.verdict], points=points, matched=self.matched, fewest=FEWEST)


def impact(weekly: Weekly, starts: Sequence[Start], look: Look = Look.FIRST) -> Impact:
    """The estimate for some pupils' support, by bias-corrected matching.

    What is left of a match's unlikeness is taken out along a line fitted through the matches. The interval
    counts a match as often as it was used, a family once, and the line's own uncertainty.
    """
    standings = [Standing.TOO_SHORT_BEFORE] * len(starts)
    pairs = _Pairs()
    alone: list[_Member] = []
    windows = weekly.windows
    for held in _together(weekly, starts):
        window = windows.around(held.school, held.week, look)
        if window is None:
            soon = windows.too_soon(held.school, held.week, look)
            for number in held.numbers:
                standings[number] = Standing.TOO_SOON if soon else Standing.TOO_SHORT_BEFORE
            continue
        rows = np.array([starts[number].row for number in held.numbers], np.int64)
        for number, row, found in zip(held.numbers, rows, window.like(weekly, rows, held.week), strict=True):
            if not window.known[row]:
                continue
            if not window.measured[row]:
                standings[number] = Standing.LEFT
            elif pairs.take(window, weekly, int(row), found):
                standings[number] = Standing.MATCHED
            else:
                standings[number] = Standing.NOBODY_LIKE_THEM
                alone.append(window.member(weekly, int(row)))
    return _estimate(tuple(standings), pairs, alone)


# --- windows ---


class _Together(NamedTuple):
    """Starts of one week at one school: they share their windows."""

    school: int
    week: int
    numbers: list[int]


def _together(weekly: Weekly, starts: Sequence[Start]) -> Iterator[_Together]:
    held: dict[tuple[int, int], list[int]] = {}
    for number, start in enumerate(starts):
        held.setdefault((int(weekly.schools[start.row]), start.week), []).append(number)
    for (school, week), numbers in sorted(held.items()):
        yield _Together(school, week, numbers)


@dataclass(frozen=True, slots=True)
class _Window:
    """Everybody's figures around one start: what was known then (3 × pupils), and the weeks looked at after.

    Per cent of possible sessions. `figures` and `later` have what the school went through taken out; `told`
    is as it was, in the order of `Change`.
    """

    figures: Numbers
    later: Numbers
    told: Numbers
    known: Mask
    measured: Mask

    def member(self, weekly: Weekly, row: int) -> _Member:
        """One pupil's part in the comparison."""
        own = float(self.later[row])
        return _Member(self.figures[:, row], own, self.told[:, row], int(weekly.families[row]))

    def like(self, weekly: Weekly, rows: Whole, week: int) -> list[Whole]:
        """For each row the five most alike who had no support then, of its own school before any other.

        All are of its phase. Whoever differs too much in the six weeks alone is never looked at.
        """
        found: dict[int, Whole] = {}
        for phase in np.unique(weekly.phases[rows]):
            pool = np.flatnonzero(self.known & ~weekly.helped[:, week] & (weekly.phases == phase))
            spread = self.figures[:, pool].std(axis=1) if len(pool) else np.ones(len(self.figures))
            figures = self.figures / np.where(spread > 0, spread, 1.0)[:, None]
            pool = pool[np.argsort(figures[0, pool], kind="stable")]
            theirs = figures[:, pool]
            for row in rows[weekly.phases[rows] == phase]:
                own = figures[:, row]
                first, last = np.searchsorted(theirs[0], (own[0] - CALIPER, own[0] + CALIPER))
                apart = ((theirs[:, first : last + 1] - own[:, None]) ** 2).sum(axis=0)
                near = np.flatnonzero(apart <= CALIPER**2)
                others = pool[first + near]
                elsewhere = weekly.schools[others] != weekly.schools[row]
                found[int(row)] = others[np.lexsort((others, apart[near], elsewhere))[:MATCHES]]
        return [found[int(row)] for row in rows]


class _Windows:
    """Sums over any weeks of everybody, from sums up to each."""

    def __init__(self, weekly: Weekly) -> None:
        self._weekly = weekly
        never = ~weekly.helped.any(axis=1)
        schools = len(weekly.open_weeks)
        # Weeks × pupils and weeks × schools from here on: a window is the difference of two rows.
        absent = np.zeros((weekly.absent.shape[1], schools))
        possible = np.zeros_like(absent)
        for school in range(schools):
            here = never & (weekly.schools == school)
            absent[:, school] = weekly.absent[here].sum(axis=0)
            possible[:, school] = weekly.possible[here].sum(axis=0)
        # The share missed in a week by those of a school who were never supported: the same pupils all along.
        self._usual = np.divide(absent, possible, out=np.zeros_like(absent), where=possible > 0)
        self._school_absent, self._school_possible = _up_to(absent), _up_to(possible)
        self._possible = _up_to(weekly.possible.T)
        self._absent = _up_to(weekly.absent.T)
        self._recoded = _up_to(weekly.recoded.T)
        self._own = _up_to(weekly.absent.T - weekly.possible.T * self._usual[:, weekly.schools])

    def around(self, school: int, week: int, look: Look) -> _Window | None:
        """The window around a start, or None where the school has not that many weeks before or after it."""
        weeks = np.flatnonzero(self._weekly.open_weeks[school])
        here = int(np.searchsorted(weeks, week))
        last = here + AFTER * (2 if look is Look.FOLLOW_UP else 1)
        if here < 2 * BEFORE or last > len(weeks):
            return None
        first = last - AFTER
        earlier = (int(weeks[here - 2 * BEFORE]), int(weeks[here - BEFORE]))
        recent = (earlier[1], int(weeks[here - 1]) + 1)
        latest = (int(weeks[here - LATEST]), recent[1])
        after = (int(weeks[first]), int(weeks[last - 1]) + 1)
        level = self._level(earlier[0], recent[1])
        figures = [self._apart(window) + level for window in (recent, earlier, latest)]
        enough = [self._sessions(window) >= LEAST_SESSIONS for window in (recent, earlier, after)]
        return _Window(
            figures=np.stack(figures),
            later=self._apart(after) + level,
            told=np.stack(
                [of(window) for of in (self._rate, self._sessions, self._moved) for window in (recent, after)]
            ),
            known=enough[0] & enough[1] & (self._sessions(latest) > 0),
            measured=enough[2],
        )

    def too_soon(self, school: int, week: int, look: Look) -> bool:
        """Whether it is the weeks after that are still to come."""
        weeks = np.flatnonzero(self._weekly.open_weeks[school])
        here = int(np.searchsorted(weeks, week))
        return here >= 2 * BEFORE and here + AFTER * (2 if look is Look.FOLLOW_UP else 1) > len(weeks)

    def _level(self, since: int, until: int) -> Numbers:
        """The usual absence of each row's school before the start: what parts two schools all the time."""
        absent = self._school_absent[until] - self._school_absent[since]
        possible = self._school_possible[until] - self._school_possible[since]
        levels: Numbers = _per_cent(absent, possible)[self._weekly.schools]
        return levels

    def _sessions(self, window: tuple[int, int]) -> Numbers:
        sessions: Numbers = self._possible[window[1]] - self._possible[window[0]]
        return sessions

    def _moved(self, window: tuple[int, int]) -> Numbers:
        moved: Numbers = self._recoded[window[1]] - self._recoded[window[0]]
        return moved

    def _rate(self, window: tuple[int, int]) -> Numbers:
        return _per_cent(self._absent[window[1]] - self._absent[window[0]], self._sessions(window))

    def _apart(self, window: tuple[int, int]) -> Numbers:
        """How far each lies from the usual of their school in the very weeks they were there for."""
        return _per_cent(self._own[window[1]] - self._own[window[0]], self._sessions(window))


def _up_to(numbers: NDArray[np.generic]) -> Numbers:
    summed = np.zeros((numbers.shape[0] + 1, numbers.shape[1]))
    np.cumsum(numbers, axis=0, out=summed[1:])
    return summed


def _per_cent(part: Numbers, whole: Numbers) -> Numbers:
    """What part each is of its whole; none where there is none."""
    return 100.0 * np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


# --- the estimate ---


class _Member(NamedTuple):
    """One pupil's part in the comparison, around one start."""

    figures: Numbers
    later: float
    told: Numbers
    family: int


class _Pairs:
    """Supported pupils and those like them, as they are found."""

    def __init__(self) -> None:
        self.supported: list[_Member] = []
        self.similar: list[_Member] = []
        self.weights: list[float] = []
        self.rows: set[int] = set()
        self.left = 0

    def take(self, window: _Window, weekly: Weekly, row: int, found: Whole) -> bool:
        """Add a pupil and those like them who can still be measured; False where there is nobody."""
        staying = found[window.measured[found]]
        self.left += len(found) - len(staying)
        if not len(staying):
            return False
        self.supported.append(window.member(weekly, row))
        self.similar += [window.member(weekly, int(other)) for other in staying]
        self.weights += [1 / len(staying)] * len(staying)
        self.rows.update(map(int, staying))
        return True


def _estimate(standings: tuple[Standing, ...], pairs: _Pairs, alone: list[_Member]) -> Impact:
    told = _change(alone) if alone else None
    if not pairs.supported:
        return Impact(standings, None, None, told, 0, pairs.left, None, None, None, None)
    similar = _change(pairs.similar, pairs.weights)
    found = _corrected(pairs)
    enough = len(pairs.supported) >= FEWEST
    half = found.error * student(found.degrees)
    return Impact(
        standings,
        _change(pairs.supported),
        replace(similar, pupils=len(pairs.rows)),
        told,
        len(pairs.rows),
        pairs.left,
        difference=found.difference,
        low=found.difference - half if enough else None,
        high=found.difference + half if enough else None,
        smallest=half + POWER * found.error if enough else None,
    )


def _change(members: list[_Member], weights: list[float] | None = None) -> Change:
    mean = np.average(np.stack([member.told for member in members]), axis=0, weights=weights)
    return Change(len(members), *map(float, mean))


class _Found(NamedTuple):
    """Points of attendance, their standard error, and the degrees of freedom behind it."""

    difference: float
    error: float
    degrees: float


def _corrected(pairs: _Pairs) -> _Found:
    """The mean difference after a line through the matches has taken out what still parts them.

    As the estimate is a weighted sum of what each child did, its variance is the sum of the squares, added up
    within a family first; each match's residual is scaled up by its leverage on the line.
    """
    size = len(pairs.supported)
    of_supported, of_similar = _arrays(pairs.supported), _arrays(pairs.similar)
    weights = np.array(pairs.weights)
    line = np.column_stack([np.ones(len(weights)), of_similar.figures])
    turned = np.linalg.pinv(line.T @ (line * weights[:, None]))
    slopes = turned @ (line.T @ (weights * of_similar.later))
    over = of_supported.later - np.column_stack([np.ones(size), of_supported.figures]) @ slopes
    left = of_similar.later - line @ slopes
    gap = np.concatenate([[0.0], of_supported.figures.mean(axis=0) - weights @ of_similar.figures / size])
    share = weights / size + weights * (line @ (turned @ gap))
    absence = float(over.mean() - share @ left)

    leverage = weights * np.einsum("ij,jk,ik->i", line, turned, line)
    left = left / (1 - np.minimum(leverage, _MOST_LEVERAGE))
    pull = (over - over.mean()) / math.sqrt(size * max(size - 1, 1))
    push = -share * left
    together = np.concatenate([of_supported.families, of_similar.families])
    _names, cluster = np.unique(together, return_inverse=True)
    sums = np.bincount(cluster, weights=np.concatenate([pull, push]))
    variance = float((sums**2).sum())
    theirs, ours = float((push**2).sum()), float((pull**2).sum())
    used = max(float(share.sum() ** 2 / (share**2).sum()) - line.shape[1], 2.0)
    parts = ours**2 / max(size - 1, 1) + theirs**2 / used
    degrees = (ours + theirs) ** 2 / parts if parts else math.inf
    return _Found(-absence, math.sqrt(variance), degrees)


class _Members(NamedTuple):
    figures: Numbers
    later: Numbers
    families: Whole


def _arrays(members: list[_Member]) -> _Members:
    return _Members(
        np.stack([member.figures for member in members]),
        np.array([member.later for member in members]),
        np.array([member.family for member in members], np.int64),
    )


def student(degrees: float) -> float:
    """The half width of a 95% interval in standard errors: Student's t by its expansion about the normal."""
    if math.isinf(degrees):
        return NORMAL
    z, v = NORMAL, max(degrees, 2.0)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
