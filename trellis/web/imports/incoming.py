"""The watched folder: files a school's own system drops in TRELLIS_DATA/incoming/<URN>/ are brought by
themselves.

A file is read once it is whole: it has not changed for two seconds and ends as its kind of file ends. What
has no problems is imported; anything else waits on the import page for somebody to decide. Either way the
file leaves the folder, so that what lies there has not been read.
"""

import logging
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connections

from trellis.imports import actions
from trellis.imports.models import Batch
from trellis.schools.models import School

log = logging.getLogger(__name__)

BY = "incoming folder"
LOOK_EVERY = 2.0
# A file that never ends as it should, such as a CSV without a last line ending, is taken after this long.
_LONGEST_WAIT = 10.0
_TIDY_EVERY = 3600.0
_KINDS = ("pupils", "calendar", "marks")
_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".filepart")


def folder() -> Path:
    """Where files are dropped."""
    return Path(settings.TRELLIS_DATA) / "incoming"


@dataclass
class Watch:
    """What lay in the folder when it was last looked at, and since when it has lain so."""

    seen: dict[Path, tuple[int, int, float]] = field(default_factory=dict)

    def look(self, now: float | None = None) -> list[Batch]:
        """Bring every file that has become whole since."""
        now = time.monotonic() if now is None else now
        waiting = {path: self._state(path, now) for path in _dropped()}
        self.seen = waiting
        return [
            batch
            for path, (_size, _changed, since) in waiting.items()
            if _is_whole(path, now - since) and (batch := bring(path)) is not None
        ]

    def _state(self, path: Path, now: float) -> tuple[int, int, float]:
        """A file's size and last change, and since when they have been these."""
        found = path.stat()
        size, changed, since = self.seen.get(path, (-1, -1, now))
        if (size, changed) != (found.st_size, found.st_mtime_ns):
            since = now
        return found.st_size, found.st_mtime_ns, since


def _dropped() -> Iterator[Path]:
    """Files below a URN, but for those that a name says are not finished."""
    for path in sorted(folder().glob("*/*")):
        hidden = path.name.startswith((".", "~"))
        if path.is_file() and not hidden and not path.name.lower().endswith(_UNFINISHED):
            yield path


def _is_whole(path: Path, unchanged_for: float) -> bool:
    if unchanged_for < LOOK_EVERY:
        return False
    return unchanged_for >= _LONGEST_WAIT or _ends_as_it_should(path)


def _ends_as_it_should(path: Path) -> bool:
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        start = file.read(2)
        file.seek(-1, 2)
        last = file.read(1)
    return zipfile.is_zipfile(path) if start == b"PK" else last in b"\r\n\x00"


def bring(path: Path) -> Batch | None:
    """Bring one file, and import it where nothing stands against it."""
    school = School.objects.known_by(path.parent.name).first()
    if school is None:
        log.warning("incoming: no school has the URN that a folder is named for")
        return None
    kind = next((kind for kind in _KINDS if path.name.lower().startswith(kind)), "marks")
    with path.open("rb") as file:
        batch = actions.bring(kind=kind, place=school, files=[(path.name, file)], by=BY)
    path.unlink()
    attempt = actions.try_batch(batch)
    if actions.may_go_ahead(attempt.answer, skip_problems=False):
        actions.accept(batch, by=BY)
    batch.refresh_from_db()
    log.info("incoming: import %s of %s is %s", batch.pk, kind, batch.state)
    return batch


class Watching:
    """A watch kept beside whatever else the process does, until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=watch, args=(self._stop,), name="incoming", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watch once it has brought what it is bringing."""
        self._stop.set()
        self._thread.join()


def watch(stop: threading.Event) -> None:
    """Look every two seconds until told to stop; now and then let go of files nobody decided about."""
    held, tidied = Watch(), 0.0
    while not stop.wait(LOOK_EVERY):
        close_old_connections()
        try:
            held.look()
            if time.monotonic() - tidied > _TIDY_EVERY:
                actions.discard_undecided()
                tidied = time.monotonic()
        except Exception:  # one bad file must not end the watch for all the others
            log.exception("incoming: a file could not be brought")
    connections.close_all()
