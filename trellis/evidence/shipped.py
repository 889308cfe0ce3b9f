"""The national figures that come with Trellis, and reading a file of more of them.

Both are the same CSV: a column for each thing that decides what a figure may stand beside. What an authorised
person brings later stands over what was shipped.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trellis.evidence.models import Comparator
from trellis.rules.academic_year import AcademicYear
from trellis.rules.dates import read_date
from trellis.rules.words import ProblemWith
from trellis.schools.asked_for import number_of

COLUMNS = (
    *("nation", "measure", "phase", "group", "year", "period", "until", "half_terms"),
    *("population", "definition", "series", "percent", "source", "retrieved", "to_verify", "note"),
)

_SHIPPED = Path(__file__).with_name("national.csv")

# What a file's cell may not be empty of: a figure that does not say these may stand beside anything.
_NEEDED = frozenset(COLUMNS) - {"group", "until", "definition", "to_verify", "note"}

_THRESHOLDS = ("persistent_absence", "severe_absence")


class Problem(NamedTuple):
    """One cell that cannot be read, by the spreadsheet's own row (its heading is row 1)."""

    row: int
    column: str
    value: str
    says: str


@lru_cache(maxsize=1)
def shipped() -> tuple[Comparator, ...]:
    """The figures that come with Trellis; each row was read in the source it names."""
    with _SHIPPED.open(encoding="utf-8", newline="") as file:
        found, problems = read_comparators(file)
    if problems:
        raise ValueError(f"{_SHIPPED.name}: {problems[0]}")
    return tuple(found)


def read_comparators(lines: Iterable[str]) -> tuple[list[Comparator], list[Problem]]:
    """The figures of a CSV file, and every cell of it that cannot be read."""
    rows = csv.DictReader(lines, strict=True)
    if problems := list(_headings(rows.fieldnames or ())):
        return [], problems
    found: list[Comparator] = []
    where: dict[tuple[object, ...], int] = {}
    try:
        for number, cells in enumerate(rows, 2):
            figure, wrong = _read_row(number, cells)
            if figure is not None and (first := where.setdefault(figure.key, number)) != number:
                wrong.append(Problem(number, "percent", str(cells["percent"]), _same_as(first)))
            problems += wrong
            if figure is not None and not wrong:
                found.append(figure)
    except csv.Error as wrong:
        says = _("The file cannot be read as CSV: %(why)s.") % {"why": wrong}
        problems.append(Problem(rows.line_num, "", "", says))
    return found, problems


def as_row(figure: Comparator) -> dict[str, str]:
    """A figure as a row of such a file."""
    row = {column: getattr(figure, column) for column in COLUMNS}
    row |= {"year": figure.academic_year.label, "percent": figure.printed}
    row["to_verify"] = "yes" if figure.to_verify else ""
    return {column: "" if value is None else str(value) for column, value in row.items()}


def _same_as(row: int) -> str:
    return _("Row %(row)s already gives this figure.") % {"row": row}


def _headings(names: Iterable[str]) -> Iterator[Problem]:
    names = [name.removeprefix("\ufeff") for name in names]
    for column in COLUMNS:
        if column not in names:
            yield Problem(1, column, "", _("The column “%(column)s” is missing.") % {"column": column})
    for name in names:
        if name not in COLUMNS:
            yield Problem(1, name, name, _("“%(name)s” is not a column of comparators.") % {"name": name})


def _read_row(number: int, cells: dict[str, Any]) -> tuple[Comparator | None, list[Problem]]:
    """One row as a figure, or the cells that stand in its way."""
    if None in cells or None in cells.values():
        return None, [Problem(number, "", "", _("This row has more or fewer cells than the headings."))]
    text = {name.removeprefix("\ufeff"): value.strip() for name, value in cells.items()}
    values, problems = _read_cells(number, text)
    if problems:
        return None, problems
    figure = Comparator(**values)
    try:
        figure.clean_fields(exclude=["id", "brought_at", "brought_by"])
    except ValidationError as wrong:
        problems = [
            Problem(number, column, text.get(column, ""), " ".join(says))
            for column, says in wrong.message_dict.items()
        ]
    return (None if problems else figure), problems


def _read_cells(number: int, text: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in COLUMNS:
        written = text[column]
        try:
            if not written and _needed(column, text["measure"]):
                raise ValueError(_("A comparator needs this: nothing is assumed."))
            values[column] = _READ.get(column, str)(written)
        except (ValueError, ProblemWith) as wrong:
            problems.append(Problem(number, column, written, str(wrong)))
    if "percent" in values:
        values["places"] = max(0, -int(values["percent"].as_tuple().exponent))
    return values, problems


def _needed(column: str, measure: str) -> bool:
    """A share of pupils over a threshold says which threshold: the definition changed twice."""
    return column in _NEEDED or (column == "definition" and measure in _THRESHOLDS)


def _read_percent(written: str) -> Decimal:
    try:
        percent = Decimal(written)
    except InvalidOperation:
        raise ValueError(_("Write a percentage as a number, such as 7.1.")) from None
    if not percent.is_finite() or not -3 <= int(percent.as_tuple().exponent) <= 0:
        raise ValueError(_("Write a percentage with no more than three decimal places."))
    return percent


def _read_number(written: str) -> int:
    number = number_of(written)
    if number is None:
        raise ValueError(_("Write a whole number."))
    return number


def _read_yes(written: str) -> bool:
    answers = {"": False, "no": False, "yes": True}
    if written.lower() not in answers:
        raise ValueError(_("Write yes, no or nothing."))
    return answers[written.lower()]


def _read_day_or_none(written: str) -> dt.date | None:
    return read_date(written) if written else None


_READ = {
    "year": lambda written: AcademicYear.parse(written).start,
    "until": _read_day_or_none,
    "half_terms": _read_number,
    "percent": _read_percent,
    "retrieved": read_date,
    "to_verify": _read_yes,
}
