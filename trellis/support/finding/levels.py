"""Where children stand: what suggests a level, what was decided, who works with them.

Indicators only suggest. One that is for those who may see why a child is protected suggests nothing to
anybody else: neither its name nor the level it stands for. Nor does a level decided above what somebody sees
suggested stand out to them: it would say that there is something they do not see.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.measures.measure import registered
from trellis.rules.academic_year import AcademicYear
from trellis.rules.cohort import rate_meets
from trellis.rules.criteria import OPERATORS, Operator
from trellis.rules.vulnerability import suggested
from trellis.schools.counted import COUNTED
from trellis.schools.models import Person, Pupil, School
from trellis.support.finding.among import Among
from trellis.support.finding.models import (
    DecidedLevel,
    Level,
    LevelIndicator,
    NotedIndicator,
    VulnerabilityTable,
)
from trellis.support.models import Case, CaseContact
from trellis.support.reading import FIGURES, Figure

COUNT = "count:"  # what a room counts of each child, in the place of a measure


def readable() -> list[tuple[str, Any]]:
    """What an indicator may read by itself: the figures of one child, and what rooms count of each."""
    held = [(name, FIGURES[name]) for name in registered() if name in FIGURES]
    return held + [(COUNT + name, one.words) for name, one in COUNTED.items()]


@dataclass(frozen=True)
class Sign:
    """One indicator that holds of a child, and how it is known."""

    indicator: LevelIndicator
    said: str  # the figure it was read from, or who noted it and when
    noted: NotedIndicator | None = None

    @property
    def level(self) -> int:
        return self.indicator.level

    @property
    def is_protected(self) -> bool:
        """What it is, or what it was noted as, is only for those who may see why a child is protected."""
        return self.indicator.is_protected or (self.noted is not None and self.noted.indicator.is_protected)

    @property
    def is_for_all(self) -> bool:
        """Whether everybody who sees support may know of it: it is not protected, nor counted by a room for
        those who see more.
        """
        return not self.is_protected and is_read_by(self.indicator.measure, lambda _permission: False)

    def kept(self) -> dict[str, Any]:
        """As a decision keeps it."""
        held = self.indicator
        return {
            "level": held.level,
            "words": held.words,
            "said": self.said,
            "measure": held.measure,
            "is_protected": self.is_protected,
        }


def is_read_by(measure: str, may: Callable[[Any], bool]) -> bool:
    """Whether what is read by itself may be known by whoever has some permissions."""
    if not measure.startswith(COUNT):
        return True
    held = COUNTED.get(measure.removeprefix(COUNT))
    return held is not None and (held.permission is None or may(held.permission))


@dataclass(frozen=True)
class Worker:
    """Who leads a case of a child, since when, and the hours noted in it this school year."""

    name: str
    case: Case
    minutes: int = 0

    @property
    def hours(self) -> str:
        """Such as "1.5"; nothing where no time was noted."""
        return f"{self.minutes / 60:.1f}" if self.minutes else ""


@dataclass(frozen=True)
class Stands:
    """A child: the level decided, what suggests which, and the key workers one may know of."""

    pupil: Pupil
    decided: DecidedLevel | None
    signs: Sequence[Sign] = field(default=())
    workers: Sequence[Worker] = field(default=())
    before: Sequence[NotedIndicator] = field(default=())  # noted of what the table in use does not ask
    sees_all: bool = True  # whether no indicator is kept from the reader

    @property
    def suggested(self) -> int:
        return suggested(one.level for one in self.signs)

    @property
    def suggested_to_all(self) -> int:
        """What is suggested to everybody who sees support."""
        return suggested(one.level for one in self.signs if one.is_for_all)

    @property
    def suggested_words(self) -> Any:
        return Level(self.suggested).label

    @property
    def level(self) -> int:
        return self.decided.level if self.decided else Level.NONE

    @property
    def differs(self) -> bool:
        """Something suggests another level than the one decided, or none was decided. From whom indicators
        are kept, for them only a higher one differs: of the rest they do not see all that suggests it.
        """
        if self.decided and self.sees_all:
            return self.suggested != self.level
        return self.suggested > self.level


WHICH = {
    "decided": gettext_lazy("At a level"),
    "undecided": gettext_lazy("Suggested, not decided"),
    "nobody": gettext_lazy("No key worker"),
}


@dataclass(frozen=True, eq=False)
class AtSchool:
    """Every child of a school as somebody may see them on a day: who is where is known before any name.
    Without a reader, what is suggested to everybody who sees support.
    """

    school: School
    reader: Person | None
    day: dt.date
    sees_protected: bool

    @cached_property
    def among(self) -> Among:
        return Among((self.school,), self.day)

    @cached_property
    def table(self) -> VulnerabilityTable | None:
        return VulnerabilityTable.objects.of(self.school, self.day)

    @cached_property
    def _in_use(self) -> list[LevelIndicator]:
        return list(self.table.indicators.filter(until=None)) if self.table else []

    @cached_property
    def indicators(self) -> list[LevelIndicator]:
        """Those in use that the reader may know."""
        return [one for one in self._in_use if self.sees_protected or not one.is_protected]

    @cached_property
    def sees_all(self) -> bool:
        """Whether no indicator is kept from the reader."""
        return self.sees_protected and all(self.may_read(one.measure) for one in self._in_use)

    @cached_property
    def decided(self) -> Mapping[int, tuple[int, int]]:
        """What was decided last of each child on roll: pupil → (level, decision)."""
        held = DecidedLevel.objects.standing([self.school], self.day)
        return {pupil: found for pupil, found in held.items() if pupil in self.among.pupils}

    @cached_property
    def suggested(self) -> Mapping[int, int]:
        """The level suggested of each child of whom some indicator holds."""
        found: dict[int, int] = {}
        for indicator, pupils in self._holding():
            for pupil in pupils:
                found[pupil] = suggested((found.get(pupil, 0), indicator.level))
        return found

    @cached_property
    def with_worker(self) -> frozenset[int]:
        """The children with a key worker one may know of."""
        return frozenset(self._led.values_list("pupil", flat=True)).intersection(self.among.pupils)

    def which(self, asked: str) -> list[int]:
        """The children of one of the lists, those of the higher level first."""
        at_a_level = {pupil for pupil, (level, _pk) in self.decided.items() if level}
        if asked == "undecided":
            chosen: Collection[int] = self.suggested.keys() - self.decided.keys()
        elif asked == "nobody":
            chosen = at_a_level - self.with_worker
        else:
            chosen = at_a_level
        names = Pupil.objects.filter(pk__in=chosen).order_by("surname", "forename", "pk")
        ordered = list(names.values_list("pk", flat=True))
        return sorted(
            ordered, key=lambda pupil: -(self.decided.get(pupil) or (self.suggested.get(pupil, 0),))[0]
        )

    def stand(self, pupils: Iterable[int]) -> list[Stands]:
        """Some children with all that a page tells of them: the same few questions for any number."""
        wanted = list(pupils)
        held = Pupil.objects.in_bulk(wanted)
        decisions = DecidedLevel.objects.in_bulk(
            [self.decided[one][1] for one in wanted if one in self.decided]
        )
        signs, workers, before = self._signs(wanted), self._workers(wanted), self._before(wanted)
        return [
            Stands(
                pupil=held[one],
                decided=decisions[self.decided[one][1]] if one in self.decided else None,
                signs=signs.get(one, ()),
                workers=workers.get(one, ()),
                before=before.get(one, ()),
                sees_all=self.sees_all,
            )
            for one in wanted
        ]

    # --- what holds ---

    def _holding(self) -> Iterator[tuple[LevelIndicator, Iterable[int]]]:
        """Each indicator with the children of whom it holds."""
        for indicator in self.indicators:
            if not indicator.reads_itself:
                yield indicator, [one.pupil_id for one in self._noted.get(indicator.pk, ())]
            elif indicator.measure.startswith(COUNT):
                yield indicator, self._counted_of(indicator)
            else:
                spent = self.among.spent(*self._stretches)[self._stretches.index(self._days(indicator))]
                met = rate_meets(
                    *spent.counts(indicator.measure), Operator(indicator.operator), Fraction(indicator.figure)
                )
                yield indicator, spent.people[np.flatnonzero(met)].tolist()

    @cached_property
    def _stretches(self) -> list[tuple[dt.date, dt.date]]:
        """The days that indicators read, counted all at once."""
        held = (one for one in self.indicators if one.reads_itself and not one.measure.startswith(COUNT))
        return list(dict.fromkeys(map(self._days, held)))

    def _days(self, indicator: LevelIndicator) -> tuple[dt.date, dt.date]:
        if indicator.weeks is None:
            return self.among.year.since, self.day
        return self.day - dt.timedelta(weeks=indicator.weeks) + dt.timedelta(days=1), self.day

    @cached_property
    def _counts(self) -> dict[tuple[str, tuple[dt.date, dt.date]], Mapping[int, int]]:
        return {}

    def may_read(self, measure: str) -> bool:
        """Whether the reader may know what is read by itself: not each count of a room is for everybody, and
        nobody knows one that is counted no more.
        """
        return is_read_by(measure, self._may)

    def _count(self, indicator: LevelIndicator) -> Mapping[int, int]:
        """What a room counts of each child, where the reader may know it."""
        name, days = indicator.measure.removeprefix(COUNT), self._days(indicator)
        if (name, days) not in self._counts:
            self._counts[name, days] = COUNTED[name].of((self.school,), *days)
        return self._counts[name, days]

    @cached_property
    def _allowed(self) -> dict[Any, bool]:
        return {}

    def _may(self, permission: Any) -> bool:
        if self.reader is None:
            return False
        if permission not in self._allowed:
            reach = self.reader.reach(permission)
            here = School.objects.filter(reach.schools_at("pk"), pk=self.school.pk)
            self._allowed[permission] = here.exists()
        return self._allowed[permission]

    def _counted_of(self, indicator: LevelIndicator) -> list[int]:
        if not self.may_read(indicator.measure):
            return []
        operator, figure = Operator(indicator.operator), Fraction(indicator.figure)
        counts = self._count(indicator)
        return [
            pupil for pupil in self.among.pupils if operator.holds(Fraction(counts.get(pupil, 0)), figure)
        ]

    # --- what was noted ---

    @cached_property
    def _by_words(self) -> Mapping[str, Sequence[LevelIndicator]]:
        found: defaultdict[str, list[LevelIndicator]] = defaultdict(list)
        for one in self._in_use:
            if not one.reads_itself:
                found[one.words.casefold()].append(one)
        return found

    def now(self, noted: NotedIndicator) -> LevelIndicator | None:
        """The indicator of the table in use that something was noted of: itself or, where it was noted by
        another table, the one that is called the same; None where it is asked no more.
        """
        was = noted.indicator
        if was.pk not in self._now:
            self._now[was.pk] = self._now_of(was)
        return self._now[was.pk]

    @cached_property
    def _now(self) -> dict[int, LevelIndicator | None]:
        return {}

    def _now_of(self, was: LevelIndicator) -> LevelIndicator | None:
        if self.table is not None and was.table_id == self.table.pk:
            return next((one for one in self._in_use if one.pk == was.pk), None)
        named = self._by_words.get(was.words.casefold(), ())
        return next((one for one in named if one.level == was.level), named[-1] if named else None)

    def may_know(self, noted: NotedIndicator) -> bool:
        """Neither what it was noted of nor what that is now is only for those who may see why a child is
        protected, or the reader may.
        """
        now = self.now(noted)
        return self.sees_protected or not (noted.indicator.is_protected or (now and now.is_protected))

    @cached_property
    def _known(self) -> list[NotedIndicator]:
        """What persons noted of children on roll that holds today, as far as the reader may know it."""
        held = NotedIndicator.objects.on(self.day).filter(school=self.school).select_related("indicator")
        return [one for one in held if one.pupil_id in self.among.pupils and self.may_know(one)]

    @cached_property
    def _noted(self) -> Mapping[int, list[NotedIndicator]]:
        """The same by the indicator it is of in the table in use."""
        found: defaultdict[int, list[NotedIndicator]] = defaultdict(list)
        for one in self._known:
            if (now := self.now(one)) is not None:
                found[now.pk].append(one)
        return found

    def _before(self, wanted: Iterable[int]) -> Mapping[int, list[NotedIndicator]]:
        """What was noted of some children of what the table in use does not ask: it suggests nothing."""
        found: defaultdict[int, list[NotedIndicator]] = defaultdict(list)
        asked = frozenset(wanted)
        for one in self._known:
            if one.pupil_id in asked and self.now(one) is None:
                found[one.pupil_id].append(one)
        return found

    def _signs(self, wanted: Sequence[int]) -> Mapping[int, list[Sign]]:
        found: defaultdict[int, list[Sign]] = defaultdict(list)
        asked = frozenset(wanted)
        for indicator, pupils in self._holding():
            here = [one for one in pupils if one in asked]
            for pupil, sign in self._said(indicator, here):
                found[pupil].append(sign)
        return found

    def _said(self, indicator: LevelIndicator, pupils: Sequence[int]) -> Iterator[tuple[int, Sign]]:
        if not indicator.reads_itself:
            for one in self._noted.get(indicator.pk, ()):
                if one.pupil_id in pupils:
                    said = {"by": one.by_name, "day": date_format(one.since, "j M Y")}
                    yield one.pupil_id, Sign(indicator, _("noted by %(by)s on %(day)s") % said, one)
        elif indicator.measure.startswith(COUNT):
            counts = self._count(indicator) if pupils else {}
            for pupil in pupils:
                yield pupil, Sign(indicator, str(counts.get(pupil, 0)))
        else:
            spent = self.among.spent(self._days(indicator))[0]
            for pupil, figure in spent.figures(indicator.measure, pupils).items():
                yield pupil, Sign(indicator, in_words(figure))

    # --- who works with them ---

    @cached_property
    def _led(self) -> Any:
        """The open cases one may know of that somebody leads."""
        seen = Case.objects.open().visible_to(self.reader).at(self.school, self.day)
        return seen.filter(team__is_lead=True, team__until=None)

    def _workers(self, wanted: Sequence[int]) -> Mapping[int, list[Worker]]:
        cases = list(
            self._led.filter(pupil__in=[one for one in wanted if one in self.among.pupils])
            .select_related("programme")
            .prefetch_related("team")
            .distinct()
        )
        since = self.among.year.since
        noted = CaseContact.objects.filter(case__in=cases, on__gte=since, on__lte=self.day)
        minutes = dict(noted.order_by().values_list("case").annotate(Sum("minutes")))
        found: defaultdict[int, list[Worker]] = defaultdict(list)
        for case in cases:
            for one in case.team.all():
                if one.is_lead and one.until is None:
                    found[case.pupil_id].append(Worker(one.name, case, minutes.get(case.pk) or 0))
        return found


def in_words(figure: Figure) -> str:
    """A figure beside an indicator: "84.2%, 101 of 120 sessions since 3 September"."""
    said = {"rate": figure.rate, "of": figure.of, "day": date_format(figure.since, "j F")}
    if figure.since == AcademicYear.of(figure.until).since:
        return _("%(rate)s, %(of)s this school year") % said
    return _("%(rate)s, %(of)s since %(day)s") % said


def rule_in_words(indicator: LevelIndicator) -> str:
    """How an indicator reads itself: "Attendance below 90%, school year so far"."""
    if not indicator.reads_itself:
        return _("noted by a person")
    what = dict(readable()).get(indicator.measure, indicator.measure)
    figure = f"{indicator.figure.normalize():f}"
    if not indicator.measure.startswith(COUNT):
        figure += "%"
    when = (
        _("school year so far")
        if indicator.weeks is None
        else _("last %(weeks)d weeks") % {"weeks": indicator.weeks}
    )
    return f"{what} {_(OPERATORS[Operator(indicator.operator)])} {figure}, {when}"
