"""Who the enrolments on a list are: name, numbers, year group, class and school, as they stood on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from trellis.schools.models import Characteristic, ClassMembership, Enrolment, PupilNumber, SchoolURN

# A database takes only so many values in one question.
_AT_ONCE = 10_000


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
    found = {
        one.pk: Named(
            enrolment=one.pk,
            pupil=one.pupil_id,
            school=one.school_id,
            forename=one.pupil.forename,
            surname=one.pupil.surname,
            date_of_birth=one.pupil.date_of_birth,
            admission_number=one.admission_number,
            since=one.since,
            until=one.until,
        )
        for one in Enrolment.objects.filter(pk__in=ids).select_related("pupil")
    }
    years = Characteristic.objects.filter(enrolment__in=ids, kind=Characteristic.Kind.YEAR_GROUP)
    year_groups = _last_by(years, on, "enrolment_id", "value")
    members = ClassMembership.objects.filter(enrolment__in=ids)
    classes = _last_by(members, on, "enrolment_id", "school_class__name")
    pupils = {one.pupil for one in found.values()}
    upns = _last_by(PupilNumber.objects.filter(pupil__in=pupils, is_former=False), on, "pupil_id", "upn")
    schools = {one.school for one in found.values()}
    urns = _last_by(SchoolURN.objects.filter(school__in=schools), on, "school_id", "urn")
    return {
        pk: replace(
            one,
            upn=upns.get(one.pupil, ""),
            year_group=year_groups.get(pk, ""),
            class_name=classes.get(pk, ""),
            urn=urns.get(one.school, ""),
        )
        for pk, one in found.items()
    }


def _last_by(rows: QuerySet[Any], on: dt.date, key: str, value: str) -> dict[int, str]:
    """The value that held on a day, else the last before it; for whoever had none yet, the first after."""
    found: dict[int, str] = {}
    for owner, since, held in rows.order_by("since", "pk").values_list(key, "since", value):
        if since <= on or owner not in found:
            found[owner] = held
    return found
