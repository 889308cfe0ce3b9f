"""What was done of a duty: ticked off, said more of, handled with a reason, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.imports.problems import say
from trellis.rhythm import actions, forms
from trellis.rhythm.due import Due
from trellis.rhythm.here import RhythmHere, due_here, duty_here, show
from trellis.rhythm.models import Done
from trellis.rules.words import ProblemWith
from trellis.schools.access import staff_may


@staff_may("see the school")
def done(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """One occasion: done, with what shows it; or handled, because …"""
    if "occasion" not in request.GET:
        return redirect("rhythm:duty", urn, duty_id)
    due = due_here(request, duty_id, request.GET["occasion"])
    of = _of(request, due)
    form = forms.DoneForm(request.POST if "evidence" in request.POST else None)
    handled = forms.HandledForm(request.POST if "because" in request.POST else None)
    if request.method == "POST" and (
        form.carries_out(actions.mark_done, **of) or handled.carries_out(actions.handle, **of)
    ):
        messages.success(request, _("It is recorded."))
        return redirect(_back(request, due))
    may_tick = actions.may_tick(request.user, due.duty, request.school)
    return show(
        request,
        "done.html",
        due=due,
        form=form,
        handled=handled,
        may_tick=may_tick,
        back=request.GET.get("next", ""),
    )


@staff_may("see the school")
@require_POST
def tick(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """Done, and no more said."""
    due = due_here(request, duty_id, request.POST.get("occasion", ""))
    try:
        actions.mark_done(**_of(request, due))
    except ProblemWith as problem:
        say(request, problem)
    else:
        messages.success(request, _("Done: %(duty)s") % {"duty": due.arrangement.title})
    return redirect(_back(request, due))


@staff_may("see the school")
@require_POST
def undo(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """What was said of an occasion is taken back."""
    held = duty_here(request, duty_id)
    row = get_object_or_404(Done, duty=held, school=request.school, occasion=request.POST.get("occasion", ""))
    try:
        actions.undo_done(done=row, by=request.user)
    except ProblemWith as problem:
        say(request, problem)
    else:
        messages.success(request, _("It is due again."))
    return redirect(_next_page(request) or RhythmHere.of(request).to("duty", held.pk))


def _of(request: HttpRequest, due: Due) -> dict[str, Any]:
    return {
        "duty": due.duty,
        "school": request.school,
        "occasion": due.occasion.key,
        "due_on": due.occasion.day,
        "by": request.user,
    }


def _back(request: HttpRequest, due: Due) -> str:
    """The page somebody came from, where it is one of ours; else the duty."""
    return _next_page(request) or RhythmHere.of(request).to("duty", due.arrangement.duty_id)


def _next_page(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else ""
