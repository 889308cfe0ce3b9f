"""Success criteria: exact at the boundary, honest before the day, and what is needed from here."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.criteria import (
    Operator,
    ProblemWithTarget,
    Status,
    Trajectory,
    needed_count,
    needed_share,
    read_target,
    share,
    status_of,
)

BEGAN, DUE = dt.date(2024, 9, 2), dt.date(2025, 7, 22)
BEFORE, AFTER = dt.date(2025, 1, 10), DUE + dt.timedelta(days=1)
BETTER = {
    Operator.AT_LEAST: lambda value, target: value >= target,
    Operator.ABOVE: lambda value, target: value > target,
    Operator.AT_MOST: lambda value, target: value <= target,
    Operator.BELOW: lambda value, target: value < target,
}

operators = st.sampled_from(Operator)
percents = st.fractions(0, 100, max_denominator=1000)
counted = st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def after(part: int, whole: int, operator: Operator, target: int) -> Status:
    """How it stands once the day is over."""
    return status_of(share(part, whole), Fraction(target), operator, on=AFTER, by=DUE)


# --- the boundary ---


def test_369_of_380_meets_97_per_cent_and_368_does_not():
    assert after(369, 380, Operator.AT_LEAST, 97) is Status.MET
    assert after(368, 380, Operator.AT_LEAST, 97) is Status.MISSED


def test_exactly_ninety_is_at_least_and_at_most_and_neither_above_nor_below():
    assert [after(342, 380, operator, 90) for operator in Operator] == [
        Status.MET,
        Status.MISSED,
        Status.MET,
        Status.MISSED,
    ]


@given(counted, operators, percents)
def test_a_criterion_is_met_as_plain_comparison_says(figure, operator, target):
    part, whole = figure
    # Cross-multiplied by hand, with no division at all.
    left, right = 100 * part * target.denominator, target.numerator * whole
    met = BETTER[operator](left, right)
    assert status_of(share(part, whole), target, operator, on=AFTER, by=DUE) is (
        Status.MET if met else Status.MISSED
    )


# --- before the day ---


def test_a_rate_that_meets_its_target_before_the_day_is_on_track_and_not_yet_met():
    assert status_of(Fraction(98), Fraction(97), Operator.AT_LEAST, on=DUE, by=DUE) is Status.ON_TRACK
    assert status_of(Fraction(96), Fraction(97), Operator.AT_LEAST, on=DUE, by=DUE) is Status.BEHIND


def test_a_count_that_only_rises_stays_met_and_what_is_too_many_stays_missed():
    def counts(value: int, operator: Operator) -> Status:
        return status_of(Fraction(value), Fraction(15), operator, on=BEFORE, by=DUE, only_rises=True)

    assert [counts(value, Operator.AT_LEAST) for value in (14, 15)] == [Status.BEHIND, Status.MET]
    assert [counts(value, Operator.AT_MOST) for value in (15, 16)] == [Status.ON_TRACK, Status.MISSED]


def test_without_a_figure_or_anything_to_compare_there_is_no_status():
    assert share(0, 0) is None
    assert status_of(None, Fraction(97), Operator.AT_LEAST, on=AFTER, by=DUE) is Status.NO_DATA
    assert status_of(Fraction(97), None, Operator.AT_LEAST, on=AFTER, by=DUE) is Status.NO_DATA


@given(percents, percents, percents, operators, st.integers(0, 323))
def test_short_of_its_target_a_figure_is_on_track_where_the_line_is_no_better(
    value, start, target, operator, day
):
    on = BEGAN + dt.timedelta(days=day)
    line = Trajectory(BEGAN, start, DUE, target)
    there = start + (target - start) * Fraction(day, (DUE - BEGAN).days)
    assert line.on(on) == there
    found = status_of(value, target, operator, on=on, by=DUE, trajectory=line)
    no_worse = value >= there if operator in (Operator.AT_LEAST, Operator.ABOVE) else value <= there
    assert found is (Status.ON_TRACK if BETTER[operator](value, target) or no_worse else Status.BEHIND)


def test_a_line_stands_still_before_it_begins_and_after_it_ends():
    line = Trajectory(BEGAN, Fraction(94), DUE, Fraction(97))
    assert [line.on(day) for day in (dt.date(2024, 1, 1), BEGAN, DUE, AFTER)] == [94, 94, 97, 97]
    assert Trajectory(DUE, Fraction(94), DUE, Fraction(97)).on(DUE) == 97


# --- what is needed ---


@given(percents, percents, st.integers(0, 190), st.integers(1, 190))
def test_what_the_days_left_must_come_to_brings_all_of_them_to_the_target(value, target, gone, left):
    needed = needed_share(value, target, gone=gone, left=left)
    assert (value * gone + needed * left) / (gone + left) == target


def test_nothing_can_be_needed_of_no_days():
    assert needed_share(Fraction(95), Fraction(97), gone=190, left=0) is None


@given(counted, operators, percents)
def test_how_many_more_or_fewer_is_the_smallest_change_that_meets_it(figure, operator, target):
    part, whole = figure
    step = 1 if operator in (Operator.AT_LEAST, Operator.ABOVE) else -1
    found = next(
        (
            step * count
            for count in range(whole + 1)
            if 0 <= part + step * count <= whole
            and BETTER[operator](Fraction(100 * (part + step * count), whole), target)
        ),
        None,
    )
    assert needed_count(part, whole, operator, target) == found


# --- the target ---


@pytest.mark.parametrize(
    ("text", "value"), [("97", Fraction(97)), (" 97.5 % ", Fraction(195, 2)), ("0", Fraction(0))]
)
def test_a_target_is_read_exactly(text, value):
    assert read_target(text, Operator.AT_LEAST, of_share=True) == value


@pytest.mark.parametrize(
    ("text", "operator", "says"),
    [
        ("110%", Operator.AT_LEAST, "A target of 110% cannot be reached: a share is from 0% to 100%."),
        ("-3", Operator.AT_MOST, "A target of -3% cannot be reached: a share is from 0% to 100%."),
        ("most", Operator.AT_LEAST, "“most” is not a number: write 97 or 97.5."),
        ("100", Operator.ABOVE, "Nothing is above 100%: this target cannot be reached."),
        ("0", Operator.BELOW, "Nothing is below 0%: this target cannot be reached."),
    ],
)
def test_a_target_nobody_could_reach_is_refused_with_a_sentence(text, operator, says):
    with pytest.raises(ProblemWithTarget) as wrong:
        read_target(text, operator, of_share=True)
    assert str(wrong.value) == says


def test_a_count_may_be_more_than_a_hundred_and_never_less_than_nothing():
    assert read_target("110", Operator.AT_LEAST, of_share=False) == 110
    with pytest.raises(ProblemWithTarget):
        read_target("-1", Operator.AT_LEAST, of_share=False)
