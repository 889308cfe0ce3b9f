"""Open absences against plain oracles: since when, how long a reason may take, and which step comes next."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.still_out import (
    USUAL,
    Absence,
    Came,
    Risk,
    Step,
    days_left,
    in_order,
    needs_a_person_before,
    next_of,
    open_absence,
    standings,
)

ATTENDED, ABSENT = frozenset("/\\LV"), frozenset("NOIMCU")


@pytest.mark.parametrize(
    ("marks", "since", "last"),
    [
        ("/\\NN", 2, 1),
        ("NN", 0, None),
        ("/\\II..NN", 2, 1),
        ("/\\##NN", 4, 1),
        ("/\\NN....", 2, 1),
        ("..N.", 2, None),
    ],
)
def test_since_when_a_child_is_out(marks, since, last):
    assert open_absence(marks, attended=ATTENDED, absent=ABSENT) == Absence(since, last)


@pytest.mark.parametrize("marks", ["", "....", "/\\/\\", "NN/\\", "NNII", "##"])
def test_whose_last_mark_says_why_or_that_they_are_here_is_not_out(marks):
    assert open_absence(marks, attended=ATTENDED, absent=ABSENT) is None


@given(st.text(alphabet="/\\NOIM#.", max_size=14))
def test_an_open_absence_is_what_is_left_after_the_last_session_attended(marks):
    said = [(at, char) for at, char in enumerate(marks) if char in ATTENDED | ABSENT]
    found = open_absence(marks, attended=ATTENDED, absent=ABSENT)
    if not said or said[-1][1] not in "NO":
        assert found is None
        return
    here = [at for at, char in said if char in ATTENDED]
    away = [at for at, char in said if not here or at > here[-1]]
    assert found == Absence(away[0], here[-1] if here else None)


MONDAY = date(2024, 9, 9)


def test_a_reason_is_due_within_five_school_days():
    days = [MONDAY + timedelta(days=n) for n in range(14) if n % 7 < 5]
    assert [days_left(MONDAY, day, days) for day in days[:7]] == [5, 4, 3, 2, 1, 0, -1]


@given(st.sets(st.integers(0, 30)), st.integers(0, 30), st.integers(0, 30))
def test_days_on_which_the_school_is_closed_are_not_counted(open_days, since, today):
    days = sorted(MONDAY + timedelta(days=n) for n in open_days)
    gone = len([n for n in open_days if n in range(since + 1, today + 1)])
    left = days_left(MONDAY + timedelta(days=since), MONDAY + timedelta(days=today), days)
    assert left == 5 - gone


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30), min_size=1), st.integers(0, 30))
def test_an_absence_needs_a_person_once_no_day_is_left(open_days, absences, today):
    day = MONDAY + timedelta(days=today)
    since = [MONDAY + timedelta(days=n) for n in absences]
    days = sorted(MONDAY + timedelta(days=n) for n in open_days)
    before = needs_a_person_before([one for one in days if min(since) <= one <= day])
    for one in since:
        assert (before is not None and one < before) == (days_left(one, day, days) <= 0)


STEPS = st.lists(
    st.builds(
        Step,
        words=st.sampled_from("abcdef"),
        day=st.integers(1, 4),
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        role=st.just("office"),
        tries=st.integers(0, 3),
    ),
    unique_by=lambda step: step.words,
)


@given(
    STEPS,
    st.sets(st.sampled_from("abcdef")),
    st.sets(st.sampled_from("abcdef")),
    st.integers(0, 4),
    st.integers(1, 5),
    st.times(),
)
def test_each_step_has_come_as_far_as_the_oracle_says(steps, done, not_done, tries, day, now):
    held = standings(steps, done=done, not_done=not_done, tries=tries, day=day, now=now)
    assert sorted((one.step.day, one.step.at) for one in held) == [
        (one.step.day, one.step.at) for one in held
    ]
    left = []
    for one in held:
        step = one.step
        counted = 0 < step.tries <= tries and step.words not in not_done
        if step.words in done or counted:
            assert one.came == "done"
        elif step.words in not_done:
            assert one.came == "not_done"
        else:
            past = step.day < day or (step.day == day and step.at < now)
            assert one.came == ("late" if past else "due" if step.day == day else "to_come")
            left.append(one)
    assert next_of(held) == (left[0] if left else None)


def test_the_usual_steps_end_with_a_welfare_check_and_come_sooner_for_some():
    for steps in USUAL.values():
        assert in_order(steps) == list(steps)
        assert "welfare check" in steps[-1].words
        assert len({step.words for step in steps}) == len(steps)
    assert USUAL[Risk.FIRST][-1].day < USUAL[Risk.EVERY][-1].day


def test_two_attempts_do_what_two_attempts_were_set_for():
    first, again, *_rest = standings(
        USUAL[Risk.EVERY], done=(), not_done=(), tries=1, day=1, now=time(10, 31)
    )
    assert (first.came, again.came) == (Came.DONE, Came.LATE)
