"""Bodies and their meetings to test with: Oak’s learning forum, every Tuesday, chaired by the SENCO."""

import datetime as dt
from typing import Any

from trellis.rules.recurrence import Weekly
from trellis.support.meetings.actions import open_meeting, set_up_body
from trellis.support.meetings.models import CaseMeeting, MeetingBody


def a_body(cast: Any, **said: Any) -> MeetingBody:
    """The learning forum: the SENCO chairs it, the attendance lead and a teacher are in it."""
    values = {
        "kind": "forum",
        "name": "Learning forum",
        "at": dt.time(15, 30),
        "where": "Library",
        "standing": ["Safeguarding", "New children"],
        "still_weeks": 4,
        "recurrence": Weekly((1,)),
        "chair": cast.inclusion_lead,
        "members": [cast.attendance_lead, cast.teacher],
        "programmes": [],
    }
    return set_up_body(school=cast.oak, by=cast.head, **values | said)


def a_meeting(cast: Any, body: MeetingBody | None = None, on: dt.date | None = None) -> CaseMeeting:
    """Its meeting of today."""
    return open_meeting(body=body or a_body(cast), on=on or cast.today, by=cast.inclusion_lead)
