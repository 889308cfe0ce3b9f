"""Asking for no more texts: the words that say only that, in English and in Welsh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.stopping import STOP_WORDS, asks_to_stop


@pytest.mark.parametrize(
    "words",
    [
        "STOP",
        "stop.",
        " Stop please",
        "Please stop!",
        "STOPIO",
        "Dim mwy, diolch",
        "stop  all",
        "No more texts",
    ],
)
def test_a_message_that_only_asks_to_stop(words):
    assert asks_to_stop(words)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            "Please stop him crying at the gate",
            "She will stop at the dentist",
            "The end of the week is fine",
        ),
        *("Can you cancel the meeting", "thank you", "please", "stopped", "Non-stop coughing"),
    ],
)
def test_a_message_that_says_something_else(words):
    assert not asks_to_stop(words)


@given(st.sampled_from(sorted(STOP_WORDS)), st.text(alphabet=" .,!?-", max_size=4), st.booleans())
def test_stops_and_case_do_not_matter(words, around, small):
    said = words.lower() if small else words
    assert asks_to_stop(f"{around}{said}{around}")
