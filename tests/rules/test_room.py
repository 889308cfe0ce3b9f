"""Room for a year's weeks, against a queue at a door."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.room import Room, room


def test_a_week_with_more_than_its_share_leaves_some_waiting():
    assert room([1, 4, 1, 0], planned=8, weeks=4) == Room(short=1, waiting=2, left=0)


def test_what_is_planned_in_two_weeks_is_half_of_it_in_each():
    assert room([1, 2, 2], planned=3, weeks=2) == Room(short=2, waiting=1, left=1)


def test_with_nothing_planned_everybody_waits():
    assert room([0, 2, 1], planned=0, weeks=4) == Room(short=2, waiting=3, left=3)


@given(
    st.lists(st.integers(0, 9), max_size=12),
    st.integers(0, 30),
    st.integers(1, 4),
)
def test_room_is_as_a_queue_at_a_door_finds_it(asked, planned, weeks):
    """Each place is so many slivers wide, and the door lets the same number of slivers in every week."""
    queue: list[str] = []
    lengths = [0]
    for number in asked:
        queue += ["sliver"] * (number * weeks)
        del queue[:planned]
        lengths.append(-(-len(queue) // weeks))
    share = Fraction(planned, weeks)
    found = room(asked, planned, weeks)
    assert found == Room(sum(number > share for number in asked), max(lengths), lengths[-1])
