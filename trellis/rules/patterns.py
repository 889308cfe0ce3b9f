"""Patterns of absence and lateness: what a line of marks shows that a rate does not (requirements ATT-16).

A pattern is a count set beside another, said in a sentence with both numbers: it names days, never a reason.
From how many days on something is one is the product's own, for nothing national says so. Whoever came is
not missed: a child marked U came late (domain-rules §1.1), and counts among the lates.

Everything is asked of many pupils at once, as arrays of pupils × sessions or pupils × days of the year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import SESSIONS, WEEKS
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


class _Seen(NamedTuple):
    """The days of some pupils, each pupils × 378."""

    held: Days  # some session was possible
    missed: Days  # some session was missed
    came: Days  # some session was attended, in time or late
    late: Days
    morning_only: Days  # the morning was missed and the afternoon was not
    afternoon_only: Days


def patterns(spent: Matrix, beside: Days) -> tuple[tuple[Pattern, ...], ...]:
    """What each pupil's sessions show, the gravest first; most show nothing.

    `spent` is pupils × 756 (`spent_of`, with nothing wherever a session is not to be counted); `beside` is
    pupils × 378, or one row for all (`beside_holidays`).
    """
    seen = _seen(spent)
    found: defaultdict[int, list[Pattern]] = defaultdict(list)
    for number, pattern in (
        *_running(seen),
        *_by_weekday(seen),
        *_beside_holidays(seen, np.broadcast_to(beside, seen.held.shape)),
        *_spells(seen),
        *_broken_weeks(seen),
        *_lates(seen),
        *_halves(seen),
    ):
        found[number].append(pattern)
    return tuple(tuple(found.get(number, ())) for number in range(len(spent)))


def _seen(spent: Matrix) -> _Seen:
    sessions = spent.reshape(len(spent), DAYS, 2)
    late: Days = (sessions & Spent.LATE) > 0
    missed: Days = ((sessions & Spent.ABSENT) > 0) & ~late
    came: Days = ((sessions & Spent.ATTENDED) > 0) | late
    return _Seen(
        held=np.any(sessions & Spent.POSSIBLE, axis=2),
        missed=np.any(missed, axis=2),
        came=np.any(came, axis=2),
        late=np.any(late, axis=2),
        morning_only=missed[:, :, 0] & came[:, :, 1],
        afternoon_only=came[:, :, 0] & missed[:, :, 1],
    )


def _each(where: Days) -> Iterator[int]:
    return iter(np.flatnonzero(where).tolist())


def _often(part: Numbers, whole: Numbers, fewest: int) -> Days:
    return (part >= fewest) & (ONE_IN * part >= whole)


def _more_than(part: Numbers, whole: Numbers, other: Numbers, others: Numbers) -> Days:
    """A larger share than one and a half times that of the other days; without other days, nothing is."""
    more: Days = (2 * part * others > 3 * other * whole) & (others > 0)
    return more


def _running(seen: _Seen) -> Iterator[tuple[int, Pattern]]:
    """Days missed in a row, up to the latest that was held."""
    whole = seen.held & ~seen.missed
    last_whole = np.where(whole.any(axis=1), DAYS - 1 - np.argmax(whole[:, ::-1], axis=1), -1)
    since = np.arange(DAYS) > last_whole[:, None]
    days = (since & seen.missed).sum(axis=1)
    for number in _each(days >= FEWEST_RUNNING):
        yield number, Pattern(Kind.RUNNING, int(days[number]), int(days[number]))


def _by_weekday(seen: _Seen) -> Iterator[tuple[int, Pattern]]:
    """A weekday missed far more often than the others, or Mondays and Fridays together."""
    by_day = (len(seen.held), WEEKS, _DAYS_A_WEEK)
    part = seen.missed.reshape(by_day).sum(axis=1)
    whole = seen.held.reshape(by_day).sum(axis=1)
    all_part, all_whole = part.sum(axis=1, keepdims=True), whole.sum(axis=1, keepdims=True)
    alone = _often(part, whole, FEWEST_DAYS) & _more_than(part, whole, all_part - part, all_whole - whole)
    ends, end_days = part[:, _ENDS].sum(axis=1), whole[:, _ENDS].sum(axis=1)
    other, others = all_part[:, 0] - ends, all_whole[:, 0] - end_days
    # Where one of the two days says it all, the other is not accused with it.
    both = alone[:, _ENDS].all(axis=1) | ~alone[:, _ENDS].any(axis=1)
    weekends = _often(ends, end_days, FEWEST_DAYS) & _more_than(ends, end_days, other, others) & both
    for end in _ENDS:
        alone[weekends, end] = False
    for number, weekday in np.argwhere(alone[:, :SATURDAY]).tolist():
        yield (
            number,
            Pattern(Kind.WEEKDAY, int(part[number, weekday]), int(whole[number, weekday]), weekday=weekday),
        )
    for number in _each(weekends):
        yield (
            number,
            Pattern(
                Kind.WEEKENDS,
                int(ends[number]),
                int(end_days[number]),
                int(other[number]),
                int(others[number]),
            ),
        )


def _beside_holidays(seen: _Seen, beside: Days) -> Iterator[tuple[int, Pattern]]:
    part, whole = (seen.missed & beside).sum(axis=1), (seen.held & beside).sum(axis=1)
    other, others = (seen.missed & ~beside).sum(axis=1), (seen.held & ~beside).sum(axis=1)
    where = _often(part, whole, FEWEST_BESIDE_HOLIDAYS) & _more_than(part, whole, other, others)
    for number in _each(where):
        yield number, Pattern(Kind.HOLIDAYS, int(part[number]), int(whole[number]))


def _spells(seen: _Seen) -> Iterator[tuple[int, Pattern]]:
    """Spells of absence apart from one another: days held in a row that were missed."""
    who, day = np.nonzero(seen.held)
    missed = seen.missed[who, day]
    same = np.r_[False, who[1:] == who[:-1]]
    begins = missed & ~(same & np.r_[False, missed[:-1]])
    spell = np.cumsum(begins)[missed] - 1
    long = np.bincount(spell, minlength=int(begins.sum()))
    whose = who[begins]
    spells = np.bincount(whose, minlength=len(seen.held))
    short = np.bincount(whose[long <= SHORT_SPELL], minlength=len(seen.held))
    for number in _each(short >= FEWEST_SPELLS):
        yield number, Pattern(Kind.SPELLS, int(short[number]), int(spells[number]))


def _broken_weeks(seen: _Seen) -> Iterator[tuple[int, Pattern]]:
    weeks = (len(seen.held), WEEKS, _DAYS_A_WEEK)
    held, missed = seen.held.reshape(weeks), seen.missed.reshape(weeks)
    some, all_of = missed.any(axis=2), (missed == held).all(axis=2)
    part, whole = (some & ~all_of).sum(axis=1), held.any(axis=2).sum(axis=1)
    for number in _each((part >= FEWEST_WEEKS) & (ONE_WEEK_IN * part >= whole)):
        yield number, Pattern(Kind.BROKEN_WEEKS, int(part[number]), int(whole[number]))


def _lates(seen: _Seen) -> Iterator[tuple[int, Pattern]]:
    part, whole = seen.late.sum(axis=1), seen.came.sum(axis=1)
    for number in _each(_often(part, whole, FEWEST_LATES)):
        yield number, Pattern(Kind.LATE, int(part[number]), int(whole[number]))


def _halves(seen: _Seen) -> Iterator[tuple[int, Pattern]]:
    whole = seen.missed.sum(axis=1)
    for kind, days in ((Kind.MORNINGS, seen.morning_only), (Kind.AFTERNOONS, seen.afternoon_only)):
        part = days.sum(axis=1)
        for number in _each((part >= FEWEST_HALVES) & (2 * part > whole)):
            yield number, Pattern(kind, int(part[number]), int(whole[number]))
