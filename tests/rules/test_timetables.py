"""Times that come again each week and turns that come again each year, against a reader who counts days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.ages import ProblemWithYearGroup
from trellis.rules.calendar import HalfTerm
from trellis.rules.timetables import ProblemWithRota, Weekly, at_once, read_turns, turn_written, turns

FIRST, LAST = dt.date(2024, 9, 2), dt.date(2024, 10, 13)
DAYS = st.dates(FIRST, LAST)
WEEKLY = st.builds(
    Weekly,
    weekday=st.integers(0, 6),
    at=st.builds(dt.time, st.integers(8, 10), st.sampled_from([0, 15, 30, 45])),
    minutes=st.integers(5, 120),
    since=DAYS,
    until=st.one_of(st.none(), DAYS),
)


def minutes_of(one: Weekly) -> set[tuple[dt.date, int]]:
    """Every minute of every day on which it is met, one by one."""
    every = (FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 8))
    return {
        (day, one.at.hour * 60 + one.at.minute + n)
        for day in every
        if day.weekday() == one.weekday and one.since <= day and (one.until is None or day <= one.until)
        for n in range(one.minutes)
    }


@given(WEEKLY, WEEKLY)
def test_two_times_are_at_once_where_they_share_a_minute_of_a_day(one, other):
    assert at_once(one, other) is at_once(other, one) is bool(minutes_of(one) & minutes_of(other))


@given(WEEKLY, DAYS, st.one_of(st.none(), DAYS))
def test_a_time_within_two_days_is_met_on_no_other(one, since, until):
    held = one.within(since, until)
    inside = {day for day, _minute in minutes_of(one) if since <= day and (until is None or day <= until)}
    assert inside == (set() if held is None else {day for day, _minute in minutes_of(held)})


@given(WEEKLY, DAYS, DAYS, st.sets(DAYS))
def test_a_time_is_met_on_its_weekdays_while_the_school_is_open(one, since, until, closed):
    met = list(one.days(since, until, lambda day: day not in closed))
    inside = {day for day, _minute in minutes_of(one)}
    assert met == sorted(day for day in inside if since <= day <= until and day not in closed)


def test_one_may_begin_as_the_other_ends():
    first = Weekly(1, dt.time(9), 30, FIRST)
    assert not at_once(first, Weekly(1, dt.time(9, 30), 30, FIRST))
    assert at_once(first, Weekly(1, dt.time(9, 29), 30, FIRST))


HALF_TERMS = [
    HalfTerm(
        dt.date(2024, 9, 2) + dt.timedelta(weeks=8 * n),
        dt.date(2024, 10, 18) + dt.timedelta(weeks=8 * n),
        f"H{n}",
    )
    for n in range(6)
]


@given(st.lists(st.sampled_from(["N1", "R", "1", "2", "6"]).map(lambda one: [one]), min_size=1, max_size=6))
def test_after_the_last_turn_comes_the_first_again(pairs):
    found = turns(pairs, HALF_TERMS)
    assert [one.half_term for one in found] == HALF_TERMS
    expected, at = [], 0
    for _half_term in HALF_TERMS:
        expected.append(tuple(pairs[at]))
        at = at + 1 if at + 1 < len(pairs) else 0
    assert [one.year_groups for one in found] == expected


def test_the_rota_of_the_partnerships_plan_is_read_as_it_is_written():
    """SUP-5: N/6, R/5, 1/4, 2/3."""
    read = read_turns("N/6\nR/5\n\n1/4\n2, 3")
    assert read == [["N1", "N2", "6"], ["R", "5"], ["1", "4"], ["2", "3"]]
    assert [turn_written(one) for one in read] == ["N, 6", "R, 5", "1, 4", "2, 3"]
    assert read_turns("\n".join(turn_written(one) for one in read)) == read
    assert turns([], HALF_TERMS) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ProblemWithRota),
        (" , ", ProblemWithRota),
        ("1, X9", ProblemWithYearGroup),
        ("1\n" * 13, ProblemWithRota),
    ],
)
def test_turns_that_cannot_be_read_say_so(text, problem):
    with pytest.raises(problem):
        read_turns(text)
