"""What the marks of a year make of a ladder: when its steps fall due, for whom, by which figures."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from trellis.attendance.ladder.ladders import FORMAL, Held
from trellis.imports.problems import said, words
from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.ages import of_compulsory_age
from trellis.rules.ladder import DAYS, Condition, Counts, Due, How, Passed, Term, Window, falls_due
from trellis.rules.rounding import percent_for_page
from trellis.rules.spending import spent_of
from trellis.rules.words import Nation
from trellis.schools.models import School


@dataclass(frozen=True, eq=False)
class SchoolYear:
    """The pupils of a school's academic year with all their sessions; a child who came back is one."""

    year: AcademicYear
    roll: Roll
    persons: np.ndarray[Any, np.dtype[np.int64]]
    enrolments: Sequence[int]  # the latest of each
    on_roll: np.ndarray[Any, np.dtype[np.bool_]]  # on the last day that has begun
    counts: Counts

    @classmethod
    def of(cls, school: School, year: AcademicYear) -> "SchoolYear | None":
        """None where the school had nobody on roll that year."""
        held = rolls(Scope(school=school), year.since, year.until)
        roll = next((one for one in held.rolls if one.year == year and len(one)), None)
        if roll is None:
            return None
        # Of each child the enrolments that began first come first.
        order = np.lexsort((roll.first, roll.person))
        persons, begins = np.unique(roll.person[order], return_index=True)
        latest = order[np.append(begins[1:], len(order)) - 1]
        positions = np.arange(SESSIONS, dtype=np.int16)
        spent = spent_of(roll.marks, year, Nation(school.nation))[roll.line[order]]
        spent *= (positions >= roll.first[order, None]) & (positions <= roll.last[order, None])
        together = spent if len(persons) == len(order) else np.bitwise_or.reduceat(spent, begins, axis=0)
        begun = max(roll.begun - 1, 0)
        on_roll = (roll.first[latest] <= begun) & (roll.last[latest] >= begun)
        return cls(
            year, roll, persons, roll.enrolment[latest].tolist(), on_roll, Counts(together, _term(roll))
        )

    @cached_property
    def until(self) -> int:
        """The latest day that has begun, as a place among the year's 378."""
        return min(max(self.roll.begun - 1, 0) // 2, DAYS - 1)

    def place_of(self, day: dt.date) -> int:
        """A day as a place among the year's; the first or the last where it lies outside."""
        return min(max((day - self.year.week0).days, 0), DAYS - 1)

    def date_of(self, day: int) -> dt.date:
        """The date of such a place."""
        return self.year.week0 + dt.timedelta(days=day)

    def falls_due(self, held: Held, passed: Passed, *, since: int = 0) -> list[Due]:
        """Every time a step of a ladder fell due; formal steps for nobody under or over compulsory age."""
        found = falls_due(held.steps, self.counts, self.until, passed, since=since)
        return [due for due in found if held.steps[due.step].act not in FORMAL or self.is_of_age(due)]

    def is_of_age(self, due: Due) -> bool:
        """Whether the child was of compulsory school age when it fell due; not where no birthday is known."""
        return bool(of_compulsory_age(self._born[due.pupil], self.date_of(due.day)))

    @cached_property
    def _born(self) -> list[dt.date | None]:
        _persons, first = np.unique(self.roll.person, return_index=True)
        born: list[dt.date | None] = self.roll.born[first].astype("datetime64[D]").tolist()
        return born

    def why(self, held: Held, due: Due, dues: Sequence[Due] = ()) -> str:
        """The figures a step fell due by, as they stand: each of its conditions with what was counted."""
        since = _since(held, due, dues)
        return "; ".join(self._figure(one, due, since) for one in held.steps[due.step].conditions)

    def _figure(self, condition: Condition, due: Due, since: int) -> str:
        counted_from = since if condition.window is Window.STEP else None
        part, whole = self.counts.figures_at(condition, due.pupil, due.day, counted_from)
        if condition.how is not How.PERCENT:
            return f"{self._in_words(condition)} ({part})"
        counted = {"rate": percent_for_page(part, whole), "part": part, "whole": whole}
        counted_in_words = _("%(rate)s%%: %(part)d of %(whole)d") % counted
        return f"{self._in_words(condition)} ({counted_in_words})"

    @cached_property
    def _in_words(self) -> Callable[[Condition], str]:
        """What a condition asks, put into words once for all whom it is asked of."""
        return cache(lambda condition: said(words(condition.in_words())))


def _since(held: Held, due: Due, dues: Sequence[Due]) -> int:
    """The day after the step before fell due for the same child."""
    step = held.steps[due.step]
    if all(one.window is not Window.STEP for one in step.conditions):
        return 0
    before = [
        one.day for one in dues if one.pupil == due.pupil and one.step == step.after and one.day <= due.day
    ]
    return max(before, default=-1) + 1


def _term(roll: Roll) -> Term:
    open_days = np.any(np.any(roll.expected, axis=0).reshape(DAYS, 2), axis=1)
    half_terms = roll.half_terms[0] if roll.half_terms else ()
    begins = [(one.since - roll.year.week0).days for one in half_terms]
    return Term(open_days, tuple(sorted(begins)) or (0,))
