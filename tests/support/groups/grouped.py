"""Groups for the tests: a_group(cast) meets on Tuesdays at 10:00 in the rainbow room, led by the SENCO."""

import datetime as dt
from typing import Any

from trellis.support.groups.actions import join_group, lead_group, meet_weekly, write_group
from trellis.support.groups.models import GroupTime, SupportGroup

BEGAN = dt.date(2024, 9, 9)
TUESDAY = 1


def a_group(cast: Any, *names: str, led_by: Any = None, **said: Any) -> SupportGroup:
    """Without times and, unless they are named, without children."""
    values = {
        "name": "Early birds",
        "focus": "Attendance and punctuality",
        "programme": None,
        "year_groups": ["3", "4"],
        "since": BEGAN,
        "until": None,
        "fewest_places": 2,
        "most_places": 3,
        "adults": 1,
    }
    group = write_group(school=cast.oak, values=values | said, by=cast.inclusion_lead)
    lead_group(group=group, person=led_by or cast.inclusion_lead, since=BEGAN, by=cast.inclusion_lead)
    if names:
        put_into(cast, group, *names)
    return group


def put_into(cast: Any, group: SupportGroup, *names: str, since: dt.date = BEGAN) -> None:
    pupils = [cast.pupils[name] for name in names]
    join_group(group=group, pupils=pupils, since=since, by=cast.inclusion_lead)


def a_time(cast: Any, group: SupportGroup, **said: Any) -> GroupTime:
    held = {"weekday": TUESDAY, "at": dt.time(10), "minutes": 40, "where": "Rainbow room", "since": BEGAN}
    return meet_weekly(group=group, by=cast.inclusion_lead, **held | said)
