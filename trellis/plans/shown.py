"""A plan as its page shows it: as printed, with what each row was read as and what needs a person."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from trellis.imports.problems import said, words
from trellis.plans.became import Became, became
from trellis.plans.calendars import runs
from trellis.plans.costs import in_pounds
from trellis.plans.criteria import Wording, wording_of
from trellis.plans.fields import Field
from trellis.plans.glance import Glance, Needs, glance, needs
from trellis.plans.models import Link, Note, Part, Plan, Row
from trellis.plans.notes import notes_of
from trellis.plans.paper import as_read, context_of, parts_of, years_of
from trellis.plans.printing.groups import level_of
from trellis.plans.reading.outline import Kind
from trellis.plans.reading.rows import Importance, RowReading, read_row
from trellis.plans.standing import Standing


@dataclass
class ShownCell:
    """One cell under its caption: what it lacks, and what stands with its words on the page."""

    caption: str
    words: str
    lacks: str
    bound: list[Standing] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    became: list[Became] = field(default_factory=list)  # of its lines that are run as duties
    links: list[Link] = field(default_factory=list)

    @property
    def is_words_alone(self) -> bool:
        """Whether nothing but its words is to be shown, as of most cells."""
        return not (self.lacks or self.bound or self.notes or self.became or self.links)


@dataclass
class ShownRow:
    """One row: its cells, and what was read of it. A heading in the table has words alone."""

    record: Any
    cells: list[ShownCell] = field(default_factory=list)
    heading: str = ""
    doubts: list[str] = field(default_factory=list)
    notes_in: int = 0  # the cell notes stand in: where the plan has a column for it, there

    def take(
        self,
        bound: Sequence[Standing],
        notes: list[Note],
        became: Sequence[Became],
        links: list[Link],
    ) -> None:
        """Put what stands beside the words of a row into its cells."""
        columns = range(len(self.cells))
        for standing in bound:
            if standing.column in columns:
                self.cells[standing.column].bound.append(standing)
        for one in became:
            if one.column in columns:
                self.cells[one.column].became.append(one)
        if self.notes_in in columns:
            self.cells[self.notes_in].notes = notes
        if self.cells:
            self.cells[-1].links = links


@dataclass
class ShownGroup:
    """What stands together on the page: a heading, text, a block of labelled lines, or a table."""

    form: str
    part: Part
    level: int = 0
    lines: list[str] = field(default_factory=list)
    labelled: list[Part] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    rows: list[ShownRow] = field(default_factory=list)
    tables: list[Part] = field(default_factory=list)

    idle: int = 0  # of a table that may be run as duties: the lines nobody runs

    @property
    def runs(self) -> Part | None:
        """The table whose rows may be run as duties, where this is one."""
        return next((part for part in self.tables if runs(part)), None)


@dataclass
class Counts:
    """What a plan comes to: rows, how important, by whom, at what cost."""

    rows: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0
    doubts: int = 0
    owners: Counter[str] = field(default_factory=Counter)
    as_written: Decimal = Decimal(0)
    firm: Decimal = Decimal(0)
    unmarked: Decimal = Decimal(0)
    counted_elsewhere: int = 0
    without_owner: int = 0

    @property
    def costs(self) -> str:
        return in_pounds(self.as_written or None)

    @property
    def firm_costs(self) -> str:
        return in_pounds(self.firm or None)

    @property
    def unmarked_costs(self) -> str:
        return in_pounds(self.unmarked or None)

    @property
    def tells_importance(self) -> bool:
        return bool(self.high + self.medium + self.low)


@dataclass
class ShownPlan:
    """A whole plan, ready for its page."""

    plan: Plan
    groups: list[ShownGroup]
    counts: Counts
    questions: list[tuple[Row, str]]
    glance: Glance
    needs: Needs


def shown(wording: Wording, bound: Sequence[Standing] = ()) -> ShownPlan:
    """Everything the page of a plan says, with how each bound criterion stands beside its words."""
    plan, parts = wording.plan, wording.parts
    links: dict[int, list[Link]] = {}
    for link in Link.objects.filter(row__part__plan=plan).with_what_they_lead_to():
        links.setdefault(link.row_id, []).append(link)
    readings = {read.row.pk: read.reading for read in wording.rows}
    empty = needs(wording, links)
    groups = list(_groups(parts, readings, empty))
    standing, notes, running = _by_row(bound), notes_of(plan), became(plan, parts)
    for group in groups:
        group.idle = running.idle.get(group.runs.pk, 0) if group.runs else 0
        for row in group.rows:
            if not row.heading:
                beside = (standing, notes, running.by_row, links)
                row.take(*(found.get(row.record.pk, []) for found in beside))
    questions = [(row.record, doubt) for group in groups for row in group.rows for doubt in row.doubts]
    counted = count(readings.values(), links)
    return ShownPlan(plan, groups, counted, questions, glance(bound), empty)


def _by_row(bound: Sequence[Standing]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = {}
    for each in bound:
        found.setdefault(each.criterion.row_id, []).append(each)
    return found


def counts_of(plan: Plan) -> Counts:
    """What one plan comes to."""
    return shown(wording_of(plan, parts_of(plan))).counts


def count(readings: Any, links: Any) -> Counts:
    """What rows come to; a cost that stands elsewhere counts there."""
    found = Counts()
    for reading in readings:
        found.rows += 1
        found.doubts += len(reading.doubts)
        found.high += reading.importance is Importance.HIGH
        found.medium += reading.importance is Importance.MEDIUM
        found.low += reading.importance is Importance.LOW
        found.owners.update(reading.owners.initials)
        found.without_owner += not reading.owners
        found.as_written += reading.resources.as_written
        found.firm += reading.resources.firm
        found.unmarked += reading.resources.unmarked
    found.counted_elsewhere = sum(link.kind == Link.Kind.COST for own in links.values() for link in own)
    return found


def _groups(parts: Sequence[Part], readings: dict[int, RowReading], empty: Needs) -> Iterator[ShownGroup]:
    group: ShownGroup | None = None
    for part in parts:
        form = _form(part)
        joins = (
            group is not None
            and group.form == form
            and (form == "block" or (form == "table" and part.goes_on))
        )
        if not joins:
            if group is not None:
                yield group
            group = ShownGroup(form, part)
        assert group is not None
        _take(group, part, readings, empty)
    if group is not None:
        yield group


def _form(part: Part) -> str:
    if part.label:
        return "block"
    if part.in_table or part.kind == Part.Kind.TABLE:
        return "table"
    return "text" if part.kind == Part.Kind.TEXT else "heading"


def _take(
    group: ShownGroup,
    part: Part,
    readings: dict[int, RowReading],
    empty: Needs,
) -> None:
    if group.form == "block":
        group.labelled.append(part)
    elif group.form == "heading":
        # The page has a heading of its own above the plan's.
        group.level = min(level_of(Kind(part.kind)) + 1, 6)
        group.lines = part.words.split("\n")
    elif group.form == "text":
        group.lines = part.words.split("\n")
    else:
        group.captions = part.captions
        if part.in_table:
            group.rows.append(ShownRow(part, heading=part.words))
        if part.kind == Part.Kind.TABLE:
            group.tables.append(part)
        for row in part.rows.all():
            reading = readings.get(row.pk)
            lacks = empty.by_row.get(row.pk, {})
            group.rows.append(
                ShownRow(
                    row,
                    cells=[
                        ShownCell(caption, cell, lacks.get(at, ""))
                        for at, (caption, cell) in enumerate(zip(part.captions, row.cells, strict=True))
                    ],
                    doubts=[said(words(says)) for says in reading.doubts] if reading else [],
                    notes_in=_column_of_notes(part.fields),
                )
            )


def _column_of_notes(fields: Sequence[str]) -> int:
    """The cell notes stand in: that of progress, else the last."""
    return fields.index(Field.RESULT) if Field.RESULT in fields else len(fields) - 1


def what_was_read(row: Row, plan: Plan) -> list[tuple[str, str]]:
    """How one row was read, in words, for the page that corrects it."""
    context = context_of(as_read(parts_of(plan)), years_of(plan))
    reading = read_row(row.cells, row.part.fields, context)
    importance = {
        Importance.HIGH: _("High"),
        Importance.MEDIUM: _("Medium"),
        Importance.LOW: _("Low"),
    }
    found = [
        (_("References"), ", ".join(each.code for each in reading.references)),
        (_("Success criteria"), "\n".join(reading.criteria)),
        (_("Actions"), "\n".join(reading.actions)),
        (_("Who"), ", ".join([*reading.owners.initials, *reading.owners.groups])),
        (_("Priority"), importance[reading.importance] if reading.importance else ""),
        (_("When"), "\n".join(_when(each) for each in reading.whens if each.is_read)),
        (_("Costs as written"), in_pounds(reading.resources.as_written or None)),
        (_("Questions for governors"), "\n".join(reading.questions)),
    ]
    return [(label, value) for label, value in found if value]


def _when(when: Any) -> str:
    if when.since is None:
        return str(when.words)
    if when.since == when.until:
        return f"{when.words}: {when.since:%d/%m/%Y}"
    return f"{when.words}: {when.since:%d/%m/%Y} – {when.until:%d/%m/%Y}"
