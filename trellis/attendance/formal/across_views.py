"""The page of lates and notices of several schools: counts, and no child."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.attendance.asked import days_asked
from trellis.attendance.formal.across import across
from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import StaffRequest, staff_may


@staff_may("see figures")
def notices_across(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """Each school's lates and what has become of the notices it proposed, in one year."""
    assert request.grouping is not None
    year, _half_term, _population = days_asked(request.GET, timezone.localdate())  # type: ignore[attr-defined]
    this = AcademicYear.of(timezone.localdate())
    context = {
        "grouping": request.grouping,
        "year": year,
        "years": [this, this.before, this.before.before],
        "found": across(request.grouping, year),
    }
    return render(request, "attendance/formal/across.html", context)  # type: ignore[arg-type]
