"""Courses and extended services on the page: those open to a school’s families, who takes part and who came,
who would be helped by one; of a grouping, its courses and its schools against the extended services.
"""

import datetime as dt
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import said, say, words
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of, numbers_of
from trellis.schools.models import Contact, FamilyLink, Grouping, Pupil, School
from trellis.schools.roles import Permission
from trellis.support.courses import actions
from trellis.support.courses.forms import CourseForm, EndForm, EnrolForm, NeedForm, ServiceForm
from trellis.support.courses.models import Course, CourseMark, CourseNeed, ExtendedServiceStatus
from trellis.support.courses.shown import (
    adults_of,
    days_held,
    grid,
    needs_of,
    rows_of,
    standings,
    when_in_words,
)
from trellis.support.page import form_page, place_of, sent, show
from trellis.support.views import find_pupils

PARTS = dict(ExtendedServiceStatus.Part.choices)
_ENDED = 20
_AT_SCHOOL = (
    (gettext_lazy("Courses"), "support:courses"),
    (gettext_lazy("Whom a course would help"), "support:course_needs"),
    (gettext_lazy("Extended services"), "support:extended_services"),
)
_AT_GROUPING = (
    (gettext_lazy("Courses"), "support:shared_courses"),
    (gettext_lazy("Extended services"), "support:services_grid"),
)


# --- The courses of a school --------------------------------------------------------------------------------


@staff_may("see families")
@require_safe
def courses(request: StaffRequest, urn: str) -> HttpResponse:
    """The courses open to a school’s families: its own, and those of its groupings."""
    school, today = _school(request), timezone.localdate()
    held = Course.objects.serving(school, today).select_related("school", "grouping")
    return _page(
        request,
        "courses.html",
        running=rows_of(list(held.running(today)), school),
        ended=rows_of(list(held.ended(today).order_by("-until")[:_ENDED]), school),
    )


@staff_may("change families")
def write_course(request: StaffRequest, urn: str, course_id: int | None = None) -> HttpResponse:
    """Set up a course of the school’s own, or write it anew."""
    held = None
    if course_id is not None:
        held = get_object_or_404(Course.objects.at(_school(request)), pk=course_id)
    return _write(request, urn, held)


@staff_may("see families")
@require_safe
def course(request: StaffRequest, urn: str, course_id: int) -> HttpResponse:
    """One course: the adults of the school’s families in it, and each session."""
    school, held = _school(request), _course(request, course_id)
    adults = adults_of(held, school)
    return _page(
        request,
        "course.html",
        course=held,
        when=when_in_words(held),
        taking_part=[one for one in adults if not one.enrolment.ended],
        over=[one for one in adults if one.enrolment.ended],
        days=days_held(held, school, timezone.localdate()),
        is_own=held.school_id == school.pk,
    )


@staff_may("change families", logs="pupils")
def enrol_adult(request: StaffRequest, urn: str, course_id: int) -> HttpResponse:
    """An adult takes part: found by the name of their child."""
    school, held = _school(request), _course(request, course_id)
    form = EnrolForm(sent(request))
    contact = _adult(request, form)
    if contact and form.carries_out(
        actions.enrol, course=held, school=school, contact=contact, by=request.user
    ):
        return redirect("support:course", urn, held.pk)
    return _find(request, _("Somebody takes part"), form, course=held)


@staff_may("change families")
def end_enrolment(request: StaffRequest, urn: str, course_id: int, course_enrolment_id: int) -> HttpResponse:
    """They saw it through, or left it."""
    held = _course(request, course_id)
    one = get_object_or_404(held.enrolments.filter(school=_school(request)), pk=course_enrolment_id)
    form = EndForm(sent(request))
    if form.carries_out(actions.end_enrolment, enrolment=one, by=request.user):
        return redirect("support:course", urn, held.pk)
    title = _("How it ended for %(name)s") % {"name": one.contact.name}
    back = reverse("support:course", args=[urn, held.pk])
    return form_page(request, title, form, course=held, back=back)


@staff_may("change families")
def course_register(request: StaffRequest, urn: str, course_id: int, date: dt.date) -> HttpResponse:
    """Who came to one session, of the school’s own families."""
    school, held = _school(request), _course(request, course_id)
    if not list(held.weekly.days(date, date, lambda _day: True)):
        raise Http404
    if request.method == "POST":  # type: ignore[attr-defined]
        came = numbers_of(request.POST.getlist("came"))  # type: ignore[attr-defined]
        try:
            actions.take_course_register(course=held, school=school, on=date, came=came, by=request.user)
        except ProblemWith as wrong:
            say(request, wrong)
        return redirect("support:course", urn, held.pk)
    marks = CourseMark.objects.filter(session__course=held, session__on=date, came=True)
    return _page(
        request,
        "register.html",
        course=held,
        on=date,
        adults=actions.taking_part_on(held, school, date),
        came=set(marks.values_list("enrolment", flat=True)),
        is_to_come=date > timezone.localdate(),
    )


# --- Who would be helped ------------------------------------------------------------------------------------


@staff_may("see families")
@require_safe
def course_needs(request: StaffRequest, urn: str) -> HttpResponse:
    """Whom a course of each sort would help, and who takes part in one."""
    return _page(request, "needs.html", by_sort=needs_of(_school(request), timezone.localdate()))


@staff_may("change families", logs="pupils")
def note_need(request: StaffRequest, urn: str) -> HttpResponse:
    """Note an adult whom a course would help."""
    form = NeedForm(sent(request))
    contact = _adult(request, form)
    if contact and form.carries_out(
        actions.note_need, school=_school(request), contact=contact, by=request.user
    ):
        return redirect("support:course_needs", urn)
    return _find(request, _("Note whom a course would help"), form)


@staff_may("change families")
@require_POST
def need_no_more(request: StaffRequest, urn: str, course_need_id: int) -> HttpResponse:
    """Not needed any more, or not wished."""
    held = CourseNeed.objects.filter(school=_school(request), until=None)
    actions.need_no_more(need=get_object_or_404(held, pk=course_need_id), by=request.user)
    return redirect("support:course_needs", urn)


# --- Extended services --------------------------------------------------------------------------------------


@staff_may("see the school")
@require_safe
def extended_services(request: StaffRequest, urn: str) -> HttpResponse:
    """How the school stands to each part of the extended services."""
    school = _school(request)
    rows = standings([school], timezone.localdate())[school.pk]
    return _page(request, "services.html", rows=rows)


@staff_may("change families")
def say_of_service(request: StaffRequest, urn: str, service_part: str) -> HttpResponse:
    """Say how the school stands to one part."""
    school = _school(request)
    if service_part not in PARTS:
        raise Http404
    held = ExtendedServiceStatus.objects.still_open().filter(school=school, part=service_part).first()
    begun = {"status": held.status, "words": held.words} if held else {}
    form = ServiceForm(sent(request), initial=begun)
    if form.carries_out(actions.say_of_service, school=school, part=service_part, by=request.user):
        return redirect("support:extended_services", urn)
    back = reverse("support:extended_services", args=[urn])
    return form_page(request, PARTS[service_part], form, back=back)


# --- Of a grouping ------------------------------------------------------------------------------------------


@staff_may("see support")
@require_safe
def shared_courses(request: StaffRequest, urn: str) -> HttpResponse:
    """The courses of a grouping, open to the families of each of its schools: counts, and no names."""
    today, place = timezone.localdate(), _grouping(request)
    held = Course.objects.at(place).select_related("grouping")
    return _page(
        request,
        "courses.html",
        running=rows_of(list(held.running(today))),
        ended=rows_of(list(held.ended(today).order_by("-until")[:_ENDED])),
    )


@staff_may("keep programmes of support")
def write_shared_course(request: StaffRequest, urn: str, course_id: int | None = None) -> HttpResponse:
    """Set up a course of the grouping’s own, or write it anew."""
    held = None
    if course_id is not None:
        held = get_object_or_404(Course.objects.at(_grouping(request)), pk=course_id)
    return _write(request, urn, held)


@staff_may("see support")
@require_safe
def services_grid(request: StaffRequest, urn: str) -> HttpResponse:
    """The schools of a grouping against the parts of the extended services."""
    rows, totals = grid(_grouping(request), timezone.localdate())
    return _page(request, "grid.html", rows=rows, totals=list(zip(PARTS.values(), totals, strict=True)))


# --- How they do it -----------------------------------------------------------------------------------------


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _grouping(request: StaffRequest) -> Grouping:
    assert request.grouping is not None
    return request.grouping


def _course(request: StaffRequest, course_id: int) -> Course:
    held = Course.objects.serving(_school(request), timezone.localdate())
    return get_object_or_404(held.select_related("school", "grouping"), pk=course_id)


def _page(request: StaffRequest, template: str, **context: Any) -> HttpResponse:
    permission = Permission.CHANGE_FAMILIES if request.school else Permission.KEEP_PROGRAMMES
    context["may_change"] = may(request.user, permission, place_of(request))
    return show(request, f"courses/{template}", ways=_ways(request), **context)


def _ways(request: StaffRequest) -> list[tuple[Any, str, bool]]:
    """The pages of courses and services somebody may see here, and which of them this is."""
    named = _AT_SCHOOL if request.school else _AT_GROUPING
    if not may(request.user, Permission.SEE_FAMILIES, place_of(request)) and request.school:
        named = named[-1:]
    urn, path = request.resolver_match.kwargs["urn"], request.path  # type: ignore[attr-defined]
    addresses = [(words, reverse(page, args=[urn])) for words, page in named]
    return [(words, url, path == unquote(url)) for words, url in addresses]


def _write(request: StaffRequest, urn: Any, held: Course | None) -> HttpResponse:
    form = CourseForm(sent(request), course=held)
    if form.is_valid():
        try:
            made = actions.write_course(
                place=place_of(request), values=form.cleaned_data, course=held, by=request.user
            )
        except ProblemWith as wrong:
            form.add_error("weekday", said(words(wrong.says)))
        else:
            return (
                redirect("support:course", urn, made.pk)
                if request.school
                else redirect("support:shared_courses", urn)
            )
    title = held.name if held else _("Set up a course")
    back = "support:courses" if request.school else "support:shared_courses"
    return form_page(request, title, form, back=reverse(back, args=[urn]))


def _adult(request: StaffRequest, form: Any) -> Contact | None:
    """Who was chosen, among the adults of the school’s children."""
    if request.method != "POST":  # type: ignore[attr-defined]
        return None
    given = number_of(request.POST.get("contact", ""))  # type: ignore[attr-defined]
    links = FamilyLink.objects.on(timezone.localdate()).filter(school=_school(request))
    chosen = Contact.objects.filter(pk=given, family_links__in=links).first()
    if not chosen:
        form.add_error(None, _("Choose who it is."))
    return chosen


def _find(request: StaffRequest, title: str, form: Any, course: Course | None = None) -> HttpResponse:
    """A page that finds an adult by their child’s name, and asks the rest."""
    school, today = _school(request), timezone.localdate()
    given = sent(request) or request.GET  # type: ignore[attr-defined]
    typed = given.get("q", "")
    pupils = find_pupils(Pupil.objects.on_roll(school, today).filter(merged_into=None), typed)
    links = FamilyLink.objects.on(today).filter(school=school, pupil__in=pupils)
    adults: dict[Contact, list[Pupil]] = {}
    for link in links.select_related("contact", "pupil").order_by("contact__name", "pk"):
        adults.setdefault(link.contact, []).append(link.pupil)
    showing(request, len(pupils))  # type: ignore[arg-type]
    return show(
        request,
        "courses/find.html",
        title=title,
        form=form,
        course=course,
        typed=typed,
        adults=[(contact, ", ".join(str(one) for one in children)) for contact, children in adults.items()],
        chosen=given.get("contact", ""),
        status=400 if form.errors else 200,
    )
