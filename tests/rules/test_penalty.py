"""The clock of penalty notices: the authority's worked examples, its boundaries, and a plain oracle."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.rules.academic_year import WEEKS, AcademicYear
from trellis.rules.marks import blank_matrix, put_mark
from trellis.rules.penalty import (
    ENGLAND,
    NEAR,
    Clock,
    Framework,
    State,
    Year,
    again_from,
    could_count,
    counts_until,
    number_of_next,
    reason_due_by,
    still_counting,
)
from trellis.rules.words import Nation, Session

Mark = tuple[date, Session, str]
HOLIDAYS = (date(2025, 7, 28), date(2025, 8, 31))


def school_weeks(since: date, until: date, *closed: tuple[date, date]) -> set[date]:
    """The Mondays of school weeks between two days."""
    first = since - timedelta(since.weekday())
    mondays = (first + timedelta(weeks=n) for n in range((until - first).days // 7 + 1))
    return {monday for monday in mondays if not any(a <= monday <= b for a, b in closed)}


def clock(
    marks: Iterable[Mark],
    weeks: Iterable[date],
    until: date,
    framework: Framework = ENGLAND,
    *,
    starts: Iterable[int] = (2024, 2025),
    terms: Iterable[date] = (),
    used: Iterable[tuple[date, Session]] = (),
) -> Clock:
    """The clock of one child."""
    marks, weeks = list(marks), set(weeks)
    years = []
    for year in map(AcademicYear, starts):
        line = blank_matrix(1)
        for day, session, code in marks:
            if day in year:
                put_mark(line[0], year, day, session, code)
        opened = np.array([[year.monday_of(week) in weeks for week in range(WEEKS)]])
        years.append(Year(year, line, opened, tuple(term for term in terms if term in year)))
    return Clock(years, framework, until, {0: list(used)})


def sessions(day: date, number: int, code: str = "O") -> list[Mark]:
    """So many sessions in a row from the morning of a Monday on."""
    return [(day + timedelta(n // 2), list(Session)[n % 2], code) for n in range(number)]


AUTUMN = school_weeks(date(2024, 9, 2), date(2024, 12, 20), (date(2024, 10, 28), date(2024, 11, 1)))
YEARS = school_weeks(date(2025, 1, 6), date(2025, 12, 19), HOLIDAYS)


def state(marks: list[Mark], weeks: set[date], until: date, **more) -> State:
    return clock(marks, weeks, until, **more).standing(0).state


def test_over_the_summer_two_in_july_and_eight_in_september_are_ten():
    """domain-rules §5.1: the holidays between are no school weeks."""
    marks = sessions(date(2025, 7, 21), 2) + sessions(date(2025, 9, 1), 4) + sessions(date(2025, 9, 8), 4)
    found = clock(marks, YEARS, date(2025, 9, 12)).standing(0)
    assert found.state is State.REACHED
    assert found.reached_on == date(2025, 9, 9)
    assert found.now.since == date(2025, 6, 2)


def test_six_in_one_week_and_one_in_each_of_four_more_are_ten():
    marks = sessions(date(2024, 9, 2), 6)
    for week in range(1, 5):
        marks += sessions(date(2024, 9, 2) + timedelta(weeks=week), 1)
    assert state(marks, AUTUMN, date(2024, 10, 4)) is State.REACHED


def test_nine_in_the_first_week_and_one_in_the_eleventh_are_not():
    marks = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 11, 18), 1)
    assert len([week for week in AUTUMN if week <= date(2024, 11, 18)]) == 11
    assert state(marks, AUTUMN, date(2024, 11, 22)) is State.FAR
    in_the_tenth = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 11, 11), 1)
    assert state(in_the_tenth, AUTUMN, date(2024, 11, 15)) is State.REACHED
    # The window moves on with every school week, and what was reached stays reached.
    assert state(in_the_tenth, AUTUMN, date(2024, 11, 18)) is State.EARLIER


def test_a_week_with_no_session_open_is_no_school_week():
    """Nine, then ten school weeks later one: with one of them closed after all it is within ten."""
    marks = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 11, 18), 1)
    closed = AUTUMN - {date(2024, 9, 23)}
    assert state(marks, closed, date(2024, 11, 22)) is State.REACHED


@pytest.mark.parametrize("code", ["G", "O", "U"])
def test_any_mix_of_the_codes_counts(code):
    marks = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 9, 9), 1, code)
    assert state(marks, AUTUMN, date(2024, 9, 13)) is State.REACHED


@pytest.mark.parametrize("code", ["I", "L", "C", "/", "T"])
def test_nothing_else_counts(code):
    marks = sessions(date(2024, 9, 2), 9)
    marks += [(date(2024, 9, 9), Session.AM, code)]
    assert state(marks, AUTUMN, date(2024, 9, 13)) is State.NEAR


def test_ten_with_a_reason_still_to_come_depend_on_it():
    marks = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 9, 9), 1, "N")
    found = clock(marks, AUTUMN, date(2024, 9, 13)).standing(0)
    assert found.state is State.DEPENDS
    assert found.reached_on is None
    assert found.would_be_reached_on == date(2024, 9, 9)
    assert [one.code for one in found.now.to_come] == ["N"]
    settled = clock(marks + sessions(date(2024, 9, 10), 1), AUTUMN, date(2024, 9, 13)).standing(0)
    assert (settled.state, settled.reached_on) == (State.REACHED, date(2024, 9, 10))


def test_what_was_before_the_framework_does_not_count():
    weeks = AUTUMN | school_weeks(date(2024, 7, 1), date(2024, 7, 19))
    marks = sessions(date(2024, 7, 15), 2) + sessions(date(2024, 9, 2), 8)
    assert state(marks, weeks, date(2024, 9, 6), starts=(2023, 2024)) is State.NEAR


def test_a_mark_counts_from_its_own_day_on():
    marks = sessions(date(2024, 9, 2), 10)
    assert state(marks, AUTUMN, date(2024, 9, 5)) is State.NEAR
    assert state(marks, AUTUMN, date(2024, 9, 6)) is State.REACHED


def test_marks_that_were_proposed_on_count_no_second_time():
    marks = sessions(date(2024, 9, 2), 10) + sessions(date(2024, 9, 9), 3)
    held = clock(marks, AUTUMN, date(2024, 9, 13))
    used = [(one.day, one.session) for one in held.standing(0).now.sessions[:10]]
    assert len(held.only(0, used).standing(0).now.sessions) == 3
    assert held.only(0).standing(0).state is State.REACHED


WELSH = Framework(Nation.WALES, frozenset("GOU"), sessions=10, weeks=0, most=1, years=1)


def test_an_authority_in_wales_may_count_the_term_so_far_and_codes_of_its_own():
    terms = (date(2024, 9, 2), date(2025, 1, 6))
    marks = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 12, 16), 1)
    weeks = AUTUMN | YEARS
    asked = {"framework": WELSH, "terms": terms}
    assert state(marks, weeks, date(2024, 12, 20), **asked) is State.REACHED
    assert state(marks[:-1] + sessions(date(2025, 1, 6), 1), weeks, date(2025, 1, 10), **asked) is State.FAR
    with_n = sessions(date(2024, 9, 2), 9) + sessions(date(2024, 12, 16), 1, "N")
    assert state(with_n, weeks, date(2024, 12, 20), **asked) is State.NEAR


def test_the_defence_of_a_mobile_family():
    travelled = sessions(date(2024, 9, 2), 10, "T")
    here = [
        (day, session, "/" if session is Session.AM else "\\")
        for monday in sorted(YEARS)
        for day in (monday + timedelta(n) for n in range(5))
        for session in Session
        if monday <= date(2025, 7, 18)
    ]
    born = date(2017, 1, 14)
    held = clock(travelled + here[:200], AUTUMN | YEARS, date(2025, 7, 25))
    assert held.travelling(0, born).attended == 200
    assert held.travelling(0, born).defends
    assert not clock(travelled + here[:199], AUTUMN | YEARS, date(2025, 7, 25)).travelling(0, born).defends
    assert clock(travelled, AUTUMN, date(2024, 12, 20)).travelling(0, date(2019, 1, 14)).defends
    # Nobody is taken for travelling by anything but the register.
    assert not clock(here[:200], YEARS, date(2025, 7, 25)).travelling(0, born).defends
    # Twelve months later it was not in the last twelve.
    assert not clock(travelled, YEARS, date(2025, 9, 12)).travelling(0, born).sessions


def test_a_reason_is_due_on_the_fifth_school_day_after():
    days = [date(2024, 9, day) for day in (2, 3, 4, 5, 6, 9, 10)]
    assert reason_due_by(date(2024, 9, 2), days) == date(2024, 9, 9)
    assert reason_due_by(date(2024, 9, 4), days) is None


# --- notices ---


def test_two_notices_a_month_short_of_three_years_apart_are_first_and_second():
    first = date(2024, 10, 10)
    assert number_of_next([first], date(2027, 9, 10)) == 2
    assert number_of_next([first], date(2027, 10, 9)) == 2
    # Three years are complete the day before it comes round.
    assert number_of_next([first], date(2027, 10, 10)) == 1


def test_after_two_there_is_no_other_until_the_first_has_stopped_counting():
    issued = [date(2024, 10, 10), date(2026, 5, 1)]
    assert number_of_next(issued, date(2027, 10, 9)) is None
    assert again_from(issued, date(2027, 10, 9)) == date(2027, 10, 10)
    assert number_of_next(issued, date(2027, 10, 10)) == 2
    assert again_from(issued, date(2027, 10, 10)) is None


def test_a_notice_of_before_the_framework_does_not_count():
    assert still_counting([date(2024, 8, 18), date(2024, 8, 19)], date(2024, 9, 1)) == [date(2024, 8, 19)]


def test_a_notice_of_29_february_counts_to_the_last_of_february():
    assert counts_until(date(2028, 2, 29)) == date(2031, 2, 28)


@given(
    issued=st.lists(st.dates(date(2024, 1, 1), date(2032, 12, 31)), max_size=5),
    on=st.dates(date(2024, 8, 19), date(2033, 12, 31)),
)
def test_notices_are_counted_as_a_calendar_on_the_wall_would(issued, on):
    """Day by day backwards from the day asked about, until three years have gone."""
    anniversary = on.replace(year=on.year - 3) if (on.month, on.day) != (2, 29) else date(on.year - 3, 3, 1)
    looked_at = set()
    day = on
    # A notice of 29 February is three years old on the first of March.
    while day > anniversary and not (day.month == 2 and day.day == 29 and on >= date(day.year + 3, 3, 1)):
        looked_at.add(day)
        day -= timedelta(1)
    plain = sorted(one for one in issued if one in looked_at and one >= date(2024, 8, 19))
    assert still_counting(issued, on) == plain
    assert number_of_next(issued, on) == {0: 1, 1: 2}.get(len(plain))


# --- the oracle ---

CODES = "GNOUI"
SPAN = [date(2024, 7, 15) + timedelta(n) for n in range(500)]


@st.composite
def registers(draw):
    days = draw(st.lists(st.sampled_from(SPAN), max_size=40, unique=True))
    marks = [
        (day, session, draw(st.sampled_from(CODES)))
        for day in days
        for session in draw(st.sampled_from([[Session.AM], [Session.PM], list(Session)]))
    ]
    mondays = sorted({day - timedelta(day.weekday()) for day in SPAN})
    closed = set(draw(st.lists(st.sampled_from(mondays), max_size=30)))
    used = draw(st.lists(st.sampled_from(marks), max_size=5)) if marks else []
    return marks, set(mondays) - closed, [one[:2] for one in used]


def plain_windows(marks, weeks, until, framework, used):
    """Every window by hand: for each school week up to the day, its marks and those of the ones before."""
    monday_of = lambda day: day - timedelta(day.weekday())  # noqa: E731
    held = [one for one in marks if one[0] <= until]
    ours = sorted({monday_of(one[0]) for one in held} | {week for week in weeks if week <= until})
    windows = []
    for place in range(len(ours)):
        window = set(ours[max(0, place - framework.weeks + 1) : place + 1])
        windows.append(
            sorted(
                one
                for one in held
                if monday_of(one[0]) in window
                and one[2] in framework.codes
                and one[0] >= framework.since
                and one[:2] not in used
            )
        )
    return windows


@settings(max_examples=60)
@given(
    drawn=registers(),
    until=st.sampled_from(SPAN[40:]),
    enough=st.integers(1, 8),
    weeks=st.integers(1, 12),
)
def test_the_clock_is_what_counting_by_hand_says(drawn, until, enough, weeks):
    marks, open_weeks, used = drawn
    framework = replace(ENGLAND, sessions=enough, weeks=weeks)
    windows = plain_windows(marks, open_weeks, until, framework, used)
    held = clock(marks, open_weeks, until, framework, starts=(2023, 2024, 2025), used=used)
    found = held.standing(0)
    now = windows[-1] if windows else []
    settled = [[one for one in window if one[2] != "N"] for window in windows]
    reached = [window for window in settled if len(window) >= enough]
    assert list(map(tuple, found.now.sessions)) == now
    assert (list(map(tuple, found.reached.settled)) if found.reached else None) == (
        reached[-1] if reached else None
    )
    if windows and len(settled[-1]) >= enough:
        expected = State.REACHED
    elif len(now) >= enough:
        expected = State.DEPENDS
    elif reached:
        expected = State.EARLIER
    else:
        expected = State.NEAR if Fraction(len(now)) >= enough * NEAR else State.FAR
    assert found.state is expected
    assert held.rows() == ([] if expected is State.FAR else [0])
    if expected is not State.FAR:
        on_lines = sum(int(could_count(one.marks, one.year, framework)[0]) for one in held.years)
        assert on_lines >= framework.near


def test_many_children_at_once_are_each_as_if_alone():
    one = clock(sessions(date(2024, 9, 2), 10), AUTUMN, date(2024, 9, 20))
    other = clock(sessions(date(2024, 9, 9), 7), AUTUMN - {date(2024, 9, 2)}, date(2024, 9, 20))
    both = [
        Year(a.year, np.vstack([a.marks, b.marks]), np.vstack([a.open_weeks, b.open_weeks]))
        for a, b in zip(one.years, other.years, strict=True)
    ]
    held = Clock(both, ENGLAND, date(2024, 9, 20))
    assert [held.standing(0), held.standing(1)] == [one.standing(0), other.standing(0)]
    assert held.rows() == [0, 1]
    assert held.rows(near=False) == [0]
