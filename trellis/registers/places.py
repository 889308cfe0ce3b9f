"""A mark as somebody makes it, and the place it has in a school-year."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trellis.registers.ledger import HeldLine, Said
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK, char_of
from trellis.rules.words import ProblemWith, Sentence, Session, gettext_noop


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: whose, in which session, the code, and the code its maker saw there ("" for none)."""

    pupil: int
    date: dt.date
    session: Session
    code: str
    seen: str = ""
    # None: nothing new was said of it. Words said of a mark go when the mark changes.
    said: Said | None = None


class MarkedTwice(ProblemWith):
    """One act that says two things of one session."""

    subject = "mark"


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place: academic year, position, and characters for codes."""

    mark: Mark
    year: int
    position: int
    char: str
    seen: str

    def stands_in(self, line: HeldLine, said: Said) -> bool:
        """Whether the line says this already, so that there is nothing to write."""
        return chr(line.marks[self.position]) == self.char and self.mark.said in (None, said)

    def may_follow(self, line: HeldLine) -> bool:
        """Whether the line still says what the mark's maker saw."""
        return chr(line.marks[self.position]) == self.seen


def place(mark: Mark) -> Placed:
    """A mark in its place. A day or a code that cannot be says so."""
    year = AcademicYear.of(mark.date)
    return Placed(
        mark, year.start, year.position(mark.date, mark.session), _char(mark.code), _char(mark.seen)
    )


def placed(marks: Iterable[Mark]) -> list[Placed]:
    """The marks of one act in their places; each session of a pupil may be marked once."""
    found = [place(mark) for mark in marks]
    if len({(one.mark.pupil, one.year, one.position) for one in found}) < len(found):
        raise MarkedTwice(Sentence(gettext_noop("One session of one pupil is marked twice here.")))
    return found


def _char(code: str) -> str:
    return char_of(code) if code else NO_MARK
