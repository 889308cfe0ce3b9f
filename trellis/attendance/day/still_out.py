"""Still out: every open absence, since when, who saw the child last, and the next step the school set for it.

Read from the registers each time. Kept is only what somebody said of a step: that it was done, or why not.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import DateField, DateTimeField
from django.utils import timezone

from trellis.attendance.day.calls import FOR_SAFEGUARDING, CallList
from trellis.attendance.day.starting import absence_since, never_came
from trellis.attendance.models import StepSaid
from trellis.messages.models import Conversation
from trellis.registers.models import Register
from trellis.rules.codes import CodeSet, code_set
from trellis.rules.school_days import SchoolDays
from trellis.rules.still_out import (
    REASON_DUE,
    USUAL,
    Absence,
    Risk,
    Standing,
    Step,
    days_left,
    needs_a_person_before,
    next_of,
    standings,
)
from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.naming import Named, named
from trellis.schools.questions import PUPILS, SCHOOL, Given, Question, Several

SETTINGS = {Risk.EVERY: "out_steps", Risk.FIRST: "out_steps_first"}
LEAD = "safeguarding_lead"


@dataclass(frozen=True)
class LastSeen:
    """The last session a child attended, and who took that register; nobody where a file brought the mark."""

    date: dt.date
    session: Session
    by: str


@dataclass(frozen=True)
class Out:
    """One child who is still out."""

    child: Named
    since: dt.date
    days: int  # school days of the absence, today's among them
    seen: LastSeen | None
    spoken: Conversation | None  # the last talk with an adult of the family since it began
    never_came: bool  # due to start here, and has not come yet
    days_left: int | None  # to find a reason; none where the school has decided that there is none (O)
    is_explained: bool  # told of or planned today
    in_touch: bool  # the family was spoken with today
    with_safeguarding: bool
    steps: Sequence[Standing]
    risk: Risk
    said: Mapping[str, StepSaid]

    @property
    def next(self) -> Standing | None:
        """The step that comes next; none while somebody knows where the child is."""
        return None if self.is_settled else next_of(self.steps)

    @property
    def is_settled(self) -> bool:
        """Whether nobody need go on today: it was told of, or the family was spoken with."""
        return self.is_explained or self.in_touch

    @property
    def needs_a_person(self) -> bool:
        return self.days_left is not None and self.days_left <= 0


@dataclass(frozen=True)
class Unresolved:
    """A child, here again or not, whose absence still has no reason in the register."""

    child: Named
    dates: Sequence[dt.date]
    days_left: int

    @property
    def needs_a_person(self) -> bool:
        return self.days_left <= 0


@dataclass
class StillOut:
    """The open absences of one school, in a number of queries that no number of pupils changes."""

    calls: CallList

    @property
    def school(self) -> School:
        return self.calls.school

    @property
    def now(self) -> dt.datetime:
        return self.calls.now

    @property
    def day(self) -> dt.date:
        return self.calls.day

    @cached_property
    def _codes(self) -> CodeSet:
        return code_set(self.school.nation, self.day)

    @property
    def _days(self) -> SchoolDays:
        return self.calls.here.days

    @property
    def _marks(self) -> Mapping[int, str]:
        return self.calls.lines_without_reason

    @cached_property
    def _absences(self) -> Mapping[int, Absence]:
        """The open absence of each pupil who is still out, on this enrolment. Whom a desk saw come is not."""
        came, enrolment_of = self.calls.desk.came, self.calls.enrolment_of
        year, codes = self.calls.year, self._codes
        absences = (
            (pupil, absence_since(enrolment_of(pupil).since, marks, year, codes))
            for pupil, marks in self.calls.open_lines.items()
            if pupil not in came
        )
        return {pupil: absence for pupil, absence in absences if absence is not None}

    @cached_property
    def _children(self) -> Mapping[int, Named]:
        """Who those are who are out."""
        return self._named(self._absences)

    def _named(self, pupils: Iterable[int]) -> Mapping[int, Named]:
        held = named([self.calls.enrolment_of(pupil).enrolment for pupil in pupils], self.day)
        return {one.pupil: one for one in held.values()}

    # --- who is out ---

    @cached_property
    def rows(self) -> Sequence[Out]:
        """Those who are out: whose step is due or late before the others, those out longest first."""
        rows = [self._row(pupil, absence) for pupil, absence in self._absences.items()]
        return sorted(
            rows,
            key=lambda row: (
                row.is_settled,
                row.risk is not Risk.FIRST,
                row.since,
                row.child.surname.casefold(),
                row.child.forename.casefold(),
            ),
        )

    @property
    def next_steps(self) -> Sequence[Standing]:
        """What comes next for each child of whom nobody knows where they are, whoever they are."""
        found = (
            next_of(self._standings(pupil, absence))
            for pupil, absence in self._absences.items()
            if not self._is_explained(pupil) and not self._is_in_touch(pupil)
        )
        return [one for one in found if one is not None]

    def _row(self, pupil: int, absence: Absence) -> Out:
        year, enrolled = self.calls.year, self.calls.enrolment_of(pupil)
        dates = self._without_reason(pupil, absence.since)
        return Out(
            child=self._children[pupil],
            since=year.date_of(absence.since),
            days=self._days_out(absence),
            seen=self._seen(pupil, absence),
            spoken=self._spoken.get(pupil),
            never_came=never_came(enrolled.since, absence, year, self._days),
            days_left=self._left(dates[0]) if dates else None,
            is_explained=self._is_explained(pupil),
            in_touch=self._is_in_touch(pupil),
            with_safeguarding=pupil in self.calls.waiting_for_safeguarding,
            steps=self._standings(pupil, absence),
            risk=self._risk(pupil),
            said=self._said_of(pupil, absence),
        )

    def _days_out(self, absence: Absence) -> int:
        return len(self._days.between(self.calls.year.date_of(absence.since), self.day)) or 1

    def _risk(self, pupil: int) -> Risk:
        return Risk.FIRST if pupil in self._first else Risk.EVERY

    @cached_property
    def _first(self) -> frozenset[int]:
        return self.calls.first_among(self._absences)

    def _is_explained(self, pupil: int) -> bool:
        return self.calls.enrolment_of(pupil).enrolment in self._explained

    def _is_in_touch(self, pupil: int) -> bool:
        return pupil in self._spoken and timezone.localdate(self._spoken[pupil].at) == self.day

    def _standings(self, pupil: int, absence: Absence) -> Sequence[Standing]:
        """How each of the steps stands for somebody who is out."""
        said = self._said_of(pupil, absence)
        return standings(
            self.steps[self._risk(pupil)],
            done={words for words, one in said.items() if one.done},
            not_done={words for words, one in said.items() if not one.done},
            tries=self._tries.get(pupil, 0),
            day=self._days_out(absence),
            now=timezone.localtime(self.now).time(),
        )

    def _left(self, since: dt.date) -> int:
        """School days left to find the reason of an absence of that day."""
        return days_left(since, self.day, self._days.between(since, self.day))

    def _without_reason(self, pupil: int, since: int = 0) -> list[dt.date]:
        """The days of a line from a session on with an absence whose reason is due."""
        marks = self._marks[pupil]
        places = (at for at, mark in enumerate(marks[since:], since) if mark == REASON_DUE)
        return sorted({self.calls.year.date_of(at) for at in places})

    @cached_property
    def _explained(self) -> frozenset[int]:
        """The enrolments of which something was told or planned for this session."""
        held = self.calls.here.expected(self.calls.session)
        return frozenset(
            enrolment
            for enrolment, said in held.items()
            if any(not one.is_confirmed_elsewhere for one in said)
        )

    # --- who saw them last ---

    def _seen(self, pupil: int, absence: Absence) -> LastSeen | None:
        if absence.last_attended is None:
            return None
        date = self.calls.year.date_of(absence.last_attended)
        session = self.calls.year.session_of(absence.last_attended)
        by = self._taken_by.get((self._children[pupil].class_name, date, session.value), "")
        return LastSeen(date, session, by)

    @cached_property
    def _taken_by(self) -> Mapping[tuple[str, dt.date, str], str]:
        """Who took the registers in which those who are out were seen last."""
        places = {one.last_attended for one in self._absences.values() if one.last_attended is not None}
        held = Register.objects.filter(
            school_class__school=self.school,
            date__in={self.calls.year.date_of(at) for at in places},
            taken_by__isnull=False,
        )
        rows = held.values_list("school_class__name", "date", "session", "taken_by__name")
        return {(name, date, session): by for name, date, session, by in rows}

    @cached_property
    def _spoken(self) -> Mapping[int, Conversation]:
        """The last talk with an adult of each family since the first of these absences began."""
        if not self._absences:
            return {}
        first = self.calls.year.date_of(min(one.since for one in self._absences.values()))
        begins = timezone.make_aware(dt.datetime.combine(first, dt.time()))
        asked = {"school": self.school.pk, "begins": begins, "pupils": list(self._absences)}
        found: dict[int, Conversation] = {}
        for one in _SPOKEN_WITH.ask(**asked):
            if not self.calls.has_lapsed(one):
                found |= {child.pk: one for child in one.pupils.all()}
        return found

    @cached_property
    def _tries(self) -> Mapping[int, int]:
        """How often somebody of each family was tried today."""
        found: dict[int, int] = defaultdict(int)
        for asked in self.calls.asked_today:
            if asked.outcome not in FOR_SAFEGUARDING:
                for child in asked.pupils.all():
                    found[child.pk] += 1
        return found

    # --- the steps ---

    @cached_property
    def steps(self) -> Mapping[Risk, Sequence[Step]]:
        """What the school set for each risk; the usual steps where it set nothing."""
        held = self.calls.here.settings
        return {risk: _steps(held[name].value) or USUAL[risk] for risk, name in SETTINGS.items()}

    @property
    def roles(self) -> frozenset[str]:
        """Whose they are."""
        return frozenset(step.role for steps in self.steps.values() for step in steps)

    @cached_property
    def _said(self) -> Sequence[StepSaid]:
        if not self._absences:
            return []
        days = {self.calls.year.date_of(one.since) for one in self._absences.values()}
        return _SAID.ask(school=self.school.pk, days=list(days))

    def _said_of(self, pupil: int, absence: Absence) -> Mapping[str, StepSaid]:
        """What was said last of each step."""
        since = self.calls.year.date_of(absence.since)
        return {one.step: one for one in self._said if one.pupil_id == pupil and one.out_since == since}

    # --- reasons that are due ---

    @cached_property
    def unresolved(self) -> Sequence[Unresolved]:
        """Absences of an earlier day that still have no reason, whoever has come back; most urgent first."""
        children = self._named(self._due_since)
        left = {since: self._left(since) for since in set(self._due_since.values())}
        found = [
            Unresolved(
                children[pupil],
                [date for date in self._without_reason(pupil) if date < self.day],
                left[since],
            )
            for pupil, since in self._due_since.items()
        ]
        return sorted(found, key=lambda one: (one.days_left, one.child.surname.casefold(), one.child.pupil))

    @property
    def overdue(self) -> int:
        """How many of those children need a person now, whoever they are."""
        since = self._due_since.values()
        before = needs_a_person_before(self._days.between(min(since), self.day)) if since else None
        return sum(date < before for date in since) if before else 0

    @cached_property
    def _due_since(self) -> Mapping[int, dt.date]:
        """The first day of each line, before today, with an absence whose reason is due."""
        first = self.calls.reasons_due_since
        dates = {at: self.calls.year.date_of(at) for at in set(first.values())}
        return {pupil: dates[at] for pupil, at in first.items() if dates[at] < self.day}

    def days_of(self, row: Out) -> Sequence[dt.date]:
        """The school days of an absence, up to today."""
        return self._days.between(row.since, self.day)

    def row_of(self, pupil: int) -> Out | None:
        return next((one for one in self.rows if one.child.pupil == pupil), None)


_SPOKEN_WITH = Question(
    lambda: (
        Conversation.objects.standing()
        .reaching_somebody()
        .filter(school=SCHOOL, at__gte=Given("begins", DateTimeField()), pupils__in=PUPILS)
        .distinct()
        .prefetch_related("pupils", "contacts")
        .order_by("at", "pk")
    )
)
_SAID = Question(lambda: StepSaid.objects.filter(school=SCHOOL, out_since__in=Several("days", DateField())))


def _steps(held: Sequence[Sequence[str]]) -> list[Step]:
    return [
        Step(words, int(day), dt.time.fromisoformat(at), role, int(tries[0]) if tries else 0)
        for words, day, at, role, *tries in held
    ]
