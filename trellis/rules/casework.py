"""How a piece of support stands on a day, what is set before and after its start, and who is known to whom.

Nothing here is a status somebody sets: a case stands where its dates put it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_ONE_DAY = timedelta(days=1)


class Consent(StrEnum):
    """What a family said of support that needs their agreement."""

    NOT_ASKED = "not-asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """Where a case stands; of several that are so, the first."""

    CLOSED = "closed"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    WAITS_FOR_CONSENT = "waits-for-consent"
    REVIEW_LATE = "review-late"
    TIME_IS_UP = "time-is-up"
    REVIEW_DUE = "review-due"
    UNDER_WAY = "under-way"


def stage_on(
    day: date,
    *,
    closed_on: date | None,
    review_on: date | None,
    ends_on: date | None = None,
    needs_consent: bool = False,
    consent: Consent = Consent.NOT_ASKED,
    soon: timedelta = timedelta(days=7),
) -> Stage:
    """Where a case stands on a day: a review is due from a week before it, and late from the day after."""
    if closed_on is not None and closed_on <= day:
        return Stage.CLOSED
    if needs_consent and consent is not Consent.GIVEN:
        withdrawn = consent is Consent.WITHDRAWN
        return Stage.CONSENT_WITHDRAWN if withdrawn else Stage.WAITS_FOR_CONSENT
    if review_on is not None and review_on < day:
        return Stage.REVIEW_LATE
    if ends_on is not None and ends_on < day:
        return Stage.TIME_IS_UP
    if review_on is not None and review_on <= day + soon:
        return Stage.REVIEW_DUE
    return Stage.UNDER_WAY


def overlap(since: date, until: date | None, other_since: date, other_until: date | None) -> bool:
    """Whether two spans of days, both ends included, share one; without an end they go on."""
    begins_in_time = until is None or other_since <= until
    return begins_in_time and (other_until is None or since <= other_until)


@dataclass(frozen=True, slots=True)
class AsLong:
    """The days since a start, and as many possible sessions before it: `first` is the first of those days."""

    first: date
    before: int
    after: int

    @property
    def is_even(self) -> bool:
        """Whether the two hold as many sessions, give or take the half of a day."""
        return abs(self.before - self.after) <= 1


def as_long(possible: Mapping[date, int], since: date, until: date) -> AsLong:
    """How far back one goes from a start for as many possible sessions as there were from it to `until`.

    Whole days are taken; where there were not as many before, all there were.
    """
    after = sum(count for day, count in possible.items() if since <= day <= until)
    first, before = since, 0
    for day in sorted((day for day, count in possible.items() if day < since and count), reverse=True):
        if before >= after:
            break
        first, before = day, before + possible[day]
    return AsLong(first, before, after)


@dataclass(frozen=True, slots=True)
class Matched:
    """Children below a line set against those somebody works with, and those a school has sent on."""

    known: tuple[int, ...]
    on_the_way: tuple[int, ...]
    not_known: tuple[int, ...]


def cross_match(
    below: Iterable[int], with_cases: Collection[int], with_referrals: Collection[int]
) -> Matched:
    """Each child below the line once: worked with, referred and not taken up yet, or known to nobody."""
    below = tuple(dict.fromkeys(below))
    return Matched(
        known=tuple(one for one in below if one in with_cases),
        on_the_way=tuple(one for one in below if one not in with_cases and one in with_referrals),
        not_known=tuple(one for one in below if one not in with_cases and one not in with_referrals),
    )


def without_movement(moved: Iterable[date], begun: date, since: date, until: date) -> bool:
    """Whether nothing happened in a case between two days; one begun within them moved by beginning."""
    return not any(since <= day <= until for day in (*moved, begun))


def days_between(since: date | None, until: date | None) -> int | None:
    """How many days lie between two, where both are known."""
    return None if since is None or until is None else (until - since).days


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - _ONE_DAY
