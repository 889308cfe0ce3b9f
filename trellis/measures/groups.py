"""Which group each enrolment falls in for one period, by any mix of characteristics.

The unit is the enrolment, and it falls in one group for the whole period: by its last value in it, unless
another is asked for. Where a period crosses 1 August the enrolment has a line in each roll, and its value is
that of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.characteristics import Column, Label, Positions, Which
from trellis.measures.measure import ProblemWithMeasure
from trellis.measures.periods import TIME_FIELDS, Period
from trellis.measures.roll import Roll, Windows
from trellis.rules.populations import Population
from trellis.rules.words import Sentence, gettext_noop

GroupIndex = NDArray[np.int64]

NO_GROUP: Final = -1

# Up to so many possible mixtures, those that occur are found by marking them instead of sorting everybody.
_FEW_MIXTURES: Final = 1 << 20


@dataclass(frozen=True, eq=False, slots=True)
class Stretch:
    """The part of a period each enrolment of a roll is counted for; none where the end comes first."""

    roll: Roll
    first: Positions
    last: Positions

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Whose window meets the period at all."""
        return self.first <= self.last


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """The groups of a period in order, each a label for every field, and each roll's enrolments by group."""

    labels: tuple[tuple[Label, ...], ...]
    # Every label of each field, in its order.
    ordered: tuple[tuple[Label, ...], ...]
    of_roll: tuple[GroupIndex, ...]


def labels_with_somebody(
    rolls: Sequence[Roll],
    fields: Sequence[str],
    period: Period,
    *,
    population: Population = Population.ALL_ON_ROLL,
    which: Which = Which.LAST,
) -> Mapping[str, frozenset[Label]]:
    """Of each characteristic, the labels of which a population counts anybody in a period: the groups that
    have a row of their own in an answer, found without counting a session.
    """
    stretches = [stretch_of(roll, roll.windows(population), period) for roll in rolls]
    return {
        field: frozenset(label for (label,) in groups_of(stretches, (field,), which).labels)
        for field in fields
    }


def counts_everybody(roll: Roll, period: Period, population: Population) -> bool:
    """Whether a population leaves out nobody who is on roll in a period, and no day of theirs: its figures
    are then everybody's.
    """
    everybody, counted = (
        stretch_of(roll, roll.windows(one), period) for one in (Population.ALL_ON_ROLL, population)
    )
    return np.array_equal(everybody.first, counted.first) and np.array_equal(everybody.last, counted.last)


def groups_of(stretches: Sequence[Stretch], fields: Sequence[str], which: Which) -> Groups:
    """Group the enrolments of some rolls by these characteristics over one period."""
    if not fields:
        counted = [stretch.counted for stretch in stretches]
        everybody = ((),) if any(own.any() for own in counted) else ()
        return Groups(everybody, (), tuple(np.where(own, 0, NO_GROUP) for own in counted))
    grouped = [_by_field(stretches, field, which) for field in fields]
    mixture = [np.zeros(len(stretch.roll), np.int64) for stretch in stretches]
    mixtures = 1
    for labels, codes in grouped:
        mixture = [mixed * len(labels) + own for mixed, own in zip(mixture, codes, strict=True)]
        mixtures *= len(labels)
    found, place = _occurring(
        [mixed[stretch.counted] for mixed, stretch in zip(mixture, stretches, strict=True)], mixtures
    )
    of_roll = [
        np.where(stretch.counted, place(mixed), NO_GROUP)
        for mixed, stretch in zip(mixture, stretches, strict=True)
    ]
    return Groups(
        labels=tuple(_labels_of(number, grouped) for number in found.tolist()),
        ordered=tuple(labels for labels, _ in grouped),
        of_roll=tuple(of_roll),
    )


def stretch_of(roll: Roll, windows: Windows, period: Period) -> Stretch:
    """The part of a period each enrolment of a roll is counted for, at its own school's half-terms."""
    first, last = np.ones(len(roll), np.int16), np.zeros(len(roll), np.int16)
    for half_terms, enrolments in roll.by_half_terms():
        days = period.days(half_terms)
        positions = roll.year.positions(*days) if days else range(0)
        positions = range(positions.start, min(positions.stop, roll.begun))
        if positions:
            first[enrolments] = np.maximum(windows.first[enrolments], positions[0])
            last[enrolments] = np.minimum(windows.last[enrolments], positions[-1])
    return Stretch(roll, first, last)


def _occurring(
    mixtures: Sequence[NDArray[np.int64]], number: int
) -> tuple[NDArray[np.int64], Callable[[NDArray[np.int64]], NDArray[np.int64]]]:
    """The mixtures that occur, in order, and how to find the place of each among them."""
    if number > _FEW_MIXTURES:
        found = np.unique(np.concatenate(mixtures))
        return found, lambda mixed: np.searchsorted(found, mixed)
    occurs = np.zeros(number, np.bool_)
    for mixed in mixtures:
        occurs[mixed] = True
    places = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), lambda mixed: places[mixed]


_Grouped = tuple[tuple[Label, ...], list[NDArray[np.int64]]]


def _labels_of(mixture: int, grouped: Sequence[_Grouped]) -> tuple[Label, ...]:
    labels: list[Label] = []
    for held, _ in reversed(grouped):
        mixture, code = divmod(mixture, len(held))
        labels.append(held[code])
    return tuple(reversed(labels))


def _by_field(stretches: Sequence[Stretch], field: str, which: Which) -> _Grouped:
    """Every label of one characteristic, None for not recorded last, and each roll's enrolments by label."""
    columns = _columns([stretch.roll for stretch in stretches], field)
    order = {label: None for column in columns for label in column.labels if label is not None}
    labels = (*order, None)
    place = {label: number for number, label in enumerate(labels)}
    codes = []
    for column, stretch in zip(columns, stretches, strict=True):
        # The last place of the table is where UNKNOWN (-1) looks itself up.
        table = np.array([*(place[label] for label in column.labels), len(labels) - 1], np.int64)
        codes.append(table[column.values(stretch.first, stretch.last, which)])
    if len(stretches) > 1:
        ranked = all(column.ranked for column in columns)
        _agree(stretches, codes, which if ranked or which is not Which.EVER else Which.LAST, len(labels) - 1)
    return labels, codes


def _columns(rolls: Sequence[Roll], field: str) -> list[Column]:
    """Each roll's column of that name; a roll without one, beside one that has it, knows it of nobody."""
    if rolls and not any(field in roll.columns for roll in rolls):
        known = dict.fromkeys([*TIME_FIELDS, *(name for roll in rolls for name in roll.columns)])
        template = gettext_noop("There is nothing called “%(field)s” to group by; there are %(names)s.")
        raise ProblemWithMeasure(Sentence(template, field=field, names=", ".join(known)), field)
    nobody = np.zeros(0, np.intp)
    return [roll.columns.get(field, Column.steady((), nobody)) for roll in rolls]


def _agree(
    stretches: Sequence[Stretch], codes: Sequence[NDArray[np.int64]], which: Which, unknown: int
) -> None:
    """Give an enrolment one value in every roll it is in: the last of them, the first, the highest."""
    order = np.concatenate([np.full(len(stretch.roll), stretch.roll.year.start) for stretch in stretches])
    ids = np.concatenate([stretch.roll.enrolment for stretch in stretches])
    held = np.concatenate(codes)
    counted = np.concatenate([stretch.counted for stretch in stretches]) & (held != unknown)
    rank = {Which.LAST: order, Which.FIRST: -order, Which.EVER: held}[which]
    known = np.flatnonzero(counted)
    # Sorted so that, of one enrolment's values, the one to keep comes last.
    known = known[np.lexsort((rank[known], ids[known]))]
    keep = known[np.append(ids[known][1:] != ids[known][:-1], True)] if len(known) else known
    at = np.searchsorted(ids[keep], ids)
    at = np.minimum(at, max(len(keep) - 1, 0))
    found = ids[keep][at] == ids if len(keep) else np.zeros(len(ids), np.bool_)
    agreed = np.where(found, held[keep][at] if len(keep) else unknown, held)
    splits = np.cumsum([len(own) for own in codes])[:-1]
    for own, new in zip(codes, np.split(agreed, splits), strict=True):
        own[:] = new
