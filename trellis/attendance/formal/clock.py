"""The clock of penalty notices at one school: its registers of some years, as the rules read them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from django.utils.functional import cached_property
from numpy.typing import NDArray

from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.ages import compulsory_age_begins, of_compulsory_age
from trellis.rules.codes import NO_MARK
from trellis.rules.marks import Matrix, blank_matrix
from trellis.rules.penalty import ENGLAND, Clock, Framework, Standing, Year, could_count
from trellis.rules.populations import Population
from trellis.rules.words import Nation, Session
from trellis.schools.models import Pupil, School
from trellis.schools.settings import settings_of

Numbers = NDArray[np.int64]
Places = Collection[tuple[dt.date, Session]]

_LOOKS_BACK = 2  # whole academic years before this one
SETTINGS = (
    "welsh_notice_sessions",
    "welsh_notice_codes",
    "welsh_notice_weeks",
    "welsh_notice_below",
    "welsh_notices_a_year",
)


def framework_of(school: School, day: dt.date) -> Framework | None:
    """What the school's authority goes by; none in Wales until the authority's own code is written down."""
    if school.nation == Nation.ENGLAND:
        return ENGLAND
    held = {name: one.value for name, one in settings_of([school], SETTINGS, day)[school.pk].items()}
    if not held["welsh_notice_sessions"]:
        return None
    return Framework(
        Nation.WALES,
        frozenset(held["welsh_notice_codes"].split()),
        sessions=held["welsh_notice_sessions"],
        weeks=held["welsh_notice_weeks"],
        most=held["welsh_notices_a_year"],
        years=1,
        below=Fraction(held["welsh_notice_below"]) or None,
    )


@dataclass(frozen=True, eq=False)
class SchoolClock:
    """Children on a school's roll on a day, each with their sessions of these years: one who was asked about,
    or everybody who could come near.
    """

    school: School
    day: dt.date
    clock: Clock
    persons: Numbers
    enrolments: Sequence[int]
    born: Sequence[dt.date | None]
    school_days: Sequence[dt.date]
    off: Numbers  # those not of compulsory school age throughout, or one child who was asked about
    of_any_age: Clock | None  # theirs with sessions before and after it

    @classmethod
    def of(cls, school: School, day: dt.date, pupil: Pupil | None = None) -> "SchoolClock | None":
        """None where nobody is on roll, or the authority's own code is not known."""
        framework, year = framework_of(school, day), AcademicYear.of(day)
        if framework is None:
            return None
        since = AcademicYear(year.start - _LOOKS_BACK).since
        held = [roll for roll in rolls(Scope(school=school), since, day).rolls if len(roll)]
        now = next((roll for roll in held if roll.year == year), None)
        if now is None:
            return None
        persons, enrolments, born = _on_roll(now, day, pupil)
        if not len(persons):
            return None
        if pupil is None:
            # Whoever has not so many sessions in all these years is not near in any weeks of them.
            near = _could_be_near(held, persons, framework)
            persons, enrolments, born = (
                persons[near],
                [enrolments[at] for at in near.tolist()],
                [born[at] for at in near.tolist()],
            )
        outside = [not _throughout(one, since, day) for one in born]
        off = persons if pupil else persons[np.array(outside, np.bool_)]
        any_age = [_year(roll, off, Population.ALL_ON_ROLL) for roll in held] if len(off) else []
        of_age = [_year(roll, persons, Population.COMPULSORY_AGE) for roll in held]
        return cls(
            school,
            day,
            Clock(of_age, framework, day),
            persons,
            enrolments,
            born,
            [one for roll in held for one in _open_days(roll)],
            off,
            Clock(any_age, framework, day) if any_age else None,
        )

    @property
    def framework(self) -> Framework:
        return self.clock.framework

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {int(person): row for row, person in enumerate(self.persons)}

    def row_of(self, pupil: int) -> int:
        """The row of a child on roll."""
        return self._rows[pupil]

    def standing(self, pupil: int, used: Places = ()) -> Standing:
        """Where a child stands, without the sessions that were proposed on already."""
        row = self.row_of(pupil)
        return (self.clock.only(row, used).standing(0)) if used else self.clock.standing(row)

    def is_of_age(self, pupil: int, day: dt.date | None = None) -> bool | None:
        """Whether a child is of compulsory school age, today unless said; none where no birthday is known."""
        return of_compulsory_age(self.born[self.row_of(pupil)], day or self.day)

    def is_too_young(self, pupil: int) -> bool:
        """Whether a child has not come to compulsory school age."""
        born = self.born[self.row_of(pupil)]
        return born is not None and self.day < compulsory_age_begins(born)

    def off_age(self) -> list[int]:
        """The children with sessions enough, if they were all at compulsory school age, and they are not."""
        if self.of_any_age is None:
            return []
        enough = set(self.persons[self.clock.rows(near=False)].tolist())
        found = self.off[self.of_any_age.rows(near=False)].tolist()
        return [pupil for pupil in found if pupil not in enough]


def _throughout(born: dt.date | None, since: dt.date, until: dt.date) -> bool:
    """Whether somebody was of compulsory school age from one day to another."""
    return bool(of_compulsory_age(born, since)) and bool(of_compulsory_age(born, until))


def _on_roll(
    roll: Roll, day: dt.date, pupil: Pupil | None
) -> tuple[Numbers, list[int], list[dt.date | None]]:
    """Who is on roll on a day, the enrolment of each and when they were born."""
    at = roll.year.position(day, Session.AM)
    here = (roll.first <= at + 1) & (roll.last >= at)
    if pupil is not None:
        here &= roll.person == pupil.pk
    places = np.flatnonzero(here)
    persons, first = np.unique(roll.person[places], return_index=True)
    places = places[first]
    born = roll.born[places].astype("datetime64[D]").tolist()
    return persons.astype(np.int64), roll.enrolment[places].tolist(), born


def _could_be_near(held: Sequence[Roll], persons: Numbers, framework: Framework) -> NDArray[np.intp]:
    """The places of those whose lines hold sessions enough to come near, wherever they stand on them."""
    found = np.zeros(len(persons), np.int64)
    for roll in held:
        own = np.flatnonzero(np.isin(roll.person, persons))
        could = could_count(roll.marks, roll.year, framework)[roll.line[own]]
        np.add.at(found, np.searchsorted(persons, roll.person[own]), could)
    return np.flatnonzero(found * framework.near.denominator >= framework.near.numerator)


def _year(roll: Roll, persons: Numbers, population: Population) -> Year:
    """One year of some children: what a population does not count is blank. One who came back is one row."""
    blank, windows = ord(NO_MARK), roll.windows(population)
    marks: Matrix = blank_matrix(len(persons))
    open_weeks = np.tile(_weeks(np.any(roll.expected, axis=0)), (len(persons), 1))
    places = np.flatnonzero(np.isin(roll.person, persons))
    whose = np.searchsorted(persons, roll.person[places])
    positions = np.arange(SESSIONS, dtype=np.int16)
    held = roll.marks[roll.line[places]]
    counted = (positions >= windows.first[places, None]) & (positions <= windows.last[places, None])
    held = np.where(counted, held, np.uint8(blank))
    # Of several enrolments of one child the later stand over the earlier only where they hold something.
    turns = _occurrence(whose)
    for turn in range(int(turns.max(initial=-1)) + 1):
        now = turns == turn
        marks[whose[now]] = np.where(held[now] != blank, held[now], marks[whose[now]])
    open_weeks[whose] = _weeks(roll.expected)[roll.mask[places]]
    half_terms = roll.half_terms[0] if roll.half_terms else ()
    terms = {one.name.split()[0]: one.since for one in reversed(half_terms)}
    return Year(roll.year, marks, open_weeks, tuple(sorted(terms.values())))


def _occurrence(whose: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each of some numbers, how many of the same stand before it."""
    order = np.argsort(whose, kind="stable")
    ordered = whose[order]
    begins = np.searchsorted(ordered, ordered, side="left")
    found = np.empty(len(whose), np.intp)
    found[order] = np.arange(len(whose)) - begins
    return found


def _weeks(sessions: NDArray[np.bool_]) -> NDArray[np.bool_]:
    weeks: NDArray[np.bool_] = sessions.reshape(*sessions.shape[:-1], WEEKS, 14).any(axis=-1)
    return weeks


def _open_days(roll: Roll) -> list[dt.date]:
    return [roll.year.date_of(int(at)) for at in np.flatnonzero(np.any(roll.expected, axis=0))[::2]]
