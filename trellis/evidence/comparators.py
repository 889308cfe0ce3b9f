"""Which national figure may stand beside one of ours, and why none may where none does.

Only a figure of the same nation, measure, phase, group, period, population, definition and series is ever
offered (domain-rules §0.1, §11); one that is still to be verified says so wherever it is shown.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from trellis.evidence.models import Comparator
from trellis.evidence.shipped import shipped
from trellis.rules.academic_year import AcademicYear
from trellis.rules.populations import half_terms_counted
from trellis.rules.thresholds import thresholds
from trellis.rules.words import day_in_words, read_nation
from trellis.schools.questions import Question

# A school's phase, and the row of the national tables its pupils are in. Middle schools are in whichever they
# are deemed, all-through schools in both, nurseries, sixth forms and pupil referral units in none.
_PUBLISHED_PHASE = {
    "all": "all",
    "infant": "primary",
    "junior": "primary",
    "first": "primary",
    "primary": "primary",
    "secondary": "secondary",
    "special": "special",
}


@dataclass(frozen=True)
class NoComparator:
    """Nothing published may stand beside the figure; false wherever a page asks whether there is one."""

    why: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return _("No comparator: %(why)s") % {"why": self.why}


def comparators() -> list[Comparator]:
    """Every national figure held, in one query: what somebody brought stands over what came with Trellis."""
    held = _shipped_by_key() | {figure.key: figure for figure in _BROUGHT.ask()}
    return sorted(
        held.values(), key=lambda figure: (figure.nation, figure.measure, figure.year, figure.phase)
    )


_BROUGHT = Question(lambda: Comparator.objects.order_by("pk"))


@lru_cache(maxsize=1)
def _shipped_by_key() -> dict[tuple[object, ...], Comparator]:
    return {figure.key: figure for figure in shipped()}


def comparator(
    *,
    measure: str,
    nation: str,
    phase: str,
    year: AcademicYear | int,
    population: str,
    period: str = "year",
    group: str = "",
    definition: str | None = None,
    series: str | None = None,
    among: Sequence[Comparator] | None = None,
) -> Comparator | NoComparator:
    """The national figure that may stand beside ours, or the reason why none may.

    `phase` is a school's, or "all" for a grouping. `definition` ("10% or more") is the one ours was counted
    by; without it, that of the rules in force. Where both series were published the census stands, unless
    `series` asks. `among` is `comparators()`, asked once for a page of many figures.
    """
    if isinstance(year, int):
        year = AcademicYear(year)
    if population != Comparator.Population.STATISTICAL:
        return NoComparator(
            _("national figures are of pupils aged 5 to 15, and this figure is of others too.")
        )
    published = _PUBLISHED_PHASE.get(phase)
    if published is None:
        return NoComparator(_("no national figure is published for this kind of school."))
    if definition is None:
        definition = definition_in_force(measure, nation=nation, year=year)
    held = [
        figure
        for figure in (comparators() if among is None else among)
        if (figure.nation, figure.measure, figure.phase, figure.group) == (nation, measure, published, group)
    ]
    return _choose(held, year=year, period=period, definition=definition, series=series)


def definition_in_force(measure: str, *, nation: str, year: AcademicYear) -> str:
    """The share of sessions that made a pupil persistently or severely absent then (domain-rules §3.2)."""
    if measure not in (Comparator.Measure.PERSISTENT, Comparator.Measure.SEVERE):
        return ""
    held = thresholds(nation, year.until)
    share = held.severe if measure == Comparator.Measure.SEVERE else held.persistent
    return f"{share.percent}% or more"


def trend(
    held: Iterable[Comparator],
    *,
    measure: str,
    nation: str,
    phase: str,
    series: str,
    definition: str,
    group: str = "",
) -> list[Comparator]:
    """One line of a chart: whole years of one series, one definition and one count of half-terms a year."""
    wanted = (measure, nation, _PUBLISHED_PHASE.get(phase), series, definition, group, Comparator.Period.YEAR)
    found = [
        figure
        for figure in held
        if (
            *(figure.measure, figure.nation, figure.phase, figure.series, figure.definition),
            *(figure.group, figure.period),
        )
        == wanted
    ]
    found.sort(key=lambda figure: figure.year)
    return [figure for figure in found if figure.half_terms == found[-1].half_terms]


def _choose(
    held: Sequence[Comparator], *, year: AcademicYear, period: str, definition: str, series: str | None
) -> Comparator | NoComparator:
    that_year = [figure for figure in held if figure.year == year.start]
    if not that_year:
        return NoComparator(_none_for(held, year))
    that_period = [figure for figure in that_year if figure.period == period and _as_many_half_terms(figure)]
    if not that_period:
        covered = ", ".join(sorted({str(figure.get_period_display()) for figure in that_year}))
        return NoComparator(
            _("what is published for %(year)s covers %(what)s.") % {"year": year, "what": covered}
        )
    comparable = [figure for figure in that_period if figure.definition == definition]
    if not comparable:
        return NoComparator(
            _("the national figure for %(year)s counts %(theirs)s, and this one %(ours)s.")
            % {"year": year, "theirs": that_period[0].definition, "ours": definition}
        )
    comparable = [figure for figure in comparable if series in (None, figure.series)]
    if not comparable:
        return NoComparator(_("none of this series is held for %(year)s.") % {"year": year})
    return min(comparable, key=lambda figure: figure.series != Comparator.Series.CENSUS)


def _as_many_half_terms(figure: Comparator) -> bool:
    """Does a figure of a year cover the half-terms that ours of the same population does?"""
    if figure.period != Comparator.Period.YEAR:
        return True
    return figure.half_terms == half_terms_counted(figure.academic_year, read_nation(figure.nation))


def _none_for(held: Sequence[Comparator], year: AcademicYear) -> str:
    whole = [figure.year for figure in held if figure.period == Comparator.Period.YEAR]
    if not whole:
        return _("no national figure is held for this measure, phase and group.")
    return _("no national figure is held for %(year)s; the latest is for %(latest)s.") % {
        "year": year,
        "latest": AcademicYear(max(whole)),
    }


def in_words(figure: Comparator, *, until: dt.date | None = None) -> str:
    """What is said beside a national figure: of whom, counted how, to when, and whether still to be verified.

    `until` is the last day of our own figure, so that one of a different period says so.
    """
    parts = [
        _("England") if figure.nation == Comparator.Nation.ENGLAND else _("Wales"),
        f"{figure.academic_year}",
        str(figure.get_phase_display()),
        str(figure.get_population_display()),
        str(figure.get_series_display()),
    ]
    if figure.definition:
        parts.append(_("%(definition)s of sessions missed") % {"definition": figure.definition})
    if figure.period == Comparator.Period.YEAR and figure.half_terms < 6:
        parts.append(_("%(count)s half-terms") % {"count": figure.half_terms})
    if figure.period != Comparator.Period.YEAR:
        parts.append(str(figure.get_period_display()))
    if figure.until:
        parts.append(_("to %(day)s") % {"day": day_in_words(figure.until)})
    if until is not None and figure.until is not None and until != figure.until:
        parts.append(_("ours to %(day)s") % {"day": day_in_words(until)})
    if figure.to_verify:
        parts.append(_("to verify"))
    return ", ".join(parts)
