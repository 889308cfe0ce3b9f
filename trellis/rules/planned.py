"""Absence and activity that is planned: which codes each kind may carry, and what must be agreed first.

A plan suggests a mark and never makes one. A temporary part-time timetable (C2) is not among these: it stands
on the child's timetable, with a parent's agreement, an end and a review (domain-rules §0.9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from trellis.rules.codes import Code, CodeSet
from trellis.rules.words import Sentence, gettext_noop


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of plan: the codes it may carry, and what it cannot do without."""

    words: str
    codes: tuple[str, ...]
    ends: bool = True
    reviewed: bool = False
    with_a_parent: bool = False
    # Somebody elsewhere says in the very session whether the child is there.
    confirmed: bool = False


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "provision": Kind(
            gettext_noop("Alternative provision, or another place of learning"),
            ("B", "K", "D", "W"),
            ends=False,
            reviewed=True,
            confirmed=True,
        ),
        "visit": Kind(gettext_noop("Visit, trip or sport"), ("V", "P")),
        "leave": Kind(gettext_noop("Leave that was granted"), ("C", "C1", "J1", "J", "M", "T", "H")),
        "study": Kind(gettext_noop("Study leave for public examinations"), ("S",)),
        "religion": Kind(gettext_noop("Religious observance"), ("R",)),
        "phased": Kind(
            gettext_noop("Phased start, under compulsory school age"),
            ("X",),
            reviewed=True,
            with_a_parent=True,
        ),
        "staggered": Kind(gettext_noop("Staggered day: closed to this group"), ("#",)),
    }
)


def codes_for(kind: str, codes: CodeSet) -> list[Code]:
    """The codes a plan of this kind may carry under a code set."""
    return [codes.by_code[code] for code in KINDS[kind].codes if code in codes.by_code]


def why_not_planned(
    kind: str,
    code: str,
    codes: CodeSet,
    *,
    since: date,
    until: date | None,
    review_on: date | None,
    agreed_by: str,
    agreed_with: str,
    place: str,
    compulsory_age: bool | None,
) -> Sentence | None:
    """What a plan still lacks, or why it cannot be; nothing where it may stand."""
    held = KINDS[kind]
    allowed = {one.code: one for one in codes_for(kind, codes)}
    if code not in allowed:
        template = gettext_noop("%(code)s is no code for this: choose one of %(codes)s.")
        return Sentence(template, code=code or "–", codes=", ".join(allowed) or "–")
    if not agreed_by.strip():
        return Sentence(gettext_noop("Say who agreed it for the school."))
    if held.with_a_parent and not agreed_with.strip():
        return Sentence(gettext_noop("Say which parent agreed it."))
    if held.confirmed and not place.strip():
        return Sentence(gettext_noop("Say where the child is: they confirm it in each session."))
    if until is None and held.ends:
        return Sentence(gettext_noop("It needs a last day."))
    if until is not None and until < since:
        return Sentence(gettext_noop("The last day cannot come before the first."))
    if review_on is None and held.reviewed:
        return Sentence(gettext_noop("It needs a day on which it is reviewed."))
    if review_on is not None and not since <= review_on <= (until or review_on):
        return Sentence(gettext_noop("It is reviewed while it runs: between its first day and its last."))
    return allowed[code].question(compulsory_age=compulsory_age, year_group=None)


def confirmed_elsewhere(kind: str) -> bool:
    """Whether a mark of this plan is made only once somebody elsewhere has said that the child is there."""
    return kind in KINDS and KINDS[kind].confirmed
