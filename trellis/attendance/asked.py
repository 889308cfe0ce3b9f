"""What somebody asked of a school's figures: which days, and whom to count. It comes from the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Self
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.measures.periods import Period
from trellis.registers.models import Line
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES, HalfTerm
from trellis.rules.populations import POPULATION_LABELS, Population
from trellis.rules.words import ProblemWith
from trellis.schools.models import School
from trellis.schools.questions import SCHOOL, Question

# So that a day last year is the same day of the week, in the same school week or the one beside it.
A_YEAR_OF_WEEKS = timedelta(weeks=52)


class DaysAsked:
    """Which days of an academic year, and whom to count: what a school's pages and a grouping's ask alike."""

    year: AcademicYear
    today: date
    half_term: str
    population: Population

    @cached_property
    def query(self) -> str:
        """The same question as an address says it."""
        given = {
            "year": self.year.label.replace("/", "-"),
            "half_term": self.half_term,
            "population": "" if self.population is Population.ALL_ON_ROLL else self.population.value,
        }
        return urlencode({name: value for name, value in given.items() if value})

    def but(self, **changed: object) -> Self:
        """The same question but for something."""
        return replace(self, **changed)  # type: ignore[type-var]

    @property
    def is_this_year(self) -> bool:
        """Whether the year asked about is still going."""
        return self.today in self.year

    @cached_property
    def period(self) -> Period:
        """The days asked about; evaluate stops at today."""
        if self.half_term:
            return Period.of_half_term(self.year, self.half_term)
        return Period.of_year(self.year)

    @cached_property
    def words(self) -> str:
        """The days in words."""
        if self.half_term:
            return _("%(half_term)s of %(year)s") % {"half_term": _(self.half_term), "year": self.year.label}
        if self.is_this_year:
            return _("%(year)s so far") % {"year": self.year.label}
        return self.year.label


def days_asked(given: Mapping[str, str], today: date) -> tuple[AcademicYear, str, Population]:
    """From an address: "?year=2025-26&half_term=Autumn+1". Nonsense is no such page."""
    try:
        written = given.get("year", "").replace("-", "/")
        year = AcademicYear.parse(written) if written else AcademicYear.of(today)
        population = Population(given.get("population") or Population.ALL_ON_ROLL)
    except (ProblemWith, ValueError) as wrong:
        raise Http404 from wrong
    half_term = given.get("half_term", "")
    if half_term and half_term not in HALF_TERM_NAMES:
        raise Http404
    return year, half_term, population


def choices() -> dict[str, list[tuple[str, str]]]:
    """What a page lets a person choose among, besides the year: the half-terms and the populations."""
    return {
        "half_terms": [(name, _(name)) for name in HALF_TERM_NAMES],
        "populations": [(held.value, _(POPULATION_LABELS[held])) for held in Population],
    }


@dataclass(frozen=True)
class Asked(DaysAsked):
    """A school's academic year or one half-term of it, and a population."""

    school: School
    year: AcademicYear
    today: date
    half_term: str = ""
    population: Population = Population.ALL_ON_ROLL

    @classmethod
    def read(cls, school: School, given: Mapping[str, str], today: date) -> "Asked":
        """What an address asks of a school."""
        year, half_term, population = days_asked(given, today)
        # Its URN stands in every address of a page: asked for once.
        school.remember_urn()
        return cls(school, year, today, half_term, population)

    @cached_property
    def urn(self) -> str:
        """The school as an address names it."""
        return self.school.urn

    @cached_property
    def pupils_page(self) -> str:
        """Where the pupils behind its figures are listed."""
        return reverse("attendance:pupils", args=[self.urn])

    def rolls(
        self, fields: tuple[str, ...] = (), *, with_last_year: bool = False, pupil: int | None = None
    ) -> Rolls:
        """The rolls that answer it, or one child's alone, and those of the year before where the two are
        compared, as a whole.
        """
        since, until = self.year.before.since if with_last_year else self.year.since, self.year.until
        of = Scope(school=self.school)
        return rolls(of, since, until, fields=fields, fields_since=self.year.since, pupil=pupil)

    def last_year(self, held: Rolls) -> Period | None:
        """The same days a year before, as far as this year has come; None where there were no such days."""
        before, now = self.year.before, self.year
        this, last = (self._half_term_in(held, year) for year in (now, before))
        since, until = before.since, before.until
        if self.half_term:
            if this is None or last is None:
                return None
            since, until = last.since, last.until
            if self.today < this.until:
                until = min(until, last.since + (self.today - this.since))
        elif self.is_this_year:
            until = self.today - A_YEAR_OF_WEEKS
        return (
            Period(_("the same days of %(year)s") % {"year": before.label}, since, until)
            if since <= until
            else None
        )

    def _half_term_in(self, held: Rolls, year: AcademicYear) -> HalfTerm | None:
        for roll in held.rolls:
            if roll.year == year:
                for half_terms in roll.half_terms:
                    for half_term in half_terms:
                        if half_term.name == self.half_term:
                            return half_term
        return None


def years_with_registers(school: School) -> list[AcademicYear]:
    """The academic years a school has lines in, the newest first."""
    return [AcademicYear(year) for year in _YEARS.ask(school=school.pk)]


_YEARS = Question(
    lambda: Line.objects.filter(school=SCHOOL).order_by("-year").values_list("year", flat=True).distinct()
)
