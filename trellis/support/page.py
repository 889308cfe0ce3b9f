"""What every page of support shares: its place, its parts, and finding the case or referral it is about."""

from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.schools.access import StaffRequest, may
from trellis.schools.models import Grouping, School
from trellis.schools.roles import Permission
from trellis.support.models import Case, Referral

_AT_SCHOOL = (
    (_("Cases"), "support:cases", Permission.SEE_SUPPORT),
    (_("Meetings"), "support:case_bodies", Permission.SEE_SUPPORT),
    (_("Referrals"), "support:referrals", Permission.SEE_SUPPORT),
    (_("The offer"), "support:offer", Permission.SEE_SUPPORT),
    (_("Programmes"), "support:programmes", Permission.SEE_SUPPORT),
    (_("Services"), "support:agencies", Permission.SEE_SUPPORT),
    (_("Impact"), "support:impact", Permission.SEE_SUPPORT),
)
_AT_GROUPING = (
    (_("The offer"), "support:offer", Permission.SEE_SUPPORT),
    (_("Programmes"), "support:programmes", Permission.SEE_SUPPORT),
    (_("Services"), "support:agencies", Permission.SEE_SUPPORT),
    (_("Impact"), "support:impact", Permission.SEE_SUPPORT),
    (_("Caseload and supervision"), "support:caseload", Permission.SUPERVISE_CASES),
    (_("Below 80%"), "support:cross_match", Permission.SUPERVISE_CASES),
)
A_PAGE = 50


def place_of(request: StaffRequest) -> School | Grouping:
    """Whose pages these are: the address names a school or a grouping in the same place."""
    place = request.school or request.grouping
    assert place is not None
    return place


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of support."""
    urn, place = request.resolver_match.kwargs["urn"], place_of(request)  # type: ignore[attr-defined]
    home = reverse("school", args=[urn]) if request.school else reverse("grouping", args=urn)
    path = request.path  # type: ignore[attr-defined]
    parts = _AT_SCHOOL if request.school else _AT_GROUPING
    tabs = []
    for words, name, permission in parts:
        if may(request.user, permission, place):
            url = reverse(name, args=[urn])
            tabs.append((words, url, path == unquote(url)))
    context |= {
        "place": place,
        "place_url": home,
        "school": request.school,
        "urn": urn,
        "tabs": tabs,
        "today": timezone.localdate(),
        "may_keep_programmes": may(request.user, Permission.KEEP_PROGRAMMES, place),
        "may_open": may(request.user, Permission.KEEP_CASES, place),
    }
    return render(request, f"support/{template}", context, status=status)  # type: ignore[arg-type]


def sent(request: StaffRequest) -> Any:
    """What was filled in; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def form_page(request: StaffRequest, title: Any, form: Any, **more: Any) -> HttpResponse:
    """A page with one form."""
    return show(request, "form.html", status=400 if form.errors else 200, title=title, form=form, **more)


def case_here(request: StaffRequest, case_id: int, permission: Permission = Permission.SEE_SUPPORT) -> Case:
    """The case of the address, where the reader may see it here; the access log says whose it is."""
    assert request.school is not None
    seen = Case.objects.visible_to(request.user, permission).at(request.school, timezone.localdate())
    case = get_object_or_404(seen.select_related("pupil", "programme", "school"), pk=case_id)
    request.pupil = case.pupil
    return case


def referral_here(request: StaffRequest, referral_id: int) -> Referral:
    """The referral of the address, likewise."""
    seen = Referral.objects.visible_to(request.user).filter(school=request.school)
    referral = get_object_or_404(seen.select_related("pupil", "agency", "case__programme"), pk=referral_id)
    request.pupil = referral.pupil
    return referral
