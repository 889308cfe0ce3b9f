"""How an entry's marks and a line's trail are packed, and the ids of acts."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.registers.moments import ProblemWithAct, begun_at, milliseconds, moment, new_act, read_act
from trellis.registers.packing import Marks, follow, newest, numbers, pack, trail_of, unpack

NOON = dt.datetime(2024, 9, 10, 12, 0, tzinfo=dt.UTC)

places = st.sets(st.tuples(st.integers(0, 65535), st.integers(0, 755)), min_size=1, max_size=40)


@st.composite
def entries(draw) -> Marks:
    held = sorted(draw(places))
    chars = st.sampled_from(sorted(map(ord, "./ILN")))
    was, now = (draw(st.lists(chars, min_size=len(held), max_size=len(held))) for _ in range(2))
    rows, positions = zip(*held, strict=True)
    return Marks(np.array(rows), np.array(positions), np.array(was, np.uint8), np.array(now, np.uint8))


@given(st.lists(entries(), min_size=1, max_size=6))
def test_what_is_packed_comes_back(held):
    marks, counts = unpack([pack(one) for one in held])

    assert counts.tolist() == [len(one) for one in held]
    for name in ("rows", "positions", "was", "now"):
        assert getattr(marks, name).tolist() == [
            value for one in held for value in getattr(one, name).tolist()
        ]


def test_a_column_that_says_one_thing_throughout_says_it_once():
    thirty = Marks(np.arange(30), np.full(30, 84), np.full(30, 46, np.uint8), np.full(30, 47, np.uint8))
    assert [len(column) for column in pack(thirty)] == [60, 2, 1, 1]


@given(st.lists(st.integers(1, 2**31), unique=True).map(sorted))
def test_a_trail_names_every_entry_that_touched_a_line(held):
    trail = trail_of(held)
    assert numbers(trail) == held
    assert newest(trail) == (held[-1] if held else 0)


def test_a_trail_only_goes_forward():
    with pytest.raises(ValueError, match="cannot follow"):
        follow(trail_of([5, 9]), 9)


@given(st.integers(0, 7_000_000_000_000), st.integers(0, 999))
def test_a_moment_is_kept_to_the_millisecond(kept, microseconds):
    at = moment(kept) + dt.timedelta(microseconds=microseconds)
    assert milliseconds(at) == kept
    assert begun_at(new_act(at)) == moment(kept)


def test_acts_of_one_millisecond_differ():
    assert len({new_act(NOON) for _ in range(100)}) > 98


@pytest.mark.parametrize("written", ["", "abc", "-1", "0", str(1 << 63), None])
def test_what_is_no_act_is_refused(written):
    with pytest.raises(ProblemWithAct):
        read_act(written, now=NOON)


def test_an_act_from_the_future_is_refused_and_a_drifting_clock_is_not():
    soon, later = NOON + dt.timedelta(minutes=1), NOON + dt.timedelta(minutes=3)
    assert read_act(str(new_act(soon)), now=NOON)
    with pytest.raises(ProblemWithAct):
        read_act(str(new_act(later)), now=NOON)
