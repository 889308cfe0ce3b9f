"""Who is on the site now: read from the day's registers and the desks each time it is asked, never kept.

For an evacuation: by class, and where a child is not with their class by place, with when each was last
known. Whoever nobody can say of is to be looked for and stands first. Visitors and staff are not on it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, IntegerField, OuterRef, SmallIntegerField
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.models import Arrival, Leaving, Unwell
from trellis.registers.history import written_at
from trellis.registers.models import Line
from trellis.registers.school_now import SchoolNow
from trellis.registers.taking import last_written_at, members_of
from trellis.registers.times import Times
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK, code_set
from trellis.rules.on_site import Seen, Sighting, Where, what_a_mark_says, where
from trellis.rules.words import Session
from trellis.schools.access import may
from trellis.schools.models import AttendancePattern, ClassMembership, Enrolment, Person, School, SchoolClass
from trellis.schools.questions import DAY, SCHOOL, Given, Question
from trellis.schools.roles import Permission

_FRIDAY = 4


class Member(NamedTuple):
    """Somebody on roll today."""

    enrolment: int
    pupil: int
    name: str

    @classmethod
    def of(cls, enrolment: int, pupil: int, surname: str, forename: str, called: str) -> "Member":
        return cls(enrolment, pupil, f"{surname}, {called or forename}")


class Child(NamedTuple):
    """One child on the list: where, since when that is known, and what somebody must know of it."""

    pupil: int
    name: str
    known_at: dt.datetime | None
    known: str = ""  # the same as people read a clock
    place: str = ""
    why: str = ""

    @property
    def beside(self) -> str:
        """What stands beside the name: "medical room · 08:52"."""
        return f"{self.place} · {self.known}" if self.place and self.known else self.place or self.known


@dataclass(frozen=True)
class ClassList:
    """One class: who is here, and whom nobody can say of."""

    name: str
    here: Sequence[Child]
    unknown: Sequence[Child]
    away: int

    @property
    def named(self) -> Sequence[tuple[str, str]]:
        """Whoever is here by name, with what stands beside it."""
        return [(child.name, child.beside) for child in self.here]


@dataclass
class OnSite:
    """The list of a school at a moment for one reader, in a number of queries that no number of pupils
    changes.
    """

    school: School
    now: dt.datetime
    reader: Person

    @cached_property
    def _here(self) -> SchoolNow:
        return SchoolNow(self.school, self.now)

    @property
    def day(self) -> dt.date:
        return self._here.day

    @property
    def year(self) -> AcademicYear:
        return self._here.year

    @cached_property
    def _of_today(self) -> Mapping[str, Any]:
        return {"school": self.school.pk, "day": self.day}

    @cached_property
    def times(self) -> Mapping[Session, Times]:
        return {session: self._here.times(session) for session in Session}

    @cached_property
    def is_school_day(self) -> bool:
        """Whether there is school today: else nobody is looked for whom nobody has seen."""
        return self._here.days.is_open(self.day)

    @cached_property
    def has_ended(self) -> bool:
        """Whether the school day is over: who was collected at its end nobody wrote down."""
        return self.now > self.times[Session.PM].ends_at

    @cached_property
    def written_at(self) -> dt.datetime | None:
        """When marks last came in."""
        return last_written_at(self.school)

    # --- who there is ---

    @cached_property
    def is_whole(self) -> bool:
        """Whether the reader sees the whole school, or only the classes they teach."""
        return may(self.reader, Permission.SEE_PUPILS, self.school)

    @cached_property
    def members(self) -> Mapping[str, Sequence[Member]]:
        """Everybody on roll, by class, by surname; those in no class last."""
        classes = SchoolClass.objects.filter(school=self.school, year=self.year.start).order_by("name")
        if not self.is_whole:
            classes = classes.filter(pk__in=self.reader.reach(Permission.SEE_PUPILS).classes)
        named = dict(classes.values_list("pk", "name"))
        columns = ("enrolment", *(f"enrolment__pupil__{one}" for one in _NAMES))
        found: dict[str, list[Member]] = {name: [] for name in named.values()}
        placed = set()
        for school_class, *who in members_of(list(named), self.day).values_list("school_class", *columns):
            member = Member.of(*who)
            if member.enrolment not in placed:
                found[named[school_class]].append(member)
                placed.add(member.enrolment)
        if self.is_whole:
            left_over = _IN_NO_CLASS.ask(**self._of_today, year=self.year.start)
            found[_("No class")] = [Member.of(*row) for row in left_over]
        return {
            name: sorted(held, key=lambda one: one.name.casefold()) for name, held in found.items() if held
        }

    # --- what was seen of them ---

    @cached_property
    def _marks(self) -> Mapping[int, str]:
        """Both marks of the day, by pupil."""
        first = self.year.position(self.day, Session.AM)
        return dict(_MARKS.ask(school=self.school.pk, year=self.year.start, first=first + 1))

    @cached_property
    def _says(self) -> Mapping[str, Seen | None]:
        """What each character says of where a child is."""
        codes = code_set(self.school.nation, self.day)
        late = {one.char for one in codes.codes if one.late}
        return {
            char: what_a_mark_says(codes.category(char), late_after_close=char in late)
            for char in {one for marks in self._marks.values() for one in marks} - {NO_MARK}
        }

    @cached_property
    def _written(self) -> Mapping[tuple[int, Session], dt.datetime]:
        return written_at(self.school, self.day)

    @cached_property
    def _desks(self) -> Mapping[int, Sequence[tuple[Sighting, dt.datetime]]]:
        """What the desks saw of each child, with when that was written down."""
        found = defaultdict(list)
        for pupil, at, recorded in _CAME.ask(**self._of_today):
            found[pupil].append((self._sighting(at, Seen.CAME), recorded))
        for pupil, left, left_recorded, back, back_recorded in _LEFT.ask(**self._of_today):
            found[pupil].append((self._sighting(left, Seen.LEFT), left_recorded))
            if back is not None:
                found[pupil].append((self._sighting(back, Seen.BACK), back_recorded))
        return found

    def _sighting(self, at: dt.datetime, seen: Seen) -> Sighting:
        session = Session.PM if at > self.times[Session.AM].ends_at else Session.AM
        return Sighting(timezone.localtime(at).time(), seen, session)

    @cached_property
    def _places(self) -> Mapping[int, str]:
        """Where those are who are unwell and looked after outside their class."""
        return dict(_LOOKED_AFTER.ask(**self._of_today))

    @cached_property
    def _not_due(self) -> frozenset[int]:
        """Whose own timetable leaves this session out: without a mark they are taken to be away."""
        if self.day.weekday() > _FRIDAY:
            return frozenset()
        at = 2 * self.day.weekday() + (self.now >= self.times[Session.PM].opens_at)
        held = _PATTERNS.ask(**self._of_today)
        return frozenset(pk for pk, sessions in held if sessions[at] == "N")

    @cached_property
    def _opened(self) -> Mapping[Session, dt.time]:
        return {one: timezone.localtime(times.opens_at).time() for one, times in self.times.items()}

    @cached_property
    def _sightings(self) -> Mapping[str, Sequence[Sighting]]:
        """What the two marks of a day say, by both: most children have the same two."""
        return {
            marks: [
                Sighting(self._opened[session], seen, session)
                for session, char in zip(Session, marks, strict=False)
                if (seen := self._says.get(char)) is not None
            ]
            for marks in {"", *self._marks.values()}
        }

    @cached_property
    def _by_marks(self) -> Mapping[str, tuple[Where, Sighting | None]]:
        """Where a child is taken to be of whom nothing but those marks is known."""
        return {marks: where(sightings) for marks, sightings in self._sightings.items()}

    def _latest(self, member: Member) -> tuple[Where, Sighting | None, dt.datetime | None]:
        """Where they are taken to be, what says so, and when that was written down."""
        marks, at_desks = self._marks.get(member.pupil, ""), self._desks.get(member.pupil)
        if not at_desks:
            place, last = self._by_marks[marks]
            return place, last, last and self._written.get((member.pupil, last.session))
        place, last = where([*self._sightings[marks], *(one for one, _known in at_desks)])
        known = next((known for one, known in at_desks if one is last), None)
        return place, last, known or (last and self._written.get((member.pupil, last.session)))

    # --- the list ---

    @cached_property
    def classes(self) -> Sequence[ClassList]:
        """Each class, with whoever is here and whoever is to be looked for."""
        return [self._class(name, members) for name, members in self.members.items()]

    def _class(self, name: str, members: Sequence[Member]) -> ClassList:
        found: dict[Where, list[Child]] = {one: [] for one in Where}
        for member in members:
            place, child = self._placed(member)
            found[place].append(child)
        return ClassList(name, found[Where.HERE], found[Where.UNKNOWN], len(found[Where.AWAY]))

    def _placed(self, member: Member) -> tuple[Where, Child]:
        place, last, known = self._latest(member)
        if last is None:
            if not self.is_school_day or member.enrolment in self._not_due:
                return Where.AWAY, Child(member.pupil, member.name, None)
            return place, Child(member.pupil, member.name, None, why=_("no mark yet"))
        why = _("here this morning, marked absent since") if place is Where.UNKNOWN else ""
        beside = self._places.get(member.pupil, "")
        return place, Child(member.pupil, member.name, known, self._clock(known), beside, why)

    def _clock(self, at: dt.datetime | None) -> str:
        """A moment as people read a clock; the marks of a register have one between them."""
        if at not in self._clocks:
            self._clocks[at] = "" if at is None else f"{timezone.localtime(at):%H:%M}"
        return self._clocks[at]

    @cached_property
    def _clocks(self) -> dict[dt.datetime | None, str]:
        return {}

    @cached_property
    def unknown(self) -> Sequence[tuple[str, Child]]:
        """Whoever nobody can say of, with their class: to be looked for first."""
        return [(one.name, child) for one in self.classes for child in one.unknown]

    @property
    def here(self) -> int:
        return sum(len(one.here) for one in self.classes)

    @property
    def shown(self) -> int:
        """How many children the list names."""
        return self.here + len(self.unknown)

    @cached_property
    def elsewhere(self) -> Sequence[tuple[str, Sequence[tuple[str, Child]]]]:
        """Those here who are not with their class, by place."""
        found: dict[str, list[tuple[str, Child]]] = defaultdict(list)
        for one in self.classes:
            for child in one.here:
                if child.place:
                    found[child.place].append((one.name, child))
        return sorted(found.items())


_NAMES = ("pk", "surname", "forename", "preferred_name")

# --- what is asked each time --------------------------------------------------------------------------------

_YEAR: Any = Given("year", SmallIntegerField())
_IN_NO_CLASS = Question(
    lambda: (
        Enrolment.objects.on(DAY)
        .filter(
            ~Exists(
                ClassMembership.objects.on(DAY).filter(
                    enrolment=OuterRef("pk"), school_class__school=SCHOOL, school_class__year=_YEAR
                )
            ),
            school=SCHOOL,
            pupil__merged_into=None,
        )
        .values_list("pk", *(f"pupil__{one}" for one in _NAMES))
    )
)
_MARKS = Question(
    lambda: Line.objects.filter(school=SCHOOL, year=_YEAR).values_list(
        "pupil_id", Substr("marks", Given("first", IntegerField()), 2)
    )
)
_CAME = Question(
    lambda: (
        Arrival.objects.standing()
        .filter(school=SCHOOL, date=DAY, pupil__isnull=False)
        .values_list("pupil_id", "at", "recorded_at")
    )
)
_LEFT = Question(
    lambda: (
        Leaving.objects.standing()
        .filter(school=SCHOOL, date=DAY)
        .values_list("pupil_id", "left_at", "recorded_at", "back_at", "back_recorded_at")
    )
)
_LOOKED_AFTER = Question(
    lambda: (
        Unwell.objects.standing()
        .filter(school=SCHOOL, date=DAY, decision__in=("waits", "stays"))
        .values_list("pupil_id", "place")
    )
)
_PATTERNS = Question(
    lambda: (
        AttendancePattern.objects.on(DAY)
        .filter(enrolment__school=SCHOOL)
        .values_list("enrolment_id", "sessions")
    )
)
