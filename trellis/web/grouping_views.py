"""A trust's, authority's or partnership's page: which school needs us first, and why?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.attendance.asked import choices
from trellis.attendance.school_figures import HEADLINES, every
from trellis.imports.writing import TYPES
from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.populations import Population
from trellis.schools.access import StaffRequest, staff_may
from trellis.web.grouping_figures import AskedOfGrouping, grouping_figures
from trellis.web.grouping_sheet import sheet
from trellis.web.yours import yours_across


@staff_may("see figures")
def grouping(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """The schools of a grouping as rows, what moved most for the worse first."""
    assert request.grouping is not None
    given = request.GET  # type: ignore[attr-defined]
    asked = AskedOfGrouping.read(request.grouping, given, timezone.localdate())
    shown = grouping_figures(asked)
    if given.get("as") in TYPES:
        return sheet(asked, shown, given["as"])
    lines = Line.objects.filter(school__in=[line.school for line in shown.schools])
    years = sorted({*lines.values_list("year", flat=True).distinct(), asked.year.start}, reverse=True)
    context = {
        "grouping": asked.grouping,
        "asked": asked,
        "shown": shown,
        "yours": yours_across(request.grouping, request.user),
        "names": every(HEADLINES),
        "is_statistical": asked.population is Population.STATISTICAL,
        "years": [AcademicYear(year) for year in years],
        **choices(),
        "now": timezone.now(),
    }
    return render(request, "web/grouping.html", context)  # type: ignore[arg-type]
