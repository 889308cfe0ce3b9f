"""The call list: who is on it, whom the school rings about whom, and what becomes of each call."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from tests.messages.talks import a_reply, talk
from trellis.attendance.day.answer_words import SCRIPT, as_written
from trellis.attendance.day.calling import ProblemWithCall, claim_call, log_call, write_code
from trellis.attendance.day.calls import CallList
from trellis.attendance.models import CallClaim
from trellis.messages.conversations import add_note, set_aside
from trellis.messages.models import Conversation
from trellis.registers.actions import record_marks
from trellis.registers.models import Entry, ExpectedAbsence, Line
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.declared import DRAFTED
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink, Hold, Household
from trellis.web.yours import yours_at

PAGE = "/schools/123456/absence/"


@pytest.fixture
def morning(cast, clock):
    """Both registers are taken; Amy, Eve and Ben are not there and nobody knows why. It is 9:15."""
    taken(cast, cast.class_3b, amy="N", ben="N", cal="L", dee="I")
    taken(cast, cast.class_4c, eve="N")
    clock.at("2024-09-10 09:15")
    return cast


def the_list(cast) -> CallList:
    return CallList(cast.oak, timezone.now())


def names(cast) -> list[list[str]]:
    return [[one.name for one in row.children] for row in the_list(cast).rows]


def contact(name) -> Contact:
    return Contact.objects.get(name=name)


def home(cast, name) -> str:
    return next(
        row.key for row in the_list(cast).rows if name in {one.pupil.forename.lower() for one in row.children}
    )


def log(cast, name="amy", outcome="no_answer", adult="Ann Adams", **said):
    told = {"school": cast.oak, "home": home(cast, name), "contact": contact(adult), "by": cast.office}
    return log_call(outcome=outcome, **{**told, **said})


def link(cast, child, name, *, school=None, household=None, phone="01632 960099", **said) -> FamilyLink:
    adult = Contact.objects.create(name=name, phone=phone, household=household)
    held = {"relationship": "other", "since": cast.today, **said}
    return FamilyLink.objects.create(
        pupil=cast.pupils[child], school=school or cast.oak, contact=adult, **held
    )


# --- Who is on it -------------------------------------------------------------------------------------------


def test_the_sisters_are_one_call_and_whoever_has_no_number_is_named(morning):
    assert names(morning) == [["Amy Adams", "Eve Adams"], ["Ben Bright"]]
    sisters, ben = the_list(morning).rows
    assert [one.contact.name for one in sisters.adults] == ["Ann Adams", "Abe Adams"]
    assert ben.adults == []


def test_late_ill_and_present_are_not_asked_after(morning):
    assert "Cal Carter" not in str(names(morning))
    assert "Dee Dunn" not in str(names(morning))


def test_a_register_not_taken_is_chased_and_nobody_is_rung_about_it(cast, clock):
    clock.at("2024-09-10 09:15")
    taken(cast, cast.class_3b, amy="N")
    record_marks(school=cast.oak, marks=[Mark(cast.eve.pk, cast.today, Session.AM, "N")], by=cast.teacher)
    found = the_list(cast)
    assert names(cast) == [["Amy Adams"]]
    assert [one.name for one in found.not_taken] == ["4C"]
    assert not found.is_complete


def test_it_is_complete_once_every_register_is_taken_and_everybody_is_on_one(morning):
    assert the_list(morning).is_complete
    actions.admit(school=morning.oak, forename="Gil", surname="Grey", since=morning.today, by=morning.office)
    assert the_list(morning).without_class == 1
    assert not the_list(morning).is_complete


def test_a_message_at_five_past_nine_takes_the_child_off_and_one_at_a_quarter_past_has_not_come(
    morning, clock
):
    clock.at("2024-09-10 09:05")
    told_of(morning, "amy", told_at=clock.moment)
    clock.at("2024-09-10 09:15")
    assert names(morning) == [["Ben Bright"], ["Eve Adams"]]


def test_whoever_is_expected_back_today_and_is_not_there_is_asked_after(morning, clock):
    told_of(morning, "amy", since=dt.date(2024, 9, 9), back=morning.today)
    assert "Amy Adams" in str(names(morning))


def test_an_absence_of_the_afternoon_does_not_explain_the_morning(morning):
    told_of(morning, "amy", sessions="NYNYNYNYNY")
    assert "Amy Adams" in str(names(morning))


def test_a_family_spoken_with_today_is_not_rung_again(morning):
    talk(morning, "amy", at=dt.datetime(2024, 9, 10, 8, 40, tzinfo=dt.UTC) - dt.timedelta(hours=1))
    assert names(morning) == [["Ben Bright"], ["Eve Adams"]]


def test_a_talk_of_yesterday_or_one_set_aside_explains_nothing(morning):
    talk(morning, "amy")
    mistaken = talk(morning, "eve", at=timezone.now() - dt.timedelta(minutes=5))
    set_aside(conversation=mistaken, why="Another Eve", by=morning.office)
    assert names(morning) == [["Amy Adams", "Eve Adams"], ["Ben Bright"]]


def test_the_afternoons_list_is_of_the_afternoons_register(morning, clock):
    clock.at("2024-09-10 13:30")
    assert the_list(morning).session is Session.PM
    assert names(morning) == []
    taken(morning, morning.class_3b, session=Session.PM, dee="N")
    assert names(morning) == [["Dee Dunn"]]


def test_on_a_day_without_school_nobody_is_asked_after(morning, clock):
    clock.at("2024-09-14 09:15")
    found = the_list(morning)
    assert (found.is_open, list(found.rows), found.pupils) == (False, [], 0)


def test_a_child_whose_timetable_leaves_the_session_out_keeps_no_register_open(cast, clock):
    clock.at("2024-09-10 09:15")
    actions.set_pattern(
        enrolment=cast.enrolment("fay"),
        kind="nursery",
        sessions="NNNNYYYYYY",
        since=cast.today,
        by=cast.office,
    )
    taken(cast, cast.class_3b)
    record_marks(school=cast.oak, marks=[Mark(cast.eve.pk, cast.today, Session.AM, "/")], by=cast.teacher)
    assert the_list(cast).is_complete


# --- Homes and orders ---------------------------------------------------------------------------------------


def test_an_adult_is_asked_only_about_children_they_stand_to(morning):
    """Ben is Ann's too and nothing to Abe, who lives elsewhere."""
    FamilyLink.objects.create(
        pupil=morning.ben,
        school=morning.oak,
        contact=contact("Ann Adams"),
        relationship="mother",
        since=morning.today,
    )
    (row,) = the_list(morning).rows
    about = {one.contact.name: [child.name for child in one.about] for one in row.adults}
    assert about == {
        "Ann Adams": ["Amy Adams", "Ben Bright", "Eve Adams"],
        "Abe Adams": ["Amy Adams", "Eve Adams"],
    }
    asked = log(morning, adult="Abe Adams", outcome="rang_first")
    assert morning.ben not in asked.pupils.all()


def test_no_address_stands_on_the_page(morning, sign_in):
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "Ann Adams" in page
    assert "Orchard Way" not in page
    assert "Mill Lane" not in page


def test_nobody_is_rung_while_an_order_runs_and_they_are_again_when_it_ends(morning, clock):
    held = FamilyLink.objects.filter(contact__name="Abe Adams")
    held.update(do_not_contact_until=morning.today)
    assert [one.contact.name for one in the_list(morning).rows[0].adults] == ["Ann Adams"]
    held.update(do_not_contact_until=morning.today - dt.timedelta(days=1))
    assert [one.contact.name for one in the_list(morning).rows[0].adults] == ["Ann Adams", "Abe Adams"]
    held.update(may_contact=False)
    assert [one.contact.name for one in the_list(morning).rows[0].adults] == ["Ann Adams"]


def test_a_contact_another_school_was_told_of_is_not_rung(morning):
    link(morning, "ben", "Elm Aunt", school=morning.elm)
    assert the_list(morning).rows[1].adults == []


def test_two_adults_of_one_home_are_one_call(morning):
    ann = contact("Ann Adams")
    link(morning, "ben", "Stan Adams", household=Household.objects.get(contacts=ann))
    assert names(morning) == [["Amy Adams", "Ben Bright", "Eve Adams"]]


# --- Who comes first ----------------------------------------------------------------------------------------


def test_some_are_rung_first_and_the_page_says_the_step_and_not_why(cast, clock, sign_in):
    taken(cast, cast.class_3b, ben="N", amy="N")
    taken(cast, cast.class_4c, fay="N")
    actions.place_hold(
        pupil=cast.ben,
        school=cast.oak,
        kind="protection",
        reason="Conference on Monday",
        held_by="the safeguarding lead",
        by=cast.safeguarding_lead,
    )
    assert names(cast) == [["Ben Bright"], ["Fay Finch"], ["Amy Adams"]]
    assert the_list(cast).firsts == 2
    page = sign_in(cast.office).get(PAGE).content.decode()
    assert page.count("If nobody is reached, tell the safeguarding lead this morning.") == 2
    assert "Ask the safeguarding lead before you ring." in page
    for reason in ("Conference", "protection", "Looked after", "looked after", "EHC"):
        assert reason not in page.split("<main")[1]
    assert Hold.objects.exists()


def test_what_was_so_before_somebody_came_back_puts_nobody_first(cast, clock):
    """What was said of a child the first time they were here stands with that time."""
    taken(cast, cast.class_4c, fay="N", eve="N")
    assert the_list(cast).firsts == 1
    before = cast.enrolment("fay")
    actions.leave(enrolment=before, until=dt.date(2024, 9, 6), by=cast.head)
    again = actions.rejoin(
        enrolment=before, since=dt.date(2024, 9, 9), school_class=cast.class_4c, by=cast.head
    )
    assert the_list(cast).firsts == 1
    for kind, value in (("looked_after", "false"), ("sen", "K")):
        actions.set_characteristic(
            enrolment=again, kind=kind, value=value, since=dt.date(2024, 9, 10), by=cast.head
        )
    assert "Fay Finch" in str(names(cast))
    assert the_list(cast).firsts == 0


# --- What the list says of itself ---------------------------------------------------------------------------


def test_the_page_says_how_old_the_marks_are_and_what_is_missing(cast, clock, sign_in):
    taken(cast, cast.class_3b, amy="N")
    clock.at("2024-09-10 09:20")
    page = sign_in(cast.office).get(PAGE).content.decode()
    assert "This list is not complete." in page
    assert "1 of 2 registers is not taken:" in page
    assert "The last mark came in on 10 September, 08:57, 23\xa0minutes ago." in page
    assert "Every child is accounted for" not in page


def test_before_its_time_the_page_says_when_calls_begin(morning, clock, sign_in):
    clock.at("2024-09-10 09:00")
    assert "Calls begin at 09:15." in sign_in(morning.office).get(PAGE).content.decode()
    clock.at("2024-09-10 09:15")
    assert "Calls begin at" not in sign_in(morning.office).get(PAGE).content.decode()


def test_when_everybody_is_heard_from_the_page_says_so(cast, clock, sign_in):
    taken(cast, cast.class_3b)
    taken(cast, cast.class_4c)
    assert "Every child is accounted for." in sign_in(cast.office).get(PAGE).content.decode()


def test_something_they_wrote_and_nobody_read_stands_on_the_row(morning, sign_in):
    adult = contact("Ann Adams")
    adult.phone = "07700 900321"
    adult.save()
    a_reply(morning, sender="07700 900321", words="Amy is poorly")
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "read it before you ring" in page
    assert "poorly" not in page


# --- Ringing ------------------------------------------------------------------------------------------------


def test_a_call_is_logged_in_two_taps_and_the_next_adult_is_offered(morning, sign_in):
    office = sign_in(morning.office)
    key = home(morning, "amy")
    sent = {"home": key, "contact": str(contact("Ann Adams").pk), "outcome": "no_answer"}
    page = office.post(f"{PAGE}log/", sent, follow=True).content.decode()

    assert "Amy Adams, Eve Adams: still on the list. Ann Adams: No answer." in page
    asked = Conversation.objects.get()
    assert (asked.kind, asked.number, asked.reached, asked.spoken_by) == (
        "call",
        "01632 960001",
        False,
        "Olive Ofori",
    )
    row = the_list(morning).row(key)
    assert row.next.contact.name == "Abe Adams"
    log(morning, adult="Abe Adams", outcome="voicemail")
    assert the_list(morning).row(key).all_tried


def test_whom_nobody_has_tried_stands_before_whom_somebody_has(morning):
    link(morning, "ben", "Bea Bright")
    log(morning)
    assert names(morning) == [["Ben Bright"], ["Amy Adams", "Eve Adams"]]


def test_a_reason_takes_the_row_off_and_suggests_a_code_that_is_not_yet_written(morning, sign_in):
    office = sign_in(morning.office)
    sent = {
        "home": home(morning, "amy"),
        "contact": str(contact("Ann Adams").pk),
        "outcome": "gave_reason",
        "reason": "Both have a tummy bug",
    }
    page = office.post(f"{PAGE}log/", sent, follow=True).content.decode()
    assert "Amy Adams, Eve Adams: off the list. Ann Adams: Reached: gave a reason." in page
    assert names(morning) == [["Ben Bright"]]
    asked = Conversation.objects.get()
    assert asked.suggested_code == "I"
    assert marks(morning, "amy", "eve") == ["N", "N"]

    assert '<option value="I" selected>' in page
    office.post(f"{PAGE}write/", {"call": str(asked.pk), "code": "I"})
    assert marks(morning, "amy", "eve") == ["I", "I"]
    entry = Entry.objects.last()
    assert (entry.kind, entry.why) == (Entry.Kind.AMENDMENT, "First-day call at 09:15 by Olive Ofori")


def marks(cast, *children) -> list[str]:
    at = 2 * (cast.today - dt.date(2024, 7, 29)).days
    held = dict(Line.objects.values_list("pupil_id", "marks"))
    return [held[cast.pupils[name].pk][at] for name in children]


def test_a_code_is_written_once_and_never_over_another(morning):
    asked = log(morning, outcome="gave_reason", reason="A cough")
    write_code(school=morning.oak, asked=asked, code="I", by=morning.office)
    with pytest.raises(ProblemWithCall, match="There is no mark left to write"):
        write_code(school=morning.oak, asked=asked, code="M", by=morning.office)
    assert marks(morning, "amy", "eve") == ["I", "I"]


@pytest.mark.parametrize("code", ["", "N", "/", "QQ"])
def test_only_a_code_a_family_may_tell_of_is_written(morning, code):
    asked = log(morning, outcome="rang_first")
    with pytest.raises(ProblemWithCall, match="Choose the code to write"):
        write_code(school=morning.oak, asked=asked, code=code, by=morning.office)
    assert marks(morning, "amy") == ["N"]


def test_writing_the_code_is_for_those_who_may_amend(morning, sign_in):
    asked = log(morning, outcome="gave_reason", reason="A cough")
    inclusion = sign_in(morning.inclusion_lead)
    assert inclusion.post(f"{PAGE}write/", {"call": str(asked.pk), "code": "I"}).status_code == 404
    assert "Write it" not in inclusion.get(PAGE).content.decode()
    assert marks(morning, "amy") == ["N"]


def test_a_day_they_are_back_is_told_of_until_then(morning):
    log(morning, outcome="gave_reason", reason="Chickenpox", back=dt.date(2024, 9, 16))
    told = ExpectedAbsence.objects.order_by("pk")
    assert [(one.enrolment.pupil, one.code, one.back_on) for one in told] == [
        (morning.amy, "I", dt.date(2024, 9, 16)),
        (morning.eve, "I", dt.date(2024, 9, 16)),
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"outcome": "gave_reason"}, "Write down the reason in their words."),
        ({"outcome": "sunk"}, "Choose what came of the call."),
        ({"outcome": "no_answer", "contact": None}, "Choose whom you rang."),
        ({"outcome": "gave_reason", "reason": "x", "code": "N"}, "N is no code for an absence"),
        ({"outcome": "no_answer", "back": dt.date(2024, 9, 12)}, "needs a reason and a code"),
        ({"outcome": "no_answer", "home": "home-0"}, "This family is not on the list any more"),
    ],
)
def test_what_cannot_be_logged_says_so_and_keeps_nothing(morning, said, sentence):
    with pytest.raises(ProblemWithCall, match=sentence):
        log(morning, **said)
    assert not Conversation.objects.exists()


def test_an_adult_of_another_home_cannot_be_logged(morning):
    with pytest.raises(ProblemWithCall, match="Choose whom you rang"):
        log(morning, adult="Zoe Zane")


@pytest.mark.parametrize("outcome", ["thought_here", "child_answered"])
def test_what_the_safeguarding_lead_must_know_stands_on_their_today_at_once(morning, outcome):
    asked = log(morning, outcome=outcome)
    assert names(morning) == [["Ben Bright"]]

    yours = yours_at(morning.oak, "123456", morning.safeguarding_lead)
    (item,) = [row for row in yours if row.words.startswith("Amy Adams: ")]
    assert item.url == f"/schools/123456/pupils/{morning.amy.pk}/conversations/{asked.pk}/"
    assert item.is_late
    assert not any("Amy Adams" in row.words for row in yours_at(morning.oak, "123456", morning.office))

    add_note(conversation=asked, words="Seen at grandmother’s", followed=True, by=morning.safeguarding_lead)
    assert not any(
        "Amy Adams" in row.words for row in yours_at(morning.oak, "123456", morning.safeguarding_lead)
    )


def test_nobody_is_accounted_for_while_the_safeguarding_lead_has_not_decided(cast, clock, sign_in):
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c)
    asked = log(cast, outcome="thought_here")
    page = sign_in(cast.office).get(PAGE).content.decode()
    assert "Every child is accounted for" not in page
    assert "With the safeguarding lead, and not yet decided:</strong> Amy Adams" in page

    add_note(conversation=asked, words="She is in class.", followed=True, by=cast.safeguarding_lead)
    assert "Every child is accounted for" in sign_in(cast.office).get(PAGE).content.decode()


def test_the_office_is_told_on_today_how_many_to_ring(morning):
    (item,) = [row for row in yours_at(morning.oak, "123456", morning.office) if row.url == PAGE]
    assert (item.words, item.time, item.count) == ("Ring 2 families not heard from", "09:15", 2)


def test_a_call_stands_on_the_familys_timeline(morning, sign_in):
    log(morning, outcome="voicemail")
    page = sign_in(morning.office).get(f"/schools/123456/pupils/{morning.amy.pk}/timeline/").content.decode()
    assert "Telephone call: Message left" in page


# --- Two people ---------------------------------------------------------------------------------------------


def test_two_people_do_not_ring_the_same_family(morning, clock, sign_in):
    key = home(morning, "amy")
    claim_call(school=morning.oak, home=key, by=morning.office)
    clock.at("2024-09-10 09:18")
    with pytest.raises(ProblemWithCall, match="Olive Ofori has been ringing this family since 09:15"):
        claim_call(school=morning.oak, home=key, by=morning.attendance_lead)
    page = sign_in(morning.attendance_lead).get(PAGE).content.decode()
    assert "Olive Ofori has been ringing them since 09:15." in page

    clock.at("2024-09-10 09:25")
    assert claim_call(school=morning.oak, home=key, by=morning.attendance_lead).by == morning.attendance_lead
    assert CallClaim.objects.count() == 1


def test_one_may_say_again_that_one_is_ringing_and_a_logged_call_ends_it(morning, clock):
    key = home(morning, "amy")
    claim_call(school=morning.oak, home=key, by=morning.office)
    claim_call(school=morning.oak, home=key, by=morning.office)
    log(morning)
    assert not CallClaim.objects.exists()


def test_a_claim_locks_nothing(morning):
    """Whoever has rung all the same says what came of it."""
    claim_call(school=morning.oak, home=home(morning, "amy"), by=morning.office)
    assert log(morning, outcome="no_answer", by=morning.attendance_lead).spoken_by == "Anil Attar"


def test_claims_of_yesterday_go(morning, clock):
    key = home(morning, "amy")
    claim_call(school=morning.oak, home=key, by=morning.office)
    clock.at("2024-09-11 09:15")
    claim_call(school=morning.oak, home=key, by=morning.attendance_lead)
    assert CallClaim.objects.get().day == dt.date(2024, 9, 11)


# --- Who may ------------------------------------------------------------------------------------------------


def test_mr_outside_reaches_none_of_it(morning, sign_in):
    client = sign_in(morning.mr_outside)
    asked = log(morning, outcome="gave_reason", reason="A cough")
    sent = {"home": "home-1", "contact": "1", "outcome": "no_answer", "call": str(asked.pk), "code": "I"}
    for rest in ("", "claim/", "log/", "write/"):
        assert client.post(f"{PAGE}{rest}", sent).status_code in {404, 405}
        client.post(f"/schools/234567/absence/{rest}", sent)
    assert client.get(PAGE).status_code == 404
    assert Conversation.objects.count() == 1
    assert marks(morning, "amy") == ["N"]


def test_whoever_only_reads_sees_the_list_and_no_buttons(morning, sign_in):
    page = sign_in(morning.ewo).get(PAGE).content.decode()
    assert "Amy Adams" in page
    assert 'name="outcome"' not in page


def test_the_access_log_says_how_many_children_were_shown(morning, sign_in):
    sign_in(morning.office).get(PAGE)
    assert AccessLogEntry.objects.get(page=PAGE).pupils == 3


def test_the_page_asks_the_same_however_many_are_on_it(cast, clock, sign_in):
    office = sign_in(cast.office)
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c)
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    line = {"by": cast.office, "kind": Entry.Kind.AMENDMENT, "why": "not there"}
    absent = [cast.eve, cast.fay, cast.ben, cast.cal, cast.dee]
    record_marks(
        school=cast.oak,
        marks=[Mark(one.pk, cast.today, Session.AM, "N", seen="/") for one in absent],
        **line,
    )
    for name in ("ben", "cal", "dee"):
        link(cast, name, f"{name} senior")
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(the_list(cast).rows) == 5
    assert len(many) == len(few)


# --- In the family's language -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", DRAFTED)
def test_every_sentence_of_the_script_is_drafted_and_names_no_child(language):
    english, draft = as_written("en", SCRIPT), as_written(language, SCRIPT)
    assert list(draft) == list(english)
    for name, sentence in english.items():
        assert draft[name] != sentence
        assert draft[name].count("{school}") == sentence.count("{school}")
        assert ("…" in draft[name]) is ("…" in sentence)


def test_what_to_say_stands_in_the_family_s_language_once_somebody_has_read_it(morning, sign_in):
    office, draft = sign_in(morning.office), f"{PAGE}script/cy/"
    page = office.get(PAGE).content.decode()
    assert "What to say in Welsh is a draft: read it" in page
    assert "Polish" not in page
    assert "This is a draft." in office.get(draft).content.decode()
    office.post(draft)
    assert "Oak Primary sydd yma" not in office.get(PAGE).content.decode()
    sign_in(morning.head).post(draft)
    page = office.get(PAGE).content.decode()
    assert "Oak Primary sydd yma" in page
    assert "is a draft" not in page


def test_no_script_is_read_in_a_language_there_is_no_draft_in(morning, sign_in):
    assert sign_in(morning.head).get(f"{PAGE}script/fr/").status_code == 404
    assert sign_in(morning.mr_outside).get(f"{PAGE}script/cy/").status_code == 404
