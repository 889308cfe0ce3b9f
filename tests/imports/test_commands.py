"""trellis import, calendar import and export marks: what interfaces.md promises of them."""

import json

import pytest

from tests.imports.bringing import csv_file
from trellis.imports.models import Batch
from trellis.schools.models import Pupil
from trellis.web import cli


@pytest.fixture
def trellis(cast, monkeypatch, capsys):
    """Run a command: its exit status and what it printed."""
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)

    def run(*words):
        status = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


PUPILS = """
    | pupil_id | forename | surname | start_date |
    | 7        | Mia      | Moss    | 2024-09-03 |
"""
MARKS = """
    | pupil_id | date       | session | code |
    | 1001     | 2024-09-10 | AM      | @    |
    | 1002     | 2024-09-10 | AM      | QQ   |
"""
KEYS = {"batch", "rows", "new", "changed", "unchanged", "problems", "to_confirm", "notes"}


def test_pupils_answer_as_promised(trellis, cast, tmp_path):
    path = csv_file(tmp_path, PUPILS)
    status, said = trellis("import", "pupils", path, "--school", "123456", "--on", "2024-09-10", "--json")
    answer = json.loads(said)
    assert status == 0
    assert answer.keys() >= KEYS
    assert (answer["rows"], answer["new"], answer["problems"]) == (1, 1, [])
    assert Batch.objects.get(pk=answer["batch"]).brought_by_name.startswith("command line, ")
    assert [one["kind"] for one in answer["to_confirm"]] == ["leaver"] * 6


def test_problems_import_nothing_and_exit_one(trellis, tmp_path):
    path = csv_file(tmp_path, MARKS)
    status, said = trellis("import", "marks", path, "--school", "123456", "--json")
    answer = json.loads(said)
    assert status == 1
    assert (answer["batch"], answer["new"], answer["changed"], answer["unchanged"]) == (None, 0, 0, 0)
    [problem] = answer["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "code", "QQ")


def test_skipping_problems_imports_the_good_rows_and_exits_nought(trellis, tmp_path):
    path = csv_file(tmp_path, MARKS)
    status, said = trellis("import", "marks", path, "--school", "123456", "--skip-problems", "--json")
    answer = json.loads(said)
    assert (status, answer["new"], len(answer["problems"])) == (0, 1, 1)
    assert answer["notes"][0] == {
        "says": "@ read as U",
        "count": 1,
        "example": {"row": 2, "column": "code", "value": "@"},
    }


def test_a_dry_run_gives_the_counts_there_would_be(trellis, tmp_path):
    path = csv_file(tmp_path, PUPILS)
    status, said = trellis("import", "pupils", path, "--school", "123456", "--dry-run", "--json")
    answer = json.loads(said)
    assert (status, answer["batch"], answer["new"]) == (0, None, 1)
    assert not Pupil.objects.filter(forename="Mia").exists()


def test_whose_act_it_is(trellis, cast, tmp_path):
    words = ["import", "pupils", csv_file(tmp_path, PUPILS), "--school", "123456", "--json"]
    _status, said = trellis(*words, "--by-whom", cast.data_manager.email)
    batch = Batch.objects.get(pk=json.loads(said)["batch"])
    assert (batch.brought_by, batch.brought_by_name) == (cast.data_manager, "Dan Marsh")
    status, said = trellis(*words, "--by-whom", "nobody@oak.example")
    assert (status, said) == (
        2,
        "trellis: Nobody with the e-mail address nobody@oak.example signs in here.\n",
    )


def test_undo_answers_as_promised(trellis, tmp_path):
    path = csv_file(tmp_path, MARKS.replace("QQ", "I"))
    _status, said = trellis("import", "marks", path, "--school", "123456", "--json")
    batch = json.loads(said)["batch"]
    status, said = trellis("import", "undo", batch, "--json")
    assert (status, json.loads(said)) == (0, {"undone": 2, "kept": []})
    status, said = trellis("import", "undo", batch)
    assert (status, said) == (1, f"Import {batch} has been undone already.\n")
    assert trellis("import", "undo", 999)[0] == 2


def test_the_answer_in_words(trellis, tmp_path):
    path = csv_file(tmp_path, MARKS)
    status, said = trellis("import", "marks", path, "--school", "123456", "--skip-problems")
    assert status == 0
    lines = said.splitlines()
    assert lines[:2] == ["file.csv: 2 rows", "  1 new, 0 changed, 0 unchanged"]
    assert "  row 3, code: “QQ” is not an attendance code." in lines
    assert "  @ read as U e.g. row 2" in lines
    assert "takes it back" in lines[-1]
    _status, said = trellis("import", "marks", path, "--school", "123456")
    assert said.endswith("Nothing was imported.\n")


def test_a_command_that_was_wrong_says_what_to_do(trellis, tmp_path):
    path = csv_file(tmp_path, PUPILS)
    assert trellis("import", "pupils", tmp_path / "gone.csv", "--school", "123456") == (
        2,
        f"trellis: There is no file {tmp_path / 'gone.csv'}.\n",
    )
    assert trellis("import", "pupils", path, "--school", "999999") == (
        2,
        "trellis: No school has the URN 999999: run `trellis school add` first.\n",
    )
    status, said = trellis("import", "pupils", path, "--school", "123456", "--on", "31/02/2024")
    assert status == 2
    assert "--on" in said
    assert trellis("import", "pupils", tmp_path, "--school", "123456")[0] == 2


def test_summaries_say_whose_and_when(trellis, cast, tmp_path):
    upn = cast.amy.numbers.get().upn
    path = csv_file(
        tmp_path, [["Estab", "UPN", "TermlySessionsPossible", "I", "O"], ["3001", upn, "20", "1", "0"]]
    )
    words = ["import", "summaries", path, "--year", "2024/25", "--term", "autumn", "--json"]
    status, said = trellis(*words, "--school", "123456")
    assert (status, json.loads(said)["new"]) == (0, 1)
    schools = csv_file(tmp_path, "| estab | urn |\n| 3001 | 123456 |", name="schools.csv")
    status, said = trellis(*words, "--school-map", schools)
    assert (status, json.loads(said)["unchanged"]) == (0, 1)
    assert trellis(*words)[0] == 2
    assert trellis(*words, "--school", "123456", "--school-map", schools)[0] == 2
    unknown = csv_file(tmp_path, "| estab | urn |\n| 3001 | 999999 |", name="unknown.csv")
    assert "No school has the URN 999999" in trellis(*words, "--school-map", unknown)[1]


@pytest.mark.parametrize(
    ("option", "value"), [("--year", "2024"), ("--term", "michaelmas")], ids=["year", "term"]
)
def test_a_year_or_term_that_is_none_is_a_wrong_command(trellis, tmp_path, option, value):
    path = csv_file(tmp_path, [["UPN", "TermlySessionsPossible", "I", "O"], ["A1", "20", "1", "0"]])
    said = {"--year": "2024/25", "--term": "autumn"} | {option: value}
    words = [word for pair in said.items() for word in pair]
    status, printed = trellis("import", "summaries", path, "--school", "123456", *words)
    assert status == 2
    assert value in printed


def test_a_calendar_by_command(trellis, tmp_path):
    path = csv_file(tmp_path, "| since | until | kind | name |\n| 2024-12-05 | 2024-12-05 | closure | Snow |")
    status, said = trellis("calendar", "import", path, "--school", "123456", "--json")
    assert (status, json.loads(said)["new"]) == (0, 1)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("layout", ["long", "grid", "week"])
def test_marks_written_out_and_brought_again(trellis, tmp_path, layout, ending):
    trellis("import", "marks", csv_file(tmp_path, MARKS.replace("QQ", "I")), "--school", "123456")
    out = tmp_path / f"out.{ending}"
    days = ["--since", "2024-09-01", "--until", "2025-07-31"]
    words = ["export", "marks", "--school", "123456", *days, "--layout", layout, "--out", out]
    status, said = trellis(*words, "--json")
    assert (status, json.loads(said)) == (0, {"pupils": 2, "marks": 2, "notes": []})
    status, said = trellis("import", "marks", out, "--school", "123456", "--json")
    assert (status, json.loads(said)["unchanged"]) == (0, 2)


def test_an_export_that_cannot_be_written_says_why(trellis, tmp_path):
    days = ["--since", "2024-09-01", "--until", "2025-07-31"]
    words = ["export", "marks", "--school", "123456", *days, "--layout", "long", "--out"]
    assert trellis(*words, tmp_path / "out.pdf") == (2, "trellis: “out.pdf” must end in .csv or .xlsx.\n")
    status, said = trellis(*words, tmp_path / "nowhere" / "out.csv")
    assert status == 2
    assert "could not be written" in said
