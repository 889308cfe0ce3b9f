"""The page of a trust, a partnership or an authority: the plans of its schools side by side."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.plans.here import page
from trellis.plans.side_by_side import side_by_side
from trellis.schools.access import StaffRequest, staff_may


@staff_may("see figures")
@require_safe
def schools(request: StaffRequest, urn: str) -> HttpResponse:
    """Each school's plan of today: how its criteria stand, what changed since its review, what is overdue."""
    assert request.grouping is not None
    return page(
        request, "schools.html", shown=side_by_side(request.grouping, request.user, timezone.localdate())
    )
