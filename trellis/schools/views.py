"""The pages about a school itself: what it has decided, who works there, and who looked at whom."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import unquote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trellis.schools import actions, forms
from trellis.schools.access import may, showing, signed_in, staff_may
from trellis.schools.declared import Declared, declared_for
from trellis.schools.invitations import invite
from trellis.schools.models import (
    AccessLogEntry,
    Grouping,
    GroupingMembership,
    Person,
    Post,
    Pupil,
    School,
    Team,
    TeamMembership,
    at_place,
)
from trellis.schools.roles import ROLES, Permission
from trellis.schools.settings import (
    Held,
    decide_together,
    history_of,
    leave_undecided,
    settings_at,
    settings_of,
    who_decided,
)

ROWS = 50

TABS = (
    (gettext_lazy("Settings"), "schools:settings", Permission.SEE_SCHOOL),
    (gettext_lazy("People"), "schools:people", Permission.MANAGE_PEOPLE),
    (gettext_lazy("Teams"), "schools:teams", Permission.MANAGE_PEOPLE),
    (gettext_lazy("Supply cover"), "schools:cover", Permission.ARRANGE_COVER),
    (gettext_lazy("Who looked"), "schools:access_log", Permission.READ_ACCESS_LOG),
    (gettext_lazy("Messages go by"), "messages:go_by", Permission.CHANGE_SETTINGS),
    (gettext_lazy("Merged records"), "records:merges", Permission.MERGE_PUPILS),
    (gettext_lazy("Keeping and destroying"), "records:records", Permission.ERASE_RECORDS),
)


GROUPING_TABS = (
    (gettext_lazy("Settings"), "schools:grouping_settings", Permission.SEE_SCHOOL),
    (gettext_lazy("People"), "schools:grouping_people", Permission.MANAGE_PEOPLE),
    (gettext_lazy("Messages go by"), "messages:grouping_go_by", Permission.CHANGE_SETTINGS),
    (gettext_lazy("Agreed letters"), "messages:agreed", Permission.SEE_FIGURES),
    (gettext_lazy("Teams"), "schools:grouping_teams", Permission.MANAGE_PEOPLE),
)


@dataclass(frozen=True)
class Here:
    """Where a page is, a school or a grouping, and how the addresses of its other pages are made."""

    place: School | Grouping
    arguments: tuple[str, ...]

    room: ClassVar[str] = "schools"

    @classmethod
    def of(cls, request: HttpRequest) -> "Here":
        kwargs = request.resolver_match.kwargs
        if request.school is not None:
            return cls(request.school, (kwargs["urn"],))
        return cls(request.grouping, (kwargs["kind"], kwargs["name"]))

    @property
    def at_school(self) -> bool:
        return isinstance(self.place, School)

    @property
    def where(self) -> dict[str, Any]:
        """The place as a row that is at one of either names it."""
        return at_place(self.place)

    def to(self, page: str, *more: Any) -> str:
        """The address of one of the place's pages."""
        named = f"{self.room}:{page}" if self.at_school else f"{self.room}:grouping_{page}"
        return reverse(named, args=[*self.arguments, *more])

    def offers(self, person: Person, permission: Permission) -> bool:
        """Whether somebody may do something here today."""
        return may(person, permission, self.place)


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of a school or grouping, with what each of them needs."""
    here = Here.of(request)
    offered = [
        (words, reverse(page, args=here.arguments))
        for words, page, permission in (TABS if here.at_school else GROUPING_TABS)
        if here.offers(request.user, permission)
    ]
    context |= {
        "school": request.school,
        "urn": here.arguments[0] if here.at_school else "",
        "here": here,
        "place": here.place.name,
        "parts": [(words, url, request.path.startswith(unquote(url))) for words, url in offered],
    }
    return render(request, template, context)


@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """The schools and groupings somebody works with; where there is one school alone, straight to it."""
    schools = list(School.objects.visible_to(request.user).prefetch_related("urns"))
    posted = request.user.reach(Permission.SEE_SCHOOL).groupings
    groupings = list(Grouping.objects.filter(pk__in=posted))
    if len(schools) == 1 and not groupings:
        return redirect("schools:settings", schools[0].urn)
    return render(request, "schools/choose.html", {"schools": schools, "groupings": groupings})


# --- Settings -----------------------------------------------------------------------------------------------


def _declared(here: Here) -> dict[str, Declared]:
    return {one.name: one for one in declared_for(here.place.nation if here.at_school else "wales")}


def _held(here: Here, names: Iterable[str]) -> dict[str, Held]:
    if here.at_school:
        return settings_of([here.place], names)[here.place.pk]
    return settings_at(here.place, names)


@staff_may("see the school")
def settings(request: HttpRequest, **address: str) -> HttpResponse:
    """What the place goes by: each value, since when, and who decided it."""
    here = Here.of(request)
    rows = list(_held(here, _declared(here)).values())
    by = who_decided(one.row for one in rows if one.row)
    headings: dict[Any, list[Any]] = {}
    for one in rows:
        said = by.get(one.row.pk) if one.row else ""
        row = (one, said, _where_decided(here, one.declared))
        headings.setdefault(one.declared.heading, []).append(row)
    may_change = here.offers(request.user, Permission.CHANGE_SETTINGS)
    return show(request, "schools/settings.html", headings=headings, may_change=may_change)


def _where_decided(here: Here, declared: Declared) -> str:
    """The page on which a setting is decided."""
    if not declared.elsewhere:
        return here.to("change_setting", declared.name)
    room, page = declared.elsewhere.split(":")
    return reverse(f"{room}:{page if here.at_school else f'grouping_{page}'}", args=here.arguments)


@staff_may("change settings")
def change_setting(request: HttpRequest, setting: str, **address: str) -> HttpResponse:
    """Decide a setting, with those that are only right together with it, and see what was decided before."""
    here = Here.of(request)
    known = _declared(here)
    if setting not in known or known[setting].elsewhere:
        raise Http404
    names = [setting, *known[setting].beside]
    held = _held(here, names)
    form = forms.SettingForm(request.POST or None, held=held)
    if request.method == "POST" and form.carries_out(decide_together, place=here.place, by=request.user):
        messages.success(request, _("%(setting)s is changed.") % {"setting": known[setting].words})
        return redirect(here.to("settings"))
    return show(
        request,
        "schools/setting.html",
        form=form,
        setting=held[setting],
        said=history_of(here.place, names),
        own=held[setting].decided_by == here.place,
        settings_url=here.to("settings"),
        undecided_url=here.to("go_by_default", setting),
    )


@staff_may("change settings")
@require_POST
def go_by_default(request: HttpRequest, setting: str, **address: str) -> HttpResponse:
    """From today the place goes by what it is part of, or the default, again."""
    here = Here.of(request)
    known = _declared(here)
    if setting not in known or known[setting].elsewhere:
        raise Http404
    for one in (setting, *known[setting].beside):
        leave_undecided(place=here.place, name=one, by=request.user)
    messages.success(request, _("%(setting)s is no longer decided here.") % {"setting": known[setting].words})
    return redirect(here.to("settings"))


# --- People -------------------------------------------------------------------------------------------------


@staff_may("manage people")
def people(request: HttpRequest, **address: str) -> HttpResponse:
    """Who works here today, who will, who did; at a school also the officers who may look in from above."""
    here, today = Here.of(request), timezone.localdate()
    posts = _posts(here).prefetch_related("person__authenticator_set").order_by("person__name", "since")
    ended = posts.filter(until__lt=today).order_by("-until")[:ROWS]
    return show(
        request,
        "schools/people.html",
        now=_with_ends(here, posts.on(today)),
        to_come=_with_ends(here, posts.filter(since__gt=today)),
        ended=[(post, "") for post in ended],
        from_above=_from_above(here, today),
        appoint_url=here.to("appoint"),
    )


def _posts(here: Here) -> Any:
    return Post.objects.filter(**here.where).select_related("person", "school_class")


def _with_ends(here: Here, posts: Any) -> list[tuple[Post, str]]:
    """Posts with where their last day is said."""
    return [(post, here.to("end_post", post.pk)) for post in posts]


def _from_above(here: Here, today: dt.date) -> Any:
    if not here.at_school:
        return []
    above = GroupingMembership.objects.on(today).filter(school=here.place).values("grouping")
    return Post.objects.on(today).filter(grouping__in=above).select_related("person", "grouping")


@staff_may("manage people")
def appoint(request: HttpRequest, **address: str) -> HttpResponse:
    """Give somebody a role here; somebody new is sent a way to choose a password."""
    here = Here.of(request)
    form = forms.PostForm(request.POST or None, place=here.place)
    if request.method == "POST" and form.carries_out(actions.appoint, **here.where, by=request.user):
        post = form.outcome
        template = _("%(name)s is %(role)s here from %(day)s.")
        if invite(request, post.person):
            template = _("%(name)s is %(role)s here from %(day)s, and is sent a link to choose a password.")
        day = formats.date_format(post.since, "DATE_FORMAT")
        said = {"name": post.person.name, "role": post.role_class.words, "day": day}
        messages.success(request, template % said)
        return redirect(here.to("people"))
    return show(request, "schools/appoint.html", form=form, people_url=here.to("people"))


@staff_may("manage people")
def end_post(request: HttpRequest, post_id: int, **address: str) -> HttpResponse:
    """Say somebody's last day in a role."""
    here = Here.of(request)
    post = get_object_or_404(_posts(here), pk=post_id)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.end_post, post=post, by=request.user):
        messages.success(request, _("The last day is recorded."))
        return redirect(here.to("people"))
    return show(request, "schools/end_post.html", form=form, post=post, people_url=here.to("people"))


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


# --- Teams --------------------------------------------------------------------------------------------------


@staff_may("manage people")
def teams(request: HttpRequest, **address: str) -> HttpResponse:
    """The teams of the place with who is in each today; and a new one."""
    here, today = Here.of(request), timezone.localdate()
    form = forms.TeamForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.make_team, **here.where, by=request.user):
        messages.success(request, _("%(team)s is made: say who is in it.") % {"team": form.outcome.name})
        return redirect(here.to("team", form.outcome.pk))
    members: dict[int, list[str]] = {}
    inside = TeamMembership.objects.on(today).filter(team__in=_teams(here)).order_by("person__name")
    for team_id, name in inside.values_list("team", "person__name"):
        members.setdefault(team_id, []).append(name)
    rows = [(team, members.get(team.pk, []), here.to("team", team.pk)) for team in _teams(here)]
    return show(request, "schools/teams.html", form=form, rows=rows)


@staff_may("manage people")
def team(request: HttpRequest, team_id: int, **address: str) -> HttpResponse:
    """Who is in one team, who was, and somebody who joins it."""
    here, today = Here.of(request), timezone.localdate()
    held = get_object_or_404(_teams(here), pk=team_id)
    working = Post.objects.on(today).filter(actions.working_at(here.place, today)).values("person")
    form = forms.JoinTeamForm(request.POST or None, people=Person.objects.filter(pk__in=working))
    if request.method == "POST" and form.carries_out(actions.join_team, team=held, by=request.user):
        said = {"name": form.outcome.person.name, "team": held.name}
        messages.success(request, _("%(name)s is in %(team)s.") % said)
        return redirect(here.to("team", held.pk))
    at_work = set(working.values_list("person", flat=True))
    members = held.memberships.select_related("person").order_by("person__name", "since")
    rows = [
        (one, one.person_id in at_work, here.to("leave_team", held.pk, one.pk))
        for one in members.between(today, dt.date.max)
    ]
    return show(
        request,
        "schools/team.html",
        form=form,
        team=held,
        rows=rows,
        ended=members.filter(until__lt=today).order_by("-until")[:ROWS],
        teams_url=here.to("teams"),
    )


@staff_may("manage people")
def leave_team(request: HttpRequest, team_id: int, membership_id: int, **address: str) -> HttpResponse:
    """Say somebody's last day in a team."""
    here = Here.of(request)
    member = get_object_or_404(
        TeamMembership.objects.select_related("person", "team"),
        team__in=_teams(here).filter(pk=team_id),
        pk=membership_id,
    )
    form = forms.EndForm(request.POST or None)
    of = {"team": member.team, "person": member.person, "by": request.user}
    if request.method == "POST" and form.carries_out(actions.leave_team, **of):
        messages.success(request, _("The last day is recorded."))
        return redirect(here.to("team", member.team_id))
    return show(
        request,
        "schools/leave_team.html",
        form=form,
        member=member,
        team_url=here.to("team", member.team_id),
    )


def _teams(here: Here) -> Any:
    return Team.objects.filter(**here.where)


# --- Who looked ---------------------------------------------------------------------------------------------


@staff_may("read the access log", logs="pupils")
def access_log(request: HttpRequest, urn: str) -> HttpResponse:
    """Who looked at which child's record here, the latest first."""
    readings = AccessLogEntry.objects.filter(school_id=request.school.pk).told_to(request.user)
    return _readings(request, readings)


@staff_may("read the access log", logs="pupil")
def pupil_access_log(request: HttpRequest, urn: str, pupil_id: int) -> HttpResponse:
    """Who looked at one child's record here."""
    readings = AccessLogEntry.objects.filter(school_id=request.school.pk, pupil_id=request.pupil.pk)
    return _readings(request, readings.told_to(request.user))


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
