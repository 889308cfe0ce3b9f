"""Incidents on the page: the list, one with all that was said of it, recording and putting right, a child’s
own, the figures, and the school’s words.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.conduct import actions
from trellis.conduct.counting import TABLES, Counted, trend_drawn, trend_in_words, words_of
from trellis.conduct.forms import (
    ClassForm,
    FollowUpForm,
    PartForm,
    RecordForm,
    TakeBackForm,
    WhatForm,
    WordsForm,
    pupils_of,
)
from trellis.conduct.models import Incident
from trellis.conduct.shown import bells_of, changes_of, rows_of, sheet_rows, sheet_says, theirs
from trellis.imports.problems import say
from trellis.imports.writing import TYPES, table_bytes
from trellis.registers.taking import members_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.incidents import part_of_day
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil, School, SchoolClass
from trellis.schools.roles import Permission

_A_PAGE: Final = 50


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _show(request: StaffRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    school, person = _school(request), request.user
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    pages = [(_("Incidents"), "conduct:incidents"), (_("How often"), "conduct:figures")]
    context |= {
        "school": school,
        "urn": urn,
        "school_url": reverse("school", args=[urn]),
        "may_record": bool(person.reach(Permission.RECORD_INCIDENTS)),
        "may_follow_up": may(person, Permission.FOLLOW_UP_INCIDENTS, school),
        "sees_all": may(person, Permission.SEE_INCIDENTS, school),
        "parts": [
            (words, reverse(name, args=[urn]), request.path == reverse(name, args=[urn]))  # type: ignore[attr-defined]
            for words, name in pages
        ],
    }
    return render(request, f"conduct/{template}", context, status=status)  # type: ignore[arg-type]


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def _form(request: StaffRequest, title: str, form: Any, **context: Any) -> HttpResponse:
    return _show(request, "form.html", 400 if form.errors else 200, title=title, form=form, **context)


def _seen(request: StaffRequest) -> Any:
    """The incidents somebody may see here."""
    return Incident.objects.filter(school=_school(request)).visible_to(request.user)


def _one(request: StaffRequest, incident_id: int) -> Incident:
    return get_object_or_404(_seen(request), pk=incident_id)


def _counted(request: StaffRequest, *, suppresses: bool = False) -> Counted:
    today = timezone.localdate()
    try:
        year = AcademicYear.parse(request.GET.get("year", ""))  # type: ignore[attr-defined]
    except ProblemWith:
        year = AcademicYear.of(today)
    year = min(year, AcademicYear.of(today), key=lambda one: one.start)
    return Counted(_school(request), year, today, suppresses)


# --- the list -----------------------------------------------------------------------------------------------


@staff_may("see incidents", logs="pupils", narrows=True)
@require_safe
def incidents(request: StaffRequest, urn: str) -> HttpResponse:
    """What happened, the latest first: all of it, what is to be followed up, or what a figure counts."""
    counted = _counted(request)
    given = request.GET  # type: ignore[attr-defined]
    days = counted.days(given.get("days", ""))
    asked = {name: given[name] for name in TABLES if given.get(name)}
    follows = given.get("which") == "follow"
    counts = bool(asked) or given.get("which") == "counted"
    held = _seen(request).to_follow_up() if follows else _seen(request)
    # What still waits to be followed up waits whenever it happened: it is over with no year.
    if days.name or not follows:
        held = held.filter(on__range=(days.since, days.until))
    if counts:
        held = held.filter(pk__in={one.what for one in counted.chosen(days, asked)})
    page = Paginator(held.prefetch_related("involved__pupil"), _A_PAGE).get_page(given.get("page"))
    rows = rows_of(page.object_list, request.user)
    showing(request, len({child.pk for row in rows for child, _part in row.children}))  # type: ignore[arg-type]
    ending = given.get("as", "")
    if ending in TYPES and may(request.user, Permission.EXPORT_DATA, _school(request)):
        return _sheet(request, held, ending)
    return _show(
        request,
        "incidents.html",
        counted=counted,
        days=days,
        rows=rows,
        page=page,
        follows=follows,
        counts=counts,
        rule=_rule(str(days.words), asked, follows=follows, counts=counts),
        waiting=_seen(request).to_follow_up().count(),
        may_export=may(request.user, Permission.EXPORT_DATA, _school(request)),
        as_asked=given.urlencode(),
    )


def _rule(days: str, asked: Mapping[str, str], *, follows: bool, counts: bool) -> str:
    """What made the list."""
    said = [days, *(words_of(name, value) for name, value in asked.items() if _known(name, value))]
    if follows:
        said.append(_("still to be followed up"))
    if counts:
        said.append(_("counted in figures, as a child took part and it was not taken back"))
    return "; ".join(said)


def _known(name: str, value: str) -> bool:
    try:
        return bool(words_of(name, value))
    except (ValueError, KeyError):
        return False


def _sheet(request: StaffRequest, held: Any, ending: str) -> HttpResponse:
    """The whole list as a file, safe from formulas: a row for each child in each incident."""
    rows = list(sheet_rows(held, request.user))
    showing(request, len({row[1] for row in rows}))  # type: ignore[arg-type]
    name = f"incidents-{_school(request).urn}-{timezone.localdate().isoformat()}.{ending}"
    return HttpResponse(
        table_bytes(ending, sheet_says(), rows),
        content_type=TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# --- recording ----------------------------------------------------------------------------------------------


def _classes(request: StaffRequest) -> Any:
    """The classes of this year whose children somebody may record an incident of."""
    school, today = _school(request), timezone.localdate()
    held = SchoolClass.objects.filter(school=school, year=AcademicYear.of(today).start).order_by("name")
    if may(request.user, Permission.RECORD_INCIDENTS, school):
        return held
    return held.filter(pk__in=request.user.reach(Permission.RECORD_INCIDENTS).classes)


def _asked_class(request: StaffRequest, classes: Any) -> SchoolClass | None:
    """The class asked for, that of the child asked for, or the only one."""
    today = timezone.localdate()
    given = request.GET  # type: ignore[attr-defined]
    if child := number_of(given.get("child", "")):
        held = members_of(list(classes), today).filter(enrolment__pupil=child)
        first = held.select_related("school_class").first()
        if first is not None:
            return first.school_class
    form = ClassForm(given if "school_class" in given else None, classes=classes)
    if form.is_valid():
        return form.cleaned_data["school_class"]
    return classes[0] if len(classes) == 1 else None


def _members(school_class: SchoolClass) -> Any:
    held = members_of([school_class], timezone.localdate())
    return pupils_of(held.values_list("enrolment__pupil", flat=True))


@staff_may("record incidents", logs="pupils", narrows=True)
def record(request: StaffRequest, urn: str) -> HttpResponse:
    """Record what happened, on a telephone and in under a minute."""
    classes = _classes(request)
    school_class = _asked_class(request, classes)
    if school_class is None:
        showing(request, 0)  # type: ignore[arg-type]
        return _show(request, "choose.html", form=ClassForm(classes=classes), action="conduct:record")
    pupils = _members(school_class)
    school, now = _school(request), timezone.localtime()
    child = number_of(request.GET.get("child", ""))  # type: ignore[attr-defined]
    begun = {
        "when": part_of_day(now.time(), bells_of(school, now.date())),
        "children": [child] if child else [],
    }
    offered = actions.words_for(school, now.date())
    form = RecordForm(_sent(request), pupils=pupils, offered=offered, initial=begun)
    showing(request, len(pupils))  # type: ignore[arg-type]
    if form.is_valid():
        try:
            held = actions.record_incident(school=school, by=request.user, **form.said())
        except ProblemWith as problem:
            say(request, problem)  # type: ignore[arg-type]
        else:
            messages.success(request, _("It is recorded."))  # type: ignore[arg-type]
            if _seen(request).filter(pk=held.pk).exists():
                return redirect("conduct:incident", urn, held.pk)
            return redirect("home")
    return _show(
        request,
        "record.html",
        400 if form.errors else 200,
        form=form,
        school_class=school_class,
        others=len(classes) > 1,
    )


# --- one ----------------------------------------------------------------------------------------------------


@staff_may("see incidents", logs="pupils", narrows=True)
@require_safe
def incident(request: StaffRequest, urn: str, incident_id: int) -> HttpResponse:
    """One incident: what was said of it, who had a part in it, what followed, and what was put right."""
    held = _one(request, incident_id)
    row = rows_of([held], request.user)[0]
    showing(request, len(row.children))  # type: ignore[arg-type]
    return _show(
        request,
        "incident.html",
        incident=held,
        row=row,
        changes=changes_of(held, request.user),
        may_correct=_may_correct(request, held),
        today=timezone.localdate(),
    )


def _may_correct(request: StaffRequest, held: Incident) -> bool:
    """Whoever recorded it, and whoever answers for conduct at the school."""
    own = held.by_id == request.user.pk
    return held.stands and (own or may(request.user, Permission.FOLLOW_UP_INCIDENTS, held.school))


def _to_correct(request: StaffRequest, incident_id: int) -> Incident:
    held = _one(request, incident_id)
    if not _may_correct(request, held):
        raise Http404
    showing(request, held.involved.count())  # type: ignore[arg-type]
    return held


@staff_may("see incidents", logs="pupils", narrows=True)
def correct(request: StaffRequest, urn: str, incident_id: int) -> HttpResponse:
    """Put right what was said of an incident."""
    held = _to_correct(request, incident_id)
    begun = {name: getattr(held, name) for name in WhatForm.base_fields}
    offered = actions.words_for(held.school, timezone.localdate())
    form = WhatForm(_sent(request), initial=begun, offered=offered)
    if form.carries_out(actions.correct_incident, incident=held, by=request.user):
        return redirect("conduct:incident", urn, held.pk)
    return _form(request, _("Put it right"), form, incident=held)


@staff_may("see incidents", logs="pupils", narrows=True)
def part(request: StaffRequest, urn: str, incident_id: int) -> HttpResponse:
    """Say which part another child had in it."""
    held = _one(request, incident_id)
    classes = _classes(request)
    if not held.stands or not classes:
        raise Http404
    school_class = _asked_class(request, classes)
    if school_class is None:
        showing(request, 0)  # type: ignore[arg-type]
        return _show(request, "choose.html", form=ClassForm(classes=classes), incident=held)
    pupils = _members(school_class)
    if not _may_correct(request, held):  # what was said of a child is theirs to put right who may
        pupils = pupils.exclude(pk__in=held.involved.values("pupil"))
    showing(request, len(pupils))  # type: ignore[arg-type]
    form = PartForm(_sent(request), pupils=pupils)
    if form.carries_out(actions.say_part, incident=held, by=request.user):
        return redirect("conduct:incident", urn, held.pk)
    return _form(request, _("Add a child"), form, incident=held, says=school_class.name)


@staff_may("see incidents", logs="pupils", narrows=True)
@require_POST
def leave_out(request: StaffRequest, urn: str, incident_id: int, part_of_child_id: int) -> HttpResponse:
    """A child had no part in it after all."""
    held = _to_correct(request, incident_id)
    one = get_object_or_404(held.involved.select_related("pupil"), pk=part_of_child_id)
    try:
        actions.leave_out(incident=held, pupil=one.pupil, by=request.user)
    except ProblemWith as problem:
        say(request, problem)  # type: ignore[arg-type]
    return redirect("conduct:incident", urn, held.pk)


@staff_may("follow up incidents", logs="pupils")
def follow_up(request: StaffRequest, urn: str, incident_id: int) -> HttpResponse:
    """Say how it was followed up."""
    held = _to_correct(request, incident_id)
    begun = {"words": held.followed_up_words, "on": held.followed_up_on or timezone.localdate()}
    form = FollowUpForm(_sent(request), initial=begun)
    if form.carries_out(actions.follow_up, incident=held, by=request.user):
        return redirect("conduct:incident", urn, held.pk)
    return _form(request, _("Follow it up"), form, incident=held, says=held.words)


@staff_may("see incidents", logs="pupils", narrows=True)
def take_back(request: StaffRequest, urn: str, incident_id: int) -> HttpResponse:
    """It was recorded by mistake."""
    held = _to_correct(request, incident_id)
    form = TakeBackForm(_sent(request))
    if form.carries_out(actions.take_back, incident=held, by=request.user):
        return redirect("conduct:incident", urn, held.pk)
    return _form(request, _("Take it back"), form, incident=held, says=held.words)


@staff_may("see incidents", logs="pupil")
@require_safe
def pupil(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """One child’s incidents, and whether any follows from them."""
    child: Pupil = request.pupil  # type: ignore[assignment]
    held = theirs(_seen(request), child)
    return _show(request, "pupil.html", pupil=child, rows=rows_of(held, request.user, about=child))


# --- how often ----------------------------------------------------------------------------------------------


@staff_may("see incidents")
@require_safe
def figures(request: StaffRequest, urn: str) -> HttpResponse:
    """Is it becoming less, and where and when does it happen?"""
    return _figures(request, _counted(request))


@staff_may("see figures with small numbers hidden")
@require_safe
def told_figures(request: StaffRequest, urn: str) -> HttpResponse:
    """The same for governors: small numbers hidden, and no child to be worked out."""
    return _figures(request, _counted(request, suppresses=True))


def _figures(request: StaffRequest, counted: Counted) -> HttpResponse:
    # Governors read the whole year alone: what several spans tell could be taken away from one another.
    asked = "" if counted.suppresses else request.GET.get("days", "")  # type: ignore[attr-defined]
    days = counted.days(asked)
    lines = counted.by_half_term()
    tables = [(by, words, counted.table(by, days)) for by, words in TABLES.items()]
    return _show(
        request,
        "figures.html",
        counted=counted,
        days=days,
        whole=counted.whole(days),
        lines=lines,
        trends=counted.term_on_term(),
        tables=tables,
        hides=counted.suppresses,
        chart=trend_drawn(lines) if lines else None,
        chart_says=trend_in_words(lines),
        before=counted.year.before,
    )


# --- the school's words -------------------------------------------------------------------------------------


@staff_may("follow up incidents")
def own_words(request: StaffRequest, urn: str) -> HttpResponse:
    """The words the school chooses from: sorts, places and actions."""
    school = _school(request)
    form = WordsForm(_sent(request), held=actions.words_for(school, timezone.localdate()))
    if form.is_valid():
        for kind, lines in form.said():
            actions.set_words(place=school, kind=kind, lines=lines, by=request.user)
        return redirect("conduct:incidents", urn)
    return _form(request, _("Words for incidents"), form)
