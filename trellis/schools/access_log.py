"""Who looked at which child: written each time a page shows one, in a database of its own.

The log never stands in the way of somebody who must reach a child's record, and is never skipped in silence:
where its database cannot be written, the reading goes to a file beside it, an error says so, and the next
reading that can be written takes those waiting in with it. Where even the file cannot be written, the page is
not shown.
"""

import datetime as dt
import fcntl
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from trellis.schools.models import AccessLogEntry, Person, Pupil, School

log = logging.getLogger("trellis.access_log")


def write_reading(
    *,
    person: Person | None,
    page: str,
    school: School | None = None,
    pupil: Pupil | None = None,
    pupils: int = 1,
    reason: str = "",
    name: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Write one row: this person, or whoever is named, saw this child or so many children on this page."""
    entry = AccessLogEntry(
        at=at or timezone.now(),
        person_id=person.pk if person else None,
        person_name=person.name if person else name,
        school_id=school.pk if school else None,
        pupil_id=pupil.pk if pupil else None,
        pupils=pupils,
        page=page[:200],
        reason=reason[:200],
    )
    try:
        with transaction.atomic(using="access_log"):
            _insert(entry)
    except DatabaseError:
        log.exception("The access log could not be written; the reading waits in %s.", waiting_file().name)
        _keep_waiting(entry)
        return
    try:
        take_in_waiting()
    except DatabaseError:
        log.exception("The readings in %s could not be taken into the access log.", waiting_file().name)


def _insert(entry: AccessLogEntry) -> None:
    """A reading as it is written, once and for all: every page that shows a child asks for one."""
    database = connections["access_log"]
    with database.cursor() as cursor:
        cursor.execute(
            'INSERT INTO schools_accesslogentry ("at", person_id, person_name, school_id, pupil_id, pupils,'
            " page, reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(database.ops.adapt_datetimefield_value(entry.at), entry.person_id, entry.person_name),
                *(entry.school_id, entry.pupil_id, entry.pupils, entry.page, entry.reason),
            ],
        )


def waiting_file() -> Path:
    """Where readings wait while their database cannot be written."""
    return Path(settings.TRELLIS_DATA) / "access-log.waiting"


def take_in_waiting() -> int:
    """Move the readings that wait into the log; answers how many."""
    if not waiting_file().exists() or not waiting_file().stat().st_size:
        return 0
    with _waiting("r+") as file:
        entries = [from_kept(line) for line in file]
        with transaction.atomic(using="access_log"):
            AccessLogEntry.objects.bulk_create(entries)
        # Emptied, never removed: another process may hold it open, waiting for its turn to write.
        file.truncate(0)
    return len(entries)


def _keep_waiting(entry: AccessLogEntry) -> None:
    with _waiting("a") as file:
        file.write(json.dumps(as_kept(entry)) + "\n")


FIELDS = ("at", "person_id", "person_name", "school_id", "pupil_id", "pupils", "page", "reason")


def as_kept(entry: AccessLogEntry) -> dict[str, Any]:
    """A reading as a file keeps it, by the names of its fields."""
    kept = {field: getattr(entry, field) for field in FIELDS}
    return kept | {"at": entry.at.astimezone(dt.UTC).isoformat()}


def from_kept(line: str) -> AccessLogEntry:
    """A reading out of one line of such a file."""
    kept = json.loads(line)
    return AccessLogEntry(**kept | {"at": parse_datetime(kept["at"])})


@contextmanager
def _waiting(mode: str) -> Iterator[IO[str]]:
    """The file of readings that wait, held by one process at a time and readable by its owner only."""
    path = waiting_file()
    path.touch(mode=0o600)
    with path.open(mode, encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
