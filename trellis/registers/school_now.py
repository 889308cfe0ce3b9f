"""One school at one moment: what the parts of a page all ask of it, read once and handed on.

It is made for one page or one act and goes with it: nothing is kept between two people's questions.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from trellis.registers.calendars import stated_calendars
from trellis.registers.models import ExpectedAbsence
from trellis.registers.taking import expected_at
from trellis.registers.times import Times, times_by
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar
from trellis.rules.school_days import SchoolDays
from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.owning import AtWork
from trellis.schools.settings import Held, settings_of


@dataclass
class SchoolNow:
    """A school at a moment: its calendars, its settings, who works there, whose absence is expected."""

    school: School
    now: dt.datetime

    @cached_property
    def day(self) -> dt.date:
        return timezone.localtime(self.now).date()

    @cached_property
    def year(self) -> AcademicYear:
        return AcademicYear.of(self.day)

    @cached_property
    def settings(self) -> Mapping[str, Held]:
        """What the school goes by today."""
        return settings_of([self.school], on=self.day)[self.school.pk]

    def times(self, session: Session) -> Times:
        """When today's register opens and closes."""
        return times_by(self.settings, self.day, session)

    def calendars(self, years: Sequence[AcademicYear]) -> list[Calendar | None]:
        """Those stated of some years: of this one, the next and the three before."""
        return [self._calendars[year.start] for year in years]

    @cached_property
    def _calendars(self) -> Mapping[int, Calendar | None]:
        years = [AcademicYear(self.year.start + n) for n in (-3, -2, -1, 0, 1)]
        return {
            year.start: held for year, held in zip(years, stated_calendars(self.school, years), strict=True)
        }

    @property
    def calendar(self) -> Calendar | None:
        """This year's, where one was stated."""
        return self._calendars[self.year.start]

    @cached_property
    def days(self) -> SchoolDays:
        """The days of school as the calendar of this year has them."""
        return SchoolDays.of([self.calendar])

    @cached_property
    def at_work(self) -> AtWork:
        return AtWork.at(self.school, self.day)

    def expected(self, session: Session) -> Mapping[int, Sequence[ExpectedAbsence]]:
        """What is expected of anybody at the school in a session of today, by enrolment."""
        if session not in self._expected:
            self._expected[session] = expected_at(self.school, self.day, session)
        return self._expected[session]

    @cached_property
    def _expected(self) -> dict[Session, Mapping[int, Sequence[ExpectedAbsence]]]:
        return {}
