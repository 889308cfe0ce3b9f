"""Closing a school or a part of it: why, for which sessions, and which codes the register may then carry.

A whole site that could not open, as it was to, is Y4 (Y under the codes before 19 August 2024, and in
Wales); a part of the premises is Y3, for those who cannot be taught elsewhere in it; what was planned, such
as a polling station, is #. Each is outside possible sessions, so that nobody's attendance is touched. The
reason suggests a code and a person chooses. INSET and holidays are the calendar's own and are not closures
(domain-rules §1.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from trellis.rules.codes import Code, CodeSet
from trellis.rules.words import Sentence, Session, gettext_noop


class Halves(StrEnum):
    """Which sessions of its days a closure takes."""

    DAY = "day"
    MORNINGS = "am"
    AFTERNOONS = "pm"

    @property
    def sessions(self) -> tuple[Session, ...]:
        """They, in order."""
        return _SESSIONS[self]


_SESSIONS: Final = MappingProxyType(
    {
        Halves.DAY: (Session.AM, Session.PM),
        Halves.MORNINGS: (Session.AM,),
        Halves.AFTERNOONS: (Session.PM,),
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a school or a part of it is closed, and the code suggested for those of a part."""

    words: str
    planned: bool = False
    in_part: str = "Y3"


REASONS: Final[Mapping[str, Reason]] = MappingProxyType(
    {
        "weather": Reason(gettext_noop("Snow, ice or storm")),
        "flood": Reason(gettext_noop("Flood")),
        "building": Reason(gettext_noop("No heating, water or power, or an unsafe building")),
        "strike": Reason(gettext_noop("Strike: too few staff to open safely")),
        "health": Reason(gettext_noop("Public health guidance"), in_part="Y6"),
        "polling": Reason(gettext_noop("Polling station, or otherwise closed as planned"), planned=True),
        "other": Reason(gettext_noop("Something else that could not be avoided")),
    }
)

_OF_THE_WHOLE: Final = ("Y4", "Y", "#")
_OF_A_PART: Final = ("Y3", "Y2", "Y1", "Y6", "Y7", "Y", "#")


def codes_for(codes: CodeSet, *, whole: bool) -> list[Code]:
    """The codes a closure may be recorded with under a code set."""
    wanted = _OF_THE_WHOLE if whole else _OF_A_PART
    return [codes.by_code[code] for code in wanted if code in codes.by_code]


def suggested_code(reason: str, codes: CodeSet, *, whole: bool) -> str:
    """The code a reason suggests; a person keeps it or chooses another."""
    held = REASONS[reason]
    offered = [one.code for one in codes_for(codes, whole=whole)]
    wanted = "#" if held.planned else "Y4" if whole else held.in_part
    return wanted if wanted in offered else offered[0]


def why_not_closed(
    codes: CodeSet,
    *,
    since: date,
    until: date,
    whole: bool,
    names_a_part: bool,
    code: str,
    words: str,
    decided_by: str,
) -> Sentence | None:
    """What a closure still lacks, or why it cannot be; nothing where it may be announced."""
    if until < since:
        return Sentence(gettext_noop("The last day cannot come before the first."))
    if not whole and not names_a_part:
        return Sentence(gettext_noop("Say which year groups or classes it is closed to."))
    if not words.strip():
        return Sentence(gettext_noop("Say why in a few words: families read them."))
    if not decided_by.strip():
        return Sentence(gettext_noop("Say who decided it."))
    offered = [one.code for one in codes_for(codes, whole=whole)]
    if code not in offered:
        template = gettext_noop("%(code)s is no code for this: choose one of %(codes)s.")
        return Sentence(template, code=code or "–", codes=", ".join(offered))
    return None


def keeps_its_mark(standing: str, code: str, replacing: frozenset[str]) -> bool:
    """Does a mark stay as it is? What stands does, unless a person said that such marks are replaced."""
    return standing == code or (standing != "" and standing not in replacing)
