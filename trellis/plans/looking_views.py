"""Monitoring on the page: the schedule, each look with what it found, and what was found row by row."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.plans import looking
from trellis.plans.arranged import whose
from trellis.plans.criteria import wording_of
from trellis.plans.here import act_page, page, place_of, plan_here, sent, while_open
from trellis.plans.looking_forms import FindingForm, LookForm
from trellis.plans.looks import Look, by_row, looks_at, suggested, term_by_term
from trellis.plans.models import Monitoring, Plan, Row
from trellis.plans.paper import parts_of
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.forms import Owners
from trellis.schools.models import Person


def _looks(request: StaffRequest, plan: Plan) -> list[Look]:
    return looks_at(plan, request.user, place_of(request), timezone.localdate())


def _look(request: StaffRequest, plan_id: int, look_id: int) -> Monitoring:
    held = Monitoring.objects.filter(plan=plan_here(request, plan_id)).select_related("plan", "duty")
    return get_object_or_404(held, pk=look_id)


def _rows_to_do(plan: Plan) -> Any:
    tables = [part.pk for part in plan.parts.all() if part.is_of_a_plan]
    return Row.objects.filter(part__in=tables).select_related("part")


@staff_may("see plans")
@require_safe
def monitoring(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """What is to be looked at, term by term, and what was found, row by row."""
    held = plan_here(request, plan_id)
    found = _looks(request, held)
    return page(
        request,
        "monitoring.html",
        plan=held,
        title=_("Monitoring"),
        terms=term_by_term(found),
        found=by_row(found),
        withheld=sum(look.withheld for look in found),
        late=sum(look.is_late for look in found),
        suggested=list(suggested(wording_of(held, parts_of(held)), found)),
    )


@staff_may("change plans")
@while_open
def schedule(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """A look to be made; filled in from a row's own words, where one is asked."""
    held = plan_here(request, plan_id)
    rows, asked = _rows_to_do(held), request.GET  # type: ignore[attr-defined]
    row = rows.filter(pk=number_of(asked.get("row", ""))).first()
    known: dict[str, Any] = {}
    if row is not None:
        known = {"rows": [row.pk]}
        found = suggested(wording_of(held, parts_of(held)), _looks(request, held))
        same = (one for one in found if one.row.pk == row.pk and one.kind == asked.get("kind"))
        if (one := next(same, None)) is not None:
            known |= {"kind": one.kind, "focus": one.words, "due_on": one.due_on}
    form = LookForm(sent(request), initial=known, owners=Owners(place_of(request)), rows=rows)
    if form.carries_out(looking.schedule, plan=held, by=request.user):
        return redirect("plans:look", urn, plan_id, form.outcome.pk)
    back = reverse("plans:monitoring", args=[urn, plan_id])
    return act_page(request, held, form, title=_("Schedule a look"), button=_("Keep it so"), back=back)


@staff_may("change plans")
@while_open
def change_look(request: StaffRequest, urn: Any, plan_id: int, look_id: int) -> HttpResponse:
    """What was scheduled, said anew."""
    held = _look(request, plan_id, look_id)
    known = {
        "kind": held.kind,
        "focus": held.focus,
        "area": held.area,
        "due_on": held.due_on,
        "owner": whose(held).owner_key,
        "rows": [row.pk for row in held.rows.all()],
    }
    recurs = held.duty is not None
    form = LookForm(
        sent(request),
        initial=known,
        owners=Owners(place_of(request)),
        rows=_rows_to_do(held.plan),
        recurs=recurs,
    )
    if form.carries_out(looking.schedule, plan=held.plan, look=held, by=request.user):
        return redirect("plans:look", urn, plan_id, look_id)
    back = reverse("plans:look", args=[urn, plan_id, look_id])
    return act_page(request, held.plan, form, title=_("Change this look"), button=_("Keep it so"), back=back)


@staff_may("see plans")
def look(request: StaffRequest, urn: Any, plan_id: int, look_id: int) -> HttpResponse:
    """One look: what it found so far, and writing down what it found now."""
    held = _look(request, plan_id, look_id)
    people = Person.objects.filter(pk__in=_people(request)).order_by("name")
    form = FindingForm(sent(request), people=people)
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        looking.record_finding, look=held, by=request.user
    ):
        return redirect("plans:look", urn, plan_id, look_id)
    shown = next(one for one in _looks(request, held.plan) if one.monitoring.pk == held.pk)
    return page(
        request,
        "look.html",
        status=400 if form.errors else 200,
        plan=held.plan,
        title=held.get_kind_display(),
        look=shown,
        form=form,
        may_record=not held.plan.is_closed and looking.may_record(request.user, held),
    )


def _people(request: StaffRequest) -> list[int]:
    return [one.pk for one in Owners(place_of(request)).known.values() if isinstance(one, Person)]


@staff_may("change plans")
@while_open
@require_POST
def call_off(request: StaffRequest, urn: Any, plan_id: int, look_id: int) -> HttpResponse:
    """It is looked at no more."""
    looking.call_off(look=_look(request, plan_id, look_id), by=request.user)
    return redirect("plans:monitoring", urn, plan_id)
