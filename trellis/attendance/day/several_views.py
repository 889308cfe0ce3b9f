"""The pages on which a trust or an authority closes several schools. They name schools and no child."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.attendance.day.closing_several import Announced, announce_at_each, look_at_each
from trellis.attendance.day.closure_telling import NAME
from trellis.attendance.day.several_forms import SeveralForm
from trellis.attendance.models import ClosedSession, Closure, ClosureOfSeveral
from trellis.messages.models import Batch
from trellis.schools.access import StaffRequest, staff_may


@staff_may("close several schools")
def closures(request: StaffRequest, urn: str) -> HttpResponse:
    """What was announced, and closing some schools: filled in, looked at school by school, announced."""
    sent = request.POST  # type: ignore[attr-defined]
    assert request.grouping is not None
    form = SeveralForm(sent or None, grouping=request.grouping, initial=_initial(request))
    looked = None
    if request.method == "POST":  # type: ignore[attr-defined]
        if "announce" in sent:
            also = {"grouping": request.grouping, "tell": "tell" in sent, "by": request.user}
            if form.carries_out(announce_at_each, **also):
                return _announced(request, urn, *form.outcome)
        elif "again" not in sent and form.carries_out(look_at_each, grouping=request.grouping):
            looked = form.outcome
    held = ClosureOfSeveral.objects.filter(grouping=request.grouping).annotate(schools=Count("closures"))
    return _show(
        request, "several.html", form=form, looked=looked, rows=held[:50], status=400 if form.errors else 200
    )


def _initial(request: StaffRequest) -> dict[str, Any]:
    return {"decided_by": request.user.name}


def _show(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {
        "place": request.grouping,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "today": timezone.localdate(),
    }
    return render(request, f"attendance/day/{template}", shown | context, status=status)  # type: ignore[arg-type]


def _announced(
    request: StaffRequest, urn: str, several: ClosureOfSeveral, found: Sequence[Announced]
) -> HttpResponse:
    closed = [one for one in found if one.closure is not None]
    told = ngettext("%(n)d school is closed.", "%(n)d schools are closed.", len(closed)) % {"n": len(closed)}
    if families := sum(one.families for one in closed):
        drawn_up = ngettext(
            "Each school’s message waits there to be approved: %(n)d family in all.",
            "Each school’s message waits there to be approved: %(n)d families in all.",
            families,
        )
        told = f"{told} {drawn_up % {'n': families}}"
    messages.success(request, told)  # type: ignore[arg-type]
    for one in found:
        if one.wrong is not None:
            why = {"school": one.school, "why": one.why}
            messages.warning(request, _("%(school)s is left out. %(why)s") % why)  # type: ignore[arg-type]
    return redirect("attendance:closure_of_several", urn, several.pk)


class Standing(NamedTuple):
    """How it stands at one school."""

    closure: Closure
    closed: int  # sessions
    open_again: int
    to_write: int
    batch: Batch | None


@staff_may("close several schools")
def closure(request: StaffRequest, urn: str, several_id: int) -> HttpResponse:
    """How one of them stands at each school: still closed, open again, families told."""
    held = ClosureOfSeveral.objects.filter(grouping=request.grouping)
    several = get_object_or_404(held, pk=several_id)
    return _show(request, "several_one.html", several=several, rows=_standings(several))


def _standings(several: ClosureOfSeveral) -> list[Standing]:
    """In three questions, however many schools there are."""
    held = several.closures.select_related("school").order_by("school__name")
    counted = held.annotate(
        closed=Count("sessions", filter=Q(sessions__opened_at=None)),
        open_again=Count("sessions", filter=Q(sessions__opened_at__isnull=False)),
    )
    due = ClosedSession.objects.filter(closure__of_several=several).to_write(timezone.localdate())
    to_write = Counter(due.values_list("closure", flat=True))
    about = [one.pk for one in counted]
    told = Batch.objects.filter(
        subject=NAME, school__closures__of_several=several, asked__closure__in=about
    ).order_by("pk")
    batches = {one.asked["closure"]: one for one in told}
    return [
        Standing(one, one.closed, one.open_again, to_write[one.pk], batches.get(one.pk)) for one in counted
    ]
