"""How many families are to be rung, counted from the roll a page has read: as many as the list itself has."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from tests.attendance.day.morning import taken
from tests.attendance.day.test_still_out import marked
from trellis.attendance.day.calls import CallList, CountedCalls
from trellis.attendance.day.still_out import StillOut
from trellis.rules.words import Session
from trellis.schools.actions import leave
from trellis.web.today import Today

BEFORE = ("5", "6", "9")


def said(calls: CallList) -> dict:
    """Everything a page says of the calls and the absences without naming anybody."""
    out = StillOut(calls)
    return {
        "open": calls.is_open,
        "session": calls.session,
        "calls": sorted((call.children, call.adults, call.first) for call in calls.calls),
        "firsts": calls.firsts,
        "pupils": calls.pupils,
        "steps": sorted((one.step.words, one.came) for one in out.next_steps),
        "overdue": out.overdue,
    }


@pytest.mark.parametrize("seed", range(12))
def test_counted_from_the_roll_it_is_the_same_as_the_list(cast, clock, seed):
    chance = random.Random(seed)  # noqa: S311 (marks for a test)
    children = {"3b": ("amy", "ben", "cal", "dee"), "4c": ("eve", "fay")}
    for name in (*children["3b"], *children["4c"]):
        marked(cast, name, {day: chance.choice("/NOI") + chance.choice("\\NOI") for day in BEFORE})
    if seed % 3 == 0:
        gone = cast.enrolment("dee")
        leave(enrolment=gone, until=dt.date(2024, 9, 9), by=cast.head)
        children["3b"] = ("amy", "ben", "cal")
    codes = {name: chance.choice("/NOIN") for held in children.values() for name in held}
    taken(cast, cast.class_3b, **{name: codes[name] for name in children["3b"]})
    if seed % 4:
        taken(cast, cast.class_4c, **{name: codes[name] for name in children["4c"]})
    clock.at("2024-09-10 09:35")
    counted = Today.at(cast.oak).calls
    assert isinstance(counted, CountedCalls)
    assert said(counted) == said(CallList(cast.oak, timezone.now()))


def test_it_is_seen_in_these_marks_at_all(cast, clock):
    """Were nobody ever to be rung, the two would agree about nothing."""
    marked(cast, "amy", {"5": "/\\", "9": "NN"})
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c, fay="N")
    clock.at("2024-09-10 09:35")
    found = said(Today.at(cast.oak).calls)
    assert found["firsts"] == 1
    assert len(found["calls"]) == 2
    assert found["steps"]
    assert found["session"] is Session.AM


def test_on_a_day_without_school_nobody_is_rung(cast, clock):
    clock.at("2024-09-14 09:35")
    assert said(Today.at(cast.oak).calls) == said(CallList(cast.oak, timezone.now()))
    assert Today.at(cast.oak).calls.calls == []
