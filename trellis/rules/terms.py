"""Which term something began in, where no calendar is asked: schools of several are set side by side.

Autumn is August to December, spring January to March, summer April to July.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Final, NamedTuple

from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Sentence, gettext_noop

_LAST_OF_SPRING: Final = 3
_FIRST_OF_AUTUMN: Final = 8


class Season(IntEnum):
    """The terms of a school year, in their order."""

    AUTUMN = 1
    SPRING = 2
    SUMMER = 3


_WORDS: Final = {
    Season.AUTUMN: gettext_noop("Autumn %(year)s"),
    Season.SPRING: gettext_noop("Spring %(year)s"),
    Season.SUMMER: gettext_noop("Summer %(year)s"),
}


class Term(NamedTuple):
    """One term of one school year."""

    year: int  # 2024 is 2024/25
    season: Season

    @classmethod
    def of(cls, day: date) -> Term:
        """The term a day is of."""
        year = AcademicYear.of(day).start
        if day.month >= _FIRST_OF_AUTUMN:
            return cls(year, Season.AUTUMN)
        return cls(year, Season.SPRING if day.month <= _LAST_OF_SPRING else Season.SUMMER)

    @property
    def calendar_year(self) -> int:
        """The year people name it by: the spring of 2024/25 is that of 2025."""
        return self.year if self.season is Season.AUTUMN else self.year + 1

    def in_words(self) -> Sentence:
        """As people say it: "Spring 2025"."""
        return Sentence(_WORDS[self.season], year=str(self.calendar_year))
