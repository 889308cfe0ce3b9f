"""Whether something that must be kept up to date still is: a page, a prospectus, a notice board.

What is looked at once each half-term is due by the last day of the half-term after the one it was looked at
in; once each term likewise. A look in the holidays counts for the half-term that comes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from trellis.rules.calendar import HalfTerm

# Where the calendar does not reach so far: a half-term is seven weeks, a term fourteen.
_HALF_TERM: Final = timedelta(weeks=7)
_TERM: Final = timedelta(weeks=14)


class Every(StrEnum):
    """How often something must be looked at."""

    MONTH = "month"
    HALF_TERM = "half_term"
    TERM = "term"
    YEAR = "year"


def next_due(last: date, every: Every, half_terms: Sequence[HalfTerm]) -> date:
    """The last day by which something looked at on a day must be looked at again.

    `half_terms` are in order, over as many years as are known.
    """
    if every is Every.MONTH:
        return _months_later(last, 1)
    if every is Every.YEAR:
        return _months_later(last, 12)
    if every is Every.TERM:
        return _end_after(last, _terms(half_terms)) or last + _TERM
    return _end_after(last, [(held.since, held.until) for held in half_terms]) or last + _HALF_TERM


def stale_after(last: date, weeks: int) -> date:
    """The last day on which something changed on a day is still fresh."""
    return last + timedelta(weeks=weeks)


def _end_after(day: date, spans: Sequence[tuple[date, date]]) -> date | None:
    """The end of the span after the one a day lies in or comes before."""
    ends = [until for _since, until in spans if until >= day]
    # Before the first known span nobody can tell which one the day belongs to.
    known = bool(spans) and spans[0][0] <= day
    return ends[1] if known and len(ends) > 1 else None


def _terms(half_terms: Sequence[HalfTerm]) -> list[tuple[date, date]]:
    """Half-terms side by side whose names begin alike are one term: Autumn 1 and Autumn 2."""
    found = []
    for _season, group in groupby(half_terms, key=lambda held: held.name.split()[0]):
        held = list(group)
        found.append((held[0].since, held[-1].until))
    return found


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
