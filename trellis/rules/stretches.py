"""Stretches of the year for which England once set a number of absences, and which of them some days are.

domain-rules §3.2, §9.3. Days are a stretch where they hold all of its half-terms and no session of another:
by the school's own calendar, or where that does not part the year so, by the terms of the census.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.census import CensusTerm, census_period
from trellis.rules.spans import SEASONS


class Stretch(StrEnum):
    """The stretches of a year for which old definitions of persistent absence set a number of sessions."""

    AUTUMN = "autumn"
    SPRING = "spring"
    AUTUMN_AND_SPRING = "autumn_and_spring"
    FIVE_HALF_TERMS = "five_half_terms"
    SIX_HALF_TERMS = "six_half_terms"


_AUTUMN, _SPRING, _SUMMER = SEASONS
_WHOLE_YEAR: Final = frozenset(SEASONS)
_BY_WHAT_IT_HOLDS: Final = MappingProxyType(
    {
        frozenset({_AUTUMN}): Stretch.AUTUMN,
        frozenset({_SPRING}): Stretch.SPRING,
        frozenset({_AUTUMN, _SPRING}): Stretch.AUTUMN_AND_SPRING,
        frozenset({_AUTUMN, _SPRING, f"{_SUMMER} 1"}): Stretch.FIVE_HALF_TERMS,
        _WHOLE_YEAR: Stretch.SIX_HALF_TERMS,
    }
)
_CENSUS_NAMES: Final = MappingProxyType(
    {
        CensusTerm.AUTUMN: _AUTUMN,
        CensusTerm.SPRING: _SPRING,
        CensusTerm.SUMMER_1: f"{_SUMMER} 1",
        CensusTerm.SUMMER_2: f"{_SUMMER} 2",
    }
)


def stretch_of(
    year: AcademicYear, since: date, until: date, half_terms: Sequence[HalfTerm] = ()
) -> Stretch | None:
    """The stretch some days are at a school with these half-terms; None where they are no such stretch."""
    if since <= year.since and year.until <= until:
        return Stretch.SIX_HALF_TERMS
    return _among(half_terms, since, until) or _among(_of_census(year), since, until)


@lru_cache(maxsize=64)
def _of_census(year: AcademicYear) -> tuple[HalfTerm, ...]:
    return tuple(HalfTerm(*census_period(year, term), name) for term, name in _CENSUS_NAMES.items())


def _among(half_terms: Sequence[HalfTerm], since: date, until: date) -> Stretch | None:
    """The stretch that days hold among these half-terms; None where they cut one in two."""
    touched = [half for half in half_terms if half.since <= until and since <= half.until]
    if any(half.since < since or until < half.until for half in touched):
        return None
    return _BY_WHAT_IT_HOLDS.get(frozenset(_whole_seasons({half.name for half in touched})))


def _whole_seasons(names: set[str]) -> set[str]:
    """Both halves of a season are the season."""
    for season in SEASONS:
        halves = {f"{season} 1", f"{season} 2"}
        if halves <= names:
            names = names - halves | {season}
    return names
