"""What families answer: kept with the message it answers, with who it came from, or from nobody we know."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.messages.drawn_up import YEAR, everybody_spent
from trellis.attendance.actions import prepare_attendance_letters
from trellis.messages.actions import approve_batch, read_reply, take_reply
from trellis.messages.models import Item, Reply
from trellis.schools.models import Contact

NUMBER = "+447700900123"


@pytest.fixture
def texted(cast, clock):
    """Ann was sent a text about each of her children."""
    everybody_spent(cast, clock)
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term="Autumn 1", channels=["text"], by=cast.office
    )
    approve_batch(batch=batch, by=cast.attendance_lead)
    batch.items.update(state=Item.State.SENT, sent_at=timezone.now() - dt.timedelta(hours=1))
    return batch


def reply(cast, sender=NUMBER, **said):
    told = {"channel": "text", "words": "Thank you", "received_at": timezone.now()}
    return take_reply(school=cast.oak, sender=sender, **{**told, **said})


def test_a_reply_goes_with_the_last_message_sent_to_its_number(cast, texted):
    held = reply(cast, "07700 900 123")
    assert held.item == texted.items.get(pupil=cast.eve)
    assert held.contact.name == "Ann Adams"


def test_a_reply_from_a_contact_who_was_not_written_to_is_theirs(cast, clock):
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    held = reply(cast)
    assert (held.contact.name, held.item) == ("Ann Adams", None)
    by_mail = reply(cast, "Ann@family.example", channel="email")
    assert by_mail.contact.name == "Ann Adams"


def test_a_reply_from_nobody_we_know_is_kept(cast):
    held = reply(cast, "07700 900999")
    assert (held.contact, held.item, held.words) == (None, None, "Thank you")
    assert reply(cast, "SPAM-CO").sender == "SPAM-CO"


def test_a_number_two_people_share_is_nobodys_alone(cast, clock):
    Contact.objects.filter(name__endswith="Adams").update(phone="07700 900123")
    assert reply(cast).contact is None


def test_another_schools_message_is_not_answered(cast, texted):
    held = take_reply(school=cast.elm, channel="text", sender=NUMBER, words="?", received_at=timezone.now())
    assert (held.contact, held.item) == (None, None)


def test_the_same_reply_told_twice_is_one(cast):
    first = reply(cast, provider_reference="abc")
    assert reply(cast, provider_reference="abc") == first
    assert Reply.objects.count() == 1


def test_who_read_it_first_is_kept(cast, clock):
    held = reply(cast)
    assert list(Reply.objects.unread()) == [held]
    read_reply(reply=held, by=cast.office)
    read_reply(reply=held, by=cast.head)
    assert Reply.objects.get().read_by_name == "Olive Ofori"
    assert not Reply.objects.unread().exists()


def test_replies_are_for_those_who_may_see_families_there(cast):
    held = reply(cast)
    assert list(Reply.objects.visible_to(cast.office)) == [held]
    for who in (cast.mr_outside, cast.teacher, cast.governor):
        assert not Reply.objects.visible_to(who).exists()
