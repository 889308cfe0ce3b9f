"""What is on record of a child elsewhere: who may know of it, what it takes to open it, and what is kept of
that (SUP-14).
"""

import datetime as dt
import re

import pytest
from django.urls import reverse

from tests.support.protection.guarded import named_for, on_record, opened_by
from trellis.registers.erasure import ERASED, erase_pupil
from trellis.registers.merging_pupils import merge_pupils, take_apart
from trellis.rules.words import ProblemWith
from trellis.schools import actions as schools
from trellis.schools.forms import HoldForm
from trellis.schools.models import AccessLogEntry, Hold
from trellis.schools.settings import decide
from trellis.support.protection.keeping import (
    begin_record,
    end_record,
    hear_that_it_came,
    name_for,
    name_no_more,
    point,
    take_pointer_out,
)
from trellis.support.protection.models import Opening, ProtectedRecord

OAK = "/schools/123456/protection/children/"
LOG = "The safeguarding log"


def url_of(record: ProtectedRecord) -> str:
    return reverse("support:protected", args=["123456", record.pk])


def test_a_reason_is_asked_for_and_kept_before_a_record_opens(cast, sign_in):
    """SUP-14."""
    record = on_record(cast)
    lead = sign_in(cast.safeguarding_lead)
    asked = lead.get(url_of(record)).content.decode()
    assert "Why do you need to open it?" in asked
    assert "SG-0417" not in asked
    refused = lead.post(url_of(record), {"reason": "look"})
    assert refused.status_code == 400
    assert "SG-0417" not in refused.content.decode()
    shown = lead.post(url_of(record), {"reason": "Meeting about her today"}, follow=True).content.decode()
    assert "SG-0417" in shown
    opening = Opening.objects.get()
    assert (opening.person_name, opening.reason) == ("Sal Greene", "Meeting about her today")
    entry = AccessLogEntry.objects.filter(pupil_id=cast.amy.pk).first()
    assert (entry.person_name, entry.reason) == ("Sal Greene", "Meeting about her today")


def test_an_opening_lasts_half_an_hour_and_is_one_persons(cast, clock, sign_in):
    record = on_record(cast)
    opened_by(record, cast.safeguarding_lead)
    assert "SG-0417" in sign_in(cast.safeguarding_lead).get(url_of(record)).content.decode()
    assert "SG-0417" not in sign_in(cast.head).get(url_of(record)).content.decode()
    clock.at("2024-09-10T09:28")
    assert "SG-0417" not in sign_in(cast.safeguarding_lead).get(url_of(record)).content.decode()


def test_whoever_is_not_named_sees_nothing_and_cannot_tell_it_from_there_being_nothing(cast, sign_in):
    before = {
        name: _everything_of(cast.amy, sign_in(cast.people[name]))
        for name in ("inclusion_lead", "ewo", "teacher")
    }
    assert "Amy Adams" in "".join(before["inclusion_lead"])
    record = on_record(cast)
    for name in ("attendance_lead", "inclusion_lead", "teacher", "ewo", "office", "data_manager", "governor"):
        client = sign_in(cast.people[name])
        assert client.get(OAK).status_code == 404
        assert client.get(url_of(record)).status_code == 404
        assert client.get(f"{OAK}{record.pk + 1}/").status_code == 404
    after = {name: _everything_of(cast.amy, sign_in(cast.people[name])) for name in before}
    assert after == before


def _everything_of(child, client) -> list[str]:
    """The pages that tell most of a child and of the school, to the letter but for what differs each time."""
    names = ("attendance:pupil", "schools:family", "support:level")
    pages = [reverse(name, args=["123456", child.pk]) for name in names]
    pages += ["/schools/123456/support/", "/schools/123456/protection/", "/schools/123456/", "/"]
    shown = (client.get(page, follow=True).content.decode() for page in pages)
    return [re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page) for page in shown]


def test_somebody_named_knows_of_that_child_alone_and_only_meanwhile(cast, clock, sign_in):
    record, other = on_record(cast), on_record(cast, "ben", reference="SG-0418")
    named_for(cast, record, cast.teacher)
    teacher = sign_in(cast.teacher)
    page = teacher.get(OAK).content.decode()
    assert "Amy Adams" in page
    assert "Ben Bright" not in page
    assert teacher.get(url_of(other)).status_code == 404
    shown = teacher.post(url_of(record), {"reason": "She is upset today"}, follow=True).content.decode()
    assert "SG-0417" in shown
    # They read; what is on record is the lead's to change.
    assert "Say where else to look" not in shown
    assert teacher.get(f"{url_of(record)}look/").status_code == 404
    clock.at("2024-09-12T09:00")
    name_no_more(named=record.named.get(), by=cast.safeguarding_lead)
    assert sign_in(cast.teacher).get(url_of(record)).status_code == 404


def test_somebody_who_no_longer_works_there_is_named_in_vain(cast, clock):
    record = on_record(cast)
    named_for(cast, record, cast.inclusion_lead)
    assert ProtectedRecord.objects.visible_to(cast.inclusion_lead).exists()
    clock.at("2024-09-11T09:00")
    schools.end_post(post=cast.inclusion_lead.posts.get(), until=dt.date(2024, 9, 10), by=cast.head)
    assert not ProtectedRecord.objects.visible_to(cast.inclusion_lead).exists()


def test_nobody_is_offered_who_would_be_named_in_vain(cast, sign_in):
    record = on_record(cast)
    opened_by(record, cast.safeguarding_lead)
    offered = sign_in(cast.safeguarding_lead).get(f"{url_of(record)}name/").context["form"].fields["person"]
    assert cast.trust_officer not in offered.queryset
    for person in offered.queryset:
        named_for(cast, record, person)
        assert ProtectedRecord.objects.visible_to(person).get() == record


def test_there_is_room_for_a_reference_and_none_for_a_story(cast):
    for story in (
        "Mother said that on Monday",
        "Hit by father",
        "Hit-by-stepfather-1",
        "hit-by-dad-1",
        "Amy-7",
    ):
        with pytest.raises(ProblemWith, match="reference alone"):
            on_record(cast, reference=story)
    with pytest.raises(ProblemWith, match="names no such system"):
        on_record(cast, system="What her aunt told us on Friday")
    record = on_record(cast)
    with pytest.raises(ProblemWith, match="here already"):
        point(record=record, system="The safeguarding log", reference="sg-0417", on=cast.today, by=cast.head)
    with pytest.raises(ProblemWith, match="after today"):
        point(record=record, system=LOG, reference="1", on=dt.date(2024, 9, 11), by=cast.head)
    with pytest.raises(ProblemWith, match="only reference"):
        take_pointer_out(pointer=record.pointers.get(), by=cast.head)
    texts = {field.name for field in ProtectedRecord._meta.fields if field.get_internal_type() == "TextField"}
    assert texts == set()


@pytest.mark.parametrize("kind", ["other", "protection"])
def test_other_rooms_see_that_letters_wait_and_never_why(cast, sign_in, kind):
    record = on_record(cast, holds=kind)
    hold = Hold.objects.get(pupil=cast.amy)
    assert (hold.held_by, hold.reason, hold.kind) == ("the safeguarding lead", "", kind)
    page = sign_in(cast.office).get(f"/schools/123456/pupils/{cast.amy.pk}/").content.decode()
    assert "the safeguarding lead" in page
    assert "hild protection" not in page
    end_record(record=record, by=cast.safeguarding_lead)
    assert not Hold.objects.on(dt.date(2024, 9, 11)).exists()


@pytest.mark.parametrize("kind", ["", "other"])
def test_what_a_family_is_held_for_besides_stays_when_a_record_ends(cast, kind):
    """The form of a hold offers the same words for who holds it."""
    held_by = str(HoldForm().fields["held_by"].initial)
    whose = {"pupil": cast.amy, "school": cast.oak, "by": cast.office}
    besides = schools.place_hold(kind="bereavement", held_by=held_by, **whose)
    end_record(record=on_record(cast, holds=kind), by=cast.safeguarding_lead)
    assert Hold.objects.still_open().get() == besides


def test_the_log_of_readings_does_not_give_it_away(cast, sign_in):
    """A data manager reads who looked at whom, and must not learn of a record from that."""
    record = on_record(cast)
    sign_in(cast.safeguarding_lead).post(url_of(record), {"reason": "Strategy meeting"}, follow=True)
    assert AccessLogEntry.objects.filter(pupil_id=cast.amy.pk).exists()

    for page in (
        reverse("schools:pupil_access_log", args=["123456", cast.amy.pk]),
        reverse("schools:access_log", args=["123456"]),
    ):
        assert "Strategy meeting" not in sign_in(cast.data_manager).get(page).content.decode()
        assert "Strategy meeting" in sign_in(cast.safeguarding_lead).get(page).content.decode()


def test_the_lead_reads_who_opened_which_and_why(cast, sign_in):
    record = on_record(cast)
    named_for(cast, record, cast.inclusion_lead)
    opened_by(record, cast.inclusion_lead, "Planning her support")
    page = sign_in(cast.safeguarding_lead).get(f"{OAK}opened/").content.decode()
    assert "Ines Lowe" in page
    assert "Planning her support" in page
    assert sign_in(cast.inclusion_lead).get(f"{OAK}opened/").status_code == 404


def test_a_record_is_passed_on_and_somebody_says_that_it_came(cast, clock):
    record = on_record(cast)
    named_for(cast, record, cast.teacher)
    with pytest.raises(ProblemWith, match="whom it was passed on to"):
        end_record(record=record, received_on=cast.today, by=cast.safeguarding_lead)
    record.refresh_from_db()
    end_record(record=record, passed_to="Safeguarding lead, Elm", by=cast.safeguarding_lead)
    with pytest.raises(ProblemWith, match="between the day"):
        hear_that_it_came(record=record, received_on=dt.date(2024, 9, 9), by=cast.safeguarding_lead)
    clock.at("2024-09-13T09:00")
    hear_that_it_came(record=record, received_on=dt.date(2024, 9, 12), by=cast.safeguarding_lead)
    assert not ProtectedRecord.objects.visible_to(cast.teacher).exists()
    for act in (
        lambda: point(record=record, system=LOG, reference="1", on=cast.today, by=cast.head),
        lambda: name_for(record=record, person=cast.teacher, by=cast.head),
    ):
        with pytest.raises(ProblemWith, match="ended"):
            act()
    # And should something be on record again, it begins anew.
    assert on_record(cast, reference="SG-0500").until is None


def test_there_is_one_open_record_of_a_child(cast):
    on_record(cast)
    with pytest.raises(ProblemWith, match="already"):
        begin_record(pupil=cast.amy, school=cast.oak, system=LOG, reference="1", on=cast.today, by=cast.head)


def test_a_reason_leaves_the_childs_name_out_and_is_kept_in_the_access_log_when_they_are_erased(
    cast, clock, sign_in
):
    """The readings of a record outlive it: who, when and why, under a number and no name."""
    gil = schools.add_pupil(forename="Gil", surname="Grey", by=cast.office)
    record = begin_record(
        pupil=gil, school=cast.oak, system=LOG, reference="7", on=cast.today, by=cast.safeguarding_lead
    )
    lead = sign_in(cast.safeguarding_lead)
    refused = lead.post(url_of(record), {"reason": "Meeting about GIL today"})
    assert "Leave the child’s name out (“GIL”)" in refused.content.decode()
    lead.post(url_of(record), {"reason": "Strategy meeting today"}, follow=True)
    erase_pupil(pupil=gil, why="Entered by mistake", by=cast.data_manager)
    assert not Opening.objects.exists()
    kept = AccessLogEntry.objects.exclude(page=ERASED).get(pupil_id=gil.pk)
    assert (kept.person_name, kept.reason) == ("Sal Greene", "Strategy meeting today")


def test_an_ordinary_word_that_is_also_the_childs_name_is_no_name_and_a_name_is_said(cast, sign_in):
    may = schools.add_pupil(forename="May", surname="Will", preferred_name="Grace", by=cast.office)
    record = begin_record(
        pupil=may, school=cast.oak, system=LOG, reference="7", on=cast.today, by=cast.safeguarding_lead
    )
    lead = sign_in(cast.safeguarding_lead)
    for reason, word in (
        ("What Grace told me", "Grace"),
        ("the mother of may will rang", "may"),
    ):
        refused = lead.post(url_of(record), {"reason": reason})
        assert refused.status_code == 400
        assert f"Leave the child’s name out (“{word}”)" in refused.content.decode()
    assert lead.post(url_of(record), {"reason": "She may need help: will ring since May"}).status_code == 302
    with pytest.raises(ProblemWith, match="reference alone: “Grace” is the child’s name"):
        point(record=record, system=LOG, reference="Grace-1", on=cast.today, by=cast.safeguarding_lead)


def test_two_records_of_a_child_made_one_leave_one_that_can_be_followed(cast):
    """What either pointed to, whoever was named, each opening and both holds are there."""
    again = schools.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    ).pupil
    first, lead = on_record(cast, holds="other"), cast.safeguarding_lead
    point(record=first, system=LOG, reference="SG-0001", on=cast.today, by=lead)
    other = begin_record(
        pupil=again,
        school=cast.oak,
        system=LOG,
        reference="SG-0500",
        on=cast.today,
        by=lead,
        holds="protection",
    )
    point(record=other, system=LOG, reference="SG-0001", on=cast.today, by=lead)
    for record, person in ((first, cast.teacher), (other, cast.teacher), (other, cast.inclusion_lead)):
        named_for(cast, record, person)
        opened_by(record, person)
    merge = merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead).merge
    held = ProtectedRecord.objects.get()
    assert held == first
    assert {one.reference for one in held.pointers.all()} == {"SG-0417", "SG-0001", "SG-0500"}
    assert {one.person for one in held.named.all()} == {cast.teacher, cast.inclusion_lead}
    assert held.openings.count() == 3
    for person in (lead, cast.teacher, cast.inclusion_lead):
        assert ProtectedRecord.objects.visible_to(person).get() == held
    take_apart(merge=merge, by=cast.attendance_lead)
    back = ProtectedRecord.objects.get(pupil=again)
    assert {one.reference for one in back.pointers.all()} == {"SG-0500", "SG-0001"}
    assert {one.person for one in back.named.all()} == {cast.teacher, cast.inclusion_lead}
    assert (back.openings.count(), first.openings.count()) == (2, 1)
    merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead)
    end_record(record=ProtectedRecord.objects.get(), by=lead)
    assert not Hold.objects.still_open().exists()


@pytest.mark.parametrize("earlier", ["kept", "gone"])
def test_who_is_named_under_both_records_is_named_from_the_earlier_day_by_whoever_named_them(
    cast, clock, earlier
):
    """And a reference that stands under both was written there on the earlier of its days."""
    again = schools.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    ).pupil
    also = {"school": cast.oak, "system": LOG}
    kept = begin_record(pupil=cast.amy, reference="SG-1", on=dt.date(2024, 9, 4), by=cast.head, **also)
    gone = begin_record(pupil=again, reference="sg-1", on=dt.date(2024, 9, 4), by=cast.head, **also)
    first, later = (kept, gone) if earlier == "kept" else (gone, kept)
    name_for(record=first, person=cast.teacher, by=cast.head)
    point(record=first, system=LOG, reference="SG-2", on=dt.date(2024, 9, 5), by=cast.head)
    clock.at("2024-09-12T09:00")
    name_for(record=later, person=cast.teacher, by=cast.safeguarding_lead)
    point(record=later, system=LOG, reference="SG-2", on=dt.date(2024, 9, 6), by=cast.safeguarding_lead)
    merge = merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead).merge
    [named] = ProtectedRecord.objects.get().named.all()
    assert (named.person, named.since, named.by_name) == (cast.teacher, cast.today, "Helen Hart")
    pointers = {one.reference: (one.on.day, one.by_name) for one in kept.pointers.all()}
    assert pointers == {"SG-1": (4, "Helen Hart"), "SG-2": (5, "Helen Hart")}
    take_apart(merge=merge, by=cast.attendance_lead)
    for record, day, whose in (
        (first, cast.today, "Helen Hart"),
        (later, dt.date(2024, 9, 12), "Sal Greene"),
    ):
        [back] = record.named.all()
        assert (back.since, back.by_name) == (day, whose)


def test_who_need_not_know_any_more_under_one_record_is_named_under_the_other_from_then(cast, clock):
    again = schools.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    ).pupil
    kept = on_record(cast)
    gone = begin_record(pupil=again, school=cast.oak, system=LOG, reference="1", on=cast.today, by=cast.head)
    for record in (kept, gone):
        named_for(cast, record, cast.teacher)
    clock.at("2024-09-12T09:00")
    name_no_more(named=gone.named.get(), by=cast.head)
    merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead)
    spans = [(one.since.day, one.until and one.until.day) for one in kept.named.order_by("pk")]
    assert spans == [(10, None), (10, 11)]


def test_an_ended_record_stays_apart_from_an_open_one(cast):
    again = schools.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    ).pupil
    also = {"school": cast.oak, "system": LOG, "on": cast.today, "by": cast.safeguarding_lead}
    end_record(record=begin_record(pupil=again, reference="SG-0500", **also), by=cast.safeguarding_lead)
    on_record(cast)
    merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead)
    assert ProtectedRecord.objects.filter(pupil=cast.amy).count() == 2


def test_the_lead_keeps_a_record_on_the_page(cast, sign_in):
    systems = "The log\nCouncil\n"
    decide(place=cast.oak, name="safeguarding_systems", value=systems, by=cast.head)
    lead = sign_in(cast.safeguarding_lead)
    assert "Amy Adams" in lead.get(f"{OAK}new/", {"q": "amy"}).content.decode()
    cast.ben.preferred_name = "Benedict"
    cast.ben.save()
    assert "Ben Bright" in lead.get(f"{OAK}new/", {"q": "benedict bright"}).content.decode()
    said = {"system": "The log", "reference": "77", "on": "2024-09-09", "holds": "other"}
    lead.post(f"{OAK}new/{cast.amy.pk}/", said)
    record = ProtectedRecord.objects.get()
    # Nothing is changed in a record that was not opened.
    lead.post(f"{url_of(record)}look/", {"system": "Council", "reference": "C-12", "on": "2024-09-10"})
    assert record.pointers.count() == 1
    lead.post(url_of(record), {"reason": "Adding the council’s reference"})
    lead.post(f"{url_of(record)}look/", {"system": "Council", "reference": "C-12", "on": "2024-09-10"})
    lead.post(f"{url_of(record)}name/", {"person": cast.teacher.pk})
    page = lead.get(url_of(record)).content.decode()
    assert all(words in page for words in ("C-12", "Tess Teale", "Letters home wait"))
    wrong = record.pointers.get(reference="77")
    lead.post(f"{url_of(record)}look/{wrong.pk}/out/")
    lead.post(f"{url_of(record)}name/{record.named.get().pk}/end/")
    lead.post(f"{url_of(record)}end/", {"passed_to": "", "received_on": "", "release": "on"})
    record.refresh_from_db()
    assert record.until == cast.today
    assert [one.reference for one in record.pointers.all()] == ["C-12"]
    assert "Amy Adams" not in lead.get(OAK).content.decode()
    assert "Amy Adams" in lead.get(OAK, {"which": "ended"}).content.decode()


def test_the_list_asks_no_more_however_many_children(cast, sign_in, django_assert_max_num_queries):
    lead = sign_in(cast.safeguarding_lead)
    on_record(cast)
    lead.get(OAK)
    with django_assert_max_num_queries(40) as few:
        lead.get(OAK)
    for name in ("ben", "cal", "dee"):
        on_record(cast, name, holds="other")
    with django_assert_max_num_queries(len(few)):
        lead.get(OAK)


def test_mr_outside_sees_nothing(cast, sign_in):
    record = on_record(cast)
    outside = sign_in(cast.mr_outside)
    assert outside.get(OAK).status_code == 404
    assert outside.get(f"/schools/234567/protection/children/{record.pk}/").status_code == 404
