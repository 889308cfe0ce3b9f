"""The call list against a plain oracle, and the morning of the infant school to the minute."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.codes import ALL_CHARS, NO_MARK
from trellis.rules.first_day import Adult, Child, asked_after, call_list
from trellis.rules.morning import SessionTimes
from trellis.rules.words import Session

INFANTS = SessionTimes(opens=time(8, 45), closes=time(8, 55), gate=time(8, 45), calls=time(9, 15))


@pytest.mark.parametrize(
    ("arrived", "mark"), [((8, 45), "/"), ((8, 46), "L"), ((8, 55), "L"), ((8, 56), "U")]
)
def test_an_arrival_at_the_infant_school(arrived, mark):
    assert INFANTS.mark_for(time(*arrived), Session.AM) == mark


def test_the_list_of_a_quarter_past_nine():
    silent, told, late = Child(1, "N", taken=True), Child(2, "N", taken=True, told=True), Child(3, "L", True)
    assert [child.pupil for child in (silent, told, late) if asked_after(child)] == [1]


MOTHER, FATHER, STEPFATHER = Adult(1, home=10), Adult(2, home=20), Adult(3, home=10)


def test_half_siblings_are_one_call_and_each_adult_is_asked_about_their_own():
    amy = Child(1, "N", True, adults=(MOTHER, FATHER))
    tom = Child(2, "N", True, adults=(STEPFATHER, MOTHER))
    (call,) = call_list([amy, tom])
    assert call.children == (1, 2)
    assert dict(call.adults) == {1: (1, 2), 2: (1,), 3: (2,)}
    assert [contact for contact, _about in call.adults] == [1, 3, 2]


def test_whose_first_adults_live_apart_is_rung_about_apart():
    amy = Child(1, "N", True, adults=(MOTHER, FATHER))
    kit = Child(2, "N", True, adults=(FATHER,))
    calls = call_list([amy, kit])
    assert [call.children for call in calls] == [(1,), (2,)]
    assert dict(calls[0].adults) == {1: (1,), 2: (1,)}


def test_a_child_with_nobody_to_ring_is_on_the_list_all_the_same():
    (call,) = call_list([Child(7, "N", taken=True)])
    assert (call.key, call.children, call.adults) == ("child-7", (7,), ())


def test_one_child_who_comes_first_brings_the_whole_home_to_the_top():
    others = [Child(n, "N", True, adults=(Adult(n),)) for n in (1, 2)]
    amy, eve = (Child(n, "N", True, first=n == 8, adults=(Adult(5),)) for n in (7, 8))
    assert [call.children for call in call_list([*others, amy, eve])] == [(7, 8), (1,), (2,)]


ADULTS = st.lists(st.builds(Adult, st.integers(1, 6), st.none()), max_size=3, unique=True)


@st.composite
def school(draw):
    """Children of a small place, where everybody is related; an adult lives in one home."""
    homes = draw(st.dictionaries(st.integers(1, 6), st.one_of(st.none(), st.integers(1, 3))))
    return [
        Child(
            pupil=number,
            char=draw(st.sampled_from("N/LIO.")) if draw(st.booleans()) else "N",
            taken=draw(st.booleans()),
            told=draw(st.integers(0, 3)) == 0,
            heard=draw(st.integers(0, 3)) == 0,
            first=draw(st.booleans()),
            adults=tuple(Adult(one.contact, homes.get(one.contact)) for one in draw(ADULTS)),
        )
        for number in range(1, draw(st.integers(0, 8)) + 1)
    ]


@given(st.sampled_from(ALL_CHARS + NO_MARK), st.booleans(), st.booleans(), st.booleans())
def test_who_is_asked_after(char, taken, told, heard):
    child = Child(1, char, taken, told, heard)
    expected = taken and char in ("N", "O") and not told and not heard
    assert asked_after(child) is expected


@given(school())
def test_everybody_asked_after_is_in_one_call_and_nobody_else(children):
    calls = call_list(children)
    listed = [pupil for call in calls for pupil in call.children]
    assert sorted(listed) == [child.pupil for child in children if asked_after(child)]
    firsts = [call.first for call in calls]
    assert firsts == sorted(firsts, reverse=True)


@given(school())
def test_no_adult_is_asked_about_a_child_they_do_not_stand_to(children):
    stands = {(adult.contact, child.pupil) for child in children for adult in child.adults}
    for call in call_list(children):
        assert {(adult, pupil) for adult, about in call.adults for pupil in about} == {
            (adult, pupil) for adult, pupil in stands if pupil in call.children
        }


@given(school())
def test_two_children_share_a_call_only_where_their_first_adults_share_a_home(children):
    by_pupil = {child.pupil: child for child in children}

    def lives(pupil):
        first = by_pupil[pupil].adults[:1]
        return [("home", one.home) if one.home else ("alone", one.contact) for one in first] or [pupil]

    calls = call_list(children)
    for call in calls:
        assert len({tuple(lives(pupil)) for pupil in call.children}) == 1
    assert len({tuple(lives(call.children[0])) for call in calls}) == len(calls)
