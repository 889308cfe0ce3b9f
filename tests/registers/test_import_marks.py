"""Marks from files: every layout, translation and problem; brought twice, taken back, written out again."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawing import MONDAY, drawn
from tests.imports.bringing import bring, cells, counts, csv_file, said, take_back, xlsx_file
from trellis.imports import actions
from trellis.imports.models import Batch
from trellis.imports.subjects import ChangedMeanwhileError
from trellis.imports.writing import ProblemWithTable
from trellis.registers import bringing_marks
from trellis.registers.actions import record_marks
from trellis.registers.exporting import MarkLayout, export_marks
from trellis.registers.models import Detail, Entry, Line
from trellis.registers.places import Mark
from trellis.registers.rebuilding import differences
from trellis.rules.academic_year import AcademicYear
from trellis.rules.marks import line_of
from trellis.rules.words import Session
from trellis.schools.models import CalendarSpan, Enrolment

YEAR = AcademicYear(2024)


def stands(cast, *names, since=MONDAY, days=5):
    """The register of some pupils as it stands, drawn."""
    lines = {line.pupil.forename: line_of(line.marks) for line in Line.objects.select_related("pupil")}
    wanted = [cast.pupils[name].forename for name in names]
    return drawn({name: lines[name] for name in wanted}, since=since, days=days)


def long_file(folder, *rows, columns="pupil_id date session code", **options):
    return csv_file(folder, [columns.split(), *rows], **options)


AMY, BEN, CAL = "1001", "1002", "1003"
AM = [AMY, "2024-09-10", "AM", "I"]


# --- the layouts ---

LONG = """
    | pupil_id | date       | session | code |
    | 1001     | 2024-09-09 | AM      | /    |
    | 1001     | 2024-09-09 | PM      | \\   |
    | 1001     | 2024-09-10 | AM      | L    |
    | 1001     | 2024-09-10 | PM      | C2   |
    | 1002     | 2024-09-09 | AM      | I    |
    | 1002     | 2024-09-10 | PM      | I    |
"""
GRID = """
    | pupil_id | 2024-09-09 AM | 2024-09-09 PM | 2024-09-10 AM | 2024-09-10 PM |
    | 1001     | /             | \\            | L             | C2            |
    | 1002     | I             |               |               | I             |
"""
WEEK = """
    | pupil_id | week_commencing | marks                 |
    | 1001     | 2024-09-09      | / \\ L C2 - - - - - - |
    | 1002     | 2024-09-09      | I--I------            |
"""


@pytest.mark.parametrize("write", [csv_file, xlsx_file], ids=["CSV", "XLSX"])
@pytest.mark.parametrize("layout", [LONG, GRID, WEEK], ids=["long", "grid", "week"])
def test_every_layout_says_the_same(cast, tmp_path, layout, write):
    answer = bring("marks", cast.oak, write(tmp_path, layout))
    assert (counts(answer), answer["problems"], answer["notes"]) == ((6, 0, 0), [], [])
    assert stands(cast, "amy", "ben") == "Amy  /\\ L:C2 .. .. ..\nBen  I. .I .. .. .."


def test_rows_are_data_rows_and_counts_are_marks(cast, tmp_path):
    assert bring("marks", cast.oak, csv_file(tmp_path, LONG))["rows"] == 6
    assert bring("marks", cast.oak, csv_file(tmp_path, GRID))["rows"] == 2


def test_a_spreadsheets_own_dates(cast, tmp_path):
    rows = [["pupil_id", "date", "session", "code"], [1001, dt.date(2024, 9, 10), "AM", "I"]]
    assert counts(bring("marks", cast.oak, xlsx_file(tmp_path, rows))) == (1, 0, 0)
    assert stands(cast, "amy") == "Amy  .. I. .. .. .."


def test_a_number_for_a_day_is_read_as_the_spreadsheet_keeps_it_and_said(cast, tmp_path):
    rows = [["pupil_id", "date", "session", "code"], ["1001", 45545, "AM", "I"]]
    answer = bring("marks", cast.oak, xlsx_file(tmp_path, rows))
    assert stands(cast, "amy") == "Amy  .. I. .. .. .."
    [note] = answer["notes"]
    assert "Numbers among the dates" in note["says"]
    assert note["example"] == {"row": 2, "column": "date", "value": "45545"}
    mixed = [*rows, ["1002", dt.date(2024, 9, 10), "AM", "I"], ["1003", dt.date(2024, 9, 11), "AM", "I"]]
    assert cells(bring("marks", cast.oak, xlsx_file(tmp_path, mixed))) == [(2, "date", "45545")]


def test_marks_by_upn_with_columns_for_people_beside_them(cast, tmp_path):
    upn = cast.amy.numbers.get().upn
    path = long_file(
        tmp_path,
        [upn, "Adams", "Amy", "3B", "10/09/2024", "am", "I"],
        columns="UPN Surname Forename Reg Date Session Mark",
    )
    answer = bring("marks", cast.oak, path)
    assert (counts(answer), answer["left_out"]) == ((1, 0, 0), [])


def test_a_year_across_august_is_an_entry_for_each_year_and_one_import(cast, tmp_path):
    Enrolment.objects.filter(pupil=cast.amy).update(since=dt.date(2024, 6, 3))
    path = long_file(tmp_path, [AMY, "2024-07-01", "AM", "I"], AM)
    answer = bring("marks", cast.oak, path)
    assert counts(answer) == (2, 0, 0)
    assert sorted(Entry.objects.filter(origin__batch=answer["batch"]).values_list("year", flat=True)) == [
        2023,
        2024,
    ]
    assert take_back(answer) == {"undone": 2, "kept": []}


# --- brought again, changed, taken back ---


def test_the_same_file_twice_changes_nothing(cast, tmp_path):
    path = csv_file(tmp_path, LONG)
    bring("marks", cast.oak, path)
    entries = Entry.objects.count()
    assert counts(bring("marks", cast.oak, path)) == (0, 0, 6)
    assert Entry.objects.count() == entries


def test_a_blank_never_erases(cast, tmp_path):
    bring("marks", cast.oak, csv_file(tmp_path, GRID))
    blanks = GRID.replace("C2", "  ").replace("| L ", "| - ")
    answer = bring("marks", cast.oak, csv_file(tmp_path, blanks))
    assert counts(answer) == (0, 0, 4)
    assert stands(cast, "amy") == "Amy  /\\ L:C2 .. .. .."


def test_what_changes_is_counted_by_kind_with_three_examples(cast, tmp_path):
    bring("marks", cast.oak, csv_file(tmp_path, LONG))
    path = csv_file(tmp_path, GRID.replace("I             |  ", "O             |  ").replace("| L ", "| U "))
    answer = bring("marks", cast.oak, path, dry_run=True)
    assert counts(answer) == (0, 2, 4)
    kinds = {kind["what"]: kind["examples"] for kind in answer["examples"]}
    assert set(kinds) == {"I becomes O", "L becomes U"}
    assert kinds["L becomes U"] == [
        {"what": "L becomes U", "who": "Amy Adams", "where": "2024-09-10 AM", "before": "L", "after": "U"}
    ]
    assert stands(cast, "amy") == "Amy  /\\ L:C2 .. .. .."


def test_an_import_is_taken_back_and_what_others_changed_stays(cast, tmp_path):
    answer = bring("marks", cast.oak, csv_file(tmp_path, LONG))
    mark = Mark(cast.ben.pk, dt.date(2024, 9, 10), Session.PM, "M", seen="I")
    record_marks(
        school=cast.oak, marks=[mark], by=cast.office, kind=Entry.Kind.AMENDMENT, why="A letter came"
    )
    undone = take_back(answer)
    assert undone["undone"] == 5
    [kept] = undone["kept"]
    assert (kept["pupil"], kept["date"], kept["session"]) == ("Ben Bright", "2024-09-10", "PM")
    assert (kept["imported"], kept["stands"]) == ("I", "M")
    assert stands(cast, "amy", "ben") == "Amy  .. .. .. .. ..\nBen  .. .M .. .. .."


def test_an_import_is_undone_once(cast, tmp_path):
    answer = bring("marks", cast.oak, csv_file(tmp_path, LONG))
    take_back(answer)
    with pytest.raises(actions.ProblemWithBatch, match="has been undone already"):
        take_back(answer)


def test_the_ledger_proves_the_lines_after_it_all(cast, tmp_path):
    first = bring("marks", cast.oak, csv_file(tmp_path, LONG))
    bring("marks", cast.oak, csv_file(tmp_path, WEEK.replace("I--I", "OO--")))
    take_back(first)
    assert list(differences(cast.oak)) == []


def test_somebody_elses_mark_between_trying_and_writing_is_seen(cast, tmp_path, monkeypatch):
    tried = []
    attempt = bringing_marks.importing.preview_marks

    def while_somebody_marks(**asked):
        preview = attempt(**asked)
        if not tried:
            mark = Mark(cast.amy.pk, dt.date(2024, 9, 9), Session.AM, "/")
            record_marks(school=cast.oak, marks=[mark], by=cast.teacher)
        tried.append(preview)
        return preview

    monkeypatch.setattr(bringing_marks.importing, "preview_marks", while_somebody_marks)
    answer = bring("marks", cast.oak, csv_file(tmp_path, LONG))
    # It was tried again, and the answer is what happened.
    assert (len(tried), counts(answer)) == (2, (5, 0, 1))


def test_an_import_that_keeps_being_overtaken_says_so(cast, tmp_path, monkeypatch):
    def overtaken(**asked):
        raise ChangedMeanwhileError

    monkeypatch.setattr(bringing_marks.importing, "import_marks", overtaken)
    with pytest.raises(actions.ProblemWithBatch, match="Others kept writing"):
        bring("marks", cast.oak, csv_file(tmp_path, LONG))
    assert not Batch.objects.exists()


# --- translations, each with a count and an example ---


def test_translations_are_noted_with_a_count_and_an_example(cast, tmp_path):
    path = long_file(
        tmp_path,
        [AMY, "2024-09-09", "AM", "@"],
        [AMY, "2024-09-10", "AM", "@"],
        [BEN, "2024-09-09", "AM", "i"],
        [BEN, "2024-09-09", "PM", "/"],
        [BEN, "2024-09-10", "AM", "*"],
        [BEN, "2024-09-10", "PM", "-"],
    )
    answer = bring("marks", cast.oak, path)
    notes = {note["says"]: note for note in answer["notes"]}
    assert notes["@ read as U"]["count"] == 2
    assert notes["@ read as U"]["example"] == {"row": 2, "column": "code", "value": "@"}
    assert set(notes) == {
        "@ read as U",
        "i read as I",
        "/ read as \\: / is the morning's mark, \\ the afternoon's",
        "* read as no mark",
        "- read as no mark",
    }
    assert counts(answer) == (4, 0, 0)
    assert stands(cast, "amy", "ben") == "Amy  U. U. .. .. ..\nBen  I\\ .. .. .. .."


def test_a_code_not_lawful_that_day_is_kept_and_said_once(cast, tmp_path):
    path = long_file(
        tmp_path,
        [AMY, "2024-09-09", "AM", "H"],
        [AMY, "2024-09-12", "AM", "H"],
        [BEN, "2024-09-09", "AM", "J"],
    )
    answer = bring("marks", cast.oak, path)
    assert (counts(answer), answer["problems"]) == ((3, 0, 0), [])
    holiday, interview = answer["notes"][:2]
    assert holiday["count"] == 2
    assert (
        "H is not a code in England on 9 September 2024: it is kept, left out of rates and listed"
        in holiday["says"]
    )
    assert "use J1" in interview["says"]


def test_codes_of_the_other_nation_are_kept_and_said(cast, tmp_path):
    cast.oak.nation = "wales"
    cast.oak.save()
    answer = bring("marks", cast.oak, long_file(tmp_path, [AMY, "2024-09-10", "AM", "Y1"]))
    assert counts(answer) == (1, 0, 0)
    assert "Y1 is not a code in Wales" in said(answer, "notes")


def test_the_coronavirus_x_of_a_child_who_had_to_attend(cast, tmp_path):
    CalendarSpan.objects.filter(school=cast.oak).delete()
    Enrolment.objects.filter(pupil__in=[cast.amy, cast.fay]).update(since=dt.date(2020, 9, 2))
    # Fay was five in February 2021, Amy not until 2022.
    path = long_file(
        tmp_path,
        ["1006", "2021-06-14", "AM", "X"],
        [AMY, "2021-06-14", "AM", "X"],
        ["1006", "2021-06-15", "AM", "X03"],
    )
    bring("marks", cast.oak, path)
    june = dt.date(2021, 6, 14)
    assert stands(cast, "fay", "amy", since=june, days=2) == "Fay  X0:. X0:.\nAmy  X. .."


def test_questions_about_age_and_year_are_asked_and_block_nothing(cast, tmp_path):
    path = long_file(
        tmp_path,
        [AMY, "2024-09-09", "AM", "X"],
        [AMY, "2024-09-09", "PM", "S"],
        [BEN, "2024-09-09", "AM", "S"],
    )
    answer = bring("marks", cast.oak, path)
    assert counts(answer) == (3, 0, 0)
    assert "X is not for a pupil of compulsory school age" in said(answer, "notes")
    study = next(note for note in answer["notes"] if "S is meant for year 11" in note["says"])
    assert study["count"] == 2


def test_marks_for_days_to_come_are_pointed_out(cast, tmp_path):
    answer = bring("marks", cast.oak, long_file(tmp_path, [AMY, "2024-09-30", "AM", "V"]))
    assert counts(answer) == (1, 0, 0)
    assert "days still to come" in said(answer, "notes")


def test_a_closed_mark_on_a_school_day_is_pointed_out(cast, tmp_path):
    answer = bring("marks", cast.oak, long_file(tmp_path, [AMY, "2024-09-10", "AM", "#"]))
    assert "# stands on days the calendar calls school days" in said(answer, "notes")


# --- minutes and comments ---


def test_minutes_late_and_comments_stand_beside_the_mark(cast, tmp_path):
    columns = "pupil_id date session code minutes_late comment"
    rows = [[AMY, "2024-09-10", "AM", "L", "12", "Bus"], [BEN, "2024-09-10", "AM", "/", "0", ""]]
    bring("marks", cast.oak, long_file(tmp_path, *rows, columns=columns))
    assert [(one.minutes_late, one.comment) for one in Detail.objects.all()] == [(12, "Bus")]
    again = bring("marks", cast.oak, long_file(tmp_path, *rows, columns=columns))
    assert counts(again) == (0, 0, 2)
    rows[0][4] = "15"
    later = bring("marks", cast.oak, long_file(tmp_path, *rows, columns=columns))
    assert counts(later) == (0, 1, 1)
    assert later["examples"][0]["what"] == "Minutes late and comments"


def test_a_comment_that_looks_like_a_formula_is_kept_as_text(cast, tmp_path):
    columns = "pupil_id date session code comment"
    path = long_file(tmp_path, [*AM, "=HYPERLINK(1)"], columns=columns)
    answer = bring("marks", cast.oak, path)
    assert Detail.objects.get().comment == "=HYPERLINK(1)"
    assert "kept as plain text" in said(answer, "notes")


# --- problems, each by its cell, all at once ---

ONE_CELL = [
    ([AMY, "31/02/2024", "AM", "/"], "date", "31/02/2024", "that month has 29 days"),
    ([AMY, "20256", "AM", "/"], "date", "20256", "is not a date"),
    ([AMY, "09/13/2024", "AM", "/"], "date", "09/13/2024", "there is no month 13"),
    ([AMY, "", "AM", "/"], "date", "", "The date is missing"),
    ([AMY, "2024-09-10", "noon", "/"], "session", "noon", "write AM or PM"),
    ([AMY, "2024-09-10", "", "/"], "session", "", "The session is missing"),
    ([AMY, "2024-09-10", "AM", "QQ"], "code", "QQ", "is not an attendance code"),
    ([AMY, "2024-09-10", "AM", "=1+1"], "code", "=1+1", "is not an attendance code"),
    (["9999", "2024-09-10", "AM", "/"], "pupil_id", "9999", "No pupil here has the admission number 9999"),
    (["", "2024-09-10", "AM", "/"], "pupil_id", "", "neither a UPN nor an admission number"),
    ([AMY, "2024-09-02", "AM", "/"], "code", "/", "was not on the roll on 2 September 2024"),
    (
        [AMY, "2024-10-29", "AM", "/"],
        "code",
        "/",
        "cannot stand on 29 October 2024: it is in a half-term break",
    ),
    ([AMY, "2024-10-25", "AM", "I"], "code", "I", "it is an INSET day"),
    ([AMY, "2024-09-14", "AM", "/"], "code", "/", "at a weekend"),
    ([AMY, "2005-09-12", "AM", "/"], "code", "/", "holds no attendance codes for England before"),
]


@pytest.mark.parametrize(("row", "column", "value", "says"), ONE_CELL)
def test_each_wrong_cell_has_its_sentence(cast, tmp_path, row, column, value, says):
    answer = bring("marks", cast.oak, long_file(tmp_path, row, [BEN, row[1], "PM", ""]))
    found = [problem for problem in answer["problems"] if problem["row"] == 2]
    assert [(problem["column"], problem["value"]) for problem in found] == [(column, value)]
    assert says in found[0]["says"]
    assert (answer["batch"], counts(answer)) == (None, (0, 0, 0))
    assert not Entry.objects.exists()


def test_every_problem_is_named_at_once_even_in_one_row(cast, tmp_path):
    path = long_file(tmp_path, ["9999", "31/02/2024", "noon", "QQ"], AM)
    assert [cell[1] for cell in cells(bring("marks", cast.oak, path))] == [
        "code",
        "date",
        "pupil_id",
        "session",
    ]


def test_a_mark_before_joining_passes_as_z_or_closed(cast, tmp_path):
    path = long_file(tmp_path, [AMY, "2024-09-02", "AM", "Z"], [AMY, "2024-09-02", "PM", "#"])
    assert counts(bring("marks", cast.oak, path)) == (2, 0, 0)


def test_an_unplanned_closure_takes_its_own_code(cast, tmp_path):
    CalendarSpan.objects.create(
        school=cast.oak, kind="closure", name="Snow", since=dt.date(2024, 9, 10), until=dt.date(2024, 9, 10)
    )
    path = long_file(
        tmp_path,
        [AMY, "2024-09-10", "AM", "Y4"],
        [AMY, "2024-09-10", "PM", "#"],
        [BEN, "2024-09-10", "AM", "/"],
    )
    answer = bring("marks", cast.oak, path, skip_problems=True)
    assert (counts(answer), [cell[0] for cell in cells(answer)]) == ((2, 0, 0), [4])


def test_a_calendar_nobody_stated_refuses_nothing(cast, tmp_path):
    CalendarSpan.objects.filter(school=cast.oak).delete()
    path = long_file(tmp_path, [AMY, "2024-10-29", "AM", "/"], [AMY, "2024-09-14", "AM", "/"])
    assert counts(bring("marks", cast.oak, path)) == (2, 0, 0)


def test_two_marks_of_one_session_are_a_problem_on_both_rows(cast, tmp_path):
    path = long_file(tmp_path, AM, [*AM[:3], "O"], [BEN, "2024-09-10", "AM", "/"])
    answer = bring("marks", cast.oak, path)
    assert cells(answer) == [(2, "code", "I"), (3, "code", "O")]
    assert "Row 3 (O) says something else of the same session" in answer["problems"][0]["says"]
    kept = bring("marks", cast.oak, path, skip_problems=True)
    assert (counts(kept), len(kept["problems"])) == ((1, 0, 0), 2)


def test_a_row_that_says_the_same_again_is_read_once(cast, tmp_path):
    answer = bring("marks", cast.oak, long_file(tmp_path, AM, AM, [*AM[:3], "i"]))
    assert (answer["rows"], counts(answer)) == (3, (1, 0, 0))
    repeated = next(note for note in answer["notes"] if "say again" in note["says"])
    assert (repeated["count"], repeated["example"]["row"]) == (2, 3)


def test_a_blank_beside_a_mark_of_the_same_session_is_no_contradiction(cast, tmp_path):
    answer = bring("marks", cast.oak, long_file(tmp_path, AM, [*AM[:3], ""]))
    assert (counts(answer), answer["problems"]) == ((1, 0, 0), [])


def test_two_columns_of_one_session_that_differ_are_a_problem_on_both(cast, tmp_path):
    path = csv_file(tmp_path, [["pupil_id", "2024-09-10 AM", "10/09/2024 AM"], [AMY, "I", "O"]])
    answer = bring("marks", cast.oak, path)
    assert "two ways" in said(answer)
    path = csv_file(tmp_path, [["pupil_id", "2024-09-10 AM", "2024-9-10 am"], [AMY, "I", "O"]])
    assert cells(bring("marks", cast.oak, path)) == [(2, "2024-09-10 AM", "I"), (2, "2024-9-10 am", "O")]


def test_a_heading_that_is_no_day_is_a_problem_in_the_first_row(cast, tmp_path):
    path = csv_file(tmp_path, [["pupil_id", "2024-02-31 AM", "2024-09-10 PM"], [AMY, "QQ", "I"]])
    answer = bring("marks", cast.oak, path)
    assert cells(answer) == [(1, "2024-02-31 AM", "2024-02-31 AM"), (2, "2024-02-31 AM", "QQ")]


WRONG_WEEKS = [
    ("2024-09-10", "/ \\ / \\ / \\ / \\ / \\", "week_commencing", "10 September 2024 is a Tuesday"),
    ("2024-09-09", "/ \\ / \\", "marks", "has ten codes, and “/ \\ / \\” has 4"),
    ("2024-09-09", "/\\/\\/\\/\\/", "marks", "has ten codes"),
    ("2024-09-09", "/ \\ QQ \\ / \\ / \\ / \\", "marks", "“QQ” is not an attendance code"),
    ("2024-09-09", "C2\\/\\/\\/\\/", "marks", "“2” is not an attendance code"),
]


@pytest.mark.parametrize(("monday", "marks", "column", "says"), WRONG_WEEKS)
def test_a_week_that_does_not_read(cast, tmp_path, monday, marks, column, says):
    path = csv_file(tmp_path, [["pupil_id", "week_commencing", "marks"], [AMY, monday, marks]])
    answer = bring("marks", cast.oak, path)
    assert column in {problem["column"] for problem in answer["problems"]}
    assert says in said(answer)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("five", "is not a number of minutes"),
        ("-3", "is not a number"),
        ("999", "from 0 to 420"),
        ("9" * 5000, "from 0 to 420"),
    ],
)
def test_minutes_that_are_none(cast, tmp_path, value, says):
    path = long_file(
        tmp_path, [AMY, "2024-09-10", "AM", "L", value], columns="pupil_id date session code minutes_late"
    )
    answer = bring("marks", cast.oak, path)
    [(row, column, shown)] = cells(answer)
    assert (row, column) == (2, "minutes_late")
    assert value.startswith(shown.removesuffix("…"))
    assert says in said(answer)


def test_minutes_or_a_comment_without_a_mark(cast, tmp_path):
    columns = "pupil_id date session code minutes_late comment"
    path = long_file(tmp_path, [*AM[:3], "", "5", ""], [*AM[:2], "PM", "", "", "Bus"], columns=columns)
    assert cells(bring("marks", cast.oak, path)) == [(2, "minutes_late", "5"), (3, "comment", "Bus")]


def test_a_long_comment_and_two_that_differ(cast, tmp_path):
    columns = "pupil_id date session code comment"
    path = long_file(
        tmp_path, [*AM, "x" * 501], [BEN, *AM[1:], "Bus"], [BEN, *AM[1:], "Car"], columns=columns
    )
    answer = bring("marks", cast.oak, path)
    assert [cell[:2] for cell in cells(answer)] == [(2, "comment"), (3, "code"), (4, "code")]


def test_a_number_two_pupils_have_had_asks_for_the_upn(cast, tmp_path):
    Enrolment.objects.filter(pupil=cast.ben).update(admission_number=AMY)
    assert "Several pupils here" in said(bring("marks", cast.oak, long_file(tmp_path, AM)))


def test_a_upn_and_an_admission_number_of_two_pupils(cast, tmp_path):
    upn = cast.amy.numbers.get().upn
    path = long_file(tmp_path, [upn, BEN, *AM[1:]], columns="upn pupil_id date session code")
    assert "is Amy Adams’s here and the admission number 1002 is Ben Bright’s" in said(
        bring("marks", cast.oak, path)
    )


def test_a_upn_not_known_here_gives_way_to_the_admission_number(cast, tmp_path):
    path = long_file(tmp_path, ["X1", *AM], columns="upn pupil_id date session code")
    answer = bring("marks", cast.oak, path)
    assert counts(answer) == (1, 0, 0)
    assert "passed over for the admission number" in said(answer, "notes")


def test_a_pupil_of_another_school_is_nobody_here(cast, tmp_path):
    path = long_file(tmp_path, [cast.zak.numbers.get().upn, *AM[1:]], columns="upn date session code")
    answer = bring("marks", cast.oak, path, by=cast.ewo)
    assert "No pupil here has the UPN" in said(answer)
    assert "Elm" not in str(answer)


def test_the_good_rows_are_imported_where_problems_are_skipped(cast, tmp_path):
    answer = bring(
        "marks", cast.oak, long_file(tmp_path, AM, [BEN, "31/02/2024", "AM", "/"]), skip_problems=True
    )
    assert (counts(answer), len(answer["problems"]), answer["rows"]) == ((1, 0, 0), 1, 2)


def test_a_file_without_codes_or_without_pupils_says_what_is_missing(cast, tmp_path):
    assert "code" in said(
        bring("marks", cast.oak, csv_file(tmp_path, "| pupil_id | date | session |\n| 1 | 2 | AM |"))
    )
    assert "upn or pupil_id" in said(bring("marks", cast.oak, csv_file(tmp_path, "| 2024-09-10 AM |\n| I |")))
    weeks = csv_file(tmp_path, "| pupil_id | week_commencing |\n| 1 | 2024-09-09 |")
    assert "No column is headed marks" in said(bring("marks", cast.oak, weeks))


# --- pupils whose first day was not known ---


def test_an_assumed_first_day_moves_back_to_the_first_mark(cast, tmp_path):
    pupils = csv_file(
        tmp_path,
        "| pupil_id | forename | surname | year_group | class | fsm |\n| 7 | Mia | Moss | 3 | 3B | yes |",
    )
    bring("pupils", cast.oak, pupils, on="2024-10-01")
    path = long_file(tmp_path, ["7", "2024-09-09", "AM", "/"], ["7", "2024-09-04", "AM", "Z"])
    answer = bring("marks", cast.oak, path)
    assert (counts(answer), answer["problems"]) == ((2, 0, 0), [])
    assert "first day was not known begin with their first mark" in said(answer, "notes")
    enrolment = Enrolment.objects.get(pupil__forename="Mia")
    assert (enrolment.since, enrolment.since_assumed) == (dt.date(2024, 9, 9), True)
    facts = enrolment.characteristics.filter(kind="fsm").order_by("since").values_list("since", "assumed")
    assert list(facts) == [(dt.date(2024, 9, 9), True), (dt.date(2024, 10, 1), False)]
    take_back(answer)
    enrolment.refresh_from_db()
    assert enrolment.since == dt.date(2024, 10, 1)


# --- how much it asks of the database ---


def test_as_many_queries_for_forty_pupils_as_for_four(cast, tmp_path):
    def queries(many):
        school = cast.oak if many == 4 else cast.elm
        columns = "pupil_id forename surname start_date"
        rows = [[f"P{n}", f"Mia{n}", "Moss", "2024-09-03"] for n in range(many)]
        bring("pupils", school, csv_file(tmp_path, [columns.split(), *rows]), on="2024-09-10")
        days = [MONDAY + dt.timedelta(days=day) for day in range(5)]
        marks = [
            [f"P{n}", day.isoformat(), session, "I"]
            for n in range(many)
            for day in days
            for session in ("AM", "PM")
        ]
        with CaptureQueriesContext(connection) as asked:
            bring("marks", school, long_file(tmp_path, *marks))
        return sum(query["sql"].startswith("SELECT") for query in asked.captured_queries)

    few = queries(4)
    assert queries(40) == few
    assert few < 40


# --- written out and brought again ---


@pytest.fixture
def marked(cast, tmp_path):
    bring("marks", cast.oak, csv_file(tmp_path, LONG))
    columns = "pupil_id date session code minutes_late comment"
    bring(
        "marks", cast.oak, long_file(tmp_path, [CAL, "2024-09-10", "AM", "L", "7", "=cmd()"], columns=columns)
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("layout", list(MarkLayout))
def test_what_is_written_out_changes_nothing_when_brought_again(cast, marked, tmp_path, layout, ending):
    path = tmp_path / f"marks.{ending}"
    exported = export_marks(
        school=cast.oak, since=dt.date(2024, 9, 1), until=dt.date(2025, 7, 31), layout=layout, path=path
    )
    assert (exported.pupils, exported.marks) == (3, 7)
    answer = bring("marks", cast.oak, path)
    assert (counts(answer), answer["problems"]) == ((0, 0, 7), [])
    assert answer["left_out"] == []
    assert bool(exported.notes) == (layout is not MarkLayout.LONG)


@pytest.mark.parametrize("layout", list(MarkLayout))
def test_no_cell_written_out_is_a_formula(cast, marked, tmp_path, layout):
    path = tmp_path / "marks.csv"
    export_marks(
        school=cast.oak, since=dt.date(2024, 9, 1), until=dt.date(2025, 7, 31), layout=layout, path=path
    )
    for row in path.read_text().splitlines():
        assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in row.split(","))


def test_only_the_days_asked_for_are_written_out(cast, marked, tmp_path):
    path = tmp_path / "marks.csv"
    exported = export_marks(school=cast.oak, since=MONDAY, until=MONDAY, layout=MarkLayout.GRID, path=path)
    assert exported.marks == 3
    assert path.read_text().splitlines()[0] == "upn,pupil_id,2024-09-09 AM,2024-09-09 PM"


def test_a_saturday_has_no_room_in_a_week_of_ten(cast, tmp_path):
    CalendarSpan.objects.filter(school=cast.oak).delete()
    bring("marks", cast.oak, long_file(tmp_path, [AMY, "2024-09-14", "AM", "/"]))
    with pytest.raises(ProblemWithTable, match="14 September 2024, and a week of ten codes has no room"):
        export_marks(
            school=cast.oak,
            since=MONDAY,
            until=dt.date(2024, 9, 30),
            layout=MarkLayout.WEEK,
            path=tmp_path / "a.csv",
        )


def test_days_the_wrong_way_round_are_refused(cast, tmp_path):
    with pytest.raises(ProblemWithTable, match="the last day cannot come before the first"):
        export_marks(
            school=cast.oak,
            since=dt.date(2024, 9, 10),
            until=MONDAY,
            layout=MarkLayout.LONG,
            path=tmp_path / "a.csv",
        )


codes = st.sampled_from(["/", "\\", "L", "I", "C2", "Y1", "J1", "V", "U", "N", "O", "#", "H", ""])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(codes, min_size=30, max_size=30),
    st.sampled_from(list(MarkLayout)),
    st.sampled_from(["csv", "xlsx"]),
)
def test_any_marks_come_back_from_any_layout(cast, tmp_path, marks, layout, ending):
    rows = []
    for at, code in enumerate(marks):
        day = MONDAY + dt.timedelta(days=at // 6)
        rows.append([(AMY, BEN, CAL)[at % 3], day.isoformat(), ("AM", "PM")[at // 3 % 2], code])
    bring("marks", cast.oak, long_file(tmp_path, *rows))
    path = tmp_path / f"again.{ending}"
    exported = export_marks(
        school=cast.oak, since=MONDAY, until=dt.date(2024, 9, 13), layout=layout, path=path
    )
    if exported.marks:
        answer = bring("marks", cast.oak, path)
        assert (counts(answer), answer["problems"]) == ((0, 0, exported.marks), [])


def test_a_shuffled_file_says_the_same(cast, tmp_path):
    rows = [
        [pupil, (MONDAY + dt.timedelta(days=day)).isoformat(), session, random.Random(day).choice("/LIOM")]
        for pupil in (AMY, BEN, CAL)
        for day in range(5)
        for session in ("AM", "PM")
    ]
    bring("marks", cast.oak, long_file(tmp_path, *rows))
    random.Random(1).shuffle(rows)
    assert counts(bring("marks", cast.oak, long_file(tmp_path, *rows))) == (0, 0, 30)
