"""The sessions of groups as the calendar gives them, and what a day's register says of a child."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS

from trellis.registers.calendars import stated_calendar
from trellis.registers.ledger import read_lines
from trellis.registers.times import times_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import DayKind
from trellis.rules.codes import NO_MARK, Category, Code, code_set
from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.support.groups.models import GroupSession, GroupTime, SupportGroup

_HERE = frozenset({Category.PRESENT, Category.MISSING})
_SATURDAY = 5


def weekday_in_words(weekday: int) -> str:
    """A weekday as a sentence says it."""
    return str(WEEKDAYS[weekday])


def is_open(school: School, year: AcademicYear) -> Callable[[dt.date], bool]:
    """Whether a school is open on a day of a year by its calendar; on each weekday where none is stated."""
    calendar = stated_calendar(school, year)
    if calendar is None:
        return lambda day: day.weekday() < _SATURDAY
    return lambda day: calendar.kind_of(day) is DayKind.OPEN


@dataclass(frozen=True)
class Meeting:
    """One session: the time it stands for, its day, and what was said of it, if anything was."""

    time: GroupTime
    on: dt.date
    held: GroupSession | None = None

    @property
    def time_id(self) -> int:
        return self.time.pk

    @property
    def is_taken(self) -> bool:
        """Whether its register is taken. Uses prefetched `marks`."""
        return self.held is not None and bool(self.held.marks.all())

    @property
    def called_off(self) -> bool:
        return self.held is not None and self.held.gathering.called_off


def meetings(groups: Sequence[SupportGroup], since: dt.date, until: dt.date) -> list[Meeting]:
    """Every session of some groups of one school between two days, in order; those of which something was
    said stay, whatever the calendar or the times of the group say now.
    """
    if not groups or until < since:
        return []
    kept = GroupSession.objects.filter(group__in=groups, on__range=(since, until))
    held = {
        (one.time_id, one.on): one
        for one in kept.select_related("gathering", "time__group").prefetch_related("marks")
    }
    found = {key: Meeting(one.time, one.on, one) for key, one in held.items()}
    times = list(GroupTime.objects.filter(group__in=groups).select_related("group"))
    for year in _years(since, until):
        opens = is_open(groups[0].school, year)
        for time in times:
            for day in time.weekly.days(max(since, year.since), min(until, year.until), opens):
                found.setdefault((time.pk, day), Meeting(time, day))
    return sorted(found.values(), key=lambda one: (one.on, one.time.at, one.time.pk))


def _years(since: dt.date, until: dt.date) -> Iterable[AcademicYear]:
    first, last = AcademicYear.of(since), AcademicYear.of(until)
    return [AcademicYear(start) for start in range(first.start, last.start + 1)]


def away_from_school(school: School, pupils: Collection[int], on: dt.date, at: dt.time) -> dict[int, Code]:
    """Of some children, those whom the register of that half of the day has somewhere else, and its code."""
    half = Session.AM if at < _afternoon(school, on) else Session.PM
    year, held = AcademicYear.of(on), code_set(school.nation, on)
    position, found = year.position(on, half), {}
    for pupil, line in read_lines(school.pk, year.start, pupils=pupils).items():
        char = chr(line.marks[position])
        code = held.by_char.get(char)
        if char != NO_MARK and code is not None and code.category not in _HERE:
            found[pupil] = code
    return found


def _afternoon(school: School, on: dt.date) -> dt.time:
    """When the afternoon begins: its register opens."""
    return times_of(school, on, Session.PM).opens_at.time()
