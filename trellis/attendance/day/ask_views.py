"""A text or an e-mail to those not reached: looked at with who gets it and who does not, sent in one act."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trellis.attendance.day.answer_words import as_written, languages_read, let_it_speak
from trellis.attendance.day.asking import Asking, Home, ask_families, asked_today
from trellis.attendance.day.links import revoke_link
from trellis.attendance.day.page import show
from trellis.attendance.models import AnswerLink
from trellis.messages.drawing_up import ProblemWithMessages
from trellis.messages.languages import language_name, problem_in_words
from trellis.schools.access import StaffRequest, may, showing, staff_may
from trellis.schools.declared import DRAFTED
from trellis.schools.models import Person
from trellis.schools.roles import Permission


@staff_may("prepare letters", logs="pupils")
def ask(request: StaffRequest, urn: str) -> HttpResponse:
    """Who would get what, and why not; ticked and pressed, it goes, and stands on the row it came from."""
    assert request.school is not None
    if request.method == "POST" and _sent(request):  # type: ignore[attr-defined]
        return redirect("attendance:ask", urn)
    asking = Asking(request.school, timezone.now())
    went = asked_today(request.school, asking.found.day)
    homes, problem = _homes(asking)
    shown = {one.pupil.pk for home in homes for one in home.row.children}
    showing(request, len(shown | {one.pk for link in went for one in link.pupils.all()}))  # type: ignore[arg-type]
    return show(
        request,
        "ask.html",
        asking=asking,
        found=asking.found,
        homes=[_shown(home, request.user, may_know=_may_know(request)) for home in homes],
        problem=problem,
        going=0 if problem else len(asking.draft.items),
        went=went,
        drafts=[(tag, language_name(tag), tag in languages_read(request.school)) for tag in DRAFTED],
        may_revoke=may(request.user, Permission.CHANGE_FAMILIES, request.school),
    )


def _sent(request: StaffRequest) -> bool:
    ticked = dict(
        one.partition("~")[::2]
        for one in request.POST.getlist("home")  # type: ignore[attr-defined]
    )
    try:
        batch = ask_families(school=request.school, homes=ticked, by=request.user)  # type: ignore[arg-type]
    except ValueError as problem:
        messages.error(request, problem_in_words(problem))  # type: ignore[arg-type]
        return False
    count = batch.items.count()
    said = ngettext("%(count)d home is written to.", "%(count)d homes are written to.", count)
    messages.success(request, said % {"count": count})  # type: ignore[arg-type]
    return True


def _homes(asking: Asking) -> tuple[list[Home], str]:
    """The rows of the list with what each would get; or why nothing can be drawn up."""
    try:
        return list(asking.homes), ""
    except ProblemWithMessages as problem:
        return [], problem_in_words(problem)


def _may_know(request: StaffRequest) -> bool:
    assert request.school is not None
    return may(request.user, Permission.SEE_HOLD_REASONS, request.school)


def _shown(home: Home, reader: Person, *, may_know: bool) -> dict[str, Any]:
    """One row of the page; a home somebody else is ringing is not ticked by itself."""
    claim = home.row.claim
    return {
        "row": home.row,
        "value": f"{home.row.key}~{home.seen}",
        "going": home.going,
        "left_out": [one.why(may_know=may_know) for one in home.left_out],
        "ticked": claim is None or claim.by_id == reader.pk,
    }


@staff_may("prepare letters")
def answer_words(request: StaffRequest, urn: str, language: str) -> HttpResponse:
    """The page a family's link opens, sentence by sentence beside the English, for whoever reads both."""
    assert request.school is not None
    if language not in DRAFTED:
        raise Http404
    may_approve = may(request.user, Permission.APPROVE_LETTERS, request.school)
    if request.method == "POST" and may_approve:  # type: ignore[attr-defined]
        let_it_speak(school=request.school, language=language, by=request.user)
        messages.success(request, _("From now on the page speaks it to families who read it."))  # type: ignore[arg-type]
        return redirect("attendance:ask", urn)
    english, draft = as_written(settings.LANGUAGE_CODE), as_written(language)
    return show(
        request,
        "answer_words.html",
        language=language_name(language),
        tag=language,
        sentences=[(words, draft[name]) for name, words in english.items()],
        is_read=language in languages_read(request.school),
        may_approve=may_approve,
    )


@staff_may("change families")
@require_POST
def revoke(request: StaffRequest, urn: str, answer_link_id: int) -> HttpResponse:
    """From now on nothing is told by this link."""
    link = get_object_or_404(AnswerLink, pk=answer_link_id, school=request.school)
    revoke_link(link=link, by=request.user)
    messages.success(request, _("The link is taken back: nothing is told by it any more."))  # type: ignore[arg-type]
    return redirect("attendance:ask", urn)
