"""Cohorts: who meets conditions, alone or as a family, and how a list differs from those before (SUP-2)."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.cohort import Joined, differs, rate_meets, who_meet
from trellis.rules.criteria import Operator

CHILDREN = st.frozensets(st.integers(0, 12))
MET = st.lists(CHILDREN, max_size=4)
HOMES = st.dictionaries(st.integers(0, 12), st.sampled_from("abc"))


@given(MET, st.sampled_from(Joined))
def test_each_condition_or_one_of_them(met, joined):
    wanted = all if joined is Joined.ALL else any
    answer = {child for child in range(13) if met and wanted(child in children for children in met)}
    assert who_meet(met, joined) == answer


@given(MET, HOMES)
def test_children_of_one_home_meet_conditions_together(met, homes):
    answer = set()
    for child in range(13):
        home = {other for other in homes if child in homes and homes[other] == homes[child]} | {child}
        together = all(home & children for children in met)
        if met and together and any(child in children for children in met):
            answer.add(child)
    assert who_meet(met, Joined.ALL, homes) == answer


@given(CHILDREN, st.lists(CHILDREN, max_size=4))
def test_a_list_beside_those_before_it(now, before):
    found = differs(now, before)
    for child in range(13):
        here, last = child in now, bool(before) and child in before[0]
        ever = any(child in one for one in before)
        assert (child in found.new) == (here and not ever)
        assert (child in found.still) == (here and last)
        assert (child in found.back) == (here and ever and not last)
        assert (child in found.gone) == (last and not here)
    assert found.new | found.still | found.back == now


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1),
    st.sampled_from(Operator),
    st.fractions(0, 100, max_denominator=40),
)
def test_a_rate_is_decided_on_whole_numbers_for_one_child_and_for_many(counts, operator, percent):
    pairs = [(min(one), max(one)) for one in counts]
    answer = [bool(whole) and operator.holds(Fraction(100 * part, whole), percent) for part, whole in pairs]
    parts, wholes = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    assert rate_meets(parts, wholes, operator, percent).tolist() == answer
    assert [bool(rate_meets(part, whole, operator, percent)) for part, whole in pairs] == answer
