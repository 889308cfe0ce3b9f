"""The waves of a scale: when it was measured, of how many children, and how the scores lie."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from trellis.rules.scores import Groups, Moved, Spread, moved, spread


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


@dataclass(frozen=True, slots=True)
class ByGroup:
    """One wave by the groups of its scale, and how its children got there from the wave before."""

    wave: str
    counts: tuple[int, ...]
    before: str
    moved: Moved | None


def by_group(groups: Groups, waves: Sequence[Wave], scores: Any) -> list[ByGroup]:
    """Each wave of a scale by group, in the order of the waves."""
    held: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for wave, pupil, value in scores.order_by().values_list("wave", "pupil", "value"):
        held[wave][pupil] = value
    found = []
    for number, wave in enumerate(waves):
        before = waves[number - 1].name if number else ""
        went = moved(groups, held[before], held[wave.name]) if before else None
        found.append(ByGroup(wave.name, groups.counts(held[wave.name].values()), before, went))
    return found


def of_group(groups: Groups, number: int) -> Q:
    """The scores that are of one group."""
    above = Q(value__gte=groups.held[number][0])
    return above & Q(value__lt=groups.held[number + 1][0]) if number + 1 < len(groups.held) else above
