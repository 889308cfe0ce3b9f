"""Groups on the page: those of a school, one with its children and sessions, its register, whose turn it is,
the week, and the need there is against the groups there are.
"""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import said, say, words
from trellis.registers.half_terms import half_term_at
from trellis.rules.academic_year import AcademicYear
from trellis.rules.timetables import turn_written
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import day_of, numbers_of
from trellis.schools.dating import ONE_DAY
from trellis.schools.models import Pupil, School
from trellis.schools.naming import named
from trellis.schools.roles import Permission
from trellis.support.groups import actions
from trellis.support.groups.forms import (
    GroupForm,
    GroupRegisterForm,
    JoinGroupForm,
    LastDayForm,
    LeaderForm,
    RotaForm,
    TimeForm,
)
from trellis.support.groups.models import GroupMark, GroupSession, GroupTime, Rota, SupportGroup
from trellis.support.groups.sessions import away_from_school, is_open, meetings
from trellis.support.groups.shown import (
    by_focus,
    coverage,
    lacking,
    members_of,
    rota_of,
    rows_of,
    timetable,
    when_in_words,
    who_might_join,
    year_groups_in_words,
)
from trellis.support.models import Programme
from trellis.support.page import A_PAGE, form_page, sent, show
from trellis.support.views import find_pupils

STARTER = [["N1", "N2", "6"], ["R", "5"], ["1", "4"], ["2", "3"]]
"""Turns to begin with: the youngest and the eldest together, and so to the middle."""
MOST_OFFERED = 30
BACK, AHEAD = dt.timedelta(weeks=6), dt.timedelta(weeks=2)


# --- the groups of a school ---------------------------------------------------------------------------------


@staff_may("see support", narrows=True)
@require_safe
def groups(request: StaffRequest, urn: str) -> HttpResponse:
    """The groups somebody may see here: running, to come, and those that have ended."""
    school, today = _school(request), timezone.localdate()
    seen = _seen(request)
    ended = Paginator(seen.ended(today).order_by("-until", "name"), A_PAGE)
    return show(
        request,
        "groups/groups.html",
        running=rows_of(list(seen.on(today)), today, reader=request.user),
        to_come=rows_of(list(seen.to_come(today)), today, reader=request.user),
        ended=ended.get_page(request.GET.get("page")),  # type: ignore[attr-defined]
        may_keep=_may_keep(request),
        whole=may(request.user, Permission.SEE_SUPPORT, school),
    )


@staff_may("see support", narrows=True)
@require_safe
def group_timetable(request: StaffRequest, urn: str) -> HttpResponse:
    """The sessions of one week."""
    day = day_of(request.GET.get("week", "")) or timezone.localdate()  # type: ignore[attr-defined]
    monday = day - dt.timedelta(days=day.weekday())
    running = list(_seen(request))
    found = timetable(meetings(running, monday, monday + 6 * ONE_DAY))
    return show(
        request,
        "groups/timetable.html",
        days=found,
        monday=monday,
        before=monday - 7 * ONE_DAY,
        after=monday + 7 * ONE_DAY,
    )


@staff_may("see support")
@require_safe
def rota(request: StaffRequest, urn: str) -> HttpResponse:
    """Whose turn it is in each half-term of this school year, and which groups run then."""
    school, today = _school(request), timezone.localdate()
    year = _year(request)
    found = rota_of(school, year, list(_seen(request)), today)
    return show(
        request,
        "groups/rota.html",
        turns=found,
        year=year,
        years=[year.before, AcademicYear(year.start + 1)],
        has_rota=Rota.objects.filter(school=school, year=year.start).exists(),
        may_keep=_may_keep(request),
    )


@staff_may("keep cases")
def write_rota(request: StaffRequest, urn: str) -> HttpResponse:
    """Write whose turn it is."""
    school, year = _school(request), _year(request)
    held = Rota.objects.filter(school=school, year=year.start).first()
    written = "\n".join(turn_written(one) for one in (held.turns if held else STARTER))
    form = RotaForm(sent(request), initial={"turns": written})
    if form.carries_out(actions.write_rota, school=school, year=year.start, by=request.user):
        return redirect("support:rota", urn)
    title = _("Rota of %(year)s") % {"year": year.label}
    says = _("N stands for the whole nursery, R for Reception.")
    return form_page(request, title, form, says=says, of_groups=True)


@staff_may("see support")
@require_safe
def group_coverage(request: StaffRequest, urn: str) -> HttpResponse:
    """The need in each year group against the groups there are for it."""
    school, today = _school(request), timezone.localdate()
    running = list(_seen(request).on(today))
    rows = coverage(school, running, today)
    return show(
        request,
        "groups/coverage.html",
        rows=rows,
        focuses=by_focus(running, today),
        left=sum(one.left for one in rows),
        need=sum(one.need for one in rows),
    )


# --- a group ------------------------------------------------------------------------------------------------


@staff_may("see support", narrows=True, logs="pupils")
@require_safe
def group(request: StaffRequest, urn: str, group_id: int) -> HttpResponse:
    """One group: who is in it and how often they came, what it lacks, its sessions."""
    held, today = _group(request, group_id), timezone.localdate()
    day = max(today, held.since) if held.until is None else min(max(today, held.since), held.until)
    members = members_of(held, day, reader=request.user)
    leaders, times = list(held.leaders.on(day)), list(held.times.on(day))
    found = meetings([held], max(held.since, today - BACK), today + AHEAD)
    showing(request, len(members))  # type: ignore[arg-type]
    return show(
        request,
        "groups/group.html",
        group=held,
        year_groups=year_groups_in_words(held.year_groups),
        members=members,
        without_plan=[one for one in members if not one.has_plan],
        leaders=leaders,
        times=[(time, when_in_words(time)) for time in times],
        lacks=lacking(held, len(members), len(leaders), len(times)),
        past=[one for one in reversed(found) if one.on <= today],
        to_come=[one for one in reversed(found) if one.on > today],
        is_over=held.until is not None and held.until < today,
        whole=may(request.user, Permission.SEE_SUPPORT, held.school),
        may_keep=_keeps(request, held),
        may_write=_may_keep(request),
    )


@staff_may("keep cases")
def write_group(request: StaffRequest, urn: str, group_id: int | None = None) -> HttpResponse:
    """Begin a group, or write one anew."""
    school, today = _school(request), timezone.localdate()
    held = _group(request, group_id, _KEEP) if group_id is not None else None
    offered = Programme.objects.serving(school, today).in_use(today)
    form = GroupForm(sent(request), school=school, offered=offered, group=held, initial=_begun(request))
    if form.is_valid():
        try:
            made = _written(request, school, form, held)
        except ProblemWith as wrong:
            form.add_error("name", said(words(wrong.says)))
        else:
            return redirect("support:group", urn, made.pk)
    title = held.name if held else _("Begin a group")
    lacks = ""
    if "year_groups" not in form.fields:
        lacks = _(
            "No year group is known here yet, so there is none to choose: bring the list of pupils first."
        )
    return form_page(request, title, form, group=held, of_groups=True, lacks=lacks)


def _written(
    request: StaffRequest, school: School, form: GroupForm, held: SupportGroup | None
) -> SupportGroup:
    made = actions.write_group(school=school, values=form.said(), group=held, by=request.user)
    for person in form.cleaned_data.get("leaders", ()):
        actions.lead_group(group=made, person=person, since=made.since, by=request.user)
    return made


def _begun(request: StaffRequest) -> dict[str, Any]:
    """What an address says of a group to begin with: its turn of the rota, and this half-term otherwise."""
    asked, today = request.GET, timezone.localdate()  # type: ignore[attr-defined]
    held = half_term_at(_school(request), today)
    begun: dict[str, Any] = {"since": today}
    if held is not None and today in held:
        begun["until"] = held.until
    begun |= {name: asked[name] for name in ("since", "until", "programme") if asked.get(name)}
    return begun | {"year_groups": asked.getlist("year_group")}


@staff_may("keep cases", narrows=True)
def end_group(request: StaffRequest, urn: str, group_id: int) -> HttpResponse:
    """It meets no more."""
    held = _group(request, group_id, _KEEP)
    says = _("Its children, adults and times end with it. What was kept of its sessions stays.")
    return _act(request, urn, held, _("End it"), LastDayForm(sent(request)), actions.end_group, says)


@staff_may("keep cases", narrows=True)
def lead_group(request: StaffRequest, urn: str, group_id: int) -> HttpResponse:
    """Somebody leads it."""
    held = _group(request, group_id, _KEEP)
    form = LeaderForm(sent(request), school=held.school, initial={"since": _begins(held)})
    return _act(request, urn, held, _("Who leads it"), form, actions.lead_group)


@staff_may("keep cases", narrows=True)
@require_POST
def lead_no_more(request: StaffRequest, urn: str, group_id: int, group_leader_id: int) -> HttpResponse:
    """Somebody leads it no more from today."""
    held = _group(request, group_id, _KEEP)
    leader = get_object_or_404(held.leaders.all(), pk=group_leader_id)
    actions.lead_no_more(leader=leader, until=timezone.localdate() - ONE_DAY, by=request.user)
    seen = _seen(request).filter(pk=held.pk).exists()
    return redirect("support:group", urn, held.pk) if seen else redirect("support:groups", urn)


@staff_may("keep cases", narrows=True, logs="pupils")
def join_group(request: StaffRequest, urn: str, group_id: int) -> HttpResponse:
    """Put children into it: those of its year groups with the need, and anybody looked for."""
    held, today = _group(request, group_id, _KEEP), timezone.localdate()
    here = Pupil.objects.on_roll(held.school, today).filter(merged_into=None)
    given = sent(request) or request.GET  # type: ignore[attr-defined]
    chosen = list(here.filter(pk__in=numbers_of(given.getlist("pupil"))))
    form = JoinGroupForm(sent(request), initial={"since": _begins(held)})
    if form.is_bound and not chosen:
        form.add_error(None, _("Tick the children who come into it."))
    elif form.carries_out(actions.join_group, group=held, pupils=chosen, by=request.user):
        return redirect("support:group", urn, held.pk)
    typed = given.get("q", "")
    found = find_pupils(here, typed)
    offered = who_might_join(held, today, MOST_OFFERED)
    known = {one.pupil for one in offered}
    others = [one for one in {*found, *chosen} if one.pk not in known]
    showing(request, len(offered) + len(others))  # type: ignore[arg-type]
    return show(
        request,
        "groups/join.html",
        group=held,
        form=form,
        offered=offered,
        others=sorted(others, key=lambda one: (one.surname, one.forename, one.pk)),
        chosen={one.pk for one in chosen},
        typed=typed,
        found=found,
        status=400 if form.errors else 200,
    )


@staff_may("keep cases", narrows=True, logs="pupils")
def leave_group(request: StaffRequest, urn: str, group_id: int, group_member_id: int) -> HttpResponse:
    """A child is in it no more."""
    held = _group(request, group_id, _KEEP)
    member = get_object_or_404(held.members.select_related("pupil"), pk=group_member_id)
    showing(request, 1)  # type: ignore[arg-type]
    form = LastDayForm(sent(request))
    title = _("%(child)s leaves the group") % {"child": member.pupil}
    return _act(request, urn, held, title, form, actions.leave_group, member=member)


@staff_may("keep cases", narrows=True)
def meet_weekly(request: StaffRequest, urn: str, group_id: int) -> HttpResponse:
    """When and where it meets."""
    held = _group(request, group_id, _KEEP)
    form = TimeForm(sent(request), initial={"since": _begins(held)})
    says = _("Each week on that day, while the school’s calendar has it open.")
    return _act(request, urn, held, _("When and where it meets"), form, actions.meet_weekly, says)


@staff_may("keep cases", narrows=True)
@require_POST
def meet_no_more(request: StaffRequest, urn: str, group_id: int, group_time_id: int) -> HttpResponse:
    """It does not meet at this time from today on."""
    held = _group(request, group_id, _KEEP)
    time = get_object_or_404(held.times.all(), pk=group_time_id)
    actions.meet_no_more(time=time, until=timezone.localdate() - ONE_DAY, by=request.user)
    return redirect("support:group", urn, held.pk)


# --- a session ----------------------------------------------------------------------------------------------


@staff_may("keep cases", narrows=True, logs="pupils")
def group_register(
    request: StaffRequest, urn: str, group_id: int, group_time_id: int, date: dt.date
) -> HttpResponse:
    """Who came: whoever is away from school by the day's register is said so already."""
    held = _group(request, group_id, _KEEP)
    time, session = _session(held, group_time_id, date)
    children = _in_it(held, session, date)
    away = away_from_school(held.school, [one.pupil for one in children], date, time.at)
    marks = dict.fromkeys(away, (GroupMark.Came.AWAY.value, ""))
    there = [one.name for one in held.leaders.on(date)]
    if session is not None:
        marks |= {one.pupil_id: (one.came, one.note) for one in session.marks.all()}
        invited = list(session.gathering.invitations.all())
        there = [one.name for one in invited]
        came = [one.name for one in invited if one.came is not False]
    else:
        came = there
    form = GroupRegisterForm(
        sent(request), children=children, adults=there, marks=marks, initial={"adults": came}
    )
    if form.is_valid():
        try:
            actions.take_group_register(
                time=time, on=date, marks=form.said(), adults=form.cleaned_data["adults"], by=request.user
            )
        except ProblemWith as wrong:
            form.add_error(None, said(words(wrong.says)))
        else:
            return redirect("support:group", urn, held.pk)
    showing(request, len(children))  # type: ignore[arg-type]
    return show(
        request,
        "groups/register.html",
        group=held,
        time=time,
        on=date,
        session=session,
        form=form,
        rows=[(child, came, note, away.get(child.pupil)) for child, came, note in form.rows()],
        is_to_come=date > timezone.localdate(),
        status=400 if form.errors else 200,
    )


@staff_may("keep cases", narrows=True)
@require_POST
def call_off_session(
    request: StaffRequest, urn: str, group_id: int, group_time_id: int, date: dt.date
) -> HttpResponse:
    """One session is not held."""
    held = _group(request, group_id, _KEEP)
    time, _held = _session(held, group_time_id, date)
    try:
        actions.call_off_session(time=time, on=date, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("support:group", urn, held.pk)


# --- How they do it -----------------------------------------------------------------------------------------

_KEEP = Permission.KEEP_CASES


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _seen(request: StaffRequest, permission: Permission = Permission.SEE_SUPPORT) -> Any:
    seen = SupportGroup.objects.visible_to(request.user, permission).at(_school(request))
    return seen.select_related("school", "programme")


def _group(
    request: StaffRequest, group_id: int, permission: Permission = Permission.SEE_SUPPORT
) -> SupportGroup:
    return get_object_or_404(_seen(request, permission), pk=group_id)


def _may_keep(request: StaffRequest) -> bool:
    return may(request.user, _KEEP, _school(request))


def _keeps(request: StaffRequest, held: SupportGroup) -> bool:
    return SupportGroup.objects.visible_to(request.user, _KEEP).filter(pk=held.pk).exists()


def _year(request: StaffRequest) -> AcademicYear:
    try:
        return AcademicYear.parse(request.GET.get("year", ""))  # type: ignore[attr-defined]
    except ProblemWith:
        return AcademicYear.of(timezone.localdate())


def _begins(held: SupportGroup) -> dt.date:
    return max(held.since, timezone.localdate())


def _session(held: SupportGroup, group_time_id: int, date: dt.date) -> tuple[GroupTime, GroupSession | None]:
    """A session of the address: one that is kept, or one the calendar gives."""
    time = get_object_or_404(held.times.select_related("group__school"), pk=group_time_id)
    kept = GroupSession.objects.filter(time=time, on=date).select_related("gathering").first()
    if kept is None and date not in time.weekly.days(date, date, is_open(held.school, AcademicYear.of(date))):
        get_object_or_404(GroupSession.objects.none())
    return time, kept


def _in_it(held: SupportGroup, session: GroupSession | None, date: dt.date) -> list[Any]:
    """The children of its register: who is in the group that day, and who was when it was taken."""
    pupils = set(held.members.on(date).values_list("pupil", flat=True))
    if session is not None:
        pupils |= set(session.marks.values_list("pupil", flat=True))
    enrolments = held.school.enrolments.filter(pupil__in=pupils).order_by("since", "pk")
    last = dict(enrolments.values_list("pupil", "pk"))
    found = named(last.values(), date).values()
    return sorted(found, key=lambda one: (one.surname.casefold(), one.forename.casefold(), one.pupil))


def _act(
    request: StaffRequest,
    urn: str,
    held: SupportGroup,
    title: Any,
    form: Any,
    action: Any,
    says: Any = "",
    **about: Any,
) -> HttpResponse:
    """A form that carries out one act on a group and leads back to it."""
    if form.carries_out(action, by=request.user, **(about or {"group": held})):
        return redirect("support:group", urn, held.pk)
    return form_page(request, title, form, group=held, says=says)
