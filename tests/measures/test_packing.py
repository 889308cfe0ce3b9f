"""Field widths are proved: no count can spill into its neighbour, and too narrow a layout is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.measures.packing import Layout, TooNarrowError, layout_for, longest_in_one_word, width_for

SESSIONS = 756


def test_a_year_of_sessions_does_not_fit_eight_bits() -> None:
    assert width_for(SESSIONS) == 10
    assert width_for(255) == 8
    assert width_for(256) == 9


def test_every_width_holds_its_longest_period_and_no_bit_less_would() -> None:
    for longest in range(1, SESSIONS + 1):
        width = width_for(longest)
        assert 1 << (width - 1) <= longest < 1 << width


def test_a_layout_too_narrow_for_the_period_is_refused() -> None:
    layout = Layout((("present", "absent"),), width=8)
    layout.prove(255)
    with pytest.raises(TooNarrowError, match="8 bits cannot hold a count over 256"):
        layout.prove(256)


def test_more_fields_than_a_word_has_bits_for_are_refused() -> None:
    with pytest.raises(TooNarrowError, match="7 fields of 10 bits do not fit"):
        Layout((tuple("abcdefg"),), width=10).prove(SESSIONS)


def test_fields_that_do_not_share_a_word_get_words_of_their_own() -> None:
    layout = layout_for(tuple("abcdefg"), SESSIONS)
    assert layout.words == (tuple("abcdef"), ("g",))
    assert layout.width == 10
    assert layout_for(tuple("abcdefg"), 112).words == (tuple("abcdefg"),)


def test_a_period_without_positions_is_no_period() -> None:
    with pytest.raises(ValueError, match="at least one position"):
        width_for(0)


@given(st.integers(1, 64))
def test_the_longest_period_of_one_word_is_the_longest(fields: int) -> None:
    longest = longest_in_one_word(fields)
    names = tuple(map(str, range(fields)))
    assert len(layout_for(names, longest).words) == 1
    if longest < 2**63:
        assert len(layout_for(names, longest + 1).words) > 1


@given(st.integers(1, 40), st.integers(1, SESSIONS), st.integers(0, 2**32))
def test_the_fullest_line_leaves_every_field_right(fields: int, longest: int, seed: int) -> None:
    """Every position adds one to every field: the worst there can be, for any number of fields and length."""
    names = tuple(map(str, range(fields)))
    layout = layout_for(names, longest)
    tables = layout.tables({name: [ord("/")] for name in names})
    packed = [np.full(3, int(table[ord("/")]) * longest, np.uint64) for table in tables]
    for name in names:
        assert layout.unpack(packed, name).tolist() == [longest] * 3


def test_a_byte_named_twice_adds_one() -> None:
    layout = layout_for(("late",), 10)
    (table,) = layout.tables({"late": [ord("L"), ord("L"), ord("U")]})
    assert table[ord("L")] == table[ord("U")] == 1
    assert table.sum() == 2


def test_a_count_that_was_not_packed_cannot_be_unpacked() -> None:
    layout = layout_for(("late",), 10)
    with pytest.raises(KeyError):
        layout.unpack([np.zeros(1, np.uint64)], "absent")
