"""Arranging duties: entering, changing, handing on and ending them, turns, and a routine as it stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.imports.problems import say
from trellis.rhythm import actions, forms
from trellis.rhythm.due import first_key
from trellis.rhythm.here import RhythmHere, due_here, own_duty, own_rows, show, standing_now
from trellis.rhythm.models import Arrangement, Duty
from trellis.rhythm.wall import SEASONS, captions_of
from trellis.rules.words import ProblemWith
from trellis.schools.access import staff_may
from trellis.schools.forms import EndForm, Owners
from trellis.schools.models import Person


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
    held = own_duty(here, duty_id)
    now = standing_now(held, timezone.localdate())
    every = request.GET.get("every", now.every)
    if every not in forms.HOW_OFTEN:
        raise Http404
    initial = forms.initial_of(now) if every == now.every else {"title": now.title, "owner": now.owner_key}
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
    held = own_duty(RhythmHere.of(request), duty_id)
    due = due_here(request, duty_id, request.GET["occasion"])
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
    held = own_duty(here, duty_id)
    now = standing_now(held, timezone.localdate())
    form = forms.HandOnForm(request.POST or None, place=here.place, initial={"owner": now.owner_key})
    if request.method == "POST" and form.carries_out(actions.hand_on, duty=held, by=request.user):
        messages.success(request, _("The duty is handed on."))
        return redirect(here.to("duty", held.pk))
    heading = _("Hand on: %(duty)s") % {"duty": now.title}
    return show(request, "form.html", form=form, heading=heading, verb=_("Hand it on"), duty=now)


@staff_may("change settings")
def give_all(request: HttpRequest, **address: str) -> HttpResponse:
    """Everything somebody owns by name is somebody else's: for a leaver, in one act."""
    here = RhythmHere.of(request)
    named = Arrangement.objects.between(timezone.localdate(), dt.date.max).filter(**own_rows(here))
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
    held = own_duty(here, duty_id)
    now = standing_now(held, timezone.localdate())
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.carries_out(actions.end_duty, duty=held, by=request.user):
        messages.success(request, _("The last day is recorded. What was done stays."))
        return redirect(here.to("routine"))
    heading = _("End: %(duty)s") % {"duty": now.title}
    return show(request, "form.html", form=form, heading=heading, verb=_("End the duty"), duty=now)


@staff_may("change settings")
def enter(request: HttpRequest, urn: str) -> HttpResponse:
    """A routine as it stands: pasted, read, corrected, entered."""
    if "form-TOTAL_FORMS" in request.POST:
        return _entered(request)
    captions = [one for season in SEASONS for one in captions_of(request.school, season)]
    form = forms.RoutineForm(request.POST or None, captions=captions)
    if request.method == "POST" and form.is_valid():
        owners = Owners(request.school)
        known = frozenset(Duty.objects.filter(school=request.school).values_list("as_written", flat=True))
        initial = forms.proposed(form.cleaned_data["proposals"], owners, known)
        rows = forms.Proposals(initial=initial, form_kwargs={"owners": owners})
        return show(request, "proposals.html", rows=rows, already=sum(not one["keep"] for one in initial))
    return show(request, "enter.html", form=form)


def _entered(request: HttpRequest) -> HttpResponse:
    """Enter what was kept of the proposals, all or nothing."""
    here = RhythmHere.of(request)
    rows = forms.Proposals(request.POST, form_kwargs={"owners": Owners(request.school)})
    if not rows.is_valid():
        return show(request, "proposals.html", rows=rows, already=0)
    kept = [one.as_arranged() for one in rows if one.cleaned_data.get("keep")]
    try:
        number = actions.enter_routine(
            school=request.school, duties=kept, since=timezone.localdate(), by=request.user
        )
    except ProblemWith as problem:
        say(request, problem)
        return show(request, "proposals.html", rows=rows, already=0)
    template = ngettext("%(count)d duty is entered.", "%(count)d duties are entered.", number)
    messages.success(request, template % {"count": number})
    return redirect(here.to("routine"))
