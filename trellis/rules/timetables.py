"""Times that come again each week: when they are met, and whether two of them are at once.

A rota gives each half-term a turn: some year groups, one turn after another, and from the first again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from trellis.rules.ages import read_year_group, year_group_order
from trellis.rules.calendar import HalfTerm
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

_ONE_DAY: Final = timedelta(days=1)
_WEEK: Final = 7
_NURSERY: Final = ("N1", "N2")
_MOST_TURNS: Final = 12


class ProblemWithRota(ProblemWith):
    """Turns that cannot be read."""

    subject = "rota"


# --- each week ---


@dataclass(frozen=True)
class Weekly:
    """A weekday and a time, from one day until another; until any day where nothing is said."""

    weekday: int
    at: time
    minutes: int
    since: date
    until: date | None = None

    @property
    def begins(self) -> int:
        """Minutes after midnight."""
        return self.at.hour * 60 + self.at.minute

    def within(self, since: date, until: date | None) -> Weekly | None:
        """The same between two days; nothing where it is not met between them."""
        ends = [day for day in (self.until, until) if day is not None]
        held = replace(self, since=max(self.since, since), until=min(ends, default=None))
        return held if held.first is not None else None

    @property
    def first(self) -> date | None:
        """The first day of it; none where its weekday does not fall within it."""
        day = self.since + timedelta(days=(self.weekday - self.since.weekday()) % _WEEK)
        return day if self.until is None or day <= self.until else None

    def days(self, since: date, until: date, is_open: Callable[[date], bool]) -> Iterator[date]:
        """Each day between two on which it is met: its weekday, while the school is open."""
        held = self.within(since, until)
        if held is None or held.first is None or held.until is None:
            return
        day = held.first
        while day <= held.until:
            if is_open(day):
                yield day
            day += _WEEK * _ONE_DAY


def at_once(one: Weekly, other: Weekly) -> bool:
    """Whether on some day both are met at the same moment. One may begin as the other ends."""
    if one.weekday != other.weekday or one.within(other.since, other.until) is None:
        return False
    return one.begins < other.begins + other.minutes and other.begins < one.begins + one.minutes


# --- turns ---


@dataclass(frozen=True)
class Turn:
    """A half-term and the year groups whose turn it is."""

    half_term: HalfTerm
    year_groups: tuple[str, ...]


def turns(pairs: Sequence[Sequence[str]], half_terms: Sequence[HalfTerm]) -> list[Turn]:
    """Each half-term of a year with its year groups; after the last turn comes the first again."""
    if not pairs:
        return []
    return [Turn(held, tuple(pairs[place % len(pairs)])) for place, held in enumerate(sorted(half_terms))]


def read_turns(text: str) -> list[list[str]]:
    """Turns as somebody writes them, one on each line: “N, 6”. N is the whole nursery."""
    found = [_read_turn(line) for line in text.splitlines() if line.strip()]
    if not found:
        raise ProblemWithRota(Sentence(gettext_noop("Write at least one turn.")))
    if len(found) > _MOST_TURNS:
        raise ProblemWithRota(Sentence(gettext_noop("Write %(most)d turns at most."), most=_MOST_TURNS))
    return found


def _read_turn(line: str) -> list[str]:
    groups: set[str] = set()
    for part in line.replace("/", ",").replace("+", ",").split(","):
        if said := part.strip():
            groups |= set(_NURSERY) if said.upper() in {"N", "NURSERY"} else {read_year_group(said)}
    if not groups:
        raise ProblemWithRota(Sentence(gettext_noop("“%(line)s” names no year group."), line=line.strip()))
    return sorted(groups, key=year_group_order)


def turn_written(groups: Sequence[str]) -> str:
    """The same as `read_turns` reads it back."""
    short = ["N", *(one for one in groups if one not in _NURSERY)] if set(_NURSERY) <= set(groups) else groups
    return ", ".join(short)
