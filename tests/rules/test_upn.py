"""Unique pupil numbers: opaque, with a usual form and a letter that checks the rest (interfaces.md)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.upn import check_letter, upn_question

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NUMBERS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("upn", ["H801200001001", "A000000000000", "B000000000020"])
def test_a_number_whose_letter_checks_raises_no_question(upn: str) -> None:
    assert upn_question(upn) is None


@given(NUMBERS)
def test_the_letter_is_the_weighed_sum_of_the_rest(rest: str) -> None:
    total = 0
    for place in range(12):
        total += (place + 2) * int(rest[place])
    assert check_letter(rest) == LETTERS[total % 23]
    assert upn_question(check_letter(rest) + rest) is None


@given(NUMBERS, st.integers(0, 11), st.integers(1, 9))
def test_one_digit_miswritten_is_always_noticed(rest: str, place: int, off: int) -> None:
    letter = check_letter(rest)
    wrong = rest[:place] + str((int(rest[place]) + off) % 10) + rest[place + 1 :]
    assert "does not check" in str(upn_question(letter + wrong))


def test_a_temporary_number_ends_in_a_letter_that_counts_too() -> None:
    rest = "80120000100A"
    assert upn_question(check_letter(rest) + rest) is None
    assert check_letter("80120000100B") != check_letter(rest)


@pytest.mark.parametrize("upn", ["", "H80120000100", "h801200001001", "2fa67447-1c17", "H8012000010012"])
def test_another_form_is_asked_about_and_kept(upn: str) -> None:
    assert "usually a letter and twelve digits" in str(upn_question(upn))
