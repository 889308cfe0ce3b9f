"""The end of a plan on the page: what is carried on into the next, what came of each row, and closing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.imports.problems import said, words
from trellis.plans import carrying, closing
from trellis.plans.criteria import wording_of
from trellis.plans.ending_forms import CarryForm, CloseForm, OpenAgainForm
from trellis.plans.here import act_page, may_see_figures, place_of, plan_here, sent, while_open
from trellis.plans.models import Note, Plan, Row
from trellis.plans.notes import notes_of
from trellis.plans.paper import parts_of
from trellis.plans.standing import standings
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.owning import AtWork


@staff_may("change plans")
def carry(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """Unfinished work, carried on into the next plan row by row."""
    held = plan_here(request, plan_id)
    today = timezone.localdate()
    wording = wording_of(held, parts_of(held))
    found = carrying.proposals(wording, AtWork.at(place_of(request), today), today)
    form = CarryForm(sent(request), plan=held, found=found)
    if form.is_valid():
        chosen = form.cleaned_data
        own = {"plan": held, "rows": list(chosen["rows"].select_related("part")), "by": request.user}
        years = {name: chosen[name] for name in ("since_year", "until_year")}
        try:
            if chosen["into"]:
                into = carrying.carry_into(into=chosen["into"], **own)
            else:
                into = carrying.begin_next(name=chosen["name"], **years, **own)
        except ProblemWith as wrong:
            form.add_error(None, said(words(wrong.says)))
        else:
            messages.success(request, _("The rows were carried on. The plan before keeps what it was."))  # type: ignore[arg-type]
            return redirect("plans:plan", urn, into.pk)
    return act_page(
        request,
        held,
        form,
        title=_("Carry unfinished work on"),
        says=_(
            "Rows whose work is not finished are proposed. What has passed, who has left and documents of an "
            "old year are said with each row: they go on as they are written until somebody corrects them."
        ),
        button=_("Carry these on"),
        back=reverse("plans:plan", args=[urn, plan_id]),
    )


@staff_may("change plans")
@while_open
def close(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """What came of each row and of the plan; then it is only read."""
    held = plan_here(request, plan_id)
    form = CloseForm(sent(request), rows=_asked(request, held))
    if form.is_valid():
        values = form.cleaned_data
        try:
            closing.close(
                plan=held,
                words=values["words"],
                evaluations=form.evaluations(),
                without=values["without"],
                no_child=values["no_child"],
                by=request.user,
            )
        except ProblemWith as wrong:
            form.add_error(None, said(words(wrong.says)))
        else:
            return redirect("plans:plan", urn, plan_id)
    return act_page(
        request,
        held,
        form,
        title=_("Close the plan"),
        says=_(
            "Each criterion’s last reading is kept, what you write of each row stands with it, and the plan "
            "is changed no more. Carry on first what is not finished."
        ),
        button=_("Close it"),
        back=reverse("plans:plan", args=[urn, plan_id]),
    )


def _asked(request: StaffRequest, plan: Plan) -> list[tuple[Row, str]]:
    """Each row that does not say yet what came of it, with what is known: its figures and its last note."""
    wording = wording_of(plan, parts_of(plan))
    notes = notes_of(plan)
    figures: dict[int, list[str]] = {}
    for one in standings(plan, wording) if may_see_figures(request) else []:
        figure = f" {one.figure}" if one.figure else ""
        figures.setdefault(one.criterion.row_id, []).append(f"{one.words}:{figure} {one.what}, {one.target}.")
    found = []
    for read in wording.rows:
        own = notes.get(read.row.pk, [])
        if any(note.kind == Note.Kind.EVALUATION for note in own):
            continue
        last = [f"{date_format(note.on, 'j F Y')}: {note.words}" for note in own[-1:]]
        found.append((read.row, " ".join([*figures.get(read.row.pk, []), *last])))
    return found


@staff_may("change plans")
def open_again(request: StaffRequest, urn: Any, plan_id: int) -> HttpResponse:
    """A plan closed too soon is worked on again."""
    held = plan_here(request, plan_id)
    form = OpenAgainForm(sent(request))
    if form.carries_out(closing.open_again, plan=held, by=request.user):
        return redirect("plans:plan", urn, plan_id)
    return act_page(
        request,
        held,
        form,
        title=_("Open it again"),
        says=_("What it reported when it was closed stays."),
        button=_("Open it again"),
        back=reverse("plans:plan", args=[urn, plan_id]),
    )
