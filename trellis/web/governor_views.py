"""A school's figures for those who see no child: governors and trustees."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trellis.attendance.asked import Asked, choices, years_with_registers
from trellis.attendance.school_figures import national_in_words
from trellis.evidence.comparators import comparators
from trellis.schools.access import StaffRequest, staff_may
from trellis.web.governor_figures import FIELDS, hidden_anywhere, told_figures
from trellis.web.yours import yours_at


@staff_may("see figures with small numbers hidden")
def figures(request: StaffRequest, urn: str) -> HttpResponse:
    """What should I ask? Five figures and who is behind them, none of which tells of a child."""
    assert request.school is not None
    asked = Asked.read(request.school, request.GET, timezone.localdate())  # type: ignore[attr-defined]
    shown = told_figures(asked, asked.rolls(FIELDS, with_last_year=True))
    context = {
        "school": asked.school,
        "urn": urn,
        "asked": asked,
        "shown": shown,
        "any_hidden": hidden_anywhere(shown),
        "yours": yours_at(request.school, urn, request.user),
        "national": national_in_words(asked, comparators()),
        "years": years_with_registers(asked.school),
        **choices(),
    }
    return render(request, "web/figures.html", context)  # type: ignore[arg-type]
