"""Populations: whom a figure is about. Every figure names one, and is compared within the same one only.

domain-rules §0.1, §3.3; interfaces.md. England's national figures set the second half of the summer term
apart. Until 2011/12 nothing of it was collected. Since then it is counted, but not for those aged 15, who are
at their examinations, and not for enrolments that begin in it. It begins where the census has it begin, not
where a school's own calendar does. What Wales leaves out for its examinations is not known to us.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import age_in, compulsory_positions
from trellis.rules.census import CensusTerm, census_period
from trellis.rules.words import Nation, ProblemWith, Sentence, day_in_words, gettext_noop


class Population(StrEnum):
    """Whose sessions are counted."""

    # Aged 5 to 15 on 31 August: the population of national figures. Reception is outside it.
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

# The first year of which England collected the second half of the summer term.
_SIX_HALF_TERMS_SINCE: Final = AcademicYear(2012)


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


def born_at_15(year: AcademicYear) -> Births:
    """Between which days somebody was born who is 15 on that 31 August: the oldest in national figures."""
    first = statistical_births(year).first
    return Births(first, date(first.year + 1, 8, 31))


def in_statistics(born: date, year: AcademicYear) -> bool:
    """Aged 5 to 15 on 31 August: asked once a year."""
    births = statistical_births(year)
    return births.first <= born <= births.last


@lru_cache(maxsize=64)
def sixth_half_term(year: AcademicYear, nation: Nation) -> range | None:
    """The positions national figures set apart: from the week of the spring bank holiday to 31 July."""
    if nation is not Nation.ENGLAND:
        return None
    return year.positions(*census_period(year, CensusTerm.SUMMER_2))


# The same birthdays are asked of page after page; a big authority has some 6,000.
@lru_cache(maxsize=1 << 16)
def counted_positions(
    population: Population, born: date | None, year: AcademicYear, nation: Nation = Nation.ENGLAND
) -> range:
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
    if not in_statistics(born, year):
        return range(0)
    apart = sixth_half_term(year, nation)
    if apart is None or (year >= _SIX_HALF_TERMS_SINCE and age_in(born, year) < _OLDEST):
        return whole_year
    return range(whole_year.start, apart.start)


def counts_if_begun_before(population: Population, year: AcademicYear, nation: Nation) -> int | None:
    """The position from which a new enrolment is no longer counted; None where it makes no difference."""
    apart = sixth_half_term(year, nation)
    return None if apart is None or population is not Population.STATISTICAL else apart.start


def half_terms_counted(year: AcademicYear, nation: Nation) -> int:
    """How many half-terms of a year national figures count."""
    return 5 if nation is Nation.ENGLAND and year < _SIX_HALF_TERMS_SINCE else 6


def set_apart(
    population: Population, year: AcademicYear, nation: Nation, *, reaches: date
) -> tuple[Sentence, ...]:
    """What a figure that reaches to a day leaves out of the second half of the summer term, in words."""
    apart = sixth_half_term(year, nation)
    if apart is None or population is not Population.STATISTICAL or reaches < year.date_of(apart.start):
        return ()
    day = day_in_words(year.date_of(apart.start))
    if year < _SIX_HALF_TERMS_SINCE:
        template = gettext_noop("Sessions from %(day)s on: until 2011/12 national figures end before them.")
        return (Sentence(template, day=day),)
    return (
        Sentence(
            gettext_noop(
                "Sessions from %(day)s on of pupils who were 15 on 31 August, as in national figures."
            ),
            day=day,
        ),
        Sentence(gettext_noop("Enrolments that begin on %(day)s or later, as in national figures."), day=day),
    )
