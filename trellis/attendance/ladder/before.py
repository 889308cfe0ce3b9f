"""What was done for children before a step: how often their family was rung and written to this year, and the
help that was given, read from what was recorded.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField
from django.utils import timezone

from trellis.attendance.formal.help import Help, help_given
from trellis.messages.models import Conversation, Item
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Person, School
from trellis.schools.questions import PUPILS, SCHOOL, Given, Question


@dataclass(frozen=True)
class Before:
    """What was done for one child: calls and messages of the school year, help of twelve months."""

    rung: int
    written: int
    helped: Sequence[Help]

    @property
    def last_help(self) -> Help | None:
        return self.helped[-1] if self.helped else None


def done_before(
    school: School, pupils: Iterable[int], day: dt.date, *, reader: Person
) -> Mapping[int, Before]:
    """By child, in a number of queries that no number of children changes. What support rooms offered comes
    with the help.
    """
    pupils = list(pupils)
    begins = timezone.make_aware(dt.datetime.combine(AcademicYear.of(day).since, dt.time()))
    since = {"school": school.pk, "pupils": pupils, "begins": begins}
    rung, written = Counter(_RUNG.ask(**since)), Counter(_WRITTEN.ask(**since))
    helped = help_given(school, pupils, day, reader=reader)
    return {pupil: Before(rung[pupil], written[pupil], helped.get(pupil, ())) for pupil in pupils}


_BEGINS: Any = Given("begins", DateTimeField())
_RUNG = Question(
    lambda: Conversation.pupils.through.objects.filter(
        pupil__in=PUPILS,
        conversation__school=SCHOOL,
        conversation__kind=Conversation.Kind.CALL,
        conversation__set_aside_at=None,
        conversation__at__gte=_BEGINS,
    ).values_list("pupil_id", flat=True)
)
_WRITTEN = Question(
    lambda: (
        Item.objects.counting()
        .filter(batch__school=SCHOOL, pupil__in=PUPILS, approved_at__gte=_BEGINS)
        .values_list("pupil_id", flat=True)
    )
)
