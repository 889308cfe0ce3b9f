"""What Trellis fills in of a referral from the record, for whoever refers to read before it goes."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.rules.academic_year import AcademicYear
from trellis.rules.casework import month_of
from trellis.schools.models import FamilyLink, Pupil, School
from trellis.support.models import Agency, AgencyField
from trellis.support.reading import read_days

_ONE_DAY = dt.timedelta(days=1)


def filled_in(agency: Agency, pupil: Pupil, school: School, day: dt.date) -> dict[str, str]:
    """The answers Trellis knows, by what is asked."""
    return {one.words: _FILLED[one.filled](pupil, school, day) for one in agency.fields.all() if one.filled}


def _who(pupil: Pupil, _school: School, _day: dt.date) -> str:
    born = date_format(pupil.date_of_birth, "j F Y") if pupil.date_of_birth else _("not recorded")
    return _("%(name)s, born %(born)s") % {"name": str(pupil), "born": born}


def _where(_pupil: Pupil, school: School, _day: dt.date) -> str:
    return f"{school.name} ({school.urn})"


def _parents(pupil: Pupil, school: School, day: dt.date) -> str:
    held = FamilyLink.objects.on(day).filter(pupil=pupil, school=school, parental_responsibility=True)
    return "\n".join(
        f"{one.contact.name} ({one.get_relationship_display()})" for one in held.select_related("contact")
    )


def _attendance(pupil: Pupil, _school: School, day: dt.date) -> str:
    year = AcademicYear.of(day)
    first, last = month_of(day.replace(day=1) - _ONE_DAY)
    days = read_days([pupil.pk], min(year.since, first), day).of(pupil.pk)
    lines = (
        (_("This school year so far"), days.figure("attendance", year.since, day)),
        (_("Last month"), days.figure("attendance", first, last)),
    )
    return "\n".join(f"{words}: {figure.rate} ({figure.of})" for words, figure in lines)


_FILLED: Final[Mapping[str, Callable[[Pupil, School, dt.date], str]]] = {
    AgencyField.Filled.PUPIL: _who,
    AgencyField.Filled.SCHOOL: _where,
    AgencyField.Filled.PARENTS: _parents,
    AgencyField.Filled.ATTENDANCE: _attendance,
}
