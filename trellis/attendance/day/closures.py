"""Closures as the register sees them: which sessions they take, whose, what stands there already.

A closure of the whole school for whole days is also the calendar's: nobody is expected, in no figure. Marks
are never written for days to come: the sessions of a closure wait until their day, and are then written in
one act.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from trellis.attendance.models import ClosedSession, ClosedSessionQuerySet, Closure, what_is_closed
from trellis.registers.calendars import stated_calendars
from trellis.registers.history import code_shown
from trellis.registers.models import Line
from trellis.registers.taking import expected_on, members_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import DayKind
from trellis.rules.closures import Halves
from trellis.rules.codes import NO_MARK
from trellis.rules.spans import SATURDAY, closed_anyway
from trellis.rules.words import Session
from trellis.schools.dating import ONE_DAY
from trellis.schools.models import AttendancePattern, Characteristic, Enrolment, School, SchoolClass
from trellis.schools.naming import named
from trellis.schools.questions import DAY, SCHOOL, Given, Question

Sessions = Sequence[tuple[dt.date, Session]]

_ELSEWHERE = frozenset({"provision", "visit"})
"""Kinds of plan of a child who is at another place, which a closed school does not close."""


@dataclass(frozen=True)
class Closing:
    """What somebody announces: which days and sessions, whom, why, with which code, and who decided."""

    since: dt.date
    until: dt.date
    reason: str
    words: str
    code: str
    decided_by: str
    halves: str = Halves.DAY.value
    whole: bool = True
    classes: Sequence[SchoolClass] = ()
    year_groups: Sequence[str] = ()
    place: str = ""

    @property
    def what(self) -> str:
        """What is closed, in words."""
        return what_is_closed(
            self.place, whole=self.whole, year_groups=self.year_groups, classes=self.classes
        )

    @property
    def in_calendar(self) -> bool:
        """Whether the calendar can say it: it knows whole days of the whole school."""
        return self.whole and self.halves == Halves.DAY.value

    @property
    def by_calendar_alone(self) -> bool:
        """Whether the calendar says all there is to say: what was planned for the whole school."""
        return self.in_calendar and self.code == "#"


@dataclass(frozen=True)
class Concerned:
    """Whom a closure concerns in one session, and what stands on the register there."""

    date: dt.date
    session: Session
    pupils: Mapping[int, str]  # the code that stands, by pupil; nothing where there is no mark
    elsewhere: int  # children who are at another place by plan

    @cached_property
    def standing(self) -> Counter[str]:
        """How many marks of each code stand there."""
        return Counter(code for code in self.pupils.values() if code)

    @property
    def blank(self) -> int:
        return sum(not code for code in self.pupils.values())


def school_sessions(school: School, since: dt.date, until: dt.date, halves: str, *, whole: bool) -> Sessions:
    """The sessions between two days on which there would be school; of the whole school also those that the
    calendar calls closed already.
    """
    days = [since + n * ONE_DAY for n in range((until - since).days + 1)]
    shut = {DayKind.OPEN, DayKind.CLOSURE} if whole else {DayKind.OPEN}
    first, last = AcademicYear.of(since), AcademicYear.of(until)
    years = [AcademicYear(start) for start in range(first.start, last.start + 1)]
    calendars = dict(zip(years, stated_calendars(school, years), strict=True))
    found = []
    for day in days:
        calendar = calendars[AcademicYear.of(day)]
        there_is = not closed_anyway(day) if calendar is None else calendar.kind_of(day) in shut
        if there_is:
            found += [(day, session) for session in Halves(halves).sessions]
    return found


def enrolled(school: School, closing: Closing | Closure, day: dt.date) -> list[Enrolment]:
    """Whom it concerns among those on roll that day."""
    return list(_enrolled(school, closing, day).select_related("pupil").order_by("pk"))


def _enrolled(school: School, closing: Closing | Closure, day: dt.date) -> QuerySet[Enrolment]:
    held = Enrolment.objects.on(day).filter(school=school, pupil__merged_into=None)
    if not closing.whole:
        classes = closing.classes.all() if isinstance(closing, Closure) else closing.classes
        in_class = members_of(list(classes), day).values("enrolment")
        of_year = Characteristic.objects.on(day).filter(
            kind=Characteristic.Kind.YEAR_GROUP, value__in=list(closing.year_groups)
        )
        held = held.filter(Q(pk__in=in_class) | Q(pk__in=of_year.values("enrolment")))
    return held


def concerned(school: School, closing: Closing | Closure, date: dt.date, session: Session) -> Concerned:
    """Whom it concerns in one session: those who were due, and are not at another place by plan."""
    not_due = _not_due(school, date, session)
    due = [one for one in enrolled(school, closing, date) if one.pk not in not_due]
    expected = expected_on(date, session, [one.pk for one in due])
    elsewhere = {
        one.pk for one in due if any(each.planned in _ELSEWHERE for each in expected.get(one.pk, ()))
    }
    year = AcademicYear.of(date)
    mark = Substr("marks", year.position(date, session) + 1, 1)
    marks = dict(Line.objects.filter(school=school, year=year.start).values_list("pupil_id", mark))
    pupils = {
        one.pupil_id: code_shown(marks.get(one.pupil_id, NO_MARK)) for one in due if one.pk not in elsewhere
    }
    return Concerned(date, session, pupils, len(elsewhere))


def _not_due(school: School, date: dt.date, session: Session) -> frozenset[int]:
    """Whose own timetable leaves this session out."""
    if date.weekday() >= SATURDAY:
        return frozenset()
    at = 2 * date.weekday() + (session is Session.PM)
    held = AttendancePattern.objects.on(date).filter(enrolment__school=school)
    return frozenset(
        pk for pk, sessions in held.values_list("enrolment_id", "sessions") if sessions[at] == "N"
    )


def closed_now(school: School, date: dt.date, session: Session) -> list[Closure]:
    """What is closed in a session."""
    asked = {"school": school.pk, "day": date, "session": session.value}
    return [one.closure for one in _CLOSED_NOW.ask(**asked)]


_CLOSED_NOW = Question(
    lambda: (
        ClosedSession.objects.standing()
        .filter(closure__school=SCHOOL, date=DAY, session=Given("session", CharField()))
        .select_related("closure__school")
        .order_by("pk")
    )
)


def closed_to(closures: Iterable[Closure], date: dt.date) -> frozenset[int]:
    """The enrolments to whom these close the school that day: nobody chases them or their register."""
    closed = (_enrolled(each.school, each, date).values_list("pk", flat=True) for each in closures)
    return frozenset(chain.from_iterable(closed))


def sessions_to_write(school: Any, day: Any) -> ClosedSessionQuerySet:
    """The sessions of closures that have come by a day without anybody writing their marks."""
    return ClosedSession.objects.filter(closure__school=school).to_write(day)


def closures_to_write(school: School) -> frozenset[int]:
    """The closures they belong to."""
    return frozenset(sessions_to_write(school, timezone.localdate()).values_list("closure_id", flat=True))


# --- What is to be looked at before it is announced ---------------------------------------------------------


@dataclass(frozen=True)
class Looked:
    """What announcing it would do."""

    closing: Closing
    sessions: Sessions
    children: int
    begun: Sequence[Concerned]  # the sessions whose marks would be written now
    is_ours: bool

    @property
    def by_calendar_alone(self) -> bool:
        return self.closing.by_calendar_alone

    @property
    def to_come(self) -> int:
        """How many sessions wait until their day."""
        return len(self.sessions) - len(self.begun)

    @property
    def written(self) -> int:
        """How many marks would be made at once."""
        return sum(one.blank for one in self.begun)

    @property
    def standing(self) -> list[tuple[str, int]]:
        """The marks that stand already, by code: each is asked about."""
        found: Counter[str] = Counter()
        for one in self.begun:
            found += one.standing
        found.pop(self.closing.code, None)
        return sorted(found.items())

    @property
    def elsewhere(self) -> int:
        """Children at another place by plan, for whom nothing is written."""
        return max((one.elsewhere for one in self.begun), default=0)


def begun(sessions: Iterable[tuple[dt.date, Session]]) -> Sessions:
    """Those of today and before: the register knows no day to come."""
    today = timezone.localdate()
    return [(date, session) for date, session in sessions if date <= today]


# --- What was left ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Left:
    """A mark that stands in a session of a closure with another code than the closure's."""

    pupil: int
    name: str
    class_name: str
    date: dt.date
    session: Session
    code: str


def left_standing(closure: Closure) -> list[Left]:
    """The marks nobody replaced, as they stand now, by session and surname."""
    held = closure.sessions.standing().filter(written_at__isnull=False)
    found = [concerned(closure.school, closure, one.date, Session(one.session)) for one in held]
    days = {one.date for one in found}
    on_roll = [one for day in days for one in enrolled(closure.school, closure, day)]
    enrolments = {one.pupil_id: one.pk for one in on_roll}
    names = {one.pupil: one for one in named(enrolments.values(), timezone.localdate()).values()}
    return [
        Left(pupil, names[pupil].name, names[pupil].class_name, one.date, one.session, code)
        for one in found
        for pupil, code in sorted(one.pupils.items(), key=lambda at: (names[at[0]].surname, at[0]))
        if code and code != closure.code
    ]
