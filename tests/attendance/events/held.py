"""Events for the tests: a_morning(cast) is this morning's coffee morning, at 8:30 in the hall."""

import datetime as dt
from typing import Any

from trellis.gatherings.events import arrange_event, begin_series
from trellis.gatherings.models import Gathering, Series
from trellis.schools.models import Contact, FamilyLink


def a_morning(cast: Any, **said: Any) -> Gathering:
    held = {"kind": "coffee", "on": cast.today, "at": dt.time(8, 30), "where": "in the hall"}
    return arrange_event(school=cast.oak, by=cast.office, **held | said)


def a_series(cast: Any, **said: Any) -> Series:
    held = {"name": "Coffee morning", "kind": "coffee", "where": "in the hall", "at": dt.time(9)}
    return begin_series(school=cast.oak, by=cast.office, **held | said)


def a_mother(cast: Any, child: str, name: str) -> Contact:
    """A child of the cast has a mother who can be rung."""
    contact = Contact.objects.create(name=name, phone="01632 960009", language="en")
    FamilyLink.objects.create(
        pupil=cast.pupils[child],
        school=cast.oak,
        contact=contact,
        since=dt.date(2024, 9, 3),
        relationship="mother",
        has_care=True,
    )
    return contact
