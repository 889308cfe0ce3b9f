"""Whether there is room each week for what a year would have asked, week by week.

Whoever finds no room in a week waits for the next one, before those who come then. Room that nobody takes is
gone with its week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """How a year's weeks fit into the room there is in each."""

    short: int
    """Weeks that ask for more than there is room for in a week."""
    waiting: int
    """The most who would have waited at the end of a week."""
    left: int
    """Those who would still wait when the year is over."""


def room(asked: Sequence[int], planned: int, weeks: int) -> Room:
    """The weeks of a year in their order, against what is planned in so many weeks together.

    A week's share need not be whole: three places in two weeks are one and a half in each, and half a place
    is nobody's until the next half comes.
    """
    short = waiting = most = 0
    for number in asked:
        short += number * weeks > planned
        # Counted in shares of a place, so that nothing is rounded on the way.
        waiting = max(waiting + number * weeks - planned, 0)
        most = max(most, waiting)
    return Room(short, -(-most // weeks), -(-waiting // weeks))
