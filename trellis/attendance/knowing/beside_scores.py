"""Attendance and lateness beside scores: how the scores of a wave lie, by how often children were late or how
much they missed.

Every child a dot, the middle half and the middle of each group. Two things seen together: neither is shown to
cause the other, and no sessions lost are ever turned into scores lost.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.asked import Asked
from trellis.attendance.knowing.together_views import GROUPS, group_in_words, group_of
from trellis.learning.models import Scale, Score
from trellis.measures.characteristics import Which
from trellis.measures.periods import Period
from trellis.measures.pupils import each_enrolment
from trellis.measures.roll import Roll
from trellis.rules.scores import plain
from trellis.rules.spread import FEWEST, Spread, spread_of
from trellis.rules.tally import Tally, absent, late, possible

FIELDS: Final = ("year_group",)
FEWEST_TOLD: Final = 10


class Beside(StrEnum):
    """What the scores stand beside."""

    LATE = "late"
    MISSED = "missed"


BESIDE: Final[Mapping[Beside, Any]] = {
    Beside.LATE: gettext_lazy("How often they were late"),
    Beside.MISSED: gettext_lazy("How much they missed"),
}

# Per cent of possible sessions missed, from and to; the last has no end.
_MISSED: Final[Sequence[tuple[int, int | None]]] = ((0, 5), (5, 10), (10, 20), (20, None))


@dataclass(frozen=True, slots=True)
class Lies:
    """The scores of the children of one group, and how they lie; of few nothing is said."""

    words: str
    scores: tuple[Decimal, ...]
    spread: Spread | None
    is_told_roughly: bool  # to whoever may not see the scores of children

    @classmethod
    def of(cls, words: str, scores: Sequence[Decimal], *, roughly: bool) -> "Lies":
        """How some scores lie. In a group of five the middle and its half are three children's own scores,
        so whoever may not see those is told of ten or more.
        """
        is_few = roughly and len(scores) < FEWEST_TOLD
        spread = None if is_few else spread_of([Fraction(one) for one in scores])
        return cls(words, tuple(scores), spread, roughly)

    @property
    def children(self) -> str:
        """How many: in fives to whoever may not see them, so that no group is left over from the others."""
        if self.is_told_roughly and len(self.scores) < FEWEST_TOLD:
            return _("fewer than ten")
        if len(self.scores) < FEWEST:
            return _("fewer than five") if self.scores else "0"
        if self.is_told_roughly:
            return _("%(count)d or more") % {"count": len(self.scores) // FEWEST * FEWEST}
        return str(len(self.scores))

    def shown(self, name: str) -> str:
        """One number of the spread, as a score is written, to two places."""
        value: Fraction = getattr(self.spread, name)
        return plain(round(Decimal(value.numerator) / Decimal(value.denominator), 2))

    @property
    def middle(self) -> str:
        return self.shown("middle") if self.spread else ""

    @property
    def half(self) -> str:
        """The middle half, from and to."""
        return f"{self.shown('lower')} – {self.shown('upper')}" if self.spread else ""

    @property
    def ends(self) -> str:
        """One child's score each: not told to whoever may not see them."""
        if self.spread is None or self.is_told_roughly:
            return ""
        return f"{self.shown('lowest')} – {self.shown('highest')}"


@dataclass(frozen=True, slots=True)
class BesideScores:
    """The groups, whom nothing could be said of, and which year groups there are to choose among."""

    groups: tuple[Lies, ...]
    without_sessions: int
    year_groups: tuple[str, ...]


def beside_scores(
    asked: Asked,
    scale: Scale,
    wave: str,
    beside: Beside,
    *,
    year_group: str = "",
    roughly: bool,
    until: dt.date | None = None,
) -> BesideScores:
    """The scores of one wave by what their children's registers show over the days asked, or over the year
    until a day.
    """
    period = asked.period if until is None else Period.between(asked.year.since, until)
    rolls = [roll for roll in asked.rolls(FIELDS).rolls if roll.year == asked.year]
    year_groups = {pupil: label for roll in rolls for pupil, label in _year_groups(roll)}
    held = Score.objects.filter(school=asked.school, scale=scale, wave=wave).values_list("pupil", "value")
    scores = {pupil: value for pupil, value in held if year_group in ("", year_groups.get(pupil, ""))}
    spent = _spent(rolls, asked, period)
    groups = GROUPS if beside is Beside.LATE else _MISSED
    found: list[list[Decimal]] = [[] for _group in groups]
    for pupil, value in scores.items():
        place = _place(spent.get(pupil), beside)
        if place is not None:
            found[place].append(value)
    return BesideScores(
        tuple(
            Lies.of(_in_words(least, most, beside), own, roughly=roughly)
            for (least, most), own in zip(groups, found, strict=True)
        ),
        len(scores) - sum(map(len, found)),
        tuple(sorted(set(year_groups.values()))),
    )


def _year_groups(roll: Roll) -> Iterable[tuple[int, str]]:
    """The last year group each child was in."""
    column = roll.columns["year_group"]
    last = np.minimum(roll.last, roll.begun - 1).astype(np.int16)
    found = column.values(last, last, Which.LAST)
    return (
        (pupil, str(column.labels[number]))
        for pupil, number in zip(roll.person.tolist(), found.tolist(), strict=True)
        if number >= 0
    )


def _spent(rolls: Sequence[Roll], asked: Asked, period: Period) -> dict[int, Tally]:
    """What each child's sessions of those days were spent on, whatever enrolments they had here."""
    spent: dict[int, Tally] = {}
    for each in each_enrolment(rolls, [period], population=asked.population):
        for pupil, tally, here in zip(
            each.person.tolist(), each.every_one(), each.on_roll.tolist(), strict=True
        ):
            if here:
                spent[pupil] = spent[pupil] + tally if pupil in spent else tally
    return spent


def _place(tally: Tally | None, beside: Beside) -> int | None:
    """Which group a child is in; none where no session was possible."""
    whole = int(possible(tally)) if tally is not None else 0
    if tally is None or not whole:
        return None
    if beside is Beside.LATE:
        return group_of(int(late(tally)))
    missed = Fraction(100 * int(absent(tally)), whole)
    return next(place for place, (_since, until) in enumerate(_MISSED) if until is None or missed < until)


def _in_words(since: int, until: int | None, beside: Beside) -> str:
    if beside is Beside.LATE:
        return group_in_words(since, until)
    if until is None:
        return _("%(since)d%% or more") % {"since": since}
    return _("%(since)d%% to under %(until)d%%") % {"since": since, "until": until}


# --- the drawing ---

# A scale of so many points is drawn whole; a longer one as far as its scores reach.
_NARROW: Final = 150
_WIDTH, _HEIGHT, _BAR, _DOT = 620, 300, 64, 26
# Dots of one group stand beside each other: each a step of the golden section further on.
_STEP: Final = 0.618


def drawn(scale: Scale, groups: Sequence[Lies]) -> dict[str, Any] | None:
    """Each child a dot, except to whoever may not see them; the middle half a bar, the middle a mark."""
    told = [one for one in groups if one.spread]
    if not told:
        return None
    x = {"field": "group", "type": "ordinal", "sort": [one.words for one in groups], "title": None}
    domain = (
        {"domain": [float(scale.least), float(scale.most)]} if scale.most - scale.least <= _NARROW else {}
    )

    def up(field: str) -> dict[str, Any]:
        across = {"zero": False, **domain}
        return {"field": field, "type": "quantitative", "scale": across, "title": scale.unit or _("score")}

    spreads = [
        {"group": one.words, **{name: float(getattr(one.spread, name)) for name in Spread._fields[1:]}}
        for one in told
    ]
    dots = [
        {"group": one.words, "score": float(score), "at": (number * _STEP) % 1}
        for one in groups
        if not one.is_told_roughly
        for number, score in enumerate(one.scores)
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": spreads},
            "mark": {"type": "bar", "size": _BAR, "opacity": 0.25},
            "encoding": {"x": x, "y": up("lower"), "y2": {"field": "upper"}},
        },
        {
            "data": {"values": dots},
            "mark": {"type": "point", "filled": True, "size": _DOT, "opacity": 0.5},
            "encoding": {"x": x, "xOffset": {"field": "at", "type": "quantitative"}, "y": up("score")},
        },
        {
            "data": {"values": spreads},
            "mark": {"type": "tick", "thickness": 3, "size": _BAR},
            "encoding": {"x": x, "y": up("middle")},
        },
    ]
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def drawn_in_words(scale: Scale, groups: Sequence[Lies]) -> str:
    """What the drawing shows, for whoever cannot see it."""
    said = "; ".join(f"{one.words}: {one.middle} ({one.half})" for one in groups if one.spread)
    return _("%(scale)s, the child in the middle and the middle half: %(groups)s.") % {
        "scale": str(scale),
        "groups": said or _("too few children to draw"),
    }
