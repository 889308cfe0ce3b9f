"""A plan before governors: the figures, the questions and their answers, promises, and the paper."""

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.gatherings import actions as gatherings
from trellis.gatherings.forms import OutcomeForm
from trellis.gatherings.models import OF_GOVERNORS, Gathering
from trellis.imports.problems import said, words
from trellis.messages.typesetting import NotPrintable
from trellis.plans import answering
from trellis.plans.criteria import Wording, wording_of
from trellis.plans.governing import Governed, Question, contents_of, governed
from trellis.plans.governing_forms import (
    AnswerForm,
    LeadForm,
    LookedAtForm,
    PaperForm,
    PromiseForm,
    StoryForm,
)
from trellis.plans.here import may_here, page, plan_here, sent, while_open
from trellis.plans.models import Answer, Paper, Plan, Row
from trellis.plans.paper import parts_of
from trellis.plans.printing.governors import FILES, pdf_of, word_of
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.roles import Permission


def _wording(plan: Plan) -> Wording:
    return wording_of(plan, parts_of(plan))


def _back(urn: str, plan: Plan, anchor: str = "") -> HttpResponse:
    return redirect(f"{reverse('plans:governors', args=[urn, plan.pk])}{anchor}")


def _papers(request: StaffRequest, plan: Plan) -> Any:
    """The papers of a plan: those still being written are for those who write them."""
    held = plan.papers.select_related("review")
    return held if may_here(request, Permission.CHANGE_PLANS) else held.filter(issued_at__isnull=False)


@staff_may("see plans")
@require_safe
def governors(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """What should I ask? Five figures, the plan's own questions, last time's promises."""
    held = plan_here(request, plan_id)
    found = governed(held, _wording(held))
    today = timezone.localdate()
    return page(
        request,
        "governors.html",
        plan=held,
        found=found,
        promises=[(each, each.stands_on(today)) for each in found.promises],
        papers=list(_papers(request, held)),
    )


def _form(request: StaffRequest, plan: Plan, title: str, form: Any, **more: Any) -> HttpResponse:
    """A page with one form, on the way back to the governors' page."""
    status = 400 if form.errors else 200
    return page(request, "governing_form.html", status=status, plan=plan, title=title, form=form, **more)


# --- questions and answers ----------------------------------------------------------------------------------


def _question(found: Governed, row_id: int, at: int) -> Question:
    asked = next((each for each in found.questions if (each.row.pk, each.at) == (row_id, at)), None)
    if asked is None:
        raise Http404
    return asked


@staff_may("change plans")
@while_open
def answer(request: StaffRequest, urn: str, plan_id: int, row_id: int, at: int) -> HttpResponse:
    """Answer a question of the plan, beginning from what its figures say."""
    held = plan_here(request, plan_id)
    asked = _question(governed(held, _wording(held)), row_id, at)
    form = AnswerForm(sent(request), initial={"words": "\n".join(asked.evidence)})
    asking = {"row": asked.row, "question": asked.words, "readings": asked.readings}
    if form.carries_out(answering.answer_question, **asking, by=request.user):
        return _back(urn, held, "#questions")
    return _form(request, held, asked.words, form, asked=asked)


# --- promises, stories, the figures that lead ---------------------------------------------------------------


@staff_may("change plans")
@while_open
def new_promise(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Write down what was promised at a meeting."""
    held = plan_here(request, plan_id)
    form = PromiseForm(sent(request), place=held.place)
    if form.carries_out(answering.promise, plan=held, by=request.user):
        return _back(urn, held, "#promises")
    return _form(request, held, _("Write down a promise"), form)


@staff_may("change plans")
@while_open
def promise(request: StaffRequest, urn: str, plan_id: int, promise_id: int) -> HttpResponse:
    """Say what became of a promise."""
    held = plan_here(request, plan_id)
    one = get_object_or_404(held.promises, pk=promise_id)
    form = OutcomeForm(
        sent(request), initial={"was_kept": "yes" if one.was_kept else None, "outcome": one.outcome}
    )
    if form.carries_out(gatherings.deal_with_promise, promise=one, by=request.user):
        return _back(urn, held, "#promises")
    return _form(request, held, _("What became of a promise"), form, promise=one)


@staff_may("change plans")
@while_open
def new_story(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Tell practice worth sharing, or what people said and what was done."""
    held = plan_here(request, plan_id)
    rows: list[Row] = [read.row for read in _wording(held).rows]
    begun = {"kind": "practice", "on": timezone.localdate(), "rows": _asked_for(request, rows)}
    form = StoryForm(sent(request), initial=begun, rows=rows)
    if form.carries_out(answering.tell_story, plan=held, by=request.user):
        return _back(urn, held, "#stories")
    return _form(request, held, _("Tell what went well"), form)


def _asked_for(request: StaffRequest, rows: list[Row]) -> list[int]:
    """The row a story was begun from."""
    asked = request.GET.get("row", "")  # type: ignore[attr-defined]
    return [row.pk for row in rows if str(row.pk) == asked]


@staff_may("change plans")
@while_open
def looked_at(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Say which rows a visit or a meeting of governors looked at."""
    held = plan_here(request, plan_id)
    rows: list[Row] = [read.row for read in _wording(held).rows]
    seen = Gathering.objects.at(held.place).visible_to(request.user).filter(kind__in=OF_GOVERNORS)
    asked = number_of(request.GET.get("gathering", ""))  # type: ignore[attr-defined]
    chosen = seen.filter(pk=asked).first() if asked else seen.first()
    if chosen is None:
        messages.error(request, _("No visit and no meeting is arranged yet."))  # type: ignore[arg-type]
        return redirect("gatherings:gatherings", urn)
    begun = {"gathering": chosen, "rows": list(chosen.rows.filter(part__plan=held))}
    form = LookedAtForm(sent(request), initial=begun, gatherings=seen, rows=rows)
    if form.is_valid():
        answering.link_rows(plan=held, by=request.user, **form.cleaned_data)
        return _back(urn, held, "#visits")
    return _form(request, held, _("What a visit looked at"), form)


@staff_may("change plans")
@while_open
def lead(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Choose the figures that governors see first."""
    held = plan_here(request, plan_id)
    form = LeadForm(sent(request), plan=held)
    if form.carries_out(answering.lead_with, plan=held, by=request.user):
        return _back(urn, held)
    return _form(request, held, _("Choose the figures"), form)


# --- the paper ----------------------------------------------------------------------------------------------


@staff_may("change plans")
@while_open
def write_paper(request: StaffRequest, urn: str, plan_id: int, paper_id: int | None = None) -> HttpResponse:
    """Write the paper for a meeting: begin it, or go on."""
    held = plan_here(request, plan_id)
    one = get_object_or_404(Paper, plan=held, pk=paper_id) if paper_id is not None else None
    if not held.reviews.exists():
        messages.error(  # type: ignore[arg-type]
            request, _("A paper reports a review: write down a review of the plan first.")
        )
        return _back(urn, held)
    form = PaperForm(sent(request), plan=held, paper=one)
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            kept = answering.write_paper(
                plan=held, paper=one, review=values.pop("review"), values=values, by=request.user
            )
        except ProblemWith as wrong:
            form.add_error(None, said(words(wrong.says)))
        else:
            return redirect("plans:governors_paper", urn, held.pk, kept.pk)
    return _form(request, held, _("The paper for governors"), form)


def _paper(request: StaffRequest, plan: Plan, paper_id: int) -> Paper:
    return get_object_or_404(
        _papers(request, plan).select_related("plan__school", "plan__grouping", "review"), pk=paper_id
    )


def _contents(paper: Paper) -> dict[str, Any]:
    """What a paper says: as it was issued, or as it stands while it is written."""
    if paper.contents is not None:
        return dict(paper.contents)
    return contents_of(paper, governed(paper.plan, _wording(paper.plan), paper.review))


@staff_may("see plans")
@require_safe
def paper(request: StaffRequest, urn: str, plan_id: int, paper_id: int) -> HttpResponse:
    """One paper as it is read: before it is issued by those who write it, and then by governors."""
    held = plan_here(request, plan_id)
    one = _paper(request, held, paper_id)
    return page(request, "governors_paper.html", plan=held, paper=one, contents=_contents(one))


@staff_may("change plans")
@require_POST
@while_open
def issue(request: StaffRequest, urn: str, plan_id: int, paper_id: int) -> HttpResponse:
    """Issue a paper: what it says stays."""
    held = plan_here(request, plan_id)
    one = get_object_or_404(Paper, plan=held, pk=paper_id)
    answering.issue_paper(paper=one, wording=_wording(held), by=request.user)
    messages.success(request, _("The paper is issued. Governors can read it."))  # type: ignore[arg-type]
    return redirect("plans:governors_paper", urn, held.pk, one.pk)


@staff_may("see plans")
@require_safe
def paper_file(
    request: StaffRequest, urn: str, plan_id: int, paper_id: int, ending: str
) -> HttpResponse | FileResponse:
    """A paper as PDF or Word: the same bytes whenever an issued one is asked for."""
    held = plan_here(request, plan_id)
    one = _paper(request, held, paper_id)
    if ending not in FILES:
        raise Http404
    at = one.issued_at or timezone.now().replace(microsecond=0)
    says = "" if one.issued_at else _("Not issued yet")
    printed = pdf_of if ending == "pdf" else word_of
    try:
        content = printed(_contents(one), language=get_language() or "en", at=at, draft=says)
    except NotPrintable as wrong:
        messages.error(request, str(wrong))  # type: ignore[arg-type]
        return redirect("plans:governors_paper", urn, held.pk, one.pk)
    name = f"{slugify(held.name) or 'plan'}-{one.meeting_on}.{ending}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=FILES[ending])


@staff_may("see plans")
@require_safe
def checklist(request: StaffRequest, urn: str, plan_id: int) -> HttpResponse:
    """Every question of the plan on one page to print, each with what was answered every time."""
    held = plan_here(request, plan_id)
    found = governed(held, _wording(held))
    loose = Answer.objects.filter(plan=held).exclude(
        pk__in=[each.pk for question in found.questions for each in question.answers]
    )
    return page(
        request,
        "checklist.html",
        plan=held,
        found=found,
        loose=list(loose),
        on=date_format(timezone.localdate(), "j F Y"),
    )
