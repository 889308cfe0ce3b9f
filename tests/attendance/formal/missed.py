"""Children who missed sessions, a notice proposed, for the tests of formal steps."""

import datetime as dt
from typing import Any

from tests.attendance.spending import spend
from tests.messages.talks import talk
from trellis.attendance.formal import agreeing
from trellis.attendance.formal.actions import note_notice, propose_notice
from trellis.attendance.formal.models import AttendanceContract, ImproveNotice, Notice, Pack
from trellis.attendance.formal.pack import make_pack
from trellis.rules.formal import PARTS
from trellis.schools.models import Contact

SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 10)


def missed(cast: Any, **said: str) -> None:
    """From Tuesday 3 to Tuesday 10 September, twelve sessions: missed(cast, amy="10O")."""
    children = {cast.pupils[name]: spent for name, spent in said.items()}
    spend(cast.oak, children, since=SINCE, until=UNTIL)


def parent(name: str) -> Contact:
    return Contact.objects.get(name=name)


def helped(cast: Any, name: str = "amy") -> None:
    """The family was met, and it is on record."""
    talk(cast, name, kind="meeting", reached=True)


def proposed(cast: Any, name: str = "amy", who: str = "Ann Adams") -> Notice:
    """A notice proposed for somebody who missed ten sessions and was helped."""
    return propose_notice(
        school=cast.oak,
        pupil=cast.pupils[name],
        parent=parent(who),
        why="Met twice; a breakfast club was offered.",
        by=cast.attendance_lead,
    )


def a_known_notice(cast: Any) -> Notice:
    """A notice another authority issued to Amy's mother."""
    return note_notice(
        school=cast.oak,
        pupil=cast.amy,
        parent=parent("Ann Adams"),
        issued_on=dt.date(2024, 9, 4),
        elsewhere="Southmoor, told by Ann Adams",
        by=cast.attendance_lead,
    )


def a_contract(cast: Any, who: str = "Ann Adams") -> AttendanceContract:
    """A contract offered today, to the autumn half-term."""
    return agreeing.offer_contract(
        school=cast.oak,
        pupil=cast.amy,
        parent=parent(who),
        offered_on=cast.today,
        until=dt.date(2024, 10, 18),
        review_on=None,
        parent_does="At the gate by 8:45.",
        school_does="A place at the breakfast club.",
        by=cast.attendance_lead,
    )


def an_improve_notice(cast: Any, **said: Any) -> ImproveNotice:
    """A notice to improve of four weeks from tomorrow, whole unless it says otherwise."""
    parts = {name: f"What is {name}" for name in PARTS} | said
    until = parts.pop("until", dt.date(2024, 10, 8))
    return agreeing.write_improving(
        school=cast.oak,
        pupil=cast.amy,
        parent=parent("Ann Adams"),
        since=dt.date(2024, 9, 11),
        until=until,
        said=parts,
        by=cast.attendance_lead,
    )


def a_pack(cast: Any, since: dt.date = SINCE, until: dt.date | None = None) -> Pack:
    """What is known of Amy from some day to today, put together as evidence."""
    return make_pack(
        school=cast.oak, pupil=cast.amy, since=since, until=until or cast.today, by=cast.attendance_lead
    )
