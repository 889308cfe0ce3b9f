"""A calendar inferred from marks: labelled, and never a reason to refuse one (interfaces.md)."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_calendar import SIX_TERMS, THREE_TERMS, YEAR
from trellis.rules.calendar import HALF_TERM_NAMES, AcademicYear, Calendar, DayKind, Session
from trellis.rules.codes import ALL_CHARS
from trellis.rules.inferred import InferredCalendar
from trellis.rules.marks import Matrix, blank_matrix

FULL = Calendar(YEAR, THREE_TERMS)


def marked(calendar: Calendar, pupils: int = 30, until: date | None = None) -> Matrix:
    """Lines of pupils who were there whenever the school was open, up to a day."""
    matrix = blank_matrix(pupils)
    matrix[:, calendar.open_mask()] = ord("/")
    if until is not None:
        matrix[:, calendar.year.position(until, Session.PM) + 1 :] = ord(".")
    return matrix


@pytest.mark.parametrize("calendar", [FULL, Calendar(AcademicYear(2025), SIX_TERMS)])
def test_a_full_year_of_marks_shows_the_days_and_half_terms_there_were(calendar: Calendar) -> None:
    inferred = InferredCalendar(calendar.year, marked(calendar))
    assert inferred.open_mask().tolist() == calendar.open_mask().tolist()
    assert inferred.weeks() == calendar.weeks()
    assert tuple(held.name for held in inferred.half_terms) == HALF_TERM_NAMES
    assert [calendar.half_term_of(held.since) for held in inferred.half_terms] == list(calendar.half_terms)


@pytest.mark.parametrize(
    ("until", "names"),
    [
        ("2024-09-20", ["Autumn 1"]),
        ("2024-10-24", ["Autumn 1"]),
        ("2024-11-29", ["Autumn 1", "Autumn 2"]),
        ("2025-01-31", ["Autumn 1", "Autumn 2", "Spring 1"]),
        ("2025-05-02", ["Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1"]),
    ],
)
def test_a_year_that_is_not_over_shows_the_half_terms_there_have_been(until: str, names: list[str]) -> None:
    matrix = marked(FULL, until=date.fromisoformat(until))
    assert [held.name for held in InferredCalendar(YEAR, matrix).half_terms] == names


@pytest.mark.parametrize(
    ("since", "until", "name"),
    [
        ("2024-11-04", "2024-12-20", "Autumn 2"),
        ("2025-02-24", "2025-04-11", "Spring 2"),
        ("2025-06-02", "2025-07-21", "Summer 2"),
    ],
)
def test_a_second_half_alone_is_known_by_its_dates(since: str, until: str, name: str) -> None:
    matrix = marked(FULL)
    days = YEAR.positions(date.fromisoformat(since), date.fromisoformat(until))
    matrix[:, : days.start] = ord(".")
    matrix[:, days.stop :] = ord(".")
    assert [held.name for held in InferredCalendar(YEAR, matrix).half_terms] == [name]


def test_a_term_that_shows_no_break_stays_in_one_piece() -> None:
    matrix = marked(FULL, until=date(2024, 12, 20))
    matrix[:, YEAR.positions(date(2024, 10, 28), date(2024, 11, 1))] = ord("/")
    assert [held.name for held in InferredCalendar(YEAR, matrix).half_terms] == ["Autumn"]


def test_a_stray_mark_in_a_break_opens_no_session() -> None:
    matrix = marked(FULL)
    matrix[0, YEAR.position(date(2024, 10, 29), Session.AM)] = ord("/")
    inferred = InferredCalendar(YEAR, matrix)
    assert inferred.kind_of(date(2024, 10, 29)) is DayKind.OUTSIDE
    assert inferred.open_mask().tolist() == FULL.open_mask().tolist()


def test_a_tenth_of_the_busiest_session_is_enough() -> None:
    matrix = marked(FULL, pupils=30)
    matrix[:3, YEAR.position(date(2024, 9, 2), Session.AM)] = ord("/")
    assert InferredCalendar(YEAR, matrix).kind_of(date(2024, 9, 2)) is DayKind.OPEN
    matrix[2, YEAR.position(date(2024, 9, 2), Session.AM)] = ord(".")
    assert InferredCalendar(YEAR, matrix).kind_of(date(2024, 9, 2)) is not DayKind.OPEN


def test_less_than_a_tenth_is_not_enough() -> None:
    matrix = marked(FULL, pupils=31)
    matrix[:3, YEAR.position(date(2024, 9, 2), Session.AM)] = ord("/")
    assert InferredCalendar(YEAR, matrix).kind_of(date(2024, 9, 2)) is not DayKind.OPEN


@pytest.mark.parametrize(("sessions_away", "is_open"), [(42, False), (43, True), (-42, False), (-43, True)])
def test_the_busiest_session_is_looked_for_within_three_weeks(sessions_away: int, is_open: bool) -> None:
    busy = YEAR.position(date(2024, 12, 2), Session.AM)
    matrix = blank_matrix(30)
    matrix[:, busy] = ord("/")
    matrix[0, busy + sessions_away] = ord("/")
    assert bool(InferredCalendar(YEAR, matrix).open_mask()[busy + sessions_away]) is is_open


@pytest.mark.parametrize(
    ("since", "until", "name"),
    [
        ("2024-10-14", "2024-11-09", "Autumn 1"),
        ("2024-10-14", "2024-11-10", "Autumn"),
        ("2024-10-15", "2024-12-20", "Autumn 2"),
        ("2025-02-09", "2025-02-28", "Spring 1"),
        ("2025-02-09", "2025-03-01", "Spring"),
        ("2025-02-10", "2025-04-11", "Spring 2"),
        ("2025-03-24", "2025-04-11", "Spring 2"),
        ("2025-03-25", "2025-05-19", "Summer 1"),
        ("2025-05-19", "2025-06-09", "Summer 1"),
        ("2025-05-19", "2025-06-10", "Summer"),
        ("2025-05-20", "2025-07-21", "Summer 2"),
    ],
)
def test_one_stretch_of_a_season_is_named_by_its_first_and_last_day(
    since: str, until: str, name: str
) -> None:
    matrix = blank_matrix(30)
    matrix[:, YEAR.positions(date.fromisoformat(since), date.fromisoformat(until))] = ord("/")
    assert [held.name for held in InferredCalendar(YEAR, matrix).half_terms] == [name]


@pytest.mark.parametrize("char", ["#", "Z", "."])
def test_marks_of_a_closed_school_or_of_nobody_open_nothing(char: str) -> None:
    matrix = blank_matrix(30)
    matrix[:, FULL.open_mask()] = ord(char)
    inferred = InferredCalendar(YEAR, matrix)
    assert inferred.days == 0
    assert inferred.half_terms == ()
    assert inferred.weeks() == ()


def test_no_pupils_show_no_calendar() -> None:
    assert InferredCalendar(YEAR, blank_matrix(0)).days == 0


def test_it_is_labelled_and_says_nothing_of_190_days() -> None:
    inferred = InferredCalendar(YEAR, marked(FULL, until=date(2024, 10, 1)))
    assert inferred.inferred
    assert inferred.shortfall() is None
    assert inferred.notes()[0] == "This calendar was inferred from the marks."


@given(st.sampled_from(ALL_CHARS), st.dates(date(2024, 8, 1), date(2025, 7, 31)))
def test_it_never_refuses_a_mark(char: str, day: date) -> None:
    assert InferredCalendar(YEAR, marked(FULL, pupils=1)).why_refused(char, day) is None


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 755), st.sampled_from("/NI#Z.")), max_size=60))
def test_an_open_session_has_a_mark_and_lies_in_a_half_term(marks: list[tuple[int, int, str]]) -> None:
    matrix = blank_matrix(8)
    for row, position, char in marks:
        matrix[row, position] = ord(char)
    inferred = InferredCalendar(YEAR, matrix)
    counts = [(~np.isin(matrix[:, position], [ord(char) for char in "#Z."])).sum() for position in range(756)]
    for position in range(756):
        busiest = max(counts[max(0, position - 42) : position + 43])
        writable = YEAR.since <= YEAR.date_of(position) <= YEAR.until
        expected = bool(writable and counts[position] and counts[position] * 10 >= busiest)
        assert bool(inferred.open_mask()[position]) is expected
        if expected:
            assert inferred.half_term_of(YEAR.date_of(position)) is not None
    assert len({held.name for held in inferred.half_terms}) == len(inferred.half_terms)


def test_weekends_and_bank_holidays_are_still_called_so() -> None:
    inferred = InferredCalendar(YEAR, marked(FULL))
    assert inferred.kind_of(date(2024, 12, 25)) is DayKind.BANK_HOLIDAY
    assert inferred.kind_of(date(2024, 9, 7)) is DayKind.WEEKEND
    assert inferred.kind_of(date(2024, 9, 6) + timedelta(days=3)) is DayKind.OPEN
