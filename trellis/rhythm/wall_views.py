"""The wall calendar on the page: a school's term, or what a grouping asks of its schools."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from trellis.imports.problems import said, words
from trellis.registers.calendars import stated_calendars
from trellis.rhythm.due import due_at_schools_of, due_between
from trellis.rhythm.here import RhythmHere, show
from trellis.rhythm.wall import FREQUENT, SEASONS, captions_of, columns_of, ends_of, on_the_wall
from trellis.rules.academic_year import AcademicYear, ProblemWithYear
from trellis.rules.school_days import SchoolDays
from trellis.schools.access import staff_may
from trellis.schools.models import School

_SEASONS = {
    "autumn": gettext_lazy("Autumn term"),
    "spring": gettext_lazy("Spring term"),
    "summer": gettext_lazy("Summer term"),
}
_RARER = ~Q(every__in=FREQUENT)


@staff_may("see the school")
def calendar(request: HttpRequest, **address: str) -> HttpResponse:
    """A term on one sheet: strand by column, whose each is in a colour and in words."""
    here, asked = RhythmHere.of(request), _Asked.of(request)
    columns = columns_of(asked.days, asked.year, asked.season, captions_of(here.place, asked.season))
    between = {"on": asked.today, "arrangements": _RARER}
    find = due_between if here.at_school else due_at_schools_of
    due = find(here.place, columns[0].since, columns[-1].until, **between)
    note = asked.days.note(asked.year)
    return show(
        request,
        "calendar.html",
        wall=on_the_wall(due, columns),
        year=asked.year,
        season_words=_SEASONS[asked.season],
        terms=[
            (words, f"?year={asked.year.label}&term={name}", name == asked.season)
            for name, words in _SEASONS.items()
        ],
        years=[
            (one, f"?year={one.label}&term={asked.season}") for one in (asked.year.before, asked.year.after)
        ],
        note=said(words(note)) if note else "",
        by_calendar_of=None if here.at_school else asked.school,
        duty_url=here.to("routine"),
        captions_url=here.settings(f"wall_{asked.season}"),
    )


@dataclass(frozen=True)
class _Asked:
    """The year and term a page was asked for, by the calendar of a school; of a grouping, of its first."""

    today: dt.date
    school: School | None
    year: AcademicYear
    days: SchoolDays
    season: str

    @classmethod
    def of(cls, request: HttpRequest) -> "_Asked":
        today = timezone.localdate()
        school = request.school or School.objects.in_grouping(request.grouping, today).first()
        year, season = _year_in(request.GET, today), request.GET.get("term", "")
        years = [year.before, year, year.after]
        days = SchoolDays.of(stated_calendars(school, years) if school else [])
        return cls(today, school, year, days, season if season in SEASONS else _season_of(days, year, today))


def _year_in(asked: Mapping[str, Any], today: dt.date) -> AcademicYear:
    try:
        return AcademicYear.parse(asked.get("year", "") or AcademicYear.of(today).label)
    except ProblemWithYear:
        raise Http404 from None


def _season_of(days: SchoolDays, year: AcademicYear, today: dt.date) -> str:
    """The term a page shows unasked: the one a day is in or comes before."""
    return next((season for season in SEASONS if today <= ends_of(days, year, season)[1]), SEASONS[0])
