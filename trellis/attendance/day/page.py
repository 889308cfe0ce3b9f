"""What every page about absence of the day shares: the way to the others, for those who may go there."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

PARTS = (
    (_("Call list"), "attendance:calls", Permission.SEE_FAMILIES),
    (_("Every child"), "attendance:every_child", Permission.SEE_FAMILIES),
    (_("Still out"), "attendance:still_out", Permission.SEE_FAMILIES),
    (_("Late desk"), "attendance:late_desk", Permission.AMEND_MARKS),
    (_("Told of an absence"), "attendance:told", Permission.CHANGE_FAMILIES),
    (_("Planned"), "attendance:planned", Permission.CHANGE_FAMILIES),
    (_("Leave"), "attendance:leave", Permission.SEE_FAMILIES),
    (_("Out and back"), "attendance:out", Permission.CHANGE_FAMILIES),
    (_("Unwell"), "attendance:unwell", Permission.CHANGE_FAMILIES),
    (_("On site"), "attendance:on_site", Permission.SEE_PUPILS),
    (_("Closures"), "attendance:closures", Permission.CHANGE_CALENDAR),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page about the absence of the day."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    offered = [
        (words, reverse(page, args=[urn]))
        for words, page, permission in PARTS
        if may(request.user, permission, request.school)
    ]
    here = request.path  # type: ignore[attr-defined]
    nearest = max((url for _words, url in offered if here.startswith(url)), key=len, default="")
    context |= {
        "school": request.school,
        "urn": urn,
        "today": timezone.localdate(),
        "parts": [(words, url, url == nearest) for words, url in offered],
    }
    return render(request, f"attendance/day/{template}", context, status=status)  # type: ignore[arg-type]
