"""Running a plan on the page: who does what by when, how it stands, what is written, and one's own part."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.plans import running
from trellis.plans.calendars import proposed_of, runs
from trellis.plans.criteria import wording_of
from trellis.plans.here import act_page, may_here, page, place_of, plan_here, row_here, sent, while_open
from trellis.plans.models import Part, Plan, Row, Step
from trellis.plans.paper import parts_of
from trellis.plans.proposing import Directory, proposed
from trellis.plans.running_forms import (
    MOST_AT_ONCE,
    HandOnForm,
    NewStepForm,
    NoteForm,
    StateForm,
    StepForm,
    TakeUpForms,
    initial_of,
)
from trellis.plans.steps import by_term, leavers, looks_of, part_of, standing_of, steps_of
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.forms import Owners
from trellis.schools.models import Person
from trellis.schools.owning import AtWork
from trellis.schools.roles import Permission


def _at_work(request: StaffRequest) -> AtWork:
    return AtWork.at(place_of(request), timezone.localdate())


def _step(request: StaffRequest, plan_id: int, step_id: int) -> Step:
    held = Step.objects.of(plan_here(request, plan_id)).select_related("row__part__plan", "duty")
    return get_object_or_404(held, pk=step_id)


# --- who does what ---


@staff_may("see plans")
@require_safe
def steps(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """Every step of the plan with whose it is and how it stands; milestones term by term."""
    held = plan_here(request, plan_id)
    found = steps_of(held, timezone.localdate(), _at_work(request))
    actions = [one for one in found if one.step.kind == Step.Kind.ACTION]
    return page(
        request,
        "steps.html",
        plan=held,
        title=_("Who does what, by when"),
        actions=actions,
        terms=by_term([one for one in found if one.step.kind == Step.Kind.MILESTONE]),
        late=[one for one in found if one.says],
        settled=sum(not one.step.is_open for one in actions),
    )


@staff_may("change plans")
@while_open
def take_up(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """What the plan's words say is to be done, to be put right and taken up; of one row, where asked, or of a
    table that says when things are done, as duties of the rhythm.
    """
    held = plan_here(request, plan_id)
    owners = Owners(place_of(request))
    table = _table(request, held)
    found = _of_table(held, table, owners) if table else _proposed(held, owners, _asked(request, "row"))
    given = {"owners": owners, "rows": Row.objects.of(held)}
    forms = TakeUpForms(
        sent(request),
        initial=[initial_of(row, one) for row, one in found[:MOST_AT_ONCE]],
        form_kwargs=given,
    )
    if request.method == "POST" and forms.is_valid():  # type: ignore[attr-defined]
        number = running.take_up_all(plan=held, steps=forms.kept(), by=request.user)
        template = ngettext("%(n)d step was taken up.", "%(n)d steps were taken up.", number)
        messages.success(request, template % {"n": number})  # type: ignore[arg-type]
        if table:
            return redirect(f"{reverse('plans:plan', args=[urn, plan_id])}#table-{table.pk}")
        return redirect("plans:steps", urn, plan_id)
    return page(
        request,
        "take_up.html",
        status=400 if forms.is_bound else 200,
        plan=held,
        title=_("Run a table as duties") if table else _("Take up what the plan says"),
        table=table,
        forms=forms,
        more=max(0, len(found) - MOST_AT_ONCE),
    )


def _asked(request: StaffRequest, name: str) -> int | None:
    """The number an address asks for."""
    return number_of(request.GET.get(name, ""))  # type: ignore[attr-defined]


def _table(request: StaffRequest, plan: Plan) -> Part | None:
    """The table of the plan that is to be run as duties, where the address names one that may be."""
    asked = _asked(request, "table")
    if asked is None:
        return None
    held = get_object_or_404(plan.parts, pk=asked)
    if not runs(held):
        raise Http404
    return held


def _of_table(plan: Plan, table: Part, owners: Owners) -> list[Any]:
    """Each row of a table with each duty it might become."""
    wording = wording_of(plan, parts_of(plan))
    part = next(one for one in wording.parts if one.pk == table.pk)
    return list(proposed_of(part, wording, Directory.of(plan, owners.known)))


def _proposed(plan: Plan, owners: Owners, row_id: int | None) -> list[Any]:
    """Each row with each step of it that nobody has taken up."""
    wording = wording_of(plan, parts_of(plan))
    directory = Directory.of(plan, owners.known)
    taken: dict[int, list[str]] = {}
    for row, words in Step.objects.filter(row__part__plan=plan).values_list("row", "words"):
        taken.setdefault(row, []).append(words)
    return [
        (read.row, one)
        for read in wording.rows
        if row_id in (None, read.row.pk)
        for one in proposed(read, wording.context, directory, taken.get(read.row.pk, ()))
    ]


@staff_may("change plans")
@while_open
def new_step(request: StaffRequest, urn: Any, plan_id: int, row_id: int) -> HttpResponse:
    """A step somebody adds to a row."""
    row = row_here(request, plan_id, row_id)
    form = NewStepForm(sent(request), owners=Owners(place_of(request)))
    if form.carries_out(running.take_up, row=row, by=request.user):
        return redirect("plans:step", urn, plan_id, form.outcome.pk)
    return act_page(
        request,
        row.part.plan,
        form,
        title=_("Add a step"),
        button=_("Add it"),
        back=reverse("plans:steps", args=[urn, plan_id]),
        about=str(row),
    )


# --- one step ---


@staff_may("see plans")
def step(request: StaffRequest, urn: Any, plan_id: int, step_id: int) -> HttpResponse:
    """One step: whose, by when, how it stands, and what was said of it; whose it is says how it stands."""
    held = _step(request, plan_id, step_id)
    plan, at_work = held.row.part.plan, _at_work(request)
    form = StateForm(sent(request), step=held)
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        running.say_how_it_stands, step=held, by=request.user
    ):
        return redirect("plans:step", urn, plan_id, step_id)
    [standing] = standing_of([held], timezone.localdate(), at_work)
    return page(
        request,
        "step.html",
        status=400 if form.errors else 200,
        plan=plan,
        title=held.get_kind_display(),
        standing=standing,
        step=held,
        form=form,
        as_printed=[
            (caption, cell)
            for caption, cell in zip(held.row.part.captions, held.row.cells, strict=True)
            if cell
        ],
        may_say=not plan.is_closed and running.may_say(request.user, held, at_work),
        notes=list(held.row.notes.all()),
        past=list(held.history.select_related("history_user").order_by("-history_date")[:20]),
    )


@staff_may("change plans")
@while_open
def change_step(request: StaffRequest, urn: Any, plan_id: int, step_id: int) -> HttpResponse:
    """Say anew what a step is, whose and by when: handing it on."""
    held = _step(request, plan_id, step_id)
    [standing] = standing_of([held], timezone.localdate(), _at_work(request))
    form = StepForm(sent(request), owners=Owners(place_of(request)), standing=standing)
    if form.carries_out(running.change_step, step=held, by=request.user):
        return redirect("plans:step", urn, plan_id, step_id)
    back = reverse("plans:step", args=[urn, plan_id, step_id])
    title, button = _("Change or hand on"), _("Keep it so")
    return act_page(request, held.row.part.plan, form, title=title, button=button, back=back)


@staff_may("change plans")
@while_open
@require_POST
def let_go(request: StaffRequest, urn: Any, plan_id: int, step_id: int) -> HttpResponse:
    """It was no step after all."""
    running.let_go(step=_step(request, plan_id, step_id), by=request.user)
    messages.info(request, _("The step was taken away. The words of the plan stay."))  # type: ignore[arg-type]
    return redirect("plans:steps", urn, plan_id)


# --- notes ---


@staff_may("see plans")
def notes(request: StaffRequest, urn: Any, plan_id: int, row_id: int) -> HttpResponse:
    """What was written of how a row goes, and writing more."""
    row = row_here(request, plan_id, row_id)
    plan = row.part.plan
    form = NoteForm(sent(request))
    if request.method == "POST" and form.carries_out(running.write_note, row=row, by=request.user):  # type: ignore[attr-defined]
        return redirect(f"{reverse('plans:plan', args=[urn, plan_id])}#row-{row.pk}")
    return page(
        request,
        "notes.html",
        status=400 if form.errors else 200,
        plan=plan,
        title=_("How it goes"),
        row=row,
        form=form,
        notes=list(row.notes.all()),
        may_write=not plan.is_closed and running.may_write(request.user, row),
        steps=standing_of(Step.objects.of(plan).filter(row=row), timezone.localdate(), _at_work(request)),
    )


# --- one's own ---


@staff_may("see plans")
@require_safe
def mine(request: StaffRequest, urn: Any) -> HttpResponse:
    """One's own part of every plan here: what is due first."""
    place, today, at_work = place_of(request), timezone.localdate(), _at_work(request)
    return page(
        request,
        "mine.html",
        steps=part_of(request.user, place, today, at_work),
        looks=looks_of(request.user, place, today, at_work),
        today=today,
        leavers=leavers(place, at_work) if may_here(request, Permission.CHANGE_PLANS) else [],
    )


@staff_may("change plans")
def hand_on(request: StaffRequest, urn: Any) -> HttpResponse:
    """Everything somebody owns by name in the plans of a place, handed on in one act."""
    place = place_of(request)
    owning = Step.objects.running().open().at(place).exclude(person=None).values("person")
    form = HandOnForm(
        sent(request), owners=Owners(place), leavers=Person.objects.filter(pk__in=owning).order_by("name")
    )
    if request.method == "POST" and form.carries_out(  # type: ignore[attr-defined]
        running.hand_on_all, place=place, by=request.user
    ):
        template = ngettext("%(n)d step was handed on.", "%(n)d steps were handed on.", form.outcome)
        messages.success(request, template % {"n": form.outcome})  # type: ignore[arg-type]
        return redirect("plans:mine", urn)
    return page(request, "hand_on.html", status=400 if form.errors else 200, form=form)
