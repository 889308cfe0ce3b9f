"""How criteria stand today, worked out together: one reading of the registers for a whole plan, or for the
plans of several schools.

Each criterion has a series (`stretches.py`); the last of it is its figure. All of them are asked of the same
rolls, in one question for each year and population. A criterion of a grouping is read over its schools
together, sums over sums, and beside that at each of them.
"""

import datetime as dt
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.comparators import comparator, comparators, in_words
from trellis.evidence.models import Comparator, IndicatorValue
from trellis.measures.catalogue import by_name
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.measure import Unit
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.measures.rows import Row
from trellis.plans.counts import COUNTS
from trellis.plans.models import Criterion, Plan
from trellis.plans.naming import is_known
from trellis.plans.stretches import (
    SEASONS,
    HalfTerms,
    Point,
    a_year_before,
    ends,
    months,
    season_of,
    since_the_plan_began,
    stretches,
)
from trellis.registers.rolls import Rolls, Scope, rolls, urns
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.criteria import (
    Operator,
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


@dataclass(frozen=True)
class AtSchool:
    """What a criterion of a grouping is at one of its schools, and whether it is met there."""

    school: School
    urn: str
    point: Point | None = None
    target: Fraction | None = None
    meets: bool | None = None  # none: there is no figure, or nothing to compare it with
    against: str = ""


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
    schools: tuple[AtSchool, ...] = ()  # of a grouping
    row: Row | None = field(default=None, repr=False)
    held: Rolls | None = field(default=None, repr=False)

    @property
    def now(self) -> Point | None:
        """The figure of today: the last of its series that has one."""
        return self.points[-1] if self.points and self.points[-1].value is not None else None


def live(plan: Plan, criteria: Sequence[Criterion], today: dt.date) -> list[Live]:
    """Every criterion of a plan as it stands, whatever their number in the same few queries."""
    return _OfOnePlace({plan.pk: plan}, list(criteria), today).live()


def live_at_schools(plans: Sequence[Plan], criteria: Sequence[Criterion], today: dt.date) -> list[Live]:
    """The criteria of the plans of several schools as they stand, each read at its own school, in the same
    few queries: their figures of today, and not how they came there.
    """
    return _OfSeveralSchools({plan.pk: plan for plan in plans}, list(criteria), today).live()


def schools_of(place: School | Grouping, day: dt.date) -> list[School]:
    """The schools a place is made of on a day."""
    return [place] if isinstance(place, School) else list(School.objects.in_grouping(place, day))


@dataclass
class _Days:
    """The days on which something was done, in order, and how often it had been by the end of each."""

    days: list[dt.date] = field(default_factory=list)
    so_far: list[int] = field(default_factory=list)

    def add(self, day: dt.date, times: int) -> None:
        self.days.append(day)
        self.so_far.append(times + (self.so_far[-1] if self.so_far else 0))

    def upto(self, day: dt.date) -> int:
        at = bisect_right(self.days, day)
        return self.so_far[at - 1] if at else 0


# What a figure is looked up by: population, measure, fields asked, days, and the group's labels.
_Key = tuple[str, str, tuple[str, ...], str, tuple[Any, ...]]


class _Asked(ABC):
    """Some criteria, and everything they are read from, each asked for once."""

    def __init__(self, plans: Mapping[int, Plan], criteria: list[Criterion], today: dt.date) -> None:
        self.plans, self.criteria, self.today = plans, criteria, today
        self.schools = self._schools()
        self.held = self._rolls()
        self.urns: dict[AcademicYear, dict[int, str]] = {}
        self.series: dict[tuple[Any, ...], tuple[Point, ...]] = {}
        self.half_terms = self._half_terms()
        self.rows: dict[_Key, Row] = {}
        self.beside: dict[_Key, list[Row]] = {}
        self._evaluate()
        self.days = self._days_of_counts()
        self.values = self._values()
        wanted = (Criterion.Comparator.NATIONAL, Criterion.Comparator.LATEST)
        self.national = comparators() if any(one.comparator in wanted for one in criteria) else []

    def live(self) -> list[Live]:
        return [self._one(criterion) for criterion in self.criteria]

    # --- what is read, and where ---

    @abstractmethod
    def _schools(self) -> list[School]:
        """The schools whose figures are read."""

    @abstractmethod
    def _scope(self) -> Scope:
        """The registers they are read from."""

    @abstractmethod
    def _school_of(self, one: Criterion) -> School | None:
        """The school a criterion is read at, where it is one of several."""

    @abstractmethod
    def _wanted(self, one: Criterion) -> Iterator[tuple[School | None, Sequence[Period]]]:
        """Where and over which days a criterion is read; of every school at once where it says one."""

    def _spans(self, one: Criterion) -> tuple[Point, ...]:
        """The stretches a criterion is read over; many have the same."""
        first_year, school = self._plan(one).since_year, self._school_of(one)
        key = one.period, self._day(one), first_year, school.pk if school else None, bool(one.measure)
        if key not in self.series:
            self.series[key] = stretches(one.period, self._halves(one), self._day(one), first_year=first_year)
        return self.series[key]

    def _plan(self, one: Criterion) -> Plan:
        return self.plans[one.row.part.plan_id]

    def _begins(self, one: Criterion) -> dt.date:
        return dt.date(self._plan(one).since_year, 9, 1)

    def _day(self, one: Criterion) -> dt.date:
        """The last day a criterion is read on: today, or the day it was due."""
        return min(self.today, one.due)

    def _measured(self) -> list[Criterion]:
        return [one for one in self.criteria if one.measure and is_known(one.measure)]

    def _first_days(self, measured: Sequence[Criterion]) -> Iterator[dt.date]:
        """From when registers are read: this year's, and the year before where it is set beside it."""
        for one in measured:
            year = AcademicYear.of(self._day(one))
            yield year.before.since if one.comparator == Criterion.Comparator.LAST_YEAR else year.since

    def _rolls(self) -> Rolls | None:
        measured = self._measured()
        if not measured or not self.schools:
            return None
        since = min(self._first_days(measured))
        until = max(since, *(self._day(one) for one in measured))
        fields = {one.group_field for one in measured if one.group_field}
        apart = {"school"} if len(self.schools) > 1 or self._scope().school is None else set()
        return rolls(self._scope(), since, until, fields=sorted(fields | apart))

    @abstractmethod
    def _half_terms(self) -> Mapping[int | None, HalfTerms]:
        """The half-terms of the years read, in order, of each school where they are read apart."""

    def _halves(self, one: Criterion) -> HalfTerms:
        if not one.measure:
            return ()
        school = self._school_of(one)
        return self.half_terms.get(school.pk if school else None, ())

    def _urn(self, school: School, year: AcademicYear) -> str:
        """What a roll calls a school: the URN it had that year."""
        if year not in self.urns:
            self.urns[year] = urns([each.pk for each in self.schools], year.until)
        return self.urns[year].get(school.pk, "")

    def _evaluate(self) -> None:
        """Every measure of every criterion, over every stretch it is read over: a question for each year and
        population, because a stretch lies in one year.
        """
        if self.held is None:
            return
        asked: dict[tuple[AcademicYear, str], dict[tuple[tuple[Period, ...], tuple[str, ...]], set[str]]] = {}
        for one in self._measured():
            for school, wanted in self._wanted(one):
                by_year: dict[AcademicYear, list[Period]] = {}
                for period in wanted:
                    by_year.setdefault(AcademicYear.of(period.since), []).append(period)
                for year, periods in by_year.items():
                    asks = asked.setdefault((year, one.population), {})
                    asks.setdefault((tuple(periods), _by(one, school)), set()).add(one.measure)
        for (year, population), asks in asked.items():
            self._ask(year, population, asks)

    def _ask(
        self,
        year: AcademicYear,
        population: str,
        wanted: Mapping[tuple[tuple[Period, ...], tuple[str, ...]], set[str]],
    ) -> None:
        assert self.held is not None
        asks = [Ask(sorted(names), periods, by) for (periods, by), names in wanted.items()]
        answers = evaluate_together(
            [roll for roll in self.held.rolls if roll.year == year],
            asks,
            population=Population(population),
            as_at=self.held.as_at,
            ledger=dict(self.held.ledger),
        )
        for ask, answer in zip(asks, answers, strict=True):
            by = tuple(ask.by)
            for row in answer.rows:
                labels = tuple(row.group[name] for name in by)
                key = (population, row.measure, by, row.period.label, labels)
                if key not in self.rows:
                    self.rows[key] = row
                    school = labels[: by.index("school") + 1] if "school" in by else ()
                    self.beside.setdefault((*key[:4], school), []).append(row)

    def _row(self, one: Criterion, period: Period, school: School | None) -> Row | None:
        by = _by(one, school)
        labels: tuple[Any, ...] = (_YES_OR_NO.get(one.group, one.group),) if one.group_field else ()
        if school is not None:
            labels = (self._urn(school, AcademicYear.of(period.since)), *labels)
        return self.rows.get((one.population, one.measure, by, period.label, labels))

    def _days_of_counts(self) -> Mapping[str, Mapping[int | None, _Days]]:
        """The days of what is counted: of each school, and of all of them together."""
        found: dict[str, dict[int | None, _Days]] = {}
        for name in sorted({one.count for one in self.criteria} & set(COUNTS)):
            held = found.setdefault(name, {})
            for school, day, times in sorted(COUNTS[name].days(self.schools), key=lambda each: each[1]):
                held.setdefault(school, _Days()).add(day, times)
                held.setdefault(None, _Days()).add(day, times)
        return found

    def _values(self) -> Mapping[tuple[int, int | None], list[IndicatorValue]]:
        """The values of indicators, of their own place and of each school of it."""
        asked = {one.indicator_id for one in self.criteria if one.indicator_id}
        found: dict[tuple[int, int | None], list[IndicatorValue]] = {}
        if asked:
            for value in IndicatorValue.objects.filter(indicator__in=asked, grouping=None):
                found.setdefault((value.indicator_id, value.school_id), []).append(value)
        return found

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
        return self._judged(self._read(one, self._school_of(one)))

    def _read(self, one: Criterion, school: School | None) -> Live:
        """The figures of a criterion, of one school or of all it is read over."""
        if one.measure:
            return self._of_measure(one, school)
        if one.count:
            return self._of_count(one, school)
        return self._of_indicator(one, None if school == self._school_of(one) else school)

    def _of_measure(self, one: Criterion, school: School | None) -> Live:
        points, last = [], None
        # Beside what all schools are together, each is only what it is today.
        spans = self._spans(one) if school == self._school_of(one) else self._spans(one)[-1:]
        for span in spans:
            last = self._row(one, span.period, school)
            points.append(_read(span, last))
        if not points or self.held is None:
            return Live(one, Status.NO_DATA, why=_("No half-term has begun."), held=self.held)
        why = ""
        if points[-1].value is None:
            nobody = one.group_field and last is None
            why = (
                _("There is nobody in this group in these days.")
                if nobody
                else _("There is no possible session in these days, so there is no rate.")
            )
        return Live(one, Status.NO_DATA, points=tuple(points), why=why, row=last, held=self.held)

    def _of_count(self, one: Criterion, school: School | None) -> Live:
        days = self.days[one.count].get(school.pk if school else None, _Days())
        day = self._day(one)
        points = []
        for span in self._months(one, day):
            count = days.upto(span.until) - days.upto(span.since - dt.timedelta(days=1))
            points.append(replace(span, part=count, value=Fraction(count)))
        return Live(one, Status.NO_DATA, points=tuple(points))

    def _months(self, one: Criterion, day: dt.date) -> list[Point]:
        if one.period == Criterion.Period.PLAN:
            return since_the_plan_began(self._begins(one), day)
        return months(AcademicYear.of(day).since, day)

    def _of_indicator(self, one: Criterion, school: School | None) -> Live:
        day = self._day(one)
        points = tuple(
            Point(f"{value.on:%d/%m/%Y}", value.on, value.on, value.part, value.whole, value.exact)
            for value in self._values_of(one, school)
            if value.on <= day and not value.is_baseline
        )
        why = "" if points else _("No value has been recorded yet.")
        return Live(one, Status.NO_DATA, points=points, why=why)

    def _values_of(self, one: Criterion, school: School | None) -> list[IndicatorValue]:
        assert one.indicator_id is not None
        held = self.values.get((one.indicator_id, school.pk if school else None), [])
        return [value for value in held if value.group == one.group]

    def _judged(self, found: Live) -> Live:
        """Against its target: how it stands, the line it was to follow, and what is needed."""
        one, now = found.criterion, found.now
        target, against, none = self._target(found, self._school_of(one))
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
        return replace(
            found, status=status, target=target, against=against, trajectory=line, why=found.why or none
        )

    def _target(self, found: Live, school: School | None) -> tuple[Fraction | None, str, str]:
        """What its figure is set against, whose that is where it is published, or why there is nothing."""
        one = found.criterion
        if one.comparator == Criterion.Comparator.FIXED:
            return Fraction(one.target or 0), "", ""
        if one.comparator in (Criterion.Comparator.NATIONAL, Criterion.Comparator.LATEST):
            return self._national(found, school)
        if one.comparator == Criterion.Comparator.LAST_YEAR:
            return self._last_year(found, school)
        if one.comparator == Criterion.Comparator.BASELINE:
            start = self._start(one)
            if start is None:
                return None, "", _("There is no baseline to compare with.")
            return start[1], "", ""
        return self._everybody_else(found)

    def _last_year(self, found: Live, school: School | None) -> tuple[Fraction | None, str, str]:
        one = found.criterion
        none = _("There is no figure of the same days a year before.")
        if not one.measure or not found.points:
            return None, "", none
        period = a_year_before(one.period, found.points[-1], self._halves(one))
        row = period and self._row(one, period, school)
        value = _read(found.points[-1], row).value if row else None
        return (None, "", none) if value is None else (value, "", "")

    def _everybody_else(self, found: Live) -> tuple[Fraction | None, str, str]:
        """The rest of the cohort: everybody but the group, sums over sums, at the same school."""
        one, row = found.criterion, found.row
        none = None, "", _("There is nobody else to compare with.")
        if row is None:
            return none
        by = tuple(row.group)
        school = (row.group["school"],) if "school" in by else ()
        beside = self.beside[one.population, row.measure, by, row.period.label, school]
        others = [held for held in beside if held.group != row.group]
        part = sum(held.numerator or 0 for held in others)
        whole = sum(held.denominator or 0 for held in others)
        value = share(part, whole)
        return none if value is None else (value, "", "")

    def _national(self, found: Live, school: School | None) -> tuple[Fraction | None, str, str]:
        """The published figure that may stand beside ours; attendance is what absence leaves."""
        one = found.criterion
        if one.period == Criterion.Period.HALF_TERM or not one.measure:
            return None, "", _("No comparator: nothing national is published of this.")
        attended = one.measure == "attendance"
        year = AcademicYear.of(self._day(one))
        period = "year"
        if one.period == Criterion.Period.TERM and found.points:
            period = SEASONS.get(season_of(found.points[-1].label), "year")
        years = [year]
        if one.comparator == Criterion.Comparator.LATEST:
            held = sorted({AcademicYear(figure.year).start for figure in self.national}, reverse=True)
            years = [AcademicYear(start) for start in held if start <= year.start]
        schools = self.schools if school is None else [school]
        nations, phases = ({getattr(each, name) for each in schools} for name in ("nation", "phase"))
        if len(nations) != 1:
            return None, "", _("No comparator: national figures are of one nation.")
        none: Any = None
        for each in years or [year]:
            figure = comparator(
                measure="absence" if attended else one.measure,
                nation=schools[0].nation,
                phase=schools[0].phase if len(phases) == 1 else "all",
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
            return (self._begins(one) if whole else AcademicYear.of(day).since), Fraction(0)
        if one.indicator_id:
            held = [value for value in self._values_of(one, None) if value.is_baseline]
            return (held[-1].on, held[-1].exact) if held else None
        if one.baseline is None or one.baseline.exact is None:
            return None
        return max(one.baseline.until, self._begins(one)), one.baseline.exact


class _OfSeveralSchools(_Asked):
    """The plans of several schools, each criterion read at the school whose plan it stands in."""

    def _schools(self) -> list[School]:
        return list({plan.school_id: plan.school for plan in self.plans.values()}.values())

    def _scope(self) -> Scope:
        return Scope(schools=tuple(self.schools))

    def _school_of(self, one: Criterion) -> School | None:
        return self._plan(one).school

    def _spans(self, one: Criterion) -> tuple[Point, ...]:
        """Only the last: how it came there is on the plan's own page."""
        return super()._spans(one)[-1:]

    def _months(self, one: Criterion, day: dt.date) -> list[Point]:
        return super()._months(one, day)[-1:]

    def _wanted(self, one: Criterion) -> Iterator[tuple[School | None, Sequence[Period]]]:
        yield self._school_of(one), list(_periods(one, self._spans(one), self._halves(one)))

    def _half_terms(self) -> Mapping[int | None, HalfTerms]:
        found: dict[int | None, list[tuple[AcademicYear, HalfTerm]]] = {}
        for roll in self.held.rolls if self.held else ():
            column = roll.columns["school"]
            codes, first = np.unique(column.code, return_index=True)
            named = {column.labels[code]: place for code, place in zip(codes, first, strict=True)}
            for school in self.schools:
                place = named.get(self._urn(school, roll.year))
                if place is not None:
                    assert roll.terms is not None
                    halves = roll.half_terms[int(roll.terms[column.enrolment[place]])]
                    found.setdefault(school.pk, []).extend((roll.year, half) for half in halves)
        return {school: sorted(held, key=lambda one: one[1].since) for school, held in found.items()}


class _OfOnePlace(_Asked):
    """The plan of one school, or of a grouping: read over its schools together and at each of them."""

    def _schools(self) -> list[School]:
        [plan] = self.plans.values()
        return schools_of(plan.place, self.today)

    def _scope(self) -> Scope:
        [plan] = self.plans.values()
        return Scope(**at_place(plan.place))

    def _school_of(self, one: Criterion) -> School | None:
        return None

    def _first_days(self, measured: Sequence[Criterion]) -> Iterator[dt.date]:
        """From the plan's beginning too: the page shows how a figure came here."""
        yield from super()._first_days(measured)
        for one in measured:
            yield AcademicYear.of(min(self._begins(one), self._day(one))).since

    @property
    def _at_each(self) -> bool:
        return self._scope().grouping is not None

    def _wanted(self, one: Criterion) -> Iterator[tuple[School | None, Sequence[Period]]]:
        spans, halves = self._spans(one), self._halves(one)
        if not one.by_school:
            yield None, list(_periods(one, spans, halves))
        if self._at_each and self.schools:
            yield self.schools[0], list(_periods(one, spans[-1:], halves))

    def _half_terms(self) -> Mapping[int | None, HalfTerms]:
        """Of several schools, those that most pupils have."""
        largest: dict[AcademicYear, Roll] = {}
        for roll in self.held.rolls if self.held else ():
            largest[roll.year] = max(largest.get(roll.year, roll), roll, key=len)
        found = [(year, half_term) for year, roll in largest.items() for half_term in _commonest(roll)]
        return {None: sorted(found, key=lambda one: one[1].since)}

    def _one(self, one: Criterion) -> Live:
        found = super()._one(one)
        if self._at_each and not _is_unknown(one):
            found = replace(found, schools=tuple(self._at(one, school) for school in self.schools))
        return self._counted(found) if one.by_school else self._with_what_is_needed(found)

    # --- at each school of a grouping ---

    def _at(self, one: Criterion, school: School) -> AtSchool:
        """What a criterion is at one school, and whether it is met there."""
        found = self._read(one, school)
        found = replace(found, points=found.points[-1:])
        year = AcademicYear.of(self._day(one))
        none = AtSchool(school, self._urn(school, year), point=found.now)
        if one.comparator == Criterion.Comparator.BASELINE:
            return none  # a baseline is of all of them together
        target, against, _why = self._target(found, school)
        if found.now is None or found.now.value is None or target is None:
            return none
        meets = one.wants.holds(found.now.value, target)
        return replace(none, target=target, meets=meets, against=against)

    def _counted(self, found: Live) -> Live:
        """How many schools meet it, against how many are to."""
        one, schools = found.criterion, found.schools
        known = [each for each in schools if each.meets is not None]
        target = Fraction(one.schools or len(schools))
        met = sum(bool(each.meets) for each in known)
        day = self._day(one)
        latest = max((each.point.until for each in known if each.point), default=day)
        point = Point(f"{latest:%d/%m/%Y}", latest, latest, met, len(schools), Fraction(met))
        status = status_of(
            point.value if known else None, target, Operator.AT_LEAST, on=self.today, by=one.due
        )
        lacking = len(schools) - len(known)
        says = ngettext("%(count)d school has no figure.", "%(count)d schools have no figure.", lacking)
        return replace(
            found,
            status=status,
            points=(point,) if known else (),
            target=target,
            against="",
            trajectory=None,
            why=says % {"count": lacking} if lacking else "",
            short_by=max(target - met, Fraction(0)) or None if known and self.today <= one.due else None,
            row=None,
        )

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
        year, until = AcademicYear.of(now.since), ends(one.period, now, self._halves(one))
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


def _by(one: Criterion, school: School | None) -> tuple[str, ...]:
    """The fields a criterion is asked by."""
    return (*(("school",) if school else ()), *((one.group_field,) if one.group_field else ()))


def _periods(one: Criterion, spans: Sequence[Point], halves: HalfTerms) -> Iterator[Period]:
    """The stretches of a criterion, and the same days a year before where it is set beside them."""
    yield from (span.period for span in spans)
    if one.comparator == Criterion.Comparator.LAST_YEAR and spans:
        before = a_year_before(one.period, spans[-1], halves)
        if before is not None:
            yield before


def _is_unknown(one: Criterion) -> bool:
    """Is it bound to a name nobody knows any more?"""
    return bool(one.measure and not is_known(one.measure)) or bool(one.count and one.count not in COUNTS)


def _commonest(roll: Roll) -> tuple[HalfTerm, ...]:
    assert roll.terms is not None
    return roll.half_terms[int(np.bincount(roll.terms, minlength=1).argmax())]


def _day_of(year: AcademicYear, day: dt.date) -> int:
    return (max(day, year.week0) - year.week0).days


def _read(span: Point, row: Row | None) -> Point:
    if row is None or row.numerator is None or row.denominator is None:
        return span
    value = share(row.numerator, row.denominator)
    return replace(span, part=row.numerator, whole=row.denominator, value=value, until=row.until)
