"""Coming late: which session somebody who comes now comes to, the mark that earns, and by how much.

domain-rules §0.10, requirements A4. Times are compared to the second; the minutes kept are begun minutes
after the register opened, so that nobody who is late is late by none. A mark from a time is a suggestion:
where another reason fits (an appointment, a school taxi) a person chooses its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from trellis.rules.morning import SessionTimes
from trellis.rules.words import Session


@dataclass(frozen=True, slots=True)
class Hours:
    """One session of a school day: its register opens and closes, and it ends."""

    opens: time
    closes: time
    ends: time


@dataclass(frozen=True, slots=True)
class Came:
    """What a time of coming earns. No code: in time, and the register itself marks them."""

    session: Session
    code: str = ""
    minutes: int | None = None


def came(at: time, morning: Hours, afternoon: Hours) -> Came | None:
    """The session somebody comes to at a time, and the mark; none once the day has ended."""
    if at > afternoon.ends:
        return None
    session, hours = (Session.AM, morning) if at <= morning.ends else (Session.PM, afternoon)
    mark = SessionTimes(hours.opens, hours.closes).mark_for(at, session)
    if mark not in ("L", "U"):
        return Came(session)
    return Came(session, mark, _begun_minutes(hours.opens, at))


def _begun_minutes(opens: time, at: time) -> int:
    return -((_seconds(opens) - _seconds(at)) // 60)


def _seconds(moment: time) -> int:
    return 3600 * moment.hour + 60 * moment.minute + moment.second
