"""Every child in exactly one state: each row of the table by hand, and all of them against a plain oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.accounted import Known, State, all_accounted_for, counted, state_of
from trellis.rules.codes import Category

SILENT = {"mark": Category.UNAUTHORISED, "without_reason": True}


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({"mark": Category.PRESENT}, "In school"),
        ({"mark": Category.UNAUTHORISED, "came_late": True}, "In school"),
        ({**SILENT, "came": True}, "In school"),
        ({"mark": Category.PRESENT, "left": True}, "Signed out"),
        ({"mark": Category.ACTIVITY}, "Expected elsewhere"),
        ({"expected": Category.ACTIVITY}, "Expected elsewhere"),
        ({"expected": Category.ACTIVITY, "unconfirmed": True}, "No mark yet"),
        ({**SILENT, "expected": Category.ACTIVITY, "unconfirmed": True}, "Still unknown"),
        ({"mark": Category.NOT_REQUIRED}, "Not due this session"),
        ({"not_due": True}, "Not due this session"),
        ({**SILENT, "not_due": True}, "Still unknown"),
        ({"mark": Category.AUTHORISED}, "A reason is known"),
        ({**SILENT, "expected": Category.AUTHORISED}, "A reason is known"),
        ({**SILENT, "spoken": True}, "Their family was spoken with"),
        ({**SILENT, "spoken": True, "on_the_way": True}, "On the way"),
        ({"mark": Category.PRESENT, "with_safeguarding": True}, "With the safeguarding lead"),
        (SILENT, "Still unknown"),
        ({}, "No mark yet"),
    ],
)
def test_where_a_child_is(known, state):
    assert state_of(Known(**known)) == state


KNOWN = st.builds(
    Known,
    mark=st.sampled_from(Category),
    without_reason=st.booleans(),
    came_late=st.booleans(),
    came=st.booleans(),
    left=st.booleans(),
    expected=st.one_of(st.none(), st.sampled_from([one for one in Category if one != Category.MISSING])),
    unconfirmed=st.booleans(),
    not_due=st.booleans(),
    spoken=st.booleans(),
    on_the_way=st.booleans(),
    with_safeguarding=st.booleans(),
)


def oracle(known):
    """Every state that would do, the strongest first: the first is the one."""
    silent = known.mark == "missing" or known.without_reason
    says = known.expected if silent and not known.unconfirmed else None if silent else known.mark
    will_do = [
        ("With the safeguarding lead", known.with_safeguarding),
        ("Signed out", known.left),
        ("In school", known.came or known.came_late or "present" in (known.mark, says)),
        ("Expected elsewhere", says == "activity"),
        ("A reason is known", says in {"authorised", "unauthorised", "unable"}),
        ("Not due this session", says is not None or (known.not_due and known.mark == "missing")),
        ("On the way", known.on_the_way),
        ("Their family was spoken with", known.spoken),
        ("No mark yet", known.mark == "missing"),
        ("Still unknown", True),
    ]
    return next(words for words, holds in will_do if holds)


@given(KNOWN)
def test_a_child_is_where_the_oracle_says(known):
    assert state_of(known) == oracle(known)


@given(st.lists(KNOWN))
def test_the_counts_add_up_to_the_roll(children):
    counts = counted(map(state_of, children))
    assert list(counts) == list(State)
    assert sum(counts.values()) == len(children)


@given(st.lists(KNOWN))
def test_everybody_is_accounted_for_only_where_nobody_is_open(children):
    states = [oracle(known) for known in children]
    left = {"With the safeguarding lead", "On the way", "No mark yet", "Still unknown"}
    assert all_accounted_for(map(state_of, children)) is (bool(states) and left.isdisjoint(states))
