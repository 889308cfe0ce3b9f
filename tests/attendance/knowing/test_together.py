"""Lateness beside absence: the spread, and nothing said of few."""

import datetime as dt
import html
import re

import pytest

from tests.attendance.classes import a_class
from trellis.attendance.asked import Asked
from trellis.attendance.knowing.together_views import lates_and_absence
from trellis.rules.academic_year import AcademicYear

LATENESS = "/schools/123456/checks/lateness/"
SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 9)  # ten sessions


@pytest.fixture(autouse=True)
def monday_evening(clock):
    clock.at("2024-09-09T17:00")


@pytest.fixture
def twelve(cast):
    """Five late once or twice, who missed 0 to 4 of ten; six never late; one six times late."""
    said = {0: "1L", 1: "1U1I", 2: "2L2I", 3: "1L3I", 4: "1U1L4I", 11: "6L"}
    a_class(cast.oak, "2B", 12, said, since=SINCE, until=UNTIL)


def test_groups_have_their_spread_and_a_late_session_is_not_missed_as_well(twelve, cast):
    asked = Asked(cast.oak, AcademicYear(2024), UNTIL)
    never, seldom, some, often, most = lates_and_absence(asked, asked.rolls())
    assert (never.pupils, never.middle) == (6, "0.0%")
    assert (seldom.pupils, seldom.middle, seldom.half, seldom.ends) == (
        5,
        "20.0%",
        "10.0% – 30.0%",
        "0.0% – 40.0%",
    )
    assert (some.pupils, often.pupils, often.spread, most.pupils) == (0, 1, None, 0)


def test_the_page_names_no_child_and_claims_no_cause(twelve, cast, sign_in):
    response = sign_in(cast.attendance_lead).get(LATENESS)
    page = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))
    assert "neither is shown to cause the other" in page
    assert "fewer than five" in page
    assert "Robin" not in page
    assert sign_in(cast.mr_outside).get(LATENESS).status_code == 404
