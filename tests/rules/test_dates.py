"""Dates as people write them: read, or refused in a sentence; never guessed (issue: "Bad input")."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.calendar import ProblemWithDate, read_date

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))

LAYOUTS = [
    lambda day: day.isoformat(),
    lambda day: f"{day.day:02d}/{day.month:02d}/{day.year}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day.day:02d}-{day.month:02d}-{day.year}",
    lambda day: f"{day.day:02d}.{day.month:02d}.{day.year}",
    lambda day: f"{day.isoformat()} 00:00:00",
    lambda day: f"{day.isoformat()}T12:00:00.000",
    lambda day: f"{day.year}-{MONTHS[day.month - 1]}-{day.day:02d} 00:00:00",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: day.strftime("%A %-d %B %Y"),
    lambda day: day.strftime("%a, %-d %B %Y"),
    lambda day: day,
    lambda day: datetime(day.year, day.month, day.day, 9, 15),  # noqa: DTZ001 - spreadsheets know no zone
]


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
@given(day=DAYS)
def test_every_layout_reads_as_its_day(layout: int, day: date) -> None:
    assert read_date(LAYOUTS[layout](day)) == day


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from([0, 0.5, 0.999]))
def test_a_spreadsheets_number_reads_as_its_day(day: date, time_of_day: float) -> None:
    # 10 September 2024 is 45545 in a spreadsheet, as anybody can see in one.
    number = 45545 + (day - date(2024, 9, 10)).days
    assert read_date(number + time_of_day if time_of_day else number) == day


def test_ordinals_and_the_fourth_letter_of_september() -> None:
    assert read_date("3rd Sept 2024") == date(2024, 9, 3)
    assert read_date("Tue 3rd September 2024") == date(2024, 9, 3)
    assert read_date(" 3-Sep-2024 ") == date(2024, 9, 3)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("31/02/2024", "“31/02/2024” is not a date: that month has 29 days."),
        ("29/02/2023", "“29/02/2023” is not a date: that month has 28 days."),
        ("0/01/2024", "“0/01/2024” is not a date: that month has 31 days."),
        ("20256", "“20256” is not a date: write it as 2024-09-10 or 10/09/2024."),
        ("3 Sep 20256", "“3 Sep 20256” is not a date: there is no year 20256 here."),
        ("10/09/0024", "“10/09/0024” is not a date: there is no year 0024 here."),
        ("10/09/24", "“10/09/24” does not say which century: write all four digits of the year."),
        (
            "09/25/2024",
            "“09/25/2024” is not a date: there is no month 25. Write 10/09/2024 or 2024-09-10.",
        ),
        ("3 Sop 2024", "“3 Sop 2024” is not a date: there is no month Sop. Write 10/09/2024 or 2024-09-10."),
        (
            "Wednesday 3 September 2024",
            "“Wednesday 3 September 2024” contradicts itself: 3 September 2024 is a Tuesday.",
        ),
        (
            "T 3 September 2024",
            "“T 3 September 2024” contradicts itself: 3 September 2024 is a Tuesday.",
        ),
        (
            "2024-09-09T23:00:00Z",
            "“2024-09-09T23:00:00Z” carries a time zone: write the date alone.",
        ),
        ("", "A date is missing here."),
        (None, "A date is missing here."),
    ],
)
def test_what_cannot_be_a_date_is_refused_with_its_reason(written: object, says: str) -> None:
    with pytest.raises(ProblemWithDate) as caught:
        read_date(written)
    assert str(caught.value) == says
    assert caught.value.subject == "date"


@pytest.mark.parametrize(
    "written",
    [
        "45545",
        "1/2.2024",
        "May 2024",
        "2024/09/10",
        "10 09 2024",
        "tomorrow",
        "３/09/2024",
        "2024-W37-2",
        "10/09",
    ],
)
def test_other_texts_are_not_dates(written: str) -> None:
    with pytest.raises(ProblemWithDate, match="is not a date: write it as 2024-09-10 or 10/09/2024"):
        read_date(written)


@pytest.mark.parametrize(
    "written", [2024, 20240910, 0, -1, 32873, 73051, float("nan"), float("inf"), True, [], b"2024-09-10"]
)
def test_other_numbers_and_things_are_not_dates(written: object) -> None:
    with pytest.raises(ProblemWithDate):
        read_date(written)


def test_the_numbers_at_either_end() -> None:
    assert read_date(32874) == date(1990, 1, 1)
    assert read_date(73050) == date(2099, 12, 31)


def test_the_days_at_either_end() -> None:
    assert read_date(date(1900, 1, 1)) == read_date("1900-01-01") == date(1900, 1, 1)
    assert read_date(date(2099, 12, 31)) == read_date("31/12/2099") == date(2099, 12, 31)


@pytest.mark.parametrize("written", ["2024-13-01", "01/13/2024", "2024-00-01", "01/00/2024"])
def test_a_year_has_twelve_months(written: str) -> None:
    with pytest.raises(ProblemWithDate, match="there is no month"):
        read_date(written)


def test_a_moment_with_a_zone_is_not_a_day() -> None:
    with pytest.raises(ProblemWithDate, match="carries a time zone"):
        read_date(datetime(2024, 9, 9, 23, 0, tzinfo=UTC))


@given(DAYS, st.integers(1, 6))
def test_a_weekday_that_does_not_match_is_refused(day: date, off: int) -> None:
    wrong = (day + timedelta(days=off)).strftime("%A")
    with pytest.raises(ProblemWithDate, match="contradicts itself"):
        read_date(f"{wrong} {day.day} {MONTHS[day.month - 1]} {day.year}")


@given(
    st.one_of(
        st.text(max_size=12), st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,5}", fullmatch=True)
    )
)
def test_any_text_is_a_day_of_the_year_it_names_or_a_problem(text: str) -> None:
    try:
        day = read_date(text)
    except ProblemWithDate:
        return
    assert str(day.year) in text


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2100, 1, 1)])
def test_a_day_of_another_age_is_a_slip(day: date) -> None:
    with pytest.raises(ProblemWithDate):
        read_date(day)
