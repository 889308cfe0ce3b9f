"""The steps that are due now: for whom, why, until when, whose they are, and what was answered so far."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from trellis.attendance.ladder.ladders import Held, in_force
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import LadderStep, StepAnswer
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import NEVER, Due
from trellis.schools.models import Hold, School
from trellis.schools.naming import Named, named


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


@dataclass(frozen=True)
class StepsDue:
    """What is due at a school on a day, the soonest first, and how much was put off or answered."""

    held: Held | None
    rows: Sequence[DueStep] = ()
    put_off: int = 0
    answered: int = 0

    def of(self, pupil: int) -> list[DueStep]:
        """Those of one child."""
        return [row for row in self.rows if row.child.pupil == pupil]


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
    dues = [due for due in found if year.on_roll[due.pupil]]
    open_now, put_off, answered = _sorted_out(dues, answers, day)
    children = named([year.enrolments[due.pupil] for due in open_now], day)
    holds = set(Hold.objects.filter(school=school).on(day).values_list("pupil", flat=True))
    rows = [
        _row(held, year, due, dues, children[year.enrolments[due.pupil]], answers, day, holds)
        for due in open_now
    ]
    rows.sort(
        key=lambda row: (row.do_by is None, row.do_by or row.due_on, row.child.surname, row.child.forename)
    )
    return StepsDue(held, rows, put_off, answered)


Key = tuple[int, int, int]


def _key(due: Due) -> Key:
    return due.pupil, due.step, due.occasion


def _answers(school: School, held: Held, year: SchoolYear) -> Mapping[Key, list[StepAnswer]]:
    """What was answered this year, by pupil, step and time, the earliest first."""
    pupils = {int(person): place for place, person in enumerate(year.persons.tolist())}
    steps = {row.pk: place for place, row in enumerate(held.rows)}
    found: defaultdict[Key, list[StepAnswer]] = defaultdict(list)
    given = StepAnswer.objects.filter(school=school, year=year.year.start, step__in=list(steps))
    for answer in given:
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


def _row(
    held: Held,
    year: SchoolYear,
    due: Due,
    dues: Sequence[Due],
    child: Named,
    answers: Mapping[Key, list[StepAnswer]],
    day: dt.date,
    holds: set[int],
) -> DueStep:
    do_by = _do_by(year, due, held.steps[due.step].within)
    return DueStep(
        child=child,
        step=held.rows[due.step],
        occasion=due.occasion,
        due_on=year.date_of(due.day),
        do_by=do_by,
        answers=answers.get(_key(due), []),
        is_late=do_by is not None and do_by < day,
        on_hold=child.pupil in holds,
        says=partial(year.why, held, due, dues),
    )


def _do_by(year: SchoolYear, due: Due, within: int) -> dt.date | None:
    """The last school day there is to do it; none where the calendar does not reach so far."""
    days = year.counts.term.days
    at = bisect_left(days, due.day) + within
    return year.date_of(days[at]) if at < len(days) else None
