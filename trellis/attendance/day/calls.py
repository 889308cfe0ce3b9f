"""The call list: which families are rung this morning, whom in which order, and what became of each call.

Read from the day's registers each time and never kept. Registers that are not taken are chased, not called,
and while there are any the list says that it is not complete.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np
from django.db.models import BigIntegerField, CharField, DateTimeField, IntegerField, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from numpy.typing import NDArray

from trellis.attendance.day.closures import closed_now, closed_to
from trellis.attendance.day.leave_lists import not_granted
from trellis.attendance.day.seen import SeenByDesk
from trellis.attendance.day.starting import absence_since, never_came
from trellis.attendance.models import LAPSES_AFTER, AnswerLink, CallClaim, Closure
from trellis.measures.roll import Roll
from trellis.messages.models import Conversation, Reply
from trellis.registers.expecting import UNDECIDED, day_back
from trellis.registers.history import code_shown
from trellis.registers.models import ExpectedAbsence, Line, Register
from trellis.registers.school_now import SchoolNow
from trellis.registers.taking import last_written_at, on_roll
from trellis.registers.times import Times
from trellis.rules.academic_year import AcademicYear
from trellis.rules.accounted import ON_THE_WAY_FOR
from trellis.rules.codes import NO_MARK, code_set
from trellis.rules.first_day import Adult, Call, Child, asked_after, call_list
from trellis.rules.morning import to_be_called
from trellis.rules.still_out import REASON_DUE, WITHOUT_REASON
from trellis.rules.words import Session
from trellis.schools.models import (
    AttendancePattern,
    Characteristic,
    Contact,
    Enrolment,
    FamilyLink,
    Hold,
    Pupil,
    School,
    SchoolClass,
)
from trellis.schools.questions import DAY, PUPILS, SCHOOL, Given, Question, Several

Outcome = Conversation.Outcome

SPOKEN_WITH = frozenset({Outcome.GAVE_REASON, Outcome.NO_REASON, Outcome.RANG_FIRST, Outcome.ON_THE_WAY})
"""What takes a child off the list: an adult of the family was in touch."""
FOR_SAFEGUARDING = frozenset({Outcome.CHILD_ANSWERED, Outcome.THOUGHT_HERE, Outcome.LEAD_TOLD})
"""What goes to the safeguarding lead at once, and is no longer the office's to ring about."""

_FRIDAY = 4
_RUNG_FIRST = {
    Characteristic.Kind.LOOKED_AFTER: ("true",),
    Characteristic.Kind.YOUNG_CARER: ("true",),
    Characteristic.Kind.SEN: ("E",),
}
_HELD_FIRST = (Hold.Kind.PROTECTION, Hold.Kind.LOOKED_AFTER)


class Member(NamedTuple):
    """Somebody on a register: their enrolment and who they are, by number."""

    enrolment: int
    pupil: int


class Enrolled(NamedTuple):
    """An enrolment of this day: its number, and since when."""

    enrolment: int
    since: dt.date


@dataclass(frozen=True)
class Asked:
    """One child a call is about."""

    pupil: Pupil
    class_name: str
    code: str
    starts: bool = False  # was due to start, and has not come yet

    @property
    def name(self) -> str:
        return str(self.pupil)


@dataclass(frozen=True)
class ToRing:
    """An adult of a call: the number, what they may be asked about, and what came of trying them today."""

    contact: Contact
    relationship: str
    about: Sequence[Asked]
    tried: Sequence[Conversation]
    asked: Sequence[AnswerLink]  # the text or e-mail of today that asks them
    wrote: bool  # something of theirs that came today is unread


@dataclass(frozen=True)
class Row:
    """One home on the list."""

    call: Call
    children: Sequence[Asked]
    adults: Sequence[ToRing]
    asks_first: Sequence[str]  # who is asked before anybody rings: "the safeguarding lead"
    claim: CallClaim | None
    leave_not_granted: bool  # leave was asked for today for one of them, and not granted

    @property
    def key(self) -> str:
        return self.call.key

    @property
    def first(self) -> bool:
        return self.call.first

    @property
    def next(self) -> ToRing | None:
        """Whom to ring now: the first nobody has tried; when all have been tried, the first again."""
        return next((one for one in self.adults if not one.tried), next(iter(self.adults), None))

    @property
    def all_tried(self) -> bool:
        """Whether everybody who may be rung has been, and nobody was reached."""
        return bool(self.adults) and all(one.tried for one in self.adults)

    @property
    def is_for_lead(self) -> bool:
        """Whether nobody is left to ring: the safeguarding lead is told."""
        return not self.adults or self.all_tried

    @property
    def wrote(self) -> bool:
        return any(one.wrote for one in self.adults)


@dataclass(frozen=True)
class Gone:
    """A call of today that took children off the list, and where they went."""

    conversation: Conversation
    children: Sequence[Asked]

    @property
    def is_for_safeguarding(self) -> bool:
        return self.conversation.outcome in FOR_SAFEGUARDING

    @property
    def to_code(self) -> Sequence[Asked]:
        """Those whose mark still gives no reason."""
        return [one for one in self.children if one.code == "N"]


@dataclass(frozen=True)
class Explained:
    """A child whose absence today the family told of, by whichever way, and the mark that stands now."""

    expected: ExpectedAbsence
    child: Asked
    back: dt.date | None

    @property
    def is_to_code(self) -> bool:
        """Whether the mark still gives no reason."""
        return self.child.code == "N"

    @property
    def suggested_code(self) -> str:
        """The code it was taken in with; nothing where nobody has chosen one."""
        return "" if self.expected.code == UNDECIDED else self.expected.code


@dataclass
class CallList:
    """The list of one school at one moment, in a number of queries that no number of pupils changes."""

    school: School
    now: dt.datetime
    read: SchoolNow | None = None  # the school at this moment, where a page has it already

    @cached_property
    def here(self) -> SchoolNow:
        return self.read or SchoolNow(self.school, self.now)

    @property
    def day(self) -> dt.date:
        return self.here.day

    @property
    def year(self) -> AcademicYear:
        return self.here.year

    @cached_property
    def session(self) -> Session:
        """The morning's, until the afternoon's register opens."""
        return Session.PM if self.now >= self._afternoon.opens_at else Session.AM

    @cached_property
    def _afternoon(self) -> Times:
        return self.here.times(Session.PM)

    @cached_property
    def opens_at(self) -> dt.datetime:
        """When the register of the session opens."""
        afternoon = self.session is Session.PM
        return (self._afternoon if afternoon else self.here.times(Session.AM)).opens_at

    @cached_property
    def begins(self) -> dt.time:
        """When the office starts to ring."""
        return dt.time.fromisoformat(self.here.settings["first_calls"].value)

    @property
    def has_begun(self) -> bool:
        return timezone.localtime(self.now).time() >= self.begins

    @cached_property
    def is_open(self) -> bool:
        """Whether there is school today: by the stated calendar, or else on a weekday that may be one."""
        if self.here.calendar is None:
            return self.here.days.is_open(self.day)
        return bool(self.here.calendar.open_mask()[self.position])

    @cached_property
    def position(self) -> int:
        return self.year.position(self.day, self.session)

    # --- registers ---

    @cached_property
    def members(self) -> Mapping[SchoolClass, Sequence[Member]]:
        """Who is due in this session, by class, by surname."""
        asked = {"school": self.school.pk, "year": self.year.start}
        due: dict[int, list[Member]] = defaultdict(list)
        for school_class, enrolment, pupil in self._in_a_class:
            if enrolment not in self.not_due or self.mark_of(pupil) != NO_MARK:
                due[school_class].append(Member(enrolment, pupil))
        return {one: due[one.pk] for one in _CLASSES.ask(**asked) if one.pk in due}

    @cached_property
    def on_roll(self) -> Mapping[int, int]:
        """Everybody on roll: whose enrolment is whose."""
        return dict(_ON_ROLL.ask(school=self.school.pk, day=self.day))

    @cached_property
    def _in_a_class(self) -> Sequence[tuple[int, int, int]]:
        """Those of them who are in a class, by surname: the class, the enrolment and the pupil."""
        return _MEMBERS.ask(school=self.school.pk, year=self.year.start, day=self.day)

    @cached_property
    def closed(self) -> Sequence[Closure]:
        """What of the school is closed in this session."""
        return closed_now(self.school, self.day, self.session)

    @cached_property
    def not_due(self) -> frozenset[int]:
        """Whose own timetable leaves this session out, and to whom the school is closed."""
        if self.day.weekday() > _FRIDAY:
            return frozenset()
        at = 2 * self.day.weekday() + (self.session is Session.PM)
        held = _PATTERNS.ask(school=self.school.pk, day=self.day)
        closed = closed_to(self.closed, self.day)
        return closed | {enrolment for enrolment, sessions in held if sessions[at] == "N"}

    @cached_property
    def _marks(self) -> Mapping[int, str]:
        asked = {"school": self.school.pk, "year": self.year.start}
        return dict(_MARKS.ask(**asked, place=self.position + 1))

    def mark_of(self, pupil: int) -> str:
        """The mark of somebody in this session, as its character."""
        return self._marks.get(pupil, NO_MARK)

    def _mark(self, member: Member) -> str:
        return self.mark_of(member.pupil)

    @cached_property
    def _taken(self) -> frozenset[int]:
        """The classes whose register somebody took, or in which everybody due has a mark."""
        taken = _TAKEN.ask(school=self.school.pk, day=self.day, session=self.session.value)
        marked = {
            one.pk
            for one, members in self.members.items()
            if all(self._mark(member) != NO_MARK for member in members)
        }
        return frozenset({*taken, *marked})

    @property
    def due(self) -> int:
        """How many registers there are to take."""
        return len(self.members)

    @cached_property
    def not_taken(self) -> Sequence[SchoolClass]:
        """The registers to chase."""
        return [one for one in self.members if one.pk not in self._taken]

    @cached_property
    def without_class(self) -> int:
        """How many on roll are in no class, and so on no register."""
        return len(self.on_roll.keys() - {enrolment for _class, enrolment, _pupil in self._in_a_class})

    @property
    def is_complete(self) -> bool:
        """Whether everybody on roll is on a register that was taken."""
        return self.due > 0 and not self.not_taken and not self.without_class

    @cached_property
    def written_at(self) -> dt.datetime | None:
        """When marks last came in: how old the list is."""
        return last_written_at(self.school)

    # --- who is asked after ---

    @cached_property
    def _silent(self) -> Mapping[int, Member]:
        """Absent without a reason in a register taken, by pupil: on the list unless somebody was in touch."""
        return {
            member.pupil: member
            for one, members in self.members.items()
            if one.pk in self._taken
            for member in members
            if to_be_called(self._mark(member), heard_from=False)
        }

    @cached_property
    def _class_names(self) -> Mapping[int, str]:
        return {member.pupil: one.name for one, members in self.members.items() for member in members}

    @cached_property
    def _links(self) -> Mapping[int, Sequence[FamilyLink]]:
        """Whom the school may ring about each child today and has a number of, in call order."""
        asked = {"school": self.school.pk, "day": self.day}
        found = defaultdict(list)
        for link in _LINKS.ask(**asked, pupils=list(self._silent)):
            if link.contact.phone.strip():
                found[link.pupil_id].append(link)
        return found

    @cached_property
    def asked_today(self) -> Sequence[Conversation]:
        """Every time somebody was asked, or answered, where a child was today; the newest first."""
        return _ASKED_AFTER.ask(
            school=self.school.pk, begins=self._begins, ends=self._begins + dt.timedelta(days=1)
        )

    @cached_property
    def _begins(self) -> dt.datetime:
        """The moment the day begins."""
        return timezone.make_aware(dt.datetime.combine(self.day, dt.time()))

    @cached_property
    def _in_touch(self) -> frozenset[int]:
        """The children whose family was spoken with today, whatever about, or who are with safeguarding."""
        passed_on = {
            one.pk
            for asked in self.asked_today
            if asked.outcome in FOR_SAFEGUARDING
            for one in asked.pupils.all()
        }
        return frozenset({*self.spoken, *passed_on, *self.on_the_way})

    @cached_property
    def spoken(self) -> frozenset[int]:
        """The children an adult of whose family was spoken with today, but for those on the way."""
        return frozenset(_SPOKEN_WITH.ask(school=self.school.pk, begins=self._begins))

    @cached_property
    def on_the_way(self) -> frozenset[int]:
        """The children who were said to be on the way so lately that they may be; later they are asked after
        again.
        """
        return frozenset(
            one.pk
            for asked in self.asked_today
            if asked.outcome == Outcome.ON_THE_WAY and not self.has_lapsed(asked)
            for one in asked.pupils.all()
        )

    def has_lapsed(self, asked: Conversation) -> bool:
        """Whether somebody said too long ago that the child was coming."""
        return asked.outcome == Outcome.ON_THE_WAY and asked.at < self.now - ON_THE_WAY_FOR

    @cached_property
    def _first(self) -> frozenset[int]:
        return self.first_among(self._silent)

    def first_among(self, pupils: Iterable[int]) -> frozenset[int]:
        """Those who are rung before the others. Which of the reasons it is, the list does not say."""
        return frozenset(_RUNG_FIRST_AMONG.ask(school=self.school.pk, day=self.day, pupils=list(pupils)))

    # --- lines, for who is still out ---

    @cached_property
    def lines_without_reason(self) -> Mapping[int, str]:
        """What each line of this year says up to this session, where it holds an absence without a reason, of
        those on roll.
        """
        here = Enrolment.objects.on(self.day).filter(school=self.school, pupil__merged_into=None)
        held = Line.objects.filter(school=self.school, year=self.year.start)
        held = held.filter(Q(marks__contains="N") | Q(marks__contains="O"), pupil__in=here.values("pupil"))
        upto = self.position + 1
        marks = ((pupil, marks[:upto]) for pupil, marks in held.values_list("pupil_id", "marks"))
        return {pupil: said for pupil, said in marks if any(one in said for one in WITHOUT_REASON)}

    @cached_property
    def open_lines(self) -> Mapping[int, str]:
        """Those of them that may end in an absence; of a line that does not, no absence is open."""
        return self.lines_without_reason

    @cached_property
    def reasons_due_since(self) -> Mapping[int, int]:
        """The first session of each of them whose reason is still due, by pupil."""
        first = {pupil: marks.find(REASON_DUE) for pupil, marks in self.lines_without_reason.items()}
        return {pupil: at for pupil, at in first.items() if at >= 0}

    def enrolment_of(self, pupil: int) -> Enrolled:
        """The enrolment of somebody on roll."""
        return self._enrolled[pupil]

    @cached_property
    def _enrolled(self) -> Mapping[int, Enrolled]:
        held = Enrolment.objects.on(self.day).filter(school=self.school)
        return {pupil: Enrolled(*one) for pupil, *one in held.values_list("pupil_id", "pk", "since")}

    @cached_property
    def _holds(self) -> Sequence[Hold]:
        return _HOLDS.ask(school=self.school.pk, day=self.day, pupils=list(self._silent))

    @cached_property
    def desk(self) -> SeenByDesk:
        """Whom a desk has seen come or go: nobody is rung about a child who stands in the office."""
        return SeenByDesk(self.here, self.session)

    @cached_property
    def children(self) -> Sequence[Child]:
        """What the rule is asked about."""
        told = self.here.expected(self.session) if self._silent else {}
        return [
            Child(
                pupil=pupil,
                char=self._mark(member),
                taken=True,
                told=any(not one.is_confirmed_elsewhere for one in told.get(member.enrolment, ())),
                heard=pupil in self._in_touch or pupil in self.desk.came,
                first=pupil in self._first,
                adults=tuple(
                    Adult(link.contact_id, link.contact.household_id) for link in self._links.get(pupil, ())
                ),
            )
            for pupil, member in self._silent.items()
        ]

    @cached_property
    def calls(self) -> Sequence[Call]:
        """The calls to make: none on a day without school."""
        return call_list(self.children) if self.is_open else []

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The homes to ring, those that come first before the others; whom nobody has tried before whom
        somebody has.
        """
        rows = [self._row(call) for call in self.calls]
        return sorted(rows, key=lambda row: (not row.first, any(one.tried for one in row.adults)))

    @property
    def pupils(self) -> int:
        """How many children are asked after."""
        return sum(asked_after(child) for child in self.children) if self.is_open else 0

    @property
    def firsts(self) -> int:
        return sum(call.first for call in self.calls)

    def _row(self, call: Call) -> Row:
        links = {link.contact_id: link for pupil in call.children for link in self._links.get(pupil, ())}
        return Row(
            call=call,
            children=[self._asked(pupil) for pupil in call.children],
            adults=[self._to_ring(links[contact], about) for contact, about in call.adults],
            asks_first=sorted({one.held_by for one in self._holds if one.pupil_id in call.children}),
            claim=self._claims.get(call.key),
            leave_not_granted=not self._not_granted.isdisjoint(call.children),
        )

    def _to_ring(self, link: FamilyLink, about: Iterable[int]) -> ToRing:
        return ToRing(
            contact=link.contact,
            relationship=str(link.get_relationship_display()),
            about=[self._asked(pupil) for pupil in about],
            tried=[
                one for one, pupils in self._tried.get(link.contact_id, ()) if not pupils.isdisjoint(about)
            ],
            asked=[one for one in self._asked_by_message if one.contact_id == link.contact_id],
            wrote=link.contact_id in self._wrote,
        )

    @cached_property
    def _tried(self) -> Mapping[int, Sequence[tuple[Conversation, frozenset[int]]]]:
        """When each adult was asked today, and about whom."""
        found = defaultdict(list)
        for one in self.asked_today:
            pupils = frozenset(child.pk for child in one.pupils.all())
            for adult in one.contacts.all():
                found[adult.pk].append((one, pupils))
        return found

    def _asked(self, pupil: int) -> Asked:
        code = code_shown(self._mark(self._silent[pupil]))
        return Asked(self._pupils[pupil], self._class_names[pupil], code, starts=pupil in self._starting)

    @cached_property
    def _starting(self) -> frozenset[int]:
        """Those who were due to start and have not come."""
        silent = list(self._silent)
        asked = {"school": self.school.pk, "year": self.year.start, "upto": self.position + 1}
        marks = dict(_LINES_UP_TO_NOW.ask(**asked, pupils=silent))
        enrolled = _ENROLLED_SINCE.ask(enrolments=[one.enrolment for one in self._silent.values()])
        codes, days = code_set(self.school.nation, self.day), self.here.days
        return frozenset(
            pupil
            for pupil, since in enrolled
            if pupil in marks
            and never_came(since, absence_since(since, marks[pupil], self.year, codes), self.year, days)
        )

    @cached_property
    def _pupils(self) -> Mapping[int, Pupil]:
        return {one.pk: one for one in _PUPILS.ask(pupils=list(self._silent))}

    @cached_property
    def _wrote(self) -> frozenset[int]:
        """Whose text or e-mail of today nobody has read."""
        return frozenset(_WROTE.ask(school=self.school.pk, begins=self._begins))

    @cached_property
    def _asked_by_message(self) -> Sequence[AnswerLink]:
        """The texts and e-mails of today that ask where a child is, with what became of each."""
        ends = self._begins + dt.timedelta(days=1)
        return _ASKED_BY_MESSAGE.ask(school=self.school.pk, begins=self._begins, ends=ends)

    @cached_property
    def _not_granted(self) -> frozenset[int]:
        """Those for whom leave was asked for today and not granted."""
        return not_granted(self.school, self.day, self._silent)

    @cached_property
    def _claims(self) -> Mapping[str, CallClaim]:
        asked = {"school": self.school.pk, "day": self.day, "after": self.now - LAPSES_AFTER}
        return {one.home: one for one in _CLAIMS.ask(**asked)}

    # --- where they went ---

    @cached_property
    def gone(self) -> Sequence[Gone]:
        """What took children off the list today, the newest first, with the mark that stands now."""
        took = [
            one
            for one in self.asked_today
            if one.outcome in SPOKEN_WITH | FOR_SAFEGUARDING and not self.has_lapsed(one)
        ]
        return [
            Gone(
                one,
                [
                    Asked(
                        child,
                        self._class_names.get(child.pk, ""),
                        code_shown(self._marks.get(child.pk, NO_MARK)),
                    )
                    for child in one.pupils.all()
                ],
            )
            for one in took
        ]

    @cached_property
    def told(self) -> Sequence[Explained]:
        """What families told today that took children off the list: where the mark still gives no reason,
        and whatever came by a link; the latest first.
        """
        here = {
            member.enrolment: (member, one) for one, members in self.members.items() for member in members
        }
        at = 2 * self.day.weekday() + (self.session is Session.PM)
        found = []
        for one in _TOLD.ask(school=self.school.pk, day=self.day):
            if one.enrolment_id not in here:
                continue
            member, school_class = here[one.enrolment_id]
            by_link = one.how == ExpectedAbsence.How.LINK and timezone.localdate(one.told_at) == self.day
            if one.sessions[at] == "Y" and (by_link or member.pupil in self._silent):
                code = code_shown(self._mark(member))
                asked = Asked(one.enrolment.pupil, school_class.name, code)
                found.append(Explained(one, asked, day_back(one, self.here.days)))
        return found

    @cached_property
    def waiting_for_safeguarding(self) -> Mapping[int, str]:
        """The children about whom the safeguarding lead has yet to decide, by name."""
        waiting = [
            one
            for one in self.asked_today
            if one.outcome in FOR_SAFEGUARDING and one.follows and one.followed_at is None
        ]
        return {child.pk: str(child) for one in waiting for child in one.pupils.all()}

    @property
    def with_safeguarding(self) -> Sequence[str]:
        return sorted(set(self.waiting_for_safeguarding.values()))

    def row(self, key: str) -> Row | None:
        """One home of the list."""
        return next((row for row in self.rows if row.key == key), None)

    @property
    def shown(self) -> int:
        """How many children the page names."""
        listed = {one.pupil.pk for row in self.rows for one in row.children}
        told = {one.child.pupil.pk for one in self.told}
        return len(listed | told | {one.pupil.pk for gone in self.gone for one in gone.children})


@dataclass
class CountedCalls(CallList):
    """The same for a page that says only how many there are, from the roll it has read already: nobody is
    named, so nobody stands in an order.
    """

    roll: Roll = field(kw_only=True)
    in_taken: NDArray[np.bool_] = field(kw_only=True)  # by place: whose register was taken in this session

    @cached_property
    def _silent(self) -> Mapping[int, Member]:
        column = self.roll.marks[self.roll.line, self.position]
        places = np.flatnonzero(self._on_roll & self.in_taken)
        chars = column[places].tobytes().decode()
        return {
            pupil: Member(enrolment, pupil)
            for pupil, enrolment, char in zip(
                self.roll.person[places].tolist(), self.roll.enrolment[places].tolist(), chars, strict=True
            )
            if to_be_called(char, heard_from=False)
        }

    @cached_property
    def _on_roll(self) -> NDArray[np.bool_]:
        return (self.roll.first <= self.position) & (self.position <= self.roll.last)

    def mark_of(self, pupil: int) -> str:
        return self._marks_of_silent.get(pupil, NO_MARK)

    @cached_property
    def _marks_of_silent(self) -> Mapping[int, str]:
        at = np.flatnonzero(np.isin(self.roll.person, list(self._silent)))
        column = self.roll.marks[self.roll.line[at], self.position]
        return dict(zip(self.roll.person[at].tolist(), column.tobytes().decode(), strict=True))

    @cached_property
    def lines_without_reason(self) -> Mapping[int, str]:
        return self._lines_of(np.flatnonzero(self._on_roll))

    def _lines_of(self, places: NDArray[np.intp]) -> Mapping[int, str]:
        """The same of some places on the roll."""
        lines = self.roll.marks[self.roll.line[places], : self.position + 1]
        held = np.isin(lines, [ord(one) for one in WITHOUT_REASON]).any(axis=1)
        return {
            int(self.roll.person[place]): line.tobytes().decode()
            for place, line in zip(places[held], lines[held], strict=True)
        }

    @cached_property
    def open_lines(self) -> Mapping[int, str]:
        codes = code_set(self.school.nation, self.day)
        column = self.roll.marks[self.roll.line, self.position]
        away = self._on_roll & ~np.isin(column, [ord(one) for one in codes.attended])
        return self._lines_of(np.flatnonzero(away))

    @cached_property
    def reasons_due_since(self) -> Mapping[int, int]:
        places = np.flatnonzero(self._on_roll)
        due = self.roll.marks[self.roll.line[places], : self.position + 1] == ord(REASON_DUE)
        held = due.any(axis=1)
        first = due[held].argmax(axis=1).tolist()
        return dict(zip(self.roll.person[places[held]].tolist(), first, strict=True))

    def enrolment_of(self, pupil: int) -> Enrolled:
        place = self._place_of[pupil]
        since = self.year.date_of(int(self.roll.first[place]))
        return Enrolled(int(self.roll.enrolment[place]), since)

    @cached_property
    def _place_of(self) -> Mapping[int, int]:
        places = np.flatnonzero(self._on_roll)
        return dict(zip(self.roll.person[places].tolist(), places.tolist(), strict=True))


_RUNG_FIRST_AMONG = Question(
    lambda: (
        Characteristic.objects.on(DAY)
        .filter(
            reduce(or_, (Q(kind=kind, value__in=values) for kind, values in _RUNG_FIRST.items())),
            # Of whoever left and came back only what is so now: what was said of the first time stands there.
            enrolment__in=Enrolment.objects.on(DAY).filter(school=SCHOOL, pupil__in=PUPILS),
        )
        .values_list("enrolment__pupil", flat=True)
        .union(
            Hold.objects.on(DAY)
            .filter(school=SCHOOL, kind__in=_HELD_FIRST, pupil__in=PUPILS)
            .values_list("pupil_id", flat=True)
        )
    )
)
_YEAR = Given("year", IntegerField())
_CLASSES = Question(lambda: SchoolClass.objects.filter(school=SCHOOL, year=_YEAR).order_by("name"))
_MEMBERS = Question(
    lambda: (
        on_roll(DAY)
        .filter(school_class__school=SCHOOL, school_class__year=_YEAR)
        .order_by("enrolment__pupil__surname", "enrolment__pupil__forename", "enrolment__pupil_id")
        .values_list("school_class", "enrolment", "enrolment__pupil")
    )
)
_ON_ROLL = Question(
    lambda: (
        Enrolment.objects.on(DAY).filter(school=SCHOOL, pupil__merged_into=None).values_list("pk", "pupil_id")
    )
)
_PATTERNS = Question(
    lambda: (
        AttendancePattern.objects.on(DAY)
        .filter(enrolment__school=SCHOOL)
        .values_list("enrolment_id", "sessions")
    )
)
_MARKS = Question(
    lambda: Line.objects.filter(school=SCHOOL, year=_YEAR).values_list(
        "pupil_id", Substr("marks", Given("place", IntegerField()), 1)
    )
)
_LINES_UP_TO_NOW = Question(
    lambda: Line.objects.filter(school=SCHOOL, year=_YEAR, pupil__in=PUPILS).values_list(
        "pupil_id", Substr("marks", 1, Given("upto", IntegerField()))
    )
)
_ENROLLED_SINCE = Question(
    lambda: Enrolment.objects.filter(pk__in=Several("enrolments", BigIntegerField())).values_list(
        "pupil_id", "since"
    )
)
_TAKEN = Question(
    lambda: Register.objects.filter(
        school_class__school=SCHOOL, date=DAY, session=Given("session", CharField()), taken_at__isnull=False
    ).values_list("school_class_id", flat=True)
)
_PUPILS = Question(lambda: Pupil.objects.filter(pk__in=PUPILS))
_HOLDS = Question(lambda: Hold.objects.on(DAY).filter(school=SCHOOL, pupil__in=PUPILS))
_TOLD = Question(
    lambda: (
        ExpectedAbsence.objects.told()
        .on(DAY)
        .filter(enrolment__school=SCHOOL)
        .select_related("enrolment__pupil")
        .order_by("-told_at", "-pk")
    )
)
_CLAIMS = Question(
    lambda: CallClaim.objects.filter(school=SCHOOL, day=DAY).begun_after(Given("after", DateTimeField()))
)
_LINKS = Question(
    lambda: (
        FamilyLink.objects.reachable_on(DAY)
        .filter(school=SCHOOL, pupil__in=PUPILS)
        .select_related("contact")
        .order_by("priority", "id")
    )
)
_BEGINS, _ENDS = (Given(name, DateTimeField()) for name in ("begins", "ends"))
_WROTE = Question(
    lambda: (
        Reply.objects.filter(school=SCHOOL, received_at__gte=_BEGINS)
        .unread()
        .exclude(contact=None)
        .values_list("contact_id", flat=True)
    )
)
_ASKED_BY_MESSAGE = Question(
    lambda: (
        AnswerLink.objects.made_between(_BEGINS, _ENDS)
        .filter(school=SCHOOL, pupils__isnull=False)
        .distinct()
        .select_related("item")
    )
)
_ASKED_AFTER = Question(
    lambda: (
        Conversation.objects.asking_between(_BEGINS, _ENDS)
        .filter(school=SCHOOL)
        .prefetch_related("pupils", "contacts")
        .order_by("-at", "-pk")
    )
)
_SPOKEN_WITH = Question(
    lambda: (
        Conversation.objects.filter(school=SCHOOL, at__gte=_BEGINS)
        .standing()
        .reaching_somebody()
        .exclude(outcome=Outcome.ON_THE_WAY)
        .values_list("pupils", flat=True)
    )
)


def undecided(school: School) -> Sequence[Conversation]:
    """What went to the safeguarding lead and waits for a decision, the oldest first."""
    return list(to_decide_about(school).prefetch_related("pupils").order_by("at", "pk"))


def to_decide_about(school: Any) -> QuerySet[Conversation]:
    """The same as a question."""
    held = Conversation.objects.filter(school=school, outcome__in=FOR_SAFEGUARDING)
    return held.with_something_to_follow().filter(pupils__isnull=False).distinct()
