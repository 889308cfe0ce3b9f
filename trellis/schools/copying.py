"""When a school is given its own record of an adult, what it wrote and said to them goes with the record.

A record is shared until one of two schools is told something new. What hangs on it in the rooms above is each
school's own: a room makes known how its part is carried over.
"""

from collections.abc import Callable

from trellis.schools.making_known import Known
from trellis.schools.models import Contact, School

Carried = Callable[[Contact, Contact, School], None]
"""Carries a room's part of one school from the shared record to the school's own."""

_CARRIED: Known[Carried] = Known()


def declare(room: str, carried: Carried) -> None:
    """Say how a room's part is carried over: each room does so once."""
    _CARRIED[room] = carried


def carry_over(shared: Contact, own: Contact, school: School) -> None:
    """Everything of one school that hung on the shared record hangs on its own from now."""
    for carried in _CARRIED.values():
        carried(shared, own, school)
