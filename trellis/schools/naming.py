"""Who the enrolments on a list are: name, numbers, year group, class and school, as they stood on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from trellis.schools.models import Characteristic, ClassMembership, Enrolment, PupilNumber, SchoolURN

# A database takes only so many values in one question.
_AT_ONCE = 10_000
# What an enrolment and its pupil say themselves, in the order of `Named`.
_OF_ENROLMENT = (
    *("pk", "pupil_id", "school_id", "pupil__forename", "pupil__surname", "pupil__date_of_birth"),
    *("admission_number", "since", "until"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """An enrolled pupil as a list shows them."""

    enrolment: int
    pupil: int
    school: int
    forename: str
    surname: str
    date_of_birth: dt.date | None
    admission_number: str
    since: dt.date
    until: dt.date | None
    upn: str = ""
    year_group: str = ""
    class_name: str = ""
    urn: str = ""

    @property
    def name(self) -> str:
        """Forename and surname."""
        return f"{self.forename} {self.surname}"


def named(enrolments: Iterable[int], on: dt.date) -> dict[int, Named]:
    """The enrolments by their ids, in six queries however many there are (for each ten thousand)."""
    ids = sorted({int(one) for one in enrolments})
    found: dict[int, Named] = {}
    for at in range(0, len(ids), _AT_ONCE):
        found |= _named(ids[at : at + _AT_ONCE], on)
    return found


def _named(ids: list[int], on: dt.date) -> dict[int, Named]:
    rows = list(Enrolment.objects.filter(pk__in=ids).values_list(*_OF_ENROLMENT))
    years = Characteristic.objects.filter(enrolment__in=ids, kind=Characteristic.Kind.YEAR_GROUP)
    year_groups = _last_by(years, on, "enrolment_id", "value")
    members = ClassMembership.objects.filter(enrolment__in=ids)
    classes = _last_by(members, on, "enrolment_id", "school_class__name")
    pupils, schools = {row[1] for row in rows}, {row[2] for row in rows}
    upns = _last_by(PupilNumber.objects.filter(pupil__in=pupils, is_former=False), on, "pupil_id", "upn")
    urns = _last_by(SchoolURN.objects.filter(school__in=schools), on, "school_id", "urn")
    return {
        row[0]: Named(
            *row,
            upn=upns.get(row[1], ""),
            year_group=year_groups.get(row[0], ""),
            class_name=classes.get(row[0], ""),
            urn=urns.get(row[2], ""),
        )
        for row in rows
    }


def _last_by(rows: QuerySet[Any], on: dt.date, key: str, value: str) -> dict[int, str]:
    """The value that held on a day, else the last before it; for whoever had none yet, the first after."""
    found: dict[int, str] = {}
    for owner, since, held in rows.order_by("since", "pk").values_list(key, "since", value):
        if since <= on or owner not in found:
            found[owner] = held
    return found
