"""When a child's record is erased, nothing below the data folder names them any more.

A new place of files fails here until it is known whom its files are of and how they go.
"""

import ast
import datetime as dt
import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

import trellis
from tests.messages.drawn_up import YEAR, everybody_spent
from tests.messages.families import family
from tests.messages.reading_back import read_back
from trellis.attendance.actions import prepare_attendance_letters
from trellis.imports import actions as imports
from trellis.imports.models import Batch as Import
from trellis.messages import outbox
from trellis.messages.actions import approve_batch
from trellis.messages.models import Batch, Item
from trellis.registers import erased_files
from trellis.registers.erased_files import FilesStay
from trellis.registers.erasure import erase_pupil
from trellis.registers.retention import destroy_school_year
from trellis.schools import actions
from trellis.schools.models import Certificate, Contact, Grouping, Pupil
from trellis.web import backing_up
from trellis.web.commands import letters as letters_command
from trellis.web.sealing import Key

# --- Every place files lie ----------------------------------------------------------------------------------

GOES_WITH_THE_RECORD = {
    "imports/actions.py": "uploads that wait: let go when anybody of their school is erased",
    "imports/models.py": "reads them",
    "messages/outbox.py": "letters, texts and e-mails: with their items",
}
FOR_EVERYBODY = {
    "telling/kept_files.py": "leaflets, and pictures that are shown",
    "telling/publishing.py": "newsletters, whose names somebody held consent for",
}
OF_NO_CHILD = {
    "messages/reminding.py": "to colleagues: how many, and nothing of whom",
    "schools/access_log.py": "readings that wait for their database: numbers",
    "web/backing_up.py": "everything, for the moment a backup is made",
    "web/commands/demo.py": "a demonstration",
    "web/demo/files.py": "a demonstration",
    "web/imports/incoming.py": "what another system drops: taken within seconds, and until then not ours",
    "web/migrating.py": "a lock",
    "web/settings.py": "the secret key, the sign-in providers and e-mails to colleagues",
}


def asks_where_files_lie(module: Path) -> bool:
    """Whether a module asks for the data folder, or for the outbox in it."""
    names = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    asked = [node for node in names if isinstance(node, ast.Attribute | ast.Name)]
    return any(
        (isinstance(one, ast.Name) and one.id == "TRELLIS_DATA")
        or (isinstance(one, ast.Attribute) and one.attr == "TRELLIS_DATA")
        or (isinstance(one, ast.Attribute) and ast.unparse(one) == "outbox.root")
        for one in asked
    )


def test_every_place_of_files_is_known_and_what_becomes_of_them_when_a_child_is_erased():
    room = Path(trellis.__file__).parent
    asking = {path.relative_to(room).as_posix() for path in room.rglob("*.py") if asks_where_files_lie(path)}
    known = GOES_WITH_THE_RECORD | FOR_EVERYBODY | OF_NO_CHILD
    assert asking - {"registers/erased_files.py"} == known.keys()


def test_every_row_that_knows_a_file_is_known():
    knowing = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("trellis.") and not hasattr(model, "history_object")
        for field in model._meta.fields
        if isinstance(field, models.FileField | models.FilePathField)
        or (isinstance(field, models.CharField) and field.name in {"file", "folder"})
    }
    of_a_batch = {"correspondence.Batch"}  # the folder in which its items have theirs
    uploads = {"imports.Batch"}
    for_everybody = {"telling.Picture", "telling.Edition", "telling.GuideEdition"}
    assert knowing == erased_files.FILES.keys() | of_a_batch | uploads | for_everybody


# --- Erased -------------------------------------------------------------------------------------------------


def naming(folder: Path, name: str) -> Iterator[str]:
    """The files below a folder that say a name: in how they are called, in their bytes or on their paper."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        if content.startswith(b"%PDF-"):
            paper = read_back(content)
            said = " ".join([paper.title, *paper.bookmarks, *paper.texts])
        else:
            said = content.decode("latin-1")
        if name.casefold() in f"{path.relative_to(folder)} {said}".casefold():
            yield path.relative_to(folder).as_posix()


def upload(school, words: str) -> Import:
    files = [("pupils.csv", io.BytesIO(words.encode()))]
    return imports.bring(kind="pupils", place=school, files=files, by="a test")


@pytest.fixture
def written_to(transactional_db, cast, clock):
    """A letter, a text and an e-mail about Amy and as many about Eve, her sister; Amy left long ago."""
    for name in ("amy", "eve"):
        family(cast.oak, cast.pupils[name], "Una Adams", at="1 High Street")
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    Contact.objects.filter(name="Abe Adams").update(phone="", email="abe@family.example")
    everybody_spent(cast, clock, amy="6I 2O 3L")
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term="Autumn 1", channels=("text", "email", "letter"), by=cast.office
    )
    approve_batch(batch=batch, by=cast.attendance_lead)
    actions.leave(enrolment=cast.enrolment("amy"), until=dt.date(2025, 7, 22), by=cast.office)
    clock.at("2031-01-10T09:00")
    return cast


@pytest.fixture
def run(written_to) -> Path:
    return outbox.root() / Batch.objects.get().folder / "print-run.pdf"


def erase(cast) -> Certificate:
    destroy_school_year(school=cast.oak, year=2024, by=cast.data_manager)
    return erase_pupil(pupil=cast.amy, why="Her mother asked", by=cast.data_manager)


def left_of_eve(data_folder: Path) -> list[str]:
    return [Path(name).suffix for name in naming(data_folder, "Eve")]


def test_nothing_names_a_child_who_is_erased_and_what_is_a_sisters_stays(written_to, run, data_folder):
    stopped = run.with_name(".being-written-x")  # by whoever wrote Amy's letter when the power went
    stopped.write_bytes(outbox.path_of(Item.objects.get(pupil=written_to.amy, channel="letter")).read_bytes())
    before = sorted(Path(name).suffix for name in naming(data_folder, "Amy"))
    assert before == ["", ".eml", ".pdf", ".pdf", ".txt"]
    erase(written_to)
    assert list(naming(data_folder, "Amy")) == []
    assert sorted(left_of_eve(data_folder)) == [".eml", ".pdf", ".txt"]
    assert not run.exists()


def test_they_go_by_what_they_were_called_when_they_were_written(written_to, data_folder):
    actions.correct_pupil(pupil=written_to.amy, forename="Amelia", surname="Ash", by=written_to.head)
    written_to.oak.name = "Oak Academy"
    written_to.oak.save()
    erase(written_to)
    assert list(naming(data_folder, "Amy")) == []


def test_the_print_run_is_made_anew_of_the_letters_that_are_left_and_the_page_says_so(
    written_to, sign_in, tmp_path
):
    batch = Batch.objects.get()
    browser, page = sign_in(written_to.attendance_lead), f"/schools/123456/messages/{batch.pk}/"
    gone = "The print run that was sent is not there any more"
    assert gone not in browser.get(page).content.decode()
    erase(written_to)
    for place in ("", "1", *batch.items.values_list("place", flat=True), "99"):
        shown = browser.get(page, {"item": place}).content.decode()
        assert gone in shown
        assert "of 3</h2>" in shown
        assert "Amy" not in shown
    anew = browser.get(f"{page}print-run.pdf").content
    assert [text.split("Dear ")[1].split(",")[0] for text in read_back(anew).texts] == ["Una Adams"]
    letters_command._write(batch, tmp_path)
    assert list(naming(tmp_path / "data", "Amy")) == []
    assert (tmp_path / "print-run.pdf").read_bytes() == anew


def test_a_family_that_goes_with_a_child_goes_with_every_file(written_to, data_folder):
    """Letters about no child, to a home where nobody is left."""
    item = Item.objects.filter(pupil=written_to.eve, channel="text").get()
    item.household = family(written_to.oak, written_to.amy, "Gus Green", at="7 Lonely Lane").contact.household
    item.pupil, item.enrolment = None, None
    item.save()
    erase(written_to)
    assert not outbox.path_of(item).exists()


def test_files_that_wait_to_be_imported_go_unread_where_they_may_name_the_child(
    written_to, data_folder, sign_in
):
    rows = "Forename,Surname\nAmy,Adams\n"
    here, above, everywhere = (upload(place, rows) for place in (written_to.oak, written_to.trust, None))
    far = Grouping.objects.create(kind="trust", name="Saltmarsh Trust")
    elsewhere, far_away = (upload(place, "Forename,Surname\nZak,Zane\n") for place in (written_to.elm, far))
    imports.try_batch(here)
    erase(written_to)
    assert list(naming(data_folder, "Amy")) == []
    for batch in (here, above, everywhere, elsewhere, far_away):
        batch.refresh_from_db()
    assert (here.state, here.paths, above.paths, everywhere.paths) == ("refused", [], [], [])
    assert "Amy" not in str(here.answer)
    assert [path.name for path in (*elsewhere.paths, *far_away.paths)] == ["00 pupils.csv"] * 2
    shown = sign_in(written_to.data_manager).get(f"/schools/123456/import/{here.pk}/")
    assert shown.status_code == 200


# --- What may go wrong --------------------------------------------------------------------------------------

STAYS = "The record is erased, but not every file of it could be removed: remove by hand, in the data folder,"


def test_where_erasing_fails_no_file_is_lost(written_to, data_folder, monkeypatch):
    destroy_school_year(school=written_to.oak, year=2024, by=written_to.data_manager)
    before = list(naming(data_folder, "Amy"))

    def fails(**_said):
        raise OSError("disk full")

    monkeypatch.setattr(Certificate.objects, "create", fails)
    with pytest.raises(OSError, match="disk full"):
        erase_pupil(pupil=written_to.amy, why="Her mother asked", by=written_to.data_manager)
    assert list(naming(data_folder, "Amy")) == before
    assert Pupil.objects.filter(pk=written_to.amy.pk).exists()


def test_a_file_that_has_gone_already_is_no_error(written_to, run, data_folder):
    for path in run.parent.iterdir():
        path.unlink()
    run.parent.rmdir()
    erase(written_to)
    assert not Pupil.objects.filter(pk=written_to.amy.pk).exists()


def test_a_file_that_cannot_be_removed_is_told_and_the_others_go(written_to, data_folder, sign_in):
    letter = outbox.path_of(Item.objects.get(pupil=written_to.amy, channel="letter"))
    letter.unlink()
    letter.mkdir()
    destroy_school_year(school=written_to.oak, year=2024, by=written_to.data_manager)
    browser = sign_in(written_to.data_manager)
    page = f"/schools/123456/pupils/{written_to.amy.pk}/erase/"
    said = browser.post(page, {"why": "Her mother asked"}, follow=True).content.decode()
    inside = letter.relative_to(data_folder)
    assert f"{STAYS} {inside} (Is a directory)." in said
    assert not Pupil.objects.filter(pk=written_to.amy.pk).exists()
    assert list(naming(data_folder, "Amy")) == []  # a folder of that name is no file


def test_a_folder_nobody_may_look_into_is_told_and_not_taken_for_an_empty_one(
    written_to, data_folder, monkeypatch
):
    listed = os.listdir

    def closed(folder):
        if Path(folder).name == "letters":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    monkeypatch.setattr("os.listdir", closed)
    with pytest.raises(FilesStay) as wrong:
        erase(written_to)
    assert str(wrong.value) == f"{STAYS} outbox/letters (Permission denied)."


# --- The database's own files -------------------------------------------------------------------------------


@pytest.fixture
def database() -> Path:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL overwrites what was deleted when it next cleans a table up.")
    return Path(connection.settings_dict["NAME"])


def in_the_database(database: Path) -> list[str]:
    held = [one for one in database.parent.glob(f"{database.name}*") if not one.name.endswith("-shm")]
    words = ("AmyAdams", "Amy’s attendance")
    return [one.name for one in held if any(said.encode() in one.read_bytes() for said in words)]


def test_what_was_erased_is_overwritten_in_the_database_and_beside_it(written_to, database):
    assert in_the_database(database)
    erase(written_to)
    assert in_the_database(database) == []


def test_where_somebody_reads_the_database_for_long_it_is_told_that_it_is_not_overwritten_yet(
    written_to, database, data_folder
):
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM schools_pupil").fetchall()
        with pytest.raises(FilesStay, match=r"somebody was reading the database.* that ends in -wal until"):
            erase(written_to)
    assert list(naming(data_folder, "Amy")) == []
    assert connection.overwrite_deleted()
    assert in_the_database(database) == []


# --- After a restore ----------------------------------------------------------------------------------------


@pytest.fixture
def key(monkeypatch) -> Key:
    """Tests make their tables without migrations."""
    monkeypatch.setattr(backing_up.migrating, "migrate", list)
    return Key.of_passphrase("four words kept apart")


def test_files_a_restored_backup_brings_back_go_again(written_to, clock, data_folder, tmp_path, key):
    upload(written_to.oak, "Forename,Surname\nAmy,Adams\n")
    backing_up.back_up(tmp_path / "oak.backup", key)
    clock.at("2031-01-11T09:00")
    erase(written_to)
    clock.at("2031-01-12T09:00")
    restored = backing_up.restore(tmp_path / "oak.backup", key)
    assert (restored.destroyed_again, restored.stays) == ({"school_year": 1, "pupil": 1}, [])
    assert list(naming(data_folder, "Amy")) == []
    assert sorted(left_of_eve(data_folder)) == [".eml", ".pdf", ".txt"]


def test_a_file_that_stays_after_a_restore_is_told(
    written_to, clock, data_folder, tmp_path, key, monkeypatch
):
    backing_up.back_up(tmp_path / "oak.backup", key)
    clock.at("2031-01-11T09:00")
    erase(written_to)

    def may_not(path, **_said):
        raise PermissionError(13, "Permission denied", str(path))

    restore_files = backing_up._restore_files

    def then_closed(kept):
        count = restore_files(kept)
        monkeypatch.setattr(erased_files.Path, "unlink", may_not)
        return count

    monkeypatch.setattr(backing_up, "_restore_files", then_closed)
    restored = backing_up.restore(tmp_path / "oak.backup", key)
    assert restored.destroyed_again == {"school_year": 1, "pupil": 1}
    (stays,) = restored.stays
    assert stays.startswith(f"Oak Primary: {STAYS} outbox/letters/")
    assert stays.count("(Permission denied)") == 4
    assert Certificate.objects.count() == 2
