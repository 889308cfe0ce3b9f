"""The monitoring of a plan as it stands: term by term what is looked at, row by row what was found."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.imports.problems import said, words
from trellis.plans.arranged import arranged
from trellis.plans.criteria import Wording
from trellis.plans.fields import Field
from trellis.plans.models import Finding, Monitoring, Plan, Row
from trellis.plans.reading.dates import read_when
from trellis.plans.reading.monitoring import kinds_in
from trellis.plans.reading.rows import said_by_field
from trellis.plans.steps import term_of
from trellis.rhythm.models import Arrangement
from trellis.schools.models import Grouping, Person, School


@dataclass(frozen=True)
class Look:
    """One look as a page shows it, with what a reader may read of what it found."""

    monitoring: Monitoring
    day: dt.date
    owner_words: str
    how_often: str
    rows: Sequence[Row]
    findings: Sequence[Finding]
    withheld: int = 0  # findings about one teacher that are not for this reader

    @property
    def is_late(self) -> bool:
        due = self.monitoring.due_on
        return due is not None and due < self.day and not self.findings and not self.withheld

    @property
    def when(self) -> str:
        due = self.monitoring.due_on
        return self.how_often or (date_format(due, "j F Y") if due else "")

    @property
    def state(self) -> str:
        """How it stands, in a word or two."""
        if self.findings or self.withheld:
            return _("Found")
        return _("Late") if self.is_late else _("To come")

    @property
    def tag(self) -> str:
        return "green" if self.findings or self.withheld else ("red" if self.is_late else "grey")


def looks_at(plan: Plan, reader: Person, place: School | Grouping, day: dt.date) -> list[Look]:
    """Every look of a plan: six queries, however many there are."""
    readable = Finding.objects.visible_to(reader, place).select_related("teacher")
    held = list(
        Monitoring.objects.filter(plan=plan)
        .select_related("person", "team")
        .prefetch_related("rows", Prefetch("findings", readable, to_attr="readable"))
    )
    every: dict[int, int] = {}
    for monitoring in Finding.objects.filter(monitoring__plan=plan).values_list("monitoring", flat=True):
        every[monitoring] = every.get(monitoring, 0) + 1
    duties = arranged(held)
    return [_look(one, day, duties.get(one.duty_id or 0), every.get(one.pk, 0)) for one in held]


def _look(one: Any, day: dt.date, duty: Arrangement | None, count: int) -> Look:
    return Look(
        one,
        day,
        owner_words=(duty or one).owner_words,
        how_often=said(words(duty.comes_back.in_words())) if duty else "",
        rows=list(one.rows.all()),
        findings=list(one.readable),
        withheld=count - len(one.readable),
    )


def term_by_term(found: Sequence[Look]) -> list[tuple[str, list[Look]]]:
    """The schedule: what recurs first, then each term's."""
    terms: dict[str, list[Look]] = {}
    for one in sorted(found, key=lambda one: (not one.how_often, one.monitoring.due_on or dt.date.max)):
        label = _("Again and again") if one.how_often else term_of(one.monitoring.due_on)
        terms.setdefault(label, []).append(one)
    return list(terms.items())


def by_row(found: Sequence[Look]) -> list[tuple[Row | None, list[tuple[Look, Finding]]]]:
    """What was found of each row, in the order of the plan; of no row, last."""
    rows: dict[int, Row] = {row.pk: row for look in found for row in look.rows}
    told: dict[int | None, list[tuple[Look, Finding]]] = {}
    for look in found:
        for finding in look.findings:
            for key in [row.pk for row in look.rows] or [None]:
                told.setdefault(key, []).append((look, finding))
    ordered = sorted(
        (key for key in told if key is not None), key=lambda key: (rows[key].part_id, rows[key].place)
    )
    of_rows: list[tuple[Row | None, list[tuple[Look, Finding]]]] = [(rows[key], told[key]) for key in ordered]
    return [*of_rows, *([(None, told[None])] if None in told else [])]


@dataclass(frozen=True)
class Suggested:
    """A look the plan's own words name, that nobody has scheduled."""

    row: Row
    kind: str
    words: str
    due_on: dt.date | None = None
    kind_words: str = field(default="")


def suggested(wording: Wording, found: Sequence[Look]) -> Iterator[Suggested]:
    """What the column of checks names, of rows nobody has scheduled such a look of."""
    scheduled = {(row.pk, look.monitoring.kind) for look in found for row in look.rows}
    for read in wording.rows:
        cell = said_by_field(read.row.cells, read.part.fields).get(Field.MONITORING, "")
        told: set[str] = set()
        for line in cell.split("\n"):
            for kind in kinds_in(line):
                if kind not in told and (read.row.pk, kind) not in scheduled:
                    told.add(kind)
                    when = read_when(line, wording.context.years)
                    yield Suggested(
                        read.row, kind, line.strip()[:300], when.since, str(Monitoring.Kind(kind).label)
                    )
