"""What every page about absence of the day shares: the way to the others, for those who may go there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.told import Found, children_on_roll, find_children
from trellis.attendance.parts import Part, nearest, tabs_of
from trellis.schools.access import StaffRequest, showing
from trellis.schools.asked_for import number_of
from trellis.schools.models import Pupil
from trellis.schools.naming import Named
from trellis.schools.roles import Permission

MORNING = (
    Part(_("Call list"), "attendance:calls", Permission.SEE_FAMILIES),
    Part(_("Told of an absence"), "attendance:told", Permission.CHANGE_FAMILIES),
    Part(_("Late desk"), "attendance:late_desk", Permission.AMEND_MARKS),
    Part(_("Still out"), "attendance:still_out", Permission.SEE_FAMILIES),
)
WHERE = (
    Part(_("Every child"), "attendance:every_child", Permission.SEE_FAMILIES),
    Part(_("Out and back"), "attendance:out", Permission.CHANGE_FAMILIES),
    Part(_("Unwell"), "attendance:unwell", Permission.CHANGE_FAMILIES),
    Part(_("On site"), "attendance:on_site", Permission.SEE_PUPILS),
)
AHEAD = (
    Part(_("Leave"), "attendance:leave", Permission.SEE_FAMILIES),
    Part(_("Planned"), "attendance:planned", Permission.CHANGE_FAMILIES),
    Part(_("Closures"), "attendance:closures", Permission.CHANGE_CALENDAR),
)
DAY = ((_("The morning"), MORNING), (_("Who is where"), WHERE), (_("Days ahead"), AHEAD))
"""The pages of the day as an office works: each of these is an item of the navigation (web/navigation.py)."""


def show(
    request: StaffRequest, template: str, *, beside: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page about absence of the day, with the pages of the same part of the day for tabs.

    `beside`: the page it belongs to, where its address does not lie below that one's.
    """
    assert request.school is not None
    words, parts = _part_of_day(request, beside)
    context |= {
        "school": request.school,
        "urn": request.resolver_match.kwargs["urn"],  # type: ignore[attr-defined]
        "today": timezone.localdate(),
        "part_of_day": words,
        "parts": tabs_of(request, parts),
    }
    return render(request, f"attendance/day/{template}", context, status=status)  # type: ignore[arg-type]


def _part_of_day(request: StaffRequest, beside: str) -> tuple[Any, Sequence[Part]]:
    every = [part for _words, parts in DAY for part in parts]
    here = next((part for part in every if part.page == beside), None) or nearest(request, every)
    return next((words, parts) for words, parts in DAY if here in parts)


@dataclass(frozen=True)
class Choice:
    """The child a page of the day is about, or those whose names hold what was typed so far."""

    typed: str
    child: Pupil | None
    named: Named | None
    found: Found | None

    @classmethod
    def of(cls, request: StaffRequest) -> "Choice":
        """As an address names it after its question mark. Raises Http404 for a child not on roll here."""
        assert request.school is not None
        asked, school, today = request.GET, request.school, timezone.localdate()  # type: ignore[attr-defined]
        typed, chosen = asked.get("q", ""), asked.get("child", "")
        if not chosen:
            return cls(typed, None, None, find_children(typed, school, today, reader=request.user))
        here = Pupil.objects.on_roll(school, today).visible_to(request.user)
        child = get_object_or_404(here, pk=number_of(chosen))
        return cls(typed, child, children_on_roll([child.pk], school, today)[0], None)

    @classmethod
    def nobody(cls) -> "Choice":
        """For whoever chooses nobody on this page."""
        return cls("", None, None, None)

    def showing(self, request: StaffRequest, others: Iterable[int]) -> None:
        """Tell the access log how many children the page shows, with those it lists besides."""
        found = {one.pupil for one in self.found.children} if self.found else set()
        chosen = {self.child.pk} if self.child else set()
        showing(request, len({*others} | found | chosen))  # type: ignore[arg-type]

    @property
    def shown(self) -> dict[str, Any]:
        """What its part of the page is made of."""
        return {"typed": self.typed, "child": self.child, "named": self.named, "found": self.found}
