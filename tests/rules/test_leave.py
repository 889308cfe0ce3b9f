"""Leave: the stages of a request, and what must have been before it is decided, against a plain oracle."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.leave import Stage, decides, stage_of, why_not_asked, why_not_decided

DAYS = st.dates(dt.date(2024, 10, 1), dt.date(2024, 10, 15))
MAYBE = st.none() | DAYS
WORDS = st.sampled_from(["", " ", "A funeral"])


@given(st.booleans(), st.booleans(), st.booleans(), WORDS, st.booleans())
def test_a_request_has_one_stage_and_the_furthest_counts(taken_back, decided, met, not_taken_up, arranged):
    stage = stage_of(
        taken_back=taken_back, decided=decided, met=met, not_taken_up=not_taken_up, arranged=arranged
    )
    reached = [
        (taken_back, Stage.TAKEN_BACK),
        (decided, Stage.DECIDED),
        (met, Stage.MET),
        (bool(not_taken_up.strip()), Stage.NOT_TAKEN_UP),
        (arranged, Stage.ARRANGED),
        (True, Stage.ASKED),
    ]
    assert stage is next(one for holds, one in reached if holds)
    assert not (stage.may_be_decided and stage.awaits_a_meeting)


@given(st.sampled_from(Stage), DAYS, DAYS, MAYBE, MAYBE, st.sampled_from(["", "C"]), WORDS)
def test_nothing_is_decided_before_a_meeting_nor_beyond_what_was_asked(stage, a, b, first, last, code, why):
    since, until = min(a, b), max(a, b)
    heard = stage in {Stage.MET, Stage.NOT_TAKEN_UP, Stage.DECIDED}
    none = first is None and last is None and code == ""
    some = first is not None and last is not None and since <= first <= last <= until and code != ""
    answer = why_not_decided(
        stage,
        since=since,
        until=until,
        granted_since=first,
        granted_until=last,
        code=code,
        why=why,
    )
    assert (answer is None) is (heard and bool(why.strip()) and (none or some))


@given(DAYS, DAYS, DAYS, WORDS)
def test_leave_is_asked_for_before_it_begins(asked_on, since, until, reason):
    answer = why_not_asked(asked_on=asked_on, since=since, until=until, reason=reason)
    assert (answer is None) is (asked_on <= since <= until and bool(reason.strip()))


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("We cannot authorise this", "authorise"),
        ("It will be unauthorised", "unauthorised"),
        ("Leave is not granted", "granted"),
        ("You may be fined", "fined"),
        ("a Penalty notice", "Penalty"),
        ("We have to refuse", "refuse"),
        ("Ni chaniateir", "chaniateir"),
        ("Ni ellir ei ganiatáu", "ganiatáu"),
        ("Would Tuesday be fine with you? We defined nothing yet.", ""),
        ("Before anything is decided we would like to meet", ""),
    ],
)
def test_a_word_that_decides_is_found(words, word):
    assert decides(words) == word
