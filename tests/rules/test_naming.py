"""Whether a child's name stands in a reason (SUP-14)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.naming import ORDINARY, any_word_of, named_in

MAY = ("May", "Grace", "Will")
AMY = ("Amy-Jo", "", "O’Neill")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She may need help, and a friend will ring", MAY),
        ("May be at risk. Will ring at noon", MAY),
        ("A period of grace was agreed", MAY),
        ("What was seen since May", MAY),
        ("The review of 4 May, and of May 2024", MAY),
        ("Meeting: May we share it?", MAY),
        ("SHE MAY NEED HELP", MAY),
        ("Joint meeting about a new mark on her arm", ("Jo", "Mark")),
        ("De-escalation since today", ("Ana", "de la Cruz")),
        ("Meeting about her", ()),
        ("", MAY),
    ],
)
def test_an_ordinary_word_names_nobody(text, names):
    assert named_in(text, names) == ""


@pytest.mark.parametrize(
    ("text", "names", "word"),
    [
        ("Meeting about May today", MAY, "May"),
        ("What Grace’s mother said", MAY, "Grace’s"),
        ("the mother of may will rang", MAY, "may"),
        ("MAY WILL CAME IN", MAY, "MAY"),
        ("Call about AMY", AMY, "AMY"),
        ("call about jo", AMY, "jo"),
        ("Amy's mother rang", AMY, "Amy's"),
        ("Mr o’neill rang", AMY, "o’neill"),
        ("Mr O'Neill rang", ("Amy", "O’Neill"), "O'Neill"),
        ("About Cruz", ("Ana", "de la Cruz"), "Cruz"),
        ("About Ana de", ("Ana", "de la Cruz"), "Ana"),
        ("Ünal rang", ("Ünal", "Öz"), "Ünal"),
    ],
)
def test_a_name_is_found_and_said_as_it_is_written(text, names, word):
    assert named_in(text, names) == word


@pytest.mark.parametrize(("text", "word"), [("Grace-7", "Grace"), ("7/may", "may"), ("SG-0417", "")])
def test_where_no_sentence_stands_any_word_of_a_name_is_found(text, word):
    assert any_word_of(text, MAY) == word


def test_ordinary_words_are_written_small():
    assert all(word == word.casefold() for word in ORDINARY)
    assert {"may", "will", "grace", "mark", "hope"} <= ORDINARY


WORDS = ["may", "May", "will", "Will", "grace", "Grace", "zak", "Zak", "she", "since", "4", "in"]


def plainly(text, forename, surname):
    """The same asked word by word."""
    theirs = {forename.casefold(), surname.casefold()}
    said = re.findall(r"[^ .]+|\.", text)
    shouts = text.isupper()
    words = [one for one in said if one != "."]
    first, begins = [], True
    for one in said:
        if one != ".":
            first.append(begins)
        begins = one == "."
    for n, word in enumerate(words):
        small = word.casefold()
        if small not in theirs:
            continue
        near = [words[i].casefold() for i in (n - 1, n + 1) if 0 <= i < len(words)]
        with_other = any(one in theirs and one != small for one in near)
        month = small == "may" and ("4" in near or (n > 0 and words[n - 1].casefold() in {"since", "in"}))
        if small == "zak" or with_other or (word[0].isupper() and not first[n] and not shouts and not month):
            return word
    return ""


@given(
    st.lists(st.sampled_from([*WORDS, "."]), max_size=8).map(" ".join),
    st.sampled_from(["May", "Will", "Zak"]),
    st.sampled_from(["Grace", "Zak", "Will"]),
)
def test_a_plain_reader_agrees(text, forename, surname):
    assert named_in(text, [forename, surname]) == plainly(text, forename, surname)
