"""What levels and lists put on the agenda of a body that asks for them.

An agenda says one and the same of a child to everybody in the body who sees support. So nothing here is read
from what only some of them may know: an indicator kept for few suggests no level, and a list whose conditions
take more than seeing support puts nobody on it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.registers.half_terms import half_term_at
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Enrolment, School
from trellis.schools.roles import Permission
from trellis.support.finding.levels import AtSchool
from trellis.support.finding.models import Cohort, CohortChild, Level
from trellis.support.meetings.sources import AgendaSource, Looking, Suggested


def levels_to_decide(look: Looking) -> Iterator[Suggested]:
    """Children of whom a level is suggested, and none was ever decided."""
    day = min(look.day, timezone.localdate())  # no register tells of the days to come
    here = AtSchool(look.school, None, day, sees_protected=False)
    if here.table is None:
        return
    for pupil in sorted(here.suggested.keys() - here.decided.keys()):
        level = Level(here.suggested[pupil]).label
        yield Suggested(pupil, _("%(level)s is suggested, and nobody has decided") % {"level": level})


def selected(look: Looking) -> Iterator[Suggested]:
    """Children selected on a list of the half-term, whether a case is open for them or not: that one is
    missing would tell of a case.
    """
    chosen = CohortChild.objects.filter(
        cohort__in=_lists(look.school, look.day),
        is_selected=True,
        pupil__in=Enrolment.objects.on(look.day).filter(school=look.school).values("pupil"),
    )
    for pupil, name in chosen.order_by("cohort", "pupil").values_list("pupil", "cohort__name"):
        yield Suggested(pupil, _("Selected on the list “%(name)s”") % {"name": name})


def _lists(school: School, day: dt.date) -> list[int]:
    """The last list of each name kept for the half-term that tells nothing beyond what support does."""
    half_term = half_term_at(school, day)
    if half_term is None:
        return []
    year = AcademicYear.of(half_term.since).start
    held = Cohort.objects.filter(school=school, year=year, half_term=half_term.name, needs=None)
    return list({name.casefold(): pk for pk, name in held.order_by("pk").values_list("pk", "name")}.values())


SOURCES: Final = (
    AgendaSource(
        "levels",
        levels_to_decide,
        Permission.SEE_SUPPORT,
        asked_for=gettext_lazy("Children of whom a level of vulnerability is suggested and not decided"),
    ),
    AgendaSource(
        "lists",
        selected,
        Permission.SEE_SUPPORT,
        asked_for=gettext_lazy("Children selected on a list of the half-term"),
    ),
)
