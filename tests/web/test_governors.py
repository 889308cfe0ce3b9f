"""Governors' figures: small numbers hidden, no child, no way to one."""

import datetime as dt
import html
import re

import pytest

from tests.attendance.spending import spend
from trellis.attendance.asked import Asked
from trellis.schools.models import AccessLogEntry, CalendarSpan, Enrolment
from trellis.web.governor_figures import FIELDS, told_figures

FIGURES = "/schools/123456/figures/"


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-20T17:00")


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
    asked = Asked.read(cast.oak, {}, dt.date(2024, 9, 20))
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
    assert page.count("no possible sessions") >= 5
