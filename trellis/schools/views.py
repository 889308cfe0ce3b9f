"""The pages about a school itself: what it has decided, who works there, and who looked at whom."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trellis.schools import actions, forms
from trellis.schools.access import may, showing, signed_in, staff_may
from trellis.schools.declared import declared_for
from trellis.schools.invitations import invite
from trellis.schools.models import AccessLogEntry, GroupingMembership, Person, Post, Pupil, School
from trellis.schools.roles import ROLES, Permission
from trellis.schools.settings import (
    decide_together,
    history_of,
    leave_undecided,
    settings_of,
    who_decided,
)

ROWS = 50

TABS = (
    (gettext_lazy("Settings"), "schools:settings", Permission.SEE_SCHOOL),
    (gettext_lazy("People"), "schools:people", Permission.MANAGE_PEOPLE),
    (gettext_lazy("Supply cover"), "schools:cover", Permission.ARRANGE_COVER),
    (gettext_lazy("Who looked"), "schools:access_log", Permission.READ_ACCESS_LOG),
    (gettext_lazy("Merged records"), "records:merges", Permission.MERGE_PUPILS),
    (gettext_lazy("Keeping and destroying"), "records:records", Permission.ERASE_RECORDS),
)


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of a school, with what each of them needs."""
    urn = request.resolver_match.kwargs["urn"]
    offered = [
        (words, reverse(page, args=[urn])) for words, page, permission in TABS if _offers(request, permission)
    ]
    context |= {
        "school": request.school,
        "urn": urn,
        "place": request.school.name,
        "parts": [(words, url, request.path.startswith(url)) for words, url in offered],
    }
    return render(request, template, context)


def _offers(request: HttpRequest, permission: Permission) -> bool:
    return may(request.user, permission, request.school)


@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """The schools somebody works with; where there is one, straight to it."""
    schools = list(School.objects.visible_to(request.user).prefetch_related("urns"))
    if len(schools) == 1:
        return redirect("schools:settings", schools[0].urn)
    return render(request, "schools/choose.html", {"schools": schools})


# --- Settings -----------------------------------------------------------------------------------------------


@staff_may("see the school")
def settings(request: HttpRequest, urn: str) -> HttpResponse:
    """What the school goes by: each value, since when, and who decided it."""
    held = settings_of([request.school], [one.name for one in declared_for(request.school.nation)])
    rows = list(held[request.school.pk].values())
    by = who_decided(one.row for one in rows if one.row)
    headings: dict[Any, list[Any]] = {}
    for one in rows:
        headings.setdefault(one.declared.heading, []).append((one, by.get(one.row.pk) if one.row else ""))
    may_change = _offers(request, Permission.CHANGE_SETTINGS)
    return show(request, "schools/settings.html", headings=headings, may_change=may_change)


@staff_may("change settings")
def change_setting(request: HttpRequest, urn: str, name: str) -> HttpResponse:
    """Decide a setting, with those that are only right together with it, and see what was decided before."""
    known = {one.name: one for one in declared_for(request.school.nation)}
    if name not in known:
        raise Http404
    names = [name, *known[name].beside]
    held = settings_of([request.school], names)[request.school.pk]
    form = forms.SettingForm(request.POST or None, held=held)
    if request.method == "POST" and form.carries_out(decide_together, place=request.school, by=request.user):
        messages.success(request, _("%(setting)s is changed.") % {"setting": known[name].words})
        return redirect("schools:settings", urn)
    said = history_of(request.school, names)
    own = held[name].decided_by == request.school
    return show(request, "schools/setting.html", form=form, setting=held[name], said=said, own=own)


@staff_may("change settings")
@require_POST
def go_by_default(request: HttpRequest, urn: str, name: str) -> HttpResponse:
    """From today the school goes by its trust, its authority or the default again."""
    known = {one.name: one for one in declared_for(request.school.nation)}
    if name not in known:
        raise Http404
    for one in (name, *known[name].beside):
        leave_undecided(place=request.school, name=one, by=request.user)
    messages.success(request, _("%(setting)s is no longer decided here.") % {"setting": known[name].words})
    return redirect("schools:settings", urn)


# --- People -------------------------------------------------------------------------------------------------


@staff_may("manage people")
def people(request: HttpRequest, urn: str) -> HttpResponse:
    """Who works here today, who will, who did; and the officers who may look in from a grouping."""
    today = timezone.localdate()
    posts = Post.objects.filter(school=request.school).select_related("person", "school_class")
    posts = posts.prefetch_related("person__authenticator_set").order_by("person__name", "since")
    above = GroupingMembership.objects.on(today).filter(school=request.school).values("grouping")
    return show(
        request,
        "schools/people.html",
        now=posts.on(today),
        to_come=posts.filter(since__gt=today),
        ended=posts.filter(until__lt=today).order_by("-until")[:ROWS],
        from_above=Post.objects.on(today).filter(grouping__in=above).select_related("person", "grouping"),
    )


@staff_may("manage people")
def appoint(request: HttpRequest, urn: str) -> HttpResponse:
    """Give somebody a role here; somebody new is sent a way to choose a password."""
    form = forms.PostForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.carries_out(actions.appoint, school=request.school, by=request.user):
        person = form.outcome.person
        invited = invite(request, person)
        said = (
            _("%(name)s is %(role)s here from %(day)s.")
            if not invited
            else _("%(name)s is %(role)s here from %(day)s, and is sent a link to choose a password.")
        )
        day = form.outcome.since.strftime("%-d %B %Y")
        messages.success(
            request, said % {"name": person.name, "role": form.outcome.role_class.words, "day": day}
        )
        return redirect("schools:people", urn)
    return show(request, "schools/appoint.html", form=form)


@staff_may("manage people")
def end_post(request: HttpRequest, urn: str, post_id: int) -> HttpResponse:
    """Say somebody's last day in a role."""
    post = get_object_or_404(Post.objects.select_related("person"), pk=post_id, school=request.school)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.end_post, post=post, by=request.user):
        messages.success(request, _("The last day is recorded."))
        return redirect("schools:people", urn)
    return show(request, "schools/end_post.html", form=form, post=post)


@staff_may("arrange supply cover")
def cover(request: HttpRequest, urn: str) -> HttpResponse:
    """Cover a class for a day; and who covers which, from today on."""
    form = forms.CoverForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.carries_out(actions.cover_class, by=request.user):
        person = form.outcome.person
        invite(request, person)
        messages.success(
            request,
            _("%(name)s covers %(class)s.") % {"name": person.name, "class": form.outcome.school_class},
        )
        return redirect("schools:cover", urn)
    covered = Post.objects.filter(
        school=request.school, role="supply_teacher", until__gte=timezone.localdate()
    )
    covered = covered.select_related("person", "school_class").order_by("since")
    return show(request, "schools/cover.html", form=form, covered=covered)


@staff_may("see the school")
def roles(request: HttpRequest, urn: str) -> HttpResponse:
    """What each role may do, in plain words."""
    return show(request, "schools/roles.html", roles=ROLES.values(), permissions=list(Permission))


# --- Who looked ---------------------------------------------------------------------------------------------


@staff_may("read the access log", logs="pupils")
def access_log(request: HttpRequest, urn: str) -> HttpResponse:
    """Who looked at which child's record here, the latest first."""
    readings = AccessLogEntry.objects.filter(school_id=request.school.pk)
    return _readings(request, readings)


@staff_may("read the access log", logs="pupil")
def pupil_access_log(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Who looked at one child's record here."""
    readings = AccessLogEntry.objects.filter(school_id=request.school.pk, pupil_id=request.pupil.pk)
    return _readings(request, readings)


def _readings(request: HttpRequest, readings: Any) -> HttpResponse:
    """One page of the log, narrowed to a reader and to days, with the children's names beside the numbers."""
    known = Person.objects.filter(
        Q(posts__school=request.school) | Q(posts__grouping__isnull=False)
    ).distinct()
    form = forms.AccessLogForm(request.GET or None, people=known.order_by("name"))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if chosen.get("person"):
        readings = readings.filter(person_id=chosen["person"].pk)
    if chosen.get("since"):
        readings = readings.filter(at__date__gte=chosen["since"])
    if chosen.get("until"):
        readings = readings.filter(at__date__lte=chosen["until"])
    page = Paginator(readings, ROWS).get_page(request.GET.get("page"))
    pupils = Pupil.objects.in_bulk({reading.pupil_id for reading in page if reading.pupil_id})
    rows = [(reading, pupils.get(reading.pupil_id)) for reading in page]
    showing(request, len(pupils))
    return show(request, "schools/access_log.html", form=form, page=page, rows=rows, pupil=request.pupil)
