"""What meetings about cases ask of one person: the body that meets today, and decisions that are theirs."""

import datetime as dt
from typing import Any

from django.db.models import Q

from trellis.schools.access import may
from trellis.schools.models import Person, School
from trellis.schools.roles import Permission
from trellis.support.meetings.agenda import days_after, next_day, of_those_seen
from trellis.support.meetings.models import CaseMeeting, Decision, MeetingBody


def bodies_of(person: Any, school: Any, day: Any) -> Any:
    """The bodies of a school somebody is in on a day."""
    return MeetingBody.objects.filter(school=school).in_use().with_member(person, day)


def meeting_today(
    person: Person, school: School, day: dt.date
) -> list[tuple[MeetingBody, CaseMeeting | None]]:
    """The bodies that meet today or have an agenda open from before, each with it where it is open."""
    found, days = [], days_after(school, day)
    for body in bodies_of(person, school, day).prefetch_related("meetings__gathering"):
        held = list(body.meetings.all())
        current = next((one for one in held if one.is_open), None)
        if current is not None and current.on <= day:
            found.append((body, current))
        elif current is None and next_day(body, day, days) == day and not any(one.on == day for one in held):
            found.append((body, None))
    return found


def decisions_of(person: Any, school: Any) -> Any:
    """What was decided at a school that somebody is to do, and nobody has said what came of it: nothing is
    to be done any more in a case that is closed.
    """
    step = Q(step__isnull=False, step__dealt_with_on=None, step__case__closed_on=None)
    still = Q(step=None, dealt_with_on=None) | step
    return Decision.objects.filter(still, person=person, item__meeting__body__school=school)


def decisions_open_to(person: Person, school: School, day: dt.date) -> list[Decision]:
    """Those of them that somebody can still open: of a body they are in, and of a child they may know of."""
    held = decisions_of(person, school).select_related("item__meeting")
    if not may(person, Permission.KEEP_PROGRAMMES, school):
        held = held.filter(item__meeting__body__in=bodies_of(person, school, day))
    return of_those_seen(held, school, person)
