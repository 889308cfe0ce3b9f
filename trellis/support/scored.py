"""Scores as figures of a case: what a child had reached on its programme's scales by the start, and since.

By the start counts the latest score measured up to its first day; afterwards the latest measured since. A
score nobody recorded is said to be missing, and no other stands in for it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.learning.models import Scale, Score
from trellis.rules.scores import plain
from trellis.support.models import Case, ProgrammeFigure, key_of


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


@dataclass(frozen=True)
class InAndOut:
    """One scale over some cases: of how many it is read, and the scores of those measured at both ends."""

    scale: Scale
    cases: int
    before: tuple[Decimal, ...] = ()
    after: tuple[Decimal, ...] = ()


def in_and_out(cases: Collection[Case]) -> dict[int, list[InAndOut]]:
    """By case, each scale its programme reads: the score by the start and the latest since, where there are
    both. The same few questions for any number of cases.
    """
    figures = ProgrammeFigure.objects.filter(
        programme__in={case.programme_id for case in cases}, scale__isnull=False
    )
    asked: dict[int, list[Scale]] = {}
    for one in figures.select_related("scale"):
        asked.setdefault(one.programme_id, []).append(one.scale)
    read = [case for case in cases if case.programme_id in asked]
    scales = {scale.pk for own in asked.values() for scale in own}
    held: dict[int, list[Score]] = {}
    for score in Score.objects.filter(scale__in=scales, pupil__in={case.pupil_id for case in read}):
        held.setdefault(score.pupil_id, []).append(score)
    return {
        case.pk: [
            _both_ends(scale, case, Scores(tuple(held.get(case.pupil_id, ()))))
            for scale in asked[case.programme_id]
        ]
        for case in read
    }


def _both_ends(scale: Scale, case: Case, own: Scores) -> InAndOut:
    before = own.latest(scale, None, case.since)
    after = own.latest(scale, case.since, case.closed_on or dt.date.max)
    if before.score is None or after.score is None:
        return InAndOut(scale, 1)
    return InAndOut(scale, 1, (before.score,), (after.score,))


def together_of(found: Mapping[int, Sequence[InAndOut]], cases: Iterable[int]) -> tuple[InAndOut, ...]:
    """The scales of some cases, each with all of theirs together."""
    added: dict[int, InAndOut] = {}
    for one in (each for case in cases for each in found.get(case, ())):
        was = added.get(one.scale.pk, InAndOut(one.scale, 0))
        added[one.scale.pk] = InAndOut(
            one.scale, was.cases + one.cases, was.before + one.before, was.after + one.after
        )
    return tuple(added.values())
