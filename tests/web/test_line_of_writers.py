"""Whoever writes to SQLite waits in one line, threads and processes alike."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.db.utils import ConnectionHandler

from trellis.web.databases import main_database
from trellis.web.sqlite.line import Turn

HOLDS = """
import sys, time
from trellis.web.sqlite.line import Turn
turn = Turn.wait_for(sys.argv[1], 5)
print("writes", flush=True)
time.sleep(60)
"""


@pytest.fixture
def name(tmp_path: Path) -> str:
    return str(tmp_path / "trellis.sqlite3")


@pytest.fixture
def elsewhere(name: str) -> Iterator[subprocess.Popen[str]]:
    """Another process, whose turn it is."""
    command = [sys.executable, "-c", HOLDS, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "writes\n"
        yield running
        running.kill()


def test_threads_write_one_after_the_other(name: str):
    order: list[str] = []
    first, begun = Turn.wait_for(name, 5), Event()

    def write() -> None:
        begun.set()
        turn = Turn.wait_for(name, 5)
        assert turn is not None
        order.append("second")
        turn.end()

    other = Thread(target=write)
    other.start()
    begun.wait(5)
    time.sleep(0.02)
    order.append("first")
    assert first is not None
    first.end()
    other.join()
    assert order == ["first", "second"]


def test_nobody_waits_for_ever(name: str, elsewhere):
    assert Turn.wait_for(name, 0.05) is None  # another process writes
    turn = Turn.wait_for(f"{name}-other", 0.05)  # another database has a line of its own
    assert turn is not None
    assert Turn.wait_for(f"{name}-other", 0.05) is None  # another thread does
    turn.end()


def test_whoever_ends_without_a_word_holds_nobody_up(name: str, elsewhere):
    elsewhere.send_signal(signal.SIGKILL)
    turn = Turn.wait_for(name, 5)
    assert turn is not None
    turn.end()


def test_a_process_that_was_divided_off_waits_for_its_own_turn(name: str):
    """It has the locked file and the line of threads as they stood, and neither holds it up."""
    turn = Turn.wait_for(name, 5)
    assert turn is not None
    child = os.fork()
    if not child:
        os._exit(0 if Turn.wait_for(name, 5) else 1)
    turn.end()
    assert os.waitpid(child, 0)[1] == 0


def opened(folder: Path) -> Any:
    database = ConnectionHandler({"default": main_database("", folder)})["default"]
    database.settings_dict["OPTIONS"]["timeout"] = 0.05
    return database


def begin(database: Any) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def may_write(folder: Path) -> bool:
    """Whether somebody else may write now, on a connection of their own."""
    other = opened(folder)
    try:
        begin(other)
    except OperationalError:
        return False
    finally:
        other.close()
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_a_turn_is_as_long_as_what_is_written(tmp_path: Path, ending: str):
    database = opened(tmp_path)
    begin(database)
    assert not may_write(tmp_path)
    getattr(database, ending)()
    assert may_write(tmp_path)
    database.close()


@pytest.mark.django_db
def test_what_cannot_be_written_to_the_end_is_taken_back_before_the_next_turn(tmp_path: Path):
    database = opened(tmp_path)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE whole (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE part (of_id INTEGER REFERENCES whole DEFERRABLE INITIALLY DEFERRED)")
        begin(database)
        cursor.execute("INSERT INTO part VALUES (7)")
    with pytest.raises(IntegrityError):
        database.commit()
    assert not may_write(tmp_path)
    database.rollback()
    assert may_write(tmp_path)
    database.close()


@pytest.mark.django_db
def test_where_it_cannot_begin_the_turn_is_the_next_one_s(tmp_path: Path):
    database = opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "trellis.sqlite3", isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")  # with a program that knows of no line
        with pytest.raises(OperationalError, match="locked"):
            begin(database)
        somebody.execute("ROLLBACK")
    begin(database)
    database.close()
