"""Lines of marks, and registers drawn from text and to text."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawing import MONDAY, drawn, line, register
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import ALL_CHARS, NO_MARK, ProblemWithCode
from trellis.rules.dates import ProblemWithDate
from trellis.rules.marks import (
    ProblemWithLine,
    blank_line,
    blank_matrix,
    draw,
    line_of,
    mark_at,
    put_mark,
    read_drawing,
    text_of,
)
from trellis.rules.words import Session

YEAR = AcademicYear(2024)
TUESDAY = MONDAY + timedelta(days=1)
MARKS = st.text(ALL_CHARS + NO_MARK, min_size=756, max_size=756)

TWO_PUPILS = r"""
    Amy      /\ /\ O\ C2:\ .. | L:Y1
    Ben Nye  II II /\
"""


def test_a_drawn_register_is_a_line_for_each_pupil() -> None:
    lines = register(TWO_PUPILS)
    assert list(lines) == ["Amy", "Ben Nye"]
    week = [
        mark_at(lines["Amy"], YEAR, MONDAY + timedelta(days=n), session)
        for n in range(8)
        for session in Session
    ]
    assert "".join(week) == r"/\/\O\p\......L1"
    assert text_of(lines["Ben Nye"]).replace(".", "") == r"IIII/\ ".strip()


def test_a_register_is_drawn_as_it_was_read() -> None:
    assert drawn(register(TWO_PUPILS), days=8).splitlines() == [
        r"Amy      /\ /\ O\ C2:\ .. | L:Y1",
        r"Ben Nye  II II /\ .. .. | ..",
    ]


@given(MARKS)
def test_a_line_is_its_text(marks: str) -> None:
    assert text_of(line_of(marks)) == marks
    assert line_of(marks.encode()).tolist() == [ord(mark) for mark in marks]


@given(
    st.dictionaries(st.sampled_from(["Amy", "Ben Nye", "Cal"]), MARKS, min_size=1),
    st.integers(0, 330),
    st.integers(0, 34),
)
def test_any_weekdays_drawn_read_back_as_the_same_marks(
    pupils: dict[str, str], first: int, days: int
) -> None:
    since = YEAR.since + timedelta(days=first)
    until = min(since + timedelta(days=days), YEAR.until)
    weekdays = np.array([YEAR.date_of(position).weekday() < 5 for position in range(756)])
    shown = np.zeros(756, dtype=bool)
    shown[YEAR.positions(since, until)] = True
    lines = {name: np.where(weekdays & shown, line_of(text), ord(NO_MARK)) for name, text in pupils.items()}
    text = draw(lines, year=YEAR, since=since, until=until)
    if any(day.weekday() < 5 for day in (since + timedelta(days=n) for n in range(days + 1)) if day <= until):
        again = read_drawing(text, year=YEAR, since=since)
        assert {name: text_of(found) for name, found in again.items()} == {
            name: text_of(found.astype(np.uint8)) for name, found in lines.items()
        }


def test_a_blank_year() -> None:
    assert text_of(blank_line()) == "." * 756
    assert blank_matrix(3).shape == (3, 756)
    assert set(blank_matrix(3).ravel()) == {ord(".")}
    assert blank_line().dtype == np.uint8


def test_marks_are_put_where_their_session_stands() -> None:
    held = blank_line()
    put_mark(held, YEAR, TUESDAY, Session.PM, "1")
    assert np.flatnonzero(held != ord(".")).tolist() == [YEAR.position(TUESDAY, Session.PM)]
    assert mark_at(held, YEAR, TUESDAY, Session.PM) == "1"
    put_mark(held, YEAR, TUESDAY, Session.PM, NO_MARK)
    assert text_of(held) == "." * 756


def test_only_marks_can_be_put() -> None:
    with pytest.raises(ProblemWithCode):
        put_mark(blank_line(), YEAR, TUESDAY, Session.PM, "A")
    with pytest.raises(ProblemWithDate):
        put_mark(blank_line(), YEAR, date(2025, 8, 1), Session.PM, "/")


def test_the_line_read_is_the_readers_own_to_write_in() -> None:
    held = line_of(b"." * 756)
    put_mark(held, YEAR, TUESDAY, Session.AM, "/")
    assert mark_at(held, YEAR, TUESDAY, Session.AM) == "/"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("." * 755, "A line has 756 characters, and this has 755."),
        ("." * 755 + "A", "“A” in a line stands for no mark."),
        ("." * 755 + "é", "“?” in a line stands for no mark."),
        (b"." * 755 + b"\n", "“\n” in a line stands for no mark."),
    ],
)
def test_what_is_not_a_line_is_refused(text: str | bytes, says: str) -> None:
    with pytest.raises(ProblemWithLine) as caught:
        line_of(text)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("drawing", "says"),
    [
        (r"Amy /\ /\ ", "needs a name, two spaces and some days"),
        (r"Amy", "needs a name, two spaces and some days"),
        (r"Amy  /\ / ", "“/” is not a day: draw a morning and an afternoon."),
        (r"Amy  Y1\ ", "is not a day"),
        ("Amy  /\\\nAmy  II", "A pupil is drawn twice."),
    ],
)
def test_what_is_not_a_drawing_is_refused(drawing: str, says: str) -> None:
    with pytest.raises(ProblemWithLine, match=says.replace("?", r"\?")):
        register(drawing)


def test_a_code_drawn_must_be_one() -> None:
    with pytest.raises(ProblemWithCode, match="“1” is not an attendance code"):
        line("1:\\ ")


def test_a_mark_at_a_weekend_is_not_hidden_by_a_drawing() -> None:
    held = blank_line()
    put_mark(held, YEAR, MONDAY + timedelta(days=5), Session.AM, "/")
    with pytest.raises(ProblemWithLine, match="weekend"):
        drawn({"Amy": held}, days=7)
    assert drawn({"Amy": held}, days=5) == "Amy  .. .. .. .. .."
