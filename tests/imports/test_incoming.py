"""The watched folder: a file dropped there is imported once it is whole, or waits for a person."""

import time

import pytest

from tests.imports.bringing import xlsx_file
from trellis.imports.models import Batch
from trellis.registers.models import Line
from trellis.schools.models import Pupil
from trellis.web.imports import incoming
from trellis.web.imports.incoming import Watch

MARKS = "pupil_id,date,session,code\n1001,2024-09-10,AM,I\n"


@pytest.fixture
def oak_folder(cast, data_folder):
    folder = data_folder / "incoming" / "123456"
    folder.mkdir(parents=True)
    return folder


def look_twice(watch, at=0.0):
    """Look, and look again two seconds later."""
    watch.look(at)
    return watch.look(at + 2)


def test_a_file_dropped_is_imported_and_leaves_the_folder(oak_folder, cast):
    path = oak_folder / "marks-today.csv"
    path.write_text(MARKS)
    [batch] = look_twice(Watch())
    assert (batch.state, batch.school, batch.accepted_by_name) == ("accepted", cast.oak, "incoming folder")
    assert "I" in Line.objects.get(pupil=cast.amy).marks
    assert not path.exists()


def test_a_file_is_not_read_while_it_grows(oak_folder):
    watch, path = Watch(), oak_folder / "marks.csv"
    for second in range(0, 8, 2):
        path.write_text(MARKS[: 20 + second])
        assert watch.look(second) == []
    path.write_text(MARKS)
    assert watch.look(8) == []
    assert [batch.state for batch in watch.look(10)] == ["accepted"]


def test_a_file_that_has_stopped_halfway_is_waited_for(oak_folder):
    watch, path = Watch(), oak_folder / "marks.csv"
    path.write_text(MARKS.rstrip("\n"))
    assert look_twice(watch) == []
    assert watch.look(8) == []
    # Some systems never end the last line: after ten seconds it is taken as it is.
    assert [batch.state for batch in watch.look(10)] == ["accepted"]


def test_a_workbook_is_whole_once_its_end_is_there(oak_folder, tmp_path):
    whole = xlsx_file(tmp_path, [["pupil_id", "2024-09-10 AM"], ["1001", "I"]]).read_bytes()
    watch, path = Watch(), oak_folder / "marks.xlsx"
    path.write_bytes(whole[:-30])
    assert look_twice(watch) == []
    path.write_bytes(whole)
    assert [batch.state for batch in look_twice(watch, at=4)] == ["accepted"]


@pytest.mark.parametrize("name", ["marks.csv.part", ".marks.csv", "~$marks.xlsx", "marks.tmp"])
def test_a_name_that_says_unfinished_is_believed(oak_folder, name):
    (oak_folder / name).write_text(MARKS)
    assert look_twice(Watch()) == []
    assert (oak_folder / name).exists()


def test_problems_wait_for_a_person_and_nothing_is_imported(oak_folder, cast):
    (oak_folder / "marks.csv").write_text(MARKS + "1002,2024-09-10,AM,QQ\n")
    [batch] = look_twice(Watch())
    assert (batch.state, len(batch.answer["problems"])) == ("tried", 1)
    assert batch.paths != []
    assert not Line.objects.exists()


def test_a_file_that_is_no_table_is_refused(oak_folder):
    (oak_folder / "marks.csv").write_bytes(b"%PDF-1.7\n")
    assert [batch.state for batch in look_twice(Watch())] == ["refused"]


def test_the_name_says_what_it_is(oak_folder, cast):
    (oak_folder / "pupils.csv").write_text("pupil_id,forename,surname,start_date\n7,Mia,Moss,2024-09-03\n")
    (oak_folder / "calendar.csv").write_text("since,until,kind,name\n2024-12-05,2024-12-05,closure,Snow\n")
    assert {batch.kind for batch in look_twice(Watch())} == {"pupils", "calendar"}
    assert Pupil.objects.filter(forename="Mia").exists()


def test_a_folder_that_is_no_school_is_left_alone(data_folder, cast):
    folder = data_folder / "incoming" / "999999"
    folder.mkdir(parents=True)
    (folder / "marks.csv").write_text(MARKS)
    assert look_twice(Watch()) == []
    assert (folder / "marks.csv").exists()
    assert not Batch.objects.exists()


def test_one_bad_file_does_not_end_the_watch(monkeypatch):
    looked = []

    class Stopping:
        """Lets the watch look twice."""

        def wait(self, seconds):
            return len(looked) == 2

    def look(self):
        looked.append(self)
        raise OSError

    monkeypatch.setattr(incoming, "close_old_connections", lambda: None)
    monkeypatch.setattr(incoming.connections, "close_all", lambda: None)
    monkeypatch.setattr(Watch, "look", look)
    incoming.watch(Stopping())
    assert len(looked) == 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_watches_beside_its_work(oak_folder, cast, monkeypatch):
    """From file to page in well under twenty seconds: two looks, two seconds apart."""
    monkeypatch.setattr(incoming, "LOOK_EVERY", 0.02)
    (oak_folder / "marks.csv").write_text(MARKS)
    watching = incoming.Watching()
    try:
        for _ in range(500):
            if Batch.objects.filter(state="accepted").exists():
                break
            time.sleep(0.02)
    finally:
        watching.stop()
    assert "I" in Line.objects.get(pupil=cast.amy).marks
