"""The steps that are due now: for whom, why, until when, whose they are, and what was answered so far."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db.models import BigIntegerField, DateField, SmallIntegerField
from django.utils.functional import cached_property

from trellis.attendance.ladder.ladders import Held, in_force
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import LadderStep, StepAnswer
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import NEVER, Act, Due
from trellis.schools.models import Enrolment, Hold, School
from trellis.schools.naming import Named, named
from trellis.schools.questions import DAY, SCHOOL, SINCE, Given, Question, Several

Key = tuple[int, int, int]
"""The pupil, the step and which time it is."""


@dataclass(frozen=True)
class DueStep:
    """One step that is due for one child."""

    child: Named
    step: LadderStep
    occasion: int
    due_on: dt.date
    do_by: dt.date | None
    answers: Sequence[StepAnswer]
    is_late: bool
    on_hold: bool  # nobody writes home; the reason is not for this page
    says: Callable[[], str]  # asked of the rows of one page only

    @property
    def why(self) -> str:
        """Its conditions, each with what was counted."""
        return self.says()


@dataclass(frozen=True, eq=False)
class Reading:
    """A ladder run over the year up to a day: all that fell due, and what was answered."""

    school: School
    day: dt.date
    held: Held
    year: SchoolYear
    dues: Sequence[Due]
    answers: Mapping[Key, list[StepAnswer]]

    def pupil(self, due: Due) -> int:
        """Whose it is."""
        return int(self.year.persons[due.pupil])

    def do_by(self, due: Due) -> dt.date | None:
        """The last school day there is to do it; none where the calendar does not reach so far."""
        return self._last_day(due.day, self.held.steps[due.step].within)

    @cached_property
    def _last_day(self) -> Callable[[int, int], dt.date | None]:
        days = self.year.counts.term.days

        @cache
        def last_day(day: int, within: int) -> dt.date | None:
            at = bisect_left(days, day) + within
            return self.year.date_of(days[at]) if at < len(days) else None

        return last_day

    def is_late(self, due: Due) -> bool:
        """Whether it should have been done before the day."""
        do_by = self.do_by(due)
        return do_by is not None and do_by < self.day

    def in_order(self, dues: Sequence[Due]) -> list[Due]:
        """The soonest to be done first, and then by name."""
        names = self._names()

        def place(due: Due) -> tuple[bool, dt.date, str, str]:
            do_by = self.do_by(due)
            surname, forename = names[self.year.enrolments[due.pupil]]
            return do_by is None, do_by or self.year.date_of(due.day), surname, forename

        return sorted(dues, key=place)

    def _names(self) -> Mapping[int, tuple[str, str]]:
        """Surname and forename of everybody on roll that year, and no more of them."""
        year = self.year.year
        rows = _NAMES.ask(school=self.school.pk, since=year.since, until=year.until)
        return {pk: (surname, forename) for pk, surname, forename in rows}

    def rows(self, dues: Sequence[Due]) -> list[DueStep]:
        """Some of it ready to be shown."""
        children = named([self.year.enrolments[due.pupil] for due in dues], self.day)
        holds = set(_HELD.ask(school=self.school.pk, day=self.day))
        return [
            DueStep(
                child=children[self.year.enrolments[due.pupil]],
                step=self.held.rows[due.step],
                occasion=due.occasion,
                due_on=self.year.date_of(due.day),
                do_by=self.do_by(due),
                answers=self.answers.get(_key(due), []),
                is_late=self.is_late(due),
                on_hold=self.pupil(due) in holds,
                says=partial(self.year.why, self.held, due, self.dues),
            )
            for due in dues
        ]


@dataclass(frozen=True, eq=False)
class StepsDue:
    """What is due at a school on a day, the soonest first, and how much was put off or answered.

    More is asked of a child, such as their class, only when a step of theirs is shown.
    """

    held: Held | None
    reading: Reading | None = None
    waiting: Sequence[Due] = ()
    put_off: int = 0
    answered: int = 0

    @cached_property
    def late(self) -> int:
        """How many should have been done before today."""
        return sum(self.reading.is_late(due) for due in self.waiting) if self.reading else 0

    def shown(self, waiting: Sequence[Due]) -> list[DueStep]:
        """Some of them, such as those of one page."""
        return self.reading.rows(waiting) if self.reading else []

    @cached_property
    def rows(self) -> list[DueStep]:
        """All of them."""
        return self.shown(self.waiting)

    def of(self, pupil: int) -> list[DueStep]:
        """Those of one child."""
        reading = self.reading
        return self.shown([due for due in self.waiting if reading and reading.pupil(due) == pupil])

    def asking(self, *acts: Act) -> list[DueStep]:
        """Those that ask for something of these kinds."""
        steps = self.held.steps if self.held else []
        return self.shown([due for due in self.waiting if steps[due.step].act in acts])


def steps_due(school: School, day: dt.date) -> StepsDue:
    """Counted live from the marks as they stand, by the ladder in force that day."""
    held = in_force(school, day)
    year = SchoolYear.of(school, AcademicYear.of(day)) if held else None
    if held is None or year is None:
        return StepsDue(held)
    answers = _answers(school, held, year)
    since = year.place_of(held.ladder.since) if held.ladder.since else 0
    done_with = _done_with(answers, year)
    # What nobody has answered was never done with.
    found = year.falls_due(held, lambda due: done_with.get(_key(due), NEVER), since=since)
    on_roll = year.on_roll.tolist()
    dues = [due for due in found if on_roll[due.pupil]]
    waiting, put_off, answered = _sorted_out(dues, answers, day)
    reading = Reading(school, day, held, year, dues, answers)
    return StepsDue(held, reading, reading.in_order(waiting), put_off, answered)


def _key(due: Due) -> Key:
    return due.pupil, due.step, due.occasion


def _answers(school: School, held: Held, year: SchoolYear) -> Mapping[Key, list[StepAnswer]]:
    """What was answered this year, by pupil, step and time, the earliest first."""
    pupils = {int(person): place for place, person in enumerate(year.persons.tolist())}
    steps = {row.pk: place for place, row in enumerate(held.rows)}
    found: defaultdict[Key, list[StepAnswer]] = defaultdict(list)
    for answer in _ANSWERED.ask(school=school.pk, year=year.year.start, steps=list(steps)):
        if answer.pupil_id in pupils:
            found[pupils[answer.pupil_id], steps[answer.step_id], answer.occasion].append(answer)
    return found


def _done_with(answers: Mapping[Key, list[StepAnswer]], year: SchoolYear) -> dict[Key, int]:
    """On which school day of the year each was done with; what was only put off was not."""
    days = year.counts.term.days
    return {
        key: bisect_left(days, year.place_of(given[-1].on))
        for key, given in answers.items()
        if given[-1].answer != StepAnswer.Answer.LATER
    }


def _sorted_out(
    dues: Sequence[Due], answers: Mapping[Key, list[StepAnswer]], day: dt.date
) -> tuple[list[Due], int, int]:
    """What still waits for an answer, and how many were put off and answered.

    Where a step fell due again before anybody answered, only the latest time is asked about.
    """
    latest = {(due.pupil, due.step): due for due in dues}
    waiting, put_off, answered = [], 0, 0
    for due in latest.values():
        given = answers.get(_key(due), [])
        if not given:
            waiting.append(due)
        elif given[-1].answer != StepAnswer.Answer.LATER:
            answered += 1
        elif given[-1].until and given[-1].until > day:
            put_off += 1
        else:
            waiting.append(due)
    return waiting, put_off, answered


# --- what is asked each time --------------------------------------------------------------------------------

_UNTIL: Any = Given("until", DateField())
_NAMES = Question(
    lambda: (
        Enrolment.objects.between(SINCE, _UNTIL)
        .filter(school=SCHOOL)
        .values_list("pk", "pupil__surname", "pupil__forename")
    )
)
_HELD = Question(lambda: Hold.objects.filter(school=SCHOOL).on(DAY).values_list("pupil", flat=True))
_YEAR: Any = Given("year", SmallIntegerField())
_STEPS: Any = Several("steps", BigIntegerField())
_ANSWERED = Question(lambda: StepAnswer.objects.filter(school=SCHOOL, year=_YEAR, step__in=_STEPS))
