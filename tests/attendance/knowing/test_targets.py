"""Targets: where each stands, what is needed from here to the session, and what the head was told."""

import datetime as dt
import html
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.classes import a_class
from tests.attendance.knowing.aimed import a_target
from tests.attendance.spending import spend
from trellis.attendance.asked import Asked
from trellis.attendance.knowing.aiming import FIELDS, Standing, standings
from trellis.evidence.actions import ProblemWithIndicator, set_target
from trellis.evidence.models import Reading, Target
from trellis.registers.calendars import stated_calendar
from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import ProblemWithTarget, Status

TARGETS = "/schools/123456/checks/targets/"
SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 9)


@pytest.fixture(autouse=True)
def monday_evening(clock):
    clock.at("2024-09-09T17:00")


@pytest.fixture
def ten_sessions(cast):
    said = {"amy": "1I", "ben": "2I", "cal": "6I", "dee": "", "eve": "", "fay": ""}
    spend(cast.oak, {cast.pupils[name]: marks for name, marks in said.items()}, since=SINCE, until=UNTIL)


def found(cast) -> dict[str, Standing]:
    asked = Asked(cast.oak, AcademicYear(2024), UNTIL)
    names = {cast.amy.pk: "Amy Adams"}
    rows = Target.objects.at(cast.oak).select_related("school_class")
    return {one.words: one for one in standings(asked, asked.rolls(FIELDS), rows, names)}


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_school_its_classes_and_pupils_stand_where_their_marks_are(ten_sessions, cast):
    a_target(cast, "95")
    a_target(cast, "90", pupil=cast.amy)
    here = found(cast)
    assert [(one.part, one.whole) for one in here.values()] == [(51, 60), (31, 40), (9, 10)]
    assert here["Oak Primary"].target == 96  # the school's setting
    assert (here["3B"].status, here["Amy Adams"].status) == (Status.BEHIND, Status.ON_TRACK)
    year = AcademicYear(2024)
    opened = stated_calendar(cast.oak, year).open_mask()
    to_come = int(opened[year.positions(UNTIL, UNTIL).stop :].sum())
    assert (here["3B"].left, here["Amy Adams"].left) == (4 * to_come, to_come)


@given(st.integers(0, 400), st.integers(0, 100), st.integers(0, 400), st.integers(1, 100))
def test_what_is_needed_is_the_fewest_sessions_that_reach_the_target(part, missed, left, target):
    standing = Standing("x", Fraction(target), part, part + missed, left, Status.BEHIND)
    whole = part + missed + left
    enough = [n for n in range(left + 1) if whole and 100 * (part + n) >= target * whole]
    assert standing.needed == (enough[0] if enough else (0 if not whole else None))
    assert standing.needed_words


def test_the_page_says_what_is_needed(ten_sessions, cast, sign_in):
    a_target(cast, "100", pupil=cast.amy)
    page = text(sign_in(cast.attendance_lead).get(TARGETS))
    assert "85.0% · 51 of 60" in page
    assert "Out of reach this year" in page
    assert "sessions to come" in page


def test_a_governor_and_a_class_teacher_do_not_open_it(ten_sessions, cast, sign_in):
    for person in (cast.governor, cast.teacher, cast.mr_outside):
        assert sign_in(person).get(TARGETS).status_code == 404


@pytest.mark.parametrize(
    ("percent", "says"),
    [("110", "A target of 110% cannot be reached"), ("0", "asks for nothing"), ("lots", "is not a number")],
)
def test_a_target_that_cannot_be_is_refused_in_a_sentence(cast, sign_in, percent, says):
    with pytest.raises((ProblemWithTarget, ProblemWithIndicator), match=re.escape(says)):
        a_target(cast, percent)
    said = {"school_class": cast.class_3b.pk, "percent": percent}
    response = sign_in(cast.attendance_lead).post(TARGETS, said)
    assert response.status_code == 400
    assert says in text(response)
    assert not Target.objects.exists()


def test_a_target_set_again_is_changed_and_what_it_was_is_kept(cast, sign_in):
    lead = sign_in(cast.attendance_lead)
    url = f"/schools/123456/pupils/{cast.amy.pk}/target/"
    for percent in ("92", "94.5%"):
        assert lead.post(url, {"percent": percent, "words": "With her mother"}).status_code == 302
    target = Target.objects.get()
    assert target.percent == Decimal("94.5")
    assert [row.percent for row in target.history.order_by("history_id")] == [92, Decimal("94.5")]
    lead.post(f"{TARGETS}{target.pk}/drop/")
    assert not Target.objects.exists()


def test_what_the_head_was_told_stays_as_it_stood(ten_sessions, cast, sign_in):
    a_target(cast)
    a_target(cast, "90", pupil=cast.amy)
    lead = sign_in(cast.attendance_lead)
    page = text(lead.post(f"{TARGETS}tell/", {"half_term": "Autumn 1"}, follow=True))
    assert "Attendance of 3B, Autumn 1 of 2024/25" in page
    assert "77.5% · 31 / 40" in page
    assert "Amy" not in page
    spend(cast.oak, {cast.ben: ""}, since=SINCE, until=UNTIL)
    assert "77.5% · 31 / 40" in text(lead.get(f"{TARGETS}told/2024-09-09/"))
    assert {one.since for one in Reading.objects.at(cast.oak)} == {dt.date(2024, 9, 2)}


def test_a_trust_has_a_target_and_each_school_stands_to_it(ten_sessions, cast, sign_in):
    set_target(place=cast.trust, year=2024, percent="96", by=cast.head)
    page = text(sign_in(cast.trust_officer).get("/groupings/trust/Hedgerow%20Trust/targets/"))
    assert "Hedgerow Trust" in page
    assert page.count("85.0% · 51 of 60") == 2  # the trust, and Oak, its only school
    assert sign_in(cast.mr_outside).get("/groupings/trust/Hedgerow%20Trust/targets/").status_code == 404


def test_it_asks_no_more_for_more_targets(ten_sessions, cast, sign_in):
    lead = sign_in(cast.attendance_lead)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(TARGETS).status_code == 200
        return len(queries)

    a_target(cast, "90", pupil=cast.amy)
    a_target(cast)
    asked()
    before = asked()
    for child in a_class(cast.oak, "2B", 4):
        a_target(cast, "90", pupil=child)
    assert asked() == before
