"""Scores as figures of a case: what a child had reached on its programme's scales by the start, and since.

By the start counts the latest score measured up to its first day; afterwards the latest measured since. A
score nobody recorded is said to be missing, and no other stands in for it.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.learning.models import Scale, Score
from trellis.rules.scores import plain
from trellis.support.models import ProgrammeFigure, key_of


@dataclass(frozen=True)
class Scored:
    """One child's score on a scale as far as a day, or that there was none."""

    scale: Scale
    since: dt.date | None  # after this day; none: however long ago
    until: dt.date
    score: Decimal | None = None
    wave: str = ""
    on: dt.date | None = None
    by_name: str = ""

    @property
    def key(self) -> str:
        return key_of(self.scale.pk)

    @property
    def words(self) -> str:
        """What is read, as a page says it."""
        return str(self.scale)

    @property
    def value(self) -> Fraction | None:
        return None if self.score is None else Fraction(self.score)

    @property
    def whole(self) -> bool:
        """Whether there is one."""
        return self.score is not None

    @property
    def rate(self) -> str:
        """The score, as a page says it."""
        return _("not measured") if self.score is None else f"{plain(self.score)} {self.scale.unit}".strip()

    @property
    def of(self) -> str:
        """Its wave, its day and who recorded it."""
        if self.on is None:
            return ""
        return _("%(wave)s, %(day)s, %(name)s") % {
            "wave": self.wave,
            "day": date_format(self.on, "j M Y"),
            "name": self.by_name,
        }


@dataclass(frozen=True)
class Scores:
    """The scores of one child on some scales."""

    held: tuple[Score, ...] = ()

    def latest(self, scale: Scale, since: dt.date | None, until: dt.date) -> Scored:
        """The last one measured after a day, if one is named, and by another."""
        found = [
            one
            for one in self.held
            if one.scale_id == scale.pk and (since is None or one.on > since) and one.on <= until
        ]
        if not found:
            return Scored(scale, since, until)
        last = max(found, key=lambda one: (one.on, one.pk))
        return Scored(scale, since, until, last.value, last.wave, last.on, last.by_name)


def scores_of(pupil: int, figures: Iterable[ProgrammeFigure]) -> Scores:
    """A child's scores on the scales a programme reads, and on no other: whoever sees the case sees these."""
    scales = [one.scale_id for one in figures if one.scale_id]
    return Scores(tuple(Score.objects.filter(pupil=pupil, scale__in=scales))) if scales else Scores()


def in_and_out(cases: Collection[Any]) -> list[tuple[Scale, list[tuple[Decimal, Decimal]]]]:
    """Of each scale some cases read, the score by the start and the latest since of each child with both."""
    figures = ProgrammeFigure.objects.filter(
        programme__in={case.programme_id for case in cases}, scale__isnull=False
    )
    asked: dict[int, list[Scale]] = {}
    for one in figures.select_related("scale"):
        asked.setdefault(one.programme_id, []).append(one.scale)
    scales = {scale.pk: scale for own in asked.values() for scale in own}
    held: dict[int, list[Score]] = {}
    for score in Score.objects.filter(scale__in=scales, pupil__in={case.pupil_id for case in cases}):
        held.setdefault(score.pupil_id, []).append(score)
    found: dict[int, list[tuple[Decimal, Decimal]]] = {pk: [] for pk in scales}
    for case in cases:
        own = Scores(tuple(held.get(case.pupil_id, ())))
        for scale in asked.get(case.programme_id, ()):
            before = own.latest(scale, None, case.since)
            after = own.latest(scale, case.since, case.closed_on or dt.date.max)
            if before.score is not None and after.score is not None:
                found[scale.pk].append((before.score, after.score))
    return [(scales[pk], pairs) for pk, pairs in found.items()]
