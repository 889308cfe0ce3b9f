"""Reconciling: whatever the two figures are, the causes and what is left over add up to their difference."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.reconcile import (
    Blanks,
    Cause,
    Count,
    Lates,
    Printed,
    bridge,
    read_as,
    total,
)
from trellis.rules.tally import Tally, absent, attended, late, possible

COUNTS = st.builds(lambda part, more: Count(part, part + more), st.integers(0, 400), st.integers(0, 400))
EACH = st.dictionaries(st.integers(1, 12), COUNTS, max_size=12)
CAUSES = [cause for cause in Cause if cause is not Cause.NOT_EXPLAINED]
STAGES = st.lists(EACH, max_size=len(CAUSES)).map(lambda found: list(zip(CAUSES, found, strict=False)))
TALLIES = st.builds(
    Tally,
    present=st.integers(20, 400),
    activity=st.integers(0, 20),
    authorised=st.integers(0, 60),
    unauthorised=st.integers(20, 60),
    late_before_close=st.integers(0, 20),
    late_after_close=st.integers(0, 20),
    missing=st.integers(0, 20),
)


def added(counts) -> Count:
    """In plain numbers."""
    part = whole = 0
    for one in counts:
        part, whole = part + one.part, whole + one.whole
    return Count(part, whole)


@given(EACH, STAGES, st.one_of(EACH, COUNTS))
def test_the_causes_add_up_to_the_difference_exactly(ours, stages, theirs):
    found = bridge(ours, stages, theirs)
    final = theirs if isinstance(theirs, Count) else added(theirs.values())
    start = added(ours.values())
    changes = added(one.change for one in found.differences)
    assert changes == (final.part - start.part, final.whole - start.whole)
    assert found.left_over.cause is Cause.NOT_EXPLAINED
    points = [one.points for one in found.differences]
    if None not in points:
        assert sum(points) == final.share - start.share


@given(EACH, STAGES, EACH)
def test_each_cause_is_the_sum_of_those_behind_it(ours, stages, theirs):
    for one in bridge(ours, stages, theirs).differences:
        assert added(one.behind.values()) == one.change
        assert Count() not in one.behind.values()


@given(EACH, STAGES)
def test_the_same_on_both_sides_leaves_nothing_over(ours, stages):
    last = stages[-1][1] if stages else ours
    found = bridge(ours, stages, last)
    assert found.is_explained
    assert found.left_over.is_nothing


@given(EACH, STAGES, st.integers(0, 1000))
def test_of_a_percentage_alone_the_points_add_up(ours, stages, tenths):
    found = bridge(ours, stages, Printed(Fraction(tenths, 10)))
    points = [one.points for one in found.differences]
    if None not in points:
        assert sum(points) == Fraction(tenths, 10) - total(ours).share


def test_a_percentage_is_explained_where_it_would_be_printed_so():
    ours = {1: Count(941, 1000)}
    assert bridge(ours, [], Printed(Fraction("94.1"))).is_explained
    assert bridge({1: Count(94149, 100000)}, [], Printed(Fraction("94.1"))).is_explained
    assert not bridge({1: Count(94150, 100000)}, [], Printed(Fraction("94.1"))).is_explained
    assert not bridge({}, [], Printed(Fraction("94.1"))).is_explained


@given(TALLIES, st.sampled_from(Blanks), st.sampled_from(Lates))
def test_a_tally_read_otherwise_moves_sessions_and_loses_none(tally, blanks, lates):
    read = read_as(tally, blanks=blanks, lates=lates)
    here, moved = {
        Lates.BY_THE_CODE: (0, 0),
        Lates.BOTH_PRESENT: (tally.late_after_close, 0),
        Lates.BOTH_ABSENT: (0, tally.late_before_close),
    }[lates]
    came, away = {
        Blanks.LEFT_OUT: (0, 0),
        Blanks.PRESENT: (tally.missing, 0),
        Blanks.ABSENT: (0, tally.missing),
    }[blanks]
    assert attended(read) == attended(tally) + came + here - moved
    assert absent(read) == absent(tally) + away - here + moved
    assert possible(read) == possible(tally) + came + away
    assert late(read) == late(tally)
