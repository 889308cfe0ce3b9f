"""Every child: the counts add up to the roll, whoever is open is named, and the page says when nobody is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.day.morning import taken
from tests.attendance.day.telling import planned_for, told_of
from trellis.attendance.day.calling import ProblemWithCall, log_call, tell_lead
from trellis.attendance.day.calls import CallList
from trellis.attendance.day.every_child import EveryChild
from trellis.messages.conversations import add_note
from trellis.messages.models import Conversation
from trellis.schools.actions import admit
from trellis.schools.models import AccessLogEntry, AttendancePattern, Contact
from trellis.web.yours import yours_at

PAGE = "/schools/123456/absence/every-child/"


def everybody(cast) -> EveryChild:
    return EveryChild(CallList(cast.oak, timezone.now()))


def counts(cast) -> dict[str, int]:
    return {one.key: one.count for one in everybody(cast).lines if one.count}


def home(cast, name) -> str:
    rows = CallList(cast.oak, timezone.now()).rows
    return next(row.key for row in rows if cast.pupils[name].pk in row.call.children)


def rang(cast, name, outcome, adult="Ann Adams") -> Conversation:
    contact = Contact.objects.get(name=adult)
    return log_call(school=cast.oak, home=home(cast, name), contact=contact, outcome=outcome, by=cast.office)


def test_before_any_register_nobody_is_accounted_for(cast, clock, sign_in):
    assert counts(cast) == {"not_marked": 6}
    page = sign_in(cast.office).get(PAGE).content.decode()
    assert "6 children are not accounted for." in page
    assert "2 registers are not taken: 3B, 4C." in page
    assert "Every child is accounted for" not in page


def test_each_child_stands_on_one_line_and_the_lines_add_up_to_the_roll(cast, clock):
    told_of(cast, "dee")
    taken(cast, cast.class_3b, amy="N", ben="V", cal="U", dee="N")
    taken(cast, cast.class_4c, eve="N", fay="N")
    clock.at("2024-09-10 09:20")
    rang(cast, "amy", "no_reason")
    assert counts(cast) == {"present": 1, "elsewhere": 1, "told": 1, "called": 2, "unknown": 1}
    assert sum(one.count for one in everybody(cast).lines) == len(everybody(cast).roll) == 6
    assert not everybody(cast).all_accounted_for


def test_whoever_must_be_found_is_named_and_the_others_when_somebody_asks(cast, clock, sign_in):
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c)
    office = sign_in(cast.office)
    page = office.get(PAGE).content.decode()
    assert "1 child is not accounted for." in page
    assert "Amy Adams" in page
    assert "Ben Bright" not in page
    assert "Ben Bright" in office.get(f"{PAGE}?show=present").content.decode()
    assert list(AccessLogEntry.objects.filter(page=PAGE).values_list("pupils", flat=True)) in ([1, 6], [6, 1])


def test_when_nobody_is_left_the_page_and_the_call_list_say_the_same(cast, clock, sign_in):
    taken(cast, cast.class_3b)
    taken(cast, cast.class_4c)
    office = sign_in(cast.office)
    for page in (PAGE, "/schools/123456/absence/"):
        assert "Every child is accounted for." in office.get(page).content.decode()


def test_whoever_joined_after_the_register_was_taken_is_not_forgotten(cast, clock, sign_in):
    taken(cast, cast.class_3b)
    taken(cast, cast.class_4c)
    admit(school=cast.oak, forename="Ned", surname="New", since=cast.today, by=cast.office)
    assert counts(cast) == {"present": 6, "not_marked": 1}
    office = sign_in(cast.office)
    for page in (PAGE, "/schools/123456/absence/"):
        assert "Every child is accounted for." not in office.get(page).content.decode()


def test_a_child_on_the_way_is_believed_for_half_an_hour(cast, clock):
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c)
    clock.at("2024-09-10 09:20")
    rang(cast, "amy", "on_the_way")
    assert counts(cast) == {"present": 5, "on_the_way": 1}
    assert CallList(cast.oak, timezone.now()).rows == []
    clock.at("2024-09-10 09:50")
    assert counts(cast) == {"present": 5, "on_the_way": 1}
    clock.at("2024-09-10 09:51")
    assert counts(cast) == {"present": 5, "unknown": 1}
    (row,) = CallList(cast.oak, timezone.now()).rows
    assert [one.name for one in row.children] == ["Amy Adams"]
    taken(cast, cast.class_3b, late=True, amy="U")
    assert counts(cast) == {"present": 6}


def test_a_place_of_learning_that_has_not_said_so_accounts_for_nobody(cast, clock):
    planned_for(cast, "amy", kind="provision", code="B", review_on=cast.today)
    assert counts(cast) == {"not_marked": 6}
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c)
    assert counts(cast) == {"present": 5, "unknown": 1}
    assert len(CallList(cast.oak, timezone.now()).rows) == 1


def test_whose_timetable_leaves_the_session_out_is_not_due(cast, clock):
    AttendancePattern.objects.create(
        enrolment=cast.enrolment("eve"), kind="nursery", sessions="YNNNYNNNYN", since=dt.date(2024, 9, 3)
    )
    taken(cast, cast.class_3b)
    assert counts(cast) == {"present": 4, "not_marked": 1, "not_due": 1}


def test_the_afternoon_is_asked_anew(cast, clock):
    taken(cast, cast.class_3b)
    taken(cast, cast.class_4c)
    clock.at("2024-09-10 13:05")
    assert counts(cast) == {"not_marked": 6}


def test_where_nobody_can_be_rung_the_safeguarding_lead_is_told(cast, clock, sign_in):
    taken(cast, cast.class_3b, ben="N")
    taken(cast, cast.class_4c)
    office = sign_in(cast.office)
    assert "Safeguarding lead told" in office.get("/schools/123456/absence/").content.decode()
    sent = {"home": home(cast, "ben")}
    page = office.post("/schools/123456/absence/lead/", sent, follow=True).content.decode()
    assert "Ben Bright: with the safeguarding lead now." in page
    assert counts(cast) == {"present": 5, "with_safeguarding": 1}

    (item,) = [
        row for row in yours_at(cast.oak, "123456", cast.safeguarding_lead) if row.words.startswith("Ben")
    ]
    assert item.says == "decide now; told by Olive Ofori"
    told = Conversation.objects.get()
    assert (told.reached, told.contacts.count()) == (False, 0)
    add_note(conversation=told, words="At his aunt’s; she rang.", followed=True, by=cast.safeguarding_lead)
    assert counts(cast) == {"present": 5, "unknown": 1}


def test_the_lead_is_not_told_while_somebody_is_left_to_ring(cast, clock):
    taken(cast, cast.class_3b, amy="N")
    with pytest.raises(ProblemWithCall, match="Somebody is left to ring"):
        tell_lead(school=cast.oak, home=home(cast, "amy"), by=cast.office)
    with pytest.raises(ProblemWithCall, match="not on the list any more"):
        tell_lead(school=cast.oak, home="home-0", by=cast.office)
    rang(cast, "amy", "no_answer")
    rang(cast, "amy", "voicemail", adult="Abe Adams")
    assert tell_lead(school=cast.oak, home=home(cast, "amy"), by=cast.office).follows


def test_mr_outside_and_whoever_sees_no_families_reach_none_of_it(cast, clock, sign_in):
    taken(cast, cast.class_3b, ben="N")
    for person in (cast.mr_outside, cast.teacher):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        sent = {"home": home(cast, "ben")}
        assert client.post("/schools/123456/absence/lead/", sent).status_code == 404
    assert not Conversation.objects.exists()


def test_the_page_asks_the_same_however_many_are_on_it(cast, clock, sign_in):
    office = sign_in(cast.office)
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c)
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    told_of(cast, "dee")
    for number in range(12):
        admit(school=cast.oak, forename=f"N{number}", surname="New", since=cast.today, by=cast.office)
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(many) == len(few)
