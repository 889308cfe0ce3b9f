"""A routine as a plan writes it: pasted or typed, read, and entered."""

import datetime as dt
from pathlib import Path

import pytest

from trellis.rhythm.routine import ProblemWithRoutine, read_routine

PLANS = Path(__file__).resolve().parents[3] / "shared" / "plans"

TABLE = (
    "Plan of action\n\n"
    "Daily\tWeekly\tMonthly\tHalf termly\n"
    "<p>Gates locked at 8:45am by the office.</p> <p>By 8:55 all registers to close.</p>\t"
    "<p>Clinics 1:1 with SLT on Tuesdays</p><p>Celebrate the winning class</p>\t"
    "Newsletter &amp; posters<br>Stickers\t"
    "Attendance letters with traffic light\n"
)


def told(text):
    return [(one.every, one.title) for one in read_routine(text)]


def test_a_pasted_table_is_read_column_by_column():
    assert told(TABLE) == [
        ("daily", "Gates locked at 8:45am by the office."),
        ("daily", "By 8:55 all registers to close."),
        ("weekly", "Clinics 1:1 with SLT on Tuesdays"),
        ("weekly", "Celebrate the winning class"),
        ("monthly", "Newsletter & posters"),
        ("monthly", "Stickers"),
        ("half_termly", "Attendance letters with traffic light"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Daily\tHalf-termly\nCalls\tLetters\nGates\t\n",
        'Daily\tHalf termly\n"• Calls\n• Gates"\tLetters\n',
        "DAILY:\n1. Calls\n\n- Gates\nhalf termly\nLetters",
        "\r\nDaily\r\nCalls\r\nGates\r\nHalf termly\r\nLetters\r\n",
    ],
    ids=["a row for each", "a spreadsheet", "typed", "typed on Windows"],
)
def test_however_it_is_pasted_or_typed(text):
    assert told(text) == [("daily", "Calls"), ("daily", "Gates"), ("half_termly", "Letters")]


def test_what_the_words_say_is_found():
    found = read_routine(TABLE)
    assert [one.at for one in found[:3]] == [dt.time(8, 45), dt.time(8, 55), None]
    assert [one.role for one in found] == ["office", "", "head", "", "", "", ""]
    assert [one.place for one in found] == [
        *("", "register", "", "class league"),
        *("newsletter", "", "attendance letters"),
    ]
    assert [one.weekday for one in found[2:4]] == [1, 4]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Doors from 8:30am", dt.time(8, 30)),
        ("9.15am calls", dt.time(9, 15)),
        ("at 3pm", dt.time(15, 0)),
        ("home at 3:15", dt.time(15, 15)),
        ("12:30pm lunch", dt.time(12, 30)),
        ("1:1 with SLT", None),
        ("97.50% attendance", None),
        ("25:61am", None),
    ],
)
def test_times_as_people_write_them(line, at):
    assert read_routine(f"Daily\n{line}")[0].at == at


@pytest.mark.parametrize("text", ["", "Nothing here", "Daily\n", "Daily\tWeekly\n\t\n"])
def test_a_text_without_a_routine_is_said_to_have_none(text):
    with pytest.raises(ProblemWithRoutine, match="No routine was found"):
        read_routine(text)


def test_the_routine_of_a_real_plan():
    """requirements T12: the last table of an infant school's plan, with 6, 5, 2 and 2 duties."""
    plan = PLANS / "calmore-infant-2024-25.txt"
    if not plan.is_file():
        pytest.skip("The real plans of ../shared/plans are not on this machine.")
    found = read_routine(plan.read_text(encoding="utf-8"))
    number = {every: sum(one.every == every for one in found) for every in ("daily", "weekly", "monthly")}
    assert number == {"daily": 6, "weekly": 5, "monthly": 2}
    assert len(found) == 15
    assert [one.at for one in found[:4]] == [dt.time(8, 30), dt.time(8, 45), dt.time(8, 55), dt.time(9, 15)]
    assert [found[n].role for n in (3, 6, 10)] == ["office", "head", "class_teacher"]
    assert [found[n].place for n in (2, 7, 13)] == ["register", "class league", "attendance letters"]
    # The very words are kept, none is lost.
    assert found[3].as_written.startswith("9:15am phone call made by the office")
    assert all(one.as_written.strip() == one.as_written != "" for one in found)
