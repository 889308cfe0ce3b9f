"""The drill: back up while people work, lose everything, restore, and find it as it was."""

import datetime as dt
import io
import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, connections

from trellis.registers.actions import record_marks
from trellis.registers.erasure import ERASED, erase_pupil
from trellis.registers.models import Entry, Line
from trellis.registers.places import Mark
from trellis.registers.rebuilding import differences
from trellis.registers.retention import destroy_school_year
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session as HalfDay
from trellis.schools import actions
from trellis.schools.access_log import waiting_file, write_reading
from trellis.schools.models import AccessLogEntry, Certificate, Hold, Pupil, School
from trellis.support.wellbeing.actions import destroy_old_checks, write_staff_check
from trellis.support.wellbeing.models import StaffCheck
from trellis.web import backing_up, cli
from trellis.web.sealing import PIECE, Key, NotOpened, Sealing, Unsealing

WORDS = "four words kept apart"
SURROUNDINGS = {
    name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ACCESS_LOG_URL"}
}
TUESDAY = dt.date(2024, 9, 10)


@pytest.fixture(autouse=True)
def tables_as_they_are(monkeypatch):
    """Tests make their tables without migrations; the drill by command, below, has them."""
    monkeypatch.setattr(backing_up.migrating, "migrate", list)


@pytest.fixture
def school(transactional_db, cast, data_folder):
    """Oak with a mark, a hold, a file somebody brought and a reading in the log."""
    mark(cast, cast.amy)
    actions.place_hold(pupil=cast.ben, school=cast.oak, kind="other", held_by="the office", by=cast.head)
    brought = data_folder / "files" / "imports" / "1"
    brought.mkdir(parents=True)
    (brought / "01 pupils.csv").write_text("upn,forename\n", encoding="utf-8")
    (data_folder / "secret-key").write_text("the first secret", encoding="utf-8")
    write_reading(person=cast.office, school=cast.oak, pupil=cast.amy, page="/first/")
    return cast


def mark(cast, pupil: Pupil) -> None:
    record_marks(school=cast.oak, marks=[Mark(pupil.pk, TUESDAY, HalfDay.AM, "/")], by=cast.teacher)


@pytest.fixture
def key() -> Key:
    return Key.of_passphrase(WORDS)


def test_everything_comes_back_as_it_was_and_the_access_log_outlives_it(school, tmp_path, data_folder, key):
    file = tmp_path / "oak.backup"
    kept = backing_up.back_up(file, key)
    assert (kept.files, kept.readings) == (2, 1)
    assert file.stat().st_mode & 0o077 == 0
    assert b"Adams" not in file.read_bytes()

    mark(school, school.cal)
    Hold.objects.all().delete()
    actions.correct_pupil(pupil=school.amy, surname="Changed", by=school.head)
    (data_folder / "files" / "imports" / "1" / "01 pupils.csv").unlink()
    (data_folder / "secret-key").write_text("another secret", encoding="utf-8")
    write_reading(person=school.office, school=school.oak, pupil=school.ben, page="/second/")
    Session.objects.create(
        session_key="x", session_data="", expire_date=dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    )

    restored = backing_up.restore(file, key)
    assert restored.made_at == kept.made_at
    assert Pupil.objects.get(pk=school.amy.pk).surname == "Adams"
    assert Hold.objects.get().pupil == school.ben
    assert list(Line.objects.values_list("pupil__forename", flat=True)) == ["Amy"]
    assert differences(school.oak) == []
    assert (data_folder / "files" / "imports" / "1" / "01 pupils.csv").read_text() == "upn,forename\n"
    assert (data_folder / "secret-key").read_text() == "the first secret"
    assert (data_folder / "secret-key").stat().st_mode & 0o077 == 0
    assert set(AccessLogEntry.objects.values_list("page", flat=True)) == {"/first/", "/second/"}
    assert not Session.objects.exists()

    mark(school, school.dee)  # and work goes on: rows are numbered after those restored
    added = actions.add_pupil(forename="Gil", surname="Grey", by="a test")
    assert added.pk > school.yas.pk
    assert differences(school.oak) == []


def test_a_log_that_was_lost_is_restored_and_one_that_waits_is_kept(school, tmp_path, data_folder, key):
    entry = AccessLogEntry.objects.get()
    line = json.dumps(
        {
            "at": "2024-09-10T07:00:00+00:00",
            "person_id": 1,
            "person_name": "Olive Ofori",
            "school_id": school.oak.pk,
            "pupil_id": school.dee.pk,
            "pupils": 1,
            "page": "/waited/",
            "reason": "",
        }
    )
    waiting_file().write_text(line + "\n", encoding="utf-8")
    backing_up.back_up(tmp_path / "oak.backup", key)
    AccessLogEntry.objects.all().delete()
    waiting_file().unlink()
    backing_up.restore(tmp_path / "oak.backup", key)
    assert set(AccessLogEntry.objects.values_list("page", flat=True)) == {"/first/", "/waited/"}
    assert AccessLogEntry.objects.get(page="/first/").at == entry.at
    backing_up.restore(tmp_path / "oak.backup", key)
    assert AccessLogEntry.objects.count() == 2


def test_people_go_on_working_while_it_is_made(school, tmp_path, key):
    """Marks made during the backup are saved; those in it are whole, and agree with their ledger."""
    stop, failures = threading.Event(), []

    def work() -> None:
        try:
            for number in range(200):
                if stop.is_set():
                    break
                day = dt.date(2024, 9, 3) + dt.timedelta(days=number % 4)
                now = "/L"[number // 4 % 2]
                line = Line.objects.filter(pupil=school.ben).first()
                was = line.marks[_position(day)].replace(".", "") if line else ""
                record_marks(
                    school=school.oak,
                    marks=[Mark(school.ben.pk, day, HalfDay.AM, now, seen=was)],
                    kind=Entry.Kind.AMENDMENT,
                    why="Seen in the yard",
                    by=school.teacher,
                )
        except Exception as wrong:  # noqa: BLE001 - told by the test, outside the thread
            failures.append(wrong)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    for number in range(3):
        backing_up.back_up(tmp_path / f"{number}.backup", key)
    stop.set()
    worker.join()
    assert failures == []
    after = Line.objects.get(pupil=school.ben).marks
    backing_up.restore(tmp_path / "2.backup", key)
    assert differences(school.oak) == []
    assert Line.objects.filter(pupil=school.ben).count() <= 1
    assert set(after) - {"."}


@pytest.fixture
def long_kept(school, clock):
    """Oak six years on: a year of registers, a talk with staff and a record whose time has come."""
    write_staff_check(
        school=school.oak, person=school.teacher, on=TUESDAY, kind="talk", words="Tired", by=school.head
    )
    gil = actions.add_pupil(forename="Gil", surname="Grey", by=school.office)
    clock.at("2031-01-10T09:00")
    return gil


def destroy_what_may_go(cast, clock, gil: Pupil) -> None:
    clock.at("2031-01-11T09:00")
    destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
    destroy_old_checks(school=cast.oak, by=cast.head)
    erase_pupil(pupil=gil, why="Asked", by=cast.data_manager)
    clock.at("2031-01-12T09:00")


def test_what_was_destroyed_since_is_destroyed_again_and_the_command_says_how_much(
    school, long_kept, clock, trellis, tmp_path, key
):
    backing_up.back_up(tmp_path / "oak.backup", key)
    destroy_what_may_go(school, clock, long_kept)
    said_before = list(Certificate.objects.values("kind", "why", "counts", "destroyed_at", "destroyed_by"))
    restore = ["restore", str(tmp_path / "oak.backup"), "--passphrase-stdin"]
    for _twice in range(2):
        status, said = trellis(*restore, typed=f"{WORDS}\n")
        assert status == 0
        assert said.splitlines()[1:] == [
            "Destroyed again, as it had been since:",
            "  Registers of an academic year past their retention: 1",
            "  Talks with staff past their retention: 1",
            "  A pupil's record: 1",
        ]
        assert not any(rows.exists() for rows in (Line.objects, StaffCheck.objects, StaffCheck.history))
        assert not Pupil.objects.filter(surname="Grey").exists()
        certificates = Certificate.objects.values("kind", "why", "counts", "destroyed_at", "destroyed_by")
        assert sorted(certificates, key=str) == sorted(said_before, key=str)
        assert AccessLogEntry.objects.filter(page=ERASED).count() == 1
        assert differences(school.oak) == []
    backing_up.back_up(tmp_path / "later.backup", key)
    status, said = trellis(
        "restore", str(tmp_path / "later.backup"), "--passphrase-stdin", typed=f"{WORDS}\n"
    )
    assert "Nothing that had been destroyed since came back." in said
    assert Certificate.objects.count() == 3


def test_a_restore_ends_where_something_may_not_be_destroyed_again_and_says_why(
    school, long_kept, clock, trellis, tmp_path, key
):
    hold = actions.place_legal_hold(pupil=school.amy, reason="Tribunal", by=school.head)
    backing_up.back_up(tmp_path / "oak.backup", key)
    actions.release_legal_hold(hold=hold, on=dt.date(2031, 1, 10), by=school.head)
    destroy_what_may_go(school, clock, long_kept)
    restore = ["restore", str(tmp_path / "oak.backup"), "--passphrase-stdin"]
    status, said = trellis(*restore, typed=f"{WORDS}\n")
    assert status == 0
    assert said.endswith(
        "  A pupil's record: 1\nNot destroyed again, though it had been:\n"
        "  Oak Primary: The registers of 2024/25 stay: 1 of its pupils are under a legal hold.\n"
    )
    assert Line.objects.get().pupil == school.amy
    assert set(Certificate.objects.values_list("kind", flat=True)) == {"staff", "pupil"}


def test_a_restore_ends_where_the_database_that_stood_cannot_say_what_was_destroyed(
    school, tmp_path, key, monkeypatch
):
    def unreadable(_since: dt.datetime) -> list[Certificate]:
        raise DatabaseError("disk I/O error")

    backing_up.back_up(tmp_path / "oak.backup", key)
    monkeypatch.setattr(backing_up, "destroyed_since", unreadable)
    restored = backing_up.restore(tmp_path / "oak.backup", key)
    assert restored.stays == [
        "What was destroyed since could not be read from the database that stood (disk I/O error)."
    ]


def _position(day: dt.date) -> int:
    return AcademicYear.of(day).position(day, HalfDay.AM)


def test_restored_into_an_empty_place_it_is_all_there(school, tmp_path, data_folder, key, settings):
    if connection.vendor != "sqlite":
        pytest.skip(
            "On PostgreSQL an empty place is an empty database, which restoring fills in the same way."
        )
    backing_up.back_up(tmp_path / "oak.backup", key)
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    backing_up.restore(tmp_path / "oak.backup", key)
    assert School.objects.known_by("123456").get().name == "Oak Primary"


def test_by_command_on_two_machines(tmp_path):
    """The whole drill: a school on one machine, its backup, another machine with nothing."""
    here, there = tmp_path / "here", tmp_path / "there"

    def trellis(data: Path, *words: str) -> str:
        answer = subprocess.run(
            [sys.executable, "-m", "trellis.web.cli", *words],
            env={**SURROUNDINGS, "TRELLIS_DATA": str(data)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    oak = ["--urn", "123456", "--name", "Oak Primary", "--phase", "primary", "--nation", "england"]
    trellis(here, "school", "add", *oak)
    file, key = str(tmp_path / "oak.backup"), str(tmp_path / "oak.key")
    trellis(here, "backup", file, "--key-file", key)
    trellis(there, "restore", file, "--key-file", key)
    trellis(there, "user", "add", "olive@oak.example", "--role", "office", "--school", "123456")
    assert (there / "secret-key").read_bytes() == (here / "secret-key").read_bytes()


def test_what_stood_before_a_restore_is_copied_first(school, tmp_path, key):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own copies are its administrator's.")
    database = Path(connection.settings_dict["NAME"])
    earlier = set(database.parent.glob(f"{database.stem}.before-*"))
    backing_up.back_up(tmp_path / "oak.backup", key)
    actions.correct_pupil(pupil=school.amy, surname="Changed", by=school.head)
    backing_up.restore(tmp_path / "oak.backup", key)
    (copy,) = set(database.parent.glob(f"{database.stem}.before-*")) - earlier
    with sqlite3.connect(copy) as before:
        names = {name for (name,) in before.execute("SELECT surname FROM schools_pupil")}
    before.close()
    copy.unlink()
    assert "Changed" in names


def test_what_a_backup_that_was_stopped_left_behind_goes_with_the_next(school, tmp_path, data_folder, key):
    stopped, at_work = data_folder / "at-work-stopped", data_folder / "at-work-now"
    for folder in (stopped, at_work):
        folder.mkdir()
        (folder / "trellis.sqlite3").write_text("Amy Adams", encoding="utf-8")
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=1, hours=1)).timestamp()
    os.utime(stopped, (long_ago, long_ago))
    assert backing_up.back_up(tmp_path / "oak.backup", key).files == 2
    assert [path.name for path in data_folder.glob("at-work-*")] == ["at-work-now"]


# --- What does not open -------------------------------------------------------------------------------------


def test_a_wrong_passphrase_or_a_damaged_file_touches_nothing(school, tmp_path, key):
    file = tmp_path / "oak.backup"
    backing_up.back_up(file, key)
    mark(school, school.cal)
    whole = file.read_bytes()
    damaged = {
        "cut short": whole[: len(whole) // 2],
        "changed": whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:],
        "nothing": b"",
        "something else": b"PK\x03\x04" + whole,
    }
    with pytest.raises(NotOpened, match="passphrase or key is another"):
        backing_up.restore(file, Key.of_passphrase("some other words"))
    for what, content in damaged.items():
        file.write_bytes(content)
        with pytest.raises(NotOpened):
            backing_up.restore(file, key)
        assert Line.objects.filter(pupil=school.cal).exists(), what
    assert differences(school.oak) == []


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_what_is_sealed_opens_to_the_same_bytes(size):
    content = bytes(n % 251 for n in range(size))
    sealed, key = io.BytesIO(), Key(b"k" * 32, from_file=True)
    with Sealing(sealed, key) as sealing:
        for start in range(0, size, 300_000):
            sealing.write(content[start : start + 300_000])
    sealed.seek(0)
    assert io.BufferedReader(Unsealing(sealed, key)).read() == content


def test_a_piece_left_out_moved_or_cut_off_is_noticed():
    content, key = bytes(4 * PIECE), Key(b"k" * 32, from_file=True)
    sealed = io.BytesIO()
    with Sealing(sealed, key) as sealing:
        sealing.write(content)
    whole, piece = sealed.getvalue(), PIECE + 16
    head = whole[: len(whole) - 4 * piece]
    pieces = [whole[len(head) + n * piece :][:piece] for n in range(4)]
    for wrong in (pieces[:3], [pieces[0], pieces[2], pieces[1], pieces[3]], [*pieces[:2], pieces[3]]):
        with pytest.raises(NotOpened):
            io.BufferedReader(Unsealing(io.BytesIO(head + b"".join(wrong)), key)).read()


def test_a_backup_of_a_later_trellis_is_refused(school, tmp_path, key, monkeypatch):
    later = backing_up._manifest() | {"migrations": [["schools", "9999_later"]], "version": "99"}
    with monkeypatch.context() as then:
        then.setattr(backing_up, "_manifest", lambda: later)
        backing_up.back_up(tmp_path / "oak.backup", key)
    with pytest.raises(NotOpened, match="made by a later Trellis"):
        backing_up.restore(tmp_path / "oak.backup", key)


# --- The commands -------------------------------------------------------------------------------------------


@pytest.fixture
def trellis(monkeypatch, capsys):
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = cli.main(words)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_by_command_with_a_passphrase(school, trellis, tmp_path):
    file = str(tmp_path / "oak.backup")
    status, said = trellis("backup", file, "--passphrase-stdin", typed=f"{WORDS}\n")
    assert status == 0
    assert "2 files besides the database" in said
    actions.correct_pupil(pupil=school.amy, surname="Changed", by=school.head)
    status, said = trellis("restore", file, "--passphrase-stdin", typed="something else entirely\n")
    assert (status, "does not open" in said) == (2, True)
    status, said = trellis("restore", file, "--passphrase-stdin", "--json", typed=f"{WORDS}\n")
    assert (status, json.loads(said)["files"]) == (0, 2)
    assert Pupil.objects.get(pk=school.amy.pk).surname == "Adams"


def test_by_command_with_a_key_file_that_is_made_where_there_is_none(school, trellis, tmp_path):
    file, key = str(tmp_path / "oak.backup"), tmp_path / "oak.key"
    status, said = trellis("backup", file, "--key-file", str(key))
    assert (status, "A new key is in" in said) == (0, True)
    assert key.stat().st_mode & 0o077 == 0
    assert trellis("backup", file, "--key-file", str(key))[0] == 0
    assert trellis("restore", file, "--key-file", str(key))[0] == 0
    status, said = trellis("restore", file, "--passphrase-stdin", typed=f"{WORDS}\n")
    assert (status, "was sealed with a key file" in said) == (2, True)


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (["backup", "x.backup"], "", "Give a key with --key-file"),
        (["backup", "x.backup", "--passphrase-stdin"], "short\n", "twelve characters at least"),
        (["restore", "gone.backup", "--passphrase-stdin"], f"{WORDS}\n", "No such file"),
        (["restore", "gone.backup", "--key-file", "gone.key"], "", "could not be read"),
        (
            ["backup", "no/such/folder/x.backup", "--passphrase-stdin"],
            f"{WORDS}\n",
            "No such file or directory",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    school, trellis, tmp_path, monkeypatch, words, typed, says
):
    monkeypatch.chdir(tmp_path)
    status, said = trellis(*words, typed=typed)
    assert (status, says in said) == (2, True), said
    assert not list(tmp_path.glob("*.backup"))
    assert not list(tmp_path.glob(".*unfinished"))
