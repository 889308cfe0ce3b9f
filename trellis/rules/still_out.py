"""Absences that are open: since when a child is out, when a reason is due, and which step comes next.

A reason not yet given (N) must become another code within five school days (domain-rules §0.4); then a person
is needed. What is done meanwhile, by when and by whom, is what the school set for that risk.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from trellis.rules.words import gettext_noop

DAYS_FOR_A_REASON: Final = 5
WITHOUT_REASON: Final = frozenset({"N", "O"})
REASON_DUE: Final = "N"


# --- Since when ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence that is open: its first session, and the last the child attended, where they ever have."""

    since: int
    last_attended: int | None


def open_absence(marks: str, *, attended: Collection[str], absent: Collection[str]) -> Absence | None:
    """The absence a line up to now ends in, where its last mark gives no reason; None where it does not.

    It begins with the first absence after the last session attended, whatever its code: a child who was ill
    and of whom nobody knows today has been away since they were ill. What is neither (a closure, a session
    nobody marked) neither begins nor ends it.
    """
    if marks and marks[-1] in attended:
        return None
    at = _last(marks, {*attended, *absent})
    if at is None or marks[at] not in WITHOUT_REASON:
        return None
    last_attended = _last(marks, attended)
    begins = 0 if last_attended is None else last_attended + 1
    since = min(place for char in absent if (place := marks.find(char, begins)) >= 0)
    return Absence(since, last_attended)


def _last(marks: str, chars: Iterable[str]) -> int | None:
    at = max((marks.rfind(char) for char in chars), default=-1)
    return None if at < 0 else at


def days_left(since: date, today: date, school_days: Iterable[date]) -> int:
    """School days left to find a reason for an absence of that day; none or fewer: a person is needed."""
    return DAYS_FOR_A_REASON - sum(since < day <= today for day in school_days)


def needs_a_person_before(school_days: Sequence[date]) -> date | None:
    """The day before which an absence without a reason has had its five school days; none where there were
    not so many. `school_days` are those up to today, in order.
    """
    return school_days[-DAYS_FOR_A_REASON] if len(school_days) >= DAYS_FOR_A_REASON else None


# --- The steps ----------------------------------------------------------------------------------------------


class Risk(StrEnum):
    """Which of a school's two lists of steps is followed."""

    FIRST = "first"  # those who are rung first
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Step:
    """What a school set to be done for a child who is still out: on which school day, by when, by whom."""

    words: str
    day: int
    at: time
    role: str
    tries: int = 0  # this many attempts to reach somebody that day do it; none: a person says so


_WELFARE_CHECK: Final = gettext_noop("Ask the police for a welfare check, or say why not")

USUAL: Final[dict[Risk, tuple[Step, ...]]] = {
    Risk.EVERY: (
        Step(gettext_noop("Try every contact"), 1, time(9, 45), "office", tries=1),
        Step(gettext_noop("Try every contact again"), 1, time(10, 30), "office", tries=2),
        Step(gettext_noop("Decide what is done next"), 2, time(10, 0), "safeguarding_lead"),
        Step(gettext_noop("Visit the home"), 2, time(14, 0), "attendance_lead"),
        Step(
            _WELFARE_CHECK,
            3,
            time(12),
            "safeguarding_lead",
        ),
    ),
    Risk.FIRST: (
        Step(gettext_noop("Try every contact"), 1, time(9, 30), "office", tries=1),
        Step(gettext_noop("Try every contact again"), 1, time(9, 45), "office", tries=2),
        Step(gettext_noop("Decide what is done next"), 1, time(10, 0), "safeguarding_lead"),
        Step(
            gettext_noop("Tell the social worker or the virtual school"), 1, time(11, 0), "safeguarding_lead"
        ),
        Step(gettext_noop("Visit the home"), 1, time(12, 0), "attendance_lead"),
        Step(
            _WELFARE_CHECK,
            1,
            time(14),
            "safeguarding_lead",
        ),
    ),
}
"""What is done where a school has set nothing."""


class Came(StrEnum):
    """How far a step has come."""

    DONE = "done"
    NOT_DONE = "not_done"  # and somebody said why
    LATE = "late"
    DUE = "due"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class Standing:
    """One step of one child, and how far it has come."""

    step: Step
    came: Came

    @property
    def is_open(self) -> bool:
        return self.came not in (Came.DONE, Came.NOT_DONE)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Steps as they fall, in time."""
    return sorted(steps, key=lambda step: (step.day, step.at))


def standings(
    steps: Sequence[Step],
    *,
    done: Container[str],
    not_done: Container[str],
    tries: int,
    day: int,
    now: time,
) -> list[Standing]:
    """How far each step has come, on which school day of the absence and at what time.

    What somebody said of a step stands before what was counted. A step that was skipped stays open.
    """
    return [Standing(step, _came(step, done, not_done, tries, day, now)) for step in in_order(steps)]


def _came(
    step: Step, done: Container[str], not_done: Container[str], tries: int, day: int, now: time
) -> Came:
    if step.words in done:
        return Came.DONE
    if step.words in not_done:
        return Came.NOT_DONE
    if step.tries and tries >= step.tries:
        return Came.DONE
    if (step.day, step.at) < (day, now):
        return Came.LATE
    return Came.DUE if step.day == day else Came.TO_COME


def next_of(held: Iterable[Standing]) -> Standing | None:
    """The step that comes next; None where all are dealt with."""
    return next((one for one in held if one.is_open), None)
