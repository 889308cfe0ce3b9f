"""Clinics for the tests: a_clinic(cast) on Friday from 15:00, ten minutes a home."""

import datetime as dt
from typing import Any

from trellis.gatherings.families import arrange_with_families, invite_families, say_came
from trellis.gatherings.models import FamilyInvitation, Gathering

FRIDAY = dt.date(2024, 9, 13)


def a_clinic(cast: Any, **said: Any) -> Gathering:
    """Four slots of ten minutes."""
    held = {
        "kind": "clinic",
        "on": FRIDAY,
        "at": dt.time(15),
        "until": dt.time(15, 40),
        "minutes": 10,
        "hosts": [cast.attendance_lead],
        "where": "in the family room",
    }
    return arrange_with_families(school=cast.oak, by=cast.office, **{**held, **said})


def invited(cast: Any, *names: str, gathering: Gathering | None = None) -> list[FamilyInvitation]:
    """The homes of these children on the list of a clinic."""
    clinic = gathering or a_clinic(cast)
    pupils = [cast.pupils[name] for name in names]
    return list(invite_families(gathering=clinic, pupils=pupils, why="Ten days", by=cast.office).invitations)


def came(cast: Any, clock: Any, *names: str) -> FamilyInvitation:
    """The mother came on the Friday."""
    first = invited(cast, *names)[0]
    clock.at("2024-09-13 15:15")
    return say_came(invitation=first, came=True, notes="Sleeps badly since the move", by=cast.attendance_lead)
