"""A tally: how somebody's sessions were spent, counted once, and the plain functions that read it.

domain-rules §3.1. Every count is an integer, or a NumPy array of them with one element a pupil: the functions
use only arithmetic and comparison, so the same one reads a single pupil and a hundred thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from trellis.rules.codes import Category, CodeSet

# An integer, or an array of integers: Any, because no type says "whatever arithmetic makes of the same".
Count: TypeAlias = Any
# A boolean, or an array of booleans.
Truth: TypeAlias = Any

_NOTHING: Final[Mapping[str, Count]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tally:
    """Sessions by how they were spent.

    `reasons` counts lawful marks by their character. `missing` are sessions expected and left blank;
    `unlawful` are marks that are no code on their date: neither is in any rate, and both are shown beside
    it. `unexplained` are possible sessions of a summary that no code of it accounts for: in the
    denominator, neither attended nor absent, and shown (interfaces.md).
    """

    present: Count = 0
    activity: Count = 0
    authorised: Count = 0
    unauthorised: Count = 0
    coronavirus: Count = 0
    late_before_close: Count = 0
    late_after_close: Count = 0
    missing: Count = 0
    unlawful: Count = 0
    unexplained: Count = 0
    reasons: Mapping[str, Count] = field(default_factory=lambda: _NOTHING)

    def __add__(self, other: Tally) -> Tally:
        """Two stretches, or two groups, taken together: rates of the sum are sums over sums (§3.1)."""
        counts = {
            held.name: getattr(self, held.name) + getattr(other, held.name)
            for held in fields(self)
            if held.name != "reasons"
        }
        chars = dict.fromkeys([*self.reasons, *other.reasons])
        reasons = {char: self.reasons.get(char, 0) + other.reasons.get(char, 0) for char in chars}
        return Tally(**counts, reasons=MappingProxyType(reasons))


def tally_counts(counts: Mapping[str, Count], category_of: Callable[[str], Category | None]) -> Tally:
    """The tally of so many sessions of each character, each counted as `category_of` says.

    `category_of` answers None for a mark that is not lawful, and MISSING for a session without one.
    """
    by_category: dict[Category | None, Count] = {}
    lawful: dict[str, Count] = {}
    for char, count in counts.items():
        category = category_of(char)
        by_category[category] = by_category.get(category, 0) + count
        if category not in (None, Category.MISSING):
            lawful[char] = count
    return Tally(
        present=by_category.get(Category.PRESENT, 0),
        activity=by_category.get(Category.ACTIVITY, 0),
        authorised=by_category.get(Category.AUTHORISED, 0),
        unauthorised=by_category.get(Category.UNAUTHORISED, 0),
        coronavirus=by_category.get(Category.CORONAVIRUS, 0),
        late_before_close=lawful.get("L", 0),
        late_after_close=lawful.get("U", 0),
        missing=by_category.get(Category.MISSING, 0),
        unlawful=by_category.get(None, 0),
        reasons=MappingProxyType(lawful),
    )


def tally_marks(marks: Iterable[str], held: CodeSet) -> Tally:
    """The tally of one pupil's expected sessions under one code set; a blank among them is a missing mark."""
    return tally_counts(Counter(marks), held.category)


# --- reading a tally ---


def attended(tally: Tally) -> Count:
    """Present, or at an approved educational activity."""
    return tally.present + tally.activity


def absent(tally: Tally) -> Count:
    """Absent, with leave or without."""
    return tally.authorised + tally.unauthorised


def authorised(tally: Tally) -> Count:
    """Absent with leave."""
    return tally.authorised


def unauthorised(tally: Tally) -> Count:
    """Absent without leave."""
    return tally.unauthorised


def possible(tally: Tally) -> Count:
    """The denominator: attended, absent, or out because of coronavirus in those two years (§1.3).

    What a summary leaves unexplained was possible all the same.
    """
    return attended(tally) + absent(tally) + tally.coronavirus + tally.unexplained


def late(tally: Tally) -> Count:
    """Late, before the register closed or after it: L and U (§3.1)."""
    return tally.late_before_close + tally.late_after_close


def arrivals(tally: Tally) -> Count:
    """Everybody who came through the door, in time or late: another denominator for lateness, to be named."""
    return tally.present + tally.late_after_close


def reason(tally: Tally, char: str) -> Count:
    """Sessions marked with one character."""
    return tally.reasons.get(char, 0)


def measured(tally: Tally) -> Truth:
    """Is there any possible session? Without one there is no rate, and no place in a denominator (§3.1)."""
    return possible(tally) > 0


class Share(StrEnum):
    """A share of possible sessions that a threshold or a band can be set on."""

    ATTENDANCE = "attendance"
    ABSENCE = "absence"
    AUTHORISED = "authorised_absence"
    UNAUTHORISED = "unauthorised_absence"
    LATE = "late"

    def of(self, tally: Tally) -> Count:
        """The sessions it counts."""
        return _COUNTED[self](tally)


_COUNTED: Final[Mapping[Share, Callable[[Tally], Count]]] = {
    Share.ATTENDANCE: attended,
    Share.ABSENCE: absent,
    Share.AUTHORISED: authorised,
    Share.UNAUTHORISED: unauthorised,
    Share.LATE: late,
}
