"""What it means that a family has been reached: a voice, or words that arrived, since a half-term began.

A call nobody answered and a letter that came back reached nobody. Writing is not speaking: a family that has
only ever been written to has been reached, and is still one to ring.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class Reached(StrEnum):
    """How far a family has been reached between two days."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    NOT_REACHED = "not-reached"


def reached(*, written: Iterable[date], spoken: Iterable[date], since: date, until: date) -> Reached:
    """From the days something arrived and the days somebody spoke with them, both ends included."""
    if any(since <= day <= until for day in spoken):
        return Reached.SPOKEN
    if any(since <= day <= until for day in written):
        return Reached.WRITTEN
    return Reached.NOT_REACHED


def never_spoken_with(*, written: Iterable[date], spoken: Iterable[date], until: date) -> bool:
    """Whether a family has been written to up to a day, and nobody has spoken with them ever."""
    return any(day <= until for day in written) and not any(day <= until for day in spoken)
