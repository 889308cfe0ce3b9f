"""What waits is counted once for all rooms before any list is read: each count and the list it stands for."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.utils import timezone

from tests.attendance.clinics.clinic import a_clinic, invited
from tests.attendance.day.closed import closed, closing
from tests.attendance.day.coming import a_desk_link, a_typed_name
from tests.attendance.day.leave import met, offered
from tests.attendance.day.telling import planned_for
from tests.attendance.visits.rounds import a_visit
from tests.gatherings.test_gatherings import a_link, a_meeting
from tests.messages.drawn_up import a_waiting_letter
from tests.messages.talks import a_reply, talk
from tests.plans.drawn import OAK_PLAN, a_plan
from tests.schools.test_every_page import a_tried_import
from tests.support.auditing.audited import an_audit, something_follows
from tests.support.directory.pointed import an_agreement
from tests.support.finding.found import a_table, decided, noted
from tests.support.groups.grouped import a_group, a_time
from tests.support.helped import a_case, an_agency
from tests.support.meetings.held import a_body
from tests.support.meetings.held import a_meeting as a_case_meeting
from tests.support.protection.guarded import to_be_read
from tests.telling.news import a_board, a_newsletter, a_page, asked
from trellis.attendance.clinics.lists import held_today_by
from trellis.attendance.day.arrivals import waiting_at_the_desk
from trellis.attendance.day.calls import undecided
from trellis.attendance.day.leave_lists import requests_at
from trellis.attendance.day.planned import plans_at, timetables_at
from trellis.attendance.visits.going import leave, record_outcome
from trellis.attendance.visits.lists import going_today, next_steps_of, watched_by
from trellis.gatherings.actions import promise
from trellis.gatherings.visiting import visits_of
from trellis.messages.models import Attempt, Item
from trellis.plans.looking import schedule
from trellis.plans.models import Row
from trellis.plans.running import take_up as take_up_step
from trellis.plans.steps import looks_of, part_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.leave import Stage
from trellis.rules.recurrence import Weekly
from trellis.schools.actions import set_pattern
from trellis.schools.models import Person
from trellis.schools.owning import AtWork
from trellis.support.auditing.standing import steps_left
from trellis.support.directory.answering import to_renew
from trellis.support.groups.sessions import meetings
from trellis.support.meetings.actions import decide, take_up
from trellis.support.meetings.mine import decisions_of, meeting_today
from trellis.support.models import Case
from trellis.support.protection.confirming import left_for
from trellis.telling.freshness import boards_of, kept_of, late
from trellis.telling.mine import mine
from trellis.web.waiting import WAITING
from trellis.web.yours import yours_at

OAK = "/schools/123456/"

Drawn = tuple[Person, Sequence[Any], str]
"""Whom it waits for, the room's own list, and words of the line on Today."""

SCENES: dict[str, Callable[[Any, Any, Any], Drawn]] = {}
FEWER: dict[str, str] = {
    "case_bodies": "a body is one’s own on every day, and on Today on the day it meets",
    "groups_led": "a group is one’s own on every day, and on Today on the day it meets",
    "agreements": "an agreement is undecided all year, and on Today from eight weeks before",
    "boards": "a board is one’s own while it hangs, and on Today once it is stale",
    "kept": "a page is one’s own while it is kept, and on Today once it is to be looked at",
    "links": "an area is a governor’s all year, and on Today in the months of its visits",
    "to_read": "something is to be read by whoever has not read it yet",
    "visits_today": "a round is on the Today of whoever goes on it",
}
"""Why Today shows fewer than wait."""


def scene(draw: Callable[[Any, Any, Any], Drawn]) -> Callable[[Any, Any, Any], Drawn]:
    SCENES[draw.__name__] = draw
    return draw


def waiting_for(person: Person, cast: Any) -> dict[str, int]:
    now = timezone.now()
    day = timezone.localdate(now)
    year = AcademicYear.of(day).start
    return dict(WAITING.ask(school=cast.oak.pk, person=person.pk, day=day, now=now, year=year))


def page(sign_in: Any, person: Person, url: str) -> Any:
    return sign_in(person).get(f"{OAK}{url}").context


# --- the day ------------------------------------------------------------------------------------------------


@scene
def safeguarding(cast, clock, sign_in):
    talk(cast, "amy", outcome="lead_told", reached=False, follows="Decide")
    return cast.safeguarding_lead, undecided(cast.oak), "Amy Adams"


@scene
def at_the_desk(cast, clock, sign_in):
    a_typed_name(a_desk_link(cast))
    found = range(waiting_at_the_desk(cast.oak, cast.today, reader=cast.office))
    return cast.office, found, "at the late desk"


@scene
def plans_to_review(cast, clock, sign_in):
    planned_for(cast, "amy", review_on=cast.today)
    planned_for(cast, "ben")
    found = [one for one in plans_at(cast.oak, cast.today, reader=cast.office) if one.is_due]
    return cast.office, found, "1 absence plan to review"


@scene
def timetables_to_review(cast, clock, sign_in):
    set_pattern(
        enrolment=cast.enrolment("amy"), kind="part_time", sessions="YNYNYNYNYN", since=cast.today,
        until=dt.date(2024, 10, 10), agreed_by="Helen Hart", agreed_with="Ann Adams",
        review_on=dt.date(2024, 9, 11), by=cast.head,
    )  # fmt: skip
    clock.at("2024-09-11T09:00")
    found = [one for one in timetables_at(cast.oak, dt.date(2024, 9, 11)) if one.is_due]
    return cast.office, found, "1 absence plan to review"


@scene
def closed_sessions(cast, clock, sign_in):
    closure = closed(cast, closing(cast, since=dt.date(2024, 9, 11)))
    clock.at("2024-09-11T08:00")
    assert page(sign_in, cast.office, "absence/closures/")["to_write"] == {closure.pk}
    return cast.office, closure.sessions.all(), "Write the marks of 2 closed sessions"


def asked_for_leave(cast, stage):
    """Amy's family is to be met about leave and Eve's was: the requests that stand at a stage."""
    offered(cast, "amy")
    met(cast, "eve")
    return [one for one in requests_at(cast.oak, cast.today) if one.request.stage is stage]


@scene
def leave_to_meet(cast, clock, sign_in):
    return cast.office, asked_for_leave(cast, Stage.ARRANGED), "Meet 1 family about leave"


@scene
def leave_to_decide(cast, clock, sign_in):
    return cast.head, asked_for_leave(cast, Stage.MET), "Decide about 1 leave request"


@scene
def clinic_slots(cast, clock, sign_in):
    invited(cast, "amy", "ben", gathering=a_clinic(cast, on=cast.today))
    [(_clinic, _at, number)] = held_today_by(cast.attendance_lead, cast.oak, cast.today)
    return cast.attendance_lead, range(number), "Attendance clinic"


@scene
def clinics_to_write(cast, clock, sign_in):
    invited(cast, "amy")
    clock.at("2024-09-16T09:00")
    been = page(sign_in, cast.attendance_lead, "clinics/")["past"]
    return cast.attendance_lead, [one for one in been if one.unsaid], "Say who came"


@scene
def visits_not_back(cast, clock, sign_in):
    leave(round_=a_visit(cast).round, by=cast.attendance_lead)
    clock.at("2024-09-10T11:05")
    return cast.head, watched_by(cast.head, cast.oak, timezone.now()), "Not back"


@scene
def visits_today(cast, clock, sign_in):
    a_visit(cast)
    a_visit(cast, "ben", first=cast.office, second=cast.head, watched_by=cast.data_manager)
    return cast.attendance_lead, going_today(cast.attendance_lead, cast.oak, cast.today), "Visits: "


@scene
def after_visits(cast, clock, sign_in):
    said = {"next_words": "Ring on Friday", "next_due": dt.date(2024, 9, 13), "next_for": cast.office}
    record_outcome(visit=a_visit(cast), outcome="adult", by=cast.attendance_lead, **said)
    return cast.office, next_steps_of(cast.office, cast.oak), "After a visit to Amy Adams: Ring on Friday"


# --- support ------------------------------------------------------------------------------------------------


@scene
def reviews_of_support(cast, clock, sign_in):
    Case.objects.filter(pk=a_case(cast).pk).update(review_on=cast.today)
    listed = page(sign_in, cast.inclusion_lead, "support/?which=due")["page"].object_list
    return cast.inclusion_lead, listed, "1 review of support to hold"


@scene
def case_bodies(cast, clock, sign_in):
    a_body(cast)
    a_body(cast, name="Of Mondays", recurrence=Weekly((0,)))
    return cast.inclusion_lead, meeting_today(cast.inclusion_lead, cast.oak, cast.today), "Learning forum"


@scene
def case_decisions(cast, clock, sign_in):
    item = take_up(meeting=a_case_meeting(cast), pupil=cast.ben, case=None, by=cast.head)
    decide(item=item, words="Ring", person=cast.teacher, due=cast.today, by=cast.head)
    return cast.teacher, decisions_of(cast.teacher, cast.oak), "1 decision of a case meeting is yours"


def to_be_decided(cast, person, sign_in):
    """Something was noted of Amy and Ben, of Ben for those alone who may see why a child is protected; of Cal
    a level is decided.
    """
    table = a_table(cast)
    for name, words in (("amy", "A young carer"), ("ben", "May be drawn"), ("cal", "A young carer")):
        noted(cast, name, words, table)
    decided(cast, "cal", 1)
    return page(sign_in, person, "support/levels/?which=undecided")["page"].object_list


@scene
def levels(cast, clock, sign_in):
    listed = to_be_decided(cast, cast.ewo, sign_in)
    return cast.ewo, listed, "Decide about the level of 1 child"


@scene
def levels_protected(cast, clock, sign_in):
    listed = to_be_decided(cast, cast.head, sign_in)
    return cast.head, listed, "Decide about the levels of 2 children"


@scene
def to_read(cast, clock, sign_in):
    to_be_read(cast)
    to_be_read(cast, name="For the office alone", roles=["office"])
    return cast.teacher, left_for(cast.teacher, cast.oak, cast.today), "1 thing to read and confirm"


@scene
def agreements(cast, clock, sign_in):
    an_agreement(cast, an_agency(cast), renew_by=dt.date(2024, 10, 1))
    an_agreement(cast, an_agency(cast, name="Another"), renew_by=dt.date(2025, 7, 1))
    return cast.head, to_renew(cast.oak, cast.today), "1 agreement with a service to renew or end"


@scene
def audit_steps(cast, clock, sign_in):
    something_follows(cast, an_audit(cast))
    something_follows(cast, an_audit(cast, place=cast.trust), cast.office)
    left = steps_left(cast.office, cast.oak, cast.today, AtWork.at(cast.oak, cast.today))
    return cast.office, left, "2 things that follow from an audit"


@scene
def groups_led(cast, clock, sign_in):
    group = a_group(cast, "amy")
    a_time(cast, group)
    a_group(cast, name="Of no day yet")
    return cast.inclusion_lead, meetings([group], cast.today, cast.today), "Early birds"


# --- messages and files -------------------------------------------------------------------------------------


@scene
def batches(cast, clock, sign_in):
    a_waiting_letter(cast)
    return cast.attendance_lead, page(sign_in, cast.attendance_lead, "messages/")["waiting"], "1 batch waits"


@scene
def items(cast, clock, sign_in):
    """A letter is printed; what goes by itself may come back."""
    item, now = a_waiting_letter(cast), timezone.now()
    Item.objects.filter(pk=item.pk).update(channel="email", state=Item.State.FAILED, approved_at=now)
    Attempt.objects.create(item=item, at=now, outcome=Attempt.Outcome.REFUSED)
    listed = page(sign_in, cast.office, f"messages/{item.batch_id}/")["to_look_at"]
    return cast.office, listed, "1 message failed, is held back or of unknown fate"


@scene
def replies(cast, clock, sign_in):
    a_reply(cast)
    return cast.office, page(sign_in, cast.office, "replies/")["page"].object_list, "1 reply to read"


@scene
def files(cast, clock, sign_in):
    tried = a_tried_import(cast)
    rows = [one for one in page(sign_in, cast.office, "import/")["page"].object_list if one.state == "tried"]
    assert rows == [tried]
    return cast.office, rows, "pupils.csv was tried"


# --- what is told, promised and planned ---------------------------------------------------------------------


def told_to(person: Person, cast: Any, words: str) -> list[Any]:
    day = timezone.localdate()
    every = mine(person, cast.oak, "123456", day, AtWork.at(cast.oak, day))
    return [one for one in every if one.words.startswith(words)]


@scene
def told(cast, clock, sign_in):
    asked(cast, a_newsletter(cast))
    return cast.teacher, told_to(cast.teacher, cast, "For "), "A paragraph about reading"


@scene
def newsletters(cast, clock, sign_in):
    a_newsletter(cast, due_on=cast.today)
    return cast.office, told_to(cast.office, cast, "Publish"), "Publish"


@scene
def boards(cast, clock, sign_in):
    a_board(cast)
    clock.at("2025-02-03T09:00")
    a_board(cast, name="Hung today", since=dt.date(2025, 2, 3))
    return cast.teacher, late(boards_of(cast.oak, timezone.localdate())), "Put something new on the board 3B"


@scene
def kept(cast, clock, sign_in):
    a_page(cast)
    a_page(cast, name="Uniform", since=cast.today)
    return cast.office, late(kept_of(cast.oak, cast.today)), "Look whether Term dates is up to date"


@scene
def promises(cast, clock, sign_in):
    meeting = a_meeting(cast)
    promise(gathering=meeting, words="Ring", who="Helen", due=meeting.on, person=cast.head, by=cast.head)
    return cast.head, meeting.promises.all(), "Ring"


@scene
def links(cast, clock, sign_in):
    a_link(cast)
    a_link(cast, area="Mathematics", months=[11])
    return cast.governor, visits_of(cast.governor, cast.oak, cast.today), "Visit this month: Reading"


@scene
def steps(cast, clock, sign_in):
    row = Row.objects.of(a_plan(cast, OAK_PLAN)).first()
    take_up_step(row=row, words="Ring every home", owner=cast.office, finish=cast.today, by=cast.head)
    at_work = AtWork.at(cast.oak, cast.today)
    return cast.office, part_of(cast.office, cast.oak, cast.today, at_work), "Ring every home"


@scene
def looks(cast, clock, sign_in):
    said = {"kind": "walk", "focus": "How homes are rung", "owner": cast.head, "by": cast.head}
    schedule(plan=a_plan(cast, OAK_PLAN), due_on=cast.today, **said)
    at_work = AtWork.at(cast.oak, cast.today)
    return cast.head, looks_of(cast.head, cast.oak, cast.today, at_work), "How homes are rung"


# --- each of them -------------------------------------------------------------------------------------------


def test_every_count_has_a_school_drawn_for_it(cast):
    assert set(SCENES) == set(waiting_for(cast.head, cast))
    assert not any(waiting_for(cast.head, cast).values())
    assert FEWER.keys() <= SCENES.keys()


@pytest.mark.parametrize("name", SCENES)
def test_what_waits_is_what_its_list_shows_or_it_is_said_why_it_is_more(cast, clock, sign_in, name):
    person, listed, words = SCENES[name](cast, clock, sign_in)
    waits, shown = waiting_for(person, cast)[name], len(listed)
    assert shown
    assert waits > shown if name in FEWER else waits == shown
    assert any(words in line.words for line in yours_at(cast.oak, "123456", person))
