"""Where a case stands by its dates, as many sessions before a start as after it, and who is known to whom."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.casework import (
    Consent,
    Stage,
    as_long,
    cross_match,
    days_between,
    month_of,
    overlap,
    stage_on,
    without_movement,
)

BEGAN = dt.date(2024, 9, 9)
DAYS = st.dates(dt.date(2024, 8, 1), dt.date(2025, 7, 31))
MAYBE = st.one_of(st.none(), DAYS)


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ({"review_on": dt.date(2024, 10, 18)}, Stage.UNDER_WAY),
        ({"review_on": dt.date(2024, 10, 17)}, Stage.REVIEW_DUE),
        ({"review_on": dt.date(2024, 10, 10)}, Stage.REVIEW_DUE),
        ({"review_on": dt.date(2024, 10, 9)}, Stage.REVIEW_LATE),
        ({"review_on": dt.date(2024, 10, 18), "ends_on": dt.date(2024, 10, 9)}, Stage.TIME_IS_UP),
        ({"review_on": dt.date(2024, 10, 18), "ends_on": dt.date(2024, 10, 10)}, Stage.UNDER_WAY),
        ({"review_on": None}, Stage.UNDER_WAY),
        ({"closed_on": dt.date(2024, 10, 10)}, Stage.CLOSED),
        ({"closed_on": dt.date(2024, 10, 11)}, Stage.UNDER_WAY),
        ({"needs_consent": True}, Stage.WAITS_FOR_CONSENT),
        ({"needs_consent": True, "consent": Consent.REFUSED}, Stage.WAITS_FOR_CONSENT),
        ({"needs_consent": True, "consent": Consent.WITHDRAWN}, Stage.CONSENT_WITHDRAWN),
        ({"needs_consent": True, "consent": Consent.GIVEN}, Stage.UNDER_WAY),
        ({"needs_consent": False, "consent": Consent.WITHDRAWN}, Stage.UNDER_WAY),
    ],
)
def test_a_case_stands_where_its_dates_put_it(said, stage):
    held = {"closed_on": None, "review_on": dt.date(2025, 1, 1)} | said
    assert stage_on(dt.date(2024, 10, 10), **held) is stage


@given(MAYBE, MAYBE, DAYS, DAYS)
def test_spans_overlap_where_they_share_a_day(until, other_until, since, other_since):
    last = dt.date(2025, 8, 1)

    def days(first: dt.date, end: dt.date | None) -> set[dt.date]:
        return {first + dt.timedelta(days=n) for n in range(((end or last) - first).days + 1)}

    if (until or last) >= since and (other_until or last) >= other_since:
        shared = days(since, until) & days(other_since, other_until)
        assert overlap(since, until, other_since, other_until) is bool(shared)


@given(st.dictionaries(DAYS, st.integers(0, 2), max_size=60), DAYS, DAYS)
def test_as_many_sessions_are_read_before_a_start_as_since_it(possible, since, until):
    found = as_long(possible, since, until)
    after = sum(n for day, n in possible.items() if since <= day <= until)
    before = {day: n for day, n in possible.items() if day < since}
    assert found.after == after
    assert found.before == sum(n for day, n in before.items() if day >= found.first)
    # No more than half a day too many; and too few only where there were no more.
    assert found.before <= after + 1
    if found.before < after:
        assert found.before == sum(before.values())
    assert found.is_even is (abs(found.before - after) <= 1)


@given(st.lists(st.integers(1, 30)), st.sets(st.integers(1, 30)), st.sets(st.integers(1, 30)))
def test_each_child_below_the_line_is_known_on_the_way_or_known_to_nobody(below, cases, referrals):
    found = cross_match(below, cases, referrals)
    for child in below:
        where = [child in part for part in (found.known, found.on_the_way, found.not_known)]
        assert where == [
            child in cases,
            child not in cases and child in referrals,
            child not in cases | referrals,
        ]
    together = [*found.known, *found.on_the_way, *found.not_known]
    assert sorted(together) == sorted(set(below))


@given(st.lists(DAYS), DAYS, DAYS, DAYS)
def test_a_case_moved_where_something_happened_in_it(moved, begun, since, until):
    happened = any(day >= since and day <= until for day in [*moved, begun])
    assert without_movement(moved, begun, since, until) is not happened


@given(DAYS)
def test_a_month_is_all_of_it(day):
    first, last = month_of(day)
    assert first <= day <= last
    assert first.day == 1
    assert (last + dt.timedelta(days=1)).day == 1
    assert (first.month, first.year) == (last.month, last.year)


def test_days_between_are_known_where_both_are():
    assert days_between(BEGAN, dt.date(2024, 9, 12)) == 3
    assert days_between(None, BEGAN) is None
    assert days_between(BEGAN, None) is None
