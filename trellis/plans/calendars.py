"""The tables of a plan that say when something is done, not what should come of it: the review and
self-evaluation calendar, strand by month; a routine, daily to termly; the timeline of how the plan is made.

Each line of such a table may be run as a duty of the rhythm, whose wall calendar it then stands on. The table
stays as it is printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from trellis.plans.criteria import Wording
from trellis.plans.fields import Field
from trellis.plans.models import Part, Row, Step
from trellis.plans.proposing import Directory, Proposed, proposed
from trellis.plans.reading.rows import plainly
from trellis.rhythm.routine import every_in, read_line
from trellis.rules.captions import months_in
from trellis.rules.recurrence import in_school_year

_BULLETS: Final = " \t·•-–*"


@dataclass(frozen=True)
class Column:
    """One column of such a table: its months, or how often what stands in it is done."""

    at: int
    months: tuple[int, ...] = ()
    every: str = ""


def columns_of(part: Part) -> list[Column]:
    """The columns of a calendar or a routine; none where a table is neither."""
    if part.kind != Part.Kind.TABLE or len(part.captions) < 2:
        return []
    found = [_column(at, caption) for at, caption in enumerate(part.captions)]
    dated = [column for column in found if column is not None]
    # The strands of a calendar stand in its first column, whatever it is called; a routine has none.
    undated = [at for at, column in enumerate(found) if column is None]
    return dated if len(dated) > 1 and undated in ([], [0]) else []


def _column(at: int, caption: str) -> Column | None:
    if every := every_in(caption):
        return Column(at, every=every)
    months = months_in(caption)
    return Column(at, months=months) if months else None


def is_timeline(part: Part) -> bool:
    """Does a table say what is done, from when and until when, and nothing of what should come of it?"""
    fields = set(part.fields)
    return {Field.ACTION, Field.START, Field.FINISH} <= fields and Field.OUTCOME not in fields


def runs(part: Part) -> bool:
    """May its rows be run as duties, as the table stands?"""
    return is_timeline(part) or bool(columns_of(part))


def strand_of(row: Row) -> str:
    """The strand a row of a calendar is of; nothing elsewhere."""
    columns = columns_of(row.part)
    return " ".join(row.cells[0].split()) if columns and columns[0].at > 0 else ""


def lines_of(cell: str) -> list[str]:
    """What stands in a cell, a line each."""
    return [words for line in cell.split("\n") if (words := line.strip(_BULLETS))]


@dataclass
class _Line:
    """The same words in the cells of one row, with the months they stand in."""

    words: str
    every: str
    months: list[int] = field(default_factory=list)


def proposed_of(part: Part, wording: Wording, directory: Directory) -> Iterator[tuple[Row, Proposed]]:
    """Each line of a calendar, a routine or a timeline that nobody runs yet, as a duty it might become."""
    taken: dict[int, list[str]] = {}
    for row_id, words in Step.objects.filter(row__part=part).values_list("row", "words"):
        taken.setdefault(row_id, []).append(words)
    if is_timeline(part):
        for read in wording.rows:
            if read.part.pk == part.pk:
                for one in proposed(read, wording.context, directory, taken.get(read.row.pk, ())):
                    yearly = one.finish is not None and not one.every
                    yield read.row, replace(one, every="yearly") if yearly else one
        return
    columns = columns_of(part)
    for row in part.rows.all():
        known = {plainly(words) for words in taken.get(row.pk, ())}
        for line in _lines(row, columns):
            if plainly(line.words) and plainly(line.words) not in known:
                yield row, _as_duty(row, line, directory)


def _lines(row: Row, columns: Sequence[Column]) -> list[_Line]:
    """What is to be done by a row, each once: what stands in several months is one duty of them all."""
    found: dict[tuple[str, str], _Line] = {}
    for column in columns:
        for words in lines_of(row.cells[column.at]):
            line = found.setdefault((plainly(words), column.every), _Line(words, column.every))
            line.months += [month for month in column.months if month not in line.months]
    return list(found.values())


def idle_in(part: Part, steps: Iterable[Step]) -> int:
    """How many lines of such a table no step was taken up of."""
    taken: dict[int, set[str]] = {}
    for step in steps:
        taken.setdefault(step.row_id, set()).add(plainly(step.words))
    if is_timeline(part):
        return sum(row.pk not in taken and any(row.cells) for row in part.rows.all())
    columns = columns_of(part)
    return sum(
        bool(plainly(line.words)) and plainly(line.words) not in taken.get(row.pk, ())
        for row in part.rows.all()
        for line in _lines(row, columns)
    )


def _as_duty(row: Row, line: _Line, directory: Directory) -> Proposed:
    read = read_line(line.words, line.every or "monthly")
    strand = strand_of(row)
    return Proposed(
        Step.Kind.ACTION,
        line.words,
        strand[:60],
        directory.confirmed.get(strand[:60], "") or directory.named_in(line.words, strand),
        every=line.every or "months",
        weekday=read.weekday,
        months=tuple(sorted(line.months, key=in_school_year)),
    )
