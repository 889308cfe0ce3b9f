"""Is it complete? Registers, marks, reasons and codes, against a plain look at every session."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import a_class, attend
from tests.attendance.spending import spend
from trellis.attendance.asked import Asked
from trellis.attendance.knowing.completeness import (
    FIELDS,
    Completeness,
    MissingRegister,
    Reasons,
    completeness,
    completeness_between,
)
from trellis.rules.words import Session

COMPLETE = "/schools/123456/checks/"
SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 12)  # sixteen sessions
THURSDAY, FRIDAY = dt.date(2024, 9, 12), dt.date(2024, 9, 13)


@pytest.fixture(autouse=True)
def friday_evening(clock):
    clock.at("2024-09-13T17:00")


@pytest.fixture
def eight_days(cast):
    """To Thursday: Amy two reasons unknown, Ben's yesterday; Cal two blanks, Dee a J; 4C has no Friday."""
    said = {"amy": "2N", "ben": "14/2N", "cal": "2.", "dee": "1J", "eve": "", "fay": ""}
    spend(cast.oak, {cast.pupils[name]: marks for name, marks in said.items()}, since=SINCE, until=UNTIL)
    names = ("amy", "ben", "cal", "dee")
    spend(cast.oak, {cast.pupils[name]: "" for name in names}, since=FRIDAY, until=FRIDAY)


def found(cast) -> Completeness:
    asked = Asked(cast.oak, Asked.read(cast.oak, {}, FRIDAY).year, FRIDAY)
    return completeness(asked, asked.rolls(FIELDS))


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_each_kind_is_counted_once_and_named(eight_days, cast):
    here = found(cast)
    assert here.registers == (
        MissingRegister("4C", FRIDAY, Session.AM, 2),
        MissingRegister("4C", FRIDAY, Session.PM, 2),
    )
    assert here.blanks == 2  # Cal's; those of 4C are registers
    # Amy's of the first day are older than five school days, Ben's of yesterday are not.
    assert here.reasons == Reasons(marks=4, pupils=2, overdue=2)
    [code] = here.unlawful
    assert (code.code, code.marks, code.first) == ("J", 1, SINCE)
    assert "not a code in England" in code.why


def test_the_same_of_any_days(eight_days, cast):
    assert completeness_between(cast.oak, SINCE, FRIDAY) == found(cast)
    assert completeness_between(cast.oak, THURSDAY, THURSDAY) == Completeness(
        reasons=Reasons(marks=2, pupils=1, overdue=0)
    )


def test_what_is_complete_says_nothing(cast):
    spend(
        cast.oak, {cast.pupils[name]: "" for name in ("amy", "ben", "cal", "dee", "eve", "fay")}, until=FRIDAY
    )
    assert found(cast).is_complete
    assert found(cast).sentence == ""


def test_thousands_are_set_apart():
    held = Completeness(blanks=1213, reasons=Reasons(marks=20_104, pupils=559, overdue=0))
    assert held.sentence == "Not complete: 1,213 marks, 20,104 reasons missing."


def test_the_page_links_to_the_register_and_the_lists(eight_days, cast, sign_in):
    response = sign_in(cast.office).get(COMPLETE)
    page = text(response)
    assert (
        "Not complete: 2 registers, 2 marks, 4 reasons missing; 1 mark with a code not in force on its date"
        in page
    )
    assert "of 2 pupils · 2 older than the five school days" in page
    assert 'href="/schools/123456/registers/4C/2024-09-13/pm/"' in response.content.decode()
    listed = text(sign_in(cast.office).get("/schools/123456/attendance/pupils/", {"where": "no_reason"}))
    assert "2 pupils" in listed
    assert "reason is not established" in listed


def test_it_asks_no_more_for_more_classes(eight_days, cast, sign_in):
    office = sign_in(cast.office)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(COMPLETE).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for name in ("1A", "1B", "2A"):
        attend(cast.oak, a_class(cast.oak, name, 5, {0: "1N"}), {1: "1."})
    assert asked() == before


# --- what leaves says so ------------------------------------------------------------------------------------


def test_a_sheet_of_pupils_says_what_is_not_complete(eight_days, cast, sign_in):
    sheet = sign_in(cast.office).get("/schools/123456/attendance/pupils/", {"where": "all", "as": "csv"})
    first, *rows = sheet.content.decode("utf-8-sig").splitlines()
    assert first.endswith("Not complete")
    assert all("2 registers, 2 marks, 4 reasons missing" in row for row in rows)


def test_letters_say_it_when_they_are_drawn_up(eight_days, cast, sign_in):
    said = {"half_term": "2024:Autumn 1", "ways": "letter"}
    office = sign_in(cast.office)
    page = office.post("/schools/123456/attendance/letters/", said, follow=True)
    assert "Not complete: 2 registers, 2 marks, 4 reasons missing" in text(page)


def test_the_page_of_exports_says_it_of_the_year_so_far(eight_days, cast, sign_in):
    page = text(sign_in(cast.office).get("/schools/123456/export/"))
    assert "Not complete: 2 registers, 2 marks, 4 reasons missing" in page
