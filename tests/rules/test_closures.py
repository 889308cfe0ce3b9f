"""Closures: which codes they may carry, what is suggested, what they lack, and which marks stay."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.closures import REASONS, Halves, codes_for, keeps_its_mark, suggested_code, why_not_closed
from trellis.rules.codes import code_set
from trellis.rules.words import Session

DAY = dt.date(2024, 9, 10)
ENGLAND, WALES = code_set("england", DAY), code_set("wales", DAY)
BEFORE = code_set("england", dt.date(2024, 3, 8))
SETS = st.sampled_from([ENGLAND, WALES, BEFORE])
DAYS = st.dates(dt.date(2024, 9, 1), dt.date(2024, 9, 30))
NAMES = st.sampled_from(["", " ", "Helen Hart"])


@given(st.sampled_from(sorted(REASONS)), st.booleans(), SETS)
def test_whatever_is_suggested_may_be_recorded_and_touches_nobodys_attendance(reason, whole, codes):
    offered = codes_for(codes, whole=whole)
    assert suggested_code(reason, codes, whole=whole) in {one.code for one in offered}
    for one in offered:
        assert one.recordable
        assert not one.category.possible
        assert one.category != "not_required"


@pytest.mark.parametrize(
    ("reason", "whole", "codes", "code"),
    [
        ("weather", True, ENGLAND, "Y4"),
        ("weather", False, ENGLAND, "Y3"),
        ("strike", True, ENGLAND, "Y4"),
        ("health", False, ENGLAND, "Y6"),
        ("polling", True, ENGLAND, "#"),
        ("polling", False, ENGLAND, "#"),
        ("flood", True, BEFORE, "Y"),
        ("flood", False, WALES, "Y"),
        ("polling", True, WALES, "#"),
    ],
)
def test_the_code_a_reason_suggests_is_that_of_its_nation_and_day(reason, whole, codes, code):
    assert suggested_code(reason, codes, whole=whole) == code


def test_a_whole_school_is_not_recorded_as_a_part_nor_a_part_as_the_whole():
    whole = {one.code for one in codes_for(ENGLAND, whole=True)}
    part = {one.code for one in codes_for(ENGLAND, whole=False)}
    assert "Y3" not in whole
    assert "Y4" not in part
    assert "Y5" not in whole | part


@given(DAYS, DAYS, st.booleans(), st.booleans(), st.sampled_from(["Y4", "Y3", "#", "I", ""]), NAMES, NAMES)
def test_a_closure_stands_only_with_all_it_needs(since, until, whole, names_a_part, code, words, by):
    stands = since <= until and (whole or names_a_part) and bool(words.strip()) and bool(by.strip())
    stands &= code in ({"Y4", "#"} if whole else {"Y3", "#"})
    answer = why_not_closed(
        ENGLAND,
        since=since,
        until=until,
        whole=whole,
        names_a_part=names_a_part,
        code=code,
        words=words,
        decided_by=by,
    )
    assert (answer is None) is stands


CODES = st.sampled_from(["", "/", "N", "I", "Y4"])


@given(CODES, st.frozensets(CODES))
def test_a_mark_stays_unless_somebody_said_it_is_replaced(standing, replacing):
    made = not keeps_its_mark(standing, "Y4", replacing)
    assert made is (standing == "" or (standing in replacing and standing != "Y4"))


def test_halves_are_sessions():
    assert Halves("day").sessions == (Session.AM, Session.PM)
    assert Halves("am").sessions == (Session.AM,)
    assert Halves("pm").sessions == (Session.PM,)
