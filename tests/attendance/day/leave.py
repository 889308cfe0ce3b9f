"""Leave for the tests: asked_for(cast, "amy", "eve"), by their mother, for a week in October."""

import datetime as dt
from typing import Any

from tests.cast import LONDON
from trellis.attendance.day.leave import Asked, arrange_meeting, decide_leave, note_meeting, take_in_leave
from trellis.attendance.models import LeaveRequest
from trellis.schools.models import Contact

AT = dt.datetime(2024, 9, 9, 15, 30, tzinfo=LONDON)
SINCE, UNTIL = dt.date(2024, 10, 7), dt.date(2024, 10, 11)


def asked(**said: Any) -> Asked:
    """A letter from Ann Adams: a wedding, the week from 7 October."""
    held = {
        "asked_by": Contact.objects.get(name="Ann Adams"),
        "how": "letter",
        "asked_at": AT,
        "since": SINCE,
        "until": UNTIL,
        "reason": "My sister is getting married in Cork",
    }
    return Asked(**{**held, **said})


def asked_for(cast: Any, *names: str, **said: Any) -> LeaveRequest:
    """Taken in by the office."""
    pupils = [cast.pupils[name] for name in names or ("amy",)]
    return take_in_leave(school=cast.oak, pupils=pupils, asked=asked(**said), by=cast.office)


def offered(cast: Any, *names: str) -> LeaveRequest:
    """A meeting on Thursday is offered."""
    return arrange_meeting(
        request=asked_for(cast, *names),
        on=dt.date(2024, 9, 12),
        at=dt.time(15, 30),
        place="in the family room",
        by=cast.office,
    )


def met(cast: Any, *names: str) -> LeaveRequest:
    """The head met their mother this morning."""
    return note_meeting(
        request=offered(cast, *names),
        at=dt.datetime(2024, 9, 10, 8, 30, tzinfo=LONDON),
        words="The wedding is on the Tuesday. We talked of the days around it.",
        by=cast.head,
    )


def decided(cast: Any, *names: str, **said: Any) -> LeaveRequest:
    """Monday and Tuesday are granted."""
    held = {
        "granted_since": SINCE,
        "granted_until": dt.date(2024, 10, 8),
        "code": "C",
        "why": "The wedding and the day before it.",
        "by": cast.head,
    }
    return decide_leave(request=met(cast, *names), **{**held, **said})
