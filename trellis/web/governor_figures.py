"""A school's figures as governors may have them: small numbers hidden last of all, and no child.

Two figures can be taken away from each other, and what is left may be few. So the page offers periods that
share no day (whole years, and their half-terms of the school as a whole), moves on only when a half-term is
over, and tells a group only where no half-term of its year is few (docs/adr/0024).
"""

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.asked import Asked
from trellis.attendance.school_figures import GROUPS, NAMES, Figure, change_in_words, label_in_words
from trellis.measures.answer import Answer
from trellis.measures.catalogue import by_name
from trellis.measures.characteristics import Label
from trellis.measures.evaluate import Ask, evaluate_together
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
    now = _of_school(roll, days, MEASURES)
    before = _last_year(asked, held, days)
    against = _("the same days of %(year)s") % {"year": asked.year.before.label}
    return ToldFigures(
        days=days.words,
        figures=tuple(told(now[name], before.get(name), against) for name in MEASURES),
        beside_national=tuple(told(row) for row in _beside_national(roll, days)),
        tables=tuple(table for table in _tables(roll, days) if table.lines),
        names=tuple(str(NAMES[name]) for name in GROUPED),
    )


def _roll_of(held: Rolls, year: AcademicYear) -> Roll | None:
    return next((roll for roll in held.rolls if roll.year == year and len(roll)), None)


def _last_year(asked: Asked, held: Rolls, days: DaysTold) -> Mapping[str, Row]:
    """The whole year before, or as far as the half-term of the same name."""
    roll = _roll_of(held, asked.year.before)
    before = DaysTold.of(roll, asked.today, upto=days.last) if roll else None
    return _of_school(roll, before, MEASURES) if roll and before else {}


# --- the school as a whole ----------------------------------------------------------------------------------


def _of_school(roll: Roll, days: DaysTold, measures: Sequence[str]) -> dict[str, Row]:
    """Each measure of the whole school, told where no half-term of it is few."""
    return {
        name: _disclosed([row], [[part] for part in parts])[0]
        for name, row, parts in _counted_of_school(roll, days, measures)
    }


def _counted_of_school(
    roll: Roll, days: DaysTold, measures: Sequence[str], population: Population = Population.ALL_ON_ROLL
) -> Iterator[tuple[str, Row, list[Counted]]]:
    """Each measure of the days told as it was counted, and the parts it adds up from."""
    whole, by_half_term = evaluate_together(
        [roll],
        [Ask(measures, [days.period]), Ask(measures, [days.period], ("half_term",))],
        population=population,
    )
    for name, row in zip(measures, whole.rows, strict=True):
        halves = {half.group["half_term"]: half for half in by_half_term.rows if half.measure == name}
        yield name, row, _parts(roll, row, halves)


def _parts(roll: Roll, whole: Row, halves: Mapping[Label, Row]) -> list[Counted]:
    """The half-terms a row adds up from, and the days between; none of a count that does not add up.

    Whoever is persistently absent in a year is so in no half-term, or in any: the count of one taken from the
    count of another is a count of nobody.
    """
    if by_name(whole.measure).unit is Unit.ENROLMENTS:
        return []
    names = [half.name for half in roll.half_terms[0]]
    counted = [_counted(halves[name]) if name in halves else Counted(0, 0, 0) for name in names]
    between = Counted(
        _counted(whole).numerator - sum(part.numerator for part in counted),
        (whole.denominator or 0) - sum(part.denominator or 0 for part in counted),
    )
    return [*counted, between]


def _beside_national(roll: Roll, days: DaysTold) -> Iterator[Row]:
    """The measures that are published, of the pupils national figures count, where the others are not few."""
    everybody = _counted_of_school(roll, days, NATIONAL)
    counted = _counted_of_school(roll, days, NATIONAL, Population.STATISTICAL)
    for (_name, of_all, parts_of_all), (_name, row, parts) in zip(everybody, counted, strict=True):
        others = [
            _rest(theirs, own)
            for theirs, own in zip([*parts_of_all, _counted(of_all)], [*parts, _counted(row)], strict=True)
        ]
        yield _disclosed([row], [[part] for part in [*parts, *others]])[0]


def _rest(of_all: Counted, of_them: Counted) -> Counted:
    """What one population counts beyond another; in a count that does not add up, how far they are apart."""
    return Counted(
        abs(of_all.numerator - of_them.numerator),
        abs((of_all.denominator or 0) - (of_them.denominator or 0)),
        None if of_all.pupils is None else abs(of_all.pupils - (of_them.pupils or 0)),
    )


# --- tables -------------------------------------------------------------------------------------------------


def _tables(roll: Roll, days: DaysTold) -> Iterator[Table]:
    period = [days.period]
    by_half_term, *grouped = evaluate_together(
        [roll],
        [
            Ask(GROUPED, period, ("half_term",)),
            *(Ask(GROUPED, period, by) for field in FIELDS for by in ((field,), (field, "half_term"))),
        ],
    )
    of_published = evaluate_together(
        [roll], [Ask(GROUPED, period, (field,)) for field in FIELDS], population=Population.STATISTICAL
    )
    yield Table(_("Half-term"), tuple(_lines("half_term", _each_by_itself(by_half_term.rows))))
    for field, whole, halves, published in zip(
        FIELDS, grouped[::2], grouped[1::2], of_published, strict=True
    ):
        within = {row.group[field] for row in published.rows}
        rows = [row for name in GROUPED for row in _of_groups(roll, field, name, whole, halves, within)]
        yield Table(str(BREAKDOWNS[field]), tuple(_lines(field, rows)))


def _each_by_itself(rows: Iterable[Row]) -> list[Row]:
    """Half-terms of the whole school: where one is few, neither it nor the year it is part of is told."""
    return [row.disclosed(disclose([_counted(row)]).rows[0]) for row in rows]


def _of_groups(
    roll: Roll, field: str, name: str, whole: Answer, halves: Answer, within: Container[Label]
) -> list[Row]:
    """One measure of every group, and which of them may be told.

    The total of those wholly outside national figures can be known: it is everybody less whom those count.
    """
    rows = [row for row in whole.rows if row.measure == name]
    held: dict[Label, dict[Label, Row]] = {row.group[field]: {} for row in rows}
    for half in halves.rows:
        if half.measure == name:
            held[half.group[field]][half.group["half_term"]] = half
    parts = [_parts(roll, row, held[row.group[field]]) for row in rows]
    inside = frozenset(place for place, row in enumerate(rows) if row.group[field] in within)
    totals = [inside, frozenset(range(len(rows))) - inside]
    return _disclosed(rows, list(zip(*parts, strict=True)), totals)


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
    counts = {"part": _grouped(row.numerator), "whole": _grouped(row.denominator)}
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


def _grouped(count: int) -> str:
    return number_format(count, use_l10n=True, force_grouping=True)


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
