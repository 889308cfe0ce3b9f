"""What every page about absence of the day shares: the way to the others, for those who may go there."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Call list"), "attendance:calls", Permission.SEE_FAMILIES),
    Part(_("Every child"), "attendance:every_child", Permission.SEE_FAMILIES),
    Part(_("Still out"), "attendance:still_out", Permission.SEE_FAMILIES),
    Part(_("Late desk"), "attendance:late_desk", Permission.AMEND_MARKS),
    Part(_("Told of an absence"), "attendance:told", Permission.CHANGE_FAMILIES),
    Part(_("Planned"), "attendance:planned", Permission.CHANGE_FAMILIES),
    Part(_("Leave"), "attendance:leave", Permission.SEE_FAMILIES),
    Part(_("Out and back"), "attendance:out", Permission.CHANGE_FAMILIES),
    Part(_("Unwell"), "attendance:unwell", Permission.CHANGE_FAMILIES),
    Part(_("On site"), "attendance:on_site", Permission.SEE_PUPILS),
    Part(_("Closures"), "attendance:closures", Permission.CHANGE_CALENDAR),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page about the absence of the day."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    context |= {
        "school": request.school,
        "urn": urn,
        "today": timezone.localdate(),
        "parts": tabs_of(request, PARTS),
    }
    return render(request, f"attendance/day/{template}", context, status=status)  # type: ignore[arg-type]


def chosen_child(request: StaffRequest) -> Pupil | None:
    """The child an address names after its question mark, on roll here today."""
    chosen = request.GET.get("child", "")  # type: ignore[attr-defined]
    if not chosen:
        return None
    assert request.school is not None
    here = Pupil.objects.on_roll(request.school, timezone.localdate()).visible_to(request.user)
    child = here.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if child is None:
        raise Http404
    return child
