"""What every page of a plan begins with: the plan of the address, what was sent, and how it is shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from trellis.imports.problems import said, words
from trellis.plans.models import Plan
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission


def page(request: StaffRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of plans, which knows its school and what the reader may do."""
    context |= {"school": request.school, "urn": request.resolver_match.kwargs["urn"]}  # type: ignore[attr-defined]
    context["may_change"] = may(request.user, Permission.CHANGE_PLANS, request.school)
    return render(request, f"plans/{template}", context, status=status)


def sent(request: StaffRequest) -> Any:
    """What a form was sent with; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def plan_here(request: StaffRequest, plan_id: int) -> Plan:
    """The plan of the address, if it is this school's."""
    return get_object_or_404(Plan.objects.at(request.school).select_related("within", "school"), pk=plan_id)


def say(request: StaffRequest, wrong: ProblemWith) -> None:
    """Say on the next page what cannot be done."""
    messages.error(request, said(words(wrong.says)))  # type: ignore[arg-type]


def may_see_figures(request: StaffRequest) -> bool:
    """Figures of a few children are for those who see the school's figures whole."""
    return may(request.user, Permission.SEE_FIGURES, request.school)
