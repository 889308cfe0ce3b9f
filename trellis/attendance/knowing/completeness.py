"""What is not complete, before a figure leaves the school: registers, marks, reasons, codes.

Counted live over some days. A register is missing where nobody of the class has a mark for a session that is
over; a blank in a register that was taken is a missing mark. Neither is ever counted as present.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.imports.problems import said, words
from trellis.measures.characteristics import Which
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.registers.strips import lately
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.codes import ALL_CHARS, NO_MARK, code_of, code_sets_over, why_unlawful
from trellis.rules.words import Session
from trellis.schools.counts import grouped
from trellis.schools.models import School

FIELDS = ("class",)
_BLANK, _NOT_ESTABLISHED = ord(NO_MARK), ord("N")


@dataclass(frozen=True, slots=True)
class MissingRegister:
    """A class that nobody has a mark of in a session that is over."""

    class_name: str
    day: dt.date
    session: Session
    pupils: int


@dataclass(frozen=True, slots=True)
class Unlawful:
    """A code that was not in force on its date: kept, in no rate, named."""

    code: str
    marks: int
    first: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Absences whose reason is not established (N), and those of them older than five school days."""

    marks: int = 0
    pupils: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Completeness:
    """What there is of some days that a figure should not leave without."""

    registers: tuple[MissingRegister, ...] = ()
    blanks: int = 0  # in registers that were taken
    reasons: Reasons = Reasons()
    unlawful: tuple[Unlawful, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not (self.registers or self.blanks or self.reasons.marks or self.unlawful)

    @cached_property
    def sentence(self) -> str:
        """For whatever leaves the school: what is not complete in it; nothing where all is."""
        unlawful = sum(one.marks for one in self.unlawful)
        parts = [
            (len(self.registers), ngettext("%(n)s register", "%(n)s registers", len(self.registers))),
            (self.blanks, ngettext("%(n)s mark", "%(n)s marks", self.blanks)),
            (self.reasons.marks, ngettext("%(n)s reason", "%(n)s reasons", self.reasons.marks)),
        ]
        found = [wording % {"n": grouped(count)} for count, wording in parts if count]
        found = [_("%(what)s missing") % {"what": _(", ").join(found)}] if found else []
        if unlawful:
            codes = ngettext(
                "%(n)s mark with a code not in force on its date, in no rate",
                "%(n)s marks with codes not in force on their dates, in no rate",
                unlawful,
            )
            found.append(codes % {"n": grouped(unlawful)})
        return _("Not complete: %(what)s.") % {"what": "; ".join(found)} if found else ""


def completeness(asked: Asked, held: Rolls) -> Completeness:
    """What is not complete over the days asked; `held` are rolls with FIELDS."""
    roll = next((one for one in held.rolls if one.year == asked.year and len(one)), None)
    return of_roll(roll, _positions(roll, asked)) if roll is not None else Completeness()


def completeness_between(school: School, since: dt.date, until: dt.date) -> Completeness:
    """The same of any days, a school year at a time and put together."""
    found = []
    for roll in rolls(Scope(school=school), since, until, fields=FIELDS).rolls:
        positions = np.zeros(SESSIONS, np.bool_)
        positions[_slice(roll.year, since, until)] = True
        found.append(of_roll(roll, positions))
    return _together(found)


def _together(found: Iterable[Completeness]) -> Completeness:
    found = list(found)
    reasons = [one.reasons for one in found]
    return Completeness(
        registers=tuple(register for one in found for register in one.registers),
        blanks=sum(one.blanks for one in found),
        reasons=Reasons(
            sum(one.marks for one in reasons),
            sum(one.pupils for one in reasons),
            sum(one.overdue for one in reasons),
        ),
        unlawful=tuple(code for one in found for code in one.unlawful),
    )


def _positions(roll: Roll, asked: Asked) -> NDArray[np.bool_]:
    positions = np.zeros(SESSIONS, np.bool_)
    for half_terms in roll.half_terms:
        days = asked.period.days(half_terms)
        if days is not None:
            positions[_slice(roll.year, *days)] = True
    return positions


def _slice(year: AcademicYear, since: dt.date, until: dt.date) -> slice:
    inside = year.positions(since, until)
    return slice(inside.start, inside.stop)


def of_roll(roll: Roll, positions: NDArray[np.bool_]) -> Completeness:
    """What is not complete over some positions of a roll."""
    at = np.flatnonzero(positions)
    inside = (roll.first[:, None] <= at) & (at <= roll.last[:, None])
    marks = roll.marks[roll.line][:, at]
    blank = inside & (marks == _BLANK) & (roll.due[roll.mask][:, at] > 0)
    registers, in_registers = _registers(roll, at, inside, marks, blank)
    return Completeness(
        registers=tuple(registers),
        blanks=int(blank.sum()) - in_registers,
        reasons=_reasons(roll, at, inside & (marks == _NOT_ESTABLISHED)),
        unlawful=tuple(_unlawful(roll, at, np.where(inside, marks, _BLANK))),
    )


def _registers(
    roll: Roll,
    at: NDArray[np.intp],
    inside: NDArray[np.bool_],
    marks: NDArray[np.uint8],
    blank: NDArray[np.bool_],
) -> tuple[list[MissingRegister], int]:
    """The registers nobody took, and how many blanks those are."""
    column = roll.columns["class"]
    found, blanks = [], 0
    for number in np.flatnonzero(blank.any(axis=0)).tolist():
        here = np.full(len(roll), at[number], np.int16)
        classes = column.values(here, here, Which.LAST)
        taken = set(classes[inside[:, number] & (marks[:, number] != _BLANK)].tolist())
        missing: dict[int, int] = defaultdict(int)
        for held in classes[blank[:, number]].tolist():
            if held >= 0 and held not in taken:
                missing[held] += 1
        for held, pupils in sorted(missing.items(), key=lambda one: str(column.labels[one[0]])):
            day = roll.year.date_of(int(at[number]))
            session = roll.year.session_of(int(at[number]))
            found.append(MissingRegister(str(column.labels[held]), day, session, pupils))
            blanks += pupils
    return found, blanks


def _reasons(roll: Roll, at: NDArray[np.intp], unknown: NDArray[np.bool_]) -> Reasons:
    marks = int(unknown.sum())
    if not marks:
        return Reasons()
    recent = np.array([lately(mask, roll.begun)[at] for mask in roll.expected])[roll.mask]
    who = {int(person) for person in roll.person[unknown.any(axis=1)].tolist()}
    return Reasons(marks, len(who), int((unknown & ~recent).sum()))


def _unlawful(roll: Roll, at: NDArray[np.intp], marks: NDArray[np.uint8]) -> Iterable[Unlawful]:
    for positions, held in code_sets_over(roll.nation, roll.year):
        in_force = (at >= (positions.start or 0)) & (at < (positions.stop or SESSIONS))
        for char in ALL_CHARS:
            if char == NO_MARK or held.lawful(char):
                continue
            found = (marks == ord(char)) & in_force
            if found.any():
                first = roll.year.date_of(int(at[found.any(axis=0)][0]))
                why = said(words(why_unlawful(char, roll.nation, first)))
                yield Unlawful(code_of(char), int(found.sum()), first, why)
