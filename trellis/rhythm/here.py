"""What the pages of the rhythm share: where they are, the duty an address names, and one occasion of it."""

import datetime as dt
from typing import Any, ClassVar
from urllib.parse import unquote

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from trellis.rhythm.due import LOOK_BACK, Due, Rhythm, with_done
from trellis.rhythm.models import Arrangement, Duty
from trellis.schools.owning import AtWork
from trellis.schools.roles import Permission
from trellis.schools.views import Here

AHEAD = dt.timedelta(days=366)

TABS = (
    (gettext_lazy("Routine"), "routine"),
    (gettext_lazy("Wall calendar"), "calendar"),
    (gettext_lazy("Needs somebody"), "exceptions"),
)


class RhythmHere(Here):
    """A school or grouping whose rhythm a page is about."""

    room: ClassVar[str] = "rhythm"

    @property
    def duties(self) -> Any:
        """The duties that fall here: a school's own, and those of the groupings it is in."""
        if self.at_school:
            return Duty.objects.falling_at(self.place, timezone.localdate())
        return Duty.objects.filter(grouping=self.place)

    def settings(self, name: str) -> str:
        """Where the place decides a setting of the rhythm."""
        return Here(self.place, self.arguments).to("change_setting", name)


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the rhythm, with what each of them needs."""
    here = RhythmHere.of(request)
    offered = TABS if here.at_school else TABS[:2]
    parts = [(words, here.to(page), request.path == unquote(here.to(page))) for words, page in offered]
    context |= {
        "school": request.school,
        "urn": here.arguments[0] if here.at_school else "",
        "here": here,
        "place": here.place,
        "parts": parts,
        "routine_url": here.to("routine"),
        "add_url": here.to("add"),
        "may_change": here.offers(request.user, Permission.CHANGE_SETTINGS),
    }
    return render(request, f"rhythm/{template}", context)


def duty_here(request: HttpRequest, duty_id: int) -> Duty:
    """A duty that falls here."""
    return get_object_or_404(RhythmHere.of(request).duties.select_related("school", "grouping"), pk=duty_id)


def own_duty(here: RhythmHere, duty_id: int) -> Duty:
    """A duty of this very place: a school does not change what its trust arranged."""
    return get_object_or_404(Duty.objects.filter(**here.where), pk=duty_id)


def standing_now(held: Duty, today: dt.date) -> Arrangement:
    """How the duty stands today; else how it will, or did last."""
    standing = sorted(held.arrangements.owned(), key=lambda one: one.since)
    coming = [one for one in standing if one.until is None or one.until >= today]
    return coming[0] if coming else standing[-1]


def rhythm_of(request: HttpRequest, held: Duty, today: dt.date) -> Rhythm:
    return Rhythm.of(
        request.school,
        today - LOOK_BACK,
        today + AHEAD,
        at_work=AtWork.at(request.school, today),
        on=today,
        arrangements=Q(duty=held),
    )


def due_here(request: HttpRequest, duty_id: int, key: str) -> Due:
    """An occasion of a duty here, by its key, or 404: nobody ticks off what never falls."""
    held, today = duty_here(request, duty_id), timezone.localdate()
    rhythm = rhythm_of(request, held, today)
    for arranged in reversed(rhythm.duties.get(held.pk, ())):
        for due in rhythm.falls(arranged, rhythm.since, rhythm.until):
            if due.occasion.key == key:
                return with_done([due])[0]
    raise Http404


def own_rows(here: RhythmHere) -> dict[str, Any]:
    return {f"duty__{name}": place for name, place in here.where.items()}
