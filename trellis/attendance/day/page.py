"""What every page about absence of the day shares: the way to the others, for those who may go there."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.parts import Part, nearest, tabs_of
from trellis.schools.access import StaffRequest
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission

MORNING = (
    Part(_("Call list"), "attendance:calls", Permission.SEE_FAMILIES),
    Part(_("Told of an absence"), "attendance:told", Permission.CHANGE_FAMILIES),
    Part(_("Late desk"), "attendance:late_desk", Permission.AMEND_MARKS),
    Part(_("Still out"), "attendance:still_out", Permission.SEE_FAMILIES),
)
WHERE = (
    Part(_("Every child"), "attendance:every_child", Permission.SEE_FAMILIES),
    Part(_("Out and back"), "attendance:out", Permission.CHANGE_FAMILIES),
    Part(_("Unwell"), "attendance:unwell", Permission.CHANGE_FAMILIES),
    Part(_("On site"), "attendance:on_site", Permission.SEE_PUPILS),
)
AHEAD = (
    Part(_("Leave"), "attendance:leave", Permission.SEE_FAMILIES),
    Part(_("Planned"), "attendance:planned", Permission.CHANGE_FAMILIES),
    Part(_("Closures"), "attendance:closures", Permission.CHANGE_CALENDAR),
)
DAY = ((_("The morning"), MORNING), (_("Who is where"), WHERE), (_("Days ahead"), AHEAD))
"""The pages of the day as an office works: each of these is an item of the navigation (web/navigation.py)."""


def show(
    request: StaffRequest, template: str, *, beside: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page about absence of the day, with the pages of the same part of the day for tabs.

    `beside`: the page it belongs to, where its address does not lie below that one's.
    """
    assert request.school is not None
    words, parts = _part_of_day(request, beside)
    context |= {
        "school": request.school,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "today": timezone.localdate(),
        "part_of_day": words,
        "parts": tabs_of(request, parts),
    }
    return render(request, f"attendance/day/{template}", context, status=status)  # type: ignore[arg-type]


def _part_of_day(request: StaffRequest, beside: str) -> tuple[Any, Sequence[Part]]:
    every = [part for _words, parts in DAY for part in parts]
    here = next((part for part in every if part.page == beside), None) or nearest(request, every)
    return next((words, parts) for words, parts in DAY if here in parts)


def chosen_child(request: StaffRequest) -> Pupil | None:
    """The child an address names after its question mark, on roll here today."""
    chosen = request.GET.get("child", "")  # type: ignore[attr-defined]
    if not chosen:
        return None
    assert request.school is not None
    here = Pupil.objects.on_roll(request.school, timezone.localdate()).visible_to(request.user)
    child = here.filter(pk=number_of(chosen)).first()
    if child is None:
        raise Http404
    return child
