"""Percentages as text: half up, exact, and never 100.0 where something was missed (domain-rules §3.4)."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.rounding import days, percent, percent_for_page, points

WHOLES = st.integers(1, 10**12)


def exactly(part: int, whole: int, places: int) -> Decimal:
    """The oracle: decimal arithmetic with far more digits than could matter."""
    with localcontext() as context:
        context.prec = 60
        rate = Decimal(100) * Decimal(part) / Decimal(whole)
        return rate.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@given(WHOLES, st.data(), st.integers(0, 8))
def test_a_percentage_is_the_exact_rate_rounded_half_up(whole: int, data: st.DataObject, places: int) -> None:
    part = data.draw(st.integers(0, whole))
    assert percent(part, whole, places) == f"{exactly(part, whole, places):.{places}f}"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        # Exactly between two: a float, or rounding to even, would say 0.2, 12.2 and 2.4.
        (1, 400, "0.3"),
        (49, 400, "12.3"),
        (98, 4000, "2.5"),
        (812, 11400, "7.1"),
        (369, 380, "97.1"),
        (368, 380, "96.8"),
        (0, 380, "0.0"),
        (380, 380, "100.0"),
    ],
)
def test_halves_go_up(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


def test_without_a_whole_there_is_no_rate() -> None:
    assert percent(0, 0) is None
    assert percent_for_page(0, 0) is None
    assert points(1, 2, 0, 0) is None
    assert points(0, 0, 1, 2) is None


@given(WHOLES, st.data())
def test_a_page_shows_100_only_where_nothing_was_missed(whole: int, data: st.DataObject) -> None:
    part = whole - data.draw(st.integers(0, min(whole, 5)))
    shown = percent_for_page(part, whole)
    assert (shown == "100.0") is (part == whole)
    assert shown == ("99.9+" if part < whole and percent(part, whole) == "100.0" else percent(part, whole))


def test_almost_everything_is_99_9_and_more() -> None:
    assert percent_for_page(9997, 10000) == "99.9+"
    assert percent_for_page(9994, 10000) == "99.9"
    assert percent_for_page(1999, 2000) == "99.9+"


def test_a_child_out_because_of_coronavirus_missed_nothing() -> None:
    # 2,999 of 3,000 attended, the other an X of those two years: nobody was absent.
    assert percent_for_page(2999, 3000, missed=0) == "100.0"
    assert percent_for_page(2999, 3000, missed=1) == "99.9+"


@given(WHOLES, WHOLES, st.data())
def test_a_difference_is_rounded_once(whole: int, whole_before: int, data: st.DataObject) -> None:
    part, before = data.draw(st.integers(0, whole)), data.draw(st.integers(0, whole_before))
    with localcontext() as context:
        context.prec = 60
        exact = (
            Decimal(100) * (Decimal(part) * whole_before - Decimal(before) * whole) / (whole * whole_before)
        )
        expected = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert Decimal(points(part, whole, before, whole_before) or "") == expected


def test_a_fall_has_a_minus_sign_and_no_change_has_none() -> None:
    assert points(949, 1000, 956, 1000) == "-0.7"
    assert points(956, 1000, 949, 1000) == "0.7"
    assert points(94900, 100000, 94901, 100000) == "0.0"


def test_counts_from_arrays_are_as_good() -> None:
    assert percent(np.int64(812), np.int64(11400)) == "7.1"


@pytest.mark.parametrize(("sessions", "text"), [(0, "0"), (1, "0.5"), (9, "4.5"), (10, "5"), (380, "190")])
def test_sessions_as_days(sessions: int, text: str) -> None:
    assert days(sessions) == text
