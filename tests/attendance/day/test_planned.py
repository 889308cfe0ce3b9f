"""Planned: agreed, suggested to the register, made a mark in the session by whoever takes it, reviewed."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.day.telling import planned, planned_for, told_of
from trellis.attendance.day.calls import CallList
from trellis.registers.ledger import standing_details
from trellis.registers.models import ExpectedAbsence, Line, Register
from trellis.registers.moments import new_act
from trellis.registers.planning import ProblemWithPlan, change_plan
from trellis.registers.taking import Sheet, expected_on
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.web.subject_access import Holding
from trellis.web.yours import yours_at

PAGE = "/schools/123456/absence/planned/"
REGISTER = "/schools/123456/registers/3B/2024-09-10/am/"
NEXT_MONTH = dt.date(2024, 10, 8)


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


def filled_in(**said):
    held = {
        "kind": "visit",
        "code": "V",
        "place": "Mill Farm",
        "since": "2024-09-10",
        "until": "2024-09-10",
        "agreed_by": "Helen Hart",
    }
    return {**held, **said}


def press(client, others=None, **more):
    page = client.get(REGISTER).content.decode()
    seen = {
        line.split('name="')[1].split('"')[0]: line.split('value="')[1].split('"')[0]
        for line in page.split("<input")
        if 'name="seen-' in line or 'name="expected-' in line
    }
    sent = {**seen, "act": str(new_act(timezone.now())), **({"others": others} if others else {}), **more}
    return client.post(REGISTER, sent)


def marks(cast) -> dict[str, str]:
    sheet = Sheet(cast.oak, cast.class_3b, cast.today, Session.AM)
    return {place.pupil.forename: place.code for place in sheet.places}


# --- Planning -----------------------------------------------------------------------------------------------


def test_a_whole_class_is_planned_for_at_once(cast, office):
    assert office.post(f"{PAGE}?class=3B", filled_in()).status_code == 302
    assert {one.enrolment.pupil for one in ExpectedAbsence.objects.planned()} == {
        cast.amy,
        cast.ben,
        cast.cal,
        cast.dee,
    }
    assert "Mill Farm" in office.get(PAGE).content.decode()


def test_sessions_ticked_are_those_planned_and_none_means_all(cast, office):
    office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(sessions=["2", "3"]))
    office.post(f"{PAGE}?child={cast.ben.pk}", filled_in())
    amy, ben = ExpectedAbsence.objects.order_by("pk")
    assert (amy.sessions, ben.sessions) == ("NNYYNNNNNN", "YYYYYYYYYY")
    assert "Tuesday morning, Tuesday afternoon" in office.get(PAGE).content.decode()


def test_what_is_lacking_stands_on_the_form(cast, office):
    page = office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(kind="phased", code="X", until="")).content
    assert "Say which parent agreed it." in page.decode()
    assert not ExpectedAbsence.objects.exists()


def test_a_child_of_compulsory_age_has_no_phased_start(cast):
    with pytest.raises(ProblemWithPlan, match="X is not for a pupil of compulsory school age"):
        planned_for(cast, "amy", kind="phased", code="X", agreed_with="Ann Adams", review_on=cast.today)


def test_c2_is_no_plan_and_a_timetable_needs_a_parent_an_end_and_a_review(cast):
    with pytest.raises(ProblemWithPlan, match="C2 is no code for this"):
        planned_for(cast, "amy", kind="leave", code="C2")
    for missing in ("agreed_with", "until", "review_on"):
        with pytest.raises(ValueError, match="A part-time timetable needs a last day, a review"):
            part_time(cast, **{missing: None if missing != "agreed_with" else ""})


def part_time(cast, **said):
    held = {
        "kind": "part_time",
        "sessions": "YNYNYNYNYN",
        "since": cast.today,
        "until": NEXT_MONTH,
        "agreed_by": "Helen Hart",
        "agreed_with": "Ann Adams",
        "review_on": dt.date(2024, 9, 24),
    }
    return actions.set_pattern(enrolment=cast.enrolment("amy"), by=cast.head, **{**held, **said})


def test_the_database_holds_that_somebody_agreed(cast):
    one = planned_for(cast, "amy")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpectedAbsence.objects.filter(pk=one.pk).update(agreed_by="")


# --- The register -------------------------------------------------------------------------------------------


def test_nothing_is_written_ahead_and_one_act_confirms_what_was_expected(cast, sign_in):
    planned_for(cast, "amy")
    told_of(cast, "ben")
    teacher = sign_in(cast.teacher)
    assert not Line.objects.exists()
    page = teacher.get(REGISTER).content.decode()
    assert "Expected V: Mill Farm" in page
    assert "2 as expected" in page

    press(teacher, others="expected")
    assert marks(cast) == {"Amy": "V", "Ben": "I", "Cal": "", "Dee": ""}
    assert "as expected" not in teacher.get(REGISTER).content.decode()


def test_all_others_present_leaves_out_whoever_is_expected_elsewhere(cast, sign_in):
    """A child the office was told of is not marked present with the others."""
    told_of(cast, "ben")
    teacher = sign_in(cast.teacher)
    press(teacher, others="present")
    assert marks(cast) == {"Amy": "/", "Ben": "", "Cal": "/", "Dee": "/"}
    assert Register.objects.get().taken_at is None
    press(teacher, others="expected")
    assert marks(cast)["Ben"] == "I"
    assert Register.objects.get().taken_at is not None


def test_a_mark_that_stands_is_not_confirmed_over(cast, sign_in):
    planned_for(cast, "amy")
    teacher = sign_in(cast.teacher)
    press(teacher, mark=f"{cast.amy.pk}:N")
    press(teacher, others="expected")
    assert marks(cast)["Amy"] == "N"


def test_a_provider_confirms_the_same_session_and_the_register_says_who(cast, sign_in):
    planned_for(
        cast, "amy", kind="provision", code="B", place="Forest Farm", until=None, review_on=NEXT_MONTH
    )
    teacher = sign_in(cast.teacher)
    page = teacher.get(REGISTER).content.decode()
    assert "Forest Farm says they are there" in page
    assert "as expected" not in page

    assert press(teacher, mark=f"{cast.amy.pk}:B").status_code == 302
    assert marks(cast)["Amy"] == "B"
    (said,) = standing_details([Line.objects.get(pupil=cast.amy).pk]).values()
    assert said.nature == "Forest Farm"


def test_a_part_time_timetable_is_expected_where_it_leaves_a_session_out(cast):
    part_time(cast)
    amy = [cast.enrolment("amy")]
    assert expected_on(cast.today, Session.AM, amy) == {}
    (one,) = expected_on(cast.today, Session.PM, amy)[amy[0].pk]
    assert (one.code, one.pk) == ("C2", None)
    assert expected_on(NEXT_MONTH + dt.timedelta(days=1), Session.PM, amy) == {}


@pytest.mark.parametrize(
    ("kind", "born", "code"),
    [
        ("nursery", "2021-01-01", "X"),
        ("dual", "2017-01-14", "D"),
        ("part_time", "2017-01-14", "C2"),
        ("part_time", "2020-06-01", "X"),
    ],
)
def test_each_timetable_expects_its_own_code(cast, kind, born, code):
    cast.amy.date_of_birth = dt.date.fromisoformat(born)
    cast.amy.save()
    part_time(cast, kind=kind)
    (one,) = expected_on(cast.today, Session.PM, [cast.enrolment("amy")])[cast.enrolment("amy").pk]
    assert one.code == code


def test_what_a_timetable_says_comes_before_what_was_told_and_that_before_a_plan(cast):
    part_time(cast, sessions="NNNNNNNNNN")
    planned_for(cast, "amy")
    told_of(cast, "amy")
    found = expected_on(cast.today, Session.AM, [cast.enrolment("amy")])[cast.enrolment("amy").pk]
    assert [one.code for one in found] == ["C2", "I", "V"]


def test_whoever_is_planned_elsewhere_is_not_asked_after(cast, sign_in, clock):
    planned_for(cast, "amy")
    teacher = sign_in(cast.teacher)
    press(teacher, mark=f"{cast.amy.pk}:N")
    press(teacher, others="present")
    clock.at("2024-09-10 09:15")
    assert CallList(cast.oak, timezone.now()).pupils == 0


# --- Reviews ------------------------------------------------------------------------------------------------


def test_a_review_that_has_come_stands_on_today_until_the_plan_goes_on_or_ends(cast, sign_in, clock):
    one = planned_for(cast, "amy", until=NEXT_MONTH, review_on=dt.date(2024, 9, 24))
    part_time(cast)
    assert not any(row.url == PAGE for row in yours_at(cast.oak, "123456", cast.office))
    clock.at("2024-09-24 08:00")
    (item,) = [row for row in yours_at(cast.oak, "123456", cast.office) if row.url == PAGE]
    assert item.words == "2 absence plans to review"

    page, office = f"/schools/123456/pupils/{cast.amy.pk}/planned/{one.pk}/", sign_in(cast.office)
    assert office.get(page).status_code == 200
    office.post(page, filled_in(until="2024-10-08", review_on="2024-10-01", agreed_by="Anil Attar"))
    one.refresh_from_db()
    assert (one.review_on, one.agreed_by) == (dt.date(2024, 10, 1), "Anil Attar")
    assert [row.agreed_by for row in one.history.order_by("history_id")] == ["Helen Hart", "Anil Attar"]
    (item,) = [row for row in yours_at(cast.oak, "123456", cast.office) if row.url == PAGE]
    assert item.count == 1


def test_a_plan_that_is_over_needs_no_review(cast, clock):
    planned_for(cast, "amy", review_on=cast.today)
    clock.at("2024-09-11 08:00")
    assert not any(row.url == PAGE for row in yours_at(cast.oak, "123456", cast.office))


def test_a_plan_is_withdrawn_and_its_history_stays(cast, office):
    one = planned_for(cast, "amy")
    office.post(f"/schools/123456/pupils/{cast.amy.pk}/planned/{one.pk}/withdraw/")
    assert not ExpectedAbsence.objects.exists()
    assert ExpectedAbsence.history.count() == 2


def test_a_changed_plan_is_checked_as_a_new_one(cast):
    one = planned_for(cast, "amy")
    with pytest.raises(ProblemWithPlan, match="It needs a last day"):
        change_plan(expected=one, planned=planned(until=None), by=cast.head)


# --- Who may, and what is held ------------------------------------------------------------------------------


def test_mr_outside_plans_nothing_at_oak(cast, sign_in):
    one = planned_for(cast, "amy")
    client = sign_in(cast.mr_outside)
    assert client.post(f"{PAGE}?child={cast.amy.pk}", filled_in()).status_code == 404
    assert client.get("/schools/234567/absence/planned/", {"child": str(cast.amy.pk)}).status_code == 404
    assert client.get("/schools/234567/absence/planned/", {"class": "3B"}).status_code == 404
    assert client.post(f"/schools/234567/pupils/{cast.amy.pk}/planned/{one.pk}/withdraw/").status_code == 404
    assert ExpectedAbsence.objects.count() == 1


def test_whoever_asks_for_their_data_reads_what_was_planned_and_who_agreed(cast):
    planned_for(cast, "amy")
    (held,) = [one for one in Holding(cast.amy, cast.oak).sections() if one.name == "expected"]
    assert held.rows[0][-4:-2] == ["Visit, trip or sport", "Mill Farm"]


def test_the_page_asks_the_same_however_much_is_planned(cast, office):
    planned_for(cast, "amy")
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    for name in ("ben", "cal", "dee"):
        planned_for(cast, name)
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(many) == len(few)
