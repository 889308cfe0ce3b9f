"""Sending: once and never twice; refused, later or of unknown fate; quiet hours; what a person decides."""

import datetime as dt
import socket
from contextlib import contextmanager

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.drawn_up import YEAR, everybody_spent
from tests.messages.mail_stand_in import taking_mail
from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE, standing_in
from trellis.attendance.actions import prepare_attendance_letters
from trellis.messages import outbox, sending
from trellis.messages.actions import approve_batch, opt_out
from trellis.messages.channels import Asked, decide_channels
from trellis.messages.models import Attempt, Batch, Item
from trellis.messages.sending import (
    ProblemWithItem,
    it_arrived,
    look_after,
    send_again,
    send_due,
    stop,
    work_once,
)
from trellis.messages.states import NEXT, move
from trellis.schools.models import Contact, FamilyLink, Hold
from trellis.schools.settings import decide

BY = "command line, tests"
NUMBER = "+447700900123"


@pytest.fixture
def half_term(cast, clock):
    """It is Monday 4 November 2024, nine o'clock; Ann has a mobile number."""
    everybody_spent(cast, clock, amy="6I 2O 3L")
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")


def approved(cast, *channels):
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term="Autumn 1", channels=channels, by=cast.office
    )
    return approve_batch(batch=batch, by=cast.attendance_lead)


def states(batch):
    return [item.state for item in batch.items.order_by("place")]


def said(item):
    return [(each.outcome, each.says) for each in item.attempts.all()]


def later(clock, **length):
    clock.at(clock.moment + dt.timedelta(**length))


@contextmanager
def stopping_half_way(monkeypatch):
    """The sender stops once it has handed a message over, before it wrote down that it had."""

    def stops(*args, **said):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_sent", stops)
        with pytest.raises(KeyboardInterrupt):
            yield


@pytest.fixture
def notify(settings):
    with standing_in() as stand_in:
        settings.NOTIFY_URL = stand_in.url
        yield stand_in
    assert stand_in.complaints == []


@pytest.fixture
def by_notify(cast, half_term, notify):
    asked = Asked("notify", "notify", KEY, TEXT_TEMPLATE, EMAIL_TEMPLATE)
    decide_channels(place=cast.oak, asked=asked, by=cast.head)
    return notify


@pytest.fixture
def mail(settings):
    with taking_mail() as stand_in:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stand_in.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        settings.DEFAULT_FROM_EMAIL = "office@oak.example"
        yield stand_in


@pytest.fixture
def by_smtp(cast, half_term, mail):
    decide_channels(place=cast.oak, asked=Asked("outbox", "smtp"), by=cast.head)
    return mail


# --- the table ----------------------------------------------------------------------------------------------


def test_every_state_has_its_next():
    assert set(NEXT) == set(Item.State)
    assert {state for following in NEXT.values() for state in following} <= set(Item.State)


@given(st.sampled_from(list(Item.State)), st.sampled_from(list(Item.State)))
def test_what_is_not_in_the_table_is_refused(one, other):
    if other not in NEXT[one]:
        with pytest.raises(ValueError, match="never becomes"):
            move(Item(pk=1, state=one), other)


def test_nothing_that_may_have_arrived_is_sent_again_by_the_table_alone():
    assert NEXT[Item.State.DELIVERED] == frozenset()
    assert Item.State.QUEUED not in NEXT[Item.State.SENT]


# --- files in the outbox ------------------------------------------------------------------------------------


def test_a_text_is_a_file_written_at_the_approval(cast, half_term, data_folder):
    batch = approved(cast, "text")
    assert batch.state == Batch.State.SENT
    item = batch.items.first()
    held = (data_folder / "outbox" / batch.folder / item.file).read_text()
    assert item.file == f"text-{item.reference}.txt"
    assert held == f"To: {NUMBER}\nReference: {item.reference}\n\n{item.words}\n"
    assert item.state_in_words == "Written to the outbox"


def test_an_e_mail_is_a_file_a_mail_program_opens(cast, half_term, data_folder):
    batch = approved(cast, "email")
    item = batch.items.first()
    held = (data_folder / "outbox" / batch.folder / item.file).read_bytes()
    assert b"To: ann@family.example" in held
    assert f"Message-ID: <{item.reference}@localhost>".encode() in held
    assert bytes(sending.smtp.message_of(item)) == held


def test_a_sender_that_stopped_after_the_file_writes_no_second(cast, half_term, monkeypatch, data_folder):
    with stopping_half_way(monkeypatch):
        approved(cast, "text")
    item = Item.objects.get(state="sending")
    files = sorted((data_folder / "outbox").rglob("text-*"))
    assert len(files) == 1
    before = files[0].stat().st_mtime_ns
    assert not work_once().counts.get("queued")  # a sender may still be at work on it
    Item.objects.filter(pk=item.pk).update(claimed_at=timezone.now() - dt.timedelta(minutes=6))
    work_once()
    item.refresh_from_db()
    assert item.state == "sent"
    assert files[0].stat().st_mtime_ns == before
    assert len(sorted((data_folder / "outbox").rglob("text-*"))) == 2  # the other child's


def test_two_senders_never_take_up_the_same_item(cast, half_term):
    decide(place=cast.oak, name="quiet_from", value="08:00", by=BY)
    decide(place=cast.oak, name="quiet_until", value="08:00", by=BY)
    batch = approved(cast, "text")
    batch.items.update(state="queued", sent_at=None, file="")
    one, other = (sending._Sender(["outbox"], batch) for _sender in range(2))
    taken = [sender.claim() for sender in (one, other, one, other)]
    assert [item and item.place for item in taken] == [1, 2, None, None]


# --- quiet hours --------------------------------------------------------------------------------------------


def test_what_falls_into_quiet_hours_waits_and_says_until_when(cast, clock, half_term):
    clock.at("2024-11-04 20:30")
    batch = approved(cast, "text")
    seven = dt.datetime(2024, 11, 5, 7, 0, tzinfo=dt.UTC)
    assert {(item.state, item.not_before) for item in batch.items.all()} == {("queued", seven)}
    assert batch.state == Batch.State.APPROVED
    assert not send_due()
    clock.at("2024-11-05 07:00")
    assert send_due().counts == {"sent": 2}
    batch.refresh_from_db()
    assert batch.state == Batch.State.SENT


def test_texts_wait_at_weekends_and_e_mails_do_not(cast, clock, half_term):
    Contact.objects.filter(name="Abe Adams").update(email="abe@family.example")
    clock.at("2024-11-09 10:00")
    batch = approved(cast, "text", "email")
    assert {(item.channel, item.state) for item in batch.items.all()} == {
        ("text", "queued"),
        ("email", "sent"),
    }
    decide(place=cast.oak, name="quiet_weekends", value="no", by=BY)
    batch.items.filter(channel="text").update(not_before=None)
    assert send_due().counts == {"sent": 2}


def test_quiet_hours_that_begin_while_the_sender_is_at_work_are_kept(cast, clock, half_term, monkeypatch):
    clock.at("2024-11-04 19:59")
    written = outbox.write_message

    def takes_long(item):
        clock.at("2024-11-04 20:00")
        return written(item)

    monkeypatch.setattr(outbox, "write_message", takes_long)
    assert states(approved(cast, "text")) == ["sent", "queued"]


def test_nobody_is_woken_on_the_night_the_clocks_change(cast, clock, half_term):
    decide(place=cast.oak, name="quiet_until", value="01:30", by=BY)
    decide(place=cast.oak, name="quiet_weekends", value="no", by=BY)
    batch = approved(cast, "text")
    batch.items.update(state="queued", sent_at=None)
    clock.at(dt.datetime(2025, 10, 26, 0, 45, tzinfo=dt.UTC))  # a quarter to two, for the first time
    assert not send_due()
    clock.at(dt.datetime(2025, 10, 26, 1, 29, tzinfo=dt.UTC))  # and for the second
    assert not send_due()
    clock.at(dt.datetime(2025, 10, 26, 1, 30, tzinfo=dt.UTC))
    assert send_due().counts == {"sent": 2}


# --- what has come about since the approval -----------------------------------------------------------------


@pytest.fixture
def waiting(cast, clock, half_term):
    clock.at("2024-11-04 20:30")
    batch = approved(cast, "text")
    clock.at("2024-11-05 07:00")
    return batch


def test_a_hold_placed_since_holds_the_message_back(cast, waiting):
    Hold.objects.create(
        pupil=cast.amy, school=cast.oak, kind="bereavement", held_by="the head", since="2024-11-05"
    )
    assert send_due().counts == {"held": 1, "sent": 1}
    held = waiting.items.get(pupil=cast.amy)
    assert held.state == "held"
    assert "bereavement" not in str(said(held)).lower()
    assert not waiting.items.waiting().exists()


def test_so_do_an_order_and_an_opt_out(cast, waiting):
    FamilyLink.objects.filter(pupil=cast.amy).update(may_contact=False)
    ann = Contact.objects.get(name="Ann Adams")
    opt_out(contact=ann, school=cast.oak, channel="text", how="By text", by=cast.office)
    assert send_due().counts == {"held": 2}
    assert {each.says for each in Attempt.objects.filter(outcome="held")} == {"do_not_contact", "opted_out"}


def test_what_was_held_back_goes_once_somebody_says_so_and_it_may(cast, waiting):
    hold = Hold.objects.create(
        pupil=cast.amy, school=cast.oak, kind="other", held_by="the head", since="2024-11-05"
    )
    send_due()
    item = waiting.items.get(pupil=cast.amy)
    send_again(item=item, by=cast.head)
    assert send_due().counts == {"held": 1}
    hold.delete()
    item.refresh_from_db()
    send_again(item=item, by=cast.head)
    assert send_due().counts == {"sent": 1}


# --- an e-mail server ---------------------------------------------------------------------------------------


def test_an_e_mail_goes_by_the_server_once_it_is_switched_on(cast, by_smtp):
    batch = approved(cast, "email")
    assert states(batch) == ["queued", "queued"]  # a sender takes them: nothing leaves in passing
    assert send_due().counts == {"sent": 2}
    message = by_smtp.taken[0]
    item = batch.items.first()
    assert message["To"] == "ann@family.example"
    assert message["From"] == "Oak Primary <office@oak.example>"
    assert message["Subject"] == "Amy’s attendance: Autumn 1, 2024/25"
    assert message["Message-ID"] == f"<{item.reference}@oak.example>"
    assert message.get_content().replace("\r\n", "\n").strip() == item.words.strip()
    assert not send_due()
    assert len(by_smtp.taken) == 2


@pytest.mark.parametrize(
    ("step", "code", "state", "taken"),
    [
        ("MAIL", 451, "queued", 0),
        ("RCPT", 450, "queued", 0),
        ("RCPT", 550, "failed", 0),
        ("RCPT", 0, "queued", 0),
        ("DATA", 451, "queued", 0),
        ("DATA", 554, "failed", 0),
        ("END", 452, "queued", 0),
        ("END", 552, "failed", 0),
        ("END", 0, "uncertain", 1),
    ],
)
def test_where_the_server_refuses_or_breaks_off(cast, by_smtp, step, code, state, taken):
    batch = approved(cast, "email")
    by_smtp.at[step] = code
    send_due(most=1)
    assert states(batch)[0] == state
    assert len(by_smtp.taken) == taken


def test_a_server_that_cannot_be_reached_is_tried_again_after_growing_pauses(cast, clock, by_smtp, settings):
    batch = approved(cast, "email")
    settings.EMAIL_PORT = 1
    pauses = []
    for _time in range(6):
        send_due(most=1)
        item = batch.items.first()
        pauses.append((item.not_before - timezone.now()) // dt.timedelta(minutes=1))
        clock.at(max(item.not_before, timezone.now()))
        Item.objects.exclude(pk=item.pk).update(not_before=clock.moment + dt.timedelta(days=9))
        decide(place=cast.oak, name="quiet_until", value="20:00", by=BY)
    assert pauses == [1, 5, 15, 60, 180, 360]
    send_due(most=1)
    item = batch.items.first()
    assert item.state == "failed"
    assert said(item)[-1] == ("later", "The e-mail server could not be reached.")


def test_senders_that_stop_before_they_begin_use_up_no_patience(cast, by_smtp):
    batch = approved(cast, "email")
    for _time in range(9):
        assert sending._Sender(["smtp"]).claim() == batch.items.first()
        assert look_after(lease=dt.timedelta(0)).counts == {"queued": 1}
    by_smtp.at["MAIL"] = 451
    send_due(most=1)
    item = batch.items.first()
    assert (item.state, item.refusals) == ("queued", 1)


def test_an_e_mail_whose_sender_is_gone_before_it_ended_was_not_taken(by_smtp):
    with socket.create_connection(("127.0.0.1", by_smtp.port)) as half_way, half_way.makefile("rb") as says:
        says.readline()
        for line in (b"MAIL FROM:<a@b.example>", b"RCPT TO:<c@d.example>", b"DATA"):
            half_way.sendall(line + b"\r\n")
            says.readline()
        half_way.sendall(b"Message-ID: <1@b.example>\r\n\r\nHalf of")
        half_way.shutdown(socket.SHUT_WR)
        assert says.read() == b""
    assert by_smtp.taken == []


def test_a_crash_after_the_hand_over_is_never_sent_again_by_itself(cast, clock, by_smtp, monkeypatch):
    batch = approved(cast, "email")

    with stopping_half_way(monkeypatch):
        send_due()
    later(clock, minutes=6)
    work_once()
    assert states(batch) == ["uncertain", "sent"]
    later(clock, days=1)
    work_once()
    item = batch.items.first()
    assert item.state == "uncertain"
    assert len(by_smtp.taken) == 2
    it_arrived(item=item, by=cast.attendance_lead)
    assert said(item)[-1] == ("decided", "It arrived.")
    assert item.attempts.last().by_name == "Anil Attar"
    assert states(batch) == ["sent", "sent"]


def test_a_crash_before_the_hand_over_waits_again(cast, clock, by_smtp, monkeypatch):
    batch = approved(cast, "email")
    taken = sending._Sender(["smtp"], batch).claim()
    assert taken.state == "sending"
    later(clock, minutes=6)
    assert work_once().counts == {"queued": 1, "sent": 2}
    assert len(by_smtp.taken) == 2


def test_a_person_may_have_an_uncertain_message_sent_again(cast, by_smtp):
    batch = approved(cast, "email")
    by_smtp.at["END"] = 0
    send_due()
    assert states(batch) == ["uncertain", "uncertain"]
    by_smtp.at.clear()
    item = batch.items.first()
    send_again(item=item, by=cast.head)
    send_due()
    assert states(batch) == ["sent", "uncertain"]


# --- GOV.UK Notify ------------------------------------------------------------------------------------------


def test_notify_is_sent_the_words_the_number_and_our_reference(cast, by_notify):
    batch = approved(cast, "text", "email")
    assert send_due().counts == {"sent": 2}
    item = batch.items.first()
    taken = by_notify.taken[0]
    assert taken["phone_number"] == NUMBER
    assert taken["personalisation"] == {"message": item.words}
    assert taken["reference"] == item.reference
    assert item.attempts.get().provider_reference == taken["id"]


def test_an_e_mail_by_notify_has_its_subject(cast, by_notify):
    batch = approved(cast, "email")
    send_due()
    assert by_notify.taken[0]["personalisation"] == {
        "subject": "Amy’s attendance: Autumn 1, 2024/25",
        "message": batch.items.first().words,
    }


@pytest.mark.parametrize(
    ("status", "state", "says"),
    [
        (400, "failed", "GOV.UK Notify answered 400: made to say 400"),
        (403, "queued", "GOV.UK Notify answered 403: made to say 403"),
        (429, "queued", "GOV.UK Notify answered 429: made to say 429"),
        (500, "uncertain", "GOV.UK Notify answered 500: made to say 500"),
        (503, "uncertain", "GOV.UK Notify answered 503: made to say 503"),
        ("drop", "uncertain", "GOV.UK Notify did not answer."),
        ("take and drop", "uncertain", "GOV.UK Notify did not answer."),
    ],
)
def test_what_notify_answers_decides_what_becomes_of_it(cast, by_notify, status, state, says):
    batch = approved(cast, "text")
    by_notify.answers.append(status)
    send_due(most=1)
    item = batch.items.first()
    assert item.state == state
    assert item.attempts.get().says == says


def test_notify_that_hangs_leaves_it_uncertain(cast, by_notify, monkeypatch):
    monkeypatch.setattr("trellis.messages.notify.ANSWER", 0.2)
    batch = approved(cast, "text")
    by_notify.answers.append("take and hang")
    send_due(most=1)
    assert states(batch)[0] == "uncertain"


def test_notify_that_cannot_be_reached_was_surely_not_asked(cast, by_notify, settings, unused_port):
    settings.NOTIFY_URL = f"http://127.0.0.1:{unused_port}"
    batch = approved(cast, "text")
    send_due(most=1)
    assert said(batch.items.first()) == [("later", "GOV.UK Notify could not be reached.")]


def test_taken_without_an_answer_it_is_found_by_its_reference_and_not_sent_twice(cast, clock, by_notify):
    batch = approved(cast, "text")
    by_notify.answers.append("take and drop")
    send_due()
    assert states(batch) == ["uncertain", "sent"]
    later(clock, minutes=1)
    work_once()
    assert states(batch) == ["sent", "sent"]
    assert len(by_notify.taken) == 2
    assert sorted(by_notify.references()) == sorted(batch.items.values_list("reference", flat=True))


def test_never_taken_it_is_sent_again_only_once_notify_has_surely_none(cast, clock, by_notify):
    batch = approved(cast, "text")
    by_notify.answers.append("drop")
    send_due()
    later(clock, minutes=2)
    work_once()
    assert states(batch) == ["uncertain", "sent"]  # it may still turn up
    later(clock, minutes=10)
    assert work_once().counts["queued"] == 1
    work_once()
    assert states(batch)[0] == "sent"
    assert len(by_notify.taken) == 2
    assert any("reference=" in path for path in by_notify.asked)


def test_notify_is_asked_before_a_retry_that_a_person_ordered_too(cast, by_notify):
    batch = approved(cast, "text")
    by_notify.answers.append("take and drop")
    send_due(most=1)
    item = batch.items.first()
    send_again(item=item, by=cast.head)
    send_due()
    assert states(batch) == ["sent", "sent"]
    assert len(by_notify.taken) == 2


def test_a_sender_that_stopped_half_way_asks_notify_first(cast, clock, by_notify, monkeypatch):
    batch = approved(cast, "text")

    with stopping_half_way(monkeypatch):
        send_due()
    later(clock, minutes=6)
    work_once()
    later(clock, minutes=2)
    work_once()
    assert states(batch) == ["sent", "sent"]
    assert len(by_notify.taken) == 2


@pytest.mark.parametrize(
    ("status", "state", "says"),
    [
        ("delivered", "delivered", ""),
        ("permanent-failure", "failed", "The number or address does not exist."),
        ("temporary-failure", "failed", "The telephone was off or full for days, or the mailbox was full."),
        ("sending", "sent", None),
    ],
)
def test_what_became_of_it_is_asked_until_it_is_final(cast, clock, by_notify, status, state, says):
    batch = approved(cast, "text")
    send_due()
    item = batch.items.first()
    by_notify.statuses[item.reference] = status
    later(clock, minutes=2)
    look_after()
    item.refresh_from_db()
    assert item.state == state
    if says is None:
        assert item.not_before > timezone.now()
        later(clock, days=8)
        look_after()
        item.refresh_from_db()
        assert item.not_before is None
    else:
        assert item.attempts.last().says == says


def test_a_text_that_failed_on_its_way_can_be_sent_again(cast, clock, by_notify):
    batch = approved(cast, "text")
    send_due()
    item = batch.items.first()
    by_notify.statuses[item.reference] = "temporary-failure"
    later(clock, minutes=2)
    look_after()
    item.refresh_from_db()
    send_again(item=item, by=cast.head)
    send_due()
    assert by_notify.references().count(item.reference) == 2


def test_a_key_that_cannot_be_opened_any_more_says_so(cast, by_notify, settings):
    batch = approved(cast, "text")
    settings.SECRET_KEY = "another"
    send_due(most=1)
    assert said(batch.items.first()) == [
        ("later", "The key of GOV.UK Notify cannot be read any more: give it again in the settings.")
    ]


# --- what a person decides ----------------------------------------------------------------------------------


def test_what_waits_can_be_stopped(cast, waiting):
    item = waiting.items.first()
    stop(item=item, by=cast.head)
    assert send_due().counts == {"sent": 1}
    assert states(waiting) == ["withdrawn", "sent"]


def test_what_has_gone_cannot_be_stopped_or_sent_again(cast, waiting):
    send_due()
    item = waiting.items.first()
    for act in (stop, send_again, it_arrived):
        with pytest.raises(ProblemWithItem, match="has changed meanwhile"):
            act(item=item, by=cast.head)


def test_what_was_written_in_another_way_since_is_not_sent_again(cast, clock, by_notify):
    batch = approved(cast, "text")
    by_notify.answers.extend([400, 400])
    send_due()
    assert states(batch) == ["failed", "failed"]
    decide_channels(place=cast.oak, asked=Asked("outbox", "outbox"), by=cast.head)
    approved(cast, "text", "letter")
    with pytest.raises(ProblemWithItem, match="in another way since"):
        send_again(item=batch.items.first(), by=cast.head)
