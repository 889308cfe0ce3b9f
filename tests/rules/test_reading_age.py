"""Reading age: the published formula on our own counting, and what it does not claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.reading_age import FEWEST_WORDS, reading_age, syllables_of

PLAIN = "We miss Robin. Is there a way we can help? Please ring us and we can talk. " * 3
HARD = (
    "Notwithstanding considerable preceding communication regarding unauthorised absences, "
    "the institution respectfully anticipates immediate amelioration of attendance performance "
    "throughout the remainder of the academic year, consequent upon which additional proportionate "
    "intervention may necessarily be considered."
)


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        *(("we", 1), ("school", 1), ("table", 2), ("late", 1), ("attendance", 3), ("missed", 1)),
        *(("wanted", 2), ("classes", 2), ("times", 1), ("unauthorised", 4), ("76", 1), ("the", 1)),
        *(
            ("Robin’s", 2),
            ("family", 3),
            ("every", 3),
            ("rhythm", 1),
            ("hmm", 1),
            ("coffee", 2),
            ("tables", 2),
            ("rules", 1),
            ("pages", 2),
        ),
    ],
)
def test_syllables_are_counted_by_the_vowels_one_hears(word, heard):
    assert syllables_of(word) == heard


def test_the_formula_worked_by_hand():
    """Thirty words of one syllable in three sentences: 0.39 × 10 + 11.8 × 1 - 15.59 + 5 = 5.11."""
    told = reading_age("The cat sat on the mat and then it ran. " * 3)
    assert (told.age, told.words, told.sentences) == (5, 30, 3)
    # In one sentence: 0.39 × 30 + 11.8 - 15.59 + 5 = 12.91.
    assert reading_age("the cat sat on the mat and then it ran " * 3).age == 13


def test_plain_words_read_young_and_long_ones_do_not():
    assert reading_age(PLAIN).is_plain
    assert not reading_age(HARD).is_plain
    assert reading_age(HARD).longest == HARD


def test_a_heading_and_each_point_are_sentences_of_their_own():
    points = "How we can help\n" + "\n".join(["- talk with you at school or at home"] * 6)
    assert reading_age(points).sentences == 7


def test_of_a_few_words_nothing_is_said():
    assert reading_age("word " * (FEWEST_WORDS - 1)) is None
    assert reading_age("") is None


@given(st.text(max_size=400))
def test_any_text_has_an_age_of_at_least_five_or_none(text):
    told = reading_age(text)
    assert told is None or (told.age >= 5 and 1 <= told.sentences <= told.words)


@given(st.lists(st.sampled_from(["school", "home", "talk", "help"]), min_size=40, max_size=80))
def test_cutting_a_sentence_in_two_never_makes_it_harder(words):
    whole = " ".join(words) + "."
    cut = " ".join(words[:20]) + ". " + " ".join(words[20:]) + "."
    assert reading_age(cut).age <= reading_age(whole).age
