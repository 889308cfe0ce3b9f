"""When a duty falls: against a plain day-by-day reading of a school's year, and the vectors of the plans."""

import calendar as months
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.rules.academic_year import AcademicYear
from trellis.rules.bank_holidays import BANK_HOLIDAYS
from trellis.rules.calendar import Calendar, Kind, Span
from trellis.rules.occasions import Rota, following, moved, occasions
from trellis.rules.recurrence import (
    HOLIDAY_RULES,
    AfterEvent,
    Daily,
    HalfTermly,
    HolidayRule,
    Monthly,
    Once,
    ProblemWithRecurrence,
    Recurrence,
    Termly,
    Weekly,
    Yearly,
    kept,
    read_kept,
)
from trellis.rules.school_days import SchoolDays

SKIP, NEXT, BEFORE, SAME, KEEP = HolidayRule
DAY = timedelta(days=1)


def days(*pairs: str) -> list[date]:
    return [date.fromisoformat(one) for one in pairs]


def span(kind: str, since: str, until: str = "", name: str = "") -> Span:
    return Span(date.fromisoformat(since), date.fromisoformat(until or since), Kind(kind), name)


def calendar(year: int, *spans: Span) -> Calendar:
    return Calendar(AcademicYear(year), spans)


# 2009/10 as a primary had it: Easter Sunday was 4 April 2010, bank holidays before 2012 given as holidays.
OF_2009 = calendar(
    2009,
    span("term", "2009-09-03", "2009-12-18", "Autumn"),
    span("break", "2009-10-26", "2009-10-30"),
    span("term", "2010-01-04", "2010-04-01", "Spring"),
    span("break", "2010-02-15", "2010-02-19"),
    span("term", "2010-04-19", "2010-07-22", "Summer"),
    span("holiday", "2010-05-03"),
    span("break", "2010-05-31", "2010-06-04"),
)
OF_2024 = calendar(
    2024,
    span("term", "2024-09-02", "2024-12-20", "Autumn"),
    span("break", "2024-10-28", "2024-11-01"),
    span("inset", "2024-09-02"),
    span("inset", "2024-10-25"),
    span("term", "2025-01-06", "2025-04-04", "Spring"),
    span("break", "2025-02-17", "2025-02-21"),
    span("closure", "2025-01-09", "2025-01-10"),
    span("term", "2025-04-22", "2025-07-22", "Summer"),
    span("break", "2025-05-26", "2025-05-30"),
)
OF_2025 = calendar(
    2025,
    span("term", "2025-09-03", "2025-12-19", "Autumn"),
    span("break", "2025-10-27", "2025-10-31"),
    span("term", "2026-01-05", "2026-03-27", "Spring"),
    span("term", "2026-04-13", "2026-07-21", "Summer"),
    span("break", "2026-05-25", "2026-05-29"),
)
SCHOOL = SchoolDays.of([OF_2024, OF_2025])


def falls(recurrence: Recurrence, rule: HolidayRule, since: str, until: str, held: SchoolDays = SCHOOL):
    found = occasions(recurrence, rule, held, date.fromisoformat(since), date.fromisoformat(until))
    return [one.day for one in found]


# --- a plain reading, day by day ---


def stated(day: date, held: SchoolDays) -> bool:
    return any(day in one.year for one in held.calendars)


@cache
def is_school_day(day: date, held: SchoolDays) -> bool:
    for one in held.calendars:
        if day in one.year:
            return one.kind_of(day).value == "open"
    return day.weekday() < 5 and day not in BANK_HOLIDAYS and day.month != 8


def every_day(year: AcademicYear) -> list[date]:
    return [year.since + n * DAY for n in range((year.until - year.since).days + 1)]


def plainly_meant(recurrence: Recurrence, rule: HolidayRule, held: SchoolDays, year: AcademicYear):
    """Each day of a year asked for itself whether the duty is meant for it, with the key it would have."""
    return [
        (key, day)
        for day in every_day(year)
        if (key := meant_for(recurrence, rule, held, year, day)) is not None
    ]


def meant_for(recurrence, rule, held, year, day):
    """The key of the occasion a day is meant for, if it is meant for one."""
    if isinstance(recurrence, Daily):
        return str(day) if is_school_day(day, held) else None
    if isinstance(recurrence, Weekly):
        monday = day - day.weekday() * DAY
        in_school = rule is KEEP or opened(held, monday, monday + 6 * DAY)
        return str(day) if day.weekday() in recurrence.weekdays and in_school else None
    if isinstance(recurrence, Monthly):
        return f"{day:%Y-%m}" if day == day_of_month(recurrence, rule, held, day) else None
    if isinstance(recurrence, HalfTermly | Termly):
        found = [
            name
            for name, *ends in parts_of(recurrence, held, year)
            if day_of_part(recurrence, held, *ends) == day
        ]
        return f"{year.label} {found[0]}" if found else None
    if isinstance(recurrence, Yearly):
        wanted = min(recurrence.day, months.monthrange(day.year, recurrence.month)[1])
        return year.label if (day.month, day.day) == (recurrence.month, wanted) else None
    return str(day) if day == recurrence.date else None


def opened(held: SchoolDays, since: date, until: date) -> list[date]:
    every = (since + n * DAY for n in range((until - since).days + 1))
    return [one for one in every if is_school_day(one, held)]


def day_of_month(recurrence, rule, held, day):
    if recurrence.months and day.month not in recurrence.months:
        return None
    every = [date(day.year, day.month, n + 1) for n in range(months.monthrange(day.year, day.month)[1])]
    at_school = [one for one in every if is_school_day(one, held)]
    if not at_school and rule is not KEEP:
        return None
    chosen = [one for one in every if one.weekday() == recurrence.weekday]
    return nth_of(at_school if recurrence.weekday is None else chosen, recurrence.nth)


def day_of_part(recurrence, held, since, until):
    at_school = opened(held, since, until)
    if not recurrence.weeks:
        return nth_of(at_school, recurrence.nth)
    monday = nth_of(sorted({one - one.weekday() * DAY for one in at_school}), recurrence.nth)
    if monday is None or recurrence.weekday is not None:
        return monday and monday + recurrence.weekday * DAY
    return min(one for one in at_school if monday <= one < monday + 7 * DAY)


def parts_of(recurrence, held, year):
    own = next((one for one in held.calendars if one.year == year), None)
    halves = [] if own is None else [(one.name, one.since, one.until) for one in own.half_terms]
    if isinstance(recurrence, HalfTermly):
        return halves
    seasons = {}
    for name, since, until in halves:
        season = name.split()[0]
        seasons[season] = (seasons.get(season, (since,))[0], until)
    return [(season, *ends) for season, ends in seasons.items()]


def nth_of(held, nth):
    held = list(held) if nth > 0 else list(held)[::-1]
    return held[abs(nth) - 1] if len(held) >= abs(nth) else None


def plainly_moved(day: date, rule: HolidayRule, held: SchoolDays) -> date | None:
    if rule is KEEP or is_school_day(day, held):
        return day
    if rule is SKIP:
        return None
    step = {NEXT: DAY, BEFORE: -DAY, SAME: 7 * DAY}[rule]
    year = AcademicYear.of(day)
    day += step
    while day in year or stated(day, held):
        if is_school_day(day, held):
            return day
        day += step
    return None


def plainly(recurrence, rule, held, since, until):
    """Every occasion, by moving each meant day and letting the later of two on one day stand."""
    first, last = AcademicYear.of(since).start - 1, AcademicYear.of(until).start + 1
    by_day: dict[date, tuple[str, date]] = {}
    for start in range(first, last + 1):
        for key, meant in plainly_meant(recurrence, rule, held, AcademicYear(start)):
            day = plainly_moved(meant, rule, held)
            if day is not None and (day not in by_day or by_day[day][1] != day):
                by_day[day] = (key, meant)
    return [(key, meant, day) for day, (key, meant) in sorted(by_day.items()) if since <= day <= until]


weekday = st.integers(0, 6)
from_either_end = st.one_of(st.integers(1, 8), st.integers(-8, -1), st.sampled_from([25, -25, 40]))
parts = st.one_of(
    st.builds(dict, nth=from_either_end),
    st.builds(dict, nth=from_either_end, weeks=st.just(True), weekday=st.one_of(st.none(), weekday)),
)
recurrences = st.one_of(
    st.just(Daily()),
    st.builds(Weekly, st.sets(weekday, min_size=1).map(tuple)),
    st.builds(
        Monthly,
        st.sampled_from([1, 2, 3, 4, 5, -1]),
        st.one_of(st.none(), weekday),
        st.sets(st.integers(1, 12)).map(tuple),
    ),
    parts.map(lambda said: HalfTermly(**said)),
    parts.map(lambda said: Termly(**said)),
    st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: Yearly(day.month, day.day)),
    st.dates(date(2023, 8, 1), date(2026, 12, 31)).map(Once),
)
calendars = st.sampled_from([SCHOOL, SchoolDays.of([OF_2024]), SchoolDays.of([OF_2025]), SchoolDays()])


@settings(max_examples=80, deadline=None)
@given(recurrences, st.sampled_from(HolidayRule), calendars, st.data())
def test_occasions_are_those_of_a_plain_reading_day_by_day(recurrence, rule, held, data):
    since = data.draw(st.dates(date(2024, 7, 1), date(2026, 8, 31)))
    until = since + data.draw(st.integers(0, 400)) * DAY
    found = occasions(recurrence, rule, held, since, until)
    assert [(one.key, one.meant, one.day) for one in found] == plainly(recurrence, rule, held, since, until)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2023, 8, 1), date(2027, 7, 31)), st.sampled_from(HolidayRule), calendars)
def test_a_day_moves_as_its_rule_says(day, rule, held):
    assert moved(day, rule, held) == plainly_moved(day, rule, held)


@given(recurrences)
def test_what_is_kept_is_read_back_and_can_be_said(recurrence):
    assert read_kept(kept(recurrence)) == recurrence
    assert recurrence.in_words()


# --- the plans' own ---


def test_the_first_tuesday_of_2009_10():
    """requirements §5.5: two of the eleven lie in a holiday, and the first before the term began."""
    first_tuesday, held = Monthly(1, 1), SchoolDays.of([OF_2009])

    def of(rule: HolidayRule) -> list[date]:
        return falls(first_tuesday, rule, "2009-09-01", "2010-07-31", held)

    every = days(
        *("2009-09-01", "2009-10-06", "2009-11-03", "2009-12-01", "2010-01-05", "2010-02-02"),
        *("2010-03-02", "2010-04-06", "2010-05-04", "2010-06-01", "2010-07-06"),
    )
    closed = days("2009-09-01", "2010-04-06", "2010-06-01")
    assert of(KEEP) == every
    assert of(SKIP) == [day for day in every if day not in closed]
    assert [day for day in of(SAME) if day not in every] == days("2009-09-08", "2010-04-20", "2010-06-08")
    assert [day for day in of(NEXT) if day not in every] == days("2009-09-03", "2010-04-19", "2010-06-07")
    # Nothing comes before the first day of a year whose year before nobody stated but its weekdays of July.
    assert [day for day in of(BEFORE) if day not in every] == days("2010-04-01", "2010-05-28")


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (HalfTermly(1), ["2024-09-03", "2024-11-04", "2025-01-06", "2025-02-24", "2025-04-22", "2025-06-02"]),
        (
            HalfTermly(-1),
            ["2024-10-24", "2024-12-20", "2025-02-14", "2025-04-04", "2025-05-23", "2025-07-22"],
        ),
        (
            HalfTermly(-6),
            ["2024-10-17", "2024-12-13", "2025-02-07", "2025-03-28", "2025-05-16", "2025-07-15"],
        ),
        (
            HalfTermly(2, weeks=True),
            ["2024-09-09", "2024-11-11", "2025-01-13", "2025-03-03", "2025-04-28", "2025-06-09"],
        ),
        (
            HalfTermly(-1, weeks=True, weekday=4),
            ["2024-12-20", "2025-02-14", "2025-04-04", "2025-05-23"],
        ),
        (Termly(-1), ["2024-12-20", "2025-04-04", "2025-07-22"]),
        (Monthly(1, None, (10,)), ["2024-10-01"]),
        (Monthly(-1, 4, (11,)), ["2024-11-29"]),
        (Yearly(9, 10), ["2024-09-10"]),
        (Once(date(2024, 12, 5)), ["2024-12-05"]),
    ],
)
def test_the_year_2024_25(recurrence, expected):
    assert falls(recurrence, SKIP, "2024-08-01", "2025-07-31") == days(*expected)


def test_a_closure_an_inset_day_and_a_bank_holiday_are_no_school_days():
    assert falls(Weekly((3, 4)), NEXT, "2025-01-06", "2025-01-14") == days("2025-01-13")
    assert falls(Weekly((4,)), BEFORE, "2024-10-21", "2024-10-31") == days("2024-10-24")
    assert falls(Weekly((0,)), SAME, "2025-04-28", "2025-05-16") == days("2025-04-28", "2025-05-12")


def test_a_week_or_month_without_school_has_no_occasion_unless_the_date_is_kept():
    assert falls(Weekly((1,)), NEXT, "2024-12-21", "2025-01-05") == []
    assert falls(Weekly((1,)), KEEP, "2024-12-21", "2025-01-05") == days("2024-12-24", "2024-12-31")
    assert falls(Monthly(1, 1), NEXT, "2025-08-01", "2025-08-31") == []
    assert falls(Monthly(1, 1), KEEP, "2025-08-01", "2025-08-31") == days("2025-08-05")


def test_a_move_goes_on_into_the_next_year_only_where_its_calendar_is_stated():
    late = Once(date(2025, 7, 28))
    assert falls(late, NEXT, "2025-07-01", "2025-09-30") == days("2025-09-03")
    assert falls(late, NEXT, "2025-07-01", "2025-09-30", SchoolDays.of([OF_2024])) == []


def test_a_year_without_a_calendar_says_so_and_weekdays_still_work():
    held, year = SchoolDays.of([OF_2024]), AcademicYear(2025)
    assert falls(Weekly((1,)), SKIP, "2025-09-01", "2025-09-14", held) == days("2025-09-02", "2025-09-09")
    assert falls(Monthly(1, 0), NEXT, "2026-05-01", "2026-05-31", held) == days("2026-05-05")
    assert falls(HalfTermly(-1), SKIP, "2025-09-01", "2026-07-31", held) == []
    assert "Nobody has stated the calendar of 2025/26" in held.note(year)
    assert held.note(AcademicYear(2024)) is None


def test_a_key_stays_when_the_half_term_moves():
    """What was done for Autumn 1 stays done for Autumn 1, whenever it turns out to end."""
    moved_break = [
        one
        if one.kind is not Kind.BREAK or one.since.month != 10
        else span("break", "2024-10-21", "2024-10-25")
        for one in OF_2024.spans
        if one != span("inset", "2024-10-25")
    ]
    before, after = (
        occasions(HalfTermly(-1), SKIP, held, date(2024, 9, 1), date(2024, 10, 31))
        for held in (SCHOOL, SchoolDays.of([Calendar(AcademicYear(2024), moved_break)]))
    )
    assert [one.key for one in before] == [one.key for one in after] == ["2024/25 Autumn 1"]
    assert before[0].day == date(2024, 10, 24)
    assert after[0].day == date(2024, 10, 18)


def test_what_follows_an_event():
    happened = [(date(2024, 10, 24), "a"), (date(2024, 10, 26), "b"), (date(2024, 10, 24), "c")]
    at_once = following(AfterEvent("draw"), NEXT, SCHOOL, happened)
    assert [(one.key, str(one.day)) for one in at_once] == [
        ("a", "2024-10-24"),
        ("c", "2024-10-24"),
        ("b", "2024-11-04"),
    ]
    later = following(AfterEvent("draw", 2), SKIP, SCHOOL, happened)
    assert {str(one.day) for one in later} == {"2024-11-05"}
    assert [one.key for one in later] == ["a", "b", "c"]


def test_the_night_the_clocks_change_holds_a_daily_duty_once():
    """27 October 2024 and 30 March 2025 are Sundays: kept dates fall there, and once."""
    for sunday in ("2024-10-27", "2025-03-30"):
        assert falls(Weekly((6,)), KEEP, sunday, sunday) == days(sunday)


# --- rotas ---

PAIRS = Rota(("N/6", "R/5", "1/4", "2/3"), start="2009/10 Autumn 1")


def test_four_pairs_take_turns_over_six_half_terms_and_go_on_the_next_year():
    """requirements §6, A10: the list wraps, and the year after goes on where it stopped."""
    keys = [f"{year} {name}" for year in ("2009/10", "2010/11") for name in HALVES]
    turns = [PAIRS.slot(HalfTermly(1), key) for key in keys]
    assert turns == ["N/6", "R/5", "1/4", "2/3"] * 3


HALVES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")


def test_a_slot_set_by_hand_stands_and_the_others_keep_their_turns():
    by_hand = Rota(PAIRS.slots, PAIRS.start, (("2009/10 Spring 1", "R/5"),))
    turns = [by_hand.slot(HalfTermly(1), f"2009/10 {name}") for name in HALVES]
    assert turns == ["N/6", "R/5", "R/5", "2/3", "N/6", "R/5"]


coming_every_time = st.one_of(
    st.sets(weekday, min_size=1).map(lambda held: Weekly(tuple(held))),
    st.builds(Monthly, st.sampled_from([1, -1]), weekday, st.sets(st.integers(1, 12)).map(tuple)),
    st.sampled_from([HalfTermly(1), HalfTermly(-1, weeks=True), Termly(1), Termly(-1, weeks=True)]),
)


@settings(max_examples=40, deadline=None)
@given(coming_every_time, st.integers(2, 7))
def test_turns_follow_each_other_whatever_comes_back(recurrence, number):
    """Of two occasions that follow each other, the second is the next slot's."""
    keys = [key for key, _day in plainly_meant(recurrence, KEEP, SCHOOL, AcademicYear(2024))]
    rota = Rota(tuple(f"slot {n}" for n in range(number)), start=keys[0])
    turns = [rota.slot(recurrence, key) for key in keys]
    assert turns == [f"slot {n % number}" for n in range(len(keys))]


def test_a_term_in_one_piece_takes_the_turn_of_its_first_half():
    assert PAIRS.slot(HalfTermly(1), "2009/10 Spring") == PAIRS.slot(HalfTermly(1), "2009/10 Spring 1")


def test_a_rota_that_cannot_be_told_says_nothing():
    assert PAIRS.slot(Weekly((1,)), "2024-09-10") == ""
    assert Rota((), start="2009/10 Autumn 1").slot(HalfTermly(1), "2009/10 Autumn 1") == ""


# --- words and refusals ---


@pytest.mark.parametrize(
    ("recurrence", "says"),
    [
        (Daily(), "every school day"),
        (Weekly((4, 0, 2)), "every Monday, Wednesday and Friday"),
        (Weekly((4,)), "every Friday"),
        (Monthly(1, 1), "the first Tuesday of every month"),
        (Monthly(-1), "the last school day of every month"),
        (Monthly(1, None, (10,)), "the first school day of October, every year"),
        (Monthly(1, 0, (1, 9)), "the first Monday of September and January, every year"),
        (HalfTermly(-1), "the last school day of every half-term"),
        (HalfTermly(-6), "5 school days before the last of every half-term"),
        (HalfTermly(-2), "1 school day before the last of every half-term"),
        (HalfTermly(9), "school day 9 of every half-term"),
        (HalfTermly(2, weeks=True), "the first day of the second school week of every half-term"),
        (Termly(-1, weeks=True, weekday=4), "Friday of the last school week of every term"),
        (Termly(6, weeks=True, weekday=4), "Friday of school week 6 of every term"),
        (Termly(-3, weeks=True), "the first day of the school week 2 before the last of every term"),
        (Yearly(10, 10), "on 10 October, every year"),
        (Once(date(2024, 10, 10)), "once, on 10 October 2024"),
        (AfterEvent("draw"), "on the day"),
        (AfterEvent("draw", 1), "1 school day after"),
        (AfterEvent("draw", 5), "5 school days after"),
    ],
)
def test_each_is_said_in_words(recurrence, says):
    assert recurrence.in_words() == says


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Weekly(()),
        lambda: Weekly((7,)),
        lambda: Monthly(0),
        lambda: Monthly(6, 1),
        lambda: Monthly(1, 9),
        lambda: Monthly(1, 1, (13,)),
        lambda: HalfTermly(0),
        lambda: Termly(41),
        lambda: HalfTermly(1, weekday=1),
        lambda: Yearly(2, 30),
        lambda: AfterEvent(""),
        lambda: AfterEvent("draw", -1),
        lambda: read_kept({"every": "hourly"}),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong):
    with pytest.raises(ProblemWithRecurrence) as refused:
        wrong()
    assert str(refused.value).endswith(".")


@settings(max_examples=40, deadline=None)
@given(recurrences, st.sampled_from([rule for rule in HolidayRule if rule is not KEEP]))
def test_what_is_counted_in_school_days_is_never_moved(recurrence, rule):
    found = occasions(recurrence, rule, SCHOOL, date(2024, 8, 1), date(2026, 7, 31))
    if recurrence.is_on_school_days:
        assert all(one.meant == one.day for one in found)
    assert all(SCHOOL.is_open(one.day) for one in found)


def test_every_holiday_rule_is_said():
    assert set(HOLIDAY_RULES) == set(HolidayRule)
