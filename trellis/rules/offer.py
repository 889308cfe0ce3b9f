"""How much of what was under way lay at each level of an offer, term by term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Work:
    """A piece of support at a level, from a day until it ended."""

    level: int
    since: date
    until: date | None


@dataclass(frozen=True)
class Mix:
    """How many pieces of work were under way at each level in one span of days."""

    since: date
    until: date
    counts: tuple[int, ...]

    @property
    def whole(self) -> int:
        return sum(self.counts)


def mix_of(work: Iterable[Work], levels: int, spans: Sequence[tuple[date, date]]) -> list[Mix]:
    """The work of each span by level; what runs through several spans counts in each."""
    held = list(work)
    return [
        Mix(since, until, tuple(_under_way(held, level, since, until) for level in range(levels)))
        for since, until in spans
    ]


def _under_way(work: Iterable[Work], level: int, since: date, until: date) -> int:
    return sum(
        one.level == level and one.since <= until and (one.until is None or one.until >= since)
        for one in work
    )
