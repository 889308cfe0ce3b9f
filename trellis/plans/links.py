"""What "see above" and "cost above" lead to: the row before, and the nearest row before that has a cost.

Proposed when a plan is brought; a person may lead each elsewhere. A linked cost counts where it leads, once.
"""

from collections.abc import Iterator, Sequence

from trellis.plans.fields import is_of_a_plan
from trellis.plans.models import Link
from trellis.plans.reading.plan import ReadPart
from trellis.plans.reading.rows import Context, read_row
from trellis.plans.reading.tables import ReadRow

Leads = tuple[ReadRow, str, ReadRow]


def proposed_links(parts: Sequence[ReadPart], context: Context) -> Iterator[Leads]:
    """Each row that leads to another, how, and to which."""
    before: ReadRow | None = None
    costed: ReadRow | None = None
    for part in parts:
        if not is_of_a_plan(part.fields):
            continue
        for row in part.rows:
            reading = read_row(row.cells, part.fields, context)
            if reading.resources.above and costed is not None:
                yield row, Link.Kind.COST, costed
            elif reading.sees_above and before is not None:
                yield row, Link.Kind.SEE, before
            if reading.resources.as_written:
                costed = row
            before = row
