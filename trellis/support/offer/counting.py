"""An offer as it stands: its levels with their programmes and steps, how many children have each, and how the
work is spread over the levels from term to term.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.rules.academic_year import AcademicYear
from trellis.rules.offer import Mix, Work, mix_of
from trellis.schools.models import Enrolment, Grouping, School
from trellis.support.finding.counts import OfTerm
from trellis.support.models import Case, Programme
from trellis.support.offer.models import OfferLevel, OfferStep, StepCarriedOut
from trellis.support.serving import Tier

TERMS = 6


@dataclass(frozen=True)
class Level:
    """One level on the page."""

    level: OfferLevel
    steps: Sequence[OfferStep]
    programmes: Sequence[Programme]
    children: int  # with an open case at this level and at none beyond it


def levels_of(place: School | Grouping, day: dt.date) -> list[OfferLevel]:
    """A school's own levels; where it has none, those of a grouping it is in."""
    if not isinstance(place, School):
        return list(OfferLevel.objects.at(place).in_use(day))
    serving = list(OfferLevel.objects.serving(place, day).in_use(day).select_related("school", "grouping"))
    own = [one for one in serving if one.school_id == place.pk]
    if own or not serving:
        return own
    first = min(one.grouping_id for one in serving)
    return [one for one in serving if one.grouping_id == first]


@dataclass(frozen=True)
class Offer:
    """The levels of a place, and at which of them each programme is."""

    levels: Sequence[OfferLevel]
    steps: Mapping[int, Sequence[OfferStep]]

    @classmethod
    def of(cls, place: School | Grouping, day: dt.date) -> "Offer":
        levels = levels_of(place, day)
        steps: defaultdict[int, list[OfferStep]] = defaultdict(list)
        held = OfferStep.objects.in_use(day).filter(level__in=levels)
        for step in held.select_related("programme", "person", "team"):
            steps[step.level_id].append(step)
        return cls(levels, steps)

    def level_of(self, programme: int, tier: str) -> int:
        """Where a programme is: at the level whose step names it, else at the first meant for its tier; where
        none is, at the first for a tier that reaches further.
        """
        for number, level in enumerate(self.levels):
            if any(step.programme_id == programme for step in self.steps.get(level.pk, ())):
                return number
        tiers = [level.tier for level in self.levels]
        further = Tier.values[Tier.values.index(tier) :]
        return next((tiers.index(one) for one in further if one in tiers), len(self.levels) - 1)

    def shown(self, cases: Any, programmes: Iterable[Programme], day: dt.date) -> list[Level]:
        """Each level with what belongs to it; each child at the furthest level they have help at."""
        at: dict[int, int] = {}
        for pupil, programme, tier in cases.open().values_list("pupil", "programme", "programme__tier"):
            at[pupil] = max(at.get(pupil, 0), self.level_of(programme, tier))
        held: defaultdict[int, list[Programme]] = defaultdict(list)
        for one in programmes:
            held[self.level_of(one.pk, one.tier)].append(one)
        return [
            Level(level, self.steps.get(level.pk, ()), held[number], list(at.values()).count(number))
            for number, level in enumerate(self.levels)
        ]

    def mixes(self, cases: Any, place: School | Grouping, day: dt.date) -> list[tuple[OfTerm, Mix]]:
        """How the work was spread in this term and those before it, as far as there was any."""
        terms = [OfTerm.of(day)]
        while len(terms) < TERMS:
            terms.append(terms[-1].before)
        terms.reverse()
        rows = cases.values_list("programme", "programme__tier", "since", "closed_on")
        work = [Work(self.level_of(programme, tier), since, until) for programme, tier, since, until in rows]
        spans = [term.days_at(place) for term in terms]
        mixes = list(zip(terms, mix_of(work, len(self.levels), spans), strict=True))
        first = next((at for at, (_term, mix) in enumerate(mixes) if mix.whole), len(mixes))
        return mixes[first:]


def on_roll(schools: Iterable[School], day: dt.date) -> int:
    """How many children there are: what is for everybody reaches them all."""
    held = Enrolment.objects.on(day).filter(school__in=list(schools), pupil__merged_into=None)
    return held.values("pupil").distinct().count()


def cases_of(place: School | Grouping, reader: Any, day: dt.date) -> Any:
    """What is counted: at a school the cases the reader may see; at a grouping all of its schools’."""
    if isinstance(place, School):
        return Case.objects.visible_to(reader).at(place, day).exclude(outcome=Case.Outcome.MISTAKE)
    schools = School.objects.in_grouping(place, day)
    return Case.objects.filter(school__in=schools).exclude(outcome=Case.Outcome.MISTAKE)


@dataclass(frozen=True)
class Coverage:
    """How many of a level's steps a school carried out this year."""

    level: OfferLevel
    rows: Sequence[tuple[OfferStep, StepCarriedOut | None]]

    @property
    def done(self) -> int:
        return sum(carried is not None for _step, carried in self.rows)


def coverage(offer: Offer, school: School, day: dt.date) -> list[Coverage]:
    """Step by step: carried out this school year, when and by whom, or not yet."""
    held = StepCarriedOut.objects.filter(school=school, year=AcademicYear.of(day).start)
    carried = {one.step_id: one for one in held}
    return [
        Coverage(level, [(step, carried.get(step.pk)) for step in offer.steps.get(level.pk, ())])
        for level in offer.levels
    ]


def coverage_of_schools(
    offer: Offer, schools: Sequence[School], day: dt.date
) -> list[tuple[School, list[tuple[int, int]]]]:
    """Of each school, how many steps of each level, of how many."""
    held = StepCarriedOut.objects.filter(school__in=schools, year=AcademicYear.of(day).start)
    carried = set(held.values_list("school", "step"))
    return [
        (
            school,
            [
                (
                    sum((school.pk, step.pk) in carried for step in offer.steps.get(level.pk, ())),
                    len(offer.steps.get(level.pk, ())),
                )
                for level in offer.levels
            ],
        )
        for school in schools
    ]
