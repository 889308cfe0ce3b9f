"""What a head sees first of a plan: whether it is on track, where it is not, and what needs somebody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.plans.coverage import OF_CELLS, empty_cells
from trellis.plans.criteria import Wording
from trellis.plans.fields import Field
from trellis.plans.models import Link
from trellis.plans.reading.rows import plainly
from trellis.plans.standing import TAGS, Standing
from trellis.rules.criteria import STATUSES, Status

_FIRST = 6
WORST_FIRST = (Status.MISSED, Status.BEHIND, Status.NO_DATA, Status.ON_TRACK, Status.MET)
_NOT = (Status.MISSED, Status.BEHIND)


@dataclass(frozen=True)
class Glance:
    """The answer in a sentence, how many criteria stand how, and those to look at first."""

    answer: str
    counted: list[tuple[str, str, int]]  # in words, the colour of their tag, how many
    first: list[Standing]
    more: int


def glance(bound: Sequence[Standing]) -> Glance:
    """Are we on track, and where are we not? What several rows say alike counts once."""
    bound = list({(plainly(each.criterion.words), each.what, each.target): each for each in bound}.values())
    counts = Counter(each.status for each in bound)
    ordered = sorted(bound, key=lambda each: WORST_FIRST.index(each.status))
    return Glance(
        answer=_answer(counts),
        counted=[
            (_(STATUSES[status]), TAGS[status], counts[status]) for status in WORST_FIRST if counts[status]
        ],
        first=ordered[:_FIRST],
        more=max(len(ordered) - _FIRST, 0),
    )


def _answer(counts: Counter[Status]) -> str:
    whole = sum(counts.values())
    behind = sum(counts[status] for status in _NOT)
    read = whole - counts[Status.NO_DATA]
    if behind and behind == read:
        return ngettext(
            "Not yet: the one criterion that has a figure is behind or missed.",
            "Not yet: all %(count)s criteria that have a figure are behind or missed.",
            behind,
        ) % {"count": behind}
    if behind:
        return ngettext(
            "Not everywhere: %(count)s of the %(read)s criteria that have a figure is behind or missed.",
            "Not everywhere: %(count)s of the %(read)s criteria that have a figure are behind or missed.",
            behind,
        ) % {"count": behind, "read": read}
    if not read:
        return _("There are no figures yet to say so.") if whole else ""
    return ngettext(
        "The one criterion that has a figure is met or on track.",
        "All %(count)s criteria that have a figure are met or on track.",
        read,
    ) % {"count": read}


@dataclass(frozen=True)
class Need:
    """Empty cells of one kind: how many rows, and where they are listed."""

    words: str
    anchor: str


@dataclass(frozen=True)
class Needs:
    """The cells of a plan that wait for somebody."""

    by_row: Mapping[int, Mapping[int, str]]  # row → the column that is empty, and what it lacks
    kinds: list[Need]


def needs(wording: Wording, links: Mapping[int, Sequence[Link]]) -> Needs:
    """Which cells of the rows of things to be done are empty, and what each waits for."""
    costed = {row for row, own in links.items() if any(link.kind == Link.Kind.COST for link in own)}
    lacking = empty_cells(wording, costed)
    says = {Field.OWNER: _("Nobody yet"), Field.WHEN: _("No date yet"), Field.RESOURCE: _("No cost yet")}
    by_row: dict[int, dict[int, str]] = {}
    for name, rows in lacking.items():
        for read in rows:
            column = next(read.part.fields.index(each) for each in OF_CELLS[name] if each in read.part.fields)
            if not read.row.cells[column]:
                by_row.setdefault(read.row.pk, {})[column] = says[name]
    counted = {
        Field.OWNER: ngettext(
            "%(count)s row has nobody", "%(count)s rows have nobody", len(lacking[Field.OWNER])
        ),
        Field.WHEN: ngettext(
            "%(count)s row has no date", "%(count)s rows have no date", len(lacking[Field.WHEN])
        ),
        Field.RESOURCE: ngettext(
            "%(count)s row has no cost", "%(count)s rows have no cost", len(lacking[Field.RESOURCE])
        ),
    }
    kinds = [Need(counted[name] % {"count": len(rows)}, str(name)) for name, rows in lacking.items() if rows]
    return Needs(by_row, kinds)
