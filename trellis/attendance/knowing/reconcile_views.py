"""Our figure beside one printed elsewhere: the difference drawn as a bridge, and opened to its marks."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trellis.attendance.asked import years_with_registers
from trellis.attendance.knowing.forms import PrintedFigureForm, first_days
from trellis.attendance.knowing.page import show
from trellis.attendance.knowing.reconciling import Reconciled, rows_not_here
from trellis.attendance.school_figures import NAMES
from trellis.evidence.actions import bring_printed_figure, drop_printed_figure
from trellis.evidence.models import PrintedFigure
from trellis.rules.reconcile import CAUSES_IN_WORDS, Cause, Count, Difference
from trellis.rules.rounding import percent
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.counts import grouped
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission

ROWS = 50

ABOUT = {
    Cause.PERIOD: gettext_lazy("Theirs counts other days, or ends where it was printed."),
    Cause.POPULATION: gettext_lazy("Theirs counts other pupils: by age, for instance."),
    Cause.LEAVERS: gettext_lazy("Pupils no longer on roll on its last day, whom it leaves out."),
    Cause.DUPLICATES: gettext_lazy("Pupils who stand twice in our records, or in its list."),
    Cause.CORRECTIONS: gettext_lazy("Marks and enrolments that were changed since it was printed."),
    Cause.MISSING: gettext_lazy("Sessions due without a mark: here they are in no rate."),
    Cause.LATES: gettext_lazy("Here L is attended and U, after the register closes, an absence."),
    Cause.NOT_EXPLAINED: gettext_lazy("What is left over. It is shown, and spread over nothing."),
}


@staff_may("see figures")
def printed_figures(request: StaffRequest, urn: str) -> HttpResponse:
    """Figures that were brought, each with whether the difference is explained."""
    assert request.school is not None
    held = PrintedFigure.objects.filter(school=request.school).prefetch_related("pupils")
    page = Paginator(held, ROWS).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    rows = [(one, NAMES[one.measure]) for one in page]
    return show(request, "printed_figures.html", page=page, rows=rows, may_bring=_may_bring(request))


@staff_may("import data")
def bring(request: StaffRequest, urn: str) -> HttpResponse:
    """A figure is typed, or brought as a list of pupils."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    years = years_with_registers(school)
    initial = first_days(years[0], today) if years else {}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)  # type: ignore[attr-defined]
    form = PrintedFigureForm(*sent, school=school, initial=initial)
    if sent[0] is not None and form.carries_out(bring_printed_figure, school=school, by=request.user):
        return redirect("attendance:printed_figure", urn, form.outcome.pk)
    return show(request, "bring.html", form=form, years=years, status=400 if form.errors else 200)


@staff_may("see figures")
def printed_figure(request: StaffRequest, urn: str, figure_id: int) -> HttpResponse:
    """The two figures, and the causes that add up to their difference."""
    figure = _here(request, figure_id)
    held = Reconciled.of(figure, timezone.localdate())
    found = held.bridge
    rows = [_row(one, held) for one in found.differences]
    return show(
        request,
        "printed_figure.html",
        figure=figure,
        held=held,
        name=NAMES[figure.measure],
        found=found,
        ours=_figure(found.ours),
        theirs=figure.shown if figure.as_printed else _figure(found.theirs),
        apart=_in_points(_whole_difference(found)),
        rows=rows,
        total_change=_change(_total(found)),
        chart=_chart(found),
        chart_says=_chart_in_words(rows),
        not_here=len(list(rows_not_here(held.rows))),
        may_bring=_may_bring(request),
        may_see_pupils=may(request.user, Permission.SEE_PUPILS, figure.school),
    )


@staff_may("see pupils", logs="pupils")
def behind(request: StaffRequest, urn: str, figure_id: int, cause: str) -> HttpResponse:
    """The pupils behind one cause, each with their part of it and the marks that make it."""
    figure = _here(request, figure_id)
    held = Reconciled.of(figure, timezone.localdate())
    difference = next((one for one in held.bridge.differences if one.cause == cause), None)
    if difference is None:
        raise Http404
    listed = sorted(
        ((key, change) for key, change in difference.behind.items() if isinstance(key, int)),
        key=lambda one: (-abs(one[1].part) - abs(one[1].whole), one[0]),
    )
    page = Paginator(listed, ROWS).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    people = [int(key) for key, _change_of in page]
    children = Pupil.objects.in_bulk(people)
    marks = held.marks_behind(difference.cause, people)
    unknown = [(key[1], change) for key, change in difference.behind.items() if isinstance(key, tuple)]
    showing(request, len(people))  # type: ignore[arg-type]
    return show(
        request,
        "behind.html",
        figure=figure,
        held=held,
        name=NAMES[figure.measure],
        cause=_(CAUSES_IN_WORDS[difference.cause]),
        about=ABOUT[difference.cause],
        change=_change(difference.change),
        page=page,
        rows=[(children[key], _change(change), marks.get(key, [])) for key, change in page],
        unknown=[(row, _change(change)) for row, change in unknown],
        query=f"year={figure.academic_year.label.replace('/', '-')}",
    )


@staff_may("import data")
@require_POST
def drop(request: StaffRequest, urn: str, figure_id: int) -> HttpResponse:
    """A figure that was brought by mistake goes."""
    drop_printed_figure(figure=_here(request, figure_id), by=request.user)
    messages.success(request, _("The figure is taken away."))  # type: ignore[arg-type]
    return redirect("attendance:printed_figures", urn)


def _here(request: StaffRequest, figure_id: int) -> PrintedFigure:
    return get_object_or_404(
        PrintedFigure.objects.filter(school=request.school).select_related("school"), pk=figure_id
    )


def _may_bring(request: StaffRequest) -> bool:
    assert request.school is not None
    return may(request.user, Permission.IMPORT_DATA, request.school)


# --- in words -----------------------------------------------------------------------------------------------


def _row(one: Difference, held: Reconciled) -> dict[str, Any]:
    return {
        "cause": one.cause.value,
        "words": _(CAUSES_IN_WORDS[one.cause]),
        "about": ABOUT[one.cause],
        "change": _change(one.change),
        "points": _in_points(one.points),
        "pupils": len(one.behind),
        "is_nothing": one.is_nothing,
        "is_left_over": one.cause is Cause.NOT_EXPLAINED,
        "exact": one.points,
    }


def _figure(count: Any) -> str:
    """ "94.1% · 391 of 412"."""
    shown = percent(count.part, count.whole)
    of = _("%(part)s of %(whole)s") % {
        "part": grouped(count.part),
        "whole": grouped(count.whole),
    }
    return f"{shown}% · {of}" if shown is not None else of


def _change(change: Count | None) -> str:
    """ "+12 of +40", or that only a percentage is known."""
    if change is None:
        return _("not known: only a percentage was printed")
    return _("%(part)s of %(whole)s") % {"part": f"{change.part:+d}", "whole": f"{change.whole:+d}"}


def _in_points(points: Fraction | None) -> str:
    """To three places, so that what is added up can be followed; the exact numbers are the sessions."""
    if points is None:
        return "–"
    return f"{float(round(points, 3)):+.3f}"


def _whole_difference(found: Any) -> Fraction | None:
    ours, theirs = found.ours.share, found.their_share
    return None if ours is None or theirs is None else theirs - ours


def _total(found: Any) -> Count | None:
    changes = [one.change for one in found.differences]
    if any(one is None for one in changes):
        return None
    return Count(sum(one.part for one in changes), sum(one.whole for one in changes))


def _chart(found: Any) -> dict[str, Any]:
    """A bridge: ours, then each cause from where the one before ended, then theirs."""
    if found.ours.share is None or found.their_share is None:
        return {}
    at, values = found.ours.share, []
    explained, left_over = _("explained"), _("not explained")
    ends = {"kind": explained}
    ours, theirs = _("Ours"), _("Theirs")
    values.append({"cause": ours, "from": float(at), "to": float(at), **ends})
    for one in found.differences:
        if one.points is None:
            return {}
        if one.points or one.cause is Cause.NOT_EXPLAINED:
            kind = left_over if one.cause is Cause.NOT_EXPLAINED else explained
            values.append(
                {
                    "cause": _(CAUSES_IN_WORDS[one.cause]),
                    "from": float(at),
                    "to": float(at + one.points),
                    "kind": kind,
                }
            )
        at += one.points
    values.append({"cause": theirs, "from": float(at), "to": float(at), **ends})
    order = [value["cause"] for value in values]
    y = {"field": "cause", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 240}}
    x = {
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "title": _("per cent"),
        "axis": {"tickCount": 6},
    }
    return {
        "data": {"values": values},
        "width": 520,
        "height": 34 * len(values),
        "layer": [
            {
                "mark": {"type": "bar", "height": 16},
                "encoding": {
                    "y": y,
                    "x": {"field": "from", **x},
                    "x2": {"field": "to"},
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": [explained, left_over]},
                        "title": None,
                        "legend": {"orient": "bottom"},
                    },
                },
            },
            {
                "mark": {"type": "tick", "thickness": 3, "size": 22},
                "encoding": {"y": y, "x": {"field": "to", **x}},
            },
        ],
    }


def _chart_in_words(rows: Sequence[dict[str, Any]]) -> str:
    said = [f"{row['words']} {row['points']}" for row in rows if row["exact"]]
    return _("From our figure to theirs, in points: %(causes)s.") % {
        "causes": "; ".join(said) or _("no difference")
    }
