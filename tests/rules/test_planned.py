"""What may be planned, against a plain oracle: every kind, code, date and agreement."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.codes import code_set
from trellis.rules.planned import KINDS, codes_for, why_not_planned

DAY = dt.date(2024, 9, 10)
ENGLAND, WALES = code_set("england", DAY), code_set("wales", DAY)
DAYS = st.dates(dt.date(2024, 9, 1), dt.date(2024, 10, 1))
NAMES = st.sampled_from(["", " ", "Helen Hart"])


def whole(kind: str, code: str, **said):
    held = {
        "since": DAY,
        "until": DAY + dt.timedelta(days=30),
        "review_on": DAY + dt.timedelta(days=14),
        "agreed_by": "Helen Hart",
        "agreed_with": "Ann Adams",
        "place": "Mill Farm",
        "compulsory_age": None,
    }
    return why_not_planned(kind, code, ENGLAND, **{**held, **said})


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_plan_stands_with_each_of_its_codes_and_with_no_other(kind):
    its_own = {one.code for one in codes_for(kind, ENGLAND)}
    assert its_own
    for code in ENGLAND.by_code:
        assert (whole(kind, code) is None) is (code in its_own)


def test_no_plan_carries_what_only_a_timetable_or_a_register_may():
    planned = {one.code for kind in KINDS for one in codes_for(kind, ENGLAND)}
    assert planned.isdisjoint({"C2", "/", "\\", "L", "U", "N", "O", "G", "I", "Z", "E"})


def test_wales_plans_with_its_own_codes():
    assert [one.code for one in codes_for("leave", WALES)] == [
        code for code in KINDS["leave"].codes if code in WALES.by_code
    ]
    assert "J1" not in {one.code for one in codes_for("leave", WALES)}


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("visit", {"code": "I"}, "I is no code for this: choose one of V, P."),
        ("visit", {"agreed_by": " "}, "Say who agreed it for the school."),
        ("phased", {"agreed_with": ""}, "Say which parent agreed it."),
        ("phased", {"review_on": None}, "It needs a day on which it is reviewed."),
        ("phased", {"compulsory_age": True}, "X is not for a pupil of compulsory school age."),
        ("provision", {"place": ""}, "Say where the child is: they confirm it in each session."),
        ("leave", {"until": None}, "It needs a last day."),
        ("leave", {"until": dt.date(2024, 9, 9)}, "The last day cannot come before the first."),
        ("leave", {"review_on": dt.date(2024, 12, 1)}, "It is reviewed while it runs"),
    ],
)
def test_what_a_plan_lacks_is_said(kind, said, sentence):
    code = said.pop("code", KINDS[kind].codes[0])
    assert str(whole(kind, code, **said)).startswith(sentence)


@given(
    st.sampled_from(sorted(KINDS)),
    DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    NAMES,
    NAMES,
    NAMES,
    st.sampled_from([True, False, None]),
)
def test_a_plan_stands_only_with_all_it_needs(kind, since, until, review_on, by, parent, place, age):
    code, needs = codes_for(kind, ENGLAND)[0], KINDS[kind]
    stands = bool(by.strip())
    stands &= bool(parent.strip()) or not needs.with_a_parent
    stands &= bool(place.strip()) or not needs.confirmed
    stands &= (since <= until) if until else not needs.ends
    stands &= (
        (since <= review_on and (until is None or review_on <= until)) if review_on else not needs.reviewed
    )
    stands &= not (code.code == "X" and age is True)
    answer = why_not_planned(
        kind,
        code.code,
        ENGLAND,
        since=since,
        until=until,
        review_on=review_on,
        agreed_by=by,
        agreed_with=parent,
        place=place,
        compulsory_age=age,
    )
    assert (answer is None) is stands
