"""Storing the demonstration’s learning forum at its first school: a meeting that was held, with what was
decided, and the agenda of the next, which builds itself.
"""

import datetime as dt

from django.utils import timezone

from trellis.rules.recurrence import Weekly
from trellis.schools.dating import ONE_DAY
from trellis.support.meetings.actions import (
    close_meeting,
    deal_with_decision,
    decide,
    open_meeting,
    set_up_body,
    take_up,
    write_said,
)
from trellis.support.meetings.agenda import next_day
from trellis.support.models import Case
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_A_WEEK = dt.timedelta(days=7)
_SAID = (
    ("Mornings are better since somebody waits at the gate.", "Go on meeting at the gate until half-term"),
    ("Lunch is where it goes wrong. The club helps when there is a place.", "Find a place in the lunch club"),
    ("The family asks for somebody to talk with about sleep.", "Ring the school nurse"),
)


def store_meetings(world: World, stored: Stored) -> None:
    """The forum of the first school, chaired by its SENCO."""
    school, plan = stored.schools[0], world.schools[0]
    chair, lead, head = (
        stored.people[world.staff.of(plan, name).email] for name in ("inclusion", "attendance", "head")
    )
    last = min(world.on, timezone.localdate())
    body = set_up_body(
        school=school,
        kind="forum",
        name="Learning forum",
        at=dt.time(15, 30),
        where="Library",
        standing=["Safeguarding", "New children"],
        still_weeks=4,
        recurrence=Weekly((last.weekday() if last.weekday() < 5 else 1,)),  # noqa: PLR2004 - Saturday
        chair=chair,
        members=[lead, head],
        programmes=[],
        by=head,
    )
    body.members.update(since=last - 2 * _A_WEEK)  # they were in it when it met
    cases = Case.objects.open().filter(school=school, programme__school=school).order_by("pk")
    held = open_meeting(body=body, on=last - _A_WEEK, by=chair)
    for number, (case, (said, words)) in enumerate(zip(cases, _SAID, strict=False)):
        if case.programme.asks_consent:
            continue
        item = take_up(meeting=held, pupil=case.pupil, case=case, by=chair, added=True)
        write_said(item=item, said=said, by=chair)
        made = decide(item=item, words=words, person=lead, due=last - ONE_DAY * (3 - 3 * number), by=chair)
        if number == 0:
            deal_with_decision(decision=made, on=last - ONE_DAY, was_done=True, said="Every day", by=lead)
    close_meeting(meeting=held, by=chair)
    upcoming = next_day(body, last)
    if upcoming is not None:
        open_meeting(body=body, on=upcoming, by=chair)
