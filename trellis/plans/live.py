"""How the criteria of a plan stand today, worked out together: one reading of the registers for a whole plan.

Each criterion has a series: the school years of the plan and this one as it was at the end of each half-term,
or each term, or each half-term of this year. The last of the series is its figure. All of them are asked of
the same rolls, in one question for each year and population.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from trellis.evidence.comparators import comparator, comparators, in_words
from trellis.evidence.models import Comparator, IndicatorValue
from trellis.measures.answer import Answer
from trellis.measures.catalogue import by_name
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.measure import Unit
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.measures.rows import Row
from trellis.plans.counts import COUNTS
from trellis.plans.models import Criterion, Plan
from trellis.plans.naming import is_known
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.criteria import (
    Status,
    Trajectory,
    needed_count,
    needed_share,
    share,
    status_of,
)
from trellis.rules.populations import Population
from trellis.schools.models import Grouping, School, at_place

_YES_OR_NO = {"true": True, "false": False}
# A day last year that is the same day of the week.
_A_YEAR_OF_WEEKS = dt.timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series."""

    label: str
    since: dt.date
    until: dt.date
    part: int | None = None
    whole: int | None = None
    value: Fraction | None = None


@dataclass(frozen=True)
class Live:
    """One criterion as it stands: its figure, its target, how it came here and what is needed."""

    criterion: Criterion
    status: Status
    points: tuple[Point, ...] = ()
    target: Fraction | None = None
    against: str = ""  # what the target is, where it is not a number of the plan's own
    why: str = ""  # there is no figure, or nothing to compare it with
    trajectory: Trajectory | None = None
    needed_share: Fraction | None = None
    needed_count: int | None = None
    short_by: Fraction | None = None
    days_left: int = 0
    row: Row | None = field(default=None, repr=False)
    answer: Answer | None = field(default=None, repr=False)
    held: Rolls | None = field(default=None, repr=False)

    @property
    def now(self) -> Point | None:
        """The figure of today: the last of its series that has one."""
        return self.points[-1] if self.points and self.points[-1].value is not None else None


def live(plan: Plan, criteria: Sequence[Criterion], today: dt.date) -> list[Live]:
    """Every criterion of a plan as it stands, whatever their number in the same few queries."""
    return _Plan(plan, list(criteria), today).live()


def schools_of(place: School | Grouping, day: dt.date) -> list[School]:
    """The schools a place is made of on a day."""
    return [place] if isinstance(place, School) else list(School.objects.in_grouping(place, day))


@dataclass(frozen=True, slots=True)
class _Series:
    """The stretches of days a criterion is read over, the last of them up to its day."""

    spans: tuple[Point, ...]

    def periods(self, key: str) -> list[Period]:
        return [Period(f"{key} {span.label}", span.since, span.until) for span in self.spans]


class _Plan:
    """The criteria of one plan, and everything they are read from, each asked for once."""

    def __init__(self, plan: Plan, criteria: list[Criterion], today: dt.date) -> None:
        self.plan, self.criteria, self.today = plan, criteria, today
        self.place = plan.place
        self.schools = schools_of(self.place, today)
        self.begins = dt.date(plan.since_year, 9, 1)
        self.series: dict[tuple[str, dt.date, bool], _Series] = {}
        self.held = self._rolls()
        self.half_terms = self._half_terms()
        self.answers: dict[tuple[str, str], Answer] = {}
        self.rows: dict[tuple[str, str, str, str, Any], Row] = {}
        self._evaluate()
        self.days = {
            name: sorted(COUNTS[name].days(self.schools))
            for name in sorted({one.count for one in criteria} & set(COUNTS))
        }
        self.values = self._values()
        wanted = (Criterion.Comparator.NATIONAL, Criterion.Comparator.LATEST)
        self.national = comparators() if any(one.comparator in wanted for one in criteria) else []

    def live(self) -> list[Live]:
        return [self._one(criterion) for criterion in self.criteria]

    # --- what is read ---

    def _day(self, criterion: Criterion) -> dt.date:
        """The last day a criterion is read on: today, or the day it was due."""
        return min(self.today, criterion.due)

    def _measured(self) -> list[Criterion]:
        return [one for one in self.criteria if one.measure and is_known(one.measure)]

    def _rolls(self) -> Rolls | None:
        """The registers from the plan's beginning, or the year before, to its last day so far."""
        measured = self._measured()
        if not measured:
            return None
        days = [self._day(one) for one in measured]
        before = [
            AcademicYear.of(self._day(one)).before.since
            for one in measured
            if one.comparator == Criterion.Comparator.LAST_YEAR
        ]
        since = AcademicYear.of(min(self.begins, *days, *before)).since
        until = max(since, *days)
        fields = sorted({one.group_field for one in measured if one.group_field})
        return rolls(Scope(**at_place(self.place)), since, until, fields=fields)

    def _half_terms(self) -> list[tuple[AcademicYear, HalfTerm]]:
        """Every half-term of the years read, in order: of several schools, those that most pupils have."""
        largest: dict[AcademicYear, Roll] = {}
        for roll in self.held.rolls if self.held else ():
            largest[roll.year] = max(largest.get(roll.year, roll), roll, key=len)
        found = [(year, half_term) for year, roll in largest.items() for half_term in _commonest(roll)]
        return sorted(found, key=lambda one: one[1].since)

    def _values(self) -> Mapping[int, list[IndicatorValue]]:
        asked = {one.indicator_id for one in self.criteria if one.indicator_id}
        found: dict[int, list[IndicatorValue]] = {}
        if asked:
            for value in IndicatorValue.objects.filter(indicator__in=asked, grouping=None, school=None):
                found.setdefault(value.indicator_id, []).append(value)
        return found

    def _evaluate(self) -> None:
        """Every measure of every criterion, over every stretch it is read over: a question for each year and
        population, because a stretch lies in one year.
        """
        asked: dict[tuple[AcademicYear, str], dict[tuple[tuple[Period, ...], str], set[str]]] = {}
        for one in self._measured():
            by_year: dict[AcademicYear, list[Period]] = {}
            for period in self._periods(one):
                by_year.setdefault(AcademicYear.of(period.since), []).append(period)
            for year, periods in by_year.items():
                wanted = asked.setdefault((year, one.population), {})
                wanted.setdefault((tuple(periods), one.group_field), set()).add(one.measure)
        for (year, population), wanted in asked.items():
            self._ask(year, population, wanted)

    def _ask(
        self, year: AcademicYear, population: str, wanted: Mapping[tuple[tuple[Period, ...], str], set[str]]
    ) -> None:
        assert self.held is not None
        asks = [Ask(sorted(names), periods, (by,) if by else ()) for (periods, by), names in wanted.items()]
        answers = evaluate_together(
            [roll for roll in self.held.rolls if roll.year == year],
            asks,
            population=Population(population),
            as_at=self.held.as_at,
            ledger=dict(self.held.ledger),
        )
        for ask, answer in zip(asks, answers, strict=True):
            by = ask.by[0] if ask.by else ""
            for row in answer.rows:
                label = row.period.label
                self.rows[population, row.measure, by, label, row.group.get(by) if by else None] = row
                self.answers[population, f"{row.measure} {by} {label}"] = answer

    def _periods(self, one: Criterion) -> list[Period]:
        """The stretches of a criterion as periods, and the same days a year before where it is set beside
        them.
        """
        day = self._day(one)
        series = self._series(one)
        found = series.periods(f"{one.period} {day}")
        if one.comparator == Criterion.Comparator.LAST_YEAR and series.spans:
            before = self._a_year_before(one, series.spans[-1])
            if before is not None:
                found.append(before)
        return found

    # --- the days of a criterion ---

    def _series(self, one: Criterion) -> _Series:
        """The stretches of one criterion; many of a plan have the same."""
        key = one.period, self._day(one), bool(one.measure)
        if key not in self.series:
            self.series[key] = self._series_anew(one, key[1])
        return self.series[key]

    def _series_anew(self, one: Criterion, day: dt.date) -> _Series:
        if one.period == Criterion.Period.PLAN:
            return _Series(tuple(self._of_plan(day)))
        begun = [(year, half) for year, half in self._known_half_terms(one) if self._is_in(year, half, day)]
        if one.period == Criterion.Period.HALF_TERM:
            begun = [(year, half) for year, half in begun if year == begun[-1][0]]
            spans = [
                Point(f"{_(half.name)} {year.label}", half.since, min(half.until, day))
                for year, half in begun
            ]
        elif one.period == Criterion.Period.TERM:
            spans = list(_terms(begun, day))
        else:
            spans = list(self._of_years(begun, day))
        return _Series(tuple(spans))

    def _known_half_terms(self, one: Criterion) -> list[tuple[AcademicYear, HalfTerm]]:
        return self.half_terms if one.measure else []

    def _is_in(self, year: AcademicYear, half: HalfTerm, day: dt.date) -> bool:
        first = min(AcademicYear(self.plan.since_year).start, AcademicYear.of(day).start)
        return first <= year.start and half.since <= day

    def _of_years(self, begun: Sequence[tuple[AcademicYear, HalfTerm]], day: dt.date) -> Iterable[Point]:
        """Each school year before, and this one so far as it was at the end of each half-term."""
        this = AcademicYear.of(day)
        for year in dict.fromkeys(year for year, _half in begun if year != this):
            yield Point(year.label, year.since, year.until)
        halves = [half for year, half in begun if year == this]
        for half in halves:
            yield Point(f"{_(half.name)} {this.label}", this.since, min(half.until, day))
        if not halves:
            yield Point(this.label, this.since, day)

    def _of_plan(self, day: dt.date) -> Iterable[Point]:
        """Since the plan began, as it was at the end of each month."""
        since = min(self.begins, day)
        ends = []
        month = since
        while month <= day:
            following = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
            ends.append(min(following - dt.timedelta(days=1), day))
            month = following
        for end in ends:
            yield Point(f"{end:%m/%Y}", since, end)

    def _a_year_before(self, one: Criterion, span: Point) -> Period | None:
        """The same days of the year before: of a term or half-term as far into it as ours has come."""
        year = AcademicYear.of(span.since)
        key = f"before {one.period} {self._day(one)}"
        if one.period == Criterion.Period.YEAR:
            until = year.before.until if span.until >= year.until else span.until - _A_YEAR_OF_WEEKS
            until = max(until, year.before.since)
            return Period(key, year.before.since, until)
        ours = [half for held, half in self.half_terms if held == year and span.since <= half.since]
        theirs = {half.name: half for held, half in self.half_terms if held == year.before}
        ours = [half for half in ours if half.since <= span.until]
        if not ours or any(half.name not in theirs for half in ours):
            return None
        since, last = theirs[ours[0].name].since, theirs[ours[-1].name]
        gone = span.until - ours[-1].since
        until = last.until if span.until >= ours[-1].until else min(last.until, last.since + gone)
        return Period(key, since, until)

    # --- one criterion ---

    def _one(self, one: Criterion) -> Live:
        if one.measure and not is_known(one.measure):
            says = _(
                "There is no measure called “%(name)s” any more. What it is bound to is kept: bind it anew."
            )
            return Live(one, Status.NO_DATA, why=says % {"name": one.measure})
        if one.count and one.count not in COUNTS:
            says = _(
                "Nothing called “%(name)s” is counted any more. What it is bound to is kept: bind it anew."
            )
            return Live(one, Status.NO_DATA, why=says % {"name": one.count})
        if one.measure:
            found = self._of_measure(one)
        elif one.count:
            found = self._of_count(one)
        else:
            found = self._of_indicator(one)
        return self._judged(found)

    def _of_measure(self, one: Criterion) -> Live:
        series = self._series(one)
        periods = series.periods(f"{one.period} {self._day(one)}")
        label = _YES_OR_NO.get(one.group, one.group)
        points, last = [], None
        for span, period in zip(series.spans, periods, strict=True):
            last = self._row(one, period.label, label)
            points.append(_read(span, last))
        if not points:
            return Live(one, Status.NO_DATA, why=_("No half-term has begun."), held=self.held)
        why = ""
        if points[-1].value is None:
            nobody = one.group_field and last is None
            why = (
                _("There is nobody in this group in these days.")
                if nobody
                else _("There is no possible session in these days, so there is no rate.")
            )
        answer = self.answers.get((one.population, f"{one.measure} {one.group_field} {periods[-1].label}"))
        return Live(
            one, Status.NO_DATA, points=tuple(points), why=why, row=last, answer=answer, held=self.held
        )

    def _row(self, one: Criterion, period: str, label: Any) -> Row | None:
        by = one.group_field
        return self.rows.get((one.population, one.measure, by, period, label if by else None))

    def _of_count(self, one: Criterion) -> Live:
        days = self.days[one.count]
        day = self._day(one)
        since = self.begins if one.period == Criterion.Period.PLAN else AcademicYear.of(day).since
        spans = list(self._of_plan(day)) if one.period == Criterion.Period.PLAN else _months(since, day)
        points = []
        for span in spans:
            count = bisect_right(days, span.until) - bisect_right(days, span.since - dt.timedelta(days=1))
            points.append(replace(span, part=count, value=Fraction(count)))
        return Live(one, Status.NO_DATA, points=tuple(points))

    def _of_indicator(self, one: Criterion) -> Live:
        assert one.indicator_id is not None
        day = self._day(one)
        held = [value for value in self.values.get(one.indicator_id, []) if value.group == one.group]
        points = tuple(
            Point(f"{value.on:%d/%m/%Y}", value.on, value.on, value.part, value.whole, value.exact)
            for value in held
            if value.on <= day and not value.is_baseline
        )
        why = "" if points else _("No value has been recorded yet.")
        return Live(one, Status.NO_DATA, points=points, why=why)

    def _judged(self, found: Live) -> Live:
        """Against its target: how it stands, the line it was to follow, and what is needed."""
        one, now = found.criterion, found.now
        target, against, none = self._target(found)
        start = self._start(one)
        line = None
        if target is not None and start is not None:
            line = Trajectory(start[0], start[1], one.due, target)
        status = status_of(
            now.value if now else None,
            target,
            one.wants,
            on=self.today,
            by=one.due,
            only_rises=bool(one.count),
            trajectory=line,
        )
        found = replace(
            found, status=status, target=target, against=against, trajectory=line, why=found.why or none
        )
        return self._with_what_is_needed(found)

    def _target(self, found: Live) -> tuple[Fraction | None, str, str]:
        """What its figure is set against, whose that is where it is published, or why there is nothing."""
        one = found.criterion
        if one.comparator == Criterion.Comparator.FIXED:
            return Fraction(one.target or 0), "", ""
        if one.comparator in (Criterion.Comparator.NATIONAL, Criterion.Comparator.LATEST):
            return self._national(found)
        if one.comparator == Criterion.Comparator.LAST_YEAR:
            return self._last_year(found)
        if one.comparator == Criterion.Comparator.BASELINE:
            start = self._start(one)
            if start is None:
                return None, "", _("There is no baseline to compare with.")
            return start[1], "", ""
        return self._everybody_else(found)

    def _last_year(self, found: Live) -> tuple[Fraction | None, str, str]:
        one = found.criterion
        none = _("There is no figure of the same days a year before.")
        if not one.measure or not found.points:
            return None, "", none
        period = self._a_year_before(one, found.points[-1])
        row = period and self._row(one, period.label, _YES_OR_NO.get(one.group, one.group))
        value = _read(found.points[-1], row).value if row else None
        return (None, "", none) if value is None else (value, "", "")

    def _everybody_else(self, found: Live) -> tuple[Fraction | None, str, str]:
        """The rest of the cohort: everybody but the group, sums over sums."""
        row, answer = found.row, found.answer
        if row is None or answer is None:
            return None, "", _("There is nobody else to compare with.")
        others = [
            held
            for held in answer.rows
            if held.measure == row.measure
            and held.period.label == row.period.label
            and held.group != row.group
        ]
        part = sum(held.numerator or 0 for held in others)
        whole = sum(held.denominator or 0 for held in others)
        value = share(part, whole)
        return (
            (value, "", "") if value is not None else (None, "", _("There is nobody else to compare with."))
        )

    def _national(self, found: Live) -> tuple[Fraction | None, str, str]:
        """The published figure that may stand beside ours; attendance is what absence leaves."""
        one = found.criterion
        if one.period == Criterion.Period.HALF_TERM or not one.measure:
            return None, "", _("No comparator: nothing national is published of this.")
        attended = one.measure == "attendance"
        year = AcademicYear.of(self._day(one))
        period = "year"
        if one.period == Criterion.Period.TERM and found.points:
            period = _SEASONS.get(_season_of(found.points[-1].label), "year")
        years = [year]
        if one.comparator == Criterion.Comparator.LATEST:
            held = sorted({AcademicYear(figure.year).start for figure in self.national}, reverse=True)
            years = [AcademicYear(start) for start in held if start <= year.start]
        if len({school.nation for school in self.schools}) != 1:
            return None, "", _("No comparator: national figures are of one nation.")
        phases = {school.phase for school in self.schools}
        phase = phases.pop() if len(phases) == 1 else "all"
        none: Any = None
        for each in years or [year]:
            figure = comparator(
                measure="absence" if attended else one.measure,
                nation=self.schools[0].nation,
                phase=phase,
                year=each,
                population=one.population,
                period=period,
                group=f"{one.group_field}:{one.group}" if one.group_field else "",
                among=self.national,
            )
            if isinstance(figure, Comparator):
                value = Fraction(figure.percent)
                return (100 - value if attended else value), in_words(figure), ""
            none = none or figure
        return None, "", str(none)

    def _start(self, one: Criterion) -> tuple[dt.date, Fraction] | None:
        """Where its figure began, and when: the baseline, and of a count nothing."""
        if one.count:
            day = self._day(one)
            whole = one.period == Criterion.Period.PLAN
            return (self.begins if whole else AcademicYear.of(day).since), Fraction(0)
        if one.indicator_id:
            held = [
                value
                for value in self.values.get(one.indicator_id, [])
                if value.is_baseline and value.group == one.group
            ]
            return (held[-1].on, held[-1].exact) if held else None
        if one.baseline is None or one.baseline.exact is None:
            return None
        return max(one.baseline.until, self.begins), one.baseline.exact

    # --- what is needed from here ---

    def _with_what_is_needed(self, found: Live) -> Live:
        one, now, target = found.criterion, found.now, found.target
        if now is None or now.value is None or target is None or self.today > one.due:
            return found
        if one.measure and by_name(one.measure).unit is Unit.SESSIONS:
            gone, left = self._school_days(one, now)
            needed = needed_share(now.value, target, gone=gone, left=left) if gone else None
            return replace(found, needed_share=needed, days_left=left)
        if one.wants.holds(now.value, target):
            return found
        if now.part is not None and now.whole is not None:
            return replace(found, needed_count=needed_count(now.part, now.whole, one.wants, target))
        return replace(found, short_by=abs(target - now.value))

    def _school_days(self, one: Criterion, now: Point) -> tuple[int, int]:
        """School days gone and left of the stretch its figure is of; none left where the day it is due lies
        in a later one.
        """
        year, until = AcademicYear.of(now.since), self._ends(one, now)
        if one.due > until and one.due not in year:
            return 0, 0
        until = min(until, one.due)
        for roll in self.held.rolls if self.held else ():
            if roll.year == year and len(roll.expected):
                days = roll.expected.any(axis=0).reshape(-1, 2).any(axis=1)
                gone = int(np.count_nonzero(days[_day_of(year, now.since) : _day_of(year, now.until) + 1]))
                left = int(np.count_nonzero(days[_day_of(year, now.until) + 1 : _day_of(year, until) + 1]))
                return gone, left
        return 0, 0

    def _ends(self, one: Criterion, now: Point) -> dt.date:
        """The last day of the stretch its figure is of."""
        year = AcademicYear.of(now.since)
        if one.period == Criterion.Period.YEAR:
            return year.until
        halves = [half for held, half in self.half_terms if held == year]
        inside = [half for half in halves if half.since <= now.until]
        if not inside:
            return now.until
        if one.period == Criterion.Period.HALF_TERM:
            return inside[-1].until
        season = _season_of(inside[-1].name)
        return max(half.until for half in halves if _season_of(half.name) == season)


def _commonest(roll: Roll) -> tuple[HalfTerm, ...]:
    assert roll.terms is not None
    return roll.half_terms[int(np.bincount(roll.terms, minlength=1).argmax())]


_SEASONS = {"Autumn": "autumn", "Spring": "spring", "Summer": "summer"}


def _season_of(name: str) -> str:
    return name.partition(" ")[0]


def _day_of(year: AcademicYear, day: dt.date) -> int:
    return (max(day, year.week0) - year.week0).days


def _terms(begun: Sequence[tuple[AcademicYear, HalfTerm]], day: dt.date) -> Iterable[Point]:
    """Each term so far: its half-terms together."""
    found: dict[tuple[AcademicYear, str], Point] = {}
    for year, half in begun:
        season = _season_of(half.name)
        before = found.get((year, season))
        since = before.since if before else half.since
        found[year, season] = Point(f"{season} {year.label}", since, min(half.until, day))
    return found.values()


def _months(since: dt.date, day: dt.date) -> list[Point]:
    """A school year so far, as it was at the end of each month."""
    found, month = [], since
    while month <= day:
        following = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        end = min(following - dt.timedelta(days=1), day)
        found.append(Point(f"{end:%m/%Y}", since, end))
        month = following
    return found


def _read(span: Point, row: Row | None) -> Point:
    if row is None or row.numerator is None or row.denominator is None:
        return span
    value = share(row.numerator, row.denominator)
    return replace(span, part=row.numerator, whole=row.denominator, value=value, until=row.until)
