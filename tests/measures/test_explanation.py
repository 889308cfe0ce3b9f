"""How was this counted? Every figure can be checked by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from tests.drawing import MONDAY
from tests.measures.drawn import position, roll_of, week
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.summaries import Summary
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import Category
from trellis.rules.populations import Population
from trellis.rules.words import Nation

WEEK = week()
YEAR = Period.of_year(AcademicYear(2024))

CLASS = r"""
    Amy   /\ HH /\ L\ ..
    Ben   /\ /\ II U\ DD
    Cal   II II II II /\
"""


def test_it_names_every_code_with_its_category_its_days_and_how_often() -> None:
    answer = evaluate([roll_of(CLASS)], ["attendance"], [WEEK])
    explained = answer.explain(answer.rows[0])
    assert [(code.code, code.category, code.sessions) for code in explained.codes] == [
        ("/", Category.PRESENT, 5),
        ("\\", Category.PRESENT, 7),
        ("L", Category.PRESENT, 1),
        ("D", Category.NOT_REQUIRED, 2),
        ("I", Category.AUTHORISED, 10),
        ("U", Category.UNAUTHORISED, 1),
    ]
    assert {(code.since, code.until) for code in explained.codes} == {(WEEK.since, WEEK.until)}
    assert explained.codes[0].meaning == "Present in the morning"
    attended = sum(code.sessions for code in explained.codes if code.category.attended)
    in_all = sum(code.sessions for code in explained.codes if code.category.possible)
    assert (attended, in_all) == (answer.rows[0].numerator, answer.rows[0].denominator)
    assert explained.counts.startswith("Sessions attended, at school or at an approved activity")
    assert explained.population == "all pupils on roll"


def test_it_names_what_was_left_out_and_what_is_missing() -> None:
    answer = evaluate([roll_of(CLASS)], ["attendance"], [WEEK])
    explained = answer.explain(answer.rows[0])
    (unlawful,) = explained.unlawful
    assert (unlawful.code, unlawful.sessions, unlawful.first) == ("H", 2, MONDAY + timedelta(days=1))
    assert "H is not a code in England on 10 September 2024: it is kept, left out of rates" in unlawful.why
    assert explained.row.missing_marks == 2


def test_it_says_what_national_figures_do_not_count_once_the_period_reaches_it() -> None:
    roll = roll_of(CLASS)

    def not_counted(period: Period, population: Population = Population.STATISTICAL) -> list[str]:
        answer = evaluate([roll], ["absence"], [period], population=population)
        return list(answer.explain(answer.rows[0]).not_counted)

    assert not_counted(YEAR) == [
        "Sessions from 26 May 2025 on of pupils who were 15 on 31 August, as in national figures.",
        "Enrolments that begin on 26 May 2025 or later, as in national figures.",
    ]
    assert not_counted(WEEK) == not_counted(YEAR, Population.ALL_ON_ROLL) == []


def test_it_explains_one_row_of_a_grouping_and_no_other() -> None:
    roll = roll_of(CLASS, facts={"sex": {"Amy": "F", "Ben": "M", "Cal": "M"}})
    answer = evaluate([roll], ["absence"], [WEEK], ["sex", "weekday"])
    row = next(row for row in answer.rows if row.group == {"sex": "M", "weekday": "Thursday"})
    explained = answer.explain(row)
    assert [(code.code, code.sessions) for code in explained.codes] == [("\\", 1), ("I", 2), ("U", 1)]
    assert (row.numerator, row.denominator) == (3, 4)


def test_a_code_that_changed_its_meaning_is_named_under_each_set() -> None:
    since = date(2011, 8, 29)
    answer = evaluate([roll_of("Amy  DD DD DD DD DD", since=since)], ["attendance"], [week(since)])
    explained = answer.explain(answer.rows[0])
    assert [(code.category, code.since, code.until, code.sessions) for code in explained.codes] == [
        (Category.ACTIVITY, since, date(2011, 8, 31), 6),
        (Category.NOT_REQUIRED, date(2011, 9, 1), date(2011, 9, 4), 4),
    ]


def test_marks_outside_every_enrolment_are_listed_and_counted_nowhere() -> None:
    roll = roll_of(r"Amy  II II /\ /\ /\ ")
    wednesday = position(roll, MONDAY + timedelta(days=2))
    roll = replace(roll, first=np.array([wednesday], np.int16))
    answer = evaluate([roll], ["absence"], [WEEK])
    explained = answer.explain(answer.rows[0])
    assert (answer.rows[0].denominator, explained.marks_outside) == (6, 4)
    assert [code.code for code in explained.codes] == ["/", "\\"]


def test_a_rejoiners_other_enrolment_is_not_outside() -> None:
    roll = roll_of(r"Amy  II II /\ /\ /\ ")
    monday, friday = position(roll, MONDAY), position(roll, MONDAY + timedelta(days=4))
    twice = replace(
        roll,
        line=np.array([0, 0]),
        first=np.array([monday, friday], np.int16),
        last=np.array([monday + 3, friday + 1], np.int16),
        enrolment=np.array([1, 2]),
        person=np.array([1, 1]),
        born=np.full(2, np.datetime64("2015-01-01")),
        mask=np.zeros(2, np.intp),
        terms=np.zeros(2, np.intp),
    )
    answer = evaluate([twice], ["absence"], [WEEK])
    assert answer.explain(answer.rows[0]).marks_outside == 4


def test_it_counts_the_summaries_and_names_those_left_out() -> None:
    autumn = (date(2024, 9, 2), date(2024, 12, 20))
    counted = Summary(0, *autumn, 140, {"/": 60, "\\": 60, "I": 10})
    roll = roll_of("Amy  ..\n" + r"Ben  /\ /\ /\ /\ /\ ", summaries=(counted, replace(counted, enrolment=1)))
    answer = evaluate([roll], ["absence"], [YEAR])
    explained = answer.explain(answer.rows[0])
    assert (explained.summaries, explained.unexplained) == (1, 10)
    assert [(held.enrolment, held.why) for held in explained.left_out] == [
        (2, "This enrolment has marks in its days.")
    ]


def test_pupils_whose_age_nobody_knows_are_said() -> None:
    roll = roll_of(CLASS, born=np.array(["2015-01-01", "NaT", "NaT"], "datetime64[D]"))
    answer = evaluate([roll], ["absence"], [WEEK], population=Population.STATISTICAL)
    explained = answer.explain(answer.rows[0])
    assert (answer.rows[0].enrolments, explained.without_birthday) == (1, 2)
    assert str(explained.population) == "pupils aged 5 to 15 on 31 August"
    everybody = evaluate([roll], ["absence"], [WEEK])
    assert everybody.explain(everybody.rows[0]).without_birthday == 0


def test_a_welsh_figure_says_its_codes_are_provisional() -> None:
    roll = roll_of(CLASS, nation=Nation.WALES)
    answer = evaluate([roll], ["absence"], [WEEK])
    (note,) = answer.explain(answer.rows[0]).notes
    assert note.startswith("Provisional code set")
    english = evaluate([roll_of(CLASS)], ["absence"], [WEEK])
    assert english.explain(english.rows[0]).notes == ()


def test_a_year_of_a_range_is_explained_by_its_own_registers() -> None:
    july = date(2024, 7, 8)
    rolls = [roll_of("Amy  OO OO OO OO OO", since=july), roll_of(r"Amy  /\ /\ /\ /\ /\ ")]
    answer = evaluate(rolls, ["severe_absence"], [Period.between(july, date(2024, 9, 30))])
    assert [row.numerator for row in answer.rows] == [1, 0]
    assert [[code.code for code in answer.explain(row).codes] for row in answer.rows] == [["O"], ["/", "\\"]]
