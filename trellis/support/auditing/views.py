"""Audits on the page: those of a place, one with last year's beside it, and what follows."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import say
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.owning import AtWork
from trellis.schools.roles import Permission
from trellis.support.auditing import actions
from trellis.support.auditing.forms import AskForm, FinishForm, FollowUpForm, FreezeForm, JudgeForm
from trellis.support.auditing.models import Audit, AuditQuestion, Subject
from trellis.support.auditing.standing import judged, left_at, of_schools, steps_left, tally
from trellis.support.page import place_of, sent
from trellis.support.protection.page import form_page, show

_LEADS = {
    Subject.SAFEGUARDING: Permission.LEAD_ON_PROTECTION,
    Subject.NURTURE: Permission.KEEP_PROGRAMMES,
}
_AUDIT = ("question__audit__school", "question__audit__grouping")


def _leads(request: StaffRequest, subject: str) -> bool:
    """Whether somebody judges audits of a subject here; everybody who reads plans reads the frozen ones."""
    return may(request.user, _LEADS[Subject(subject)], place_of(request))


@staff_may("see plans")
@require_safe
def audits(request: StaffRequest, urn: Any) -> HttpResponse:
    """The audits of a place by year, and of a grouping how its schools stand."""
    place, today = place_of(request), timezone.localdate()
    year = AcademicYear.of(today)
    led = [subject for subject in Subject if _leads(request, subject)]
    held = [
        one
        for one in Audit.objects.at(place).prefetch_related("questions")
        if one.is_frozen or one.subject in led
    ]
    begun = {one.subject for one in held if one.year == year.start}
    theirs = steps_left(request.user, place, today, AtWork.at(place, today)).select_related(*_AUDIT)
    schools: list[Any] = []
    if request.grouping:
        schools = [(subject, of_schools(request.grouping, subject, year.start, today)) for subject in led]
    return show(
        request,
        "audits.html",
        folder="auditing",
        rows=[(one, AcademicYear(one.year), tally(one.questions.all())) for one in held],
        left=list(theirs.order_by("due")),
        to_begin=[subject for subject in led if subject not in begun],
        schools=schools,
        year=year,
    )


@staff_may("see plans")
@require_POST
def begin(request: StaffRequest, urn: Any) -> HttpResponse:
    """Begin this year's."""
    subject = request.POST.get("subject", "")  # type: ignore[attr-defined]
    if subject not in Subject or not _leads(request, subject):
        raise Http404
    try:
        made = actions.begin_audit(place=place_of(request), subject=subject, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
        return redirect("support:audits", urn)
    return redirect("support:audit", urn, made.pk)


def _audit(request: StaffRequest, number: int, *, to_change: bool = False) -> Audit:
    """An audit of this place: one that is frozen, or one somebody judges."""
    held = get_object_or_404(Audit.objects.at(place_of(request)), pk=number)
    if not _leads(request, held.subject) and (to_change or not held.is_frozen):
        raise Http404
    return held


@staff_may("see plans")
@require_safe
def audit(request: StaffRequest, urn: Any, audit_id: int) -> HttpResponse:
    """One audit: each question with how it is judged, what shows it, last year's, and what follows."""
    held = _audit(request, audit_id)
    parts = judged(held)
    return show(
        request,
        "audit.html",
        folder="auditing",
        audit=held,
        year=AcademicYear(held.year),
        parts=parts,
        tally=tally(row.question for _part, rows in parts for row in rows),
        judges=_leads(request, held.subject),
    )


def _act(request: StaffRequest, held: Audit, title: Any, form: Any, act: Any, **also: Any) -> HttpResponse:
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    back = reverse("support:audit", args=[urn, held.pk])
    says = also.pop("says", "")
    if form.carries_out(act, by=request.user, **also):
        return redirect(back)
    return form_page(request, title, form, back=back, about=held, says=says)


@staff_may("see plans")
def judge(request: StaffRequest, urn: Any, audit_id: int, audit_question_id: int) -> HttpResponse:
    """How a question stands."""
    held = _audit(request, audit_id, to_change=True)
    question = get_object_or_404(held.questions.select_related("audit"), pk=audit_question_id)
    form = JudgeForm(sent(request), question=question)
    return _act(request, held, question.words, form, actions.judge, question=question)


@staff_may("see plans")
def ask(request: StaffRequest, urn: Any, audit_id: int) -> HttpResponse:
    """A question of one's own."""
    held = _audit(request, audit_id, to_change=True)
    return _act(
        request, held, _("Ask something of your own"), AskForm(sent(request)), actions.ask, audit=held
    )


@staff_may("see plans")
@require_POST
def leave_out(request: StaffRequest, urn: Any, audit_id: int, audit_question_id: int) -> HttpResponse:
    """A question that is asked no more."""
    held = _audit(request, audit_id, to_change=True)
    question = get_object_or_404(
        AuditQuestion.objects.select_related("audit"), pk=audit_question_id, audit=held
    )
    try:
        actions.leave_out(question=question, by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    return redirect("support:audit", urn, held.pk)


@staff_may("see plans")
def follow_up(request: StaffRequest, urn: Any, audit_id: int, audit_question_id: int) -> HttpResponse:
    """What follows from a question."""
    held = _audit(request, audit_id, to_change=True)
    question = get_object_or_404(held.questions, pk=audit_question_id)
    form = FollowUpForm(sent(request), place=place_of(request))
    title = _("What follows")
    return _act(request, held, title, form, actions.follow_up, question=question, says=question.words)


@staff_may("see plans")
def finish(request: StaffRequest, urn: Any, audit_id: int, audit_step_id: int) -> HttpResponse:
    """What followed is done: said by whoever judges, or by whose it is."""
    place, today = place_of(request), timezone.localdate()
    steps = left_at(place, today).filter(question__audit=audit_id).select_related(*_AUDIT)
    step = get_object_or_404(steps, pk=audit_step_id)
    held = step.question.audit
    if held.place != place or not _leads(request, held.subject):
        theirs = steps_left(request.user, place, today, AtWork.at(place, today))
        get_object_or_404(theirs, pk=step.pk)
    form = FinishForm(sent(request))
    if form.carries_out(actions.finish_step, step=step, by=request.user):
        return redirect("support:audits", urn)
    back = reverse("support:audits", args=[urn])
    return form_page(request, _("It is done"), form, back=back, about=held, says=step.words)


@staff_may("see plans")
def freeze(request: StaffRequest, urn: Any, audit_id: int) -> HttpResponse:
    """Keep it as it is judged."""
    held = _audit(request, audit_id, to_change=True)
    form = FreezeForm(sent(request))
    says = _("After that nothing that was judged changes. What follows can still be added and done.")
    return _act(request, held, _("Keep it as judged"), form, actions.freeze_audit, audit=held, says=says)
