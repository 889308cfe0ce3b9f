"""trellis check registers: every line rebuilt from the ledger."""

import datetime as dt
import json

import pytest

from trellis.registers.actions import record_marks
from trellis.registers.models import Entry, Line
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.web import cli


@pytest.fixture
def checked(cast, monkeypatch, capsys):
    """Oak with a register taken, and the command."""
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)
    day = dt.date(2024, 9, 10)
    marks = [Mark(pupil.pk, day, Session.AM, "/") for pupil in (cast.amy, cast.ben)]
    record_marks(school=cast.oak, marks=marks, by=cast.teacher)

    def run(*words: str) -> tuple[int, str]:
        status = cli.main(["check", "registers", *words])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_where_all_is_well_it_says_how_much_was_proved(checked):
    status, said = checked()
    assert status == 0
    assert "2 lines of 2 schools rebuilt from the ledger: 0 differences" in said


def test_a_line_the_ledger_did_not_write_is_named(checked, cast):
    line = Line.objects.get(pupil=cast.amy)
    Line.objects.filter(pk=line.pk).update(marks=line.marks.replace("/", "L"))
    status, said = checked("--json", "--school", "123456")

    assert status == 1
    assert json.loads(said) == {
        "schools": 1,
        "lines": 2,
        "differences": [
            {
                "school": "123456",
                "name": "Oak Primary",
                "says": "Row 0 of 2024/25 differs from its ledger in 1 sessions.",
            }
        ],
    }


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"was": b"L"}, "found another mark in row"),
        ({"positions": b"\x00\x00"}, "writes outside 2024/25"),
        ({"now": b"N"}, "differs from its ledger"),
        ({"year": 2023}, "has entries and no line"),
    ],
)
def test_an_entry_that_was_tampered_with_is_found(checked, broken, says):
    Entry.objects.update(**broken)
    status, said = checked()
    assert (status, says in said) == (1, True), said


def test_a_school_that_does_not_exist_is_the_command_s_mistake(checked):
    assert checked("--school", "999999") == (
        2,
        "trellis: --school: there is no school with the URN 999999.\n",
    )
