"""Quiet hours: against a clock on the wall, minute by minute, and on the nights the clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.quiet_hours import QuietHours

LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(dt.time(20), dt.time(7), LONDON)
TEXTS = QuietHours(dt.time(20), dt.time(7), LONDON, weekends=True)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2024-11-04 06:59", "2024-11-04 07:00"),
        ("2024-11-04 07:00", None),
        ("2024-11-04 19:59", None),
        ("2024-11-04 20:00", "2024-11-05 07:00"),
        ("2024-11-08 20:00", "2024-11-09 07:00"),  # a Friday night
        ("2024-11-09 10:00", None),  # a Saturday
    ],
)
def test_the_night_is_quiet(moment, over):
    assert NIGHT.over_at(at(moment)) == (at(over) if over else None)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2024-11-08 19:59", None),
        ("2024-11-08 20:00", "2024-11-11 07:00"),
        ("2024-11-09 10:00", "2024-11-11 07:00"),
        ("2024-11-10 23:59", "2024-11-11 07:00"),
        ("2024-11-11 07:00", None),
    ],
)
def test_with_weekends_a_friday_night_lasts_until_monday(moment, over):
    assert TEXTS.over_at(at(moment)) == (at(over) if over else None)


def test_a_quiet_that_lies_within_a_day():
    lunch = QuietHours(dt.time(12), dt.time(13), LONDON)
    assert lunch.over_at(at("2024-11-04 12:30")) == at("2024-11-04 13:00")
    assert lunch.over_at(at("2024-11-04 11:59")) is None


def test_no_quiet_where_it_begins_as_it_ends():
    assert QuietHours(dt.time(7), dt.time(7), LONDON).over_at(at("2024-11-04 07:00")) is None


# On 27 October 2024 the hour from one to two comes twice; on 31 March 2024 there is none.
AUTUMN = QuietHours(dt.time(20), dt.time(1, 30), LONDON)
MINUTE = dt.timedelta(minutes=1)


def test_where_an_hour_comes_twice_the_quiet_lasts_through_both():
    first_half_past_one = dt.datetime(2024, 10, 27, 0, 30, tzinfo=dt.UTC)
    second_half_past_one = dt.datetime(2024, 10, 27, 1, 30, tzinfo=dt.UTC)
    assert AUTUMN.over_at(first_half_past_one) == second_half_past_one
    assert AUTUMN.over_at(first_half_past_one + 5 * MINUTE) == second_half_past_one
    assert AUTUMN.over_at(second_half_past_one) is None
    assert NIGHT.over_at(first_half_past_one) == dt.datetime(2024, 10, 27, 7, 0, tzinfo=dt.UTC)


def test_where_an_hour_is_left_out_the_quiet_lasts_until_the_next():
    before = dt.datetime(2024, 3, 31, 0, 50, tzinfo=dt.UTC)
    assert AUTUMN.over_at(before) == dt.datetime(2024, 3, 31, 1, 30, tzinfo=dt.UTC)  # half past two
    assert NIGHT.over_at(before) == dt.datetime(2024, 3, 31, 6, 0, tzinfo=dt.UTC)


TIMES = st.times().map(lambda held: held.replace(second=0, microsecond=0))
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + minutes * MINUTE
)


def shown_as_quiet(held, moment):
    """What somebody would say who only looks at the clock and the calendar."""
    local = moment.astimezone(LONDON)
    wall = local.time()
    if held.weekends and local.weekday() >= 5:
        return True
    if held.begins <= held.ends:
        return held.begins <= wall < held.ends
    return wall >= held.begins or wall < held.ends


@given(TIMES, TIMES, st.booleans(), MOMENTS)
def test_whoever_looks_at_the_clock_agrees(begins, ends, weekends, moment):
    held = QuietHours(begins, ends, LONDON, weekends)
    over = held.over_at(moment)
    # Whatever the clock shows as quiet is quiet; more is quiet only in a night the clocks change.
    if shown_as_quiet(held, moment):
        assert over is not None
    elif moment.astimezone(LONDON).date().month not in {3, 10}:
        assert over is None
    if over is not None:
        assert over > moment
        assert held.over_at(over) is None
        assert held.over_at(over - MINUTE) == over
        assert not shown_as_quiet(held, over)
