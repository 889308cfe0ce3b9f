"""Leave: asked in advance by a parent the child lives with, met, decided by one who may, told in a letter."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.day.leave import AT, SINCE, UNTIL, asked_for, decided, met, offered
from tests.attendance.day.morning import taken
from tests.messages.drawn_up import words
from trellis.attendance.day.leave import (
    ProblemWithLeave,
    arrange_meeting,
    decide_leave,
    note_meeting,
    note_not_taken_up,
    take_back,
)
from trellis.attendance.day.leave_letters import prepare_leave_letter
from trellis.attendance.day.leave_lists import not_granted
from trellis.attendance.models import LeaveRequest
from trellis.messages.actions import approve_batch, write_wording
from trellis.messages.conversations import set_aside
from trellis.messages.families import family_of
from trellis.messages.models import Conversation, Item, Template
from trellis.messages.timeline import of_child, of_home, timeline
from trellis.registers.erasure import erase_pupil
from trellis.registers.merging_pupils import merge_pupils, take_apart
from trellis.registers.models import ExpectedAbsence
from trellis.registers.taking import expected_on
from trellis.rules.leave import Stage
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink, School
from trellis.web.subject_access import Holding
from trellis.web.yours import yours_at

PAGE = "/schools/123456/absence/leave/"
TUESDAY, WEDNESDAY = dt.date(2024, 10, 8), dt.date(2024, 10, 9)


def page_of(request, pupil) -> str:
    return f"/schools/123456/pupils/{pupil.pk}/leave/{request.pk}/"


def filled_in(**said):
    held = {
        "who": str(Contact.objects.get(name="Ann Adams").pk),
        "how": "email",
        "day": "2024-09-10",
        "since": "2024-10-07",
        "until": "2024-10-11",
        "reason": "My sister is getting married",
    }
    return {**held, **said}


# --- Asked --------------------------------------------------------------------------------------------------


def test_a_request_is_kept_in_their_words_for_several_children_of_one_home(cast, sign_in):
    office = sign_in(cast.office)
    page = office.get(PAGE, {"q": "adams a"}).content.decode()
    assert "Amy Adams" in page
    sent = filled_in(also=[str(cast.eve.pk)])
    page = office.post(f"{PAGE}?child={cast.amy.pk}", sent, follow=True).content.decode()
    assert "It is taken in. Offer the family a meeting next." in page
    request = LeaveRequest.objects.get()
    assert {one.pk for one in request.pupils.all()} == {cast.amy.pk, cast.eve.pk}
    assert (request.reason, request.asked_by_name) == ("My sister is getting married", "Ann Adams")
    assert request.taken_in_by_name == "Olive Ofori"
    assert request.stage is Stage.ASKED


def test_only_a_parent_the_child_lives_with_is_offered_and_taken(cast, sign_in):
    page = sign_in(cast.office).get(f"{PAGE}?child={cast.amy.pk}").content.decode()
    assert "Ann Adams, Mother" in page
    assert "Abe Adams" not in page
    with pytest.raises(ProblemWithLeave, match="Amy Adams does not live with Abe Adams"):
        asked_for(cast, "amy", asked_by=Contact.objects.get(name="Abe Adams"))


def test_where_the_child_lives_with_nobody_we_know_of_the_page_says_so(cast, sign_in):
    page = sign_in(cast.office).get(f"{PAGE}?child={cast.ben.pk}").content.decode()
    assert "this school was told of none" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"since": dt.date(2024, 9, 6)}, "Leave is asked for before it begins"),
        ({"until": dt.date(2024, 10, 1)}, "The last day cannot come before the first"),
        ({"reason": " "}, "Write down the reason in their words"),
        (
            {"since": dt.date(2024, 10, 26), "until": dt.date(2024, 11, 3)},
            "There is no school on those days: no leave is needed",
        ),
        ({"asked_at": AT + dt.timedelta(days=2)}, "choose a time that is past"),
    ],
)
def test_what_cannot_be_taken_in_says_why(cast, said, sentence):
    with pytest.raises(ProblemWithLeave, match=sentence):
        asked_for(cast, "amy", **said)
    assert not LeaveRequest.objects.exists()


def test_asked_twice_leads_to_the_first(cast):
    first = asked_for(cast, "amy", "eve")
    with pytest.raises(ProblemWithLeave, match="Ann Adams asked for leave from 7 October 2024 to 11 October"):
        asked_for(cast, "eve", since=dt.date(2024, 10, 10), until=dt.date(2024, 10, 14))
    take_back(request=first, why="Other dates", by=cast.office)
    assert asked_for(cast, "eve", since=dt.date(2024, 10, 10), until=dt.date(2024, 10, 14)).pk


# --- The meeting --------------------------------------------------------------------------------------------


def test_nothing_is_decided_before_the_family_was_met(cast):
    request = asked_for(cast, "amy")
    with pytest.raises(ProblemWithLeave, match="Meet the family first"):
        decide_leave(request=request, why="No", by=cast.head)
    offer = arrange_meeting(
        request=request,
        on=dt.date(2024, 9, 12),
        at=dt.time(15, 30),
        place="Office",
        by=cast.office,
    )
    with pytest.raises(ProblemWithLeave, match="Meet the family first"):
        decide_leave(request=offer, why="No", by=cast.head)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaveRequest.objects.update(decided_at=AT, decided_by_name="x", why_decided="x")


def test_the_meeting_is_a_conversation_on_the_familys_timeline(cast):
    request = met(cast, "amy", "eve")
    talk = Conversation.objects.get()
    assert (talk.kind, talk.spoken_by, talk.reached) == ("meeting", "Helen Hart", True)
    assert {one.pk for one in talk.pupils.all()} == {cast.amy.pk, cast.eve.pk}
    assert [one.name for one in talk.contacts.all()] == ["Ann Adams"]
    assert request.stage is Stage.MET


def test_a_meeting_noted_by_mistake_is_set_aside_and_the_family_is_still_to_be_met(cast):
    request = met(cast)
    set_aside(conversation=request.meeting, why="Another Ann", by=cast.head)
    request = LeaveRequest.objects.get()
    assert request.stage is Stage.ARRANGED
    with pytest.raises(ProblemWithLeave, match="Meet the family first"):
        decide_leave(request=request, why="No", by=cast.head)


def test_a_meeting_that_was_offered_and_not_taken_up_says_why_and_lets_decide(cast):
    with pytest.raises(ProblemWithLeave, match="Offer a meeting first"):
        note_not_taken_up(request=asked_for(cast, "eve"), why="No answer", by=cast.office)
    request = offered(cast, "amy")
    with pytest.raises(ProblemWithLeave, match="Write down why"):
        note_not_taken_up(request=request, why=" ", by=cast.office)
    request = note_not_taken_up(request=request, why="She works away until the 11th", by=cast.office)
    assert request.stage is Stage.NOT_TAKEN_UP
    assert decide_leave(request=request, why="It is term time.", by=cast.head).stage is Stage.DECIDED


# --- The decision -------------------------------------------------------------------------------------------


def test_days_granted_are_planned_and_the_register_expects_them(cast):
    request = decided(cast, "amy", "eve")
    amy = cast.enrolment("amy")
    (one,) = expected_on(TUESDAY, Session.AM, [amy])[amy.pk]
    assert (one.code, one.planned, one.agreed_by, one.agreed_with) == (
        "C",
        "leave",
        "Helen Hart",
        "Ann Adams",
    )
    assert ExpectedAbsence.objects.planned().count() == 2
    assert request.plans.count() == 2


def test_days_that_are_not_granted_are_expected_of_nobody(cast):
    decided(cast, "amy", "eve")
    amy = cast.enrolment("amy")
    assert expected_on(WEDNESDAY, Session.AM, [amy]) == {}
    pupils = [cast.amy.pk, cast.ben.pk]
    assert not_granted(cast.oak, WEDNESDAY, pupils) == {cast.amy.pk}
    assert not_granted(cast.oak, TUESDAY, pupils) == frozenset()


def test_whoever_asked_and_was_not_granted_is_asked_after_and_the_list_says_so(cast, clock, sign_in):
    decided(cast, "amy")
    clock.at("2024-10-09 09:15")
    cast.today = WEDNESDAY
    taken(cast, cast.class_3b, amy="N")
    page = sign_in(cast.office).get("/schools/123456/absence/").content.decode()
    assert "Leave was asked for today and not granted." in page
    clock.at("2024-10-08 09:15")
    cast.today = TUESDAY
    taken(cast, cast.class_3b, amy="N")
    assert "not granted" not in sign_in(cast.office).get("/schools/123456/absence/").content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"why": " "}, "Write down the reasons"),
        ({"granted_until": None}, "from which day to which"),
        ({"granted_until": dt.date(2024, 10, 14)}, "within those that were asked for"),
        ({"code": ""}, "Choose the code"),
        ({"code": "C2"}, "C2 is no code for this"),
        ({"code": "G"}, "G is no code for this"),
        ({"granted_since": None, "granted_until": None}, "no code belongs to it"),
    ],
)
def test_a_decision_that_cannot_stand_says_why_and_plans_nothing(cast, said, sentence):
    with pytest.raises(ValueError, match=sentence):
        decided(cast, "amy", **said)
    assert not ExpectedAbsence.objects.exists()


def test_in_wales_a_holiday_may_be_granted_with_its_own_code(cast):
    School.objects.filter(pk=cast.oak.pk).update(nation="wales")
    cast.oak.refresh_from_db()
    assert decided(cast, "amy", code="H").code == "H"


def test_only_whoever_may_decides(cast, sign_in):
    request = met(cast)
    with pytest.raises(ProblemWithLeave, match="Anil Attar may not decide about leave"):
        decide_leave(request=request, why="No", by=cast.attendance_lead)
    sent = {"decision-why": "No"}
    assert sign_in(cast.attendance_lead).post(f"{page_of(request, cast.amy)}decide/", sent).status_code == 404
    assert (
        "It waits for the headteacher to decide."
        in sign_in(cast.office).get(page_of(request, cast.amy)).content.decode()
    )


def test_it_is_decided_anew_until_it_begins_and_what_was_decided_stays_to_be_read(cast, clock, sign_in):
    request = decided(cast, "amy")
    decide_leave(
        request=request,
        granted_since=SINCE,
        granted_until=UNTIL,
        code="C",
        why="He is best man",
        by=cast.head,
    )
    (plan,) = ExpectedAbsence.objects.all()
    assert (plan.since, plan.until) == (SINCE, UNTIL)
    page = sign_in(cast.head).get(page_of(request, cast.amy)).content.decode()
    assert "The wedding and the day before it." in page
    clock.at("2024-10-07 08:00")
    with pytest.raises(ProblemWithLeave, match="The leave has begun"):
        decide_leave(request=LeaveRequest.objects.get(), why="No", by=cast.head)


def test_what_the_family_takes_back_is_expected_no_more_and_stays_to_be_read(cast):
    request = take_back(request=decided(cast, "amy"), why="The wedding is off", by=cast.office)
    assert request.stage is Stage.TAKEN_BACK
    assert not ExpectedAbsence.objects.exists()
    assert request.why_decided
    for act in (
        lambda: decide_leave(request=request, why="No", by=cast.head),
        lambda: take_back(request=request, why="x", by=cast.office),
        lambda: note_meeting(request=request, at=AT, words="x", by=cast.office),
    ):
        with pytest.raises(ProblemWithLeave):
            act()


# --- The letters --------------------------------------------------------------------------------------------


def test_before_the_decision_there_is_only_the_letter_that_asks_to_meet(cast):
    with pytest.raises(ValueError, match="There is no letter to write yet"):
        prepare_leave_letter(request=asked_for(cast, "eve"), by=cast.office)
    batch, _draft = prepare_leave_letter(request=offered(cast, "amy"), by=cast.office)
    said = words(batch.items.get())
    assert "We suggest Thursday 12 September at 15:30, in the family room." in said
    for word in ("grant", "authori", "refus", "penalt", "fine"):
        assert word not in said.lower()


def test_a_wording_that_would_decide_before_the_meeting_is_refused(cast):
    prepare_leave_letter(request=offered(cast, "amy"), by=cast.office)
    template = Template.objects.get(name="leave-meeting")
    for body in ("We cannot authorise leave.", "{granted since}", "You may get a penalty notice."):
        with pytest.raises(ValueError, match=r"before the family has been heard|There is no field"):
            write_wording(template=template, language="en", title="Leave", body=body, by=cast.head)
    with pytest.raises(ValueError, match="before the family has been heard"):
        write_wording(template=template, language="en", title="Leave refused", body="Hello", by=cast.head)
    assert write_wording(template=template, language="en", title="Leave", body="Shall we meet?", by=cast.head)


@pytest.mark.parametrize(
    ("said", "title", "sentence"),
    [
        ({}, "granted in part", "It is granted from Monday 7 October 2024 to Tuesday 8 October 2024."),
        (
            {"granted_until": UNTIL},
            "granted",
            "It is granted from Monday 7 October 2024 to Friday 11 October",
        ),
        (
            {"granted_since": None, "granted_until": None, "code": ""},
            "not granted",
            "We are sorry that it is not granted",
        ),
    ],
)
def test_the_letter_says_the_decision_and_its_reasons(cast, said, title, sentence):
    batch, _draft = prepare_leave_letter(request=decided(cast, "amy", **said), by=cast.office)
    letter = batch.items.get()
    assert letter.title == f"Leave for Amy: {title}"
    assert sentence in words(letter)
    assert "The wedding and the day before it." in words(letter)


def test_the_letter_goes_to_the_home_of_whoever_asked_and_is_kept_as_it_was_sent(cast):
    batch, _draft = prepare_leave_letter(request=decided(cast, "amy", "eve"), by=cast.office)
    assert {(item.pupil, item.addressee) for item in batch.items.all()} == {
        (cast.amy, "Ann Adams"),
        (cast.eve, "Ann Adams"),
    }
    assert not batch.left_out.exists()
    approve_batch(batch=batch, by=cast.head)
    assert Item.objects.approved().filter(pupil=cast.amy, state="sent").count() == 1


def test_a_letter_drawn_up_before_the_request_went_on_is_not_approved(cast):
    request = offered(cast, "amy")
    batch, _draft = prepare_leave_letter(request=request, by=cast.office)
    take_back(request=request, why="x", by=cast.office)
    with pytest.raises(ValueError, match="This request has gone on since"):
        approve_batch(batch=batch, by=cast.head)


def test_whom_nobody_may_write_to_is_left_out_and_said(cast):
    FamilyLink.objects.filter(contact__name="Ann Adams").update(may_contact=False)
    batch, _draft = prepare_leave_letter(request=decided(cast, "amy"), by=cast.office)
    assert [one.reason for one in batch.left_out.all()] == ["no_parent"]
    assert not batch.items.exists()


# --- The pages ----------------------------------------------------------------------------------------------


def test_a_request_from_asking_to_letter_on_its_page(cast, sign_in):
    request = asked_for(cast, "amy", "eve")
    page, office, head = page_of(request, cast.amy), sign_in(cast.office), sign_in(cast.head)
    assert "Next: offer a meeting" in office.get(page).content.decode()
    meeting = {"meeting-on": "2024-09-12", "meeting-at": "15:30", "meeting-place": "Family room"}
    assert "The meeting is offered" in office.post(f"{page}meeting/", meeting, follow=True).content.decode()
    said = {
        "met-kind": "call",
        "met-day": "2024-09-10",
        "met-time": "08:30",
        "met-spoken_by": "Helen Hart",
        "met-words": "We talked.",
    }
    assert "It can be decided now" in office.post(f"{page}met/", said, follow=True).content.decode()
    sent = {
        "decision-granted_since": "2024-10-07",
        "decision-granted_until": "2024-10-08",
        "decision-code": "C",
        "decision-why": "The wedding",
    }
    words = head.post(f"{page}decide/", sent, follow=True).content.decode()
    assert "It is decided: write to them next." in words
    assert "Granted 7 October 2024 to 8 October 2024, C" in words
    response = office.post(f"{page}write/", follow=True)
    assert "Leave: granted in part" in response.content.decode()


@pytest.mark.parametrize(
    ("part", "sent", "sentence"),
    [
        ("meeting", {"meeting-on": "2024-09-12", "meeting-at": "15:30"}, "This field is required"),
        ("met", {"met-kind": "call", "met-day": "2024-09-10", "met-time": "08:30"}, "This field is required"),
        ("not-taken-up", {"not_taken_up-why": "x"}, "Offer a meeting first"),
        ("decide", {"decision-why": "No"}, "Meet the family first"),
        ("take-back", {"take_back-why": ""}, "This field is required"),
    ],
)
def test_what_is_refused_stands_on_the_page_with_why(cast, sign_in, part, sent, sentence):
    request = asked_for(cast, "amy")
    response = sign_in(cast.head).post(f"{page_of(request, cast.amy)}{part}/", sent)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_who_has_something_to_do_reads_it_on_today(cast):
    def offered_to(person):
        return [row.words for row in yours_at(cast.oak, "123456", person) if row.url == PAGE]

    asked_for(cast, "amy")
    assert offered_to(cast.office) == ["Meet 1 family about leave"]
    note_meeting(request=LeaveRequest.objects.get(), at=AT, words="x", by=cast.office)
    assert offered_to(cast.office) == []
    assert offered_to(cast.head) == ["Decide about 1 leave request"]


def test_the_page_asks_the_same_however_many_asked(cast, sign_in):
    office = sign_in(cast.office)
    asked_for(cast, "amy")
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    for n in (1, 2, 4):
        week = dt.timedelta(weeks=n)
        asked_for(cast, "amy", "eve", since=SINCE + week, until=UNTIL + week)
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(many) == len(few)


# --- Who may, and what is held ------------------------------------------------------------------------------


def test_mr_outside_and_a_teacher_reach_none_of_it(cast, sign_in):
    request = asked_for(cast, "amy")
    for person in (cast.mr_outside, cast.teacher):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        assert client.get(page_of(request, cast.amy)).status_code == 404
        assert client.post(f"{page_of(request, cast.amy)}decide/", {"decision-why": "x"}).status_code == 404
    elsewhere = f"/schools/234567/pupils/{cast.amy.pk}/leave/{request.pk}/"
    assert sign_in(cast.mr_outside).get(elsewhere).status_code == 404


def test_the_welfare_officer_reads_and_changes_nothing(cast, sign_in):
    request = asked_for(cast, "amy")
    ewo = sign_in(cast.ewo)
    page = ewo.get(page_of(request, cast.amy)).content.decode()
    assert "My sister is getting married" in page
    assert "Offer it" not in page
    assert ewo.post(f"{PAGE}?child={cast.amy.pk}", filled_in()).status_code == 404


def test_every_reading_is_logged(cast, sign_in):
    request = asked_for(cast, "amy")
    AccessLogEntry.objects.all().delete()
    sign_in(cast.office).get(page_of(request, cast.amy))
    assert AccessLogEntry.objects.get().pupil_id == cast.amy.pk


def test_it_stands_on_the_childs_timeline_and_on_the_home_that_asked(cast):
    decided(cast, "amy")
    said = [one.words for one in timeline(of_child(cast.amy, cast.oak, reader=cast.office), only="leave")]
    assert said == [
        "Leave decided: granted 7 October 2024 to 8 October 2024, C",
        "Leave asked for, 7 October 2024 to 11 October 2024",
    ]
    told = {
        name: timeline(
            of_home(
                family_of(Contact.objects.get(name=name).pk, cast.oak, reader=cast.office), reader=cast.office
            ),
            only="leave",
        )
        for name in ("Ann Adams", "Abe Adams")
    }
    assert {name: len(rows) for name, rows in told.items()} == {"Ann Adams": 2, "Abe Adams": 0}


def test_whoever_asks_for_their_data_reads_what_was_asked_and_decided(cast):
    decided(cast, "amy", why="Olive Ofori and Eve Adams spoke with us.")
    (held,) = [one for one in Holding(cast.amy, cast.oak).sections() if one.name == "leave"]
    (row,) = held.rows
    assert row[1] == "Mother"
    assert "My sister is getting married in Cork" in row
    assert "[a member of staff] and [another pupil] spoke with us." in row


def test_it_goes_with_the_last_child_whose_record_is_erased(cast, clock):
    request = decided(cast, "amy", "eve", why="Amy Adams is the bridesmaid, Eve Adams is not.")
    actions.leave(enrolment=cast.enrolment("amy"), until=cast.today, by=cast.office)
    clock.at("2024-09-12 09:00")
    erase_pupil(pupil=cast.amy, why="Asked for", by=cast.data_manager)
    request = LeaveRequest.objects.get()
    assert request.why_decided == "[another child] is the bridesmaid, Eve Adams is not."
    assert not any("Amy" in one.why_decided for one in request.history.all())
    actions.leave(enrolment=cast.enrolment("eve"), until=dt.date(2024, 9, 11), by=cast.office)
    erase_pupil(pupil=cast.eve, why="Asked for", by=cast.data_manager)
    assert not LeaveRequest.objects.exists()
    assert not LeaveRequest.history.exists()


def test_it_moves_with_a_child_whose_records_are_made_one_and_back(cast):
    again = actions.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 4), by=cast.office
    ).pupil
    request = asked_for(cast, "amy")
    merge = merge_pupils(kept=again, gone=cast.amy, by=cast.attendance_lead).merge
    assert [one.pk for one in request.pupils.all()] == [again.pk]
    take_apart(merge=merge, by=cast.attendance_lead)
    assert [one.pk for one in request.pupils.all()] == [cast.amy.pk]
