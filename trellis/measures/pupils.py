"""Pupils one by one: how each enrolment spent its sessions, and the lists of those who meet a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.characteristics import Label
from trellis.measures.counting import Counts, Sheet, sheets_for, sheets_of
from trellis.measures.engine import Engine, here
from trellis.measures.fitting import LeftOut
from trellis.measures.measure import TALLIED, ProblemWithMeasure
from trellis.measures.periods import Asked, Period
from trellis.measures.question import ThresholdsInForce
from trellis.measures.roll import Roll, Windows
from trellis.rules.populations import Population
from trellis.rules.stretches import Stretch
from trellis.rules.tally import Share, Tally
from trellis.rules.thresholds import InForce, Operator, RateThreshold, Threshold, ThresholdSet, per_cent
from trellis.rules.thresholds import thresholds as national_thresholds
from trellis.rules.words import Sentence, gettext_noop

# --- each enrolment ---


@dataclass(frozen=True, eq=False, slots=True)
class EachEnrolment:
    """How the enrolments of one roll spent one period, or one half-term, week … of it: an element for each.

    `place` is the enrolment's place in the roll. Where `on_roll` is false it was not there at all.
    """

    roll: Roll
    period: Period
    labels: tuple[Label, ...]
    since: date
    until: date
    place: NDArray[np.intp]
    on_roll: NDArray[np.bool_]
    tally: Tally
    # The stretch of the year those days are, where they are one, and who was 15.
    stretch: Stretch | None
    at_15: NDArray[np.bool_]

    @property
    def enrolment(self) -> NDArray[np.int64]:
        """The enrolments' ids."""
        return self.roll.enrolment[self.place]

    @property
    def person(self) -> NDArray[np.int64]:
        """The pupils' ids."""
        return self.roll.person[self.place]

    def one(self, number: int) -> Tally:
        """The tally of one of them, in plain integers."""
        return _one(self.tally, number)

    def some(self, numbers: NDArray[np.intp]) -> EachEnrolment:
        """Some of them, in the order given."""
        return replace(
            self,
            place=self.place[numbers],
            on_roll=self.on_roll[numbers],
            tally=_part_of(self.tally, numbers),
            at_15=self.at_15[numbers],
        )

    def every_one(self) -> Iterator[Tally]:
        """The tallies of them all, one by one in their order, in plain integers."""
        chars = tuple(self.tally.reasons)
        counts = [getattr(self.tally, name).tolist() for name in TALLIED]
        reasons = [self.tally.reasons[char].tolist() for char in chars]
        for number, one in enumerate(zip(*counts, strict=True)):
            said = {char: held[number] for char, held in zip(chars, reasons, strict=True)}
            yield Tally(**dict(zip(TALLIED, one, strict=True)), reasons=MappingProxyType(said))

    def in_force(self, held: ThresholdSet) -> InForce:
        """What makes each of them persistently or severely absent over those days."""
        return held.over_all(self.stretch, self.at_15)


def each_enrolment(
    rolls: Iterable[Roll],
    periods: Sequence[Period],
    time_fields: Sequence[str] = (),
    *,
    population: Population = Population.ALL_ON_ROLL,
    reasons: str = "",
    engine: Engine = here,
) -> list[EachEnrolment]:
    """How every enrolment spent each of these periods, whole or by half-term, week, weekday or session.

    `reasons` are the marks, by their character, of which it is counted how many there are.
    """
    asked = [Asked(period, tuple(time_fields)) for period in periods]
    return [
        found
        for roll in rolls
        for found in each_asked(roll, asked, population=population, reasons=reasons, engine=engine)
    ]


def each_asked(
    roll: Roll,
    asked: Sequence[Asked],
    *,
    among: NDArray[np.bool_] | None = None,
    population: Population = Population.ALL_ON_ROLL,
    reasons: str = "",
    engine: Engine = here,
) -> list[EachEnrolment]:
    """How the enrolments of one roll, or some among them, spent periods that are each divided in their own
    way: their sessions are read once for all of them.
    """
    windows = roll.windows(population)
    if among is not None:
        # The windows of the others end before they begin.
        first = np.where(among, windows.first, np.int16(1))
        windows = Windows(first, np.where(among, windows.last, np.int16(0)))
    sheets = sheets_for(roll, windows, asked, reasons)
    periods = [one.period for one in asked]
    return [found for sheet in sheets for found in _each_on(sheet, periods, engine)]


def _each_on(sheet: Sheet, periods: Sequence[Period], engine: Engine) -> list[EachEnrolment]:
    on_roll, tally = _counted_on(sheet, engine)
    at_15 = sheet.at_15
    return [
        EachEnrolment(
            roll=sheet.roll,
            period=periods[cell.period],
            labels=cell.labels,
            since=cell.since,
            until=cell.until,
            place=sheet.enrolments,
            on_roll=on_roll[number],
            tally=_part_of(tally, number),
            stretch=sheet.stretch(cell),
            at_15=at_15,
        )
        for number, cell in enumerate(sheet.cells)
    ]


def _counted_on(sheet: Sheet, engine: Engine) -> tuple[NDArray[np.bool_], Tally]:
    """Who was on roll in which cell, and how they spent it: cells × rows."""
    shares = engine(sheet.spent, sheet.shares())
    on_roll = np.concatenate([share.on_roll for share in shares], axis=1)
    return on_roll, _joined([share.tally for share in shares])


@dataclass(frozen=True, eq=False, slots=True)
class EveryCell:
    """How enrolments spent a period in its cells: arrays of cells × enrolments, and what each cell is."""

    labels: tuple[tuple[Label, ...], ...]
    person: NDArray[np.int64]
    on_roll: NDArray[np.bool_]
    tally: Tally


def every_cell(
    rolls: Iterable[Roll], period: Period, time_fields: Sequence[str], *, reasons: str = ""
) -> Iterator[EveryCell]:
    """The same as each_enrolment for a period of many small parts, such as its days, all parts at once."""
    for roll in rolls:
        windows = roll.windows(Population.ALL_ON_ROLL)
        for sheet in sheets_for(roll, windows, [Asked(period, tuple(time_fields))], reasons):
            on_roll, tally = _counted_on(sheet, here)
            labels = tuple(cell.labels for cell in sheet.cells)
            yield EveryCell(labels, roll.person[sheet.enrolments], on_roll, tally)


def _joined(tallies: Sequence[Tally]) -> Tally:
    """The tallies of several shares side by side."""
    if len(tallies) == 1:
        return tallies[0]

    def joined(counts: Iterable[Counts]) -> Counts:
        return np.concatenate(list(counts), axis=1)

    reasons = tallies[0].reasons
    return Tally(
        **{name: joined(getattr(tally, name) for tally in tallies) for name in TALLIED},
        reasons=MappingProxyType(
            {char: joined(tally.reasons[char] for tally in tallies) for char in reasons}
        ),
    )


def _part_of(tally: Tally, at: int | NDArray[np.intp]) -> Tally:
    """One cell of a tally of cells × rows, or some of the rows of one cell."""
    return Tally(
        **{name: getattr(tally, name)[at] for name in TALLIED},
        reasons=MappingProxyType({char: count[at] for char, count in tally.reasons.items()}),
    )


def _one(tally: Tally, number: int) -> Tally:
    """One element of a tally of arrays, in plain integers."""
    counts = {name: int(getattr(tally, name)[number]) for name in TALLIED}
    reasons = {char: int(count[number]) for char, count in tally.reasons.items()}
    return Tally(**counts, reasons=MappingProxyType(reasons))


# --- conditions ---


@dataclass(frozen=True, slots=True)
class Condition:
    """What everybody on a list has in common: a threshold, dated where it is not given."""

    name: str
    threshold: Callable[[InForce], Threshold]
    # Persistent and severe absence are asked of each academic year by itself.
    each_year: bool = False


_OPERATORS: Final = MappingProxyType(
    {
        "below": Operator.BELOW,
        "at_most": Operator.AT_MOST,
        "above": Operator.ABOVE,
        "at_least": Operator.AT_LEAST,
    }
)


def condition(name: str) -> Condition:
    """A condition as the command line names it: severe_absence, below:80, at_least:96 …"""
    if name == "persistent_absence":
        return Condition(name, lambda held: held.persistent, each_year=True)
    if name == "severe_absence":
        return Condition(name, lambda held: held.severe, each_year=True)
    operator, colon, figure = name.partition(":")
    if colon and operator in _OPERATORS:
        asked = RateThreshold(Share.ATTENDANCE, _OPERATORS[operator], per_cent(figure))
        return Condition(name, lambda held: asked)
    template = gettext_noop(
        "“%(name)s” is not a condition: write persistent_absence, severe_absence, "
        "or one of %(operators)s and a figure, such as below:80."
    )
    operators = ", ".join(f"{held}:" for held in _OPERATORS)
    raise ProblemWithMeasure(Sentence(template, name=name, operators=operators), name)


@dataclass(frozen=True, slots=True)
class Listed:
    """One enrolment on a list: how its sessions were spent, and the rule that put it there."""

    enrolment: int
    person: int
    period: Period
    tally: Tally
    threshold: Sentence


@dataclass(frozen=True, slots=True)
class PupilList:
    """Everybody who meets a condition over a period, and the summaries that could not be asked."""

    condition: Condition
    period: Period
    listed: tuple[Listed, ...]
    left_out: tuple[LeftOut, ...]

    def __iter__(self) -> Iterator[Listed]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)


def pupils_where(
    rolls: Iterable[Roll],
    asked: Condition | str,
    period: Period,
    *,
    population: Population = Population.ALL_ON_ROLL,
    thresholds: ThresholdsInForce = national_thresholds,
    engine: Engine = here,
) -> PupilList:
    """The enrolments that meet a condition over a period; nobody without a possible session meets any."""
    held = condition(asked) if isinstance(asked, str) else asked
    rolls = tuple(rolls)
    stops = [day for roll in rolls if (day := roll.last_day_begun())]
    so_far = period.stopping(min(stops)) if stops else period
    listed: list[Listed] = []
    left_out: list[LeftOut] = []
    for part in so_far.by_academic_year() if held.each_year else (so_far,):
        for nation in dict.fromkeys(roll.nation for roll in rolls):
            own = [roll for roll in rolls if roll.nation == nation]
            sheets = [
                sheet for roll in own for sheet in sheets_of(roll, roll.windows(population), [part], (), "")
            ]
            each = [found for sheet in sheets for found in _each_on(sheet, [part], engine)]
            listed.extend(_meeting(each, held, thresholds(nation, part.until), part))
            left_out.extend(found for sheet in sheets for found in sheet.left_out)
    return PupilList(held, so_far, tuple(listed), tuple(left_out))


def _meeting(
    each: Sequence[EachEnrolment], asked: Condition, rules: ThresholdSet, period: Period
) -> list[Listed]:
    """Those who meet a condition, in the order of their enrolments."""
    if asked.each_year:
        found = _in_the_year(each, asked, rules, period)
    else:
        # A rate is of all rolls the enrolment is on, its sessions added up.
        found = _listed(*_whole(each), asked.threshold(rules.over(None)), period)
    return sorted(found, key=lambda listed: listed.enrolment)


def _in_the_year(
    each: Sequence[EachEnrolment], asked: Condition, rules: ThresholdSet, period: Period
) -> Iterator[Listed]:
    """Within one academic year an enrolment is on one roll, and its days are its own school's."""
    for held in each:
        for age in np.unique(held.at_15).tolist():
            own = np.flatnonzero(held.at_15 == age)
            threshold = asked.threshold(rules.over(held.stretch, at_15=age))
            yield from _listed(
                held.enrolment[own], held.person[own], _part_of(held.tally, own), threshold, period
            )


def _listed(
    ids: NDArray[np.int64], people: NDArray[np.int64], tally: Tally, threshold: Threshold, period: Period
) -> Iterator[Listed]:
    for number in np.flatnonzero(threshold.met(tally)).tolist():
        yield Listed(
            enrolment=int(ids[number]),
            person=int(people[number]),
            period=period,
            tally=_one(tally, number),
            threshold=threshold.in_words(),
        )


def _whole(
    each: Sequence[EachEnrolment],
) -> tuple[NDArray[np.int64], NDArray[np.int64], Tally]:
    """Every enrolment once, with its tallies on all rolls added up."""
    none = np.zeros(0, np.int64)
    ids, first, at = np.unique(
        np.concatenate([none, *(held.enrolment for held in each)]), return_index=True, return_inverse=True
    )
    people = np.concatenate([none, *(held.person for held in each)])[first]

    def added(name: str) -> Counts:
        counts = np.zeros(len(ids), np.int64)
        np.add.at(counts, at, np.concatenate([none, *(getattr(held.tally, name) for held in each)]))
        return counts

    counts: dict[str, Any] = {name: added(name) for name in TALLIED}
    return ids, people, Tally(**counts)
