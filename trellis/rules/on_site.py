"""Who is on the site at a moment, from what was seen of each child that day.

A mark speaks of the moment its register opened, whenever it was written; the desks speak of the moment
somebody came, left or came back. The latest word holds. Where it would take a child off the list whom
somebody saw come and nobody saw leave, the child is to be looked for: a list for an evacuation errs on that
side only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from trellis.rules.codes import Category
from trellis.rules.words import Session


class Seen(StrEnum):
    """What one thing that was written down says of a child."""

    MARKED_HERE = "marked here"
    MARKED_AWAY = "marked absent"
    MARKED_ELSEWHERE = "marked elsewhere"  # at a visit, another school, or not due
    CAME = "came"
    LEFT = "left"
    BACK = "came back"


class Where(StrEnum):
    """Where a child is taken to be."""

    HERE = "here"
    UNKNOWN = "not known"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing seen of a child, and the time it speaks of."""

    at: time
    seen: Seen
    session: Session


_BY_DESK = frozenset({Seen.CAME, Seen.BACK})
_HERE = frozenset({Seen.MARKED_HERE, *_BY_DESK})


def what_a_mark_says(category: Category | None, *, late_after_close: bool = False) -> Seen | None:
    """What a mark says of where the child is; nothing where there is no mark. U is absence, of somebody who
    came.
    """
    if category is None or category == "missing":
        return None
    if category == "present" or late_after_close:
        return Seen.MARKED_HERE
    if category in ("authorised", "unauthorised"):
        return Seen.MARKED_AWAY
    return Seen.MARKED_ELSEWHERE


def where(sightings: Iterable[Sighting]) -> tuple[Where, Sighting | None]:
    """Where a child is taken to be, and the sighting that says so. Of two at one time a desk's holds."""
    found = sorted(sightings, key=lambda one: (one.at, one.seen not in _MARKS))
    if not found:
        return Where.UNKNOWN, None
    last = found[-1]
    if last.seen in _HERE:
        return Where.HERE, last
    if last.seen is not Seen.MARKED_AWAY:
        return Where.AWAY, last
    before = next((one for one in reversed(found) if one.seen is not Seen.MARKED_AWAY), None)
    if before is None or before.seen not in _HERE:
        return Where.AWAY, last
    if before.seen in _BY_DESK and before.session is last.session:
        return Where.HERE, before
    return Where.UNKNOWN, last


_MARKS = frozenset({Seen.MARKED_HERE, Seen.MARKED_AWAY, Seen.MARKED_ELSEWHERE})
