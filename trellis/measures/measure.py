"""What a measure is, and the register of them by name.

A measure is a numerator and a denominator, each a plain function of how sessions were spent. Counted in
sessions it reads the tally of a whole group, because tallies add up; counted in enrolments it asks each
enrolment its question and counts the answers. The same functions read one pupil, one class, a trust or the
country.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, cast

from trellis.rules.codes import ALL_CHARS
from trellis.rules.tally import Count, Tally
from trellis.rules.thresholds import InForce, Threshold
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

# Every count of a tally but those of single reasons.
TALLIED: Final = tuple(held.name for held in fields(Tally) if held.name != "reasons")


class ProblemWithMeasure(ProblemWith):
    """The name of no measure."""

    subject = "measure"


class Unit(StrEnum):
    """What a measure counts."""

    SESSIONS = "sessions"
    ENROLMENTS = "enrolments"


@dataclass(frozen=True, slots=True)
class Measure:
    """A numerator and a denominator, each a plain function of a tally; `words` say what the two count.

    A measure with a `threshold` is decided under the one in force on a period's last day, over its days: its
    numerator is then called with the tally and that threshold. `reasons` are the characters it wants counted
    one by one. One that `needs_present_codes` cannot be known from a summary that has none.
    """

    name: str
    words: str
    numerator: Callable[..., Count]
    denominator: Callable[[Tally], Count] | None
    unit: Unit = Unit.SESSIONS
    threshold: Callable[[InForce], Threshold] | None = None
    reasons: str = ""
    needs_present_codes: bool = False

    def counts(self, tally: Tally, held: InForce | None = None) -> Count:
        """The numerator, under the thresholds in force where the measure has one."""
        if self.threshold is None:
            return self.numerator(tally)
        if held is None:
            raise ValueError(f"{self.name} is decided under a threshold, and none was given.")
        return self.numerator(tally, self.threshold(held))

    def reads(self, held: InForce | None = None) -> frozenset[str]:
        """The counts of a tally that its two functions look at: no others need be added up for it."""
        return _looked_at(self, held)

    def sentence(self) -> Sentence:
        """What it counts, in a sentence that a page can translate."""
        if len(self.reasons) == 1:
            return Sentence(self.words, code=self.name.partition(":")[2])
        return Sentence(self.words)


class _Watched:
    """Stands in for a tally of nothing and remembers which of its counts were asked for.

    Measures are plain functions, arithmetic and comparison only, so what they ask for never depends on what
    they are told.
    """

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.reasons: Mapping[str, int] = MappingProxyType({})

    def __getattr__(self, name: str) -> int:
        if name not in TALLIED:
            raise AttributeError(name)
        self.seen.add(name)
        return 0


@lru_cache(maxsize=256)
def _looked_at(measure: Measure, held: InForce | None) -> frozenset[str]:
    """What a measure asks of a tally, watched once: it asks the same each time."""
    watched = _Watched()
    measure.counts(cast(Tally, watched), held)
    if measure.denominator is not None:
        measure.denominator(cast(Tally, watched))
    return frozenset(watched.seen)


_REGISTERED: Final[dict[str, Measure]] = {}

# A family makes its measures from what follows the colon: "reason:I".
_FAMILIES: Final[dict[str, Callable[[str], Measure]]] = {}


def register(measure: Measure) -> Measure:
    """Give a measure its name for good; two measures of one name would be two definitions."""
    if measure.name in _REGISTERED:
        raise ValueError(f"There is a measure called {measure.name} already.")
    _REGISTERED[measure.name] = measure
    return measure


def register_family(prefix: str, make: Callable[[str], Measure]) -> None:
    """Give a family of measures its prefix."""
    if prefix in _FAMILIES:
        raise ValueError(f"There is a family of measures called {prefix} already.")
    _FAMILIES[prefix] = make


def registered() -> Mapping[str, Measure]:
    """Every measure with a name of its own, in the order they were registered."""
    return MappingProxyType(_REGISTERED)


def by_name(name: str) -> Measure:
    """The measure of that name, as the command line, a page or a criterion asks for it."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in _FAMILIES:
        return _FAMILIES[prefix](rest)
    if name in _REGISTERED:
        return _REGISTERED[name]
    names = [*_REGISTERED, *(f"{family}:CODE" for family in _FAMILIES)]
    says = Sentence(
        gettext_noop("There is no measure called “%(name)s”; there are %(names)s."),
        name=name,
        names=", ".join(names),
    )
    raise ProblemWithMeasure(says, name)


def reasons_of(measures: Iterable[Measure]) -> str:
    """Every character these measures want counted one by one, in the order codes are listed."""
    wanted = {char for measure in measures for char in measure.reasons}
    return "".join(char for char in ALL_CHARS if char in wanted)
