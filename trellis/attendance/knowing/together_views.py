"""Lateness beside absence: how far the two go together among a school's pupils, with the spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.asked import Asked, choices, years_with_registers
from trellis.attendance.knowing.page import show
from trellis.measures.pupils import each_enrolment
from trellis.registers.rolls import Rolls
from trellis.rules.spread import Spread, spread_of
from trellis.rules.tally import absent, late, possible
from trellis.schools.access import StaffRequest, staff_may

# Times late, from and to; the last has no end.
GROUPS: Sequence[tuple[int, int | None]] = ((0, 0), (1, 2), (3, 5), (6, 10), (11, None))


@dataclass(frozen=True, slots=True)
class Group:
    """The pupils who were late so often: how many, and the spread of what they missed, in per cent."""

    words: str
    pupils: int
    spread: Spread | None

    def shown(self, name: str) -> str:
        """One number of the spread, to a tenth."""
        return f"{float(getattr(self.spread, name)):.1f}%" if self.spread else ""

    @property
    def middle(self) -> str:
        return self.shown("middle")

    @property
    def half(self) -> str:
        """The middle half, from and to."""
        return f"{self.shown('lower')} – {self.shown('upper')}"

    @property
    def ends(self) -> str:
        return f"{self.shown('lowest')} – {self.shown('highest')}"


@staff_may("see figures")
def together(request: StaffRequest, urn: str) -> HttpResponse:
    """Whether those who come late also miss more, and how unlike each other they are."""
    assert request.school is not None
    asked = Asked.read(request.school, request.GET, timezone.localdate())  # type: ignore[attr-defined]
    groups = lates_and_absence(asked, asked.rolls())
    return show(
        request,
        "together.html",
        asked=asked,
        groups=groups,
        drawn=[group for group in groups if group.spread],
        chart=_chart(groups),
        chart_says=_chart_in_words(groups),
        years=years_with_registers(request.school),
        half_terms=choices()["half_terms"],
    )


def lates_and_absence(asked: Asked, held: Rolls) -> list[Group]:
    """Each pupil's absence without the sessions they were late for after the register, by times late.

    U is an absence as well as a late arrival: counted in both it would tie them together by itself.
    """
    found: Mapping[int, list[Fraction]] = {place: [] for place in range(len(GROUPS))}
    rolls = [roll for roll in held.rolls if roll.year == asked.year]
    for each in each_enrolment(rolls, [asked.period], population=asked.population):
        for tally, here in zip(each.every_one(), each.on_roll.tolist(), strict=True):
            whole = int(possible(tally))
            if here and whole:
                missed = int(absent(tally)) - int(tally.late_after_close)
                found[group_of(int(late(tally)))].append(Fraction(100 * missed, whole))
    return [
        Group(group_in_words(since, until), len(found[place]), spread_of(found[place]))
        for place, (since, until) in enumerate(GROUPS)
    ]


def group_of(times: int) -> int:
    """The group of whoever was late so often."""
    return next(place for place, (_since, until) in enumerate(GROUPS) if until is None or times <= until)


def group_in_words(since: int, until: int | None) -> str:
    """How often they were late, in words."""
    if until is None:
        return _("%(times)s times or more") % {"times": since}
    if until == 0:
        return _("never")
    return _("%(since)s to %(until)s times") % {"since": since, "until": until}


def _chart(groups: Sequence[Group]) -> dict[str, Any]:
    values = [
        {"late": group.words, **{name: float(getattr(group.spread, name)) for name in Spread._fields[1:]}}
        for group in groups
        if group.spread
    ]
    x = {"type": "quantitative", "title": _("sessions missed, per cent"), "axis": {"tickCount": 6}}
    y = {
        "field": "late",
        "type": "nominal",
        "sort": [value["late"] for value in values],
        "title": _("late"),
    }
    return {
        "data": {"values": values},
        "width": 520,
        "height": 40 * max(1, len(values)),
        "layer": [
            {
                "mark": {"type": "rule"},
                "encoding": {"y": y, "x": {"field": "lowest", **x}, "x2": {"field": "highest"}},
            },
            {
                "mark": {"type": "bar", "height": 16, "opacity": 0.5},
                "encoding": {"y": y, "x": {"field": "lower", **x}, "x2": {"field": "upper"}},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "size": 22},
                "encoding": {"y": y, "x": {"field": "middle", **x}},
            },
        ],
    }


def _chart_in_words(groups: Sequence[Group]) -> str:
    said = [f"{group.words}: {group.middle} ({group.half})" for group in groups if group.spread]
    return _("Sessions missed by times late, the middle pupil and the middle half: %(groups)s.") % {
        "groups": "; ".join(said) or _("too few pupils to draw")
    }
