"""By which channel a family is reached: numbers as people write them, opt-outs, and the next way where one
does not lead there.
"""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.drawn_up import YEAR, everybody_spent, sent
from tests.messages.families import family
from trellis.attendance.actions import draft_attendance_letters, prepare_attendance_letters
from trellis.messages.actions import approve_batch, opt_in, opt_out
from trellis.messages.drawing_up import ProblemWithMessages
from trellis.messages.models import Item, LeftOut, OptOut, Wording
from trellis.messages.numbers import email_address, mobile_number, number_in_words
from trellis.schools.models import Contact, FamilyLink

BY = "command line, tests"
MOBILE = "07700 900123"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("07700900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("07700 900123 (mum)", "+447700900123"),
        ("home 01632 960001, mobile 07700-900123", "+447700900123"),
        ("07700 900001 / 07700 900002", "+447700900001"),
        ("07624 900123", "+447624900123"),
        ("01632 960001", ""),
        ("07000 900123", ""),  # a personal number
        ("07600 900123", ""),  # a pager
        ("0770090012", ""),
        ("077009001234", ""),
        ("+48 512 345 678", ""),
        ("ask her sister", ""),
        ("", ""),
    ],
)
def test_a_mobile_number_is_found_in_what_somebody_wrote(written, number):
    assert mobile_number(written) == number


@given(st.text(max_size=30))
def test_whatever_is_written_is_a_number_or_none(written):
    found = mobile_number(written)
    assert found == "" or (found.startswith("+447") and len(found) == 13)
    assert not found or mobile_number(number_in_words(found)) == found


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" ann@family.example ", "ann@family.example"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),  # servers are asked in plain letters
        ("ännchen@family.example", ""),
        *(("ann at family", ""), ("", ""), ("a@b", "")),
    ],
)
def test_an_e_mail_address_can_be_written_to_or_is_none(written, address):
    assert email_address(written) == address


# --- the way to a family ------------------------------------------------------------------------------------


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I 2O 3L")


def prepared(cast, *channels):
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term="Autumn 1", channels=channels, by=cast.office
    )
    return batch


def ways(batch, forename="Amy"):
    found = batch.items.filter(pupil__forename=forename).order_by("place")
    return [(item.channel, item.addressee, item.destination) for item in found]


def reasons(batch, forename="Amy"):
    return [row.why(may_know=True) for row in LeftOut.objects.filter(batch=batch, pupil__forename=forename)]


def has_mobile(name, phone=MOBILE):
    Contact.objects.filter(name=name).update(phone=phone)


def test_by_letter_unless_something_else_is_asked(cast, half_term):
    has_mobile("Ann Adams")
    assert {way[0] for way in ways(prepared(cast, "letter"))} == {"letter"}


def test_each_home_goes_by_the_first_way_that_leads_there(cast, half_term):
    has_mobile("Abe Adams")
    assert ways(prepared(cast, "text", "email", "letter")) == [
        ("email", "Ann Adams", "ann@family.example"),
        ("text", "Abe Adams", "07700 900123"),
    ]
    Contact.objects.filter(name="Ann Adams").update(email="")
    assert ways(prepared(cast, "text", "email", "letter"))[0] == (
        "letter",
        "Ann Adams",
        "Ann Adams, 4 Orchard Way, Northmoor, NM1 4AA",
    )


def test_a_number_that_is_none_is_listed_where_there_is_no_other_way(cast, half_term):
    has_mobile("Ann Adams")
    batch = prepared(cast, "text")
    assert ways(batch) == [("text", "Ann Adams", "07700 900123")]
    assert reasons(batch) == [
        "What is recorded as a telephone number is no UK mobile number: Abe Adams, 01632 960002"
    ]


def test_a_family_without_a_number_or_an_address_of_either_kind_is_listed(cast, half_term):
    family(cast.oak, cast.ben, "Bea Bright", at=None, phone="")
    assert reasons(prepared(cast, "text"), "Ben") == ["No mobile number is recorded: Bea Bright"]
    assert reasons(prepared(cast, "email"), "Ben") == ["No e-mail address is recorded: Bea Bright"]


def test_a_parent_elsewhere_without_an_address_hears_by_text(cast, half_term):
    family(cast.oak, cast.ben, "Bob Bright", at=None, has_care=False, relationship="father", phone=MOBILE)
    assert ways(prepared(cast, "text"), "Ben") == [("text", "Bob Bright", "07700 900123")]
    batch = prepared(cast, "letter")
    assert reasons(batch, "Ben") == ["No address is recorded: Bob Bright"]


def test_a_household_gets_one_text_to_the_first_in_call_order_who_has_a_number(cast, half_term):
    family(cast.oak, cast.ben, "Bea Bright", at="1 High Street", priority=1, phone="01632 960009")
    family(cast.oak, cast.ben, "Bo Bright", at="1 High Street", priority=2, phone=MOBILE)
    assert ways(prepared(cast, "text"), "Ben") == [("text", "Bo Bright", "07700 900123")]


def test_whoever_opted_out_of_texts_goes_by_the_next_way_or_is_listed(cast, half_term):
    has_mobile("Ann Adams")
    ann = Contact.objects.get(name="Ann Adams")
    opt_out(contact=ann, school=cast.oak, channel="text", how="At the gate", by=cast.office)
    assert ways(prepared(cast, "text", "letter"))[0][0] == "letter"
    assert "Asked not to be written to in this way: Ann Adams" in reasons(prepared(cast, "text"))
    opt_in(contact=ann, school=cast.oak, channel="text", by=cast.office)
    assert ways(prepared(cast, "text"))[0][0] == "text"


def test_opting_out_is_of_one_school_one_channel_and_has_its_days(cast, clock, half_term):
    has_mobile("Ann Adams")
    ann = Contact.objects.get(name="Ann Adams")
    opt_out(contact=ann, school=cast.elm, channel="text", how="By letter", by=BY)
    opt_out(contact=ann, school=cast.oak, channel="email", how="By letter", by=BY)
    opt_out(
        contact=ann, school=cast.oak, channel="text", how="From Monday", since=dt.date(2024, 11, 11), by=BY
    )
    assert ways(prepared(cast, "text"))[0][0] == "text"
    clock.at("2024-11-11 09:00")
    assert ways(prepared(cast, "text")) == []
    kept = OptOut.history.filter(contact=ann, school=cast.oak)
    assert kept.count() == 2


def test_whoever_must_not_be_contacted_is_texted_no_more_than_written_to(cast, half_term):
    has_mobile("Ann Adams")
    FamilyLink.objects.filter(contact__name="Ann Adams").update(
        do_not_contact_until="2024-11-04", order="Order"
    )
    batch = prepared(cast, "text", "email", "letter")
    assert [way[1] for way in ways(batch)] == ["Abe Adams"]


def test_a_household_written_to_by_letter_gets_no_text_about_the_same(cast, half_term):
    sent(cast)
    has_mobile("Ann Adams")
    batch = prepared(cast, "text")
    assert ways(batch) == []
    assert reasons(batch) == ["Already written to: 4 November 2024"] * 2


def test_a_text_that_did_not_arrive_goes_by_the_next_way(cast, half_term):
    has_mobile("Ann Adams")
    batch = approve_batch(batch=prepared(cast, "text"), by=cast.attendance_lead)
    batch.items.update(state=Item.State.FAILED)
    assert "An earlier message in this way did not arrive" in reasons(prepared(cast, "text"))
    again = approve_batch(batch=prepared(cast, "text", "letter"), by=cast.attendance_lead)
    assert ("letter", "Ann Adams") in [way[:2] for way in ways(again)]


def test_a_way_the_subject_does_not_use_is_refused(cast, half_term):
    with pytest.raises(ProblemWithMessages, match="go by Letter, Text, E-mail: choose from these"):
        prepared(cast, "pigeon")


def test_siblings_are_written_about_apart_and_neither_message_names_the_other(cast, half_term):
    has_mobile("Ann Adams")
    items = list(prepared(cast, "text", "letter").items.filter(channel="text"))
    assert [item.pupil.forename for item in items] == ["Amy", "Eve"]
    assert "Eve" not in items[0].words
    assert "Amy" not in items[1].words


# --- what a text says ---------------------------------------------------------------------------------------


def test_a_text_says_the_figures_and_no_band_code_or_reason(cast, half_term):
    has_mobile("Ann Adams")
    [item] = prepared(cast, "text").items.filter(pupil=cast.amy)
    assert item.words == (
        "Oak Primary: this half-term Amy was here for 68 of 76 half-day sessions (89.5%). We would like to "
        "understand what is making it hard, and to help. Please speak to Anil Attar, Attendance lead, at a "
        "time that suits you."
    )


def test_an_e_mail_is_plain_words(cast, half_term):
    [item] = prepared(cast, "email").items.filter(pupil=cast.amy)
    assert item.title == "Amy’s attendance: Autumn 1, 2024/25"
    assert item.words.startswith("Dear Ann Adams,\n\nWe write to every family")
    assert "68 of 76 half-day sessions attended, 2 September 2024 to 25 October 2024: 89.5%." in item.words


def test_no_texts_are_drawn_up_until_a_text_is_approved(cast, half_term):
    has_mobile("Ann Adams")
    prepared(cast, "text")
    Wording.objects.filter(channel="text").update(approved_at=None, approved_by_name="")
    with pytest.raises(ProblemWithMessages, match=r"No English text of “.+” is approved"):
        prepared(cast, "text", "letter")


def test_a_text_is_in_the_language_of_whom_it_goes_to(cast, half_term):
    has_mobile("Abe Adams")  # he reads Welsh
    prepared(cast, "text")
    Wording.objects.filter(channel="text", language="cy").update(
        approved_at="2024-11-01T09:00Z", approved_by_name="Somebody"
    )
    [item] = prepared(cast, "text").items.filter(pupil=cast.amy)
    welsh, english = item.words.split("\n\n")
    assert welsh.startswith("Oak Primary: yr hanner tymor hwn bu Amy yma")
    assert english.startswith("Oak Primary: this half-term")


def test_a_number_that_changed_since_the_preview_stops_the_approval(cast, half_term):
    has_mobile("Ann Adams")
    batch = prepared(cast, "text")
    has_mobile("Ann Adams", "07700 900456")
    with pytest.raises(ValueError, match="Messages about 2 children have changed"):
        approve_batch(batch=batch, by=cast.attendance_lead)


def test_the_number_of_questions_does_not_grow_with_the_families(cast, half_term):
    with CaptureQueriesContext(connection) as few:
        drafted(cast)
    for number, name in enumerate(("ben", "cal", "dee")):
        family(cast.oak, cast.pupils[name], f"Parent {number}", phone=f"07700 90012{number}")
    with CaptureQueriesContext(connection) as many:
        assert len(drafted(cast).items) == 7
    assert len(many) == len(few)


def drafted(cast):
    channels = ["text", "email", "letter"]
    return draft_attendance_letters(school=cast.oak, year=YEAR, half_term="Autumn 1", channels=channels)


# --- the page on which an opt-out is kept -------------------------------------------------------------------


def page_about(pupil):
    return f"/schools/123456/pupils/{pupil.pk}/messages/opt-outs/"


def test_the_office_keeps_that_somebody_wants_no_texts_and_wants_them_again(cast, sign_in):
    office, ann = sign_in(cast.office), Contact.objects.get(name="Ann Adams")
    said = {"contact": ann.pk, "channel": "text", "again": "", "how": "At the gate"}
    assert office.post(page_about(cast.amy), said).status_code == 302
    assert OptOut.objects.get().how == "At the gate"
    assert "At the gate" in office.get(page_about(cast.eve)).content.decode()
    assert office.post(page_about(cast.amy), {**said, "again": "again", "how": ""}).status_code == 302
    assert not OptOut.objects.exists()


def test_how_somebody_said_so_is_asked(cast, sign_in):
    ann = Contact.objects.get(name="Ann Adams")
    response = sign_in(cast.office).post(
        page_about(cast.amy), {"contact": ann.pk, "channel": "text", "again": "", "how": ""}
    )
    assert response.status_code == 400
    assert "Say how they told the school." in response.content.decode()


def test_nobody_opts_out_for_an_adult_of_another_child(cast, sign_in):
    zoe = Contact.objects.get(name="Zoe Zane")
    said = {"contact": zoe.pk, "channel": "text", "again": "", "how": "x"}
    assert sign_in(cast.office).post(page_about(cast.amy), said).status_code == 400
    assert not OptOut.objects.exists()
