"""What is due to the authority: who, why and by when; a file is approved before it leaves."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import a_class, attend
from tests.attendance.spending import spend
from trellis.attendance.knowing.authority import Due, due_to_authority
from trellis.attendance.knowing.models import AuthorityFile
from trellis.attendance.knowing.telling import (
    ProblemWithFileForAuthority,
    approve_file,
    note_enquiry,
    prepare_file,
    record_sent,
    throw_file_away,
)
from trellis.rules.watch import Watch
from trellis.schools import actions

AUTHORITY = "/schools/123456/checks/authority/"
SINCE, TODAY = dt.date(2024, 9, 3), dt.date(2024, 10, 11)  # twenty-nine school days


@pytest.fixture(autouse=True)
def friday_evening(clock):
    clock.at("2024-10-11T17:00")


@pytest.fixture
def six_weeks(cast):
    """Amy ill for thirty-one sessions; Ben away ten days without leave and back; Cal not seen for twenty; Dee
    late after the register for twenty days, which is no reason to think her missing.
    """
    said = {
        "amy": "31I",
        "ben": "4/20O",
        "cal": f"18/{2 * 20}N",
        "dee": f"18/{2 * 20}U",
        "eve": "19O",
    }
    children = {cast.pupils[name]: marks for name, marks in said.items()}
    spend(cast.oak, children, since=SINCE, until=TODAY)


def found(cast) -> dict[Watch, list[Due]]:
    return due_to_authority(cast.oak, TODAY)


def names(cast, watch: Watch) -> set[str]:
    return {one.child.forename for one in found(cast)[watch] if one.child}


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


# --- who, and why -------------------------------------------------------------------------------------------


def test_ten_days_twenty_days_and_illness_are_read_from_the_marks(six_weeks, cast):
    assert names(cast, Watch.TEN_DAYS) == {"Ben", "Cal", "Dee"}
    assert names(cast, Watch.MISSING) == {"Cal"}
    assert names(cast, Watch.ILLNESS) == {"Amy"}
    ten = {one.child.forename: one for one in found(cast)[Watch.TEN_DAYS]}
    assert (ten["Ben"].since, ten["Ben"].why) == (
        dt.date(2024, 9, 5),
        "10 school days in a row, 5 September 2024 to 18 September 2024.",
    )


def test_who_comes_back_is_no_longer_thought_missing(six_weeks, cast):
    spend(cast.oak, {cast.cal: "18/39N1/"}, since=SINCE, until=TODAY)
    assert names(cast, Watch.MISSING) == set()
    assert names(cast, Watch.TEN_DAYS) == {"Ben", "Cal", "Dee"}


def test_a_new_pupil_is_due_by_the_fifth_day_unless_they_began_with_the_youngest(six_weeks, cast):
    """The cast's own began years ago; in Year 3, Oak's youngest, a child of the first day is not told of."""
    for name, since, group in (("Fen", SINCE, "3"), ("Gil", SINCE, "4"), ("Hal", dt.date(2024, 10, 7), "3")):
        said = {"forename": name, "surname": "Grey", "year_group": group}
        actions.admit(school=cast.oak, since=since, by=cast.office, **said)
    new = {one.child.forename: one for one in found(cast)[Watch.NEW_PUPIL]}
    assert set(new) & {"Fen", "Gil", "Hal"} == {"Gil", "Hal"}
    assert new["Hal"].due_by == dt.date(2024, 10, 12)


def test_a_name_taken_off_says_its_ground_and_whether_anybody_knows_where(six_weeks, cast):
    off = {"until": dt.date(2024, 10, 4), "by": cast.office}
    actions.leave(enrolment=cast.enrolment("amy"), ground="a", destination="Elm Primary", **off)
    actions.leave(enrolment=cast.enrolment("ben"), ground="i", **off)
    actions.leave(enrolment=cast.enrolment("eve"), **off)
    taken = {one.child.forename: one for one in found(cast)[Watch.DELETION]}
    assert taken["Amy"].why == "Registered at another school"
    assert "together with the authority first" in taken["Ben"].why
    assert "No ground is written down" in taken["Eve"].why
    assert taken["Amy"].due_by == dt.date(2024, 10, 4)
    assert names(cast, Watch.MISSING) == {"Ben", "Cal", "Eve"}


# --- the file -----------------------------------------------------------------------------------------------


def prepared(cast, watch: Watch = Watch.TEN_DAYS) -> AuthorityFile:
    return prepare_file(school=cast.oak, watch=watch, found=found(cast)[watch], by=cast.office)


def test_a_file_keeps_what_it_said_and_nobody_stands_in_two(six_weeks, cast):
    file = prepared(cast)
    assert [row.cells[1] for row in file.rows.all()] == ["Ben", "Cal", "Dee"]
    with pytest.raises(ProblemWithFileForAuthority, match="in a file already"):
        prepared(cast)
    said = {"on": TODAY, "asked": "The grandmother", "words": "They moved.", "with_authority": True}
    note_enquiry(school=cast.oak, pupil=cast.cal, by=cast.office, **said)
    assert "They moved" not in str([row.cells for row in file.rows.all()])
    assert "2024-10-11 The grandmother: They moved." in prepared(cast, Watch.MISSING).rows.get().cells


def test_nothing_leaves_before_somebody_approved_it(six_weeks, cast, sign_in):
    file = prepared(cast)
    office, lead = sign_in(cast.office), sign_in(cast.attendance_lead)
    url = f"{AUTHORITY}{file.pk}/"
    assert office.get(url).status_code == 200
    for ending in ("csv", "xlsx", "pdf"):
        assert office.get(url, {"as": ending}).status_code == 404
    with pytest.raises(ProblemWithFileForAuthority, match="Nobody has approved"):
        record_sent(file=file, sent_on=TODAY, sent_how="By hand", by=cast.office)
    assert office.post(f"{url}approve/").status_code == 404
    lead.post(f"{url}approve/")
    assert "Bright,Ben" in office.get(url, {"as": "csv"}).content.decode("utf-8-sig")
    assert office.get(url, {"as": "pdf"}).content.startswith(b"%PDF")
    assert office.get(url, {"as": "xlsx"}).content.startswith(b"PK")
    office.post(f"{url}sent/", {"sent_on": "2024-10-11", "sent_how": "The authority’s secure site"})
    assert "11 Oct 2024" in text(office.get(AUTHORITY))
    assert all(one.is_told for one in found(cast)[Watch.TEN_DAYS])


def test_only_a_file_nobody_approved_is_thrown_away(six_weeks, cast):
    file = prepared(cast)
    throw_file_away(file=file)
    assert not AuthorityFile.objects.exists()
    kept = approve_file(file=prepared(cast), by=cast.attendance_lead)
    with pytest.raises(ProblemWithFileForAuthority, match="is kept"):
        throw_file_away(file=kept)


def test_an_enquiry_is_written_down_from_the_page(six_weeks, cast, sign_in):
    url = f"/schools/123456/pupils/{cast.cal.pk}/enquiries/"
    said = {"on": "2024-10-10", "asked": "The housing office", "words": "The flat is empty."}
    page = text(sign_in(cast.office).post(url, said, follow=True))
    assert "10 October 2024: The housing office" in page
    assert sign_in(cast.teacher).get(url).status_code == 404


def test_mr_outside_sees_nothing_of_it(six_weeks, cast, sign_in):
    file = prepared(cast)
    outside = sign_in(cast.mr_outside)
    for url in (AUTHORITY, f"{AUTHORITY}{file.pk}/", f"/schools/123456/pupils/{cast.cal.pk}/enquiries/"):
        assert outside.get(url).status_code == 404


def test_the_page_asks_no_more_for_more_children(six_weeks, cast, sign_in):
    office = sign_in(cast.office)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(AUTHORITY).status_code == 200
        return len(queries)

    asked()
    before = asked()
    more = a_class(cast.oak, "2B", 4)
    attend(cast.oak, more, dict.fromkeys(range(4), "30O"), since=SINCE, until=TODAY)
    assert asked() == before
