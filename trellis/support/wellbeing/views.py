"""Well-being from day to day on the page: the classes' week; and apart from it, talks with colleagues."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import say
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.asked_for import day_of
from trellis.schools.models import School, SchoolClass
from trellis.schools.roles import Permission
from trellis.support.page import sent, show
from trellis.support.wellbeing import actions
from trellis.support.wellbeing.forms import StaffCheckForm
from trellis.support.wellbeing.models import StaffCheck
from trellis.support.wellbeing.weeks import colleagues, week_of

_A_WEEK = dt.timedelta(weeks=1)
_MOST_WORDS = 80


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _classes(request: StaffRequest, permission: Permission, day: dt.date) -> Any:
    """The classes of a day's year whose activity somebody may see, or say was done."""
    held = SchoolClass.objects.filter(school=_school(request), year=AcademicYear.of(day).start)
    if not may(request.user, permission, _school(request)):
        held = held.filter(pk__in=request.user.reach(permission).classes)
    return held.order_by("name")


@staff_may("see support", narrows=True)
@require_safe
def daily_activity(request: StaffRequest, urn: str) -> HttpResponse:
    """Did every class have its activity this week?"""
    today = timezone.localdate()
    day = day_of(request.GET.get("week", "")) or today  # type: ignore[attr-defined]
    if day > today:
        raise Http404
    days = actions.school_days(_school(request), day)
    week = week_of(_classes(request, Permission.SEE_SUPPORT, day), days, day)
    may_say = set(_classes(request, Permission.KEEP_CASES, day).values_list("pk", flat=True))
    to_say = [
        (one.school_class, cell.done)
        for one in week.classes
        for cell in one.cells
        if cell.on == today and cell.is_open and one.school_class.pk in may_say
    ]
    return show(
        request,
        "wellbeing/daily.html",
        week=week,
        before=week.monday - _A_WEEK,
        after=week.monday + _A_WEEK if week.monday + _A_WEEK <= today else None,
        to_say=to_say,
        speaks_for_all=may(request.user, Permission.KEEP_CASES, _school(request)),
    )


@staff_may("keep cases", narrows=True)
@require_POST
def say_daily_activity(request: StaffRequest, urn: str, class_id: int) -> HttpResponse:
    """A class had its activity today, or it was said by mistake."""
    today, said = timezone.localdate(), request.POST  # type: ignore[attr-defined]
    one = get_object_or_404(_classes(request, Permission.KEEP_CASES, today), pk=class_id)
    try:
        if "back" in said:
            actions.take_activity_back(school_class=one, on=today)
        else:
            words = said.get("words", "")[:_MOST_WORDS]
            actions.say_done(school_class=one, on=today, words=words, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("support:daily_activity", urn)


# --- staff --------------------------------------------------------------------------------------------------


@staff_may("keep staff well-being")
@require_safe
def staff_checks(request: StaffRequest, urn: str) -> HttpResponse:
    """Everybody who works here, with the last talk: whose next one is due stands first."""
    found = colleagues(_school(request), timezone.localdate())
    return show(request, "wellbeing/staff.html", colleagues=found)


@staff_may("keep staff well-being")
def write_staff_check(request: StaffRequest, urn: str) -> HttpResponse:
    """Write down a talk with a colleague."""
    form = StaffCheckForm(sent(request), school=_school(request))
    if form.carries_out(actions.write_staff_check, school=_school(request), by=request.user):
        return redirect("support:staff_checks", urn)
    return show(
        request,
        "wellbeing/write.html",
        status=400 if form.errors else 200,
        title=_("Write down a talk with a colleague"),
        form=form,
        back=reverse("support:staff_checks", args=[urn]),
    )


@staff_may("see the school")
@require_safe
def own_staff_checks(request: StaffRequest, urn: str) -> HttpResponse:
    """What was written down of talks with whoever asks: theirs alone."""
    return show(
        request,
        "wellbeing/own.html",
        own=list(StaffCheck.objects.at(_school(request)).about(request.user)),
        keeps=may(request.user, Permission.KEEP_STAFF_CHECKS, _school(request)),
    )
