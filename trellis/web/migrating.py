"""Making the databases ready: an empty one is created, an older SQLite one is copied and then migrated.

A new SQLite database is made as the models are, in a second, where walking through every step that ever led
there takes ten times as long; a test holds that both come to the same. PostgreSQL belongs to somebody who
looks after it, so there we only say that `trellis migrate` is needed.
"""

import fcntl
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from psycopg import sql

from trellis.web.commands import CommandWrong
from trellis.web.databases import ACCESS_LOG, ROOMS_KEPT_APART

Step = tuple[str, str]


def make_ready() -> None:
    """Leave every database at the shape this Trellis needs, or say in a sentence why it cannot be."""
    for alias in connections:
        if not steps_wanted(alias) - _steps_taken(alias):
            _refuse_newer(alias)
            continue
        if connections[alias].vendor != "sqlite":
            raise CommandWrong(
                "The database is empty or older than this Trellis: run `trellis migrate` first."
            )
        if len(apps.app_configs) == len(settings.INSTALLED_APPS):
            migrate()
        else:
            _migrate_apart()
        return


def _migrate_apart() -> None:
    """Migrate in a process of its own, which loads every room: whoever only counts has loaded a few."""
    command = [sys.executable, "-m", "trellis.web.cli", "migrate"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise CommandWrong(done.stderr.strip().removeprefix("trellis: ") or _stopped(done.returncode))


def _stopped(status: int) -> str:
    """What is said where it ended without a word, as when the machine had no memory left for it."""
    how = f"signal {-status}, {signal.strsignal(-status)}" if status < 0 else f"status {status}"
    return (
        f"Bringing the databases up to date was stopped before it was done ({how}): run `trellis migrate` "
        "to see it through."
    )


def migrate() -> list[str]:
    """Bring every database up to date and answer with the names of those that changed."""
    with one_at_a_time():
        return [alias for alias in connections if _bring_up_to_date(alias)]


def _bring_up_to_date(alias: str) -> bool:
    if connections[alias].vendor == "postgresql":
        _create_on_server(alias)
    taken = _steps_taken(alias)
    _refuse_newer(alias)
    if not steps_wanted(alias) - taken:
        return False
    if connections[alias].vendor == "postgresql":
        walk(alias)
    elif taken:
        copy_before_migrating(Path(connections[alias].settings_dict["NAME"]))
        walk(alias)
    else:
        _make_new(alias)
    call_command("createcachetable", database=alias, verbosity=0)
    return True


def walk(alias: str) -> None:
    """Take every step that a database has not had yet."""
    # The access log needs the steps of one room only; its other tables are never made.
    for room in sorted(ROOMS_KEPT_APART) if alias == ACCESS_LOG else [None]:
        call_command("migrate", *filter(None, [room]), database=alias, interactive=False, verbosity=0)


def _make_new(alias: str) -> None:
    """Make the tables as the models have them and write every step down as taken: all of it, or nothing."""
    connection = connections[alias]
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.schema_editor() as tables:
        for model in apps.get_models():
            if router.allow_migrate_model(alias, model) and model._meta.can_migrate(connection):
                tables.create_model(model)
        for step in sorted(steps_wanted(alias)):
            recorder.record_applied(*step)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)


COPIES_KEPT = timedelta(days=30)


def copy_before_migrating(path: Path) -> Path:
    """A whole copy of a SQLite database as it stands, beside it, readable by its owner only.

    Copies that are older than a month go once it is whole: they hold what was destroyed since.
    """
    now = datetime.now(UTC)
    copy = _copy_of(path, now)
    copy.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for earlier in path.parent.glob(_copy_of(path, "*").name):
        if earlier.name < _copy_of(path, now - COPIES_KEPT).name:
            earlier.unlink(missing_ok=True)
    return copy


def _copy_of(path: Path, moment: datetime | str) -> Path:
    said = moment if isinstance(moment, str) else moment.strftime("%Y%m%dT%H%M%S.%fZ")
    return path.with_name(f"{path.stem}.before-{said}{path.suffix}")


def steps_wanted(alias: str) -> set[Step]:
    """Every migration on the disk, by name: reading the folders is quick, loading the files is not."""
    wanted = set()
    for app in _every_app():
        if alias == ACCESS_LOG and app.label not in ROOMS_KEPT_APART:
            continue
        package = find_spec(f"{app.name}.migrations")
        for folder in package.submodule_search_locations if package else ():
            wanted |= {(app.label, file.stem) for file in Path(folder).glob("[0-9]*.py")}
    return wanted


@cache
def _every_app() -> tuple[AppConfig, ...]:
    """Every app of this Trellis, loaded or not."""
    return tuple(AppConfig.create(entry) for entry in settings.INSTALLED_APPS)


def _steps_taken(alias: str) -> set[Step]:
    """The migrations a database says it has had; none where it is not there yet."""
    connection = connections[alias]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return set()
    try:
        recorder = MigrationRecorder(connection)
        return set(recorder.applied_migrations()) if recorder.has_table() else set()
    except OperationalError as wrong:
        raise CommandWrong(_cannot_reach(alias, wrong)) from wrong


def _refuse_newer(alias: str) -> None:
    """A database made by a later Trellis is left alone: this one does not know what it would be changing."""
    ours = {app.label for app in _every_app() if app.name.startswith("trellis.")}
    unknown = {step for step in _steps_taken(alias) if step[0] in ours} - steps_wanted(DEFAULT_DB_ALIAS)
    if unknown:
        app, name = min(unknown)
        raise CommandWrong(
            f"The database was made by a later Trellis ({app} {name}): install that version to open it."
        )


def _create_on_server(alias: str) -> None:
    """Create a PostgreSQL database that is not there yet, where this login may."""
    wanted = connections[alias].settings_dict
    reached = connections[alias].get_connection_params()
    reached = {key: reached[key] for key in ("host", "port", "user", "password") if reached.get(key)}
    try:
        with psycopg.connect(**reached, dbname="postgres", autocommit=True) as server:
            found = server.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [wanted["NAME"]]
            ).fetchone()
            if not found:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(wanted["NAME"])))
    except psycopg.errors.InsufficientPrivilege as wrong:
        raise CommandWrong(
            f"The database {wanted['NAME']} is not there and this login may not create it: "
            f"ask the administrator to run `createdb {wanted['NAME']}`."
        ) from wrong
    except psycopg.OperationalError:
        # Some servers let us reach our own database and not the one called postgres; whether ours is there
        # is asked next, and said in its own sentence.
        return


def _cannot_reach(alias: str, wrong: Exception) -> str:
    name = connections[alias].settings_dict["NAME"]
    said = str(wrong).strip().splitlines()[0]
    if "does not exist" in said:
        return f"The database {name} is not there yet: run `trellis migrate` to create it."
    return f"The database {name} cannot be reached: {said}"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The web server and the worker may start together: the second waits while the first migrates."""
    data = settings.TRELLIS_DATA
    data.mkdir(parents=True, exist_ok=True)
    with (data / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
