"""The first morning of an absence: which children are asked after, whom the school rings, and about whom.

Requirements A5 and §5.5. A register not taken is chased and nobody is rung about it. A call goes to a home:
the adult who comes first in a child's call order decides which, and children whose first adults share a home
are one call. An adult is asked only about children they stand to, so that nobody learns of another child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trellis.rules.morning import to_be_called


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody who may be rung about a child today and has a number; the home is none where nobody said."""

    contact: int
    home: int | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """What the morning knows of one child in one session."""

    pupil: int
    char: str
    taken: bool  # whether the register is
    told: bool = False  # the absence was told of or planned
    heard: bool = False  # somebody of the family was in touch today, or it is with the safeguarding lead
    first: bool = False  # one of those who are rung first
    adults: tuple[Adult, ...] = ()  # in call order


@dataclass(frozen=True, slots=True)
class Call:
    """One home to ring: about which children, and whom in which order, each about their own."""

    key: str
    children: tuple[int, ...]
    adults: tuple[tuple[int, tuple[int, ...]], ...]  # the adult, and the children they may be asked about
    first: bool


def asked_after(child: Child) -> bool:
    """Is this child on the list? Absent without a reason in a register taken, and nobody was in touch."""
    return child.taken and to_be_called(child.char, heard_from=child.told or child.heard)


def call_list(children: Iterable[Child]) -> list[Call]:
    """The calls to make, those that come first before the others, each in the order the children were given.

    Whoever has nobody to be rung is a call of their own without an adult: somebody must know of them.
    """
    homes: dict[str, list[Child]] = {}
    for child in children:
        if asked_after(child):
            homes.setdefault(home_of(child), []).append(child)
    calls = [_call(key, held) for key, held in homes.items()]
    return sorted(calls, key=lambda call: not call.first)


def home_of(child: Child) -> str:
    """The home a child's call goes to: that of the adult who comes first."""
    if not child.adults:
        return f"child-{child.pupil}"
    adult = child.adults[0]
    return f"contact-{adult.contact}" if adult.home is None else f"home-{adult.home}"


def _call(key: str, children: Sequence[Child]) -> Call:
    about: dict[int, list[int]] = {}
    for child in children:
        for adult in child.adults:
            about.setdefault(adult.contact, []).append(child.pupil)
    order = _in_order(children, about)
    return Call(
        key=key,
        children=tuple(child.pupil for child in children),
        adults=tuple((contact, tuple(about[contact])) for contact in order),
        first=any(child.first for child in children),
    )


def _in_order(children: Sequence[Child], about: Mapping[int, object]) -> list[int]:
    """Whoever comes earliest in any child's order comes first; where two come alike, the first child's."""
    best = {
        contact: min(
            [adult.contact for adult in child.adults].index(contact)
            for child in children
            if any(adult.contact == contact for adult in child.adults)
        )
        for contact in about
    }
    return sorted(about, key=lambda contact: best[contact])
