"""Who comes and goes, for the tests: a name typed by the door, a child signed out, a child unwell."""

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.cast import LONDON, TODAY
from trellis.attendance.day.arriving import sign_in_by_screen
from trellis.attendance.day.illness import take_in_unwell
from trellis.attendance.day.leaving import sign_out
from trellis.attendance.display_links import make_link
from trellis.attendance.models import Arrival, DeskLink, Leaving, Unwell


def a_desk_link(cast: Any) -> DeskLink:
    """A screen by the front door, for today."""
    return make_link(kind=DeskLink, school=cast.oak, place="front door", until=cast.today, by=cast.head)


def a_typed_name(desk: DeskLink, name: str = "Amie Adams") -> Arrival:
    """A name that is no child's."""
    sign_in_by_screen(desk=desk, name=name)
    return Arrival.objects.filter(desk=desk).latest("pk")


def moment(time: str) -> dt.datetime:
    """A time of the cast's day."""
    return dt.datetime.combine(TODAY, dt.time.fromisoformat(time), tzinfo=LONDON)


def out(cast: Any, name: str, at: str = "11:00", **said: Any) -> Leaving:
    """A child signed out by the office, unwell."""
    told = {"reason": "Unwell", "code": "I", **said}
    return sign_out(school=cast.oak, pupil=cast.pupils[name], at=moment(at), by=cast.office, **told)


def unwell(cast: Any, name: str, since: str | None = None) -> Unwell:
    """A child looked after in the office, since a time or now."""
    return take_in_unwell(
        school=cast.oak,
        pupil=cast.pupils[name],
        since=moment(since) if since else timezone.now(),
        symptoms="Has a temperature",
        place="School office",
        by=cast.office,
    )
