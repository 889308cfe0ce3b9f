"""Who is recognised: 100% and improvement over a month or a half-term, with fair exemptions (A6).

An exemption takes sessions out of a child's count before anything is decided, and nothing that comes out
says so: whoever is recognised is a name and a class, with no figure beside it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from trellis.attendance.models import Exemption
from trellis.measures.periods import Period
from trellis.measures.pupils import EachEnrolment, each_enrolment
from trellis.measures.roll import Roll
from trellis.messages.drawing_up import class_order
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES, HalfTerm
from trellis.rules.celebrating import Covers, full_attendance, improved, waits_for_marks
from trellis.rules.codes import Category, CodeSet
from trellis.rules.tally import Tally
from trellis.rules.thresholds import per_cent
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.models import ClassMembership, Enrolment, School
from trellis.schools.settings import settings_of

BYTES = 256

SETTINGS = ("recognition_lates", "recognition_points", "recognition_sessions")


class ProblemWithRecognition(ProblemWith):
    """Days nobody can be recognised for."""

    subject = "period"


@dataclass(frozen=True)
class Days:
    """A month or a half-term: what it is called in an address and in words, and its days."""

    key: str
    year: AcademicYear
    name: str
    since: dt.date
    until: dt.date

    @property
    def is_half_term(self) -> bool:
        return self.name in HALF_TERM_NAMES

    @property
    def words(self) -> str:
        """ "October 2024", "Autumn 1, 2024/25"."""
        if self.is_half_term:
            return f"{_(self.name)}, {self.year.label}"
        return f"{MONTHS[self.since.month]} {self.since.year}"

    @property
    def occasion(self) -> str:
        """What is celebrated once."""
        return f"{self.year.label} {self.name}"


@dataclass(frozen=True, slots=True)
class Child:
    """Somebody who is recognised: who and in which class, and nothing of how they spent a session."""

    pupil: int
    enrolment: int
    name: str
    class_name: str


@dataclass(frozen=True)
class Recognition:
    """Everybody recognised over some days, in class order, and how many wait for marks."""

    days: Days
    full: Sequence[Child]
    improved: Sequence[Child]
    waiting: int
    is_over: bool
    ledger: Mapping[str, int]

    def only(self, enrolments: Iterable[int]) -> "Recognition":
        """Without anybody else."""
        theirs = set(enrolments)
        return Recognition(
            self.days,
            [one for one in self.full if one.enrolment in theirs],
            [one for one in self.improved if one.enrolment in theirs],
            self.waiting,
            self.is_over,
            self.ledger,
        )


def two_years(school: School, today: dt.date) -> Rolls:
    """This academic year and the one before: what is celebrated lies in them, and what that is set beside."""
    year = AcademicYear.of(today)
    return rolls(Scope(school=school), year.before.since, year.until)


def days_begun(held: Rolls) -> list[Days]:
    """The half-terms and months with school that have begun, the newest first."""
    found = [one for roll in held.rolls for one in _days_of(roll)]
    return sorted(found, key=lambda one: (one.since, one.is_half_term), reverse=True)


def days_called(held: Rolls, key: str) -> Days:
    """The month or half-term an address names."""
    for one in days_begun(held):
        if one.key == key:
            return one
    template = gettext_noop("No half-term or month that has begun is called “%(key)s”.")
    raise ProblemWithRecognition(Sentence(template, key=key), key)


def _days_of(roll: Roll) -> Iterator[Days]:
    year = roll.year
    begun = roll.expected.any(axis=0) & (np.arange(SESSIONS) < roll.begun)
    school_days = [year.date_of(int(at)) for at in np.flatnonzero(begun)]
    for half_term in _half_terms(roll):
        if any(half_term.since <= day <= half_term.until for day in school_days):
            yield _half_term_days(year, half_term)
    for first in dict.fromkeys(day.replace(day=1) for day in school_days):
        yield _month_days(year, first)


def _half_term_days(year: AcademicYear, half_term: HalfTerm) -> Days:
    key = f"{year.start}-{half_term.name.lower().replace(' ', '-')}"
    return Days(key, year, half_term.name, half_term.since, half_term.until)


def _month_days(year: AcademicYear, first: dt.date) -> Days:
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return Days(f"{first:%Y-%m}", year, f"{first:%Y-%m}", first, after - dt.timedelta(days=1))


def _half_terms(roll: Roll) -> list[HalfTerm]:
    return [one for half_terms in roll.half_terms for one in half_terms]


def recognised(school: School, days: Days, held: Rolls) -> Recognition:
    """Everybody recognised over some days, as the registers and the exemptions stand."""
    before = _half_term_before(held, days)
    decided = {
        name: each.value for name, each in settings_of([school], SETTINGS, days.until)[school.pk].items()
    }
    exempt = _exempt(school, held.rolls, before.since if before else days.since, days.until)
    now = _spent(held.rolls, days.since, days.until, exempt)
    earlier = _spent(held.rolls, before.since, before.until, exempt) if before else {}
    lates_break = decided["recognition_lates"] == "yes"
    full, better, waiting = set(), set(), 0
    for pupil, one in now.items():
        if full_attendance(one.tally, one.exempt, lates_break=lates_break, exempt_late=one.exempt_late):
            full.add(pupil)
        elif waits_for_marks(one.tally):
            waiting += 1
        elif pupil in earlier and _improved(one, earlier[pupil], decided):
            better.add(pupil)
    children = _children(school, days, full | better)
    return Recognition(
        days=days,
        full=[one for one in children if one.pupil in full],
        improved=[one for one in children if one.pupil in better],
        waiting=waiting,
        is_over=_is_over(held.rolls, days),
        ledger=held.ledger,
    )


def _half_term_before(held: Rolls, days: Days) -> HalfTerm | None:
    """The child's own past that improvement is measured from: the half-term before, of either year."""
    if not days.is_half_term:
        return None
    known = (one for roll in held.rolls for one in _half_terms(roll))
    return max((one for one in known if one.until < days.since), default=None)


def _is_over(among: Sequence[Roll], days: Days) -> bool:
    """Whether the last school session of the days is over."""
    for roll in among:
        if roll.year == days.year:
            positions = roll.year.positions(days.since, days.until)
            due = np.flatnonzero(roll.expected.any(axis=0)[positions.start : positions.stop])
            return not len(due) or positions.start + int(due[-1]) < roll.over
    return True


@dataclass(frozen=True, slots=True)
class _Spent:
    """How one child spent some days, and how much of it is exempt."""

    tally: Tally
    exempt: int = 0
    exempt_late: int = 0

    def __add__(self, other: "_Spent") -> "_Spent":
        return _Spent(
            self.tally + other.tally, self.exempt + other.exempt, self.exempt_late + other.exempt_late
        )


def _improved(now: _Spent, before: _Spent, decided: Mapping[str, Any]) -> bool:
    return improved(
        now.tally,
        before.tally,
        exempt=now.exempt,
        exempt_before=before.exempt,
        points=per_cent(decided["recognition_points"]),
        fewest=int(decided["recognition_sessions"]),
    )


# --- Exemptions ---------------------------------------------------------------------------------------------

# Which sessions are exempt absences, and which lates; and the same for a year and an enrolment that has any.
_TakenAway = tuple[NDArray[np.bool_], NDArray[np.bool_]]
_Exempt = Mapping[tuple[int, int], _TakenAway]


def _exempt(school: School, among: Sequence[Roll], since: dt.date, until: dt.date) -> _Exempt:
    """The sessions exemptions take away between two days: one query, and work only for those who have any."""
    found: dict[tuple[int, int], _TakenAway] = {}
    for row in Exemption.objects.between(since, until).filter(school=school):
        for roll in among:
            for place in np.flatnonzero(roll.person == row.pupil_id).tolist():
                absences, lates = _taken_away(roll, place, row)
                key = (roll.year.start, int(roll.enrolment[place]))
                held = found.get(key)
                found[key] = (absences | held[0], lates | held[1]) if held else (absences, lates)
    return found


def _taken_away(roll: Roll, place: int, row: Exemption) -> _TakenAway:
    """Which sessions of an enrolment one exemption takes away: absences it covers, and lates."""
    year = roll.year
    absences, lates = np.zeros(SESSIONS, np.bool_), np.zeros(SESSIONS, np.bool_)
    first, last = max(row.since, year.since), min(row.until or year.until, year.until)
    if first > last:
        return absences, lates
    every = row.covers == Covers.EVERY
    marks = roll.marks[roll.line[place]]
    covered = np.zeros(SESSIONS, np.bool_)
    covered[year.positions(first, last)] = True
    covered[: roll.first[place]] = False
    covered[roll.last[place] + 1 :] = False
    for held in roll.codes:
        inside = np.zeros(SESSIONS, np.bool_)
        inside[year.positions(held.since, held.until or year.until)] = True
        absences |= covered & inside & _absent(held, every=every)[marks]
    if every:
        lates = covered & np.isin(marks, [ord(char) for char in "LU"])
    return absences, lates


@lru_cache(maxsize=32)
def _absent(held: CodeSet, *, every: bool) -> NDArray[np.bool_]:
    """For each byte of a line, whether it is an absence: with leave, or every one."""
    table = np.zeros(BYTES, np.bool_)
    for char, code in held.by_char.items():
        table[ord(char)] = code.category.absent and (every or code.category is Category.AUTHORISED)
    return table


def _spent(among: Sequence[Roll], since: dt.date, until: dt.date, exempt: _Exempt) -> dict[int, _Spent]:
    """How each child spent some days of one year, by pupil: two enrolments are one child."""
    found: dict[int, _Spent] = {}
    own = [roll for roll in among if since in roll.year]
    for each in each_enrolment(own, [Period.between(since, until)]):
        for enrolment, pupil, on_roll, tally in zip(
            each.enrolment.tolist(),
            each.person.tolist(),
            each.on_roll.tolist(),
            each.every_one(),
            strict=True,
        ):
            if on_roll:
                one = _one(each, exempt.get((each.roll.year.start, enrolment)), tally)
                found[pupil] = found[pupil] + one if pupil in found else one
    return found


def _one(each: EachEnrolment, held: _TakenAway | None, tally: Tally) -> _Spent:
    if held is None:
        return _Spent(tally)
    positions = each.roll.year.positions(each.since, each.until)
    inside = slice(positions.start, min(positions.stop, each.roll.begun))
    return _Spent(tally, int(held[0][inside].sum()), int(held[1][inside].sum()))


# --- Names --------------------------------------------------------------------------------------------------


def _children(school: School, days: Days, pupils: Collection[int]) -> list[Child]:
    """Those still on roll on the last day, with the class they were last in: three queries."""
    enrolments = (
        Enrolment.objects.on(days.until)
        .filter(school=school, pupil__in=pupils, pupil__merged_into=None)
        .select_related("pupil")
    )
    held = {one.pk: one for one in enrolments}
    memberships = (
        ClassMembership.objects.between(days.since, days.until)
        .filter(enrolment__in=held)
        .order_by("since", "id")
        .values_list("enrolment_id", "school_class__name")
    )
    classes = dict(memberships)
    found = {
        one.pupil_id: Child(one.pupil_id, one.pk, one.pupil.known_as, classes.get(one.pk, ""))
        for one in held.values()
    }
    return sorted(found.values(), key=lambda one: (class_order(one.class_name), one.name.casefold()))
