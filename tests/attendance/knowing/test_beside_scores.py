"""Attendance and lateness beside scores (ATT-17): the spread of each group, and no cause claimed."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.classes import a_class
from tests.learning.scales import a_scale
from trellis.attendance.asked import Asked
from trellis.attendance.knowing.beside_scores import Beside, Lies, beside_scores, drawn
from trellis.learning.actions import record_scores
from trellis.rules.academic_year import AcademicYear

PAGE, TOLD = "/schools/123456/checks/scores/", "/schools/123456/checks/scores/told/"
SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 9)  # ten sessions


@pytest.fixture(autouse=True)
def monday_evening(clock):
    clock.at("2024-09-09T17:00")


@pytest.fixture
def scale(cast):
    return a_scale(cast, name="Words a minute", unit="words", least=Decimal(0), most=Decimal(200), places=0)


@pytest.fixture
def measured(cast, scale):
    """Six never late with 50 to 100 words; five late once or twice, who missed 0 to 4 of ten, with 40 to 80;
    one late six times with 30.
    """
    said = {0: "1L", 1: "1U1I", 2: "2L2I", 3: "1L3I", 4: "1U1L4I", 11: "6L"}
    pupils = a_class(cast.oak, "2B", 12, said, since=SINCE, until=UNTIL)
    values = {pupil: Decimal(40 + 10 * n) for n, pupil in enumerate(pupils[:5])}
    values |= {pupil: Decimal(50 + 10 * n) for n, pupil in enumerate(pupils[5:11])}
    values[pupils[11]] = Decimal(30)
    record_scores(school=cast.oak, scale=scale, wave="Autumn", on=UNTIL, values=values, by=cast.head)
    return pupils


def found(cast, scale, beside=Beside.LATE, *, roughly=False, **narrowed):
    asked = Asked(cast.oak, AcademicYear(2024), UNTIL)
    return beside_scores(asked, scale, "Autumn", beside, roughly=roughly, **narrowed)


def words(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_scores_lie_by_how_often_children_were_late(cast, scale, measured):
    never, seldom, some, often, most = found(cast, scale).groups
    assert (never.children, never.middle, never.half, never.ends) == ("6", "75", "62.5 – 87.5", "50 – 100")
    assert (seldom.children, seldom.middle, seldom.half) == ("5", "60", "50 – 70")
    assert (some.children, often.children, often.spread, most.children) == (
        "0",
        "fewer than five",
        None,
        "0",
    )


def test_and_by_how_much_they_missed(cast, scale, measured):
    groups = found(cast, scale, Beside.MISSED).groups
    assert [one.words for one in groups] == [
        "0% to under 5%",
        "5% to under 10%",
        "10% to under 20%",
        "20% or more",
    ]
    assert [len(one.scores) for one in groups] == [8, 0, 0, 4]  # U is missed as well as late


def test_a_year_group_can_be_looked_at_by_itself(cast, scale, measured):
    everybody = found(cast, scale)
    assert everybody.year_groups
    own = found(cast, scale, year_group=everybody.year_groups[0])
    assert sum(len(one.scores) for one in own.groups) == 12
    assert not any(one.scores for one in found(cast, scale, year_group="none such").groups)


def test_each_child_is_a_dot_and_a_group_is_never_a_line(cast, scale, measured):
    picture = drawn(scale, found(cast, scale).groups)
    assert [layer["mark"]["type"] for layer in picture["layer"]] == ["bar", "point", "tick"]
    assert len(picture["layer"][1]["data"]["values"]) == 12


def test_whoever_sees_no_scores_of_children_sees_no_dot_and_no_ends(cast, scale, measured, sign_in):
    groups = found(cast, scale, roughly=True).groups
    assert {(one.children, one.middle, one.half, one.ends) for one in groups} == {
        ("fewer than ten", "", "", "")
    }
    twelve = [Lies.of("never", [Decimal(one) for one in range(12)], roughly=True)]
    assert (twelve[0].children, twelve[0].middle, twelve[0].ends) == ("10 or more", "5.5", "")
    assert [layer["mark"]["type"] for layer in drawn(scale, twelve)["layer"]] == ["bar", "tick"]
    page = words(sign_in(cast.governor).get(TOLD))
    assert "Groups are counted in fives" in page
    assert "From lowest to highest" not in page
    assert "Groups are counted in fives" in words(sign_in(cast.office).get(PAGE))
    assert sign_in(cast.governor).get(PAGE).status_code == 404


def test_what_governors_are_told_moves_once_a_half_term_is_over(cast, scale, measured, clock, sign_in):
    """Neither from one day to the next nor by year group: a difference would tell of a child."""
    told = words(sign_in(cast.governor).get(TOLD))
    assert "There are too few children" in told  # the year's first half-term is not over
    clock.at("2024-11-08T17:00")
    governor = sign_in(cast.governor)
    told = governor.get(TOLD)
    assert "2024/25 to 25 October 2024" in words(told)
    assert 'name="year_group"' not in told.text
    assert 'name="half_term"' not in told.text
    narrowed = governor.get(f"{TOLD}?year_group=none such&half_term=Autumn+1")
    assert words(narrowed) == words(told)


def test_the_page_claims_no_cause_names_no_child_and_asks_the_same_of_any_number(
    cast, scale, measured, sign_in
):
    client = sign_in(cast.head)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        page = words(client.get(f"{PAGE}?scale={scale.pk}:Autumn&beside=missed"))
    assert "neither shown to cause the other" in page
    assert "no session missed is turned into a score lost" in page
    assert "Robin" not in page
    on = {"school": cast.oak, "scale": scale, "wave": "Autumn", "on": UNTIL, "by": cast.head}
    record_scores(values={cast.amy: Decimal(20), cast.ben: Decimal(20)}, **on)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{PAGE}?scale={scale.pk}:Autumn&beside=missed")
    assert len(many) == len(few)


@pytest.mark.parametrize("asked", ["scale=99:Autumn", "scale=x", "beside=grades"])
def test_what_is_not_there_is_no_page(cast, scale, measured, sign_in, asked):
    assert sign_in(cast.head).get(f"{PAGE}?{asked}").status_code == 404


def test_without_scores_the_page_says_what_to_do(cast, sign_in):
    assert "No score has been recorded at this school yet" in words(sign_in(cast.head).get(PAGE))
    assert sign_in(cast.mr_outside).get(PAGE).status_code == 404


@given(st.lists(st.decimals(0, 200, places=1), max_size=30), st.booleans())
def test_a_group_of_few_tells_nothing_and_one_told_roughly_no_one_child(scores, roughly):
    lies = Lies.of("x", scores, roughly=roughly)
    if len(scores) < (10 if roughly else 5):
        assert (lies.middle, lies.half, lies.ends) == ("", "", "")
        assert lies.children == "fewer than ten" if roughly else lies.children in {"0", "fewer than five"}
    elif roughly:
        assert lies.ends == ""
        assert int(lies.children.split()[0]) % 5 == 0
    else:
        assert lies.children == str(len(scores))
