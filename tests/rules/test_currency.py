"""When something must be looked at again, against plain counting of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.calendar import HalfTerm
from trellis.rules.currency import Every, next_due, stale_after

YEAR = [
    HalfTerm(date(2024, 9, 2), date(2024, 10, 25), "Autumn 1"),
    HalfTerm(date(2024, 11, 4), date(2024, 12, 20), "Autumn 2"),
    HalfTerm(date(2025, 1, 6), date(2025, 2, 14), "Spring 1"),
    HalfTerm(date(2025, 2, 24), date(2025, 4, 4), "Spring 2"),
    HalfTerm(date(2025, 4, 22), date(2025, 5, 23), "Summer 1"),
    HalfTerm(date(2025, 6, 2), date(2025, 7, 22), "Summer 2"),
]
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("last", "every", "due"),
    [
        ("2024-09-02", "half_term", "2024-12-20"),
        ("2024-10-25", "half_term", "2024-12-20"),
        ("2024-10-26", "half_term", "2025-02-14"),  # in the holidays: it counts for Autumn 2
        ("2024-12-24", "term", "2025-07-22"),
        ("2024-09-10", "term", "2025-04-04"),
        ("2025-06-10", "half_term", "2025-07-29"),  # the next year's calendar is not known: seven weeks
        ("2025-06-10", "term", "2025-09-16"),
        ("2023-06-10", "half_term", "2023-07-29"),
        ("2025-01-31", "month", "2025-02-28"),
        ("2024-12-10", "month", "2025-01-10"),
        ("2024-02-29", "year", "2025-02-28"),
        ("2024-07-10", "year", "2025-07-10"),
    ],
)
def test_it_is_due_by(last, every, due):
    assert next_due(date.fromisoformat(last), Every(every), YEAR) == date.fromisoformat(due)


def test_a_term_in_one_piece_is_a_term():
    spans = [HalfTerm(date(2024, 9, 2), date(2024, 12, 20), "Autumn"), *YEAR[2:]]
    assert next_due(date(2024, 9, 10), Every.TERM, spans) == date(2025, 4, 4)
    assert next_due(date(2024, 9, 10), Every.HALF_TERM, spans) == date(2025, 2, 14)


def counted_half_term(last: date) -> date:
    """Day by day: through the half-term it counts for, then to the end of the one after."""
    inside = {
        held.since + timedelta(days=n): place
        for place, held in enumerate(YEAR)
        for n in range((held.until - held.since).days + 1)
    }
    day = last
    while day not in inside and day <= YEAR[-1].until:
        day += timedelta(days=1)
    place = inside.get(day, len(YEAR))
    if last < YEAR[0].since or place + 1 >= len(YEAR):
        return last + timedelta(days=49)
    return max(day for day, held in inside.items() if held == place + 1)


@given(DAYS)
def test_a_half_term_is_counted_day_by_day(last):
    assert next_due(last, Every.HALF_TERM, YEAR) == counted_half_term(last)


@given(DAYS, st.sampled_from(Every))
def test_it_is_never_due_before_it_was_looked_at_nor_later_than_a_year_and_a_day(last, every):
    assert timedelta(0) < next_due(last, every, YEAR) - last <= timedelta(days=366)


@given(DAYS, DAYS, st.sampled_from(Every))
def test_looking_again_never_makes_it_due_sooner(one, other, every):
    first, second = sorted((one, other))
    if YEAR[0].since <= first and second <= YEAR[4].since:
        assert next_due(first, every, YEAR) <= next_due(second, every, YEAR)


@given(DAYS, st.integers(1, 60))
def test_a_board_is_fresh_for_so_many_weeks(last, weeks):
    fresh = stale_after(last, weeks)
    assert (fresh - last).days == 7 * weeks
    assert fresh.weekday() == last.weekday()
