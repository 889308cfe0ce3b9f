"""Whom a letter is written to: two homes, orders that end, holds, and nobody else."""

import datetime as dt

import pytest

from tests.messages.families import family
from trellis.messages.addressees import homes_of
from trellis.messages.models import LeftOut
from trellis.schools.models import Contact, Enrolment, FamilyLink, Hold, Household

TODAY = dt.date(2024, 11, 4)
Reason = LeftOut.Reason


def answer(cast, name, day=TODAY, school=None):
    enrolment = Enrolment.objects.get(pupil=cast.pupils[name])
    return homes_of(school or cast.oak, [enrolment], day)[enrolment.pupil_id]


def to(answer):
    return [home.address for home in answer.homes]


def kept(answer):
    return [(each.reason, each.says, each.whole) for each in answer.kept]


def test_two_homes_each_get_a_letter_of_their_own(cast):
    assert to(answer(cast, "amy")) == [
        ["Ann Adams", "4 Orchard Way", "Northmoor", "NM1 4AA"],
        ["Abe Adams", "9 Mill Lane", "Northmoor", "NM2 7BB"],
    ]
    assert kept(answer(cast, "amy")) == []


def test_two_who_live_together_get_one_letter_with_both_names(cast):
    family(cast.oak, cast.ben, "Bea Bright", at="1 High Street", priority=1)
    family(cast.oak, cast.ben, "Bo Bright", at="1 High Street", priority=2, relationship="father")
    assert to(answer(cast, "ben")) == [["Bea Bright & Bo Bright", "1 High Street", "NM1 1AA"]]


@pytest.mark.parametrize("address", ["1 High Street\nNM1 1AA", "1 High Street\n\nnm11aa\n"])
def test_a_postcode_that_stands_in_the_address_too_is_written_once(cast, address):
    family(cast.oak, cast.ben, "Bea Bright", at=address)
    [[_name, street, postcode]] = to(answer(cast, "ben"))
    assert (street, postcode.upper().replace(" ", "")) == ("1 High Street", "NM11AA")
    written = str(cast.ben.family_links.get().contact.household)
    assert written.upper().replace(" ", "").count("NM11AA") == 1


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("1 High Street\nNorthmoor NM1 1AA", ["1 High Street", "Northmoor NM1 1AA"]),
        ("1 High Street, Northmoor, nm11aa.", ["1 High Street, Northmoor, nm11aa."]),
        ("1 High Street\nNorthmoor XNM1 1AA", ["1 High Street", "Northmoor XNM1 1AA", "NM1 1AA"]),
        ("1 High Street\nNM1 1AA House", ["1 High Street", "NM1 1AA House", "NM1 1AA"]),
        ("", ["NM1 1AA"]),
    ],
)
def test_a_postcode_at_the_end_of_a_line_is_written_once(address, lines):
    assert Household(address=address, postcode="NM1 1AA").lines == lines
    assert Household(address="1 High Street", postcode=" ").lines == ["1 High Street"]


def test_an_adult_linked_twice_is_named_once(cast):
    link = family(cast.oak, cast.ben, "Bea Bright")
    FamilyLink.objects.create(
        pupil=cast.ben,
        school=cast.oak,
        contact=link.contact,
        relationship="other",
        has_care=True,
        since=dt.date(2024, 9, 10),
        until=dt.date(2025, 9, 1),
    )
    assert to(answer(cast, "ben")) == [["Bea Bright", "1 High Street", "NM1 1AA"]]


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ({"relationship": "mother", "parental_responsibility": False, "has_care": False}, True),
        ({"relationship": "father", "parental_responsibility": False, "has_care": False}, True),
        ({"relationship": "grandparent", "parental_responsibility": False, "has_care": True}, True),
        ({"relationship": "other", "parental_responsibility": True, "has_care": False}, True),
        ({"relationship": "grandparent", "parental_responsibility": False, "has_care": False}, False),
        ({"relationship": "step_parent", "parental_responsibility": False, "has_care": False}, False),
        ({"relationship": "social_worker", "parental_responsibility": True, "has_care": False}, False),
    ],
)
def test_who_is_a_parent(cast, said, is_one):
    family(cast.oak, cast.ben, "Somebody", **said)
    assert bool(answer(cast, "ben").homes) is is_one
    if not is_one:
        assert kept(answer(cast, "ben")) == [(Reason.NO_PARENT, "", True)]


def test_a_child_nobody_is_recorded_for_is_left_out(cast):
    assert kept(answer(cast, "ben")) == [(Reason.NO_PARENT, "", True)]


def test_what_another_school_was_told_counts_for_nothing(cast):
    family(cast.elm, cast.ben, "Elsewhere Bright")
    assert to(answer(cast, "ben")) == []
    assert to(answer(cast, "zak")) == []
    assert to(answer(cast, "zak", school=cast.elm)) == [["Zoe Zane"]]


def test_a_link_that_has_ended_counts_no_more(cast):
    family(cast.oak, cast.ben, "Bea Bright", until=TODAY - dt.timedelta(days=1))
    assert to(answer(cast, "ben")) == []


def test_whoever_must_not_be_contacted_is_not_and_the_other_home_is(cast):
    FamilyLink.objects.filter(contact__name="Abe Adams").update(may_contact=False)
    held = answer(cast, "amy")
    assert [lines[0] for lines in to(held)] == ["Ann Adams"]
    assert kept(held) == [(Reason.DO_NOT_CONTACT, "Abe Adams", False)]


@pytest.mark.parametrize(
    ("until", "written_to"), [("2024-11-03", True), ("2024-11-04", False), ("2024-11-05", False)]
)
def test_an_order_runs_up_to_and_including_its_last_day(cast, until, written_to):
    FamilyLink.objects.filter(contact__name="Abe Adams").update(
        do_not_contact_until=dt.date.fromisoformat(until), order="Non-molestation order"
    )
    names = [lines[0] for lines in to(answer(cast, "amy"))]
    assert ("Abe Adams" in names) is written_to
    if not written_to:
        day = f"{int(until[-2:])} November 2024"
        said = f"Abe Adams, until {day}, Non-molestation order"
        assert kept(answer(cast, "amy")) == [(Reason.DO_NOT_CONTACT, said, False)]


def test_where_nobody_may_be_contacted_it_is_the_child_who_is_left_out(cast):
    FamilyLink.objects.filter(pupil=cast.amy).update(may_contact=False)
    held = answer(cast, "amy")
    assert to(held) == []
    assert kept(held) == [
        (Reason.DO_NOT_CONTACT, "Ann Adams", True),
        (Reason.DO_NOT_CONTACT, "Abe Adams", True),
    ]


def test_without_an_address_a_letter_is_handed_to_whom_the_child_lives_with(cast):
    family(cast.oak, cast.ben, "Bea Bright", at=None)
    assert to(answer(cast, "ben")) == [["Bea Bright"]]


def test_without_an_address_nobody_writes_to_somebody_who_lives_elsewhere(cast):
    family(cast.oak, cast.ben, "Bob Bright", at="  ", has_care=False, relationship="father")
    assert kept(answer(cast, "ben")) == [(Reason.NO_ADDRESS, "Bob Bright", True)]


def test_two_without_an_address_do_not_share_a_letter(cast):
    family(cast.oak, cast.ben, "Bea Bright", at=None)
    family(cast.oak, cast.ben, "Bob Bright", at=None, relationship="father")
    assert to(answer(cast, "ben")) == [["Bea Bright"], ["Bob Bright"]]


# --- held ---------------------------------------------------------------------------------------------------


def hold(cast, name, **said):
    told = {"kind": "bereavement", "held_by": "the safeguarding lead", "since": dt.date(2024, 10, 1)}
    return Hold.objects.create(pupil=cast.pupils[name], school=cast.oak, **{**told, **said})


def test_a_hold_stops_every_letter_about_the_child(cast):
    hold(cast, "amy", reason="Grandmother died")
    held = answer(cast, "amy")
    assert to(held) == []
    assert kept(held) == [(Reason.HELD, "Bereavement: Grandmother died", True)]
    assert held.kept[0].held_by == "the safeguarding lead"
    assert to(answer(cast, "eve"))  # her sister's letters are not held


@pytest.mark.parametrize(
    ("since", "until", "stops"),
    [
        ("2024-11-04", "2024-11-04", True),
        ("2024-11-05", None, False),
        ("2024-09-05", "2024-11-03", False),
        ("2024-09-05", None, True),
    ],
)
def test_a_hold_has_its_days(cast, since, until, stops):
    hold(cast, "amy", since=since, until=until)
    assert bool(to(answer(cast, "amy"))) is not stops


def test_another_schools_hold_is_another_schools(cast):
    Hold.objects.create(pupil=cast.amy, school=cast.elm, kind="other", held_by="Elm", since=TODAY)
    assert to(answer(cast, "amy"))


def test_a_looked_after_child_is_the_social_workers_to_hear_of(cast):
    family(cast.oak, cast.fay, "Fran Foster", relationship="foster_carer")
    family(cast.oak, cast.fay, "Sue Worker", relationship="social_worker", has_care=False)
    assert to(answer(cast, "fay")) == []
    assert kept(answer(cast, "fay")) == [(Reason.LOOKED_AFTER, "Sue Worker", True)]


def test_a_hold_may_say_that_a_child_is_looked_after(cast):
    hold(cast, "amy", kind="looked_after", held_by="the virtual school")
    assert kept(answer(cast, "amy")) == [(Reason.LOOKED_AFTER, "", True)]


# --- language -----------------------------------------------------------------------------------------------


def test_the_language_is_that_of_the_first_in_call_order_who_has_one(cast):
    family(cast.oak, cast.ben, "Bo Bright", language="", priority=1)
    family(cast.oak, cast.ben, "Bea Bright", language="PL-pl", priority=2)
    assert answer(cast, "ben").homes[0].language == "pl"


def test_each_home_has_its_own(cast):
    assert [home.language for home in answer(cast, "amy").homes] == ["en", "cy"]
    Contact.objects.update(language="")
    assert [home.language for home in answer(cast, "amy").homes] == ["", ""]


def test_the_number_of_questions_does_not_grow_with_the_pupils(cast, django_assert_num_queries):
    everybody = list(Enrolment.objects.filter(school=cast.oak))
    with django_assert_num_queries(3):
        homes_of(cast.oak, everybody[:1], TODAY)
    with django_assert_num_queries(3):
        homes_of(cast.oak, everybody, TODAY)
