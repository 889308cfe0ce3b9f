"""What every page of the ladder shares: the way between what is due and what decides it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from trellis.attendance.ladder.ladders import Held
from trellis.attendance.models import Ladder
from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Steps due"), "attendance:steps_due", Permission.SEE_FAMILIES),
    Part(_("The ladder"), "attendance:ladders", Permission.SEE_SCHOOL),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the ladder."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    context |= {
        "school": request.school,
        "urn": urn,
        "tabs": tabs_of(request, PARTS),
        "may_change": may(request.user, Permission.CHANGE_SETTINGS, request.school),
    }
    return render(request, f"attendance/ladder/{template}", context, status=status)  # type: ignore[arg-type]


def ladder_here(request: StaffRequest, ladder_id: int) -> Held:
    """The ladder of the address, if it is this school's."""
    return Held.of(get_object_or_404(Ladder.objects.filter(school=request.school), pk=ladder_id))
