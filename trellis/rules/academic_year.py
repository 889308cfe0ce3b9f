"""The academic year and its positions: where a session stands in a line.

house.md §1: a line has 54 weeks of 7 days of 2 sessions; week 0 is the week that holds 1 August, Monday
first. Positions never depend on a school's calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from trellis.rules.dates import ProblemWithDate
from trellis.rules.words import ProblemWith, Sentence, Session, day_in_words, gettext_noop

WEEKS: Final = 54
SESSIONS: Final = WEEKS * 14

Mask = npt.NDArray[np.bool_]


class ProblemWithYear(ProblemWith):
    """Something that is not the name of an academic year."""

    subject = "year"


@dataclass(frozen=True, order=True)
class AcademicYear:
    """1 August to 31 July, named by the calendar year it begins in."""

    start: int

    _NAME: ClassVar[re.Pattern[str]] = re.compile(r"((?:19|20)\d{2})[/-](\d{2})", re.ASCII)

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        """The academic year a day belongs to."""
        return cls(day.year if day.month >= 8 else day.year - 1)

    @classmethod
    def parse(cls, label: str) -> AcademicYear:
        """Read "2024/25"."""
        match = cls._NAME.fullmatch(label.strip())
        if match and (int(match[1]) + 1) % 100 == int(match[2]):
            return cls(int(match[1]))
        says = Sentence(gettext_noop("“%(text)s” is not an academic year: write it as 2024/25."), text=label)
        raise ProblemWithYear(says, label)

    @property
    def label(self) -> str:
        """As it is written everywhere: 2024/25."""
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    def __str__(self) -> str:
        return self.label

    @cached_property
    def since(self) -> date:
        """Its first day, 1 August."""
        return date(self.start, 8, 1)

    @cached_property
    def until(self) -> date:
        """Its last day, 31 July."""
        return date(self.start + 1, 7, 31)

    @cached_property
    def week0(self) -> date:
        """The Monday of the week that holds 1 August: position 0 is its morning."""
        return self.since - timedelta(days=self.since.weekday())

    @property
    def before(self) -> AcademicYear:
        """The academic year before this one."""
        return AcademicYear(self.start - 1)

    @property
    def after(self) -> AcademicYear:
        """The academic year after this one."""
        return AcademicYear(self.start + 1)

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def position(self, day: date, session: Session) -> int:
        """Where a session stands in a line: 14 × week + 2 × weekday + (0 for AM, 1 for PM)."""
        self.insist_on(day)
        # 14 × week + 2 × weekday is twice the days since week 0 began.
        return 2 * (day - self.week0).days + (Session(session) is Session.PM)

    def date_of(self, position: int) -> date:
        """The day a position stands for."""
        self._insist_on_position(position)
        return self.week0 + timedelta(days=int(position) // 2)

    def session_of(self, position: int) -> Session:
        """The session a position stands for."""
        self._insist_on_position(position)
        return Session.PM if position % 2 else Session.AM

    def positions(self, since: date, until: date) -> range:
        """Every position from the morning of one day to the afternoon of another, within this year."""
        since, until = max(since, self.since), min(until, self.until)
        if until < since:
            return range(0)
        return range(self.position(since, Session.AM), self.position(until, Session.PM) + 1)

    def week_of(self, day: date) -> int:
        """The week a day lies in, counted from week 0."""
        self.insist_on(day)
        return (day - self.week0).days // 7

    def monday_of(self, week: int) -> date:
        """The Monday a week is known by."""
        return self.week0 + timedelta(weeks=int(week))

    @cached_property
    def writable(self) -> Mask:
        """Which positions lie inside the year: the rest of weeks 0, 52 and 53 can hold no mark."""
        mask = np.zeros(SESSIONS, dtype=np.bool_)
        mask[self.positions(self.since, self.until)] = True
        return read_only(mask)

    def insist_on(self, day: date) -> None:
        """Refuse a day of another year: it has no place in this year's lines."""
        if day not in self:
            template = gettext_noop("%(day)s is not in %(year)s, which runs from 1 August to 31 July.")
            raise ProblemWithDate(Sentence(template, day=day_in_words(day), year=self.label), day)

    @staticmethod
    def _insist_on_position(position: int) -> None:
        if not 0 <= position < SESSIONS:
            raise IndexError(f"A line has positions 0 to {SESSIONS - 1}: there is no position {position}.")


def read_only(mask: Mask) -> Mask:
    """The same mask, kept from being written to by whoever is handed it."""
    mask.setflags(write=False)
    return mask
