"""The sums of one period, cells × groups, added up from shares of rows that may be counted anywhere.

A cell is a stretch of the period (all of it, a half-term, its Mondays), a group a mix of characteristics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.characteristics import Label
from trellis.measures.counting import Counts, SpentShare
from trellis.measures.groups import NO_GROUP, GroupIndex, Groups
from trellis.measures.kernel import Indices, as_slice
from trellis.measures.measure import TALLIED, Measure, Unit
from trellis.measures.periods import Cell
from trellis.rules.stretches import Stretch
from trellis.rules.tally import Tally
from trellis.rules.thresholds import InForce, Threshold, ThresholdSet

PUPILS: Final = "pupils"
ENROLMENTS: Final = "enrolments"

_NONE: Final = np.zeros((3, 0), np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One period on one sheet: which of the sheet's cells are its own, and the group of each row.

    `seen_again` marks the rows whose pupil (or enrolment, over several years) has another row in the period:
    they are told apart by id once everything is counted, so that nobody counts twice in one figure.
    """

    cells: tuple[int, ...]
    places: Indices
    group: GroupIndex
    ids: Mapping[str, NDArray[np.int64]]
    seen_again: Mapping[str, NDArray[np.bool_]]
    # The counts to look at, those of them to add up, and the characters to count one by one.
    reads: tuple[str, ...]
    counts: tuple[str, ...]
    reasons: str
    of_enrolments: tuple[Measure, ...]
    # The thresholds in force, the stretch of the year each cell is, and who was 15: numbers of sessions go by
    # these.
    thresholds: ThresholdSet | None
    stretches: tuple[Stretch | None, ...]
    at_15: NDArray[np.bool_]
    few_groups: bool

    def decided_by(self, measure: Measure) -> Iterator[tuple[int, Threshold]]:
        """The place of each of its cells, and the threshold that decides a measure there."""
        if self.thresholds is None or measure.threshold is None:
            return
        for place, stretch in zip(self.places.tolist(), self.stretches, strict=True):
            yield place, measure.threshold(self.thresholds.over_all(stretch, self.at_15))

    def sums(self, spent: SpentShare) -> PartSums:
        """What a share of the sheet's rows adds to the table of the period."""
        group = self.group[spent.rows]
        added = _Adding.of(group, few_groups=self.few_groups)
        tally = spent.tally_of(self.reads, self.reasons, self.cells)
        counts = {name: getattr(tally, name) for name in self.counts}
        counts |= {_reason(char): tally.reasons[char] for char in self.reasons}
        sums = {name: added(count) for name, count in counts.items() if np.ndim(count)}
        held = self._in_force(spent.rows)
        for measure in self.of_enrolments:
            # Where nothing at all could be counted, the answer is one for everybody.
            shape = (len(self.cells), len(group))
            met = measure.counts(tally, held), _denominator_of(measure, tally)
            sums[_numerator(measure)], sums[_denominator(measure)] = (
                added(np.broadcast_to(truth, shape)) for truth in met
            )
        on_roll = spent.on_roll[as_slice(self.cells)]
        everybody = added(on_roll)
        for name, again in self.seen_again.items():
            once = ~again[spent.rows]
            sums[name] = everybody if once.all() else added(on_roll & once)
        without = spent.without_present_codes(self.cells)
        if without.any():
            sums[_WITHOUT] = added(without)
        return PartSums(
            places=self.places,
            groups=added.groups,
            sums=sums,
            again={name: self._again(name, spent, on_roll) for name in self.seen_again},
        )

    def _in_force(self, rows: slice) -> InForce | None:
        if self.thresholds is None:
            return None
        return self.thresholds.over_each(self.stretches, self.at_15[rows])

    def _again(self, name: str, spent: SpentShare, on_roll: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Cell, group and id of every time somebody who has another row is on roll."""
        group = self.group[spent.rows]
        rows = np.flatnonzero(self.seen_again[name][spent.rows] & (group != NO_GROUP))
        if not len(rows):
            return _NONE
        cell, row = np.nonzero(on_roll[:, rows])
        return np.stack([self.places[cell], group[rows[row]], self.ids[name][spent.rows][rows[row]]])


@dataclass(frozen=True, eq=False, slots=True)
class PartSums:
    """What one share adds: cells × groups for the cells at `places` and the groups named."""

    places: Indices
    groups: GroupIndex
    sums: Mapping[str, Counts]
    again: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class _Adding:
    """Adds rows up by group: `order` puts a group's rows together, `starts` says where each group begins.

    Without an order everybody is in the one group there is.
    """

    groups: GroupIndex
    order: Indices | None
    starts: Indices

    @classmethod
    def of(cls, group: GroupIndex, *, few_groups: bool) -> _Adding:
        """By the group of each row, and nobody who is in none."""
        if len(group) and group[0] != NO_GROUP and (group == group[0]).all():
            return cls(group[:1], None, np.zeros(1, np.intp))
        order = np.argsort(group.astype(np.int16) if few_groups else group, kind="stable")
        order = order[np.searchsorted(group, NO_GROUP, side="right", sorter=order) :]
        starts = np.flatnonzero(np.diff(group[order], prepend=NO_GROUP))
        return cls(group[order][starts], order, starts)

    def __call__(self, counts: NDArray[np.int64 | np.bool_]) -> Counts:
        if self.order is None:
            return np.add.reduce(counts, axis=1, dtype=np.int64, keepdims=True)
        if not len(self.starts):
            return np.zeros((len(counts), 0), np.int64)
        together = np.take(counts, self.order, axis=1)
        sums: Counts = np.add.reduceat(together, self.starts, axis=1, dtype=np.int64)
        return sums


class Table:
    """Everything counted for one period: each array is cells × groups."""

    def __init__(self, cells: Iterable[tuple[Cell, bool]], groups: Groups, reasons: str) -> None:
        """Make room for these cells (each with whether any session of it is expected) and groups."""
        self._reasons = reasons
        self.groups = groups.labels
        self.ordered = groups.ordered
        self._cells: dict[tuple[Label, ...], _Stretch] = {}
        for cell, is_open in cells:
            new = _Stretch(len(self._cells), cell.since, cell.until, is_open)
            held = self._cells.get(cell.labels, new)
            self._cells[cell.labels] = held.together_with(cell, is_open)
        self._sums: dict[str, Counts] = {}
        self._again: dict[str, list[NDArray[np.int64]]] = {PUPILS: [], ENROLMENTS: []}
        self._decided: dict[tuple[str, int], list[Threshold]] = {}

    @property
    def cells(self) -> tuple[tuple[Label, ...], ...]:
        """The labels of each cell."""
        return tuple(self._cells)

    def place(self, cell: Cell) -> int:
        """Where a sheet's cell stands: by its labels, whatever days they are at each school."""
        return self._cells[cell.labels].place

    def days(self, cell: int) -> tuple[date, date]:
        """The first and last day of a cell, over every school."""
        held = self._cells[self.cells[cell]]
        return held.since, held.until

    def order(self, place: int) -> Indices:
        """For each cell, where its label of one time field stands: as time runs, or as first met."""
        since: dict[Label, tuple[date, int]] = {}
        for labels, held in self._cells.items():
            label, began = labels[place], (held.since, held.place)
            since[label] = min(since.get(label, began), began)
        ranks = {label: rank for rank, label in enumerate(sorted(since, key=since.__getitem__))}
        return np.array([ranks[labels[place]] for labels in self._cells], np.intp)

    @property
    def open(self) -> NDArray[np.bool_]:
        """Which cells hold a session that was expected of anybody."""
        return np.array([held.is_open for held in self._cells.values()], np.bool_)

    def take_rules_of(self, part: Part) -> None:
        """Remember by which thresholds a part decides in each cell."""
        for measure in part.of_enrolments:
            for place, threshold in part.decided_by(measure):
                self._decided.setdefault((measure.name, place), []).append(threshold)

    def decided_by(self, measure: Measure, cell: int) -> Sequence[Threshold]:
        """The thresholds that decide a measure in a cell, at whatever school; none where nobody was."""
        return self._decided.get((measure.name, cell), [])

    def add(self, part: PartSums) -> None:
        """Add what one share came to."""
        at = np.ix_(part.places, part.groups)
        for name, counts in part.sums.items():
            np.add.at(self._held(name), at, counts)
        for name, again in part.again.items():
            self._again[name].append(again)

    def count_people_once(self) -> None:
        """Add those who have several rows, each once to every figure they are in."""
        for name, found in self._again.items():
            again = np.concatenate([_NONE, *found], axis=1)
            if again.size:
                cell, group, _ = np.unique(again, axis=1)
                np.add.at(self._held(name), (cell, group), 1)

    def _held(self, name: str) -> Counts:
        if name not in self._sums:
            self._sums[name] = np.zeros((len(self._cells), len(self.groups)), np.int64)
        return self._sums[name]

    def tally(self) -> Tally:
        """How the sessions of every group were spent in every cell."""
        reasons = {char: self._held(_reason(char)) for char in self._reasons}
        return Tally(**{name: self._held(name) for name in TALLIED}, reasons=MappingProxyType(reasons))

    def counted(self, measure: Measure) -> tuple[Counts, Counts | None]:
        """The numerator and denominator of a measure, for every cell and group."""
        if measure.unit is Unit.ENROLMENTS:
            return self._held(_numerator(measure)), self._held(_denominator(measure))
        tally = self.tally()
        denominator = None if measure.denominator is None else measure.denominator(tally)
        return measure.counts(tally), denominator

    def on_roll(self, name: str) -> Counts:
        """How many pupils, or enrolments, were on roll in every cell and group."""
        return self._held(name)

    def without_present_codes(self) -> Counts:
        """How many summaries without present codes are counted in every cell and group."""
        return self._held(_WITHOUT)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a cell stands in a table, and its days over every school that has it."""

    place: int
    since: date
    until: date
    is_open: bool

    def together_with(self, cell: Cell, is_open: bool) -> _Stretch:
        return _Stretch(
            self.place,
            min(self.since, cell.since),
            max(self.until, cell.until),
            self.is_open or is_open,
        )


_REASON: Final = "reason:"
_WITHOUT: Final = "without_present_codes"


def _reason(char: str) -> str:
    return _REASON + char


def _numerator(measure: Measure) -> str:
    return f"numerator:{measure.name}"


def _denominator(measure: Measure) -> str:
    return f"denominator:{measure.name}"


def _denominator_of(measure: Measure, tally: Tally) -> Counts:
    assert measure.denominator is not None
    counts: Counts = measure.denominator(tally)
    return counts
