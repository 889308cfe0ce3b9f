"""What a sender does on the page: how a batch stands, what a person decides, and what left the machine."""

import html
import json

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from tests.messages.drawn_up import YEAR, everybody_spent
from tests.messages.mail_stand_in import taking_mail
from trellis.attendance.actions import prepare_attendance_letters
from trellis.messages.actions import approve_batch
from trellis.messages.channels import Asked, decide_channels
from trellis.messages.models import Batch, Item
from trellis.messages.sending import send_due
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink, Hold
from trellis.web.cli import parser
from trellis.web.commands import CommandWrong

MESSAGES = "/schools/123456/messages/"


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I")
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")


@pytest.fixture
def by_smtp(cast, half_term, settings):
    with taking_mail() as stand_in:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stand_in.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        decide_channels(place=cast.oak, asked=Asked("outbox", "smtp"), by=cast.head)
        yield stand_in


def prepared(cast, *channels):
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term="Autumn 1", channels=channels, by=cast.office
    )
    return batch


def approved(cast, *channels):
    return approve_batch(batch=prepared(cast, *channels), by=cast.attendance_lead)


def text(response):
    assert response.status_code == 200
    return " ".join(html.unescape(strip_tags(response.content.decode().replace("<", " <"))).split())


def page_of(batch):
    return f"{MESSAGES}{batch.pk}/"


def test_drawing_up_asks_how_each_family_is_reached(cast, half_term, sign_in):
    office = sign_in(cast.office)
    said = {"half_term": "2024:Autumn 1", "ways": "text,email,letter"}
    office.post("/schools/123456/attendance/letters/", said)
    batch = Batch.objects.get()
    assert batch.asked["channels"] == ["text", "email", "letter"]
    said = text(office.get(page_of(batch)))
    assert "2 letters, 2 texts about 2 children." in said
    assert "To: 07700" not in said
    assert "Amy Adams 3B Ann Adams, 07700 900123 English Amber" in said


def test_what_waits_is_listed_however_much_was_approved_since(cast, half_term, sign_in):
    waiting = prepared(cast, "letter")
    first = {"school": cast.oak, "subject": waiting.subject, "asked": waiting.asked, "state": "approved"}
    said = {"since": waiting.since, "until": waiting.until, "prepared_by_name": "Olive Ofori"}
    approved = {"approved_at": timezone.now(), "approved_by_name": "Helen Hart"}
    Batch.objects.bulk_create(Batch(occasion=f"{n}", **first, **said, **approved) for n in range(60))
    page = sign_in(cast.office).get("/schools/123456/messages/").content.decode()
    assert f"/schools/123456/messages/{waiting.pk}/" in page
    assert page.index("Waiting for approval") < page.index("Page 2")


def test_each_kind_is_shown_as_its_family_will_see_it(cast, half_term, sign_in):
    office, batch = sign_in(cast.office), prepared(cast, "text", "letter")
    shown = text(office.get(page_of(batch)))
    assert "Text: 1 of 4 About Amy Adams, 3B, to Ann Adams, 07700 900123" in shown
    assert "Oak Primary: this half-term Amy was here for 70 of 76 half-day sessions" in shown
    assert "Letter: 2 of 4" in text(office.get(page_of(batch), {"item": "2"}))


def test_whoever_approves_is_told_by_what_they_go(cast, by_smtp, sign_in):
    lead = sign_in(cast.attendance_lead)
    assert "Texts go by the outbox." in text(lead.get(page_of(prepared(cast, "text"))))
    assert "E-mails go by the e-mail server." in text(lead.get(page_of(prepared(cast, "email"))))


def test_the_page_says_how_they_stand_and_until_when_some_wait(cast, clock, half_term, sign_in):
    clock.at("2024-11-04 20:30")
    batch = approved(cast, "text", "letter")
    lead = sign_in(cast.attendance_lead)
    said = text(lead.get(page_of(batch)))
    assert "Letter Sent 2" in said
    assert "Text Waiting to be sent 2" in said
    assert "Some wait until Tuesday 5 November, 07:00" in said
    part = lead.get(f"{page_of(batch)}progress/")
    assert 'hx-trigger="every 5s"' in part.content.decode()
    clock.at("2024-11-05 07:00")
    assert "Texts or e-mails wait to be written to the outbox." in text(lead.get(page_of(batch)))
    lead.post(f"{page_of(batch)}send/")
    assert "Text Sent 2" in text(lead.get(page_of(batch)))
    assert "hx-trigger" not in lead.get(f"{page_of(batch)}progress/").content.decode()


def test_an_uncertain_message_has_its_acts_beside_it(cast, by_smtp, sign_in):
    batch = approved(cast, "email")
    by_smtp.at["END"] = 0
    send_due()
    lead = sign_in(cast.attendance_lead)
    said = text(lead.get(page_of(batch)))
    assert "Uncertain: nobody knows whether it arrived" in said
    assert "The e-mail server broke off while it took the message." in said
    assert "It arrived" in said
    first, second = batch.items.order_by("place")
    lead.post(f"{page_of(batch)}{first.pk}/decide/", {"act": "arrived"})
    lead.post(f"{page_of(batch)}{second.pk}/decide/", {"act": "stop"})
    assert [item.state for item in batch.items.order_by("place")] == ["sent", "withdrawn"]
    again = lead.post(f"{page_of(batch)}{first.pk}/decide/", {"act": "again"}, follow=True)
    assert "This message has changed meanwhile" in text(again)
    assert lead.post(f"{page_of(batch)}{first.pk}/decide/", {"act": "x"}).status_code == 404


def test_whoever_may_not_approve_sees_them_and_decides_nothing(cast, by_smtp, sign_in):
    batch = approved(cast, "email")
    by_smtp.at["RCPT"] = 550
    send_due()
    office, item = sign_in(cast.office), batch.items.first()
    said = text(office.get(page_of(batch)))
    assert "The e-mail server answered 550." in said
    assert "Send again" not in said
    assert office.post(f"{page_of(batch)}{item.pk}/decide/", {"act": "again"}).status_code == 404
    elsewhere = sign_in(cast.mr_outside)
    url = f"/schools/234567/messages/{batch.pk}/{item.pk}/decide/"
    assert elsewhere.post(url, {"act": "again"}).status_code == 404


def test_why_one_was_held_back_is_for_those_who_may_know(cast, clock, half_term, sign_in):
    clock.at("2024-11-04 20:30")
    batch = approved(cast, "text")
    clock.at("2024-11-05 07:00")
    FamilyLink.objects.filter(pupil=cast.amy).update(may_contact=False, order="Order")
    Hold.objects.create(
        pupil=cast.eve, school=cast.oak, kind="bereavement", held_by="the head", since="2024-11-05"
    )
    send_due()
    office = text(sign_in(cast.office).get(page_of(batch)))
    assert office.count("held by the safeguarding lead") >= 2
    assert "Must not be contacted" not in office
    assert "Must not be contacted" in text(sign_in(cast.head).get(page_of(batch)))


def test_what_left_the_machine_is_listed_and_files_are_not(cast, by_smtp, sign_in):
    approved(cast, "text")
    office = sign_in(cast.office)
    assert "Nothing has left this machine." in text(office.get(f"{MESSAGES}left/"))
    Item.objects.update(state="failed")
    batch = approved(cast, "email")
    send_due()
    AccessLogEntry.objects.all().delete()
    said = text(office.get(f"{MESSAGES}left/"))
    assert f"4 November 2024, 09:00 E-mail by the e-mail server {batch.items.last().reference}" in said
    assert "Ann Adams, ann@family.example" in said
    assert AccessLogEntry.objects.get().pupils == 2


# --- by command ---------------------------------------------------------------------------------------------


def trellis(arguments):
    """The exit status of a command."""
    args = parser().parse_args(arguments)
    try:
        return args.run(args)
    except CommandWrong:
        return 2


def test_what_waits_is_sent_by_command(cast, by_smtp, capsys):
    approved(cast, "email")
    assert trellis(["messages", "send", "--until-idle", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"done": {"sent": 2}, "waiting": 0, "for_a_person": 0}
    assert len(by_smtp.taken) == 2


def test_the_command_says_when_something_waits_for_a_person(cast, by_smtp, capsys):
    approved(cast, "email")
    by_smtp.at["END"] = 0
    assert trellis(["messages", "send"]) == 1
    assert "For somebody to look at: 2." in capsys.readouterr().out


def test_messages_are_listed_by_reference_and_state_and_nobody_is_named(cast, by_smtp, capsys):
    batch = approved(cast, "text", "letter")
    assert trellis(["messages", "list", "--school", "123456", "--json"]) == 0
    out = capsys.readouterr().out
    rows = json.loads(out)["rows"]
    assert {row["reference"] for row in rows} == set(batch.items.values_list("reference", flat=True))
    assert "Adams" not in out
    assert trellis(["messages", "list", "--state", "uncertain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []
    assert trellis(["messages", "list", "--state", "lost"]) == 2
    assert trellis(["messages", "list", "--school", "999999"]) == 2
