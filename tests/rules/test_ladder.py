"""The ladder against a plain oracle, and two real ones on registers drawn by hand."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.ladder import (
    DAYS,
    NEVER,
    Act,
    Again,
    Condition,
    Counts,
    Due,
    How,
    Step,
    Term,
    What,
    Window,
    falls_due,
    rehearsed,
    remarks,
)
from trellis.rules.marks import read_drawing
from trellis.rules.spending import Spent, spent_of
from trellis.rules.thresholds import Operator
from trellis.rules.words import Nation

YEAR = AcademicYear(2024)
FIRST = date(2024, 9, 2)  # a Monday
BEGIN = (FIRST - YEAR.week0).days
HERE = r"/\ /\ /\ /\ /\ "


def term(weeks: int, *, half_terms: tuple[int, ...] = (0,)) -> Term:
    """School weeks from the first Monday of September; half-terms begin in these weeks of them."""
    open_days = np.zeros(DAYS, np.bool_)
    open_days[[BEGIN + day for day in range(7 * weeks) if day % 7 < 5]] = True
    return Term(open_days, tuple(BEGIN + 7 * week for week in half_terms))


def condition(what: What, how: How, figure, operator=Operator.AT_LEAST, **more) -> Condition:
    return Condition(what, how, operator, Fraction(figure), **more)


def step(name: str, *conditions: Condition, **more) -> Step:
    return Step(name, Act.LETTER, conditions, **more)


def due(steps: list[Step], drawn: str, held: Term, passed=None) -> list[tuple[str, int, int]]:
    """What fell due for Amy: the step, and in which week and on which weekday, counted from 0."""
    line = read_drawing(f"Amy  {drawn}", year=YEAR, since=FIRST)["Amy"]
    counts = Counts(spent_of(line[None], YEAR, Nation.ENGLAND), held)
    found = falls_due(steps, counts, DAYS, passed or rehearsed(steps, held))
    return [(steps[one.step].name, *divmod(one.day - BEGIN, 7)) for one in found]


NO_REASON = [
    step("ring", condition(What.UNEXPLAINED, How.IN_A_ROW, 1), again=Again.EACH),
    step("letter", condition(What.UNEXPLAINED, How.IN_A_ROW, 3), again=Again.EACH),
]


def test_three_days_in_a_row_run_over_a_weekend():
    drawn = r"/\ /\ /\ NN NN | NN NN NN /\ /\ "
    assert due(NO_REASON, drawn, term(2)) == [("ring", 0, 3), ("letter", 1, 0)]


def test_a_new_row_is_a_new_time_and_half_a_day_breaks_it():
    drawn = r"NN N\ NN NN NN | /\ NN /\ /\ /\ "
    assert due(NO_REASON, drawn, term(2)) == [
        ("ring", 0, 0),
        ("ring", 0, 2),
        ("letter", 0, 4),
        ("ring", 1, 1),
    ]


def test_a_day_that_was_not_possible_neither_counts_nor_breaks():
    assert due(NO_REASON[1:], r"NN ## NN .. NN ", term(1)) == [("letter", 0, 4)]


def test_once_a_half_term_and_once_a_year():
    late = condition(What.LATE, How.SESSIONS, 2, window=Window.YEAR)
    drawn = weeks(r"L\ L\ /\ /\ /\ ", HERE, HERE)
    held = term(3, half_terms=(0, 1))
    assert due([step("talk", late)], drawn, held) == [("talk", 0, 1), ("talk", 1, 0)]
    assert due([step("talk", late, again=Again.YEAR)], drawn, held) == [("talk", 0, 1)]


def weeks(*drawn: str) -> str:
    return " ".join(drawn)


def test_a_half_terms_count_begins_anew():
    late = condition(What.LATE, How.SESSIONS, 2, window=Window.HALF_TERM)
    drawn = weeks(r"L\ /\ /\ /\ /\ ", r"L\ /\ /\ /\ L\ ")
    assert due([step("talk", late)], drawn, term(2, half_terms=(0, 1))) == [("talk", 1, 4)]


def test_the_last_school_weeks_leave_holidays_out():
    missed = condition(What.UNAUTHORISED, How.SESSIONS, 4, window=Window.WEEKS, weeks=2)
    drawn = weeks(r"/\ /\ /\ /\ OO ", ".. .. .. .. ..", r"OO /\ /\ /\ /\ ")
    open_days = term(3).open_days.copy()
    open_days[BEGIN + 7 : BEGIN + 14] = False
    assert due([step("ask", missed)], drawn, Term(open_days)) == [("ask", 2, 0)]
    assert due([step("ask", missed)], drawn, term(3)) == []


def test_exactly_ninety_is_not_below_it_and_is_ninety_or_less():
    drawn = weeks(r"/\ /\ /\ /\ I\ ", HERE, r"I\ /\ /\ /\ /\ ")  # 9 of 10, then 28 of 30
    below = step("below", condition(What.ATTENDANCE, How.PERCENT, 90, Operator.BELOW))
    or_less = step("or less", condition(What.ATTENDANCE, How.PERCENT, 90, Operator.AT_MOST))
    assert due([below, or_less], drawn, term(3)) == [("or less", 0, 4)]


def test_a_share_of_few_sessions_is_not_met():
    few = condition(What.ATTENDANCE, How.PERCENT, 90, Operator.BELOW, fewest=12)
    assert due([step("write", few)], weeks(r"II /\ /\ /\ /\ ", HERE), term(2)) == [("write", 1, 0)]


def test_a_step_waits_until_the_one_before_was_done_with():
    """Kensington and Chelsea, 2023: a letter on day 3, and parents invited after 3 further days."""
    steps = [
        step("letter", condition(What.UNEXPLAINED, How.IN_A_ROW, 3), within=1),
        step("invite", condition(What.UNEXPLAINED, How.DAYS, 3, window=Window.STEP), after=0),
    ]
    drawn = weeks("NN NN NN NN NN ", r"NN /\ /\ /\ /\ ")
    assert due(steps, drawn, term(2)) == [("letter", 0, 2), ("invite", 1, 0)]
    assert due(steps, drawn, term(2), passed=lambda one: NEVER) == [("letter", 0, 2)]


def test_a_wait_is_counted_in_school_days():
    steps = [
        step("ring", condition(What.UNEXPLAINED, How.IN_A_ROW, 1), again=Again.YEAR),
        step("visit", condition(What.UNEXPLAINED, How.DAYS, 1), after=0, wait=3, again=Again.YEAR),
    ]
    assert due(steps, weeks(r"/\ /\ /\ /\ NN ", HERE), term(2)) == [("ring", 0, 4), ("visit", 1, 2)]


def test_what_was_so_when_the_ladder_was_switched_on_falls_due_that_day():
    held = term(2)
    line = read_drawing(f"Amy  {weeks('OO OO /O OO OO', HERE)}", year=YEAR, since=FIRST)["Amy"]
    counts = Counts(spent_of(line[None], YEAR, Nation.ENGLAND), held)
    steps = [step("write", condition(What.UNAUTHORISED, How.DAYS, 2))]
    (found,) = falls_due(steps, counts, DAYS, rehearsed(steps, held), since=BEGIN + 8)
    assert divmod(found.day - BEGIN, 7) == (1, 1)


# --- said when it is saved ---


def said(*steps: Step) -> list[tuple[bool, str]]:
    return [(one.refused, str(one.says)) for one in remarks(steps)]


def test_a_gap_between_two_bands_is_said():
    """Lincolnshire: 91 to 94% at risk, 89% or below persistent; nothing says what 90% is."""
    at_risk = step(
        "early help",
        condition(What.ATTENDANCE, How.PERCENT, 91),
        condition(What.ATTENDANCE, How.PERCENT, 94, Operator.AT_MOST),
    )
    persistent = step("referral", condition(What.ATTENDANCE, How.PERCENT, 89, Operator.AT_MOST))
    assert said(at_risk, persistent) == [
        (False, "No step is for attendance between “referral” (up to 89%) and “early help” (from 91%).")
    ]


def test_bands_that_meet_have_no_gap_and_those_that_share_overlap():
    low = step("low", condition(What.ATTENDANCE, How.PERCENT, 90, Operator.BELOW))

    def middle(since):
        return step(
            "middle",
            condition(What.ATTENDANCE, How.PERCENT, since),
            condition(What.ATTENDANCE, How.PERCENT, 95, Operator.BELOW),
        )

    assert said(low, middle(90)) == []
    assert said(low, middle(88)) == [(False, "“low” and “middle” are both for attendance from 88% to 90%.")]


def test_steps_for_less_and_less_attendance_are_no_overlap():
    assert (
        said(
            step("letter", condition(What.ATTENDANCE, How.PERCENT, 95, Operator.BELOW)),
            step("meeting", condition(What.ATTENDANCE, How.PERCENT, 90, Operator.BELOW)),
        )
        == []
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (step("x"), "“x” has no condition, so it would never fall due."),
        (step("x", condition(What.ATTENDANCE, How.PERCENT, 110)), "can never fall due"),
        (step("x", condition(What.ABSENCE, How.PERCENT, 100, Operator.ABOVE)), "can never fall due"),
        (step("x", condition(What.LATE, How.DAYS, 0, Operator.BELOW)), "can never fall due"),
        (step("x", condition(What.LATE, How.DAYS, Fraction(3, 2))), "needs a whole number"),
        (
            step("x", condition(What.LATE, How.DAYS, 3, window=Window.WEEKS)),
            "does not say how many school weeks",
        ),
        (step("x", condition(What.LATE, How.DAYS, 3, window=Window.STEP)), "stands after none"),
        (step("x", condition(What.LATE, How.DAYS, 3), after=0), "stands after a step that is not before it"),
        (
            step(
                "x",
                condition(What.ATTENDANCE, How.PERCENT, 90),
                condition(What.ATTENDANCE, How.PERCENT, 90, Operator.BELOW),
            ),
            "nothing is both attendance 90% or more this year so far and attendance below 90% this year",
        ),
    ],
)
def test_a_step_that_can_never_fall_due_is_refused(wrong, words):
    (found,) = [one for one in remarks([wrong]) if one.refused]
    assert words in str(found.says)


def test_a_condition_says_all_it_asks():
    assert str(condition(What.LATE, How.SESSIONS, 5, window=Window.WEEKS, weeks=4).in_words()) == (
        "lateness (L or U) 5 sessions or more in the last 4 school weeks"
    )
    assert str(condition(What.UNEXPLAINED, How.IN_A_ROW, 3).in_words()) == (
        "absence without a reason (N), 3 school days in a row or more"
    )
    assert str(condition(What.ATTENDANCE, How.PERCENT, 90, Operator.BELOW, fewest=20).in_words()) == (
        "attendance below 90% this year so far, of 20 possible sessions or more"
    )


# --- against a plain oracle ---

IN, LATE = Spent.POSSIBLE | Spent.ATTENDED, Spent.POSSIBLE | Spent.ATTENDED | Spent.LATE
ILL = Spent.POSSIBLE | Spent.ABSENT | Spent.ILLNESS
OFF = Spent.POSSIBLE | Spent.ABSENT | Spent.UNAUTHORISED
NOBODY_KNOWS = OFF | Spent.UNEXPLAINED
HALF = st.sampled_from([Spent(0), IN, IN, LATE, ILL, OFF, NOBODY_KNOWS])
FLAGS = {
    What.ATTENDANCE: Spent.ATTENDED,
    What.ABSENCE: Spent.ABSENT,
    What.UNAUTHORISED: Spent.UNAUTHORISED,
    What.UNEXPLAINED: Spent.UNEXPLAINED,
    What.ILLNESS: Spent.ILLNESS,
    What.LATE: Spent.LATE,
}
SCHOOL_WEEKS = 5


@st.composite
def conditions(draw, *, first: bool):
    how = draw(st.sampled_from(How))
    windows = [
        one for one in Window if not (one is Window.STEP and (first or how in (How.WEEKS, How.IN_A_ROW)))
    ]
    return Condition(
        draw(st.sampled_from(What)),
        how,
        draw(st.sampled_from(Operator)),
        Fraction(
            draw(st.sampled_from([50, 80, 90, Fraction(193, 2)]) if how is How.PERCENT else st.integers(1, 4))
        ),
        draw(st.sampled_from(windows)),
        weeks=draw(st.integers(1, 3)),
        fewest=draw(st.sampled_from([0, 0, 6])),
    )


@st.composite
def ladders(draw):
    steps = []
    for place in range(draw(st.integers(1, 3))):
        after = draw(st.none() | st.integers(0, place - 1)) if place else None
        steps.append(
            Step(
                f"step {place}",
                Act.CALL,
                tuple(draw(st.lists(conditions(first=after is None), min_size=1, max_size=2))),
                again=draw(st.sampled_from(Again)),
                after=after,
                wait=draw(st.integers(0, 2)),
                within=draw(st.integers(0, 2)),
            )
        )
    return steps


class Plainly:
    """The same, a child, a day and a step at a time."""

    def __init__(self, steps, days, held):
        self.steps, self.days, self.held = steps, days, held
        self.due: list[Due] = []

    def half_term(self, day):
        return max([n for n, first in enumerate(self.held.half_terms) if first <= day], default=0)

    def counted_from(self, one, day, before):
        if one.window is Window.STEP:
            return before.day + 1
        if one.window is Window.HALF_TERM:
            return self.held.half_terms[self.half_term(day)]
        if one.window is Window.WEEKS:
            weeks = sorted({other // 7 for other in self.held.days if other // 7 <= day // 7})
            return 7 * weeks[-one.weeks :][0]
        return 0

    def met(self, one, day, before):
        since = self.counted_from(one, day, before)
        inside = {other: pair for other, pair in self.days.items() if since <= other <= day}
        flag = FLAGS[one.what]
        halves = [half for pair in inside.values() for half in pair]
        whole = sum(bool(half & Spent.POSSIBLE) for half in halves)
        such = {other for other, pair in inside.items() if any(half & flag for half in pair)}
        if whole < max(one.fewest, 1):
            return False
        if one.how is How.PERCENT:
            part = Fraction(100 * sum(bool(half & flag) for half in halves), whole)
        elif one.how is How.IN_A_ROW:
            part = self.row(day, flag)
        else:
            part = {
                How.SESSIONS: sum(bool(half & flag) for half in halves),
                How.DAYS: len(such),
                How.WEEKS: len({other // 7 for other in such}),
            }[one.how]
        return bool(one.operator.compare(part, one.figure))

    def row(self, day, flag):
        row = 0
        for other in sorted((held for held in self.days if held <= day), reverse=True):
            marked = [half for half in self.days[other] if half & Spent.POSSIBLE]
            if marked and not all(half & flag for half in marked):
                break
            row += bool(marked)
        return row

    def latest(self, place):
        return next((one for one in reversed(self.due) if one.step == place), None)

    def run(self):
        used = dict.fromkeys(range(len(self.steps)), False)
        for number, day in enumerate(self.held.days):
            if not any(half & Spent.POSSIBLE for half in self.days.get(day, ())):
                continue
            for place, one in enumerate(self.steps):
                before = self.latest(one.after) if one.after is not None else None
                ready = one.after is None or (
                    before is not None
                    and self.held.days.index(before.day) + self.steps[one.after].within + one.wait <= number
                )
                counted = before is not None or all(c.window is not Window.STEP for c in one.conditions)
                now = counted and all(self.met(c, day, before) for c in one.conditions)
                occasion = {Again.YEAR: 0, Again.HALF_TERM: self.half_term(day), Again.EACH: day}[one.again]
                last = self.latest(place)
                fresh = not used[place] if one.again is Again.EACH else not last or last.occasion != occasion
                if now and ready and fresh:
                    self.due.append(Due(day, 0, place, occasion))
                    used[place] = True
                if not now:
                    used[place] = False
        return self.due


@given(
    ladders(),
    st.lists(st.tuples(HALF, HALF), min_size=5 * SCHOOL_WEEKS, max_size=5 * SCHOOL_WEEKS),
    st.sampled_from([(0,), (0, 2), (1, 3)]),
)
def test_steps_fall_due_as_a_plain_reader_finds_them(steps, halves, half_terms):
    held = term(SCHOOL_WEEKS, half_terms=half_terms)
    # A second child had the same days the other way about: two beside each other are as each alone.
    children = [dict(zip(held.days, own, strict=True)) for own in (halves, halves[::-1])]
    spent = np.zeros((2, SESSIONS), np.uint8)
    for line, days in zip(spent, children, strict=True):
        for day, pair in days.items():
            line[2 * day : 2 * day + 2] = [int(half) for half in pair]
    found = falls_due(steps, Counts(spent, held), DAYS, rehearsed(steps, held))
    plainly = [
        one._replace(pupil=at) for at, days in enumerate(children) for one in Plainly(steps, days, held).run()
    ]
    assert found == sorted(plainly, key=lambda one: (one.day, one.step, one.pupil))
