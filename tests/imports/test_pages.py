"""The pages of imports: bring, see, say yes, take back; and what a person confirms on the way."""

import datetime as dt
import io
import re
import shutil
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.imports import actions
from trellis.imports.models import Batch, Mapping
from trellis.registers.actions import record_marks
from trellis.registers.models import Line
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools import actions as schools
from trellis.schools.models import AccessLogEntry, Enrolment, Pupil
from trellis.web.imports import views

URL = "/schools/123456/import/"
PUPILS = "pupil_id,forename,surname,date_of_birth,start_date,year_group\n7,Mia,Moss,2016-05-04,2022-09-05,4\n"
MARKS = "pupil_id,date,session,code\n1001,2024-09-09,AM,I\n1002,2024-09-09,AM,@\n"


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


@pytest.fixture
def bring(office):
    """Upload a file as the office does, and follow to the page that says what would happen."""

    def bring(kind, content, name="file.csv", **said):
        content = content if isinstance(content, bytes) else content.encode()
        if kind == "pupils":
            said.setdefault("on", "2024-09-10")
        posted = {"files": SimpleUploadedFile(name, content), **said}
        return office.post(f"{URL}{kind}/", posted, follow=True)

    return bring


def text(response):
    """What a person reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def the_batch():
    return Batch.objects.latest("pk")


def page_of(batch):
    return f"{URL}{batch.pk}/"


# --- from file to register ---


def test_a_list_is_brought_looked_at_accepted_and_taken_back(bring, office, cast):
    shown = bring("pupils", PUPILS)
    assert "Nothing has changed yet. This is what would happen." in text(shown)
    assert "New pupils 1 Mia Moss" in text(shown)
    assert not Pupil.objects.filter(forename="Mia").exists()

    batch = the_batch()
    done = office.post(f"{page_of(batch)}accept/", follow=True)
    assert "Imported" in text(done)
    assert "by Olive Ofori" in text(done)
    assert Pupil.objects.filter(forename="Mia").exists()
    batch.refresh_from_db()
    # What the file said is in the records: the file itself is not kept.
    assert (batch.state, batch.paths, batch.brought_by) == ("accepted", [], cast.office)

    undone = office.post(f"{page_of(batch)}undo/", follow=True)
    assert "1 taken back." in text(undone)
    assert not Pupil.objects.filter(forename="Mia").exists()
    assert "Taken back on 10 September 2024, 08:57 by Olive Ofori: 1." in text(undone)


def test_marks_reach_the_register(bring, office, cast):
    shown = bring("marks", MARKS)
    assert "@ read as U" in text(shown)
    office.post(f"{page_of(the_batch())}accept/")
    line = Line.objects.get(pupil=cast.amy)
    assert "I" in line.marks


def test_a_calendar_and_counts_have_their_own_forms(bring, cast):
    assert "New days" in text(
        bring("calendar", "since,until,kind,name\n2024-12-05,2024-12-05,closure,Snow\n")
    )
    upn = cast.amy.numbers.get().upn
    counted = f"UPN,TermlySessionsPossible,I,O\n{upn},20,1,0\n"
    shown = bring("summaries", counted, year="2024/25", term="autumn")
    assert "New summaries 1 Amy Adams" in text(shown)


def test_two_files_make_one_import_of_census_tables(office, cast):
    upn = cast.amy.numbers.get().upn
    pupils = f"pupilonrolltableid,NativeId,upn,termlysessionspossible\na1,S1,{upn},20.0\n".encode()
    sessions = (
        b"pupilonrolltableid,termlysessiondetailsonrolltableid,sessions,attendancereason\na1,s1,2.0,I\n"
    )
    files = [SimpleUploadedFile("pupils.csv", pupils), SimpleUploadedFile("sessions.csv", sessions)]
    shown = office.post(
        f"{URL}summaries/", {"files": files, "year": "2024/25", "term": "autumn"}, follow=True
    )
    assert "New summaries 1 Amy Adams – 20: I 2" in text(shown)


def test_a_file_that_changes_nothing_says_so(bring):
    bring("pupils", "pupil_id,forename,surname\n1001,Amy,Adams\n")
    shown = bring("pupils", "pupil_id,forename,surname\n1001,Amy,Adams\n")
    assert "Everything in this file is known already" in text(shown)


def test_without_a_file_the_form_says_so(office):
    answer = office.post(f"{URL}marks/", {})
    assert answer.status_code == 400
    assert "There is a problem" in text(answer)


# --- what is wrong ---


def test_problems_stand_in_the_way_and_are_named_by_cell(bring, office):
    shown = bring("marks", MARKS.replace("@", "QQ"))
    assert "One problem stands in the way" in text(shown)
    assert "“QQ” is not an attendance code." in text(shown)
    sheet = office.get(f"{page_of(the_batch())}problems.csv")
    assert sheet.content.decode().splitlines()[1] == "3,code,QQ,“QQ” is not an attendance code."


def test_good_rows_alone(bring, office, cast):
    bring("marks", MARKS.replace("@", "QQ"))
    office.post(f"{page_of(the_batch())}accept/")
    assert not Line.objects.exists()
    office.post(f"{page_of(the_batch())}accept/", {"good_rows": "1"})
    assert [line.pupil for line in Line.objects.all()] == [cast.amy]


def test_fifty_problems_a_page(bring, office):
    rows = "".join(f"9{number:03d},2024-09-09,AM,I\n" for number in range(60))
    shown = bring("marks", f"pupil_id,date,session,code\n{rows}")
    assert shown.content.count(b"No pupil here has the admission number") == 50
    second = office.get(f"{page_of(the_batch())}?page=2")
    assert second.content.count(b"No pupil here has the admission number") == 10


def test_more_problems_than_anybody_works_through_are_counted_all_the_same(bring, office, monkeypatch):
    monkeypatch.setattr("trellis.imports.problems.MOST_KEPT", 10)
    rows = "".join(f"9{number:03d},2024-09-09,AM,I\n" for number in range(60))
    shown = text(bring("marks", f"pupil_id,date,session,code\n{rows}"))
    assert "60 problems stand in the way" in shown
    assert "The first 10 are kept here." in shown


def test_a_file_that_is_no_table_cannot_be_imported(bring, office):
    shown = bring("marks", b"%PDF-1.7", name="marks.pdf")
    assert "This file cannot be imported" in text(shown)
    assert "really a PDF document" in text(shown)
    refused = office.post(f"{page_of(the_batch())}accept/", follow=True)
    assert "decided about already" in text(refused)


def test_what_breaks_is_said_and_nothing_is_left_half_done(bring, office, monkeypatch):
    def breaks(*asked):
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "try_files", breaks)
    with pytest.raises(ZeroDivisionError):
        bring("marks", MARKS)
    assert the_batch().state == "refused"
    assert "our fault" in text(office.get(page_of(the_batch())))


def test_a_file_nobody_wants_is_let_go(bring, office):
    bring("pupils", PUPILS)
    [path] = the_batch().paths
    office.post(f"{page_of(the_batch())}leave/")
    assert not path.exists()
    assert (the_batch().state, the_batch().folder) == ("refused", "")
    assert office.get(f"{page_of(the_batch())}headings/").status_code == 404


def test_an_import_whose_file_is_gone_says_so_wherever_its_file_is_asked_for(bring, office, data_folder):
    """As after a backup of the records alone was put back."""
    gone = "The file of this import is no longer kept on this machine: bring it again."
    for act in ("headings/", "accept/", "confirm/", "leave/"):
        bring("pupils", PUPILS)
        shutil.rmtree(data_folder / the_batch().folder)
        assert gone in text(office.get(page_of(the_batch())))
        ask = office.get if act == "headings/" else office.post
        shown = ask(f"{page_of(the_batch())}{act}", follow=True)
        assert shown.status_code == 200
        assert act == "leave/" or gone in text(shown)
        assert the_batch().state == ("tried" if act == "headings/" else "refused")
    assert not Pupil.objects.filter(forename="Mia").exists()


def test_a_file_without_a_good_row_offers_none_to_import(bring):
    bad = "pupil_id,date,session,code\n1001,2024-09-09,AM,??\n"
    shown = text(bring("marks", bad))
    assert "One problem stands in the way." in shown
    assert "Mend the file and bring it again: no row without problems would change anything." in shown
    assert "Bring another file" in shown
    assert "Do not import" in shown
    assert "Import the good rows" not in shown
    assert "Import the good rows" in text(bring("marks", f"{bad}1002,2024-09-09,AM,/\n"))


def test_an_import_is_taken_back_without_its_file(bring, office, data_folder):
    bring("pupils", PUPILS)
    office.post(f"{page_of(the_batch())}accept/")
    shutil.rmtree(data_folder / "files")
    assert "1 taken back." in text(office.post(f"{page_of(the_batch())}undo/", follow=True))


def test_what_was_shown_is_what_happens(bring, office, cast):
    bring("marks", MARKS)
    mark = Mark(cast.amy.pk, dt.date(2024, 9, 9), Session.AM, "O")
    record_marks(school=cast.oak, marks=[mark], by=cast.teacher)
    shown = office.post(f"{page_of(the_batch())}accept/", follow=True)
    assert "Something has changed since this file was tried" in text(shown)
    assert "O becomes I" in text(shown)
    office.post(f"{page_of(the_batch())}accept/")
    assert the_batch().state == "accepted"


def test_an_import_is_accepted_once(bring, office):
    bring("marks", MARKS)
    office.post(f"{page_of(the_batch())}accept/")
    again = office.post(f"{page_of(the_batch())}accept/")
    assert again.status_code == 404


# --- headings ---


def test_headings_nobody_knows_are_asked_about_once(bring, office, cast):
    shown = bring("pupils", "Nummer,Vorname,Nachname,Haus\n7,Mia,Moss,Red\n")
    assert "No column is headed upn or pupil_id" in text(shown)
    page = f"{page_of(the_batch())}headings/"
    asked = text(office.get(page))
    assert "Nummer" in asked
    assert "Mia" in asked
    said = {"heading-0": "pupil_id", "heading-1": "forename", "heading-2": "surname", "heading-3": ""}
    shown = office.post(page, said, follow=True)
    assert "New pupils 1 Mia Moss" in text(shown)
    # The column left out was decided about, so it is no longer said to be left out.
    assert the_batch().answer["left_out"] == []
    mapping = Mapping.objects.get(school=cast.oak)
    assert (mapping.headings["Nummer"], mapping.confirmed_by_name) == ("pupil_id", "Olive Ofori")
    assert "New pupils 1 Max Moss" in text(bring("pupils", "Nummer,Vorname,Nachname,Haus\n8,Max,Moss,Red\n"))


def test_a_session_of_a_grid_is_no_heading_to_ask_about(bring, office):
    bring("marks", "pupil_id,House,2024-09-09 AM\n1001,Red,I\n")
    asked = text(office.get(f"{page_of(the_batch())}headings/"))
    assert "House" in asked
    assert "2024-09-09 AM" not in asked


# --- what only a person can say ---


def test_a_leaver_is_confirmed_with_a_last_day(bring, office, cast):
    rows = "".join(
        f"{enrolment.admission_number},{enrolment.pupil.forename},{enrolment.pupil.surname}\n"
        for enrolment in Enrolment.objects.filter(school=cast.oak).exclude(pupil=cast.fay)
    )
    shown = bring("pupils", f"pupil_id,forename,surname\n{rows}")
    assert "Fay Finch is on the roll here and not in the file: a leaver?" in text(shown)
    key = f"leaver:{cast.enrolment('fay').pk}"
    shown = office.post(
        f"{page_of(the_batch())}confirm/", {key: "left", f"{key}:day": "2024-09-06"}, follow=True
    )
    assert "Last day on the roll 1 Fay Finch" in text(shown)
    office.post(f"{page_of(the_batch())}accept/")
    assert cast.enrolment("fay").until == dt.date(2024, 9, 6)


def test_a_mover_is_proposed_with_what_to_do(cast, sign_in):
    trust = sign_in(cast.head)
    upn = cast.zak.numbers.get().upn
    content = SimpleUploadedFile("p.csv", f"upn,forename,surname\n{upn},Zak,Zane\n".encode())
    alone = trust.post(f"{URL}pupils/", {"files": content, "on": "2024-09-10"}, follow=True)
    assert "Elm Primary" not in text(alone)
    schools.give_post(person=cast.head, role="head", grouping=cast.authority, by=cast.head)
    content.seek(0)
    both = text(trust.post(f"{URL}pupils/", {"files": content, "on": "2024-09-10"}, follow=True))
    assert "on the roll of Elm Primary since 3 September 2024: a transfer?" in both
    assert "To make the two records one" in both


def test_a_possible_match_is_confirmed(bring, office, cast):
    shown = bring("pupils", "pupil_id,forename,surname,date_of_birth\n55,Amy,Adams,2017-01-14\n")
    assert "the same child, or another?" in text(shown)
    office.post(f"{page_of(the_batch())}confirm/", {"match:2": "same"})
    office.post(f"{page_of(the_batch())}accept/")
    assert cast.enrolment("amy").admission_number == "55"


def test_a_day_that_is_none_is_said(bring, office, cast):
    bring("pupils", PUPILS)
    key = f"leaver:{cast.enrolment('fay').pk}"
    shown = office.post(
        f"{page_of(the_batch())}confirm/", {key: "left", f"{key}:day": "31/02/2024"}, follow=True
    )
    assert "is not a date" in text(shown)


# --- pasting ---

PASTED = "pupil_id\tcode\n1001\tI\n1002\tL\n"


@pytest.mark.parametrize(
    ("first", "pasted"),
    [
        ("headings", PASTED),
        ("headings", "Adno,AM\n1001,I\n1002,L\n"),
        ("pupil_id", "1001\tI\r\n1002\tL\r\n"),
        ("headings", "pupil_id\tdate\tsession\tcode\n1001\t2024-09-10\tAM\tI\n1002\t2024-09-10\tAM\tL"),
    ],
)
def test_todays_marks_are_pasted(office, cast, first, pasted):
    asked = office.get(f"{URL}paste/")
    assert 'value="2024-09-10"' in asked.content.decode()
    shown = office.post(
        f"{URL}paste/", {"date": "2024-09-10", "session": "AM", "first": first, "text": pasted}, follow=True
    )
    assert "New marks 2" in text(shown)
    office.post(f"{page_of(the_batch())}accept/")
    assert Line.objects.get(pupil=cast.amy).marks.count("I") == 1


def test_what_is_pasted_wrongly_is_named(office):
    said = {"date": "2024-09-10", "session": "AM", "first": "headings", "text": "1001\tI\n"}
    shown = office.post(f"{URL}paste/", said, follow=True)
    assert "cannot be imported" in text(shown)
    assert office.post(f"{URL}paste/", {**said, "text": ""}).status_code == 400


# --- long files ---


@pytest.fixture
def long_file(monkeypatch, settings):
    """Every file is long, and what is long waits for the worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    monkeypatch.setattr(views, "READ_AT_ONCE", 1)


def work():
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)


@pytest.mark.django_db(transaction=True)
def test_a_long_file_is_read_and_imported_in_the_background(long_file, bring, office, clock):
    shown = bring("marks", MARKS)
    assert "The file is being read." in text(shown)
    clock.at("2024-09-10T08:58")
    waiting = office.get(f"{page_of(the_batch())}progress/")
    assert "ask whoever looks after Trellis whether the worker is running" in text(waiting)
    assert "HX-Refresh" not in waiting
    work()
    assert office.get(f"{page_of(the_batch())}progress/")["HX-Refresh"] == "true"
    assert "This is what would happen" in text(office.get(page_of(the_batch())))
    accepted = office.post(f"{page_of(the_batch())}accept/", follow=True)
    assert "The file is being imported." in text(accepted)
    work()
    assert "Imported" in text(office.get(page_of(the_batch())))
    assert the_batch().accepted_by_name == "Olive Ofori"


# --- history, and who may ---


def test_what_was_brought_before_is_listed(bring, office):
    bring("pupils", PUPILS)
    office.post(f"{page_of(the_batch())}accept/")
    bring("marks", MARKS)
    shown = text(office.get(URL))
    assert "1 file has been read and waits for somebody to say yes or no." in shown
    assert "file.csv Marks 10 September 2024, 08:57 Olive Ofori Tried: nothing has changed yet 2 0" in shown
    assert "file.csv Pupil list 10 September 2024, 08:57 Olive Ofori Imported 1 0" in shown


def test_an_import_of_another_school_is_not_there(bring, cast, sign_in):
    bring("pupils", PUPILS)
    outside = sign_in(cast.mr_outside)
    for page in ("", "headings/", "problems.csv", "progress/"):
        assert outside.get(f"{page_of(the_batch())}{page}").status_code == 404
        assert outside.get(f"/schools/234567/import/{the_batch().pk}/{page}").status_code == 404
    for act in ("accept/", "undo/", "leave/", "confirm/"):
        assert outside.post(f"/schools/234567/import/{the_batch().pk}/{act}").status_code == 404
    assert the_batch().state == "tried"


def test_only_those_who_bring_data_in(cast, sign_in):
    may = {name for name, person in cast.people.items() if sign_in(person).get(URL).status_code == 200}
    assert may == {"head", "attendance_lead", "office", "data_manager"}


def test_a_page_that_names_children_is_in_the_access_log(bring, cast):
    bring("pupils", PUPILS)
    entry = AccessLogEntry.objects.latest("pk")
    assert (entry.person_name, entry.page, entry.pupil_id) == ("Olive Ofori", page_of(the_batch()), None)
    # Mia, and the six the list does not name.
    assert entry.pupils == 7


def test_as_many_queries_for_a_long_history_as_for_a_short_one(bring, office):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            office.get(URL)
        return len(asked.captured_queries)

    bring("marks", MARKS)
    few = queries()
    for _ in range(5):
        bring("marks", MARKS)
    assert queries() == few


# --- keeping no more than is needed ---


def test_files_nobody_decided_about_are_let_go_after_two_weeks(bring, clock):
    bring("pupils", PUPILS)
    [path] = the_batch().paths
    assert actions.discard_undecided() == 0
    clock.at("2024-09-25T09:00")
    assert actions.discard_undecided() == 1
    assert not path.exists()


# --- writing out ---


def test_marks_are_exported_from_a_page(bring, office):
    bring("marks", MARKS)
    office.post(f"{page_of(the_batch())}accept/")
    said = {"since": "2024-09-01", "until": "2024-09-30", "layout": "grid", "ending": "csv"}
    answer = office.post("/schools/123456/export/", said)
    assert answer["Content-Disposition"] == 'attachment; filename="marks-2024-09-01-2024-09-30-grid.csv"'
    rows = io.BytesIO(b"".join(answer.streaming_content)).read().decode().splitlines()
    assert rows[0] == "upn,pupil_id,2024-09-09 AM"
    assert [row.split(",")[2] for row in rows[1:]] == ["I", "U"]
    assert AccessLogEntry.objects.latest("pk").pupils == 2
    wrong = office.post("/schools/123456/export/", {**said, "until": "2024-08-01"})
    assert (wrong.status_code, "cannot come before the first" in text(wrong)) == (400, True)


def test_headings_go_in_steps(office):
    """One h1, and no level passed over (WCAG 1.3.1)."""
    for page in (URL, f"{URL}pupils/", f"{URL}paste/", "/schools/123456/export/"):
        levels = [int(level) for level in re.findall(r"<h([1-6])", office.get(page).content.decode())]
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise(levels))


def test_empty_lines_pasted_are_nothing_and_the_form_says_so(office):
    pasted = {"date": "2024-09-10", "session": "AM", "first": "headings", "text": "\r\n \n"}
    answer = office.post(f"{URL}paste/", pasted)
    assert answer.status_code == 400
    assert "This field is required" in answer.content.decode()
    assert not Batch.objects.exists()
