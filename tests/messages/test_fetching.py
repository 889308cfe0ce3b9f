"""Replies fetched from GOV.UK Notify by the worker: each once, with what it answers, at the right school."""

import threading
import uuid

import pytest
from django.utils import timezone

from tests.messages.families import family
from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE, standing_in
from tests.messages.test_replies import texted  # noqa: F401 - a fixture
from trellis.messages import at_work
from trellis.messages.channels import Asked, decide_channels
from trellis.messages.fetching import fetch_replies
from trellis.messages.models import OptOut, Reply

ANN, NOBODY = "447700900123", "447700900999"


@pytest.fixture
def notify(settings):
    with standing_in() as stand_in:
        settings.NOTIFY_URL = stand_in.url
        yield stand_in
    assert stand_in.complaints == []


def switch_on(place, by, texts="notify"):
    asked = Asked(texts, "outbox", KEY, TEXT_TEMPLATE, EMAIL_TEMPLATE)
    decide_channels(place=place, asked=asked, by=by)


def comes(notify, words, sender=ANN):
    """A text comes: Notify gives the newest first."""
    at = timezone.now().isoformat()
    said = {"id": str(uuid.uuid4()), "user_number": sender, "content": words, "created_at": at}
    notify.received.insert(0, {**said, "notify_number": "07700900000", "service_id": str(uuid.uuid4())})


def words():
    return [reply.words for reply in Reply.objects.order_by("pk")]


def test_what_families_text_back_is_fetched_once_and_stands_with_what_it_answers(cast, texted, notify):  # noqa: F811
    switch_on(cast.oak, cast.head)
    comes(notify, "She is ill")
    comes(notify, "Who is this?", NOBODY)
    assert fetch_replies() == 2
    known, unknown = Reply.objects.order_by("pk")
    assert (known.contact.name, known.item.batch, known.school) == ("Ann Adams", texted, cast.oak)
    assert (unknown.contact, unknown.sender) == (None, f"+{NOBODY}")
    comes(notify, "Better now")
    assert (fetch_replies(), fetch_replies()) == (1, 0)
    assert words() == ["She is ill", "Who is this?", "Better now"]


def test_page_after_page_is_read_until_one_says_nothing_new(cast, clock, notify):
    switch_on(cast.oak, cast.head)
    notify.a_page = 2
    for number in range(5):
        comes(notify, f"Reply {number}")
    assert fetch_replies() == 5
    assert sorted(words()) == [f"Reply {number}" for number in range(5)]
    notify.asked.clear()
    assert fetch_replies() == 0
    assert notify.asked == ["/v2/received-text-messages"]


def test_a_stop_that_was_put_right_is_not_honoured_again(cast, texted, notify):  # noqa: F811
    switch_on(cast.oak, cast.head)
    comes(notify, "STOP")
    fetch_replies()
    assert OptOut.objects.on(timezone.localdate()).get().contact.name == "Ann Adams"
    OptOut.objects.all().delete()
    fetch_replies()
    assert not OptOut.objects.exists()


def test_only_what_was_switched_on_is_asked(cast, clock, notify):
    assert fetch_replies() == 0
    switch_on(cast.oak, cast.head, texts="outbox")
    assert fetch_replies() == 0
    assert notify.asked == []


def test_a_service_of_several_schools_gives_each_its_own(cast, texted, notify):  # noqa: F811
    family(cast.elm, cast.zak, "Zoe Zane", phone="07700 900555")
    switch_on(cast.authority, "command line, tests")
    comes(notify, "She is ill")
    comes(notify, "Zak is better", "447700900555")
    comes(notify, "Who is this?", NOBODY)
    assert (fetch_replies(), fetch_replies()) == (2, 0)
    assert {
        reply.words: (reply.school, reply.contact and reply.contact.name) for reply in Reply.objects.all()
    } == {
        "She is ill": (cast.oak, "Ann Adams"),
        "Zak is better": (cast.elm, "Zoe Zane"),
    }


def test_a_service_that_cannot_be_reached_is_asked_another_time(cast, clock, settings):
    switch_on(cast.oak, cast.head)
    settings.NOTIFY_URL = "http://127.0.0.1:9"
    assert fetch_replies() == 0


def test_the_worker_fetches_by_itself(monkeypatch):
    stop, fetched = threading.Event(), []
    monkeypatch.setattr(at_work, "LOOK_EVERY", 0)
    monkeypatch.setattr(at_work, "work_once", lambda **said: None)
    monkeypatch.setattr(at_work, "remind_due", lambda: None)
    monkeypatch.setattr(at_work, "close_old_connections", lambda: None)
    monkeypatch.setattr(at_work.connections, "close_all", lambda: None)

    def fetches():
        fetched.append(True)
        stop.set()

    monkeypatch.setattr(at_work, "fetch_replies", fetches)
    at_work.work(stop)
    assert fetched == [True]
