"""The family timeline: everything in one place, and nothing of another home or another school in it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import LONDON
from tests.messages.drawn_up import a_waiting_letter, everybody_spent, sent
from tests.messages.families import family
from tests.messages.talks import talk
from trellis.messages.actions import opt_out, take_reply
from trellis.messages.conversations import add_note
from trellis.messages.families import family_of
from trellis.messages.models import OptOut, Reply
from trellis.messages.timeline import of_child, of_home, timeline
from trellis.schools.actions import change_contact
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink, Hold

OAK = "/schools/123456"


def contact(name) -> Contact:
    return Contact.objects.get(name=name)


def home(cast, name, reader=None):
    reader = reader or cast.head
    return timeline(of_home(family_of(contact(name).pk, cast.oak, reader=reader), reader=reader))


def of(cast, name, reader=None):
    return timeline(of_child(cast.pupils[name], cast.oak, reader=reader or cast.head))


def home_page(name, rest="") -> str:
    return f"{OAK}/families/{contact(name).pk}/{rest}"


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=LONDON)


@pytest.fixture
def half_siblings(cast):
    """Amy and Eve have Ann at home and Abe elsewhere. Ben is Ann's too, and nothing to Abe."""
    link = FamilyLink(
        pupil=cast.ben, school=cast.oak, contact=contact("Ann Adams"), relationship="mother", has_care=True
    )
    link.since = cast.today
    link.save()
    return cast


# --- In one place -------------------------------------------------------------------------------------------


def test_letters_conversations_and_why_nobody_was_written_to_stand_newest_first(cast, clock):
    everybody_spent(cast, clock, amy="6I")
    Hold.objects.create(
        pupil=cast.eve,
        school=cast.oak,
        kind="bereavement",
        reason="Grandfather",
        held_by="the safeguarding lead",
        since="2024-10-01",
    )
    sent(cast)
    talk(cast, "amy", "eve", at=at("2024-11-03T10:00"))
    clock.at("2024-11-05T09:00")
    talk(cast, "amy", kind="visit", at=at("2024-11-05T08:00"), reached=False, words="Nobody in.")
    told = of(cast, "amy")
    assert [each.source for each in told] == ["conversations", "letters", "letters", "conversations"]
    assert told[0].words == "Home visit"
    assert told[0].state == "Not reached"
    assert {each.to[0] for each in told if each.source == "letters"} == {"Ann Adams", "Abe Adams"}
    assert {each.by for each in told if each.source == "letters"} == {"Anil Attar"}
    assert [each.source for each in of(cast, "eve")] == ["not-written", "conversations"]


def test_a_letter_that_waits_for_approval_has_told_nobody(cast):
    a_waiting_letter(cast)
    assert of(cast, "amy") == []


def test_why_nobody_was_written_to_is_for_those_who_may_know(cast, clock, sign_in):
    everybody_spent(cast, clock)
    Hold.objects.create(
        pupil=cast.eve,
        school=cast.oak,
        kind="bereavement",
        reason="Grandfather",
        held_by="the safeguarding lead",
        since="2024-10-01",
    )
    sent(cast)
    page = f"{OAK}/pupils/{cast.eve.pk}/timeline/"
    office = sign_in(cast.office).get(page).content.decode()
    assert "held by the safeguarding lead" in office
    assert "Grandfather" not in office
    assert "Bereavement" not in office
    assert "Grandfather" in sign_in(cast.safeguarding_lead).get(page).content.decode()


def test_what_was_added_and_what_follows_is_read_with_it(cast, clock):
    held = talk(cast, "amy", follows="Work home", follow_by=dt.date(2024, 9, 12), with_interpreter=True)
    add_note(conversation=held, words="Done at the gate.", by=cast.office)
    [told] = of(cast, "amy")
    assert list(told.says) == [
        "Amy has a cough; back tomorrow.",
        "With an interpreter.",
        "What follows: Work home (by 12 September 2024)",
        "Added 10 September 2024 by Olive Ofori: Done at the gate.",
    ]


def test_only_what_is_asked_for_is_shown_and_a_page_holds_fifty(cast, sign_in):
    for minute in range(51):
        talk(cast, "amy", at=at(f"2024-09-09T09:{minute:02d}"), words=f"Call number {minute}.")
    head, page = sign_in(cast.head), f"{OAK}/pupils/{cast.amy.pk}/timeline/"
    first = head.get(page).content.decode()
    assert "Call number 50." in first
    assert "Call number 0." not in first
    assert "Call number 0." in head.get(page, {"page": 2}).content.decode()
    assert "Nothing is recorded here yet." in head.get(page, {"only": "letters"}).content.decode()


# --- Two homes, half-siblings -------------------------------------------------------------------------------


def test_what_was_said_to_one_home_is_not_on_the_other_s(half_siblings, clock):
    cast = half_siblings
    everybody_spent(cast, clock, amy="6I")
    sent(cast)
    talk(cast, "amy", with_="Ann Adams", words="Ann says the bus is late.")
    talk(cast, "amy", with_="Abe Adams", words="Abe moves in May.")
    anns, abes = home(cast, "Ann Adams"), home(cast, "Abe Adams")
    assert {name for told in anns for name in told.to} == {"Ann Adams"}
    assert {name for told in abes for name in told.to} == {"Abe Adams"}
    assert "Abe moves in May." not in str(anns)
    assert "Ann says the bus is late." not in str(abes)
    # Of the child, both.
    assert {name for told in of(cast, "amy") for name in told.to} == {"Ann Adams", "Abe Adams"}


def test_a_home_s_page_names_nobody_and_no_address_of_the_other(half_siblings, sign_in):
    cast = half_siblings
    talk(
        cast, "amy", "eve", kind="meeting", with_=("Ann Adams", "Abe Adams"), words="They disagree about May."
    )
    talk(cast, "amy", "ben", with_="Ann Adams", words="Ben and Amy share a room.")
    page = sign_in(cast.head).get(home_page("Abe Adams")).content.decode()
    assert "9 Mill Lane" in page
    for others in ("Ann Adams", "Orchard Way", "Ben Bright", "They disagree", "share a room"):
        assert others not in page, others
    assert "This concerned another family too" in page
    anns = sign_in(cast.head).get(home_page("Ann Adams")).content.decode()
    assert "Ben and Amy share a room." in anns
    assert "Mill Lane" not in anns
    assert "Abe Adams" not in anns


def test_those_who_live_together_share_a_timeline(cast):
    family(cast.oak, cast.ben, "Bea Bright", at="1 High Street")
    family(cast.oak, cast.ben, "Bo Bright", at="1 High Street", relationship="father")
    talk(cast, "ben", with_="Bo Bright", words="Bo rang.")
    assert [told.says[0] for told in home(cast, "Bea Bright")] == ["Bo rang."]


def test_another_school_s_families_are_not_there_and_its_conversations_not_told(cast, sign_in):
    assert sign_in(cast.head).get(home_page("Zoe Zane")).status_code == 404
    assert sign_in(cast.mr_outside).get(home_page("Ann Adams")).status_code == 404
    theirs = f"/schools/234567/families/{contact('Ann Adams').pk}/"
    assert sign_in(cast.mr_outside).get(theirs).status_code == 404
    # Ann is told of at Elm too, of Zak: what each school noted stays its own.
    FamilyLink.objects.create(
        pupil=cast.zak, school=cast.elm, contact=contact("Ann Adams"), relationship="other", since=cast.today
    )
    talk(cast, "amy", words="Amy has a cough.")
    page = sign_in(cast.mr_outside).get(theirs).content.decode()
    assert "Zak Zane" in page
    assert "Amy" not in page


# --- Reading it ---------------------------------------------------------------------------------------------


def test_reading_a_home_writes_one_row_with_how_many_children(cast, sign_in):
    sign_in(cast.head).get(home_page("Ann Adams"))
    [entry] = AccessLogEntry.objects.all()
    assert (entry.pupil_id, entry.pupils) == (None, 2)


def test_as_many_queries_for_much_as_for_little(half_siblings, clock, sign_in):
    cast = half_siblings
    everybody_spent(cast, clock, amy="6I")
    head = sign_in(cast.head)
    pages = [f"{OAK}/pupils/{cast.amy.pk}/timeline/", home_page("Ann Adams")]
    talk(cast, "amy", "eve")
    asked = []
    for _round in range(2):
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert head.get(page).status_code == 200
            asked.append(len(queries))
        if not _round:
            sent(cast)
            for minute in range(9):
                held = talk(cast, "amy", "eve", at=at(f"2024-09-09T10:{minute:02d}"), follows="Ring")
                add_note(conversation=held, words="More.", by=cast.office)
    # One more: the sides of all the letters together.
    assert asked[2] <= asked[0] + 1
    assert asked[3] <= asked[1] + 1


def test_a_list_says_the_last_step_and_by_whom(cast, clock, sign_in):
    clock.at("2024-11-04T09:00")
    everybody_spent(cast, clock, amy="6I")
    sent(cast)
    lists = "/schools/123456/attendance/pupils/?where=all"
    assert "Anil Attar" in sign_in(cast.attendance_lead).get(lists).content.decode()
    clock.at("2024-11-05T09:00")
    talk(
        cast, "amy", kind="visit", at=at("2024-11-05T08:00"), spoken_by="Ines Lowe", reached=False, words="x"
    )
    page = sign_in(cast.attendance_lead).get(lists).content.decode()
    assert "Home visit, not reached" in page
    assert "Ines Lowe" in page
    assert "Ines Lowe" not in sign_in(cast.teacher).get(lists).content.decode()


# --- An adult two schools were told of ----------------------------------------------------------------------


@pytest.fixture
def shared_with_elm(cast, clock):
    """Ann was written to, spoken with, heard from and opted out at Oak; Elm was told of her too."""
    everybody_spent(cast, clock, amy="6I")
    sent(cast)
    talk(cast, "amy", at=at("2024-11-03T10:00"))
    ann = contact("Ann Adams")
    take_reply(
        school=cast.oak, channel="text", sender="07700 900123", words="Thank you", received_at=timezone.now()
    )
    Reply.objects.update(contact=ann)
    opt_out(contact=ann, school=cast.oak, channel="text", how="She rang", by=cast.office)
    FamilyLink(pupil=cast.zak, school=cast.elm, contact=ann, relationship="mother", since=cast.today).save()
    return ann


def test_a_home_s_timeline_keeps_what_passed_when_its_school_gets_a_record_of_its_own(cast, shared_with_elm):
    before = [(told.source, told.words, list(told.to)) for told in home(cast, "Ann Adams")]
    assert {source for source, _words, _to in before} >= {"conversations", "letters", "replies"}
    own = change_contact(
        contact=shared_with_elm,
        school=cast.oak,
        phone="01632 960999",
        address="5 Orchard Way",
        by=cast.office,
    )
    reader = cast.head
    after = timeline(of_home(family_of(own.pk, cast.oak, reader=reader), reader=reader))
    assert [(told.source, told.words, list(told.to)) for told in after] == before


def test_an_opt_out_goes_with_the_record_and_the_other_school_s_stays(cast, shared_with_elm):
    shared = Contact.objects.get(pk=shared_with_elm.pk)
    opt_out(contact=shared, school=cast.elm, channel="email", how="By letter", by=cast.mr_outside)
    own = change_contact(contact=shared_with_elm, school=cast.oak, phone="01632 960999", by=cast.office)
    assert own.pk != shared.pk
    assert list(OptOut.objects.values_list("school", "contact", "channel").order_by("id")) == [
        (cast.oak.pk, own.pk, "text"),
        (cast.elm.pk, shared.pk, "email"),
    ]
