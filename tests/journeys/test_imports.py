"""Bringing an export: looking at what would happen, mending a heading, saying yes, taking it back."""

import datetime as dt
from pathlib import Path

import pytest

from tests.imports.bringing import csv_file, xlsx_file
from trellis.imports.models import Batch
from trellis.registers.models import Line
from trellis.schools.models import Pupil

START = "/schools/123456/import/"
LIST = """
    | Adno | Legal Forename | Legal Surname | DOB        | Gender | Year | Reg Group | FSM | House |
    | 1001 | Amy            | Adams         | 14/01/2017 | F      | 3    | 3A        | N   | Red   |
    | 1002 | Ben            | Bright        | 02/11/2016 | M      | 3    | 3B        | N   | Blue  |
    | 1003 | Cal            | Carter        | 30/05/2017 | M      | 3    | 3A        | Y   | Red   |
    | 1004 | Dee            | Dunn          | 21/09/2016 | F      | 3    | 3A        | N   | Red   |
    | 1005 | Eve            | Adams         | 08/12/2015 | F      | 4    | 4C        | N   | Blue  |
    | 2001 | Tia            | Twigg         | 11/03/2016 | F      | 4    | 4C        | Y   | Red   |
    | 2002 | Tom            | Twigg         | 11/03/2016 | M      | 4    | 4C        | Y   | Red   |
"""


def marks_with_problems(folder: Path) -> Path:
    days = [dt.date(2024, 9, 9), dt.date(2024, 9, 10)]
    rows = [["Adno", "Date", "AM/PM", "Mark"]]
    for number in range(1001, 1007):
        rows += [[str(number), f"{day:%d/%m/%Y}", half, "/"] for day in days for half in ("AM", "PM")]
    rows[2][3], rows[5][3], rows[9][1], rows[12][3] = "@", "QQ", "31/02/2024", "H"
    return csv_file(folder, rows, name="marks week 2.csv")


def brought(page, kind: str, path: Path) -> None:
    page.goto(f"{START}{kind}/")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="See what would change").click()


def test_a_list_of_pupils_from_export_to_undo(cast, page, enter, axe, fits, picture, tmp_path):
    enter(page, cast.data_manager)
    page.goto(START)
    axe(page)
    page.get_by_role("link", name="Bring a list of pupils").click()
    axe(page)
    fits(page)
    picture(page, "import-upload")
    page.get_by_label("File").set_input_files(csv_file(tmp_path, LIST, name="pupils September.csv"))
    page.get_by_role("button", name="See what would change").click()

    page.get_by_text("Nothing has changed yet. This is what would happen.").wait_for()
    axe(page)
    fits(page)
    page.get_by_text("How the columns were read").click()
    picture(page, "import-tried")
    page.get_by_text("Fay Finch is on the roll here and not in the file: a leaver?").wait_for()
    page.get_by_label(
        "Fay Finch is on the roll here and not in the file: a leaver?", exact=True
    ).select_option("Left: the last day was")
    page.get_by_role("button", name="See what changes then").click()
    page.get_by_role("button", name="Import it").click()

    page.get_by_role("heading", name="Imported").wait_for()
    assert Pupil.objects.filter(surname="Twigg").count() == 2
    axe(page)
    fits(page)
    picture(page, "import-done")
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("taken back.").wait_for()
    assert not Pupil.objects.filter(surname="Twigg").exists()
    axe(page)


def test_problems_are_seen_all_at_once(cast, page, enter, axe, fits, picture, tmp_path):
    enter(page, cast.office)
    brought(page, "marks", marks_with_problems(tmp_path))
    page.get_by_text("2 problems stand in the way.").wait_for()
    axe(page)
    fits(page)
    picture(page, "import-problems")
    page.get_by_role("button", name="Import the good rows").click()
    page.get_by_role("heading", name="Imported").wait_for()
    assert Line.objects.count() == 6


def test_headings_nobody_knows(cast, page, enter, axe, fits, picture, tmp_path):
    enter(page, cast.office)
    rows = [
        ["Nummer", "Vorname", "Nachname", "Haus"],
        ["7", "Mia", "Moss", "Red"],
        ["8", "Max", "Moss", "Blue"],
    ]
    brought(page, "pupils", xlsx_file(tmp_path, rows, "Schülerliste.xlsx"))
    page.get_by_role("button", name="Say what the columns mean").click()
    for heading, meaning in (
        ("Nummer", "Admission number"),
        ("Vorname", "Forename"),
        ("Nachname", "Surname"),
    ):
        page.get_by_label(heading).select_option(meaning)
    axe(page)
    fits(page)
    picture(page, "import-headings")
    page.get_by_role("button", name="Read it so").click()
    page.get_by_text("This is what would happen.").wait_for()
    assert Batch.objects.get().answer["new"] == 2


def test_todays_marks_are_pasted(cast, page, enter, axe, fits, picture):
    enter(page, cast.office)
    page.goto(START)
    page.get_by_role("link", name="Paste today’s marks").click()
    page.get_by_label("Marks").fill("pupil_id\tAM\n1001\t/\n1002\tI\n1003\tL\n")
    axe(page)
    fits(page)
    picture(page, "import-paste")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="Imported").wait_for()
    page.goto(START)
    axe(page)
    fits(page)
    picture(page, "imports")


@pytest.mark.parametrize("kind", ["pupils"])
def test_it_all_works_without_script(cast, without_script, enter, kind, tmp_path):
    page = without_script
    enter(page, cast.data_manager)
    brought(page, kind, csv_file(tmp_path, LIST, name="pupils.csv"))
    page.get_by_role("button", name="Import it").click()
    assert Pupil.objects.filter(surname="Twigg").count() == 2


def test_marks_are_exported(cast, page, enter, axe, fits, picture):
    enter(page, cast.office)
    page.goto("/schools/123456/export/")
    axe(page)
    fits(page)
    picture(page, "export-marks")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export").click()
    assert waiting.value.suggested_filename.startswith("marks-2024-08-01-2024-09-10-long.xlsx")
