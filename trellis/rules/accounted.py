"""Who is where this session: every child on the roll in exactly one state, until each is accounted for.

What somebody saw comes before what a mark says, and that before what was told or planned. A planned place of
learning that has not said a child is there accounts for nobody; nor does a family who said, a while ago, that
the child was on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from trellis.rules.codes import Category
from trellis.rules.words import gettext_noop

ON_THE_WAY_FOR: Final = timedelta(minutes=30)
"""How long a child who is said to be on the way is believed to be."""


class State(StrEnum):
    """Where a child is, in the order a page says it. The value is how it is said."""

    PRESENT = gettext_noop("In school")
    SIGNED_OUT = gettext_noop("Signed out")
    ELSEWHERE = gettext_noop("Expected elsewhere")
    NOT_DUE = gettext_noop("Not due this session")
    TOLD = gettext_noop("A reason is known")
    CALLED = gettext_noop("Their family was spoken with")
    ON_THE_WAY = gettext_noop("On the way")
    WITH_SAFEGUARDING = gettext_noop("With the safeguarding lead")
    UNKNOWN = gettext_noop("Still unknown")
    NOT_MARKED = gettext_noop("No mark yet")

    @property
    def accounts_for(self) -> bool:
        """Whether a child in this state is accounted for."""
        return self not in OPEN


OPEN: Final = frozenset({State.ON_THE_WAY, State.WITH_SAFEGUARDING, State.UNKNOWN, State.NOT_MARKED})
"""The states in which somebody has still to find out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one child in one session."""

    mark: Category = Category.MISSING
    without_reason: bool = False  # the mark is an absence nobody has given a reason for: N or O
    came_late: bool = False  # the mark is an absence for the register and an arrival all the same: U
    came: bool = False  # somebody at a desk has seen them come, or come back
    left: bool = False  # they were signed out and are not back
    expected: Category | None = None  # what was told, planned or is due by their own timetable
    unconfirmed: bool = False  # it is expected at a place that has still to say the child is there
    not_due: bool = (
        False  # nobody expects them: their timetable leaves it out, or the school is closed to them
    )
    spoken: bool = False  # an adult of the family was spoken with today
    on_the_way: bool = False  # and said, lately, that the child was coming
    with_safeguarding: bool = False  # it is with the safeguarding lead, who has not decided


def state_of(known: Known) -> State:
    """The one state a child is in."""
    if known.with_safeguarding:
        return State.WITH_SAFEGUARDING
    if known.left:
        return State.SIGNED_OUT
    if known.came or known.came_late or known.mark is Category.PRESENT:
        return State.PRESENT
    if known.mark is not Category.MISSING and not known.without_reason:
        return _BY_CATEGORY.get(known.mark, State.NOT_DUE)
    return _of_the_silent(known)


def _of_the_silent(known: Known) -> State:
    """Where a child is of whom the register gives no reason, or says nothing."""
    if known.expected is not None and not known.unconfirmed:
        return _BY_CATEGORY.get(known.expected, State.NOT_DUE)
    blank = known.mark is Category.MISSING
    if known.not_due and blank:
        return State.NOT_DUE
    if known.on_the_way:
        return State.ON_THE_WAY
    if known.spoken:
        return State.CALLED
    return State.NOT_MARKED if blank else State.UNKNOWN


_BY_CATEGORY: Final[Mapping[Category, State]] = {
    Category.PRESENT: State.PRESENT,
    Category.ACTIVITY: State.ELSEWHERE,
    Category.AUTHORISED: State.TOLD,
    Category.UNAUTHORISED: State.TOLD,
    Category.UNABLE: State.TOLD,
}


def counted(states: Iterable[State]) -> dict[State, int]:
    """How many children are in each state; together as many as there are."""
    found = dict.fromkeys(State, 0)
    for state in states:
        found[state] += 1
    return found


def all_accounted_for(states: Iterable[State]) -> bool:
    """Whether nobody is left of whom somebody must find out, where there is anybody at all."""
    states = list(states)
    return bool(states) and all(state.accounts_for for state in states)
