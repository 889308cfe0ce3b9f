"""What may stand where a record points to another (SUP-14)."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.pointing import is_reference


@pytest.mark.parametrize("text", ["SG-0417", "417", "2024/0913", "CP.12#3", "C4", "SAF/OX-12"])
def test_references_as_systems_write_them(text):
    assert is_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hit by father",
        "Hit-by-stepfather-1",
        "stepfather2",
        "SG 0417",
        "417 told",
        "hit-by-dad-1",
        "dad.hit.her.2x",
        "SG-O",
        "é1",
        "1" * 21,
    ],
)
def test_what_tells_something_is_none(text):
    assert not is_reference(text)


@given(st.text(st.sampled_from(string.ascii_letters[:4] + "019-./# é"), max_size=24))
def test_a_plain_reader_agrees(text):
    runs = [0]
    for one in text:
        if one in string.ascii_letters:
            runs[-1] += 1
        else:
            runs.append(0)
    allowed = set(string.ascii_letters + string.digits + "-./#")
    expected = set(text) <= allowed and bool(set(text) & set(string.digits)) and max(runs) <= 6
    assert is_reference(text) is (expected and len(text) <= 20 and len([run for run in runs if run > 2]) < 2)
