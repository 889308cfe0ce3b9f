"""What needs somebody: duties that are overdue, nobody's, never done, or without a date so far."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trellis.rhythm.due import Due, Rhythm, standing_on
from trellis.rhythm.models import Arrangement, Done
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import School
from trellis.schools.owning import AtWork

# How often somebody must state a calendar before the duty has a date.
_OF_A_PART = frozenset({"half_termly", "termly"})


@dataclass(frozen=True)
class Exceptions:
    """The four lists, each with the rule that puts a duty on it."""

    overdue: Sequence[Due]
    nobodys: Sequence[Arrangement]
    never_done: Sequence[tuple[Arrangement, dt.date]]
    without_a_date: Sequence[Arrangement]

    def __len__(self) -> int:
        return len(self.overdue) + len(self.nobodys) + len(self.never_done) + len(self.without_a_date)


def exceptions_at(school: School, day: dt.date) -> Exceptions:
    """A school's exceptions on a day."""
    rhythm = Rhythm.of_day(school, day, at_work=AtWork.at(school, day))
    dealt_with = set(Done.objects.filter(school=school).values_list("duty", flat=True).distinct())
    in_force = sorted(rhythm.in_force(day), key=lambda one: one.title)
    return Exceptions(
        overdue=[one for one in standing_on(day, rhythm) if one.overdue_since],
        nobodys=[one for one in in_force if rhythm.at_work.is_nobodys(one)],
        never_done=[
            (one, first)
            for one in in_force
            if one.duty_id not in dealt_with and (first := _first_before(rhythm, one.duty_id, day))
        ],
        without_a_date=[
            one
            for one in in_force
            if one.every in _OF_A_PART and not rhythm.days.is_stated(AcademicYear.of(day))
        ],
    )


def _first_before(rhythm: Rhythm, duty: int, day: dt.date) -> dt.date | None:
    """The first day a duty fell on before a day, if it ever did."""
    for arranged in rhythm.duties[duty]:
        held = rhythm.occasions(arranged, rhythm.since, day - dt.timedelta(days=1))
        if held:
            return held[0][0].day
    return None
