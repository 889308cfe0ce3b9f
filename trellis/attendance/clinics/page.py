"""What every page about seeing a family shares: the way between clinics and visits."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Clinics and evenings"), "attendance:clinics", Permission.SEE_FAMILIES),
    Part(_("Visits at home"), "attendance:visits", Permission.SEE_FAMILIES),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page about clinics or visits."""
    assert request.school is not None
    context |= {
        "school": request.school,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "today": timezone.localdate(),
        "parts": tabs_of(request, PARTS),
        "may_change": may(request.user, Permission.CHANGE_FAMILIES, request.school),
        "may_write": may(request.user, Permission.PREPARE_LETTERS, request.school),
    }
    return render(request, f"attendance/{template}", context, status=status)  # type: ignore[arg-type]
