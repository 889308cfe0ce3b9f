"""Whom to visit first, who is overdue, and who was back the next day: against plain readings of the words."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.visiting import ToVisit, came_back, in_order, overdue_by

DAYS = st.dates(dt.date(2024, 9, 1), dt.date(2024, 9, 30))
CHILDREN = st.builds(
    ToVisit,
    pupil=st.integers(1, 9999),
    name=st.sampled_from(["Adams Amy", "adams Ben", "Carter Cal", "Zane Zak"]),
    is_first=st.booleans(),
    days_out=st.integers(0, 6),
    step_due_on=st.none() | DAYS,
    do_by=st.none() | DAYS,
    is_late=st.booleans(),
)


def comes_before(one: ToVisit, other: ToVisit) -> bool:
    """The rule, word for word, of two children."""
    if one.is_first != other.is_first:
        return one.is_first
    if one.is_late != other.is_late:
        return one.is_late
    if one.days_out != other.days_out:
        return one.days_out > other.days_out
    if one.do_by != other.do_by:
        return other.do_by is None or (one.do_by is not None and one.do_by < other.do_by)
    if one.name.lower() != other.name.lower():
        return one.name.lower() < other.name.lower()
    return one.pupil < other.pupil


@given(st.lists(CHILDREN, max_size=12, unique_by=lambda one: one.pupil))
def test_whom_to_visit_first_is_as_a_plain_reader_sorts_them(children):
    left, found = list(children), []
    while left:
        first = next(one for one in left if all(one is other or comes_before(one, other) for other in left))
        found.append(first)
        left.remove(first)
    assert in_order(children) == found


MINUTES = st.integers(0, 600)
NINE = dt.datetime(2024, 9, 10, 9, tzinfo=dt.UTC)


@given(MINUTES, st.none() | MINUTES, st.none() | MINUTES, MINUTES)
def test_people_are_overdue_only_while_they_are_out_and_expected(expected, left, back, now):
    def at(minutes: int | None) -> dt.datetime | None:
        return None if minutes is None else NINE + dt.timedelta(minutes=minutes)

    late = overdue_by(at(expected), at(left), at(back), at(now))
    is_out = left is not None and back is None
    assert late == dt.timedelta(minutes=max(now - expected, 0) if is_out else 0)


@given(st.lists(st.text("/\\NO.", min_size=2, max_size=2), max_size=4))
def test_whether_a_child_was_back_is_read_from_the_first_day_with_a_mark(days):
    said = came_back(days, attended={"/", "\\"}, unmarked=".")
    marked = [marks for marks in days if marks != ".."]
    assert said == (("/" in marked[0] or "\\" in marked[0]) if marked else None)
