"""What every colleague must have read or had: by which day each of them, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

ONE_DAY: Final = timedelta(days=1)

SETTLING_IN: Final = timedelta(days=14)
"""Whoever began after it was given out has a fortnight from their first day."""


class Confirming(StrEnum):
    """How somebody stands to what they must have read."""

    DONE = "done"
    TO_DO = "to-do"
    LATE = "late"


def began(spans: Iterable[tuple[date, date | None]], day: date) -> date:
    """The first day of somebody's time that a day lies in: one post follows another without a day between."""
    first = day
    for since, until in sorted(spans, key=lambda span: span[0], reverse=True):
        if since <= day and (until is None or until >= first - ONE_DAY):
            first = min(first, since)
    return first


def due_for(due_on: date, began: date) -> date:
    """By when somebody is to have read it: the day that was set, or a fortnight after they began."""
    return max(due_on, began + SETTLING_IN)


def stands(day: date, due: date, confirmed_on: date | None) -> Confirming:
    """How somebody stands on a day; on the day it is due they are not late."""
    if confirmed_on is not None and confirmed_on <= day:
        return Confirming.DONE
    return Confirming.LATE if day > due else Confirming.TO_DO


def is_everybody(standing: Iterable[Confirming]) -> bool:
    """Whether everybody who must have has: nobody left, and somebody asked at all."""
    held = list(standing)
    return bool(held) and all(one is Confirming.DONE for one in held)
