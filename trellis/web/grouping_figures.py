"""Schools side by side: which needs us first, and why. Totals are sums over sums."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from trellis.attendance.asked import A_YEAR_OF_WEEKS, DaysAsked, days_asked
from trellis.attendance.school_figures import HEADLINES, NAMES, Figure, figure
from trellis.evidence.comparators import comparator, comparators, in_words
from trellis.evidence.models import Comparator
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.periods import Period
from trellis.measures.rows import Row
from trellis.registers.models import Ledger
from trellis.registers.rolls import Scope, rolls, urns
from trellis.registers.strips import MEDIUM, SMALL, Strip, weeks_strip
from trellis.rules.academic_year import AcademicYear
from trellis.rules.populations import Population
from trellis.rules.rounding import points
from trellis.schools.models import Grouping, GroupingMembership, School

Rows = Mapping[str, Row]
_FEW_WEEKS = 20
_NATIONAL = ("absence", "persistent_absence", "severe_absence")


@dataclass(frozen=True)
class AskedOfGrouping(DaysAsked):
    """An academic year or one half-term of it at every school of a grouping, and a population."""

    grouping: Grouping
    year: AcademicYear
    today: dt.date
    half_term: str = ""
    population: Population = Population.ALL_ON_ROLL

    @classmethod
    def read(cls, grouping: Grouping, given: Mapping[str, str], today: dt.date) -> "AskedOfGrouping":
        """What an address asks of a grouping."""
        year, half_term, population = days_asked(given, today)
        return cls(grouping, year, today, half_term, population)

    @property
    def last_year(self) -> Period:
        """The same days a year before, as far as this year has come; a half-term is each school's own."""
        before = self.year.before
        until = min(before.until, self.today - A_YEAR_OF_WEEKS) if self.is_this_year else before.until
        label = _("the same days of %(year)s") % {"year": before.label}
        return Period(label, before.since, max(until, before.since), self.half_term or None)

    @property
    def schools(self) -> list[School]:
        """The schools that were in the grouping on any day of the year."""
        members = GroupingMembership.objects.between(self.year.since, self.year.until)
        held = members.filter(grouping=self.grouping).values("school")
        return list(School.objects.filter(pk__in=held).order_by("name"))


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school of a grouping: its weeks, its figures against its own last year, its register."""

    school: School
    urn: str
    weeks: Strip
    now: Rows
    before: Rows
    written_at: dt.datetime | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The four headlines, each against the school's own last year."""
        return _figures(self.now, self.before)

    @property
    def moved(self) -> Fraction | None:
        """How far attendance lies above its own last year, exactly; None where one of the two has no rate."""
        now, before = _rate(self.now.get("attendance")), _rate(self.before.get("attendance"))
        return None if now is None or before is None else now - before

    @property
    def order(self) -> tuple[bool, Fraction, str]:
        """Its place on the page: what moved most for the worse first, then those nothing is known of."""
        moved = self.moved
        if moved is not None:
            return False, moved, self.school.name
        return True, _rate(self.now.get("attendance")) or Fraction(2), self.school.name

    @property
    def enrolments(self) -> int:
        """How many were on roll in the days asked."""
        return _count(self.now, "enrolments")

    @property
    def missing(self) -> int:
        """How many marks are missing."""
        return _count(self.now, "missing_marks")

    @property
    def is_copy(self) -> bool:
        """Whether its register of record is its own MIS, and this a copy."""
        return self.school.register_of_record == School.RegisterOfRecord.MIS


@dataclass(frozen=True, slots=True)
class Together:
    """Some schools taken together: all of them, or those of one phase."""

    label: str
    schools: int
    enrolments: int
    figures: tuple[Figure, ...]
    missing: int
    national: str


@dataclass(frozen=True, slots=True)
class GroupingFigures:
    """What a grouping's page shows."""

    schools: tuple[SchoolLine, ...]
    whole: Together
    phases: tuple[Together, ...]
    against: str


def grouping_figures(asked: AskedOfGrouping) -> GroupingFigures:
    """Every school of a grouping over the days asked, what moved most for the worse first."""
    scope, last = Scope(grouping=asked.grouping), asked.last_year
    held = rolls(scope, last.since, asked.year.until, fields=("school",))
    answer, weekly = evaluate_together(
        held.rolls,
        [Ask(HEADLINES, [asked.period, last], ("school",)), Ask(("absence",), [asked.period], _WEEKLY)],
        population=asked.population,
    )
    lines = sorted(_lines(asked, answer.rows, _weeks(weekly.rows)), key=lambda line: line.order)
    among = comparators() if _may_be_compared(asked) else []
    phases = dict.fromkeys(line.school.phase for line in lines)
    return GroupingFigures(
        schools=tuple(lines),
        whole=_together(asked, str(asked.grouping), "all", lines, among),
        phases=tuple(
            _together(asked, str(own[0].school.get_phase_display()), phase, own, among)
            for phase in phases
            if (own := [line for line in lines if line.school.phase == phase])
        ),
        against=last.label,
    )


_WEEKLY = ("school", "week")


def _lines(asked: AskedOfGrouping, rows: Iterable[Row], weeks: Mapping[str, Strip]) -> list[SchoolLine]:
    schools = asked.schools
    by_school: dict[tuple[int, str], dict[str, Row]] = {}
    for row in rows:
        key = (AcademicYear.of(row.since).start, str(row.group["school"]))
        by_school.setdefault(key, {})[row.measure] = row
    # A year's rows carry the URN the school had then.
    now, before = (
        urns([school.pk for school in schools], year.until) for year in (asked.year, asked.year.before)
    )
    written = dict(Ledger.objects.filter(school__in=schools, number__gt=0).values_list("school_id", "at"))
    nothing = weeks_strip([], of=asked.words, size=SMALL)
    return [
        SchoolLine(
            school=school,
            urn=now[school.pk],
            weeks=weeks.get(now[school.pk], nothing),
            now=by_school.get((asked.year.start, now[school.pk]), {}),
            before=by_school.get((asked.year.before.start, before[school.pk]), {}),
            written_at=written.get(school.pk),
        )
        for school in schools
        if school.pk in now
    ]


def _weeks(rows: Sequence[Row]) -> dict[str, Strip]:
    """By school, the weeks of the days asked: the same weeks under each other on the page."""
    mondays = sorted({str(row.group["week"]) for row in rows if row.denominator})
    shares: dict[str, list[float | None]] = {}
    for row in rows:
        if row.denominator and row.numerator is not None:
            own = shares.setdefault(str(row.group["school"]), [None] * len(mondays))
            own[mondays.index(str(row.group["week"]))] = 100 * row.numerator / row.denominator
    size = MEDIUM if len(mondays) <= _FEW_WEEKS else SMALL
    return {urn: weeks_strip(own, of=_("the days asked"), size=size) for urn, own in shares.items()}


def _together(
    asked: AskedOfGrouping, label: str, phase: str, lines: Sequence[SchoolLine], among: list[Comparator]
) -> Together:
    now, before = _added([line.now for line in lines]), _added([line.before for line in lines])
    return Together(
        label=label,
        schools=len(lines),
        enrolments=sum(line.enrolments for line in lines),
        figures=tuple(
            figure(now.get(name), before=before.get(name), against=asked.last_year.label)
            if phase == "all"
            else _figure(now.get(name), before.get(name), name)
            for name in HEADLINES
        ),
        missing=sum(line.missing for line in lines),
        national=_national(asked, phase, lines, among),
    )


def _added(schools: Sequence[Rows]) -> Rows:
    """The measures of several schools as one: sums over sums, never a mean of rates."""
    found: dict[str, Row] = {}
    for name in HEADLINES:
        rows = [held[name] for held in schools if name in held]
        known = [row for row in rows if row.numerator is not None and row.denominator is not None]
        if known:
            found[name] = known[0]._replace(
                numerator=sum(row.numerator or 0 for row in known),
                denominator=sum(row.denominator or 0 for row in known),
            )
    return found


def _figures(now: Rows, before: Rows) -> tuple[Figure, ...]:
    return tuple(_figure(now.get(name), before.get(name), name) for name in HEADLINES)


def _figure(now: Row | None, before: Row | None, name: str) -> Figure:
    """A figure whose change is only how far and which way: the table says once against what."""
    shown = figure(now)
    return Figure(str(NAMES[name]), shown.value, shown.of, moved_in_words(now, before))


def moved_in_words(now: Row | None, before: Row | None) -> str:
    """ "0.7 below", in percentage points."""
    moved = points_moved(now, before)
    if moved is None:
        return ""
    if float(moved) == 0:
        return _("the same")
    words = _("%(points)s below") if moved.startswith("-") else _("%(points)s above")
    return words % {"points": moved.lstrip("-")}


def points_moved(now: Row | None, before: Row | None) -> str | None:
    """How far a rate moved, in percentage points as text; None where one of the two has none."""
    if now is None or before is None or now.numerator is None or before.numerator is None:
        return None
    return points(now.numerator, now.denominator or 0, before.numerator, before.denominator or 0)


def _rate(row: Row | None) -> Fraction | None:
    if row is None or row.numerator is None or not row.denominator:
        return None
    return Fraction(row.numerator, row.denominator)


def _count(rows: Rows, name: str) -> int:
    return max((getattr(row, name) or 0 for row in rows.values()), default=0)


def _may_be_compared(asked: AskedOfGrouping) -> bool:
    """National figures are of pupils of statistical age, over a year or a term, never a half-term."""
    return asked.population is Population.STATISTICAL and not asked.half_term


def _national(
    asked: AskedOfGrouping, phase: str, lines: Sequence[SchoolLine], among: list[Comparator]
) -> str:
    """The national figures of the same phase, population and year, or the sentence why there are none."""
    nations = {line.school.nation for line in lines}
    if not _may_be_compared(asked) or len(nations) != 1:
        return ""
    said = []
    for measure in _NATIONAL:
        found = comparator(
            measure=measure,
            nation=next(iter(nations)),
            phase=phase,
            year=asked.year,
            population=asked.population.value,
            among=among,
        )
        if not isinstance(found, Comparator):
            return str(found)
        said.append(f"{str(NAMES[measure]).lower()} {found.percent}% ({in_words(found)})")
    return _("National: %(figures)s.") % {"figures": "; ".join(said)}
