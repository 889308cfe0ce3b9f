"""Disclosure control: small numbers are not told outside the school, nor left to be worked out.

domain-rules §12.2, the product's default. Counts of 1 to 4 are suppressed, and so are their complements
(95% of 20 is one child); further rows are suppressed until the published total no longer gives the hidden
ones away; a percentage needs a denominator of at least ten. Suppression comes last, after every sum. Inside
the school, for staff who may see the children themselves, nothing is suppressed.

One breakdown at a time: its rows are distinct groups of the same pupils, beside at most one total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    hidden = {place for place, row in enumerate(rows) if _small(row.numbers(), fewest)}
    while _given_away(rows, hidden, fewest) and len(hidden) < len(rows):
        hidden.add(_next(rows, hidden, fewest))
    return Disclosure(
        rows=tuple(_told(row, place not in hidden, least_denominator) for place, row in enumerate(rows)),
        # Where even hiding every row leaves too few, the total is what gives them away.
        total=_told(_total(rows), not _given_away(rows, hidden, fewest), least_denominator),
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


def _small(numbers: Iterable[int], fewest: int) -> bool:
    """A true nought is told; from one up to the fewest is not."""
    return any(0 < number < fewest for number in numbers)


def _given_away(rows: Sequence[Row], hidden: set[int], fewest: int) -> bool:
    """Does the total, less what is told, leave one hidden row alone, or several that are few together?"""
    if not hidden:
        return False
    return len(hidden) == 1 or _small(_together(rows, hidden), fewest)


def _together(rows: Sequence[Row], places: Iterable[int]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*(rows[place].numbers() for place in places), strict=True))


def _next(rows: Sequence[Row], hidden: set[int], fewest: int) -> int:
    """The row to hide next: one that settles it if there is one, and of those the smallest."""
    told = (place for place in range(len(rows)) if place not in hidden)
    return min(
        told, key=lambda place: (_given_away(rows, hidden | {place}, fewest), rows[place].numbers(), place)
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
