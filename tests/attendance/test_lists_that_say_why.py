"""Lists that say why: whose sister it is, who is new, who is back on track, and what it would take."""

import datetime as dt
import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.spending import spend
from trellis.attendance.from_here import sessions_until
from trellis.rules.absence import HALF, TEN_PER_CENT
from trellis.rules.academic_year import SESSIONS
from trellis.rules.tally import Tally, absent, possible

PUPILS = "/schools/123456/attendance/pupils/"
SINCE = dt.date(2024, 9, 3)


@pytest.fixture(autouse=True)
def friday_evening(clock):
    clock.at("2024-10-11T17:00")


def rows(client, where: str) -> dict[str, str]:
    """What each child's row says, by forename."""
    page = client.get(PUPILS, {"where": where}).content.decode()
    found = re.findall(r'<tr class="govuk-table__row">(?:(?!</tr>).)*?scope="row".*?</tr>', page, re.DOTALL)
    words = [re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", row))).strip() for row in found]
    return {row.removeprefix("Choose").split()[0]: row for row in words}


@pytest.fixture
def five_weeks(cast):
    """Amy ill at the start, Ben the last week, Cal throughout; the others were there."""
    fifty_eight = 2 * 29
    said = {
        "amy": "6I",
        "ben": f"{fifty_eight - 8}/8I",
        "cal": "30I",
        "dee": "",
        "eve": "1I",
    }
    spend(
        cast.oak,
        {cast.pupils[name]: marks for name, marks in said.items()},
        since=SINCE,
        until=dt.date(2024, 10, 11),
    )


def test_new_since_last_week_is_said_of_whoever_met_the_rule_only_since(five_weeks, cast, sign_in):
    found = rows(sign_in(cast.office), "persistent_absence")
    assert set(found) == {"Amy", "Ben", "Cal"}
    assert {name for name, row in found.items() if "New since 4 October" in row} == {"Ben"}


def test_back_on_track_is_whoever_was_absent_four_weeks_ago_and_no_longer(five_weeks, cast, sign_in, clock):
    clock.at("2024-10-18T17:00")
    names = ("amy", "ben", "cal", "dee", "eve")
    days = {"since": dt.date(2024, 10, 14), "until": dt.date(2024, 10, 18)}
    spend(cast.oak, {cast.pupils[name]: "" for name in names}, **days)
    found = rows(sign_in(cast.office), "back_on_track")
    assert set(found) == {"Amy"}  # six of sixty-eight; Ben was never absent four weeks ago


def test_what_it_would_take_stands_in_the_row(five_weeks, cast, sign_in):
    found = rows(sign_in(cast.office), "all")
    assert "sessions attended with none missed." in found["Cal"]
    assert "more sessions missed, with none attended between, would reach persistent" in found["Eve"]
    assert "would reach" not in found["Dee"]


def test_the_family_is_named_to_those_who_may_see_families(five_weeks, cast, sign_in):
    """Amy and Eve Adams have one mother."""
    assert "with Eve Adams" in rows(sign_in(cast.office), "all")["Amy"]
    assert "with Amy Adams" in rows(sign_in(cast.office), "all")["Eve"]
    assert "Eve" not in rows(sign_in(cast.teacher), "all")["Amy"]


TALLIES = st.builds(
    Tally, present=st.integers(0, 200), authorised=st.integers(0, 90), unauthorised=st.integers(0, 90)
)


@given(TALLIES, st.sampled_from([TEN_PER_CENT, HALF]), st.booleans())
def test_sessions_until_are_as_one_by_one_they_are_counted(tally, threshold, attending):
    share = 10 if threshold is TEN_PER_CENT else 2

    def met(one: Tally) -> bool:
        return possible(one) > 0 and share * absent(one) >= possible(one)

    count, one = 0, tally
    while met(one) is attending and count < SESSIONS:
        count += 1
        one = (
            replace(one, present=one.present + 1)
            if attending
            else replace(one, unauthorised=one.unauthorised + 1)
        )
    assert sessions_until(tally, threshold, attending=attending) == count
