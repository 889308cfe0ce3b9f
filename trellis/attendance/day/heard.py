"""Of whom the school has heard today, whoever told it: asked before a message goes, and when one is read."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.db.models.functions import Substr
from django.utils import timezone

from trellis.attendance.day.calls import FOR_SAFEGUARDING
from trellis.attendance.models import Arrival
from trellis.messages.models import Conversation
from trellis.registers.models import ExpectedAbsence, Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.rules.morning import to_be_called
from trellis.rules.words import Session
from trellis.schools.models import School


def heard_of(school: School, pupils: Collection[int], day: dt.date) -> frozenset[int]:
    """Those whose absence was told of or planned, whose family was in touch, or who have come.

    Four queries, whoever is asked about.
    """
    heard = _expected(school, pupils, day) | _in_touch(school, pupils, day)
    return heard | _marked(school, pupils, day) | _came(school, pupils, day)


def _expected(school: School, pupils: Collection[int], day: dt.date) -> frozenset[int]:
    held = ExpectedAbsence.objects.on(day).filter(enrolment__school=school, enrolment__pupil__in=pupils)
    return frozenset(held.values_list("enrolment__pupil", flat=True))


def _in_touch(school: School, pupils: Collection[int], day: dt.date) -> frozenset[int]:
    begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    held = Conversation.objects.standing().filter(school=school, at__gte=begins, pupils__in=pupils)
    held = held.filter(Q(reached=True) | Q(outcome__in=FOR_SAFEGUARDING))
    return frozenset(held.values_list("pupils", flat=True))


def _came(school: School, pupils: Collection[int], day: dt.date) -> frozenset[int]:
    held = Arrival.objects.standing().filter(school=school, date=day, pupil__in=pupils)
    return frozenset(held.values_list("pupil_id", flat=True))


def _marked(school: School, pupils: Collection[int], day: dt.date) -> frozenset[int]:
    """Those whose last mark of the day says where they are."""
    year = AcademicYear.of(day)
    at = year.position(day, Session.AM)
    held = Line.objects.filter(school=school, year=year.start, pupil__in=pupils)
    return frozenset(
        pupil
        for pupil, marks in held.values_list("pupil", Substr("marks", at + 1, 2))
        if (written := marks.replace(NO_MARK, "")) and not to_be_called(written[-1], heard_from=False)
    )
