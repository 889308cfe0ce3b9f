"""A plan as its paper: the parts a reader reads and a printer prints, from the records and back."""

from collections.abc import Sequence

from trellis.plans.models import Part, Plan, Row
from trellis.plans.reading.dates import Years
from trellis.plans.reading.outline import Kind
from trellis.plans.reading.people import known_initials
from trellis.plans.reading.plan import ReadPart
from trellis.plans.reading.rows import Context, plainly
from trellis.plans.reading.tables import ReadRow


def parts_of(plan: Plan) -> list[Part]:
    """The parts of a plan in their order, with their rows: two queries."""
    return list(plan.parts.prefetch_related("rows"))


def as_read(parts: Sequence[Part]) -> list[ReadPart]:
    """Records as the reader would have read them from paper. A row's line is its number here."""
    return [
        ReadPart(
            kind=Kind(part.kind),
            words=part.words,
            label=part.label,
            in_table=part.in_table,
            goes_on=part.goes_on,
            captions=list(part.captions),
            fields=list(part.fields),
            rows=[ReadRow(list(row.cells), row.pk or 0) for row in part.rows.all()],
            line=part.pk or 0,
        )
        for part in parts
    ]


def as_records(parts: Sequence[ReadPart], plan: Plan) -> list[tuple[Part, list[Row]]]:
    """What was read, as records that are not written yet."""
    found = []
    for place, part in enumerate(parts):
        record = Part(
            plan=plan,
            place=place,
            kind=part.kind.value,
            words=part.words,
            label=part.label[:200],
            in_table=part.in_table,
            goes_on=part.goes_on,
            captions=part.captions,
            fields=[str(name) for name in part.fields],
        )
        found.append((record, [Row(place=at, cells=row.cells) for at, row in enumerate(part.rows)]))
    return found


def said_of(parts: Sequence[ReadPart]) -> list[object]:
    """Everything a plan says and in which order: two plans that agree in it are the same plan."""
    return [
        (
            part.kind.value,
            part.words,
            part.label,
            part.in_table,
            part.goes_on,
            part.captions,
            [row.cells for row in part.rows],
        )
        for part in parts
    ]


def context_of(parts: Sequence[ReadPart], years: Years | None) -> Context:
    """What the rows of a plan are read against."""
    owners = [
        row.cells[at]
        for part in parts
        for at, name in enumerate(part.fields)
        if name == _owner_column(part)
        for row in part.rows
        if at < len(row.cells)
    ]
    listed = {
        plainly(line)
        for part in parts
        if part.fields == ["outcome"]
        for row in part.rows
        for cell in row.cells
        for line in cell.split("\n")
    }
    return Context(years, known_initials(owners), frozenset(listed - {""}))


def _owner_column(part: ReadPart) -> str:
    """Where a table says who: in a column of its own, or beside the costs."""
    return "owner" if "owner" in part.fields else "resource"


def years_of(plan: Plan) -> Years:
    """The calendar years a plan's school years lie in."""
    return Years(plan.since_year, plan.until_year + 1)
