"""Absences for the tests: told_of(cast, "amy", reason="…", back=…), by Ann Adams at 8:20."""

import datetime as dt
from typing import Any

from tests.cast import LONDON, TODAY
from trellis.registers.expecting import Telling, take_in_absence
from trellis.registers.models import ExpectedAbsence
from trellis.registers.planning import Planned, plan
from trellis.schools.models import Contact

AT = dt.datetime(2024, 9, 10, 8, 20, tzinfo=LONDON)


def telling(**said: Any) -> Telling:
    """A telephone call from Amy's mother: a cough, today."""
    told = {
        "how": "telephone",
        "told_at": AT,
        "told_by": "Ann Adams",
        "contact": Contact.objects.get(name="Ann Adams"),
        "reason": "She has a cough",
        "code": "I",
        "since": TODAY,
    }
    return Telling(**{**told, **said})


def told_of(cast: Any, *names: str, **said: Any) -> list[ExpectedAbsence]:
    """These children's absence, taken in by the office."""
    return take_in_absence(
        school=cast.oak,
        enrolments=[cast.enrolment(name) for name in names],
        telling=telling(**said),
        by=cast.office,
    )


def planned(**said: Any) -> Planned:
    """A visit to the farm, today."""
    held = {
        "kind": "visit",
        "code": "V",
        "since": TODAY,
        "until": TODAY,
        "agreed_by": "Helen Hart",
        "place": "Mill Farm",
    }
    return Planned(**{**held, **said})


def planned_for(cast: Any, name: str, **said: Any) -> ExpectedAbsence:
    """What is planned for one child."""
    (one,) = plan(school=cast.oak, enrolments=[cast.enrolment(name)], planned=planned(**said), by=cast.office)
    return one
