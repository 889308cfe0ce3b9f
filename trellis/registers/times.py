"""When a school's register opens and closes and its session ends; the gate is a time of its own (domain-rules
§0.10).
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.settings import settings_of


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of one register. Absent when it begins to be taken is late (L); after it closes is U."""

    gate: dt.time
    opens_at: dt.datetime
    closes_at: dt.datetime
    ends_at: dt.datetime

    def closed(self, now: dt.datetime) -> bool:
        """From its closing time on, what stands is changed by amendment only."""
        return now >= self.closes_at


def times_of(school: School, date: dt.date, session: Session) -> Times:
    """When a register of that day opens and closes at a school."""
    half = session.lower()
    names = [f"register_opens_{half}", f"register_closes_{half}", f"session_ends_{half}"]
    held = settings_of([school], ["gate", *names], date)[school.pk]
    return Times(_time(held["gate"].value), *(_at(date, held[name].value) for name in names))


def _time(written: str) -> dt.time:
    return dt.time.fromisoformat(written)


def _at(date: dt.date, written: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, _time(written)))
