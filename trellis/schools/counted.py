"""What rooms count of each child over some days: incidents, suspensions, days out.

A room says so once in its `makes_known.py`, and whoever looks for children offers the count as a condition
without knowing the room. A count that not everybody who sees support may know names what it takes.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.schools.making_known import Known
from trellis.schools.models import School
from trellis.schools.roles import Permission

Counts = Callable[[Sequence[School], dt.date, dt.date], Mapping[int, int]]


@dataclass(frozen=True)
class Counted:
    """Something counted of each child at some schools over some days: pupil → how many, none for nobody."""

    name: str
    words: Any  # as a list of conditions names it: "Incidents"
    of: Counts
    permission: Permission | None = None


COUNTED: Known[Counted] = Known()


def declare(counted: Counted) -> None:
    """Make a count known: a room does so once."""
    COUNTED[counted.name] = counted
