"""How well a service answers: what was sent to it, when it said that it came, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median


@dataclass(frozen=True)
class Sent:
    """Something sent to a service."""

    on: date
    acknowledged_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Answers:
    """What came back of all that was sent."""

    sent: int
    acknowledged: int
    in_time: int  # acknowledged within the days it promises; of none where it promises nothing
    middle_days: Fraction | None
    outcomes: Mapping[str, int]

    @property
    def waits(self) -> int:
        """Of how many nothing was heard at all."""
        return self.sent - self.acknowledged


def answers(sent: Iterable[Sent], promised_days: int | None = None) -> Answers:
    """Counted over what was sent; the days are those between sending and hearing that it came."""
    held = list(sent)
    days = [(one.acknowledged_on - one.on).days for one in held if one.acknowledged_on is not None]
    in_time = 0 if promised_days is None else sum(day <= promised_days for day in days)
    return Answers(
        sent=len(held),
        acknowledged=len(days),
        in_time=in_time,
        middle_days=Fraction(median(days)) if days else None,
        outcomes=dict(Counter(one.outcome for one in held if one.outcome)),
    )
