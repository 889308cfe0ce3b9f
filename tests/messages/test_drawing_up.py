"""Drawing up for any subject: one message a child and home, or one a family."""

import datetime as dt

import pytest

from tests.messages.families import family
from trellis.messages.actions import approve_batch, offer_templates, prepare_batch
from trellis.messages.drafts import SUBJECTS, Subject
from trellis.messages.drawing_up import FIELDS, About, draw_up
from trellis.messages.models import Channel, Item, LeftOut
from trellis.schools.models import Contact, Enrolment, Hold

TODAY = dt.date(2024, 9, 10)
TERM = {"since": dt.date(2024, 9, 2), "until": dt.date(2024, 10, 25)}


def draw(school, asked):
    """A word to every family, or about every child of the school."""
    enrolments = Enrolment.objects.filter(school=school).select_related("pupil")
    return draw_up(
        SUBJECTS["hello"],
        school,
        [About(each.pupil, each, "3B", template="hello") for each in enrolments],
        occasion="fair",
        counted={},
        channels=asked["channels"],
        one_a_family=asked["family"],
        **TERM,
    )


@pytest.fixture
def hello(monkeypatch):
    subject = Subject(
        name="hello",
        words="Hello",
        templates={"hello": "A word"},
        fields=[field for field in FIELDS if field.name in {"addressee", "school"}],
        conditions=(),
        draw_up=draw,
        shipped=lambda name: {
            (channel, "en"): ("A word", "Dear {addressee}, come to the fair.") for channel in Channel.values
        },
        describe=lambda asked: "the fair",
        explain=lambda counted: [],
        page="attendance:draw_up_letters",
        channels=frozenset(Channel.values),
    )
    monkeypatch.setitem(SUBJECTS, "hello", subject)
    return subject


def prepared(cast, subject, *channels, family=True):
    offer_templates(school=cast.oak, subject=subject)
    asked = {"channels": list(channels), "family": family}
    draft = draw(cast.oak, asked)
    return prepare_batch(
        school=cast.oak, subject="hello", occasion="fair", asked=asked, draft=draft, by=cast.office, **TERM
    )


def to(batch):
    return [(item.pupil and item.pupil.forename, item.addressee) for item in batch.items.all()]


def test_a_family_with_two_children_gets_one_message_about_neither(cast, hello):
    assert to(prepared(cast, hello, "letter")) == [(None, "Ann Adams"), (None, "Abe Adams")]
    assert to(prepared(cast, hello, "letter", family=False)) == [
        ("Amy", "Ann Adams"),
        ("Amy", "Abe Adams"),
        ("Eve", "Ann Adams"),
        ("Eve", "Abe Adams"),
    ]


def test_a_family_is_written_to_once_whichever_child_or_channel(cast, hello):
    approve_batch(batch=prepared(cast, hello, "letter"), by=cast.head)
    Contact.objects.update(phone="07700 900123")
    again = prepared(cast, hello, "text", "letter")
    assert to(again) == []
    assert {row.reason for row in again.left_out.filter(pupil__surname="Adams")} == {"already_written"}


def test_a_hold_about_one_child_leaves_the_familys_message_by_the_other(cast, hello):
    Hold.objects.create(pupil=cast.amy, school=cast.oak, kind="other", held_by="the office", since=TODAY)
    batch = prepared(cast, hello, "letter")
    assert to(batch) == [(None, "Ann Adams"), (None, "Abe Adams")]
    Hold.objects.create(pupil=cast.eve, school=cast.oak, kind="other", held_by="the office", since=TODAY)
    assert to(prepared(cast, hello, "letter")) == []


def test_the_letter_about_no_child_is_printed_and_named_by_its_family(cast, hello, data_folder):
    batch = approve_batch(batch=prepared(cast, hello, "letter"), by=cast.head)
    item = batch.items.first()
    assert item.file == f"ann-adams-{item.reference}.pdf"
    assert (data_folder / "outbox" / batch.folder / item.file).exists()


def test_texts_and_e_mails_wait_for_the_morning_and_letters_are_printed(cast, clock, hello):
    clock.at("2024-09-10 20:30")
    Contact.objects.filter(name="Abe Adams").update(phone="07700 900123")
    family(cast.oak, cast.ben, "Bea Bright")
    batch = approve_batch(batch=prepared(cast, hello, "text", "email", "letter"), by=cast.head)
    assert {(item.channel, item.state) for item in batch.items.all()} == {
        ("text", "queued"),
        ("email", "queued"),
        ("letter", "sent"),
    }
    assert batch.state == "approved"
    assert set(Item.objects.waiting()) == set(batch.items.exclude(channel="letter"))


def test_every_item_has_a_reference_nobody_else_has(cast, hello):
    batch = prepared(cast, hello, "letter")
    references = [item.reference for item in batch.items.all()]
    assert len(set(references)) == 2
    assert all(len(reference) == 11 for reference in references)
    again = prepared(cast, hello, "letter")
    assert not set(references) & {item.reference for item in again.items.all()}


def test_a_child_may_have_a_reason_of_the_subjects_own(cast, hello):
    about = About(cast.amy, cast.enrolment("amy"), "3B", "hello", why_not=(LeftOut.Reason.TOO_FEW, "3 of 20"))
    offer_templates(school=cast.oak, subject=hello)
    draft = draw_up(hello, cast.oak, [about], occasion="x", counted={}, **TERM)
    assert [each.why(may_know=False) for each in draft.left_out] == [
        "Too few sessions to say anything: 3 of 20"
    ]
