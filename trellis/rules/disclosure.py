"""Disclosure control: small numbers are not told outside the school, nor left to be worked out.

domain-rules §12.2, the product's default. Counts of 1 to 4 are suppressed, and so are their complements
(95% of 20 is one child); further rows are suppressed until the published total no longer gives the hidden
ones away; a percentage needs a denominator of at least ten. Suppression comes last, after every sum. Inside
the school, for staff who may see the children themselves, nothing is suppressed.

One breakdown at a time: its rows are distinct groups of the same pupils, beside at most one total. Two such
breakdowns of one total give away nothing of each other: whatever the hidden rows of both are, some table of
the two together has those rows.

A figure that grows is told again and again, and a reader who kept the earlier ones can take them away. So a
year is told in its parts: a group is told only if no part of its year is few, neither its own nor that of the
hidden groups together, and once hidden it stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

# What is printed in place of a suppressed figure, as in national statistics since 2019: c for confidential.
SUPPRESSED: Final = "c"

FEWEST: Final = 5
LEAST_DENOMINATOR: Final = 10

# The steps a rate is told in where it hangs in a hall: the finest that holds enough sessions is taken.
STEPS: Final = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Row:
    """One group's figures as they were counted: what a publication would show of it.

    `denominator` is None for a count that has none (a code outside possible sessions). `pupils` is the
    number of people behind figures that count sessions.
    """

    numerator: int
    denominator: int | None
    pupils: int | None = None

    def numbers(self) -> tuple[int, ...]:
        """Every number the row would tell, its complement among them, in an order shared by all its kind."""
        whole = () if self.denominator is None else (self.denominator - self.numerator, self.denominator)
        return (self.numerator, *whole, *(() if self.pupils is None else (self.pupils,)))


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of a row: its counts, and its percentage."""

    counts: bool
    percent: bool


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be told of each row, in order, and of their total."""

    rows: tuple[Told, ...]
    total: Told


def disclose(
    rows: Sequence[Row], *, fewest: int = FEWEST, least_denominator: int = LEAST_DENOMINATOR
) -> Disclosure:
    """What may leave the school of a breakdown whose total is published, or can be known from elsewhere."""
    numbers = [row.numbers() for row in rows]
    hidden = _hidden(numbers, frozenset(), [frozenset(range(len(rows)))], fewest)
    return Disclosure(
        rows=tuple(_told(row, place not in hidden, least_denominator) for place, row in enumerate(rows)),
        # Where even hiding every row leaves too few, the total is what gives them away.
        total=_told(_total(rows), not _given_away(numbers, hidden, fewest), least_denominator),
    )


def disclose_in_turn(
    rows: Sequence[Row],
    parts: Sequence[Sequence[Row]],
    *,
    totals: Sequence[frozenset[int]] = (),
    fewest: int = FEWEST,
    least_denominator: int = LEAST_DENOMINATOR,
) -> Disclosure:
    """The same of rows that were told before, and were something else then.

    `parts` are what they were made of in turn, each with the same rows in the same order: the half-terms of a
    year, of a count that adds up; its earlier states, of one that does not. Nothing few can be worked out
    from all that was ever told: a row is told where no part of it is few, a row hidden once stays hidden, and
    the rows hidden when a part was new are not few together in it. `totals` are the places of rows whose own
    total can be known too.
    """
    known = [*totals, frozenset(range(len(rows)))]
    hidden: frozenset[int] = frozenset()
    numbers = _side_by_side([*parts, rows], len(rows))
    # Where nothing was ever few nothing was ever hidden.
    if any(_small(one, fewest) for one in numbers):
        for upto in range(1, len(parts) + 1):
            hidden = _hidden(_side_by_side(parts[:upto], len(rows)), hidden, known, fewest)
        hidden = _hidden(numbers, hidden, known, fewest)
    return Disclosure(
        rows=tuple(_told(row, place not in hidden, least_denominator) for place, row in enumerate(rows)),
        total=_told(_total(rows), not _given_away(numbers, hidden, fewest), least_denominator),
    )


def at_least(part: int, whole: int, *, fewest: int = FEWEST) -> int | None:
    """The whole percentage a small group's rate is told as in public: "98% or more".

    It is rounded down to a step of one, two, five or ten in a hundred, the finest in which the fewest
    sessions fit: of 300 sessions a step of two holds six. So the missing sessions of one child can never be
    read from a class's rate, and since the step depends on the size of the class alone, neither can anything
    from the step. Only where nothing was missed is it 100. None where even ten in a hundred hold too few.
    """
    step = next((step for step in STEPS if step * whole >= 100 * fewest), None)
    return None if step is None else 100 * part // whole // step * step


def some_told(whole: int, some: int, *, fewest: int = FEWEST) -> bool:
    """May it be said how many of a class did something? Not where few did, or few did not: it names them."""
    return not _small((some, whole - some, whole), fewest)


# The numbers of one row, in an order shared by all.
_Numbers = tuple[int, ...]


def _side_by_side(parts: Sequence[Sequence[Row]], rows: int) -> list[_Numbers]:
    """Each row's numbers in every part."""
    return [tuple(chain.from_iterable(part[place].numbers() for part in parts)) for place in range(rows)]


def _hidden(
    rows: Sequence[_Numbers], already: frozenset[int], known: Sequence[frozenset[int]], fewest: int
) -> frozenset[int]:
    """The rows to hide: those that are few, and as many more as keep them from being worked out.

    `known` are the places of rows whose total can be known.
    """
    hidden = already | {place for place, numbers in enumerate(rows) if _small(numbers, fewest)}
    while True:
        given_away = (own for own in known if not own <= hidden and _given_away(rows, hidden & own, fewest))
        own = next(given_away, None)
        if own is None:
            return hidden
        hidden |= {_next(rows, own, hidden & own, fewest)}


def _small(numbers: Iterable[int], fewest: int) -> bool:
    """A true nought is told; from one up to the fewest is not."""
    return any(0 < number < fewest for number in numbers)


def _given_away(rows: Sequence[_Numbers], hidden: frozenset[int], fewest: int) -> bool:
    """Does the total, less what is told, leave one hidden row alone, or several that are few together?"""
    if not hidden:
        return False
    return len(hidden) == 1 or _small(_together(rows, hidden), fewest)


def _together(rows: Sequence[_Numbers], places: Iterable[int]) -> _Numbers:
    return tuple(sum(column) for column in zip(*(rows[place] for place in places), strict=True))


def _next(rows: Sequence[_Numbers], own: frozenset[int], hidden: frozenset[int], fewest: int) -> int:
    """The row to hide next: one that settles it if there is one, and of those the smallest."""
    return min(
        own - hidden,
        key=lambda place: (_given_away(rows, hidden | {place}, fewest), rows[place], place),
    )


def _total(rows: Sequence[Row]) -> Row:
    whole = [row.denominator for row in rows if row.denominator is not None]
    pupils = [row.pupils for row in rows if row.pupils is not None]
    return Row(
        sum(row.numerator for row in rows), sum(whole) if whole else None, sum(pupils) if pupils else None
    )


def _told(row: Row, counts: bool, least_denominator: int) -> Told:
    enough = row.denominator is not None and row.denominator >= least_denominator
    return Told(counts=counts, percent=counts and enough)
