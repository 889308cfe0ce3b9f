"""The pages of ladders, a school's or those of several schools: which is in force, its steps, a rehearsal."""

import datetime as dt
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.asked import years_with_registers
from trellis.attendance.ladder.actions import begin_ladder, stop, switch_on, throw_away
from trellis.attendance.ladder.forms import LadderForm, SinceForm, UntilForm
from trellis.attendance.ladder.ladders import ACTS, AGAINS, Held, in_force, offered, set_aside
from trellis.attendance.ladder.over_schools import OverSchools
from trellis.attendance.ladder.page import ladder_here, own_ladder, place_of, show
from trellis.attendance.ladder.planned import Ahead, beside_what_is_planned
from trellis.attendance.ladder.rehearsal import Rehearsal, rehearse
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import Ladder
from trellis.attendance.sheets import table_file
from trellis.imports.problems import said, say, words
from trellis.imports.writing import TYPES, Written
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import Grouping, School
from trellis.schools.naming import named
from trellis.schools.roles import Permission

MOST_CHILDREN = 25
_LEGEND = 32  # letters of a line below the chart: a telephone is no wider
_SCHOOL_WEEK = dt.timedelta(days=5)


@staff_may("see the school")
def ladders(request: StaffRequest, urn: str) -> HttpResponse:
    """The ladder in force with its steps, drafts, those of before, and beginning one."""
    place, today = place_of(request), timezone.localdate()
    form = None
    if may(request.user, Permission.KEEP_LADDERS, place):
        form = LadderForm(request.POST or None, place=place)  # type: ignore[attr-defined]
        if request.method == "POST" and form.carries_out(begin_ladder, place=place, by=request.user):  # type: ignore[attr-defined]
            return redirect("attendance:ladder", urn, form.outcome.pk)
    held = _running(place, today)
    others = Ladder.objects.at(place).exclude(pk=held.ladder.pk if held else None)
    from_above: dict[str, Any] = {}
    if isinstance(place, School):
        aside = set_aside(place, today, held)
        others = others.exclude(pk__in=[one.pk for one in aside])
        from_above = {
            "set_aside": aside,
            "offered": [one for one in offered(place, today) if one.holds == Ladder.Holds.OFFERED],
        }
    return show(
        request,
        "ladders.html",
        held=held,
        steps=steps_in_words(held) if held else (),
        others=others.order_by("-since", "-pk"),
        form=form,
        status=400 if form and form.errors else 200,
        **from_above,
    )


def _running(place: School | Grouping, day: dt.date) -> Held | None:
    """What a school goes by; of a grouping, what it offers its schools or has in force for them."""
    if isinstance(place, School):
        return in_force(place, day)
    own = Ladder.objects.at(place).on(day).select_related("grouping").first()
    return Held.of(own) if own else None


def steps_in_words(held: Held) -> list[dict[str, Any]]:
    """Each step with all it says, ready to be read."""
    return [
        {
            "row": row,
            "act": ACTS[step.act],
            "again": AGAINS[step.again],
            "conditions": [said(words(one.in_words())) for one in step.conditions],
            "after": held.rows[step.after] if step.after is not None else None,
            "refused": [said(words(one.says)) for one in held.remarks if one.step == place and one.refused],
        }
        for place, (row, step) in enumerate(zip(held.rows, held.steps, strict=True))
    ]


@staff_may("see the school")
def ladder(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """One ladder: its steps in words, what to know of it, and what can be done with it."""
    place = place_of(request)
    held = ladder_here(request, ladder_id)
    return show(
        request,
        "ladder.html",
        held=held,
        steps=steps_in_words(held),
        notes=[said(words(one.says)) for one in held.remarks if not one.refused],
        since=SinceForm(place=place),
        until=UntilForm(),
        today=timezone.localdate(),
        is_own=held.ladder.place == place,
        may_change=held.ladder.place == place and may(request.user, Permission.KEEP_LADDERS, place),
        may_rehearse=may(
            request.user, Permission.SEE_PUPILS if request.school else Permission.SEE_FIGURES, place
        ),
    )


@staff_may("keep ladders")
@require_POST
def turn_on(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """A draft comes into force on a day."""
    held = own_ladder(request, ladder_id)
    form = SinceForm(request.POST, place=held.ladder.place)  # type: ignore[attr-defined]
    if form.carries_out(switch_on, ladder=held.ladder, by=request.user):
        messages.success(request, _("“%(ladder)s” is switched on.") % {"ladder": held.ladder})  # type: ignore[arg-type]
    else:
        _say_errors(request, form)
    return redirect("attendance:ladder", urn, ladder_id)


@staff_may("keep ladders")
@require_POST
def turn_off(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """The last day of the ladder in force."""
    held = own_ladder(request, ladder_id)
    form = UntilForm(request.POST)  # type: ignore[attr-defined]
    if form.carries_out(stop, ladder=held.ladder, by=request.user):
        messages.success(request, _("Its last day is recorded."))  # type: ignore[arg-type]
    else:
        _say_errors(request, form)
    return redirect("attendance:ladder", urn, ladder_id)


def _say_errors(request: StaffRequest, form: Any) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)  # type: ignore[arg-type]


@staff_may("keep ladders")
@require_POST
def discard(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """A draft that is not wanted goes."""
    held = own_ladder(request, ladder_id)
    try:
        throw_away(ladder=held.ladder, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
        return redirect("attendance:ladder", urn, ladder_id)
    messages.success(request, _("The draft is thrown away."))  # type: ignore[arg-type]
    return redirect("attendance:ladders", urn)


# --- the rehearsal ---


@staff_may("see pupils", logs="pupils")
def rehearsal(request: StaffRequest, urn: str, ladder_id: int) -> HttpResponse:
    """The ladder over a year that is past: what it asks of whom each week, and whom it finds and when."""
    assert request.school is not None
    held = ladder_here(request, ladder_id)
    if not held.may_run:
        showing(request, 0)  # type: ignore[arg-type]
        messages.error(request, _("It cannot be rehearsed yet: each of its steps must be able to fall due."))  # type: ignore[arg-type]
        return redirect("attendance:ladder", urn, ladder_id)
    years = years_with_registers(request.school)
    year = year_asked_for(request, years)
    of_year = SchoolYear.of(request.school, year) if year else None
    if of_year is None:
        showing(request, 0)  # type: ignore[arg-type]
        may_import = may(request.user, Permission.IMPORT_DATA, request.school)
        none = {"held": held, "years": years, "year": year, "found": None}
        return show(request, "rehearsal.html", may_import=may_import, **none)
    found = rehearse(of_year, held, request.school)
    given = request.GET  # type: ignore[attr-defined]
    if given.get("as") in TYPES:
        showing(request, len(found.children))  # type: ignore[arg-type]
        return _sheet(found, given["as"], urn)
    children = found.children[:MOST_CHILDREN]
    showing(request, len(children))  # type: ignore[arg-type]
    who = named([one.enrolment for one in children], of_year.date_of(of_year.until))
    running = in_force(request.school, timezone.localdate())
    beside = running if running and running.ladder.pk != held.ladder.pk else None
    ahead = Ahead.of(request.school, timezone.localdate())
    return show(
        request,
        "rehearsal.html",
        held=held,
        years=years,
        year=year,
        found=found,
        children=[(one, who[one.enrolment]) for one in children],
        chart=chart_of(found),
        chart_says=chart_in_words(found),
        ahead=ahead,
        planned=beside_what_is_planned(found, ahead),
        beside=rehearse(of_year, beside, request.school) if beside else None,
    )


def year_asked_for(request: StaffRequest, years: list[AcademicYear]) -> AcademicYear | None:
    """The year asked for; else the latest that is over, else the latest."""
    written = request.GET.get("year", "").replace("-", "/")  # type: ignore[attr-defined]
    if written:
        chosen = next((one for one in years if one.label == written), None)
        if chosen is None:
            raise Http404
        return chosen
    over = [one for one in years if one.until < timezone.localdate()]
    return next(iter(over or years), None)


def chart_of(found: Rehearsal | OverSchools) -> dict[str, Any]:
    """Bars of the weeks, in hours of staff time, each step in a shade of its own."""
    values = [
        {
            "week": week.monday.isoformat(),
            "ends": (week.monday + _SCHOOL_WEEK).isoformat(),
            "step": fill(f"{place + 1}. {row.name}", _LEGEND),
            "hours": round(row.minutes * times / 60, 2),
        }
        for week in found.weeks
        for place, (row, times) in enumerate(zip(found.held.rows, week.times, strict=True))
        if times and row.minutes
    ]
    return {
        "data": {"values": values},
        # A bar is as wide as its five days are: on a telephone too they stand beside each other.
        "mark": {"type": "bar", "orient": "vertical"},
        "width": 680,
        "height": 180,
        "encoding": {
            "x": {"field": "week", "type": "temporal", "title": None, "axis": {"format": "%-d %b"}},
            "x2": {"field": "ends"},
            "y": {"field": "hours", "type": "quantitative", "title": _("hours a week")},
            "color": {
                "field": "step",
                "type": "nominal",
                "title": None,
                "legend": {
                    "orient": "bottom",
                    "columns": 1,
                    "labelLimit": 600,
                    "labelExpr": r"split(datum.label, '\n')",
                },
            },
        },
    }


def chart_in_words(found: Rehearsal | OverSchools) -> str:
    busiest = found.busiest
    if busiest is None:
        return _("No week to draw.")
    numbers = {
        "hours": busiest.hours,
        "week": date_format(busiest.monday, "j F Y"),
        "weeks": str(len(found.weeks)),
    }
    return _("Hours of staff time in %(weeks)s school weeks: most, %(hours)s, in that of %(week)s.") % numbers


def _sheet(found: Rehearsal, ending: str, urn: str) -> HttpResponse:
    """Everybody it would have found, with each step and its day."""
    headings = [
        _("Surname"),
        _("Forename"),
        _("Class"),
        _("Found on"),
        _("Steps"),
        _("Attendance % at the end"),
    ]
    headings += [_("Persistently absent at the end"), _("Ladder"), _("Year")]
    name = f"rehearsal-{urn}-{found.year.year.label.replace('/', '-')}"
    return table_file(name, ending, headings, _sheet_rows(found))


def _sheet_rows(found: Rehearsal) -> Iterator[list[Written]]:
    who = named([one.enrolment for one in found.children], found.year.date_of(found.year.until))
    for one in found.children:
        child = who[one.enrolment]
        steps = "; ".join(f"{day.isoformat()} {by.step.name}" for by in one.steps for day in by.days)
        yield [
            *(child.surname, child.forename, child.class_name, one.first_on.isoformat(), steps),
            *(one.percent, _("yes") if one.is_persistent else _("no")),
            *(found.held.ladder.name, found.year.year.label),
        ]
