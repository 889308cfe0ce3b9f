"""Persistent absence in England until 2014/15: a number of sessions for the stretch of the year asked."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.measures.answer import Answer
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.pupils import pupils_where
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.census import CensusTerm, census_period
from trellis.rules.populations import Population
from trellis.rules.words import Nation

# About when a school's half-terms begin and end, in days from 1 August; the sixth begins in June.
NAMES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")
BOUNDS = ((35, 85), (92, 140), (157, 200), (207, 242), (260, 297), (309, 354))

YEARS = st.integers(2007, 2018).map(AcademicYear)
# What a period of the year is called, its first half-term and its last.
STRETCHES = {
    "autumn": (0, 1),
    "spring": (2, 3),
    "autumn and spring": (0, 3),
    "five half-terms": (0, 4),
    "year": (0, 5),
}
# domain-rules §3.2.
BY_ERA = {
    range(2005, 2010): {"autumn": 28, "autumn and spring": 52, "five half-terms": 64, "year": 64},
    range(2010, 2012): {
        "autumn": 22,
        "spring": 16,
        "autumn and spring": 38,
        "five half-terms": 46,
        "year": 46,
    },
    range(2012, 2015): {
        "autumn": 22,
        "spring": 16,
        "autumn and spring": 38,
        "five half-terms": 46,
        "year": 56,
    },
}
SHARES = {range(2005, 2010): 20, range(2010, 2015): 15, range(2015, 2019): 10}


def half_terms(year: AcademicYear) -> tuple[HalfTerm, ...]:
    """Weeks from Monday to Friday around the same days of every year."""
    found = []
    for name, (first, last) in zip(NAMES, BOUNDS, strict=True):
        since, until = year.since + timedelta(days=first), year.since + timedelta(days=last)
        since -= timedelta(days=since.weekday())
        found.append(HalfTerm(since, until - timedelta(days=until.weekday()) + timedelta(days=4), name))
    return tuple(found)


def days_of(year: AcademicYear, stretch: str) -> tuple[date, date]:
    first, last = STRETCHES[stretch]
    return half_terms(year)[first].since, half_terms(year)[last].until


def roll_of(year: AcademicYear, absences: list[int], since: date, until: date, **changes) -> Roll:
    """Everybody present in every session of every half-term, but for so many absences within some days."""
    school_days = [
        held.since + timedelta(days=n)
        for held in half_terms(year)
        for n in range((held.until - held.since).days + 1)
        if (held.since + timedelta(days=n)).weekday() < 5
    ]
    marks = np.full((len(absences), SESSIONS), ord("."), np.uint8)
    expected = np.zeros((1, SESSIONS), np.bool_)
    for day in school_days:
        at = year.positions(day, day)
        marks[:, at], expected[0, at] = (ord("/"), ord("\\")), True
    inside = [at for day in school_days if since <= day <= until for at in year.positions(day, day)]
    for line, number in zip(marks, absences, strict=True):
        line[inside[:number]] = ord("I")
    everybody = len(absences)
    positions = year.positions(year.since, year.until)
    roll = Roll(
        year=year,
        nation=Nation.ENGLAND,
        marks=marks,
        line=np.arange(everybody),
        first=np.full(everybody, positions[0], np.int16),
        last=np.full(everybody, positions[-1], np.int16),
        enrolment=np.arange(1, everybody + 1),
        person=np.arange(1, everybody + 1),
        born=np.full(everybody, np.datetime64(date(year.start - 10, 1, 1))),
        expected=expected,
        mask=np.zeros(everybody, np.intp),
        half_terms=(half_terms(year),),
    )
    return replace(roll, **changes)


def by_era(year: AcademicYear, table: dict) -> object:
    return next((held for years, held in table.items() if year.start in years), None)


def met(answer: Answer) -> tuple[int, int, str]:
    (row,) = answer.rows
    return row.numerator, row.denominator, str(row.threshold)


@given(YEARS, st.sampled_from(list(STRETCHES)), st.sampled_from([-1, 0, 1]))
def test_the_number_of_the_stretch_decides_or_else_the_share(year, stretch, beside) -> None:
    since, until = days_of(year, stretch)
    numbers, share = by_era(year, BY_ERA) or {}, by_era(year, SHARES)
    possible = int(
        roll_of(year, [0], since, until).marks[0, year.positions(since, until)].tobytes().count(b"/") * 2
    )
    needed = numbers.get(stretch) or -(-share * possible // 100)
    roll = roll_of(year, [needed + beside], since, until)
    period = Period.of_year(year) if stretch == "year" else Period.between(since, until)
    numerator, denominator, named = met(evaluate([roll], ["persistent_absence"], [period]))
    assert (numerator, denominator) == (int(beside >= 0), 1)
    assert len(pupils_where([roll], "persistent_absence", period)) == numerator
    if stretch in numbers:
        assert named == f"absence of {needed} sessions or more"
    else:
        assert named.startswith(f"absence of {share}% or more")
        assert ("none was published for these days" in named) is bool(numbers)


@pytest.mark.parametrize(
    ("year", "stretch", "absences", "is_persistent"),
    [
        (2009, "year", 64, True),
        (2009, "year", 63, False),
        (2009, "autumn", 28, True),
        (2009, "autumn", 27, False),
        (2009, "autumn and spring", 52, True),
        (2011, "year", 46, True),
        (2011, "year", 45, False),
        (2011, "spring", 16, True),
        (2013, "year", 56, True),
        (2013, "year", 55, False),
        (2013, "five half-terms", 46, True),
    ],
)
def test_the_numbers_as_they_were_published(year, stretch, absences, is_persistent) -> None:
    held = AcademicYear(year)
    period = Period.of_year(held) if stretch == "year" else Period.between(*days_of(held, stretch))
    answer = evaluate([roll_of(held, [absences], *days_of(held, stretch))], ["persistent_absence"], [period])
    assert met(answer)[0] == is_persistent


def test_those_aged_15_kept_the_number_of_five_half_terms() -> None:
    year = AcademicYear(2013)
    born = np.array(["1998-08-31", "1997-09-01", "1998-09-01", "NaT"], "datetime64[D]")
    roll = roll_of(year, [46] * 4, *days_of(year, "five half-terms"), born=born)
    numerator, _, named = met(evaluate([roll], ["persistent_absence"], [Period.of_year(year)]))
    assert numerator == 2
    assert named == (
        "absence of 56 sessions or more; absence of 46 sessions or more for those who were 15 on 31 August"
    )
    listed = pupils_where([roll], "persistent_absence", Period.of_year(year))
    assert [(one.enrolment, str(one.threshold)) for one in listed] == [
        (1, "absence of 46 sessions or more for those who were 15 on 31 August"),
        (2, "absence of 46 sessions or more for those who were 15 on 31 August"),
    ]


def test_each_half_term_and_week_goes_by_the_share_and_each_row_says_so() -> None:
    year = AcademicYear(2009)
    roll = roll_of(year, [28], *days_of(year, "autumn"))
    rows = evaluate([roll], ["persistent_absence"], [Period.of_year(year)], ["half_term"]).rows
    assert all("none was published for these days" in str(row.threshold) for row in rows)
    rows = evaluate([roll], ["persistent_absence"], [Period.of_year(year)], ["session"]).rows
    assert all("none was published for these days" in str(row.threshold) for row in rows)


def test_a_term_in_one_piece_has_its_terms_number() -> None:
    year = AcademicYear(2009)
    first, second, *others = half_terms(year)
    autumn = HalfTerm(first.since, second.until, "Autumn")
    roll = roll_of(year, [28], *days_of(year, "autumn"), half_terms=((autumn, *others),))
    rows = evaluate([roll], ["persistent_absence"], [Period.of_year(year)], ["half_term"]).rows
    assert str(rows[0].threshold) == "absence of 28 sessions or more"
    assert rows[0].numerator == 1


def test_without_a_calendar_the_terms_of_the_census_tell() -> None:
    year = AcademicYear(2009)
    since, until = census_period(year, CensusTerm.AUTUMN)
    roll = roll_of(year, [28, 27], since, until, half_terms=((),))
    assert met(evaluate([roll], ["persistent_absence"], [Period.between(since, until)]))[0] == 1
    # A day less is no stretch that anybody published a number for.
    named = met(evaluate([roll], ["persistent_absence"], [Period.between(since, until - timedelta(days=1))]))[
        2
    ]
    assert "none was published for these days" in named


def test_a_year_half_gone_is_no_year() -> None:
    year = AcademicYear(2009)
    since, until = days_of(year, "autumn")
    begun = year.positions(since, until)[-1] + 1
    roll = roll_of(year, [28], since, until, begun=begun, over=begun)
    # As far as it has come it is the autumn.
    assert met(evaluate([roll], ["persistent_absence"], [Period.of_year(year)]))[2] == (
        "absence of 28 sessions or more"
    )
    begun -= 10
    roll = replace(roll, begun=begun, over=begun)
    assert "none was published" in met(evaluate([roll], ["persistent_absence"], [Period.of_year(year)]))[2]


def test_national_figures_of_five_half_terms_count_the_absences_of_those() -> None:
    year = AcademicYear(2009)
    summer_2 = days_of(year, "year")[0], half_terms(year)[5].until
    in_june = roll_of(year, [0], *summer_2)
    june = year.positions(half_terms(year)[5].since, half_terms(year)[5].until)
    marks = in_june.marks.copy()
    marks[0, june] = np.where(marks[0, june] == ord("."), ord("."), ord("O"))
    roll = replace(in_june, marks=marks)
    asked = ["persistent_absence"]
    assert met(evaluate([roll], asked, [Period.of_year(year)]))[0] == 1
    statistical = evaluate([roll], asked, [Period.of_year(year)], population=Population.STATISTICAL)
    assert met(statistical)[0] == 0


def test_two_schools_whose_terms_differ_name_both_rules() -> None:
    year = AcademicYear(2009)
    since, until = days_of(year, "autumn")
    one = roll_of(year, [28], since, until)
    longer = (
        half_terms(year)[0],
        replace(half_terms(year)[1], until=until + timedelta(days=3)),
        *half_terms(year)[2:],
    )
    other = roll_of(year, [28], since, until, half_terms=(longer,), enrolment=np.array([2]))
    numerator, _, named = met(evaluate([one, other], ["persistent_absence"], [Period.between(since, until)]))
    assert named.startswith("absence of 28 sessions or more; absence of 20% or more (the share")
    # 28 sessions are less than a fifth of the autumn's.
    assert numerator == 1
