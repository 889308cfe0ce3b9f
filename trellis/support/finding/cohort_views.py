"""Lists of children on the page: looked for, kept for a half-term, worked through."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from trellis.imports.problems import said, words
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission
from trellis.support.finding import cohorts as finding
from trellis.support.finding.cohort_forms import ChooseForm, FindForm
from trellis.support.finding.cohorts import Asked, Found
from trellis.support.finding.models import Cohort, CohortChild
from trellis.support.finding.page import school_of, show
from trellis.support.groups.models import SupportGroup
from trellis.support.page import A_PAGE


def _seen(request: StaffRequest) -> Any:
    """The lists of the school whose every condition the reader may know."""
    held = Cohort.objects.filter(school=school_of(request)).visible_to(request.user)
    return held.select_related("found", "before")


@staff_may("see support")
@require_safe
def cohorts(request: StaffRequest, urn: str) -> HttpResponse:
    """The lists that were kept: how many were found and selected, and each to be looked for again."""
    selected = Count("children", filter=Q(children__is_selected=True))
    held = _seen(request).annotate(selected=selected).order_by("-pk")
    page = Paginator(held, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    return show(request, "cohorts.html", page=page)


@staff_may("keep cases", logs="pupils")
def find(request: StaffRequest, urn: str) -> HttpResponse:
    """Look for children; what is found can be kept as a list."""
    school, posted = school_of(request), request.method == "POST"  # type: ignore[attr-defined]
    asked_by: Any = request.POST if posted else request.GET  # type: ignore[attr-defined]
    looked = "joined" in asked_by
    form = FindForm(
        asked_by if looked else None,
        school=school,
        reader=request.user,
        **({} if looked else _as_before(request, asked_by)),
    )
    found = _run(request, form) if looked and form.is_valid() else None
    if posted and found is not None:
        values = form.cleaned_data
        cohort = finding.keep_cohort(
            school=school,
            name=values["name"],
            half_term=form.chosen_half_term(),
            asked=form.asked(),
            found=found,
            by=request.user,
        )
        return redirect("support:cohort", urn, cohort.pk)
    held = Pupil.objects.filter(pk__in=found.pupils if found else ()).order_by("surname", "forename", "pk")
    page = Paginator(held, A_PAGE).get_page(asked_by.get("page"))
    showing(request, len(page.object_list))  # type: ignore[arg-type]
    return show(
        request,
        "find.html",
        status=400 if form.errors else 200,
        form=form,
        found=found,
        asked=form.asked() if found else None,
        page=page,
        rows=_with_why(found, list(page.object_list)) if found else [],
        given=[(name, value) for name in asked_by for value in asked_by.getlist(name) if _is_asked(name)],
    )


def _with_why(found: Found, children: list[Pupil]) -> list[tuple[Pupil, list[str]]]:
    why = found.why(one.pk for one in children)
    return [(one, why[one.pk]) for one in children]


def _is_asked(name: str) -> bool:
    return name not in ("csrfmiddlewaretoken", "page", "again")


def _as_before(request: StaffRequest, asked_by: Mapping[str, str]) -> dict[str, Any]:
    """The form filled in as the list it is looked for again."""
    number = number_of(asked_by.get("again", ""))
    if number is None:
        return {}
    cohort = get_object_or_404(_seen(request), pk=number)
    return {"asked": Asked.read(cohort.asked), "initial": {"name": cohort.name}}


def _run(request: StaffRequest, form: FindForm) -> Found | None:
    try:
        asked = form.asked()
        look = finding.looking(school_of(request), request.user, form.chosen_half_term(), asked)
        return finding.run(asked, look)
    except ProblemWith as problem:
        form.add_error(None, said(words(problem.says)))
        return None


@staff_may("see support", logs="pupils")
def cohort(request: StaffRequest, urn: str, cohort_id: int) -> HttpResponse:
    """One list as it was found: why each child is on it, who is new, who was selected and why."""
    held = get_object_or_404(_seen(request), pk=cohort_id)
    children = held.children.select_related("pupil")
    keeps = may(request.user, Permission.KEEP_CASES, held.school)
    form = ChooseForm(request.POST or None, offered=children)  # type: ignore[attr-defined]
    if (
        request.method == "POST"
        and keeps
        and form.carries_out(  # type: ignore[attr-defined]
            finding.choose, cohort=held, by=request.user
        )
    ):
        return redirect("support:cohort", urn, held.pk)
    which = request.GET.get("which", "")  # type: ignore[attr-defined]
    shown = _which(children, which)
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    gone = _gone(held)
    showing(request, len(page.object_list) + len(gone))  # type: ignore[arg-type]
    return show(
        request,
        "cohort.html",
        status=400 if form.errors else 200,
        cohort=held,
        asked=Asked.read(held.asked),
        page=page,
        which=which,
        choices=_choices(children),
        gone=gone,
        form=form,
        may_keep=keeps,
        is_restricted=held.needs.exists(),
        **_groups_for(request, held, keeps=keeps),
    )


def _groups_for(request: StaffRequest, held: Cohort, *, keeps: bool) -> dict[str, Any]:
    """The groups those selected may be put into, and who they are as an address says it."""
    selected = list(held.children.filter(is_selected=True).values_list("pupil", flat=True)) if keeps else []
    running = SupportGroup.objects.on(timezone.localdate()).filter(school=held.school)
    return {
        "groups": running.visible_to(request.user, Permission.KEEP_CASES) if selected else (),
        "selected": urlencode([("pupil", pupil) for pupil in selected]),
    }


_CHOSEN = {
    "selected": ({"is_selected": True}, gettext_lazy("Selected")),
    "not": ({"is_selected": False}, gettext_lazy("Not selected")),
    "open": ({"is_selected": None}, gettext_lazy("Not looked at yet")),
}


def _choices(children: Any) -> list[tuple[str, Any, int]]:
    """What one may show of a list, with how many."""
    found = [("", _("Everybody"), children.count())]
    found += [(name, words, children.filter(**by).count()) for name, (by, words) in _CHOSEN.items()]
    standing = CohortChild.Standing
    for name in (standing.NEW, standing.STILL, standing.BACK):
        found.append((name.value, name.label, children.filter(standing=name).count()))
    return [one for one in found if one[2] or not one[0]]


def _which(children: Any, which: str) -> Any:
    if which in _CHOSEN:
        return children.filter(**_CHOSEN[which][0])
    return children.filter(standing=which) if which in CohortChild.Standing.values else children


def _gone(cohort: Cohort) -> list[Pupil]:
    """Who was on the list before and is not on this one."""
    if cohort.before is None:
        return []
    here = cohort.children.values("pupil")
    before = Pupil.objects.filter(cohorts__cohort=cohort.before).exclude(pk__in=here)
    return list(before.order_by("surname", "forename", "pk"))
