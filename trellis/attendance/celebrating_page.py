"""What every page of celebrating shares: the way to the others, for those who may go there."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Class league"), "attendance:league", Permission.SEE_SCHOOL),
    Part(_("Certificates"), "attendance:certificates", Permission.SEE_PUPILS, narrows=True),
    Part(_("Prize draws"), "attendance:draws", Permission.SEE_SCHOOL),
    Part(_("100% days"), "attendance:full_days", Permission.SEE_SCHOOL),
    Part(_("Gold book"), "attendance:gold_book", Permission.SEE_PUPILS, narrows=True),
    Part(_("In the hall"), "attendance:hall_links", Permission.CHANGE_SETTINGS),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of celebrating."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    context |= {"school": request.school, "urn": urn, "tabs": tabs_of(request, PARTS)}
    return render(request, f"attendance/celebrating/{template}", context, status=status)  # type: ignore[arg-type]
