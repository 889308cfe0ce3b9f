"""The coverage check: criteria that nothing is done for, actions that lead to nothing said, rows that lack an
owner, a date, a cost or a measure, and words that everybody may read otherwise.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from trellis.plans.criteria import ReadPlanRow, Wording, Words, is_said
from trellis.plans.fields import Field
from trellis.plans.models import Criterion, Link, Row
from trellis.plans.reading.rows import plainly
from trellis.plans.suggesting import vague_words

_DATED = (Field.WHEN, Field.FINISH, Field.START, Field.MILESTONE)
# Which columns say who, when and at what cost, the likeliest first. People name who beside the money.
OF_CELLS = {
    Field.OWNER: (Field.OWNER, Field.RESOURCE),
    Field.WHEN: _DATED,
    Field.RESOURCE: (Field.RESOURCE,),
}


@dataclass(frozen=True)
class Coverage:
    """What of a plan needs somebody."""

    without_action: list[Words] = field(default_factory=list)
    without_criterion: list[Row] = field(default_factory=list)
    without_owner: list[Row] = field(default_factory=list)
    without_date: list[Row] = field(default_factory=list)
    without_cost: list[Row] = field(default_factory=list)
    without_measure: list[Row] = field(default_factory=list)
    vague: list[tuple[Words, list[str]]] = field(default_factory=list)
    no_column: list[str] = field(default_factory=list)  # fields no table of the plan has a column for

    @property
    def count(self) -> int:
        """How many things there are to look at."""
        return sum(
            len(found)
            for found in (
                self.without_action,
                self.without_criterion,
                self.without_owner,
                self.without_date,
                self.without_cost,
                self.without_measure,
                self.vague,
            )
        )


def coverage_of(wording: Wording, criteria: Iterable[Criterion], links: Iterable[Link]) -> Coverage:
    """Check a plan. Where a table has no column for something, its rows are not listed for lacking it."""
    criteria = list(criteria)
    bound = {criterion.row_id for criterion in criteria}
    costed = {link.row_id for link in links if link.kind == Link.Kind.COST}
    defined = {(one.row_id, one.field, one.words): one.definition for one in criteria if one.definition}
    listed = {plainly(words.words) for words in wording.listed}
    acted = [read for read in wording.rows if Field.ACTION in read.part.fields]
    lacking = empty_cells(wording, costed)
    return Coverage(
        without_action=[
            *wording.listed_alone,
            *(words for words in wording.in_rows if _stands_alone(words, acted)),
        ],
        without_criterion=[
            read.row
            for read in acted
            if (listed or Field.OUTCOME in read.part.fields)
            and read.reading.actions
            and not read.reading.criteria
            and not any(is_said(plainly(action), listed) for action in read.reading.actions)
        ],
        without_owner=[read.row for read in lacking[Field.OWNER]],
        without_date=[read.row for read in lacking[Field.WHEN]],
        without_cost=[read.row for read in lacking[Field.RESOURCE]],
        without_measure=[read.row for read in acted if read.reading.criteria and read.row.pk not in bound],
        vague=[
            (words, found)
            for words in wording.every
            if (found := vague_words(words.words))
            and not defined.get((words.row.pk, words.field, words.words))
        ],
        no_column=[
            str(name)
            for name in (Field.OWNER, Field.WHEN, Field.RESOURCE)
            if acted and not any(_has_column(read, name) for read in acted)
        ],
    )


def _stands_alone(words: Words, acted: list[ReadPlanRow]) -> bool:
    """Is it a criterion of a row in which nothing is done? In a column of actions it is one itself."""
    if words.field != Field.OUTCOME:
        return False
    return any(
        read.row.pk == words.row.pk and Field.OUTCOME in read.part.fields and not read.reading.actions
        for read in acted
    )


def _has_column(read: ReadPlanRow, name: Field) -> bool:
    wanted = {Field.OWNER: {Field.OWNER}, Field.WHEN: set(_DATED)}.get(name, {name})
    return bool(wanted & set(read.part.fields)) or (name is Field.OWNER and bool(read.reading.owners))


def empty_cells(wording: Wording, costed: Collection[int]) -> dict[Field, list[ReadPlanRow]]:
    """The rows with something to be done that say nobody, no date, or no cost where they have a column for
    it; `costed` are those whose cost stands in another row.
    """
    has: dict[Field, Callable[[ReadPlanRow], bool]] = {
        Field.OWNER: lambda read: bool(read.reading.owners),
        Field.WHEN: lambda read: bool(read.reading.whens or read.reading.milestones),
        Field.RESOURCE: lambda read: bool(read.reading.resources.costs) or read.row.pk in costed,
    }
    beside_money = {read.part.pk for read in wording.rows if read.reading.owners}
    acted = [read for read in wording.rows if Field.ACTION in read.part.fields]
    return {
        name: [
            read
            for read in acted
            if set(wanted) & set(read.part.fields)
            # A column of costs is one of people too only where somebody wrote some there.
            and (name is not Field.OWNER or name in read.part.fields or read.part.pk in beside_money)
            and not has[name](read)
        ]
        for name, wanted in OF_CELLS.items()
    }
