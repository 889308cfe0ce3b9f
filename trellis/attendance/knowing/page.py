"""What every page of checks and targets shares: the way between them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Is it complete?"), "attendance:complete", Permission.SEE_FIGURES),
    Part(_("Our figure beside another"), "attendance:printed_figures", Permission.SEE_FIGURES),
    Part(_("Targets"), "attendance:targets", Permission.SEE_FIGURES),
    Part(_("Lateness beside absence"), "attendance:lateness", Permission.SEE_FIGURES),
    Part(_("Beside scores"), "attendance:lateness_and_scores", Permission.SEE_FIGURES),
    Part(_("Due to the authority"), "attendance:authority", Permission.SEE_FAMILIES),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of checks and targets."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    context |= {
        "school": request.school,
        "urn": urn,
        "tabs": tabs_of(request, PARTS),
        "may_change": may(request.user, Permission.CHANGE_SETTINGS, request.school),
    }
    return render(request, f"attendance/knowing/{template}", context, status=status)  # type: ignore[arg-type]
