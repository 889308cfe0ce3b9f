"""What every page of a plan begins with: the plan of the address, what was sent, and how it is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from trellis.imports.problems import said, words
from trellis.plans.actions import CLOSED
from trellis.plans.models import Plan, Row
from trellis.schools.access import StaffRequest, may
from trellis.schools.models import Grouping, School
from trellis.schools.roles import Permission


def place_of(request: StaffRequest) -> School | Grouping:
    """Whose plans a page is about: a school's, or those of a trust, a partnership or an authority.

    The address names either in the same place (`urn`), so that both have the same pages.
    """
    place = request.school or request.grouping
    assert place is not None
    return place


def may_here(request: StaffRequest, permission: Permission) -> bool:
    """Whether the reader may do something at this place."""
    return may(request.user, permission, place_of(request))


def page(request: StaffRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of plans, which knows its place and what the reader may do."""
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    home = reverse("school", args=[urn]) if request.school else reverse("grouping", args=urn)
    context |= {"place": place_of(request), "place_url": home, "school": request.school, "urn": urn}
    context["may_see_figures"] = may_see_figures(request)
    of_closed = getattr(context.get("plan"), "is_closed", False)
    may_change = may_here(request, Permission.CHANGE_PLANS)
    context |= {"may_change": may_change and not of_closed, "may_reopen": may_change and of_closed}
    return render(request, f"plans/{template}", context, status=status)


def act_page(
    request: StaffRequest,
    plan: Plan,
    form: Any,
    *,
    title: str,
    button: str,
    back: str,
    says: str = "",
    about: str = "",
) -> HttpResponse:
    """A page of a plan with one form: what it is for, its button, and the way back."""
    status = 400 if form.errors else 200
    told = {"title": title, "says": says, "about": about, "button": button, "back": back}
    return page(request, "act.html", status=status, plan=plan, form=form, **told)


def sent(request: StaffRequest) -> Any:
    """What a form was sent with; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def plan_here(request: StaffRequest, plan_id: int) -> Plan:
    """The plan of the address, if it is this place's and the reader is told of it."""
    held = Plan.objects.at(place_of(request)).visible_to(request.user)
    return get_object_or_404(held.select_related("within", "school", "grouping"), pk=plan_id)


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


def may_see_figures(request: StaffRequest) -> bool:
    """Figures of a few children are for those who see the figures of the place whole."""
    return may_here(request, Permission.SEE_FIGURES)
