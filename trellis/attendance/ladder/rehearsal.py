"""A ladder run over a year of registers: what it would have asked of whom, and whom it would have found.

Counted from the marks as they stand now, not as they stood on the day: a reason that came later is known.
Each step is taken to be done on the last day there is to do it, and to change nothing: nobody can know what
it would have changed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

import numpy as np
from django.utils.functional import cached_property

from trellis.attendance.ladder.ladders import Held
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import LadderStep
from trellis.rules.ladder import Due, How, rehearsed
from trellis.rules.rounding import percent
from trellis.rules.spending import Spent
from trellis.rules.thresholds import thresholds
from trellis.schools.models import School


def in_hours(minutes: int) -> str:
    """Hours of staff time, to a tenth."""
    return f"{minutes / 60:,.1f}"


@dataclass(frozen=True)
class OfStep:
    """What one step would have asked over the year."""

    step: LadderStep
    times: int
    children: int
    minutes: int
    busiest: int  # times in its busiest week

    @property
    def hours(self) -> str:
        """To a tenth."""
        return in_hours(self.minutes)


@dataclass(frozen=True)
class OfWeek:
    """What one week would have asked: how often each step, and how long it takes."""

    monday: dt.date
    times: Sequence[int]
    minutes: int

    @property
    def hours(self) -> str:
        """To a tenth."""
        return in_hours(self.minutes)


@dataclass(frozen=True)
class FoundBy:
    """A step that fell due for a child: on which days."""

    step: LadderStep
    days: Sequence[dt.date]


@dataclass(frozen=True)
class FoundChild:
    """A child it would have found: when first, by which steps, and where the year ended."""

    enrolment: int
    first_on: dt.date
    steps: Sequence[FoundBy]
    attended: int
    possible: int
    is_persistent: bool

    @property
    def percent(self) -> str:
        """Attendance at the end of the year, to a tenth."""
        return f"{percent(self.attended, self.possible)}"


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """A ladder over one school year."""

    held: Held
    year: SchoolYear
    dues: Sequence[Due]
    persistent: frozenset[int]  # who were persistently absent at the end, as places among the pupils

    @cached_property
    def by_step(self) -> list[OfStep]:
        """Each step, in the order of the ladder."""
        return [self._of_step(place, row) for place, row in enumerate(self.held.rows)]

    def _of_step(self, place: int, row: LadderStep) -> OfStep:
        own = [due for due in self.dues if due.step == place]
        by_week = Counter(due.day // 7 for due in own)
        children = len({due.pupil for due in own})
        return OfStep(row, len(own), children, row.minutes * len(own), max(by_week.values(), default=0))

    @cached_property
    def weeks(self) -> list[OfWeek]:
        """Every school week of the year that has begun."""
        counted = Counter((due.day // 7, due.step) for due in self.dues)
        shown = sorted({day // 7 for day in self.year.counts.term.days if day <= self.year.until})
        return [self._of_week(week, counted) for week in shown]

    def _of_week(self, week: int, counted: Mapping[tuple[int, int], int]) -> OfWeek:
        times = [counted.get((week, place), 0) for place in range(len(self.held.rows))]
        minutes = sum(row.minutes * n for row, n in zip(self.held.rows, times, strict=True))
        return OfWeek(self.year.date_of(7 * week), times, minutes)

    @cached_property
    def busiest(self) -> OfWeek | None:
        """The week that asks most of the staff."""
        return max(self.weeks, key=lambda week: (week.minutes, sum(week.times)), default=None)

    @cached_property
    def hours(self) -> str:
        """All of the year's, to a tenth."""
        return in_hours(sum(one.minutes for one in self.by_step))

    @cached_property
    def first(self) -> dict[int, int]:
        """The day each child was first found, by their places; in the order they were found."""
        found: dict[int, int] = {}
        for due in self.dues:
            found.setdefault(due.pupil, due.day)
        return found

    @cached_property
    def children(self) -> list[FoundChild]:
        """Whom it would have found, the earliest first."""
        days: dict[int, dict[int, list[dt.date]]] = {pupil: {} for pupil in self.first}
        for due in self.dues:
            days[due.pupil].setdefault(due.step, []).append(self.year.date_of(due.day))
        return [self._child(pupil, days[pupil]) for pupil in self.first]

    def _child(self, pupil: int, days: Mapping[int, Sequence[dt.date]]) -> FoundChild:
        attended, possible = (
            int(self.year.counts.upto(flag, How.SESSIONS, self.year.until)[pupil])
            for flag in (Spent.ATTENDED, Spent.POSSIBLE)
        )
        return FoundChild(
            enrolment=self.year.enrolments[pupil],
            first_on=self.year.date_of(self.first[pupil]),
            steps=[FoundBy(self.held.rows[place], held) for place, held in days.items()],
            attended=attended,
            possible=possible,
            is_persistent=pupil in self.persistent,
        )

    # --- did it find those it should? ---

    @property
    def found_persistent(self) -> int:
        """Of those persistently absent at the end of the year, how many it would have found."""
        return len(self.persistent & self.first.keys())

    @property
    def missed(self) -> int:
        """Of the same, how many it would not have found."""
        return len(self.persistent) - self.found_persistent

    @property
    def others(self) -> int:
        """Children it would have found who did not end persistently absent."""
        return len(self.first) - self.found_persistent

    @property
    def half_found_by(self) -> dt.date | None:
        """The day by which half of the persistently absent it finds were found."""
        days = [day for pupil, day in self.first.items() if pupil in self.persistent]
        return self.year.date_of(median_low(days)) if days else None


def rehearse(of_year: SchoolYear, held: Held, school: School) -> Rehearsal:
    """A ladder over a year that was read once, so that two are set side by side on one reading."""
    dues = of_year.falls_due(held, rehearsed(held.steps, of_year.counts.term))
    return Rehearsal(held, of_year, dues, _persistent(of_year, school))


def _persistent(of_year: SchoolYear, school: School) -> frozenset[int]:
    """Who were persistently absent over the year as far as it has come, by the rule in force at its end."""
    rule = thresholds(school.nation, of_year.year.until).persistent
    absent = of_year.counts.upto(Spent.ABSENT, How.SESSIONS, of_year.until)
    possible = of_year.counts.upto(Spent.POSSIBLE, How.SESSIONS, of_year.until)
    return frozenset(np.flatnonzero(rule.holds(absent, possible)).tolist())
