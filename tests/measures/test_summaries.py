"""Sessions somebody else has added up: where they count, where not, and what they cannot say."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.drawing import MONDAY
from tests.measures.drawn import position, roll_of, week
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.pupils import pupils_where
from trellis.measures.roll import Roll
from trellis.measures.summaries import Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.codes import code_set
from trellis.rules.populations import Population
from trellis.rules.tally import absent, attended, possible

YEAR = Period.of_year(AcademicYear(2024))
WEEK = week()
HELD = code_set("england", date(2024, 12, 20))
AUTUMN_1 = HalfTerm(date(2024, 9, 2), date(2024, 10, 25), "Autumn 1")
AUTUMN_2 = HalfTerm(date(2024, 11, 4), date(2024, 12, 20), "Autumn 2")


def autumn(enrolment: int = 0, **changes) -> Summary:
    """Amy's autumn: 140 possible sessions, 12 of them missed, as a termly extract gives them."""
    counts = {"I": 8, "O": 3, "U": 1}
    plain = Summary(enrolment, date(2024, 9, 2), date(2024, 12, 20), 140, counts, source="extract.csv")
    return replace(plain, **changes)


def amy_and_ben(*summaries: Summary, **changes) -> Roll:
    """Amy has no marks at all; Ben has one week of them."""
    drawing = "Amy  ..\n" + r"Ben  /\ /\ OO /\ /\ "
    return roll_of(drawing, half_terms=(AUTUMN_1, AUTUMN_2), summaries=summaries, **changes)


def numbers(roll: Roll, period: Period = YEAR, measures=("attendance", "absence"), by=()) -> list[tuple]:
    return [(row.numerator, row.denominator) for row in evaluate([roll], measures, [period], by).rows]


# --- what a summary comes to ---


def test_without_present_codes_the_rest_of_the_possible_was_attended() -> None:
    tally = autumn().tally(HELD)
    assert (attended(tally), absent(tally), possible(tally)) == (128, 12, 140)
    assert (tally.authorised, tally.unauthorised, tally.late_after_close) == (8, 4, 1)
    assert not autumn().has_present_codes(HELD)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ((8, 4), (8, 4)),
        ((10, 4), (10, 4)),
        ((20, 0), (20, 0)),
        # The reasons come to no less than the stated total, so they stand.
        ((4, 0), (8, 4)),
        ((4, 8), (8, 4)),
        # One total alone: the other is what the reasons say.
        ((20, None), (20, 4)),
        ((None, 9), (8, 9)),
    ],
)
def test_absence_is_the_sum_of_reasons_unless_that_is_less_than_the_total(stated, expected) -> None:
    tally = autumn(authorised=stated[0], unauthorised=stated[1]).tally(HELD)
    assert (tally.authorised, tally.unauthorised) == expected
    assert possible(tally) == 140


def test_codes_that_fall_short_of_the_possible_leave_sessions_unexplained() -> None:
    counts = {"/": 60, "\\": 58, "L": 2, "V": 4, "I": 8}
    tally = autumn(counts=counts).tally(HELD)
    assert (attended(tally), absent(tally), tally.unexplained, possible(tally)) == (124, 8, 8, 140)
    assert (tally.present, tally.activity, tally.late_before_close) == (120, 4, 2)
    assert autumn(counts=counts).has_present_codes(HELD)


def test_a_code_unlawful_on_the_last_day_is_no_reason() -> None:
    tally = autumn(counts={"I": 8, "H": 4}).tally(HELD)
    assert (absent(tally), tally.unlawful) == (8, 4)


# --- where it counts ---


def test_lines_and_summaries_are_added_together() -> None:
    assert numbers(amy_and_ben(autumn())) == [(128 + 8, 150), (12 + 2, 150)]
    assert numbers(amy_and_ben(autumn()), measures=("persistent_absence", "reason:I")) == [(1, 2), (8, 150)]


def test_an_enrolment_with_marks_is_not_counted_twice() -> None:
    roll = amy_and_ben(autumn(enrolment=1))
    answer = evaluate([roll], ["absence"], [YEAR])
    assert [(row.numerator, row.denominator) for row in answer.rows] == [(2, 10)]
    (left_out,) = answer.left_out
    assert (left_out.enrolment, left_out.why) == (2, "This enrolment has marks in its days.")
    assert left_out.summary.source == "extract.csv"


def test_marks_outside_its_own_window_are_another_enrolments() -> None:
    """Ben's summary is of the enrolment that began after the week drawn: those marks are the other one's."""
    later = position(roll_of("Amy  .."), MONDAY + timedelta(days=7))
    roll = amy_and_ben(autumn(enrolment=1))
    roll = replace(roll, first=np.array([roll.first[0], later], np.int16))
    assert numbers(roll) == [(128, 140), (12, 140)]


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (date(2024, 9, 2), date(2024, 12, 20), True),
        (date(2024, 9, 1), date(2025, 1, 6), True),
        (date(2024, 9, 3), date(2024, 12, 20), False),
        (date(2024, 9, 2), date(2024, 12, 19), False),
        (date(2025, 1, 6), date(2025, 7, 20), None),
    ],
)
def test_it_counts_only_where_its_whole_period_lies_inside_the_one_asked(since, until, counts) -> None:
    answer = evaluate([amy_and_ben(autumn(), days=0)], ["absence"], [Period.between(since, until)])
    assert (answer.rows[0].denominator >= 140) is bool(counts)
    # A summary that does not touch the period is not there to be left out.
    assert len(answer.left_out) == (counts is False)


def test_a_term_that_ends_on_a_sunday_ends_on_its_friday() -> None:
    until_sunday = autumn(until=date(2024, 12, 22), since=date(2024, 8, 31))
    assert (
        numbers(amy_and_ben(until_sunday), Period.between(date(2024, 9, 2), date(2024, 12, 20)))[0][1] == 150
    )


def test_by_half_term_only_a_half_terms_summary_counts() -> None:
    whole, half = autumn(), autumn(since=AUTUMN_1.since, until=AUTUMN_1.until, possible=80)
    answer = evaluate([amy_and_ben(whole)], ["absence"], [YEAR], ["half_term"])
    assert [(row.group["half_term"], row.denominator) for row in answer.rows] == [("Autumn 1", 10)]
    assert [found.why for found in answer.left_out] == ["Its days do not all lie inside the period asked."]
    answer = evaluate([amy_and_ben(half)], ["absence"], [YEAR], ["half_term"])
    assert [(row.group["half_term"], row.denominator) for row in answer.rows] == [("Autumn 1", 90)]


@pytest.mark.parametrize("field", ["weekday", "session"])
def test_it_is_never_split_by_weekday_or_session(field: str) -> None:
    answer = evaluate([amy_and_ben(autumn())], ["absence"], [YEAR], [field])
    assert sum(row.denominator for row in answer.rows) == 10
    assert [found.why for found in answer.left_out] == ["It cannot be split by weekday or session."]


def test_two_that_share_days_do_not_both_count() -> None:
    half = autumn(since=AUTUMN_1.since, until=AUTUMN_1.until, possible=80)
    answer = evaluate([amy_and_ben(half, autumn())], ["absence"], [YEAR])
    assert answer.rows[0].denominator == 150
    assert [found.why for found in answer.left_out] == ["Another summary counts some of the same days."]
    spring = autumn(since=date(2025, 1, 6), until=date(2025, 4, 4), possible=100)
    assert numbers(amy_and_ben(spring, autumn()))[0][1] == 250


def test_a_population_that_counts_part_of_its_days_leaves_it_out() -> None:
    """A child who reaches compulsory age in the middle of a summary cannot be counted for part of it."""
    roll = amy_and_ben(autumn(), born=np.array(["2019-09-15", "2015-01-01"], "datetime64[D]"))
    answer = evaluate([roll], ["absence"], [YEAR], population=Population.COMPULSORY_AGE)
    assert answer.rows[0].denominator == 10
    assert [found.why for found in answer.left_out] == [
        "The population does not count this pupil on all of its days."
    ]
    whole_year = evaluate([roll], ["absence"], [YEAR], population=Population.STATISTICAL)
    # Outside the population altogether: nothing of hers is asked for, so nothing is left out.
    assert (whole_year.rows[0].denominator, whole_year.left_out) == (10, ())


# --- what it cannot say ---


def test_lateness_is_unknown_without_present_codes_and_known_with_them() -> None:
    measures = ("late", "late_before_close", "late_after_close", "reason:/", "reason:I")
    assert numbers(amy_and_ben(autumn()), measures=measures) == [
        (None, 150),
        (None, 150),
        (1, 150),
        (None, 150),
        (8, 150),
    ]
    full = autumn(counts={"/": 62, "\\": 61, "L": 5, "I": 8, "U": 4})
    assert numbers(amy_and_ben(full), measures=measures) == [
        (9, 150),
        (5, 150),
        (4, 150),
        (66, 150),
        (8, 150),
    ]


def test_only_the_group_that_holds_it_is_unknown() -> None:
    roll = amy_and_ben(autumn())
    by = roll_of("Amy  ..\nBen  ..", facts={"class": {"Amy": "3A", "Ben": "3B"}}).columns
    rows = evaluate([replace(roll, columns=by)], ["late"], [YEAR], ["class"]).rows
    assert [(row.group["class"], row.numerator, row.denominator, row.percent) for row in rows] == [
        ("3A", None, 140, None),
        ("3B", 0, 10, "0.0"),
    ]


# --- lists ---


def test_a_list_asks_summaries_too_and_says_which_it_could_not() -> None:
    roll = amy_and_ben(autumn(possible=100), autumn(enrolment=1))
    found = pupils_where([roll], "persistent_absence", YEAR)
    assert [(listed.enrolment, absent(listed.tally), possible(listed.tally)) for listed in found] == [
        (1, 12, 100),
        (2, 2, 10),
    ]
    assert [left_out.enrolment for left_out in found.left_out] == [2]


def test_the_answer_lists_what_was_left_out() -> None:
    answer = evaluate([amy_and_ben(autumn(enrolment=1))], ["absence"], [YEAR]).as_json()
    assert answer["left_out"] == [
        {
            "enrolment": 2,
            "since": "2024-09-02",
            "until": "2024-12-20",
            "source": "extract.csv",
            "period": "2024/25",
            "says": "This enrolment has marks in its days.",
        }
    ]


def test_a_summary_of_days_not_on_roll_is_left_out() -> None:
    roll = amy_and_ben(autumn())
    january = position(roll, date(2025, 1, 6))
    gone = replace(roll, first=np.array([january, roll.first[1]], np.int16))
    answer = evaluate([gone], ["absence"], [YEAR])
    assert answer.rows[0].denominator == 10
    assert [found.why for found in answer.left_out] == ["This enrolment was not on roll on any of its days."]


def test_a_school_without_the_half_term_asked_counts_no_summary_in_it() -> None:
    in_one_piece = HalfTerm(date(2024, 9, 2), date(2024, 12, 20), "Autumn")
    roll = replace(amy_and_ben(autumn()), half_terms=((in_one_piece,),))
    asked = Period.of_half_term(AcademicYear(2024), "Autumn 2")
    assert numbers(roll, asked, ("absence",)) == [(0, 0)]
    found = pupils_where([roll], "below:100", asked)
    assert [one.enrolment for one in found] == []
    assert [str(left.why) for left in found.left_out] == ["Its days do not all lie inside the period asked."]
