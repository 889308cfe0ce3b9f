"""Spreads against the standard library's quartiles."""

from fractions import Fraction
from statistics import median, quantiles

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.spread import FEWEST, spread_of

NUMBERS = st.lists(st.fractions(0, 100, max_denominator=380), max_size=60)


@given(NUMBERS)
def test_the_quarters_are_those_of_the_standard_library(numbers):
    found = spread_of(numbers)
    if len(numbers) < FEWEST:
        assert found is None
        return
    assert found is not None
    assert (found.number, found.lowest, found.highest) == (len(numbers), min(numbers), max(numbers))
    assert [found.lower, found.middle, found.upper] == quantiles(numbers, n=4, method="inclusive")
    assert found.middle == median(numbers)


def test_of_few_nothing_is_said():
    assert spread_of([Fraction(1)] * (FEWEST - 1)) is None
