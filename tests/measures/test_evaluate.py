"""Figures from registers drawn on paper."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.drawing import MONDAY
from tests.measures.drawn import position, roll_of, week
from trellis.measures.answer import Answer
from trellis.measures.characteristics import Column, Which
from trellis.measures.engine import threads
from trellis.measures.evaluate import Ask, evaluate, evaluate_together
from trellis.measures.measure import ProblemWithMeasure
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.measures.rows import Row
from trellis.measures.summaries import Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.disclosure import Told
from trellis.rules.populations import Population
from trellis.rules.words import Nation

CLASS = r"""
    Amy   /\ /\ /\ /\ /\
    Ben   /\ /\ L\ U\ DD
    Cal   II II II /\ /\
"""
WEEK = week()
YEAR = Period.of_year(AcademicYear(2024))


def only(answer: Answer) -> Row:
    (row,) = answer.rows
    return row


def figures(answer: Answer, *names: str) -> dict[tuple, tuple]:
    """Numerator and denominator of each row, by its group."""
    return {
        tuple(row.group.values()): (row.numerator, row.denominator, *(getattr(row, name) for name in names))
        for row in answer.rows
    }


# --- what is counted ---


def test_every_measure_of_the_catalogue_over_a_week() -> None:
    answer = evaluate(
        [roll_of(CLASS)],
        [
            "attendance",
            "absence",
            "authorised_absence",
            "unauthorised_absence",
            "persistent_absence",
            "severe_absence",
            "late",
            "late_before_close",
            "late_after_close",
            "reason:I",
            "reason:D",
        ],
        [WEEK],
    )
    assert {row.measure: (row.numerator, row.denominator, row.percent) for row in answer.rows} == {
        "attendance": (21, 28, "75.0"),
        "absence": (7, 28, "25.0"),
        "authorised_absence": (6, 28, "21.4"),
        "unauthorised_absence": (1, 28, "3.6"),
        "persistent_absence": (2, 3, "66.7"),
        "severe_absence": (1, 3, "33.3"),
        "late": (2, 28, "7.1"),
        "late_before_close": (1, 28, "3.6"),
        "late_after_close": (1, 28, "3.6"),
        "reason:I": (6, 28, "21.4"),
        "reason:D": (2, None, None),
    }
    assert {(row.pupils, row.enrolments, row.missing_marks) for row in answer.rows} == {(3, 3, 0)}


def test_vector_5_of_the_rules_a_week_with_every_kind_of_day() -> None:
    roll = roll_of(r"Ben  /\ /\ L\ U\ DD")
    answer = evaluate([roll], ["attendance", "unauthorised_absence", "late"], [WEEK])
    assert [(row.numerator, row.denominator) for row in answer.rows] == [(7, 8), (1, 8), (2, 8)]
    assert answer.rows[0].percent == "87.5"


def test_vector_6_a_part_time_timetable_hits_the_rate() -> None:
    roll = roll_of(r"Amy  C2:C2 /\ C2:C2 /\ C2:C2 | /\ C2:C2 /\ C2:C2 /\ ", days=14)
    answer = evaluate([roll], ["attendance", "severe_absence"], [YEAR])
    assert [(row.numerator, row.denominator) for row in answer.rows] == [(10, 20), (1, 1)]


def test_vector_7_no_possible_session_is_no_rate_and_nobody_in_the_denominator() -> None:
    roll = roll_of(r"Amy  Y4:Y4 Y4:Y4 Y4:Y4 Y4:Y4 Y4:Y4")
    answer = evaluate([roll], ["attendance", "persistent_absence"], [WEEK])
    assert [(row.numerator, row.denominator, row.percent) for row in answer.rows] == [
        (0, 0, None),
        (0, 0, None),
    ]
    assert answer.rows[1].enrolments == 1


def test_vector_8_an_interview_is_attended_in_july_and_absence_in_october() -> None:
    july, october = date(2024, 7, 1), date(2024, 10, 7)
    before = evaluate([roll_of(r"Amy  JJ /\ ", since=july)], ["attendance"], [week(july)])
    after = evaluate([roll_of(r"Amy  J1:J1 /\ ", since=october)], ["attendance"], [week(october)])
    assert (only(before).numerator, only(before).denominator) == (4, 4)
    assert (only(after).numerator, only(after).denominator) == (2, 4)


def test_vector_9_coronavirus_is_possible_and_neither_attended_nor_absent() -> None:
    since = date(2021, 1, 11)
    answer = evaluate([roll_of(r"Amy  X0:X0 /\ II", since=since)], ["attendance", "absence"], [week(since)])
    assert [(row.numerator, row.denominator) for row in answer.rows] == [(2, 6), (2, 6)]


@pytest.mark.parametrize(
    ("absent", "possible", "persistent", "severe"),
    [
        (38, 380, 1, 0),
        (37, 380, 0, 0),
        (2, 20, 1, 0),
        (2, 21, 0, 0),
        (2, 19, 1, 0),
        (190, 380, 1, 1),
        (189, 380, 1, 0),
    ],
)
def test_vectors_2_to_4_thresholds_are_decided_on_whole_numbers(
    absent: int, possible: int, persistent: int, severe: int
) -> None:
    roll = roll_of(r"Amy  ..")
    line = np.full((1, 756), ord("."), np.uint8)
    line[0, 70 : 70 + possible] = ord("/")
    line[0, 70 : 70 + absent] = ord("O")
    answer = evaluate([replace(roll, marks=line)], ["persistent_absence", "severe_absence"], [YEAR])
    assert [(row.numerator, row.denominator) for row in answer.rows] == [(persistent, 1), (severe, 1)]


def test_an_unlawful_code_is_in_no_rate_and_is_not_missing() -> None:
    roll = roll_of(r"Amy  /\ HH /\ JJ .." + "\n" + r"Ben  /\ /\ /\ /\ /\ ")
    row = only(evaluate([roll], ["attendance"], [WEEK]))
    assert (row.numerator, row.denominator, row.missing_marks) == (14, 14, 2)


# --- what is missing ---


def test_only_an_expected_session_that_is_over_is_missing() -> None:
    roll = roll_of(r"Amy  /\ .. ./ /. ..")
    wednesday = position(roll, MONDAY + timedelta(days=2))
    assert only(evaluate([roll], ["attendance"], [WEEK])).missing_marks == 6
    now = replace(roll, begun=wednesday + 1, over=wednesday)
    row = only(evaluate([now], ["attendance"], [WEEK]))
    # Wednesday morning has begun and its register may yet be taken; the afternoon has not begun at all.
    assert (row.numerator, row.denominator, row.missing_marks) == (2, 2, 2)
    assert row.until == MONDAY + timedelta(days=2)


def test_a_mark_made_ahead_of_its_session_counts_when_the_session_comes() -> None:
    roll = roll_of(r"Amy  /\ II II II II")
    tuesday = position(roll, MONDAY + timedelta(days=1))
    assert only(evaluate([replace(roll, begun=tuesday, over=tuesday)], ["absence"], [WEEK])).denominator == 2
    assert (
        only(evaluate([replace(roll, begun=tuesday + 1, over=tuesday)], ["absence"], [WEEK])).numerator == 1
    )


def test_a_session_the_pupil_is_not_due_at_is_not_missing() -> None:
    roll = roll_of(r"Amy  /\ /. /. /. /." + "\n" + r"Ben  /\ /. /. /. /.")
    mornings = roll.expected.copy()
    mornings[0, 1::2] = False
    part_time = replace(roll, expected=np.concatenate([roll.expected, mornings]), mask=np.array([0, 1]))
    assert only(evaluate([part_time], ["attendance"], [WEEK])).missing_marks == 4


def test_without_a_calendar_nothing_is_missing() -> None:
    roll = roll_of(r"Amy  /\ .. .. .. ..", days=0)
    assert only(evaluate([roll], ["attendance"], [WEEK])).missing_marks == 0


# --- who is counted ---


def test_a_rejoiner_is_two_enrolments_and_one_pupil_on_one_line() -> None:
    roll = roll_of(r"Amy  /\ OO OO /\ II" + "\n" + r"Ben  /\ /\ /\ /\ /\ ")
    monday, thursday = position(roll, MONDAY), position(roll, MONDAY + timedelta(days=3))
    amy_twice = replace(
        roll,
        line=np.array([0, 0, 1]),
        first=np.array([monday, thursday, monday], np.int16),
        last=np.array([monday + 1, thursday + 3, monday + 9], np.int16),
        enrolment=np.array([1, 2, 3]),
        person=np.array([1, 1, 2]),
        born=np.full(3, np.datetime64("2015-01-01")),
        mask=np.zeros(3, np.intp),
        terms=np.zeros(3, np.intp),
    )
    row = only(evaluate([amy_twice], ["attendance"], [WEEK]))
    # The Tuesday and Wednesday between the two enrolments count nowhere.
    assert (row.numerator, row.denominator, row.pupils, row.enrolments, row.missing_marks) == (
        14,
        16,
        2,
        3,
        0,
    )
    severe = only(evaluate([amy_twice], ["severe_absence"], [WEEK]))
    assert (severe.numerator, severe.denominator) == (1, 3)


def test_dual_registration_counts_each_session_at_the_school_it_is_due() -> None:
    oak = roll_of(r"Amy  /\ DD /\ DD /\ ", facts={"school": {"Amy": "100001"}})
    elm = roll_of(r"Amy  DD /\ DD II DD", facts={"school": {"Amy": "100002"}})
    elm = replace(elm, enrolment=np.array([2]))
    answer = evaluate([oak, elm], ["attendance"], [WEEK])
    row = only(answer)
    assert (row.numerator, row.denominator, row.pupils, row.enrolments) == (8, 10, 1, 2)
    by_school = evaluate([oak, elm], ["attendance"], [WEEK], ["school"])
    assert figures(by_school, "pupils") == {("100001",): (6, 6, 1), ("100002",): (2, 4, 1)}


def test_populations_name_whom_they_count() -> None:
    roll = roll_of(r"Rose  /\ /\ /\ /\ OO" + "\n" + r"Sam  /\ /\ /\ /\ OO" + "\n" + r"Una  /\ /\ /\ /\ OO")
    # Rose is four in September, five on the Wednesday drawn, and of compulsory age from 31 December.
    born = np.array(["2019-09-11", "2015-05-05", "NaT"], "datetime64[D]")
    roll = replace(roll, born=born)

    def counted(population: Population, period: Period = WEEK) -> tuple:
        row = only(evaluate([roll], ["attendance"], [period], population=population))
        return row.denominator, row.enrolments

    assert counted(Population.ALL_ON_ROLL) == (30, 3)
    assert counted(Population.STATISTICAL) == (10, 1)
    assert counted(Population.COMPULSORY_AGE) == (10, 1)
    # Over the year Rose reaches compulsory age, and the sessions before it stay outside.
    assert counted(Population.COMPULSORY_AGE, YEAR) == (10, 2)


JUNE = date(2025, 6, 2)
THREE_IN_JUNE = r"""
    Yr11  /\ II II II II
    Yr10  /\ /\ /\ /\ /\
    New   OO OO OO OO OO
"""


def in_june(drawing: str = THREE_IN_JUNE, **changes) -> Roll:
    """A week after the spring bank holiday: somebody of 15, somebody of 14, and somebody who came then."""
    roll = roll_of(drawing, since=JUNE)
    born = np.array(["2009-03-03", "2010-03-03", "2012-03-03"], "datetime64[D]")
    first = roll.first.copy()
    first[2] = position(roll, JUNE)
    return replace(roll, born=born, first=first, **changes)


def test_national_figures_leave_out_of_the_sixth_half_term_what_the_department_does() -> None:
    def counted(roll: Roll, population: Population) -> tuple:
        row = only(evaluate([roll], ["absence"], [week(JUNE)], population=population))
        return row.numerator, row.denominator, row.enrolments

    assert counted(in_june(), Population.ALL_ON_ROLL) == (18, 30, 3)
    assert counted(in_june(), Population.STATISTICAL) == (0, 10, 1)
    # Wales sets no such stretch apart, or not that we know of.
    assert counted(in_june(nation=Nation.WALES), Population.STATISTICAL) == (18, 30, 3)


def test_a_school_that_joined_a_grouping_in_june_has_no_new_enrolments_by_that() -> None:
    roll = in_june()
    since = np.full(3, position(roll, JUNE), np.int16)
    joined = replace(roll, first=since, began=np.zeros(3, np.int16))
    row = only(evaluate([joined], ["absence"], [week(JUNE)], population=Population.STATISTICAL))
    assert (row.numerator, row.denominator, row.enrolments) == (10, 20, 2)


def test_nobody_is_on_roll_before_joining() -> None:
    roll = roll_of(CLASS)
    late_joiner = replace(roll, first=np.full(3, position(roll, MONDAY + timedelta(days=30)), np.int16))
    row = only(evaluate([late_joiner], ["attendance"], [WEEK]))
    assert (row.numerator, row.denominator, row.percent, row.enrolments) == (0, 0, None, 0)


def test_a_question_of_nobody_is_answered_with_one_empty_row() -> None:
    row = only(evaluate([], ["attendance"], [WEEK]))
    assert (row.numerator, row.denominator, row.percent, row.pupils) == (0, 0, None, 0)


# --- groups ---


def test_groups_by_any_mix_of_characteristics_unknown_last() -> None:
    roll = roll_of(
        CLASS,
        facts={
            "sex": {"Amy": "F", "Ben": "M", "Cal": "M"},
            "fsm": {"Amy": True, "Ben": None, "Cal": True},
        },
    )
    answer = evaluate([roll], ["attendance"], [WEEK], ["fsm", "sex"])
    assert [dict(row.group) for row in answer.rows] == [
        {"fsm": True, "sex": "F"},
        {"fsm": True, "sex": "M"},
        {"fsm": None, "sex": "M"},
    ]
    assert figures(answer) == {(True, "F"): (10, 10), (True, "M"): (4, 10), (None, "M"): (7, 8)}


def test_rows_follow_the_order_asked() -> None:
    roll = roll_of(CLASS, facts={"sex": {"Amy": "F", "Ben": "M", "Cal": "M"}})
    by_sex_first = evaluate([roll], ["attendance"], [WEEK], ["sex", "session"])
    assert [tuple(row.group.values()) for row in by_sex_first.rows] == [
        ("F", "AM"),
        ("F", "PM"),
        ("M", "AM"),
        ("M", "PM"),
    ]
    by_session_first = evaluate([roll], ["attendance"], [WEEK], ["session", "sex"])
    assert [tuple(row.group.values()) for row in by_session_first.rows] == [
        ("AM", "F"),
        ("AM", "M"),
        ("PM", "F"),
        ("PM", "M"),
    ]


def test_by_weekday_session_and_week() -> None:
    roll = roll_of(r"Cal  II I\ /\ /\ /\ | /\ /\ OO /\ /\ ", days=12)
    two_weeks = Period.between(MONDAY, MONDAY + timedelta(days=13))
    by_day = evaluate([roll], ["absence"], [two_weeks], ["weekday"])
    assert figures(by_day) == {
        ("Monday",): (2, 4),
        ("Tuesday",): (1, 4),
        ("Wednesday",): (2, 4),
        ("Thursday",): (0, 4),
        ("Friday",): (0, 4),
    }
    assert figures(evaluate([roll], ["absence"], [two_weeks], ["session"])) == {
        ("AM",): (3, 10),
        ("PM",): (2, 10),
    }
    by_week = evaluate([roll], ["absence"], [YEAR], ["week"])
    assert figures(by_week) == {("2024-09-09",): (3, 10), ("2024-09-16",): (2, 10)}
    assert [(row.since, row.until) for row in by_week.rows] == [
        (date(2024, 9, 9), date(2024, 9, 15)),
        (date(2024, 9, 16), date(2024, 9, 22)),
    ]


def test_a_week_of_school_without_a_mark_has_its_row_and_a_week_of_holiday_has_none() -> None:
    roll = roll_of(r"Cal  /\ /\ /\ /\ /\ | .. .. .. .. ..", days=12)
    answer = evaluate([roll], ["attendance"], [YEAR], ["week"])
    assert figures(answer, "missing_marks") == {("2024-09-09",): (10, 10, 0), ("2024-09-16",): (0, 0, 10)}
    assert answer.rows[1].percent is None


def test_half_terms_are_each_schools_own() -> None:
    def half_terms(last_day: date) -> tuple[HalfTerm, ...]:
        return (
            HalfTerm(MONDAY, last_day, "Autumn 1"),
            HalfTerm(last_day + timedelta(days=1), date(2024, 12, 20), "Autumn 2"),
        )

    tuesday, thursday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    roll = replace(
        roll_of(r"Amy  OO OO /\ /\ /\ " + "\n" + r"Ben  OO OO OO OO /\ "),
        half_terms=(half_terms(tuesday), half_terms(thursday)),
        terms=np.array([0, 1]),
    )
    answer = evaluate([roll], ["absence"], [YEAR], ["half_term"])
    assert figures(answer) == {("Autumn 1",): (12, 12), ("Autumn 2",): (0, 8)}
    assert [(row.since, row.until) for row in answer.rows] == [
        (MONDAY, thursday),
        (tuesday + timedelta(days=1), date(2024, 12, 20)),
    ]
    one = only(evaluate([roll], ["absence"], [Period.of_half_term(AcademicYear(2024), "autumn 1")]))
    assert (one.numerator, one.denominator, one.since, one.until) == (12, 12, MONDAY, thursday)


def test_a_day_in_no_half_term_is_in_no_row_by_half_term() -> None:
    friday_off = (HalfTerm(MONDAY, MONDAY + timedelta(days=3), "Autumn 1"),)
    roll = roll_of(CLASS, half_terms=friday_off)
    assert figures(evaluate([roll], ["attendance"], [YEAR], ["half_term"])) == {("Autumn 1",): (17, 24)}


def test_a_field_nobody_has_heard_of_is_named() -> None:
    roll = roll_of(CLASS, facts={"sex": {"Amy": "F"}})
    with pytest.raises(
        ProblemWithMeasure, match=r"nothing called “shoe_size” to group by; there are .*weekday.*sex"
    ):
        evaluate([roll], ["attendance"], [WEEK], ["shoe_size"])


def test_a_roll_that_does_not_know_a_field_beside_one_that_does() -> None:
    oak = roll_of(r"Amy  /\ ", facts={"sen": {"Amy": "K"}})
    elm = replace(roll_of(r"Ben  OO"), enrolment=np.array([9]), person=np.array([9]))
    assert figures(evaluate([oak, elm], ["attendance"], [WEEK], ["sen"])) == {("K",): (2, 2), (None,): (0, 2)}


# --- characteristics that change ---


@pytest.fixture
def moved_class() -> Roll:
    """Amy moves from 3A to 3B on the Wednesday and gets free school meals for the Tuesday alone."""
    roll = roll_of(r"Amy  /\ /\ OO /\ /\ ")
    monday = position(roll, MONDAY)
    return replace(
        roll,
        columns={
            "class": Column.dated(["3A", "3B"], [(0, 0, monday + 3, "3A"), (0, monday + 4, 755, "3B")]),
            "fsm": Column.dated(
                [False, True],
                [(0, 0, monday + 1, False), (0, monday + 2, monday + 3, True), (0, monday + 4, 755, False)],
                ranked=True,
            ),
        },
    )


@pytest.mark.parametrize(
    ("which", "expected"),
    [(Which.LAST, ("3B", False)), (Which.FIRST, ("3A", False)), (Which.EVER, ("3B", True))],
)
def test_an_enrolment_is_in_one_group_for_the_whole_period(
    moved_class: Roll, which: Which, expected: tuple
) -> None:
    answer = evaluate([moved_class], ["attendance"], [WEEK], ["class", "fsm"], which=which)
    assert figures(answer) == {expected: (8, 10)}


def test_the_last_value_is_the_last_in_the_period_not_the_latest_known(moved_class: Roll) -> None:
    until_tuesday = Period.between(MONDAY, MONDAY + timedelta(days=1))
    answer = evaluate([moved_class], ["attendance"], [until_tuesday], ["class", "fsm"])
    assert figures(answer) == {("3A", True): (4, 4)}


def test_groups_of_a_period_add_up_to_the_period_half_term_by_half_term(moved_class: Roll) -> None:
    """A pupil who moves class is in one class for the whole period asked, so that rows add up."""
    half_terms = (
        HalfTerm(MONDAY, MONDAY + timedelta(days=1), "Autumn 1"),
        HalfTerm(MONDAY + timedelta(days=2), date(2024, 12, 20), "Autumn 2"),
    )
    roll = replace(moved_class, half_terms=(half_terms,))
    answer = evaluate([roll], ["attendance"], [YEAR], ["class", "half_term"])
    assert figures(answer) == {("3B", "Autumn 1"): (4, 4), ("3B", "Autumn 2"): (4, 6)}


# --- years ---


def two_years() -> list[Roll]:
    """Amy's last week of 2023/24 and first drawn week of 2024/25, one enrolment; Ben left in July."""
    july = date(2024, 7, 8)
    before = roll_of(
        r"Amy  /\ /\ /\ /\ /\ " + "\n" + r"Ben  OO OO OO OO OO",
        since=july,
        facts={"year_group": {"Amy": "2", "Ben": "6"}},
    )
    after = roll_of(r"Amy  OO /\ /\ /\ /\ ", facts={"year_group": {"Amy": "3"}})
    return [before, after]


def test_a_range_across_1_august_is_one_sum_of_sessions_and_a_row_a_year_of_enrolments() -> None:
    period = Period.between(date(2024, 7, 1), date(2024, 9, 30))
    answer = evaluate(two_years(), ["attendance", "persistent_absence"], [period])
    assert [
        (
            row.measure,
            row.period.label,
            row.since,
            row.until,
            row.numerator,
            row.denominator,
            row.pupils,
            row.enrolments,
        )
        for row in answer.rows
    ] == [
        ("attendance", period.label, period.since, period.until, 18, 30, 2, 2),
        ("persistent_absence", "2023/24", period.since, date(2024, 7, 31), 1, 2, 2, 2),
        ("persistent_absence", "2024/25", date(2024, 8, 1), period.until, 1, 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Which.LAST, {("3",): (18, 20), ("6",): (0, 10)}),
        (Which.FIRST, {("2",): (18, 20), ("6",): (0, 10)}),
    ],
)
def test_over_two_years_an_enrolment_has_one_group(which: Which, expected: dict) -> None:
    period = Period.between(date(2024, 7, 1), date(2024, 9, 30))
    assert figures(evaluate(two_years(), ["attendance"], [period], ["year_group"], which=which)) == expected


def test_the_threshold_is_the_one_in_force_on_the_last_day_and_is_named() -> None:
    """Wales went from a fifth to a tenth in October 2023."""
    september, october = date(2023, 9, 11), date(2023, 10, 9)
    fifteen_per_cent = r"Amy  OO O\ /\ /\ /\ | /\ /\ /\ /\ /\ "
    for since, number, words in (
        (september, 0, "absence of 20% or more"),
        (october, 1, "absence of 10% or more"),
    ):
        roll = roll_of(fifteen_per_cent, since=since, days=14, nation=Nation.WALES)
        period = Period.between(since, since + timedelta(days=13))
        row = only(evaluate([roll], ["persistent_absence"], [period]))
        assert (row.numerator, row.denominator, row.threshold) == (number, 1, words)


def test_two_nations_in_one_answer_keep_their_own_thresholds_and_both_are_named() -> None:
    since = date(2023, 9, 11)
    fifteen = r"Amy  OO O\ /\ /\ /\ | /\ /\ /\ /\ /\ "
    welsh = roll_of(fifteen, since=since, days=14, nation=Nation.WALES)
    english = replace(roll_of(fifteen, since=since, days=14), enrolment=np.array([7]), person=np.array([7]))
    row = only(evaluate([welsh, english], ["persistent_absence"], [Period.between(since, date(2023, 9, 24))]))
    assert (row.numerator, row.denominator) == (1, 2)
    assert row.threshold == "absence of 20% or more; absence of 10% or more"


# --- several at once ---


def test_several_periods_and_measures_in_one_answer_keep_their_order() -> None:
    tuesday = MONDAY + timedelta(days=1)
    periods = [WEEK, Period.between(tuesday, tuesday)]
    answer = evaluate([roll_of(CLASS)], ["late", "attendance"], periods)
    assert [(row.measure, row.period, row.numerator, row.denominator) for row in answer.rows] == [
        ("late", periods[0], 2, 28),
        ("late", periods[1], 0, 6),
        ("attendance", periods[0], 21, 28),
        ("attendance", periods[1], 4, 6),
    ]


def test_threads_and_here_say_the_same() -> None:
    big = roll_of("\n".join(f"Pupil{n}  {'IO/'[n % 3]}\\ LU /\\ .. /\\ " for n in range(300)))
    many = replace(
        big,
        line=np.tile(big.line, 40),
        first=np.tile(big.first, 40),
        last=np.tile(big.last, 40),
        enrolment=np.arange(12000),
        person=np.arange(12000) // 2,
        born=np.tile(big.born, 40),
        mask=np.tile(big.mask, 40),
        terms=np.zeros(12000, np.intp),
    )
    asked = (["attendance", "persistent_absence", "late"], [WEEK, YEAR], ["weekday"])
    assert evaluate([many], *asked).rows == evaluate([many], *asked, engine=threads(2)).rows
    with pytest.raises(ValueError, match="at least one thread"):
        threads(0)


def test_the_answer_as_interfaces_promises_it() -> None:
    roll = roll_of(CLASS, facts={"year_group": dict.fromkeys(("Amy", "Ben", "Cal"), "3")})
    answer = evaluate(
        [roll], ["absence", "persistent_absence"], [WEEK], ["year_group"], ledger={"123456": 12}
    )
    assert answer.as_json() == {
        "as_at": None,
        "ledger": {"123456": 12},
        "population": "all_on_roll",
        "rows": [
            {
                "measure": "absence",
                "period": "2024-09-09 – 2024-09-15",
                "since": "2024-09-09",
                "until": "2024-09-15",
                "year_group": "3",
                "numerator": 7,
                "denominator": 28,
                "percent": "25.0",
                "pupils": 3,
                "enrolments": 3,
                "missing_marks": 0,
            },
            {
                "measure": "persistent_absence",
                "period": "2024-09-09 – 2024-09-15",
                "since": "2024-09-09",
                "until": "2024-09-15",
                "year_group": "3",
                "numerator": 2,
                "denominator": 3,
                "percent": "66.7",
                "pupils": 3,
                "enrolments": 3,
                "missing_marks": 0,
                "threshold": "absence of 10% or more",
            },
        ],
    }


def test_every_welsh_answer_says_its_codes_are_provisional() -> None:
    welsh = evaluate([roll_of(CLASS, nation=Nation.WALES)], ["absence"], [WEEK])
    assert len(welsh.notes) == 1
    assert welsh.as_json()["notes"] == [str(welsh.notes[0])]
    assert welsh.notes[0].startswith("Provisional code set")
    assert "notes" not in evaluate([roll_of(CLASS)], ["absence"], [WEEK]).as_json()


# --- small numbers ---


def test_a_row_leaves_the_school_without_what_may_not_be_told() -> None:
    drawing = "\n".join(f"Pupil{n}  /\\ OO /\\ /\\ /\\ " for n in range(12))
    row = only(evaluate([roll_of(drawing)], ["persistent_absence"], [WEEK]))
    assert (row.numerator, row.denominator, row.percent) == (12, 12, "100.0")
    hidden = row.disclosed(Told(counts=False, percent=False))
    assert (hidden.numerator, hidden.denominator, hidden.percent) == (None, None, None)
    assert (hidden.pupils, hidden.enrolments, hidden.missing_marks) == (None, None, None)
    assert hidden.as_json()["suppressed"] is True
    counts_alone = row.disclosed(Told(counts=True, percent=False))
    assert (counts_alone.numerator, counts_alone.denominator, counts_alone.percent) == (12, 12, None)
    assert "suppressed" not in row.as_json()


# --- what makes no sense ---


def test_a_period_that_ends_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end on 2024-09-01, before it begins on 2024-09-09"):
        Period.between(MONDAY, date(2024, 9, 1))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first": np.zeros(2, np.int16)}, "its columns are not of one length"),
        ({"marks": np.full((3, 100), 46, np.uint8)}, "its lines are not 756 bytes each"),
        ({"marks": np.full((3, 756), 200, np.uint8)}, "a byte that is no character of ours"),
        ({"expected": np.zeros((0, 756), np.bool_)}, "masks of expected sessions"),
        ({"begun": 10, "over": 20}, "more of its sessions are over than have begun"),
        ({"enrolment": np.array([1, 1, 2])}, "an enrolment is in it twice"),
    ],
)
def test_a_roll_that_would_be_counted_wrong_is_refused(changes: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        roll_of(CLASS, **changes)


def test_questions_asked_together_are_answered_as_if_alone() -> None:
    half_terms = (HalfTerm(MONDAY, MONDAY + timedelta(days=1), "Autumn 1"),)
    roll = roll_of(CLASS, half_terms=half_terms, facts={"sex": {"Amy": "F", "Ben": "M", "Cal": "M"}})
    asked = [
        Ask(["attendance", "reason:I", "persistent_absence"], [YEAR, WEEK], ["sex", "half_term"]),
        Ask(["severe_absence"], [WEEK], ["sex"]),
        Ask(["late", "absence"], [YEAR], ["weekday"]),
        Ask(["reason:D"], [WEEK]),
        Ask(["attendance", "late"], [YEAR, WEEK]),
        Ask(["absence"], [WEEK], ["sex"]),
    ]
    together = evaluate_together([roll], asked)
    assert [answer.rows for answer in together] == [
        evaluate([roll], ask.measures, ask.periods, ask.by).rows for ask in asked
    ]
    assert [len(answer.rows) for answer in together] == [12, 2, 10, 1, 4, 2]
    assert evaluate_together([roll], []) == []


def test_each_question_names_the_summaries_it_left_out_itself() -> None:
    autumn = Summary(0, date(2024, 9, 2), date(2024, 12, 20), 140, {"I": 10})
    roll = roll_of("Amy  ..\n" + r"Ben  /\ ", summaries=(autumn,))
    whole, split = evaluate_together(
        [roll], [Ask(["absence"], [YEAR]), Ask(["absence"], [YEAR], ["weekday"])]
    )
    assert (len(whole.left_out), len(split.left_out)) == (0, 1)


def test_questions_that_divide_a_period_alike_each_name_what_was_left_out() -> None:
    autumn = Summary(0, date(2024, 9, 2), date(2024, 12, 20), 140, {"I": 10})
    roll = roll_of("Amy  ..\n" + r"Ben  /\ ", facts={"sex": {"Amy": "F", "Ben": "M"}}, summaries=(autumn,))
    asked = [Ask(["absence"], [WEEK], ["sex"]), Ask(["late"], [WEEK])]
    together = evaluate_together([roll], asked)
    assert [len(answer.left_out) for answer in together] == [1, 1]
    assert [answer.rows for answer in together] == [
        evaluate([roll], ask.measures, ask.periods, ask.by).rows for ask in asked
    ]


def test_a_school_nobody_of_whom_is_counted_has_its_one_row() -> None:
    # Born long before: national figures count none of them.
    roll = roll_of(CLASS, born=np.full(3, np.datetime64("1990-01-01")))
    (row,) = evaluate([roll], ["attendance"], [YEAR], population=Population.STATISTICAL).rows
    assert (row.numerator, row.denominator, row.pupils, row.percent) == (0, 0, 0, None)
