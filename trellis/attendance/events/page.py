"""What every page of events for families shares: its parts, and whether the reader may change something."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Events"), "attendance:events", Permission.SEE_FAMILIES),
    Part(_("Who takes part"), "attendance:taking_part", Permission.SEE_FAMILIES),
    Part(_("Not seen yet"), "attendance:not_seen", Permission.SEE_FAMILIES),
    Part(_("Class by class"), "attendance:by_teacher", Permission.SEE_FAMILIES),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page about events."""
    assert request.school is not None
    context |= {
        "school": request.school,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "today": timezone.localdate(),
        "parts": tabs_of(request, PARTS),
        "may_change": may(request.user, Permission.CHANGE_FAMILIES, request.school),
    }
    return render(request, f"attendance/events/{template}", context, status=status)  # type: ignore[arg-type]
