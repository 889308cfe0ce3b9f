"""Unwell in school: what was seen, given, said and decided, by whom; no mark changes, and few may read it."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.attendance.day.coming import moment, out, unwell
from tests.attendance.day.morning import taken
from trellis.attendance.day import illness
from trellis.attendance.day.arriving import sign_in_late, standing_code
from trellis.attendance.day.on_site import OnSite
from trellis.attendance.models import Arrival, Leaving, Medicine, Unwell
from trellis.messages.models import Conversation
from trellis.registers.erasure import erase_pupil
from trellis.registers.merging_pupils import merge_pupils
from trellis.registers.models import Entry
from trellis.rules.words import ProblemWith, Session
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink
from trellis.web.subject_access import Holding

PAGE = "/schools/123456/unwell/"


@pytest.fixture
def morning(cast, clock):
    """3B's register is taken, everybody in; it is 11:00."""
    taken(cast, cast.class_3b)
    clock.at("2024-09-10 11:00")
    return cast


def ann() -> Contact:
    return Contact.objects.get(name="Ann Adams")


def given(cast, one, **said) -> Medicine:
    told = {
        "given_at": moment("10:55"),
        "medicine": "Paracetamol",
        "dose": "5 ml",
        "given_by": "Olive Ofori",
        "consent_by": "Ann Adams",
        "consent": "telephone",
    }
    return illness.give_medicine(unwell=one, by=cast.office, **{**told, **said})


def page_of(one) -> str:
    return f"/schools/123456/pupils/{one.pupil_id}/unwell/{one.pk}/"


def test_a_child_unwell_is_looked_after_at_a_place_and_no_mark_changes(morning):
    entries = Entry.objects.count()
    unwell(morning, "amy")
    assert Entry.objects.count() == entries
    ((place, children),) = OnSite(morning.oak, timezone.now(), morning.head).elsewhere
    assert (place, [child.name for _class, child in children]) == ("School office", ["Adams, Amy"])


def test_back_in_class_the_place_is_gone(morning):
    one = unwell(morning, "amy")
    illness.decide(unwell=one, decision="class", decided_by="Helen Hart", by=morning.office)
    assert OnSite(morning.oak, timezone.now(), morning.head).elsewhere == []


def test_what_was_decided_before_stays_to_be_read(morning):
    one = unwell(morning, "amy")
    illness.decide(unwell=one, decision="stays", decided_by="Helen Hart", by=morning.office)
    illness.decide(unwell=one, decision="home", decided_by="Sal Greene", by=morning.office)
    said = [(held.decision, held.decided_by) for held in one.history.order_by("history_id")]
    assert said == [("waits", ""), ("stays", "Helen Hart"), ("home", "Sal Greene")]


def test_no_medicine_without_whose_consent_there_was(morning):
    one = unwell(morning, "amy")
    for said in ({"consent_by": " "}, {"consent": ""}):
        with pytest.raises(ProblemWith, match="without it none is given"):
            given(morning, one, **said)
    with pytest.raises(ProblemWith, match="Say what was given, how much, and by whom"):
        given(morning, one, dose="")
    held = given(morning, one)
    assert (held.given_by, held.consent_by, held.get_consent_display()) == (
        "Olive Ofori",
        "Ann Adams",
        "By telephone",
    )


def test_a_parent_is_rung_and_asked_to_bring_medicine(morning):
    one = unwell(morning, "amy")
    said = {"asked": "medicine", "reached": True, "words": "Brings it at noon"}
    illness.ring_about(unwell=one, contact=ann(), by=morning.office, **said)
    (call,) = illness.calls_about(one)
    assert call.words == "Asked them to bring medicine.\nBrings it at noon"
    assert (call.kind, call.reached, list(call.pupils.all())) == ("call", True, [morning.amy])
    assert call.number == ann().phone


def test_whoever_must_not_be_contacted_is_not_offered_or_rung(morning, sign_in):
    one = unwell(morning, "amy")
    FamilyLink.objects.filter(contact=ann(), pupil=morning.amy).update(may_contact=False)
    assert "Ann Adams" not in sign_in(morning.office).get(page_of(one)).content.decode()
    with pytest.raises(ProblemWith, match="Choose whom you rang"):
        illness.ring_about(unwell=one, contact=ann(), asked="told", reached=True, by=morning.office)
    assert not Conversation.objects.exists()


def test_sent_home_the_morning_mark_stands_and_the_afternoon_is_expected(morning, sign_in):
    office = sign_in(morning.office)
    office.post(
        f"{PAGE}?child={morning.amy.pk}",
        {"since": "10:40:00", "symptoms": "Has been sick", "place": "Medical room"},
    )
    one = Unwell.objects.get()
    answer = office.post(
        page_of(one), {"act": "decide", "decide-decision": "home", "decide-decided_by": "Helen Hart"}
    )
    assert answer["Location"] == f"/schools/123456/out/?child={morning.amy.pk}"
    page = office.get(answer["Location"]).content.decode()
    assert 'value="Unwell"' in page
    assert '<option value="I" selected>' in page

    leaving = out(morning, "amy", contact=ann())
    one.refresh_from_db()
    assert one.leaving == leaving
    assert standing_code(morning.oak, morning.amy.pk, morning.today, Session.AM) == "/"
    assert leaving.expects.code == "I"
    with pytest.raises(ProblemWith, match="The child has been signed out"):
        illness.decide(unwell=one, decision="stays", decided_by="Helen Hart", by=morning.office)


def test_what_cannot_be_has_its_sentence(morning):
    one = unwell(morning, "amy")
    with pytest.raises(ProblemWith, match="Amy Adams is looked after already: go on there"):
        unwell(morning, "amy")
    with pytest.raises(ProblemWith, match="Say who decided"):
        illness.decide(unwell=one, decision="home", decided_by=" ", by=morning.office)
    with pytest.raises(ProblemWith, match="Choose what becomes of the child"):
        illness.decide(unwell=one, decision="waits", decided_by="x", by=morning.office)
    with pytest.raises(ProblemWith, match="Choose a time that is past"):
        given(morning, one, given_at=moment("11:30"))
    illness.set_unwell_aside(unwell=one, why="It was Eve", by=morning.office)
    with pytest.raises(ProblemWith, match="It was set aside by Olive Ofori"):
        given(morning, one)


def test_only_those_who_change_families_read_it_and_each_showing_is_logged(morning, sign_in):
    one = unwell(morning, "amy")
    for person in (morning.teacher, morning.ewo, morning.governor, morning.trust_officer, morning.mr_outside):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        assert client.get(page_of(one)).status_code == 404
    sign_in(morning.office).get(page_of(one))
    logged = AccessLogEntry.objects.get()
    assert (logged.pupil_id, logged.person_id) == (morning.amy.pk, morning.office.pk)


def test_the_page_of_one_child_keeps_each_act(morning, sign_in):
    one = unwell(morning, "amy")
    office = sign_in(morning.office)
    medicine = {
        "given_at": "10:59:00",
        "medicine": "Inhaler",
        "dose": "Two puffs",
        "given_by": "Olive Ofori",
        "consent_by": "Ann Adams",
        "consent": "written",
    }
    office.post(
        page_of(one), {"act": "medicine", **{f"medicine-{name}": said for name, said in medicine.items()}}
    )
    ring = {"ring-contact": str(ann().pk), "ring-asked": "collect", "ring-reached": "on", "ring-words": ""}
    office.post(page_of(one), {"act": "ring", **ring})
    page = office.get(page_of(one)).content.decode()
    assert "Inhaler, Two puffs, given by Olive Ofori; Ann Adams consented in writing." in page
    assert "Asked them to collect the child." in page
    assert office.post(page_of(one), {"act": "decide", "decide-decision": ""}).status_code == 400
    assert office.post(page_of(one), {"aside": "yes", "why": "It was Eve"})["Location"] == PAGE


def test_a_family_that_asks_is_given_all_of_it(morning):
    one = unwell(morning, "amy")
    given(morning, one)
    out(morning, "amy", contact=ann())
    section = next(held for held in Holding(morning.amy, morning.oak).sections() if held.name == "coming")
    told = " ".join(cell for row in section.rows for cell in row)
    assert "Has a temperature" in told
    assert "Paracetamol" in told
    assert "Left" in told


def test_it_goes_with_a_child_whose_record_is_erased(cast, clock):
    for name in ("eve", "amy"):
        given(cast, unwell(cast, name, "08:52"), given_at=moment("08:53"))
        sign_in_late(school=cast.oak, pupil=cast.pupils[name], at=moment("08:50"), seen="", by=cast.office)
        out(cast, name, at="08:55", contact=ann())
    actions.leave(enrolment=cast.enrolment("eve"), until=cast.today, by=cast.office)
    clock.at("2024-12-02 09:00")
    erase_pupil(pupil=cast.eve, why="Asked", by=cast.data_manager)
    for model in (Arrival, Leaving, Unwell):
        assert model.objects.get().pupil == cast.amy
    assert Unwell.history.filter(id=Unwell.objects.get().pk).count() == Unwell.history.count()
    assert Medicine.objects.get().unwell.pupil == cast.amy


def test_it_moves_with_a_child_whose_records_are_made_one(cast):
    again = actions.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    )
    unwell(cast, "amy", "08:52")
    out(cast, "amy", at="08:55", contact=ann())
    merge_pupils(kept=again.pupil, gone=cast.amy, by=cast.attendance_lead)
    assert Unwell.objects.get().pupil == Leaving.objects.get().pupil == again.pupil
