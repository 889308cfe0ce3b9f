"""A call, visit, meeting or talk with a family: noted, added to, set aside, and gone with the child."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.cast import LONDON
from tests.messages.drawn_up import everybody_spent, sent
from tests.messages.families import family
from tests.messages.talks import talk
from trellis.messages.conversations import ProblemWithConversation, add_note, set_aside
from trellis.messages.models import Conversation, LaterNote
from trellis.registers.erasure import erase_pupil
from trellis.registers.merging_pupils import merge_pupils, take_apart
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Certificate, Contact, FamilyLink

OAK = "/schools/123456"


def filled_in(cast, **said):
    ann = Contact.objects.get(name="Ann Adams")
    return {
        "kind": "call",
        "day": "2024-09-10",
        "time": "08:50",
        "contacts": [str(ann.pk)],
        "reached": "yes",
        "words": "A cough; back tomorrow.",
        "spoken_by": "Tess Teale",
        **said,
    }


def page(cast, name="amy", rest="conversations/add/"):
    return f"{OAK}/pupils/{cast.pupils[name].pk}/{rest}"


# --- Noting -------------------------------------------------------------------------------------------------


def test_the_office_notes_a_talk_that_a_teacher_had(cast, sign_in):
    office = sign_in(cast.office)
    sent = filled_in(
        cast, kind="talk", also=[str(cast.eve.pk)], follows="Send work home", follow_by="2024-09-12"
    )
    assert office.post(page(cast), sent).url == page(cast, rest="timeline/")
    held = Conversation.objects.get()
    assert (held.kind, held.reached, held.at) == (
        "talk",
        True,
        dt.datetime(2024, 9, 10, 8, 50, tzinfo=LONDON),
    )
    assert set(held.pupils.all()) == {cast.amy, cast.eve}
    assert [contact.name for contact in held.contacts.all()] == ["Ann Adams"]
    assert (held.spoken_by, held.noted_by, held.noted_by_name) == ("Tess Teale", cast.office, "Olive Ofori")
    assert (held.follows, held.follow_by) == ("Send work home", dt.date(2024, 9, 12))


def test_the_form_names_the_adults_the_school_knows_and_no_others(cast, sign_in):
    family(cast.oak, cast.ben, "Bea Bright")
    words = sign_in(cast.office).get(page(cast)).content.decode()
    assert "Ann Adams, Mother" in words
    assert "Abe Adams, Father" in words
    assert "Eve Adams" in words
    assert "Bea Bright" not in words
    assert "Orchard Way" not in words


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"words": " "}, "This field is required."),
        ({"contacts": []}, "Say which adult was spoken with."),
        ({"time": "09:30"}, "A conversation is noted once it has been: choose a time that is past."),
        ({"follow_by": "2024-09-12"}, "Say what follows by then, or leave the day out."),
        ({"contacts": ["999999"]}, "999999 is not one of the available choices."),
        ({"time": "half past"}, "Enter a valid time."),
    ],
)
def test_what_cannot_be_noted_is_said_in_a_sentence_and_nothing_is_lost(cast, sign_in, said, says):
    response = sign_in(cast.office).post(page(cast), filled_in(cast, **said))
    assert response.status_code == 400
    assert says in response.content.decode()
    assert said.get("words", "A cough; back tomorrow.").strip() in response.content.decode()
    assert not Conversation.objects.exists()


def test_a_call_nobody_answered_needs_no_adult(cast):
    assert talk(cast, "amy", with_=(), reached=False, words="No answer.").contacts.count() == 0


def test_a_conversation_is_about_children_here_and_their_own_adults(cast):
    with pytest.raises(ProblemWithConversation, match="children of this school and their own adults"):
        talk(cast, "zak", with_=(), reached=False)
    with pytest.raises(ProblemWithConversation, match="their own adults"):
        talk(cast, "ben", with_="Ann Adams")
    with pytest.raises(ProblemWithConversation, match="which child"):
        talk(cast, with_=(), reached=False)
    assert not Conversation.objects.exists()


def test_who_may_read_and_who_may_note(cast, sign_in):
    held = talk(cast, "amy")
    read = page(cast, rest=f"conversations/{held.pk}/")

    def who_opens(url):
        return {name for name, person in cast.people.items() if sign_in(person).get(url).status_code == 200}

    office = {"head", "attendance_lead", "inclusion_lead", "safeguarding_lead", "office", "data_manager"}
    assert who_opens(read) == office | {"ewo"}
    assert who_opens(page(cast)) == office
    # An officer who may read may not add.
    assert sign_in(cast.ewo).post(read, {"words": "Rang too."}).status_code == 404


def test_another_child_s_page_does_not_open_it(cast, sign_in):
    held = talk(cast, "amy")
    assert sign_in(cast.head).get(page(cast, "ben", f"conversations/{held.pk}/")).status_code == 404


# --- Adding, setting aside ----------------------------------------------------------------------------------


def test_more_is_added_and_what_was_noted_stands(cast, clock, sign_in):
    held = talk(cast, "amy", follows="Send work home", follow_by=dt.date(2024, 9, 12))
    clock.at("2024-09-12T15:00")
    office = sign_in(cast.office)
    sent = {"words": "Work handed to Ann.", "followed": "on"}
    assert office.post(page(cast, rest=f"conversations/{held.pk}/"), sent).status_code == 302
    words = office.get(page(cast, rest=f"conversations/{held.pk}/")).content.decode()
    assert "Amy has a cough; back tomorrow." in words
    assert "Work handed to Ann." in words
    assert "done 12 September 2024" in words
    again = Conversation.objects.get()
    assert (again.words, again.noted_at) == (held.words, held.noted_at)
    # Done once: the form does not ask again.
    assert 'name="followed"' not in words


def test_what_was_noted_by_mistake_stands_nowhere_and_the_school_keeps_who_and_why(cast, sign_in):
    held = talk(cast, "amy", words="This was really about Ben.")
    lead = sign_in(cast.attendance_lead)
    assert lead.post(page(cast, rest=f"conversations/{held.pk}/set-aside/"), {"why": ""}).status_code == 400
    assert (
        lead.post(page(cast, rest=f"conversations/{held.pk}/set-aside/"), {"why": "Wrong child"}).status_code
        == 302
    )
    assert "really about Ben" not in lead.get(page(cast, rest="timeline/")).content.decode()
    assert lead.get(page(cast, rest=f"conversations/{held.pk}/")).status_code == 404
    held.refresh_from_db()
    assert (held.set_aside_by_name, held.set_aside_why) == ("Anil Attar", "Wrong child")
    with pytest.raises(ProblemWithConversation, match="note the conversation anew"):
        add_note(conversation=held, words="More", by=cast.office)
    # Said twice it is still the first who set it aside.
    assert set_aside(conversation=held, why="Again", by=cast.head).set_aside_by_name == "Anil Attar"


def test_half_an_act_is_refused_by_the_database(cast):
    held = talk(cast, "amy")
    for half in ({"follow_by": cast.today}, {"set_aside_why": "no reason"}, {"set_aside_at": held.at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversation.objects.filter(pk=held.pk).update(**half)


def test_reading_one_writes_the_access_log_once(cast, sign_in):
    held = talk(cast, "amy", "eve")
    sign_in(cast.head).get(page(cast, rest=f"conversations/{held.pk}/"))
    assert [entry.pupil_id for entry in AccessLogEntry.objects.all()] == [cast.amy.pk]


# --- It goes with the child ---------------------------------------------------------------------------------


def test_it_moves_with_a_merged_record_and_back(cast):
    again = actions.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    ).pupil
    family(cast.oak, again, "Ada Adams")
    held = talk(cast, with_="Ada Adams", pupils=[again])
    both = talk(cast, pupils=[again, cast.amy], with_=("Ada Adams", "Ann Adams"))
    merge = merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead).merge
    assert cast.amy in held.pupils.all()
    assert cast.amy in both.pupils.all()
    take_apart(merge=merge, by=cast.attendance_lead)
    assert list(held.pupils.all()) == [again]
    assert set(both.pupils.all()) == {again, cast.amy}


def test_it_is_erased_with_the_last_child_it_tells_of(cast):
    gil, may = (
        actions.add_pupil(forename=forename, surname="Grey", by=cast.office) for forename in ("Gil", "May")
    )
    about_both = _noted(cast, [gil, may], words="Gil Grey and May were late; gilt edges. Gil will ring.")
    add_note(conversation=about_both, words="Gil rang.", by=cast.office)
    alone = _noted(cast, [gil], words="Gil was late.")
    erase_pupil(pupil=gil, why="asked", by=cast.data_manager)
    assert not Conversation.objects.filter(pk=alone.pk).exists()
    about_both.refresh_from_db()
    child = "[another child]"
    assert about_both.words == f"{child} and May were late; gilt edges. {child} will ring."
    assert about_both.later_notes.get().words == f"{child} rang."
    erase_pupil(pupil=may, why="asked", by=cast.data_manager)
    assert not Conversation.objects.exists()
    assert not LaterNote.objects.exists()
    assert Certificate.objects.order_by("pk").last().counts["correspondence.Conversation"] == 1


def _noted(cast, pupils, *, words):
    """About children who never were on a roll, as a record made by mistake is."""
    held = talk(cast, "amy", words=words)
    held.pupils.set(pupils)
    return held


# --- Read out -----------------------------------------------------------------------------------------------


def test_whom_words_alone_do_not_reach_stands_with_the_batch_until_it_was_read_out(cast, clock, sign_in):
    everybody_spent(cast, clock, amy="6I")
    Contact.objects.filter(name="Abe Adams").update(needs_read_out=True)
    Contact.objects.filter(name="Ann Adams").update(needs_interpreter=True, language="pl")
    batch = sent(cast)
    batch_page = f"{OAK}/messages/{batch.pk}/"
    lead = sign_in(cast.attendance_lead)
    before = lead.get(batch_page).content.decode()
    assert before.count("Note that it was read out") == 4  # two homes, two children
    letter = batch.items.get(pupil=cast.amy, addressee="Abe Adams")
    abe = Contact.objects.get(name="Abe Adams")
    clock.at("2024-11-04T15:00")
    assert letter.reference in lead.get(page(cast), {"letter": letter.pk}).content.decode()
    said = filled_in(
        cast, day="2024-11-04", time="14:45", contacts=[str(abe.pk)], words="Read out.", spoken_by="Ines Lowe"
    )
    assert lead.post(f"{page(cast)}?letter={letter.pk}", said).status_code == 302
    assert Conversation.objects.get().letter == letter
    after = lead.get(batch_page).content.decode()
    assert after.count("Note that it was read out") == 3
    assert "on 4 November 2024 by Ines Lowe" in after


def test_a_letter_about_another_child_is_not_read_out_here(cast, clock, sign_in):
    everybody_spent(cast, clock, amy="6I")
    letter = sent(cast).items.filter(pupil=cast.eve).first()
    words = sign_in(cast.attendance_lead).get(page(cast), {"letter": letter.pk}).content.decode()
    assert letter.reference not in words


# --- A class teacher's own talks ----------------------------------------------------------------------------


def test_a_teacher_notes_a_talk_about_a_child_of_their_class_and_reads_their_own_alone(cast, sign_in):
    talk(cast, "amy", words="The office rang.", spoken_by="Olive Ofori")
    teacher, address = sign_in(cast.teacher), page(cast, rest="talks/")
    link = address.replace("talks/", "")
    assert "Note a talk with the family" in teacher.get(link).content.decode()
    sent = {name: value for name, value in filled_in(cast, kind="talk").items() if name != "spoken_by"}
    assert teacher.post(address, sent).url == address
    shown = teacher.get(address).content.decode()
    assert "A cough; back tomorrow." in shown
    assert "The office rang." not in shown
    held = Conversation.objects.get(words="A cough; back tomorrow.")
    assert (held.spoken_by, held.noted_by, list(held.pupils.all())) == (
        cast.teacher.name,
        cast.teacher,
        [cast.amy],
    )
    timeline = sign_in(cast.office).get(page(cast, rest="timeline/")).content.decode()
    assert "A cough; back tomorrow." in timeline


def test_a_teacher_s_page_offers_only_adults_who_may_be_spoken_with_and_no_number(cast, sign_in):
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    FamilyLink.objects.filter(contact__name="Abe Adams").update(may_contact=False)
    shown = sign_in(cast.teacher).get(page(cast, rest="talks/")).content.decode()
    assert "Ann Adams" in shown
    assert "Abe Adams" not in shown
    assert "900123" not in shown


def test_nobody_but_the_child_s_own_teacher_opens_it(cast, sign_in):
    teacher = sign_in(cast.teacher)
    assert teacher.get(page(cast, "eve", "talks/")).status_code == 404
    assert teacher.get(page(cast, rest="timeline/")).status_code == 404
    for person in (cast.governor, cast.mr_outside, cast.office):
        assert sign_in(person).get(page(cast, rest="talks/")).status_code == 404


def test_a_talk_with_nobody_is_refused_with_a_sentence(cast, sign_in):
    refused = sign_in(cast.teacher).post(page(cast, rest="talks/"), filled_in(cast, kind="talk", contacts=[]))
    assert refused.status_code == 400
    assert "Say which adult was spoken with." in refused.content.decode()
