"""Lists of pupils, and each pupil's own sessions."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.drawing import MONDAY
from tests.measures.drawn import position, roll_of, week
from trellis.measures import counting
from trellis.measures.measure import ProblemWithMeasure
from trellis.measures.periods import Asked, Period
from trellis.measures.pupils import condition, each_asked, each_enrolment, pupils_where
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import ALL_CHARS
from trellis.rules.populations import Population
from trellis.rules.tally import Tally, absent, attended, possible
from trellis.rules.thresholds import ProblemWithThreshold
from trellis.rules.words import Nation

WEEK = week()
YEAR = Period.of_year(AcademicYear(2024))

CLASS = r"""
    Amy   /\ /\ /\ /\ /\
    Ben   /\ /\ /\ /\ O\
    Cal   OO OO O\ /\ /\
    Dot   OO OO /\ /\ /\
    Eli   Y4:Y4 Y4:Y4 .. .. ..
"""


def listed(asked: str, **how) -> list[int]:
    return [found.person for found in pupils_where([roll_of(CLASS)], asked, WEEK, **how)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # Exactly 90.0% is persistent absence, meets "at least 90" and is not below it (requirements §5.5).
        ("persistent_absence", [2, 3, 4]),
        ("severe_absence", [3]),
        ("below:90", [3, 4]),
        ("at_least:90", [1, 2]),
        ("at_most:90", [2, 3, 4]),
        ("above:90", [1]),
        ("below:60", [3]),
        ("at_most:60", [3, 4]),
        ("below:90.5", [2, 3, 4]),
        ("at_least:100", [1]),
        ("above:0", [1, 2, 3, 4]),
    ],
)
def test_conditions_keep_their_operator_at_round_figures(asked: str, expected: list[int]) -> None:
    assert listed(asked) == expected


def test_somebody_listed_comes_with_their_sessions_and_the_rule() -> None:
    (severe,) = pupils_where([roll_of(CLASS)], "severe_absence", WEEK)
    assert (absent(severe.tally), possible(severe.tally), severe.enrolment, severe.period) == (5, 10, 3, WEEK)
    assert severe.threshold == "absence of 50% or more"
    (below,) = pupils_where([roll_of(CLASS)], "below:60", WEEK)
    assert below.threshold == "attendance below 60%"
    assert all(isinstance(count, int) for count in (below.tally.present, below.tally.missing))


@pytest.mark.parametrize("asked", ["poor_attendance", "below", "under:80", "persistent_absence:10"])
def test_a_condition_nobody_has_heard_of_is_answered_with_those_there_are(asked: str) -> None:
    with pytest.raises(ProblemWithMeasure, match=r"is not a condition: write persistent_absence, .*below:"):
        condition(asked)


def test_a_figure_that_is_no_percentage_is_refused() -> None:
    with pytest.raises(ProblemWithThreshold, match="“eighty” is not a percentage"):
        condition("below:eighty")
    with pytest.raises(ProblemWithThreshold, match="not between 0 and 100"):
        condition("below:180")


def test_a_list_stops_where_the_year_has_come_to() -> None:
    roll = roll_of(CLASS)
    wednesday = position(roll, MONDAY + timedelta(days=2))
    so_far = replace(roll, begun=wednesday, over=wednesday)
    found = pupils_where([so_far], "severe_absence", WEEK)
    assert [(one.person, possible(one.tally)) for one in found] == [(3, 4), (4, 4)]
    assert found.period.until == MONDAY + timedelta(days=1)


def test_a_list_of_a_population_leaves_the_others_out() -> None:
    born = np.array(["2015-01-01", "2015-01-01", "2020-01-01", "2015-01-01", "2015-01-01"], "datetime64[D]")
    roll = roll_of(CLASS, born=born)
    found = pupils_where([roll], "persistent_absence", WEEK, population=Population.STATISTICAL)
    assert [one.person for one in found] == [2, 4]


def test_over_two_years_a_rate_is_of_both_and_persistent_absence_of_each() -> None:
    july = date(2024, 7, 8)
    before = roll_of("Amy  OO OO OO OO OO", since=july)
    after = roll_of(r"Amy  /\ /\ /\ /\ /\ ")
    period = Period.between(july, date(2024, 9, 30))
    half = pupils_where([before, after], "at_least:50", period)
    assert [(one.enrolment, attended(one.tally), possible(one.tally)) for one in half] == [(1, 10, 20)]
    persistent = pupils_where([before, after], "persistent_absence", period)
    assert [(one.period.label, possible(one.tally)) for one in persistent] == [("2023/24", 10)]


def test_two_nations_on_one_list_keep_their_own_thresholds() -> None:
    since = date(2023, 9, 11)
    fifteen = r"Amy  OO O\ /\ /\ /\ | /\ /\ /\ /\ /\ "
    welsh = roll_of(fifteen, since=since, days=14, nation=Nation.WALES)
    english = replace(roll_of(fifteen, since=since, days=14), enrolment=np.array([7]), person=np.array([7]))
    found = pupils_where([welsh, english], "persistent_absence", Period.between(since, date(2023, 9, 24)))
    assert [one.enrolment for one in found] == [7]


def test_a_list_of_no_registers_is_empty() -> None:
    assert len(pupils_where([], "below:90", WEEK)) == 0


def test_each_enrolment_week_by_week_with_its_reasons() -> None:
    roll = roll_of(r"Amy  /\ /\ /\ /\ II | O\ /\ /\ /\ .." + "\n" + r"Ben  /\ /\ /\ /\ /\ ", days=12)
    weeks = {held.labels: held for held in each_enrolment([roll], [YEAR], ["week"], reasons=ALL_CHARS)}
    first, second = weeks[("2024-09-09",)], weeks[("2024-09-16",)]
    assert first.enrolment.tolist() == first.person.tolist() == [1, 2]
    amy = second.one(0)
    assert isinstance(amy, Tally)
    assert (attended(amy), absent(amy), amy.missing, amy.reasons["O"]) == (7, 1, 2, 1)
    assert first.one(0).reasons["I"] == 2
    assert (second.since, second.until) == (date(2024, 9, 16), date(2024, 9, 22))
    assert second.tally.missing.tolist() == [2, 10]


def test_each_enrolment_says_who_was_not_there() -> None:
    roll = roll_of(CLASS)
    thursday = position(roll, MONDAY + timedelta(days=3))
    roll = replace(roll, first=np.where(np.arange(5) == 1, thursday, roll.first).astype(np.int16))
    tuesday = Period.between(MONDAY, MONDAY + timedelta(days=1))
    (held,) = each_enrolment([roll], [tuesday])
    assert held.on_roll.tolist() == [True, False, True, True, True]


def test_each_enrolment_in_several_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_FEWEST_ROWS", 2)
    monkeypatch.setattr(counting, "_MOST_ROWS", 2)
    (held,) = each_enrolment([roll_of(CLASS)], [WEEK], reasons=ALL_CHARS)
    assert possible(held.tally).tolist() == [10, 10, 10, 10, 0]
    assert held.tally.coronavirus.tolist() == [0] * 5


def test_periods_divided_in_their_own_ways_are_as_each_by_itself() -> None:
    roll = roll_of(CLASS)
    whole, days = each_asked(roll, [Asked(WEEK)]), each_asked(roll, [Asked(YEAR, ("weekday",))])
    together = each_asked(roll, [Asked(WEEK), Asked(YEAR, ("weekday",))])
    assert [held.labels for held in together] == [held.labels for held in [*whole, *days]]
    assert [list(held.every_one()) for held in together] == [
        list(held.every_one()) for held in [*whole, *days]
    ]


def test_some_among_the_enrolments_are_counted_as_they_are_among_all() -> None:
    roll = roll_of(CLASS)
    (everybody,) = each_asked(roll, [Asked(WEEK)])
    (some,) = each_asked(roll, [Asked(WEEK)], among=np.array([False, True, True, False, True]))
    assert some.place.tolist() == [1, 2, 4]
    assert list(some.every_one()) == [everybody.one(place) for place in (1, 2, 4)]
    (turned,) = [list(held.some(np.array([2, 0])).every_one()) for held in [some]]
    assert turned == [everybody.one(4), everybody.one(1)]
    assert each_asked(roll, [Asked(WEEK)], among=np.zeros(5, np.bool_)) == []
