"""Whom a desk has seen come or go in this session: asked before anybody is rung, and of whom is accounted
for.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from trellis.attendance.models import Arrival, Leaving
from trellis.registers.school_now import SchoolNow
from trellis.rules.words import Session
from trellis.schools.questions import DAY, SCHOOL, Question

_LEFT = Question(
    lambda: (
        Leaving.objects.standing()
        .filter(school=SCHOOL, date=DAY)
        .order_by("left_at")
        .values_list("pupil_id", "left_at", "expected_back", "back_at")
    )
)
_CAME = Question(
    lambda: (
        Arrival.objects.standing()
        .filter(school=SCHOOL, date=DAY, pupil__isnull=False)
        .values_list("pupil_id", "session")
    )
)


@dataclass
class SeenByDesk:
    """What the desks of a school know of a session at a moment, by pupil, in two queries."""

    here: SchoolNow
    session: Session

    @cached_property
    def _leavings(self) -> list[tuple[int, dt.datetime, dt.time | None, dt.datetime | None]]:
        return _LEFT.ask(school=self.here.school.pk, day=self.here.day)

    @cached_property
    def _morning_ends(self) -> dt.datetime:
        return self.here.times(Session.AM).ends_at

    @cached_property
    def came(self) -> frozenset[int]:
        """Whoever was signed in or came back today, in the afternoon since the morning ended, and has not
        left.
        """
        came = _CAME.ask(school=self.here.school.pk, day=self.here.day)
        back = {
            pupil
            for pupil, _left, _expected, back in self._leavings
            if back is not None and (self.session is Session.AM or back > self._morning_ends)
        }
        now = {pupil for pupil, half in came if self.session is Session.AM or half == Session.PM}
        return frozenset({*now, *back} - self.out.keys())

    @cached_property
    def out(self) -> dict[int, dt.datetime]:
        """Whoever is signed out, with when they left."""
        return {pupil: left for pupil, left, _expected, back in self._leavings if back is None}

    @cached_property
    def overdue(self) -> frozenset[int]:
        """Whoever was expected back by now and is not: signed out accounts for them no longer."""
        time = timezone.localtime(self.here.now).time()
        return frozenset(
            pupil
            for pupil, _left, expected, back in self._leavings
            if back is None and expected is not None and expected < time
        )
