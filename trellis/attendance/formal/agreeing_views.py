"""The pages of contracts and notices to improve, what was considered, and the letters of formal steps."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.formal import agreeing
from trellis.attendance.formal.forms import (
    ConsiderForm,
    ContractAnswerForm,
    ContractForm,
    EndForm,
    ImproveForm,
    OutcomeForm,
    ReviewForm,
)
from trellis.attendance.formal.in_words import record_in_words
from trellis.attendance.formal.letters import letters_of, prepare_formal_letter
from trellis.attendance.formal.models import AttendanceContract, FormalStep, ImproveNotice, Notice
from trellis.attendance.formal.notice_views import child_page
from trellis.attendance.formal.page import parent_here, show
from trellis.attendance.formal.standings import standing_of
from trellis.messages.languages import problem_in_words
from trellis.rules.formal import PARTS
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.forms import ActForm
from trellis.schools.roles import Permission

Acts = Mapping[str, tuple[Callable[..., Any], ActForm]]


def _sent(request: StaffRequest, act: str) -> Any:
    sent = request.POST  # type: ignore[attr-defined]
    return sent if sent.get("act") == act else None


def _about(request: StaffRequest, contact_id: int) -> dict[str, Any]:
    """What a new step is about, and whose act it is."""
    parent = parent_here(request, contact_id)
    return {"school": request.school, "pupil": request.pupil, "parent": parent, "by": request.user}


def _carried_out(request: StaffRequest, acts: Acts, **also: Any) -> bool:
    """Whether what was sent was one of these acts, and done: only those who may take formal steps do any."""
    chosen = request.POST.get("act", "")  # type: ignore[attr-defined]
    if chosen not in acts:
        return False
    assert request.school is not None
    if not may(request.user, Permission.TAKE_FORMAL_STEPS, request.school):
        raise Http404
    act, form = acts[chosen]
    return form.carries_out(act, **also, by=request.user)


def _new(request: StaffRequest, title: str, parent: Any, form: Any) -> HttpResponse:
    """The page on which something about one parent is begun."""
    status = 400 if form.errors else 200
    return show(request, "formal_new.html", parent=parent, form=form, title=title, status=status)


# --- a contract ---


@staff_may("take formal steps", logs="pupil")
def offer(request: StaffRequest, urn: str, pupil_id: int, contact_id: int) -> HttpResponse:
    """A contract is offered to one parent."""
    about = _about(request, contact_id)
    form = ContractForm(request.POST or None)  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(agreeing.offer_contract, **about):  # type: ignore[attr-defined]
        messages.success(request, _("It is kept. Draw up its letter next."))  # type: ignore[arg-type]
        return redirect("attendance:contract", urn, pupil_id, form.outcome.pk)
    return _new(request, _("Offer an attendance contract"), about["parent"], form)


@staff_may("see formal steps", logs="pupil")
def contract(request: StaffRequest, urn: str, pupil_id: int, contract_id: int) -> HttpResponse:
    """One contract: what it says, what the parent said, how it goes, its letters."""
    held = _held(request, AttendanceContract, contract_id)
    acts: Acts = {
        "answer": (agreeing.answer_contract, ContractAnswerForm(_sent(request, "answer"), prefix="answer")),
        "review": (agreeing.review_contract, ReviewForm(_sent(request, "review"), prefix="review")),
        "end": (agreeing.end_contract, EndForm(_sent(request, "end"), prefix="end")),
    }
    if request.method == "POST" and _carried_out(request, acts, contract=held):  # type: ignore[attr-defined]
        messages.success(request, _("Kept."))  # type: ignore[arg-type]
        return redirect("attendance:contract", urn, pupil_id, held.pk)
    forms = {name: form for name, (_act, form) in acts.items()}
    return show(
        request,
        "contract.html",
        contract=held,
        reviews=held.reviews.all(),
        forms=forms,
        letters=letters_of(held),
        status=400 if any(form.errors for form in forms.values()) else 200,
    )


# --- a notice to improve ---


@staff_may("take formal steps", logs="pupil")
def begin_improving(request: StaffRequest, urn: str, pupil_id: int, contact_id: int) -> HttpResponse:
    """A notice to improve is begun for one parent, with what the records say filled in."""
    about = _about(request, contact_id)
    form = ImproveForm(request.POST or None, initial=_from_the_records(request))  # type: ignore[attr-defined]
    if request.method == "POST" and form.carries_out(agreeing.write_improving, **about):  # type: ignore[attr-defined]
        messages.success(request, _("It is kept."))  # type: ignore[arg-type]
        return redirect("attendance:improving", urn, pupil_id, form.outcome.pk)
    return _new(request, _("Write a notice to improve"), about["parent"], form)


def _from_the_records(request: StaffRequest) -> dict[str, str]:
    assert request.school is not None
    assert request.pupil is not None
    found = standing_of(request.school, request.pupil, timezone.localdate(), reader=request.user)
    if found is None:
        return {}
    held, child = found
    attended, possible = held.clock.attendance(0)
    return {
        "record": record_in_words(str(request.pupil), attended, possible, child.standing),
        "given": "\n".join(one.in_words for one in child.helped),
    }


@staff_may("see formal steps", logs="pupil")
def improving(request: StaffRequest, urn: str, pupil_id: int, improving_id: int) -> HttpResponse:
    """One notice to improve: what it says and lacks, its letters, and how it ended."""
    held = _held(request, ImproveNotice, improving_id)
    initial = {name: getattr(held, name) for name in ("since", "until", *PARTS)}
    about = {"school": held.school, "pupil": held.pupil, "parent": held.parent}

    def write(**said: Any) -> ImproveNotice:
        return agreeing.write_improving(**about, **said)

    acts: Acts = {
        "write": (write, ImproveForm(_sent(request, "write"), prefix="write", initial=initial)),
        "end": (agreeing.end_improving, OutcomeForm(_sent(request, "end"), prefix="end")),
    }
    if request.method == "POST" and _carried_out(request, acts, notice=held):  # type: ignore[attr-defined]
        messages.success(request, _("Kept."))  # type: ignore[arg-type]
        return redirect("attendance:improving", urn, pupil_id, held.pk)
    forms = {name: form for name, (_act, form) in acts.items()}
    return show(
        request,
        "improving.html",
        notice=held,
        missing=[_(PARTS[name]) for name in held.missing],
        parts=[(_(words), getattr(held, name)) for name, words in PARTS.items()],
        forms=forms,
        letters=letters_of(held),
        status=400 if any(form.errors for form in forms.values()) else 200,
    )


# --- what was considered ---


@staff_may("take formal steps", logs="pupil")
@require_POST
def note_considered(request: StaffRequest, urn: str, pupil_id: int) -> HttpResponse:
    """That a step was considered for a child, and why it is used or not."""
    form = ConsiderForm(request.POST, prefix="consider")  # type: ignore[attr-defined]
    about = {"school": request.school, "pupil": request.pupil, "by": request.user}
    if not form.carries_out(agreeing.consider, **about):
        return child_page(request, consider=form)
    messages.success(request, _("It is written down."))  # type: ignore[arg-type]
    return redirect("attendance:formal_child", urn, pupil_id)


# --- letters ---


def _held(request: StaffRequest, model: type[FormalStep], number: int) -> Any:
    held = model.objects.about(request.pupil, request.school).select_related("school", "pupil", "parent")
    return get_object_or_404(held, pk=number)


@staff_may("take formal steps")
@require_POST
def write_about_contract(request: StaffRequest, urn: str, pupil_id: int, contract_id: int) -> HttpResponse:
    """The letter that offers a contract, drawn up to be approved."""
    return _write(request, _held(request, AttendanceContract, contract_id), "attendance:contract")


@staff_may("take formal steps")
@require_POST
def write_about_improving(request: StaffRequest, urn: str, pupil_id: int, improving_id: int) -> HttpResponse:
    """The notice to improve, drawn up to be approved; refused while a part is missing."""
    return _write(request, _held(request, ImproveNotice, improving_id), "attendance:improving")


@staff_may("take formal steps")
@require_POST
def write_about_notice(request: StaffRequest, urn: str, pupil_id: int, formal_notice_id: int) -> HttpResponse:
    """The letter that says what the authority was asked, drawn up to be approved."""
    return _write(request, _held(request, Notice, formal_notice_id), "attendance:formal_notice")


def _write(request: StaffRequest, step: FormalStep, page: str) -> HttpResponse:
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    try:
        batch, draft = prepare_formal_letter(step=step, by=request.user)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))  # type: ignore[arg-type]
        return redirect(page, urn, step.pupil_id, step.pk)
    for note in draft.notes:
        messages.info(request, note)  # type: ignore[arg-type]
    return redirect("messages:batch", urn=urn, batch_id=batch.pk)
