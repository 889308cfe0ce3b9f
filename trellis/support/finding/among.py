"""The children on roll of some schools on a day, and what the registers, read once, say of all of them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.measures.catalogue import by_name
from trellis.measures.measure import TALLIED
from trellis.measures.periods import Period
from trellis.measures.pupils import EachEnrolment, each_enrolment
from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.tally import Tally
from trellis.schools.models import Enrolment, School
from trellis.support.reading import Figure

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spent:
    """How each of some children spent the same days: a tally of arrays, an element for each child."""

    since: dt.date
    until: dt.date
    people: Numbers  # their ids, rising
    tally: Tally

    def counts(self, measure: str) -> tuple[Any, Any]:
        """The part and the whole of a measure of each child."""
        held = by_name(measure)
        assert held.denominator is not None
        return held.counts(self.tally), held.denominator(self.tally)

    def figures(self, measure: str, pupils: Iterable[int]) -> dict[int, Figure]:
        """The figure of some of them, for a page."""
        part, whole = self.counts(measure)
        place = {pupil: at for at, pupil in enumerate(self.people.tolist())}
        return {
            pupil: Figure(measure, self.since, self.until, int(part[at]), int(whole[at]))
            for pupil in pupils
            if (at := place.get(pupil)) is not None
        }


@dataclass(frozen=True, eq=False)
class Among:
    """Everybody on roll of some schools on a day; what was asked of their registers is read once."""

    schools: tuple[School, ...]
    day: dt.date
    _spent: dict[tuple[dt.date, dt.date], Spent] = field(default_factory=dict)
    _rolls: dict[dt.date, tuple[Roll, ...]] = field(default_factory=dict)

    @cached_property
    def year(self) -> AcademicYear:
        return AcademicYear.of(self.day)

    @cached_property
    def pupils(self) -> frozenset[int]:
        """Their ids."""
        held = Enrolment.objects.on(self.day).filter(school__in=self.schools, pupil__merged_into=None)
        return frozenset(held.values_list("pupil", flat=True))

    def rolls(self, since: dt.date) -> tuple[Roll, ...]:
        """The rolls from a day on, read once from the earliest that was asked for."""
        known = next((held for first, held in self._rolls.items() if first <= since), None)
        if known is None:
            known = self._rolls[since] = rolls(Scope(schools=self.schools), since, self.day).rolls
        return known

    def spent(self, *asked: tuple[dt.date, dt.date]) -> list[Spent]:
        """How they spent some stretches of days, all counted at once."""
        fresh = [days for days in dict.fromkeys(asked) if days not in self._spent]
        if fresh:
            held = self.rolls(min(since for since, _until in fresh))
            periods = [Period.between(*days) for days in fresh]
            each = each_enrolment(held, periods)
            for days, period in zip(fresh, periods, strict=True):
                self._spent[days] = self._added(days, [one for one in each if one.period == period])
        return [self._spent[days] for days in asked]

    def _added(self, days: tuple[dt.date, dt.date], each: Sequence[EachEnrolment]) -> Spent:
        """Every child on roll once, with their tallies on all rolls of these schools added up."""
        none = np.zeros(0, np.int64)
        whose = np.concatenate([none, *(one.person for one in each)])
        people = np.array(sorted(self.pupils), np.int64)
        here = np.isin(whose, people)
        at = np.searchsorted(people, whose[here])

        def added(name: str) -> Numbers:
            counts = np.zeros(len(people), np.int64)
            np.add.at(counts, at, np.concatenate([none, *(getattr(one.tally, name) for one in each)])[here])
            return counts

        tally = Tally(**{name: added(name) for name in TALLIED}, reasons=MappingProxyType({}))
        return Spent(*days, people, tally)
