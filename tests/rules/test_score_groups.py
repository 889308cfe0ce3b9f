"""The groups a scale is divided into, and how children went from one to another between waves (SUP-13)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.scores import Groups, ProblemWithScore, Range, moved

TO_FORTY = Range(Decimal(0), Decimal(40))
BOUNDS = st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True).map(sorted)
SCORES = st.dictionaries(st.integers(1, 12), st.integers(0, 40).map(Decimal), max_size=10)


def groups_from(bounds) -> Groups:
    return Groups.read("\n".join(f"{since} From {since}" for since in [0, *bounds]), TO_FORTY)


@given(BOUNDS, st.integers(0, 40))
def test_a_score_is_of_the_last_group_that_begins_at_or_below_it(bounds, score):
    groups = groups_from(bounds)
    expected = max(since for since in [0, *bounds] if since <= score)
    assert groups.names[groups.of(Decimal(score))] == f"From {expected}"


@given(BOUNDS)
def test_groups_read_back_as_they_were_written(bounds):
    groups = groups_from(bounds)
    assert Groups.read(groups.text, TO_FORTY) == groups


@given(BOUNDS, SCORES)
def test_every_score_is_counted_once(bounds, scores):
    groups = groups_from(bounds)
    counts = groups.counts(scores.values())
    assert counts == tuple(
        sum(groups.of(value) == number for value in scores.values()) for number in range(len(bounds) + 1)
    )
    assert sum(counts) == len(scores)


@given(BOUNDS, SCORES, SCORES)
def test_children_who_moved_are_a_plain_readers(bounds, before, after):
    groups = groups_from(bounds)
    up = down = stayed = again = 0
    for child, score in before.items():
        if child not in after:
            again += 1
        elif groups.of(after[child]) > groups.of(score):
            up += 1
        elif groups.of(after[child]) < groups.of(score):
            down += 1
        else:
            stayed += 1
    found = moved(groups, before, after)
    assert (found.up, found.down, found.stayed, found.not_again) == (up, down, stayed, again)
    assert found.new == len([child for child in after if child not in before])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0 Low\n20", "not a score and then"),
        ("0 Low\n20 Middle\n20 High", "not above the group before"),
        ("5 Low\n20 High", "begins with the lowest score, 0"),
        ("0 Low", "One group is none"),
        ("0 Low\n50 High", "outside the scale"),
        ("low\nhigh", "not a score"),
    ],
)
def test_groups_that_cannot_be_are_said(text, says):
    with pytest.raises(ProblemWithScore, match=says):
        Groups.read(text, TO_FORTY)


def test_no_lines_are_no_groups():
    assert Groups.read("\n", TO_FORTY).held == ()
