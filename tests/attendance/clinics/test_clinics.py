"""Clinics: slots, each home invited by itself, who came, and the step agreed that answers the ladder."""

import datetime as dt
import html
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.clinics.clinic import FRIDAY, a_clinic, came, invited
from tests.attendance.ladder.steps import in_force
from tests.attendance.spending import spend
from tests.messages.drawn_up import words as words_of
from tests.messages.reading_back import read_back
from trellis.attendance.clinics.acting import agree_step, invite_for_steps
from trellis.attendance.clinics.inviting import prepare_invitations
from trellis.attendance.clinics.lists import clinics_by_week
from trellis.attendance.clinics.models import ClinicAskedFor
from trellis.attendance.ladder.due import steps_due
from trellis.attendance.models import StepAnswer
from trellis.gatherings.actions import ProblemWithGathering, change, deal_with_promise
from trellis.gatherings.families import _beginnings, agree, move, say_came, take_off
from trellis.gatherings.models import FamilyInvitation, Gathering, Promise, Slot
from trellis.messages.actions import approve_batch
from trellis.messages.families import family_of
from trellis.messages.timeline import of_child, of_home, timeline
from trellis.registers.erasure import erase_pupil
from trellis.rules.ladder import Act
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Contact, Enrolment, FamilyLink
from trellis.web.yours import yours_at

CLINICS = "/schools/123456/clinics/"


def text(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def page_of(gathering: Gathering) -> str:
    return f"{CLINICS}{gathering.pk}/"


def family_page(one: FamilyInvitation) -> str:
    return f"{page_of(one.gathering)}families/{one.pk}/"


# --- Arranged -----------------------------------------------------------------------------------------------


def test_a_clinic_is_arranged_with_a_slot_after_another_for_each_who_holds_it(cast, sign_in):
    sent = {
        "kind": "clinic",
        "on": "2024-09-13",
        "at": "15:00",
        "until": "15:35",
        "minutes": "10",
        "hosts": [cast.attendance_lead.pk, cast.head.pk],
        "where": "in the family room",
    }
    page = text(sign_in(cast.office).post(f"{CLINICS}new/", sent, follow=True))
    assert "Attendance clinic" in page
    held = list(Slot.objects.values_list("at", "held_by"))
    begins = (dt.time(15), dt.time(15, 10), dt.time(15, 20))
    assert held == [(at, name) for at in begins for name in ("Anil Attar", "Helen Hart")]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"minutes": None}, "A clinic has slots, and somebody who holds them"),
        ({"hosts": []}, "A clinic has slots, and somebody who holds them"),
        ({"until": dt.time(15, 5)}, "A clinic has slots"),
        ({"until": dt.time(23), "minutes": 5}, "more than 60 slots in one day"),
        ({"kind": "governors"}, "Families are invited to a clinic, a coffee morning"),
    ],
)
def test_what_cannot_be_arranged_says_why(cast, said, sentence):
    with pytest.raises(ProblemWithGathering, match=sentence):
        a_clinic(cast, **said)
    assert not Gathering.objects.exists()


@given(
    at=st.times(min_value=dt.time(7), max_value=dt.time(20)),
    until=st.times(min_value=dt.time(7), max_value=dt.time(20)),
    minutes=st.integers(5, 120),
)
def test_slots_follow_one_another_and_all_end_in_time(at, until, minutes):
    def seconds(time: dt.time) -> int:
        return (time.hour * 60 + time.minute) * 60 + time.second

    begins = [seconds(one) for one in _beginnings(at, until, minutes)]
    room = max(seconds(until) - seconds(at), 0)
    exact = room + (until.microsecond - at.microsecond) / 1e6
    assert len(begins) == max(int(exact // (minutes * 60)), 0)
    assert begins == [seconds(at) + 60 * minutes * n for n in range(len(begins))]


# --- Invited ------------------------------------------------------------------------------------------------


def test_each_home_is_invited_by_itself_and_sisters_share_their_mothers_slot(cast):
    ann, abe = invited(cast, "amy", "eve")
    assert (ann.addressee, abe.addressee) == ("Ann Adams", "Abe Adams")
    assert ann.slot.at == dt.time(15)
    assert abe.slot.at == dt.time(15, 10)
    assert {one.pk for one in ann.pupils.all()} == {cast.amy.pk, cast.eve.pk}
    assert ann.why == "Ten days"


def test_an_order_is_respected_and_whoever_may_not_be_written_to_is_not_invited(cast, sign_in):
    FamilyLink.objects.filter(contact__name="Abe Adams").update(
        do_not_contact_until=FRIDAY, order="Prohibited steps order"
    )
    clinic = a_clinic(cast)
    sent = {"pupil": [cast.amy.pk, cast.fay.pk], "gathering": clinic.pk, "why": ""}
    page = text(sign_in(cast.office).post(f"{CLINICS}invite/", sent, follow=True))
    assert "1 home stands on the list." in page
    assert "Prohibited steps" not in page
    assert "held by" in page
    assert [str(one) for one in FamilyInvitation.objects.all()] == ["Ann Adams"]
    assert "Fay Finch: not invited" in page


def test_a_child_on_hold_is_not_invited_and_only_who_may_know_reads_why(cast, sign_in):
    actions.place_hold(
        pupil=cast.amy,
        school=cast.oak,
        kind="bereavement",
        reason="Her nan",
        held_by="the head",
        by=cast.head,
    )
    sent = {"pupil": [cast.amy.pk], "gathering": a_clinic(cast).pk, "why": ""}
    assert "Her nan" not in text(sign_in(cast.office).post(f"{CLINICS}invite/", sent, follow=True))
    assert "Her nan" in text(sign_in(cast.head).post(f"{CLINICS}invite/", sent, follow=True))
    assert not FamilyInvitation.objects.exists()


def test_invited_again_a_home_keeps_its_time(cast):
    clinic = a_clinic(cast)
    first = invited(cast, "amy", gathering=clinic)
    again = invited(cast, "eve", "amy", gathering=clinic)
    assert [one.pk for one in again] == [one.pk for one in first]
    assert clinic.families.count() == 2


def test_where_every_slot_is_taken_a_home_stands_without_a_time_and_the_page_says_so(cast, sign_in):
    clinic = a_clinic(cast, until=dt.time(15, 10))
    sent = {"pupil": [cast.amy.pk], "gathering": clinic.pk, "why": ""}
    page = text(sign_in(cast.office).post(f"{CLINICS}invite/", sent, follow=True))
    assert "1 home has no time yet: every slot is taken." in page
    assert "no time yet" in page


def test_a_slot_is_held_by_one_home(cast):
    ann, abe = invited(cast, "amy")
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyInvitation.objects.filter(pk=abe.pk).update(slot=ann.slot)
    with pytest.raises(ProblemWithGathering, match="Somebody else has that slot now"):
        move(invitation=abe, slot=ann.slot, words="", by=cast.office)


def test_nobody_is_invited_to_what_has_been_or_is_called_off(cast, clock):
    clinic = a_clinic(cast)
    change(gathering=clinic, values={"on": FRIDAY, "called_off": True}, by=cast.head)
    with pytest.raises(ProblemWithGathering, match="called off"):
        invited(cast, "amy", gathering=clinic)
    other = a_clinic(cast)
    clock.at("2024-09-16 09:00")
    with pytest.raises(ProblemWithGathering, match="It was on 13 September 2024"):
        invited(cast, "amy", gathering=other)


def test_the_list_of_pupils_and_the_steps_due_lead_to_the_invitation(cast, sign_in, clock):
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: "10O"}, since=dt.date(2024, 9, 3), until=cast.today)
    a_clinic(cast)
    in_force(cast)
    office = sign_in(cast.office)
    assert (
        f'formaction="{CLINICS}invite/"' in office.get("/schools/123456/attendance/pupils/").content.decode()
    )
    page = text(office.get(f"{CLINICS}invite/", {"pupil": [cast.ben.pk], "q": "dunn"}))
    assert "Bright, Ben" in page or "Ben Bright" in page
    assert "Dunn" in page


# --- Told ---------------------------------------------------------------------------------------------------


def test_each_home_is_written_its_own_time_and_of_no_other_home(cast):
    ann, _abe = invited(cast, "amy")
    batch, draft = prepare_invitations(gathering=ann.gathering, channels=["letter"], by=cast.office)
    letters = {one.addressee: words_of(one) for one in batch.items.all()}
    assert set(letters) == {"Ann Adams", "Abe Adams"}
    assert "Friday 13 September at 15:00 for you, in the family room, with Anil Attar" in letters["Ann Adams"]
    assert "at 15:10 for you" in letters["Abe Adams"]
    assert "Abe" not in letters["Ann Adams"]
    assert "Ann" not in letters["Abe Adams"]
    assert "Ten days" not in str(letters)
    assert not draft.left_out


def test_who_was_told_is_not_told_again_but_of_a_new_time(cast):
    ann, _abe = invited(cast, "amy")
    batch, _draft = prepare_invitations(gathering=ann.gathering, channels=["letter"], by=cast.office)
    approve_batch(batch=batch, by=cast.attendance_lead)
    _batch, again = prepare_invitations(gathering=ann.gathering, channels=["letter"], by=cast.office)
    assert not again.items
    later = Slot.objects.get(at=dt.time(15, 30))
    moved = move(invitation=ann, slot=later, words="Works until three", by=cast.office)
    batch, draft = prepare_invitations(
        gathering=ann.gathering, channels=["letter"], invitation=moved, by=cast.office
    )
    assert [one.addressee for one in draft.items] == ["Ann Adams"]
    assert "at 15:30 for you" in words_of(batch.items.get())


def test_a_home_without_a_time_is_not_written_to(cast):
    ann, abe = invited(cast, "amy")
    move(invitation=abe, slot=None, words="Away that day", by=cast.office)
    _batch, draft = prepare_invitations(gathering=ann.gathering, channels=["letter"], by=cast.office)
    assert [one.addressee for one in draft.items] == ["Ann Adams"]


def test_to_a_coffee_morning_a_home_is_invited_once_and_no_child_is_named(cast):
    coffee = a_clinic(
        cast, kind="coffee", about="Coffee morning about reading", until=None, minutes=None, hosts=[]
    )
    invited(cast, "amy", "eve", gathering=coffee)
    batch, _draft = prepare_invitations(gathering=coffee, channels=["letter"], by=cast.office)
    letters = {one.addressee: words_of(one) for one in batch.items.all()}
    assert set(letters) == {"Ann Adams", "Abe Adams"}
    assert "Coffee morning about reading, Friday 13 September at 15:00" in letters["Ann Adams"]
    assert "Amy" not in str(letters)
    assert "Eve" not in str(letters)


def test_the_office_draws_up_and_the_batch_waits(cast, sign_in):
    ann, _abe = invited(cast, "amy")
    office = sign_in(cast.office)
    answer = office.post(f"{page_of(ann.gathering)}write/", {"channels": "letter"})
    assert "/messages/" in answer["Location"]
    assert "Invitations drawn up" in text(office.get(page_of(ann.gathering)))


# --- Held ---------------------------------------------------------------------------------------------------


def test_who_came_is_said_on_the_day_and_what_was_said_before_is_kept(cast, sign_in, clock):
    ann, _abe = invited(cast, "amy")
    with pytest.raises(ProblemWithGathering, match="still to come"):
        say_came(invitation=ann, came=True, by=cast.office)
    clock.at("2024-09-13 15:20")
    lead = sign_in(cast.attendance_lead)
    lead.post(f"{family_page(ann)}came/", {"came": "no", "notes": ""})
    page = text(
        lead.post(f"{family_page(ann)}came/", {"came": "yes", "notes": "Ten minutes late"}, follow=True)
    )
    assert "Ten minutes late" in page
    assert [one.came for one in ann.history.order_by("history_id")][-2:] == [False, True]
    assert "Next: the step that is agreed" in page


def test_the_office_is_asked_who_came_until_somebody_says(cast, clock):
    ann, abe = invited(cast, "amy")
    clock.at("2024-09-16 09:00")

    def asked() -> list[str]:
        return [row.words for row in yours_at(cast.oak, "123456", cast.office) if "clinic of" in row.words]

    assert asked() == ["Say who came to the clinic of 13 September"]
    for one in (ann, abe):
        say_came(invitation=one, came=False, by=cast.office)
    assert asked() == []


def test_whoever_holds_it_sees_it_on_their_today(cast, clock):
    invited(cast, "amy")
    clock.at("2024-09-13 08:30")
    mine = {row.words: row.time for row in yours_at(cast.oak, "123456", cast.attendance_lead)}
    assert mine["Attendance clinic: 2 families"] == "15:00"
    assert not any("clinic:" in row.words for row in yours_at(cast.oak, "123456", cast.inclusion_lead))


def test_a_step_is_agreed_only_with_whoever_came_and_stands_on_their_today(cast, sign_in, clock):
    ann, _abe = invited(cast, "amy")
    clock.at("2024-09-13 15:20")
    said = {"words": "A call every Friday", "who": "Ines Lowe", "due": FRIDAY + dt.timedelta(days=7)}
    with pytest.raises(ProblemWithGathering, match="Say first that they came"):
        agree(invitation=ann, by=cast.office, **said)
    say_came(invitation=ann, came=True, by=cast.office)
    sent = {**said, "person": cast.inclusion_lead.pk}
    page = text(sign_in(cast.attendance_lead).post(f"{family_page(ann)}agree/", sent, follow=True))
    assert "A call every Friday Ines Lowe, by 20 September 2024" in page
    (row,) = [one for one in yours_at(cast.oak, "123456", cast.inclusion_lead) if "Agreed" in one.words]
    assert row.words == "Agreed with the family of Amy Adams: A call every Friday"
    Promise.objects.update(person=cast.teacher)
    (unknown,) = [one for one in yours_at(cast.oak, "123456", cast.teacher) if "Agreed" in one.words]
    assert unknown.words == "Agreed with a family: A call every Friday"
    page = text(sign_in(cast.teacher).get(unknown.url))
    assert "A call every Friday" in page
    assert "Adams" not in page
    assert sign_in(cast.supply).get(unknown.url).status_code == 404
    sign_in(cast.teacher).post(unknown.url, {"was_kept": "yes", "outcome": "Rang"})
    assert Promise.objects.filter(was_kept=True).update(was_kept=False, dealt_with_on=None, outcome="") == 1
    Promise.objects.update(person=cast.inclusion_lead)
    theirs = sign_in(cast.inclusion_lead)
    theirs.post(row.url, {"was_kept": "yes", "outcome": "Rang on Friday"})
    assert Promise.objects.get().was_kept
    assert not any("Agreed" in one.words for one in yours_at(cast.oak, "123456", cast.inclusion_lead))


def test_what_was_agreed_answers_the_step_of_the_ladder_that_asked_for_it(cast, clock):
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: "10O"}, since=dt.date(2024, 9, 3), until=cast.today)
    ladder = in_force(cast)
    ladder.steps.filter(name="Write home").update(act=Act.CLINIC.value)
    row = steps_due(cast.oak, cast.today).of(cast.amy.pk)[0]
    clinic = a_clinic(cast)
    made = invite_for_steps(gathering=clinic, pupils=[cast.amy], steps=[row], by=cast.office)
    ann, abe = made.invitations
    assert ann.why == str(row.step)
    assert ClinicAskedFor.objects.count() == 2
    clock.at("2024-09-13 15:20")
    say_came(invitation=ann, came=True, by=cast.attendance_lead)
    said = {"words": "A call every Friday", "who": "Ines Lowe", "due": FRIDAY + dt.timedelta(days=7)}
    agree_step(invitation=ann, by=cast.attendance_lead, **said)
    answer = StepAnswer.objects.get()
    assert (answer.answer, answer.on, answer.by_name) == ("done", FRIDAY, "Anil Attar")
    assert answer.reason == (
        "Attendance clinic on 13 September 2024. Agreed: A call every Friday "
        "(Ines Lowe, by 20 September 2024)"
    )
    assert row.step.pk not in {one.step.pk for one in steps_due(cast.oak, FRIDAY).of(cast.amy.pk)}
    # The father comes too: what is agreed with him does not answer the same step twice.
    say_came(invitation=abe, came=True, by=cast.attendance_lead)
    agree_step(invitation=abe, by=cast.attendance_lead, **said)
    assert StepAnswer.objects.count() == 1


def test_they_rang_to_change_it(cast, sign_in):
    ann, abe = invited(cast, "amy")
    later = Slot.objects.get(at=dt.time(15, 30))
    office = sign_in(cast.office)
    page = text(office.post(f"{family_page(ann)}move/", {"words": "Works", "slot": later.pk}, follow=True))
    assert "15:30, Anil Attar" in page
    assert "Tell them the new time" in page
    refused = office.post(f"{family_page(abe)}move/", {"words": "", "slot": later.pk})
    assert refused.status_code == 400
    assert "rang to change it" in text(office.get(page_of(ann.gathering))).lower()


def test_whoever_is_taken_off_frees_their_slot_unless_it_is_said_that_they_came(cast, clock):
    ann, abe = invited(cast, "amy")
    take_off(invitation=abe, by=cast.office)
    assert Slot.objects.filter(family=None).count() == 3
    clock.at("2024-09-13 15:20")
    say_came(invitation=ann, came=True, by=cast.office)
    with pytest.raises(ProblemWithGathering, match="that stays"):
        take_off(invitation=ann, by=cast.office)


# --- Who reads it -------------------------------------------------------------------------------------------


def test_a_clinic_is_no_meeting_and_governors_and_teachers_never_read_of_it(cast, sign_in, clock):
    one = came(cast, clock, "amy")
    agree(invitation=one, words="Amy rings", who="Amy’s mother", due=FRIDAY, by=cast.attendance_lead)
    for person in (cast.head, cast.governor, cast.attendance_lead):
        page = text(sign_in(person).get("/schools/123456/meetings/"))
        assert "clinic" not in page.lower()
        assert "Amy rings" not in page
    meeting = f"/schools/123456/meetings/{one.gathering_id}/"
    assert sign_in(cast.head).get(meeting).status_code == 404
    for person in (cast.governor, cast.teacher, cast.mr_outside, cast.trust_officer):
        assert sign_in(person).get(family_page(one)).status_code == 404


def test_the_page_of_a_clinic_logs_how_many_children_it_shows(cast, sign_in):
    ann, _abe = invited(cast, "amy", "eve")
    sign_in(cast.ewo).get(page_of(ann.gathering))
    assert AccessLogEntry.objects.get(person_id=cast.ewo.pk).pupils == 2


def test_the_list_on_paper_names_them_and_the_sheet_for_the_door_nobody(cast, sign_in):
    ann, _abe = invited(cast, "amy")
    office = sign_in(cast.office)
    listed = read_back(office.get(f"{page_of(ann.gathering)}paper/").content)
    assert listed.accessible == "1"
    said = " ".join(" ".join(listed.texts).split())
    assert "Ann Adams" in said
    assert "Amy Adams" in said
    door = read_back(office.get(f"{page_of(ann.gathering)}paper/?door").content)
    said = " ".join(" ".join(door.texts).split())
    assert "15:00 Anil Attar taken" in said
    assert "Adams" not in said
    assert "Ten days" not in said


def test_on_the_timeline_a_home_reads_its_own_and_nothing_of_the_other(cast, clock):
    ann, _abe = invited(cast, "amy")
    clock.at("2024-09-13 15:20")
    say_came(invitation=ann, came=True, notes="Sleeps badly", by=cast.attendance_lead)
    agree(invitation=ann, words="A call", who="Ines Lowe", due=FRIDAY, by=cast.attendance_lead)
    both = timeline(of_child(cast.amy, cast.oak, reader=cast.head), only="invited")
    assert {(one.to[0], one.state) for one in both} == {("Ann Adams", "came"), ("Abe Adams", "invited")}
    link = FamilyLink.objects.get(pupil=cast.amy, contact__name="Abe Adams")
    home = family_of(link.contact_id, cast.oak, reader=cast.head)
    (told,) = timeline(of_home(home, reader=cast.head), only="invited")
    assert told.to == ["Abe Adams"]
    assert "Sleeps badly" not in str(told.says)


def test_by_week_it_says_what_was_asked_and_what_it_brought(cast, clock):
    one = came(cast, clock, "amy")
    agree(invitation=one, words="A call", who="Ines Lowe", due=FRIDAY, by=cast.attendance_lead)
    (week,) = clinics_by_week(cast.oak, FRIDAY - dt.timedelta(days=10), FRIDAY)
    assert (week.monday, week.invited, week.came, week.agreed, week.minutes) == (
        dt.date(2024, 9, 9), 2, 1, 1, 20,
    )  # fmt: skip
    assert clinics_by_week(cast.oak, FRIDAY, FRIDAY, pupils=[cast.ben.pk]) == []


def test_a_child_who_is_erased_goes_out_of_what_was_said_of_a_sister(cast, clock):
    one = came(cast, clock, "amy", "eve")
    FamilyInvitation.objects.filter(pk=one.pk).update(notes="Amy and Eve sleep badly")
    Enrolment.objects.filter(pupil=cast.amy).update(until=dt.date(2024, 9, 4))
    erase_pupil(pupil=cast.amy, why="asked", by=cast.head)
    one.refresh_from_db()
    assert one.notes == "[another child] and Eve sleep badly"
    assert [child.pk for child in one.pupils.all()] == [cast.eve.pk]


def test_the_page_asks_the_same_number_of_times_however_many_come(cast, sign_in):
    clinic = a_clinic(cast)
    office = sign_in(cast.office)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as held:
            assert office.get(page_of(clinic)).status_code == 200
        return len(held)

    invited(cast, "amy", gathering=clinic)
    asked()
    first = asked()
    ben = Contact.objects.create(name="Bea Bright", phone="01632 960009")
    FamilyLink.objects.create(
        pupil=cast.ben, school=cast.oak, contact=ben, relationship="mother", has_care=True, since=cast.today
    )
    invited(cast, "ben", gathering=clinic)
    assert asked() == first


def test_a_promise_that_was_kept_says_so_on_the_familys_page(cast, sign_in, clock):
    one = came(cast, clock, "amy")
    made = agree(invitation=one, words="A call", who="Ines Lowe", due=FRIDAY, by=cast.attendance_lead)
    deal_with_promise(promise=made, was_kept=True, outcome="Rang", by=cast.inclusion_lead)
    assert "Kept: Rang" in text(sign_in(cast.head).get(family_page(one)))
