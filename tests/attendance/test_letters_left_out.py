"""Who is not written to, why, and who may read why."""

import datetime as dt

import pytest

from tests.attendance.spending import spend
from tests.messages.drawn_up import about, everybody_spent, left_out, prepared
from tests.messages.families import family
from trellis.messages.actions import approve_batch
from trellis.messages.models import LeftOut
from trellis.schools.models import Characteristic, Enrolment, FamilyLink, Hold, Household
from trellis.schools.settings import decide

BY = "command line, tests"
SINCE = dt.date(2024, 10, 1)


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I")


def hold(cast, **said):
    told = {"kind": "protection", "held_by": "the safeguarding lead", "since": SINCE}
    return Hold.objects.create(pupil=cast.amy, school=cast.oak, **{**told, **said})


def why(cast, *, may_know=True, name="Amy"):
    rows = LeftOut.objects.filter(batch=prepared(cast), pupil__forename=name)
    return [row.why(may_know=may_know) for row in rows]


def test_a_child_on_hold(cast, half_term):
    hold(cast, reason="Section 47 enquiry")
    assert why(cast) == ["Letters are held: Child protection: Section 47 enquiry"]
    assert why(cast, may_know=False) == ["held by the safeguarding lead"]


def test_a_hold_says_who_holds_it(cast, half_term):
    hold(cast, held_by="the headteacher", kind="other")
    assert why(cast, may_know=False) == ["held by the headteacher"]


def test_a_looked_after_child(cast, half_term):
    family(cast.oak, cast.fay, "Sue Worker", relationship="social_worker", has_care=False)
    assert why(cast, name="Fay") == ["Looked after: write to the social worker or virtual school: Sue Worker"]
    assert why(cast, name="Fay", may_know=False) == ["held by the safeguarding lead"]


def test_a_child_who_is_no_longer_looked_after_is_written_home_about(cast, half_term):
    Characteristic.objects.filter(kind="looked_after").update(until=dt.date(2024, 10, 25))
    family(cast.oak, cast.fay, "Mrs Finch")
    assert len(about(prepared(cast), "fay")) == 1


def test_whoever_must_not_be_contacted(cast, half_term):
    FamilyLink.objects.filter(contact__name="Abe Adams").update(
        do_not_contact_until="2024-12-01", order="Order"
    )
    assert why(cast) == ["Must not be contacted: Abe Adams, until 1 December 2024, Order"]
    assert why(cast, may_know=False) == ["held by the safeguarding lead"]
    assert [letter.addressee for letter in about(prepared(cast), "amy")] == ["Ann Adams"]


@pytest.mark.parametrize(("until", "leaver"), [("2024-11-03", True), ("2024-11-04", False)])
def test_a_leaver(cast, half_term, until, leaver):
    Enrolment.objects.filter(pupil=cast.amy).update(until=until)
    assert bool(why(cast)) is leaver
    if leaver:
        assert why(cast, may_know=False) == ["Has left the school: 3 November 2024"]


def test_somebody_who_left_before_the_half_term_is_not_even_listed(cast, half_term):
    Enrolment.objects.filter(pupil=cast.amy).update(since="2024-01-08", until="2024-08-31")
    assert why(cast) == []
    assert about(prepared(cast), "amy") == []


@pytest.mark.parametrize(("possible", "written"), [(19, False), (20, True)])
def test_too_few_sessions(cast, clock, possible, written):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.amy: f"{possible}/ {76 - possible}Q"})
    assert bool(about(prepared(cast), "amy")) is written
    if not written:
        assert why(cast, may_know=False) == ["Too few sessions to say anything: 19 of at least 20"]


def test_the_fewest_sessions_are_the_schools_to_choose(cast, clock):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.amy: "10/ 66Q"})
    decide(place=cast.oak, name="letter_minimum_sessions", value=10, since="2024-09-01", by=BY)
    assert len(about(prepared(cast), "amy")) == 2


def test_no_possible_session(cast, clock):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.amy: "76Q"})
    assert why(cast) == ["No possible sessions"]


@pytest.mark.parametrize(("said", "why_not"), [("1.", "1 mark"), ("3.", "3 marks")])
def test_marks_missing(cast, clock, said, why_not):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.amy: said})
    assert why(cast, may_know=False) == [f"Marks are missing: {why_not}"]


def test_a_mark_that_is_no_code_on_its_date(cast, clock):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.amy: "2H"})
    assert why(cast) == ["Marks are missing: 2 marks are no code on their dates"]


def test_nobody_recorded_to_write_to(cast, half_term):
    assert why(cast, name="Ben", may_know=False) == ["No parent or carer who may be contacted is recorded"]


def test_no_address(cast, half_term):
    Household.objects.filter(postcode="NM2 7BB").update(address="")
    assert why(cast, may_know=False) == ["No address is recorded: Abe Adams"]
    assert [letter.addressee for letter in about(prepared(cast), "amy")] == ["Ann Adams"]


def test_a_name_that_cannot_be_printed(cast, half_term):
    family(cast.oak, cast.ben, "李 Bright", at="1 High Street")
    assert why(cast, name="Ben") == ["A name or address has letters our typeface cannot print: 李"]
    assert len(about(prepared(cast), "amy")) == 2  # and everybody else still gets theirs


def test_already_written_to(cast, half_term):
    approve_batch(batch=prepared(cast), by=cast.attendance_lead)
    assert why(cast, may_know=False) == ["Already written to: 4 November 2024"] * 2


def test_a_hold_comes_before_any_reason_the_office_may_read(cast, clock):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.amy: "70Q"})
    hold(cast)
    assert why(cast, may_know=False) == ["held by the safeguarding lead"]


def test_everybody_on_roll_is_either_written_to_or_left_out_with_a_reason(cast, half_term):
    batch = prepared(cast)
    written = set(batch.items.values_list("pupil__forename", flat=True))
    assert written == {"Amy", "Eve"}
    assert left_out(batch) == {
        "ben": "no_parent",
        "cal": "no_parent",
        "dee": "no_parent",
        "fay": "looked_after",
    }
