"""Costs on the page: what the plan costs by stream, beside what there is; each sum, and what somebody says of
it.
"""

import io

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.plans import costing
from trellis.plans.costs import Costs, chart_in_words, chart_of, costs_of, streams_known
from trellis.plans.costs_forms import BudgetsForm, SumsForm
from trellis.plans.costs_sheet import sheet_of
from trellis.plans.criteria import wording_of
from trellis.plans.here import act_page, page, plan_here, row_here, sent, while_open
from trellis.plans.models import Plan
from trellis.plans.paper import parts_of
from trellis.schools.access import StaffRequest, staff_may

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _costs(plan: Plan) -> Costs:
    return costs_of(wording_of(plan, parts_of(plan)))


@staff_may("see plans")
@require_safe
def costs(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """What the plan costs, by stream and sum by sum."""
    held = plan_here(request, plan_id)
    found = _costs(held)
    return page(
        request,
        "costs.html",
        plan=held,
        title=_("Costs"),
        costs=found,
        chart=chart_of(found),
        chart_says=chart_in_words(found),
    )


@staff_may("see plans")
@require_safe
def sheet(request: StaffRequest, urn: str, plan_id: int) -> FileResponse:
    """The same as a workbook."""
    held = plan_here(request, plan_id)
    content = sheet_of(_costs(held), name=held.name)
    name = f"{slugify(held.name) or 'plan'}-costs.xlsx"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=_SHEET)


@staff_may("change plans")
@while_open
def budgets(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """What there is from each stream."""
    held = plan_here(request, plan_id)
    form = BudgetsForm(sent(request), costs=(found := _costs(held)), streams=streams_known(found))
    if form.is_valid():
        costing.set_budgets(plan=held, pounds=form.pounds(), by=request.user)
        return redirect("plans:costs", urn, plan_id)
    return act_page(
        request,
        held,
        form,
        title=_("What there is from each stream"),
        says=_("The costs of the plan are set against it. Leave a stream empty where there is no budget."),
        button=_("Keep these budgets"),
        back=reverse("plans:costs", args=[urn, plan_id]),
    )


@staff_may("change plans")
@while_open
def sums(request: StaffRequest, urn: str, plan_id: int, row_id: int) -> HttpResponse:
    """What somebody says of the sums of one row."""
    row = row_here(request, plan_id, row_id)
    found = _costs(row.part.plan)
    lines = [line for line in found.lines if line.row.pk == row.pk]
    form = SumsForm(sent(request), lines=lines, streams=streams_known(found))
    if form.is_valid():
        for said in form.said():
            costing.speak_of(row=row, **said, by=request.user)
        return redirect(f"{reverse('plans:costs', args=[urn, plan_id])}#row-{row.pk}")
    return act_page(
        request,
        row.part.plan,
        form,
        title=_("How these sums count"),
        says=_("The words of the plan stay as they are printed."),
        about=str(row),
        button=_("Count them so"),
        back=reverse("plans:costs", args=[urn, plan_id]),
    )
