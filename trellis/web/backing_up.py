"""Backup and restore: everything a school keeps, in one sealed file, while Trellis runs.

In the file: a manifest; the main database (SQLite's own backup, or each table of PostgreSQL as COPY gives it,
all as of one moment); the access log, row by row; and the rest of the data folder: files people brought, the
outbox, the secret key, the sign-in providers.

Restoring replaces the main database and the files. The access log outlives it: what was read since stays, and
what the backup knew besides is added. What was lawfully destroyed since the backup is destroyed again.
"""

import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from trellis import __version__
from trellis.registers.erasure import known_by_the_log
from trellis.schools.access_log import as_kept, from_kept, take_in_waiting, waiting_file
from trellis.schools.destroying import DestroyedAgain, destroy_again, destroyed_since
from trellis.schools.models import AccessLogEntry, Certificate
from trellis.web import migrating
from trellis.web.sealing import Key, NotOpened, Sealing, Unsealing

MANIFEST, ACCESS_LOG, DATABASE, FILES = "manifest.json", "access-log.jsonl", "database", "data"
_TOGETHER = 2000


@dataclass(frozen=True)
class Kept:
    """What a backup holds, in numbers."""

    made_at: str
    version: str
    files: int
    readings: int
    size: int


@dataclass(frozen=True)
class Restored(Kept):
    """What was put back, what of it was destroyed again, and what stays although it had been destroyed."""

    destroyed_again: dict[str, int]
    stays: list[str]


# --- Backing up ---------------------------------------------------------------------------------------------


def back_up(file: Path, key: Key) -> Kept:
    """Write everything to a sealed file, which appears only once it is whole."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    handle = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as written:
            kept = _write(written, key, leave_out={file.resolve(), unfinished.resolve()})
            written.flush()
            os.fsync(written.fileno())
        size = unfinished.stat().st_size
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return Kept(**kept, size=size)


def _write(written: Any, key: Key, leave_out: set[Path]) -> dict[str, Any]:
    with (
        Sealing(written, key) as sealed,
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=4, mtime=0) as pressed,
        tarfile.open(fileobj=pressed, mode="w|") as archive,
        _own_folder() as folder,
    ):
        manifest = _manifest()
        copies = _copy_sqlite(folder) if connection.vendor == "sqlite" else _copy_postgresql(folder)
        _put_words(archive, MANIFEST, json.dumps(manifest))
        for copy in copies:
            archive.add(copy, f"{DATABASE}/{copy.name}")
        readings = _put_access_log(archive, folder)
        files = sum(_put_file(archive, path) for path in _data_files(leave_out))
    return {"made_at": manifest["made_at"], "version": __version__, "files": files, "readings": readings}


def _manifest() -> dict[str, Any]:
    """What a restore must know before it begins."""
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "version": __version__,
        "vendor": connection.vendor,
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }


def _copy_sqlite(folder: Path) -> list[Path]:
    """SQLite's own backup: one moment of the database, while others write."""
    copy = folder / "trellis.sqlite3"
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return [copy]


def _copy_postgresql(folder: Path) -> list[Path]:
    """Every table as of one moment, while others write."""
    copies = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in sorted(connection.introspection.table_names(cursor)):
            copies.append(folder / f"{table}.copy")
            columns = ", ".join(_quoted(_columns(cursor, table)))
            with copies[-1].open("wb") as file:
                file.write(columns.encode() + b"\n")
                with cursor.copy(f"COPY {_quote(table)} ({columns}) TO STDOUT") as rows:
                    for row in rows:
                        file.write(row)
    return copies


def _columns(cursor: Any, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _put_access_log(archive: tarfile.TarFile, folder: Path) -> int:
    path, count = folder / ACCESS_LOG, 0
    with path.open("w", encoding="utf-8") as file:
        for entry in AccessLogEntry.objects.order_by("id").iterator(_TOGETHER):
            file.write(json.dumps(as_kept(entry)) + "\n")
            count += 1
        if waiting_file().exists():
            file.write(waiting_file().read_text(encoding="utf-8"))
    archive.add(path, ACCESS_LOG)
    return count


def _data_files(leave_out: set[Path]) -> Iterator[Path]:
    """What the data folder holds besides the databases, their copies and what is only for a moment."""
    data = Path(settings.TRELLIS_DATA)
    leave_out = leave_out | {waiting_file().resolve()}
    for path in sorted(data.rglob("*")):
        top = path.relative_to(data).parts[0]
        passing = top.startswith(_OWN) or ".sqlite3" in top or top.endswith(".lock")
        if path.is_file() and not passing and path.resolve() not in leave_out:
            yield path


def _put_file(archive: tarfile.TarFile, path: Path) -> bool:
    """Put a file in, unless it went in the meantime, as one that was brought does once decided about."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False
    inside = path.relative_to(settings.TRELLIS_DATA).as_posix()
    _put(archive, f"{FILES}/{inside}", content)
    return True


def _put_words(archive: tarfile.TarFile, name: str, words: str) -> None:
    _put(archive, name, words.encode())


def _put(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


# --- Restoring ----------------------------------------------------------------------------------------------


def restore(file: Path, key: Key) -> Restored:
    """Put everything back as it was. Nothing is touched before the whole file has been opened."""
    with _own_folder() as folder:
        with file.open("rb") as sealed:
            _unpack(io.BufferedReader(Unsealing(sealed, key)), folder)
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        _insist_it_fits(manifest)
        made_at = datetime.fromisoformat(manifest["made_at"])
        with migrating.one_at_a_time():
            certificates, unread = _certificates_since(made_at)
            _restore_database(folder / DATABASE)
        files = _restore_files(folder / FILES)
        migrating.migrate()
        Session.objects.all().delete()
        with (folder / ACCESS_LOG).open(encoding="utf-8") as log:
            readings = _add_readings(log)
        again = _destroy_again(made_at, certificates)
    return Restored(
        made_at=manifest["made_at"],
        version=manifest["version"],
        files=files,
        readings=readings,
        size=file.stat().st_size,
        destroyed_again=again.counts,
        stays=unread + again.stays,
    )


def _certificates_since(made_at: datetime) -> tuple[list[Certificate], list[str]]:
    """What the database that stands knows to be destroyed since, or a sentence where it cannot be read."""
    nowhere = connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
    try:
        if nowhere or Certificate._meta.db_table not in connection.introspection.table_names():
            return [], []
        return destroyed_since(made_at), []
    except DatabaseError as wrong:
        return [], [f"What was destroyed since could not be read from the database that stood ({wrong})."]


def _destroy_again(made_at: datetime, certificates: list[Certificate]) -> DestroyedAgain:
    """What was destroyed since, by the certificates that are known, and by the log, which outlived them."""
    take_in_waiting()
    return destroy_again([*certificates, *known_by_the_log(made_at, certificates)])


def _unpack(opened: Any, folder: Path) -> None:
    """Every member into a folder of ours; a name that would lead out of it is refused."""
    try:
        with (
            gzip.GzipFile(fileobj=opened) as unpressed,
            tarfile.open(fileobj=unpressed, mode="r|") as archive,
        ):
            for member in archive:
                inside = PurePosixPath(member.name)
                if not member.isfile() or inside.is_absolute() or ".." in inside.parts:
                    raise NotOpened("The backup holds something no backup of Trellis holds.")
                target = folder / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.extractfile(member) as content, target.open("wb") as out:
                    shutil.copyfileobj(content, out)
            # To the end, so that a file cut short behind its last member is noticed.
            while unpressed.read(1 << 20):
                continue
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as wrong:
        raise NotOpened("The backup is damaged or cut short: nothing of it was used.") from wrong


def _insist_it_fits(manifest: dict[str, Any]) -> None:
    if manifest["vendor"] != connection.vendor:
        raise NotOpened(
            f"This backup is of a {manifest['vendor']} database and this Trellis uses {connection.vendor}: "
            "restore it where DATABASE_URL names one of that kind."
        )
    held = {tuple(step) for step in manifest["migrations"]}
    wanted = migrating.steps_wanted(DEFAULT_DB_ALIAS)
    ours = {room for room, _step in wanted}
    if {step for step in held if step[0] in ours} - wanted:
        raise NotOpened(
            f"This backup was made by a later Trellis ({manifest['version']}): install that version."
        )
    if connection.vendor == "postgresql":
        migrating.migrate()
        if held != set(MigrationRecorder(connection).applied_migrations()):
            raise NotOpened(
                f"This backup was made by Trellis {manifest['version']}, whose tables differ: restore it "
                "with that version and then run `trellis migrate`."
            )


def _restore_database(copies: Path) -> None:
    if connection.vendor == "sqlite":
        _restore_sqlite(copies / "trellis.sqlite3")
    else:
        _restore_postgresql(copies)


def _restore_sqlite(copy: Path) -> None:
    """Into the database that stands, under its lock: whoever has it open sees the restored one next."""
    database = Path(connection.settings_dict["NAME"])
    if database.exists():
        migrating.copy_before_migrating(database)
    connection.close()
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(database, timeout=60)) as target:
        source.backup(target)


def _restore_postgresql(copies: Path) -> None:
    """All tables in one transaction: others see either all that was or all that is restored."""
    found = sorted(copies.glob("*.copy"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(_quoted(path.stem for path in found))}")
        for path in found:
            with path.open("rb") as file:
                columns = file.readline().decode().strip()
                with cursor.copy(f"COPY {_quote(path.stem)} ({columns}) FROM STDIN") as rows:
                    while part := file.read(1 << 20):
                        rows.write(part)
        for path in found:
            for sequence in connection.introspection.get_sequences(cursor, path.stem):
                _follow_on(cursor, path.stem, sequence["column"])


def _follow_on(cursor: Any, table: str, column: str) -> None:
    """New rows are numbered after those restored."""
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({_quote(column)}), 0) + 1, false) "  # noqa: S608
        f"FROM {_quote(table)}",
        [_quote(table), column],
    )


def _restore_files(kept: Path) -> int:
    found = [path for path in kept.rglob("*") if path.is_file()]
    for path in found:
        target = Path(settings.TRELLIS_DATA) / path.relative_to(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.chmod(0o600)
        path.replace(target)
    return len(found)


def _add_readings(log: Iterable[str]) -> int:
    """Add the readings this log does not know; one it knows is the same in everything but its number."""
    known = {_same(entry) for entry in AccessLogEntry.objects.iterator(_TOGETHER)}
    missing = [entry for entry in map(from_kept, log) if _same(entry) not in known]
    AccessLogEntry.objects.bulk_create(missing, batch_size=_TOGETHER)
    return len(missing)


def _same(entry: AccessLogEntry) -> tuple[Any, ...]:
    return tuple(as_kept(entry).values())


# --- Both ---------------------------------------------------------------------------------------------------

_OWN = "at-work-"
_NOBODY_WORKS_SO_LONG = timedelta(days=1)


@contextmanager
def _own_folder() -> Iterator[Path]:
    """A folder beside the data, readable by its owner only, that is gone afterwards.

    One of somebody who was stopped half-way holds the whole database, and goes first.
    """
    data = Path(settings.TRELLIS_DATA)
    data.mkdir(parents=True, exist_ok=True)
    for left in data.glob(f"{_OWN}*"):
        if datetime.fromtimestamp(left.stat().st_mtime, UTC) < datetime.now(UTC) - _NOBODY_WORKS_SO_LONG:
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_OWN, dir=data) as folder:
        yield Path(folder)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _quoted(names: Iterable[str]) -> list[str]:
    return [_quote(name) for name in names]
