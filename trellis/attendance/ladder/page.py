"""What every page of the ladder shares: the way between what is due and what decides it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.ladder.ladders import Held
from trellis.attendance.models import Ladder, LadderQuerySet
from trellis.attendance.parts import Part, tabs_of
from trellis.schools.access import StaffRequest, may
from trellis.schools.models import Grouping, School
from trellis.schools.roles import Permission

PARTS = (
    Part(_("Steps due"), "attendance:steps_due", Permission.SEE_FAMILIES),
    Part(_("The ladder"), "attendance:ladders", Permission.SEE_SCHOOL),
)


def place_of(request: StaffRequest) -> School | Grouping:
    """Whose ladders a page is about: the address names a school or a grouping in the same place (`urn`)."""
    place = request.school or request.grouping
    assert place is not None
    return place


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the ladder."""
    place = place_of(request)
    shown = {
        "place": place,
        "school": request.school,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "tabs": tabs_of(request, PARTS) if request.school else [],
        "may_change": may(request.user, Permission.KEEP_LADDERS, place),
    }
    return render(request, f"attendance/ladder/{template}", shown | context, status=status)  # type: ignore[arg-type]


def own_ladder(request: StaffRequest, ladder_id: int) -> Held:
    """The ladder of the address, if it is this place's own."""
    return _held(Ladder.objects.at(place_of(request)), ladder_id)


def ladder_here(request: StaffRequest, ladder_id: int) -> Held:
    """The ladder of the address, if it is this place's own or one from above it: to be read."""
    here = Ladder.objects.at(place_of(request))
    if request.school is not None:
        here |= Ladder.objects.from_above(request.school, timezone.localdate())
    return _held(here, ladder_id)


def _held(ladders: LadderQuerySet, ladder_id: int) -> Held:
    return Held.of(get_object_or_404(ladders.select_related("school", "grouping"), pk=ladder_id))
