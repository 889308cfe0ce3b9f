"""Referrals: in the agreed format, complete at the first sending, acknowledged, and what came of them."""

import datetime as dt
import html
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.helped import a_case, a_referral, agreed, an_agency, programme
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import AccessLogEntry
from trellis.support.actions import (
    ProblemWithSupport,
    begin_referral,
    hear_of_referral,
    missing_of,
    note_consent,
    send_referral,
    take_back,
    write_referral,
)
from trellis.support.models import Agency, Referral
from trellis.support.tried import what_was_tried

OAK, ELM = "123456", "234567"
NAME, REASONS = "The child’s name and date of birth", "Reasons for the absence"
COMPLETE = {NAME: "Amy Adams", REASONS: "Sleep."}


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object, urn: object = OAK) -> str:
    return reverse(f"support:{name}", args=[urn, *arguments])


def tried(cast, name: str = "amy"):
    return what_was_tried(cast.pupils[name], cast.oak, reader=cast.head)


def a_sent_one(cast, name: str = "amy", agency: Agency | None = None) -> Referral:
    referral = a_referral(cast, agency, name, answers=COMPLETE, why_nothing_tried="At once.")
    return send_referral(referral=referral, on=cast.today, tried=[], by=cast.head)


def test_a_service_is_written_down_with_the_format_agreed_with_it(cast, sign_in):
    client = sign_in(cast.head)
    sent = {
        "name": "Family centre", "tier": "targeted", "about": "Families of children under eleven.",
        "filled": ["pupil", "attendance"], "must": "What the family wishes\nWho else helps\n",
        "may": "Languages at home", "received_by": "", "answers_days": "10", "asks_consent": "on",
    }  # fmt: skip
    client.post(address("new_agency"), sent)
    held = Agency.objects.get()
    assert [(one.words, one.required, one.filled) for one in held.fields.all()] == [
        ("The child’s name and date of birth", True, "pupil"),
        ("Attendance this year and last month", True, "attendance"),
        ("What the family wishes", True, ""),
        ("Who else helps", True, ""),
        ("Languages at home", False, ""),
    ]
    client.post(address("agency", held.pk), sent | {"must": "What the family wishes", "may": ""})
    assert [one.words for one in held.fields.all()][2:] == ["What the family wishes"]
    shown = words(client.get(address("agencies")))
    assert "It says within 10 days that a referral came." in shown
    assert "already" in words(client.post(address("new_agency"), sent))


def test_the_authority_writes_services_for_its_schools(cast, sign_in):
    here = GroupingNamed("authority", "Northmoor")
    sent = {"name": "Welfare", "tier": "specialist", "must": "Why", "received_by": "ewo"}
    sign_in(cast.people["authority_officer"]).post(address("new_agency", urn=here), sent)
    held = Agency.objects.get()
    assert held.place == cast.authority
    assert held in Agency.objects.serving(cast.elm, cast.today)


def test_a_referral_is_refused_with_what_is_missing_until_it_is_complete(cast, sign_in):
    referral, client = a_referral(cast, an_agency(cast, asks_consent=True)), sign_in(cast.attendance_lead)
    missing = [REASONS, "Who agreed, when and to what", "What was tried before; or why nothing was"]
    assert missing_of(referral, []) == missing
    page = words(client.get(address("referral", referral.pk)))
    for one in missing:
        assert one in page, one
    answer = client.post(address("send", referral.pk), {"on": "10/9/2024"})
    assert answer.status_code == 400
    assert f"Still missing: {'; '.join(missing)}." in words(answer)
    client.post(
        address("write_referral", referral.pk),
        {"answer_0": "Amy Adams", "answer_1": "Sleep.", "consent_words": "Ann Adams, today, to all of it",
         "why_nothing_tried": "A crisis."},
    )  # fmt: skip
    client.post(address("send", referral.pk), {"on": "10/9/2024"})
    referral.refresh_from_db()
    assert (referral.sent_on, referral.sent_by_name) == (cast.today, "Anil Attar")
    assert (referral.tried, referral.why_nothing_tried) == ([], "A crisis.")
    with pytest.raises(ProblemWithSupport, match="changed no more"):
        write_referral(referral=referral, answers={}, by=cast.head)


def test_the_page_shows_what_was_tried_and_the_referral_keeps_it_as_it_was_shown(cast, sign_in):
    a_case(cast)
    agency, client = an_agency(cast), sign_in(cast.attendance_lead)
    assert "Education welfare service" in words(client.get(address("refer", cast.amy.pk)))
    at = address("new_referral", cast.amy.pk, agency.pk)
    shown = client.get(at)
    assert "1 thing on record" in words(shown)
    assert "Amy Adams, born 14 January 2017" in words(shown)
    client.post(at, {"answer_0": "Amy Adams", "answer_1": "Sleep."})
    referral = Referral.objects.get()
    client.post(address("send", referral.pk), {"on": "10/9/2024"})
    referral.refresh_from_db()
    assert referral.tried == [{"on": "2024-09-09", "words": "Parent plan", "outcome": "open since then"}]
    assert "9 Sep 2024: Parent plan" in words(client.get(address("referral", referral.pk)))


def test_what_the_service_says_and_the_days_between_are_kept(cast, clock, sign_in):
    referral = a_sent_one(cast)
    clock.at("2024-09-16T09:00")
    client = sign_in(cast.attendance_lead)
    shown = words(client.get(address("referrals")))
    assert "nothing for 6 days Late" in shown
    heard = address("heard", referral.pk)
    client.post(heard, {"kind": "acknowledged", "on": "16/9/2024"})
    assert "after 6 days" in words(client.get(address("referrals")))
    assert "written down already" in words(client.post(heard, {"kind": "acknowledged", "on": "16/9/2024"}))
    clock.at("2024-09-30T09:00")
    client = sign_in(cast.attendance_lead)
    client.post(heard, {"kind": "feedback", "on": "20/9/2024", "words": "First visit on Monday."})
    assert "only how it goes" in words(client.post(heard, {"kind": "outcome", "on": "30/9/2024"}))
    client.post(heard, {"kind": "outcome", "outcome": "accepted", "on": "30/9/2024", "words": "Edie leads."})
    referral.refresh_from_db()
    assert referral.outcome == "accepted"
    page = words(client.get(address("referral", referral.pk)))
    for one in ("Taken up", "First visit on Monday.", "heard of after 6 days", "came of it after 20 days"):
        assert one in page, one
    with pytest.raises(ProblemWithSupport, match="written down already"):
        hear_of_referral(referral=referral, on=dt.date(2024, 9, 30), kind="feedback", by=cast.head)


def test_a_child_is_referred_once_at_a_time_and_a_referral_can_be_taken_back(cast):
    agency = an_agency(cast)
    referral = a_referral(cast, agency)
    with pytest.raises(ProblemWithSupport, match="nothing has come of it yet"):
        a_referral(cast, agency)
    take_back(referral=referral, why="The family moved.", by=cast.head)
    again = a_referral(cast, agency)
    assert (again.pk != referral.pk, Referral.objects.count()) == (True, 2)
    with pytest.raises(ProblemWithSupport, match="came of this referral already"):
        take_back(referral=referral, why="x", by=cast.head)


def test_days_that_cannot_be_are_refused(cast):
    referral = a_referral(cast, answers=COMPLETE, why_nothing_tried="x")
    for day in (dt.date(2024, 9, 9), dt.date(2024, 9, 11)):
        with pytest.raises(ProblemWithSupport, match="between the day it was begun and today"):
            send_referral(referral=referral, on=day, tried=[], by=cast.head)
    with pytest.raises(ProblemWithSupport, match="was not sent"):
        hear_of_referral(referral=referral, on=cast.today, kind="acknowledged", by=cast.head)
    send_referral(referral=referral, on=cast.today, tried=[], by=cast.head)
    with pytest.raises(ProblemWithSupport, match="between that day and today"):
        hear_of_referral(referral=referral, on=dt.date(2024, 9, 9), kind="acknowledged", by=cast.head)


def test_nothing_is_shared_from_a_case_whose_consent_was_withdrawn(cast):
    case = agreed(cast, a_case(cast, under=programme(cast, "early-help"), why_nothing_tried="x"))
    referral = begin_referral(
        agency=an_agency(cast), pupil=cast.amy, school=cast.oak, case=case, answers=COMPLETE,
        why_nothing_tried="x", by=cast.head,
    )  # fmt: skip
    note_consent(case=case, on=cast.today, said="withdrawn", who="Ann Adams", by=cast.head)
    with pytest.raises(ProblemWithSupport, match="agrees no longer: nothing is shared"):
        send_referral(referral=referral, on=cast.today, tried=tried(cast), by=cast.head)


def test_a_referral_is_seen_at_the_school_by_whoever_receives_it_and_with_its_case(cast):
    own = a_sent_one(cast)
    case = a_case(cast, "ben", under=programme(cast, "mentoring"))
    of_case = a_referral(cast, own.agency, "ben", case=case)

    def seeing(referral: Referral) -> set[str]:
        return {
            name
            for name, person in cast.people.items()
            if Referral.objects.visible_to(person).filter(pk=referral.pk).exists()
        }

    # The class teacher may refer a child of their own class, and so sees that one.
    assert seeing(own) == {
        "head", "attendance_lead", "inclusion_lead", "safeguarding_lead", "ewo", "authority_officer",
        "teacher",
    }  # fmt: skip
    assert seeing(of_case) == {"head", "inclusion_lead", "safeguarding_lead"}
    of_case.case = None
    of_case.save()
    unsent = of_case
    assert "mr_outside" not in seeing(unsent)


def test_a_referral_that_is_taken_up_opens_its_case_in_one_step(cast, sign_in):
    welfare = programme(cast, "welfare", cast.authority)
    referral = a_sent_one(cast, agency=an_agency(cast, programme=welfare))
    hear_of_referral(
        referral=referral, on=cast.today, kind="outcome", outcome="accepted", words="Yes", by=cast.ewo
    )
    client = sign_in(cast.ewo)
    page = client.get(address("referral", referral.pk))
    assert "Open its case" in words(page)
    at = address("new") + f"?child={cast.amy.pk}&programme={welfare.pk}"
    assert at.replace("&", "&amp;") in page.content.decode()
    client.post(at, {"since": "10/9/2024", "why": "Below 80%.", "lead": cast.ewo.pk})
    case = welfare.cases.get()
    assert [one["words"] for one in case.tried] == ["Referred to Education welfare service"]


def test_each_reading_is_logged_and_mr_outside_reaches_none(cast, sign_in):
    referral = a_referral(cast)
    sign_in(cast.head).get(address("referral", referral.pk))
    assert AccessLogEntry.objects.filter(pupil_id=cast.amy.pk, person_id=cast.head.pk).count() == 1
    client = sign_in(cast.mr_outside)
    for name in ("referral", "write_referral", "send", "heard", "take_back"):
        assert client.get(address(name, referral.pk, urn=ELM)).status_code == 404
    assert client.get(address("new_referral", cast.amy.pk, referral.agency_id, urn=ELM)).status_code == 404


def test_the_list_asks_no_more_however_many_referrals(cast, sign_in):
    agency = an_agency(cast)

    def asked() -> int:
        client = sign_in(cast.head)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("referrals"))
        return len(queries)

    a_sent_one(cast, "amy", agency)
    few = asked()
    for name in ("ben", "cal", "dee"):
        a_sent_one(cast, name, agency)
    assert asked() == few


@pytest.mark.parametrize(
    "untrue",
    [
        {"sent_on": dt.date(2024, 9, 10)},
        {"outcome": "accepted"},
        {"taken_back_on": dt.date(2024, 9, 10)},
    ],
)
def test_the_database_keeps_a_referral_true(cast, untrue):
    referral = a_referral(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**untrue)
