"""A pupil's page: what is this child's story?"""

from typing import Any

from django.db.models import BigIntegerField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.attendance.asked import Asked, days_asked, years_with_registers
from trellis.attendance.pupil_story import story
from trellis.messages.log import messages_about
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import Enrolment, Hold, Person, Pupil, School
from trellis.schools.questions import DAY, SCHOOL, Given, Question
from trellis.schools.roles import Permission


@staff_may("see pupils", logs="pupil")
def pupil(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """The year strip, totals by half-term, patterns, who may be contacted, messages."""
    assert request.school is not None
    assert request.pupil is not None
    school, child, today = request.school, request.pupil, timezone.localdate()
    year, half_term, population = days_asked(request.GET, today)  # type: ignore[attr-defined]
    asked = Asked(school, year, today, half_term, population)
    of_them = {"pupil": child.pk, "school": school.pk}
    sees_families = may(request.user, Permission.SEE_FAMILIES, school)
    told = story(asked, asked.rolls(pupil=child.pk), child.pk)
    context = {
        "school": school,
        "urn": urn,
        "pupil": child,
        "asked": asked,
        "enrolments": _ENROLMENTS.ask(**of_them),
        "story": told,
        "grid": [(child, told.marks)],
        "years": years_with_registers(school),
        "sees_families": sees_families,
        "sees_support": may(request.user, Permission.SEE_SUPPORT, school),
        "holds": _HOLDS.ask(**of_them, day=today),
        "sees_formal": may(request.user, Permission.SEE_FORMAL_STEPS, school),
        "sees_reasons": may(request.user, Permission.SEE_HOLD_REASONS, school),
        "notes_talks": not sees_families and _reaches(request.user, Permission.NOTE_OWN_TALKS, school, child),
        "sees_incidents": _reaches(request.user, Permission.SEE_INCIDENTS, school, child),
        "records_incidents": _reaches(request.user, Permission.RECORD_INCIDENTS, school, child),
        "sees_scores": _reaches(request.user, Permission.SEE_SCORES, school, child),
        "sets_targets": may(request.user, Permission.CHANGE_SETTINGS, school),
        "items": messages_about(child, school, reader=request.user) if sees_families else None,
    }
    return render(request, "attendance/pupil.html", context)  # type: ignore[arg-type]


def _reaches(person: Person, permission: Permission, school: School, child: Pupil) -> bool:
    """Whether somebody may do this of a child of the school, if only as one of a class they teach."""
    if may(person, permission, school):
        return True
    if not person.reach(permission):
        return False
    return Pupil.objects.visible_to(person, permission).filter(pk=child.pk).exists()


_PUPIL: Any = Given("pupil", BigIntegerField())
_ENROLMENTS = Question(lambda: Enrolment.objects.filter(pupil=_PUPIL, school=SCHOOL).order_by("since"))
_HOLDS = Question(lambda: Hold.objects.filter(pupil=_PUPIL, school=SCHOOL).on(DAY))
