"""Bands: every child with a possible session in exactly one, decided on whole numbers.

domain-rules §7. A ladder of bands is asked in order: a child is in the first band whose rule their tally
meets, and the last band takes everybody left. So there can be no gap between 90 and 90.1 and no overlap at
96; a band that nobody could ever be in is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from trellis.rules.tally import Share, Tally, measured
from trellis.rules.thresholds import Operator, RateThreshold, ThresholdSet, attendance_at_least, per_cent
from trellis.rules.words import ProblemWith, Sentence, gettext_noop


class ProblemWithBands(ProblemWith):
    """Bands that leave somebody out, or have room for nobody."""

    subject = "bands"


@dataclass(frozen=True, slots=True)
class Band:
    """One band: its name, the colour it may be shown in, and whom it takes (None: everybody left)."""

    name: str
    colour: str
    rule: RateThreshold | None = None

    def in_words(self) -> Sentence:
        """Where the band begins, as a letter prints it beside the figure."""
        return Sentence(gettext_noop("everybody else")) if self.rule is None else self.rule.in_words()


@dataclass(frozen=True)
class Bands:
    """A ladder of bands in the order they are asked.

    Whoever meets `lowest_takes` is in the last band before any other is asked: at exactly 90.0% a child is
    persistently absent, and red, though amber may begin at 90.
    """

    bands: tuple[Band, ...]
    lowest_takes: RateThreshold | None = None

    def __post_init__(self) -> None:
        if not self.bands or self.bands[-1].rule is not None:
            raise ProblemWithBands(Sentence(gettext_noop("The last band must take everybody who is left.")))
        names = [band.name for band in self.bands]
        if len(set(names)) != len(names):
            raise ProblemWithBands(Sentence(gettext_noop("Each band needs a name of its own.")), names)
        reachable = [band.name for band in self.best_first()]
        for name in names:
            if name not in reachable:
                template = gettext_noop("Nobody could ever be in the band “%(name)s”.")
                raise ProblemWithBands(Sentence(template, name=name), name)

    def best_first(self) -> tuple[Band, ...]:
        """The bands from the highest attendance to the lowest, as a key or a table shows them.

        Rules only change their answer at the figure they name, so it is enough to ask at every such figure
        and once between each two of them.
        """
        edges = sorted({Fraction(0), Fraction(1), *self._edges()})
        between = [(low + high) / 2 for low, high in pairwise(edges)]
        shares = sorted([*edges, *between], reverse=True)
        found = [self.band_of(_attending(share)) for share in shares]
        return tuple(dict.fromkeys(band for band in found if band is not None))

    def _edges(self) -> Iterable[Fraction]:
        """The shares of attendance at which somebody may pass from one band to another."""
        rules = (*(band.rule for band in self.bands), self.lowest_takes)
        figures = [rule.percent / 100 for rule in rules if rule is not None]
        return (*figures, *(1 - figure for figure in figures))

    def index_of(self, tally: Tally) -> Any:
        """The place of the band in the ladder, from 0 (-1: no session was possible), of one tally or many."""
        undecided = measured(tally)
        chosen = undecided * 0 - 1
        last = len(self.bands) - 1
        asked = [(place, band.rule) for place, band in enumerate(self.bands)]
        if self.lowest_takes is not None:
            asked.insert(0, (last, self.lowest_takes))
        for place, rule in asked:
            here = undecided if rule is None else undecided & rule.met(tally)
            chosen = chosen + here * (place + 1)
            # "Greater" is "and not", for one truth as for an array of them.
            undecided = undecided > here
        return chosen

    def band_of(self, tally: Tally) -> Band | None:
        """The band of one child, or None where no session was possible."""
        index = int(self.index_of(tally))
        return None if index < 0 else self.bands[index]


def _attending(share: Fraction) -> Tally:
    """A tally with exactly this share of attendance, the rest of it absence."""
    return Tally(present=share.numerator, authorised=share.denominator - share.numerator)


def traffic_lights(rules: ThresholdSet, *, target: RateThreshold | None = None) -> Bands:
    """The default (§0.17): red is persistently absent, green meets the school's target, amber between."""
    return Bands(
        (
            Band(gettext_noop("Red"), "red", rules.persistent),
            Band(gettext_noop("Green"), "green", target or rules.target),
            Band(gettext_noop("Amber"), "amber"),
        )
    )


def five_bands(rules: ThresholdSet, *, target: RateThreshold | None = None) -> Bands:
    """The longer ladder (§7): severe below red, and gold above green for those who missed nothing."""
    return Bands(
        (
            Band(gettext_noop("Severe"), "severe", rules.severe),
            Band(gettext_noop("Red"), "red", rules.persistent),
            Band(gettext_noop("Gold"), "gold", attendance_at_least(100)),
            Band(gettext_noop("Green"), "green", target or rules.target),
            Band(gettext_noop("Amber"), "amber"),
        )
    )


def bands_from_edges(
    edges: Sequence[tuple[str, str, str | int]], *, lowest_takes: RateThreshold | None = None
) -> Bands:
    """A school's own bands: (name, colour, lowest attendance in it), from the highest down to 0."""
    lowest = [per_cent(edge) for _, _, edge in edges]
    if not lowest or lowest[-1] != 0:
        raise ProblemWithBands(Sentence(gettext_noop("The lowest band must begin at 0.")), edges)
    if any(above <= below for above, below in pairwise(lowest)):
        template = gettext_noop(
            "Write the bands from the highest down, each with a lowest figure of its own."
        )
        raise ProblemWithBands(Sentence(template), edges)
    rules = [RateThreshold(Share.ATTENDANCE, Operator.AT_LEAST, edge) for edge in lowest[:-1]]
    ladder = [Band(name, colour, rule) for (name, colour, _), rule in zip(edges, [*rules, None], strict=True)]
    return Bands(tuple(ladder), lowest_takes)
