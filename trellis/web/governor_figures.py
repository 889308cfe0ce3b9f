"""A school's figures as governors may have them: small numbers hidden last of all, and no child.

Two figures can be taken away from each other, and what is left may be few. So the page offers periods that
share no day (whole years, and their half-terms of the school as a whole), moves on only when a half-term is
over, and tells a group only where no half-term of its year is few (docs/adr/0024).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.asked import Asked
from trellis.attendance.school_figures import GROUPS, NAMES, Figure, change_in_words, label_in_words
from trellis.measures.catalogue import by_name
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.groups import counts_everybody, labels_with_somebody
from trellis.measures.measure import Unit
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.measures.rows import Row
from trellis.registers.rolls import Rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.disclosure import Row as Counted
from trellis.rules.disclosure import Told, disclose, disclose_in_turn
from trellis.rules.populations import Population
from trellis.rules.rounding import percent_for_page
from trellis.rules.words import day_in_words
from trellis.schools.counts import grouped

MEASURES = ("attendance", "persistent_absence", "severe_absence", "unauthorised_absence", "late")
NATIONAL = ("absence", "persistent_absence", "severe_absence")
GROUPED = MEASURES[:2]
BREAKDOWNS = {"year_group": gettext_lazy("Year group"), **GROUPS}
FIELDS = tuple(BREAKDOWNS)


@dataclass(frozen=True, slots=True)
class DaysTold:
    """The days of a year that may be told: all of it, or as far as its last half-term that is over."""

    period: Period
    # The half-term they end with, where the year is not over.
    last: str = ""

    @classmethod
    def of(cls, roll: Roll, today: dt.date, *, upto: str = "") -> "DaysTold | None":
        """As far as a year has come, or as far as one half-term of it; None where that is not over."""
        year = roll.year
        if today > year.until and not upto:
            return cls(Period.of_year(year))
        over = [half for half in roll.half_terms[0] if half.until < today and upto in ("", half.name)]
        return cls(Period(year.label, year.since, over[-1].until), over[-1].name) if over else None

    @property
    def words(self) -> str:
        """The days in words."""
        if not self.last:
            return self.period.label
        until = day_in_words(self.period.until)
        return _("%(year)s to %(day)s") % {"year": self.period.label, "day": until}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One group of a table, and what may be told of each of its figures."""

    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown as it may leave the school."""

    heading: str
    lines: tuple[ToldLine, ...]


@dataclass(frozen=True, slots=True)
class ToldFigures:
    """Five figures for the school, against the same days last year, and who is behind them."""

    days: str
    figures: tuple[Figure, ...]
    # Of the pupils that national figures count.
    beside_national: tuple[Figure, ...]
    tables: tuple[Table, ...]
    names: tuple[str, ...]


def told_figures(asked: Asked, held: Rolls) -> ToldFigures:
    """The figures of a school over a year, disclosed (§12.2); none before its first half-term is over."""
    roll = _roll_of(held, asked.year)
    days = DaysTold.of(roll, asked.today) if roll else None
    if roll is None or days is None:
        return ToldFigures("", (), (), (), ())
    everybody = _Counts.of(roll, days, _OF_EVERYBODY)
    published = (
        everybody
        if counts_everybody(roll, days.period, Population.STATISTICAL)
        else _Counts.of(roll, days, _OF_PUBLISHED, Population.STATISTICAL)
    )
    within = labels_with_somebody([roll], FIELDS, days.period, population=Population.STATISTICAL)
    before = _last_year(asked, held, days)
    against = _("the same days of %(year)s") % {"year": asked.year.before.label}
    return ToldFigures(
        days=days.words,
        figures=tuple(told(_of_school(everybody, name), before.get(name), against) for name in MEASURES),
        beside_national=tuple(told(_beside_national(everybody, published, name)) for name in NATIONAL),
        tables=tuple(table for table in _tables(everybody, within) if table.lines),
        names=tuple(str(NAMES[name]) for name in GROUPED),
    )


def _roll_of(held: Rolls, year: AcademicYear) -> Roll | None:
    return next((roll for roll in held.rolls if roll.year == year and len(roll)), None)


def _last_year(asked: Asked, held: Rolls, days: DaysTold) -> Mapping[str, Row]:
    """The whole year before, or as far as the half-term of the same name."""
    roll = _roll_of(held, asked.year.before)
    before = DaysTold.of(roll, asked.today, upto=days.last) if roll else None
    if roll is None or before is None:
        return {}
    counts = _Counts.of(roll, before, _OF_LAST_YEAR)
    return {name: _of_school(counts, name) for name in MEASURES}


# --- what is counted ----------------------------------------------------------------------------------------


def _that_add_up(measures: Sequence[str]) -> tuple[str, ...]:
    """Those whose half-terms add up to the year.

    Whoever is persistently absent in a year is so in no half-term, or in any: the count of one taken from the
    count of another is a count of nobody.
    """
    return tuple(name for name in measures if by_name(name).unit is not Unit.ENROLMENTS)


# What is asked of everybody, of those national figures count, and of everybody last year: measures, by what
# they are told by.
_Asks = Mapping[tuple[str, ...], Sequence[str]]
_WHOLE = tuple(dict.fromkeys((*MEASURES, *NATIONAL)))
_OF_EVERYBODY: _Asks = {
    (): _WHOLE,
    ("half_term",): tuple(dict.fromkeys((*GROUPED, *_that_add_up(_WHOLE)))),
    **{(field,): GROUPED for field in FIELDS},
    **{(field, "half_term"): _that_add_up(GROUPED) for field in FIELDS},
}
_OF_PUBLISHED: _Asks = {
    (): NATIONAL,
    ("half_term",): _that_add_up(NATIONAL),
}
_OF_LAST_YEAR: _Asks = {(): MEASURES, ("half_term",): _that_add_up(MEASURES)}


@dataclass(frozen=True, slots=True)
class _Counts:
    """The days of a year that may be told, as they were counted of one population in one reading."""

    roll: Roll
    rows: Mapping[tuple[tuple[str, ...], str], Sequence[Row]]

    @classmethod
    def of(
        cls, roll: Roll, days: DaysTold, asks: _Asks, population: Population = Population.ALL_ON_ROLL
    ) -> "_Counts":
        answers = evaluate_together(
            [roll], [Ask(names, [days.period], by) for by, names in asks.items()], population=population
        )
        found: dict[tuple[tuple[str, ...], str], list[Row]] = {}
        for by, answer in zip(asks, answers, strict=True):
            for row in answer.rows:
                found.setdefault((by, row.measure), []).append(row)
        return cls(roll, found)

    def by(self, name: str, *fields: str) -> Sequence[Row]:
        """A measure by some fields; of the whole school, its one row."""
        return self.rows.get((fields, name), ())

    def parts(self, whole: Row) -> list[Counted]:
        """The half-terms a row adds up from, and the days between; none of a count that does not add up."""
        if not _that_add_up([whole.measure]):
            return []
        fields, held = tuple(whole.group), {}
        for half in self.by(whole.measure, *fields, "half_term"):
            if all(half.group[field] == whole.group[field] for field in fields):
                held[half.group["half_term"]] = half
        names = [half.name for half in self.roll.half_terms[0]]
        counted = [_counted(held[name]) if name in held else Counted(0, 0, 0) for name in names]
        between = Counted(
            _counted(whole).numerator - sum(part.numerator for part in counted),
            (whole.denominator or 0) - sum(part.denominator or 0 for part in counted),
        )
        return [*counted, between]


# --- the school as a whole ----------------------------------------------------------------------------------


def _of_school(counts: _Counts, name: str) -> Row:
    """A measure of the whole school, told where no half-term of it is few."""
    [row] = counts.by(name)
    return _disclosed([row], [[part] for part in counts.parts(row)])[0]


def _beside_national(everybody: _Counts, published: _Counts, name: str) -> Row:
    """A measure that is published, of the pupils national figures count, where the others are not few."""
    [of_all], [row] = everybody.by(name), published.by(name)
    parts = published.parts(row)
    others = [
        _rest(theirs, own)
        for theirs, own in zip(
            [*everybody.parts(of_all), _counted(of_all)], [*parts, _counted(row)], strict=True
        )
    ]
    return _disclosed([row], [[part] for part in [*parts, *others]])[0]


def _rest(of_all: Counted, of_them: Counted) -> Counted:
    """What one population counts beyond another; in a count that does not add up, how far they are apart."""
    return Counted(
        abs(of_all.numerator - of_them.numerator),
        abs((of_all.denominator or 0) - (of_them.denominator or 0)),
        None if of_all.pupils is None else abs(of_all.pupils - (of_them.pupils or 0)),
    )


# --- tables -------------------------------------------------------------------------------------------------


# Of each field, the groups that have anybody among those national figures count.
_Within = Mapping[str, frozenset[Any]]


def _tables(everybody: _Counts, within: _Within) -> Iterator[Table]:
    halves = [half for name in GROUPED for half in everybody.by(name, "half_term")]
    yield Table(_("Half-term"), tuple(_lines("half_term", _each_by_itself(halves))))
    for field in FIELDS:
        rows = [row for name in GROUPED for row in _of_groups(everybody, within, name, field)]
        yield Table(str(BREAKDOWNS[field]), tuple(_lines(field, rows)))


def _each_by_itself(rows: Iterable[Row]) -> list[Row]:
    """Half-terms of the whole school: where one is few, neither it nor the year it is part of is told."""
    return [row.disclosed(disclose([_counted(row)]).rows[0]) for row in rows]


def _of_groups(everybody: _Counts, within: _Within, name: str, field: str) -> list[Row]:
    """One measure of every group, and which of them may be told.

    The total of those wholly outside national figures can be known: it is everybody less whom those count.
    """
    rows = everybody.by(name, field)
    inside = frozenset(place for place, row in enumerate(rows) if row.group[field] in within[field])
    totals = [inside, frozenset(range(len(rows))) - inside]
    return _disclosed(rows, list(zip(*map(everybody.parts, rows), strict=True)), totals)


def _disclosed(
    rows: Sequence[Row], parts: Sequence[Sequence[Counted]], totals: Sequence[frozenset[int]] = ()
) -> list[Row]:
    if any(row.numerator is None for row in rows):
        # From a summary that does not say who was late nobody knows, and nothing is told.
        return [row.disclosed(Told(counts=False, percent=False)) for row in rows]
    found = disclose_in_turn([_counted(row) for row in rows], parts, totals=totals)
    return [row.disclosed(told) for row, told in zip(rows, found.rows, strict=True)]


def _counted(row: Row) -> Counted:
    return Counted(row.numerator or 0, row.denominator or 0, row.pupils or 0)


def _lines(field: str, rows: Sequence[Row]) -> Iterator[ToldLine]:
    by_label: dict[Any, list[Row]] = {}
    for row in rows:
        by_label.setdefault(row.group[field], []).append(row)
    for label, own in by_label.items():
        if any(row.denominator is None or row.denominator for row in own):
            yield ToldLine(label_in_words(field, label), tuple(told(row) for row in own))


def told(row: Row, before: Row | None = None, against: str = "") -> Figure:
    """A row as it may be told: hidden where it is few, without a rate where there was no session."""
    name = str(NAMES[row.measure])
    if row.denominator == 0:
        return Figure(name, _("no possible sessions"))
    if row.numerator is None or row.denominator is None:
        return Figure(name, _("hidden"))
    counts = {"part": grouped(row.numerator), "whole": grouped(row.denominator)}
    of = _("%(part)s of %(whole)s") % counts
    if not row.told.percent:
        return Figure(name, of)
    both_told = before is not None and before.told.percent
    return Figure(
        name=name,
        value=f"{_rate(row)}%",
        of=of,
        change=change_in_words(row, before, against) if both_told else "",
    )


def _rate(row: Row) -> str:
    assert row.numerator is not None
    assert row.denominator is not None
    shown = percent_for_page(row.numerator, row.denominator) if row.measure == "attendance" else row.percent
    return str(shown)


def hidden_anywhere(shown: ToldFigures) -> bool:
    """Whether any figure of the page is hidden, so that it says why."""
    every: Sequence[Figure] = [
        *shown.figures,
        *shown.beside_national,
        *(one for table in shown.tables for line in table.lines for one in line.figures),
    ]
    return any(one.value == _("hidden") for one in every)
