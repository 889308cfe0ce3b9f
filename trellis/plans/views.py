"""Plans on the page: as printed, corrected in place, handed out as PDF, Word and Excel."""

import io
from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import said, say, words
from trellis.messages.typesetting import NotPrintable
from trellis.plans import actions
from trellis.plans.became import became, with_what_became
from trellis.plans.criteria import wording_of
from trellis.plans.forms import (
    BeginForm,
    ColumnsForm,
    DocumentForm,
    LayoutForm,
    LinkForm,
    PartForm,
    ReviewForm,
    RowForm,
)
from trellis.plans.here import (
    may_here,
    may_see_figures,
    page,
    place_of,
    plan_here,
    row_here,
    sent,
    while_open,
)
from trellis.plans.layouts import laid_out, layouts_of, shipped
from trellis.plans.models import Layout, Link, Part, Plan, Row
from trellis.plans.notes import notes_of, with_notes
from trellis.plans.paper import as_read, parts_of
from trellis.plans.printing.excel import excel_of
from trellis.plans.printing.pdf import pdf_of
from trellis.plans.printing.word import word_of
from trellis.plans.serving import how_often_served, serving
from trellis.plans.shown import shown, what_was_read
from trellis.plans.standing import standings
from trellis.plans.steps import steps_in
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.roles import Permission

_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_VERSIONS = 20


def _part(request: StaffRequest, plan_id: int, part_id: int) -> Part:
    return get_object_or_404(
        Part.objects.select_related("plan"), plan=plan_here(request, plan_id), pk=part_id
    )


# --- the plans of a place ---


@staff_may("see plans")
@require_safe
def plans(request: StaffRequest, urn: str) -> HttpResponse:
    """Every plan of the place, the latest first."""
    held = Plan.objects.at(place_of(request)).visible_to(request.user).select_related("within")
    rows: Counter[int] = Counter()
    for part in Part.objects.filter(plan__in=held, kind=Part.Kind.TABLE).annotate(own=Count("rows")):
        rows[part.plan_id] += part.own if part.is_of_a_plan else 0
    steps = steps_in(held, timezone.localdate())
    listed = [{"plan": each, "rows": rows[each.pk], **steps.get(each.pk, {})} for each in held]
    return page(
        request,
        "plans.html",
        listed=listed,
        may_bring=may_here(request, Permission.IMPORT_DATA),
    )


@staff_may("change plans")
def begin(request: StaffRequest, urn: str) -> HttpResponse:
    """A new plan in one of the layouts."""
    offered = layouts_of(place_of(request))
    form = BeginForm(sent(request), layouts=offered, plans=Plan.objects.at(place_of(request)))
    if form.is_valid():
        chosen = form.cleaned_data
        made = actions.begin_plan(
            place=place_of(request),
            form=next(each for each in offered if each.key == chosen["layout"]),
            name=chosen["name"],
            since_year=chosen["since_year"],
            until_year=chosen["until_year"],
            within=chosen["within"],
            by=request.user,
        )
        return redirect("plans:plan", urn, made.pk)
    return page(request, "begin.html", status=400 if form.errors else 200, form=form)


# --- one plan ---


@staff_may("see plans")
@require_safe
def plan(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Whether the plan is on track and where not, what needs a person, and its rows as printed; or the paper
    alone.
    """
    held = plan_here(request, plan_id)
    wording = wording_of(held, parts_of(held))
    as_paper = request.GET.get("as") == "paper"  # type: ignore[attr-defined]
    bound = standings(held, wording) if may_see_figures(request) and not as_paper else []
    return page(
        request,
        "plan.html",
        plan=held,
        as_paper=as_paper,
        shown=shown(wording, bound),
        reviews=list(held.reviews.all()),
        taken_out=list(actions.rows_taken_out(held)[:_VERSIONS]),
        sub_plans=list(held.sub_plans.all()),
        layouts=layouts_of(place_of(request)),
        served=how_often_served(held, request.user),
    )


@staff_may("see plans")
@require_safe
def served(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Which rows of which plans serve each priority of this one: of the schools the reader may see."""
    held = plan_here(request, plan_id)
    return page(request, "served.html", plan=held, priorities=serving(held, request.user))


@staff_may("see plans")
@require_safe
def paper(request: StaffRequest, urn: str, plan_id: int, ending: str) -> HttpResponse | FileResponse:
    """The plan as a file: in its own layout, or in another."""
    held = plan_here(request, plan_id)
    if ending not in _KINDS:
        raise Http404
    own = parts_of(held)
    parts = with_what_became(with_notes(as_read(own), notes_of(held)), became(held, own))
    landscape = held.orientation == "landscape"
    chosen = request.GET.get("layout", "")  # type: ignore[attr-defined]
    if chosen:
        form = next((each for each in layouts_of(place_of(request)) if each.key == chosen), None)
        if form is None:
            raise Http404
        parts, landscape = laid_out(parts, form), form.orientation == "landscape"
    try:
        content = _printed(held, parts, ending, landscape=landscape)
    except NotPrintable as wrong:
        messages.error(request, str(wrong))  # type: ignore[arg-type]
        return redirect("plans:plan", urn, held.pk)
    name = f"{slugify(held.name) or 'plan'}.{ending}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=_KINDS[ending])


def _printed(held: Plan, parts: Any, ending: str, *, landscape: bool) -> bytes:
    if ending == "docx":
        return word_of(parts, name=held.name, landscape=landscape, language=get_language())
    if ending == "xlsx":
        return excel_of(parts, name=held.name, landscape=landscape)
    return pdf_of(
        parts,
        name=held.name,
        school=held.place.name,
        footer=f"{held.place.name} · {held.years} · {held.get_state_display()}",
        landscape=landscape,
        language=get_language(),
        at=timezone.now().replace(microsecond=0),
    )


@staff_may("change plans")
@while_open
def document(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Document control: what is known of the plan as a document."""
    held = plan_here(request, plan_id)
    form = DocumentForm(sent(request), instance=plan_here(request, plan_id))
    if form.is_valid():
        try:
            actions.describe_plan(plan=held, values=form.cleaned_data, by=request.user)
        except ProblemWith as wrong:
            form.add_error("within", said(words(wrong.says)))
        else:
            return redirect("plans:plan", urn, held.pk)
    return page(
        request,
        "form.html",
        status=400 if form.errors else 200,
        plan=held,
        form=form,
        title=_("The document"),
    )


@staff_may("change plans")
@while_open
def review(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Write down that the plan was reviewed."""
    held = plan_here(request, plan_id)
    form = ReviewForm(sent(request), initial={"on": timezone.localdate()})
    if form.is_valid():
        actions.record_review(plan=held, **form.cleaned_data, by=request.user)
        return redirect("plans:plan", urn, held.pk)
    return page(
        request, "form.html", status=400 if form.errors else 200, plan=held, form=form, title=_("A review")
    )


@staff_may("change plans")
@while_open
def part(request: StaffRequest, urn: str, plan_id: int, part_id: int) -> HttpResponse:
    """Correct a heading or text."""
    held = _part(request, plan_id, part_id)
    if held.kind == Part.Kind.TABLE:
        return redirect("plans:columns", urn, plan_id, part_id)
    form = PartForm(sent(request), part=held)
    if form.is_valid():
        values = form.cleaned_data
        actions.correct_part(
            part=held,
            words=values["words"],
            label=values.get("label", ""),
            kind=values["kind"],
            by=request.user,
        )
        return redirect("plans:plan", urn, plan_id)
    return page(
        request,
        "form.html",
        status=400 if form.errors else 200,
        plan=held.plan,
        form=form,
        title=_("Correct these words"),
        part=held,
        versions=[
            past for past in held.history.order_by("-history_id")[:_VERSIONS] if past.words != held.words
        ],
    )


@staff_may("change plans")
@while_open
@require_POST
def restore_part(request: StaffRequest, urn: str, plan_id: int, part_id: int) -> HttpResponse:
    """Put back what a heading or text said."""
    held = _part(request, plan_id, part_id)
    try:
        actions.restore_part(part=held, version=_version(request), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("plans:plan", urn, plan_id)


def _version(request: StaffRequest) -> int:
    """Which version a form names."""
    asked = number_of(request.POST.get("version", ""))  # type: ignore[attr-defined]
    if asked is None:
        raise Http404
    return asked


@staff_may("change plans")
@while_open
def columns(request: StaffRequest, urn: str, plan_id: int, part_id: int) -> HttpResponse:
    """What the columns of a table are called and what they say."""
    held = _part(request, plan_id, part_id)
    form = ColumnsForm(sent(request), captions=held.captions, fields=held.fields)
    if form.is_valid():
        actions.head_table(part=held, captions=form.captions(), fields=form.says(), by=request.user)
        return redirect("plans:plan", urn, plan_id)
    title = _("What the columns mean")
    return page(
        request, "form.html", status=400 if form.errors else 200, plan=held.plan, form=form, title=title
    )


# --- rows ---


@staff_may("change plans")
@while_open
@require_POST
def add(request: StaffRequest, urn: str, plan_id: int, part_id: int) -> HttpResponse:
    """An empty row at the end of a table, to be filled in."""
    held = _part(request, plan_id, part_id)
    made = actions.add_row(part=held, by=request.user)
    return redirect("plans:row", urn, plan_id, made.pk)


@staff_may("change plans")
@while_open
def row(request: StaffRequest, urn: str, plan_id: int, row_id: int) -> HttpResponse:
    """Correct a row: its cells as printed, how they were read, and what it said before."""
    held = row_here(request, plan_id, row_id)
    form = RowForm(sent(request), row=held)
    if form.is_valid():
        try:
            actions.correct_row(row=held, cells=form.cells(), by=request.user)
        except ProblemWith as wrong:
            say(request, wrong)
        return _back_to(urn, plan_id, held)
    return page(
        request,
        "row.html",
        plan=held.part.plan,
        row=held,
        form=form,
        link_form=LinkForm(row=held),
        links=list(held.links.with_what_they_lead_to()),
        read=what_was_read(held, held.part.plan) if held.part.is_of_a_plan else [],
        versions=_versions(held),
    )


def _back_to(urn: str, plan_id: int, row: Row) -> HttpResponse:
    return redirect(f"{reverse('plans:plan', args=[urn, plan_id])}#row-{row.pk}")


def _versions(row: Row) -> list[dict[str, Any]]:
    """What a row said before, the latest first, each cell that differs under its caption."""
    found = []
    for past in row.history.select_related("history_user").order_by("-history_date", "-history_id")[
        :_VERSIONS
    ]:
        differing = [
            (caption, before)
            for caption, before, now in zip(row.part.captions, past.cells, row.cells, strict=False)
            if before != now
        ]
        if differing:
            who = past.history_user.get_full_name() if past.history_user else past.history_change_reason
            found.append(
                {"id": past.history_id, "at": past.history_date, "who": who or "", "cells": differing}
            )
    return found


@staff_may("change plans")
@while_open
@require_POST
def restore(request: StaffRequest, urn: str, plan_id: int, row_id: int) -> HttpResponse:
    """Put back what a row said."""
    held = row_here(request, plan_id, row_id)
    try:
        actions.restore_row(row=held, version=_version(request), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return _back_to(urn, plan_id, held)


@staff_may("change plans")
@while_open
@require_POST
def remove(request: StaffRequest, urn: str, plan_id: int, row_id: int) -> HttpResponse:
    """Take a row out."""
    actions.remove_row(row=row_here(request, plan_id, row_id), by=request.user)
    messages.info(request, _("The row was taken out."))  # type: ignore[arg-type]
    return redirect("plans:plan", urn, plan_id)


@staff_may("change plans")
@while_open
@require_POST
def bring_back(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Put a row that was taken out back."""
    held = plan_here(request, plan_id)
    try:
        row = actions.bring_back_row(plan=held, version=_version(request), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
        return redirect("plans:plan", urn, plan_id)
    return _back_to(urn, plan_id, row)


@staff_may("change plans")
@while_open
@require_POST
def link(request: StaffRequest, urn: str, plan_id: int, row_id: int) -> HttpResponse:
    """Lead a row somewhere: to another row, or to a priority of another plan."""
    held = row_here(request, plan_id, row_id)
    form = LinkForm(request.POST, row=held)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            actions.lead_elsewhere(row=held, **form.leads_to(), by=request.user)
        except ProblemWith as wrong:
            say(request, wrong)
    else:
        for wrongs in form.errors.values():
            messages.error(request, " ".join(wrongs))  # type: ignore[arg-type]
    return redirect("plans:row", urn, plan_id, row_id)


@staff_may("change plans")
@while_open
@require_POST
def unlink(request: StaffRequest, urn: str, plan_id: int, plan_link_id: int) -> HttpResponse:
    """The row leads there no more."""
    held = get_object_or_404(
        Link.objects.filter(row__part__plan=plan_here(request, plan_id)), pk=plan_link_id
    )
    actions.drop_link(link=held, by=request.user)
    return redirect("plans:row", urn, plan_id, held.row_id)


# --- layouts ---


@staff_may("see plans")
@require_safe
def layouts(request: StaffRequest, urn: str) -> HttpResponse:
    """The layouts that come with Trellis, and the place's own."""
    return page(
        request,
        "layouts.html",
        shipped=[(each, _columns_in_words(each)) for each in shipped()],
        own=list(Layout.objects.at(place_of(request))),
    )


def _columns_in_words(form: Any) -> str:
    return " · ".join(_(caption) for caption in form.captions)


@staff_may("change plans")
def layout(request: StaffRequest, urn: str, layout_id: int | None = None) -> HttpResponse:
    """A layout of the place's own, new or changed."""
    held = (
        get_object_or_404(Layout.objects.at(place_of(request)), pk=layout_id)
        if layout_id is not None
        else None
    )
    known = {"name": held.name, "orientation": held.orientation} if held else {}
    form = LayoutForm(
        sent(request),
        initial=known,
        captions=held.captions if held else (),
        fields=held.fields if held else (),
    )
    if form.is_valid():
        captions, fields = form.columns()
        try:
            actions.make_layout(
                place=place_of(request),
                layout=held,
                name=form.cleaned_data["name"],
                orientation=form.cleaned_data["orientation"],
                captions=captions,
                fields=fields,
                by=request.user,
            )
        except ProblemWith as wrong:
            form.add_error(None, said(words(wrong.says)))
        else:
            return redirect("plans:layouts", urn)
    return page(request, "layout.html", status=400 if form.errors else 200, form=form, layout=held)
