"""The terms of the school census, which part the year at Easter and the spring bank holiday (§9.3).

They are not a school's own terms: the census collects each a term in arrears, and summaries come by them.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from trellis.rules.academic_year import AcademicYear
from trellis.rules.bank_holidays import BANK_HOLIDAYS
from trellis.rules.words import ProblemWith, Sentence, gettext_noop


class CensusTerm(StrEnum):
    """A stretch of the year the census counts sessions over."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER_1 = "summer_1"
    SUMMER_2 = "summer_2"


class Period(NamedTuple):
    """A first and a last day, both included."""

    since: date
    until: date


class ProblemWithTerm(ProblemWith):
    """Something that is not a term of the census."""

    subject = "term"


def read_census_term(text: str) -> CensusTerm:
    """A census term as the command line writes it: autumn, spring, summer 1 or summer 2."""
    try:
        return CensusTerm("_".join(text.strip().lower().replace("-", " ").replace("_", " ").split()))
    except ValueError:
        template = gettext_noop(
            "“%(text)s” is not a term of the census: write autumn, spring, summer_1 or summer_2."
        )
        raise ProblemWithTerm(Sentence(template, text=text), text) from None


def easter_sunday(year: int) -> date:
    """Easter in a calendar year of ours: the Sunday after the full moon the church reckons by."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= moon == 29 or (moon == 28 and golden > 10)
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    return date(year, 3, 22) + timedelta(days=moon + to_sunday)


def spring_bank_holiday(year: int) -> date:
    """The last Monday in May, or the day it was moved to."""
    for day, title in BANK_HOLIDAYS.items():
        if day.year == year and title.startswith("Spring bank holiday"):
            return day
    last_of_may = date(year, 5, 31)
    return last_of_may - timedelta(days=last_of_may.weekday())


def census_period(year: AcademicYear, term: CensusTerm) -> Period:
    """The days a census term counts. Together the four are the whole year."""
    easter = easter_sunday(year.start + 1)
    holiday = spring_bank_holiday(year.start + 1)
    # Summer 1 ends on the Sunday before the holiday, which in two years was not a Monday.
    before_break = holiday - timedelta(days=holiday.weekday() + 1)
    new_year = date(year.start + 1, 1, 1)
    one = timedelta(days=1)
    return {
        CensusTerm.AUTUMN: Period(year.since, new_year - one),
        CensusTerm.SPRING: Period(new_year, easter),
        CensusTerm.SUMMER_1: Period(easter + one, before_break),
        CensusTerm.SUMMER_2: Period(before_break + one, year.until),
    }[term]
