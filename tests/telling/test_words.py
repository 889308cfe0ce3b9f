"""Words as paragraphs and points, and names of children that stand in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.telling.names import possible_names
from trellis.telling.words import opening, parts_of, words_in


def test_paragraphs_and_points():
    assert parts_of("Dear all,\r\nhello.\r\n\r\n- one\r\n-  two \r\nthree\r\n \r\n\r\nfour") == [
        {"kind": "text", "lines": ["Dear all,", "hello."]},
        {"kind": "points", "points": ["one", "two"]},
        {"kind": "text", "lines": ["three"]},
        {"kind": "text", "lines": ["four"]},
    ]
    assert parts_of(" \n\n ") == []


@given(st.text(alphabet="ab- \n\r\t<{#", max_size=60))
def test_no_word_is_lost_and_none_is_added(text):
    said = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").splitlines()]
    oracle = [line.removeprefix("- ").strip() if line.startswith("- ") else line for line in said if line]
    assert [word for part in parts_of(text) for word in words_in([part])] == oracle


def test_the_opening_ends_between_two_words():
    parts = parts_of("The woodland day was a joy, and nobody was cold.")
    assert opening(parts, 22) == "The woodland day was…"
    assert opening(parts) == "The woodland day was a joy, and nobody was cold."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amy Adams made a kite.", ["Amy Adams"]),
        ("Well done, Amy!", ["Amy"]),
        ("amy and the dee river", []),
        ("Thank you, Mr Bright and Mrs Adams.", []),
        ("The Bright family gave apples.", ["Bright"]),
        ("Ben met Cal Carter and Ben again.", ["Ben", "Cal Carter"]),
        ("Zak came from another school.", []),
        ("AMY won.", ["AMY"]),
        ("Eve’s picture, and Eve-Marie’s", ["Eve"]),
        ("", []),
    ],
)
def test_what_may_be_a_name_is_listed_as_it_is_written(cast, text, found):
    assert possible_names([text], cast.oak, cast.today) == found


def test_a_child_who_has_left_is_named_no_more(cast):
    enrolment = cast.enrolment("amy")
    enrolment.until = cast.today.replace(day=9)
    enrolment.save()
    assert possible_names(["Amy and Ben"], cast.oak, cast.today) == ["Ben"]


def test_what_a_child_is_called_is_a_name_too(cast):
    cast.dee.preferred_name = "Deedee"
    cast.dee.save()
    assert possible_names(["Deedee Dunn sang."], cast.oak, cast.today) == ["Deedee Dunn"]


def test_each_word_of_a_name_may_stand_for_the_child(cast):
    cast.dee.forename, cast.dee.surname = "Mary Ann", "O’Dell-Dunn"
    cast.dee.save()
    found = possible_names(["Mary sang; Mary Ann O'Dell-Dunn danced."], cast.oak, cast.today)
    assert found == ["Mary", "Ann O'Dell-Dunn"]


def test_it_asks_one_question_however_long_the_words(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        possible_names(["Amy " * 200, "Ben " * 200], cast.oak, cast.today)
