"""Incidents: the part of the day against its own words, two counts against sums worked out one by one."""

import datetime as dt
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.incidents import Bells, PartOfDay, change, part_of_day

BELLS = Bells(dt.time(8, 50), dt.time(12), dt.time(13), dt.time(15, 15))


@given(st.times())
def test_a_time_lies_in_the_part_of_the_day_that_its_minutes_say(at):
    minutes = at.hour * 60 + at.minute
    edges = [(0, "before"), (530, "morning"), (720, "lunch"), (780, "afternoon"), (915, "after")]
    assert part_of_day(at, BELLS) == [name for edge, name in edges if minutes >= edge][-1]


def test_nobody_but_a_person_says_that_it_was_break():
    assert PartOfDay.BREAK not in {part_of_day(dt.time(hour), BELLS) for hour in range(24)}


def tail(whole, share, counts):
    """Chances added up one by one, in whole numbers."""
    chance = Fraction(share).limit_denominator(10**12)
    return float(sum(comb(whole, k) * chance**k * (1 - chance) ** (whole - k) for k in counts))


@given(st.integers(0, 40), st.integers(1, 40), st.integers(1, 5000), st.integers(1, 5000))
def test_where_a_change_may_lie_agrees_with_chances_added_up_one_by_one(now, before, exposed, earlier):
    found = change(now, exposed, before, earlier)
    assert found.times == pytest.approx(now * earlier / (before * exposed))
    assert found.least <= found.times <= found.most
    scale = earlier / exposed
    whole = now + before
    most = found.most / scale / (1 + found.most / scale)
    assert tail(whole, most, range(now + 1)) == pytest.approx(0.025, abs=1e-6)
    if now:
        least = found.least / scale / (1 + found.least / scale)
        assert tail(whole, least, range(now, whole + 1)) == pytest.approx(0.025, abs=1e-6)
    else:
        assert found.least == 0


def test_nothing_is_compared_with_nothing():
    assert change(5, 100, 0, 100) is None
    assert change(5, 0, 5, 100) is None
    assert change(5, 100, 5, 0) is None


def test_half_as_often_is_beyond_chance_where_there_are_many_and_not_where_there_are_few():
    assert change(60, 1000, 120, 1000).is_beyond_chance
    assert not change(3, 1000, 6, 1000).is_beyond_chance
