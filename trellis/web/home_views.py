"""Where a person lands: their school's day, their classes, their schools or their grouping."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.asked import Asked
from trellis.attendance.school_figures import in_a_sentence
from trellis.registers.rolls import Scope, rolls
from trellis.registers.school_now import SchoolNow
from trellis.registers.taking import last_written_at
from trellis.rules.words import Session
from trellis.schools.access import may, showing, signed_in, staff_may
from trellis.schools.access_log import write_reading
from trellis.schools.addressing import each_address_by_name
from trellis.schools.models import Grouping, Person, School, SchoolClass
from trellis.schools.roles import Head, Permission
from trellis.web.class_page import Member, members_of
from trellis.web.today import ShownDay, Today, shown_day
from trellis.web.today_lists import LETTERS, LISTS, rows_of
from trellis.web.yours import NotTaken, yours_at

ROWS = 50
# Lists that say something of a year rather than of a day.
_NEW = ("newly-persistent", "ten-unauthorised", "back-on-track")


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The one place a person works at; where there are several, which of them."""
    reach = request.user.reach(Permission.SEE_SCHOOL)
    schools = list(School.objects.filter(pk__in=reach.schools).prefetch_related("urns"))
    groupings = list(Grouping.objects.filter(pk__in=reach.groupings))
    if len(schools) == 1 and not groupings:
        request.school = schools[0]
        return _at_school(request, schools[0], schools[0].urn)
    figures = request.user.reach(Permission.SEE_FIGURES).groupings
    if len(groupings) == 1 and not schools and groupings[0].pk in figures:
        return redirect("grouping", groupings[0].kind, groupings[0].name)
    if not schools and not groupings:
        return render(request, "web/no_post.html")
    return render(request, "web/places.html", _places(reach.day, schools, groupings, figures))


@staff_may("see the school")
def school(request: HttpRequest, urn: str) -> HttpResponse:
    """The same at one school of several."""
    return _at_school(request, request.school, urn)


@staff_may("see pupils", logs="pupils")
def today_list(request: HttpRequest, urn: str, which: str) -> HttpResponse:
    """The pupils behind one of the figures of Today, with the rule that put them there."""
    if which not in LISTS:
        raise Http404
    today = Today.at(request.school)
    page = Paginator(today.list_of(which), ROWS).get_page(request.GET.get("page"))
    rows = list(rows_of(today, page.object_list))
    showing(request, len(rows))
    title, rule = LISTS[which]
    context = {"today": today, "rows": rows, "page": page, "title": title, "rule": rule, "which": which}
    context["letter"] = LETTERS.get(which, "")
    context["may_write"] = may(request.user, Permission.PREPARE_LETTERS, request.school)
    return _show(request, request.school, urn, "today_list.html", **context)


# --- How they do it -----------------------------------------------------------------------------------------


def _at_school(request: HttpRequest, school: School, urn: str) -> HttpResponse:
    """What somebody's posts make of a school: its day, their own classes, or its figures."""
    person = request.user
    if may(person, Permission.SEE_PUPILS, school):
        return _today(request, school, urn)
    taught = list(_taught(person, school))
    if taught:
        return _classes(request, school, urn, taught)
    if may(person, Permission.SEE_SUPPRESSED_FIGURES, school):
        return redirect("figures", urn)
    return _show(request, school, urn, "no_class.html", yours=yours_at(school, urn, person))


def _today(request: HttpRequest, school: School, urn: str) -> HttpResponse:
    """Is everyone accounted for, and what is mine to do?"""
    person = request.user
    says, held = "", None
    if any(post.role_class is Head for post in person.posts_on(timezone.localdate())):
        asked = Asked.read(school, {}, timezone.localdate())
        held = asked.rolls(("class",), with_last_year=True)
        says = in_a_sentence(asked, held)
    today = Today.at(school, held=held)
    page_of = each_address_by_name("class", urn)
    context = {
        "today": today,
        "classes": [(one, page_of(one.name)) for one in today.classes],
        "says": says,
        "new": [(LISTS[which][0], which, len(today.list_of(which))) for which in _NEW],
        "takes_registers": may(person, Permission.TAKE_REGISTERS, school),
        "may_import": today.pupils and may(person, Permission.IMPORT_DATA, school),
        "yours": yours_at(
            school,
            urn,
            person,
            here=today.here,
            calls=today.calls,
            not_taken=_not_taken(person, school, today),
        ),
        "written_at": last_written_at(school) if _keeps_a_copy(school) else None,
        "is_copy": _keeps_a_copy(school),
        "now": timezone.now(),
    }
    return _show(request, school, urn, "today.html", **context)


def _classes(request: HttpRequest, school: School, urn: str, taught: list[SchoolClass]) -> HttpResponse:
    """A teacher's classes: the register to take now, and each child's week."""
    here = SchoolNow(school, timezone.now())
    asked = Asked.read(school, {}, here.day)
    held = rolls(Scope(school=school), asked.today, asked.today, fields=("class",))
    shown = shown_day(here, held.rolls[0])
    # A week of the summer holidays lies in no register; the page then only says when school opens.
    members = [(one, _members(one, asked, held, shown)) for one in taught]
    shown_children = sum(len(found) for _one, found in members)
    listed = [(one, found, _is_taken(found, shown)) for one, found in members]
    if shown_children:
        write_reading(person=request.user, school=school, pupils=shown_children, page=request.path)
    left = NotTaken([one.name for one, found, is_taken in listed if found and not is_taken], shown)
    yours = yours_at(school, urn, request.user, here=here, not_taken=left)
    context = {"shown": shown, "classes": listed, "today": asked.today, "yours": yours}
    return _show(request, school, urn, "classes.html", **context)


def _not_taken(person: Person, school: School, today: Today) -> NotTaken | None:
    """The registers nobody has taken, for those who may take them all."""
    if not may(person, Permission.TAKE_REGISTERS, school):
        return None
    return NotTaken([one.name for one in today.not_taken], today.shown)


def _members(one: SchoolClass, asked: Asked, held: Any, shown: ShownDay) -> list[Member]:
    day = shown.day if shown.day in asked.year else asked.today
    return members_of(one, asked, held, day, figures=False)


def _is_taken(members: list[Member], shown: ShownDay) -> bool:
    """Whether everybody in the class has a mark of the session."""
    marks = [one.morning if shown.session is Session.AM else one.afternoon for one in members]
    return bool(marks) and all(marks)


def _taught(person: Person, school: School) -> Any:
    """The classes of this year whose registers a person takes there."""
    reach = person.reach(Permission.SEE_PUPILS)
    year = Asked.read(school, {}, reach.day).year.start
    return SchoolClass.objects.filter(pk__in=reach.classes, school=school, year=year).order_by("name")


def _keeps_a_copy(school: School) -> bool:
    return school.register_of_record == School.RegisterOfRecord.MIS


def _places(
    day: dt.date, schools: list[School], groupings: list[Grouping], figures: frozenset[int]
) -> dict[str, Any]:
    """The schools and groupings to choose from; a trustee's grouping opens on its schools."""
    others = School.objects.none()
    for grouping in groupings:
        if grouping.pk not in figures:
            others |= School.objects.in_grouping(grouping, day)
    return {
        "schools": sorted({*schools, *others.prefetch_related("urns")}, key=lambda one: one.name),
        "groupings": [one for one in groupings if one.pk in figures],
        "title": _("Where to?"),
    }


def _show(request: HttpRequest, school: School, urn: str, template: str, **context: Any) -> HttpResponse:
    return render(request, f"web/{template}", {"school": school, "urn": urn, **context})
