"""Populations: whom a figure is about. Every figure names one, and is compared within the same one only.

domain-rules §0.1, §3.3; interfaces.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import compulsory_positions
from trellis.rules.words import ProblemWith, Sentence, gettext_noop


class Population(StrEnum):
    """Whose sessions are counted."""

    # Aged 5 to 15 on 31 August: the ages of national figures. Reception is outside them.
    STATISTICAL = "statistical"
    # Of compulsory school age, asked of each session.
    COMPULSORY_AGE = "compulsory_age"
    ALL_ON_ROLL = "all_on_roll"


POPULATION_LABELS: Final[Mapping[Population, str]] = {
    Population.STATISTICAL: gettext_noop("pupils aged 5 to 15 on 31 August"),
    Population.COMPULSORY_AGE: gettext_noop("pupils of compulsory school age"),
    Population.ALL_ON_ROLL: gettext_noop("all pupils on roll"),
}

_YOUNGEST: Final = 5
_OLDEST: Final = 15


class ProblemWithPopulation(ProblemWith):
    """Something that is not a population."""

    subject = "population"


def read_population(text: str) -> Population:
    """A population as commands and addresses write it."""
    try:
        return Population(text.strip().lower())
    except ValueError:
        template = gettext_noop(
            "“%(text)s” is not a population: write statistical, compulsory_age or all_on_roll."
        )
        raise ProblemWithPopulation(Sentence(template, text=text), text) from None


class Births(NamedTuple):
    """The first and last birthday of a population, both inclusive."""

    first: date
    last: date


def statistical_births(year: AcademicYear) -> Births:
    """Between which days somebody was born who is 5 to 15 on the 31 August the school's year begins with."""
    return Births(date(year.start - _OLDEST - 1, 9, 1), date(year.start - _YOUNGEST, 8, 31))


def in_statistics(born: date, year: AcademicYear) -> bool:
    """Aged 5 to 15 on 31 August: asked once a year."""
    births = statistical_births(year)
    return births.first <= born <= births.last


def counted_positions(population: Population, born: date | None, year: AcademicYear) -> range:
    """The positions of a child's line that a population counts.

    A child whose birthday is not known can be counted only among all on roll: nobody's age is guessed.
    """
    whole_year = year.positions(year.since, year.until)
    if population is Population.ALL_ON_ROLL:
        return whole_year
    if born is None:
        return range(0)
    if population is Population.COMPULSORY_AGE:
        return compulsory_positions(born, year)
    return whole_year if in_statistics(born, year) else range(0)
