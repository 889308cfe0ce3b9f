"""Patterns of absence and lateness: what a line of marks shows that a rate does not (requirements ATT-16).

A pattern is a count set beside another, said in a sentence with both numbers: it names days, never a reason.
From how many days on something is one is the product's own, for nothing national says so. Whoever came is
not missed: a child marked U came late (domain-rules §1.1), and counts among the lates.

Everything is asked of many pupils at once, as arrays of pupils × sessions or pupils × days of the year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import SESSIONS
from trellis.rules.marks import Matrix
from trellis.rules.spans import SATURDAY
from trellis.rules.spending import Spent
from trellis.rules.words import Sentence, gettext_noop

Days = NDArray[np.bool_]
Numbers = NDArray[np.int64]

DAYS: Final = SESSIONS // 2
_DAYS_A_WEEK: Final = 7

# A share of some days is a pattern from three days on, a fifth of them, and half as much again as of others.
FEWEST_DAYS: Final = 3
ONE_IN: Final = 5
# Beside a holiday there are few days to miss: two are a pattern.
FEWEST_BESIDE_HOLIDAYS: Final = 2
# Away now: so many school days in a row, up to the latest that was marked.
FEWEST_RUNNING: Final = 3
# Short spells: so many apart, each of one or two school days.
FEWEST_SPELLS: Final = 4
SHORT_SPELL: Final = 2
# Broken weeks: so many in which some days were missed and not all, a third of the weeks there were.
FEWEST_WEEKS: Final = 4
ONE_WEEK_IN: Final = 3
# Late: so many days, a fifth of those on which the child came.
FEWEST_LATES: Final = 5
# Half days: so many, and more than half of the days missed in any part.
FEWEST_HALVES: Final = 4
# Between two school days more than a long weekend lies a holiday.
LONG_WEEKEND: Final = 4


class Kind(StrEnum):
    """What is a pattern, in the order in which somebody would ask."""

    RUNNING = "running"
    WEEKDAY = "weekday"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    SPELLS = "spells"
    BROKEN_WEEKS = "broken_weeks"
    LATE = "late"
    MORNINGS = "mornings"
    AFTERNOONS = "afternoons"


_WORDS: Final = {
    Kind.RUNNING: gettext_noop("Away for the last %(part)s school days"),
    Kind.WEEKENDS: gettext_noop(
        "Missed %(part)s of %(whole)s Mondays and Fridays, and %(other)s of %(others)s other days"
    ),
    Kind.HOLIDAYS: gettext_noop("Missed %(part)s of the %(whole)s days next to a holiday"),
    Kind.SPELLS: gettext_noop("%(whole)s spells of absence, %(part)s of them of one or two days"),
    Kind.BROKEN_WEEKS: gettext_noop("Missed part of %(part)s of %(whole)s weeks"),
    Kind.LATE: gettext_noop("Late on %(part)s of %(whole)s days"),
    Kind.MORNINGS: gettext_noop("%(part)s of %(whole)s days missed were a morning alone"),
    Kind.AFTERNOONS: gettext_noop("%(part)s of %(whole)s days missed were an afternoon alone"),
}
_WEEKDAYS: Final = (
    gettext_noop("Missed %(part)s of %(whole)s Mondays"),
    gettext_noop("Missed %(part)s of %(whole)s Tuesdays"),
    gettext_noop("Missed %(part)s of %(whole)s Wednesdays"),
    gettext_noop("Missed %(part)s of %(whole)s Thursdays"),
    gettext_noop("Missed %(part)s of %(whole)s Fridays"),
)
_ENDS: Final = (0, SATURDAY - 1)  # Monday and Friday


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something a child's marks show: so many of so many, and for some kinds of the other days as well."""

    kind: Kind
    part: int
    whole: int
    other: int = 0
    others: int = 0
    weekday: int | None = None  # 0 is Monday

    def in_words(self) -> Sentence:
        """Such as "Missed 5 of 12 Mondays"."""
        template = _WORDS[self.kind] if self.weekday is None else _WEEKDAYS[self.weekday]
        return Sentence(template, part=self.part, whole=self.whole, other=self.other, others=self.others)


def beside_holidays(open_days: Days) -> Days:
    """The last school day before each holiday and the first after it, of any number of calendars.

    `open_days` is calendars × 378. The first day of the year and the last count: a holiday lies beyond them.
    """
    beside = np.zeros(open_days.shape, np.bool_)
    for row, days in zip(beside, open_days, strict=True):
        held = np.flatnonzero(days)
        if len(held):
            parted = np.flatnonzero(np.diff(held) > LONG_WEEKEND)
            row[held[parted]] = row[held[parted + 1]] = True
            row[held[0]] = row[held[-1]] = True
    return beside


# --- the patterns ---


class _Day(IntFlag):
    """What became of a day; several at once."""

    HELD = 1  # some session was possible
    MISSED = 2  # some session was missed
    CAME = 4  # some session was attended, in time or late
    LATE = 8
    MORNING_ONLY = 16  # the morning was missed and the afternoon was not
    AFTERNOON_ONLY = 32


class _Seen(NamedTuple):
    """The days of some pupils, each pupils × weeks × days of the week."""

    held: Days
    missed: Days
    came: Days
    late: Days
    morning_only: Days
    afternoon_only: Days


def patterns(spent: Matrix, beside: Days) -> tuple[tuple[Pattern, ...], ...]:
    """What each pupil's sessions show, the gravest first; most show nothing.

    `spent` is pupils × 756 (`spent_of`, with nothing wherever a session is not to be counted); `beside` is
    pupils × 378, or one row for all (`beside_holidays`).
    """
    shown: tuple[list[Pattern], ...] = tuple([] for _pupil in spent)
    for found in _found(spent, beside):
        who = np.flatnonzero(found.where)
        counts = (np.broadcast_to(held, len(spent))[who].tolist() for held in found.counts)
        for number, part, whole, other, others in zip(who.tolist(), *counts, strict=True):
            shown[number].append(Pattern(found.kind, part, whole, other, others, found.weekday))
    return tuple(map(tuple, shown))


def show_any(spent: Matrix, beside: Days, kinds: Collection[str] = tuple(Kind)) -> Days:
    """Whose sessions show anything at all, or anything of some kinds, without what it is."""
    shown = np.zeros(len(spent), np.bool_)
    for found in _found(spent, beside):
        if found.kind in kinds:
            shown |= found.where
    return shown


class _Found(NamedTuple):
    """One kind of pattern: who has it, and for each pupil so many of so many, and of the other days."""

    kind: Kind
    where: Days
    part: Numbers
    whole: Numbers
    other: Numbers | int = 0
    others: Numbers | int = 0
    weekday: int | None = None

    @property
    def counts(self) -> tuple[Numbers | int, ...]:
        return self.part, self.whole, self.other, self.others


def _found(spent: Matrix, beside: Days) -> Iterator[_Found]:
    """Every kind of pattern, in the order in which somebody would ask."""
    days = _days(spent)
    held = np.bitwise_or.reduce(days, axis=0).reshape(-1, _DAYS_A_WEEK)
    if not held.any():
        return
    # Where nobody had a session there is nothing to see: weeks of holiday, weeks to come, and weekends.
    weeks, last = np.flatnonzero(held.any(axis=1)), int(np.flatnonzero(held.any(axis=0))[-1])
    kept = np.ix_(np.arange(len(spent)), weeks, np.arange(max(SATURDAY, last + 1)))
    of_weeks = (len(spent), *held.shape)
    own = days.reshape(of_weeks)[kept]
    seen = _Seen(*((own & flag.value) > 0 for flag in _Day))
    yield from _running(seen)
    yield from _by_weekday(seen)
    yield from _beside_holidays(seen, np.broadcast_to(beside, days.shape).reshape(of_weeks)[kept])
    yield from _spells(seen)
    yield from _broken_weeks(seen)
    yield from _lates(seen)
    yield from _halves(seen)


def _days(spent: Matrix) -> Matrix:
    """What became of each day, its two sessions read at once: pupils × 378."""
    days: Matrix = _of_a_day()[np.ascontiguousarray(spent, np.uint8).view(np.uint16)]
    return days


@cache
def _of_a_day() -> NDArray[np.uint8]:
    """For a morning and its afternoon, as they stand side by side in memory, what became of the day."""
    sessions = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    late: Days = (sessions & Spent.LATE) > 0
    missed: Days = ((sessions & Spent.ABSENT) > 0) & ~late
    came: Days = ((sessions & Spent.ATTENDED) > 0) | late
    return np.asarray(
        np.any(sessions & Spent.POSSIBLE, axis=1) * _Day.HELD
        | np.any(missed, axis=1) * _Day.MISSED
        | np.any(came, axis=1) * _Day.CAME
        | np.any(late, axis=1) * _Day.LATE
        | (missed[:, 0] & came[:, 1]) * _Day.MORNING_ONLY
        | (came[:, 0] & missed[:, 1]) * _Day.AFTERNOON_ONLY,
        np.uint8,
    )


def _in_a_row(days: Days) -> Days:
    """The days of each pupil one after another, whatever the week."""
    return days.reshape(len(days), -1)


def _count(days: Days) -> Numbers:
    """How many days each pupil has."""
    counted: Numbers = np.count_nonzero(_in_a_row(days), axis=1)
    return counted


def _often(part: Numbers, whole: Numbers, fewest: int) -> Days:
    return (part >= fewest) & (ONE_IN * part >= whole)


def _more_than(part: Numbers, whole: Numbers, other: Numbers, others: Numbers) -> Days:
    """A larger share than one and a half times that of the other days; without other days, nothing is."""
    more: Days = (2 * part * others > 3 * other * whole) & (others > 0)
    return more


def _running(seen: _Seen) -> Iterator[_Found]:
    """Days missed in a row, up to the latest that was held."""
    held, missed = _in_a_row(seen.held), _in_a_row(seen.missed)
    length = held.shape[1]
    whole = held & ~missed
    last_whole = np.where(whole.any(axis=1), length - 1 - np.argmax(whole[:, ::-1], axis=1), -1)
    since = np.arange(length) > last_whole[:, None]
    days = _count(since & missed)
    yield _Found(Kind.RUNNING, days >= FEWEST_RUNNING, days, days)


def _by_weekday(seen: _Seen) -> Iterator[_Found]:
    """A weekday missed far more often than the others, or Mondays and Fridays together."""
    part, whole = np.count_nonzero(seen.missed, axis=1), np.count_nonzero(seen.held, axis=1)
    all_part, all_whole = part.sum(axis=1, keepdims=True), whole.sum(axis=1, keepdims=True)
    alone = _often(part, whole, FEWEST_DAYS) & _more_than(part, whole, all_part - part, all_whole - whole)
    ends, end_days = part[:, _ENDS].sum(axis=1), whole[:, _ENDS].sum(axis=1)
    other, others = all_part[:, 0] - ends, all_whole[:, 0] - end_days
    # Where one of the two days says it all, the other is not accused with it.
    both = alone[:, _ENDS].all(axis=1) | ~alone[:, _ENDS].any(axis=1)
    weekends = _often(ends, end_days, FEWEST_DAYS) & _more_than(ends, end_days, other, others) & both
    for end in _ENDS:
        alone[weekends, end] = False
    for weekday in range(SATURDAY):
        own = alone[:, weekday], part[:, weekday], whole[:, weekday]
        yield _Found(Kind.WEEKDAY, *own, weekday=weekday)
    yield _Found(Kind.WEEKENDS, weekends, ends, end_days, other, others)


def _beside_holidays(seen: _Seen, beside: Days) -> Iterator[_Found]:
    part, whole = _count(seen.missed & beside), _count(seen.held & beside)
    other, others = _count(seen.missed) - part, _count(seen.held) - whole
    where = _often(part, whole, FEWEST_BESIDE_HOLIDAYS) & _more_than(part, whole, other, others)
    yield _Found(Kind.HOLIDAYS, where, part, whole)


def _spells(seen: _Seen) -> Iterator[_Found]:
    """Spells of absence apart from one another: days held in a row that were missed."""
    who, day = np.nonzero(_in_a_row(seen.missed))
    held = np.cumsum(_in_a_row(seen.held), axis=1, dtype=np.int16)[who, day]
    begins = np.ones(len(who), np.bool_)
    begins[1:] = (who[1:] != who[:-1]) | (held[1:] != held[:-1] + 1)
    long = np.bincount(np.cumsum(begins) - 1)
    whose = who[begins]
    spells = np.bincount(whose, minlength=len(seen.held))
    short = np.bincount(whose[long <= SHORT_SPELL], minlength=len(seen.held))
    yield _Found(Kind.SPELLS, short >= FEWEST_SPELLS, short, spells)


def _broken_weeks(seen: _Seen) -> Iterator[_Found]:
    """Weeks missed in part: a week's days are the bits of one number."""
    bits = 1 << np.arange(seen.held.shape[2], dtype=np.uint8)
    held, missed = seen.held.view(np.uint8) @ bits, seen.missed.view(np.uint8) @ bits
    part, whole = _count((missed != 0) & (missed != held)), _count(held != 0)
    where = (part >= FEWEST_WEEKS) & (ONE_WEEK_IN * part >= whole)
    yield _Found(Kind.BROKEN_WEEKS, where, part, whole)


def _lates(seen: _Seen) -> Iterator[_Found]:
    part, whole = _count(seen.late), _count(seen.came)
    yield _Found(Kind.LATE, _often(part, whole, FEWEST_LATES), part, whole)


def _halves(seen: _Seen) -> Iterator[_Found]:
    whole = _count(seen.missed)
    for kind, days in ((Kind.MORNINGS, seen.morning_only), (Kind.AFTERNOONS, seen.afternoon_only)):
        part = _count(days)
        yield _Found(kind, (part >= FEWEST_HALVES) & (2 * part > whole), part, whole)
