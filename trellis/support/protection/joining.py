"""Two records of one child with something on record under both: there is one protected record to follow, and
whoever is named or whatever is pointed to under both stands there once, from the earlier day.
"""

from collections.abc import Mapping
from typing import Any

from trellis.registers.merging_pupils import Joining
from trellis.schools.models import Pupil
from trellis.support.protection.models import Named, Pointer, ProtectedRecord


def _into(row: ProtectedRecord, kept: Pupil) -> ProtectedRecord | None:
    """The open one of the record that is kept, at the same school; what has ended stays apart."""
    if row.until is not None:
        return None
    return ProtectedRecord.objects.still_open().filter(pupil=kept, school=row.school_id).first()


def _takes(row: ProtectedRecord, into: ProtectedRecord) -> Mapping[str, Any]:
    """The earlier beginning, and the hold where it has none."""
    taken = _earlier(row, into, "since", "begun_by_name")
    if into.hold_id is None and row.hold_id is not None:
        taken["hold_id"] = row.hold_id
    return taken


def _named_there(row: Named, kept: ProtectedRecord) -> Named | None:
    """The same person, who may know under the other too; who need know no longer stands there besides."""
    return kept.named.still_open().filter(person=row.person_id).first() if row.until is None else None


def _pointed_to_there(row: Pointer, kept: ProtectedRecord) -> Pointer | None:
    return kept.pointers.filter(system=row.system, reference__iexact=row.reference).first()


def _earlier(row: Any, into: Any, day: str, by: str) -> dict[str, Any]:
    """The earlier day of two, with whoever it was by."""
    if getattr(row, day) >= getattr(into, day):
        return {}
    return {name: getattr(row, name) for name in (day, by)}


JOINED = (
    Joining(ProtectedRecord, _into, _takes),
    Joining(Named, _named_there, lambda row, into: _earlier(row, into, "since", "by_name")),
    Joining(Pointer, _pointed_to_there, lambda row, into: _earlier(row, into, "on", "by_name")),
)
