"""What colleagues must have read, on the page: one's own, and everybody's for whoever leads; safeguarding at
meetings.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.gatherings.models import MEETINGS
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import School
from trellis.schools.roles import Permission
from trellis.support.page import place_of, sent
from trellis.support.protection import at_meetings as meetings
from trellis.support.protection import confirming
from trellis.support.protection.confirming import Readers, Staff, asked_at, asked_or_to_be, confirmed_of
from trellis.support.protection.forms import ConfirmForForm, ToReadForm
from trellis.support.protection.models import Confirmed, ToRead
from trellis.support.protection.page import form_page, show


@staff_may("see the school")
@require_safe
def to_read(request: StaffRequest, urn: str) -> HttpResponse:
    """What is left for whoever looks, what they confirmed, and for the lead how everybody stands."""
    school, today = _school(request), timezone.localdate()
    every: list[Readers] = []
    if may(request.user, Permission.LEAD_ON_PROTECTION, school):
        asked = list(asked_or_to_be(school, today).select_related("school", "grouping"))
        every = Staff.at(school, today).readers(asked, confirmed_of(asked))
    mine = Confirmed.objects.filter(person=request.user, to_read__in=asked_at(school, today))
    return show(
        request,
        "to_read.html",
        left=confirming.left_for(request.user, school, today),
        confirmed=list(mine.select_related("to_read")),
        every=every,
    )


@staff_may("lead on protection")
@require_safe
def asked_of_schools(request: StaffRequest, urn: Any) -> HttpResponse:
    """What a grouping asks the staff of its schools to read, and how many of each have."""
    assert request.grouping is not None
    today = timezone.localdate()
    schools = list(School.objects.in_grouping(request.grouping, today).order_by("name"))
    asked = list(ToRead.objects.at(request.grouping).in_use(today))
    staff, confirmed = Staff.at_each(schools, today), confirmed_of(asked)
    rows = [(school, staff[school.pk].readers(asked, confirmed)) for school in schools]
    return show(request, "asked_of_schools.html", asked=asked, rows=rows)


@staff_may("lead on protection")
@require_safe
def readers(request: StaffRequest, urn: str, to_read_id: int) -> HttpResponse:
    """Who must read something here, who has, and who has not."""
    school, held = _school(request), _asked_here(request, to_read_id)
    each = Staff.at(school, timezone.localdate()).readers([held], confirmed_of([held]))[0]
    return show(request, "readers.html", readers=each, to_read=held, is_own=held.place == school)


@staff_may("see the school")
@require_POST
def confirm(request: StaffRequest, urn: str, to_read_id: int) -> HttpResponse:
    """Whoever looks has read it."""
    held = _asked_here(request, to_read_id)
    mine = confirming.left_for(request.user, _school(request), timezone.localdate())
    if held.is_training or held.pk not in {one.to_read.pk for one in mine}:
        raise Http404
    confirming.confirm(to_read=held, person=request.user, by=request.user)
    messages.success(request, _("You confirmed that you read it."))  # type: ignore[arg-type]
    return redirect("support:to_read", urn)


@staff_may("lead on protection")
def confirm_for(request: StaffRequest, urn: str, to_read_id: int) -> HttpResponse:
    """It is written down for a colleague: signed on paper, or heard from whoever held the course."""
    held = _asked_here(request, to_read_id)
    each = Staff.at(_school(request), timezone.localdate()).readers([held], confirmed_of([held]))[0]
    form = ConfirmForForm(sent(request), people=[one.person for one in each.left])
    if form.carries_out(confirming.confirm, to_read=held, by=request.user):
        return redirect("support:readers", urn, held.pk)
    back = reverse("support:readers", args=[urn, held.pk])
    return form_page(request, _("Write down for a colleague"), form, back=back, about=held)


@staff_may("lead on protection")
def ask(request: StaffRequest, urn: Any, to_read_id: int | None = None) -> HttpResponse:
    """Ask for something to be read, or for the next version of it."""
    place = place_of(request)
    held = get_object_or_404(ToRead.objects.at(place), pk=to_read_id) if to_read_id is not None else None
    form = ToReadForm(sent(request), replaces=held)
    back = _home(request, urn)
    if form.carries_out(confirming.ask_to_read, place=place, replaces=held, by=request.user):
        return redirect(back)
    title = _("The next version of it") if held else _("Ask colleagues to read something")
    return form_page(request, title, form, back=back, about=held or place)


@staff_may("lead on protection")
@require_POST
def stop(request: StaffRequest, urn: Any, to_read_id: int) -> HttpResponse:
    """It is asked for no more."""
    held = get_object_or_404(ToRead.objects.at(place_of(request)), pk=to_read_id)
    confirming.stop_asking(to_read=held, by=request.user)
    return redirect(_home(request, urn))


@staff_may("lead on protection")
def at_meetings(request: StaffRequest, urn: str) -> HttpResponse:
    """On which agendas safeguarding stands, and what became of it at this year's meetings."""
    school = _school(request)
    if request.method == "POST":  # type: ignore[attr-defined]
        kind = request.POST.get("kind", "")  # type: ignore[attr-defined]
        if kind not in MEETINGS:
            raise Http404
        meetings.stand_at(school=school, kind=kind, by=request.user)
        return redirect("support:at_meetings", urn)
    return show(request, "at_meetings.html", agendas=meetings.agendas(school, timezone.localdate()))


# --- How they do it -----------------------------------------------------------------------------------------


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _asked_here(request: StaffRequest, to_read_id: int) -> ToRead:
    held = asked_or_to_be(_school(request), timezone.localdate()).select_related("school", "grouping")
    return get_object_or_404(held, pk=to_read_id)


def _home(request: StaffRequest, urn: Any) -> str:
    return reverse("support:to_read" if request.school else "support:asked_of_schools", args=[urn])
