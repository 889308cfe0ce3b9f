"""The stretches of days a criterion is read over: the school years of its plan and this one as it was at the
end of each half-term, or each term, or each half-term of this year. The last of them is the one of today.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from trellis.measures.periods import Period
from trellis.plans.models import Criterion
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm

# A day last year that is the same day of the week.
_A_YEAR_OF_WEEKS: Final = dt.timedelta(weeks=52)

HalfTerms = Sequence[tuple[AcademicYear, HalfTerm]]

SEASONS: Final = {"Autumn": "autumn", "Spring": "spring", "Summer": "summer"}


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series, or the days of one before it is read."""

    label: str
    since: dt.date
    until: dt.date
    part: int | None = None
    whole: int | None = None
    value: Fraction | None = None

    @property
    def period(self) -> Period:
        """Its days, named by them: the same days are asked for once."""
        return Period.between(self.since, self.until)


def stretches(period: str, halves: HalfTerms, day: dt.date, *, first_year: int) -> tuple[Point, ...]:
    """Every stretch up to a day of a plan that began in a school year, by half-terms of the calendar."""
    first = min(first_year, AcademicYear.of(day).start)
    begun = [(year, half) for year, half in halves if first <= year.start and half.since <= day]
    if period == Criterion.Period.HALF_TERM:
        return tuple(
            Point(f"{_(half.name)} {year.label}", half.since, min(half.until, day))
            for year, half in begun
            if year == begun[-1][0]
        )
    if period == Criterion.Period.TERM:
        return tuple(_terms(begun, day))
    return tuple(_years(begun, day))


def _years(begun: HalfTerms, day: dt.date) -> Iterator[Point]:
    """Each school year before, and this one so far as it was at the end of each half-term."""
    this = AcademicYear.of(day)
    for year in dict.fromkeys(year for year, _half in begun if year != this):
        yield Point(year.label, year.since, year.until)
    halves = [half for year, half in begun if year == this]
    for half in halves:
        yield Point(f"{_(half.name)} {this.label}", this.since, min(half.until, day))
    if not halves:
        yield Point(this.label, this.since, day)


def _terms(begun: HalfTerms, day: dt.date) -> Iterable[Point]:
    """Each term so far: its half-terms together."""
    found: dict[tuple[AcademicYear, str], Point] = {}
    for year, half in begun:
        season = season_of(half.name)
        before = found.get((year, season))
        since = before.since if before else half.since
        found[year, season] = Point(f"{season} {year.label}", since, min(half.until, day))
    return found.values()


def since_the_plan_began(begins: dt.date, day: dt.date) -> list[Point]:
    """Since a plan began, as it was at the end of each month."""
    since = min(begins, day)
    return [Point(f"{end:%m/%Y}", since, end) for _first, end in _months(since, day)]


def months(since: dt.date, day: dt.date) -> list[Point]:
    """Each month of a school year so far."""
    return [Point(f"{end:%m/%Y}", first, end) for first, end in _months(since, day)]


def _months(since: dt.date, day: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    month = since
    while month <= day:
        following = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        yield month, min(following - dt.timedelta(days=1), day)
        month = following


def a_year_before(period: str, span: Point, halves: HalfTerms) -> Period | None:
    """The same days of the year before: of a term or half-term as far into it as ours has come."""
    year = AcademicYear.of(span.since)
    if period == Criterion.Period.YEAR:
        until = year.before.until if span.until >= year.until else span.until - _A_YEAR_OF_WEEKS
        return Period.between(year.before.since, max(until, year.before.since))
    ours = [half for held, half in halves if held == year and span.since <= half.since]
    theirs = {half.name: half for held, half in halves if held == year.before}
    ours = [half for half in ours if half.since <= span.until]
    if not ours or any(half.name not in theirs for half in ours):
        return None
    since, last = theirs[ours[0].name].since, theirs[ours[-1].name]
    gone = span.until - ours[-1].since
    return Period.between(
        since, last.until if span.until >= ours[-1].until else min(last.until, last.since + gone)
    )


def ends(period: str, span: Point, halves: HalfTerms) -> dt.date:
    """The last day of the year, term or half-term a stretch is the beginning of."""
    year = AcademicYear.of(span.since)
    if period == Criterion.Period.YEAR:
        return year.until
    own = [half for held, half in halves if held == year]
    inside = [half for half in own if half.since <= span.until]
    if not inside:
        return span.until
    if period == Criterion.Period.HALF_TERM:
        return inside[-1].until
    season = season_of(inside[-1].name)
    return max(half.until for half in own if season_of(half.name) == season)


def season_of(name: str) -> str:
    """The term of a half-term: "Autumn" of "Autumn 1"."""
    return name.partition(" ")[0]
