"""Unwell in school: who is looked after where, and of one child what was done and decided."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.day import illness
from trellis.attendance.day.going_forms import AsideForm, DecisionForm, MedicineForm, RingForm, UnwellForm
from trellis.attendance.day.leaving import may_collect, may_not_collect
from trellis.attendance.day.page import Choice, show
from trellis.attendance.day.told import children_on_roll
from trellis.attendance.models import Unwell
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.forms import ActForm


@staff_may("change families", logs="pupils")
def unwell(request: StaffRequest, urn: str) -> HttpResponse:
    """Who is unwell, where are they, and what was decided?"""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    choice = Choice.of(request)
    child = choice.child
    form = UnwellForm(request.POST or None) if child is not None else None  # type: ignore[attr-defined]
    if (
        request.method == "POST"
        and form is not None
        and form.carries_out(  # type: ignore[attr-defined]
            illness.take_in_unwell, school=school, pupil=child, by=request.user
        )
    ):
        return redirect("attendance:unwell_one", urn, form.outcome.pupil_id, form.outcome.pk)
    rows = list(Unwell.objects.standing().filter(school=school, date=today))
    listed = {one.pupil: one for one in children_on_roll([row.pupil_id for row in rows], school, today)}
    choice.showing(request, listed)
    context = choice.shown | {"form": form, "rows": [(row, listed.get(row.pupil_id)) for row in rows]}
    return show(request, "unwell.html", status=400 if form and form.errors else 200, **context)


@staff_may("change families", logs="pupil")
def unwell_one(request: StaffRequest, urn: str, pupil_id: int, unwell_id: int) -> HttpResponse:
    """One child unwell: what was seen, given and said, and what becomes of them."""
    one = _one(request, unwell_id)
    links = illness.may_be_rung(one.pupil, one.school, one.date)
    me = _me(request)
    acts: dict[str, tuple[Callable[..., Any], ActForm]] = {
        "decide": (illness.decide, DecisionForm(_sent(request, "decide"), prefix="decide", initial=me)),
        "medicine": (
            illness.give_medicine,
            MedicineForm(_sent(request, "medicine"), prefix="medicine", initial=me),
        ),
        "ring": (illness.ring_about, RingForm(_sent(request, "ring"), prefix="ring", links=links)),
    }
    chosen = request.POST.get("act", "")  # type: ignore[attr-defined]
    if "aside" in request.POST:  # type: ignore[attr-defined]
        return _set_aside(request, urn, one)
    if chosen in acts:
        act, form = acts[chosen]
        if form.carries_out(act, unwell=one, by=request.user):
            return _done(request, urn, one, chosen)
    forms = {name: form for name, (_act, form) in acts.items()}
    context = {
        "one": one,
        "pupil": one.pupil,
        "forms": forms,
        "can_ring": bool(links),
        "collect": [link for link in may_collect(one.pupil, one.school, one.date) if link.may_collect],
        "may_not": may_not_collect(one.pupil, one.school, one.date),
        "calls": illness.calls_about(one),
        "medicines": one.medicines.all(),
        "versions": one.history.select_related("history_user").order_by("-history_date", "-history_id"),
    }
    wrong = any(form.errors for form in forms.values())
    return show(
        request, "unwell_one.html", beside="attendance:unwell", status=400 if wrong else 200, **context
    )


def _one(request: StaffRequest, unwell_id: int) -> Unwell:
    held = Unwell.objects.standing().select_related("pupil", "school", "leaving")
    found: Unwell = get_object_or_404(held, pk=unwell_id, pupil=request.pupil, school=request.school)
    return found


def _sent(request: StaffRequest, act: str) -> Any:
    sent = request.POST  # type: ignore[attr-defined]
    return sent if sent.get("act") == act else None


def _me(request: StaffRequest) -> dict[str, str]:
    """Whoever fills it in is who decided and who gave, unless they say otherwise."""
    return {"decided_by": request.user.name, "given_by": request.user.name}


def _done(request: StaffRequest, urn: str, one: Unwell, act: str) -> HttpResponse:
    one.refresh_from_db()
    if act == "decide" and one.decision == Unwell.Decision.HOME:
        messages.success(request, _("Now sign the child out: with whom do they go?"))  # type: ignore[arg-type]
        response = redirect("attendance:out", urn)
        response["Location"] += f"?child={one.pupil_id}"
        return response
    messages.success(request, _("Kept."))  # type: ignore[arg-type]
    return redirect("attendance:unwell_one", urn, one.pupil_id, one.pk)


def _set_aside(request: StaffRequest, urn: str, one: Unwell) -> HttpResponse:
    form = AsideForm(request.POST)  # type: ignore[attr-defined]
    if form.carries_out(illness.set_unwell_aside, unwell=one, by=request.user):
        messages.success(request, _("Set aside."))  # type: ignore[arg-type]
        return redirect("attendance:unwell", urn)
    messages.error(request, _("Say why it is set aside."))  # type: ignore[arg-type]
    return redirect("attendance:unwell_one", urn, one.pupil_id, one.pk)
