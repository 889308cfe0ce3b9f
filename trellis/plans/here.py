"""What every page of a plan begins with: the plan of the address, what was sent, and how it is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from trellis.imports.problems import said, words
from trellis.plans.actions import CLOSED
from trellis.plans.models import Plan, Row
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission


def page(request: StaffRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of plans, which knows its school and what the reader may do."""
    context |= {"school": request.school, "urn": request.resolver_match.kwargs["urn"]}  # type: ignore[attr-defined]
    of_closed = getattr(context.get("plan"), "is_closed", False)
    context["may_change"] = may(request.user, Permission.CHANGE_PLANS, request.school) and not of_closed
    return render(request, f"plans/{template}", context, status=status)


def sent(request: StaffRequest) -> Any:
    """What a form was sent with; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def plan_here(request: StaffRequest, plan_id: int) -> Plan:
    """The plan of the address, if it is this school's."""
    return get_object_or_404(Plan.objects.at(request.school).select_related("within", "school"), pk=plan_id)


def row_here(request: StaffRequest, plan_id: int, row_id: int) -> Row:
    """The row of the address, if it is of this plan and the plan of this place."""
    held = Row.objects.of(plan_here(request, plan_id)).select_related("part__plan")
    return get_object_or_404(held, pk=row_id)


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that changes a plan: of one that was closed, it says so and shows the plan."""

    @wraps(view)
    def opened(request: StaffRequest, urn: Any, plan_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        held = plan_here(request, plan_id)
        if held.is_closed:
            messages.error(request, said(words(CLOSED)))  # type: ignore[arg-type]
            return redirect("plans:plan", urn, plan_id)
        return view(request, urn, plan_id, *args, **kwargs)

    return opened


def say(request: StaffRequest, wrong: ProblemWith) -> None:
    """Say on the next page what cannot be done."""
    messages.error(request, said(words(wrong.says)))  # type: ignore[arg-type]


def may_see_figures(request: StaffRequest) -> bool:
    """Figures of a few children are for those who see the school's figures whole."""
    return may(request.user, Permission.SEE_FIGURES, request.school)
