"""Leaving and coming back: with whom, the marks that follow, and nobody told why another may not take a
child.
"""

import datetime as dt

import pytest
from django.utils import timezone

from tests.attendance.day.coming import moment, out, unwell
from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from trellis.attendance.day.arriving import sign_in_late, standing_code
from trellis.attendance.day.calls import CallList
from trellis.attendance.day.every_child import EveryChild
from trellis.attendance.day.heard import heard_of
from trellis.attendance.day.leaving import may_collect, set_leaving_aside, sign_back_in
from trellis.attendance.day.on_site import OnSite
from trellis.attendance.models import Arrival, Leaving
from trellis.registers.models import Entry, ExpectedAbsence
from trellis.registers.taking import expected_on
from trellis.rules.accounted import State
from trellis.rules.words import ProblemWith, Session
from trellis.schools import actions
from trellis.schools.models import Contact, FamilyLink

PAGE = "/schools/123456/out/"
ASK = "The child stays here for now: ask the safeguarding lead first."


@pytest.fixture
def morning(cast, clock):
    """3B's register is taken, everybody in; it is 11:00."""
    taken(cast, cast.class_3b)
    clock.at("2024-09-10 11:00")
    return cast


def ann() -> Contact:
    return Contact.objects.get(name="Ann Adams")


def expected(cast, name, session):
    enrolment = cast.enrolment(name)
    return [one.code for one in expected_on(cast.today, session, [enrolment]).get(enrolment.pk, [])]


def is_on_site(cast, name) -> bool:
    found = OnSite(cast.oak, timezone.now(), cast.head)
    return cast.pupils[name].pk in {child.pupil for one in found.classes for child in one.here}


def code_of(cast, name, session):
    return standing_code(cast.oak, cast.pupils[name].pk, cast.today, session)


# --- The marks that follow ----------------------------------------------------------------------------------


def test_the_morning_mark_stands_and_the_afternoon_is_expected(morning):
    entries = Entry.objects.count()
    one = out(morning, "amy", contact=ann())

    assert code_of(morning, "amy", Session.AM) == "/"
    assert Entry.objects.count() == entries
    assert expected(morning, "amy", Session.AM) == []
    assert expected(morning, "amy", Session.PM) == ["I"]
    assert (one.expects.how, one.expects.told_by, one.expects.note) == ("hatch", "Ann Adams", "left at 11:00")
    assert not is_on_site(morning, "amy")


def test_back_before_the_afternoon_nothing_is_expected(morning, clock):
    one = out(morning, "amy", contact=ann(), expected_back=dt.time(12, 30))
    assert one.expects is None

    two = out(morning, "ben", went_with="by themselves", agreed_with="Bea Bright")
    clock.at("2024-09-10 12:40")
    sign_back_in(leaving=one, at=moment("12:35"), by=morning.office)
    sign_back_in(leaving=two, at=moment("12:35"), by=morning.office)
    assert expected(morning, "ben", Session.PM) == []
    assert is_on_site(morning, "amy")
    assert not Arrival.objects.exists()


def test_back_after_the_afternoons_register_opened_is_late_for_it(morning, clock):
    one = out(morning, "amy", contact=ann(), code="M", reason="Dentist")
    two = out(morning, "ben", went_with="by themselves", agreed_with="Bea Bright", code="M")
    clock.at("2024-09-10 13:40")
    assert sign_back_in(leaving=one, at=moment("13:20"), by=morning.office).code == "L"
    assert sign_back_in(leaving=two, at=moment("13:35"), by=morning.office).code == "M"
    assert [code_of(morning, name, Session.PM) for name in ("amy", "ben")] == ["L", "M"]
    assert is_on_site(morning, "ben")


def test_what_the_register_says_meanwhile_is_not_overwritten(morning, clock):
    one = out(morning, "amy", contact=ann(), code="M", reason="Dentist")
    clock.at("2024-09-10 13:05")
    taken(morning, morning.class_3b, Session.PM, amy="C")
    clock.at("2024-09-10 13:25")
    arrival = sign_back_in(leaving=one, at=moment("13:20"), by=morning.office)
    assert (arrival.entry, code_of(morning, "amy", Session.PM)) == (None, "C")


def test_what_was_told_already_is_not_told_twice(morning):
    told_of(morning, "amy", sessions="NYNYNYNYNY", code="M", reason="Dentist")
    assert out(morning, "amy", contact=ann(), code="M").expects is None
    assert ExpectedAbsence.objects.count() == 1


def test_whoever_leaves_before_the_register_opens_is_expected_to_miss_it(cast, clock):
    clock.at("2024-09-10 08:48")
    assert out(cast, "amy", at="08:47", contact=ann()).expects.sessions == "NNYYNNNNNN"


# --- Asked after --------------------------------------------------------------------------------------------


def state_of(cast, name):
    found = EveryChild(CallList(cast.oak, timezone.now()))
    return found.states[cast.enrolment(name).pk]


def test_whoever_is_out_is_accounted_for_until_they_are_overdue(morning, clock):
    one = out(morning, "amy", contact=ann(), expected_back=dt.time(11, 30))
    out(morning, "ben", went_with="by themselves", agreed_with="Bea Bright")
    assert [state_of(morning, name) for name in ("amy", "ben", "cal")] == [
        State.SIGNED_OUT,
        State.SIGNED_OUT,
        State.PRESENT,
    ]
    clock.at("2024-09-10 13:10")
    assert (state_of(morning, "amy"), state_of(morning, "ben")) == (State.NOT_MARKED, State.SIGNED_OUT)
    taken(morning, morning.class_3b, Session.PM, amy="N", ben="I")
    assert state_of(morning, "amy") is State.UNKNOWN
    assert [row.children[0].pupil for row in CallList(morning.oak, timezone.now()).rows] == [morning.amy]
    sign_back_in(leaving=one, at=moment("13:08"), by=morning.office)
    assert state_of(morning, "amy") is State.PRESENT


def test_nobody_is_rung_or_written_to_about_a_child_who_stands_in_the_office(cast, clock):
    taken(cast, cast.class_3b, amy="N")
    clock.at("2024-09-10 09:30")
    assert CallList(cast.oak, timezone.now()).rows
    # What the desk had before it was older: N stands, and a person has still to look at both.
    sign_in_late(school=cast.oak, pupil=cast.amy, at=moment("09:29"), seen="", by=cast.office)
    assert code_of(cast, "amy", Session.AM) == "N"
    assert CallList(cast.oak, timezone.now()).rows == []
    assert state_of(cast, "amy") is State.PRESENT
    assert heard_of(cast.oak, [cast.amy.pk, cast.ben.pk], cast.today) >= {cast.amy.pk}


# --- With whom ----------------------------------------------------------------------------------------------


def test_only_adults_who_may_take_a_child_are_offered_and_why_is_not_said(morning, sign_in):
    link = FamilyLink.objects.get(contact=ann(), pupil=morning.amy)
    assert ann() in [one.contact for one in may_collect(morning.amy, morning.oak, morning.today)]
    for said in (
        {"may_contact": False},
        {"do_not_contact_until": dt.date(2024, 9, 30)},
        {"order": "Not to be collected by her"},
    ):
        FamilyLink.objects.filter(pk=link.pk).update(
            **{"may_contact": True, "do_not_contact_until": None, "order": "", **said}
        )
        page = sign_in(morning.office).get(PAGE, {"child": str(morning.amy.pk)}).content.decode()
        assert "Ann Adams" not in page
        assert "Not to be collected" not in page
        with pytest.raises(ProblemWith, match=ASK):
            out(morning, "amy", contact=ann())
        with pytest.raises(ProblemWith, match=ASK):
            out(morning, "amy", went_with="ann adams", agreed_with="Grandmother")
        with pytest.raises(ProblemWith, match=ASK):
            out(morning, "amy", went_with="A friend", agreed_with="Ann ADAMS")
    assert not Leaving.objects.exists()


def collects(cast, name: str, answer: bool | None) -> None:
    FamilyLink.objects.filter(contact__name=name, pupil=cast.amy).update(may_collect=answer)


def test_whoever_is_recorded_as_not_collecting_is_not_handed_the_child(morning, sign_in):
    collects(morning, "Abe Adams", False)
    says = "It is recorded that Abe Adams does not collect Amy Adams: the child stays here for now."
    for whom in ({"contact": Contact.objects.get(name="Abe Adams")}, {"went_with": "abe ADAMS"}):
        with pytest.raises(ProblemWith, match=says):
            out(morning, "amy", agreed_with="Ann Adams", **whom)
    with pytest.raises(ProblemWith, match=ASK):
        out(morning, "amy", went_with="A friend", agreed_with="Abe Adams")
    page = sign_in(morning.office).get(PAGE, {"child": str(morning.amy.pk)}).text
    assert "It is recorded that Abe Adams (Father) does not collect this child." in page
    assert not Leaving.objects.exists()
    out(morning, "amy", contact=ann())


def test_those_recorded_stand_first_and_where_nothing_is_recorded_the_desk_says_so(morning, sign_in):
    collects(morning, "Abe Adams", True)
    assert [link.contact.name for link in may_collect(morning.amy, morning.oak, morning.today)] == [
        "Abe Adams",
        "Ann Adams",
    ]
    page = sign_in(morning.office).get(PAGE, {"child": str(morning.amy.pk)}).text
    assert "Abe Adams, Father: recorded as somebody who collects" in page
    assert "Ann Adams, Mother: nothing recorded about collecting" in page


def test_where_an_order_stands_nothing_is_said_of_who_collects(morning, sign_in):
    collects(morning, "Abe Adams", False)
    FamilyLink.objects.filter(contact__name="Abe Adams").update(order="Lives at an address nobody is told")
    page = sign_in(morning.office).get(PAGE, {"child": str(morning.amy.pk)}).text
    assert "Abe" not in page
    with pytest.raises(ProblemWith, match=ASK):
        out(morning, "amy", went_with="Abe Adams", agreed_with="Ann Adams")


def test_a_child_sent_home_ill_goes_with_whoever_is_recorded(morning, sign_in):
    collects(morning, "Ann Adams", True)
    collects(morning, "Abe Adams", False)
    one = unwell(morning, "amy")
    page = sign_in(morning.office).get(f"/schools/123456/pupils/{morning.amy.pk}/unwell/{one.pk}/").text
    assert "Recorded as somebody who collects: Ann Adams (Mother)." in page
    assert "It is recorded that Abe Adams (Father) does not collect this child." in page


def test_somebody_else_needs_a_name_and_who_agreed(morning):
    with pytest.raises(ProblemWith, match="Say with whom the child goes"):
        out(morning, "amy", went_with="")
    with pytest.raises(ProblemWith, match="Say which parent or carer agreed to it"):
        out(morning, "amy", went_with="Mrs Neighbour")
    assert out(morning, "amy", went_with="Mrs Neighbour", agreed_with="Ann Adams").agreed_with == "Ann Adams"


def test_where_letters_are_held_somebody_is_asked_first(morning, sign_in):
    actions.place_hold(
        pupil=morning.amy,
        school=morning.oak,
        kind="protection",
        held_by="the safeguarding lead",
        reason="A secret",
        by=morning.head,
    )
    page = sign_in(morning.office).get(PAGE, {"child": str(morning.amy.pk)}).content.decode()
    assert "Before this child leaves with anybody, ask the safeguarding lead." in page
    assert "A secret" not in page
    with pytest.raises(ProblemWith, match=ASK):
        out(morning, "amy", contact=ann())
    assert out(morning, "amy", contact=ann(), asked=True).pk


# --- What cannot be -----------------------------------------------------------------------------------------


def test_what_cannot_be_has_its_sentence(morning, clock):
    def refused(sentence, name="amy", **said):
        with pytest.raises(ProblemWith, match=sentence):
            out(morning, name, **{"contact": ann(), **said})

    refused("Choose a time that is past", at="11:30")
    refused("A child is expected back after they left", expected_back=dt.time(10))
    refused("Choose the code for a session missed", code="U")
    refused("Say why the child leaves", reason=" ")
    out(morning, "amy", contact=ann())
    refused("Amy Adams was signed out at 11:00, by Olive Ofori")
    taken(morning, morning.class_4c, eve="N")
    refused("Eve Adams is marked N and nobody signed them in: sign them in first", "eve")
    actions.leave(enrolment=morning.enrolment("ben"), until=dt.date(2024, 9, 9), by=morning.office)
    refused("Ben Bright left the school on 9 September 2024", "ben")
    clock.at("2024-09-10 15:30")
    refused("The school day ended at 15:15", "cal", at="15:20")


def test_back_twice_or_before_leaving_has_its_sentence(morning, clock):
    one = out(morning, "amy", contact=ann())
    clock.at("2024-09-10 11:40")
    with pytest.raises(ProblemWith, match="A child comes back after they left"):
        sign_back_in(leaving=one, at=moment("10:30"), by=morning.office)
    sign_back_in(leaving=one, at=moment("11:30"), by=morning.office)
    with pytest.raises(ProblemWith, match="Amy Adams was signed back in at 11:30, by Olive Ofori"):
        sign_back_in(leaving=one, at=moment("11:35"), by=morning.office)
    assert out(morning, "amy", at="11:39", contact=ann()).pk != one.pk


def test_a_mistake_is_set_aside_and_nothing_is_expected_because_of_it(morning):
    one = out(morning, "amy", contact=ann())
    set_leaving_aside(leaving=one, why="It was Eve", by=morning.office)
    assert expected(morning, "amy", Session.PM) == []
    assert is_on_site(morning, "amy")


# --- The page -----------------------------------------------------------------------------------------------


def test_the_page_signs_out_and_back_in(morning, sign_in, clock):
    office = sign_in(morning.office)
    sent = {
        "at": "10:58:00",
        "who": str(ann().pk),
        "other": "",
        "agreed_with": "",
        "reason": "Dentist",
        "code": "M",
        "expected_back": "11:30",
    }
    page = office.post(f"{PAGE}?child={morning.amy.pk}", sent, follow=True).content.decode()
    assert "Amy Adams is signed out, Ann Adams. No mark changes." in page
    clock.at("2024-09-10 11:45")
    assert "was expected at 11:30" in office.get(PAGE).content.decode()
    one = Leaving.objects.get()
    page = office.post(f"{PAGE}{one.pk}/back/", {"at": "11:44:00"}, follow=True).content.decode()
    assert "Amy Adams is back at 11:44." in page


def test_whoever_may_not_change_families_sees_none_of_it(morning, sign_in):
    one = out(morning, "amy", contact=ann())
    for person in (morning.teacher, morning.ewo, morning.governor, morning.mr_outside):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}{one.pk}/back/", {}).status_code == 404
