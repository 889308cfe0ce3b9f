"""Every place a duty may name opens, and every event it may follow can be asked for."""

import datetime as dt

import pytest

from trellis.rhythm.events import EVENTS, happened
from trellis.rhythm.places import PLACES, url_of
from trellis.rules.occasions import Occasion

TUESDAY = dt.date(2024, 9, 10)
TODAY = Occasion("2024-09-10", TUESDAY, TUESDAY)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_place_opens_for_those_who_may(cast, sign_in, place):
    url = url_of(place, cast.oak, TODAY)
    assert sign_in(cast.head).get(url).status_code == 200
    assert sign_in(cast.mr_outside).get(url).status_code == 404


def test_a_place_that_is_no_longer_known_opens_nothing(cast):
    assert url_of("the moon", cast.oak, TODAY) == ""


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_an_event_tells_what_happened_at_this_school_alone(cast, event):
    assert happened(event, cast.elm, TUESDAY, TUESDAY + dt.timedelta(days=300)) == []


def test_an_event_that_is_no_longer_known_never_happens(cast):
    assert happened("eclipse", cast.oak, TUESDAY, TUESDAY) == []
