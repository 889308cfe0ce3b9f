"""Content blocks: what a newsletter or a screen shows of live figures, drawn anew until it is published.

A room that knows a figure worth telling declares a block once. What a block draws goes out of the school, so
it holds nothing of any one child that the child's family has not agreed to.

    declare(Block("league", _("This week's attendance league"), draw_league))
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trellis.schools.making_known import Known
from trellis.schools.models import School
from trellis.telling.words import Part


@dataclass(frozen=True)
class Drawn:
    """A block as it stands at one moment: what it says, how that was counted, and from which ledger."""

    parts: Sequence[Part]
    counted: Sequence[tuple[str, str]] = ()  # pairs of a term and what is said of it
    ledger: Mapping[str, int] = field(default_factory=dict)  # each school's ledger number, by URN


@dataclass(frozen=True)
class Block:
    """Something that can be put into a newsletter or on a screen: its name, its words, how it is drawn.

    `draw(school, day)` gives what there is to say on a day, or None where there is nothing.
    """

    name: str
    words: Any
    draw: Callable[[School, dt.date], Drawn | None]


BLOCKS: Known[Block] = Known()


def declare(block: Block) -> None:
    """Make a block known: each room does so once."""
    BLOCKS[block.name] = block


def drawn(name: str, school: School, day: dt.date) -> Drawn | None:
    """A block on a day; None where it has nothing to say, or the room that drew it is no longer there."""
    block = BLOCKS.get(name)
    return block.draw(school, day) if block else None
