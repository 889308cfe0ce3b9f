"""The register of one class for one session, as its teacher has it before them."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
)
from django.db.models.functions import Substr
from django.utils import timezone

from trellis.registers.calendars import stated_calendar
from trellis.registers.history import Last, code_shown, last_made
from trellis.registers.ledger import BLANK_LINE, Said, standing_details
from trellis.registers.models import ExpectedAbsence, Ledger, Line, Register
from trellis.registers.strips import MEDIUM, Strip, cells_of, days_strip
from trellis.registers.times import Times, times_of
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.ages import of_compulsory_age
from trellis.rules.calendar import Calendar
from trellis.rules.codes import NO_MARK, Code, CodeSet, code_set
from trellis.rules.marks import line_of
from trellis.rules.school_days import SchoolDays
from trellis.rules.words import Session
from trellis.schools.models import (
    AttendancePattern,
    ClassMembership,
    Enrolment,
    Pupil,
    School,
    SchoolClass,
)
from trellis.schools.questions import DAY, PUPILS, SCHOOL, Asking, Given, Question, Several

# What a teacher needs with one tap; every other code is one tap further.
_COMMON = {Session.AM: ("/", "L", "N"), Session.PM: ("\\", "L", "N")}


@dataclass(frozen=True)
class Place:
    """One pupil's place on the register: what stands, what was expected, this week so far."""

    pupil: Pupil
    code: str
    said: Said
    last: Last | None
    expected: Sequence[ExpectedAbsence]
    week: Strip

    @property
    def initials(self) -> str:
        """Where a photograph will be: the first letters of the name."""
        return f"{self.pupil.forename[:1]}{self.pupil.surname[:1]}"

    @property
    def name(self) -> str:
        return self.pupil.known_as

    @property
    def as_expected(self) -> ExpectedAbsence | None:
        """What one act may confirm: the first thing expected, unless a mark stands, or somebody elsewhere
        must say first that the child is there.
        """
        first = next(iter(self.expected), None)
        return None if first is None or self.code or first.is_confirmed_elsewhere else first


@dataclass
class Sheet:
    """The register of a class for one session, read in a number of queries that no class size changes."""

    school: School
    school_class: SchoolClass
    date: dt.date
    session: Session

    @cached_property
    def year(self) -> AcademicYear:
        return AcademicYear.of(self.date)

    @cached_property
    def position(self) -> int:
        return self.year.position(self.date, self.session)

    @cached_property
    def times(self) -> Times:
        return times_of(self.school, self.date, self.session)

    @cached_property
    def register(self) -> Register | None:
        return next(iter(self.asking_register().answer()), None)

    def asking_register(self) -> Asking:
        """The question whose answer says how far it has come."""
        asked = {"class": self.school_class.pk, "day": self.date, "session": self.session.value}
        return _REGISTER_OF.of(**asked)

    @property
    def is_closed(self) -> bool:
        """Whether what stands is changed by amendment only: somebody closed it, or its time is over."""
        closed = self.register is not None and self.register.closed_at is not None
        return closed or self.times.closed(timezone.now())

    @property
    def is_ours(self) -> bool:
        """Whether the school's register of record is Trellis; otherwise the page is to read."""
        return self.school.register_of_record == School.RegisterOfRecord.TRELLIS

    @cached_property
    def calendar(self) -> Calendar | None:
        """This year's, where one was stated."""
        return stated_calendar(self.school, self.year)

    @cached_property
    def school_days(self) -> SchoolDays:
        """The days of school as the calendar of this year has them."""
        return SchoolDays.of([self.calendar])

    @cached_property
    def why_closed_to_marks(self) -> str | None:
        """Why nobody is expected that day, in words, where a stated calendar says so."""
        says = self.calendar.why_closed(self.date) if self.calendar else None
        return None if says is None else str(says)

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """The codes somebody may record that day, but for the other session's own."""
        return recordable(self.code_set, self.session)

    @property
    def code_set(self) -> CodeSet:
        """The codes in force that day."""
        return code_set(self.school.nation, self.date)

    @cached_property
    def common(self) -> tuple[Code, ...]:
        by_code = {code.code: code for code in self.codes}
        return tuple(by_code[code] for code in _COMMON[self.session] if code in by_code)

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        """Who is on this register: in the class and on roll that day, with their names, in the order of a
        register.
        """
        return [one.enrolment for one in _MEMBERS.ask(**{"class": self.school_class.pk, "day": self.date})]

    def has(self, pupils: Collection[int]) -> bool:
        """Whether they are all on this register: what a save needs to know of them."""
        return set(pupils) <= set(self.asking_who_is_here(pupils).answer())

    def asking_who_is_here(self, pupils: Collection[int]) -> Asking:
        """The question which of some pupils are on this register."""
        return _ON_REGISTER.of(**{"class": self.school_class.pk, "day": self.date, "pupils": sorted(pupils)})

    @property
    def is_taken(self) -> bool:
        """Whether nobody's mark was missing when the register was read, or before."""
        return self.register is not None and self.register.taken_at is not None

    @property
    def is_complete(self) -> bool:
        """Whether everybody on it has a mark, as the lines stand now."""
        return not _UNMARKED.ask(**self._this_place())

    def asking_others_unmarked(self, pupils: Collection[int]) -> Asking:
        """The question that finds somebody who has no mark, as the lines stand now, besides some pupils."""
        return _OTHERS_UNMARKED.of(**self._this_place(), pupils=sorted(pupils))

    def _this_place(self) -> dict[str, Any]:
        """Where each of its members has this session's mark."""
        return {
            "class": self.school_class.pk,
            "day": self.date,
            "school": self.school.pk,
            "year": self.year.start,
            "place": self.position + 1,
        }

    @cached_property
    def places(self) -> list[Place]:
        pupils = [enrolment.pupil_id for enrolment in self.enrolments]
        held = _LINES_OF.ask(school=self.school.pk, year=self.year.start, pupils=pupils)
        lines = {line.pupil_id: line for line in held}
        said = standing_details(line.pk for line in lines.values())
        last = last_made(lines.values(), self.position)
        expected = expected_on(self.date, self.session, self.enrolments)
        marks = [lines[pupil].marks if pupil in lines else BLANK_LINE for pupil in pupils]
        keys = [lines[pupil].pk if pupil in lines else 0 for pupil in pupils]
        return [
            Place(
                pupil=one.pupil,
                code=code_shown(line[self.position]),
                said=said.get((key, self.position), Said()),
                last=last.get(key),
                expected=expected.get(one.pk, []),
                week=week,
            )
            for one, key, line, week in zip(self.enrolments, keys, marks, self._weeks(marks), strict=True)
        ]

    def _weeks(self, marks: Sequence[str]) -> list[Strip]:
        """The week of each line so far, up to the session before this one."""
        if not marks:
            return []
        monday = 14 * self.year.week_of(self.date)
        weeks = [one[monday : self.position] for one in marks]
        # Many have had the same week: each is drawn once.
        distinct = list(set(weeks))
        lines = np.stack(
            [line_of((BLANK_LINE[:monday] + week).ljust(SESSIONS, NO_MARK)) for week in distinct]
        )
        cells = cells_of(lines, year=self.year, nation=self.school.nation)[:, monday : monday + 14]
        strips = {week: days_strip(held, size=MEDIUM) for week, held in zip(distinct, cells, strict=True)}
        return [strips[week] for week in weeks]

    @cached_property
    def marked(self) -> int:
        return sum(bool(place.code) for place in self.places)

    @property
    def missing(self) -> int:
        return len(self.places) - self.marked

    @cached_property
    def as_expected(self) -> int:
        """How many blank places one act may confirm as expected."""
        return sum(place.as_expected is not None for place in self.places)


@lru_cache(maxsize=64)
def recordable(held: CodeSet, session: Session) -> tuple[Code, ...]:
    """The codes of a set that somebody may record in a session."""
    return tuple(code for code in held.codes if code.recordable and code.session in (None, session))


@dataclass(frozen=True, slots=True)
class State:
    """How far one class's register of a session has come, for the list of the day."""

    school_class: SchoolClass
    session: Session
    marked: int
    of: int
    register: Register | None

    @property
    def is_taken(self) -> bool:
        return self.of > 0 and self.marked == self.of


def states_of(
    school: School, classes: Sequence[SchoolClass], date: dt.date
) -> list[tuple[SchoolClass, list[State]]]:
    """Each class's two registers of a day, in a number of queries that no number of pupils changes."""
    year = AcademicYear.of(date)
    enrolled = enrolled_in(classes, date)
    pupils = {enrolment.pupil_id for members in enrolled.values() for enrolment in members}
    held = Line.objects.filter(school=school, year=year.start, pupil__in=pupils).values_list(
        "pupil_id", "marks"
    )
    marks = dict(held)
    registers = {
        (register.school_class_id, register.session): register
        for register in Register.objects.filter(school_class__in=classes, date=date).select_related(
            "taken_by"
        )
    }
    found = []
    for school_class in classes:
        members = enrolled[school_class.pk]
        states = []
        for session in Session:
            position = year.position(date, session)
            marked = sum(marks.get(one.pupil_id, BLANK_LINE)[position] != NO_MARK for one in members)
            register = registers.get((school_class.pk, session.value))
            states.append(State(school_class, session, marked, len(members), register))
        found.append((school_class, states))
    return found


def members_of(classes: Sequence[SchoolClass], date: dt.date) -> QuerySet[ClassMembership]:
    """Who is in some classes and on roll on a day."""
    return on_roll(date).filter(school_class__in=classes)


def on_roll(date: Any) -> QuerySet[ClassMembership]:
    """Who is in a class of those on roll on a day."""
    return ClassMembership.objects.on(date).filter(
        Q(enrolment__until=None) | Q(enrolment__until__gte=date),
        enrolment__since__lte=date,
        enrolment__pupil__merged_into=None,
    )


# One register’s, which a page asks for at every mark.
_CLASS: Any = Given("class", BigIntegerField())
_YEAR: Any = Given("year", SmallIntegerField())
_REGISTER_OF = Question(
    lambda: Register.objects.filter(
        school_class=_CLASS, date=DAY, session=Given("session", CharField())
    ).select_related("taken_by")
)
_ON_REGISTER = Question(
    lambda: (
        on_roll(DAY)
        .filter(school_class=_CLASS, enrolment__pupil__in=PUPILS)
        .values_list("enrolment__pupil_id", flat=True)
    )
)
_NAMES = ("surname", "forename", "preferred_name")
_MEMBERS = Question(
    lambda: _by_name(on_roll(DAY).filter(school_class=_CLASS)).only(
        *(f"enrolment__pupil__{name}" for name in _NAMES)
    )
)
_LINES_OF = Question(
    lambda: Line.objects.filter(school=SCHOOL, year=_YEAR, pupil__in=PUPILS).values_list(
        "pk", "school_id", "row", "pupil_id", "marks", "entries", named=True
    )
)


def _unmarked() -> QuerySet[ClassMembership]:
    marked = (
        Line.objects.filter(school=SCHOOL, year=_YEAR, pupil=OuterRef("enrolment__pupil"))
        .annotate(mark=Substr("marks", Given("place", SmallIntegerField()), 1))
        .exclude(mark=NO_MARK)
    )
    return on_roll(DAY).filter(school_class=_CLASS).exclude(Exists(marked))


def _the_first(members: QuerySet[ClassMembership]) -> QuerySet[Any]:
    return members.values_list("enrolment__pupil_id", flat=True)[:1]


_UNMARKED = Question(lambda: _the_first(_unmarked()))
_OTHERS_UNMARKED = Question(lambda: _the_first(_unmarked().exclude(enrolment__pupil__in=PUPILS)))


def _by_name(members: QuerySet[ClassMembership]) -> QuerySet[ClassMembership]:
    """Members of a class with who they are, in the order of a register."""
    names = ("enrolment__pupil__surname", "enrolment__pupil__forename", "enrolment__pupil_id")
    return members.select_related("enrolment__pupil").order_by(*names)


def enrolled_in(classes: Sequence[SchoolClass], date: dt.date) -> dict[int, list[Enrolment]]:
    """The same as enrolments by class, by surname."""
    found: dict[int, list[Enrolment]] = {school_class.pk: [] for school_class in classes}
    for membership in _by_name(members_of(classes, date)):
        found[membership.school_class_id].append(membership.enrolment)
    return found


def expected_on(
    date: dt.date, session: Session, enrolments: Sequence[Enrolment | int]
) -> dict[int, list[ExpectedAbsence]]:
    """What is expected of these pupils in a session, by enrolment: that their timetable leaves it out before
    what the school was told, and that before what was planned.
    """
    if date.weekday() > _FRIDAY:
        return {}
    asked = {"day": date, "enrolments": [getattr(one, "pk", one) for one in enrolments]}
    return _expected(date, session, _PATTERNS_OF.ask(**asked), _EXPECTED_OF.ask(**asked))


def _patterns(date: Any) -> QuerySet[AttendancePattern]:
    return AttendancePattern.objects.on(date).select_related("enrolment__pupil", "enrolment__school")


def _absences(date: Any) -> QuerySet[ExpectedAbsence]:
    return ExpectedAbsence.objects.on(date).select_related("recorded_by").order_by("planned", "pk")


# Of some enrolments, and of everybody at a school.
_ENROLMENTS: Any = Several("enrolments", BigIntegerField())
_PATTERNS_OF = Question(lambda: _patterns(DAY).filter(enrolment__in=_ENROLMENTS))
_EXPECTED_OF = Question(lambda: _absences(DAY).filter(enrolment__in=_ENROLMENTS))
_PATTERNS_AT = Question(lambda: _patterns(DAY).filter(enrolment__school=SCHOOL))
_EXPECTED_AT = Question(lambda: _absences(DAY).filter(enrolment__school=SCHOOL))


def expected_at(school: School, date: dt.date, session: Session) -> dict[int, list[ExpectedAbsence]]:
    """The same of everybody at a school."""
    if date.weekday() > _FRIDAY:
        return {}
    asked = {"school": school.pk, "day": date}
    return _expected(date, session, _PATTERNS_AT.ask(**asked), _EXPECTED_AT.ask(**asked))


def _expected(
    date: dt.date,
    session: Session,
    patterns: Iterable[AttendancePattern],
    absences: Iterable[ExpectedAbsence],
) -> dict[int, list[ExpectedAbsence]]:
    found: dict[int, list[ExpectedAbsence]] = {}
    at = 2 * date.weekday() + (session is Session.PM)
    for expected in _by_timetable(date, at, patterns):
        found.setdefault(expected.enrolment_id, []).append(expected)
    for expected in absences:
        if expected.sessions[at] == "Y":
            found.setdefault(expected.enrolment_id, []).append(expected)
    return found


_FRIDAY = 4


def _by_timetable(date: dt.date, at: int, patterns: Iterable[AttendancePattern]) -> Iterator[ExpectedAbsence]:
    """The mark a pupil's own timetable makes one expect where it leaves the session out. Nothing is kept."""
    for pattern in patterns:
        if pattern.sessions[at] == "N":
            code = _timetabled(pattern, date)
            if code in code_set(pattern.enrolment.school.nation, date).by_code:
                yield ExpectedAbsence(
                    enrolment=pattern.enrolment, code=code, note=str(pattern.get_kind_display())
                )


def _timetabled(pattern: AttendancePattern, date: dt.date) -> str:
    if pattern.kind == AttendancePattern.Kind.DUAL:
        return "D"
    compulsory = of_compulsory_age(pattern.enrolment.pupil.date_of_birth, date)
    return "C2" if pattern.kind == AttendancePattern.Kind.PART_TIME and compulsory is not False else "X"


def last_written_at(school: School) -> dt.datetime | None:
    """When marks last came in: how old today's are, where the school's MIS keeps the register."""
    return next(iter(_WRITTEN_AT.ask(school=school.pk)), None)


_WRITTEN_AT = Question(
    lambda: Ledger.objects.filter(school=SCHOOL, number__gt=0).values_list("at", flat=True)
)
