"""The pages of notices: who stands where, one child, one child and one parent, and one notice."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.attendance.formal.actions import answer_notice, note_notice, propose_notice
from trellis.attendance.formal.amended import rests_on
from trellis.attendance.formal.clock import SchoolClock
from trellis.attendance.formal.forms import AnswerForm, ConsiderForm, ElsewhereForm, PackForm, ProposeForm
from trellis.attendance.formal.in_words import (
    STATES,
    by_day,
    reasons_in_words,
    rule_in_words,
    short_day,
    standing_in_words,
)
from trellis.attendance.formal.letters import letters_of
from trellis.attendance.formal.models import AttendanceContract, Considered, ImproveNotice, Notice, Pack
from trellis.attendance.formal.page import parent_here, show
from trellis.attendance.formal.standings import ChildStanding, ParentStanding, standing_of, standings
from trellis.imports.problems import said, words
from trellis.rules.formal import FOLLOWS, Answer
from trellis.rules.penalty import Marked, State
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.forms import ActForm
from trellis.schools.roles import Permission

ROWS = 50
_LISTS = {
    "now": (State.REACHED, State.DEPENDS),
    "earlier": (State.EARLIER,),
    "near": (State.NEAR,),
}


@staff_may("see formal steps", logs="pupils")
def formal(request: StaffRequest, urn: str) -> HttpResponse:
    """Who stands where: the sessions behind each row, what may be considered, and what is missing."""
    assert request.school is not None
    found = standings(request.school, timezone.localdate())
    chosen = request.GET.get("show", "now")  # type: ignore[attr-defined]
    if chosen not in _LISTS:
        raise Http404
    page = Paginator(found.named(*_LISTS[chosen]), ROWS).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    showing(request, len(page.object_list) + len(found.off_age))  # type: ignore[arg-type]
    say = cache(short_day)
    return show(
        request,
        "formal.html",
        found=found,
        rule=rule_in_words(found.held.framework) if found.held else "",
        chosen=chosen,
        counts={name: found.count(*states) for name, states in _LISTS.items()},
        waiting=Notice.objects.filter(school=request.school, state=Answer.PROPOSED).count(),
        page=page,
        rows=[in_words(row, say=say) for row in found.rows(list(page), reader=request.user)],
    )


def in_words(row: ChildStanding, *, say: Callable[[dt.date], str] = short_day) -> dict[str, Any]:
    """A child's standing as a page says it; a list hands in how it says a day, to say each once."""
    return {
        "row": row,
        "state": STATES[row.state],
        "says": standing_in_words(row.standing),
        "days": by_day(row.shown, say=say),
        "against": [said(words(one)) for one in row.against],
        "due_by": list(row.due_by.items()),
        "reasons": reasons_in_words(row.due_by),
    }


@staff_may("see formal steps", logs="pupil")
def formal_child(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """One child: the sessions, the help, each parent, and every formal step there was."""
    return child_page(request)


def child_page(
    request: StaffRequest, *, consider: ActForm | None = None, pack: ActForm | None = None
) -> HttpResponse:
    """The child's page; a form that was refused says why."""
    assert request.school is not None
    assert request.pupil is not None
    found = _standing(request)
    return show(
        request,
        "formal_child.html",
        one=in_words(found[1]) if found else None,
        age=_age(*found) if found else "",
        parents=[_parent_in_words(one) for one in found[1].parents] if found else (),
        notices=Notice.objects.about(request.pupil, request.school),
        contracts=AttendanceContract.objects.about(request.pupil, request.school),
        improving=ImproveNotice.objects.about(request.pupil, request.school),
        considered=Considered.objects.about(request.pupil, request.school),
        consider=consider or ConsiderForm(prefix="consider"),
        packs=Pack.objects.about(request.pupil, request.school),
        pack=pack or PackForm(prefix="pack", initial={"since": _a_year_before(timezone.localdate())}),
        status=400 if consider or pack else 200,
    )


def _a_year_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=365)


def _standing(request: StaffRequest) -> tuple[SchoolClock, ChildStanding] | None:
    assert request.school is not None
    assert request.pupil is not None
    return standing_of(request.school, request.pupil, timezone.localdate(), reader=request.user)


def _age(held: SchoolClock, child: ChildStanding) -> str:
    """What is to be said of a child below or above compulsory school age who missed as much."""
    if held.is_of_age(child.child.pupil) is False:
        if held.is_too_young(child.child.pupil):
            return _("Not yet of compulsory school age: unauthorised marks may stand, and support no notice.")
        return _("Over compulsory school age: unauthorised marks may stand, and support no notice.")
    assert held.of_any_age is not None
    outside = len(held.of_any_age.standing(0).now.sessions) - len(child.standing.now.sessions)
    if outside:
        return ngettext(
            "%(n)d session of before compulsory school age counts for nothing here.",
            "%(n)d sessions of before compulsory school age count for nothing here.",
            outside,
        ) % {"n": outside}
    return ""


def _parent_in_words(one: ParentStanding) -> dict[str, Any]:
    return {
        "parent": one,
        "against": [said(words(each)) for each in one.against],
        "days": by_day(one.standing.reached.settled) if one.standing.reached else (),
        "says": standing_in_words(one.standing),
    }


@staff_may("see formal steps", logs="pupil")
def formal_parent(request: StaffRequest, urn: str, pupil_id: int, contact_id: int) -> HttpResponse:
    """One child and one parent: which notice it would be, what stands against it, and proposing one."""
    assert request.school is not None
    parent, may_take = (
        parent_here(request, contact_id),
        may(request.user, Permission.TAKE_FORMAL_STEPS, request.school),
    )
    form = ProposeForm(request.POST or None, prefix="propose") if may_take else None  # type: ignore[attr-defined]
    if request.method == "POST" and form is None:  # type: ignore[attr-defined]
        raise Http404
    also = {"school": request.school, "pupil": request.pupil, "parent": parent, "by": request.user}
    if request.method == "POST" and form and form.carries_out(propose_notice, **also):  # type: ignore[attr-defined]
        messages.success(request, _("It is proposed: its sessions are frozen. The authority decides."))  # type: ignore[arg-type]
        return redirect("attendance:formal_notice", urn, pupil_id, form.outcome.pk)
    return _parent_page(request, parent, form=form)


def _parent_page(
    request: StaffRequest, parent: Any, *, form: ActForm | None = None, elsewhere: ActForm | None = None
) -> HttpResponse:
    found = _standing(request)
    of_parent = [one for one in found[1].parents if one.contact.pk == parent.pk] if found else []
    refused = bool((form and form.errors) or (elsewhere and elsewhere.errors))
    return show(
        request,
        "formal_parent.html",
        parent=parent,
        one=_parent_in_words(of_parent[0]) if of_parent else None,
        helped=found[1].helped if found else (),
        form=form,
        elsewhere=elsewhere or ElsewhereForm(prefix="elsewhere"),
        status=400 if refused else 200,
    )


@staff_may("take formal steps", logs="pupil")
@require_POST
def note_elsewhere(request: StaffRequest, urn: str, pupil_id: int, contact_id: int) -> HttpResponse:
    """A notice that another authority issued is written down: it counts to how many there may be."""
    assert request.school is not None
    parent = parent_here(request, contact_id)
    form = ElsewhereForm(request.POST, prefix="elsewhere")  # type: ignore[attr-defined]
    also = {"school": request.school, "pupil": request.pupil, "parent": parent, "by": request.user}
    if not form.carries_out(note_notice, **also):
        return _parent_page(request, parent, form=ProposeForm(prefix="propose"), elsewhere=form)
    messages.success(request, _("It is written down, and counts."))  # type: ignore[arg-type]
    return redirect("attendance:formal_parent", urn, pupil_id, contact_id)


@staff_may("see formal steps", logs="pupil")
def notice(request: StaffRequest, urn: str, pupil_id: int, formal_notice_id: int) -> HttpResponse:
    """One notice: what it rests on, what was amended since and changes, and what the authority answered."""
    assert request.school is not None
    held = get_object_or_404(
        Notice.objects.about(request.pupil, request.school).select_related("school", "parent"),
        pk=formal_notice_id,
    )
    may_answer = may(request.user, Permission.ANSWER_FOR_THE_AUTHORITY, request.school)
    form = None
    if may_answer and FOLLOWS[Answer(held.state)]:
        form = AnswerForm(request.POST or None, notice=held)  # type: ignore[attr-defined]
    if request.method == "POST":  # type: ignore[attr-defined]
        if not may_answer:
            raise Http404
        if form is None:
            messages.error(request, _("There is nothing more to answer about this one."))  # type: ignore[arg-type]
            return redirect("attendance:formal_notice", urn, pupil_id, held.pk)
        if form.carries_out(answer_notice, notice=held, by=request.user):
            messages.success(request, _("It is written down."))  # type: ignore[arg-type]
            return redirect("attendance:formal_notice", urn, pupil_id, held.pk)
    return show(
        request,
        "formal_notice.html",
        notice=held,
        helped=[(dt.date.fromisoformat(day), help_words, who) for day, help_words, who in held.help],
        rests=(rests := rests_on(held) if held.sessions else None),
        days=by_day(Marked(one.day, one.session, one.code) for one in rests.sessions) if rests else (),
        answers=held.answers.all(),
        letters=letters_of(held),
        form=form,
        status=400 if form and form.errors else 200,
    )
