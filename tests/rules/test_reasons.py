"""The code a reason suggests: only what is plain, only what may be recorded, and never a decision."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.codes import code_set
from trellis.rules.reasons import suggested_code

DAY = dt.date(2024, 9, 10)
ENGLAND, WALES = code_set("england", DAY), code_set("wales", DAY)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("She has a cough", "I"),
        ("TUMMY bug, was sick twice", "I"),
        ("Dentist at ten", "M"),
        ("GP appointment about her cough", "M"),
        ("It is Eid", "R"),
        ("We are on holiday", ""),
        ("Grandad died", ""),
        ("She is still asleep", ""),
        ("He fell off the millipede", ""),
        ("", ""),
    ],
)
def test_a_reason_suggests_what_is_plain(reason, code):
    assert suggested_code(reason, ENGLAND) == code


def test_a_code_of_the_other_nation_is_never_suggested():
    assert suggested_code("Interview at the college", ENGLAND) == "J1"
    assert suggested_code("Interview at the college", WALES) == ""


WORDS = {"dentist": "M", "hospital": "M", "eid": "R", "cough": "I", "unwell": "I", "holiday": "", "sofa": ""}
RANK = ["M", "R", "I"]


@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=6), st.sampled_from([" ", ", ", ". ", "\n"]))
def test_whatever_stands_beside_it_the_first_of_the_order_is_suggested(words, between):
    said = {WORDS[word] for word in words} - {""}
    expected = next((code for code in RANK if code in said), "")
    assert suggested_code(between.join(words), ENGLAND) == expected
    assert suggested_code(between.join(words).upper(), ENGLAND) == expected


@given(st.text(max_size=60), st.sampled_from([ENGLAND, WALES]))
def test_what_is_suggested_may_be_recorded_and_is_no_judgement(reason, codes):
    code = suggested_code(reason, codes)
    assert code == "" or (codes.by_code[code].recordable and codes.by_code[code].category == "authorised")
    assert not (code and not re.search(r"\w", reason))
