"""Prize draws, 100% days and the gold book."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance import celebrating
from trellis.attendance.celebrating_forms import AgainForm, FullDayForm, NominationForm, TicketsForm
from trellis.attendance.celebrating_page import show
from trellis.attendance.full_days import results
from trellis.attendance.league import monday_of
from trellis.attendance.models import Draw, FullDay, Nomination
from trellis.attendance.recognition import days_begun, days_called, recognised, two_years
from trellis.attendance.telling_families import prepare_telling
from trellis.messages.languages import problem_in_words
from trellis.registers.taking import enrolled_in
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.models import Enrolment, Pupil, School, SchoolClass
from trellis.schools.roles import Permission

# --- Prize draws --------------------------------------------------------------------------------------------


@staff_may("see the school")
def draws(request: StaffRequest, urn: str) -> HttpResponse:
    """Which prizes were drawn, and which wait for it?"""
    assert request.school is not None
    may_draw = may(request.user, Permission.PREPARE_LETTERS, request.school)
    half_terms = _half_terms(request.school) if may_draw else []
    return show(
        request,
        "draws.html",
        draws=Draw.objects.filter(school=request.school),
        form=TicketsForm(half_terms=half_terms) if half_terms else None,
    )


@staff_may("prepare letters")
@require_POST
def fix_tickets(request: StaffRequest, urn: str) -> HttpResponse:
    """Give everybody with 100% a ticket, and freeze them."""
    assert request.school is not None
    form = TicketsForm(request.POST, half_terms=_half_terms(request.school))  # type: ignore[attr-defined]
    if form.carries_out(_fix, school=request.school, by=request.user):
        messages.success(request, _("The tickets are fixed. Nothing is drawn yet."))  # type: ignore[arg-type]
        return redirect("attendance:draw", urn, form.outcome.pk)
    rows = Draw.objects.filter(school=request.school)
    return show(request, "draws.html", draws=rows, form=form, status=400)


def _fix(*, school: School, days: str, prize: str, by: Any) -> Draw:
    held = two_years(school, timezone.localdate())
    found = recognised(school, days_called(held, days), held)
    return celebrating.fix_tickets(school=school, recognition=found, prize=prize, by=by)


def _half_terms(school: School) -> list[tuple[str, str]]:
    held = two_years(school, timezone.localdate())
    return [(one.key, one.words) for one in days_begun(held) if one.is_half_term]


@staff_may("see the school", logs="pupils")
def draw(request: StaffRequest, urn: str, draw_id: int) -> HttpResponse:
    """Who won, and was it fair? The record for everybody; names only for those who may see the child."""
    return _show_draw(request, get_object_or_404(Draw, pk=draw_id, school=request.school), AgainForm())


def _show_draw(request: StaffRequest, row: Draw, form: AgainForm, *, status: int = 200) -> HttpResponse:
    tickets = list(row.tickets.order_by("number").select_related("pupil"))
    seen = set(
        Pupil.objects.visible_to(request.user)
        .filter(pk__in=[one.pupil_id for one in tickets if one.pupil_id])
        .values_list("pk", flat=True)
    )
    showing(request, len(seen))  # type: ignore[arg-type]
    listed = [(one, one.pupil if one.pupil_id in seen else None) for one in tickets]
    later = Draw.objects.filter(school=row.school, occasion=row.occasion, number__gt=row.number)
    return show(
        request,
        "draw.html",
        status=status,
        draw=row,
        tickets=listed,
        winner=next((pair for pair in listed if pair[0].number == row.winner), None),
        sees_names=bool(seen),
        problems=[problem_in_words(ProblemWith(one)) for one in celebrating.problems_of(row)],
        later=later.first(),
        form=form,
        may_draw=may(request.user, Permission.PREPARE_LETTERS, row.school),
    )


@staff_may("prepare letters")
@require_POST
def draw_winner(request: StaffRequest, urn: str, draw_id: int) -> HttpResponse:
    """Take a seed nobody could choose, and draw."""
    row = get_object_or_404(Draw, pk=draw_id, school=request.school)
    try:
        celebrating.draw_winner(draw=row, by=request.user)
    except ProblemWith as wrong:
        messages.error(request, problem_in_words(wrong))  # type: ignore[arg-type]
    return redirect("attendance:draw", urn, draw_id)


@staff_may("prepare letters", logs="pupils")
@require_POST
def draw_again(request: StaffRequest, urn: str, draw_id: int) -> HttpResponse:
    """Fix tickets again, without those already drawn, and say why."""
    row = get_object_or_404(Draw, pk=draw_id, school=request.school)
    form = AgainForm(request.POST)  # type: ignore[attr-defined]
    if form.carries_out(celebrating.fix_again, draw=row, by=request.user):
        return redirect("attendance:draw", urn, form.outcome.pk)
    return _show_draw(request, row, form, status=400)


# --- 100% days ----------------------------------------------------------------------------------------------


@staff_may("see the school")
def full_days(request: StaffRequest, urn: str) -> HttpResponse:
    """Which days were named, and how did they go beside the usual?"""
    return _show_full_days(request, FullDayForm())


@staff_may("prepare letters")
@require_POST
def name_full_day(request: StaffRequest, urn: str) -> HttpResponse:
    """Name a day in advance."""
    form = FullDayForm(request.POST)  # type: ignore[attr-defined]
    if form.carries_out(celebrating.name_full_day, school=request.school, by=request.user):
        messages.success(request, _("The day is named."))  # type: ignore[arg-type]
        return redirect("attendance:full_days", urn)
    return _show_full_days(request, form, status=400)


def _show_full_days(request: StaffRequest, form: FullDayForm, *, status: int = 200) -> HttpResponse:
    assert request.school is not None
    today = timezone.localdate()
    held = two_years(request.school, today)
    rows = FullDay.objects.filter(school=request.school, day__gte=AcademicYear.of(today).before.since)
    return show(
        request,
        "full_days.html",
        status=status,
        results=results(held, list(rows)),
        form=form,
        today=today,
        exact=may(request.user, Permission.SEE_FIGURES, request.school),
        may_name=may(request.user, Permission.PREPARE_LETTERS, request.school),
    )


@staff_may("prepare letters")
@require_POST
def unname_full_day(request: StaffRequest, urn: str, full_day_id: int) -> HttpResponse:
    """A day that has not come is no 100% day after all."""
    row = get_object_or_404(FullDay, pk=full_day_id, school=request.school)
    try:
        celebrating.unname_full_day(full_day=row, by=request.user)
    except ProblemWith as wrong:
        messages.error(request, problem_in_words(wrong))  # type: ignore[arg-type]
    return redirect("attendance:full_days", urn)


# --- The gold book ------------------------------------------------------------------------------------------


@staff_may("see pupils", logs="pupils", narrows=True)
def gold_book(request: StaffRequest, urn: str) -> HttpResponse:
    """Who is in the gold book this week, and for what?"""
    assert request.school is not None
    today = timezone.localdate()
    classes = list(
        SchoolClass.objects.filter(school=request.school, year=AcademicYear.of(today).start)
        .visible_to(request.user)
        .order_by("name")
    )
    chosen = _chosen(classes, request.GET.get("class", ""))  # type: ignore[attr-defined]
    form = NominationForm(request.POST or None, children=_children_of(chosen, today)) if chosen else None  # type: ignore[attr-defined]
    if request.method == "POST" and form is not None:  # type: ignore[attr-defined]
        showing(request, 1)  # type: ignore[arg-type]
        if form.carries_out(celebrating.nominate, day=today, by=request.user):
            messages.success(request, _("It is in the gold book."))  # type: ignore[arg-type]
            return redirect(f"{request.path}?class={chosen.name}")  # type: ignore[attr-defined, union-attr]
    rows = (
        Nomination.objects.filter(school=request.school, week__gte=monday_of(today) - dt.timedelta(weeks=6))
        .visible_to(request.user)
        .select_related("pupil")
    )
    showing(request, len({row.pupil_id for row in rows}))  # type: ignore[arg-type]
    weeks: dict[dt.date, list[Nomination]] = {}
    for row in rows:
        weeks.setdefault(row.week, []).append(row)
    return show(
        request,
        "gold_book.html",
        status=400 if form is not None and form.errors else 200,
        weeks=weeks,
        form=form,
        classes=classes,
        chosen=chosen,
        week=monday_of(today),
        may_tell=may(request.user, Permission.PREPARE_LETTERS, request.school),
    )


def _chosen(classes: list[SchoolClass], name: str) -> SchoolClass | None:
    """The class somebody chose, or the only one they have."""
    if len(classes) == 1:
        return classes[0]
    return next((one for one in classes if one.name == name), None)


def _children_of(school_class: SchoolClass, today: dt.date) -> Any:
    """The children of a class today, as somebody may choose among them."""
    held = [one.pk for one in enrolled_in([school_class], today)[school_class.pk]]
    return Enrolment.objects.filter(pk__in=held).select_related("pupil").order_by("pupil__forename")


@staff_may("see pupils", narrows=True)
@require_POST
def take_out(request: StaffRequest, urn: str, nomination_id: int) -> HttpResponse:
    """Take a nomination back."""
    mine = Nomination.objects.filter(school=request.school).visible_to(request.user)
    celebrating.take_out(nomination=get_object_or_404(mine, pk=nomination_id), by=request.user)
    return redirect("attendance:gold_book", urn)


# --- Telling families ---------------------------------------------------------------------------------------


@staff_may("prepare letters")
@require_POST
def tell_families(request: StaffRequest, urn: str) -> HttpResponse:
    """Draw up what families are to hear; it waits to be looked through and approved."""
    given = request.POST  # type: ignore[attr-defined]
    try:
        batch, draft = prepare_telling(
            school=request.school, what=given.get("what", ""), key=given.get("key", ""), by=request.user
        )
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))  # type: ignore[arg-type]
        return redirect(BACK.get(given.get("what", ""), "attendance:league"), urn)
    for note in draft.notes:
        messages.info(request, note)  # type: ignore[arg-type]
    return redirect("messages:batch", urn=urn, batch_id=batch.pk)


# Where somebody came from who asked to tell families something.
BACK = {
    "gold-book": "attendance:gold_book",
    "certificate-full": "attendance:certificates",
    "certificate-improved": "attendance:certificates",
    "full-day": "attendance:full_days",
    "full-day-thanks": "attendance:full_days",
}
