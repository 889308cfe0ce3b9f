"""A school's figures as governors may have them: small numbers hidden last of all, and no child."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.asked import Asked
from trellis.attendance.school_figures import GROUPS, NAMES, Figure, change_in_words, label_in_words
from trellis.measures.answer import Answer
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.rows import Row
from trellis.registers.rolls import Rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.rounding import percent_for_page

MEASURES = ("attendance", "persistent_absence", "severe_absence", "unauthorised_absence", "late")
BREAKDOWNS = {
    "half_term": gettext_lazy("Half-term"),
    "year_group": gettext_lazy("Year group"),
    **GROUPS,
}
FIELDS = ("year_group", *GROUPS)


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

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    names: tuple[str, ...]


def told_figures(asked: Asked, held: Rolls) -> ToldFigures:
    """The figures of a school over the days asked, disclosed (domain-rules §12.2)."""
    last = asked.last_year(held)
    both = [asked.period, *([last] if last else [])]
    asks = [Ask(MEASURES, both), *(Ask(MEASURES[:2], [asked.period], (field,)) for field in BREAKDOWNS)]
    whole, *others = (
        answer.disclosed() for answer in evaluate_together(held.rolls, asks, population=asked.population)
    )
    against = last.label if last else ""
    return ToldFigures(
        figures=tuple(_headlines(whole, asked, against)),
        tables=tuple(
            Table(str(heading), tuple(_lines(answer, field)))
            for (field, heading), answer in zip(BREAKDOWNS.items(), others, strict=True)
        ),
        names=tuple(str(NAMES[name]) for name in MEASURES[:2]),
    )


def _headlines(whole: Answer, asked: Asked, against: str) -> Iterator[Figure]:
    for name in MEASURES:
        rows = [row for row in whole.rows if row.measure == name]
        now = next((row for row in rows if AcademicYear.of(row.since) == asked.year), None)
        before = next((row for row in rows if AcademicYear.of(row.since) == asked.year.before), None)
        yield told(now, before, against)


def _lines(answer: Answer, field: str) -> Iterator[ToldLine]:
    by_label: dict[Any, list[Row]] = {}
    for row in answer.rows:
        by_label.setdefault(row.group[field], []).append(row)
    for label, rows in by_label.items():
        if any(row.denominator is None or row.denominator for row in rows):
            yield ToldLine(label_in_words(field, label), tuple(told(row) for row in rows))


def told(row: Row | None, before: Row | None = None, against: str = "") -> Figure:
    """A row as it may be told: hidden where it is few, without a rate where there was no session."""
    name = str(NAMES[row.measure]) if row else ""
    if row is None or row.denominator == 0:
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
        *(one for table in shown.tables for line in table.lines for one in line.figures),
    ]
    return any(one.value == _("hidden") for one in every)
