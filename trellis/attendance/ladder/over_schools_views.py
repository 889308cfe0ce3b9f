"""The page of a rehearsal over the schools of a trust or an authority. It names schools and no child."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.attendance.ladder.ladder_views import chart_in_words, chart_of, year_asked_for
from trellis.attendance.ladder.over_schools import rehearse_over
from trellis.attendance.ladder.page import own_ladder, show
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import School
from trellis.schools.roles import Permission


@staff_may("see figures")
@require_safe
def rehearsal(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """What it would have asked of all the schools together each week, of whom, and of each school."""
    assert request.grouping is not None
    held = own_ladder(request, ladder_id)
    if not held.may_run:
        messages.error(request, _("It cannot be rehearsed yet: each of its steps must be able to fall due."))  # type: ignore[arg-type]
        return redirect("attendance:ladder", urn, ladder_id)
    schools = list(
        School.objects.in_grouping(request.grouping, timezone.localdate()).prefetch_related("urns")
    )
    years = _years_with_registers(schools)
    year = year_asked_for(request, years)
    found = rehearse_over(schools, held, year) if year else None
    return show(
        request,
        "over_schools.html",
        held=held,
        years=years,
        year=year,
        found=found,
        chart=chart_of(found) if found else None,
        chart_says=chart_in_words(found) if found else "",
        may_see_pupils=may(request.user, Permission.SEE_PUPILS, request.grouping),
    )


def _years_with_registers(schools: list[School]) -> list[AcademicYear]:
    """The academic years any of them has lines in, the newest first."""
    held = Line.objects.filter(school__in=schools).order_by("-year").values_list("year", flat=True).distinct()
    return [AcademicYear(year) for year in held]
