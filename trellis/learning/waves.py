"""The waves of a scale: when it was measured, of how many children, and how the scores lie."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from trellis.rules.scores import Spread, spread


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: its name, its first and last day, and the spread of its scores."""

    name: str
    since: date
    until: date
    spread: Spread


def waves_of(scores: Any) -> dict[int, list[Wave]]:
    """By scale, its waves in the order in which they began."""
    held: dict[tuple[int, str], list[tuple[date, Decimal]]] = defaultdict(list)
    for scale, wave, on, value in scores.order_by().values_list("scale", "wave", "on", "value"):
        held[scale, wave].append((on, value))
    found: dict[int, list[Wave]] = defaultdict(list)
    for (scale, name), measured in held.items():
        days = [on for on, _value in measured]
        lies = spread([value for _on, value in measured])
        assert lies is not None
        found[scale].append(Wave(name, min(days), max(days), lies))
    return {
        scale: sorted(waves, key=lambda one: (one.since, one.until, one.name))
        for scale, waves in found.items()
    }
