"""Full lines of every code over every period, and the ways a line is cut for reading."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.measures.plainly import Book, Enrolled, Sums
from trellis.measures import counting
from trellis.measures.counting import Sheet, sheets_of
from trellis.measures.kernel import Sweep
from trellis.measures.packing import longest_in_one_word
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import ALL_CHARS, NO_MARK, Category, code_sets
from trellis.rules.populations import Population
from trellis.rules.tally import Tally
from trellis.rules.words import Nation

CHARS = ALL_CHARS + NO_MARK
YEARS = (2010, 2011, 2013, 2020, 2023, 2024)


def half_terms(year: AcademicYear) -> tuple[HalfTerm, ...]:
    """Six half-terms; the fourth ends inside a week."""
    since = [date(year.start, 9, 1), date(year.start, 11, 1)]
    since += [date(year.start + 1, month, day) for month, day in ((1, 3), (2, 20), (4, 15), (6, 1))]
    names = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")
    return tuple(
        HalfTerm(first, first + timedelta(days=38), name) for first, name in zip(since, names, strict=True)
    )


def full_lines(year: AcademicYear, nation: Nation) -> Roll:
    """A pupil for every character, who has nothing else all year; everything is expected."""
    return Book(
        start=year.start,
        lines=[char * 756 for char in CHARS],
        enrolled=[Enrolled(n, n, n, year.since, year.until) for n in range(len(CHARS))],
        due=[
            {
                (year.since + timedelta(days=day), half)
                for day in range((year.until - year.since).days + 1)
                for half in ("AM", "PM")
            }
        ],
        half_terms=[half_terms(year)],
        nation=nation,
    ).roll()


def sheet_of(
    roll: Roll, periods: list[Period], time_fields: tuple[str, ...] = (), reasons: str = ""
) -> Sheet:
    (sheet,) = sheets_of(roll, roll.windows(Population.ALL_ON_ROLL), periods, time_fields, reasons)
    return sheet


def tally_of(sheet: Sheet) -> Tally:
    """The tallies of all of a sheet's rows, cells × rows."""
    return sheet.spent(slice(0, len(sheet.rows))).tally


def every_period(year: AcademicYear) -> list[Period]:
    """The year, every half-term, every week, single days, and ranges that begin and end anywhere."""
    days = (year.until - year.since).days
    ranges = [(0, days), (3, 40), (17, 20), (30, 32), (30, 31), (200, days), (100, 100)]
    return [
        *(Period.of_half_term(year, half.name) for half in half_terms(year)),
        *(Period.between(year.since + timedelta(days=a), year.since + timedelta(days=b)) for a, b in ranges),
        *(
            Period.between(monday, min(monday + timedelta(days=6), year.until))
            for monday in (year.since + timedelta(days=7 * n) for n in range(52))
        ),
    ]


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("start", YEARS)
def test_a_full_line_of_every_code_over_every_period(start: int, nation: Nation) -> None:
    year = AcademicYear(start)
    roll = full_lines(year, nation)
    periods = every_period(year)
    sheet = sheet_of(roll, periods, reasons=ALL_CHARS)
    tally = tally_of(sheet)
    for number, (cell, period) in enumerate(zip(sheet.cells, periods, strict=True)):
        days = period.days(half_terms(year))
        assert days is not None
        on = [days[0] + timedelta(days=n) for n in range((days[1] - days[0]).days + 1)]
        spent = [(held, 2 * sum(held.covers(day) for day in on)) for held in code_sets(nation)]
        assert cell.mask.sum() == sum(sessions for _, sessions in spent)
        for pupil, char in enumerate(CHARS):
            expected = Sums()
            counted = {"present": 0, "activity": 0, "unlawful": 0}
            for held, sessions in spent:
                category = held.category(char)
                counted["unlawful"] += sessions * (category is None)
                counted["present"] += sessions * (category is Category.PRESENT)
                counted["activity"] += sessions * (category is Category.ACTIVITY)
                expected.authorised += sessions * (category is Category.AUTHORISED)
                expected.unauthorised += sessions * (category is Category.UNAUTHORISED)
                expected.coronavirus += sessions * (category is Category.CORONAVIRUS)
                expected.missing += sessions * (category is Category.MISSING)
                expected.by_char[char] += sessions * (category not in (None, Category.MISSING))
            found = {
                name: np.broadcast_to(getattr(tally, name), (len(periods), len(CHARS)))[number, pupil]
                for name in (*counted, "authorised", "unauthorised", "coronavirus", "missing")
            }
            assert found == {
                **counted,
                "authorised": expected.authorised,
                "unauthorised": expected.unauthorised,
                "coronavirus": expected.coronavirus,
                "missing": expected.missing,
            }, (char, period)
            if char in tally.reasons:
                assert tally.reasons[char][number, pupil] == expected.by_char[char]


def test_the_whole_year_fills_the_fields_to_the_brim_without_spilling() -> None:
    """A year of one code is the most a field is ever asked to hold: 730 sessions, in ten bits."""
    year = AcademicYear(2024)
    sheet = sheet_of(full_lines(year, Nation.ENGLAND), [Period.of_year(year)])
    tally = tally_of(sheet)
    pupil = CHARS.index("O")
    assert tally.unauthorised[0, pupil] == 730
    assert (tally.present[0, pupil], tally.authorised[0, pupil], tally.missing[0, pupil]) == (0, 0, 0)
    assert tally.missing[0, CHARS.index(NO_MARK)] == 730


def test_fields_enough_for_several_words_are_read_with_several_tables() -> None:
    year = AcademicYear(2024)
    few = sheet_of(full_lines(year, Nation.ENGLAND), [Period.of_year(year)])
    many = sheet_of(full_lines(year, Nation.ENGLAND), [Period.of_year(year)], reasons=ALL_CHARS)
    assert few.reading is not None
    assert many.reading is not None
    assert len(few.reading.layout.words) == 1
    assert len(many.reading.layout.words) > 3
    assert tally_of(few).unauthorised.tolist() == tally_of(many).unauthorised.tolist()


def test_pieces_are_never_longer_than_the_fields_are_proved_for() -> None:
    year = AcademicYear(2024)
    for time_fields in ((), ("week",), ("weekday",), ("session",), ("half_term", "weekday", "session")):
        reading = sheet_of(full_lines(year, Nation.ENGLAND), [Period.of_year(year)], time_fields).reading
        assert reading is not None
        for sweep in reading.sweeps:
            lengths = np.diff(np.append(sweep.starts, len(sweep.order)))
            reading.layout.prove(int(lengths.max()))
            assert lengths.max() <= longest_in_one_word(len(reading.layout.fields))


def test_a_week_in_which_the_codes_change_is_read_with_both_sets() -> None:
    """1 September 2011 was a Thursday: D was attended until Wednesday, and not counted from then on."""
    year = AcademicYear(2011)
    roll = Book(2011, ["D" * 756], [Enrolled(1, 1, 0, year.since, year.until)]).roll()
    sheet = sheet_of(roll, [Period.between(date(2011, 8, 29), date(2011, 9, 4))])
    tally = tally_of(sheet)
    assert tally.activity[0, 0] == 6
    assert sheet.reading is not None
    assert len(sheet.reading.sweeps) == 2


def test_19_august_2024_divides_j_and_h() -> None:
    year = AcademicYear(2024)
    lines = ["J" * 756, "H" * 756, "j" * 756]
    roll = Book(2024, lines, [Enrolled(n, n, n, year.since, year.until) for n in range(3)]).roll()
    tally = tally_of(sheet_of(roll, [Period.between(date(2024, 8, 16), date(2024, 8, 20))]))
    assert tally.activity[0].tolist() == [6, 0, 0]
    assert tally.authorised[0].tolist() == [0, 6, 4]
    assert tally.unlawful[0].tolist() == [4, 4, 6]


def test_two_marks_are_read_at_once_only_where_no_piece_parts_them() -> None:
    tables = (np.zeros(256, np.uint64),)
    whole = Sweep(np.arange(10, 20), np.array([0, 4]), tables)
    assert whole.whole_days
    assert not Sweep(np.arange(11, 21), np.array([0]), tables).whole_days
    assert not Sweep(np.arange(10, 20), np.array([0, 3]), tables).whole_days
    assert not Sweep(np.array([10, 11, 12]), np.array([0]), tables).whole_days
    assert not Sweep(np.array([10, 12]), np.array([0]), tables).whole_days


def test_no_codes_are_held_before_2006() -> None:
    year = AcademicYear(2004)
    roll = Book(2004, ["/" * 756], [Enrolled(1, 1, 0, year.since, year.until)]).roll()
    with pytest.raises(ValueError, match="no attendance codes for England before 1 August 2006"):
        sheet_of(roll, [Period.of_year(year)])


def test_lines_are_read_and_never_written() -> None:
    year = AcademicYear(2024)
    roll = full_lines(year, Nation.ENGLAND)
    before = roll.marks.copy()
    roll.marks.setflags(write=False)
    tally_of(sheet_of(roll, [Period.of_year(year)], ("week",)))
    assert np.array_equal(before, roll.marks)


def test_shares_of_any_size_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    year = AcademicYear(2024)
    roll = full_lines(year, Nation.ENGLAND)
    sheet = sheet_of(roll, [Period.of_year(year)], ("half_term",))
    whole = tally_of(sheet).authorised
    monkeypatch.setattr(counting, "_FEWEST_ROWS", 7)
    monkeypatch.setattr(counting, "_MOST_ROWS", 7)
    shares = list(sheet.shares())
    assert [share.stop - share.start for share in shares] == [6, 7, 7, 6, 7, 7]
    parts = [sheet.spent(share).tally.authorised for share in shares]
    assert np.array_equal(np.concatenate(parts, axis=1), whole)


def test_no_mark_has_only_the_bits_of_a_blank() -> None:
    """So the bits of a week's marks taken together tell whether there is any."""
    assert [char for char in ALL_CHARS if ord(char) & ~ord(NO_MARK) == 0] == []


def test_a_week_is_read_where_somebody_was_due_or_has_a_mark() -> None:
    lines = ["." * 756, "." * 600 + "I" + "." * 155]
    everybody = [Enrolled(n, n, n, date(2024, 8, 1), date(2025, 7, 31)) for n in range(2)]
    book = Book(2024, lines, everybody, due=[{(date(2024, 9, 10), "AM")}])
    roll = book.roll()
    weeks = np.flatnonzero(roll.worth_reading.reshape(54, 14).any(axis=1))
    assert weeks.tolist() == [roll.year.week_of(date(2024, 9, 10)), 600 // 14]
    tally = tally_of(sheet_of(roll, [Period.of_year(roll.year)]))
    assert (tally.authorised[0].tolist(), tally.missing[0].tolist()) == ([0, 1], [1, 1])
