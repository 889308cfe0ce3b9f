"""What is planned: what runs and is to come, timetables that leave sessions out, what is to be reviewed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trellis.registers.models import ExpectedAbsence
from trellis.rules.planned import KINDS
from trellis.schools.forms import ten_sessions
from trellis.schools.models import AttendancePattern, Person, School
from trellis.schools.naming import Named, named


@dataclass(frozen=True)
class PlanRow:
    """One plan of one child, as a list shows it."""

    child: Named
    expected: ExpectedAbsence
    day: dt.date

    @property
    def kind(self) -> str:
        return str(_(KINDS[self.expected.planned].words))

    @property
    def sessions(self) -> str:
        return sessions_in_words(self.expected.sessions)

    @property
    def is_due(self) -> bool:
        """Whether its review has come."""
        return self.expected.review_on is not None and self.expected.review_on <= self.day


@dataclass(frozen=True)
class TimetableRow:
    """One child's own timetable, which is kept with their record."""

    child: Named
    pattern: AttendancePattern
    day: dt.date

    @property
    def is_due(self) -> bool:
        return self.pattern.review_on is not None and self.pattern.review_on <= self.day


def sessions_in_words(sessions: str) -> str:
    """Which sessions of the week, in words; nothing where it is all of them."""
    if "N" not in sessions:
        return ""
    said = [words for words, taken in zip(ten_sessions(), sessions, strict=True) if taken == "Y"]
    return ", ".join(str(words) for words in said)


def plans_at(school: School, day: dt.date, *, reader: Person) -> Sequence[PlanRow]:
    """Plans that run or are to come; those whose review has come before the others."""
    running = Q(until=None) | Q(until__gte=day)
    held = ExpectedAbsence.objects.planned().visible_to(reader).filter(running, enrolment__school=school)
    held = list(held.filter(enrolment__pupil__merged_into=None).order_by("since", "pk"))
    children = named([one.enrolment_id for one in held], day)
    rows = [PlanRow(children[one.enrolment_id], one, day) for one in held]
    return sorted(rows, key=lambda row: not row.is_due)


def timetables_at(school: School, day: dt.date) -> Sequence[TimetableRow]:
    """Children who are not due at every session; those whose review has come before the others."""
    held = AttendancePattern.objects.on(day).filter(enrolment__school=school)
    held = list(held.filter(enrolment__pupil__merged_into=None).order_by("since", "pk"))
    children = named([one.enrolment_id for one in held], day)
    rows = [TimetableRow(children[one.enrolment_id], one, day) for one in held]
    return sorted(rows, key=lambda row: not row.is_due)


def plans_to_review(school: Any, day: Any) -> QuerySet[ExpectedAbsence]:
    """The plans that still run on a day on which their review has come."""
    running = Q(until=None) | Q(until__gte=day)
    return ExpectedAbsence.objects.planned().filter(running, **_to_review(school, day))


def timetables_to_review(school: Any, day: Any) -> QuerySet[AttendancePattern]:
    """The timetables of which the same is so."""
    return AttendancePattern.objects.on(day).filter(**_to_review(school, day))


def _to_review(school: Any, day: Any) -> dict[str, Any]:
    return {"review_on__lte": day, "enrolment__school": school, "enrolment__pupil__merged_into": None}
