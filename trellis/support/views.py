"""Cases on the page: those of a school, one with all that was agreed and read, and every act in it."""

import datetime as dt
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.imports.problems import say
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil, School
from trellis.schools.roles import Permission
from trellis.support import actions
from trellis.support.case_sheet import sheet_pdf
from trellis.support.forms import (
    CaseForm,
    ChecklistForm,
    CloseForm,
    ConsentForm,
    ContactForm,
    GoalForm,
    GoalSaidForm,
    MemberForm,
    OutOfTheWayForm,
    RateCaseForm,
    ReviewForm,
    StepForm,
    StepSaidForm,
    TakeOverForm,
    WhyForm,
)
from trellis.support.groups.shown import groups_of
from trellis.support.models import Case, Programme
from trellis.support.page import A_PAGE, case_here, form_page, sent, show
from trellis.support.shown import rows_of, told
from trellis.support.tried import what_was_tried

MOST_FOUND = 20
_LISTS = ("open", "due", "closed")
_KEEP = Permission.KEEP_CASES
_SHOWN = (
    *("goals", "steps", "checks", "consents", "contacts", "reviews", "ratings", "reasons_gone"),
    *("readings__reading", "readings__scale", "programme__figures__scale", "referrals__agency"),
)


@staff_may("see support", narrows=True, logs="pupils")
@require_safe
def cases(request: StaffRequest, urn: str) -> HttpResponse:
    """The cases somebody may see here: open, due for review, or closed."""
    assert request.school is not None
    today, asked = timezone.localdate(), request.GET  # type: ignore[attr-defined]
    which = asked.get("which") if asked.get("which") in _LISTS else "open"
    seen = _seen(request, "-closed_on" if which == "closed" else "review_on", today)
    programmes = Programme.objects.filter(pk__in={one.programme for one in seen})
    child = _chosen(Pupil.objects.visible_to(request.user), asked.get("child", ""))
    programme = number_of(asked["programme"]) if asked.get("programme") else None
    listed = [
        one.pk
        for one in seen
        if one.is_in(which, today)
        and (programme is None or one.programme == programme)
        and (child is None or one.pupil == child.pk)
    ]
    page = Paginator(listed, A_PAGE).get_page(asked.get("page"))
    held = Case.objects.select_related("pupil", "programme").prefetch_related("team", "consents")
    by_number = held.in_bulk(list(page.object_list))
    rows = rows_of([by_number[pk] for pk in page.object_list], today)
    showing(request, len({row.case.pupil_id for row in rows}))  # type: ignore[arg-type]
    return show(
        request,
        "cases.html",
        page=page,
        rows=rows,
        which=which,
        programmes=list(programmes),
        asked=asked,
        child=child,
    )


class _Seen(NamedTuple):
    """As much of a case as a list of them is chosen by."""

    pk: int
    programme: int
    pupil: int
    review_on: dt.date | None
    closed_on: dt.date | None

    def is_in(self, which: str, today: dt.date) -> bool:
        """Whether it is on one of the lists."""
        if which == "closed":
            return self.closed_on is not None
        is_due = self.review_on is not None and self.review_on <= today
        return self.closed_on is None and (which == "open" or is_due)


def _seen(request: StaffRequest, order: str, today: dt.date) -> list[_Seen]:
    """All somebody may see here, read once: who may see a case is the longest question of the page."""
    assert request.school is not None
    seen = Case.objects.visible_to(request.user).at(request.school, today).order_by(order, "pk")
    return [_Seen(*one) for one in seen.values_list(*_Seen._fields)]


@staff_may("keep cases", logs="pupils")
def new(request: StaffRequest, urn: str) -> HttpResponse:
    """Open a case: the child and the programme are chosen, what was tried is shown, and why is written."""
    assert request.school is not None
    school, today, asked = request.school, timezone.localdate(), request.GET  # type: ignore[attr-defined]
    here = Pupil.objects.on_roll(school, today).filter(merged_into=None)
    child = _chosen(here, asked.get("child", ""))
    offered = Programme.objects.serving(school, today).in_use(today)
    programme = _chosen(offered, asked.get("programme", ""))
    found = [] if child else find_pupils(here, asked.get("q", ""))
    showing(request, 1 if child else len(found))  # type: ignore[arg-type]
    if child is None or programme is None:
        return show(request, "choose.html", child=child, found=found, offered=list(offered), asked=asked)
    tried = what_was_tried(child, school, reader=request.user)
    form = CaseForm(sent(request), programme=programme, school=school, tried=tried)
    opened = {"programme": programme, "pupil": child, "school": school, "tried": tried}
    if form.carries_out(actions.open_case, by=request.user, **opened):
        return redirect("support:case", urn, form.outcome.pk)
    return form_page(
        request,
        _("Open: %(programme)s") % {"programme": programme.name},
        form,
        child=child,
        programme=programme,
        tried=tried,
        shows_tried=True,
        says=_no_place_left(programme, school),
    )


def _no_place_left(programme: Programme, school: School) -> str:
    """That all places of a programme are taken: a warning, for whoever opens the case decides."""
    if not programme.has_places:
        return ""
    taken = actions.places_taken(programme, school, timezone.localdate())
    if taken < programme.most_places:
        return ""
    says = _(
        "All %(most)d places are taken, by %(taken)d children: this would be one more than there are places."
    )
    return says % {"most": programme.most_places, "taken": taken}


def _chosen(among: Any, number: str) -> Any:
    """What an address names among some, or nothing where it names none."""
    return get_object_or_404(among, pk=number_of(number)) if number else None


def find_pupils(here: Any, typed: str) -> list[Pupil]:
    """Children with each of the words typed somewhere in their name."""
    for word in typed.split()[:4]:
        here = here.filter(
            Q(forename__icontains=word) | Q(surname__icontains=word) | Q(preferred_name__icontains=word)
        )
    return list(here[:MOST_FOUND]) if typed.strip() else []


@staff_may("see support", narrows=True, logs="pupil")
@require_safe
def case(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """One case: what was agreed, is it working, what next."""
    assert request.school is not None
    held = case_here(request, case_id)
    prefetch_related_objects([held], *_SHOWN)
    keeps = Case.objects.visible_to(request.user, _KEEP).filter(pk=held.pk).exists()
    return show(
        request,
        "case.html",
        case=held,
        told=told(held, request.school, timezone.localdate()),
        team=list(held.team.on(timezone.localdate())),
        consents=list(held.consents.all()),
        contacts=list(held.contacts.all()),
        reviews=list(held.reviews.all()),
        referrals=list(held.referrals.all()),
        may_keep=keeps and held.is_open,
        sees_pupil=may(request.user, Permission.SEE_PUPILS, request.school),
        in_groups=groups_of(held.pupil, request.school, reader=request.user),
    )


@staff_may("see support", narrows=True, logs="pupil")
@require_safe
def sheet(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """One case on paper: what was agreed, before and since, and what came of it."""
    assert request.school is not None
    held = case_here(request, case_id)
    prefetch_related_objects([held], *_SHOWN)
    return HttpResponse(
        sheet_pdf(told(held, request.school, timezone.localdate())),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="support-{held.pk}.pdf"'},
    )


def _act(
    request: StaffRequest,
    urn: str,
    held: Case,
    title: Any,
    form: Any,
    action: Any,
    says: Any = "",
    **also: Any,
) -> HttpResponse:
    """A form that carries out one act in a case and leads back to it."""
    if form.carries_out(action, by=request.user, **also):
        return redirect("support:case", urn, held.pk)
    return form_page(request, title, form, case=held, says=says)


@staff_may("keep cases", narrows=True, logs="pupil")
def why(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Write anew why there is a case and the family's words."""
    held = case_here(request, case_id, _KEEP)
    form = WhyForm(sent(request), case=held)

    def write(*, by: Any, **values: Any) -> Case:
        return actions.change_why(case=held, values=values, by=by)

    return _act(request, urn, held, _("Why, and in whose words"), form, write)


@staff_may("keep cases", narrows=True, logs="pupil")
def consent(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Write down what the family said."""
    held = case_here(request, case_id, _KEEP)
    says = _("It is kept with who said it. Consent can be refused or withdrawn at any time.")
    form = ConsentForm(sent(request))
    return _act(request, urn, held, _("The family’s consent"), form, actions.note_consent, says, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def goal(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Agree a goal."""
    held = case_here(request, case_id, _KEEP)
    return _act(request, urn, held, _("Agree a goal"), GoalForm(sent(request)), actions.add_goal, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def goal_said(request: StaffRequest, urn: str, case_id: int, goal_id: int) -> HttpResponse:
    """Say how a goal stands."""
    held = case_here(request, case_id, _KEEP)
    one = get_object_or_404(held.goals, pk=goal_id)
    form = GoalSaidForm(sent(request), initial={"met_on": one.met_on, "said": one.said})
    return _act(request, urn, held, _("How a goal stands"), form, actions.say_of_goal, one.words, goal=one)


@staff_may("keep cases", narrows=True, logs="pupil")
def step(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Agree a step."""
    held = case_here(request, case_id, _KEEP)
    return _act(request, urn, held, _("Agree a step"), StepForm(sent(request)), actions.add_step, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def step_said(request: StaffRequest, urn: str, case_id: int, case_step_id: int) -> HttpResponse:
    """Say what came of a step."""
    held = case_here(request, case_id, _KEEP)
    one = get_object_or_404(held.steps, pk=case_step_id)
    form = StepSaidForm(sent(request), initial={"said": one.said})
    title = _("What came of a step")
    return _act(request, urn, held, title, form, actions.deal_with_step, one.words, step=one)


@staff_may("keep cases", narrows=True, logs="pupil")
def contact(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Write down what passed."""
    held = case_here(request, case_id, _KEEP)
    form = ContactForm(sent(request), case=held)
    says = _("It stays as it is written: what is known later is noted again.")
    return _act(request, urn, held, _("Write down what passed"), form, actions.note_contact, says, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def review(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Write down a review."""
    held = case_here(request, case_id, _KEEP)
    form = ReviewForm(sent(request))
    says = _("The figures since the start are read on its day and kept with it.")
    return _act(request, urn, held, _("Write down a review"), form, actions.hold_review, says, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def checklist(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Say what was seen to."""
    held = case_here(request, case_id, _KEEP)
    form = ChecklistForm(sent(request), case=held)
    return _act(request, urn, held, _("Checklist"), form, actions.see_to, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def rate(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """How what the programme rates stands, from 1 to 5."""
    held = case_here(request, case_id, _KEEP)
    form = RateCaseForm(sent(request), case=held)
    return _act(request, urn, held, _("How it stands, from 1 to 5"), form, actions.rate_case, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def reasons_gone(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Which of the reasons found are out of the way."""
    held = case_here(request, case_id, _KEEP)
    form = OutOfTheWayForm(sent(request), case=held)
    return _act(request, urn, held, _("Out of the way"), form, actions.out_of_the_way, case=held)


@staff_may("keep cases", narrows=True, logs="pupil")
def join(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Put somebody in the team."""
    held = case_here(request, case_id, _KEEP)
    form = MemberForm(sent(request), school=request.school)
    return _act(request, urn, held, _("Put somebody in the team"), form, actions.join_case, case=held)


@staff_may("keep cases", narrows=True)
@require_POST
def leave(request: StaffRequest, urn: str, case_id: int, member_id: int) -> HttpResponse:
    """Somebody is in the team no more."""
    held = case_here(request, case_id, _KEEP)
    try:
        actions.leave_case(member=get_object_or_404(held.team.still_open(), pk=member_id), by=request.user)
    except ProblemWith as wrong:
        say(request, wrong)
    if Case.objects.visible_to(request.user).filter(pk=held.pk).exists():
        return redirect("support:case", urn, held.pk)
    return redirect("support:cases", urn)  # they were in the team themselves


@staff_may("keep cases", logs="pupil")
def take_over(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Take up the case of a child who came from another school."""
    held = case_here(request, case_id, _KEEP)
    form = TakeOverForm(sent(request), school=request.school)
    act = {"case": held, "school": request.school}
    return _act(request, urn, held, _("Take this case up here"), form, actions.take_over, **act)


@staff_may("keep cases", narrows=True, logs="pupil")
def close(request: StaffRequest, urn: str, case_id: int) -> HttpResponse:
    """Close a case."""
    held = case_here(request, case_id, _KEEP)
    says = held.programme.exit_words
    return _act(
        request, urn, held, _("Close it"), CloseForm(sent(request)), actions.close_case, says, case=held
    )
