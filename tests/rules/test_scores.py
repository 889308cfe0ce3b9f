"""Scores: what may stand on a scale, and how some of them lie."""

from decimal import Decimal
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.scores import ProblemWithScore, Range, plain, spread

READING_AGE = Range(Decimal(4), Decimal(18), 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", "7"), (" 7.5 ", "7.5"), ("7,5", "7.5"), ("4", "4"), ("18", "18"), ("7.50", "7.5")],
)
def test_a_score_is_read_as_it_is_written(text, value):
    assert READING_AGE.read(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("seven", "“seven” is not a score."),
        ("", "“” is not a score."),
        ("NaN", "“NaN” is not a score."),
        ("3.9", "3.9 is outside the scale, which goes from 4 to 18."),
        ("18.1", "18.1 is outside the scale"),
        ("7.55", "7.55 is finer than the scale, which has 1 decimal places."),
    ],
)
def test_what_cannot_stand_on_the_scale_is_said(text, says):
    with pytest.raises(ProblemWithScore) as problem:
        READING_AGE.read(text)
    assert says in str(problem.value)


def test_a_scale_ends_above_where_it_begins():
    with pytest.raises(ProblemWithScore, match="The highest score, 4, is not above the lowest, 4"):
        Range(Decimal(4), Decimal(4))


@given(st.lists(st.integers(0, 40).map(Decimal), min_size=2, max_size=40))
def test_scores_lie_as_the_standard_library_has_it(scores):
    found = spread(scores)
    assert (found.lower, found.middle, found.upper) == tuple(quantiles(scores, method="inclusive"))
    assert (found.count, found.least, found.most) == (len(scores), min(scores), max(scores))


def test_of_one_score_everything_is_that_and_of_none_there_is_nothing():
    assert spread([Decimal(3)]).middle == 3
    assert spread([]) is None


@pytest.mark.parametrize(
    ("value", "written"), [("12.00", "12"), ("12.50", "12.5"), ("120", "120"), ("0", "0")]
)
def test_a_score_is_written_without_what_says_nothing(value, written):
    assert plain(Decimal(value)) == written
