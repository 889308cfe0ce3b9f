"""The command itself, as a person runs it: in a process, a data folder and a database of its own."""

import datetime as dt
import json
import os
import re
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from trellis.web import migrating
from trellis.web.commands import CommandWrong
from trellis.web.commands.running import processes

# One process for each question; the database of the surroundings is not theirs.
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def run(folder: Path, *arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run `trellis …` to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "trellis.web.cli", *arguments],
        env={**SURROUNDINGS, "TRELLIS_DATA": str(folder), **surroundings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def trellis(data_folder: Path):
    """The command, in an empty data folder of this test's own."""
    return partial(run, data_folder)


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the command itself made from nothing; the moment it said so is in answer.json."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    answer = run(folder, "migrate", "--json")
    assert answer.returncode == 0, answer.stderr
    (folder / "answer.json").write_text(answer.stdout)
    return folder


@pytest.fixture
def migrated(migrated_folder: Path, data_folder: Path) -> Path:
    """A copy of it, for this test to do with as it likes."""
    shutil.copytree(migrated_folder, data_folder, dirs_exist_ok=True)
    return data_folder


def test_help_answers_without_loading_django():
    asked = (
        "import sys; from trellis.web import cli; cli.parser().format_help(); print('django' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_every_command_has_its_help(trellis):
    answer = trellis("--help")
    assert answer.returncode == 0
    for command in ("serve", "worker", "migrate"):
        assert command in answer.stdout
        assert trellis(command, "--help").returncode == 0


def test_a_command_that_does_not_exist_is_wrong(trellis):
    assert trellis("fly").returncode == 2


def test_an_empty_data_folder_becomes_a_database_for_its_owner_only(trellis, migrated):
    assert json.loads((migrated / "answer.json").read_text()) == {"changed": ["default", "access_log"]}
    for name in ("trellis.sqlite3", "access.sqlite3", "secret-key"):
        assert stat.S_IMODE((migrated / name).stat().st_mode) == 0o600, name
    assert json.loads(trellis("migrate", "--json").stdout) == {"changed": []}


def forget_last_step(path: Path) -> None:
    """Make a database as an older Trellis left it: before the last step of its tasks."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "DELETE FROM django_migrations WHERE id ="
            " (SELECT max(id) FROM django_migrations WHERE app = 'django_tasks_database')"
        )


def test_an_older_database_is_copied_before_it_is_changed(trellis, migrated):
    forget_last_step(migrated / "trellis.sqlite3")
    answer = trellis("migrate", "--json")
    assert json.loads(answer.stdout) == {"changed": ["default"]}, answer.stderr
    (copy,) = migrated.glob("trellis.before-*.sqlite3")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_goes_when_one_is_made_that_is_a_month_later(data_folder):
    database = data_folder / "trellis.sqlite3"
    database.touch()
    a_month, a_day = dt.timedelta(days=30), dt.timedelta(days=1)
    older, younger = (
        data_folder / f"trellis.before-{moment:%Y%m%dT%H%M%S.%fZ}.sqlite3"
        for moment in (dt.datetime.now(dt.UTC) - a_month - a_day, dt.datetime.now(dt.UTC) - a_month + a_day)
    )
    of_the_log = data_folder / older.name.replace("trellis", "access-log")
    for path in (older, younger, of_the_log):
        path.touch()
    copy = migrating.copy_before_migrating(database)
    assert set(data_folder.iterdir()) == {database, copy, younger, of_the_log}


def test_a_database_of_a_later_trellis_is_left_alone(trellis, migrated):
    with closing(sqlite3.connect(migrated / "trellis.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('schools', '0999_later', '2030-01-01')"
        )
    answer = trellis("worker", "--until-idle")
    assert answer.returncode == 2
    assert "made by a later Trellis (schools 0999_later)" in answer.stderr


def test_a_postgresql_that_cannot_be_reached_is_said_in_a_sentence(trellis):
    answer = trellis("worker", DATABASE_URL="postgres://trellis@127.0.0.1:9/trellis")
    assert answer.returncode == 2
    assert answer.stderr.startswith("trellis: The database trellis cannot be reached")
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRELLIS_DEBUG", "yes", "set it to 1 or 0"),
        ("TRELLIS_SECOND_FACTOR", "maybe", "set it to required, offered or schools"),
        ("TRELLIS_EMAIL_URL", "mail.example", "must look like smtp://"),
        ("DATABASE_URL", "mysql://localhost/x", "must name a PostgreSQL database"),
    ],
)
def test_a_setting_that_makes_no_sense_is_said_in_a_sentence(trellis, name, value, says):
    answer = trellis("migrate", **{name: value})
    assert answer.returncode == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_worker_stops_when_nothing_waits(trellis, migrated):
    answer = trellis("worker", "--until-idle")
    assert answer.returncode == 0, answer.stderr


def test_serving_answers_safely_and_stops_when_told(migrated, unused_port, built_assets):
    with subprocess.Popen(
        [sys.executable, "-m", "trellis.web.cli", "serve", "--port", str(unused_port), "--workers", "1"],
        env={**SURROUNDINGS, "TRELLIS_DATA": str(migrated)},
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            answer = patiently(f"http://127.0.0.1:{unused_port}/account/login/")
        finally:
            server.terminate()
        assert server.wait(timeout=20) == 0
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def patiently(url: str):
    """Ask until somebody answers: a server takes a moment to start."""
    for _attempt in range(120):
        try:
            with urllib.request.urlopen(url) as answer:
                answer.read()
                return answer
        except urllib.error.URLError:
            time.sleep(0.25)
    pytest.fail(f"Nobody answered at {url}.")


def test_a_port_that_is_taken_is_said_in_a_sentence(trellis, migrated, built_assets):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = trellis("serve", "--port", port)

    assert answer.returncode == 2
    assert f"Trellis cannot listen on 127.0.0.1:{port}" in answer.stderr
    assert "choose another --port" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_step_seen_on_the_disk_is_one_that_django_knows(migrated):
    """The quick way of asking what is wanted agrees with Django's own; so does what was done."""
    with closing(sqlite3.connect(migrated / "trellis.sqlite3")) as database:
        done = set(database.execute("SELECT app, name FROM django_migrations"))
    assert migrating.steps_wanted("default") == done
    assert {app for app, _step in migrating.steps_wanted("access_log")} == {"schools"}


def test_a_command_that_only_counts_makes_an_empty_folder_whole_and_answers(
    trellis, data_folder, migrated_folder
):
    """It has loaded a few rooms; the database it leaves has the tables of all."""
    counting = ("measures", "absence", "--grouping", "trust:Hedgerow", "--year", "2024/25", "--json")
    nobody = trellis(*counting)
    assert (nobody.returncode, "no grouping" in nobody.stderr) == (2, True), nobody.stderr
    assert schema(data_folder / "trellis.sqlite3") == schema(migrated_folder / "trellis.sqlite3")

    school = ("--urn", "123456", "--name", "Oak", "--phase", "primary", "--nation", "england")
    added = trellis("school", "add", *school, "--in", "trust:Hedgerow")
    assert added.returncode == 0, added.stderr
    counted = trellis(*counting)
    assert counted.returncode == 0, counted.stderr
    assert json.loads(counted.stdout)["ledger"] == {"123456": 0}


def test_what_stands_against_a_database_is_said_as_well_where_only_counting_was_asked(trellis, migrated):
    with closing(sqlite3.connect(migrated / "trellis.sqlite3")) as database, database:
        database.execute("UPDATE django_migrations SET name = '0099_later' WHERE app = 'plans'")
    answer = trellis("pupils", "--where", "persistent_absence", "--school", "123456", "--year", "2024/25")
    assert answer.returncode == 2
    assert answer.stderr.startswith("trellis: The database was made by a later Trellis (plans 0099_later)")


def schema(path: Path | str) -> set[tuple[str, ...]]:
    """Every column, named constraint and index of a SQLite database."""
    with closing(sqlite3.connect(path)) as database:
        made = database.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
        found = set()
        for kind, name, table, sql in made:
            if kind == "index":
                found.add((table, "index", name, sql))
                continue
            found |= {(table, "constraint", name) for name in re.findall(r'CONSTRAINT "(\w+)"', sql)}
            columns = database.execute('SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?)', [table])
            found |= {(table, "column", *map(str, column)) for column in columns}
        return {line for line in found if line[0] != "django_migrations"}


def test_one_process_more_answers_where_the_database_is_waited_for():
    """SQLite is in each process; while one waits for PostgreSQL another answers (docs/adr/0093)."""
    assert processes() == {"sqlite": 2, "postgresql": 3}[connection.vendor]


once_on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the schema is compared as SQLite says it"
)


@once_on_sqlite
def test_a_school_has_the_tables_that_the_tests_stand_on(db, migrated):
    assert schema(migrated / "trellis.sqlite3") == schema(connection.settings_dict["NAME"])


# Every step on the way to today's tables, one after another, as a database takes them that is older.
WALK = (
    "import django; django.setup(); from django.db import connections; from trellis.web import migrating;"
    "[migrating.walk(alias) for alias in connections];"
    "from django.core.management import call_command; call_command('createcachetable', verbosity=0)"
)


def walk(folder: Path) -> None:
    """Make the databases of a data folder step by step."""
    folder.mkdir()
    own = {"TRELLIS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "trellis.web.settings"}
    subprocess.run([sys.executable, "-c", WALK], env={**SURROUNDINGS, **own}, check=True)


@once_on_sqlite
def test_a_new_database_is_the_one_that_every_step_makes(migrated, tmp_path):
    """Its tables and indexes, and the rows that are there from the beginning."""
    walk(tmp_path / "walked")
    for name in ("trellis.sqlite3", "access.sqlite3"):
        made, walked = migrated / name, tmp_path / "walked" / name
        assert schema(made) == schema(walked)
        assert rows_held(made) == rows_held(walked)


def rows_held(path: Path) -> dict[str, int]:
    """How many rows each table of a SQLite database has."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
        ).fetchall()
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}


def test_a_database_whose_making_was_cut_short_is_made_the_next_time(trellis, data_folder):
    """All its tables come in one transaction: what is left is a list of steps with none on it."""
    with closing(sqlite3.connect(data_folder / "trellis.sqlite3")) as database, database:
        database.execute(
            "CREATE TABLE django_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,"
            " app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL)"
        )
    assert json.loads(trellis("migrate", "--json").stdout) == {"changed": ["default", "access_log"]}


@pytest.mark.parametrize(
    ("ends", "says"), [("kill -9 $$", "(signal 9, Killed)"), ("exit 3", "(status 3)"), ("exit 0", "")]
)
def test_migrating_apart_that_ends_without_a_word_is_said(tmp_path, monkeypatch, ends, says):
    """As where the machine had no memory left for it."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{ends}\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    if not says:
        migrating._migrate_apart()
        return
    with pytest.raises(CommandWrong) as wrong:
        migrating._migrate_apart()
    assert str(wrong.value) == (
        f"Bringing the databases up to date was stopped before it was done {says}: run `trellis migrate` "
        "to see it through."
    )
