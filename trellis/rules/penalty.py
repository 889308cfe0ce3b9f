"""The clock of penalty notices: when there is so much absence without leave that one may be considered.

In England since 19 August 2024 (domain-rules §0.3, §5.1): ten sessions of G, N, O or U within ten school
weeks, in any pattern, over terms and years. A school week is one in which a session was open to the child;
weeks are known by their Monday. In Wales each authority has a code of its own (§5.2): its codes, its number
of sessions, a number of school weeks or the term so far, and a rate of attendance besides.

N is counted and settles nothing: while the threshold is met only with absences whose reason is still to come,
it is said and nothing may be proposed (§0.4). Only sessions at compulsory school age count, and those that a
standing notice to the same parent was proposed on count no second time. The clock says where somebody stands;
whether anything is done is for people to decide, and a notice is the authority's alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntFlag, StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import WEEKS, AcademicYear
from trellis.rules.ages import birthday
from trellis.rules.codes import code_of, code_sets_over
from trellis.rules.marks import Matrix
from trellis.rules.words import Nation, Session

Numbers = NDArray[np.int64]
Yes = NDArray[np.bool_]
Rows = NDArray[np.intp]

_WEEK: Final = timedelta(weeks=1)
_TO_COME: Final = "N"
_TRAVELLING: Final = "T"
NEAR: Final = Fraction(6, 10)
"""From how much of the threshold on a child is said to come near it."""
SESSIONS_OF_MOBILE_FAMILIES: Final = 200
"""What a child over six of a mobile family attends in twelve months for its defence (domain-rules §0.8)."""
_OVER: Final = 6
FIFTH: Final = 5
"""By which school day after an absence its reason is to be known (domain-rules §0.4)."""


@dataclass(frozen=True, slots=True)
class Framework:
    """What an authority goes by before a notice may be considered.

    `weeks` are rolling school weeks, and none means the term so far. With `below`, attendance in the year so
    far is below it too. To one parent about one child there are at most `most` in `years`. Nothing before
    `since` counts.
    """

    nation: Nation
    codes: frozenset[str]
    sessions: int
    weeks: int
    most: int
    years: int
    below: Fraction | None = None
    since: date = date.min

    @property
    def near(self) -> Fraction:
        """From how many sessions on a child comes near."""
        return self.sessions * NEAR


ENGLAND: Final = Framework(
    Nation.ENGLAND, frozenset("GNOU"), sessions=10, weeks=10, most=2, years=3, since=date(2024, 8, 19)
)


class Marked(NamedTuple):
    """One session that counts, and its code."""

    day: date
    session: Session
    code: str

    @property
    def to_come(self) -> bool:
        """Whether its reason is still to be known."""
        return self.code == _TO_COME


@dataclass(frozen=True, eq=False)
class Year:
    """One academic year of some children, a row for each.

    `marks` are blank wherever a session is not to be counted: off the roll, or not of compulsory school age.
    `open_weeks` are children × 54. `terms` are the first days of its terms.
    """

    year: AcademicYear
    marks: Matrix
    open_weeks: Yes
    terms: tuple[date, ...] = ()


class _Is(IntFlag):
    COUNTED = 1
    TO_COME = 2
    POSSIBLE = 4
    ATTENDED = 8
    TRAVELLING = 16


_COUNTS: Final = np.uint8(_Is.COUNTED | _Is.TO_COME)


@lru_cache(maxsize=64)
def _tables(year: AcademicYear, framework: Framework) -> tuple[tuple[slice, NDArray[np.uint8]], ...]:
    found = []
    for positions, held in code_sets_over(framework.nation, year):
        table = np.zeros(256, np.uint8)
        for char, code in held.by_char.items():
            flags = _Is(0)
            if code.code in framework.codes:
                flags |= _Is.COUNTED | (_Is.TO_COME if code.code == _TO_COME else 0)
            if code.category.possible:
                flags |= _Is.POSSIBLE
            if code.category.attended:
                flags |= _Is.ATTENDED
            if code.code == _TRAVELLING:
                flags |= _Is.TRAVELLING
            table[ord(char)] = flags
        found.append((positions, table))
    return tuple(found)


def could_count(marks: Matrix, year: AcademicYear, framework: Framework) -> Numbers:
    """How many sessions of each of some lines have a code that counts, whenever: no window holds more."""
    positions = year.positions(max(framework.since, year.since), year.until)
    held = marks[:, positions.start : positions.stop]
    found: Numbers = np.zeros(len(marks), np.int64)
    for char in {code for _at, table in _tables(year, framework) for code in np.flatnonzero(table & _COUNTS)}:
        found += np.count_nonzero(held == char, axis=1)
    return found


def _flags_of(year: Year, framework: Framework) -> Matrix:
    flags: Matrix = np.zeros(year.marks.shape, np.uint8)
    for positions, table in _tables(year.year, framework):
        flags[:, positions] = table[year.marks[:, positions]]
    if framework.since > year.year.since:
        before = year.year.positions(year.year.since, framework.since - timedelta(1))
        flags[:, before.start : before.stop] &= ~_COUNTS
    return flags


# --- where somebody stands ---


class State(StrEnum):
    """Where a child's sessions stand against the threshold."""

    REACHED = "reached"  # within the window that ends now, every reason known
    DEPENDS = "depends"  # the same, but only with absences whose reason is still to come
    EARLIER = "earlier"  # within a window that ended before
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Window:
    """Some school weeks in a row, and the sessions in them that count, the earliest first."""

    since: date
    until: date
    sessions: tuple[Marked, ...]

    @property
    def settled(self) -> tuple[Marked, ...]:
        """Those whose reason is known."""
        return tuple(one for one in self.sessions if not one.to_come)

    @property
    def to_come(self) -> tuple[Marked, ...]:
        """Those whose reason is still to be known."""
        return tuple(one for one in self.sessions if one.to_come)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one child stands: the window that ends now, and the latest that reached the threshold, if any."""

    state: State
    now: Window
    reached: Window | None
    threshold: int

    @property
    def reached_on(self) -> date | None:
        """The day of the session that made it enough, reasons all known."""
        settled = self.reached.settled if self.reached else ()
        return settled[self.threshold - 1].day if len(settled) >= self.threshold else None

    @property
    def would_be_reached_on(self) -> date | None:
        """The day it would be enough if every reason still to come turns out to be none."""
        sessions = self.now.sessions
        return sessions[self.threshold - 1].day if len(sessions) >= self.threshold else None


class Clock:
    """The years of some children side by side, up to a day, as weeks.

    `used` says for some rows which sessions were proposed on already, and so count no more.
    """

    def __init__(
        self,
        years: Sequence[Year],
        framework: Framework,
        until: date,
        used: Mapping[int, Collection[tuple[date, Session]]] | None = None,
    ) -> None:
        self.years = sorted(years, key=lambda one: one.year)
        self.framework = framework
        self.until = until
        self.first = self.years[0].year.week0
        self.length = (self.years[-1].year.week0 - self.first).days // 7 + WEEKS
        self._flags = [_flags_of(year, framework) for year in self.years]
        for _at, year, flags in self._held():
            flags[:, max(2 * ((until - year.year.week0).days + 1), 0) :] = 0
        for row, places in (used or {}).items():
            self._leave_out(row, places)

    def _leave_out(self, row: int, places: Iterable[tuple[date, Session]]) -> None:
        for day, session in places:
            for _at, year, flags in self._held():
                if day in year.year:
                    flags[row, year.year.position(day, session)] &= ~_COUNTS

    def __len__(self) -> int:
        return len(self.years[0].marks)

    def only(self, row: int, used: Collection[tuple[date, Session]] = ()) -> Clock:
        """One child's clock, without some sessions."""
        years = [
            Year(year.year, year.marks[[row]], year.open_weeks[[row]], year.terms) for year in self.years
        ]
        return Clock(years, self.framework, self.until, {0: used})

    # --- weeks

    @cached_property
    def _by_week(self) -> tuple[Numbers, Numbers]:
        """How many sessions of each week count, and of those have no reason yet; children × weeks.

        A week two years share is one.
        """
        counted = np.zeros(len(self) * self.length, np.int64)
        to_come = np.zeros_like(counted)
        for at, _year, flags in self._held():
            rows, positions = np.nonzero((flags & np.uint8(_Is.COUNTED)) != 0)
            places = rows * self.length + at + positions // 14
            counted += np.bincount(places, minlength=len(counted))
            open_still = (flags[rows, positions] & np.uint8(_Is.TO_COME)) != 0
            to_come += np.bincount(places[open_still], minlength=len(counted))
        shape = (len(self), self.length)
        return counted.reshape(shape), to_come.reshape(shape)

    def _held(self) -> Iterator[tuple[int, Year, Matrix]]:
        """Each year, with the place of its week 0 and its flags."""
        for year, flags in zip(self.years, self._flags, strict=True):
            yield (year.year.week0 - self.first).days // 7, year, flags

    @cached_property
    def school_weeks(self) -> Yes:
        """Which weeks had a session open to each child, up to the day; children × weeks.

        A mark in a week that no calendar calls open says that it was.
        """
        found = np.zeros((len(self), self.length), np.bool_)
        for at, year, flags in self._held():
            found[:, at : at + WEEKS] |= year.open_weeks
            somebody = np.bitwise_or.reduce(flags, axis=0).reshape(WEEKS, 14) & np.uint8(_Is.POSSIBLE)
            for week in np.flatnonzero(somebody.any(axis=1) & ~year.open_weeks.all(axis=0)):
                held = flags[:, 14 * week : 14 * week + 14] & np.uint8(_Is.POSSIBLE)
                found[:, at + week] |= held.any(axis=1)
        found[:, max((self.until - self.first).days // 7 + 1, 0) :] = False
        return found

    @cached_property
    def _alike(self) -> list[tuple[Rows, Rows]]:
        """The children with the same school weeks together, and those weeks."""
        packed = np.packbits(self.school_weeks, axis=1)
        kinds, of_kind = np.unique(packed, axis=0, return_inverse=True)
        rows = (np.flatnonzero(of_kind == kind) for kind in range(len(kinds)))
        return [(own, np.flatnonzero(self.school_weeks[own[0]])) for own in rows]

    def _before(self, weeks: Rows) -> Rows:
        """Of some school weeks in order, how many lie before the window that ends with each of them."""
        if self.framework.weeks:
            return np.maximum(np.arange(1, len(weeks) + 1) - self.framework.weeks, 0)
        begun = np.zeros(self.length, np.intp)
        for term in sorted(term for year in self.years for term in year.terms):
            begun[(term - self.first).days // 7 :] = (term - self.first).days // 7
        return np.searchsorted(weeks, begun[weeks])

    def _in_windows(self, each: Numbers) -> Numbers:
        """What a week's number comes to over the window that ends with it; 0 where it is no school week."""
        found = np.zeros_like(each)
        for rows, weeks in self._alike:
            total = np.zeros((len(rows), len(weeks) + 1), each.dtype)
            np.cumsum(each[np.ix_(rows, weeks)], axis=1, out=total[:, 1:])
            found[np.ix_(rows, weeks)] = total[:, 1:] - total[:, self._before(weeks)]
        return found

    @cached_property
    def counted(self) -> Numbers:
        """The sessions that count in the window that ends with each week; children × weeks."""
        return self._in_windows(self._by_week[0])

    @cached_property
    def settled(self) -> Numbers:
        """Of those, the ones whose reason is known."""
        return self.counted - self._in_windows(self._by_week[1])

    @cached_property
    def _last(self) -> Numbers:
        """Each child's latest school week; -1 where there was none."""
        weeks = np.where(self.school_weeks, np.arange(self.length), -1)
        last: Numbers = weeks.max(axis=1)
        return last

    # --- standings

    def rows(self, *, near: bool = True) -> list[int]:
        """The rows that have reached the threshold in any window, with N or without, or come near it now."""
        enough = self.framework.sessions
        reached = (self.settled >= enough).any(axis=1)
        now = self.counted[np.arange(len(self)), np.maximum(self._last, 0)]
        least = self.framework.near if near else Fraction(enough)
        return [int(row) for row in np.flatnonzero(reached | (now * least.denominator >= least.numerator))]

    def state(self, row: int) -> State:
        """Where the sessions of one child stand."""
        enough, last = self.framework.sessions, int(self._last[row])
        now = int(self.counted[row, last]) if last >= 0 else 0
        if last >= 0 and self.settled[row, last] >= enough:
            return State.REACHED
        if now >= enough:
            return State.DEPENDS
        if (self.settled[row] >= enough).any():
            return State.EARLIER
        return State.NEAR if now >= enough * NEAR else State.FAR

    def standing(self, row: int) -> Standing:
        """The same, with the sessions behind it."""
        met = np.flatnonzero(self.settled[row] >= self.framework.sessions)
        now = self._window(row, int(self._last[row]))
        reached = self._window(row, int(met[-1])) if len(met) else None
        return Standing(self.state(row), now, reached, self.framework.sessions)

    def _window(self, row: int, week: int) -> Window:
        """The window that ends with a week; empty where there was no school."""
        if week < 0:
            return Window(self.until, self.until, ())
        weeks = np.flatnonzero(self.school_weeks[row])
        begins = weeks[self._before(weeks)[np.searchsorted(weeks, week)]]
        since = self.first + int(begins) * _WEEK
        until = min(self.first + week * _WEEK + timedelta(6), self.until)
        return Window(since, until, tuple(self.marked(row, since, until)))

    def marked(self, row: int, since: date, until: date) -> list[Marked]:
        """The sessions of one child that count between two days, the earliest first."""
        found = []
        for _at, year, flags in self._held():
            days = year.year.positions(since, until)
            for at in (
                np.flatnonzero(flags[row, days.start : days.stop] & _Is.COUNTED) + days.start
            ).tolist():
                code = code_of(chr(year.marks[row, at]))
                found.append(Marked(year.year.date_of(at), year.year.session_of(at), code))
        return found

    # --- what else is asked of one child

    def attendance(self, row: int) -> tuple[int, int]:
        """Sessions attended and possible in the academic year so far."""
        since = AcademicYear.of(self.until).since
        return self._count(row, since, _Is.ATTENDED), self._count(row, since, _Is.POSSIBLE)

    def _count(self, row: int, since: date, flag: _Is) -> int:
        """How many sessions of one child were so from a day on."""
        found = 0
        for _at, year, flags in self._held():
            days = year.year.positions(since, self.until)
            found += int(np.count_nonzero(flags[row, days.start : days.stop] & flag))
        return found

    def travelling(self, row: int, born: date) -> Travelling:
        """What the defence of a mobile family turns on: the twelve months that end on the day."""
        since = birthday(self.until + timedelta(1), -1)
        return Travelling(
            self._count(row, since, _Is.TRAVELLING),
            self._count(row, since, _Is.ATTENDED),
            self.until >= birthday(born, _OVER),
        )


@dataclass(frozen=True, slots=True)
class Travelling:
    """Sessions in the last twelve months marked T, and attended; whether the child is six or more.

    That a family travels for work is known from the register alone, and never from what a family is
    (domain-rules §0.8).
    """

    sessions: int
    attended: int
    is_over_six: bool

    @property
    def defends(self) -> bool:
        """Whether the family has a defence in law: of a child under six no number of sessions is asked."""
        return self.sessions > 0 and (not self.is_over_six or self.attended >= SESSIONS_OF_MOBILE_FAMILIES)


def reason_due_by(day: date, school_days: Sequence[date]) -> date | None:
    """The school day by which an absence has its reason; none where the calendar ends before it."""
    later = [one for one in school_days if one > day]
    return later[FIFTH - 1] if len(later) >= FIFTH else None


# --- notices to one parent about one child ---


def counts_until(issued: date, framework: Framework = ENGLAND) -> date:
    """The last day on which a notice still counts: the years end the day before they are complete."""
    return birthday(issued, framework.years) - timedelta(1)


def still_counting(issued: Iterable[date], on: date, framework: Framework = ENGLAND) -> list[date]:
    """The notices that count on a day, looking back from it (domain-rules §0.3), the earliest first.

    `issued` are those that stand: a notice that was withdrawn never counts, whatever else became of the rest.
    """
    return sorted(
        day for day in issued if framework.since <= day <= on and on <= counts_until(day, framework)
    )


def number_of_next(issued: Iterable[date], on: date, framework: Framework = ENGLAND) -> int | None:
    """Whether the next would be the first, the second …; None where there may be no other."""
    number = len(still_counting(issued, on, framework)) + 1
    return number if number <= framework.most else None


def again_from(issued: Iterable[date], on: date, framework: Framework = ENGLAND) -> date | None:
    """The first day on which there may be another again; None where there may be one now."""
    held = still_counting(issued, on, framework)
    if len(held) < framework.most:
        return None
    return counts_until(held[len(held) - framework.most], framework) + timedelta(1)
