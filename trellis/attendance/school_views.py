"""A school's attendance: how it is doing, who is behind the number, and compared with what."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance import school_figures as figures
from trellis.attendance.asked import Asked, choices, years_with_registers
from trellis.schools.access import StaffRequest, staff_may

TABS = (
    (gettext_lazy("Overview"), "attendance:school"),
    (gettext_lazy("Groups"), "attendance:groups"),
    (gettext_lazy("Classes"), "attendance:classes"),
    (gettext_lazy("Days and reasons"), "attendance:days"),
)


@staff_may("see figures")
def school(request: StaffRequest, urn: str) -> HttpResponse:
    """How are we doing, compared with what?"""
    asked = _asked(request)
    held = asked.rolls(("year_group",), with_last_year=True)
    headline, by_year_group = figures.overview(asked, held)
    return _show(request, asked, "school.html", headline=headline, by_year_group=by_year_group)


@staff_may("see figures")
def groups(request: StaffRequest, urn: str) -> HttpResponse:
    """Which groups are behind the number?"""
    asked = _asked(request)
    held = asked.rolls(tuple(figures.GROUPS))
    shown = [figures.breakdown(asked, held, field, str(words)) for field, words in figures.GROUPS.items()]
    return _show(request, asked, "groups.html", breakdowns=shown)


@staff_may("see figures")
def classes(request: StaffRequest, urn: str) -> HttpResponse:
    """Which year groups and classes are behind the number?"""
    asked = _asked(request)
    held = asked.rolls(("year_group", "class"))
    shown = [
        figures.breakdown(asked, held, "year_group", _("Year group")),
        figures.breakdown(asked, held, "class", _("Class")),
    ]
    return _show(request, asked, "groups.html", breakdowns=shown, by_class=True)


@staff_may("see figures")
def days(request: StaffRequest, urn: str) -> HttpResponse:
    """On which days, and for what reasons, are sessions missed?"""
    asked = _asked(request)
    held = asked.rolls()
    measures = ("attendance", "authorised_absence", "unauthorised_absence", "late")
    shown = [
        figures.breakdown(asked, held, "weekday", _("Day of the week"), measures),
        figures.breakdown(asked, held, "session", _("Half of the day"), measures),
    ]
    return _show(
        request,
        asked,
        "days.html",
        breakdowns=shown,
        reasons=figures.reasons(asked, held),
        names=figures.every(measures),
    )


@staff_may("see figures")
def counted(request: StaffRequest, urn: str, measure: str) -> HttpResponse:
    """How was this counted? Opened beside the figure, or as a page of its own."""
    if measure not in figures.NAMES:
        raise Http404
    asked = _asked(request)
    answers = figures.counted(asked, asked.rolls(), measure)
    name = str(figures.NAMES[measure])
    return _show(request, asked, "counted.html", answers=answers, name=name)


def _asked(request: StaffRequest) -> Asked:
    assert request.school is not None
    return Asked.read(request.school, request.GET, timezone.localdate())  # type: ignore[attr-defined]


def _show(request: StaffRequest, asked: Asked, template: str, **context: Any) -> HttpResponse:
    """A page of a school's attendance, with the choice of days and population every one of them has."""
    query = f"?{asked.query}" if asked.query else ""
    here = request.resolver_match.view_name  # type: ignore[attr-defined]
    context |= {
        "school": asked.school,
        "urn": asked.urn,
        "asked": asked,
        "query": query,
        "tabs": [(words, reverse(page, args=[asked.urn]) + query, page == here) for words, page in TABS],
        "years": years_with_registers(asked.school),
        **choices(),
        "names": context.get("names") or figures.every(figures.HEADLINES),
    }
    return render(request, f"attendance/{template}", context)  # type: ignore[arg-type]
