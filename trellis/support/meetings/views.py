"""Meetings about cases on the page: bodies, their meetings, an agenda, a child on it, decisions."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trellis.gatherings.forms import MinutesForm
from trellis.imports.problems import say
from trellis.registers.half_terms import half_term_at
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.dating import ONE_DAY
from trellis.schools.models import Pupil, School
from trellis.schools.roles import Permission
from trellis.support import page
from trellis.support.meetings import actions
from trellis.support.meetings.agenda import (
    Line,
    agenda,
    counted,
    days_after,
    decided,
    last_before,
    next_day,
    of_those_seen,
    seen_by,
)
from trellis.support.meetings.forms import (
    AddForm,
    BodyForm,
    CameForm,
    DecisionForm,
    EvaluationForm,
    LeaveForm,
    OpenForm,
    SaidForm,
)
from trellis.support.meetings.mine import decisions_of
from trellis.support.meetings.models import AgendaItem, CaseMeeting, Decision, MeetingBody
from trellis.support.meetings.paper import minutes_pdf
from trellis.support.models import Case
from trellis.support.page import sent

_MOST_FOUND = 20
CHILDREN_A_PAGE = 100


def _school(request: StaffRequest) -> School:
    assert request.school is not None
    return request.school


def _sets_up(request: StaffRequest) -> bool:
    """Whoever keeps programmes of support sets up bodies, and may do what a chair does."""
    return may(request.user, Permission.KEEP_PROGRAMMES, _school(request))


def _bodies(request: StaffRequest) -> Any:
    """The bodies somebody is in today; every one for whoever sets them up."""
    held = MeetingBody.objects.filter(school=_school(request))
    if _sets_up(request):
        return held
    return held.with_member(request.user, timezone.localdate())


def _body(request: StaffRequest, body_id: int) -> MeetingBody:
    return get_object_or_404(_bodies(request).select_related("school"), pk=body_id)


def _chairs(request: StaffRequest, body: MeetingBody) -> bool:
    if _sets_up(request):
        return True
    own = body.members.on(timezone.localdate()).filter(person=request.user, chairs=True)
    return own.exists()


def _meeting(request: StaffRequest, meeting_id: int, *, leads: bool = False) -> CaseMeeting:
    held = CaseMeeting.objects.filter(body__in=_bodies(request)).select_related("gathering", "body__school")
    meeting = get_object_or_404(held, pk=meeting_id)
    if leads and not _chairs(request, meeting.body):
        raise Http404
    return meeting


def _item(request: StaffRequest, item_id: int) -> tuple[AgendaItem, Line]:
    """An item of a meeting of a body one is in, of a child one may know of."""
    held = AgendaItem.objects.filter(meeting__body__in=_bodies(request))
    item = get_object_or_404(held.select_related("meeting__gathering", "meeting__body__school"), pk=item_id)
    why = [(source, words) for source, words in item.why]
    seen = seen_by([Line((item.case_id, item.pupil_id), why, item)], _school(request), request.user)
    if not seen.lines:
        raise Http404
    showing(request, 1)  # type: ignore[arg-type]
    return item, seen.lines[0]


def _kept_by(request: StaffRequest, cases: Iterable[int | None]) -> set[int | None]:
    """Of some cases those somebody keeps; that there is none is theirs to say something of as well."""
    asked = set(cases) - {None}
    if not asked:
        return {None}
    held = Case.objects.visible_to(request.user, Permission.KEEP_CASES).filter(pk__in=asked)
    return {None, *held.values_list("pk", flat=True)}


def _may_answer(request: StaffRequest, decisions: Iterable[Decision]) -> set[int]:
    """Of some decisions about children they see, those somebody may say what came of: what is theirs to do,
    and of the others what stands in no case or in one they keep.
    """
    held = list(decisions)
    others = [one.item.case_id for one in held if one.person_id != request.user.pk]
    keeps = _kept_by(request, others)
    return {one.pk for one in held if one.person_id == request.user.pk or one.item.case_id in keeps}


def _show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return page.show(request, f"meetings/{template}", status=status, **context)


def _form(request: StaffRequest, title: Any, form: Any, back: str, **more: Any) -> HttpResponse:
    status = 400 if form.errors else 200
    return _show(request, "form.html", status=status, title=title, form=form, back=back, **more)


# --- bodies -------------------------------------------------------------------------------------------------


@staff_may("see support", narrows=True)
@require_safe
def case_bodies(request: StaffRequest, urn: str) -> HttpResponse:
    """The bodies one is in, when each meets next, and whether an agenda is open."""
    today = timezone.localdate()
    rows, days = [], days_after(_school(request), today)
    for body in _bodies(request).in_use().prefetch_related("meetings__gathering"):
        held = list(body.meetings.all())
        current = next((one for one in held if one.is_open), None)
        rows.append((body, current, None if current else next_day(body, today, days)))
    return _show(request, "bodies.html", rows=rows, sets_up=_sets_up(request))


@staff_may("see support", narrows=True)
def write_body(request: StaffRequest, urn: str, body_id: int | None = None) -> HttpResponse:
    """Set up a body, or change it."""
    if not _sets_up(request):
        raise Http404
    school, today = _school(request), timezone.localdate()
    body = _body(request, body_id) if body_id is not None else None
    form = BodyForm(sent(request), school=school, day=today, body=body)
    if form.carries_out(actions.set_up_body, school=school, body=body, by=request.user):
        return redirect("support:case_body", urn, form.outcome.pk)
    back = reverse("support:case_bodies", args=[urn])
    return _form(request, _("Change it") if body else _("Set up a body"), form, back, body=body)


@staff_may("see support", logs="pupils", narrows=True)
@require_safe
def case_body(request: StaffRequest, urn: str, body_id: int) -> HttpResponse:
    """One body: who is in it, its meetings, and how it judged its half-terms."""
    body, today = _body(request, body_id), timezone.localdate()
    held = list(body.meetings.select_related("gathering"))
    current = next((one for one in held if one.is_open), None)
    after = max([today, *(one.on + ONE_DAY for one in held)])
    half_term = half_term_at(body.school, today)
    own = decisions_of(request.user, body.school).filter(item__meeting__body=body)
    mine = of_those_seen(own, body.school, request.user)
    showing(request, len({one.item.pupil_id for one in mine}))  # type: ignore[arg-type]
    return _show(
        request,
        "body.html",
        body=body,
        meets=str(body.meets.in_words()),
        members=body.members.on(today).select_related("person"),
        held=[one for one in held if not one.is_open],
        current=current,
        next=next_day(body, after),
        leads=_chairs(request, body),
        sets_up=_sets_up(request),
        evaluations=body.evaluations.all(),
        mine=mine,
        half_term=half_term,
        counted=counted(body, half_term.since, today) if half_term else None,
    )


@staff_may("see support", narrows=True)
def open_meeting(request: StaffRequest, urn: str, body_id: int) -> HttpResponse:
    """Open the agenda of its next meeting."""
    body, today = _body(request, body_id), timezone.localdate()
    if not _chairs(request, body):
        raise Http404
    last = body.meetings.select_related("gathering").first()
    after = max(today, last.on + ONE_DAY) if last else today
    form = OpenForm(sent(request), initial={"on": next_day(body, after) or after})
    if form.carries_out(actions.open_meeting, body=body, by=request.user):
        return redirect("support:case_meeting", urn, form.outcome.pk)
    return _form(
        request, _("Open the agenda"), form, reverse("support:case_body", args=[urn, body.pk]), body=body
    )


@staff_may("see support", narrows=True)
def evaluate(request: StaffRequest, urn: str, body_id: int) -> HttpResponse:
    """Judge the half-term: what was put in, and what it did."""
    body, today = _body(request, body_id), timezone.localdate()
    half_term = half_term_at(body.school, today)
    if not _chairs(request, body) or half_term is None:
        raise Http404
    form = EvaluationForm(sent(request))
    if form.carries_out(actions.evaluate, body=body, half_term=half_term, by=request.user):
        return redirect("support:case_body", urn, body.pk)
    put_in = counted(body, half_term.since, today)
    said = (
        ngettext("%(n)d meeting", "%(n)d meetings", put_in["meetings"]) % {"n": put_in["meetings"]},
        ngettext("%(n)d child talked about", "%(n)d children talked about", put_in["children"])
        % {"n": put_in["children"]},
        _("decisions done: %(done)d of %(decisions)d") % put_in,
    )
    says = _("%(half_term)s: %(what)s.") % {"half_term": half_term.name, "what": _(", ").join(said)}
    back = reverse("support:case_body", args=[urn, body.pk])
    return _form(request, _("Evaluate the half-term"), form, back, body=body, says=says)


# --- a meeting ----------------------------------------------------------------------------------------------


@staff_may("see support", logs="pupils", narrows=True)
@require_safe
def case_meeting(request: StaffRequest, urn: str, case_meeting_id: int) -> HttpResponse:
    """An agenda: first what was decided last time, then the standing items and the children."""
    meeting = _meeting(request, case_meeting_id)
    found = agenda(meeting, request.user)
    before = last_before(meeting)
    promised, others = decided(before, request.user)
    made, _unseen = decided(meeting, request.user)
    by_item: dict[int, list[Decision]] = {}
    for one in made:
        by_item.setdefault(one.item_id, []).append(one)
    asked = request.GET.get("page")  # type: ignore[attr-defined]
    shown = Paginator(found.lines, CHILDREN_A_PAGE).get_page(asked)
    children = {line.pupil.pk for line in (*shown.object_list, *found.left)}
    showing(request, len(children | {one.item.pupil_id for one in promised}))  # type: ignore[arg-type]
    return _show(
        request,
        "meeting.html",
        meeting=meeting,
        body=meeting.body,
        found=found,
        page=shown,
        rows=[(line, by_item.get(line.item.pk, []) if line.item else []) for line in shown.object_list],
        before=before,
        promised=promised,
        may_answer=_may_answer(request, promised),
        promised_unseen=others,
        standing=meeting.gathering.items.all(),
        invited=meeting.gathering.invitations.all(),
        leads=_chairs(request, meeting.body),
        is_over=meeting.on <= timezone.localdate(),
    )


@staff_may("see support", logs="pupils", narrows=True)
@require_safe
def print_meeting(request: StaffRequest, urn: str, case_meeting_id: int) -> HttpResponse:
    """The agenda or minutes on paper, as their reader may see them."""
    meeting = _meeting(request, case_meeting_id)
    found = agenda(meeting, request.user)
    showing(request, len({line.pupil.pk for line in found.lines}))  # type: ignore[arg-type]
    made, _unseen = decided(meeting, request.user)
    paper = minutes_pdf(meeting, found, made)
    name = f"meeting-{meeting.on.isoformat()}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@staff_may("see support", narrows=True)
def meeting_minutes(request: StaffRequest, urn: str, case_meeting_id: int) -> HttpResponse:
    """Who came, and what was said of the standing items."""
    meeting = _meeting(request, case_meeting_id, leads=True)
    form = MinutesForm(sent(request), gathering=meeting.gathering)
    form.fields["minutes"].help_text = ""  # read by the body alone, not by governors
    back = reverse("support:case_meeting", args=[urn, meeting.pk])
    if form.is_valid():
        _try(request, actions.write_minutes, meeting=meeting, by=request.user, **form.said())
        return redirect(back)
    return _form(request, _("Who came, and the standing items"), form, back, body=meeting.body)


@staff_may("see support", narrows=True)
@require_POST
def close_meeting(request: StaffRequest, urn: str, case_meeting_id: int) -> HttpResponse:
    """Close it: nothing of it changes any more."""
    meeting = _meeting(request, case_meeting_id, leads=True)
    _try(request, actions.close_meeting, meeting=meeting, by=request.user)
    return redirect("support:case_meeting", urn, meeting.pk)


def _try(request: StaffRequest, act: Any, **said: Any) -> Any:
    """Do it; where it is refused the page says why."""
    try:
        return act(**said)
    except ProblemWith as problem:
        say(request, problem)  # type: ignore[arg-type]
    return None


@staff_may("see support", logs="pupils", narrows=True)
@require_safe
def add_child(request: StaffRequest, urn: str, case_meeting_id: int) -> HttpResponse:
    """Find a child to talk about whom nothing put on the agenda."""
    meeting = _meeting(request, case_meeting_id, leads=True)
    form = AddForm(request.GET or None)  # type: ignore[attr-defined]
    pupils: list[Pupil] = []
    if form.is_valid():
        seen = Pupil.objects.visible_to(request.user).on_roll(_school(request), timezone.localdate())
        for word in form.cleaned_data["name"].split():
            seen = seen.filter(
                Q(forename__icontains=word) | Q(surname__icontains=word) | Q(preferred_name__icontains=word)
            )
        pupils = list(seen[:_MOST_FOUND])
    showing(request, len(pupils))  # type: ignore[arg-type]
    cases = Case.objects.open().visible_to(request.user).filter(pupil__in=pupils).select_related("programme")
    by_pupil: dict[int, list[Case]] = {}
    for case in cases:
        by_pupil.setdefault(case.pupil_id, []).append(case)
    rows = [(pupil, by_pupil.get(pupil.pk, [])) for pupil in pupils]
    return _show(request, "add.html", meeting=meeting, body=meeting.body, form=form, rows=rows)


@staff_may("see support", narrows=True)
@require_POST
def take_up(request: StaffRequest, urn: str, case_meeting_id: int) -> HttpResponse:
    """Talk about a child: from then on it stands on the agenda by name."""
    meeting = _meeting(request, case_meeting_id, leads=True)
    given = request.POST  # type: ignore[attr-defined]
    case = None
    if given.get("case"):
        cases = Case.objects.visible_to(request.user).at(_school(request), meeting.on)
        case = get_object_or_404(cases, pk=number_of(given["case"]))
    seen = Pupil.objects.visible_to(request.user).ever_at(_school(request))
    pupil = case.pupil if case else get_object_or_404(seen, pk=number_of(given.get("pupil", "")))
    added = "added" in given
    item = _try(
        request, actions.take_up, meeting=meeting, pupil=pupil, case=case, by=request.user, added=added
    )
    if item is None:
        return redirect("support:case_meeting", urn, meeting.pk)
    return redirect("support:agenda_item", urn, item.pk)


# --- a child on it ------------------------------------------------------------------------------------------


@staff_may("see support", logs="pupils", narrows=True)
def agenda_item(request: StaffRequest, urn: str, agenda_item_id: int) -> HttpResponse:
    """A child at a meeting: why, what was said, and what was decided."""
    item, line = _item(request, agenda_item_id)
    meeting = item.meeting
    leads = _chairs(request, meeting.body)
    live = agenda(meeting, request.user) if meeting.is_open else None
    whole = next((one for one in live.lines if one.key == line.key), line) if live else line
    form = SaidForm(sent(request) if leads else None, initial={"said": item.said})
    if leads and form.carries_out(actions.write_said, item=item, by=request.user):
        return redirect("support:agenda_item", urn, item.pk)
    return _show(
        request,
        "item.html",
        item=item,
        line=whole,
        meeting=meeting,
        body=meeting.body,
        leads=leads,
        form=form,
        keeps=item.case_id in _kept_by(request, [item.case_id]),
        decisions=item.decisions.select_related("step"),
    )


def _to_lead(request: StaffRequest, item_id: int) -> tuple[AgendaItem, Line]:
    item, line = _item(request, item_id)
    if not _chairs(request, item.meeting.body):
        raise Http404
    return item, line


@staff_may("see support", logs="pupils", narrows=True)
def decide(request: StaffRequest, urn: str, agenda_item_id: int) -> HttpResponse:
    """Write down what was decided: who does what by when. What becomes a step of a case is for those who
    keep the case.
    """
    item, line = _to_lead(request, agenda_item_id)
    if item.case_id not in _kept_by(request, [item.case_id]):
        raise Http404
    form = DecisionForm(sent(request), school=_school(request))
    back = reverse("support:agenda_item", args=[urn, item.pk])
    if form.carries_out(actions.decide, item=item, by=request.user):
        return redirect(back)
    return _form(request, _("Write down a decision"), form, back, body=item.meeting.body, child=line.pupil)


@staff_may("see support", logs="pupils", narrows=True)
def leave_item(request: StaffRequest, urn: str, agenda_item_id: int) -> HttpResponse:
    """Leave a child for another time."""
    item, line = _to_lead(request, agenda_item_id)
    form = LeaveForm(sent(request))
    back = reverse("support:case_meeting", args=[urn, item.meeting_id])
    if form.carries_out(actions.leave, item=item, by=request.user):
        return redirect(back)
    return _form(
        request, _("Leave it for another time"), form, back, body=item.meeting.body, child=line.pupil
    )


@staff_may("see support", logs="pupils", narrows=True)
def decision(request: StaffRequest, urn: str, decision_id: int) -> HttpResponse:
    """Say what came of a decision: of those who may see the child, whoever does it; and whoever is in the
    body, of a step of a case whoever keeps the case.
    """
    one = get_object_or_404(Decision.objects.select_related("item", "step"), pk=decision_id)
    item, line = _item(request, one.item_id)
    if not _may_answer(request, [one]):
        raise Http404
    form = CameForm(sent(request))
    back = reverse("support:case_body", args=[urn, item.meeting.body_id])
    if form.carries_out(actions.deal_with_decision, decision=one, by=request.user):
        messages.success(request, _("It is kept."))  # type: ignore[arg-type]
        return redirect(back)
    says = _("%(words)s: %(who)s") % {"words": one.words, "who": one.who}
    title = _("What came of it")
    return _form(request, title, form, back, body=item.meeting.body, child=line.pupil, says=says)
