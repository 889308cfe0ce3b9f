"""The pages of letters: drawing up, looking through, approving, the wording, the log; who may see what."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from tests.messages.drawn_up import about, everybody_spent, prepared, sent
from tests.messages.families import family
from tests.messages.reading_back import read_back
from trellis.attendance.letters import TRAFFIC_LIGHTS
from trellis.messages import printing
from trellis.messages.actions import offer_templates
from trellis.messages.log import last_steps
from trellis.messages.models import Batch, Wording
from trellis.messages.printing import sample_pages
from trellis.schools.models import AccessLogEntry, Hold
from trellis.schools.settings import decide

OAK = "/schools/123456"
LETTERS = f"{OAK}/messages/"
DRAW_UP = f"{OAK}/attendance/letters/"


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I 2O 3L")


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


def text(response):
    assert response.status_code == 200
    spaced = response.content.decode().replace("<", " <")
    return " ".join(html.unescape(strip_tags(spaced)).split()).replace(" :", ":")


def page_of(batch):
    return f"{LETTERS}{batch.pk}/"


# --- drawing up ---------------------------------------------------------------------------------------------


def test_the_half_terms_that_have_begun_are_offered(cast, half_term, office):
    said = text(office.get(DRAW_UP))
    assert "Autumn 1, 2024/25" in said
    assert "Autumn 2, 2024/25" in said  # it begins on 4 November
    assert "Spring 1" not in said


def test_drawing_up_leads_to_the_letters(cast, half_term, office):
    response = office.post(DRAW_UP, {"half_term": "2024:Autumn 1", "ways": "letter"})
    batch = Batch.objects.get()
    assert response.headers["Location"] == page_of(batch)
    assert batch.prepared_by == cast.office
    assert not batch.items.approved().exists()


def test_a_half_term_nobody_offered_is_refused(cast, half_term, office):
    response = office.post(DRAW_UP, {"half_term": "2024:Spring 1", "ways": "letter"})
    assert response.status_code == 400
    assert not Batch.objects.exists()


def test_letters_that_cannot_be_drawn_up_say_why(cast, half_term, office):
    cast.oak.nation = "wales"
    cast.oak.save()
    response = office.post(DRAW_UP, {"half_term": "2024:Autumn 1", "ways": "letter"})
    assert response.status_code == 400
    assert "is a draft: somebody must approve it" in html.unescape(response.content.decode())


def test_a_school_without_a_calendar_or_marks_is_told_so(cast, sign_in):
    cast.elm.calendar_spans.all().delete()
    response = sign_in(cast.mr_outside).get("/schools/234567/attendance/letters/")
    assert "No half-term has begun that the calendar or the registers know of." in text(response)


# --- looking through ----------------------------------------------------------------------------------------


def test_the_batch_says_who_who_not_and_how_it_was_counted(cast, half_term, office):
    said = text(office.get(page_of(prepared(cast))))
    assert "4 letters about 2 children. 4 are left out." in said
    assert "Drawn up by Olive Ofori, 4 November 2024" in said
    assert "Red absence of 10% or more 2" in said
    assert "Green attendance of 96% or more 2" in said
    assert "Amy Adams 3B Ann Adams, 4 Orchard Way, Northmoor, NM1 4AA English Red 89.5% · 68 of 76" in said
    assert "Ben Bright 3B No parent or carer who may be contacted is recorded" in said
    assert "ledger number 1" in said


def test_the_first_letter_is_shown_and_the_others_a_step_away(cast, half_term, office):
    batch = prepared(cast)
    said = text(office.get(page_of(batch)))
    assert "Letter: 1 of 4" in said
    assert "About Amy Adams, 3B, to Ann Adams" in said
    assert "The one before" not in said
    last = office.get(page_of(batch), {"item": "4"})
    assert "Letter: 4 of 4" in text(last)
    assert "The next" not in text(last)
    assert "Letter: 4 of 4" in text(office.get(page_of(batch), {"item": "999"}))
    assert "Letter: 1 of 4" in text(office.get(page_of(batch), {"item": "x"}))


def test_its_words_can_be_read_without_the_picture(cast, half_term, office):
    response = office.get(page_of(prepared(cast)))
    assert "Dear Ann Adams," in text(response)
    assert '<div lang="en">' in response.content.decode()


def test_each_page_of_a_letter_is_a_picture_and_the_letter_a_pdf(cast, half_term, office):
    batch = prepared(cast)
    letter = batch.items.first()
    page = office.get(f"{page_of(batch)}{letter.pk}/page-1.png")
    assert page.content[:4] == b"\x89PNG"
    assert office.get(f"{page_of(batch)}{letter.pk}/page-2.png").status_code == 404
    assert office.get(f"{page_of(batch)}{letter.pk}.pdf").content[:5] == b"%PDF-"
    assert office.get(f"{page_of(batch)}print-run.pdf").content[:5] == b"%PDF-"


def test_until_it_is_approved_the_paper_says_so(cast, half_term, office):
    batch = prepared(cast)
    address = f"{page_of(batch)}{batch.items.first().pk}.pdf"
    assert "not yet approved" in read_back(office.get(address).content).texts[0]


def test_a_letter_of_another_batch_is_not_found_here(cast, half_term, office):
    first, second = prepared(cast), prepared(cast)
    assert office.get(f"{page_of(second)}{first.items.first().pk}.pdf").status_code == 404


def test_why_letters_are_held_is_only_for_those_who_may_know(cast, half_term, sign_in):
    Hold.objects.create(
        pupil=cast.amy,
        school=cast.oak,
        kind="bereavement",
        reason="Her grandmother died",
        held_by="the safeguarding lead",
        since=dt.date(2024, 10, 1),
    )
    batch = prepared(cast)
    for who, knows in (
        ("office", False),
        ("attendance_lead", False),
        ("inclusion_lead", True),
        ("head", True),
    ):
        said = text(sign_in(getattr(cast, who)).get(page_of(batch)))
        assert ("grandmother" in said) is knows
        assert ("Bereavement" in said) is knows
        assert ("held by the safeguarding lead" in said) is not knows
        assert ("Looked after" in said) is knows


# --- approving ----------------------------------------------------------------------------------------------


def test_whoever_may_not_approve_is_offered_no_button(cast, half_term, office):
    batch = prepared(cast)
    response = office.get(page_of(batch))
    assert "Somebody who may approve messages has to look through these" in text(response)
    assert "/approve/" not in response.content.decode()
    assert office.post(f"{page_of(batch)}approve/").status_code == 404
    batch.refresh_from_db()
    assert batch.state == "prepared"


def test_approving_writes_the_letters_and_keeps_the_name(cast, half_term, sign_in):
    batch = prepared(cast)
    said = text(sign_in(cast.attendance_lead).post(f"{page_of(batch)}approve/", follow=True))
    assert "Approved: 4 letters." in said
    assert "Approved by Anil Attar, 4 November 2024" in said
    assert f"In the outbox: letters/{cast.oak.pk}-oak-primary" in said


def test_whoever_prepared_is_told_that_approving_too_is_recorded(cast, half_term, sign_in):
    batch = prepared(cast, by=cast.attendance_lead)
    browser = sign_in(cast.attendance_lead)
    assert "You drew these up yourself. That will be recorded." in text(browser.get(page_of(batch)))
    said = text(browser.post(f"{page_of(batch)}approve/", follow=True))
    assert "The same person drew them up and approved them." in said


def test_what_changed_since_is_said_and_nothing_is_written(cast, half_term, sign_in, data_folder):
    batch = prepared(cast)
    cast.amy.preferred_name = "Amelia"
    cast.amy.save()
    said = text(sign_in(cast.attendance_lead).post(f"{page_of(batch)}approve/", follow=True))
    assert "have changed since these were drawn up" in said
    assert not (data_folder / "outbox").exists()


def test_a_batch_that_stopped_half_way_offers_to_finish(cast, half_term, sign_in):
    batch = sent(cast)
    Batch.objects.filter(pk=batch.pk).update(
        state="approved", sent_at=None, printed_at=None, folder="", digest=""
    )
    browser = sign_in(cast.attendance_lead)
    assert "Not yet in the outbox" in text(browser.get(page_of(batch)))
    browser.post(f"{page_of(batch)}print/")
    batch.refresh_from_db()
    assert batch.state == "sent"


def test_letters_nobody_approved_can_be_withdrawn(cast, half_term, office):
    batch = prepared(cast)
    assert "nobody is written to" in text(office.post(f"{page_of(batch)}withdraw/", follow=True))
    batch.refresh_from_db()
    assert batch.state == "withdrawn"


def test_what_was_sent_is_shown_from_the_outbox_itself(cast, half_term, office, data_folder):
    batch = sent(cast)
    response = office.get(f"{page_of(batch)}print-run.pdf")
    kept = (data_folder / "outbox" / batch.folder / "print-run.pdf").read_bytes()
    assert response.content == kept


def test_a_very_long_print_run_is_offered_in_parts(cast, half_term, office, monkeypatch):
    batch = prepared(cast)
    assert "Print run in class order (PDF)" in text(office.get(page_of(batch)))
    monkeypatch.setattr(printing, "LONGEST_RUN", 2)
    assert "part 1 of 2 , part 2 of 2" in text(office.get(page_of(batch)))
    run = read_back(office.get(f"{page_of(batch)}print-run.pdf?part=2").content)
    assert run.title.endswith("part 2 of 2")
    assert [title.split("’")[0] for title in run.bookmarks] == ["Eve", "Eve"]
    for wrong in ("0", "3", "-1", "two"):
        assert office.get(f"{page_of(batch)}print-run.pdf?part={wrong}").status_code == 404


def test_the_list_of_letters_puts_those_that_wait_first(cast, half_term, office):
    sent(cast)
    prepared(cast)
    said = text(office.get(LETTERS))
    assert said.index("Waiting for approval") < said.index("Olive Ofori Not yet") < said.index("Anil Attar")


# --- the log ------------------------------------------------------------------------------------------------


def test_the_pupils_log_has_what_was_written_and_to_whom(cast, half_term, office):
    log = f"{OAK}/pupils/{cast.amy.pk}/messages/"
    prepared(cast)
    assert "Nothing has been written home from here." in text(office.get(log))
    sent(cast)
    said = text(office.get(log))
    assert said.count("Amy’s attendance: Autumn 1, 2024/25") == 2
    assert "Abe Adams" in said
    assert "4 November 2024, Anil Attar" in said


def test_every_page_that_shows_children_writes_the_access_log(cast, half_term, office):
    batch = sent(cast)
    letter = batch.items.first()
    for address, pupils, pupil in (
        (page_of(batch), 8, None),
        (f"{page_of(batch)}{letter.pk}/page-1.png", 1, None),
        (f"{page_of(batch)}{letter.pk}.pdf", 1, None),
        (f"{page_of(batch)}print-run.pdf", 2, None),
        (f"{OAK}/pupils/{cast.amy.pk}/messages/", 1, cast.amy.pk),
    ):
        AccessLogEntry.objects.all().delete()
        assert office.get(address).status_code == 200
        entry = AccessLogEntry.objects.get()
        assert (entry.person_id, entry.school_id) == (cast.office.pk, cast.oak.pk)
        assert (entry.pupils, entry.pupil_id) == (pupils, pupil)


# --- who may ------------------------------------------------------------------------------------------------


def addresses(cast, batch):
    letter = batch.items.first().pk
    return [
        LETTERS,
        DRAW_UP,
        page_of(batch),
        f"{page_of(batch)}{letter}/page-1.png",
        f"{page_of(batch)}{letter}.pdf",
        f"{page_of(batch)}print-run.pdf",
        f"{OAK}/pupils/{cast.amy.pk}/messages/",
        f"{LETTERS}wording/",
        f"{LETTERS}wording/attendance-red/letter/en/",
        f"{LETTERS}wording/attendance-red/letter/en/1/page-1.png",
    ]


@pytest.mark.parametrize("who", ["mr_outside", "teacher", "supply", "governor"])
def test_nobody_else_sees_anything(cast, half_term, sign_in, who):
    batch = prepared(cast)
    browser = sign_in(getattr(cast, who))
    assert [browser.get(address).status_code for address in addresses(cast, batch)] == [404] * 10
    for act in ("approve", "print", "withdraw"):
        assert browser.post(f"{page_of(batch)}{act}/").status_code == 404


def test_mr_outside_cannot_reach_our_letters_through_his_own_school(cast, half_term, sign_in):
    batch = prepared(cast)
    browser = sign_in(cast.mr_outside)
    for address in addresses(cast, batch):
        response = browser.get(address.replace("123456", "234567"))
        assert response.status_code == 404 or b"Adams" not in response.content


def test_without_signing_in_there_is_only_the_sign_in_page(cast, half_term, client):
    for address in addresses(cast, prepared(cast)):
        assert client.get(address).headers["Location"].startswith("/account/login/")


# --- the wording --------------------------------------------------------------------------------------------

WELSH = f"{LETTERS}wording/attendance-red/letter/cy/"


@pytest.fixture
def lead(cast, sign_in):
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    return sign_in(cast.attendance_lead)


def test_the_wording_page_says_what_is_in_use_and_what_is_a_draft(cast, lead):
    said = text(lead.get(f"{LETTERS}wording/"))
    assert "English version 1 in use, as it comes" in said
    assert "Welsh not in use; version 1 is a draft" in said


def test_a_draft_is_approved_by_the_person_signed_in(cast, lead):
    assert "Version 1 is a draft" in text(lead.get(WELSH))
    said = text(lead.post(f"{WELSH}1/approve/", follow=True))
    assert "Version 1 is in use, approved by Anil Attar" in said
    assert (
        Wording.objects.get(template__name="attendance-red", channel="letter", language="cy").approved_by
        == cast.attendance_lead
    )


def test_the_page_shows_and_approves_the_language_it_is_about(cast, lead):
    content = lead.get(WELSH).content.decode()
    addresses = re.findall(r'(?:action|src)="([^"]*/messages/wording/[^"]+)"', content)
    assert addresses == [f"{WELSH}1/approve/", f"{WELSH}1/page-1.png"]


@pytest.mark.parametrize("name", TRAFFIC_LIGHTS.templates)
@pytest.mark.parametrize("language", ["en", "cy", "pl"])
def test_every_shipped_letter_fits_on_one_page_with_all_it_may_say(cast, lead, name, language):
    for setting, value in (
        ("letterhead_address", "Oak Lane, Northmoor NM1 1AA"),
        ("letterhead_phone", "01632 960100"),
        ("letter_contact", "Mrs Patricia Patel-Robinson, family worker and deputy head"),
    ):
        decide(place=cast.oak, name=setting, value=value, by="command line, tests")
    held = Wording.objects.get(template__name=name, channel="letter", language=language)
    assert len(sample_pages(held)) == 1


def test_an_unknown_field_is_refused_with_a_sentence_and_the_words_are_kept(cast, lead):
    response = lead.post(WELSH, {"title": "Helo", "body": "Annwyl {enw},"})
    assert response.status_code == 400
    said = html.unescape(response.content.decode())
    assert "There is no field {enw} (line 1). The fields are: absent, addressee" in said
    assert "Annwyl {enw}," in said
    assert (
        Wording.objects.filter(language="cy", channel="letter", template__name="attendance-red").count() == 1
    )


def test_words_the_typeface_cannot_print_are_refused(cast, lead):
    response = lead.post(WELSH, {"title": "Helo", "body": "你好 {forename}"})
    assert "The typeface of our letters cannot print 你 好." in html.unescape(response.content.decode())


def test_a_change_is_kept_as_a_draft(cast, lead):
    said = text(lead.post(WELSH, {"title": "Helo {forename}", "body": "Annwyl {addressee},"}, follow=True))
    assert "Kept as a draft." in said
    assert "Version 2 is a draft, written by Anil Attar." in said


def test_another_language_can_be_written(cast, lead):
    somali = f"{LETTERS}wording/attendance-red/letter/so/"
    assert "There are no words in this language yet." in text(lead.get(somali))
    lead.post(somali, {"title": "{forename}", "body": "Salaan {addressee}"})
    assert Wording.objects.get(language="so").number == 1
    assert lead.get(f"{LETTERS}wording/attendance-red/letter/zz/").status_code == 404


def test_the_preview_is_filled_in_with_invented_figures(cast, lead):
    page = lead.get(f"{WELSH}1/page-1.png")
    assert page.headers["Content-Type"] == "image/png"
    assert lead.get(f"{WELSH}7/page-1.png").status_code == 404


def test_the_office_may_prepare_letters_and_not_change_their_words(cast, office):
    assert office.get(f"{LETTERS}wording/").status_code == 404
    assert office.post(f"{WELSH}1/approve/").status_code == 404


# --- size ---------------------------------------------------------------------------------------------------


def test_questions_and_size_do_not_grow_with_the_letters(
    cast, half_term, office, django_assert_max_num_queries
):
    batch = prepared(cast)
    office.get(page_of(batch))
    with django_assert_max_num_queries(60) as few:
        office.get(page_of(batch))
    for name in ("ben", "cal", "dee"):
        for parent in range(12):
            family(cast.oak, cast.pupils[name], f"Parent {parent}", at=f"{parent} {name} Street")
    more = prepared(cast)
    assert more.items.count() == 40
    with django_assert_max_num_queries(len(few)):
        response = office.get(page_of(more))
    assert len(response.content) < 250_000


def test_a_hostile_name_is_only_a_name_on_the_page(cast, half_term, office):
    cast.amy.surname = "<script>alert(1)</script>"
    cast.amy.save()
    content = office.get(page_of(prepared(cast))).content.decode()
    assert "<script>alert" not in content
    assert re.search(r"&lt;script&gt;alert\(1\)", content)


# ── The last letter, on lists of pupils ─────────────────────────────────────────────────────────────────────

EVERYBODY = "/schools/123456/attendance/pupils/?where=all"


def test_a_list_says_what_was_last_written_to_those_who_may_see_families(cast, half_term, sign_in):
    title = about(sent(cast), "amy")[0].title
    page = sign_in(cast.attendance_lead).get(EVERYBODY).content.decode()
    assert "Last step" in page
    assert title in page
    teacher = sign_in(cast.teacher).get(EVERYBODY).content.decode()
    assert "Last step" not in teacher
    assert title not in teacher


def test_what_another_school_wrote_is_nobody_else_s_to_list(cast, half_term):
    sent(cast)
    assert last_steps([cast.amy.pk], cast.oak, reader=cast.attendance_lead).keys() == {cast.amy.pk}
    assert last_steps([cast.amy.pk], cast.elm, reader=cast.mr_outside) == {}
    assert last_steps([cast.amy.pk], cast.oak, reader=cast.mr_outside) is None


def test_a_list_asks_as_often_for_many_letters_as_for_none(cast, half_term, sign_in):
    client = sign_in(cast.attendance_lead)
    client.get(EVERYBODY)
    with CaptureQueriesContext(connection) as before:
        client.get(EVERYBODY)
    sent(cast)
    with CaptureQueriesContext(connection) as after:
        client.get(EVERYBODY)
    # One more: the sides of all the letters together.
    assert len(after) <= len(before) + 1
