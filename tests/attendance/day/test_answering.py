"""A parent's answer by a link: what the page says, what becomes of it, and when a link is good no more."""

import datetime as dt
import logging
import zipfile

import pytest
from django.test import Client

from tests.attendance.day.asked import a_link, asked, page_of, with_mobiles
from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from tests.messages.families import family
from trellis.attendance.day.answer_words import as_written
from trellis.attendance.day.answering import MOST_TRIES
from trellis.attendance.day.calls import CallList
from trellis.attendance.day.links import Opened, key_of, link_of
from trellis.attendance.models import AnswerLink
from trellis.messages.models import Conversation, Reply
from trellis.messages.wording import FIELD
from trellis.registers.erasure import erase_pupil
from trellis.registers.merging_pupils import merge_pupils
from trellis.registers.models import ExpectedAbsence, Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.declared import DRAFTED, ProblemWithSetting
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink
from trellis.schools.settings import decide
from trellis.web.logs import NobodyNamed
from trellis.web.subject_access import write_archive
from trellis.web.yours import yours_at

CALLS = "/schools/123456/absence/"
SINCE = "2024-09-10"


@pytest.fixture
def morning(cast, clock):
    """9:20. Amy and Eve, and Ben, are not there; their mothers are texted; their fathers cannot be."""
    with_mobiles(Ann="07700 900123")
    family(cast.oak, cast.ben, "Bea Bright", at="3 Elm Row", phone="07700 900125")
    taken(cast, cast.class_3b, amy="N", ben="N")
    taken(cast, cast.class_4c, eve="N")
    decide(place=cast.oak, name="letterhead_phone", value="01632 960100", by=cast.head)
    clock.at("2024-09-10 09:20")
    cast.links = {link.contact.name: link for link in asked(cast)}
    clock.at("2024-09-10 09:31")
    return cast


@pytest.fixture
def bea(morning):
    return morning.links["Bea Bright"]


@pytest.fixture
def ann(morning):
    return morning.links["Ann Adams"]


def opened(link):
    return Client().get(page_of(link))


def answer(link, **said):
    return Client().post(page_of(link), {"reason": "A bad cough", "since": SINCE, **said})


def words(response) -> str:
    return response.content.decode()


def on_the_list(cast) -> set[str]:
    now = cast.links["Ann Adams"].made_at
    found = CallList(cast.oak, now)
    return {one.pupil.forename for row in found.rows for one in row.children}


# --- What the page says -------------------------------------------------------------------------------------


def test_the_page_names_a_first_name_and_nothing_else_of_anybody(bea):
    page = words(opened(bea))
    assert "Why is Ben not in school today?" in page
    assert "Oak Primary" in page
    for name in ("Bright", "Bea", "3B", "Amy", "Elm Row", "07700", " N<"):
        assert name not in page


def test_each_adult_sees_the_children_they_stand_to(morning, ann):
    page = words(opened(ann))
    assert "Why are Amy and Eve not in school today?" in page
    assert "Ben" not in page


def test_it_opens_without_an_account_and_sets_no_cookie(bea):
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(page_of(bea)).status_code == 200
    done = browser.post(page_of(bea), {"reason": "A cough", "since": SINCE})
    assert done.status_code == 303
    assert not browser.cookies
    assert done["Cache-Control"] == "no-store"
    assert done["Referrer-Policy"] == "no-referrer"


def test_opening_it_answers_nothing(morning, bea):
    for _time in range(3):
        opened(bea)
        Client().head(page_of(bea))
    assert not ExpectedAbsence.objects.exists()
    assert "Ben" in on_the_list(morning)
    assert answer(bea).status_code == 303


def test_who_was_shown_a_child_stands_in_the_access_log_and_the_key_does_not(bea):
    opened(bea)
    row = AccessLogEntry.objects.get(person_name="Bea Bright, by a link")
    assert (row.pupil_id, row.pupils) == (bea.pupils.get().pk, 1)
    assert key_of(bea) not in row.page


def test_a_key_that_was_never_given_out_opens_nothing_and_stands_in_no_log(bea):
    good = key_of(bea)
    for wrong in (good[:-1], f"{int(good.split('.')[0]) + 1}.{good.split('.')[1]}", "12", "x.y"):
        assert Client().get(f"/answer/{wrong}/").status_code == 404
    AnswerLink.objects.all().delete()
    assert Client().get(f"/answer/{good}/").status_code == 404
    line = logging.makeLogRecord({"msg": "Not Found: %s", "args": (f"/answer/{good}/",)})
    assert NobodyNamed().filter(line)
    assert line.getMessage() == "Not Found: /answer/…"


# --- What becomes of an answer ------------------------------------------------------------------------------


def test_an_answer_is_told_leaves_the_list_at_once_and_suggests_its_code(morning, bea, sign_in):
    response = answer(bea, back="2024-09-12")
    assert response.status_code == 303
    told = ExpectedAbsence.objects.get()
    assert (told.how, told.told_by, told.contact, told.reason, told.code) == (
        "link",
        "Bea Bright",
        bea.contact,
        "A bad cough",
        "I",
    )
    assert (told.since, told.until) == (dt.date(2024, 9, 10), dt.date(2024, 9, 11))
    assert told.recorded_by.name == "the link they were sent"
    assert on_the_list(morning) == {"Amy", "Eve"}
    page = words(sign_in(morning.office).get(CALLS))
    assert "Told of the absence by Bea Bright (link in a message); back on Thursday 12 September" in page
    assert "10 September, 09:31" in page
    assert "A bad cough" in page
    assert mark(morning, "ben") == "N"


def mark(cast, name) -> str:
    line = Line.objects.get(pupil=cast.pupils[name], year=2024)
    return line.marks[AcademicYear(2024).position(cast.today, Session.AM)]


def test_a_person_writes_the_code(morning, bea, sign_in):
    answer(bea)
    told = ExpectedAbsence.objects.get()
    page = sign_in(morning.office).post(f"{CALLS}write/", {"told": told.pk, "code": "I"}, follow=True)
    assert "I is written." in words(page)
    assert mark(morning, "ben") == "I"
    again = sign_in(morning.office).post(f"{CALLS}write/", {"told": told.pk, "code": "M"}, follow=True)
    assert "There is no mark left to write" in words(again)
    assert mark(morning, "ben") == "I"


def test_where_the_reason_suggests_no_code_a_person_chooses_and_it_holds_from_then_on(morning, bea, sign_in):
    answer(bea, reason="We are looking after his grandmother", back="2024-09-13")
    told = ExpectedAbsence.objects.get()
    assert told.code == "N"
    office = sign_in(morning.office)
    assert "Choose a code" in words(office.get(f"{CALLS}told/"))
    assert "Choose the code to write." in words(
        office.post(f"{CALLS}write/", {"told": told.pk, "code": ""}, follow=True)
    )
    office.post(f"{CALLS}write/", {"told": told.pk, "code": "C"})
    told.refresh_from_db()
    assert (told.code, told.how, told.history.count()) == ("C", "link", 2)
    assert mark(morning, "ben") == "C"


def test_what_came_by_a_link_is_put_right_like_any_other(morning, bea, sign_in):
    answer(bea)
    told = ExpectedAbsence.objects.get()
    page = words(sign_in(morning.office).get(f"/schools/123456/pupils/{morning.ben.pk}/absence/{told.pk}/"))
    assert "Link in a message" in page
    fresh = words(sign_in(morning.office).get(f"{CALLS}told/?child={morning.ben.pk}"))
    assert "Link in a message" not in fresh


def test_only_the_children_ticked_are_told_of_and_the_other_is_still_asked_after(morning, ann):
    amy = morning.enrolment("amy")
    assert answer(ann, who=amy.pk).status_code == 303
    assert [one.enrolment for one in ExpectedAbsence.objects.all()] == [amy]
    assert on_the_list(morning) == {"Eve", "Ben"}


def test_a_child_of_another_family_cannot_be_told_of(morning, ann):
    response = answer(ann, who=morning.enrolment("ben").pk)
    assert response.status_code == 400
    assert not ExpectedAbsence.objects.exists()


def test_thought_at_school_goes_to_the_safeguarding_lead_at_once(morning, bea):
    response = Client().post(page_of(bea), {"thought_here": "yes"})
    assert response.status_code == 303
    asked_after = Conversation.objects.get()
    assert (asked_after.kind, asked_after.outcome, list(asked_after.pupils.all())) == (
        "answer",
        "thought_here",
        [morning.ben],
    )
    lines = yours_at(morning.oak, "123456", morning.safeguarding_lead)
    (line,) = [one for one in lines if "Ben Bright" in one.words]
    assert (line.is_late, line.says) == (True, "decide now; answered by a link")
    assert "Ben" not in on_the_list(morning)
    page = words(opened(bea))
    assert "Please ring us now" in page
    assert 'href="tel:01632960100"' in page
    assert not Conversation.objects.reaching_somebody().exists()


def test_an_answer_may_be_sent_twice_and_is_taken_in_once(morning, bea):
    answer(bea)
    again = answer(bea)
    assert again.status_code == 200
    assert "You told us at 09:31 on 10 September." in words(again)
    assert ExpectedAbsence.objects.count() == 1


# --- Bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": " "}, "Why? In your own words: This field is required."),
        ({"since": "2024-09-11"}, "We ask about today"),
        ({"since": "2024-08-01"}, "please ring us"),
        ({"back": "2024-09-10"}, "Choose a later day for coming back"),
        ({"back": "2024-11-01"}, "For longer than four weeks, please ring us."),
        ({"since": "yesterday"}, "First day away: Enter a valid date."),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_what_was_written_stays(bea, said, sentence):
    response = answer(bea, **said)
    assert response.status_code == 400
    assert sentence in words(response)
    assert said.get("reason", "A bad cough").strip() in words(response)
    bea.refresh_from_db()
    assert bea.answered_at is None


def test_used_twice_says_so_and_keeps_what_is_new_for_a_person_to_read(morning, bea):
    answer(bea)
    again = answer(bea, reason="He has been sick as well")
    page = words(again)
    assert "this link can be used once" in page
    assert "is kept for the school office to read" in page
    reply = Reply.objects.get()
    assert (reply.item, reply.contact, reply.read_at) == (bea.item, bea.contact, None)
    assert reply.words.startswith("He has been sick as well")
    answer(bea, reason="He has been sick as well")
    assert Reply.objects.count() == 1


def test_after_its_time_it_says_so_and_keeps_what_was_written(morning, bea, clock):
    clock.at("2024-09-11 08:00")
    assert "It could be used until 23:59 on 10 September." in words(opened(bea))
    late = answer(bea)
    assert late.status_code == 410
    assert "is kept for the school office to read" in words(late)
    assert Reply.objects.get().words == "A bad cough\nAbsent from 10 September 2024."
    assert not ExpectedAbsence.objects.exists()


def test_the_school_says_when_links_end(cast, morning, clock):
    decide(place=cast.oak, name="answer_links_end", value="15:30", by=cast.head)
    link = AnswerLink.objects.get(pk=a_link(cast).pk)
    clock.at("2024-09-10 15:30")
    assert Opened(link, clock.moment).standing == "open"
    clock.at("2024-09-10 15:31")
    assert Opened(link, clock.moment).standing == "ended"


def test_a_link_taken_back_takes_nothing_and_gives_the_words_back(morning, bea, sign_in):
    page = sign_in(morning.office).post(f"{CALLS}ask/{bea.pk}/revoke/", follow=True)
    assert "taken back by Olive Ofori, 09:31" in words(page)
    late = answer(bea)
    assert late.status_code == 410
    assert "The school has taken this link back" in words(late)
    assert "to read out when you ring" in words(late)
    assert "A bad cough" in words(late)
    assert "Ben" not in words(late)
    assert not Reply.objects.exists()


@pytest.mark.parametrize("what", ["left", "order", "hold", "end"])
def test_where_there_is_nobody_to_tell_of_it_says_so_and_not_why(morning, bea, what):
    link = FamilyLink.objects.filter(contact=bea.contact)
    if what == "left":
        actions.leave(enrolment=morning.enrolment("ben"), until=dt.date(2024, 9, 9), by=morning.office)
    elif what == "order":
        link.update(do_not_contact_until=morning.today)
    elif what == "hold":
        actions.place_hold(pupil=morning.ben, school=morning.oak, kind="other", held_by="x", by="x")
    else:
        link.update(until=dt.date(2024, 9, 9))
    response = opened(bea)
    assert response.status_code == 410
    assert "There is nothing to tell by this link" in words(response)
    assert "Ben" not in words(response)
    assert "is kept for the school office to read" in words(answer(bea))
    assert not ExpectedAbsence.objects.exists()


def test_once_the_school_has_heard_the_page_says_so_and_not_from_whom(morning, bea):
    told_of(morning, "ben", contact=None, told_by="Grandmother")
    page = words(opened(bea))
    assert "we have heard since" in page
    assert "Grandmother" not in page
    answer(bea, reason="He is ill")
    assert Reply.objects.get().words.startswith("He is ill")
    assert ExpectedAbsence.objects.count() == 1


def test_where_one_of_two_was_told_of_already_the_words_about_that_one_are_kept(morning, ann):
    told_of(morning, "eve", contact=None, told_by="Abe Adams")
    both = [morning.enrolment(name).pk for name in ("amy", "eve")]
    assert answer(ann, who=both).status_code == 303
    assert {one.told_by for one in ExpectedAbsence.objects.all()} == {"Abe Adams", "Ann Adams"}
    assert Reply.objects.get().words.startswith("A bad cough")


def test_nobody_sends_without_end(bea):
    for _time in range(MOST_TRIES):
        answer(bea, reason="")
    response = answer(bea)
    assert response.status_code == 429
    assert "Please ring us" in words(response)
    assert not ExpectedAbsence.objects.exists()


# --- In any message -----------------------------------------------------------------------------------------


def test_a_link_in_another_message_asks_about_whom_it_may(cast, clock):
    """A letter about Amy: nobody else. It asks, and says nothing of where she is."""
    link = a_link(cast)
    page = words(opened(link))
    assert "Tell us that Amy is not in school" in page
    assert "I thought" not in page
    assert "Eve" not in page
    assert Client().post(page_of(link), {"reason": "Dentist", "since": "2024-09-12"}).status_code == 303
    told = ExpectedAbsence.objects.get()
    assert (told.code, told.since) == ("M", dt.date(2024, 9, 12))


# --- Whose it is --------------------------------------------------------------------------------------------


def test_it_goes_with_whoever_it_was_sent_to(morning, bea):
    assert link_of(key_of(bea)) == bea
    Contact.objects.get(pk=bea.contact_id).delete()
    assert link_of(key_of(bea)) is None


def test_it_asks_no_more_after_a_child_whose_record_is_erased(cast, clock):
    link = a_link(cast)
    link.pupils.set([cast.eve, cast.amy])
    actions.leave(enrolment=cast.enrolment("eve"), until=cast.today, by=cast.office)
    clock.at("2024-12-02 09:00")
    erase_pupil(pupil=cast.eve, why="Asked", by=cast.data_manager)
    assert list(link.pupils.all()) == [cast.amy]


def test_it_asks_after_the_record_that_is_kept_of_two(morning, ann):
    again = actions.admit(
        school=morning.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=morning.office
    )
    ann.pupils.set([again.pupil, morning.eve])
    merge_pupils(kept=morning.amy, gone=again.pupil, by=morning.attendance_lead)
    assert "Why are Amy and Eve not in school today?" in words(opened(ann))


def test_whoever_asks_for_their_data_reads_that_their_home_was_asked(morning, bea, tmp_path):
    path = tmp_path / "ben.zip"
    write_archive(pupil=morning.ben, school=morning.oak, path=path, by="tests")
    with zipfile.ZipFile(path) as archive:
        record = archive.read("record.html").decode()
    assert "a child of yours is not in school today" in record
    assert key_of(bea) not in record


# --- In the family's language -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", DRAFTED)
def test_every_sentence_of_the_page_is_drafted_with_the_same_fields(language):
    english, draft = as_written("en"), as_written(language)
    assert list(draft) == list(english)
    for name, sentence in english.items():
        assert FIELD.findall(draft[name]) == FIELD.findall(sentence)
        assert draft[name] != sentence


def test_the_page_speaks_the_family_s_language_once_somebody_has_read_it(morning, bea, sign_in):
    Contact.objects.filter(pk=bea.contact_id).update(language="pl")
    assert "Why is Ben not in school today?" in words(opened(bea))
    draft = f"{CALLS}ask/words/pl/"
    assert "This is a draft." in words(sign_in(morning.office).get(draft))
    sign_in(morning.office).post(draft)
    assert "Why is Ben not in school today?" in words(opened(bea))
    sign_in(morning.head).post(draft)
    page = words(opened(bea))
    assert "Dlaczego dziecka (Ben) nie ma dziś w szkole?" in page
    assert '<html lang="pl"' in page
    wrong = words(answer(bea, reason="", back="2024-09-10"))
    assert "To pole jest wymagane." in wrong
    assert "Proszę wybrać późniejszy dzień powrotu" in words(answer(bea, back="2024-09-10"))
    answer(bea)
    assert "Powiadomili nas Państwo o 09:31 dnia 10 września." in words(opened(bea))
    assert ExpectedAbsence.objects.get().recorded_by.name == "the link they were sent"


def test_no_page_speaks_a_language_there_is_no_draft_in(morning, sign_in):
    assert sign_in(morning.head).get(f"{CALLS}ask/words/fr/").status_code == 404
    with pytest.raises(ProblemWithSetting, match="There is no draft in “fr”"):
        decide(place=morning.oak, name="answer_languages", value="pl, fr", by=morning.head)
