"""The morning: which mark an arrival earns, and who is asked after when the call list is drawn up.

domain-rules §0.10; requirements A4, A5. Late means absent when the register began to be taken: the gate's
own time is kept, and decides nothing. A mark from a time is a suggestion: another reason (an appointment, a
school taxi that came late) has a code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from trellis.rules.words import ProblemWith, Sentence, Session, gettext_noop


class ProblemWithTimes(ProblemWith):
    """Times of a school day that cannot be in that order."""

    subject = "times"


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When one session's gate shuts, its register begins to be taken, closes, and families are called."""

    opens: time
    closes: time
    gate: time | None = None
    calls: time | None = None

    def __post_init__(self) -> None:
        told = [moment for moment in (self.gate, self.opens, self.closes, self.calls) if moment is not None]
        if told != sorted(told):
            template = gettext_noop("The gate comes first, then the register opens, closes, and calls begin.")
            raise ProblemWithTimes(Sentence(template), told)

    def mark_for(self, arrived: time, session: Session) -> str:
        """What an arrival at this time earns: present, late (L), or after the register closed (U)."""
        if arrived <= self.opens:
            return "/" if session is Session.AM else "\\"
        return "L" if arrived <= self.closes else "U"


def to_be_called(char: str, *, heard_from: bool) -> bool:
    """Is a family to be rung? Absent without a reason in a register taken, and nobody has been in touch.

    A register not taken is chased, not called about, so a blank is nobody's absence.
    """
    return char in ("N", "O") and not heard_from
