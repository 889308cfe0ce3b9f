"""Protection to test with: something on record of a child of the cast."""

import datetime as dt
from typing import Any

from trellis.schools.models import Person
from trellis.support.protection.confirming import ask_to_read
from trellis.support.protection.keeping import begin_record, name_for, open_record
from trellis.support.protection.models import ProtectedRecord, ToRead


def on_record(cast: Any, name: str = "amy", **said: Any) -> ProtectedRecord:
    """Something is on record of a child of Oak, in the school's own log."""
    held = {"system": "The safeguarding log", "reference": "SG-0417", "on": dt.date(2024, 9, 6)}
    return begin_record(pupil=cast.pupils[name], school=cast.oak, by=cast.safeguarding_lead, **held | said)


def opened_by(record: ProtectedRecord, person: Person, reason: str = "Meeting about her today") -> None:
    open_record(record=record, reason=reason, by=person)


def named_for(cast: Any, record: ProtectedRecord, person: Person) -> None:
    name_for(record=record, person=person, by=cast.safeguarding_lead)


def to_be_read(cast: Any, place: Any = None, by: Any = None, **said: Any) -> ToRead:
    """Guidance that everybody at Oak is to read by the end of September."""
    values = {
        "kind": "guidance",
        "name": "Keeping children safe",
        "version": "",
        "given_on": dt.date(2024, 9, 3),
        "due_on": dt.date(2024, 9, 30),
    }
    return ask_to_read(place=place or cast.oak, values=values | said, by=by or cast.safeguarding_lead)
