"""Scores: what a number on a scale may be, whether a strand of Boxall, a reading age or words a minute.

A scale has a least and a most, so many decimal places, and a direction in which it is wanted, or none. A
score outside its scale is never moved into it: somebody read the wrong column or the wrong child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from trellis.rules.words import ProblemWith, Sentence, gettext_noop

MOST_PLACES: Final = 2


class ProblemWithScore(ProblemWith):
    """A score that cannot stand on its scale, or a scale that no score can stand on."""

    subject = "score"


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a scale goes, both included, and in how many decimal places."""

    least: Decimal
    most: Decimal
    places: int = 0

    def __post_init__(self) -> None:
        if self.most <= self.least:
            says = gettext_noop("The highest score, %(most)s, is not above the lowest, %(least)s.")
            raise ProblemWithScore(Sentence(says, most=plain(self.most), least=plain(self.least)), self.most)

    def read(self, text: str) -> Decimal:
        """The score a cell says: 12, 12.5 or 12,5.

        Raises ProblemWithScore where it is no number, lies outside the scale or is finer than it.
        """
        try:
            value = Decimal(text.strip().replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise ProblemWithScore(Sentence(gettext_noop("“%(text)s” is not a score."), text=text), text)
        self.insist(value)
        return value

    def insist(self, value: Decimal) -> None:
        """Refuse a score that cannot stand on the scale."""
        if not self.least <= value <= self.most:
            says = gettext_noop("%(value)s is outside the scale, which goes from %(least)s to %(most)s.")
            words = Sentence(says, value=plain(value), least=plain(self.least), most=plain(self.most))
            raise ProblemWithScore(words, value)
        if value != round(value, self.places):
            says = gettext_noop("%(value)s is finer than the scale, which has %(places)s decimal places.")
            raise ProblemWithScore(Sentence(says, value=plain(value), places=self.places), value)


def plain(value: Decimal) -> str:
    """A score as it is written: 12, 12.5, never 1.2E+1 or 12.50."""
    return f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of a wave lie: how many, and below what a quarter, half and three quarters lie."""

    count: int
    least: Decimal
    lower: Decimal
    middle: Decimal
    upper: Decimal
    most: Decimal


def spread(scores: list[Decimal]) -> Spread | None:
    """The spread of some scores; none where there are none. Between two scores it lies in between."""
    if not scores:
        return None
    held = sorted(scores)

    def at(part: int) -> Decimal:
        place, rest = divmod(part * (len(held) - 1), 4)
        above = held[min(place + 1, len(held) - 1)]
        return held[place] + (above - held[place]) * rest / 4

    return Spread(len(held), held[0], at(1), at(2), at(3), held[-1])


# --- groups by score ---


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups a scale is divided into: from which score on, and what each is called; the lowest first."""

    held: tuple[tuple[Decimal, str], ...] = ()

    @classmethod
    def read(cls, text: str, within: Range) -> Groups:
        """From lines such as "20 Somebody talks with them". The first begins with the lowest score.

        Raises ProblemWithScore for a line without a score and words, a score off the scale, or two the wrong
        way round.
        """
        held: list[tuple[Decimal, str]] = []
        for line in filter(None, map(str.strip, text.splitlines())):
            number, _space, words = line.partition(" ")
            if not words.strip():
                says = gettext_noop("“%(line)s” is not a score and then what the group is called.")
                raise ProblemWithScore(Sentence(says, line=line), line)
            since = within.read(number)
            if held and since <= held[-1][0]:
                says = gettext_noop("%(value)s is not above the group before it: the lowest stands first.")
                raise ProblemWithScore(Sentence(says, value=plain(since)), since)
            held.append((since, words.strip()))
        if held and held[0][0] != within.least:
            says = gettext_noop("The first group begins with the lowest score, %(least)s.")
            raise ProblemWithScore(Sentence(says, least=plain(within.least)), held[0][0])
        if len(held) == 1:
            raise ProblemWithScore(Sentence(gettext_noop("One group is none: name two or more.")), text)
        return cls(tuple(held))

    @property
    def text(self) -> str:
        """As they are written: a line each."""
        return "\n".join(f"{plain(since)} {words}" for since, words in self.held)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(words for _since, words in self.held)

    def of(self, value: Decimal) -> int:
        """Which group a score is of, counted from the lowest."""
        return sum(value >= since for since, _words in self.held) - 1

    def counts(self, scores: Iterable[Decimal]) -> tuple[int, ...]:
        """How many scores are of each group."""
        found = [0] * len(self.held)
        for value in scores:
            found[self.of(value)] += 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Moved:
    """From one wave to the next: how many went from each group to each, and who was not measured again."""

    between: tuple[tuple[int, ...], ...]  # by the group before, then by the group after
    not_again: int
    new: int

    @property
    def up(self) -> int:
        return sum(many for was, row in enumerate(self.between) for now, many in enumerate(row) if now > was)

    @property
    def down(self) -> int:
        return sum(many for was, row in enumerate(self.between) for now, many in enumerate(row) if now < was)

    @property
    def stayed(self) -> int:
        return sum(row[was] for was, row in enumerate(self.between))


def moved(groups: Groups, before: Mapping[int, Decimal], after: Mapping[int, Decimal]) -> Moved:
    """How children went from group to group between two waves, by their scores in each."""
    size = len(groups.held)
    between = [[0] * size for _group in range(size)]
    for child in before.keys() & after.keys():
        between[groups.of(before[child])][groups.of(after[child])] += 1
    not_again, new = len(before.keys() - after.keys()), len(after.keys() - before.keys())
    return Moved(tuple(map(tuple, between)), not_again, new)
