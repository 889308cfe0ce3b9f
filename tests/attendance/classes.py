"""Classes of many children for tests of celebrating: all present but for those said.

a_class(cast.oak, "2B", 10, {0: "2I", 3: "1L"})    ten children; the first ill twice, the fourth late once
"""

import datetime as dt
from collections.abc import Mapping

from tests.attendance.spending import spend
from trellis.schools.models import Characteristic, ClassMembership, Enrolment, Pupil, School, SchoolClass

FIRST_DAY = dt.date(2024, 9, 3)
MONDAY, FRIDAY = dt.date(2024, 9, 9), dt.date(2024, 9, 13)


def a_class(
    school: School,
    name: str,
    children: int,
    said: Mapping[int, str] | None = None,
    *,
    year_group: str = "2",
    since: dt.date = MONDAY,
    until: dt.date = FRIDAY,
) -> list[Pupil]:
    """A class of so many children who were there from the first day, with marks from one day to another."""
    school_class = SchoolClass.objects.create(school=school, year=2024, name=name)
    pupils = Pupil.objects.bulk_create(
        Pupil(forename=f"Robin{n}", surname=f"Of{name}", date_of_birth=dt.date(2017, 10, 1), sex="F")
        for n in range(children)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(pupil=pupil, school=school, since=FIRST_DAY) for pupil in pupils
    )
    ClassMembership.objects.bulk_create(
        ClassMembership(enrolment=one, school_class=school_class, since=FIRST_DAY) for one in enrolments
    )
    Characteristic.objects.bulk_create(
        Characteristic(enrolment=one, kind="year_group", value=year_group, since=FIRST_DAY)
        for one in enrolments
    )
    attend(school, pupils, said, since=since, until=until)
    return pupils


def attend(
    school: School,
    pupils: list[Pupil],
    said: Mapping[int, str] | None = None,
    *,
    since: dt.date = MONDAY,
    until: dt.date = FRIDAY,
) -> None:
    """Marks of some days: all present but for those said."""
    said = said or {}
    spend(school, {pupil: said.get(n, "") for n, pupil in enumerate(pupils)}, since=since, until=until)
