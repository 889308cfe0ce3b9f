"""Compulsory school age, year groups and populations (domain-rules §0.1, §0.2, §9.1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import (
    YEAR_GROUPS,
    ProblemWithYearGroup,
    age_in,
    age_on,
    birthday,
    compulsory_age_begins,
    compulsory_age_ends,
    compulsory_positions,
    of_compulsory_age,
    read_year_group,
    usual_year_group,
    year_group_in,
    year_group_label,
    year_group_order,
)
from trellis.rules.populations import (
    Population,
    ProblemWithPopulation,
    counted_positions,
    counts_if_begun_before,
    half_terms_counted,
    in_statistics,
    read_population,
    set_apart,
    sixth_half_term,
    statistical_births,
)
from trellis.rules.words import Nation, day_in_words

BIRTHS = st.dates(date(2000, 1, 1), date(2022, 12, 31))
YEARS = st.integers(2006, 2030).map(AcademicYear)


def years_old(born: date, on: date) -> int:
    """The oracle: how many birthdays there have been; that of 29 February is 1 March in other years."""
    birthdays = 0
    day = born
    while (day := day + timedelta(days=1)) <= on:
        leap_born = (born.month, born.day) == (2, 29)
        leap = day.year % 4 == 0
        month, number = (3, 1) if leap_born and not leap else (born.month, born.day)
        birthdays += (day.month, day.day) == (month, number)
    return birthdays


# --- compulsory school age ---


@pytest.mark.parametrize(
    ("born", "begins"),
    [
        ("2019-08-31", "2024-08-31"),
        ("2019-09-01", "2024-12-31"),
        ("2019-12-31", "2024-12-31"),
        ("2020-01-01", "2025-03-31"),
        ("2020-03-31", "2025-03-31"),
        ("2020-04-01", "2025-08-31"),
        ("2020-02-29", "2025-03-31"),
    ],
)
def test_it_begins_on_or_next_after_the_fifth_birthday(born: str, begins: str) -> None:
    assert compulsory_age_begins(date.fromisoformat(born)) == date.fromisoformat(begins)


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        ("2008-09-01", "2025-06-27"),
        ("2009-06-27", "2025-06-27"),
        # Sixteen in August, after the day itself: the year they turn sixteen in is still that one.
        ("2009-08-31", "2025-06-27"),
        ("2009-09-01", "2026-06-26"),
        ("2008-02-29", "2024-06-28"),
    ],
)
def test_it_ends_on_the_last_friday_of_june_of_the_school_year_they_turn_sixteen_in(
    born: str, ends: str
) -> None:
    assert compulsory_age_ends(date.fromisoformat(born)) == date.fromisoformat(ends)


@given(BIRTHS)
def test_it_begins_on_a_day_of_the_law_and_ends_on_a_friday(born: date) -> None:
    begins, ends = compulsory_age_begins(born), compulsory_age_ends(born)
    assert begins.strftime("%m-%d") in ("03-31", "08-31", "12-31")
    assert years_old(born, begins) == 5
    earlier = [begins - timedelta(days=n) for n in range(1, 155)]
    assert not [
        day
        for day in earlier
        if day.strftime("%m-%d") in ("03-31", "08-31", "12-31") and years_old(born, day) >= 5
    ]
    assert ends.strftime("%A %m") == "Friday 06"
    assert (ends + timedelta(days=7)).month == 7
    # Sixteen by the end of that school year, and not by the end of the one before.
    assert years_old(born, date(ends.year, 8, 31)) == 16


def test_it_holds_on_its_first_day_and_its_last() -> None:
    born = date(2009, 3, 31)
    for day, inside in (
        ("2014-03-30", False),
        ("2014-03-31", True),
        ("2025-06-27", True),
        ("2025-06-28", False),
    ):
        assert of_compulsory_age(born, date.fromisoformat(day)) is inside


def test_a_child_of_29_february_has_birthdays_on_1_march_but_in_leap_years() -> None:
    assert birthday(date(2008, 2, 29), 5) == date(2013, 3, 1)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)
    assert age_on(date(2008, 2, 29), date(2013, 2, 28)) == 4


@given(BIRTHS, st.dates(date(2005, 1, 1), date(2040, 1, 1)))
def test_it_is_asked_of_a_day(born: date, on: date) -> None:
    inside = compulsory_age_begins(born) <= on <= compulsory_age_ends(born)
    assert of_compulsory_age(born, on) is inside


def test_nobody_guesses_the_age_of_a_child_without_a_birthday() -> None:
    assert of_compulsory_age(None, date(2024, 9, 10)) is None


@given(BIRTHS, YEARS)
def test_the_sessions_of_a_line_at_compulsory_age(born: date, year: AcademicYear) -> None:
    held = compulsory_positions(born, year)
    for position in range(0, 756, 13):
        day = year.date_of(position)
        assert (position in held) is (day in year and bool(of_compulsory_age(born, day)))


@given(BIRTHS, st.integers(0, 20), st.integers(0, 400))
def test_age_is_the_birthdays_there_have_been(born: date, years: int, days: int) -> None:
    on = born + timedelta(days=365 * years + days)
    assert age_on(born, on) == years_old(born, on)


# --- year groups ---


@given(BIRTHS, YEARS)
def test_the_usual_year_group_goes_by_the_age_on_31_august(born: date, year: AcademicYear) -> None:
    by_age = {2: "N1", 3: "N2", 4: "R"} | {age: str(age - 4) for age in range(5, 19)}
    expected = (
        by_age.get(years_old(born, date(year.start, 8, 31))) if born <= date(year.start, 8, 31) else None
    )
    assert usual_year_group(born, year) == expected


def test_a_reception_child_is_four_when_the_year_begins() -> None:
    assert usual_year_group(date(2019, 9, 1), AcademicYear(2024)) == "R"
    assert usual_year_group(date(2019, 8, 31), AcademicYear(2024)) == "1"
    assert age_in(date(2019, 9, 1), AcademicYear(2024)) == 4


@pytest.mark.parametrize(
    ("known", "years", "then"),
    [
        ("3", -1, "2"),
        ("1", -1, "R"),
        ("R", -1, "N2"),
        ("N1", -1, None),
        ("R", 1, "1"),
        ("14", 1, None),
        ("6", 0, "6"),
    ],
)
def test_a_year_group_steps_back_one_a_year(known: str, years: int, then: str | None) -> None:
    assert year_group_in(known, AcademicYear(2024), AcademicYear(2024 + years)) == then


@pytest.mark.parametrize("group", ["X", "E1", "E2"])
def test_a_child_outside_the_years_has_only_the_one_recorded(group: str) -> None:
    assert year_group_in(group, AcademicYear(2024), AcademicYear(2024)) == group
    assert year_group_in(group, AcademicYear(2024), AcademicYear(2023)) is None


@given(BIRTHS, YEARS, YEARS)
def test_a_child_moves_up_a_year_group_a_year(born: date, known: AcademicYear, asked: AcademicYear) -> None:
    group = usual_year_group(born, known)
    if group is not None:
        assert year_group_in(group, known, asked) == usual_year_group(born, asked)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("3", "3"),
        ("03", "3"),
        ("Y3", "3"),
        ("Year 3", "3"),
        ("year 11 ", "11"),
        ("r", "R"),
        ("Reception", "R"),
        ("YR", "R"),
        ("n1", "N1"),
        ("Nursery 2", "N2"),
        ("X", "X"),
    ],
)
def test_year_groups_read_as_files_write_them(text: str, group: str) -> None:
    assert read_year_group(text) == group


@pytest.mark.parametrize("text", ["", "0", "15", "Nursery", "3B", "N3", "-1", "Year", "³", "1 1"])
def test_what_is_not_a_year_group_is_refused(text: str) -> None:
    with pytest.raises(ProblemWithYearGroup, match="is not a year group"):
        read_year_group(text)


def test_year_groups_stand_in_order_youngest_first() -> None:
    shuffled = ["10", "R", "2", "N2", "1", "N1", "14"]
    assert sorted(shuffled, key=year_group_order) == ["N1", "N2", "R", "1", "2", "10", "14"]
    assert [year_group_label(group) for group in ("N1", "R", "3")] == ["Nursery 1", "Reception", "Year 3"]
    assert len({str(year_group_label(group)) for group in YEAR_GROUPS}) == len(YEAR_GROUPS)


# --- populations ---


@given(BIRTHS, YEARS)
def test_national_figures_are_of_those_5_to_15_on_31_august(born: date, year: AcademicYear) -> None:
    inside = born <= date(year.start, 8, 31) and 5 <= years_old(born, date(year.start, 8, 31)) <= 15
    assert in_statistics(born, year) is inside


def test_reception_is_of_compulsory_age_before_it_is_in_national_figures() -> None:
    year, born = AcademicYear(2024), date(2019, 11, 5)
    assert usual_year_group(born, year) == "R"
    assert not in_statistics(born, year)
    assert of_compulsory_age(born, date(2025, 1, 6))
    assert not of_compulsory_age(born, date(2024, 12, 20))


@pytest.mark.parametrize(
    ("born", "inside"),
    [("2008-08-31", False), ("2008-09-01", True), ("2019-08-31", True), ("2019-09-01", False)],
)
def test_the_oldest_and_the_youngest_in_national_figures(born: str, inside: bool) -> None:
    assert in_statistics(date.fromisoformat(born), AcademicYear(2024)) is inside


def test_the_birthdays_of_a_years_population() -> None:
    assert statistical_births(AcademicYear(2024)) == (date(2008, 9, 1), date(2019, 8, 31))


@given(st.one_of(st.none(), BIRTHS), YEARS, st.sampled_from(Nation))
def test_the_sessions_each_population_counts(born: date | None, year: AcademicYear, nation: Nation) -> None:
    everything = year.positions(year.since, year.until)
    assert counted_positions(Population.ALL_ON_ROLL, born, year, nation) == everything
    compulsory = counted_positions(Population.COMPULSORY_AGE, born, year, nation)
    statistical = counted_positions(Population.STATISTICAL, born, year, nation)
    if born is None:
        assert not compulsory
        assert not statistical
    else:
        assert compulsory == compulsory_positions(born, year)
        assert bool(statistical) is in_statistics(born, year)


@pytest.mark.parametrize(
    ("year", "born", "last_day"),
    [
        # 15 on 31 August: not counted from the week of the spring bank holiday.
        (2024, "2009-08-31", "2025-05-25"),
        (2024, "2008-09-01", "2025-05-25"),
        (2024, "2009-09-01", "2025-07-31"),
        # The holiday was on Thursday 2 June 2022; the Sunday before it still ends the half-term.
        (2021, "2006-01-01", "2022-05-29"),
        # Until 2011/12 nothing of the sixth half-term was collected, of anybody.
        (2011, "2005-01-01", "2012-06-03"),
        (2012, "2005-01-01", "2013-07-31"),
    ],
)
def test_national_figures_end_before_the_sixth_half_term_where_they_did(
    year: int, born: str, last_day: str
) -> None:
    held = AcademicYear(year)
    counted = counted_positions(Population.STATISTICAL, date.fromisoformat(born), held)
    assert counted == held.positions(held.since, date.fromisoformat(last_day))
    # What Wales leaves out for its examinations is not known to us, so nothing is.
    whole = counted_positions(Population.STATISTICAL, date.fromisoformat(born), held, Nation.WALES)
    assert whole == held.positions(held.since, held.until)


@given(YEARS, st.sampled_from(Nation))
def test_what_is_set_apart_is_said_from_its_first_day(year: AcademicYear, nation: Nation) -> None:
    apart = sixth_half_term(year, nation)
    assert (apart is None) is (nation is Nation.WALES)
    first = year.until if apart is None else year.date_of(apart.start)
    assert not set_apart(Population.STATISTICAL, year, nation, reaches=first - timedelta(days=1))
    said = set_apart(Population.STATISTICAL, year, nation, reaches=first)
    assert len(said) == (0 if apart is None else half_terms_counted(year, nation) - 4)
    assert all(day_in_words(first) in sentence for sentence in said)
    for population in (Population.ALL_ON_ROLL, Population.COMPULSORY_AGE):
        assert not set_apart(population, year, nation, reaches=year.until)
        assert counts_if_begun_before(population, year, nation) is None


@pytest.mark.parametrize("population", list(Population))
def test_populations_are_named(population: Population) -> None:
    assert read_population(f" {population.upper()} ") is population


def test_another_population_is_refused() -> None:
    with pytest.raises(ProblemWithPopulation, match="write statistical, compulsory_age or all_on_roll"):
        read_population("everybody")
