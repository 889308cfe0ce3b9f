"""Rounds for the tests: a_round(cast, "amy") today from 10:00 to 11:00, two go and the head watches."""

import datetime as dt
from typing import Any

from trellis.attendance.visits.going import Wanted, plan_round, take_along
from trellis.attendance.visits.models import HomeVisit, VisitDevice, VisitRound


def a_round(cast: Any, *names: str, **said: Any) -> VisitRound:
    """Two go, and the head watches for them."""
    held = {
        "on": cast.today,
        "leaves_at": dt.time(10),
        "expected_back": dt.time(11),
        "first": cast.attendance_lead,
        "second": cast.inclusion_lead,
        "watched_by": cast.head,
        "wanted": [Wanted(cast.pupils[name], "still out, 3 school days") for name in names],
    }
    return plan_round(school=cast.oak, by=cast.office, **{**held, **said})


def a_visit(cast: Any, name: str = "amy", **said: Any) -> HomeVisit:
    """The first home of a round."""
    return a_round(cast, name, **said).visits.get()


def a_device(cast: Any, round_: VisitRound, person: Any = None, name: str = "Anil’s phone") -> VisitDevice:
    """A telephone that holds its sheet."""
    whose = person or cast.attendance_lead
    return take_along(round_=round_, person=whose, name=name, session_key=f"session of {name}")
