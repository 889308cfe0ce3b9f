"""What governors may be told of a frozen figure: no subtraction leaves a child."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.evidence.models import Reading
from trellis.plans.told import told

YEAR = {"since": dt.date(2024, 9, 2), "until": dt.date(2024, 12, 20), "population": "all_on_roll"}


def reading(of: str, part: int, whole: int, *, pupils: int | None = None, group: str = "") -> Reading:
    """A reading that is not kept."""
    return Reading(
        of=of,
        part=part,
        whole=whole,
        pupils=pupils,
        group=group,
        status="behind",
        target="at least 97%",
        **YEAR,
    )


def test_a_schools_attendance_is_told_to_one_place_and_without_its_count():
    found = told(reading("measure:attendance", 47_449, 50_000, pupils=400))
    assert (found.figure, found.count, found.status) == ("94.9%", "", "behind")


def test_of_fewer_sessions_only_whole_per_cent_are_told():
    found = told(reading("measure:attendance", 949, 1_000, pupils=12))
    assert (found.figure, found.value) == ("about 95%", Fraction(95))


@pytest.mark.parametrize(("whole", "pupils"), [(499, 30), (5_000, 9), (5_000, None)])
def test_of_few_sessions_or_few_children_nothing_is_told_not_even_how_it_stands(whole, pupils):
    found = told(reading("measure:attendance", whole - 40, whole, pupils=pupils))
    assert (found.figure, found.status, found.is_hidden) == ("", "", True)


@given(st.integers(500, 60_000), st.integers(0, 60_000), st.integers(1, 4))
def test_a_few_sessions_more_or_less_can_be_told_from_no_rate(whole, missed, few):
    """Whatever a rate is told as, the same is told of some other count at least five sessions away: so a
    difference of fewer is never read from two of them.
    """
    missed = min(missed, whole)
    shown = told(reading("measure:absence", missed, whole, pupils=60)).figure
    alike = [
        other
        for other in range(max(0, missed - 5), min(whole, missed + 5) + 1)
        if told(reading("measure:absence", other, whole, pupils=60)).figure == shown
    ]
    assert max(alike) - min(alike) >= few or missed in (0, whole)


def test_a_count_of_pupils_is_told_where_neither_it_nor_the_rest_is_few():
    assert told(reading("measure:persistent_absence", 12, 200)).count == "12 of 200"
    assert told(reading("measure:persistent_absence", 4, 200)).is_hidden
    assert told(reading("measure:persistent_absence", 197, 200)).is_hidden


def test_a_group_is_hidden_where_everybody_else_can_be_worked_out_to_be_few():
    everybody = reading("measure:persistent_absence", 12, 60)
    group = reading("measure:persistent_absence", 9, 40, group="fsm:true")
    assert told(group).count == "9 of 40"
    assert told(group, [everybody, group]).is_hidden


def test_what_is_no_count_of_children_is_told_as_it_is():
    letters = Reading(of="count:letters", value=3, status="met", target="at least 3", **YEAR)
    assert (told(letters).figure, told(letters).status) == ("3", "met")
    nothing = Reading(of="indicator:1", status="no_data", target="at least 3", **YEAR)
    assert (told(nothing).figure, told(nothing).status_in_words) == ("", "No data")
