"""Lates and notices of a trust's schools side by side: counts, and no child."""

import html
import re

import pytest

from tests.attendance.formal.missed import a_known_notice, helped, missed, parent, proposed
from trellis.attendance.formal.across import Counts, across
from trellis.attendance.formal.actions import answer_notice, propose_notice
from trellis.rules.academic_year import AcademicYear

URL = "/groupings/trust/Hedgerow%20Trust/notices/"
YEAR = AcademicYear(2024)


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-10T17:00")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def test_each_school_s_lates_and_notices_are_counted_the_same(cast):
    missed(cast, amy="10O", eve="10G", ben="3L 1U", cal="")
    helped(cast)
    answer_notice(notice=proposed(cast), answer="issued", on=cast.today, by=cast.ewo)
    father = parent("Abe Adams")
    propose_notice(school=cast.oak, pupil=cast.eve, parent=father, why="Not granted.", by=cast.head)
    a_known_notice(cast)
    found = across(cast.trust, YEAR)
    (line,) = found.schools
    assert line.notices == found.notices
    assert line.notices == Counts(proposed=2, after_help=1, holiday=1, waiting=1, issued=1)
    assert [(one.value, one.of) for one in line.lates] == [("6.3%", "3 of 48"), ("2.1%", "1 of 48")]
    assert [school.school.name for school in across(cast.authority, YEAR).schools] == [
        "Elm Primary",
        "Oak Primary",
    ]
    assert across(cast.trust, YEAR.before).notices == Counts()


def test_the_page_names_no_child_and_is_for_those_who_see_the_trust_s_figures(cast, sign_in):
    missed(cast, amy="10O")
    helped(cast)
    proposed(cast)
    page = words(sign_in(cast.trust_officer).get(URL))
    assert "1 penalty notice was proposed. 1 after help that is recorded" in page
    assert "Adams" not in page
    for person in (cast.mr_outside, cast.teacher, cast.governor):
        assert sign_in(person).get(URL).status_code == 404
