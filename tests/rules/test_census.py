"""The census's terms (domain-rules §9.3)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.academic_year import AcademicYear
from trellis.rules.bank_holidays import BANK_HOLIDAYS
from trellis.rules.census import (
    CensusTerm,
    ProblemWithTerm,
    census_period,
    easter_sunday,
    read_census_term,
    spring_bank_holiday,
)


def test_easter_agrees_with_every_easter_monday_published() -> None:
    mondays = [day for day, title in BANK_HOLIDAYS.items() if title == "Easter Monday"]
    assert len(mondays) == 17
    assert [easter_sunday(day.year) + timedelta(days=1) for day in mondays] == mondays


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1954, "1954-04-18"),
        (1981, "1981-04-19"),
        (2008, "2008-03-23"),
        (2038, "2038-04-25"),
        (2285, "2285-03-22"),
    ],
)
def test_easter_in_the_years_that_catch_a_careless_reckoning(year: int, day: str) -> None:
    assert easter_sunday(year) == date.fromisoformat(day)


def easter_by_the_butchers_rule(year: int) -> date:
    """The oracle: the reckoning printed in Butcher's Ecclesiastical Calendar, which takes another way."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114, 31)
    return date(year, month, day + 1)


def test_easter_agrees_with_another_reckoning_for_five_hundred_years() -> None:
    for year in range(1900, 2400):
        assert easter_sunday(year) == easter_by_the_butchers_rule(year)


@given(st.integers(2000, 2099).map(AcademicYear))
def test_the_four_stretches_are_the_whole_year(year: AcademicYear) -> None:
    periods = [census_period(year, term) for term in CensusTerm]
    assert periods[0].since == year.since
    assert periods[-1].until == year.until
    for earlier, later in pairwise(periods):
        assert later.since == earlier.until + timedelta(days=1)
        assert later.since <= later.until


def test_the_stretches_of_2023_24() -> None:
    year = AcademicYear(2023)
    assert census_period(year, CensusTerm.AUTUMN) == (date(2023, 8, 1), date(2023, 12, 31))
    assert census_period(year, CensusTerm.SPRING) == (date(2024, 1, 1), date(2024, 3, 31))
    assert census_period(year, CensusTerm.SUMMER_1) == (date(2024, 4, 1), date(2024, 5, 26))
    assert census_period(year, CensusTerm.SUMMER_2) == (date(2024, 5, 27), date(2024, 7, 31))


def test_a_spring_bank_holiday_that_was_moved() -> None:
    assert spring_bank_holiday(2022) == date(2022, 6, 2)
    assert spring_bank_holiday(2012) == date(2012, 6, 4)
    assert census_period(AcademicYear(2021), CensusTerm.SUMMER_1).until == date(2022, 5, 29)


def test_a_spring_bank_holiday_not_yet_published_is_the_last_monday_in_may() -> None:
    assert spring_bank_holiday(2027) == date(2027, 5, 31)
    assert spring_bank_holiday(2040) == date(2040, 5, 28)


@pytest.mark.parametrize("text", ["summer_1", "Summer 1", "summer-1"])
def test_terms_read_as_people_write_them(text: str) -> None:
    assert read_census_term(text) is CensusTerm.SUMMER_1


def test_another_term_is_refused() -> None:
    with pytest.raises(ProblemWithTerm, match="“winter” is not a term of the census"):
        read_census_term("winter")
