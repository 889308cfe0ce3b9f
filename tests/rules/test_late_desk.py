"""Coming late: the session, the mark and the minutes, against a plain reading of requirements A4."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.late_desk import Came, Hours, came
from trellis.rules.words import Session

INFANTS = (
    Hours(dt.time(8, 45), dt.time(8, 55), dt.time(12, 0)),
    Hours(dt.time(13, 0), dt.time(13, 10), dt.time(15, 15)),
)


@pytest.mark.parametrize(
    ("at", "earns"),
    [
        ("08:45:00", Came(Session.AM)),
        ("08:45:01", Came(Session.AM, "L", 1)),
        ("08:55:00", Came(Session.AM, "L", 10)),
        ("08:55:01", Came(Session.AM, "U", 11)),
        ("12:00:00", Came(Session.AM, "U", 195)),
        ("12:00:01", Came(Session.PM)),
        ("13:00:00", Came(Session.PM)),
        ("13:04:00", Came(Session.PM, "L", 4)),
        ("13:10:01", Came(Session.PM, "U", 11)),
        ("15:15:00", Came(Session.PM, "U", 135)),
        ("15:15:01", None),
    ],
)
def test_a_time_to_the_second_earns_a_mark(at, earns):
    assert came(dt.time.fromisoformat(at), *INFANTS) == earns


def plain(second: int) -> tuple[str, str, int | None] | None:
    """The same, read off a table of seconds."""
    table = [
        (8 * 3600 + 45 * 60, "AM", ""),
        (8 * 3600 + 55 * 60, "AM", "L"),
        (12 * 3600, "AM", "U"),
        (13 * 3600, "PM", ""),
        (13 * 3600 + 10 * 60, "PM", "L"),
        (15 * 3600 + 15 * 60, "PM", "U"),
    ]
    for last, session, code in table:
        if second <= last:
            opens = 8 * 3600 + 45 * 60 if session == "AM" else 13 * 3600
            minutes = sum(1 for begun in range(opens, second, 60)) if code else None
            return session, code, minutes
    return None


@given(st.integers(0, 24 * 3600 - 1))
def test_every_second_of_the_day_is_as_the_table_says(second):
    at = dt.time(second // 3600, second // 60 % 60, second % 60)
    found = came(at, *INFANTS)
    assert (found and (found.session.value, found.code, found.minutes)) == plain(second)
