"""Who the enrolments on a list are: name, numbers, year group, class and school, as they stood on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigIntegerField

from trellis.schools.models import Characteristic, ClassMembership, Enrolment, PupilNumber, SchoolURN
from trellis.schools.questions import PUPILS, Question, Several

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
    rows = _ENROLLED.ask(enrolments=ids)
    year_groups = _last_by(_YEAR_GROUPS.ask(enrolments=ids), on)
    classes = _last_by(_CLASSES.ask(enrolments=ids), on)
    upns = _last_by(_UPNS.ask(pupils={row[1] for row in rows}), on)
    urns = _last_by(_URNS.ask(schools={row[2] for row in rows}), on)
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


def _last_by(rows: Iterable[tuple[int, dt.date, str]], on: dt.date) -> dict[int, str]:
    """The value that held on a day, else the last before it; for whoever had none yet, the first after."""
    found: dict[int, str] = {}
    for owner, since, held in rows:
        if since <= on or owner not in found:
            found[owner] = held
    return found


# --- what is asked of every list ----------------------------------------------------------------------------

_ENROLMENTS: Final[Any] = Several("enrolments", BigIntegerField())
_SCHOOLS: Final[Any] = Several("schools", BigIntegerField())


def _dated(rows: Any, owner: str, value: str) -> Any:
    """Whose each value is and since when, the earliest first."""
    return rows.order_by("since", "pk").values_list(owner, "since", value)


_ENROLLED = Question(lambda: Enrolment.objects.filter(pk__in=_ENROLMENTS).values_list(*_OF_ENROLMENT))
_YEAR_GROUPS = Question(
    lambda: _dated(
        Characteristic.objects.filter(enrolment__in=_ENROLMENTS, kind=Characteristic.Kind.YEAR_GROUP),
        *("enrolment_id", "value"),
    )
)
_CLASSES = Question(
    lambda: _dated(
        ClassMembership.objects.filter(enrolment__in=_ENROLMENTS), "enrolment_id", "school_class__name"
    )
)
_UPNS = Question(
    lambda: _dated(PupilNumber.objects.filter(pupil__in=PUPILS, is_former=False), "pupil_id", "upn")
)
_URNS = Question(lambda: _dated(SchoolURN.objects.filter(school__in=_SCHOOLS), "school_id", "urn"))
