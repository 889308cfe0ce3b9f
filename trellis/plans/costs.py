"""What a plan costs: each sum once, by the stream that pays it, firm or not, beside what there is for it.

Read from the cells whenever they are shown; what a person said of a sum stands over how it was read. "Cost
above" counts where it leads, a bare number counts nowhere until somebody says it is money, and what may be
counted twice is said.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from trellis.plans.criteria import ReadPlanRow, Wording
from trellis.plans.models import Budget, Costing, Link, Row
from trellis.plans.reading.money import Cost
from trellis.plans.reading.streams import STREAMS, stream_in

NOTHING = Decimal(0)
_LONGEST = 300


def in_pounds(pounds: Decimal | None) -> str:
    """A sum as a page says it, nothing said as nothing."""
    if pounds is None:
        return ""
    return f"£{pounds:,.0f}" if pounds == pounds.to_integral_value() else f"£{pounds:,.2f}"


def key_of(cost: Cost) -> str:
    """What a sum is known by in its row: its words, as long as they are the same."""
    return cost.words[:_LONGEST]


@dataclass(frozen=True)
class CostLine:
    """One sum of one row, as it counts."""

    row: Row
    cost: Cost
    stream: str  # nothing where nobody said
    counts: str  # "firm", "queried", "bare" or "not"
    said: Costing | None = None
    held: Decimal = NOTHING  # what the other sums of its table come to, where it is called a total

    @property
    def words(self) -> str:
        return key_of(self.cost)

    @property
    def total(self) -> Decimal:
        return self.cost.total

    @property
    def total_words(self) -> str:
        return in_pounds(self.total)

    @property
    def spent(self) -> Decimal | None:
        """What somebody said was spent of it so far."""
        return self.said.spent if self.said is not None else None

    @property
    def spent_words(self) -> str:
        return in_pounds(self.spent)

    @property
    def doubts(self) -> list[str]:
        """What a person should look at, until somebody has said how it counts."""
        if self.said is not None and self.said.counts:
            return []
        return list(self._doubts())

    def _doubts(self) -> Iterator[str]:
        if self.cost.unmarked:
            yield _("No pound sign stands by it: it is counted nowhere until somebody says it is money.")
        if self.cost.queried:
            yield _("A question mark stands by it.")
        if self.cost.each:
            yield _("It is for one of several, and only one is counted.")
        if self.cost.more_to_come:
            yield _("More is to be added to it.")
        if self.cost.called_total and self.held:
            says = _(
                "It is called a total. Other sums of its table come to %(held)s: they may be counted twice."
            )
            yield says % {"held": in_pounds(self.held)}


@dataclass(frozen=True)
class Elsewhere:
    """A row whose cost is counted where it leads, once; nowhere, where it leads to nothing."""

    row: Row
    words: str
    to: Row | None


@dataclass
class Stream:
    """What one pot of money is to pay, and what there is in it."""

    name: str
    firm: Decimal = NOTHING
    queried: Decimal = NOTHING
    bare: Decimal = NOTHING
    spent: Decimal = NOTHING
    budget: Decimal | None = None

    @property
    def words(self) -> str:
        """Its name as a page says it."""
        return _(self.name) if self.name else _("Nobody has said who pays")

    @property
    def planned(self) -> Decimal:
        """All that is to be paid, certain or not."""
        return self.firm + self.queried

    @property
    def left(self) -> Decimal | None:
        """What is left of the budget once all that is firm is paid; below nothing where it is too little."""
        return None if self.budget is None else self.budget - self.firm

    @property
    def left_if_all(self) -> Decimal | None:
        """The same once what is not certain is paid too."""
        return None if self.left is None else self.left - self.queried

    @property
    def firm_words(self) -> str:
        return in_pounds(self.firm)

    @property
    def queried_words(self) -> str:
        return in_pounds(self.queried)

    @property
    def spent_words(self) -> str:
        return in_pounds(self.spent)

    @property
    def budget_words(self) -> str:
        return in_pounds(self.budget)

    @property
    def left_words(self) -> str:
        """What is left, or how much is too little: without a sign."""
        return in_pounds(abs(self.left_if_all or NOTHING))

    @property
    def is_short(self) -> bool:
        return self.left_if_all is not None and self.left_if_all < 0


@dataclass
class Costs:
    """The costs of a whole plan."""

    lines: list[CostLine] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    days: list[tuple[Row, int]] = field(default_factory=list)
    budgets: dict[str, Decimal] = field(default_factory=dict)

    @property
    def as_written(self) -> Decimal:
        """Every sum with a pound sign, whatever was said of it."""
        return sum((line.total for line in self.lines if not line.cost.unmarked), NOTHING)

    def of(self, counts: str) -> Decimal:
        """What the sums that count so come to."""
        return sum((line.total for line in self.lines if line.counts == counts), NOTHING)

    @property
    def firm(self) -> Decimal:
        return self.of("firm")

    @property
    def queried(self) -> Decimal:
        return self.of("queried")

    @property
    def bare(self) -> Decimal:
        return self.of("bare")

    @property
    def spent(self) -> Decimal:
        """What was spent so far of every sum, as far as somebody has said."""
        return sum((line.spent or NOTHING for line in self.lines), NOTHING)

    @property
    def budget(self) -> Decimal | None:
        """What there is in all; nothing where no stream has a budget."""
        return sum(self.budgets.values(), NOTHING) if self.budgets else None

    @property
    def as_written_words(self) -> str:
        return in_pounds(self.as_written)

    @property
    def firm_words(self) -> str:
        return in_pounds(self.firm)

    @property
    def queried_words(self) -> str:
        return in_pounds(self.queried)

    @property
    def bare_words(self) -> str:
        return in_pounds(self.bare)

    @property
    def spent_words(self) -> str:
        return in_pounds(self.spent)

    @property
    def budget_words(self) -> str:
        return in_pounds(self.budget)

    @property
    def days_of_cover(self) -> int:
        return sum(days for _row, days in self.days)

    @property
    def to_look_at(self) -> list[CostLine]:
        """The sums with something to look at."""
        return [line for line in self.lines if line.doubts]

    @cached_property
    def streams(self) -> list[Stream]:
        """Each stream that pays something or has a budget; last, what nobody said who pays."""
        found: defaultdict[str, Stream] = defaultdict(lambda: Stream(""))
        for line in self.lines:
            stream = found[line.stream]
            stream.name = line.stream
            stream.spent += line.spent or NOTHING
            if line.counts != "not":
                setattr(stream, line.counts, getattr(stream, line.counts) + line.total)
        for name, pounds in self.budgets.items():
            found[name].name, found[name].budget = name, pounds
        return sorted(found.values(), key=lambda stream: (not stream.name, stream.name))


def costs_of(wording: Wording) -> Costs:
    """Everything a plan says of money: three queries however long it is."""
    plan = wording.plan
    said = {(one.row_id, one.words): one for one in Costing.objects.filter(row__part__plan=plan)}
    links = Link.objects.filter(row__part__plan=plan, kind=Link.Kind.COST).select_related("to")
    return counted(
        wording.rows,
        said=said,
        leads={link.row_id: link.to for link in links},
        budgets={one.stream: one.pounds for one in Budget.objects.filter(plan=plan)},
    )


def counted(
    rows: Sequence[ReadPlanRow],
    *,
    said: dict[tuple[int, str], Costing],
    leads: dict[int, Row | None],
    budgets: dict[str, Decimal],
) -> Costs:
    """Each sum of some rows as it counts."""
    found = Costs(budgets=budgets)
    by_table: defaultdict[int, Decimal] = defaultdict(lambda: NOTHING)
    for read in rows:
        by_table[read.part.pk] += read.reading.resources.as_written
    for read in rows:
        resources = read.reading.resources
        for cost in resources.costs:
            one = said.get((read.row.pk, key_of(cost)))
            found.lines.append(
                CostLine(
                    row=read.row,
                    cost=cost,
                    stream=_stream(cost, one),
                    counts=_counts(cost, one),
                    said=one,
                    held=by_table[read.part.pk] - cost.total if cost.called_total else NOTHING,
                )
            )
        if resources.days:
            found.days.append((read.row, resources.days))
        if read.row.pk in leads or (resources.above and not resources.costs):
            found.elsewhere.append(Elsewhere(read.row, resources.above, leads.get(read.row.pk)))
    return found


def _stream(cost: Cost, said: Costing | None) -> str:
    if said is not None and said.stream:
        return said.stream
    return stream_in(cost.words)


def _counts(cost: Cost, said: Costing | None) -> str:
    if said is not None and said.counts:
        return said.counts
    if cost.unmarked:
        return "bare"
    return "queried" if cost.queried else "firm"


def streams_known(costs: Costs) -> list[str]:
    """The streams a person may choose from: the plan's own, then the usual ones."""
    own = [stream.name for stream in costs.streams if stream.name]
    return list(dict.fromkeys([*own, *(name for name, _pattern in STREAMS)]))


def chart_of(costs: Costs) -> dict[str, Any]:
    """Each stream's costs, firm and not, as bars, what was spent of them within, and its budget as a mark."""
    bars = [
        {"stream": stream.words, "which": str(words), "order": order, "pounds": float(pounds)}
        for stream in costs.streams
        for order, (words, pounds) in enumerate(
            [(_("Firm"), stream.firm), (_("Not certain"), stream.queried)]
        )
        if pounds
    ]
    spent = [
        {"stream": stream.words, "which": _("Spent so far"), "pounds": float(stream.spent)}
        for stream in costs.streams
        if stream.spent
    ]
    budgets = [
        {"stream": stream.words, "which": _("Budget"), "budget": float(stream.budget)}
        for stream in costs.streams
        if stream.budget is not None
    ]
    names = [stream.words for stream in costs.streams]
    across = {"field": "stream", "type": "nominal", "sort": names, "title": None}
    along = {"type": "quantitative", "title": _("Pounds"), "axis": {"format": ",.0f", "tickCount": 3}}
    colour = {
        "field": "which",
        "type": "nominal",
        "title": None,
        "scale": {
            "domain": [_("Firm"), _("Not certain"), _("Spent so far"), _("Budget")],
            "range": ["#1c6b4a", "#e0b25a", "#30343f", "#000000"],
        },
        "legend": {"orient": "top"},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "height": 22},
            "encoding": {
                "y": across,
                "x": {"field": "pounds", **along},
                "color": colour,
                "order": {"field": "order"},
            },
        }
    ]
    if spent:
        layers.append(
            {
                "data": {"values": spent},
                "mark": {"type": "bar", "height": 5, "stroke": "#ffffff"},
                "encoding": {"y": across, "x": {"field": "pounds", **along}, "color": colour},
            }
        )
    if budgets:
        layers.append(
            {
                "data": {"values": budgets},
                "mark": {"type": "tick", "thickness": 3, "size": 34},
                "encoding": {"y": across, "x": {"field": "budget", **along}, "color": colour},
            }
        )
    return {"width": 520, "height": 46 * max(1, len(names)), "layer": layers}


def chart_in_words(costs: Costs) -> str:
    """What the chart shows."""
    found = [
        _("%(stream)s: %(firm)s firm, %(queried)s not certain")
        % {
            "stream": stream.words,
            "firm": in_pounds(stream.firm),
            "queried": in_pounds(stream.queried),
        }
        + (
            _(", of a budget of %(budget)s") % {"budget": in_pounds(stream.budget)}
            if stream.budget is not None
            else ""
        )
        for stream in costs.streams
    ]
    return "; ".join(found) or _("No costs yet.")
