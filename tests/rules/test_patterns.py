"""Patterns of absence against a plain oracle, and each of them on a register drawn by hand."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.marks import read_drawing
from trellis.rules.patterns import DAYS, Kind, Pattern, beside_holidays, patterns, show_any
from trellis.rules.spending import Spent, spent_of
from trellis.rules.words import Nation

YEAR = AcademicYear(2024)
FIRST = date(2024, 9, 2)  # a Monday
NOT_HELD, IN_TIME = Spent(0), Spent.POSSIBLE | Spent.ATTENDED
LATE, MISSED = IN_TIME | Spent.LATE, Spent.POSSIBLE | Spent.ABSENT
NO_HOLIDAY = np.zeros(DAYS, np.bool_)


def shown(days: str, beside=NO_HOLIDAY) -> list[str]:
    """What a register drawn from the first Monday of September shows, in words."""
    lines = read_drawing(f"Amy  {days}", year=YEAR, since=FIRST)
    (found,) = patterns(spent_of(np.array([lines["Amy"]]), YEAR, Nation.ENGLAND), beside)
    return [str(pattern.in_words()) for pattern in found]


def weeks(*drawn: str) -> str:
    return " ".join(" ".join(week.split()) for week in drawn)


HERE = r"/\ /\ /\ /\ /\ "


def test_mondays_missed_far_more_often_than_other_days():
    assert shown(weeks(*[r"II /\ /\ /\ /\ "] * 3, *[HERE] * 5)) == ["Missed 3 of 8 Mondays"]


def test_two_mondays_are_no_pattern_and_neither_are_three_of_sixteen():
    assert shown(weeks(*[r"II /\ /\ /\ /\ "] * 2, *[HERE] * 2)) == []
    assert shown(weeks(*[r"II /\ /\ /\ /\ "] * 3, *[HERE] * 13)) == []


def test_mondays_and_fridays_together_are_one_pattern():
    drawn = weeks(*[r"OO /\ /\ /\ OO "] * 2, *[HERE] * 2)
    assert shown(drawn)[0] == "Missed 4 of 8 Mondays and Fridays, and 0 of 12 other days"
    assert not any("Missed 2 of 4 Mondays" in words for words in shown(drawn))


def test_where_mondays_alone_say_it_fridays_are_not_accused():
    assert shown(weeks(*[r"OO /\ /\ /\ /\ "] * 3, HERE)) == ["Missed 3 of 4 Mondays"]


def test_away_now_is_counted_to_the_last_day_held():
    assert shown(weeks(HERE, r"/\ /\ II II II ")) == ["Away for the last 3 school days"]
    assert shown(weeks(HERE, r"/\ II II II /\ ")) == []


def test_days_next_to_a_holiday():
    open_days = np.zeros(DAYS, np.bool_)
    first = (FIRST - YEAR.date_of(0)).days
    open_days[[first + n for n in range(28) if n % 7 < 5 and n // 7 != 2]] = True  # the third week is shut
    beside = beside_holidays(open_days[None])[0]
    assert [int(day) - first for day in np.flatnonzero(beside)] == [0, 11, 21, 25]
    drawn = weeks(HERE, r"/\ /\ /\ /\ OO ", ".. .. .. .. ..", r"OO /\ /\ /\ /\ ")
    assert shown(drawn, beside) == ["Missed 2 of the 4 days next to a holiday"]


def test_a_long_weekend_is_no_holiday():
    open_days = np.zeros(DAYS, np.bool_)
    open_days[[0, 1, 2, 3, 4, 8, 9, 10, 11]] = True  # a Monday off: Friday to Tuesday
    assert np.flatnonzero(beside_holidays(open_days[None])[0]).tolist() == [0, 11]


def test_spells_apart_from_one_another():
    drawn = weeks(
        *[r"/\ II /\ /\ /\ ", r"/\ /\ /\ II /\ "] * 2, r"/\ /\ II II II ", r"II /\ /\ /\ /\ ", *[HERE] * 9
    )
    assert "5 spells of absence, 4 of them of one or two days" in shown(drawn)


def test_broken_weeks():
    drawn = weeks(
        r"/\ /\ II /\ /\ ",
        r"/\ II /\ /\ /\ ",
        r"/\ /\ /\ II /\ ",
        r"II /\ /\ /\ II ",
        "II II II II II",
        *[HERE] * 4,
    )
    assert "Missed part of 4 of 9 weeks" in shown(drawn)


def test_u_is_late_and_not_missed():
    drawn = weeks(*[r"U\ /\ /\ /\ /\ "] * 3, *[r"L\ /\ /\ /\ /\ "] * 2)
    assert shown(drawn) == ["Late on 5 of 25 days"]


def test_afternoons_alone():
    assert shown(weeks(*[r"/\ /O /\ /O /\ "] * 2, *[HERE] * 6)) == [
        "4 spells of absence, 4 of them of one or two days",
        "4 of 4 days missed were an afternoon alone",
    ]


def test_a_day_that_was_not_held_is_neither_missed_nor_attended():
    assert shown(weeks(r"## /\ /\ /\ /\ ", *[r"II /\ /\ /\ /\ "] * 2)) == []


def test_the_code_set_is_that_of_the_day():
    """H was an authorised absence until 18 August 2024, and is no code after it."""
    line = read_drawing("Amy  HH HH HH HH HH", year=AcademicYear(2023), since=date(2024, 7, 1))["Amy"]
    assert (spent_of(line[None], AcademicYear(2023), Nation.ENGLAND) & Spent.ABSENT).astype(bool).sum() == 10
    line = read_drawing("Amy  HH HH HH HH HH", year=YEAR, since=FIRST)["Amy"]
    assert not spent_of(line[None], YEAR, Nation.ENGLAND).any()


# --- against a plain oracle ---

HALF = st.sampled_from([NOT_HELD, IN_TIME, IN_TIME, LATE, MISSED])
DAY = st.tuples(HALF, HALF)


def plainly(halves: dict[int, tuple[int, int]], beside: set[int]) -> set[Pattern]:
    """The same, a day at a time."""
    held = {day: pair for day, pair in sorted(halves.items()) if any(pair)}
    missed = {day for day, pair in held.items() if MISSED in pair}
    return {
        *plain_running(held, missed),
        *plain_weekdays(held, missed),
        *plain_holidays(held, missed, beside),
        *plain_spells(held, missed),
        *plain_weeks(held, missed),
        *plain_halves(held, missed),
    }


def plain_running(held, missed):
    running = 0
    for day in reversed(held):
        if day not in missed:
            break
        running += 1
    if running >= 3:
        yield Pattern(Kind.RUNNING, running, running)


def plain_holidays(held, missed, beside):
    near, far = {day for day in held if day in beside}, {day for day in held if day not in beside}
    if worth(len(near & missed), len(near), len(far & missed), len(far), 2):
        yield Pattern(Kind.HOLIDAYS, len(near & missed), len(near))


def plain_spells(held, missed):
    drawn = "".join("x" if day in missed else "." for day in held)
    spells = [len(spell) for spell in drawn.split(".") if spell]
    short = sum(length <= 2 for length in spells)
    if short >= 4:
        yield Pattern(Kind.SPELLS, short, len(spells))


def plain_weeks(held, missed):
    by_week = defaultdict(list)
    for day in held:
        by_week[day // 7].append(day in missed)
    broken = sum(any(days) and not all(days) for days in by_week.values())
    if broken >= 4 and 3 * broken >= len(by_week):
        yield Pattern(Kind.BROKEN_WEEKS, broken, len(by_week))


def plain_halves(held, missed):
    came = {day for day, pair in held.items() if IN_TIME in pair or LATE in pair}
    lates = sum(LATE in pair for pair in held.values())
    if lates >= 5 and 5 * lates >= len(came):
        yield Pattern(Kind.LATE, lates, len(came))
    for kind, half in ((Kind.MORNINGS, 0), (Kind.AFTERNOONS, 1)):
        alone = sum(pair[half] == MISSED and pair[1 - half] in (IN_TIME, LATE) for pair in held.values())
        if alone >= 4 and 2 * alone > len(missed):
            yield Pattern(kind, alone, len(missed))


def plain_weekdays(held: dict[int, tuple[int, int]], missed: set[int]) -> set[Pattern]:
    def of(*weekdays: int) -> tuple[int, int, int, int]:
        own = {day for day in held if day % 7 in weekdays}
        other = set(held) - own
        return len(own & missed), len(own), len(other & missed), len(other)

    alone = {day for day in range(7) if worth(*of(day), 3)}
    found = set()
    if len(alone & {0, 4}) != 1 and worth(*of(0, 4), 3):
        found.add(Pattern(Kind.WEEKENDS, *of(0, 4)))
        alone -= {0, 4}
    return found | {Pattern(Kind.WEEKDAY, *of(day)[:2], weekday=day) for day in alone if day < 5}


def worth(part: int, whole: int, other: int, others: int, fewest: int) -> bool:
    return part >= fewest and part * 5 >= whole and others > 0 and part / whole > 1.5 * other / others


@given(
    st.lists(st.dictionaries(st.integers(0, 69), DAY, max_size=70), min_size=1, max_size=4),
    st.sets(st.integers(0, 69), max_size=12),
)
def test_patterns_are_as_a_plain_reader_finds_them(pupils, beside):
    came = np.zeros((len(pupils), SESSIONS), np.uint8)
    for row, halves in zip(came, pupils, strict=True):
        for day, pair in halves.items():
            row[2 * day : 2 * day + 2] = pair
    near = NO_HOLIDAY.copy()
    near[list(beside)] = True
    shown = patterns(came, near)
    assert show_any(came, near).tolist() == [bool(found) for found in shown]
    for found, halves in zip(shown, pupils, strict=True):
        assert set(found) == plainly(halves, beside)
        assert len(set(found)) == len(found)
        assert [list(Kind).index(one.kind) for one in found] == sorted(
            list(Kind).index(one.kind) for one in found
        )


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_said_with_its_numbers(kind):
    words = str(Pattern(kind, 4, 9, 1, 30, weekday=0 if kind is Kind.WEEKDAY else None).in_words())
    assert "4" in words
    assert "%" not in words


def test_days_of_the_year_are_counted_from_its_first_monday():
    assert YEAR.date_of(0).weekday() == 0
    assert YEAR.date_of(0) + timedelta(days=DAYS) > YEAR.until
