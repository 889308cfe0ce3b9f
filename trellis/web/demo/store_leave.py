"""Storing the demonstration's closures as they were announced, and leave that families asked for.

The snow days stand in the calendar and in the registers already; here is who decided them. The requests of
the first schools stand at every stage from asking to deciding, for days still to come.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from trellis.attendance.day.closures import school_sessions
from trellis.attendance.models import ClosedSession, Closure, LeaveRequest
from trellis.messages.models import Conversation
from trellis.registers.planning import Planned, plan
from trellis.rules.closures import Halves
from trellis.rules.codes import code_set
from trellis.rules.words import Session
from trellis.schools.models import CalendarSpan, Enrolment, FamilyLink, Person, Post, School
from trellis.web.demo.chance import stream
from trellis.web.demo.terms import weekday_from
from trellis.web.demo.world import World

FIRST: Final = 2  # a primary and an infant school

_A_DAY: Final = dt.timedelta(days=1)
_A_WEEK: Final = 10  # sessions
_SNOW: Final = "The paths and the road are under ice"
# Asked so many days ago, for so many days of a week to come, in their words; how far it has come.
_ASKED: Final = (
    (2, 5, "We would like to visit my mother, who is ninety.", "asked"),
    (6, 2, "My brother is getting married in Leeds on the Friday.", "arranged"),
    (9, 1, "Her dance school has been asked to perform at the town hall.", "met"),
    (16, 5, "A week by the sea is so much cheaper then.", "refused"),
    (20, 3, "Her grandfather’s funeral is abroad.", "granted"),
)
_MET: Final = "We talked about what would be missed, and what else might be possible."
_REASONS: Final = {
    "refused": "A holiday in term time is not exceptional. We talked about the days around it.",
    "granted": "A funeral in the close family, and the journey there and back.",
}


def store_leave(world: World, schools: Sequence[School]) -> None:
    """What was closed at any of the schools, and who asked for leave at the first of them."""
    for school in schools:
        _closures(school)
    for school in schools[:FIRST]:
        _requests(world, school)


def _head(school: School, on: dt.date) -> Person | None:
    post = (
        Post.objects.on(on).filter(school=school, role="head").select_related("person").order_by("id").first()
    )
    return post.person if post else None


def _closures(school: School) -> None:
    for span in CalendarSpan.objects.filter(school=school, kind=CalendarSpan.Kind.CLOSURE).order_by("since"):
        code = "Y4" if "Y4" in code_set(school.nation, span.since).by_code else "Y"
        head = _head(school, span.since)
        announced = _at(span.since, 7, 10)
        until = span.until or span.since
        name = head.name if head else "The headteacher"
        closure = Closure.objects.create(
            school=school,
            since=span.since,
            until=until,
            whole=True,
            reason="weather",
            words=_SNOW,
            code=code,
            decided_by=name,
            announced_at=announced,
            announced_by=head,
            announced_by_name=name,
        )
        days = [span.since + n * _A_DAY for n in range((until - span.since).days + 1)]
        ClosedSession.objects.bulk_create(
            ClosedSession(
                closure=closure, date=day, session=session.value, in_calendar=True, written_at=announced
            )
            for day in days
            for session in Session
        )


def _requests(world: World, school: School) -> None:
    chance = stream(world.seed, "leave", school.urn)
    lived_with = FamilyLink.objects.on(world.on).filter(school=school, has_care=True, may_contact=True)
    links = list(lived_with.select_related("contact", "pupil").order_by("pupil_id", "priority", "id"))
    by_pupil = {link.pupil_id: link for link in reversed(links)}
    on_roll = Enrolment.objects.on(world.on).filter(school=school, until=None, pupil__in=by_pupil)
    enrolments = list(on_roll.select_related("pupil").order_by("pk"))
    if len(enrolments) < len(_ASKED):
        return
    chosen = chance.choice(len(enrolments), size=len(_ASKED), replace=False)
    weeks = _weeks_of_school(school, world.on)
    for at, asked, monday in zip(chosen, _ASKED, weeks, strict=False):
        _request(world, school, enrolments[int(at)], by_pupil[enrolments[int(at)].pupil_id], monday, *asked)


def _weeks_of_school(school: School, on: dt.date) -> list[dt.date]:
    """The Mondays of the whole weeks of school that follow the next week, one for each request."""
    first = on + dt.timedelta(days=7 - on.weekday())
    mondays = [first + dt.timedelta(weeks=n) for n in range(1, 26)]
    whole = [
        monday
        for monday in mondays
        if len(school_sessions(school, monday, monday + 4 * _A_DAY, Halves.DAY, whole=False)) == _A_WEEK
    ]
    return whole[: len(_ASKED)]


def _request(
    world: World,
    school: School,
    enrolment: Enrolment,
    link: FamilyLink,
    monday: dt.date,
    ago: int,
    days: int,
    reason: str,
    stage: str,
) -> None:
    on, head = world.on, _head(school, world.on)
    request = LeaveRequest(
        school=school,
        asked_by=link.contact,
        asked_by_name=link.contact.name,
        how=LeaveRequest.How.LETTER,
        asked_at=_at(on - ago * _A_DAY, 8, 40),
        since=monday,
        until=monday + (days - 1) * _A_DAY,
        reason=reason,
        taken_in_by_name="School office",
    )
    if stage != "asked":
        request.meeting_on = weekday_from(on + 2 * _A_DAY) if stage == "arranged" else on - _A_DAY
        request.meeting_at, request.meeting_place = dt.time(15, 30), "in the family room"
    if stage in ("met", "granted", "refused") and head is not None:
        request.meeting = _talk(school, enrolment, link, head, _at(on - _A_DAY, 15, 30))
    if stage in _REASONS and head is not None:
        request.why_decided = _REASONS[stage]
        request.decided_at, request.decided_by, request.decided_by_name = _at(on, 8, 5), head, head.name
        if stage == "granted":
            request.granted_since, request.granted_until, request.code = request.since, request.until, "C"
    request.save()
    request.pupils.set([enrolment.pupil_id])
    if request.granted_since is not None and head is not None:
        planned = Planned(
            kind="leave",
            code="C",
            since=request.since,
            until=request.until,
            agreed_by=head.name,
            agreed_with=link.contact.name,
            note="Leave granted",
        )
        request.plans.set(plan(school=school, enrolments=[enrolment], planned=planned, by=head))


def _talk(
    school: School, enrolment: Enrolment, link: FamilyLink, head: Person, at: dt.datetime
) -> Conversation:
    talk = Conversation.objects.create(
        school=school,
        kind=Conversation.Kind.MEETING,
        at=at,
        reached=True,
        spoken_by=head.name,
        words=_MET,
        noted_at=at,
        noted_by=head,
        noted_by_name=head.name,
    )
    talk.pupils.set([enrolment.pupil_id])
    talk.contacts.set([link.contact_id])
    return talk


def _at(day: dt.date, hour: int, minute: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
