"""Days in a row against a plain reader."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.watch import Run, new_pupil_due, runs

DAYS = st.text(alphabet="AP-", max_size=60)


def plainly(days: str, at_least: int) -> list[Run]:
    """Take out the days nobody could come, split at those somebody came, and look how long the rest are."""
    school = [(at, mark) for at, mark in enumerate(days) if mark != "-"]
    found, begun = [], 0
    for at in range(len(school) + 1):
        if at == len(school) or school[at][1] == "P":
            if at > begun and at - begun >= at_least:
                found.append(Run(school[begun][0], school[at - 1][0], at - begun))
            begun = at + 1
    return found


@given(DAYS, st.integers(1, 12))
def test_runs_are_as_a_plain_reader_finds_them(days, at_least):
    counts, possible = [mark == "A" for mark in days], [mark != "-" for mark in days]
    assert list(runs(counts, possible, at_least)) == plainly(days, at_least)


def test_a_weekend_neither_counts_nor_breaks():
    assert list(runs([True] * 5 + [False] * 2 + [True] * 5, [True] * 5 + [False] * 2 + [True] * 5, 10)) == [
        Run(0, 11, 10)
    ]


def test_a_new_pupil_is_told_of_by_the_fifth_day_after():
    assert new_pupil_due(dt.date(2024, 9, 10)) == dt.date(2024, 9, 15)
