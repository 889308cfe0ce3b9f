"""What every page of the formal steps shares: who may do what, and the parent an address names."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from trellis.schools.access import StaffRequest, may
from trellis.schools.models import Contact, FamilyLink
from trellis.schools.roles import Permission


def show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the formal steps."""
    assert request.school is not None
    context |= {
        "school": request.school,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "pupil": request.pupil,
        "today": timezone.localdate(),
        "may_take": may(request.user, Permission.TAKE_FORMAL_STEPS, request.school),
        "may_answer": may(request.user, Permission.ANSWER_FOR_THE_AUTHORITY, request.school),
        "sees_families": may(request.user, Permission.SEE_FAMILIES, request.school),
    }
    return render(request, f"attendance/formal/{template}", context, status=status)  # type: ignore[arg-type]


def parent_here(request: StaffRequest, contact_id: int) -> Contact:
    """The adult of the address, if this school was ever told of them for this child."""
    told = FamilyLink.objects.filter(school=request.school, pupil=request.pupil)
    return get_object_or_404(Contact.objects.filter(pk__in=told.values("contact")), pk=contact_id)
