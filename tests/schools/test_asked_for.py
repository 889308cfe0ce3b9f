"""What an address asks for: a number or a day that somebody may have written themselves."""

import datetime as dt
from pathlib import Path

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

import trellis
from trellis.schools.asked_for import day_of, number_of, numbers_of


@given(st.integers(0, 10**18 - 1))
def test_a_number_is_read_as_it_is_written(number):
    assert number_of(str(number)) == number


@pytest.mark.parametrize("written", ["", "-1", "1.0", "²", "abc", " 1", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_ours_is_none(written):
    assert number_of(written) is None
    assert numbers_of(["3", written, "4"]) == [3, 4]


def test_a_day_is_read_and_what_cannot_be_one_is_no_page():
    assert day_of("") is None
    assert day_of("2024-09-10") == day_of("10/09/2024") == dt.date(2024, 9, 10)
    for written in ("0001-01-01", "9999-12-31", "2024-02-30", "nonsense"):
        with pytest.raises(Http404):
            day_of(written)


def test_no_view_reads_a_number_or_a_day_of_an_address_by_itself():
    views = [*Path(trellis.__file__).parent.rglob("*views.py")]
    assert len(views) > 50
    assert [
        one.name for one in views if ".isdecimal()" in (text := one.read_text()) or "isdigit()" in text
    ] == []
