"""Attendance and lateness beside scores on the page: for those who see the figures, and for governors."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from trellis.attendance.asked import Asked, choices, years_with_registers
from trellis.attendance.knowing.beside_scores import (
    BESIDE,
    Beside,
    beside_scores,
    drawn,
    drawn_in_words,
)
from trellis.attendance.knowing.page import show
from trellis.attendance.school_figures import year_group_in_words
from trellis.learning.models import Scale, Score
from trellis.registers.half_terms import last_half_term_over
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import School
from trellis.schools.roles import Permission


@staff_may("see figures")
def lateness_and_scores(request: StaffRequest, urn: str) -> HttpResponse:
    """How scores lie by lateness or by what was missed; a dot for each child to those who see scores."""
    assert request.school is not None
    return _shown(request, roughly=not may(request.user, Permission.SEE_SCORES, request.school))


@staff_may("see figures with small numbers hidden")
def scores_told(request: StaffRequest, urn: str) -> HttpResponse:
    """The same without a child: whole years as far as the last half-term that is over, groups of ten or more
    in fives, no dot, no lowest and no highest.
    """
    return _shown(request, roughly=True, is_told=True)


def _shown(request: StaffRequest, *, roughly: bool, is_told: bool = False) -> HttpResponse:
    school, given = request.school, request.GET  # type: ignore[attr-defined]
    assert school is not None
    today, until = timezone.localdate(), None
    if is_told:
        # Differences between one day and the next, or between parts and the whole, would tell of a child.
        until = last_half_term_over([school], today)
        given = {name: given[name] for name in ("scale", "beside", "year") if name in given}
    asked = Asked.read(school, given, until or today)
    offered = _scales(school)
    scale, wave, beside = _chosen(offered, given)
    year_group = given.get("year_group", "")
    found = None
    if scale is not None and not (is_told and (until is None or until < asked.year.since)):
        until = until and min(until, asked.year.until)
        found = beside_scores(asked, scale, wave, beside, year_group=year_group, roughly=roughly, until=until)
    chart = drawn(scale, found.groups) if scale is not None and found is not None else None
    return show(
        request,
        "beside_scores.html",
        asked=asked,
        offered=[(f"{one.pk}:{name}", f"{one} · {name}") for one, names in offered for name in names],
        scale=scale,
        wave=wave,
        chosen=f"{scale.pk}:{wave}" if scale is not None else "",
        beside=beside,
        besides=list(BESIDE.items()),
        beside_words=BESIDE[beside],
        year_group=year_group,
        year_groups=[(name, year_group_in_words(name)) for name in found.year_groups] if found else [],
        found=found,
        roughly=roughly,
        is_told=is_told,
        until=until,
        chart=chart,
        chart_says=drawn_in_words(scale, found.groups) if chart else "",
        years=years_with_registers(school),
        half_terms=choices()["half_terms"],
    )


def _scales(school: School) -> list[tuple[Scale, list[str]]]:
    """The scales with scores here, each with its waves, the latest first."""
    waves: dict[int, list[str]] = {}
    held = Score.objects.filter(school=school).order_by("-on", "wave").values_list("scale", "wave")
    for scale, wave in held:
        own = waves.setdefault(scale, [])
        if wave not in own:
            own.append(wave)
    scales = Scale.objects.filter(pk__in=waves)
    return [(scale, waves[scale.pk]) for scale in scales]


def _chosen(offered: list[tuple[Scale, list[str]]], given: Any) -> tuple[Scale | None, str, Beside]:
    """The scale, wave and what stands beside it that an address names; the first where it names none."""
    try:
        beside = Beside(given.get("beside") or Beside.LATE)
    except ValueError as wrong:
        raise Http404 from wrong
    if not offered:
        return None, "", beside
    named = given.get("scale", "")
    if not named:
        return offered[0][0], offered[0][1][0], beside
    number, _colon, wave = named.partition(":")
    for scale, waves in offered:
        if str(scale.pk) == number and wave in waves:
            return scale, wave, beside
    raise Http404
