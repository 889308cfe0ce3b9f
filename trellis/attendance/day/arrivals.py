"""What the late desk shows: who came today, what stands for them in the register, and what waits for a
person.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from trellis.attendance.day.arriving import standing_codes
from trellis.attendance.models import Arrival
from trellis.registers.history import Change, last_changes
from trellis.registers.models import ExpectedAbsence, Line
from trellis.registers.taking import expected_on
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session
from trellis.schools.models import Enrolment, Person, Pupil, School
from trellis.schools.naming import Named, named


@dataclass(frozen=True)
class Row:
    """One arrival of the day, whose it is, and the mark that stands."""

    arrival: Arrival
    child: Named | None
    stands: str
    last: Change | None
    expected: ExpectedAbsence | None

    @property
    def is_to_match(self) -> bool:
        """Whether the name was typed at the door and is nobody's yet."""
        return self.child is None

    @property
    def is_to_decide(self) -> bool:
        """Whether the register says something else than the desk and nobody has looked at both."""
        one = self.arrival
        waits = one.entry is None and one.settled_at is None and bool(one.code)
        return self.child is not None and waits and one.code != self.stands

    @property
    def suggested(self) -> str:
        """The code to choose first: what was expected of the child, or else what the times give."""
        return self.expected.code if self.expected is not None else self.arrival.code


@dataclass
class DeskDay:
    """The late desk of a school on a day, in a number of queries that no number of children changes."""

    school: School
    day: dt.date
    reader: Person

    @cached_property
    def _arrivals(self) -> Sequence[Arrival]:
        held = Arrival.objects.standing().filter(school=self.school, date=self.day)
        return list(held.select_related("desk"))

    @cached_property
    def _children(self) -> dict[int, Named]:
        pupils = Pupil.objects.visible_to(self.reader)
        pupils = pupils.filter(pk__in={one.pupil_id for one in self._arrivals if one.pupil_id})
        enrolled = Enrolment.objects.filter(school=self.school, pupil__in=pupils, since__lte=self.day)
        found = named(enrolled.order_by("since").values_list("pk", flat=True), self.day).values()
        return {one.pupil: one for one in found}

    @cached_property
    def _last(self) -> dict[tuple[int, str], Change]:
        year = AcademicYear.of(self.day)
        lines = list(Line.objects.filter(school=self.school, year=year.start, pupil__in=self._children))
        whose = {line.pk: line.pupil_id for line in lines}
        return {
            (whose[line], session.value): change
            for session in Session
            for line, change in last_changes(lines, year.position(self.day, session)).items()
        }

    @cached_property
    def _expected(self) -> dict[str, dict[int, list[ExpectedAbsence]]]:
        enrolments = [one.enrolment for one in self._children.values()]
        return {session.value: expected_on(self.day, session, enrolments) for session in Session}

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Everybody signed in today, the newest first."""
        codes = standing_codes(self.school, self._children, self.day)
        return [self._row(one, codes) for one in self._arrivals]

    def _row(self, one: Arrival, codes: dict[int, dict[Session, str]]) -> Row:
        child = self._children.get(one.pupil_id)
        if child is None:
            return Row(one, None, "", None, None)
        expected = self._expected[one.session].get(child.enrolment, [])
        return Row(
            arrival=one,
            child=child,
            stands=codes[child.pupil][Session(one.session)],
            last=self._last.get((child.pupil, one.session)),
            expected=next(iter(expected), None),
        )

    @property
    def to_match(self) -> Sequence[Row]:
        return [row for row in self.rows if row.is_to_match]

    @property
    def to_decide(self) -> Sequence[Row]:
        return [row for row in self.rows if row.is_to_decide]


def not_settled(school: Any, day: Any) -> QuerySet[Arrival]:
    """What was noted at the door of a day and may have to be matched or looked at."""
    held = Arrival.objects.standing().filter(school=school, date=day, entry=None, settled_at=None)
    return held.filter(Q(pupil=None) | ~Q(code=""))


def waiting_at_the_desk(school: School, day: dt.date, *, reader: Person) -> int:
    """How many names are to be matched and marks to be looked at."""
    found = DeskDay(school, day, reader)
    of_ours = school.register_of_record == School.RegisterOfRecord.TRELLIS
    return len(found.to_match) + (len(found.to_decide) if of_ours else 0)
