"""How each child of a school spent a half-term: the tally, and the picture of the weeks.

Counted by the same kernel from the same lines as every other figure, so a letter can never disagree with a
page. The unit here is the child: somebody who left and came back within a half-term has one tally.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trellis.measures.periods import Period
from trellis.measures.pupils import each_enrolment
from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import CodeSet
from trellis.rules.tally import Tally
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.models import School

SCHOOL_WEEK = 10  # Monday morning to Friday afternoon
LINE_WEEK = 14
BYTES = 256


class ProblemWithHalfTerm(ProblemWith):
    """A half-term the school's calendar does not have."""

    subject = "half_term"


@dataclass(frozen=True)
class Spent:
    """One child's half-term. `weeks` has ten letters a week (messages.wording.Week)."""

    tally: Tally
    weeks: tuple[str, ...]

    def __add__(self, other: "Spent") -> "Spent":
        overlaid = tuple(map(_overlaid, self.weeks, other.weeks))
        return Spent(self.tally + other.tally, overlaid)


@dataclass(frozen=True)
class HalfTermSpent:
    """A half-term as far as it has come, and how every child on roll in it spent it, by pupil."""

    half_term: HalfTerm
    mondays: Sequence[date]
    by_pupil: Mapping[int, Spent]


def half_terms_begun(school: School, year: AcademicYear) -> list[HalfTerm]:
    """The half-terms of a school's year that have begun, as its calendar or its registers know them."""
    roll = rolls(Scope(school=school), year.since, year.until).rolls[0]
    reached = roll.last_day_begun()
    return [held for held in roll.half_terms[0] if reached is None or held.since <= reached]


def half_term_spent(roll: Roll, name: str) -> HalfTermSpent:
    """How each child of one school's roll spent the half-term of this name."""
    half_term = _half_term(roll, name)
    period = Period(half_term.name, half_term.since, half_term.until)
    found: dict[int, Spent] = {}
    pictures = _Pictures(roll, half_term)
    for each in each_enrolment([roll], [period]):
        for number in np.flatnonzero(each.on_roll).tolist():
            pupil = int(each.person[number])
            spent = Spent(each.one(number), pictures.of(int(each.place[number])))
            found[pupil] = found[pupil] + spent if pupil in found else spent
    return HalfTermSpent(half_term, pictures.mondays, found)


def _half_term(roll: Roll, name: str) -> HalfTerm:
    """The half-term, no further than the day the year has come to."""
    known = roll.half_terms[0] if roll.half_terms else ()
    wanted = " ".join(name.split()).casefold()
    for held in known:
        if held.name.casefold() == wanted:
            reached = roll.last_day_begun()
            if reached is not None and reached < held.since:
                template = gettext_noop("%(name)s of %(year)s has not begun.")
                raise ProblemWithHalfTerm(Sentence(template, name=held.name, year=roll.year.label), name)
            return held if reached is None else replace(held, until=min(held.until, reached))
    template = gettext_noop("The calendar for %(year)s has no half-term “%(name)s”; it has %(names)s.")
    names = ", ".join(held.name for held in known) or "–"
    raise ProblemWithHalfTerm(Sentence(template, year=roll.year.label, name=name, names=names), name)


class _Pictures:
    """The weeks of a half-term as letters, for any enrolment of a roll."""

    def __init__(self, roll: Roll, half_term: HalfTerm) -> None:
        self.roll = roll
        year = roll.year
        first, last = year.week_of(half_term.since), year.week_of(half_term.until)
        weeks = range(first, last + 1)
        self.mondays = [year.monday_of(week) for week in weeks]
        self.positions = np.array([[LINE_WEEK * week + at for at in range(SCHOOL_WEEK)] for week in weeks])
        inside = year.positions(half_term.since, half_term.until)
        self.inside = (self.positions >= inside.start) & (self.positions < inside.stop)
        self.kinds = _kinds(_in_force(roll.codes, half_term.since))

    def of(self, enrolment: int) -> tuple[str, ...]:
        roll = self.roll
        marks = roll.marks[roll.line[enrolment]][self.positions]
        on_roll = (self.positions >= roll.first[enrolment]) & (self.positions <= roll.last[enrolment])
        letters = np.where(self.inside & on_roll, self.kinds[marks], ord("."))
        return tuple(week.astype(np.uint8).tobytes().decode("ascii") for week in letters)


def _kinds(held: CodeSet) -> NDArray[np.uint8]:
    """For each byte of a line, what the picture shows: attended, missed, late, or no session."""
    kinds = np.full(BYTES, ord("."), np.uint8)
    for char, code in held.by_char.items():
        if code.category.attended:
            kinds[ord(char)] = ord("L") if char == "L" else ord("A")
        elif code.category.absent:
            kinds[ord(char)] = ord("M")
    return kinds


def _in_force(sets: Sequence[CodeSet], on: date) -> CodeSet:
    return next(held for held in reversed(sets) if held.since <= on)


def _overlaid(one: str, other: str) -> str:
    return "".join(there if here == "." else here for here, there in zip(one, other, strict=True))


def weeks_of(spent: Spent, mondays: Sequence[date]) -> list[tuple[date, str]]:
    """Each week of a child's picture with its Monday; weeks with no session are left out at either end."""
    weeks = list(zip(mondays, spent.weeks, strict=True))
    blank = "." * SCHOOL_WEEK
    while weeks and weeks[-1][1] == blank:
        weeks.pop()
    while weeks and weeks[0][1] == blank:
        weeks.pop(0)
    return weeks
