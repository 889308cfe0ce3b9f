"""Visits on the page: whom first, the rounds of a week, one round with its sheet, and the devices that hold
one.
"""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance.clinics.page import show
from trellis.attendance.visits.forms import (
    CheckInForm,
    ChooseRoundForm,
    OutcomeForm,
    RoundForm,
    SafetyNoteForm,
)
from trellis.attendance.visits.going import (
    add_visits,
    check_in,
    come_back,
    do_next_step,
    leave,
    plan_round,
    record_outcome,
    revoke_device,
    write_safety_note,
)
from trellis.attendance.visits.lists import (
    Standing,
    back_next_day,
    rounds_between,
    sheet_of,
    to_visit,
    visits_by_week,
    wanted_of,
)
from trellis.attendance.visits.models import HomeVisit, SafetyNote, VisitDevice, VisitOutcome, VisitRound
from trellis.attendance.visits.paper import sheet_pdf
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import numbers_of
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission

WEEKS = dt.timedelta(weeks=12)
ROWS = 50


@staff_may("see families", logs="pupils")
@require_safe
def visits(request: StaffRequest, urn: str) -> HttpResponse:
    """Whom to visit first today and why, who is out now, this week's rounds, what the last weeks brought."""
    assert request.school is not None
    now, today = timezone.now(), timezone.localdate()
    rows = to_visit(request.school, now)
    monday = today - dt.timedelta(days=today.weekday())
    showing(request, min(len(rows), ROWS))  # type: ignore[arg-type]
    return show(
        request,
        "visits/visits.html",
        rows=rows[:ROWS],
        number=len(rows),
        rounds=rounds_between(request.school, monday, today + dt.timedelta(days=7), now),
        weeks=visits_by_week(request.school, today - WEEKS, today),
    )


@staff_may("change families", logs="pupils")
def new_round(request: StaffRequest, urn: str) -> HttpResponse:
    """Those ticked on the list go on a round that stands, or on a new one: who goes, when, who watches."""
    assert request.school is not None
    given = request.POST if request.method == "POST" else request.GET  # type: ignore[attr-defined]
    pupils = _chosen(request, given.getlist("pupil"))
    wanted = wanted_of(to_visit(request.school, timezone.now()), pupils)
    standing = VisitRound.objects.filter(school=request.school, on__gte=timezone.localdate(), back_at=None)
    choice = ChooseRoundForm(_sent(request), rounds=standing, prefix="which")
    form = RoundForm(_sent(request), school=request.school)
    if choice.is_valid() and (chosen := choice.cleaned_data["round_"]):
        add_visits(round_=chosen, wanted=wanted)
        return redirect("attendance:visit_round", urn, chosen.pk)
    if form.carries_out(plan_round, school=request.school, wanted=wanted, by=request.user):
        return redirect("attendance:visit_round", urn, form.outcome.pk)
    showing(request, len(wanted))  # type: ignore[arg-type]
    return show(
        request,
        "visits/new.html",
        wanted=wanted,
        choice=choice if standing.exists() else None,
        form=form,
        status=400 if form.errors else 200,
    )


def _chosen(request: StaffRequest, ticked: list[str]) -> dict[int, Pupil]:
    """The children ticked, on roll here, whom the reader may see."""
    assert request.school is not None
    here = Pupil.objects.on_roll(request.school, timezone.localdate()).visible_to(request.user)
    return here.in_bulk(numbers_of(ticked))


# --- One round ----------------------------------------------------------------------------------------------


@staff_may("see families", logs="pupils")
@require_safe
def visit_round(request: StaffRequest, urn: str, round_id: int) -> HttpResponse:
    """Who goes, when they are back, the homes with what to know, and what came of each."""
    return _show_round(request, _round(request, round_id))


def _show_round(
    request: StaffRequest, held: VisitRound, *, refused: CheckInForm | None = None
) -> HttpResponse:
    assert request.school is not None
    now, goes = timezone.now(), request.user.pk in held.goes
    rows = sheet_of(held, may_know=_may_know(request, held))
    back = back_next_day(request.school, [row.visit for row in rows])
    showing(request, len(rows))  # type: ignore[arg-type]
    may_take = goes and held.on == timezone.localdate() and held.back_at is None
    return show(
        request,
        "visits/round.html",
        round=held,
        standing=Standing(held, len(rows), now),
        rows=[(row, back[row.visit.pk]) for row in rows],
        goes=goes,
        may_take=may_take,
        may_note=_may_write(request, held),
        keeps_notes=may(request.user, Permission.KEEP_SAFETY_NOTES, request.school),
        form=refused or CheckInForm(),
        check_ins=list(held.check_ins.all()),
        devices=list(held.devices.select_related("person")),
        status=400 if refused else 200,
    )


def _may_know(request: StaffRequest, held: VisitRound) -> bool:
    """Whether the reader goes there, or keeps such notes."""
    assert request.school is not None
    return request.user.pk in held.goes or may(request.user, Permission.KEEP_SAFETY_NOTES, request.school)


def _may_write(request: StaffRequest, held: VisitRound) -> bool:
    assert request.school is not None
    return request.user.pk in held.goes or may(request.user, Permission.CHANGE_FAMILIES, request.school)


@staff_may("see families")
@require_POST
def go_out(request: StaffRequest, urn: str, round_id: int) -> HttpResponse:
    """They leave, or they are back."""
    held = _writable(request, round_id)
    act = come_back if request.POST.get("what") == "back" else leave  # type: ignore[attr-defined]
    act(round_=held, by=request.user)
    return redirect("attendance:visit_round", urn, held.pk)


@staff_may("see families", logs="pupils")
@require_POST
def check_in_round(request: StaffRequest, urn: str, round_id: int) -> HttpResponse:
    """What was heard of people who are out."""
    held = _writable(request, round_id)
    form = CheckInForm(_sent(request))
    if form.carries_out(check_in, round_=held, by=request.user):
        return redirect("attendance:visit_round", urn, held.pk)
    return _show_round(request, held, refused=form)


@staff_may("see families", logs="pupils")
@require_safe
def round_paper(request: StaffRequest, urn: str, round_id: int) -> HttpResponse:
    """The sheet on paper."""
    held = _round(request, round_id)
    rows = sheet_of(held, may_know=_may_know(request, held))
    showing(request, len(rows))  # type: ignore[arg-type]
    return HttpResponse(
        sheet_pdf(held, rows),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="visits-{urn}-{held.on}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@staff_may("see families", logs="pupil")
def visit_outcome(request: StaffRequest, urn: str, pupil_id: int, visit_id: int) -> HttpResponse:
    """What came of one visit, written at a desk or at the door with a network."""
    assert request.school is not None
    visit = get_object_or_404(
        HomeVisit.objects.select_related("round__school", "pupil", "step"),
        pk=visit_id,
        pupil=request.pupil,
        round__school=request.school,
    )
    if not _may_write(request, visit.round):
        raise Http404
    form = OutcomeForm(_sent(request), school=request.school)
    if form.carries_out(record_outcome, visit=visit, by=request.user):
        messages.success(request, _("What came of the visit is kept."))  # type: ignore[arg-type]
        return redirect("attendance:visit_round", urn, visit.round_id)
    return show(
        request,
        "visits/outcome.html",
        visit=visit,
        round=visit.round,
        pupil=request.pupil,
        form=form,
        outcomes=list(visit.outcomes.all()),
        status=400 if form.errors else 200,
    )


@staff_may("see families")
@require_POST
def visit_step_done(request: StaffRequest, urn: str, outcome_id: int) -> HttpResponse:
    """The next step of a visit is done."""
    held = get_object_or_404(VisitOutcome, pk=outcome_id, visit__round__school=request.school)
    if held.next_for_id != request.user.pk and not _may_write(request, held.visit.round):
        raise Http404
    do_next_step(outcome=held, by=request.user)
    return redirect("attendance:visit_round", urn, held.visit.round_id)


@staff_may("keep safety notes of homes", logs="pupil")
def safety_note(request: StaffRequest, urn: str, pupil_id: int, visit_id: int) -> HttpResponse:
    """What to know before going to the home of a visit."""
    visit = get_object_or_404(
        HomeVisit.objects.select_related("round", "contact__household"),
        pk=visit_id,
        pupil=request.pupil,
        round__school=request.school,
    )
    household = visit.contact.household if visit.contact else None
    if household is None:
        messages.error(request, _("No home is known to write about."))  # type: ignore[arg-type]
        return redirect("attendance:visit_round", urn, visit.round_id)
    held = SafetyNote.objects.on(timezone.localdate()).filter(school=request.school, household=household)
    note = held.first()
    form = SafetyNoteForm(_sent(request), initial={"words": note.words if note else ""})
    also: dict[str, Any] = {"school": request.school, "household": household, "by": request.user}
    if form.carries_out(write_safety_note, **also):
        return redirect("attendance:visit_round", urn, visit.round_id)
    return show(
        request,
        "visits/note.html",
        visit=visit,
        round=visit.round,
        household=household,
        note=note,
        form=form,
        status=400 if form.errors else 200,
    )


@staff_may("see families")
@require_POST
def revoke_visit_device(request: StaffRequest, urn: str, device_id: int) -> HttpResponse:
    """A device is lost."""
    held = get_object_or_404(VisitDevice, pk=device_id, school=request.school)
    if held.person_id != request.user.pk and not _may_write(request, held.round):
        raise Http404
    revoke_device(device=held, by=request.user)
    if not request.user.is_authenticated or request.session.session_key == held.session_key:  # type: ignore[attr-defined]
        return redirect(reverse("home"))
    messages.success(  # type: ignore[arg-type]
        request, _("%(device)s is signed out and sends nothing more.") % {"device": held}
    )
    return redirect("attendance:visit_round", urn, held.round_id)


# --- How they do it -----------------------------------------------------------------------------------------


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def _round(request: StaffRequest, number: int) -> VisitRound:
    return get_object_or_404(VisitRound.objects.select_related("school"), pk=number, school=request.school)


def _writable(request: StaffRequest, number: int) -> VisitRound:
    """The round, for whoever goes on it or may change what is kept of families."""
    held = _round(request, number)
    if not _may_write(request, held):
        raise Http404
    return held
