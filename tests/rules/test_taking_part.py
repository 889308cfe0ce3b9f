"""Who takes part in what families are invited to, against a reader who asks child by child."""

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.taking_part import Occasion, TakingPart, new_faces, taking_part

OCCASIONS = st.lists(
    st.builds(
        Occasion,
        child=st.integers(1, 6),
        key=st.sampled_from(["3B", "4C"]),
        invited=st.booleans(),
        came=st.booleans(),
    ),
    max_size=25,
)


@given(OCCASIONS)
def test_each_child_counts_once_of_those_invited_and_of_those_who_came(occasions):
    found = taking_part(occasions)
    assert set(found) == {one.key for one in occasions}
    for key, counts in found.items():
        invited = came = besides = 0
        for child in range(1, 7):
            own = [one for one in occasions if one.key == key and one.child == child]
            asked = any(one.invited for one in own)
            invited += asked
            came += asked and any(one.invited and one.came for one in own)
            besides += not asked and any(one.came for one in own)
        assert counts == TakingPart(invited, came, besides)


@given(st.lists(st.sets(st.integers(1, 8)), max_size=8))
def test_a_new_face_came_to_none_before(days):
    found = new_faces(days)
    for number, there in enumerate(days):
        earlier = [one for before in days[:number] for one in before]
        assert found[number] == sum(one not in earlier for one in there)
    assert sum(found) == len(set().union(*days))


def test_two_homes_of_one_child_are_one_family_that_came():
    rows = [Occasion(1, "3B", invited=True, came=False), Occasion(1, "3B", invited=True, came=True)]
    assert taking_part(rows) == {"3B": TakingPart(invited=1, came=1, besides=0)}
