"""Protection to test with: something on record of a child of the cast."""

import datetime as dt
from typing import Any

from trellis.schools.models import Person
from trellis.support.protection.keeping import begin_record, name_for, open_record
from trellis.support.protection.models import ProtectedRecord


def on_record(cast: Any, name: str = "amy", **said: Any) -> ProtectedRecord:
    """Something is on record of a child of Oak, in the school's own log."""
    held = {"system": "The safeguarding log", "reference": "SG-0417", "on": dt.date(2024, 9, 6)}
    return begin_record(
        pupil=cast.pupils[name], school=cast.oak, by=cast.safeguarding_lead, **held | said
    )


def opened_by(record: ProtectedRecord, person: Person, reason: str = "Meeting about her today") -> None:
    open_record(record=record, reason=reason, by=person)


def named_for(cast: Any, record: ProtectedRecord, person: Person) -> None:
    name_for(record=record, person=person, by=cast.safeguarding_lead)
