"""What every page of the ladder shares: the way between what is due and what decides it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.attendance.ladder.ladders import Held
from trellis.attendance.models import Ladder
from trellis.imports.problems import said, words
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission

PARTS = (
    (_("Steps due"), "attendance:steps_due", Permission.SEE_FAMILIES),
    (_("The ladder"), "attendance:ladders", Permission.SEE_SCHOOL),
)


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the ladder."""
    assert request.school is not None
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    here = request.path  # type: ignore[attr-defined]
    offered = [
        (label, reverse(page, args=[urn]))
        for label, page, permission in PARTS
        if may(request.user, permission, request.school)
    ]
    # The address of what is due is the beginning of the other: the longest that fits is where one is.
    nearest = max((url for _label, url in offered if here.startswith(url)), key=len, default="")
    context |= {
        "school": request.school,
        "urn": urn,
        "tabs": [(label, url, url == nearest) for label, url in offered],
        "may_change": may(request.user, Permission.CHANGE_SETTINGS, request.school),
    }
    return render(request, f"attendance/ladder/{template}", context, status=status)  # type: ignore[arg-type]


def ladder_here(request: StaffRequest, ladder_id: int) -> Held:
    """The ladder of the address, if it is this school's."""
    return Held.of(get_object_or_404(Ladder.objects.filter(school=request.school), pk=ladder_id))


def say(request: StaffRequest, wrong: ProblemWith) -> None:
    """Say on the next page what cannot be done."""
    messages.error(request, said(words(wrong.says)))  # type: ignore[arg-type]
