"""Counts by code: census tables and termly extracts, kept as summaries, believed as far as they add up."""

import shutil
from pathlib import Path

import pytest

from tests.imports.bringing import bring, cells, counts, csv_file, said, take_back
from trellis.registers.models import Line, Summary
from trellis.schools.models import Enrolment, PupilNumber

SHARED = Path(__file__).parents[3] / "shared" / "data"
AUTUMN = {"year": "2024/25", "term": "autumn"}

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the real files in ../shared/data are not here")

# The later layout: present codes among the columns.
EXTRACT = """
    | Estab | UPN   | EntryDate           | NCyearActual | TermlySessionsPossible | / | \\ | L | I | O | X |
    | 3001  | {amy} | 2024-09-03 00:00:00 | 3            | 20                     | 8 | 8 | 1 | 2 | 1 | 4 |
    | 3001  | {ben} | 2024-09-03 00:00:00 | 3            | 20                     | 9 | 9 |   |   |   |   |
"""


@pytest.fixture
def upns(cast):
    return {name: pupil.numbers.get().upn for name, pupil in cast.pupils.items()}


def rows_of(school):
    return {
        summary.enrolment.pupil.forename: (summary.possible, summary.counts)
        for summary in Summary.objects.filter(enrolment__school=school)
    }


# --- the termly extract ---


def test_an_extract_is_kept_as_counts_and_makes_no_marks(cast, tmp_path, upns):
    path = csv_file(tmp_path, EXTRACT.format(**upns))
    answer = bring("summaries", cast.oak, path, **AUTUMN)
    assert (answer["rows"], counts(answer), answer["problems"]) == (2, (2, 0, 0), [])
    assert rows_of(cast.oak) == {
        "Amy": (20, {"/": 8, "I": 2, "L": 1, "O": 1, "X": 4, "\\": 8}),
        "Ben": (20, {"/": 9, "\\": 9}),
    }
    assert not Line.objects.exists()
    summary = Summary.objects.first()
    assert (summary.since.isoformat(), summary.until.isoformat()) == ("2024-08-01", "2024-12-31")
    unexplained = next(note for note in answer["notes"] if "shown as unexplained" in note["says"])
    assert (unexplained["count"], unexplained["example"]["row"]) == (1, 3)


def test_the_same_extract_twice_changes_nothing_and_can_be_taken_back(cast, tmp_path, upns):
    path = csv_file(tmp_path, EXTRACT.format(**upns))
    first = bring("summaries", cast.oak, path, **AUTUMN)
    assert counts(bring("summaries", cast.oak, path, **AUTUMN)) == (0, 0, 2)
    other = csv_file(tmp_path, EXTRACT.format(**upns).replace("| 9 | 9 |   |", "| 9 | 9 | 2 |"))
    second = bring("summaries", cast.oak, other, **AUTUMN)
    assert counts(second) == (0, 1, 1)
    assert take_back(first) == {
        "undone": 1,
        "kept": [
            {"pupil": cast.ben.pk, "says": "Kept, because other counts were brought for this pupil since."}
        ],
    }
    assert take_back(second)["undone"] == 1
    assert rows_of(cast.oak) == {"Ben": (20, {"/": 9, "\\": 9})}


def test_codes_above_possible_are_a_problem(cast, tmp_path, upns):
    text = EXTRACT.format(**upns).replace("| 2 | 1 | 4 |", "| 9 | 1 | 4 |")
    answer = bring("summaries", cast.oak, csv_file(tmp_path, text), **AUTUMN)
    assert (2, "TermlySessionsPossible", "20") in cells(answer)
    assert "come to 27 sessions, and only 20 were possible" in said(answer)


def test_stated_absence_above_possible_is_a_problem(cast, tmp_path, upns):
    text = f"""
        | UPN           | TermlySessionsPossible | TermlySessionsAuthorised | T_Reason_I | T_Reason_O |
        | {upns["amy"]} | 20                     | 21                       | 2          | 0          |
    """
    answer = bring("summaries", cast.oak, csv_file(tmp_path, text), **AUTUMN)
    assert "states 21 sessions absent, and only 20 were possible" in said(answer)


def test_more_than_one_in_twenty_impossible_and_the_whole_file_is_refused(cast, tmp_path, upns):
    text = EXTRACT.format(**upns).replace("| 2 | 1 | 4 |", "| 9 | 1 | 4 |")
    answer = bring("summaries", cast.oak, csv_file(tmp_path, text), skip_problems=True, **AUTUMN)
    assert (answer["batch"], counts(answer)) == (None, (0, 0, 0))
    assert "1 of 2 pupils have counts that cannot be, more than one in twenty" in said(answer)


def test_one_in_twenty_impossible_is_only_a_problem(cast, tmp_path, upns):
    rows = [["UPN", "TermlySessionsPossible", "I", "O"]]
    rows += [[f"U{n}", "20", "30" if n == 0 else "2", "0"] for n in range(20)]
    PupilNumber.objects.filter(pupil=cast.amy).update(upn="U1")
    answer = bring("summaries", cast.oak, csv_file(tmp_path, rows), skip_problems=True, **AUTUMN)
    assert counts(answer) == (1, 0, 0)
    assert len(answer["problems"]) == 19


def test_where_reasons_and_totals_disagree_the_note_says_which_counts(cast, tmp_path, upns):
    headings = ["UPN", "TermlySessionsPossible", "TermlySessionsAuthorised", "TermlySessionsUnauthorised"]
    rows = [
        [*headings, "T_Reason_I", "T_Reason_O"],
        [upns["amy"], "131", "4", "0", "9", "4"],
        [upns["ben"], "131", "9", "3", "4", "0"],
    ]
    answer = bring("summaries", cast.oak, csv_file(tmp_path, rows), **AUTUMN)
    assert counts(answer) == (2, 0, 0)
    assert "come to more than the total stated: the reasons count" in said(answer, "notes")
    assert "come to less than the total stated: the total counts" in said(answer, "notes")
    assert "no present codes" in said(answer, "notes")


WRONG = [
    ("20", "ten", "2", "TermlySessionsPossible", "“ten” is not a number of sessions"),
    ("20", "-1", "2", "TermlySessionsPossible", "is not a number of sessions"),
    ("20", "9" * 5000, "2", "TermlySessionsPossible", "is not a number of sessions"),
    ("20", "20", "1.5", "I", "“1.5” is not a number of sessions"),
    ("20", "", "2", "TermlySessionsPossible", "The number of possible sessions is missing"),
]


@pytest.mark.parametrize(("_other", "possible", "ill", "column", "says"), WRONG)
def test_each_wrong_number_has_its_sentence(cast, tmp_path, upns, _other, possible, ill, column, says):
    rows = [["UPN", "TermlySessionsPossible", "I", "O"], [upns["amy"], possible, ill, "0"]]
    answer = bring("summaries", cast.oak, csv_file(tmp_path, rows), **AUTUMN)
    assert [(row, name) for row, name, _value in cells(answer)] == [(2, column)]
    assert says in said(answer)


def test_a_pupil_who_is_not_here_or_was_not_then(cast, tmp_path, upns):
    rows = [
        ["UPN", "TermlySessionsPossible", "I", "O"],
        [upns["zak"], "20", "1", "0"],
        [upns["amy"], "20", "1", "0"],
    ]
    Enrolment.objects.filter(pupil=cast.amy).update(since="2025-03-03")
    answer = bring("summaries", cast.oak, csv_file(tmp_path, rows), by=cast.ewo, **AUTUMN)
    assert [cell[:2] for cell in cells(answer)] == [(2, "UPN"), (3, "UPN")]
    assert "Oak Primary has no pupil with this UPN" in said(answer)
    assert "Amy Adams was not on the roll of Oak Primary between 1 August 2024" in said(answer)


def test_two_rows_of_one_pupil_that_differ(cast, tmp_path, upns):
    rows = [
        ["UPN", "TermlySessionsPossible", "I", "O"],
        [upns["amy"], "20", "1", "0"],
        [upns["amy"], "20", "2", "0"],
    ]
    answer = bring("summaries", cast.oak, csv_file(tmp_path, rows), **AUTUMN)
    assert [cell[0] for cell in cells(answer)] == [2, 3]


def test_each_row_goes_to_the_school_the_map_names(cast, tmp_path, upns):
    rows = [
        ["Estab", "UPN", "TermlySessionsPossible", "I", "O"],
        ["3001", upns["amy"], "20", "1", "0"],
        ["3002", upns["zak"], "20", "2", "0"],
        ["3003", upns["ben"], "20", "2", "0"],
    ]
    schools = {"3001": "123456", "3002": "234567"}
    answer = bring("summaries", None, csv_file(tmp_path, rows), skip_problems=True, schools=schools, **AUTUMN)
    assert counts(answer) == (2, 0, 0)
    assert (set(rows_of(cast.oak)), set(rows_of(cast.elm))) == ({"Amy"}, {"Zak"})
    assert cells(answer) == [(4, "Estab", "3003")]


def test_the_terms_of_the_census(cast, tmp_path, upns):
    path = csv_file(tmp_path, EXTRACT.format(**upns))
    spans = set()
    for term in ("autumn", "spring", "summer_1", "summer_2", "summer"):
        bring("summaries", cast.oak, path, year="2024/25", term=term)
    for since, until in Summary.objects.values_list("since", "until"):
        spans.add((since.isoformat(), until.isoformat()))
    assert spans == {
        ("2024-08-01", "2024-12-31"),
        ("2025-01-01", "2025-04-20"),
        ("2025-04-21", "2025-05-25"),
        ("2025-05-26", "2025-07-31"),
        ("2025-04-21", "2025-07-31"),
    }


def test_a_file_that_is_neither_says_what_is_missing(cast, tmp_path):
    answer = bring("summaries", cast.oak, csv_file(tmp_path, "| UPN | Name |\n| A1 | Mia |"), **AUTUMN)
    assert "No column is headed possible" in said(answer)


# --- the census tables ---


def census(folder, upns, *, possible="20.0", reasons=(("a1", "2.0", "I"), ("a1", "1.0", "O"))):
    pupils = [
        [
            "pupilonrolltableid",
            "NativeId",
            "upn",
            "termlysessionspossible",
            "termlysessionsauthorised",
            "termlysessionsunauthorised",
        ],
        ["a1", "SCH1", upns["amy"], possible, "2.0", "1.0"],
        ["b1", "SCH1", upns["ben"], "20.0", "", ""],
    ]
    sessions = [
        [
            "pupilonrolltableid",
            "NativeId",
            "termlysessiondetailsonrolltableid",
            "sessions",
            "attendancereason",
        ]
    ]
    sessions += [
        [key, "SCH1", f"s{number}", count, code] for number, (key, count, code) in enumerate(reasons)
    ]
    return csv_file(folder, pupils, name="pupilonroll.csv"), csv_file(
        folder, sessions, name="termlysessiondetailsonroll.csv"
    )


def test_census_tables_come_in_pairs(cast, tmp_path, upns):
    census(tmp_path, upns)
    for name in ("pupilonroll.csv", "termlysessiondetailsonroll.csv"):
        answer = bring("summaries", cast.oak, tmp_path / name, dry_run=True, **AUTUMN)
        assert (answer["rows"], counts(answer)) == (2, (2, 0, 0))
    both = bring("summaries", cast.oak, *sorted(tmp_path.glob("*.csv")), **AUTUMN)
    assert counts(both) == (2, 0, 0)
    assert rows_of(cast.oak) == {"Amy": (20, {"I": 2, "O": 1}), "Ben": (20, {})}


def test_a_table_without_its_partner_says_so(cast, tmp_path, upns):
    pupils, sessions = census(tmp_path, upns)
    sessions.unlink()
    answer = bring("summaries", cast.oak, pupils, **AUTUMN)
    assert "Census tables come in pairs" in said(answer)
    assert "pupilonroll.csv" in said(answer)


def test_reasons_that_cannot_be_read_name_their_own_table(cast, tmp_path, upns):
    pupils, _ = census(tmp_path, upns, reasons=[("a1", "two", "I"), ("b1", "1.0", "QQ")])
    answer = bring("summaries", cast.oak, pupils, **AUTUMN)
    assert [cell[1] for cell in cells(answer)] == ["sessions", "attendancereason"]
    assert "In termlysessiondetailsonroll.csv: “two” is not a number of sessions" in said(answer)


def test_impossible_rows_name_their_table_too(cast, tmp_path, upns):
    pupils, _ = census(tmp_path, upns, possible="2.0")
    answer = bring("summaries", cast.oak, pupils, **AUTUMN)
    assert "In pupilonroll.csv: Its codes come to 3 sessions, and only 2 were possible." in said(answer)


# --- the real files ---


@needs_shared
def test_the_real_census_is_refused_whole(cast):
    path = SHARED / "census" / "2024_autumn_pupilonroll.csv"
    answer = bring("summaries", cast.oak, path, skip_problems=True, **AUTUMN)
    assert (answer["rows"], answer["batch"], counts(answer)) == (9088, None, (0, 0, 0))
    assert "of 9088 pupils have counts that cannot be" in answer["problems"][0]["says"]
    assert sum("were possible" in problem["says"] for problem in answer["problems"]) > 7000


@needs_shared
def test_the_real_extract_of_2022_is_refused_whole(cast):
    path = SHARED / "termly-extract" / "attendance_original_jan22.csv"
    answer = bring("summaries", cast.oak, path, skip_problems=True, year="2021/22", term="autumn")
    assert answer["rows"] == 5
    assert "3 of 5 pupils have counts that cannot be" in said(answer)


@needs_shared
def test_the_real_extract_of_2014_is_kept_and_says_that_it_disagrees_with_itself(cast, tmp_path):
    path = SHARED / "termly-extract" / "attendance_original_oct14.csv"
    upns = [line.split(",")[1] for line in path.read_text().splitlines()[1:]]
    rows = [["upn", "forename", "surname", "start_date"]]
    rows += [[upn, f"Pupil{number}", "Moss", "2012-09-03"] for number, upn in enumerate(upns)]
    bring("pupils", cast.oak, csv_file(tmp_path, rows), on="2014-09-10")
    answer = bring("summaries", cast.oak, path, year="2013/14", term="summer")
    assert (counts(answer), answer["problems"], answer["left_out"]) == ((5, 0, 0), [], [])
    disagree = next(note for note in answer["notes"] if "more than the total stated" in note["says"])
    assert disagree["count"] == 5
    assert rows_of(cast.oak)["Pupil0"] == (131, {"C": 2, "H": 1, "I": 4, "M": 2, "S": 3, "T": 1})


@needs_shared
def test_a_folder_of_census_tables_by_its_files(cast, tmp_path):
    for path in (SHARED / "census").glob("*.csv"):
        shutil.copy(path, tmp_path / path.name)
    answer = bring("summaries", cast.oak, *sorted(tmp_path.glob("*.csv")), **AUTUMN)
    assert (answer["rows"], answer["batch"]) == (9396, None)
