"""Governors' figures: small numbers hidden, no child, no way to one."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.spending import spend
from trellis.attendance.asked import Asked
from trellis.registers.models import Summary
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, CalendarSpan, Enrolment, Pupil
from trellis.web import governor_figures
from trellis.web.governor_figures import FIELDS, told_figures

FIGURES = "/schools/123456/figures/"


@pytest.fixture(autouse=True)
def half_term_is_over(clock):
    clock.at("2024-11-04T17:00")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def spent(cast, said: str) -> None:
    pupils = {cast.pupils[name]: "" for name in ("amy", "ben", "cal", "dee", "eve", "fay")}
    spend(cast.oak, pupils | {cast.amy: said}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 20))


def test_figures_of_one_to_four_are_hidden(cast, sign_in):
    spent(cast, "6I")  # Amy alone is persistently absent
    page = words(sign_in(cast.governor).get(FIGURES))
    assert "Attendance 96.4% · 162 of 168" in page
    assert "Persistently absent hidden" in page
    assert "1 of 6" not in page
    assert "“Hidden” stands where a number is from one to four" in page


def test_nothing_small_is_told_anywhere_on_the_page(cast):
    spent(cast, "6I 3L")
    asked = Asked.read(cast.oak, {}, dt.date(2024, 11, 4))
    shown = told_figures(asked, asked.rolls(FIELDS, with_last_year=True))
    told = [one.of for one in shown.figures] + [
        one.of for table in shown.tables for line in table.lines for one in line.figures
    ]
    for of in filter(None, told):
        part, whole = (int(number.replace(",", "")) for number in of.split(" of "))
        assert part not in range(1, 5), of
        assert whole - part not in range(1, 5), of


def test_where_nothing_is_hidden_nothing_is_said_of_hiding(cast, sign_in):
    Enrolment.objects.filter(school=cast.oak).delete()
    assert "Hidden" not in words(sign_in(cast.governor).get(FIGURES))


def test_no_child_is_named_and_no_page_of_children_offered(cast, sign_in):
    spent(cast, "6I")
    client = sign_in(cast.governor)
    page = client.get(FIGURES).content.decode()
    assert "Amy" not in page
    assert not re.search(r'href="[^"]*/(pupils|classes|registers|today)/', page)
    assert not AccessLogEntry.objects.exists()
    for closed in (
        "/schools/123456/attendance/",
        "/schools/123456/attendance/pupils/",
        "/schools/123456/classes/3B/",
    ):
        assert client.get(closed).status_code == 404


@pytest.mark.parametrize("name", ["mr_outside", "teacher", "attendance_lead"])
def test_the_page_is_for_those_who_may_see_no_more(cast, sign_in, name):
    assert sign_in(cast.people[name]).get(FIGURES).status_code == 404


def test_without_marks_or_calendar_it_stands_and_says_so(cast, sign_in):
    CalendarSpan.objects.all().delete()
    page = words(sign_in(cast.governor).get(FIGURES))
    assert "Figures of 2024/25 come when its first half-term is over" in page


def test_what_nobody_can_know_is_not_told_as_nought(cast, sign_in):
    """Counts by reason do not say who was late."""
    for name in ("amy", "ben", "cal", "dee", "eve", "fay"):
        Summary.objects.create(
            enrolment=cast.enrolment(name),
            since=dt.date(2024, 9, 3),
            until=dt.date(2024, 10, 24),
            possible=70,
            counts={"I": 7},
            source="a termly extract",
        )
    page = words(sign_in(cast.governor).get(FIGURES))
    assert "Attendance 90.0% · 378 of 420" in page
    assert "Late hidden" in page


def test_the_figures_move_on_when_a_half_term_is_over(cast, clock, sign_in):
    spent(cast, "6I")
    client = sign_in(cast.governor)
    clock.at("2024-10-25T17:00")
    assert "come when its first half-term is over" in words(client.get(FIGURES))
    clock.at("2024-11-04T17:00")
    before = words(client.get(FIGURES))
    assert "2024/25 to 25 October 2024" in before
    spend(cast.oak, {cast.amy: "2I"}, since=dt.date(2024, 11, 4), until=dt.date(2024, 11, 8))
    clock.at("2024-11-11T17:00")
    assert words(sign_in(cast.governor).get(FIGURES)) == before


def test_days_and_populations_that_could_be_taken_away_are_not_offered(cast, sign_in):
    spent(cast, "6I")
    client = sign_in(cast.governor)
    page = client.get(FIGURES).content.decode()
    assert 'name="half_term"' not in page
    assert 'name="population"' not in page
    asked = client.get(FIGURES, {"half_term": "Autumn 1", "population": "compulsory_age"})
    assert words(asked) == words(client.get(FIGURES))


def test_while_nothing_of_this_year_can_be_told_last_year_is_shown(cast, clock, sign_in):
    spent(cast, "6I")
    clock.at("2025-09-10T09:00")
    client = sign_in(cast.governor)
    assert "Attendance 96.4% · 162 of 168" in words(client.get(FIGURES))
    assert "Figures of 2025/26 come" in words(client.get(FIGURES, {"year": "2025-26"}))


def test_the_questions_do_not_grow_with_the_children(cast, sign_in):
    client = sign_in(cast.governor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            assert client.get(FIGURES).status_code == 200
        return len(held)

    spent(cast, "6I")
    queries()
    few = queries()
    for number in range(20):
        actions.admit(
            school=cast.oak, forename=f"N{number}", surname="Comer", since=dt.date(2024, 9, 3), by=cast.office
        )
    assert queries() == few


def test_where_national_figures_leave_nobody_out_they_are_not_counted_again(cast, monkeypatch):
    spent(cast, "6I 3L")
    Pupil.objects.filter(enrolments__school=cast.oak).update(date_of_birth=dt.date(2016, 1, 1))
    asked = Asked.read(cast.oak, {}, dt.date(2024, 11, 4))
    held = asked.rolls(FIELDS, with_last_year=True)
    shown = told_figures(asked, held)
    monkeypatch.setattr(governor_figures, "counts_everybody", lambda *_asked: False)
    assert told_figures(asked, held) == shown
    assert shown.beside_national[0].of == "6 of 168"
