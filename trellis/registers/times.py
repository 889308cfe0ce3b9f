"""When a school's register opens and closes and its session ends; the gate is a time of its own (domain-rules
§0.10).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.settings import Held, settings_of


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
    return times_by(settings_of([school], ["gate", *_names(session)], date)[school.pk], date, session)


def times_by(held: Mapping[str, Held], date: dt.date, session: Session) -> Times:
    """The same by the settings of that day, where they were read already."""
    return Times(_time(held["gate"].value), *(_at(date, held[name].value) for name in _names(session)))


def _names(session: Session) -> list[str]:
    half = session.lower()
    return [f"register_opens_{half}", f"register_closes_{half}", f"session_ends_{half}"]


def _time(written: str) -> dt.time:
    return dt.time.fromisoformat(written)


def _at(date: dt.date, written: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, _time(written)))
