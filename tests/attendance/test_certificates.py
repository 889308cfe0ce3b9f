"""Certificates: who is recognised, fairly, and nothing from which anybody could tell why."""

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attendance.classes import a_class, attend
from tests.attendance.spending import AUTUMN_1, spend
from tests.messages.reading_back import read_back
from trellis.attendance import celebrating
from trellis.attendance.models import Exemption
from trellis.attendance.recognition import Recognition, days_called, recognised, two_years
from trellis.schools.models import AccessLogEntry, Enrolment
from trellis.schools.settings import decide

PAGE = "/schools/123456/celebrating/certificates/"
HALF_TERM = "2024-autumn-1"
SECOND = (dt.date(2024, 11, 4), dt.date(2024, 12, 20))


@pytest.fixture(autouse=True)
def after_the_half_term(clock):
    clock.at("2024-10-24T17:00")


@pytest.fixture
def half_term(cast):
    """Amy there and late twice, Ben ill, Cal away without leave, Dee on a visit, Eve unmarked, Fay U."""
    said = {"amy": "2L", "ben": "4I", "cal": "3O", "dee": "6V", "eve": "1.", "fay": "1U"}
    return spend(cast.oak, {cast.pupils[name]: marks for name, marks in said.items()})


def found_for(cast, key: str = HALF_TERM) -> Recognition:
    held = two_years(cast.oak, dt.date(2024, 12, 20))
    return recognised(cast.oak, days_called(held, key), held)


def full(cast, key: str = HALF_TERM) -> list[str]:
    return [child.name for child in found_for(cast, key).full]


def exempt(cast, name: str, **said: object) -> Exemption:
    given = {"kind": "disability", "covers": "with_leave", "since": AUTUMN_1[1], "reason": "Splints", **said}
    return celebrating.exempt(pupil=cast.pupils[name], school=cast.oak, by=cast.inclusion_lead, **given)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


# --- who ----------------------------------------------------------------------------------------------------


def test_nothing_missed_is_100_per_cent_whether_late_or_on_a_visit(cast, half_term):
    found = found_for(cast)
    assert [(child.name, child.class_name) for child in found.full] == [
        ("Amy Adams", "3B"),
        ("Dee Dunn", "3B"),
    ]
    assert found.waiting == 1  # Eve
    assert found.is_over


def test_lates_stand_against_it_where_the_school_says_so(cast, half_term):
    decide(place=cast.oak, name="recognition_lates", value="yes", since=AUTUMN_1[1], by="tests")
    assert full(cast) == ["Dee Dunn"]


def test_a_month_is_asked_by_itself(cast, half_term):
    """Ben was ill in the first two days of September and in all of October was there."""
    assert full(cast, "2024-10") == [
        "Amy Adams",
        "Ben Bright",
        "Cal Carter",
        "Dee Dunn",
        "Eve Adams",
        "Fay Finch",
    ]
    assert full(cast, "2024-09") == ["Amy Adams", "Dee Dunn"]


def test_the_name_a_child_is_called_and_nobody_who_has_left(cast, half_term):
    cast.amy.preferred_name = "Mia"
    cast.amy.save()
    Enrolment.objects.filter(pupil=cast.dee).update(until=dt.date(2024, 10, 23))
    assert full(cast) == ["Mia Adams"]


def test_improvement_is_against_the_child_s_own_half_term_before(cast, half_term, clock):
    clock.at("2024-12-20T17:00")
    said = {"ben": "1I", "cal": "20I", "eve": "", "amy": "1I", "dee": "", "fay": "1I"}
    spend(
        cast.oak, {cast.pupils[name]: marks for name, marks in said.items()}, since=SECOND[0], until=SECOND[1]
    )
    found = found_for(cast, "2024-autumn-2")
    assert [child.name for child in found.full] == ["Dee Dunn", "Eve Adams"]
    assert [child.name for child in found.improved] == []
    decide(place=cast.oak, name="recognition_points", value="3", since=SECOND[0], by="tests")
    # Ben from 70 of 74 to 69 of 70: four points.
    assert [child.name for child in found_for(cast, "2024-autumn-2").improved] == ["Ben Bright"]
    decide(place=cast.oak, name="recognition_sessions", value="72", since=SECOND[0], by="tests")
    assert found_for(cast, "2024-autumn-2").improved == []


# --- exemptions ---------------------------------------------------------------------------------------------


def test_exempt_absence_does_not_stand_against_a_child(cast, half_term):
    exempt(cast, "ben")
    assert full(cast) == ["Amy Adams", "Ben Bright", "Dee Dunn"]


def test_an_exemption_covers_its_days_its_absence_and_its_school_only(cast, half_term):
    exempt(cast, "ben", until=AUTUMN_1[1])  # Ben was away for two days
    exempt(cast, "cal")  # without leave is not covered
    celebrating.exempt(
        pupil=cast.fay, school=cast.elm, kind="medical", covers="every", since=AUTUMN_1[1], by=cast.mr_outside
    )
    assert full(cast) == ["Amy Adams", "Dee Dunn"]
    exempt(cast, "ben", since=dt.date(2024, 9, 4), until=dt.date(2024, 9, 4))
    exempt(cast, "cal", covers="every")
    assert full(cast) == ["Amy Adams", "Ben Bright", "Cal Carter", "Dee Dunn"]


def test_who_arrives_late_because_of_a_disability_loses_nothing_where_lates_count(cast, half_term):
    decide(place=cast.oak, name="recognition_lates", value="yes", since=AUTUMN_1[1], by="tests")
    exempt(cast, "amy", covers="every")
    exempt(cast, "fay", covers="every")
    assert full(cast) == ["Amy Adams", "Dee Dunn", "Fay Finch"]


def test_overlapping_exemptions_take_a_session_away_once(cast, half_term):
    for _time in range(2):
        exempt(cast, "ben")
    assert "Ben Bright" in full(cast)
    assert len(full(cast)) == 3


def test_an_exemption_changes_no_figure_of_attendance(cast, half_term, sign_in):
    lead = sign_in(cast.head)
    before = words(lead.get("/schools/123456/attendance/pupils/?where=all"))
    exempt(cast, "ben")
    assert words(lead.get("/schools/123456/attendance/pupils/?where=all")) == before


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    absences=st.text("IO/", min_size=8, max_size=8),
    spans=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=3),
)
def test_who_has_100_per_cent_against_asking_each_session(cast, absences, spans):
    """Ben's first four days, whichever way they went, and any exemptions of them."""
    days = [dt.date(2024, 9, day) for day in (3, 4, 5, 6)]
    spend(cast.oak, {cast.ben: "".join(f"1{mark}" for mark in absences)}, until=days[-1])
    Exemption.objects.all().delete()
    spans = [(min(first, last), max(first, last), every) for first, last, every in spans]
    for first, last, every in spans:
        covers = "every" if every else "with_leave"
        exempt(cast, "ben", since=days[first], until=days[last], covers=covers)
    left = [
        mark
        for at, mark in enumerate(absences)
        if mark != "/"
        and not any(first <= at // 2 <= last and (every or mark == "I") for first, last, every in spans)
    ]
    held = two_years(cast.oak, dt.date(2024, 9, 6))
    october = days_called(held, HALF_TERM)
    spent = recognised(cast.oak, type(october)(HALF_TERM, october.year, "x", days[0], days[-1]), held)
    assert ("Ben Bright" in [child.name for child in spent.full]) is (not left and "/" in absences)


# --- nobody can tell ----------------------------------------------------------------------------------------


def everything(cast, sign_in) -> dict[str, bytes]:
    """Every page and file of celebrating as those who may not know see it."""
    seen = {}
    for who in ("attendance_lead", "office", "teacher", "ewo"):
        client = sign_in(cast.people[who])
        for form in ("", "csv", "certificates", "stickers"):
            address = f"{PAGE}?days={HALF_TERM}&which=full" + (f"&as={form}" if form else "")
            response = client.get(address)
            assert response.status_code == 200
            body = re.sub(rb'[\w-]*csrf[\w-]*[^>]*"[\w]{20,}"', b"", response.content)
            body = re.sub(rb"hx-headers='[^']*'", b"", body)
            seen[f"{who} {form}"] = body
        for page in ("draws/", "gold-book/", "100-days/", ""):
            body = client.get(f"/schools/123456/celebrating/{page}").content
            seen[f"{who} {page}"] = re.sub(rb'value="\w{64}"|hx-headers=\'[^\']*\'', b"", body)
        record = client.get(f"/schools/123456/pupils/{cast.ben.pk}/").content
        seen[f"{who} pupil"] = re.sub(rb'value="\w{64}"|hx-headers=\'[^\']*\'', b"", record)
    return seen


def test_no_page_sheet_or_file_differs_for_those_who_may_not_know(cast, sign_in):
    """Ben all present, and Ben all present with an exemption that had nothing to do: to the byte the same."""
    spend(cast.oak, dict.fromkeys([cast.amy, cast.ben, cast.cal, cast.dee, cast.eve, cast.fay], ""))
    without = everything(cast, sign_in)
    exempt(cast, "ben")
    assert everything(cast, sign_in) == without


def test_a_certificate_is_the_same_with_an_exemption_as_without_absence(cast, sign_in):
    """What a family, a class and whoever finds the sheet on the printer see: to the byte the same."""
    everybody = [cast.amy, cast.ben, cast.cal, cast.dee]
    spend(cast.oak, dict.fromkeys(everybody, "") | {cast.ben: "6I"})
    exempt(cast, "ben")
    client = sign_in(cast.office)
    forms = ("csv", "certificates", "stickers")
    exempted = [client.get(f"{PAGE}?days={HALF_TERM}&as={form}").content for form in forms]
    page = words(client.get(f"{PAGE}?days={HALF_TERM}"))
    Exemption.objects.all().delete()
    attend(cast.oak, [cast.ben], {}, since=AUTUMN_1[1], until=AUTUMN_1[2])
    assert [client.get(f"{PAGE}?days={HALF_TERM}&as={form}").content for form in forms] == exempted
    assert words(client.get(f"{PAGE}?days={HALF_TERM}")) == page
    assert "Ben Bright" in page


def test_only_those_who_may_see_why_letters_are_held_open_the_page_of_exemptions(cast, half_term, sign_in):
    exempt(cast, "ben", reason="Splints on both legs")
    address = f"/schools/123456/pupils/{cast.ben.pk}/exemptions/"
    for who, status in (
        ("inclusion_lead", 200),
        ("safeguarding_lead", 200),
        ("head", 200),
        ("attendance_lead", 404),
        ("office", 404),
        ("teacher", 404),
        ("mr_outside", 404),
    ):
        assert sign_in(cast.people[who]).get(address).status_code == status, who
    page = sign_in(cast.inclusion_lead).get(address)
    assert "Splints on both legs" in words(page)
    assert AccessLogEntry.objects.filter(pupil_id=cast.ben.pk, page=address).count() == 4


def test_the_access_log_does_not_tell_its_readers_that_there_is_an_exemption(cast, half_term, sign_in):
    """Whoever answers for the log reads that the page was opened, as it may be for any child."""
    row = exempt(cast, "ben")
    client = sign_in(cast.inclusion_lead)
    for pupil in (cast.ben, cast.amy):
        client.get(f"/schools/123456/pupils/{pupil.pk}/exemptions/")
    address = f"/schools/123456/pupils/{cast.ben.pk}/exemptions/{row.pk}/end/"
    assert client.get(address).status_code == 405
    client.post(address, {"until": "2024-10-01"})
    client.post(address, {"until": "soon"})
    pages = AccessLogEntry.objects.values_list("page", flat=True)
    assert sorted(pages) == sorted(
        f"/schools/123456/pupils/{one.pk}/exemptions/" for one in (cast.amy, cast.ben)
    )


def test_how_many_wait_for_marks_does_not_tell_who_is_exempt(cast, half_term):
    spend(cast.oak, {cast.ben: "4I 1."})
    before = found_for(cast).waiting
    exempt(cast, "ben")
    assert found_for(cast).waiting == before


def test_an_exemption_is_recorded_ended_and_another_reason_is_written_down(cast, half_term, sign_in):
    client = sign_in(cast.safeguarding_lead)
    address = f"/schools/123456/pupils/{cast.ben.pk}/exemptions/"
    given = {"kind": "other", "covers": "with_leave", "since": "2024-09-03", "until": "", "reason": ""}
    refused = client.post(address, given)
    assert refused.status_code == 400
    assert "Another fair reason is written down: say which." in words(refused)
    assert client.post(address, given | {"kind": "bereavement"}).status_code == 302
    row = Exemption.objects.get()
    assert (row.kind, row.placed_by) == ("bereavement", cast.safeguarding_lead)
    assert "Ben Bright" in full(cast)
    assert client.post(f"{address}{row.pk}/end/", {"until": "2024-09-03"}).status_code == 302
    assert "Ben Bright" not in full(cast)
    assert Exemption.history.filter(id=row.pk).count() == 2
    assert client.post(f"{address}{row.pk}/end/", {"until": "2024-09-02"}).status_code == 302
    assert not Exemption.objects.exists()


# --- pages and files ----------------------------------------------------------------------------------------


def test_a_teacher_has_the_certificates_of_their_own_class(cast, half_term, sign_in):
    spend(cast.oak, {cast.eve: ""})
    page = words(sign_in(cast.teacher).get(PAGE, {"days": HALF_TERM}))
    assert "Amy Adams" in page
    assert "Eve Adams" not in page
    assert "not decided yet" not in page
    assert AccessLogEntry.objects.get().pupils == 2


def test_the_sheet_says_class_name_and_what_for_and_no_figure(cast, half_term, sign_in):
    body = sign_in(cast.office).get(PAGE, {"days": HALF_TERM, "as": "csv"}).content.decode()
    assert list(csv.reader(io.StringIO(body))) == [
        ["Class", "Name", "For", "Days"],
        ["3B", "Amy Adams", "100% attendance", "Autumn 1, 2024/25"],
        ["3B", "Dee Dunn", "100% attendance", "Autumn 1, 2024/25"],
    ]


def test_certificates_are_a_page_each_tagged_and_in_class_order(cast, half_term, sign_in):
    pdf = sign_in(cast.office).get(PAGE, {"days": HALF_TERM, "as": "certificates"}).content
    found = read_back(pdf)
    assert (found.accessible, found.language, found.shows_title) == ("1", "en", True)
    assert found.title == "100% attendance, Autumn 1, 2024/25, Oak Primary"
    assert found.bookmarks == ["Amy Adams", "Dee Dunn"]
    assert len(found.texts) == 2
    for text, name in zip(found.texts, ("Amy Adams", "Dee Dunn"), strict=True):
        assert name in text
        assert "100% attendance" in text
        assert "Class 3B" in text


def test_stickers_are_twenty_one_to_a_sheet(cast, sign_in):
    a_class(cast.oak, "2B", 30, since=AUTUMN_1[1], until=AUTUMN_1[2])
    pdf = sign_in(cast.office).get(PAGE, {"days": HALF_TERM, "as": "stickers"}).content
    assert [text.count("100% attendance") for text in read_back(pdf).texts] == [21, 9]


def test_a_name_the_typeface_has_no_letters_for_is_written_by_hand(cast, half_term, sign_in):
    cast.amy.preferred_name = "愛"
    cast.amy.save()
    client = sign_in(cast.office)
    assert "write theirs by hand: 愛 Adams" in words(client.get(PAGE, {"days": HALF_TERM}))
    pdf = client.get(PAGE, {"days": HALF_TERM, "as": "certificates"}).content
    assert read_back(pdf).bookmarks == ["Dee Dunn"]


def test_days_nobody_knows_and_forms_there_are_not_are_no_pages(cast, half_term, sign_in):
    client = sign_in(cast.office)
    for asked in ({"days": "2024-13"}, {"days": HALF_TERM, "as": "docx"}, {"as": "csv", "which": "worst"}):
        assert client.get(PAGE, asked).status_code == 404


def test_a_school_without_any_days_says_so(cast, clock, sign_in):
    clock.at("2023-09-10T09:00")
    assert "No school days have begun" in words(sign_in(cast.office).get(PAGE))


def test_the_page_asks_no_more_of_the_database_for_more_children(cast, half_term, sign_in):
    client, asked = sign_in(cast.attendance_lead), []
    client.get(PAGE)
    exempt(cast, "ben")
    for number in (0, 40):
        if number:
            pupils = a_class(cast.oak, "2B", number, {0: "2I"}, since=AUTUMN_1[1], until=AUTUMN_1[2])
            celebrating.exempt(
                pupil=pupils[0],
                school=cast.oak,
                kind="medical",
                covers="every",
                since=AUTUMN_1[1],
                by=cast.head,
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE, {"days": HALF_TERM}).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
