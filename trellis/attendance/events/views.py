"""Events for families on the page: arranged one by one or in a series, classes invited, who came, who takes
part and who has come to none.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance.clinics.views import tell_invited
from trellis.attendance.day.told import adults_of, find_children
from trellis.attendance.events.forms import DaysForm, EventForm, InviteClassesForm, SeriesForm
from trellis.attendance.events.lists import (
    by_teacher,
    days_of,
    events_at,
    not_seen,
    participation,
    register_of,
)
from trellis.attendance.events.page import show
from trellis.gatherings.events import (
    arrange_event,
    arrange_series,
    begin_series,
    came_uninvited,
    invite_classes,
    take_parents_register,
)
from trellis.gatherings.models import Gathering, Series
from trellis.imports.problems import say
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, showing, staff_may
from trellis.schools.asked_for import numbers_of
from trellis.schools.models import FamilyLink, School

PAST = 20
A_PAGE = 50


# --- Those of a school --------------------------------------------------------------------------------------


@staff_may("see families")
@require_safe
def events(request: StaffRequest, urn: str) -> HttpResponse:
    """What is to come, what was held and how many came, and the series there are."""
    school, today = _school(request), timezone.localdate()
    held = events_at(school)
    return show(
        request,
        "events.html",
        to_come=list(held.to_come(today)),
        past=list(held.filter(on__lt=today)[:PAST]),
        series=list(Series.objects.filter(school=school, until=None)),
    )


@staff_may("change families")
def new_event(request: StaffRequest, urn: str) -> HttpResponse:
    """Arrange one by itself."""
    asked = request.GET  # type: ignore[attr-defined]
    begun = {"kind": asked.get("kind", "evening"), "school_class": asked.get("class")}
    form = EventForm(_sent(request), school=_school(request), initial=begun)
    if form.carries_out(arrange_event, school=_school(request), by=request.user):
        return redirect("attendance:event", urn, form.outcome.pk)
    return _form(request, _("Arrange an event for families"), form)


@staff_may("change families")
def new_series(request: StaffRequest, urn: str) -> HttpResponse:
    """Begin a series."""
    form = SeriesForm(_sent(request))
    if form.carries_out(begin_series, school=_school(request), by=request.user):
        return redirect("attendance:event_series", urn, form.outcome.pk)
    return _form(request, _("Begin a series"), form)


@staff_may("see families")
@require_safe
def event_series(request: StaffRequest, urn: str, event_series_id: int) -> HttpResponse:
    """One series: each day with its topic, how many came and how many of them for the first time."""
    held = _series(request, event_series_id)
    return show(request, "series.html", series=held, days=days_of(held))


@staff_may("change families")
def change_series(request: StaffRequest, urn: str, event_series_id: int) -> HttpResponse:
    """Write a series anew; what is arranged already stays as it is."""
    held = _series(request, event_series_id)
    form = SeriesForm(_sent(request), series=held)
    if form.carries_out(begin_series, school=held.school, series=held, by=request.user):
        return redirect("attendance:event_series", urn, held.pk)
    return _form(request, _("Change it"), form, says=_("What is arranged already stays as it is."))


@staff_may("change families")
def arrange_days(request: StaffRequest, urn: str, event_series_id: int) -> HttpResponse:
    """Arrange the days of a series, with their topics."""
    held = _series(request, event_series_id)
    form = DaysForm(_sent(request))
    if form.carries_out(arrange_series, series=held, by=request.user):
        return redirect("attendance:event_series", urn, held.pk)
    says = _("Each such day on which the school’s calendar has it open.")
    return _form(request, _("Arrange its days"), form, says=says, series=held)


# --- One of them --------------------------------------------------------------------------------------------


@staff_may("see families", logs="pupils")
@require_safe
def event(request: StaffRequest, urn: str, event_id: int) -> HttpResponse:
    """One event: who is invited, who came, and who came without being asked."""
    held, today = _event(request, event_id), timezone.localdate()
    by_class = register_of(held)
    showing(request, len({one.pupil for _name, homes in by_class for home in homes for one in home.children}))  # type: ignore[arg-type]
    return show(
        request,
        "event.html",
        event=held,
        by_class=by_class,
        stalls=list(held.invitations.filter(person=None)),
        has_slots=held.slots.exists(),
        is_past=held.on < today,
        is_to_come=held.on > today,
    )


@staff_may("change families", logs="pupils")
def invite_class(request: StaffRequest, urn: str, event_id: int) -> HttpResponse:
    """Put the families of some classes, or of the whole school, on the list."""
    held = _event(request, event_id)
    form = InviteClassesForm(_sent(request), school=held.school, initial={"classes": [held.school_class_id]})
    showing(request, 0)  # type: ignore[arg-type]
    if form.carries_out(invite_classes, gathering=held, by=request.user):
        tell_invited(request, form.outcome)
        return redirect("attendance:event", urn, held.pk)
    says = _("Each home that the school may write to stands on the list by itself. This writes to nobody.")
    return _form(request, _("Invite families"), form, says=says, event=held)


@staff_may("change families", logs="pupils")
def parents_register(request: StaffRequest, urn: str, event_id: int) -> HttpResponse:
    """Who came: a tick for each home, and anybody besides looked for by the child’s name."""
    held = _event(request, event_id)
    if request.method == "POST":  # type: ignore[attr-defined]
        given = request.POST  # type: ignore[attr-defined]
        came = numbers_of(given.getlist("came"))
        try:
            take_parents_register(gathering=held, came=came, complete="complete" in given, by=request.user)
        except ProblemWith as wrong:
            say(request, wrong)
        return redirect("attendance:event", urn, held.pk)
    typed = request.GET.get("q", "")  # type: ignore[attr-defined]
    today = timezone.localdate()
    found = find_children(typed, held.school, today, reader=request.user)
    by_class = register_of(held)
    names = {one.pupil for _name, homes in by_class for home in homes for one in home.children}
    showing(request, len(names | {one.pupil for one in found.children}))  # type: ignore[arg-type]
    links = FamilyLink.objects.on(today).filter(
        school=held.school, pupil__in=[one.pupil for one in found.children]
    )
    adults: dict[int, list[FamilyLink]] = {one.pupil: [] for one in found.children}
    for link in links.select_related("contact").order_by("priority", "id"):
        adults[link.pupil_id].append(link)
    return show(
        request,
        "register.html",
        event=held,
        by_class=by_class,
        typed=typed,
        found=[(one, adults[one.pupil]) for one in found.children],
        is_to_come=held.on > today,
    )


@staff_may("change families", logs="pupils")
@require_POST
def came_besides(request: StaffRequest, urn: str, event_id: int, pupil_id: int) -> HttpResponse:
    """Somebody of a child’s family came who was not on the list."""
    held, given = _event(request, event_id), request.POST.get("contact", "")  # type: ignore[attr-defined]
    assert request.pupil is not None
    showing(request, 1)  # type: ignore[arg-type]
    links = adults_of(request.pupil, held.school, timezone.localdate())
    contact = next((link.contact for link in links if str(link.contact_id) == given), None)
    try:
        if contact is not None:
            one = came_uninvited(gathering=held, pupil=request.pupil, contact=contact, by=request.user)
            messages.success(request, _("%(name)s stands in the register.") % {"name": one.addressee})  # type: ignore[arg-type]
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("attendance:parents_register", urn, held.pk)


# --- Who takes part -----------------------------------------------------------------------------------------


@staff_may("see families")
@require_safe
def taking_part(request: StaffRequest, urn: str) -> HttpResponse:
    """By class and half-term: of the children whose families were invited, those whose families came."""
    today, year = timezone.localdate(), _year(request)
    return show(
        request,
        "taking_part.html",
        held=participation(_school(request), year, min(today, year.until)),
        year=year,
        before=year.before,
    )


@staff_may("see families", logs="pupils")
@require_safe
def not_seen_yet(request: StaffRequest, urn: str) -> HttpResponse:
    """The children whose families have come to no event of this school year."""
    school, today = _school(request), timezone.localdate()
    rows = not_seen(school, AcademicYear.of(today), today)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len(page.object_list))  # type: ignore[arg-type]
    never = sum(not one.invited for one in rows)
    counts = {"n": len(rows), "never": never}
    headline = ngettext(
        "The family of %(n)d child has come to no event of this year; %(never)d was never invited.",
        "The families of %(n)d children have come to no event of this year; %(never)d were never invited.",
        len(rows),
    )
    return show(request, "not_seen.html", page=page, headline=headline % counts)


@staff_may("see families")
@require_safe
def class_by_class(request: StaffRequest, urn: str) -> HttpResponse:
    """Each class, its teachers, and how often its families were asked in, half-term by half-term."""
    school, today = _school(request), timezone.localdate()
    half_terms, rows = by_teacher(school, AcademicYear.of(today), today)
    lacking = sum(one.lacks_now for one in rows)
    return show(request, "by_teacher.html", half_terms=half_terms, rows=rows, lacking=lacking)


# --- How they do it -----------------------------------------------------------------------------------------


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _year(request: StaffRequest) -> AcademicYear:
    try:
        return AcademicYear.parse(request.GET.get("year", ""))  # type: ignore[attr-defined]
    except ProblemWith:
        return AcademicYear.of(timezone.localdate())


def _event(request: StaffRequest, event_id: int) -> Gathering:
    held = events_at(_school(request)).select_related("series", "school_class", "school")
    return get_object_or_404(held, pk=event_id)


def _series(request: StaffRequest, event_series_id: int) -> Series:
    held = Series.objects.filter(school=_school(request)).select_related("school")
    return get_object_or_404(held, pk=event_series_id)


def _form(request: StaffRequest, title: str, form: Any, **more: Any) -> HttpResponse:
    """A page with one form."""
    return show(request, "form.html", status=400 if form.errors else 200, title=title, form=form, **more)
