"""Thresholds: dated, per nation, each with its operator, decided on integers and never on a rounded rate.

"Below 80%" and "80% or below" part company at exactly 80.0%, so every rule keeps the operator it was written
with (requirements §5.5). Exactly 90.0% attendance is persistent absence (domain-rules §3.1).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from trellis.rules.codes import ProblemWithDay
from trellis.rules.stretches import Stretch
from trellis.rules.tally import Share, Tally, Truth, possible
from trellis.rules.words import Nation, ProblemWith, Sentence, day_in_words, gettext_noop, read_nation


class ProblemWithThreshold(ProblemWith):
    """A threshold that cannot be set."""

    subject = "threshold"


class Operator(StrEnum):
    """On which side of its figure a threshold is met, and whether the figure itself meets it."""

    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="

    def compare(self, left: Any, right: Any) -> Truth:
        """The comparison itself, of numbers or of arrays."""
        return _COMPARISONS[self](left, right)


_COMPARISONS: Final[Mapping[Operator, Callable[[Any, Any], Any]]] = {
    Operator.BELOW: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}

_IN_WORDS: Final[Mapping[Operator, str]] = {
    Operator.BELOW: gettext_noop("%(share)s below %(figure)s"),
    Operator.AT_MOST: gettext_noop("%(share)s of %(figure)s or less"),
    Operator.ABOVE: gettext_noop("%(share)s above %(figure)s"),
    Operator.AT_LEAST: gettext_noop("%(share)s of %(figure)s or more"),
}

_SHARES_IN_WORDS: Final[Mapping[Share, str]] = {
    Share.ATTENDANCE: gettext_noop("attendance"),
    Share.ABSENCE: gettext_noop("absence"),
    Share.AUTHORISED: gettext_noop("authorised absence"),
    Share.UNAUTHORISED: gettext_noop("unauthorised absence"),
    Share.LATE: gettext_noop("lateness"),
}


class Threshold(Protocol):
    """A question with a yes or a no for every tally."""

    def met(self, tally: Tally) -> Truth:
        """Does the tally meet it? Never, where no session was possible."""

    def in_words(self) -> Sentence:
        """The rule as a list, a letter or an answer names it."""


def per_cent(written: str | int) -> Fraction:
    """A percentage exactly as it was written: "97" or "96.5" (the float 96.7 would be another number)."""
    try:
        figure = Fraction(written)
    except (ValueError, ZeroDivisionError):
        says = Sentence(gettext_noop("“%(text)s” is not a percentage: write 90 or 96.5."), text=written)
        raise ProblemWithThreshold(says, written) from None
    if not 0 <= figure <= 100:
        says = Sentence(gettext_noop("%(text)s is not between 0 and 100."), text=written)
        raise ProblemWithThreshold(says, written)
    return figure


@dataclass(frozen=True, slots=True)
class RateThreshold:
    """A share of possible sessions set against a percentage."""

    share: Share
    operator: Operator
    percent: Fraction

    def met(self, tally: Tally) -> Truth:
        """Cross-multiplied, so that whole numbers decide: 10 × absent ≥ possible, never 0.1 (§3.1)."""
        return self.holds(self.share.of(tally), possible(tally))

    def holds(self, part: Any, whole: Any) -> Truth:
        """The same of any part and whole; without a whole there is no rate, and nothing is met."""
        over = part * (100 * self.percent.denominator)
        return self.operator.compare(over, whole * self.percent.numerator) & (whole > 0)

    def in_words(self) -> Sentence:
        """Such as "absence of 10% or more"."""
        return _named(self.operator, self.share, f"{_plain(self.percent)}%")


@dataclass(frozen=True, slots=True)
class CountThreshold:
    """A number of sessions, whatever share of the possible they are; `at_15` names whose number it is."""

    share: Share
    operator: Operator
    sessions: int
    at_15: bool = False

    def met(self, tally: Tally) -> Truth:
        """So many sessions, of any that were possible."""
        return self.operator.compare(self.share.of(tally), self.sessions) & (possible(tally) > 0)

    def in_words(self) -> Sentence:
        """Such as "absence of 64 sessions or more"."""
        figure = Sentence(gettext_noop("%(sessions)s sessions"), sessions=self.sessions)
        rule = _named(self.operator, self.share, figure)
        if not self.at_15:
            return rule
        return Sentence(gettext_noop("%(rule)s for those who were 15 on 31 August"), rule=rule)


@dataclass(frozen=True, slots=True)
class InsteadOfCount:
    """The share that numbers of sessions stood for, over days for which no number was published."""

    stood_for: RateThreshold

    def met(self, tally: Tally) -> Truth:
        """As the share decides."""
        return self.stood_for.met(tally)

    def in_words(self) -> Sentence:
        """The share, and that it is not the rule itself."""
        template = gettext_noop(
            "%(rule)s (the share that numbers of sessions stood for: none was published for these days)"
        )
        return Sentence(template, rule=self.stood_for.in_words())


@dataclass(frozen=True, eq=False, slots=True)
class CountOfEach:
    """A number of sessions for each of many tallies, and where it is 0, the share instead.

    `named` are the rules the numbers come from.
    """

    sessions: NDArray[np.int64]
    instead: RateThreshold
    named: tuple[Threshold, ...]

    def met(self, tally: Tally) -> Truth:
        """By its own number, or by the share where it has none."""
        set_for = self.sessions > 0
        absent = self.instead.share.of(tally)
        by_count = self.instead.operator.compare(absent, self.sessions) & (possible(tally) > 0)
        return (set_for & by_count) | (~set_for & self.instead.met(tally))

    def in_words(self) -> Sentence:
        """Every rule that decides somebody's."""
        return all_in_words(self.named)


def _named(how: Operator, share: Share, figure: str) -> Sentence:
    return Sentence(_IN_WORDS[how], share=Sentence(_SHARES_IN_WORDS[share]), figure=figure)


def _plain(figure: Fraction) -> str:
    """90, 96.5 or 7/3: as short as it can be said exactly."""
    if figure.denominator == 1:
        return str(figure.numerator)
    as_decimal = f"{float(figure):.6f}".rstrip("0")
    return as_decimal if Fraction(as_decimal) == figure else str(figure)


def attendance_below(percent: str | int) -> RateThreshold:
    """Attendance below a figure: exactly that figure is not below it."""
    return RateThreshold(Share.ATTENDANCE, Operator.BELOW, per_cent(percent))


def attendance_at_least(percent: str | int) -> RateThreshold:
    """Attendance of a figure or more: a target, a milestone."""
    return RateThreshold(Share.ATTENDANCE, Operator.AT_LEAST, per_cent(percent))


def absence_at_least(percent: str | int) -> RateThreshold:
    """Absence of a figure or more."""
    return RateThreshold(Share.ABSENCE, Operator.AT_LEAST, per_cent(percent))


def all_in_words(rules: Iterable[Threshold]) -> Sentence:
    """Several rules, each named once."""
    named = list(dict.fromkeys(rule.in_words() for rule in rules))
    return named[0] if len(named) == 1 else Sentence("%(all)s", all="; ".join(named))


# --- the national definitions, dated ---


class InForce(NamedTuple):
    """What makes somebody persistently or severely absent over certain days."""

    persistent: Threshold
    severe: Threshold


_HALF: Final = absence_at_least(50)
_TARGET: Final = attendance_at_least(96)


@dataclass(frozen=True)
class ThresholdSet:
    """What a nation counted as persistent and severe absence between two dates, and the product's defaults.

    An organisation's own settings replace what it sets otherwise (`dataclasses.replace`). Until 2014/15
    England counted persistent absence in sessions, not as a share: `fixed` holds the numbers by stretch of
    the year, and `persistent` the share they stood for, which is all there is for any other period: `over`
    says what decides.
    """

    name: str
    nation: Nation
    since: date
    until: date | None
    persistent: RateThreshold
    low_attendance: RateThreshold
    severe: RateThreshold = _HALF
    # The school's target until it sets its own (requirements A1); below it, and not persistent, is amber.
    target: RateThreshold = _TARGET
    # With fewer possible sessions a rate says little about a child, and nobody is written to (domain-rules
    # §7).
    fewest_sessions: int = 20
    fixed: Mapping[Stretch, int] = field(default_factory=lambda: MappingProxyType({}))

    def covers(self, on: date) -> bool:
        """Was it in force on this day?"""
        return self.since <= on and (self.until is None or on <= self.until)

    def sessions_over(self, stretch: Stretch | None, *, at_15: bool = False) -> int:
        """The number of sessions published for a stretch; 0 where there was none.

        A year's number was that of its five half-terms while no more were collected, and stayed so for those
        aged 15, whose sixth is not counted.
        """
        if stretch is Stretch.SIX_HALF_TERMS and (at_15 or stretch not in self.fixed):
            stretch = Stretch.FIVE_HALF_TERMS
        return 0 if stretch is None else self.fixed.get(stretch, 0)

    def over(self, stretch: Stretch | None, *, at_15: bool = False) -> InForce:
        """What was in force over a stretch of the year, or over days that are none."""
        if not self.fixed:
            return InForce(self.persistent, self.severe)
        sessions = self.sessions_over(stretch, at_15=at_15)
        if not sessions:
            return InForce(InsteadOfCount(self.persistent), self.severe)
        own = at_15 and sessions != self.sessions_over(stretch)
        return InForce(CountThreshold(Share.ABSENCE, Operator.AT_LEAST, sessions, own), self.severe)

    def over_all(self, stretch: Stretch | None, at_15: NDArray[np.bool_]) -> InForce:
        """What was in force over a stretch for each of many pupils."""
        if not self.fixed:
            return InForce(self.persistent, self.severe)
        ages = np.unique(at_15).tolist() or [False]
        named = tuple(self.over(stretch, at_15=age).persistent for age in ages)
        return InForce(
            CountOfEach(self._sessions_of_each(stretch, at_15), self.persistent, named), self.severe
        )

    def over_each(self, stretches: Sequence[Stretch | None], at_15: NDArray[np.bool_]) -> InForce:
        """The same over several stretches, for tallies of stretches × pupils."""
        if not self.fixed:
            return InForce(self.persistent, self.severe)
        sessions = np.array([self._sessions_of_each(stretch, at_15) for stretch in stretches], np.int64)
        named = tuple(self.over_all(stretch, at_15).persistent for stretch in stretches)
        return InForce(
            CountOfEach(sessions.reshape(len(stretches), len(at_15)), self.persistent, named), self.severe
        )

    def _sessions_of_each(self, stretch: Stretch | None, at_15: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.where(at_15, self.sessions_over(stretch, at_15=True), self.sessions_over(stretch))


# domain-rules §3.2. Pupils aged 15 kept the five-half-term number when a sixth was first collected in
# 2012/13.
_FIXED_20: Final = MappingProxyType(
    {Stretch.AUTUMN: 28, Stretch.AUTUMN_AND_SPRING: 52, Stretch.FIVE_HALF_TERMS: 64}
)
_FIXED_15: Final = MappingProxyType(
    {
        Stretch.AUTUMN: 22,
        Stretch.SPRING: 16,
        Stretch.AUTUMN_AND_SPRING: 38,
        Stretch.FIVE_HALF_TERMS: 46,
    }
)

_ENGLAND: Final = (
    ThresholdSet(
        "England 2009",
        Nation.ENGLAND,
        date(2005, 8, 1),
        date(2010, 7, 31),
        persistent=absence_at_least(20),
        low_attendance=attendance_below(90),
        fixed=_FIXED_20,
    ),
    ThresholdSet(
        "England 2010",
        Nation.ENGLAND,
        date(2010, 8, 1),
        date(2012, 7, 31),
        persistent=absence_at_least(15),
        low_attendance=attendance_below(90),
        fixed=_FIXED_15,
    ),
    ThresholdSet(
        "England 2012",
        Nation.ENGLAND,
        date(2012, 8, 1),
        date(2015, 7, 31),
        persistent=absence_at_least(15),
        low_attendance=attendance_below(90),
        fixed=MappingProxyType({**_FIXED_15, Stretch.SIX_HALF_TERMS: 56}),
    ),
    ThresholdSet(
        "England 2015+",
        Nation.ENGLAND,
        date(2015, 8, 1),
        date(2024, 8, 18),
        persistent=absence_at_least(10),
        low_attendance=attendance_below(90),
    ),
    ThresholdSet(
        "England 2024+",
        Nation.ENGLAND,
        date(2024, 8, 19),
        None,
        persistent=absence_at_least(10),
        low_attendance=attendance_below(90),
    ),
)

# Wales has published no definition of severe absence that we hold: half of all sessions is the product's
# own there.
_WALES: Final = (
    ThresholdSet(
        "Wales 2014",
        Nation.WALES,
        date(2005, 8, 1),
        date(2023, 9, 30),
        persistent=absence_at_least(20),
        low_attendance=attendance_below(80),
    ),
    ThresholdSet(
        "Wales 2023+",
        Nation.WALES,
        date(2023, 10, 1),
        None,
        persistent=absence_at_least(10),
        low_attendance=attendance_below(80),
    ),
)

PROFILES: Final[Mapping[str, ThresholdSet]] = MappingProxyType(
    {held.name: held for held in _ENGLAND + _WALES}
)


def threshold_sets(nation: str) -> tuple[ThresholdSet, ...]:
    """Every set of a nation, earliest first."""
    return _ENGLAND if read_nation(nation) is Nation.ENGLAND else _WALES


def thresholds(nation: str, on: date) -> ThresholdSet:
    """The set in force on a day; for a period, on its last (interfaces.md)."""
    sets = threshold_sets(nation)
    for held in sets:
        if held.covers(on):
            return held
    says = Sentence(
        gettext_noop("Trellis holds no thresholds for %(nation)s before %(since)s."),
        nation=sets[0].nation.title(),
        since=day_in_words(sets[0].since),
    )
    raise ProblemWithDay(says, on)
