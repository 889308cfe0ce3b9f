"""Dated rows: whatever is said in whatever order, each day has at most one value: the last said of it."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.schools.dating import ProblemWithDates, say_from, silence_from
from trellis.schools.models import Characteristic

DAY0 = dt.date(2024, 9, 1)
LAST = 40


def day(number: int) -> dt.date:
    return DAY0 + dt.timedelta(days=number)


SAYINGS = st.lists(
    st.tuples(
        st.integers(0, LAST), st.none() | st.integers(0, LAST), st.sampled_from(["true", "false", None])
    ).filter(lambda said: said[1] is None or said[1] >= said[0]),
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sayings=SAYINGS)
def test_each_day_has_the_last_thing_said_of_it(cast, sayings):
    of = {"enrolment": cast.enrolment("amy"), "kind": "fsm"}
    Characteristic.objects.filter(**of).delete()
    told: list[str | None] = [None] * (LAST + 2)
    for since, until, value in sayings:
        if value is None:
            silence_from(
                Characteristic,
                of,
                since=day(since),
                until=day(until) if until is not None else None,
                by="a test",
            )
        else:
            say_from(
                Characteristic,
                of,
                {"value": value},
                since=day(since),
                until=day(until) if until is not None else None,
                by="a test",
            )
        last = LAST + 1 if until is None else until
        told[since : last + 1] = [value] * (last + 1 - since)
    for number, value in enumerate(told):
        rows = list(Characteristic.objects.on(day(number)).filter(**of))
        assert [row.value for row in rows] == ([] if value is None else [value]), day(number)


def test_saying_what_holds_already_touches_nothing(cast):
    of = {"enrolment": cast.enrolment("cal"), "kind": "sen"}
    before = Characteristic.history.count()
    row = say_from(Characteristic, of, {"value": "K"}, since=dt.date(2024, 10, 1), by="a test")
    assert row.since == dt.date(2024, 9, 3)
    assert Characteristic.history.count() == before


def test_a_span_that_ends_before_it_begins_is_refused(cast):
    of = {"enrolment": cast.enrolment("cal"), "kind": "sen"}
    with pytest.raises(ProblemWithDates, match="1 October 2024 is before 2 October 2024"):
        say_from(
            Characteristic, of, {"value": "K"}, since=dt.date(2024, 10, 2), until=dt.date(2024, 10, 1), by="x"
        )


def test_the_history_says_who_and_keeps_what_was_said_before(cast):
    of = {"enrolment": cast.enrolment("cal"), "kind": "sen"}
    say_from(Characteristic, of, {"value": "E"}, since=dt.date(2024, 9, 3), by=cast.data_manager)
    removed = Characteristic.history.filter(history_type="-", **of).get()
    assert removed.value == "K"
    assert removed.history_user == cast.data_manager
    say_from(Characteristic, of, {"value": "N"}, since=dt.date(2025, 1, 6), by="command line, secretary")
    said = Characteristic.history.filter(value="N", **of).get()
    assert said.history_user is None
    assert said.history_change_reason == "command line, secretary"
