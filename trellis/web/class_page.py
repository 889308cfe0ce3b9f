"""A class as its teacher sees it: who is in it today, their half-term, their figures."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trellis.attendance.asked import Asked
from trellis.attendance.pupil_lists import ListRow, pupil_list, rows_of, strips_of, week_strip
from trellis.measures.roll import Roll
from trellis.registers.history import code_shown
from trellis.registers.rolls import Rolls
from trellis.registers.strips import Strip
from trellis.registers.taking import enrolled_in
from trellis.rules.calendar import HalfTerm
from trellis.rules.words import Session
from trellis.schools.models import Pupil, SchoolClass


@dataclass(frozen=True, slots=True)
class Member:
    """One pupil of a class: today's marks, the week, and the row that a list would have of them."""

    pupil: Pupil
    morning: str
    afternoon: str
    week: Strip | None
    half_term: Strip | None
    row: ListRow | None

    @property
    def name(self) -> str:
        """As the class calls them."""
        return self.pupil.known_as


def members_of(
    school_class: SchoolClass, asked: Asked, held: Rolls, day: dt.date, *, figures: bool = True
) -> list[Member]:
    """Everybody in a class on a day, by surname; `held` are rolls of its year with classes.

    With figures each has the half-term and the row of a list, without them the week.
    """
    roll = next(roll for roll in held.rolls if roll.year == asked.year)
    rows = {row.enrolment: row for row in _rows(school_class, asked, held)} if figures else {}
    place_of = {enrolment: place for place, enrolment in enumerate(roll.enrolment.tolist())}
    half_term = current_half_term(roll, asked) if figures else None
    return [
        _member(roll, place_of[one.pk], one.pupil, day, asked, half_term, rows.get(one.pk))
        for one in enrolled_in([school_class], day)[school_class.pk]
        if one.pk in place_of
    ]


def current_half_term(roll: Roll, asked: Asked) -> HalfTerm | None:
    """The half-term asked about, else the latest to have begun."""
    known: Iterable[HalfTerm] = (one for half_terms in roll.half_terms for one in half_terms)
    begun = [one for one in known if (asked.half_term or one.name) == one.name and one.since <= asked.today]
    return begun[-1] if begun else None


def _rows(school_class: SchoolClass, asked: Asked, held: Rolls) -> Iterator[ListRow]:
    found = pupil_list(asked, held, "all", {"class": school_class.name})
    return rows_of(found, asked, slice(None))


def _member(
    roll: Roll,
    place: int,
    pupil: Pupil,
    day: dt.date,
    asked: Asked,
    half_term: HalfTerm | None,
    row: ListRow | None,
) -> Member:
    line = roll.marks[roll.line[place]]
    at = roll.year.position(day, Session.AM)
    return Member(
        pupil=pupil,
        morning=code_shown(chr(line[at])),
        afternoon=code_shown(chr(line[at + 1])),
        week=None if half_term else week_strip(roll, place, day),
        half_term=row.strip if row else strips_of(roll, [place], half_term)[0] if half_term else None,
        row=row,
    )
