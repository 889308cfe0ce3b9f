"""Clinics and other gatherings with families on the page: arranged, invited to, held, a step agreed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance.asked import Asked
from trellis.attendance.chosen_views import chosen_pupils
from trellis.attendance.clinics.acting import agree_step, invite_for_steps
from trellis.attendance.clinics.forms import (
    AgreeForm,
    CallOffForm,
    CameForm,
    ClinicForm,
    InviteForm,
    MoveForm,
    WaysForm,
    nothing_chosen,
)
from trellis.attendance.clinics.inviting import batches_of, prepare_invitations
from trellis.attendance.clinics.lists import clinics_by_week, gatherings_at, row_of, rows_of
from trellis.attendance.clinics.page import show
from trellis.attendance.clinics.paper import clinic_pdf
from trellis.attendance.day.told import children_on_roll, find_children
from trellis.attendance.ladder.due import DueStep, steps_due
from trellis.gatherings.actions import change, deal_with_promise
from trellis.gatherings.families import (
    Invited,
    arrange_with_families,
    move,
    say_came,
    take_off,
)
from trellis.gatherings.forms import OutcomeForm
from trellis.gatherings.models import FamilyInvitation, Gathering, Promise
from trellis.imports.problems import say
from trellis.rules.ladder import Act
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.forms import ActForm
from trellis.schools.models import Pupil
from trellis.schools.roles import Permission

PAST = 20
WEEKS = dt.timedelta(weeks=12)
ASKING = (Act.CLINIC, Act.MEETING)
"""The kinds of step that ask for a talk with the family."""


# --- Those of a school --------------------------------------------------------------------------------------


@staff_may("see families")
@require_safe
def clinics(request: StaffRequest, urn: str) -> HttpResponse:
    """What is to come, of what nobody has said who came, and what the last weeks asked and brought."""
    assert request.school is not None
    today = timezone.localdate()
    held = gatherings_at(request.school)
    return show(
        request,
        "clinics/clinics.html",
        to_come=list(held.to_come(today)),
        past=list(held.filter(on__lt=today)[:PAST]),
        weeks=clinics_by_week(request.school, today - WEEKS, today),
    )


@staff_may("change families")
def new_clinic(request: StaffRequest, urn: str) -> HttpResponse:
    """Arrange one: its slots are there at once."""
    form = ClinicForm(_sent(request), school=request.school)
    if form.carries_out(arrange_with_families, school=request.school, by=request.user):
        return redirect("attendance:clinic", urn, form.outcome.pk)
    return show(request, "clinics/new.html", form=form, status=400 if form.errors else 200)


@staff_may("change families", logs="pupils")
def invite_families(request: StaffRequest, urn: str) -> HttpResponse:
    """Whose families are invited to which: those a step asks for, those of a list, and anybody looked for."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET  # type: ignore[attr-defined]
    chosen = chosen_pupils(request, Asked.read(school, given, today), given)
    asking = steps_due(school, today).asking(*ASKING)
    to_come = Gathering.objects.at(school).with_families().filter(called_off=False).to_come(today)
    begun = {"gathering": given.get("gathering") or to_come.first()}
    form = InviteForm(_sent(request), to_come=to_come, initial=begun)
    if form.is_bound and not chosen:
        form.add_error(None, nothing_chosen())
    elif form.is_bound and _invites(request, form, chosen, asking):
        return redirect("attendance:clinic", urn, form.cleaned_data["gathering"].pk)
    typed = given.get("q", "")
    found = find_children(typed, school, today, reader=request.user)
    offered = children_on_roll(
        list({one.pk for one in chosen} | {one.pupil for one in found.children}), school, today
    )
    steps = {row.child.pupil for row in asking}
    offered = [one for one in offered if one.pupil not in steps]
    showing(request, len(steps) + len(offered))  # type: ignore[arg-type]
    return show(
        request,
        "clinics/invite.html",
        form=form,
        to_come=to_come,
        asking=asking,
        offered=offered,
        typed=typed,
        found=found,
        chosen={one.pk for one in chosen},
        status=400 if form.errors else 200,
    )


def _invites(
    request: StaffRequest, form: InviteForm, chosen: Sequence[Pupil], asking: Sequence[DueStep]
) -> bool:
    """Whether the families were invited; of those the school may not write to it is said why."""
    pupils = {one.pk for one in chosen}
    steps = [row for row in asking if row.child.pupil in pupils]
    if not form.carries_out(invite_for_steps, pupils=chosen, steps=steps, by=request.user):
        return False
    tell_invited(request, form.outcome)
    return True


def tell_invited(request: StaffRequest, invited: Invited) -> None:
    """How many homes stand on the list, and of whom the school may not write to, why."""
    number = len(invited.invitations)
    words = ngettext("%(n)d home stands on the list.", "%(n)d homes stand on the list.", number)
    messages.success(request, words % {"n": number})  # type: ignore[arg-type]
    may_know = may(request.user, Permission.SEE_HOLD_REASONS, request.school)  # type: ignore[arg-type]
    for kept in invited.kept:
        said = {"child": kept.pupil, "why": kept.why(may_know=may_know)}
        messages.info(request, _("%(child)s: not invited, %(why)s") % said)  # type: ignore[arg-type]
    if invited.without_slot:
        words = ngettext(
            "%(n)d home has no time yet: every slot is taken.",
            "%(n)d homes have no time yet: every slot is taken.",
            invited.without_slot,
        )
        messages.info(request, words % {"n": invited.without_slot})  # type: ignore[arg-type]


# --- One of them --------------------------------------------------------------------------------------------


@staff_may("see families", logs="pupils")
@require_safe
def clinic(request: StaffRequest, urn: str, clinic_id: int) -> HttpResponse:
    """Who comes when, about whom and why; whether they came, and what was agreed."""
    held = _held(request, clinic_id)
    rows = rows_of(held)
    showing(request, len({child.pupil for row in rows for child in row.children}))  # type: ignore[arg-type]
    return show(
        request,
        "clinics/clinic.html",
        gathering=held,
        rows=rows,
        invited=[row for row in rows if row.invitation],
        is_past=held.on < timezone.localdate(),
        ways=WaysForm(),
        batches=batches_of(held),
    )


@staff_may("prepare letters")
@require_POST
def write_invitations(request: StaffRequest, urn: str, clinic_id: int) -> HttpResponse:
    """Draw up what tells the homes on the list, or one of them; it waits for somebody to approve it."""
    held = _held(request, clinic_id)
    form = WaysForm(request.POST)  # type: ignore[attr-defined]
    number = request.POST.get("invitation", "")  # type: ignore[attr-defined]
    one = get_object_or_404(held.families, pk=number_of(number)) if number else None
    try:
        if form.is_valid():
            batch, _draft = prepare_invitations(
                gathering=held, channels=form.cleaned_data["channels"], invitation=one, by=request.user
            )
            return redirect("messages:batch", urn, batch.pk)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("attendance:clinic", urn, held.pk)


@staff_may("see families", logs="pupils")
@require_safe
def clinic_paper(request: StaffRequest, urn: str, clinic_id: int) -> HttpResponse:
    """The list for whoever holds it; with `?door` the times alone, for the door: nobody is named on it."""
    held, at_the_door = _held(request, clinic_id), "door" in request.GET  # type: ignore[attr-defined]
    rows = rows_of(held)
    shown = 0 if at_the_door else len({child.pupil for row in rows for child in row.children})
    showing(request, shown)  # type: ignore[arg-type]
    return HttpResponse(
        clinic_pdf(held, rows, at_the_door=at_the_door),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="clinic-{urn}-{held.on}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@staff_may("change families")
def call_off_clinic(request: StaffRequest, urn: str, clinic_id: int) -> HttpResponse:
    """It is called off; who was invited stays known."""
    held = _held(request, clinic_id)
    form = CallOffForm(_sent(request))
    if form.is_valid():
        change(gathering=held, values={"on": held.on, "called_off": True}, by=request.user)
        return redirect("attendance:clinic", urn, held.pk)
    return show(
        request, "clinics/call_off.html", gathering=held, form=form, status=400 if form.errors else 200
    )


# --- One family of it ---------------------------------------------------------------------------------------


@staff_may("see families", logs="pupils")
@require_safe
def invited_family(request: StaffRequest, urn: str, clinic_id: int, family_id: int) -> HttpResponse:
    """One home: about whom and why, when they come, whether they came, what was said and agreed."""
    return _show_family(request, _family(request, clinic_id, family_id))


@staff_may("change families", logs="pupils")
@require_POST
def family_came(request: StaffRequest, urn: str, clinic_id: int, family_id: int) -> HttpResponse:
    """Whether they came, and what was said."""
    one = _family(request, clinic_id, family_id)
    return _act(request, one, "came", CameForm(_sent(request)), say_came, invitation=one)


@staff_may("change families", logs="pupils")
@require_POST
def move_family(request: StaffRequest, urn: str, clinic_id: int, family_id: int) -> HttpResponse:
    """They rang to change it."""
    one = _family(request, clinic_id, family_id)
    form = MoveForm(_sent(request), free=_free(one))
    return _act(request, one, "move", form, move, invitation=one)


@staff_may("change families", logs="pupils")
@require_POST
def agree_with_family(request: StaffRequest, urn: str, clinic_id: int, family_id: int) -> HttpResponse:
    """A step is agreed; the steps of the ladder that asked for the clinic are done with it."""
    one = _family(request, clinic_id, family_id)
    form = AgreeForm(_sent(request), school=request.school)
    return _act(request, one, "agree", form, agree_step, invitation=one)


@staff_may("change families")
@require_POST
def take_family_off(request: StaffRequest, urn: str, clinic_id: int, family_id: int) -> HttpResponse:
    """They are invited no more."""
    try:
        take_off(invitation=_family(request, clinic_id, family_id), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("attendance:clinic", urn, clinic_id)


@staff_may("see the school", logs="pupils")
def agreed_step(
    request: StaffRequest, urn: str, clinic_id: int, family_id: int, agreed_step_id: int
) -> HttpResponse:
    """What became of a step that was agreed: said by those who change what is kept of families, and by
    whoever said they would.
    """
    one = _family(request, clinic_id, family_id)
    agreed = get_object_or_404(one.promises, pk=agreed_step_id)
    changes, sees = (
        may(request.user, each, request.school)
        for each in (Permission.CHANGE_FAMILIES, Permission.SEE_FAMILIES)
    )
    if not changes and agreed.person_id != request.user.pk:
        raise Http404
    begun = {"was_kept": "yes" if agreed.was_kept else None, "outcome": agreed.outcome}
    form = OutcomeForm(_sent(request), initial=begun)
    form.fields["outcome"].help_text = ""
    showing(request, one.pupils.count() if sees else 0)  # type: ignore[arg-type]
    if form.carries_out(deal_with_promise, promise=agreed, by=request.user):
        return _to_family(request, one) if sees else redirect("home")
    return show(
        request,
        "clinics/agreed.html",
        gathering=one.gathering,
        names=row_of(one).names if sees else "",
        back=reverse("attendance:invited_family", args=[urn, clinic_id, one.pk]) if sees else "",
        agreed=agreed,
        form=form,
        status=400 if form.errors else 200,
    )


# --- How they do it -----------------------------------------------------------------------------------------


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None  # type: ignore[attr-defined]


def _held(request: StaffRequest, number: int) -> Gathering:
    assert request.school is not None
    return get_object_or_404(Gathering.objects.at(request.school).with_families(), pk=number)


def _family(request: StaffRequest, gathering: int, number: int) -> FamilyInvitation:
    held = _held(request, gathering).families.select_related("gathering__school", "slot", "contact")
    return get_object_or_404(held, pk=number)


def _free(one: FamilyInvitation) -> Any:
    return one.gathering.slots.filter(family=None) | one.gathering.slots.filter(family=one)


def _to_family(request: StaffRequest, one: FamilyInvitation) -> HttpResponse:
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    return redirect("attendance:invited_family", urn, one.gathering_id, one.pk)


def _act(
    request: StaffRequest, one: FamilyInvitation, name: str, form: ActForm, act: Any, **also: Any
) -> HttpResponse:
    """Do it and go back to the family; where it is refused the page says why at the form that was sent."""
    if form.carries_out(act, by=request.user, **also):
        return _to_family(request, one)
    return _show_family(request, one, refused=(name, form))


def _show_family(
    request: StaffRequest, one: FamilyInvitation, *, refused: tuple[str, ActForm] | None = None
) -> HttpResponse:
    row, today = row_of(one), timezone.localdate()
    forms: dict[str, ActForm] = {
        "came": CameForm(
            initial={"came": {True: "yes", False: "no"}.get(one.came), "notes": one.notes}  # type: ignore[call-overload]
        ),
        "move": MoveForm(free=_free(one), initial={"slot": one.slot_id}),
        "agree": AgreeForm(school=request.school),  # type: ignore[arg-type]
        "ways": WaysForm(),
    }
    if refused is not None:
        forms[refused[0]] = refused[1]
    showing(request, len(row.children))  # type: ignore[arg-type]
    return show(
        request,
        "clinics/family.html",
        gathering=one.gathering,
        invitation=one,
        row=row,
        asked_for=list(one.asked_for_by.select_related("step", "pupil")),
        promises=[(made, _stands(made, today)) for made in row.agreed],
        forms=forms,
        is_to_come=one.gathering.on > today,
        is_past=one.gathering.on < today,
        status=400 if refused else 200,
    )


def _stands(made: Promise, today: dt.date) -> str:
    return made.stands_on(today)
