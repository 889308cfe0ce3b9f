"""What every page of celebrating shares: the way to the others, for those who may go there."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

# Words, page, the permission it takes, and whether somebody with a class of their own may go there too.
PARTS = (
    (_("Class league"), "attendance:league", Permission.SEE_SCHOOL, False),
    (_("Certificates"), "attendance:certificates", Permission.SEE_PUPILS, True),
    (_("Prize draws"), "attendance:draws", Permission.SEE_SCHOOL, False),
    (_("100% days"), "attendance:full_days", Permission.SEE_SCHOOL, False),
    (_("Gold book"), "attendance:gold_book", Permission.SEE_PUPILS, True),
    (_("In the hall"), "attendance:hall_links", Permission.CHANGE_SETTINGS, False),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of celebrating."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    here = request.path  # type: ignore[attr-defined]
    offered = [
        (words, reverse(page, args=[urn]))
        for words, page, permission, narrows in PARTS
        if may(request.user, permission, request.school)
        or (narrows and request.user.reach(permission).classes)
    ]
    # The league's address is the beginning of every other: the longest that fits is where one is.
    nearest = max((url for _words, url in offered if here.startswith(url)), key=len, default="")
    tabs = [(words, url, url == nearest) for words, url in offered]
    context |= {"school": request.school, "urn": urn, "tabs": tabs}
    return render(request, f"attendance/celebrating/{template}", context, status=status)  # type: ignore[arg-type]
