"""Positions: 54 weeks, Monday first, week 0 holding 1 August (house.md §1)."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.calendar import SESSIONS, WEEKS, AcademicYear, ProblemWithDate, ProblemWithYear
from trellis.rules.words import Session

YEARS = st.integers(1990, 2098).map(AcademicYear)
SESSION = st.sampled_from(list(Session))


@st.composite
def days_of_years(draw: st.DrawFn) -> tuple[AcademicYear, date]:
    year = draw(YEARS)
    return year, draw(st.dates(year.since, year.until))


def walked(year: AcademicYear) -> list[tuple[date, Session]]:
    """The oracle: every session of 54 weeks in order, found by walking from the first Monday."""
    day = date(year.start, 8, 1)
    while day.strftime("%A") != "Monday":
        day -= timedelta(days=1)
    return [(day + timedelta(days=n), session) for n in range(54 * 7) for session in Session]


@given(YEARS)
def test_positions_are_the_sessions_of_54_weeks_in_order(year: AcademicYear) -> None:
    places = walked(year)
    assert len(places) == SESSIONS == WEEKS * 14 == 756
    for position, (day, session) in enumerate(places):
        assert (year.date_of(position), year.session_of(position)) == (day, session)
        if date(year.start, 8, 1) <= day <= date(year.start + 1, 7, 31):
            assert year.position(day, session) == position


@given(days_of_years(), SESSION)
def test_a_position_is_14_weeks_and_2_weekdays(pair: tuple[AcademicYear, date], session: Session) -> None:
    year, day = pair
    assert year.position(day, session) == (
        14 * year.week_of(day) + 2 * day.weekday() + (session is Session.PM)
    )
    assert year.monday_of(year.week_of(day)) == day - timedelta(days=day.weekday())


@given(YEARS)
def test_only_the_days_of_the_year_are_writable(year: AcademicYear) -> None:
    inside = [year.since <= day <= year.until for day, _ in walked(year)]
    assert year.writable.tolist() == inside
    assert year.writable.sum() in (730, 732)
    with pytest.raises(ValueError, match="read-only"):
        year.writable[0] = True


@given(days_of_years())
def test_every_day_has_one_academic_year(pair: tuple[AcademicYear, date]) -> None:
    year, day = pair
    assert AcademicYear.of(day) == year
    assert day in year
    assert day not in year.before
    assert day not in year.after
    assert year.before.until == year.since - timedelta(days=1)
    assert year.after.since == year.until + timedelta(days=1)


@given(YEARS, st.dates(date(1989, 1, 1), date(2100, 1, 1)), st.dates(date(1989, 1, 1), date(2100, 1, 1)))
def test_positions_between_two_days(year: AcademicYear, since: date, until: date) -> None:
    within = [
        place
        for place, (day, _) in enumerate(walked(year))
        if max(since, year.since) <= day <= min(until, year.until)
    ]
    assert list(year.positions(since, until)) == within


def test_1_august_2024_is_a_thursday_of_week_0() -> None:
    year = AcademicYear(2024)
    assert year.week0 == date(2024, 7, 29)
    assert year.position(date(2024, 8, 1), Session.AM) == 6
    # England's codes change inside week 3.
    assert year.week_of(date(2024, 8, 19)) == 3
    assert (year.since, year.until) == (date(2024, 8, 1), date(2025, 7, 31))


@pytest.mark.parametrize("session", ["AM", "PM"])
def test_a_session_may_be_given_as_its_word(session: str) -> None:
    year = AcademicYear(2024)
    assert year.position(date(2024, 9, 10), session) == year.position(date(2024, 9, 10), Session(session))


@pytest.mark.parametrize("day", [date(2024, 7, 31), date(2025, 8, 1)])
def test_a_day_of_another_year_has_no_position(day: date) -> None:
    with pytest.raises(ProblemWithDate, match="is not in 2024/25, which runs from 1 August to 31 July"):
        AcademicYear(2024).position(day, Session.AM)


@pytest.mark.parametrize("position", [-1, 756])
def test_a_line_has_756_positions(position: int) -> None:
    with pytest.raises(IndexError, match="positions 0 to 755"):
        AcademicYear(2024).date_of(position)
    with pytest.raises(IndexError, match="positions 0 to 755"):
        AcademicYear(2024).session_of(position)


def test_positions_come_from_arrays_too() -> None:
    year = AcademicYear(2024)
    for position in np.flatnonzero(year.writable)[:3]:
        assert year.position(year.date_of(position), year.session_of(position)) == position


@given(YEARS)
def test_a_label_reads_back(year: AcademicYear) -> None:
    assert AcademicYear.parse(year.label) == year == AcademicYear.parse(f" {year} ".replace("/", "-"))


@pytest.mark.parametrize(
    "text", ["2024", "2024/26", "2024/2025", "24/25", "2024/23", "", "202425", "0000/01", "２024/25"]
)
def test_what_is_not_an_academic_year_is_refused(text: str) -> None:
    with pytest.raises(ProblemWithYear, match="is not an academic year: write it as 2024/25"):
        AcademicYear.parse(text)


def test_the_turn_of_a_century() -> None:
    assert AcademicYear(1999).label == "1999/00"
    assert AcademicYear.parse("1999/00") == AcademicYear(1999)


def test_years_stand_in_order() -> None:
    assert sorted([AcademicYear(2025), AcademicYear(2023)]) == [AcademicYear(2023), AcademicYear(2025)]
