"""Things that happened, counted against sets made one by one; a measure of them has one definition."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.measures.counted import (
    CountMeasure,
    Happened,
    Times,
    count_by_name,
    counts_registered,
    register_count,
    times_among,
)
from trellis.measures.measure import ProblemWithMeasure

happenings = st.lists(st.builds(Happened, st.integers(1, 8), st.integers(1, 8)), max_size=30)


@given(happenings, st.sets(st.integers(1, 8)))
def test_each_thing_counts_once_and_each_child_once(happened, pupils):
    things, children = set(), set()
    for one in happened:
        if one.pupil in pupils:
            things.add(one.what)
            children.add(one.pupil)
    assert times_among(happened, pupils) == Times(len(things), len(children), len(pupils))


def test_for_each_hundred_of_nobody_there_is_no_figure():
    measure = CountMeasure("x", "x", lambda held: held.times, lambda held: held.on_roll, each=100)
    assert measure.of(Times(3, 2, 0)) is None
    assert measure.of(Times(3, 2, 40)) == Fraction(15, 2)


def test_the_measures_of_incidents_are_known_by_name_and_a_name_is_given_once():
    assert {"incidents", "children_with_incidents", "incidents_per_100"} <= set(counts_registered())
    with pytest.raises(ValueError, match="already"):
        register_count(count_by_name("incidents"))
    with pytest.raises(ProblemWithMeasure, match="There is no measure called “fights”"):
        count_by_name("fights")
