"""Families told that a newsletter is out or given a guide, and what is whose to do today."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from tests.messages.families import family
from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY
from tests.rhythm.arranged import FRIDAYS, a_duty
from tests.telling.news import (
    a_board,
    a_guide,
    a_newsletter,
    a_page,
    a_published_newsletter,
    an_edition,
    asked,
    of_class,
    published,
    written,
)
from trellis.messages import outbox
from trellis.messages.actions import approve_batch
from trellis.messages.channels import Asked, decide_channels
from trellis.messages.models import Batch, Channel, LeftOut
from trellis.messages.sending import send_due
from trellis.messages.smtp import message_of
from trellis.rhythm.events import happened
from trellis.rhythm.places import PLACES
from trellis.schools.models import Hold
from trellis.schools.owning import AtWork
from trellis.telling import actions, sending
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.mine import mine
from trellis.telling.publishing import PAPER, path_of
from trellis.telling.schedule import next_newsletter

TEXT_THEN_LETTER = [Channel.TEXT, Channel.LETTER]


def told(batch) -> list[tuple[str, str]]:
    return [(item.channel, item.addressee) for item in batch.items.order_by("place")]


def says(item) -> str:
    return " ".join(str(value) for side in item.sides.all() for part in side.parts for value in part.values())


def test_each_home_is_told_once_though_it_has_two_children_there(cast):
    edition = a_published_newsletter(cast)
    family(cast.oak, cast.ben, "Bea Bright")
    batch = sending.tell_of_newsletter(edition=edition, channels=[Channel.LETTER], by=cast.office)
    assert told(batch) == [("letter", "Ann Adams"), ("letter", "Abe Adams"), ("letter", "Bea Bright")]
    item = batch.items.first()
    assert item.pupil is None
    assert "Our newsletter Oak News came out on 10 September 2024. In it: Outdoors." in says(item)
    assert "Amy" not in says(item)


def test_a_text_has_no_link_and_goes_where_there_is_a_mobile(cast):
    edition = a_published_newsletter(cast)
    link = family(cast.oak, cast.ben, "Bea Bright")
    link.contact.phone = "07700 900123"
    link.contact.save()
    batch = sending.tell_of_newsletter(edition=edition, channels=TEXT_THEN_LETTER, by=cast.office)
    by_channel = {item.addressee: item for item in batch.items.all()}
    assert by_channel["Bea Bright"].channel == "text"
    assert by_channel["Ann Adams"].channel == "letter"
    words = says(by_channel["Bea Bright"])
    assert "Oak Primary: our newsletter Oak News is out. In it: Outdoors." in words
    assert "http" not in words


def test_a_newsletter_of_a_class_is_told_to_its_families_alone(cast):
    newsletter = of_class(cast)
    written(cast, newsletter)
    actions.take_out_section(section=newsletter.sections.get(kind="home_help"))
    family(cast.oak, cast.ben, "Bea Bright")
    family(cast.oak, cast.fay, "Flo Finch", at="2 High Street")
    batch = sending.tell_of_newsletter(
        edition=published(cast, newsletter), channels=["letter"], by=cast.office
    )
    assert {name for _channel, name in told(batch)} == {"Ann Adams", "Abe Adams", "Bea Bright"}


def test_a_hold_keeps_the_message_back(cast):
    edition = a_published_newsletter(cast)
    for pupil in (cast.amy, cast.eve):
        Hold.objects.create(
            pupil=pupil, school=cast.oak, kind="other", held_by="the safeguarding lead", since=cast.today
        )
    batch = sending.tell_of_newsletter(edition=edition, channels=["letter"], by=cast.office)
    assert told(batch) == []
    assert LeftOut.Reason.HELD in batch.left_out.values_list("reason", flat=True)


def test_a_hold_placed_since_the_approval_keeps_it_back_where_no_child_is_without_one(cast, clock):
    edition = a_published_newsletter(cast)
    link = family(cast.oak, cast.ben, "Bea Bright")
    link.contact.phone = "07700 900123"
    link.contact.save()
    clock.at("2024-09-10 20:30")
    batch = sending.tell_of_newsletter(edition=edition, channels=[Channel.TEXT], by=cast.office)
    approve_batch(batch=batch, by=cast.head)
    placed = {"school": cast.oak, "kind": "bereavement", "held_by": "the head", "since": cast.today}
    Hold.objects.create(pupil=cast.ben, **placed)
    clock.at("2024-09-11 08:00")
    assert send_due().counts == {"held": 1}
    held = batch.items.get(addressee="Bea Bright")
    assert [each.says for each in held.attempts.all()] == ["held"]


def test_told_once_a_correction_may_be_told_again(cast):
    edition = a_published_newsletter(cast)
    batch = sending.tell_of_newsletter(edition=edition, channels=["letter"], by=cast.office)
    approve_batch(batch=batch, by=cast.head)
    again = sending.tell_of_newsletter(edition=edition, channels=["letter"], by=cast.office)
    assert told(again) == []
    section = edition.newsletter.sections.last()
    actions.write_section(section=section, title="Outdoors", words="On Monday.", by=cast.office)
    second = published(cast, edition.newsletter, corrects="The day.")
    batch = sending.tell_of_newsletter(edition=second, channels=["letter"], by=cast.office)
    assert len(told(batch)) == 2
    held = sending.batches_of(cast.oak, sending.occasion_of(edition))
    assert [len(each.items.all()) for each in held] == [0, 2]


def test_a_guide_is_given_to_the_families_of_some_classes(cast):
    family(cast.oak, cast.ben, "Bea Bright")
    edition = an_edition(cast, a_guide(cast))
    batch = sending.tell_of_guide(
        edition=edition, channels=["letter"], classes=[cast.class_4c.pk], by=cast.office
    )
    assert {name for _channel, name in told(batch)} == {"Ann Adams", "Abe Adams"}
    assert "We have a guide for families: Number at home. It is about: number." in says(batch.items.first())
    assert sending.batches_of_guide(edition.guide) == [batch]


def test_families_are_told_from_the_page(cast, sign_in):
    edition = a_published_newsletter(cast)
    here = f"/schools/123456/newsletters/{edition.newsletter_id}/editions/1/"
    office = sign_in(cast.office)
    assert sign_in(cast.teacher).get(f"{here}tell/").status_code == 404
    answer = office.post(f"{here}tell/", {"channels": ["letter"]})
    assert answer.url.startswith("/schools/123456/messages/")
    assert "News and guides, Oak News" in office.get(answer.url).content.decode()
    assert "waiting for approval" in office.get(here).content.decode()
    nothing = office.post(f"{here}tell/", {"channels": ["pigeon"]})
    assert nothing.status_code == 400


def test_without_an_approved_welsh_wording_nothing_is_told_in_wales(cast, sign_in):
    edition = a_published_newsletter(cast)
    type(cast.oak).objects.filter(pk=cast.oak.pk).update(nation="wales")
    here = f"/schools/123456/newsletters/{edition.newsletter_id}/editions/1/tell/"
    answer = sign_in(cast.office).post(here, {"channels": ["letter"]})
    assert answer.status_code == 400
    assert "The Welsh wording of “A newsletter is out” is a draft" in answer.content.decode()


# --- In the rhythm ------------------------------------------------------------------------------------------


def test_the_next_newsletter_is_due_when_the_rhythm_says(cast, sign_in):
    assert next_newsletter(cast.oak, cast.today) is None
    a_duty(cast, "Class newsletter", FRIDAYS, place="newsletter")
    due = next_newsletter(cast.oak, cast.today)
    assert (due.words, due.occasion.day) == ("Class newsletter", dt.date(2024, 9, 13))
    assert due.url == "/schools/123456/newsletters/"
    series = a_newsletter(cast).series
    page = sign_in(cast.office).get(f"/schools/123456/newsletters/series/{series.pk}/begin/").content.decode()
    assert 'value="2024-09-13"' in page
    assert "By the school’s rhythm, Class newsletter is due next." in page


def test_a_duty_may_follow_a_newsletter_that_came_out(cast):
    edition = a_published_newsletter(cast)
    [one] = happened("a newsletter comes out", cast.oak, dt.date(2024, 9, 9), dt.date(2024, 9, 12))
    assert (one.day, one.words) == (cast.today, "Oak News")
    assert one.url.endswith(f"/{edition.newsletter_id}/editions/1/")
    assert not happened("a newsletter comes out", cast.elm, dt.date(2024, 9, 9), dt.date(2024, 9, 12))


def test_every_place_leads_to_a_page(cast, sign_in):
    due = {"newsletter", "boards", "website", "guides"}
    office = sign_in(cast.office)
    assert due <= PLACES.keys()
    assert {office.get(PLACES[name].url(cast.oak, None)).status_code for name in due} == {200}


# --- Mine ---------------------------------------------------------------------------------------------------


def own(cast, person, day=None) -> list[tuple[str, str]]:
    on = day or cast.today
    return [(one.words, one.says) for one in mine(person, cast.oak, "123456", on, AtWork.at(cast.oak, on))]


def test_what_is_mine_today(cast):
    newsletter = a_newsletter(cast)
    asked(cast, newsletter)
    a_board(cast, stale_after_weeks=1)
    a_page(cast)
    assert own(cast, cast.teacher) == [("For Oak News: A paragraph about reading", "by 11 September")]
    later = dt.date(2024, 9, 14)
    assert own(cast, cast.teacher, later) == [
        ("For Oak News: A paragraph about reading", "was due on 11 September"),
        ("Put something new on the board 3B", "was due on 10 September"),
    ]
    assert own(cast, cast.office, later) == [
        ("Publish Oak News", "was due on 13 September"),
        ("Look whether Term dates is up to date", "was due on 3 September"),
    ]
    assert own(cast, cast.governor, later) == []


@pytest.mark.parametrize("person", ["teacher", "office"])
def test_it_stands_with_everything_else_on_the_first_page(cast, sign_in, person):
    asked(cast, a_newsletter(cast), owner=getattr(cast, person))
    page = sign_in(getattr(cast, person)).get("/").content.decode()
    assert "For Oak News: A paragraph about reading" in page


def test_it_asks_as_many_questions_however_much_there_is(cast, django_assert_num_queries):
    newsletter, at_work = a_newsletter(cast), AtWork.at(cast.oak, cast.today)
    for number in range(2):
        asked(cast, newsletter)
        a_board(cast, name=f"B{number}")
        a_page(cast, name=f"P{number}", owner=cast.teacher)
    with django_assert_num_queries(7):
        list(mine(cast.teacher, cast.oak, "123456", cast.today, at_work))
    for number in range(2, 9):
        asked(cast, newsletter)
        a_board(cast, name=f"B{number}")
        a_page(cast, name=f"P{number}", owner=cast.teacher)
    with django_assert_num_queries(7):
        list(mine(cast.teacher, cast.oak, "123456", cast.today, at_work))


# --- with the newsletter attached ---


def _drawn_up_by_email(cast, edition, **asked):
    link = family(cast.oak, cast.ben, "Bea Bright")
    link.contact.email = "bea@example.org"
    link.contact.save()
    return sending.tell_of_newsletter(edition=edition, channels=["email"], by=cast.office, **asked)


def _told_by_email(cast, edition, **asked):
    batch = _drawn_up_by_email(cast, edition, **asked)
    approve_batch(batch=batch, by=cast.attendance_lead)
    return batch


def _written(batch):
    batch.refresh_from_db()
    [item] = [item for item in batch.items.all() if item.address == ["bea@example.org"]]
    return outbox.path_of(item).read_bytes()


def test_the_edition_goes_with_the_e_mail_as_it_was_published(cast, clock):
    clock.at(clock.moment.replace(hour=9))
    edition = a_published_newsletter(cast)
    batch = _told_by_email(cast, edition, attach=True)
    assert "Attached to e-mails" in dict(sending.explain(batch.counted))
    send_due()
    message = message_from_bytes(_written(batch), policy=policy.default)
    assert "Our newsletter Oak News" in message.get_body().get_content()
    [file] = message.iter_attachments()
    assert file.get_filename() == "oak-news.pdf"
    assert file.get_content() == path_of(edition, PAPER).read_bytes()
    [item] = [item for item in batch.items.all() if item.address == ["bea@example.org"]]
    assert bytes(message_of(item)) == bytes(message_of(item)) == _written(batch)


def test_without_being_asked_for_nothing_is_attached(cast, clock):
    clock.at(clock.moment.replace(hour=9))
    batch = _told_by_email(cast, a_published_newsletter(cast))
    send_due()
    assert list(message_from_bytes(_written(batch), policy=policy.default).iter_attachments()) == []


def test_a_file_too_large_for_an_inbox_is_refused_with_a_sentence(cast, monkeypatch):
    edition = a_published_newsletter(cast)
    monkeypatch.setattr(sending, "MOST_ATTACHED", 100)
    with pytest.raises(ProblemWithTelling, match="too large for many inboxes"):
        sending.tell_of_newsletter(edition=edition, channels=["email"], by=cast.office, attach=True)


def test_an_edition_whose_files_are_gone_goes_with_nothing_and_says_so(cast, clock):
    clock.at(clock.moment.replace(hour=9))
    edition = a_published_newsletter(cast)
    batch = _drawn_up_by_email(cast, edition, attach=True)
    path_of(edition, PAPER).unlink()
    approve_batch(batch=batch, by=cast.attendance_lead)
    [item] = [item for item in batch.items.all() if item.address == ["bea@example.org"]]
    assert "is no longer kept on this machine" in item.attempts.get().says
    with pytest.raises(ProblemWithTelling, match="tell families without it"):
        sending.tell_of_newsletter(edition=edition, channels=["email"], by=cast.office, attach=True)


def test_where_e_mails_leave_by_notify_the_page_says_why_nothing_is_attached(cast, sign_in):
    edition = a_published_newsletter(cast)
    decide_channels(
        place=cast.oak,
        asked=Asked(texts="outbox", emails="notify", key=KEY, email_template=EMAIL_TEMPLATE),
        by=cast.head,
    )
    address = f"/schools/123456/newsletters/{edition.newsletter_id}/editions/{edition.number}/tell/"
    office = sign_in(cast.office)
    assert "GOV.UK Notify, which carries no files" in office.get(address).content.decode()
    family(cast.oak, cast.ben, "Bea Bright")
    office.post(address, {"channels": ["email"], "attach": "on"})
    assert "attached" not in Batch.objects.get().asked
