"""Two records of one child with something on record under both: there is one protected record to follow."""

from collections.abc import Mapping
from typing import Any

from trellis.registers.merging_pupils import Joining
from trellis.schools.models import Pupil
from trellis.support.protection.models import ProtectedRecord


def _into(row: ProtectedRecord, kept: Pupil) -> ProtectedRecord | None:
    """The open one of the record that is kept, at the same school; what has ended stays apart."""
    if row.until is not None:
        return None
    return ProtectedRecord.objects.still_open().filter(pupil=kept, school=row.school_id).first()


def _takes(row: ProtectedRecord, into: ProtectedRecord) -> Mapping[str, Any]:
    """The earlier beginning, and the hold where it has none."""
    taken: dict[str, Any] = {}
    if row.since < into.since:
        taken |= {"since": row.since, "begun_by_name": row.begun_by_name}
    if into.hold_id is None and row.hold_id is not None:
        taken["hold_id"] = row.hold_id
    return taken


JOINED = Joining(ProtectedRecord, _into, _takes)
