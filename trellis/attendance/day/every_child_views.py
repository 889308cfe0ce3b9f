"""Is every child accounted for, and if not, who is not?"""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from trellis.attendance.day.calls import CallList
from trellis.attendance.day.every_child import EveryChild
from trellis.attendance.day.page import show
from trellis.schools.access import StaffRequest, showing, staff_may
from trellis.schools.models import School


@staff_may("see families", logs="pupils")
@require_safe
def every_child(request: StaffRequest, urn: str) -> HttpResponse:
    """One line a state, with counts that add up to the roll. Whoever must be found is named; the others when
    somebody asks for them.
    """
    assert request.school is not None
    found = CallList(request.school, timezone.now())
    everybody = EveryChild(found)
    asked = request.GET.get("show", "")  # type: ignore[attr-defined]
    shown = [one for one in everybody.lines if one.count and (one.is_open or one.key == asked)]
    showing(request, sum(one.count for one in shown))  # type: ignore[arg-type]
    return show(
        request,
        "every_child.html",
        found=found,
        everybody=everybody,
        named=[(one, held, one.key == asked) for one, held in everybody.named(shown)],
        now=found.now,
        is_copy=request.school.register_of_record == School.RegisterOfRecord.MIS,
    )
