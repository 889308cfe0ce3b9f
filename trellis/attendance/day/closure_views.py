"""The pages of closures: what is closed and to whom, announcing one, writing its marks, opening again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.attendance.day.closing import Done, announce, look, open_again, write_marks
from trellis.attendance.day.closure_forms import ClosureForm, OpenAgainForm, session_in_words
from trellis.attendance.day.closure_telling import CLOSED, OPEN_AGAIN, prepare_telling, told_of
from trellis.attendance.day.closures import Looked, closures_to_write, left_standing
from trellis.attendance.day.page import show
from trellis.attendance.models import Closure
from trellis.messages.languages import problem_in_words
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.roles import Permission


@staff_may("change the calendar")
def closures(request: StaffRequest, urn: str) -> HttpResponse:
    """What is closed, and closing something: filled in, looked at, announced."""
    assert request.school is not None
    sent = request.POST  # type: ignore[attr-defined]
    form = ClosureForm(sent or None, school=request.school, initial={"decided_by": request.user.name})
    looked = None
    if request.method == "POST":  # type: ignore[attr-defined]
        if "announce" in sent:
            also = {"replacing": frozenset(sent.getlist("replace")), "by": request.user}
            if form.carries_out(announce, school=request.school, **also):
                return _announced(request, urn, *form.outcome, tell="tell" in sent)
        elif "again" not in sent and form.carries_out(look, school=request.school):
            looked = form.outcome
    held = Closure.objects.filter(school=request.school).prefetch_related("sessions", "classes")
    return show(
        request,
        "closures.html",
        form=form,
        looked=looked,
        asks=_asks(looked) if looked else [],
        rows=[(one, any(each.opened_at is None for each in one.sessions.all())) for one in held[:50]],
        to_write=closures_to_write(request.school),
        status=400 if form.errors else 200,
    )


def _asks(looked: Looked) -> list[tuple[str, str]]:
    """The marks that stand already, each with the words of its question."""
    return [
        (
            code,
            ngettext("%(n)d mark %(code)s", "%(n)d marks %(code)s", number) % {"n": number, "code": code},
        )
        for code, number in looked.standing
    ]


def _announced(request: StaffRequest, urn: str, closure: Closure, done: Done, *, tell: bool) -> HttpResponse:
    told = _draw_up(request, closure, what=CLOSED) if tell else ""
    announced = _("Announced: %(what)s is closed.") % {"what": closure.what}
    _say(request, announced, _written(done), told)
    _say_conflicts(request, done)
    return redirect("attendance:closure", urn, closure.pk)


def _say(request: StaffRequest, *sentences: str) -> None:
    """What was done, on one notice."""
    messages.success(request, " ".join(filter(None, sentences)))  # type: ignore[arg-type]


def _written(done: Done) -> str:
    if not done.marks:
        return ""
    return ngettext("%(n)d mark is written.", "%(n)d marks are written.", done.marks) % {"n": done.marks}


def _say_conflicts(request: StaffRequest, done: Done) -> None:
    if done.conflicts:
        said = ngettext(
            "%(n)d mark had changed meanwhile and is left as it is.",
            "%(n)d marks had changed meanwhile and are left as they are.",
            done.conflicts,
        )
        messages.warning(request, said % {"n": done.conflicts})  # type: ignore[arg-type]


def _draw_up(request: StaffRequest, closure: Closure, **asked: Any) -> str:
    """What families hear is drawn up besides: that it cannot be undoes nothing."""
    try:
        _batch, draft = prepare_telling(closure=closure, by=request.user, **asked)
    except ValueError as wrong:
        messages.error(request, problem_in_words(wrong))  # type: ignore[arg-type]
        return ""
    number = len(draft.items)
    said = ngettext(
        "A message to %(n)d family is drawn up: it waits for somebody to approve it.",
        "Messages to %(n)d families are drawn up: they wait for somebody to approve them.",
        number,
    )
    return said % {"n": number}


@staff_may("change the calendar", logs="pupils")
def closure(request: StaffRequest, urn: str, closure_id: int) -> HttpResponse:
    """One closure: its sessions, the marks that were left, what families were told, opening again."""
    held = _closure(request, closure_id)
    return _show_closure(request, held, _open_form(request, held))


def _show_closure(
    request: StaffRequest, held: Closure, form: OpenAgainForm, *, status: int = 200
) -> HttpResponse:
    left = left_standing(held)
    showing(request, len({one.pupil for one in left}))  # type: ignore[arg-type]
    today = timezone.localdate()
    return show(
        request,
        "closure.html",
        closure=held,
        sessions=held.sessions.all(),
        to_write=held.sessions.to_write(today).count(),
        left=left,
        batches=told_of(held),
        may_tell=may(request.user, Permission.PREPARE_LETTERS, held.school),
        form=form,
        status=status,
    )


def _closure(request: StaffRequest, number: int) -> Closure:
    held = Closure.objects.select_related("school", "of_several__grouping").prefetch_related("classes")
    return get_object_or_404(held, pk=number, school=request.school)


def _open_form(request: StaffRequest, held: Closure) -> OpenAgainForm:
    standing = held.sessions.standing()
    sent = request.POST if request.method == "POST" else None  # type: ignore[attr-defined]
    return OpenAgainForm(sent, sessions=standing, words=[session_in_words(one) for one in standing])


@staff_may("change the calendar", logs="pupils")
@require_POST
def open_closure(request: StaffRequest, urn: str, closure_id: int) -> HttpResponse:
    """Some sessions are open again: their marks are taken back, but those changed since."""
    held = _closure(request, closure_id)
    form = _open_form(request, held)
    if not form.carries_out(open_again, closure=held, by=request.user):
        return _show_closure(request, held, form, status=400)
    done: Done = form.outcome
    said = ngettext("%(n)d mark is taken back.", "%(n)d marks are taken back.", done.marks)
    told = ""
    if may(request.user, Permission.PREPARE_LETTERS, held.school):
        told = _draw_up(request, held, what=OPEN_AGAIN, sessions=form.cleaned_data["sessions"])
    _say(request, _("It is open again."), said % {"n": done.marks}, told)
    if done.kept:
        said = ngettext(
            "%(n)d mark was changed since and stays.",
            "%(n)d marks were changed since and stay.",
            len(done.kept),
        )
        messages.warning(request, said % {"n": len(done.kept)})  # type: ignore[arg-type]
    return redirect("attendance:closure", urn, held.pk)


@staff_may("change the calendar")
@require_POST
def write_closure(request: StaffRequest, urn: str, closure_id: int) -> HttpResponse:
    """Make the marks of the sessions that have come since it was announced."""
    held = _closure(request, closure_id)
    done = write_marks(closure=held, by=request.user)
    _say(request, _("It is done."), _written(done))
    _say_conflicts(request, done)
    return redirect("attendance:closure", urn, held.pk)


@staff_may("prepare letters")
@require_POST
def tell_closure(request: StaffRequest, urn: str, closure_id: int) -> HttpResponse:
    """Draw up what families hear, anew where something has changed."""
    held = _closure(request, closure_id)
    if told := _draw_up(request, held, what=CLOSED):
        _say(request, told)
    return redirect("attendance:closure", urn, held.pk)
