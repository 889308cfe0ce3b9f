"""Support to test with: programmes as they come, cases of the cast, a service with its agreed format."""

import datetime as dt
from typing import Any

from trellis.schools import actions as schools
from trellis.schools.models import Grouping, School
from trellis.support.actions import begin_referral, begin_with, note_consent, open_case, write_agency
from trellis.support.models import Agency, Case, Programme, Referral

BEGAN = dt.date(2024, 9, 9)


def programme(cast: Any, starter: str = "parent-plan", place: School | Grouping | None = None) -> Programme:
    """One of those the product knows."""
    return begin_with(place=place or cast.oak, starter=starter, by=cast.head)


def a_case(cast: Any, name: str = "amy", under: Programme | None = None, **said: Any) -> Case:
    """Support for a child of Oak since Monday, which the SENCO leads."""
    held = {
        "programme": under or programme(cast),
        "pupil": cast.pupils[name],
        "school": cast.oak,
        "since": BEGAN,
        "why": "Mornings are hard.",
        "family_words": "We are up half the night.",
        "lead": cast.inclusion_lead,
        "by": cast.head,
    }
    return open_case(**held | said)


def agreed(cast: Any, case: Case) -> Case:
    """The same, with the family's consent."""
    note_consent(case=case, on=case.since, said="given", who="Ann Adams", by=cast.head)
    return case


def an_agency(cast: Any, place: School | Grouping | None = None, **said: Any) -> Agency:
    """The authority's welfare service, which asks three things."""
    values = {
        "name": "Education welfare service",
        "tier": "specialist",
        "about": "",
        "received_by": "ewo",
        "programme": None,
        "answers_days": 5,
        "asks_consent": False,
        "asks_tried": True,
    }
    fields = [
        ("The child’s name and date of birth", True, "pupil"),
        ("Reasons for the absence", True, ""),
        ("Safety of a visit", False, ""),
    ]
    return write_agency(place=place or cast.authority, values=values | said, fields=fields, by=cast.head)


def a_referral(cast: Any, agency: Agency | None = None, name: str = "amy", **said: Any) -> Referral:
    """A child of Oak referred and not sent yet."""
    held = {"answers": {"The child’s name and date of birth": "Amy Adams, born 14 January 2017"}}
    return begin_referral(
        agency=agency or an_agency(cast),
        pupil=cast.pupils[name],
        school=cast.oak,
        by=cast.attendance_lead,
        **held | said,
    )


def moved_to_elm(cast: Any, *, on: dt.date) -> None:
    """Amy leaves Oak the day before and joins Elm."""
    enrolment = cast.enrolment("amy")
    schools.leave(enrolment=enrolment, until=on - dt.timedelta(days=1), ground="a", by=cast.office)
    schools.enrol(pupil=cast.amy, school=cast.elm, since=on, by=cast.mr_outside)
