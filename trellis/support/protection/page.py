"""What every page of protection shares: its place, its parts, and opening the record it is about."""

from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission
from trellis.support.page import place_of
from trellis.support.page import show as show_support
from trellis.support.protection.models import Opening, ProtectedRecord


def show(
    request: StaffRequest, template: str, *, status: int = 200, folder: str = "protection", **context: Any
) -> HttpResponse:
    """A page of protection. Whoever may know of no child is not offered the page of children."""
    place, urn = place_of(request), request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    leads = may(request.user, Permission.LEAD_ON_PROTECTION, place)
    parts: list[tuple[Any, str]] = []
    if request.school:
        parts.append((_("To read and confirm"), "support:to_read"))
        if leads or records_here(request).exists():
            parts.append((_("Children"), "support:protection"))
        if leads:
            parts.append((_("At meetings"), "support:at_meetings"))
    elif leads:
        parts.append((_("To read and confirm"), "support:asked_of_schools"))
    if may(request.user, Permission.SEE_PLANS, place):
        parts.append((_("Audits"), "support:audits"))
    tabs = [
        (words, url, request.path == unquote(url))  # type: ignore[attr-defined]
        for words, url in ((words, reverse(name, args=[urn])) for words, name in parts)
    ]
    return show_support(
        request, f"{folder}/{template}", status=status, leads=leads, protection_tabs=tabs, **context
    )


def form_page(
    request: StaffRequest, title: Any, form: Any, *, back: str, about: Any = "", says: Any = "", **more: Any
) -> HttpResponse:
    """A page with one form, and where one goes who leaves it."""
    status = 400 if form.errors else 200
    return show(
        request, "form.html", status=status, title=title, form=form, back=back, about=about, says=says, **more
    )


def records_here(request: StaffRequest) -> Any:
    """The protected records of the school that somebody may know of."""
    return ProtectedRecord.objects.visible_to(request.user).filter(school=request.school)


def record_here(request: StaffRequest, protected_id: int) -> ProtectedRecord:
    """The record of the address; whoever may not know of it is told what a stranger is told."""
    record = get_object_or_404(
        records_here(request).select_related("pupil", "hold", "school"), pk=protected_id
    )
    request.pupil = record.pupil
    return record


def opened(request: StaffRequest, record: ProtectedRecord) -> Opening | None:
    """The opening by which somebody reads it now; the access log is told why."""
    opening = Opening.objects.standing(request.user).filter(record=record).first()
    request.reason_given = opening.reason if opening else ""  # type: ignore[attr-defined]
    return opening


def opened_by_lead(request: StaffRequest, protected_id: int) -> ProtectedRecord | HttpResponse:
    """The record to be worked on by whoever leads and has opened it; else where its reason is asked for."""
    assert request.school is not None
    record = record_here(request, protected_id)
    if not may(request.user, Permission.LEAD_ON_PROTECTION, request.school):
        raise Http404
    if opened(request, record) is None:
        return redirect("support:protected", request.resolver_match.kwargs["urn"], record.pk)  # type: ignore[attr-defined]
    return record
