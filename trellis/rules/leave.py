"""Leave asked for in advance: the steps of a request, and what must have been before it is decided.

A parent the child lives with asks before the leave begins. The school meets them, or offers to; only then
does whoever may decide say which days are granted and why. Until then no word of the school decides anything.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final

from trellis.rules.words import Sentence, gettext_noop


class Stage(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    ARRANGED = "arranged"
    MET = "met"
    NOT_TAKEN_UP = "not_taken_up"
    DECIDED = "decided"
    TAKEN_BACK = "taken_back"

    @property
    def may_be_decided(self) -> bool:
        """Has the family been heard, or been offered to be? A decision may be taken anew with new reasons."""
        return self in (Stage.MET, Stage.NOT_TAKEN_UP, Stage.DECIDED)

    @property
    def awaits_a_meeting(self) -> bool:
        """Is the family still to be met?"""
        return self in (Stage.ASKED, Stage.ARRANGED)


def stage_of(*, taken_back: bool, decided: bool, met: bool, not_taken_up: str, arranged: bool) -> Stage:
    """The stage, from what has been."""
    if taken_back:
        return Stage.TAKEN_BACK
    if decided:
        return Stage.DECIDED
    if met:
        return Stage.MET
    if not_taken_up.strip():
        return Stage.NOT_TAKEN_UP
    return Stage.ARRANGED if arranged else Stage.ASKED


def why_not_asked(*, asked_on: date, since: date, until: date, reason: str) -> Sentence | None:
    """Why a request cannot be taken in; nothing where it can."""
    if until < since:
        return Sentence(gettext_noop("The last day cannot come before the first."))
    if since < asked_on:
        return Sentence(
            gettext_noop(
                "Leave is asked for before it begins: what has begun already is an absence you were told of."
            )
        )
    if not reason.strip():
        return Sentence(gettext_noop("Write down the reason in their words."))
    return None


def why_not_decided(
    stage: Stage,
    *,
    since: date,
    until: date,
    granted_since: date | None,
    granted_until: date | None,
    code: str,
    why: str,
) -> Sentence | None:
    """Why a decision cannot be taken as it stands; nothing where it can."""
    if stage is Stage.TAKEN_BACK:
        return Sentence(gettext_noop("The family has taken this request back: there is nothing to decide."))
    if not stage.may_be_decided:
        return Sentence(
            gettext_noop(
                "Meet the family first, or write down that a meeting was offered and why it was not taken up."
            )
        )
    if not why.strip():
        return Sentence(gettext_noop("Write down the reasons: the family reads them."))
    if (granted_since is None) != (granted_until is None):
        return Sentence(gettext_noop("Say from which day to which leave is granted, or leave both out."))
    if granted_since is None or granted_until is None:
        return Sentence(gettext_noop("No day is granted, so no code belongs to it.")) if code else None
    if not since <= granted_since <= granted_until <= until:
        return Sentence(gettext_noop("Days are granted within those that were asked for."))
    if not code:
        return Sentence(gettext_noop("Choose the code of the days that are granted."))
    return None


_DECIDES: Final = re.compile(
    r"\b(?:grant(?:s|ed|ing)?|refus\w*|(?:un)?authori[sz]\w*|approv\w*|declin\w*|reject\w*|den(?:y|ied)"
    r"|turn(?:ed)? down|fine[sd]|penalt\w*|prosecut\w*"
    r"|ch?aniat\w*|ganiat\w*|nganiat\w*|gwrthod\w*|wrthod\w*|awdurdod\w*|dirwy\w*|ddirwy\w*)\b",
    re.IGNORECASE,
)


def decides(words: str) -> str:
    """The word by which something written to a family would decide, or threaten, before anybody has."""
    found = _DECIDES.search(words)
    return found[0] if found else ""
