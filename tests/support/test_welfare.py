"""The welfare service’s month: caseload, supervision, children below 80% set against it, and letters."""

import datetime as dt
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from tests.attendance.spending import spend
from tests.support.helped import a_case, a_referral, an_agency, moved_to_elm, programme
from trellis.schools.actions import leave
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import AccessLogEntry, School
from trellis.support.actions import ProblemWithSupport, note_contact, send_referral
from trellis.support.meeting_pack import pack
from trellis.support.models import CaseContact, CrossMatch, CrossMatched
from trellis.support.welfare import caseload, keep_match, matched

SEPTEMBER, OCTOBER = dt.date(2024, 9, 1), dt.date(2024, 10, 1)
FIRST = dt.date(2024, 9, 3)
HERE = GroupingNamed("authority", "Northmoor")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object) -> str:
    return reverse(f"support:{name}", args=[HERE, *arguments])


def text_of(pdf: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture
def september(cast, clock):
    """Forty sessions of September at both schools: Amy, Ben and Zak a quarter away, Cal a fifth, Dee not."""
    clock.at("2024-10-01T09:00")
    until = dt.date(2024, 9, 30)
    spend(
        cast.oak, {cast.amy: "10O", cast.ben: "10I", cast.cal: "8O", cast.dee: ""}, since=FIRST, until=until
    )
    spend(cast.elm, {cast.zak: "10O", cast.yas: "1L"}, since=FIRST, until=until)


def found(cast, month: dt.date = SEPTEMBER, reader=None, today: dt.date = OCTOBER) -> dict[str, str]:
    match = matched(cast.authority, month, reader or cast.ewo, today)
    return {child.pupil.forename: child.standing for child in match.children}


def welfare(cast):
    return programme(cast, "welfare", cast.authority)


def in_welfare(cast, name: str = "amy", **said):
    under = said.pop("under", None) or welfare(cast)
    held = {"lead": cast.ewo, "why_nothing_tried": "At once."}
    return a_case(cast, name, under=under, **held | said)


def referred(cast, name: str):
    complete = {"The child’s name and date of birth": "Ben Bright", "Reasons for the absence": "Illness."}
    referral = a_referral(cast, an_agency(cast), name, answers=complete, why_nothing_tried="x")
    return send_referral(referral=referral, on=dt.date(2024, 10, 1), tried=[], by=cast.head)


# --- the cross-match ---


def test_children_below_the_line_are_set_against_cases_and_referrals(cast, september):
    in_welfare(cast, "amy")
    referred(cast, "ben")
    # Cal attended exactly 80%: that is not below it.
    assert found(cast) == {"Amy": "known", "Ben": "on_the_way", "Zak": "not_known"}


def test_month_and_year_so_far_are_both_counted_and_either_is_enough(cast, clock, september):
    clock.at("2024-10-08T09:00")
    spend(cast.oak, {cast.amy: "", cast.dee: "3O"}, since=OCTOBER, until=dt.date(2024, 10, 7))
    match = matched(cast.authority, OCTOBER, cast.ewo, dt.date(2024, 10, 8))
    both = {
        child.pupil.forename: (child.month.part, child.month.whole, child.year.part, child.year.whole)
        for child in match.children
    }
    # Amy is below over the year alone, Dee in the month alone; whoever has no marks has nothing possible.
    assert both["Dee"] == (7, 10, 47, 50)
    assert both["Ben"] == (0, 0, 30, 40)
    assert "Amy" not in both
    assert found(cast, OCTOBER, today=dt.date(2024, 10, 8)).keys() == {"Dee", "Ben", "Zak"}


def test_a_child_who_has_left_is_on_no_list(cast, september):
    leave(enrolment=cast.enrolment("zak"), until=dt.date(2024, 9, 27), ground="a", by=cast.mr_outside)
    assert "Zak" not in found(cast)


def test_only_schools_of_the_authority_that_month_are_read_and_only_children_one_may_see(cast, september):
    assert found(cast, reader=cast.mr_outside) == {"Zak": "not_known"}


def test_a_month_is_kept_once_it_is_over_and_stays_as_it_was_told(cast, clock, september):
    with pytest.raises(ProblemWithSupport, match="once it is over: this one ends on 31 October 2024"):
        keep_match(grouping=cast.authority, month=OCTOBER, reader=cast.ewo, by=cast.ewo)
    keep_match(grouping=cast.authority, month=SEPTEMBER, reader=cast.ewo, by=cast.ewo)
    with pytest.raises(ProblemWithSupport, match="kept on 1 October 2024 already"):
        keep_match(grouping=cast.authority, month=SEPTEMBER, reader=cast.ewo, by=cast.ewo)
    in_welfare(cast, "zak", school=cast.elm, lead=cast.ewo, since=dt.date(2024, 10, 1))
    assert found(cast)["Zak"] == "not_known"
    # The next month says who was named before.
    clock.at("2024-10-08T09:00")
    match = matched(cast.authority, OCTOBER, cast.ewo, dt.date(2024, 10, 8))
    assert {child.pupil.forename for child in match.children if child.told_before} == {"Amy", "Ben", "Zak"}


def test_each_school_folds_below_its_name_and_counts_and_the_first_is_open(cast, september, sign_in):
    in_welfare(cast, "amy")
    page = sign_in(cast.ewo).get(address("cross_match")).content.decode()
    folds = re.findall(r"<details class=\"trellis-fold\"([^>]*)><summary>(.*?)</summary>", page, re.DOTALL)
    said = [(bool(re.search(r"\bopen\b", how)), re.sub(r"<[^>]+>", "", summary)) for how, summary in folds]
    assert said == [
        (True, "Elm Primary 1 not known · 0 referred · 0 worked with"),
        (False, "Oak Primary 1 not known · 0 referred · 1 worked with"),
    ]


def test_the_page_lists_each_school_and_its_letter_names_nobody_of_another(cast, september, sign_in):
    in_welfare(cast, "amy")
    client = sign_in(cast.ewo)
    page = words(client.get(address("cross_match")))
    for one in (
        "September 2024", "Not known to the service: 2", "Worked with: 1", "Amy Adams", "75.0%",
        "30 of 40 sessions",
        "Keep this month and make its letters",
    ):  # fmt: skip
        assert one in page, one
    assert client.get(address("match_letter", SEPTEMBER, "123456")).status_code == 404
    client.post(address("keep_month", SEPTEMBER))
    assert "Kept on 1 October 2024 by Edie Wood" in words(client.get(address("cross_match")))
    letter = client.get(address("match_letter", SEPTEMBER, "123456"))
    [sheet] = text_of(letter.content)
    for one in ("Attendance below 80%: September 2024", "Oak Primary", "Ben Bright: 75.0%", "Amy Adams"):
        assert one in sheet, one
    assert "Zak" not in sheet
    assert AccessLogEntry.objects.get(page__endswith="letter/").pupils == 2


def test_a_letter_to_a_school_in_wales_is_in_welsh_and_in_english(cast, september, sign_in):
    School.objects.filter(pk=cast.elm.pk).update(nation="wales")
    client = sign_in(cast.ewo)
    client.post(address("keep_month", SEPTEMBER))
    welsh, english = text_of(client.get(address("match_letter", SEPTEMBER, "234567")).content)
    assert "Presenoldeb o dan 80%: Medi 2024" in welsh
    assert "Y Pennaeth" in welsh
    assert "Zak Zane: 75.0% yn y mis (30 o 40 sesiwn)" in welsh
    assert "Attendance below 80%: September 2024" in english


def test_those_of_one_school_reach_no_cross_match(cast, september, sign_in):
    for person in (cast.head, cast.attendance_lead, cast.mr_outside, cast.people["trust_officer"]):
        client = sign_in(person)
        for name in ("cross_match", "caseload"):
            assert client.get(address(name)).status_code == 404
        assert client.post(address("keep_month", SEPTEMBER)).status_code == 404
    assert not CrossMatch.objects.exists()


def test_a_month_that_is_none_or_still_to_come_is_no_page(cast, sign_in):
    client = sign_in(cast.ewo)
    for month in ("2024-13", "x", "2024-11", "0001-01"):
        assert client.get(address("cross_match") + f"?month={month}").status_code == 404


def test_the_cross_match_asks_no_more_however_many_children(cast, clock, sign_in):
    clock.at("2024-10-01T09:00")
    until = dt.date(2024, 9, 30)

    def asked() -> int:
        client = sign_in(cast.ewo)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("cross_match")).status_code == 200
        return len(queries)

    under = welfare(cast)
    spend(cast.oak, {cast.amy: "20O"}, since=FIRST, until=until)
    in_welfare(cast, "amy", under=under)
    few = asked()
    spend(
        cast.oak,
        {cast.ben: "20O", cast.cal: "20O", cast.dee: "20O", cast.eve: "20O"},
        since=FIRST,
        until=until,
    )
    in_welfare(cast, "ben", under=under)
    assert asked() == few


# --- caseload and supervision ---


def test_cases_that_did_not_move_come_first_and_supervision_is_no_movement(cast, clock, september, sign_in):
    under = welfare(cast)
    still = in_welfare(cast, "amy", under=under)
    moving = in_welfare(cast, "ben", under=under)
    clock.at("2024-10-08T09:00")
    today = dt.date(2024, 10, 8)
    note_contact(case=moving, on=today, kind="visit", words="Tea.", by=cast.ewo)
    client = sign_in(cast.people["authority_officer"])
    client.post(address("supervision", still.pk), {"on": "8/10/2024", "words": "Visit before half-term."})
    note = CaseContact.objects.get(case=still)
    assert (note.kind, note.by_name) == ("supervision", "Ada Okoro")
    rows = caseload(cast.authority, cast.ewo, OCTOBER, today)
    assert [(row.case.pupil.forename, row.has_not_moved) for row in rows] == [("Amy", True), ("Ben", False)]
    assert [row.moved_on for row in rows] == [dt.date(2024, 9, 9), today]
    page = words(client.get(address("caseload")))
    for one in (
        "2 open cases",
        "1 did not move in the month",
        "Visit before half-term.",
        "75.0%",
        "Edie Wood",
    ):
        assert one in page, one
    # In September both moved, by beginning.
    assert [row.has_not_moved for row in caseload(cast.authority, cast.ewo, SEPTEMBER, today)] == [
        False,
        False,
    ]


def test_a_caseload_shows_one_officers_cases_and_no_other_programmes(cast, september, sign_in):
    under = welfare(cast)
    in_welfare(cast, "amy", under=under)
    in_welfare(cast, "ben", under=under, lead=cast.attendance_lead)
    a_case(cast, "dee", under=programme(cast, "mentoring"))
    client = sign_in(cast.ewo)
    page = words(client.get(address("caseload") + "?lead=Edie Wood"))
    assert "Amy Adams" in page
    assert "Ben Bright" not in page
    assert "Dee Dunn" not in words(client.get(address("caseload")))


def test_a_case_that_followed_its_child_is_opened_at_the_new_school(cast, september, sign_in):
    case = in_welfare(cast, "amy")
    moved_to_elm(cast, on=dt.date(2024, 10, 1))
    [row] = caseload(cast.authority, cast.ewo, OCTOBER, dt.date(2024, 10, 1))
    assert (row.case, row.school) == (case, cast.elm)
    assert (
        reverse("support:case", args=["234567", case.pk])
        in sign_in(cast.ewo).get(address("caseload")).content.decode()
    )


def test_supervision_is_not_offered_among_what_passed(cast, sign_in):
    case = a_case(cast)
    page = sign_in(cast.head).get(reverse("support:contact", args=["123456", case.pk]))
    assert "Talked about in supervision" not in words(page)
    assert CrossMatched.Standing.KNOWN.label == "Worked with"


def test_the_caseload_asks_no_more_however_many_cases(cast, september, sign_in):
    under = welfare(cast)

    def asked() -> int:
        client = sign_in(cast.ewo)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("caseload")).status_code == 200
        return len(queries)

    in_welfare(cast, "amy", under=under)
    few = asked()
    for name in ("ben", "cal", "dee"):
        in_welfare(cast, name, under=under)
    assert asked() == few


# --- the targeting support meeting ---


def pack_page(cast, sign_in, person=None) -> str:
    return words(sign_in(person or cast.ewo).get(address("meeting_pack", "123456")))


def test_the_pack_of_a_meeting_sets_the_school_beside_all_and_names_who_leads(cast, clock, sign_in):
    clock.at("2024-10-01T09:00")
    until = dt.date(2024, 9, 30)
    away = {cast.amy: "30O", cast.ben: "20I", cast.cal: "19O", cast.dee: ""}
    spend(cast.oak, away, since=FIRST, until=until)
    spend(cast.elm, {cast.zak: "40O", cast.yas: ""}, since=FIRST, until=until)
    in_welfare(cast, "amy")
    found = pack(cast.authority, cast.oak, cast.ewo, dt.date(2024, 10, 1))
    # Half exactly is severe; nineteen of forty is not.
    assert [(one.pupil.forename, bool(one.cases)) for one in found.severely] == [
        ("Amy", True),
        ("Ben", False),
    ]
    assert found.nobodys == 1
    figures = {one.words: (one.here_of, one.here, one.year_ago, one.everywhere) for one in found.figures}
    # 91 of 160 sessions here, and 131 of 240 at both schools; nothing was kept a year ago.
    assert figures["Attendance"] == ("91 of 160", "56.9%", "–", "54.6%")
    assert figures["Severely absent"][:2] == ("2 of 4", "50.0%")
    page = pack_page(cast, sign_in)
    for one in ("Education welfare service , Amy Adams , Edie Wood", "Ben Bright", "Nobody yet"):
        assert one in page, one
    assert "Zak" not in page


def test_the_pack_is_for_whoever_supervises_and_of_schools_they_see(cast, september, sign_in):
    for person in (cast.head, cast.mr_outside, cast.people["trust_officer"]):
        assert sign_in(person).get(address("meeting_pack", "123456")).status_code == 404
    assert sign_in(cast.ewo).get(address("meeting_pack", "999999")).status_code == 404
    assert "Nobody is severely absent." in pack_page(cast, sign_in)


def test_the_pack_asks_no_more_however_many_are_away(cast, clock, sign_in):
    clock.at("2024-10-01T09:00")
    until = dt.date(2024, 9, 30)

    def asked() -> int:
        client = sign_in(cast.ewo)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("meeting_pack", "123456")).status_code == 200
        return len(queries)

    under = welfare(cast)
    spend(cast.oak, {cast.amy: "30O"}, since=FIRST, until=until)
    in_welfare(cast, "amy", under=under)
    few = asked()
    spend(cast.oak, {cast.ben: "30O", cast.cal: "30O", cast.eve: "30O"}, since=FIRST, until=until)
    in_welfare(cast, "ben", under=under)
    assert asked() == few
