"""The pages of leave: requests and where they stand, taking one in, and one request from asking to letter."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.day.leave import (
    arrange_meeting,
    decide_leave,
    note_meeting,
    note_not_taken_up,
    take_back,
    take_in_leave,
)
from trellis.attendance.day.leave_forms import DecisionForm, LeaveForm, MeetingForm, MetForm, WhyForm
from trellis.attendance.day.leave_letters import letters_of, prepare_leave_letter, template_of
from trellis.attendance.day.leave_lists import STAGES, outcome, requests_at, rows_of
from trellis.attendance.day.page import Choice, show
from trellis.attendance.day.told import adults_of, others_at_home
from trellis.attendance.models import LeaveRequest
from trellis.messages.languages import problem_in_words
from trellis.messages.models import Channel
from trellis.rules.leave import Stage
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.forms import ActForm
from trellis.schools.models import Pupil, School
from trellis.schools.roles import Permission


@staff_may("see families", logs="pupils")
def leave(request: StaffRequest, urn: str) -> HttpResponse:
    """Which families wait for a meeting, which for a decision; and taking in what was asked."""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    may_take_in = may(request.user, Permission.CHANGE_FAMILIES, school)
    choice = Choice.of(request) if may_take_in else Choice.nobody()
    child = choice.child
    if request.method == "POST" and child is None:  # type: ignore[attr-defined]
        raise Http404
    form, others = None, []
    if child is not None:
        links = adults_of(child, school, today)
        others = others_at_home(child, links, today, reader=request.user)
        form = LeaveForm(request.POST or None, links=links, others=others)  # type: ignore[attr-defined]
        if request.method == "POST" and form.carries_out(_taking_in(child, school), by=request.user):  # type: ignore[attr-defined]
            messages.success(request, _("It is taken in. Offer the family a meeting next."))  # type: ignore[arg-type]
            return redirect("attendance:leave_request", urn, child.pk, form.outcome.pk)
    rows = requests_at(school, today)
    listed = {one.pupil for row in rows for one in row.children}
    choice.showing(request, listed | {one.pk for one in others})
    context = choice.shown | {"form": form, "rows": rows, "may_take_in": may_take_in}
    return show(request, "leave.html", status=400 if form and form.errors else 200, **context)


def _taking_in(child: Pupil, school: School) -> Callable[..., LeaveRequest]:
    def taking_in(*, others: Sequence[Pupil], **asked: Any) -> LeaveRequest:
        return take_in_leave(school=school, pupils=[child, *others], **asked)

    return taking_in


@staff_may("see families", logs="pupil")
def leave_request(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """One request: what was asked, the meeting, the decision, the letters; and the next step."""
    return _show(request, _held(request, leave_id))


def _held(request: StaffRequest, number: int) -> LeaveRequest:
    held = LeaveRequest.objects.select_related("school", "meeting").prefetch_related("pupils")
    return get_object_or_404(held, pk=number, school=request.school, pupils=request.pupil)


def _show(
    request: StaffRequest, held: LeaveRequest, *, refused: tuple[str, ActForm] | None = None
) -> HttpResponse:
    """The page with its forms; the one that was refused says why."""
    assert request.school is not None
    now = timezone.localtime()
    forms: dict[str, ActForm] = {
        "meeting": MeetingForm(
            prefix="meeting",
            initial={"on": held.meeting_on, "at": held.meeting_at, "place": held.meeting_place},
        ),
        "met": MetForm(prefix="met", initial={"spoken_by": request.user.name, "time": f"{now:%H:%M}"}),
        "not_taken_up": WhyForm(prefix="not_taken_up"),
        "decision": DecisionForm(prefix="decision", request=held),
        "take_back": WhyForm(prefix="take_back"),
    }
    today, stage = timezone.localdate(), held.stage
    may_decide = may(request.user, Permission.DECIDE_LEAVE, request.school) and stage.may_be_decided
    may_decide &= stage is not Stage.DECIDED or today < held.since
    if refused is not None:
        name, form = refused
        forms[name] = form
        if not _offers(name, stage, may_decide=may_decide):
            # Somebody else went on with it meanwhile: the form that was sent stands no more.
            messages.error(request, " ".join(form.non_field_errors()))  # type: ignore[arg-type]
    row = rows_of([held], request.school, today)[0]
    return show(
        request,
        "leave_request.html",
        beside="attendance:leave",
        pupil=request.pupil,
        leave=held,
        row=row,
        stage=stage,
        stage_words=outcome(held) if stage is Stage.DECIDED else STAGES[stage],
        forms=forms,
        letters=letters_of(held),
        letter=template_of(held),
        versions=held.history.exclude(decided_at=None).order_by("-history_date", "-history_id"),
        may_change=may(request.user, Permission.CHANGE_FAMILIES, request.school),
        may_decide=may_decide,
        may_write=may(request.user, Permission.PREPARE_LETTERS, request.school),
        status=400 if refused else 200,
    )


def _offers(name: str, stage: Stage, *, may_decide: bool) -> bool:
    """Whether the page of a request at this stage has the form."""
    if name == "decision":
        return may_decide
    if name == "take_back":
        return stage is not Stage.TAKEN_BACK
    return stage is Stage.ARRANGED if name == "not_taken_up" else stage.awaits_a_meeting


def _act(
    request: StaffRequest, leave_id: int, name: str, form: ActForm, act: Callable[..., Any], says: str
) -> HttpResponse:
    """Do what was filled in, and back to the request; or the page again with why not."""
    held = _held(request, leave_id)
    if not form.carries_out(act, request=held, by=request.user):
        return _show(request, held, refused=(name, form))
    messages.success(request, says)  # type: ignore[arg-type]
    return _back(request, leave_id)


def _back(request: StaffRequest, leave_id: int) -> HttpResponse:
    kwargs = request.resolver_match.kwargs  # type: ignore[attr-defined]
    return redirect("attendance:leave_request", kwargs["urn"], kwargs["pupil_id"], leave_id)


@staff_may("change families", logs="pupil")
@require_POST
def arrange_leave(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """A day, a time and a place to meet."""
    form = MeetingForm(request.POST, prefix="meeting")  # type: ignore[attr-defined]
    return _act(
        request, leave_id, "meeting", form, arrange_meeting, _("The meeting is offered: write to them next.")
    )


@staff_may("change families", logs="pupil")
@require_POST
def meet_about_leave(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """The family was met; what was said."""
    form = MetForm(request.POST, prefix="met")  # type: ignore[attr-defined]
    return _act(
        request, leave_id, "met", form, note_meeting, _("The meeting is noted. It can be decided now.")
    )


@staff_may("change families", logs="pupil")
@require_POST
def leave_not_taken_up(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """A meeting was offered and not taken up."""
    form = WhyForm(request.POST, prefix="not_taken_up")  # type: ignore[attr-defined]
    return _act(
        request, leave_id, "not_taken_up", form, note_not_taken_up, _("It is noted. It can be decided now.")
    )


@staff_may("decide leave", logs="pupil")
@require_POST
def decide(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """Which days are granted, and why."""
    form = DecisionForm(request.POST, prefix="decision", request=_held(request, leave_id))  # type: ignore[attr-defined]
    return _act(request, leave_id, "decision", form, decide_leave, _("It is decided: write to them next."))


@staff_may("change families", logs="pupil")
@require_POST
def take_leave_back(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """The family does not ask for it any more."""
    form = WhyForm(request.POST, prefix="take_back")  # type: ignore[attr-defined]
    return _act(
        request, leave_id, "take_back", form, take_back, _("The request is taken back; it stays to be read.")
    )


@staff_may("prepare letters")
@require_POST
def write_about_leave(request: StaffRequest, urn: str, pupil_id: int, leave_id: int) -> HttpResponse:
    """The letter the request has come to, drawn up to be approved."""
    held = _held(request, leave_id)
    by_email = "email" in request.POST  # type: ignore[attr-defined]
    channels = (Channel.EMAIL, Channel.LETTER) if by_email else (Channel.LETTER,)
    try:
        batch, draft = prepare_leave_letter(request=held, channels=channels, by=request.user)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))  # type: ignore[arg-type]
        return _back(request, leave_id)
    for note in draft.notes:
        messages.info(request, note)  # type: ignore[arg-type]
    return redirect("messages:batch", urn=urn, batch_id=batch.pk)
