"""Which term something began in or is due in, where no calendar is asked: schools of several are set side by
side.

Autumn is August to December, spring January to March, summer April to July. What is *due* is due by the end
of a term: in April of the spring, which ends about Easter, and in August of the summer before.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Sentence, gettext_noop

_LAST_OF_SPRING: Final = 3
_EASTER: Final = 4
_FIRST_OF_AUTUMN: Final = 8
_ONE_DAY: Final = timedelta(days=1)


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
        """The term something that began on a day began in."""
        year = AcademicYear.of(day).start
        if day.month >= _FIRST_OF_AUTUMN:
            return cls(year, Season.AUTUMN)
        return cls(year, Season.SPRING if day.month <= _LAST_OF_SPRING else Season.SUMMER)

    @classmethod
    def due(cls, day: date) -> Term:
        """The term something due on a day is due in."""
        year = AcademicYear.of(day).start
        if day.month == _EASTER:
            return cls(year, Season.SPRING)
        return cls(year - 1, Season.SUMMER) if day.month == _FIRST_OF_AUTUMN else cls.of(day)

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day, by its months."""
        year = AcademicYear(self.year)
        spring, summer = date(self.year + 1, 1, 1), date(self.year + 1, _LAST_OF_SPRING + 1, 1)
        begins = {Season.AUTUMN: year.since, Season.SPRING: spring, Season.SUMMER: summer}
        after = {Season.AUTUMN: spring, Season.SPRING: summer, Season.SUMMER: year.until + _ONE_DAY}
        return begins[self.season], after[self.season] - _ONE_DAY

    @property
    def calendar_year(self) -> int:
        """The year people name it by: the spring of 2024/25 is that of 2025."""
        return self.year if self.season is Season.AUTUMN else self.year + 1

    def in_words(self) -> Sentence:
        """As people say it: "Spring 2025"."""
        return Sentence(_WORDS[self.season], year=str(self.calendar_year))
