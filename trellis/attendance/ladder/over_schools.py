"""A ladder rehearsed over several schools together: what it would have asked of all of them, and of each."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from trellis.attendance.ladder.ladders import Held
from trellis.attendance.ladder.rehearsal import OfStep, OfWeek, Rehearsal, in_hours, rehearse
from trellis.attendance.ladder.running import SchoolYear
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import School


@dataclass(frozen=True)
class AtSchool:
    """What it came to at one of the schools. The marks it was counted from are let go."""

    school: School
    weeks: Sequence[OfWeek]
    by_step: Sequence[OfStep]
    children: int
    persistent: int  # at the end of the year
    found_persistent: int

    @classmethod
    def of(cls, school: School, found: Rehearsal) -> "AtSchool":
        return cls(
            school,
            found.weeks,
            found.by_step,
            len(found.first),
            len(found.persistent),
            found.found_persistent,
        )

    @property
    def hours(self) -> str:
        return in_hours(sum(one.minutes for one in self.by_step))

    @property
    def busiest_hours(self) -> str:
        """Of the week that asks most of its staff."""
        return in_hours(max((week.minutes for week in self.weeks), default=0))


@dataclass(frozen=True)
class OfOwner:
    """What it would have asked of those with one role, at all of the schools."""

    owner: str
    times: int
    minutes: int

    @property
    def hours(self) -> str:
        return in_hours(self.minutes)


@dataclass(frozen=True, eq=False)
class OverSchools:
    """A ladder over one school year of several schools. A child of two of them is counted at each."""

    held: Held
    year: AcademicYear
    counted: Sequence[AtSchool]
    without: Sequence[School]  # no register to rehearse on

    @property
    def schools(self) -> list[School]:
        return [*(one.school for one in self.counted), *self.without]

    @cached_property
    def weeks(self) -> list[OfWeek]:
        """Every week in which one of the schools was open."""
        times: dict[dt.date, Counter[int]] = {}
        for one in self.counted:
            for week in one.weeks:
                times.setdefault(week.monday, Counter()).update(dict(enumerate(week.times)))
        return [self._week(monday, held) for monday, held in sorted(times.items())]

    def _week(self, monday: dt.date, times: Counter[int]) -> OfWeek:
        each = [times[place] for place in range(len(self.held.rows))]
        minutes = sum(row.minutes * n for row, n in zip(self.held.rows, each, strict=True))
        return OfWeek(monday, each, minutes)

    @cached_property
    def by_step(self) -> list[OfStep]:
        """Each step, in the order of the ladder."""
        return [self._of_step(place) for place in range(len(self.held.rows))]

    def _of_step(self, place: int) -> OfStep:
        at_each = [one.by_step[place] for one in self.counted]
        return OfStep(
            step=self.held.rows[place],
            times=sum(one.times for one in at_each),
            children=sum(one.children for one in at_each),
            minutes=sum(one.minutes for one in at_each),
            busiest=max((week.times[place] for week in self.weeks), default=0),
        )

    @cached_property
    def by_owner(self) -> list[OfOwner]:
        """Whose time it takes, the most first."""
        times: Counter[str] = Counter()
        minutes: Counter[str] = Counter()
        for one in self.by_step:
            times[one.step.owner_words] += one.times
            minutes[one.step.owner_words] += one.minutes
        return [OfOwner(owner, times[owner], spent) for owner, spent in minutes.most_common()]

    @cached_property
    def busiest(self) -> OfWeek | None:
        """The week that asks most of the staff of all the schools together."""
        return max(self.weeks, key=lambda week: (week.minutes, sum(week.times)), default=None)

    @property
    def hours(self) -> str:
        """All of the year's, to a tenth."""
        return in_hours(sum(one.minutes for one in self.by_step))

    @property
    def children(self) -> int:
        return sum(one.children for one in self.counted)

    @property
    def persistent(self) -> int:
        """Those persistently absent at the end of the year."""
        return sum(one.persistent for one in self.counted)

    @property
    def found_persistent(self) -> int:
        return sum(one.found_persistent for one in self.counted)


def rehearse_over(schools: Iterable[School], held: Held, year: AcademicYear) -> OverSchools:
    """One school after another."""
    counted, without = [], []
    for school in schools:
        of_year = SchoolYear.of(school, year)
        if of_year is None:
            without.append(school)
        else:
            counted.append(AtSchool.of(school, rehearse(of_year, held, school)))
    return OverSchools(held, year, counted, without)
