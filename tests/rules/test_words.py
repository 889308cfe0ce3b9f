"""Sentences that remember how they were made."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.words import Nation, ProblemWith, ProblemWithNation, Sentence, read_nation


def test_a_sentence_is_a_string_that_can_be_said_again_in_another_language() -> None:
    sentence = Sentence("%(days)s of %(full)s days", days=188, full=190)
    assert sentence == "188 of 190 days"
    assert hash(sentence) == hash("188 of 190 days")
    welsh = {"%(days)s of %(full)s days": "%(days)s o %(full)s diwrnod"}[sentence.template]
    assert welsh % sentence.values == "188 o 190 diwrnod"


def test_a_sentence_without_values_keeps_its_percent_signs() -> None:
    assert Sentence("100% of them") == "100% of them"


@given(st.text(), st.dictionaries(st.sampled_from(["name", "day"]), st.text()))
def test_a_sentence_survives_being_kept_and_copied(text: str, values: dict[str, str]) -> None:
    template = text.replace("%", "%%") + "".join(f"%({name})s" for name in values) if values else text
    sentence = Sentence(template, **values)
    for again in (pickle.loads(pickle.dumps(sentence)), copy.deepcopy(sentence)):
        assert (again, again.template, again.values) == (sentence, template, values)


def test_a_problem_says_its_sentence_and_keeps_what_was_wrong() -> None:
    problem = ProblemWith(Sentence("“%(text)s” will not do.", text="x"), "x")
    assert isinstance(problem, ValueError)
    assert (str(problem), problem.value, problem.says.values) == ("“x” will not do.", "x", {"text": "x"})


@pytest.mark.parametrize(("text", "nation"), [("England", Nation.ENGLAND), (" wales", Nation.WALES)])
def test_nations_read_as_people_write_them(text: str, nation: Nation) -> None:
    assert read_nation(text) is nation


def test_another_nation_is_refused() -> None:
    with pytest.raises(ProblemWithNation, match="write england or wales"):
        read_nation("Cymru")
