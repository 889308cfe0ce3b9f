"""What colleagues must have read: who must, who has, by when; and safeguarding on every agenda (SUP-14)."""

import datetime as dt

import pytest

from tests.support.protection.guarded import to_be_read
from trellis.gatherings.actions import arrange, write_minutes
from trellis.rules.words import ProblemWith
from trellis.schools.actions import appoint
from trellis.support.protection.at_meetings import agendas
from trellis.support.protection.confirming import (
    Staff,
    ask_to_read,
    asked_at,
    confirm,
    confirmed_of,
    late_at,
    left_for,
)
from trellis.support.protection.models import Confirmed, ToRead

OAK = "/schools/123456/protection/"


def readers(cast, held):
    return Staff.at(cast.oak, cast.today).readers([held], confirmed_of([held]))[0]


def test_everybody_must_until_everybody_has(cast, sign_in):
    """SUP-14."""
    held = to_be_read(cast)
    each = readers(cast, held)
    # Everybody at Oak and nobody of Elm, the trust or the authority.
    assert [one.person.name for one in each.colleagues] == sorted(
        person.name
        for name, person in cast.people.items()
        if name not in {"mr_outside", "ewo", "trust_officer", "authority_officer"}
    )
    assert not each.is_everybody
    for one in each.colleagues:
        sign_in(one.person).post(f"{OAK}read/{held.pk}/confirm/")
    each = readers(cast, held)
    assert (each.done, len(each.left), each.is_everybody) == (9, 0, True)
    assert "Everybody" in sign_in(cast.safeguarding_lead).get(OAK).content.decode()


def test_somebody_confirms_their_own_once_and_it_stands_on_today_until_then(cast, clock, sign_in):
    held = to_be_read(cast)
    today = "1 thing to read and confirm"
    assert today in sign_in(cast.teacher).get("/", follow=True).content.decode()
    clock.at("2024-10-01T09:00")
    teacher = sign_in(cast.teacher)
    assert "late" in teacher.get("/", follow=True).content.decode()
    teacher.post(f"{OAK}read/{held.pk}/confirm/")
    assert teacher.post(f"{OAK}read/{held.pk}/confirm/").status_code == 404
    assert Confirmed.objects.get().on == dt.date(2024, 10, 1)
    assert today not in teacher.get("/", follow=True).content.decode()


def test_whoever_leads_is_told_how_many_are_late(cast, clock, sign_in):
    held = to_be_read(cast, roles=["class_teacher", "office"])
    assert late_at(cast.oak, cast.today) == 0
    clock.at("2024-10-01T09:00")
    assert late_at(cast.oak, dt.date(2024, 10, 1)) == 2
    lead = sign_in(cast.safeguarding_lead)
    assert "2 colleagues have not read what was due" in lead.get("/", follow=True).content.decode()
    confirm(to_read=held, person=cast.office, by=cast.office)
    page = lead.get(f"{OAK}read/{held.pk}/").content.decode()
    assert "1 of 2 have" in page
    assert "Tess Teale" in page


def test_whoever_begins_later_has_a_fortnight(cast):
    held = to_be_read(cast, due_on=dt.date(2024, 9, 5), given_on=dt.date(2024, 9, 2))
    begun = {"role": "office", "school": cast.oak, "since": dt.date(2024, 9, 9)}
    appoint(email="new@oak.example", name="Nell New", by=cast.head, **begun)
    each = {one.person.name: one for one in readers(cast, held).colleagues}
    assert (each["Nell New"].due, each["Nell New"].is_late) == (dt.date(2024, 9, 23), False)
    assert (each["Tess Teale"].due, each["Tess Teale"].is_late) == (dt.date(2024, 9, 5), True)


def test_a_change_of_post_is_no_new_beginning(cast):
    held = to_be_read(cast, due_on=dt.date(2024, 9, 5), given_on=dt.date(2024, 9, 2))
    post = cast.office.posts.get()
    post.until = dt.date(2024, 9, 8)
    post.save()
    own = {"email": cast.office.email, "name": cast.office.name, "school": cast.oak, "by": cast.head}
    appoint(role="data_manager", since=dt.date(2024, 9, 9), **own)
    each = {one.person: one for one in readers(cast, held).colleagues}
    assert (each[cast.office].due, each[cast.office].is_late) == (dt.date(2024, 9, 5), True)
    assert [(one.due, one.is_late) for one in left_for(cast.office, cast.oak, cast.today)] == [
        (dt.date(2024, 9, 5), True)
    ]
    # What only the new post asks of them begins with it.
    asked = to_be_read(cast, due_on=dt.date(2024, 9, 5), given_on=dt.date(2024, 9, 2), roles=["data_manager"])
    each = {one.person: one for one in readers(cast, asked).colleagues}
    assert each[cast.office].due == dt.date(2024, 9, 23)
    # Whoever was away in between begins anew.
    post.until = dt.date(2024, 7, 19)
    post.save()
    assert [one.due for one in left_for(cast.office, cast.oak, cast.today)] == [dt.date(2024, 9, 23)] * 2


def test_only_those_asked_are_asked(cast, sign_in):
    held = to_be_read(cast, roles=["governor"])
    assert [one.person.name for one in readers(cast, held).colleagues] == ["Gwen Gould"]
    assert left_for(cast.teacher, cast.oak, cast.today) == []
    assert sign_in(cast.teacher).post(f"{OAK}read/{held.pk}/confirm/").status_code == 404
    assert "Gwen Gould" not in sign_in(cast.teacher).get(OAK).content.decode()


def test_a_signed_list_and_a_course_are_written_down_by_the_lead(cast, sign_in):
    held = to_be_read(cast, kind="training", name="Online safety course")
    assert sign_in(cast.teacher).post(f"{OAK}read/{held.pk}/confirm/").status_code == 404
    lead = sign_in(cast.safeguarding_lead)
    said = {"person": cast.teacher.pk, "on": "2024-09-09", "said": "Passed, 18 of 20"}
    lead.post(f"{OAK}read/{held.pk}/confirm-for/", said)
    confirmed = Confirmed.objects.get()
    assert (confirmed.person_name, confirmed.by_name) == ("Tess Teale", "Sal Greene")
    with pytest.raises(ProblemWith, match="between the day it was given out and today"):
        confirm(to_read=held, person=cast.office, on=dt.date(2024, 9, 11), by=cast.head)
    # Written down twice, the first stands.
    assert confirm(to_read=held, person=cast.teacher, by=cast.head) == confirmed


def test_a_new_version_is_read_anew_and_the_old_stays_written_down(cast, sign_in):
    held = to_be_read(cast)
    confirm(to_read=held, person=cast.teacher, by=cast.teacher)
    lead = sign_in(cast.safeguarding_lead)
    said = {
        "kind": "guidance", "name": held.name, "version": "September 2025", "about": "", "link": "",
        "roles": [], "given_on": "2024-09-10", "due_on": "2024-09-30",
    }  # fmt: skip
    assert lead.post(f"{OAK}read/{held.pk}/anew/", said | {"due_on": "2024-09-01"}).status_code == 400
    lead.post(f"{OAK}read/{held.pk}/anew/", said)
    assert [str(one) for one in asked_at(cast.oak, cast.today)] == ["Keeping children safe, September 2025"]
    assert len(left_for(cast.teacher, cast.oak, cast.today)) == 1
    assert Confirmed.objects.filter(to_read=held).exists()
    lead.post(f"{OAK}read/{ToRead.objects.get(version='September 2025').pk}/stop/")
    assert not asked_at(cast.oak, cast.today).exists()


def test_what_a_trust_asks_is_asked_at_each_of_its_schools(cast, sign_in):
    held = to_be_read(cast, place=cast.trust, by=cast.trust_officer)
    assert [one.to_read for one in left_for(cast.teacher, cast.oak, cast.today)] == [held]
    assert left_for(cast.mr_outside, cast.elm, cast.today) == []
    confirm(to_read=held, person=cast.teacher, by=cast.teacher)
    page = sign_in(cast.trust_officer).get("/groupings/trust/Hedgerow Trust/protection/").content.decode()
    assert "1 of 9" in page
    # A school's lead reads how it stands there, and does not change what the trust asks.
    lead = sign_in(cast.safeguarding_lead)
    assert "Ask for it no more" not in lead.get(f"{OAK}read/{held.pk}/").content.decode()
    assert lead.post(f"{OAK}read/{held.pk}/stop/").status_code == 404


def test_pages_ask_no_more_however_much_is_to_be_read(cast, sign_in, django_assert_max_num_queries):
    lead = sign_in(cast.safeguarding_lead)
    to_be_read(cast)
    lead.get(OAK)
    with django_assert_max_num_queries(60) as few:
        lead.get(OAK)
    for number in range(4):
        held = to_be_read(cast, name=f"Policy {number}")
        confirm(to_read=held, person=cast.teacher, by=cast.teacher)
    with django_assert_max_num_queries(len(few)):
        lead.get(OAK)


def test_safeguarding_stands_on_every_agenda_and_is_minuted(cast, sign_in):
    """SUP-14: of meetings, how many had it and have a word of it."""
    lead = sign_in(cast.safeguarding_lead)
    assert lead.post(f"{OAK}meetings/", {"kind": "picnic"}).status_code == 404
    lead.post(f"{OAK}meetings/", {"kind": "staff"})
    lead.post(f"{OAK}meetings/", {"kind": "staff"})
    meeting = arrange(place=cast.oak, kind="staff", on=dt.date(2024, 9, 9), by=cast.head)
    arrange(place=cast.oak, kind="staff", on=cast.today, by=cast.head)
    arrange(place=cast.oak, kind="governors", on=cast.today, by=cast.head)
    arrange(place=cast.oak, kind="staff", on=dt.date(2024, 9, 20), by=cast.head)  # still to come
    item = meeting.items.get()
    write_minutes(
        gathering=meeting, came={}, items={item.pk: "Signs to look for"}, more=[], minutes="", by=cast.head
    )
    held = {one.kind: one for one in agendas(cast.oak, cast.today)}
    staff, governors = held["staff"], held["governors"]
    assert (staff.stands, staff.held, staff.had, staff.minuted) == (True, 2, 2, 1)
    assert (governors.stands, governors.held, governors.had) == (False, 1, 0)
    assert "Let it stand" in lead.get(f"{OAK}meetings/").content.decode()


def test_what_is_given_out_later_is_seen_by_whoever_leads_and_asked_of_nobody_yet(cast, sign_in):
    held = to_be_read(cast, name="Next week’s policy", given_on=dt.date(2024, 9, 17))
    lead = sign_in(cast.safeguarding_lead)
    assert "0 of 9" in lead.get(OAK).content.decode()
    assert "Ask for it no more" in lead.get(f"{OAK}read/{held.pk}/").content.decode()
    assert left_for(cast.teacher, cast.oak, cast.today) == []
    teacher = sign_in(cast.teacher)
    assert "Next week" not in teacher.get(OAK).content.decode()
    assert teacher.post(f"{OAK}read/{held.pk}/confirm/").status_code == 404


def test_it_cannot_be_due_before_it_is_given_out(cast):
    with pytest.raises(ProblemWith, match="before it is given out"):
        to_be_read(cast, due_on=dt.date(2024, 9, 1))
    values = {"kind": "policy", "name": "X", "given_on": cast.today, "due_on": cast.today}
    assert ask_to_read(place=cast.oak, values=values, by=cast.head).pk
