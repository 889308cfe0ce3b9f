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
from trellis.imports.writing import TYPES, table_bytes
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.asked_for import day_of
from trellis.schools.models import Person, Post, School, SchoolClass
from trellis.schools.roles import Permission
from trellis.support.page import sent, show
from trellis.support.wellbeing import actions
from trellis.support.wellbeing.forms import OwnWordsForm, PutRightForm, StaffCheckForm
from trellis.support.wellbeing.models import StaffCheck
from trellis.support.wellbeing.weeks import as_a_file, colleagues, week_of, who_keeps, whose_talks

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
    school, today = _school(request), timezone.localdate()
    since = actions.kept_since(school, today)
    return show(
        request,
        "wellbeing/staff.html",
        colleagues=colleagues(school, today),
        keepers=who_keeps(school, today),
        since=since,
        old=StaffCheck.objects.at(school).before(since).count(),
        gone=whose_talks(school, today).exclude(posts__in=Post.objects.on(today).filter(school=school)),
    )


@staff_may("keep staff well-being")
def write_staff_check(request: StaffRequest, urn: str) -> HttpResponse:
    """Write down a talk with a colleague."""
    form = StaffCheckForm(sent(request), school=_school(request))
    if form.carries_out(actions.write_staff_check, school=_school(request), by=request.user):
        return redirect("support:staff_checks", urn)
    back = reverse("support:staff_checks", args=[urn])
    return _form(request, _("Write down a talk with a colleague"), form, back)


def _colleague(request: StaffRequest, colleague_id: int) -> Person:
    return get_object_or_404(whose_talks(_school(request), timezone.localdate()), pk=colleague_id)


@staff_may("keep staff well-being")
@require_safe
def staff_checks_of(request: StaffRequest, urn: str, colleague_id: int) -> HttpResponse:
    """Every talk with one colleague, who may have left."""
    held = _colleague(request, colleague_id)
    return show(
        request,
        "wellbeing/of.html",
        colleague=held,
        checks=list(StaffCheck.objects.at(_school(request)).about(held)),
    )


@staff_may("keep staff well-being")
def put_staff_check_right(request: StaffRequest, urn: str, staff_check_id: int) -> HttpResponse:
    """Put right what was written down of a talk."""
    check = get_object_or_404(StaffCheck.objects.at(_school(request)), pk=staff_check_id)
    held = {name: getattr(check, name) for name in ("kind", "words", "next_on")}
    form = PutRightForm(sent(request), initial=held)
    back = reverse("support:staff_checks_of", args=[urn, check.person_id])
    if form.carries_out(actions.put_staff_check_right, check=check, by=request.user):
        return redirect(back)
    return _form(request, _("Put it right"), form, back)


def _form(request: StaffRequest, title: str, form: Any, back: str) -> HttpResponse:
    status = 400 if form.errors else 200
    return show(request, "wellbeing/write.html", status=status, title=title, form=form, back=back)


@staff_may("keep staff well-being")
@require_POST
def destroy_staff_checks(request: StaffRequest, urn: str) -> HttpResponse:
    """Destroy the talks whose years are over."""
    actions.destroy_old_checks(school=_school(request), by=request.user)
    return redirect("support:staff_checks", urn)


def _file(request: StaffRequest, person: Person) -> HttpResponse:
    found = StaffCheck.objects.at(_school(request)).about(person)
    headers = {"Content-Disposition": 'attachment; filename="talks.csv"'}
    return HttpResponse(table_bytes("csv", *as_a_file(found)), content_type=TYPES["csv"], headers=headers)


@staff_may("keep staff well-being")
@require_safe
def staff_checks_file(request: StaffRequest, urn: str, colleague_id: int) -> HttpResponse:
    """What is held of one colleague, as a file for them when they ask: they may have left."""
    return _file(request, _colleague(request, colleague_id))


@staff_may("see the school")
@require_safe
def own_staff_checks_file(request: StaffRequest, urn: str) -> HttpResponse:
    """What is held of whoever asks, as a file."""
    return _file(request, request.user)


@staff_may("see the school")
def say_of_own_check(request: StaffRequest, urn: str, staff_check_id: int) -> HttpResponse:
    """What a colleague says of a talk with them, beside what was written of it."""
    own = StaffCheck.objects.at(_school(request)).about(request.user)
    check = get_object_or_404(own, pk=staff_check_id)
    form = OwnWordsForm(sent(request), initial={"words": check.own_words})
    back = reverse("support:own_staff_checks", args=[urn])
    if form.carries_out(actions.say_of_own_check, check=check, by=request.user):
        return redirect(back)
    return _form(request, _("What you say of it"), form, back)


@staff_may("see the school")
@require_safe
def own_staff_checks(request: StaffRequest, urn: str) -> HttpResponse:
    """What was written down of talks with whoever asks: theirs alone."""
    return show(
        request,
        "wellbeing/own.html",
        own=list(StaffCheck.objects.at(_school(request)).about(request.user)),
        keepers=who_keeps(_school(request), timezone.localdate()),
        keeps=may(request.user, Permission.KEEP_STAFF_CHECKS, _school(request)),
    )
