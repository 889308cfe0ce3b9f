"""The rhythm on the page: routine, wall calendar, what needs somebody, one duty and what was done of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from trellis.imports.problems import said, words
from trellis.registers.calendars import stated_calendars
from trellis.rhythm import actions, forms
from trellis.rhythm.due import LOOK_BACK, Due, Rhythm, due_between, first_key, with_done
from trellis.rhythm.events import EVENTS
from trellis.rhythm.exceptions import exceptions_at
from trellis.rhythm.models import Arrangement, Done, Duty
from trellis.rhythm.owners import AtWork
from trellis.rhythm.wall import FREQUENT, SEASONS, columns_of, on_the_wall
from trellis.rules.academic_year import AcademicYear, ProblemWithYear
from trellis.rules.recurrence import HOLIDAY_RULES, AfterEvent, Daily
from trellis.rules.school_days import SchoolDays
from trellis.rules.words import ProblemWith
from trellis.schools.access import staff_may
from trellis.schools.forms import EndForm
from trellis.schools.models import Person, School
from trellis.schools.roles import Permission
from trellis.schools.views import Here

ROWS = 50
AHEAD = dt.timedelta(days=366)
NEXT_DATES = 8

TABS = (
    (gettext_lazy("Routine"), "routine"),
    (gettext_lazy("Wall calendar"), "calendar"),
    (gettext_lazy("Needs somebody"), "exceptions"),
)
# The columns of a routine as plans print it, and what is rarer below them.
COLUMNS = {
    "daily": gettext_lazy("Daily"),
    "weekly": gettext_lazy("Weekly"),
    "monthly": gettext_lazy("Monthly"),
    "half_termly": gettext_lazy("Half termly"),
}


class RhythmHere(Here):
    """A school or grouping whose rhythm a page is about."""

    room: ClassVar[str] = "rhythm"

    @property
    def duties(self) -> Any:
        """The duties that fall here: a school's own, and those of the groupings it is in."""
        if self.at_school:
            return Duty.objects.falling_at(self.place, timezone.localdate())
        return Duty.objects.filter(grouping=self.place)


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the rhythm, with what each of them needs."""
    here = RhythmHere.of(request)
    parts = (
        [(words, here.to(page), request.path == here.to(page)) for words, page in TABS]
        if here.at_school
        else []
    )
    context |= {
        "school": request.school,
        "urn": here.arguments[0] if here.at_school else "",
        "here": here,
        "place": here.place,
        "parts": parts,
        "routine_url": here.to("routine"),
        "may_change": here.offers(request.user, Permission.CHANGE_SETTINGS),
    }
    return render(request, f"rhythm/{template}", context)


# --- The routine --------------------------------------------------------------------------------------------


@staff_may("see the school")
def routine(request: HttpRequest, **address: str) -> HttpResponse:
    """What is done daily, weekly, monthly and half-termly, as plans print it, and what is rarer."""
    here, today = RhythmHere.of(request), timezone.localdate()
    at_work = AtWork.at(here.place, today)
    held = Arrangement.objects.on(today).filter(duty__in=here.duties).owned()
    above = (
        dict(here.duties.filter(school=None).values_list("pk", "grouping__name")) if here.at_school else {}
    )
    rows = [_shown(here, one, at_work, above) for one in sorted(held, key=_by_time)]
    columns = [
        (words, [row for row in rows if _column(row["duty"]) == every]) for every, words in COLUMNS.items()
    ]
    rarer = [row for row in rows if not _column(row["duty"])]
    to_come = Arrangement.objects.filter(duty__in=here.duties, since__gt=today).owned()
    begun = {row["duty"].duty_id for row in rows}
    return show(
        request,
        "routine.html",
        columns=columns,
        rarer=rarer,
        to_come=[_shown(here, one, at_work, above) for one in to_come if one.duty_id not in begun],
        add_url=here.to("add"),
    )


def _shown(
    here: RhythmHere, arrangement: Arrangement, at_work: AtWork, above: Mapping[int, str]
) -> dict[str, Any]:
    """A duty as a list shows it."""
    return {
        "duty": arrangement,
        "at": f"{arrangement.at:%H:%M}" if arrangement.at else "",
        "how_often": _how_often(arrangement),
        "nobodys": at_work.is_nobodys(arrangement),
        "from_above": above.get(arrangement.duty_id, ""),
        "url": f"{here.to('routine')}{arrangement.duty_id}/",
    }


def _column(arrangement: Arrangement) -> str:
    """The column of the routine a duty stands in; none where it is due more rarely than they say."""
    in_some_months = bool(arrangement.recurrence.get("months"))
    return arrangement.every if arrangement.every in COLUMNS and not in_some_months else ""


def _by_time(one: Arrangement) -> tuple[bool, dt.time, int]:
    return one.at is None, one.at or dt.time.min, one.duty_id


def _how_often(arrangement: Arrangement) -> str:
    """How often, in words; of an event, what it follows."""
    from_rules = said(words(arrangement.comes_back.in_words()))
    if isinstance(arrangement.comes_back, AfterEvent):
        event = EVENTS.get(arrangement.comes_back.event)
        return _("%(when)s: when %(event)s") % {"when": from_rules, "event": event.words if event else "–"}
    return from_rules


# --- The wall calendar --------------------------------------------------------------------------------------


@staff_may("see the school")
def calendar(request: HttpRequest, urn: str) -> HttpResponse:
    """A term on one sheet: strand by month, whose each is in a colour and in words."""
    today = timezone.localdate()
    year, season = _asked_year(request, today), request.GET.get("term", "")
    days = SchoolDays.of(stated_calendars(request.school, [year.before, year, year.after]))
    if season not in SEASONS:
        season = _season_of(days, year, today)
    columns = columns_of(days, year, season)
    due = due_between(
        request.school, columns[0].since, columns[-1].until, on=today, arrangements=~Q(every__in=FREQUENT)
    )
    note = days.note(year)
    return show(
        request,
        "calendar.html",
        wall=on_the_wall(due, columns),
        year=year,
        season=season,
        season_words=_SEASONS[season],
        terms=[
            (words, f"?year={year.label}&term={name}", name == season) for name, words in _SEASONS.items()
        ],
        years=[(one, f"?year={one.label}&term={season}") for one in (year.before, year.after)],
        note=said(words(note)) if note else "",
        today=today,
    )


_SEASONS = {
    "autumn": gettext_lazy("Autumn term"),
    "spring": gettext_lazy("Spring term"),
    "summer": gettext_lazy("Summer term"),
}


def _asked_year(request: HttpRequest, today: dt.date) -> AcademicYear:
    try:
        return AcademicYear.parse(request.GET.get("year", "") or AcademicYear.of(today).label)
    except ProblemWithYear:
        raise Http404 from None


def _season_of(days: Any, year: AcademicYear, today: dt.date) -> str:
    """The term a page shows unasked: the one a day is in or comes before."""
    for season in SEASONS:
        if today <= columns_of(days, year, season)[-1].until:
            return season
    return SEASONS[0]


# --- What needs somebody ------------------------------------------------------------------------------------


@staff_may("see the school")
def exceptions(request: HttpRequest, urn: str) -> HttpResponse:
    """Duties that are overdue, nobody's, never done or without a date."""
    found = exceptions_at(request.school, timezone.localdate())
    return show(request, "exceptions.html", found=found, leavers=list(_leavers(RhythmHere.of(request))))


def _leavers(here: RhythmHere) -> Any:
    """People who own duties here by name and work here no more."""
    today = timezone.localdate()
    named = Arrangement.objects.between(today, dt.date.max).filter(**_own(here), person__isnull=False)
    people = AtWork.at(here.place, today).people
    return Person.objects.filter(pk__in=named.values("person")).exclude(pk__in=people).order_by("name")


def _own(here: RhythmHere) -> dict[str, Any]:
    return {f"duty__{name}": place for name, place in here.where.items()}


# --- One duty -----------------------------------------------------------------------------------------------


@staff_may("see the school")
def duty(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """One duty: when it comes next, what was done of it so far, how it was arranged before."""
    held = _duty(request, duty_id)
    today = timezone.localdate()
    rhythm = _rhythm_of(request, held, today)
    arranged = rhythm.duties.get(held.pk, ())
    every = with_done([due for one in arranged for due in rhythm.falls(one, rhythm.since, rhythm.until)])
    coming = [due for due in every if due.occasion.day >= today]
    return show(
        request,
        "duty.html",
        duty=held,
        now=_now(held, today),
        rows=_stood(held),
        next=coming[:NEXT_DATES],
        late=_late(every, today),
        past=_past(request, held, every),
        may_tick=actions.may_tick(request.user, held, request.school, rhythm.at_work),
        notes=rhythm.notes() if not coming else [],
        nobodys=bool(arranged) and rhythm.at_work.is_nobodys(_now(held, today)),
        today=today,
    )


def _rhythm_of(request: HttpRequest, held: Duty, today: dt.date) -> Rhythm:
    return Rhythm.of(
        request.school,
        today - LOOK_BACK,
        today + AHEAD,
        at_work=AtWork.at(request.school, today),
        on=today,
        arrangements=Q(duty=held),
    )


def _now(held: Duty, today: dt.date) -> Arrangement:
    """How the duty stands today; else how it will, or did last."""
    standing = sorted(held.arrangements.owned(), key=lambda one: one.since)
    coming = [one for one in standing if one.until is None or one.until >= today]
    return coming[0] if coming else standing[-1]


def _stood(held: Duty) -> list[dict[str, Any]]:
    """Each way the duty was arranged, the latest first, with who arranged it so."""
    made_by = dict(
        Arrangement.history.filter(duty=held)
        .order_by("-history_date", "-history_id")
        .values_list("id", "history_user__name")
    )
    rows = held.arrangements.owned().order_by("-since")
    return [
        {
            "arrangement": one,
            "how_often": _how_often(one),
            "rule": "" if one.comes_back.is_on_school_days else _(HOLIDAY_RULES[one.rule]),
            "by": made_by.get(one.pk) or "",
        }
        for one in rows
    ]


def _late(every: list[Due], today: dt.date) -> Due | None:
    """The last occasion before today, where it is still to be done."""
    before = [due for due in every if due.occasion.day < today]
    daily = before and isinstance(before[-1].arrangement.comes_back, Daily)
    return before[-1] if before and not before[-1].done and not daily else None


def _past(request: HttpRequest, held: Duty, every: list[Due]) -> list[tuple[Done, str]]:
    """What was done so far, the latest first, with a sentence where the calendar moved since."""
    moved = {due.occasion.key: due.has_moved for due in every}
    done = held.done.filter(school=request.school).select_related("by")[:ROWS]
    return [(one, moved.get(one.occasion, "")) for one in done]


def _duty(request: HttpRequest, duty_id: int) -> Duty:
    """A duty that falls here."""
    return get_object_or_404(RhythmHere.of(request).duties.select_related("school", "grouping"), pk=duty_id)


@staff_may("see the school")
def grouping_duty(request: HttpRequest, duty_id: int, **address: str) -> HttpResponse:
    """One duty of a grouping: how it is arranged, and which schools have dealt with it last."""
    here, today = RhythmHere.of(request), timezone.localdate()
    held = _duty(request, duty_id)
    schools = School.objects.in_grouping(here.place, today).prefetch_related("urns")
    last = {one.school_id: one for one in held.done.order_by("due_on")}
    return show(
        request,
        "grouping_duty.html",
        duty=held,
        now=_now(held, today),
        rows=_stood(held),
        schools=[(school, last.get(school.pk)) for school in schools],
    )


# --- Arranging ----------------------------------------------------------------------------------------------


@staff_may("change settings")
def add(request: HttpRequest, **address: str) -> HttpResponse:
    """A new duty: how often first, then the rest."""
    here = RhythmHere.of(request)
    every = request.GET.get("every", "")
    if every not in forms.HOW_OFTEN:
        return show(request, "how_often.html", how_often=forms.HOW_OFTEN.items())
    form = forms.DutyForm(request.POST or None, every=every, place=here.place)
    if request.method == "POST" and form.carries_out(_made, **here.where, by=request.user):
        messages.success(request, _("The duty is entered."))
        return redirect(here.to("duty", form.outcome.pk))
    return show(request, "form.html", form=form, heading=forms.HOW_OFTEN[every], verb=_("Enter the duty"))


def _made(*, since: dt.date, slots: Sequence[str] = (), **given: Any) -> Duty:
    place = given.get("school") or given["grouping"]
    return actions.make_duty(since=since, **_rota(place, slots, given, since), **given)


def _rota(place: Any, slots: Sequence[str], given: Mapping[str, Any], since: dt.date) -> dict[str, Any]:
    """The turns, of which the first is taken on the first occasion there is."""
    if not any(slots):
        return {}
    return {"slots": slots, "rota_from": first_key(place, given["recurrence"], since)}


@staff_may("change settings")
def change(request: HttpRequest, duty_id: int, **address: str) -> HttpResponse:
    """From a day the duty is arranged otherwise."""
    here = RhythmHere.of(request)
    held = _own_duty(here, duty_id)
    now = _now(held, timezone.localdate())
    every = request.GET.get("every", now.every)
    if every not in forms.HOW_OFTEN:
        raise Http404
    initial = (
        forms.initial_of(now) if every == now.every else {"title": now.title, "owner": forms.owner_key(now)}
    )
    form = forms.DutyForm(request.POST or None, every=every, place=here.place, initial=initial)
    if request.method == "POST" and form.carries_out(_changed, duty=held, now=now, by=request.user):
        messages.success(request, _("The duty is changed."))
        return redirect(here.to("duty", held.pk))
    others = [(words, f"?every={name}") for name, words in forms.HOW_OFTEN.items() if name != every]
    return show(
        request, "form.html", form=form, heading=now.title, verb=_("Change the duty"), others=others, duty=now
    )


def _changed(
    *, duty: Duty, now: Arrangement, since: dt.date, slots: Sequence[str] = (), **given: Any
) -> Arrangement:
    # The turns go on where neither the list nor how often is changed.
    if slots and now.rota.get("slots") == slots and now.every == given["recurrence"].every:
        rota = {"slots": slots, "rota_from": now.rota["start"]}
    else:
        rota = _rota(duty.where, slots, given, since)
    return actions.change_duty(duty=duty, since=since, **rota, **given)


@staff_may("change settings")
def turn(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """Whose turn one occasion is, whatever the list says."""
    if "occasion" not in request.GET:
        return redirect("rhythm:duty", urn, duty_id)
    held = _own_duty(RhythmHere.of(request), duty_id)
    due = _due(request, duty_id, request.GET["occasion"])
    slots = due.arrangement.rota.get("slots", [])
    form = forms.TurnForm(request.POST or None, slots=slots, initial={"slot": due.turn})
    of = {"duty": held, "occasion": due.occasion.key, "by": request.user}
    if request.method == "POST" and form.carries_out(actions.set_turn, **of):
        messages.success(request, _("The turn is changed for this date alone."))
        return redirect("rhythm:duty", urn, duty_id)
    heading = f"{due.arrangement.title}, {formats.date_format(due.occasion.day, 'j F Y')}"
    return show(request, "form.html", form=form, heading=heading, verb=_("Change the turn"))


@staff_may("change settings")
def give(request: HttpRequest, duty_id: int, **address: str) -> HttpResponse:
    """From a day the duty is somebody else's."""
    here = RhythmHere.of(request)
    held = _own_duty(here, duty_id)
    now = _now(held, timezone.localdate())
    form = forms.HandOnForm(request.POST or None, place=here.place, initial={"owner": forms.owner_key(now)})
    if request.method == "POST" and form.carries_out(actions.hand_on, duty=held, by=request.user):
        messages.success(request, _("The duty is handed on."))
        return redirect(here.to("duty", held.pk))
    heading = _("Hand on: %(duty)s") % {"duty": now.title}
    return show(request, "form.html", form=form, heading=heading, verb=_("Hand it on"), duty=now)


@staff_may("change settings")
def give_all(request: HttpRequest, **address: str) -> HttpResponse:
    """Everything somebody owns by name is somebody else's: for a leaver, in one act."""
    here = RhythmHere.of(request)
    named = Arrangement.objects.between(timezone.localdate(), dt.date.max).filter(**_own(here))
    leavers = Person.objects.filter(pk__in=named.values("person")).order_by("name")
    first = request.GET.get("leaver", "")
    form = forms.HandOnAllForm(
        request.POST or None, place=here.place, leavers=leavers, initial={"leaver": first}
    )
    if request.method == "POST" and form.carries_out(actions.hand_on_all, place=here.place, by=request.user):
        number = form.outcome
        template = ngettext("%(count)d duty is handed on.", "%(count)d duties are handed on.", number)
        messages.success(request, template % {"count": number})
        return redirect(here.to("routine"))
    return show(
        request, "form.html", form=form, heading=_("Hand on somebody’s duties"), verb=_("Hand them all on")
    )


@staff_may("change settings")
def end(request: HttpRequest, duty_id: int, **address: str) -> HttpResponse:
    """The last day of a duty."""
    here = RhythmHere.of(request)
    held = _own_duty(here, duty_id)
    now = _now(held, timezone.localdate())
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.end_duty, duty=held, by=request.user):
        messages.success(request, _("The last day is recorded. What was done stays."))
        return redirect(here.to("routine"))
    heading = _("End: %(duty)s") % {"duty": now.title}
    return show(request, "form.html", form=form, heading=heading, verb=_("End the duty"), duty=now)


def _own_duty(here: RhythmHere, duty_id: int) -> Duty:
    """A duty of this very place: a school does not change what its trust arranged."""
    return get_object_or_404(Duty.objects.filter(**here.where), pk=duty_id)


@staff_may("change settings")
def enter(request: HttpRequest, urn: str) -> HttpResponse:
    """A routine as it stands: pasted, read, corrected, entered."""
    if "form-TOTAL_FORMS" in request.POST:
        return _entered(request)
    form = forms.RoutineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owners = forms.Owners(request.school)
        known = frozenset(Duty.objects.filter(school=request.school).values_list("as_written", flat=True))
        initial = forms.proposed(form.cleaned_data["proposals"], owners, known)
        rows = forms.Proposals(initial=initial, form_kwargs={"owners": owners})
        return show(request, "proposals.html", rows=rows, already=sum(not one["keep"] for one in initial))
    return show(request, "enter.html", form=form)


def _entered(request: HttpRequest) -> HttpResponse:
    """Enter what was kept of the proposals, all or nothing."""
    here = RhythmHere.of(request)
    rows = forms.Proposals(request.POST, form_kwargs={"owners": forms.Owners(request.school)})
    if not rows.is_valid():
        return show(request, "proposals.html", rows=rows, already=0)
    kept = [one.as_arranged() for one in rows if one.cleaned_data.get("keep")]
    try:
        number = actions.enter_routine(
            school=request.school, duties=kept, since=timezone.localdate(), by=request.user
        )
    except ProblemWith as problem:
        messages.error(request, said(words(problem.says)))
        return show(request, "proposals.html", rows=rows, already=0)
    template = ngettext("%(count)d duty is entered.", "%(count)d duties are entered.", number)
    messages.success(request, template % {"count": number})
    return redirect(here.to("routine"))


# --- What was done ------------------------------------------------------------------------------------------


@staff_may("see the school")
def done(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """One occasion: done, with what shows it; or handled, because …"""
    if "occasion" not in request.GET:
        return redirect("rhythm:duty", urn, duty_id)
    due = _due(request, duty_id, request.GET["occasion"])
    of = _of(request, due)
    form = forms.DoneForm(request.POST if "evidence" in request.POST else None)
    handled = forms.HandledForm(request.POST if "because" in request.POST else None)
    if request.method == "POST" and (
        form.carries_out(actions.mark_done, **of) or handled.carries_out(actions.handle, **of)
    ):
        messages.success(request, _("It is recorded."))
        return redirect(_back(request, due))
    may_tick = actions.may_tick(request.user, due.duty, request.school)
    return show(
        request,
        "done.html",
        due=due,
        form=form,
        handled=handled,
        may_tick=may_tick,
        back=request.GET.get("next", ""),
    )


@staff_may("see the school")
@require_POST
def tick(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """Done, and no more said."""
    due = _due(request, duty_id, request.POST.get("occasion", ""))
    try:
        actions.mark_done(**_of(request, due))
    except ProblemWith as problem:
        messages.error(request, said(words(problem.says)))
    else:
        messages.success(request, _("Done: %(duty)s") % {"duty": due.arrangement.title})
    return redirect(_back(request, due))


@staff_may("see the school")
@require_POST
def undo(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """What was said of an occasion is taken back."""
    held = _duty(request, duty_id)
    row = get_object_or_404(Done, duty=held, school=request.school, occasion=request.POST.get("occasion", ""))
    try:
        actions.undo_done(done=row, by=request.user)
    except ProblemWith as problem:
        messages.error(request, said(words(problem.says)))
    else:
        messages.success(request, _("It is due again."))
    return redirect(_next_page(request) or RhythmHere.of(request).to("duty", held.pk))


def _due(request: HttpRequest, duty_id: int, key: str) -> Due:
    """An occasion of a duty here, by its key, or 404: nobody ticks off what never falls."""
    held, today = _duty(request, duty_id), timezone.localdate()
    rhythm = _rhythm_of(request, held, today)
    for arranged in reversed(rhythm.duties.get(held.pk, ())):
        for due in rhythm.falls(arranged, rhythm.since, rhythm.until):
            if due.occasion.key == key:
                return with_done([due])[0]
    raise Http404


def _of(request: HttpRequest, due: Due) -> dict[str, Any]:
    return {
        "duty": due.duty,
        "school": request.school,
        "occasion": due.occasion.key,
        "due_on": due.occasion.day,
        "by": request.user,
    }


def _back(request: HttpRequest, due: Due) -> str:
    """The page somebody came from, where it is one of ours; else the duty."""
    return _next_page(request) or RhythmHere.of(request).to("duty", due.arrangement.duty_id)


def _next_page(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""
