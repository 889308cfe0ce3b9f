"""Visits at home: whom first, two people and when they are back, what came of it, the sheet on a device."""

import datetime as dt
import html
import json
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.day.morning import taken
from tests.attendance.ladder.steps import in_force
from tests.attendance.spending import spend
from tests.attendance.visits.rounds import a_device, a_round, a_visit
from tests.messages.reading_back import read_back
from trellis.attendance.formal.help import help_given
from trellis.attendance.ladder.due import steps_due
from trellis.attendance.models import StepAnswer
from trellis.attendance.visits.going import (
    ProblemWithVisit,
    Wanted,
    add_visits,
    check_in,
    come_back,
    leave,
    record_outcome,
    revoke_device,
    take_along,
    write_safety_note,
)
from trellis.attendance.visits.lists import back_next_day, to_visit, visits_by_week
from trellis.attendance.visits.models import SafetyNote, VisitDevice, VisitOutcome, VisitRound
from trellis.messages.families import family_of
from trellis.messages.timeline import of_child, of_home, timeline
from trellis.rules.ladder import Act
from trellis.rules.words import Session as Half
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, FamilyLink, Household
from trellis.web.yours import yours_at

VISITS = "/schools/123456/visits/"
SEND, TAKE = f"{VISITS}away/send/", f"{VISITS}away/take/"


def text(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def page_of(round_: VisitRound) -> str:
    return f"{VISITS}rounds/{round_.pk}/"


@pytest.fixture
def ten(clock):
    clock.at("2024-09-10 10:05")


# --- Whom first ---------------------------------------------------------------------------------------------


@pytest.fixture
def tuesday(cast, clock):
    """Amy and Ben have been away without a reason since Tuesday a week ago, Cal since today."""
    clock.at("2024-09-10T10:30")
    spend(
        cast.oak,
        {cast.amy: "10N", cast.ben: "10N", cast.cal: "", cast.dee: ""},
        since=dt.date(2024, 9, 3),
        until=dt.date(2024, 9, 9),
    )
    taken(cast, cast.class_3b, amy="N", ben="N", cal="N")


def test_whom_to_visit_first_and_why(cast, tuesday, sign_in):
    actions.place_hold(
        pupil=cast.ben,
        school=cast.oak,
        kind="bereavement",
        reason="Her nan",
        held_by="the head",
        by=cast.head,
    )
    page = text(sign_in(cast.office).get(VISITS))
    assert "3 children to visit" in page
    names = [row.child.forename for row in to_visit(cast.oak, dt.datetime(2024, 9, 10, 9, 30, tzinfo=dt.UTC))]
    assert names[-1] == "Cal"
    assert "Still out, 6 school days" in page
    assert "On hold: nobody writes home" in page
    assert "nan" not in page


def test_a_step_of_the_ladder_that_asks_a_visit_stands_on_the_list_and_is_done_once_somebody_was_met(
    cast, tuesday, clock
):
    ladder = in_force(cast)
    ladder.steps.filter(name="Write home").update(act=Act.VISIT.value)
    spend(cast.oak, {cast.dee: "6O"}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 9))
    row = next(
        one
        for one in to_visit(cast.oak, dt.datetime(2024, 9, 10, 9, 30, tzinfo=dt.UTC))
        if one.child.pupil == cast.dee.pk
    )
    assert row.why.startswith("Write home: ")
    round_ = a_round(cast, wanted=[Wanted(cast.dee, row.why, row.step)])
    visit = round_.visits.get()
    record_outcome(visit=visit, outcome="not_in", by=cast.attendance_lead)
    assert not StepAnswer.objects.exists()
    record_outcome(
        visit=visit,
        outcome="child",
        next_words="Breakfast club",
        next_due=dt.date(2024, 9, 16),
        by=cast.attendance_lead,
    )
    answer = StepAnswer.objects.get()
    assert answer.reason == "Visit at home on 10 September 2024: Saw the child. Next: Breakfast club"
    assert row.step.step.pk not in {one.step.pk for one in steps_due(cast.oak, cast.today).of(cast.dee.pk)}
    record_outcome(visit=visit, outcome="adult", by=cast.inclusion_lead)
    assert StepAnswer.objects.count() == 1


def test_the_list_asks_the_same_however_many_are_on_it(cast, tuesday, sign_in):
    office = sign_in(cast.office)

    def asked() -> int:
        with CaptureQueriesContext(connection) as held:
            assert office.get(VISITS).status_code == 200
        return len(held)

    asked()
    three = asked()
    taken(cast, cast.class_4c, eve="N", fay="N")
    assert asked() == three


# --- Two go together ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"second": None}, "Two people go together. If one goes alone, say why."),
        ({"watched_by": "attendance_lead"}, "stays at the school"),
        ({"second": "attendance_lead"}, "somebody else as the second"),
        ({"expected_back": dt.time(9)}, "after they leave, the same day"),
        ({"on": dt.date(2024, 9, 9)}, "today or later"),
    ],
)
def test_a_round_that_cannot_be_says_why(cast, said, sentence):
    with pytest.raises(ProblemWithVisit, match=re.escape(sentence)):
        a_round(
            cast, **{name: getattr(cast, one) if isinstance(one, str) else one for name, one in said.items()}
        )
    assert not VisitRound.objects.exists()


def test_one_may_go_alone_where_it_is_said_why_and_no_other_way_past_the_database(cast):
    alone = a_round(cast, second=None, alone_why="To the gate only; Helen Hart agreed")
    assert str(alone) == "Anil Attar"
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitRound.objects.update(alone_why="")


def test_a_round_is_planned_from_the_list_at_a_desk(cast, tuesday, sign_in):
    office = sign_in(cast.office)
    begun = text(office.get(f"{VISITS}rounds/new/", {"pupil": [cast.amy.pk, cast.ben.pk]}))
    assert "still out, 6 school days" in begun
    sent = {
        "pupil": [cast.amy.pk, cast.ben.pk],
        "on": "2024-09-10",
        "leaves_at": "11:00",
        "expected_back": "12:00",
        "first": cast.attendance_lead.pk,
        "second": cast.inclusion_lead.pk,
        "watched_by": cast.head.pk,
    }
    page = text(office.post(f"{VISITS}rounds/new/", sent, follow=True))
    assert "Anil Attar and Ines Lowe" in page
    assert "4 Orchard Way, Northmoor, NM1 4AA" in page
    assert "still out, 6 school days" in VisitRound.objects.get().visits.first().why
    more = {"pupil": [cast.cal.pk], "which-round_": VisitRound.objects.get().pk}
    office.post(f"{VISITS}rounds/new/", more)
    assert VisitRound.objects.get().visits.count() == 3


def test_the_home_is_that_of_an_adult_who_may_be_contacted(cast):
    FamilyLink.objects.filter(pupil=cast.amy, contact__name="Ann Adams").update(may_contact=False)
    visit = a_visit(cast)
    assert visit.contact.name == "Abe Adams"
    FamilyLink.objects.filter(pupil=cast.eve).update(may_contact=False)
    add_visits(round_=visit.round, wanted=[Wanted(cast.eve, "")])
    assert visit.round.visits.get(pupil=cast.eve).contact is None


# --- Out and back -------------------------------------------------------------------------------------------


def test_whoever_watches_is_told_when_they_are_not_back(cast, clock, sign_in):
    round_ = a_round(cast, "amy")

    def not_back(person) -> list[str]:
        return [row.words for row in yours_at(cast.oak, "123456", person) if row.words.startswith("Not back")]

    clock.at("2024-09-10 10:02")
    lead = sign_in(cast.attendance_lead)
    lead.post(f"{page_of(round_)}out/", {"what": "left"})
    clock.at("2024-09-10 10:59")
    assert not_back(cast.head) == []
    clock.at("2024-09-10 11:10")
    assert not_back(cast.head) == ["Not back: Anil Attar and Ines Lowe. Ring them now"]
    assert not_back(cast.office) == []
    page = text(sign_in(cast.head).get(page_of(round_)))
    assert "Not back, 10 minutes after they were expected. Ring both of them now." in page
    round_.refresh_from_db()
    check_in(round_=round_, words="On their way", expected_back=dt.time(11, 30), by=cast.head)
    assert not_back(cast.head) == []
    clock.at("2024-09-10 11:31")
    assert len(not_back(cast.head)) == 1
    come_back(round_=round_, by=cast.inclusion_lead)
    assert not_back(cast.head) == []
    held = VisitRound.objects.get()
    assert (held.back_by_name, held.check_ins.get().words) == ("Ines Lowe", "On their way")


def test_out_and_back_said_twice_are_kept_once_and_never_later_than_now(cast, clock, ten):
    round_ = a_round(cast, "amy")
    later = dt.datetime(2024, 9, 10, 23, tzinfo=dt.UTC)
    left = leave(round_=round_, by=cast.attendance_lead, at=later).left_at
    clock.at("2024-09-10 10:40")
    assert leave(round_=round_, by=cast.inclusion_lead).left_at == left
    back = come_back(round_=round_, by=cast.attendance_lead).back_at
    clock.at("2024-09-10 10:50")
    assert come_back(round_=round_, by=cast.inclusion_lead).back_at == back
    with pytest.raises(ProblemWithVisit, match="back already"):
        check_in(round_=round_, words="?", by=cast.head)


# --- What came of it ----------------------------------------------------------------------------------------


def test_two_people_write_of_the_same_visit_and_both_are_kept_and_shown(cast, ten, sign_in):
    visit = a_visit(cast)
    record_outcome(visit=visit, outcome="child", words="Well and dressed", by=cast.attendance_lead)
    record_outcome(visit=visit, outcome="adult", words="Only her mother", by=cast.inclusion_lead)
    page = text(sign_in(cast.head).get(page_of(visit.round)))
    assert "Two people wrote of it Both are kept." in page
    assert "Well and dressed" in page
    assert "Only her mother" in page


def test_a_next_step_stands_on_today_only_while_its_reader_may_open_the_visit(cast):
    """Oscar sees the families of Elm, and takes a class of Oak for a day."""
    actions.give_post(
        person=cast.mr_outside,
        role="class_teacher",
        school=cast.oak,
        school_class=cast.class_4c,
        by=cast.head,
    )
    said = {"next_words": "Ring on Friday", "next_due": cast.today, "next_for": cast.mr_outside}
    record_outcome(visit=a_visit(cast), outcome="adult", by=cast.attendance_lead, **said)
    assert not [one for one in yours_at(cast.oak, "123456", cast.mr_outside) if "After a visit" in one.words]


def test_what_came_of_it_is_written_at_a_desk_with_a_next_step_on_somebodys_today(cast, ten, sign_in):
    visit = a_visit(cast)
    page = f"/schools/123456/pupils/{cast.amy.pk}/visits/{visit.pk}/"
    lead = sign_in(cast.attendance_lead)
    sent = {"outcome": "adult", "words": "", "next_words": "Ring on Friday", "next_due": "", "next_for": ""}
    assert lead.post(page, sent).status_code == 400
    sent |= {"next_due": "2024-09-13", "next_for": cast.office.pk}
    assert lead.post(page, sent).status_code == 302
    (row,) = [one for one in yours_at(cast.oak, "123456", cast.office) if "After a visit" in one.words]
    assert row.words == "After a visit to Amy Adams: Ring on Friday"
    sign_in(cast.office).post(f"{VISITS}outcomes/{VisitOutcome.objects.get().pk}/done/")
    assert not any("After a visit" in one.words for one in yours_at(cast.oak, "123456", cast.office))


def test_a_visit_of_a_later_day_has_no_outcome_yet(cast):
    visit = a_visit(cast, on=dt.date(2024, 9, 12))
    with pytest.raises(ProblemWithVisit, match="planned for a later day"):
        record_outcome(visit=visit, outcome="child", by=cast.attendance_lead)


def test_whether_the_child_was_in_school_the_next_day_and_the_figures_of_the_week(cast, clock, ten):
    round_ = a_round(cast, "amy", "ben")
    amy, ben = round_.visits.all()
    leave(round_=round_, by=cast.attendance_lead)
    record_outcome(visit=amy, outcome="child", by=cast.attendance_lead)
    record_outcome(visit=ben, outcome="not_in", by=cast.attendance_lead)
    clock.at("2024-09-10 10:50")
    come_back(round_=round_, by=cast.attendance_lead)
    assert back_next_day(cast.oak, [amy, ben]) == {amy.pk: None, ben.pk: None}
    clock.at("2024-09-11 17:00")
    wednesday = dt.date(2024, 9, 11)
    spend(cast.oak, {cast.amy: "1/1\\", cast.ben: "2O"}, since=wednesday, until=wednesday)
    assert back_next_day(cast.oak, [amy, ben]) == {amy.pk: True, ben.pk: False}
    (week,) = visits_by_week(cast.oak, cast.today, wednesday)
    assert (week.monday, week.visits, week.child, week.not_in, week.back, week.known, week.minutes) == (
        dt.date(2024, 9, 9), 2, 1, 1, 1, 2, 90,
    )  # fmt: skip
    (of_ben,) = visits_by_week(cast.oak, cast.today, wednesday, pupils=[cast.ben.pk])
    assert (of_ben.visits, of_ben.back) == (1, 0)


def test_on_the_timeline_a_visit_stands_with_the_home_it_was_made_to(cast, ten):
    visit = a_visit(cast)
    record_outcome(visit=visit, outcome="child", words="Well", by=cast.attendance_lead)
    (told,) = timeline(of_child(cast.amy, cast.oak, reader=cast.head), only="visited")
    assert (told.words, told.to, told.by) == ("Visit at home: Saw the child", ["Ann Adams"], "Anil Attar")
    link = FamilyLink.objects.get(pupil=cast.amy, contact__name="Abe Adams")
    away = family_of(link.contact_id, cast.oak, reader=cast.head)
    assert timeline(of_home(away, reader=cast.head), only="visited") == []


def test_a_visit_at_which_somebody_was_met_is_help_that_was_given(cast, ten):
    visit = a_visit(cast)
    assert not help_given(cast.oak, [cast.amy.pk], cast.today, reader=cast.head)
    record_outcome(visit=visit, outcome="not_in", by=cast.attendance_lead)
    assert not help_given(cast.oak, [cast.amy.pk], cast.today, reader=cast.head)
    record_outcome(visit=visit, outcome="child", by=cast.attendance_lead)
    (helped,) = help_given(cast.oak, [cast.amy.pk], cast.today, reader=cast.head)[cast.amy.pk]
    assert helped.in_words == "10 September 2024: Visit at home: Saw the child (Anil Attar)"


# --- What to know before going ------------------------------------------------------------------------------


def test_a_safety_note_is_read_by_those_who_keep_them_and_by_whoever_goes(cast, sign_in):
    visit = a_visit(cast)
    note = f"/schools/123456/pupils/{cast.amy.pk}/visits/{visit.pk}/note/"
    lead = sign_in(cast.safeguarding_lead)
    lead.post(note, {"words": "A large dog; ask them to shut it in"})
    reads = {
        person: "A large dog" in text(sign_in(getattr(cast, person)).get(page_of(visit.round)))
        for person in ("safeguarding_lead", "head", "attendance_lead", "inclusion_lead", "office", "ewo")
    }
    assert reads == {
        "safeguarding_lead": True,
        "head": True,
        "attendance_lead": True,
        "inclusion_lead": True,
        "office": False,
        "ewo": False,
    }
    assert sign_in(cast.office).get(note).status_code == 404
    lead.post(note, {"words": ""})
    assert not SafetyNote.objects.on(cast.today).exists()


# --- The sheet on a device ----------------------------------------------------------------------------------


def post(client, url, **sent):
    return client.post(url, json.dumps(sent), content_type="application/json")


def test_only_whoever_goes_takes_the_sheet_and_it_is_logged(cast, sign_in):
    visit = a_visit(cast)
    write_safety_note(
        school=cast.oak, household=Household.objects.get(postcode="NM1 4AA"), words="A dog", by=cast.head
    )
    refused = post(sign_in(cast.office), TAKE, round=visit.round_id, name="Office phone")
    assert refused.status_code == 422
    assert "Only whoever goes" in refused.json()["says"]
    taken_along = post(sign_in(cast.inclusion_lead), TAKE, round=visit.round_id, name="Ines’s phone")
    sheet = taken_along.json()["sheet"]
    assert (sheet["visits"][0]["name"], sheet["visits"][0]["note"]) == ("Amy Adams", "A dog")
    assert sheet["visits"][0]["address"] == ["4 Orchard Way", "Northmoor", "NM1 4AA"]
    assert AccessLogEntry.objects.filter(person_id=cast.inclusion_lead.pk, pupils=1).exists()
    assert VisitDevice.objects.get().name == "Ines’s phone"


def test_a_sheet_is_taken_on_the_day_and_before_they_are_back(cast):
    with pytest.raises(ProblemWithVisit, match="on the day of its round"):
        a_device(cast, a_round(cast, on=dt.date(2024, 9, 12)))
    round_ = a_round(cast)
    come_back(round_=round_, by=cast.attendance_lead)
    round_.refresh_from_db()
    with pytest.raises(ProblemWithVisit, match="before they are back"):
        take_along(round_=round_, person=cast.attendance_lead, name="", session_key="x")


def test_what_a_device_sends_is_kept_once_however_often_it_is_sent(cast, ten, sign_in):
    visit = a_visit(cast)
    device, act = a_device(cast, visit.round), str(uuid.uuid4())
    written = {
        "act": act,
        "visit": visit.pk,
        "outcome": "child",
        "at": "2024-09-10T09:01:00Z",
        "words": "Well",
    }
    left = {"act": str(uuid.uuid4()), "what": "left", "at": "2024-09-10T08:58:00Z"}
    lead = sign_in(cast.attendance_lead)
    for _again in range(3):
        answer = post(lead, SEND, device=str(device.key), acts=[left, written])
        assert answer.json() == {"kept": [left["act"], act], "refused": {}}
    kept = VisitOutcome.objects.get()
    assert (kept.words, kept.device, kept.by_name) == ("Well", device, "Anil Attar")
    assert kept.at == dt.datetime(2024, 9, 10, 9, 1, tzinfo=dt.UTC)
    visit.round.refresh_from_db()
    assert visit.round.left_at == dt.datetime(2024, 9, 10, 8, 58, tzinfo=dt.UTC)


def test_two_devices_write_the_same_visit_and_both_stand(cast, ten, sign_in):
    visit = a_visit(cast)
    for person, outcome in ((cast.attendance_lead, "child"), (cast.inclusion_lead, "not_in")):
        device = a_device(cast, visit.round, person, name=f"{person.name}’s phone")
        act = {"act": str(uuid.uuid4()), "visit": visit.pk, "outcome": outcome, "at": "2024-09-10T09:01:00Z"}
        assert post(sign_in(person), SEND, device=str(device.key), acts=[act]).status_code == 200
    assert set(visit.outcomes.values_list("outcome", "by_name")) == {
        ("child", "Anil Attar"),
        ("not_in", "Ines Lowe"),
    }


def test_a_lost_device_is_signed_out_sends_nothing_and_is_told_so_without_a_session(cast, ten, sign_in):
    visit = a_visit(cast)
    lost = sign_in(cast.attendance_lead)
    key = post(lost, TAKE, round=visit.round_id, name="Anil’s phone").json()["device"]
    assert lost.get(f"/visiting/{key}/").status_code == 204
    device = VisitDevice.objects.get()
    page = text(sign_in(cast.office).post(f"{VISITS}devices/{device.pk}/revoke/", follow=True))
    assert "Anil’s phone is signed out and sends nothing more." in page
    act = {"act": str(uuid.uuid4()), "visit": visit.pk, "outcome": "child"}
    assert post(lost, SEND, device=key, acts=[act]).status_code == 302
    assert lost.get(f"/visiting/{key}/").status_code == 410
    # Signed in again on it, it still sends nothing.
    assert post(sign_in(cast.attendance_lead), SEND, device=key, acts=[act]).status_code == 410
    assert not VisitOutcome.objects.exists()
    assert not Session.objects.filter(session_key=device.session_key).exists()


def test_somebody_else_signed_in_on_a_device_sends_nothing_in_anothers_name(cast, ten, sign_in):
    visit = a_visit(cast)
    device = a_device(cast, visit.round)
    act = {"act": str(uuid.uuid4()), "visit": visit.pk, "outcome": "child"}
    assert post(sign_in(cast.inclusion_lead), SEND, device=str(device.key), acts=[act]).status_code == 403
    assert post(sign_in(cast.mr_outside), SEND, device=str(device.key), acts=[act]).status_code == 404
    assert not VisitOutcome.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        b"not json",
        b"[]",
        b'{"device": 7}',
        b'{"device": "x", "acts": "y"}',
    ],
)
def test_nonsense_is_kept_of_nobody(cast, sign_in, sent):
    answer = sign_in(cast.attendance_lead).post(SEND, sent, content_type="application/json")
    assert answer.status_code == 403


def test_acts_that_make_no_sense_are_let_go_and_what_was_written_is_kept(cast, ten, sign_in):
    visit = a_visit(cast)
    other = a_visit(cast, "ben", leaves_at=dt.time(12), expected_back=dt.time(13))
    device = a_device(cast, visit.round)
    bad, late = str(uuid.uuid4()), str(uuid.uuid4())
    acts = [
        7,
        {"act": "no uuid"},
        {"act": bad, "visit": other.pk, "outcome": "child"},
        {"act": late, "visit": visit.pk, "outcome": "child", "next": "Ring", "due": "soon"},
    ]
    answer = post(sign_in(cast.attendance_lead), SEND, device=str(device.key), acts=acts).json()
    assert answer == {"kept": [bad, late], "refused": {}}
    # A next step without a day is kept, for the day of the round: nothing that was written is lost.
    kept = VisitOutcome.objects.get()
    assert (kept.visit, kept.next_words, kept.next_due) == (visit, "Ring", cast.today)


def test_a_device_whose_clock_is_days_behind_loses_nothing(cast, ten, sign_in):
    visit = a_visit(cast)
    device = a_device(cast, visit.round)
    act = {"act": str(uuid.uuid4()), "visit": visit.pk, "outcome": "child", "at": "2024-09-01T09:01:00Z"}
    post(sign_in(cast.attendance_lead), SEND, device=str(device.key), acts=[act])
    assert VisitOutcome.objects.get().at == dt.datetime(2024, 9, 10, 9, 5, tzinfo=dt.UTC)


def test_the_page_a_device_keeps_names_nobody(cast, sign_in):
    visit = a_visit(cast)
    page = text(sign_in(cast.attendance_lead).get(f"{VISITS}away/"))
    assert "Amy" not in page
    assert "Orchard" not in page
    offered = sign_in(cast.attendance_lead).get(f"{VISITS}away/", {"round": visit.round_id}).content.decode()
    assert f'data-round="{visit.round_id}"' in offered
    refused = sign_in(cast.office).get(f"{VISITS}away/", {"round": visit.round_id}).content.decode()
    assert "data-round" not in refused


def test_the_sheet_on_paper_says_what_to_know_to_whoever_goes(cast, sign_in):
    visit = a_visit(cast)
    write_safety_note(
        school=cast.oak, household=Household.objects.get(postcode="NM1 4AA"), words="A dog", by=cast.head
    )
    found = {}
    for person in ("attendance_lead", "office"):
        paper = read_back(sign_in(getattr(cast, person)).get(f"{page_of(visit.round)}paper/").content)
        assert paper.accessible == "1"
        found[person] = " ".join(" ".join(paper.texts).split())
    assert "Amy Adams (3B)" in found["attendance_lead"]
    assert "4 Orchard Way, Northmoor, NM1 4AA" in found["attendance_lead"]
    assert "Know before you go: A dog" in found["attendance_lead"]
    assert "A dog" not in found["office"]


def test_nobody_elsewhere_and_no_teacher_or_governor_reaches_a_round(cast, sign_in):
    round_ = a_visit(cast).round
    for person in (cast.mr_outside, cast.teacher, cast.governor, cast.trust_officer):
        client = sign_in(person)
        assert client.get(page_of(round_)).status_code == 404
        assert client.get(VISITS).status_code == 404
    # Whoever only sees families neither leaves nor writes for others.
    ewo = sign_in(cast.ewo)
    assert ewo.get(page_of(round_)).status_code == 200
    assert ewo.post(f"{page_of(round_)}out/", {"what": "left"}).status_code == 404


def test_a_device_that_is_taken_back_twice_stays_so(cast, ten):
    device = a_device(cast, a_visit(cast).round)
    first = revoke_device(device=device, by=cast.head)
    again = revoke_device(device=device, by=cast.office)
    assert (again.revoked_at, again.revoked_by_name) == (first.revoked_at, "Helen Hart")


def test_a_register_of_the_afternoon_does_not_take_a_child_off_the_list_of_visits_made(cast, ten):
    visit = a_visit(cast)
    record_outcome(visit=visit, outcome="child", by=cast.attendance_lead)
    taken(cast, cast.class_3b, Half.AM, amy="N")
    (week,) = visits_by_week(cast.oak, cast.today, cast.today)
    assert (week.visits, week.known) == (1, 0)
