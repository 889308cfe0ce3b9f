"""Who takes part in what families are invited to: of those invited, how many came; new faces; who never came.

What is counted is a child whose family was invited, once for however many homes and occasions: so a class of
28 is 28, and two homes of one child make no two families.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Occasion:
    """A child's family and one gathering: whether it was invited, and whether it came."""

    child: int
    key: Hashable
    invited: bool
    came: bool


@dataclass(frozen=True)
class TakingPart:
    """Of the children whose families were invited, those whose families came; and who came uninvited."""

    invited: int = 0
    came: int = 0
    besides: int = 0


def taking_part(occasions: Iterable[Occasion]) -> dict[Hashable, TakingPart]:
    """Each key with its children: a child invited to several was invited, and having come to one came."""
    invited: dict[Hashable, set[int]] = {}
    came: dict[Hashable, set[int]] = {}
    uninvited: dict[Hashable, set[int]] = {}
    for one in occasions:
        for held in (invited, came, uninvited):
            held.setdefault(one.key, set())
        if one.invited:
            invited[one.key].add(one.child)
            if one.came:
                came[one.key].add(one.child)
        elif one.came:
            uninvited[one.key].add(one.child)
    return {
        key: TakingPart(len(asked), len(came[key]), len(uninvited[key] - asked))
        for key, asked in invited.items()
    }


def new_faces(came: Sequence[Iterable[Hashable]]) -> list[int]:
    """Of occasions in their order, how many of those who came had come to none before."""
    known: set[Hashable] = set()
    found = []
    for there in came:
        first = set(there) - known
        found.append(len(first))
        known |= first
    return found
