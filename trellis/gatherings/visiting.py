"""Which governor visits what, month by month of a school year, and which of those visits were made."""

import datetime as dt
from dataclasses import dataclass

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.gatherings.forms import months_in_order
from trellis.gatherings.models import Gathering, LinkRole
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Grouping, Person, School


@dataclass(frozen=True)
class Month:
    """One month of one area: whether a visit was asked for, and those there are."""

    name: str
    is_asked: bool
    visits: tuple[Gathering, ...]
    words: str
    is_late: bool = False


@dataclass(frozen=True)
class Visiting:
    """One link governor's year."""

    role: LinkRole
    months: tuple[Month, ...]

    @property
    def asked(self) -> tuple[Month, ...]:
        """The months in which a visit is asked for or made."""
        return tuple(month for month in self.months if month.is_asked or month.visits)


def visiting(place: School | Grouping, year: AcademicYear, today: dt.date) -> list[Visiting]:
    """Every link governor's visits of a school year."""
    roles = LinkRole.objects.at(place).filter(year=year.start).select_related("person")
    held = Gathering.objects.at(place).filter(called_off=False, role__isnull=False).in_year(year)
    made: dict[tuple[int | None, int], list[Gathering]] = {}
    for visit in held.order_by("on"):
        made.setdefault((visit.role_id, visit.on.month), []).append(visit)
    return [
        Visiting(role, tuple(month_of(role, number, made, today) for number in months_in_order()))
        for role in roles
    ]


def month_of(
    role: LinkRole, number: int, made: dict[tuple[int | None, int], list[Gathering]], today: dt.date
) -> Month:
    """One month of an area: the visits there are; or, where one was asked for, whether it is too late."""
    visits = tuple(made.get((role.pk, number), ()))
    asked = number in role.months
    name = str(MONTHS_3[number]).capitalize()
    if visits:
        return Month(name, asked, visits, ", ".join(_said(visit, today) for visit in visits))
    if not asked:
        return Month(name, asked, (), "")
    begins = dt.date(role.year if number >= 8 else role.year + 1, number, 1)
    late = (begins + dt.timedelta(days=31)).replace(day=1) <= today
    return Month(name, asked, (), _("no visit was made") if late else _("a visit is to be made"), late)


def _said(visit: Gathering, today: dt.date) -> str:
    day = {"day": date_format(visit.on, "j M")}
    if visit.minutes:
        return _("%(day)s, with a note") % day
    return _("%(day)s, to come") % day if visit.on > today else _("%(day)s, no note yet") % day


def visits_of(person: Person, place: School | Grouping, today: dt.date) -> list[LinkRole]:
    """The areas a governor is asked to visit this month and has no visit for."""
    year = AcademicYear.of(today)
    roles = LinkRole.objects.at(place).filter(person=person, year=year.start)
    asked = [role for role in roles if today.month in role.months]
    if not asked:
        return []
    held = Gathering.objects.filter(role__in=asked, called_off=False, on__month=today.month)
    arranged = set(held.in_year(year).values_list("role", flat=True))
    return [role for role in asked if role.pk not in arranged]
