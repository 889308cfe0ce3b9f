"""Visits at home: who is visited first and why, who is overdue, and whether a child was back the next day.

Two people go together, or it is said why one goes alone. Whoever is not back when they said is asked after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

MOST_OUT: Final = timedelta(hours=12)
"""A round is of one day."""


@dataclass(frozen=True, slots=True)
class ToVisit:
    """Why a child may be visited: an absence nobody knows of, a step of the ladder, or both."""

    pupil: int
    name: str
    is_first: bool = False  # still out, and of those who are asked after before the others
    days_out: int = 0  # school days of an absence nobody has settled; none: not out
    step_due_on: date | None = None
    do_by: date | None = None
    is_late: bool = False


def in_order(children: Iterable[ToVisit]) -> list[ToVisit]:
    """Whom to visit first: those at greater risk, then steps that are late, then whoever is out longest,
    then the step that is to be done soonest.
    """
    return sorted(
        children,
        key=lambda one: (
            not one.is_first,
            not one.is_late,
            -one.days_out,
            one.do_by or date.max,
            one.name.casefold(),
            one.pupil,
        ),
    )


def overdue_by(
    expected_back: datetime, left: datetime | None, back: datetime | None, now: datetime
) -> timedelta:
    """How long people who are out have been expected back; nothing while they are not, or never left."""
    if left is None or back is not None or now <= expected_back:
        return timedelta(0)
    return now - expected_back


def came_back(days: Sequence[str], *, attended: Collection[str], unmarked: str) -> bool | None:
    """Whether a child attended any session of the first day that has a mark; nothing while none has.

    `days` are the marks of the school days after the visit, two characters each.
    """
    for marks in days:
        if any(one != unmarked for one in marks):
            return any(one in attended for one in marks)
    return None
