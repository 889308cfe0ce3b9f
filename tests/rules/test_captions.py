"""What heads the columns of a calendar, and the days each column holds."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.academic_year import AcademicYear
from trellis.rules.captions import (
    MOST,
    Caption,
    ProblemWithCaption,
    months_in,
    named_in,
    read_captions,
)
from trellis.rules.recurrence import in_school_year
from trellis.rules.words import MONTHS

YEAR = AcademicYear(2024)
MONTH = st.integers(1, 12)


@st.composite
def written_month(draw, number):
    name = MONTHS[number - 1]
    short = draw(st.sampled_from([name, name[:3], f"{name[:3]}.", *(["Sept"] if number == 9 else [])]))
    return draw(st.sampled_from([short, short.upper(), short.lower(), f"{short} 2024", f"{short} 24"]))


@given(st.data())
def test_months_are_read_however_they_are_written(data):
    numbers = data.draw(st.lists(MONTH, min_size=1, max_size=3, unique=True))
    joined = data.draw(st.sampled_from([" / ", "/", ", ", " & ", " and ", "–", "-", " to "]))
    caption = joined.join(data.draw(written_month(number)) for number in numbers)
    assert months_in(caption) == tuple(numbers)


@pytest.mark.parametrize(
    "caption", ["", "Strand", "Marching", "May be", "Autumn 1", "Octopus", "September 12345"]
)
def test_other_words_name_no_month(caption):
    assert months_in(caption) == ()


def test_a_caption_is_months_a_half_term_or_words_with_what_they_stand_for():
    assert read_captions("Sept–Oct\n\n  Autumn   2 \nAdvent = 2 December", "autumn") == (
        Caption("Sept–Oct", months=(9, 10)),
        Caption("Autumn 2", half_term="Autumn 2"),
        Caption("Advent", day=(12, 2)),
    )
    assert read_captions("Second half = October–December", "autumn")[0].months == (10, 11, 12)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Harvest", "“Harvest” does not say what it stands for"),
        ("Harvest = often", "does not say what it stands for"),
        ("October\nSeptember", "“September” does not come after “October”"),
        ("October\nOct", "“Oct” does not come after “October”"),
        ("December–October", "as the school year goes"),
        ("March", "“March” does not begin in that term"),
        ("Spring 1", "“Spring 1” does not begin in that term"),
        ("Late = 31 November", "31 is not a day of that month"),
        ("x" * 31 + " = October", "from 1 to 30 letters"),
        ("= October", "from 1 to 30 letters"),
        ("\n".join(f"{n} = {n} October" for n in range(1, MOST + 2)), "at the most"),
    ],
)
def test_what_no_calendar_could_be_laid_out_by_is_refused_with_a_sentence(written, says):
    with pytest.raises(ProblemWithCaption, match=says):
        read_captions(written, "autumn")


@pytest.mark.parametrize("season", ["spring", "summer"])
def test_april_may_end_one_term_and_begin_the_next(season):
    assert read_captions("April", season)[0].begins(YEAR, {}.get) == dt.date(2025, 4, 1)


@given(month=MONTH, day=st.integers(1, 28))
def test_a_day_falls_in_the_school_year_it_is_asked_for(month, day):
    begins = Caption("x", day=(month, day)).begins(YEAR, {}.get)
    assert begins == next(
        one
        for one in (dt.date(2024, month, day), dt.date(2025, month, day))
        if YEAR.since <= one <= YEAR.until
    )


def test_a_half_term_begins_when_the_calendar_says_so_and_otherwise_at_no_day():
    caption = read_captions("Autumn 2", "autumn")[0]
    assert caption.begins(YEAR, {"Autumn 2": dt.date(2024, 11, 4)}.get) == dt.date(2024, 11, 4)
    assert caption.begins(YEAR, {}.get) is None
    assert caption.stands_in == (11,)


@given(st.lists(MONTH, min_size=1, max_size=4, unique=True))
def test_a_pasted_heading_is_the_school_s_own_before_it_is_anything_else(months):
    ordered = sorted(months, key=in_school_year)
    own = [Caption("October", months=tuple(ordered))]
    assert named_in(" october ", own) is own[0]
    assert named_in("October", []) == Caption("October", months=(10,))
    assert named_in("Strand", own) is None
    assert named_in("", own) is None
