"""Who is on the site, against a plain walk through the day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.codes import Category
from trellis.rules.on_site import Seen, Sighting, Where, what_a_mark_says, where
from trellis.rules.words import Session


def at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


AM, PM = Session.AM, Session.PM
HERE_AM, AWAY_AM = Sighting(at(8, 50), Seen.MARKED_HERE, AM), Sighting(at(8, 50), Seen.MARKED_AWAY, AM)
HERE_PM, AWAY_PM = Sighting(at(13), Seen.MARKED_HERE, PM), Sighting(at(13), Seen.MARKED_AWAY, PM)
VISIT_PM = Sighting(at(13), Seen.MARKED_ELSEWHERE, PM)
CAME, EARLY = Sighting(at(9, 5), Seen.CAME, AM), Sighting(at(8, 40), Seen.CAME, AM)
LEFT, BACK = Sighting(at(11), Seen.LEFT, AM), Sighting(at(12), Seen.BACK, AM)


@pytest.mark.parametrize(
    ("seen", "is_where"),
    [
        ([], Where.UNKNOWN),
        ([HERE_AM], Where.HERE),
        ([AWAY_AM], Where.AWAY),
        ([AWAY_AM, CAME], Where.HERE),
        (
            [AWAY_AM, EARLY],
            Where.HERE,
        ),  # the desk saw the child in the session the register says otherwise of
        ([HERE_AM, LEFT], Where.AWAY),
        ([HERE_AM, LEFT, AWAY_PM], Where.AWAY),
        ([HERE_AM, LEFT, BACK], Where.HERE),
        ([HERE_AM, LEFT, HERE_PM], Where.HERE),
        ([HERE_AM, AWAY_PM], Where.UNKNOWN),
        ([CAME, AWAY_PM], Where.UNKNOWN),
        ([HERE_AM, LEFT, BACK, AWAY_PM], Where.UNKNOWN),
        ([HERE_AM, VISIT_PM], Where.AWAY),
        ([AWAY_AM, AWAY_PM], Where.AWAY),
        ([AWAY_AM, HERE_PM], Where.HERE),
    ],
)
def test_the_latest_word_holds_and_nobody_seen_to_come_is_taken_off_unseen(seen, is_where):
    assert where(seen)[0] is is_where
    assert where(reversed(seen))[0] is is_where


@pytest.mark.parametrize(
    ("category", "late", "says"),
    [
        (Category.PRESENT, False, Seen.MARKED_HERE),
        (Category.PRESENT, True, Seen.MARKED_HERE),
        (Category.UNAUTHORISED, True, Seen.MARKED_HERE),  # U: absent by law, and in the building
        (Category.UNAUTHORISED, False, Seen.MARKED_AWAY),
        (Category.AUTHORISED, False, Seen.MARKED_AWAY),
        (Category.ACTIVITY, False, Seen.MARKED_ELSEWHERE),
        (Category.NOT_REQUIRED, False, Seen.MARKED_ELSEWHERE),
        (Category.MISSING, False, None),
        (None, False, None),
    ],
)
def test_what_a_mark_says_of_where_a_child_is(category, late, says):
    assert what_a_mark_says(category, late_after_close=late) is says


DAYS = st.lists(
    st.tuples(st.integers(0, 15), st.sampled_from(list(Seen))), max_size=6, unique_by=lambda one: one[0]
)


@given(DAYS)
def test_a_day_walked_through_step_by_step_comes_to_the_same(day):
    sightings = [
        Sighting(at(8 + hour // 2, 30 * (hour % 2)), seen, AM if hour < 8 else PM) for hour, seen in day
    ]
    state, came_by, in_session = Where.UNKNOWN, None, None
    for one in sorted(sightings, key=lambda one: one.at):
        if one.seen in (Seen.MARKED_HERE, Seen.CAME, Seen.BACK):
            state, came_by, in_session = Where.HERE, one.seen, one.session
        elif one.seen in (Seen.LEFT, Seen.MARKED_ELSEWHERE):
            state, came_by = Where.AWAY, None
        elif came_by is None:
            state = Where.AWAY
        else:
            by_desk = came_by in (Seen.CAME, Seen.BACK)
            state = Where.HERE if by_desk and in_session is one.session else Where.UNKNOWN
    assert where(sightings)[0] is state


@given(DAYS)
def test_whoever_nobody_saw_leave_is_never_taken_to_be_away_after_coming(day):
    sightings = [
        Sighting(at(8 + hour // 2, 30 * (hour % 2)), seen, AM if hour < 8 else PM) for hour, seen in day
    ]
    gone = (Seen.LEFT, Seen.MARKED_ELSEWHERE)
    came = [one.at for one in sightings if one.seen in (Seen.MARKED_HERE, Seen.CAME, Seen.BACK)]
    if came and not any(one.seen in gone and one.at > max(came) for one in sightings):
        assert where(sightings)[0] is not Where.AWAY
