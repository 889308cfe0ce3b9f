"""Who has gone out, with whom, and who is back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trellis.attendance.day.arriving import insist_it_is_today
from trellis.attendance.day.desk_forms import now_to_the_second
from trellis.attendance.day.going_forms import BackForm, SignOutForm
from trellis.attendance.day.leaving import (
    asks_first,
    leavings_of,
    may_collect,
    may_not_collect,
    set_leaving_aside,
    sign_back_in,
    sign_out,
)
from trellis.attendance.day.page import Choice, show
from trellis.attendance.day.told import children_on_roll
from trellis.attendance.models import Leaving, Unwell
from trellis.imports.problems import say
from trellis.registers.actions import ProblemWithMarks
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, staff_may
from trellis.schools.models import Pupil, School


@staff_may("change families", logs="pupils")
def out(request: StaffRequest, urn: str) -> HttpResponse:
    """Who leaves, with whom, and who is still out?"""
    assert request.school is not None
    school, today = request.school, timezone.localdate()
    choice = Choice.of(request)
    child = choice.child
    form = _form(request, child, school) if child is not None else None
    if (
        request.method == "POST"
        and form is not None
        and form.carries_out(  # type: ignore[attr-defined]
            sign_out, school=school, pupil=child, by=request.user
        )
    ):
        messages.success(request, _left(form.outcome))  # type: ignore[arg-type]
        return redirect("attendance:out", urn)
    rows = leavings_of(school, today)
    listed = {one.pupil: one for one in children_on_roll([row.pupil_id for row in rows], school, today)}
    choice.showing(request, listed)
    context = choice.shown | {
        "form": form,
        "asks_first": asks_first(child, school, today) if child else [],
        "may_not": may_not_collect(child, school, today) if child else [],
        "rows": [(row, listed.get(row.pupil_id), _is_overdue(row)) for row in rows],
        "now": f"{now_to_the_second():%H:%M:%S}",
    }
    return show(request, "out.html", status=400 if form and form.errors else 200, **context)


def _form(request: StaffRequest, child: Pupil, school: School) -> SignOutForm:
    today = timezone.localdate()
    return SignOutForm(
        request.POST or None,  # type: ignore[attr-defined]
        school=school,
        links=may_collect(child, school, today),
        asks_first=asks_first(child, school, today),
        initial=_known(child, school),
    )


def _known(child: Pupil, school: School) -> dict[str, Any]:
    """Whoever goes home unwell leaves for that reason."""
    held = Unwell.objects.standing().filter(
        school=school, pupil=child, date=timezone.localdate(), leaving=None, decision=Unwell.Decision.HOME
    )
    return {"reason": _("Unwell"), "code": "I"} if held.exists() else {}


def _is_overdue(row: Leaving) -> bool:
    if row.back_at is not None or row.expected_back is None:
        return False
    return timezone.localtime().time() > row.expected_back


def _left(leaving: Leaving) -> str:
    told = {"name": leaving.pupil, "whom": leaving.went_with, "code": leaving.code}
    if leaving.expects_id is not None:
        return _("%(name)s is signed out, %(whom)s. The register expects %(code)s.") % told
    return _("%(name)s is signed out, %(whom)s. No mark changes.") % told


@staff_may("change families")
@require_POST
def back(request: StaffRequest, urn: str, leaving_id: int) -> HttpResponse:
    """A child is back, or the sign-out was a mistake."""
    assert request.school is not None
    leaving = get_object_or_404(Leaving.objects.standing(), pk=leaving_id, school=request.school)
    sent = request.POST  # type: ignore[attr-defined]
    try:
        if "aside" in sent:
            set_leaving_aside(leaving=leaving, why=sent.get("why", "")[:200], by=request.user)
            messages.success(request, _("Set aside: nothing is expected because of it."))  # type: ignore[arg-type]
        else:
            _come_back(request, leaving)
    except ProblemWithMarks as problem:
        say(request, problem.problems[0])
    except ProblemWith as problem:
        say(request, problem)
    return redirect("attendance:out", urn)


def _come_back(request: StaffRequest, leaving: Leaving) -> None:
    form = BackForm(request.POST)  # type: ignore[attr-defined]
    at = form.cleaned_data["at"] if form.is_valid() else timezone.now()
    insist_it_is_today(at)
    arrival = sign_back_in(leaving=leaving, at=at, by=request.user)
    told = {"name": leaving.pupil, "at": f"{timezone.localtime(at):%H:%M}"}
    if arrival is None:
        messages.success(request, _("%(name)s is back at %(at)s.") % told)  # type: ignore[arg-type]
    elif arrival.entry is None:
        says = _(
            "%(name)s is back at %(at)s. The register says something else: look at both at the late desk."
        )
        messages.error(request, says % told)  # type: ignore[arg-type]
    else:
        says = _("%(name)s is back at %(at)s, after the afternoon’s register opened: %(code)s.")
        messages.success(request, says % {**told, "code": arrival.code})  # type: ignore[arg-type]
