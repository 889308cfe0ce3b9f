"""By when somebody is to have read something, and how they stand to it (SUP-14)."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.confirming import Confirming, began, due_for, is_everybody, stands

DAYS = st.dates(dt.date(2024, 8, 1), dt.date(2025, 7, 31))


@given(DAYS, DAYS)
def test_nobody_has_less_than_a_fortnight_from_their_first_day(due_on, began):
    due = due_for(due_on, began)
    assert due >= due_on
    assert (due - began).days >= 14
    assert due in {due_on, began + dt.timedelta(days=14)}


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 90))), max_size=6), DAYS)
def test_a_time_without_a_gap_began_where_a_plain_reader_finds_no_day_before(lengths, day):
    one = dt.timedelta(days=1)
    spans = [(since, None if days is None else since + days * one) for since, days in lengths]
    first = day
    while any(since < first and (until is None or until >= first - one) for since, until in spans):
        first -= one
    assert began(spans, day) == first


@given(DAYS, DAYS, st.one_of(st.none(), DAYS))
def test_how_somebody_stands_is_a_plain_readers(day, due, confirmed_on):
    if confirmed_on is not None and confirmed_on <= day:
        wanted = Confirming.DONE
    elif (day - due).days >= 1:
        wanted = Confirming.LATE
    else:
        wanted = Confirming.TO_DO
    assert stands(day, due, confirmed_on) is wanted


@given(st.lists(st.sampled_from(Confirming)))
def test_everybody_is_somebody_and_nobody_left(standing):
    assert is_everybody(standing) is (len(standing) > 0 and standing.count(Confirming.DONE) == len(standing))
