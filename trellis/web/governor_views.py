"""A school's figures for those who see no child: governors and trustees."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.attendance.asked import Asked, years_with_registers
from trellis.attendance.school_figures import national_in_words
from trellis.evidence.comparators import comparators
from trellis.rules.populations import Population
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.models import School
from trellis.web.governor_figures import FIELDS, ToldFigures, hidden_anywhere, told_figures
from trellis.web.yours import yours_at


@staff_may("see figures with small numbers hidden")
def figures(request: StaffRequest, urn: str) -> HttpResponse:
    """What should I ask? Five figures and who is behind them, none of which tells of a child."""
    assert request.school is not None
    asked, shown = _shown(request.school, request.GET.get("year", ""))  # type: ignore[attr-defined]
    of_published = asked.but(population=Population.STATISTICAL)
    context = {
        "school": asked.school,
        "urn": urn,
        "asked": asked,
        "shown": shown,
        "any_hidden": hidden_anywhere(shown),
        "yours": yours_at(request.school, urn, request.user),
        "national": national_in_words(of_published, comparators()),
        "years": years_with_registers(asked.school),
    }
    return render(request, "web/figures.html", context)  # type: ignore[arg-type]


def _shown(school: School, year: str) -> tuple[Asked, ToldFigures]:
    """A year of everybody on roll: other days and populations could be taken away from it.

    Unless one is asked for, it is this year, or last year while nothing of this one can be told.
    """
    asked = Asked.read(school, {"year": year}, timezone.localdate())
    shown = told_figures(asked, asked.rolls(FIELDS, with_last_year=True))
    if shown.figures or year:
        return asked, shown
    before = asked.but(year=asked.year.before)
    shown_before = told_figures(before, before.rolls(FIELDS, with_last_year=True))
    return (before, shown_before) if shown_before.figures else (asked, shown)
