"""A school's calendar: open sessions, half-terms, school weeks, and what is refused (domain-rules §9.3)."""

import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trellis.rules.bank_holidays import BANK_HOLIDAYS
from trellis.rules.calendar import (
    HALF_TERM_NAMES,
    AcademicYear,
    Calendar,
    DayKind,
    Kind,
    ProblemWithCalendar,
    ProblemWithDate,
    ProblemWithSpan,
    ProblemWithYear,
    Session,
    Span,
    calendar_problems,
    read_date,
    read_kind,
)
from trellis.rules.codes import ALL_CHARS, NO_MARK

YEAR = AcademicYear(2024)


def span(kind: str, since: str, until: str = "", name: str = "") -> Span:
    return Span(date.fromisoformat(since), date.fromisoformat(until or since), Kind(kind), name)


AUTUMN = span("term", "2024-09-03", "2024-12-20", "Autumn")
HALF_TERM = span("break", "2024-10-28", "2024-11-01")

# A primary of 2024/25 with three terms, and a secondary of 2025/26 with six: two real calendars, as facts.
THREE_TERMS = (
    span("term", "2024-09-03", "2024-12-20", "Autumn"),
    span("break", "2024-10-28", "2024-11-01"),
    span("inset", "2024-09-02"),
    span("inset", "2024-10-25"),
    span("term", "2025-01-06", "2025-04-11", "Spring"),
    span("break", "2025-02-17", "2025-02-21"),
    span("inset", "2025-02-14"),
    span("term", "2025-04-28", "2025-07-21", "Summer"),
    span("break", "2025-05-26", "2025-05-30"),
    span("inset", "2025-05-23"),
    span("inset", "2025-07-21"),
)
SIX_TERMS = (
    span("term", "2025-09-08", "2025-10-24", "Autumn 1"),
    span("term", "2025-11-03", "2025-12-19", "Autumn 2"),
    span("term", "2026-01-06", "2026-02-13", "Spring 1"),
    span("term", "2026-02-24", "2026-03-27", "Spring 2"),
    span("term", "2026-04-13", "2026-05-22", "Summer 1"),
    span("term", "2026-06-01", "2026-07-23", "Summer 2"),
    span("inset", "2025-09-04"),
    span("inset", "2025-09-05"),
    span("inset", "2025-12-05"),
    span("inset", "2026-01-05"),
    span("inset", "2026-02-23"),
)


@pytest.fixture(scope="module")
def primary() -> Calendar:
    return Calendar(YEAR, THREE_TERMS)


@pytest.fixture(scope="module")
def secondary() -> Calendar:
    return Calendar(AcademicYear(2025), SIX_TERMS)


# --- two real calendars ---


def test_a_real_primary_is_open_190_days(primary: Calendar) -> None:
    assert primary.days == 190
    assert primary.open_mask().sum() == 380
    assert primary.shortfall() is None
    assert primary.notes() == ()
    assert not primary.inferred


def test_a_real_secondary_with_six_terms_is_open_190_days(secondary: Calendar) -> None:
    assert secondary.days == 190
    assert secondary.notes() == ()


def test_half_terms_are_the_parts_of_a_term_either_side_of_its_break(primary: Calendar) -> None:
    assert [(held.name, held.since.isoformat(), held.until.isoformat()) for held in primary.half_terms] == [
        ("Autumn 1", "2024-09-03", "2024-10-25"),
        ("Autumn 2", "2024-11-04", "2024-12-20"),
        ("Spring 1", "2025-01-06", "2025-02-14"),
        ("Spring 2", "2025-02-24", "2025-04-11"),
        ("Summer 1", "2025-04-28", "2025-05-23"),
        ("Summer 2", "2025-06-02", "2025-07-21"),
    ]


def test_six_terms_are_read_as_half_terms(secondary: Calendar) -> None:
    assert tuple(held.name for held in secondary.half_terms) == HALF_TERM_NAMES
    assert [(held.since, held.until) for held in secondary.half_terms] == [
        (term.since, term.until) for term in SIX_TERMS[:6]
    ]


def dates_in(line: str, years: tuple[int, int]) -> list[tuple[date, date]]:
    """The days and spans that facts name, as "28 Oct to 1 Nov", in the school year of their months."""
    found = []
    for match in re.finditer(
        r"(\d{1,2})(?: ([A-Z][a-z]{2}))?(?: (\d{4}))?(?: to (\d{1,2}) ([A-Z][a-z]{2}))?", line
    ):
        first, month, _, last, last_month = match.groups()
        if not (month or last_month):
            continue
        found.append(
            (
                _day(first, month or last_month, years),
                _day(last or first, last_month or month, years),
            )
        )
    return found


def _day(number: str, month: str, years: tuple[int, int]) -> date:
    year = years[0] if month in ("Aug", "Sep", "Oct", "Nov", "Dec") else years[1]
    return read_date(f"{number} {month} {year}")


def test_the_real_calendars_are_those_we_hold(shared_data: Path) -> None:
    text = (shared_data / "term-dates" / "calendars.md").read_text()
    three, six = text.split("\n\n")[0], text.split("\n\n")[1]
    for written, held, years in ((three, THREE_TERMS, (2024, 2025)), (six, SIX_TERMS, (2025, 2026))):
        # "Autumn 1 8 Sep": the number after a season's name is the half-term's, not a day's.
        facts = re.sub(r"(Autumn|Spring|Summer) [12] ", r"\1 ", written.split("\n", 1)[1])
        facts = facts.split("as published")[0]
        bank_holidays = {(day, day) for day in BANK_HOLIDAYS}
        named = set(dates_in(facts, years)) - bank_holidays
        assert named == {(one.since, one.until) for one in held}


def test_a_reader_of_that_page_refuses_its_slips() -> None:
    with pytest.raises(ProblemWithDate):
        read_date("6 January 20256")
    with pytest.raises(ProblemWithDate, match="contradicts itself"):
        read_date("Monday 3 September 2024")


# --- days and sessions ---


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-09-03", DayKind.OPEN),
        ("2024-09-02", DayKind.INSET),
        ("2024-10-25", DayKind.INSET),
        ("2024-10-28", DayKind.BREAK),
        ("2024-10-26", DayKind.WEEKEND),
        ("2024-12-25", DayKind.BANK_HOLIDAY),
        ("2025-05-05", DayKind.BANK_HOLIDAY),
        ("2024-08-01", DayKind.OUTSIDE),
        ("2024-12-23", DayKind.OUTSIDE),
    ],
)
def test_what_a_day_is(primary: Calendar, day: str, kind: DayKind) -> None:
    assert primary.kind_of(date.fromisoformat(day)) is kind


def test_a_day_of_another_year_is_no_day_of_this_calendar(primary: Calendar) -> None:
    with pytest.raises(ProblemWithDate):
        primary.kind_of(date(2025, 8, 1))


def test_holidays_and_closures_close_days_of_a_term() -> None:
    calendar = Calendar(
        YEAR,
        [
            *THREE_TERMS,
            span("holiday", "2024-12-06", name="Local feast"),
            span("closure", "2025-01-08", name="Snow"),
        ],
    )
    assert calendar.days == 188
    assert calendar.kind_of(date(2024, 12, 6)) is DayKind.HOLIDAY
    assert calendar.kind_of(date(2025, 1, 8)) is DayKind.CLOSURE
    assert calendar.shortfall() == "This calendar for 2024/25 has 188 school days; a year has 190."


def test_the_mask_cannot_be_written_to(primary: Calendar) -> None:
    with pytest.raises(ValueError, match="read-only"):
        primary.open_mask()[0] = True


def test_a_school_week_has_at_least_one_open_session(primary: Calendar) -> None:
    weeks = primary.weeks()
    assert weeks[0] == date(2024, 9, 2)
    assert weeks[-1] == date(2025, 7, 14)
    assert date(2024, 10, 28) not in weeks
    assert len(weeks) == 39


@st.composite
def stated_years(draw: st.DrawFn) -> tuple[AcademicYear, list[Span]]:
    """A possible school year: three terms, a break in each or not, and days closed for a reason."""
    year = AcademicYear(draw(st.integers(2012, 2027)))
    edges = sorted(draw(st.lists(st.integers(20, 360), min_size=6, max_size=6, unique=True)))
    spans = []
    for since, until in zip(edges[::2], edges[1::2], strict=True):
        spans.append(Span(year.since + timedelta(since), year.since + timedelta(until), Kind.TERM))
        if until - since > 30 and draw(st.booleans()):
            start = since + draw(st.integers(8, until - since - 12))
            spans.append(Span(year.since + timedelta(start), year.since + timedelta(start + 4), Kind.BREAK))
    for kind in draw(st.lists(st.sampled_from([Kind.INSET, Kind.HOLIDAY, Kind.CLOSURE]), max_size=4)):
        day = year.since + timedelta(draw(st.integers(0, 364)))
        spans.append(Span(day, day, kind))
    assume(not calendar_problems(year, spans))
    return year, draw(st.permutations(spans))


@given(stated_years())
def test_open_sessions_are_those_of_weekdays_in_a_term_that_nothing_closes(
    stated: tuple[AcademicYear, list[Span]],
) -> None:
    year, spans = stated
    calendar = Calendar(year, spans)
    terms = [one for one in spans if one.kind is Kind.TERM]
    others = [one for one in spans if one.kind is not Kind.TERM]
    expected = []
    for position in range(756):
        day = year.week0 + timedelta(days=position // 2)
        expected.append(
            any(term.since <= day <= term.until for term in terms)
            and day.strftime("%a") not in ("Sat", "Sun")
            and day not in BANK_HOLIDAYS
            and not any(other.since <= day <= other.until for other in others)
        )
    assert calendar.open_mask().tolist() == expected
    assert calendar.days == sum(expected) // 2
    mondays = {day - timedelta(days=day.weekday()) for day in open_days(calendar)}
    assert list(calendar.weeks()) == sorted(mondays)


def open_days(calendar: Calendar) -> list[date]:
    return [calendar.year.date_of(position) for position in np.flatnonzero(calendar.open_mask())]


@given(stated_years())
def test_every_open_day_lies_in_exactly_one_half_term(stated: tuple[AcademicYear, list[Span]]) -> None:
    calendar = Calendar(*stated)
    for day in open_days(calendar):
        assert sum(day in held for held in calendar.half_terms) == 1
        held = calendar.half_term_of(day)
        assert held is not None
        assert day in held
    names = [held.name for held in calendar.half_terms]
    assert len(set(names)) == len(names)
    assert list(calendar.half_terms) == sorted(calendar.half_terms)


# --- half-terms ---


def test_a_half_term_is_found_by_its_name(primary: Calendar) -> None:
    assert primary.half_term("autumn 2 ").since == date(2024, 11, 4)
    assert primary.half_term_of(date(2024, 10, 30)) is None
    with pytest.raises(ProblemWithYear) as caught:
        primary.half_term("Term 7")
    assert str(caught.value) == (
        "The calendar for 2024/25 has no half-term “Term 7”; it has Autumn 1, Autumn 2, Spring 1, Spring 2,"
        " Summer 1, Summer 2."
    )


def test_three_terms_need_no_names() -> None:
    unnamed = [Span(one.since, one.until, one.kind) for one in THREE_TERMS]
    assert [held.name for held in Calendar(YEAR, unnamed).half_terms] == list(HALF_TERM_NAMES)


def test_six_terms_may_be_numbered() -> None:
    numbered = [
        Span(one.since, one.until, one.kind, f"Term {n}" if one.kind is Kind.TERM else "")
        for n, one in enumerate(SIX_TERMS, 1)
    ]
    assert [held.name for held in Calendar(AcademicYear(2025), numbered).half_terms] == list(HALF_TERM_NAMES)


def test_terms_may_be_named_in_welsh() -> None:
    calendar = Calendar(
        YEAR,
        [
            span("term", "2024-09-03", "2024-12-20", "Tymor yr Hydref"),
            span("break", "2024-10-28", "2024-11-01"),
        ],
        "wales",
    )
    assert [held.name for held in calendar.half_terms] == ["Autumn 1", "Autumn 2"]


def test_a_part_of_a_year_can_be_stated_before_the_rest_is_known() -> None:
    calendar = Calendar(YEAR, THREE_TERMS[:4])
    assert [held.name for held in calendar.half_terms] == ["Autumn 1", "Autumn 2"]
    assert calendar.shortfall() is not None


def test_a_term_without_a_break_stays_in_one_piece_and_says_so() -> None:
    calendar = Calendar(YEAR, [one for one in THREE_TERMS if one.kind is Kind.TERM])
    assert [held.name for held in calendar.half_terms] == ["Autumn", "Spring", "Summer"]
    assert "The Spring term has no break, so it is read in one piece." in calendar.notes()


def test_half_terms_begin_and_end_on_weekdays() -> None:
    # The break is stated from Saturday to Sunday, as many schools do.
    calendar = Calendar(
        YEAR, [span("term", "2024-09-01", "2024-12-22", "Autumn"), span("break", "2024-10-26", "2024-11-03")]
    )
    assert [(held.since.isoformat(), held.until.isoformat()) for held in calendar.half_terms] == [
        ("2024-09-02", "2024-10-25"),
        ("2024-11-04", "2024-12-20"),
    ]


@pytest.mark.parametrize(("since", "until"), [("2024-09-03", "2024-09-06"), ("2024-12-16", "2024-12-20")])
def test_a_break_may_lie_at_the_very_edge_of_its_term(since: str, until: str) -> None:
    calendar = Calendar(YEAR, [AUTUMN, span("break", since, until)])
    assert [held.name for held in calendar.half_terms] == ["Autumn"]


@pytest.mark.parametrize(("since", "until"), [("2024-09-02", "2024-09-06"), ("2024-12-16", "2024-12-20")])
def test_a_weekend_beyond_a_break_is_no_half_term(since: str, until: str) -> None:
    from_a_sunday = span("term", "2024-09-01", "2024-12-21", "Autumn")
    calendar = Calendar(YEAR, [from_a_sunday, span("break", since, until)])
    assert [held.name for held in calendar.half_terms] == ["Autumn"]


def test_a_span_holds_both_its_ends() -> None:
    held = span("term", "2024-09-03", "2024-09-05")
    inside = ["2024-09-03", "2024-09-04", "2024-09-05"]
    assert [day.isoformat() for day in held.days()] == inside
    assert all(date.fromisoformat(day) in held for day in inside)
    assert date(2024, 9, 2) not in held
    assert date(2024, 9, 6) not in held


def test_a_year_without_spans_is_never_open() -> None:
    calendar = Calendar(YEAR, [])
    assert calendar.days == 0
    assert calendar.half_terms == ()
    assert calendar.weeks() == ()


def test_bank_holidays_before_2012_are_not_known_and_that_is_said() -> None:
    calendar = Calendar(AcademicYear(2009), [span("term", "2009-09-03", "2009-12-18", "Autumn")])
    assert "Bank holidays are known from 2012 to 2028: give others as holidays." in calendar.notes()


# --- what cannot be ---

# Each list of spans, the last of them at fault, and what is said of it.
IMPOSSIBLE = [
    ([span("inset", "2024-09-05", "2024-09-04")], "ends before it begins."),
    (
        [span("term", "2024-09-03", "2025-12-20", "Autumn")],
        "does not lie within 2024/25, which runs from 1 August 2024 to 31 July 2025.",
    ),
    (
        [AUTUMN, span("term", "2024-12-20", "2025-04-11", "Spring")],
        "overlaps Autumn (3 September 2024 – 20 December 2024).",
    ),
    ([span("inset", "2024-09-02"), span("inset", "2024-09-02")], "overlaps inset (2 September 2024)."),
    (
        [HALF_TERM, span("inset", "2024-11-01")],
        "overlaps break (28 October 2024 – 1 November 2024).",
    ),
    (
        [AUTUMN, span("break", "2024-12-16", "2024-12-23")],
        f"lies partly inside {AUTUMN}: a break is inside one term or between two.",
    ),
    (
        [span("inset", "2024-12-25")],
        "25 December 2024 is a bank holiday (Christmas Day), so it cannot be INSET.",
    ),
    ([span("term", "2024-10-26", "2024-10-27", "Autumn")], "has no school day in it."),
    (
        [AUTUMN, span("term", "2025-01-06", "2025-04-11")],
        "give three terms, or six, or name each Autumn, Spring or Summer.",
    ),
    (
        [
            span("term", "2024-09-03", "2024-12-20", "Spring"),
            span("term", "2025-01-06", "2025-04-11", "Autumn"),
        ],
        "comes after Spring (3 September 2024 – 20 December 2024): the year runs autumn, spring, summer.",
    ),
    (
        [span("break", "2024-10-14", "2024-10-18"), span("break", "2024-11-11", "2024-11-15"), AUTUMN],
        "would have 3 parts: a term has one break and two half-terms.",
    ),
]


@pytest.mark.parametrize(("spans", "says"), IMPOSSIBLE)
def test_an_impossible_calendar_is_refused_in_a_sentence(spans: list[Span], says: str) -> None:
    with pytest.raises(ProblemWithCalendar) as caught:
        Calendar(YEAR, spans)
    (problem,) = caught.value.problems
    assert str(caught.value) == str(problem)
    assert str(problem).startswith(str(spans[-1]))
    assert str(problem).removeprefix(str(spans[-1])).lstrip(": ") == says
    assert problem.index == len(spans) - 1


def test_every_problem_is_told_at_once_by_the_place_of_its_span() -> None:
    spans = [
        span("term", "2024-09-03", "2024-12-20", "Autumn"),
        span("inset", "2024-09-05", "2024-09-04"),
        span("inset", "2025-09-04"),
    ]
    assert [problem.index for problem in calendar_problems(YEAR, spans)] == [1, 2]


def test_a_bank_holiday_listed_inside_a_break_says_nothing_new() -> None:
    calendar = Calendar(YEAR, [*THREE_TERMS, span("holiday", "2025-05-26", name="Bank holiday")])
    assert calendar.days == 190


def test_a_closure_may_fall_on_anything() -> None:
    calendar = Calendar(YEAR, [*THREE_TERMS, span("closure", "2024-10-24", "2024-10-29", "Boiler")])
    assert calendar.kind_of(date(2024, 10, 24)) is DayKind.CLOSURE
    assert calendar.kind_of(date(2024, 10, 25)) is DayKind.INSET
    assert calendar.kind_of(date(2024, 10, 28)) is DayKind.BREAK
    assert calendar.days == 189


@pytest.mark.parametrize("kind", list(Kind))
def test_kinds_read_whatever_their_case(kind: Kind) -> None:
    assert read_kind(f" {kind.upper()} ") is kind


def test_another_kind_is_refused() -> None:
    with pytest.raises(
        ProblemWithSpan, match="“bank holiday” is not a kind of day: write term, break, inset"
    ):
        read_kind("bank holiday")


# --- marks on days closed ---


def accepted(calendar: Calendar, day: date) -> set[str]:
    return {char for char in ALL_CHARS + NO_MARK if calendar.why_refused(char, day) is None}


@pytest.mark.parametrize("day", ["2024-09-02", "2024-10-28", "2024-12-25", "2024-10-26", "2024-12-23"])
def test_a_closed_day_takes_the_closed_mark_alone(primary: Calendar, day: str) -> None:
    assert accepted(primary, date.fromisoformat(day)) == {"#", NO_MARK}


def test_a_school_day_takes_any_mark(primary: Calendar) -> None:
    assert accepted(primary, date(2024, 9, 3)) == set(ALL_CHARS + NO_MARK)


@pytest.mark.parametrize(
    ("year", "day", "nation", "char"),
    [
        (2024, "2024-11-06", "england", "4"),
        (2023, "2023-11-08", "england", "Y"),
        (2024, "2024-11-06", "wales", "Y"),
    ],
)
def test_an_unexpected_closure_takes_the_code_for_it_too(year: int, day: str, nation: str, char: str) -> None:
    term = span("term", f"{year}-09-05", f"{year}-12-19", "Autumn")
    calendar = Calendar(AcademicYear(year), [term, span("closure", day)], nation)
    assert accepted(calendar, date.fromisoformat(day)) == {"#", NO_MARK, char}


def test_why_there_is_no_school(primary: Calendar) -> None:
    assert (
        primary.why_closed(date(2024, 9, 2)) == "There is no school on 2 September 2024: it is an INSET day."
    )
    assert primary.why_closed(date(2024, 9, 3)) is None


def test_why_a_mark_is_refused(primary: Calendar) -> None:
    assert (
        primary.why_refused("1", date(2024, 9, 2))
        == "Y1 cannot stand on 2 September 2024: it is an INSET day."
    )


def test_sessions_of_a_closed_day_are_both_closed(primary: Calendar) -> None:
    mask = primary.open_mask()
    for session in Session:
        assert not mask[YEAR.position(date(2024, 9, 2), session)]
        assert mask[YEAR.position(date(2024, 9, 3), session)]
