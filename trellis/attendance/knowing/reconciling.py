"""A printed figure reconciled with ours: counted live, again and again with one thing more as theirs has it.

The order and the adding up are rules/reconcile.py. Here the registers are read: now, and as they were known
at the end of the day the other report was printed.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from trellis.attendance.asked import Asked
from trellis.evidence.models import PrintedFigure, PrintedPupil
from trellis.measures.catalogue import by_name
from trellis.measures.measure import Measure, Unit
from trellis.measures.periods import Period
from trellis.measures.pupils import EachEnrolment, each_enrolment
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.academic_year import SESSIONS
from trellis.rules.codes import code_of
from trellis.rules.populations import Population
from trellis.rules.reconcile import Blanks, Bridge, Cause, Count, Each, Lates, Others, bridge, read_as
from trellis.rules.thresholds import thresholds
from trellis.rules.words import Session
from trellis.schools.models import Pupil

RECONCILED = (
    *("attendance", "absence", "authorised_absence", "unauthorised_absence"),
    *("persistent_absence", "severe_absence", "late"),
)
_BLANK = ord(".")
_UNKNOWN = "row"


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of counting: which roll, days and population, whom without, and how marks are read."""

    roll: Roll
    period: Period
    population: Population = Population.ALL_ON_ROLL
    without: frozenset[int] = frozenset()  # enrolments
    blanks: Blanks = Blanks.LEFT_OUT
    lates: Lates = Lates.BY_THE_CODE

    @property
    def each(self) -> EachEnrolment | None:
        """How each enrolment spent the days; none where nobody counts."""
        # A school's year is one roll, and its half-terms are one set: one answer to a period.
        return next(iter(each_enrolment([self.roll], [self.period], population=self.population)), None)


@dataclass(frozen=True)
class Reconciled:
    """A printed figure beside ours, and all that stands between them."""

    figure: PrintedFigure
    asked: Asked
    now: Rolls
    known: Rolls
    rows: Sequence[PrintedPupil]

    @classmethod
    def of(cls, figure: PrintedFigure, today: dt.date) -> "Reconciled":
        """Read the registers as they are and as they were known when the figure was printed."""
        asked = Asked(figure.school, figure.academic_year, today, figure.half_term)
        scope, year = Scope(school=figure.school), asked.year
        return cls(
            figure=figure,
            asked=asked,
            now=asked.rolls(),
            known=rolls(scope, year.since, year.until, as_at=_end_of(figure.printed_on)),
            rows=list(figure.pupils.all()),
        )

    @cached_property
    def measure(self) -> Measure:
        """What both figures count."""
        return by_name(self.figure.measure)

    @property
    def counts_sessions(self) -> bool:
        """Whether it is a count of sessions, and not of pupils."""
        return self.measure.unit is Unit.SESSIONS

    @cached_property
    def ways(self) -> Mapping[Cause, _Way]:
        """Each way of counting in the stated order, every one with what the ones before it changed."""
        ours = _Way(_only(self.now), self.asked.period)
        figure, known = self.figure, _only(self.known)
        # Sessions that had not begun when it was printed cannot be in it.
        cut = replace(ours.roll, begun=known.begun, over=known.over)
        period = replace(ours, roll=cut, period=self._their_days)
        population = replace(period, population=Population(figure.population))
        leavers = replace(population, without=self._left(cut))
        twice = replace(leavers, without=leavers.without | self._second_records(cut))
        corrections = replace(twice, roll=known, without=self._left(known) | self._second_records(known))
        missing = replace(corrections, blanks=Blanks(figure.blanks))
        lates = replace(missing, lates=Lates(figure.lates))
        steps = (period, population, leavers, twice, corrections, missing, lates)
        causes = [cause for cause in Cause if cause is not Cause.NOT_EXPLAINED]
        return dict(zip(causes, steps, strict=True))

    @cached_property
    def bridge(self) -> Bridge:
        """From our figure to theirs, cause by cause."""
        ours = self._counts(_Way(_only(self.now), self.asked.period))
        stages = [(cause, self._counts(way)) for cause, way in self.ways.items()]
        if self.rows:
            again = self._listed_again
            at = list(self.ways).index(Cause.DUPLICATES)
            stages = [
                (cause, _added(each, again) if place >= at else each)
                for place, (cause, each) in enumerate(stages)
            ]
        return bridge(ours, stages, self._theirs)

    @property
    def _theirs(self) -> Any:
        if self.rows:
            return _added({}, [(_whose(one), Count(one.part, one.whole)) for one in self.rows])
        return self.figure.as_printed or Count(self.figure.part or 0, self.figure.whole or 0)

    @cached_property
    def _listed_again(self) -> list[tuple[Any, Count]]:
        """The rows of their list that name a pupil a second time."""
        seen: Counter[Any] = Counter()
        again = []
        for one in self.rows:
            key = _whose(one)
            if one.pupil_id is not None and seen[key]:
                again.append((key, Count(one.part, one.whole)))
            seen[key] += 1
        return again

    @property
    def _their_days(self) -> Period:
        until = min(self.figure.until, self.figure.printed_on)
        ours = self.asked.period
        if ours.half_term is None and (self.figure.since, self.figure.until) == (ours.since, ours.until):
            return Period(ours.label, ours.since, until)
        return Period.between(self.figure.since, until)

    def _counts(self, way: _Way) -> Each:
        """Each pupil's part in the figure, counted in one way."""
        each = way.each
        if each is None:
            return {}
        tally = read_as(each.tally, blanks=way.blanks, lates=way.lates)
        held = each.in_force(thresholds(self.figure.school.nation, self.asked.year.until))
        parts = _numbers(self.measure.counts(tally, held), len(each.place))
        assert self.measure.denominator is not None
        wholes = _numbers(self.measure.denominator(tally), len(each.place))
        counted = each.on_roll & ~np.isin(each.enrolment, list(way.without))
        found: dict[Any, Count] = {}
        people = each.person[counted].tolist()
        for person, part, whole in zip(
            people, parts[counted].tolist(), wholes[counted].tolist(), strict=True
        ):
            before = found.get(person, Count())
            found[person] = Count(before.part + part, before.whole + whole)
        return found

    # --- who is left out ---

    def _left(self, roll: Roll) -> frozenset[int]:
        """Enrolments of those who were no longer on roll on the report's last day, where it has no leavers.

        Where it lists its pupils, the list says who is in it.
        """
        if self.figure.leavers == Others.COUNTED and not self.rows:
            return frozenset()
        day = min(self.figure.until, self.figure.printed_on)
        last = roll.year.position(day, Session.AM)
        stays = set(roll.person[(roll.first <= last) & (roll.last >= last)].tolist())
        here = {int(one) for one in roll.person.tolist()} - stays
        return _enrolments_of(roll, here - self._listed)

    def _second_records(self, roll: Roll) -> frozenset[int]:
        """Enrolments of those whose name and date of birth stand in our records once before."""
        if self.figure.twice == Others.COUNTED and not self.rows:
            return frozenset()
        people = sorted({int(one) for one in roll.person.tolist()})
        seen: defaultdict[tuple[str, str, dt.date], list[int]] = defaultdict(list)
        known = Pupil.objects.filter(pk__in=people, date_of_birth__isnull=False).order_by("pk")
        for pupil in known:
            name = (pupil.forename.casefold(), pupil.surname.casefold(), pupil.date_of_birth)
            seen[name].append(pupil.pk)
        again: set[int] = set()
        for alike in seen.values():
            if len(alike) > 1:
                listed = [one for one in alike if one in self._listed]
                again |= set(alike) - set(listed or alike[:1])
        return _enrolments_of(roll, again)

    @cached_property
    def _listed(self) -> frozenset[int]:
        return frozenset(one.pupil_id for one in self.rows if one.pupil_id is not None)

    # --- the marks behind ---

    def marks_behind(self, cause: Cause, people: Sequence[int]) -> dict[int, list["Behind"]]:
        """The sessions that make a cause of some pupils, where it is a matter of marks."""
        way = self.ways.get(cause)
        if way is None or cause not in _MARKS:
            return {}
        wanted = set(people)
        found: dict[int, list[Behind]] = defaultdict(list)
        windows = way.roll.windows(way.population)
        now = _lines_by_enrolment(self.ways[Cause.DUPLICATES].roll)
        days = way.roll.year.positions(way.period.since, way.period.until)
        for place in np.flatnonzero(np.isin(way.roll.person, list(wanted))).tolist():
            line = way.roll.marks[way.roll.line[place]]
            enrolment, person = int(way.roll.enrolment[place]), int(way.roll.person[place])
            if enrolment in way.without:
                continue
            inside = np.zeros(SESSIONS, np.bool_)
            inside[max(windows.first[place], days.start) : min(windows.last[place] + 1, days.stop)] = True
            inside[way.roll.begun :] = False
            due = way.roll.due[way.roll.mask[place]] > 0
            for at in _MARKS[cause](line, now.get(enrolment, line), inside, due, way).tolist():
                found[person].append(Behind.at(way.roll, at, line, now.get(enrolment, line)))
        return found


@dataclass(frozen=True, slots=True)
class Behind:
    """One session behind a cause: its day, the mark as it was known, and as it stands."""

    day: dt.date
    session: Session
    was: str
    now: str

    @classmethod
    def at(cls, roll: Roll, position: int, was: NDArray[np.uint8], now: NDArray[np.uint8]) -> "Behind":
        return cls(
            roll.year.date_of(position),
            roll.year.session_of(position),
            *(code_of(chr(line[position])) if line[position] != _BLANK else "" for line in (was, now)),
        )


def _corrected(was: Any, now: Any, inside: Any, due: Any, way: _Way) -> Any:
    return np.flatnonzero(inside & (was != now))


def _missed(was: Any, now: Any, inside: Any, due: Any, way: _Way) -> Any:
    return np.flatnonzero(inside & due & (was == _BLANK)) if way.blanks is not Blanks.LEFT_OUT else _NONE


def _late(was: Any, now: Any, inside: Any, due: Any, way: _Way) -> Any:
    moved = {Lates.BOTH_PRESENT: "U", Lates.BOTH_ABSENT: "L"}.get(way.lates)
    return np.flatnonzero(inside & (was == ord(moved))) if moved else _NONE


_NONE = np.zeros(0, np.intp)
_MARKS: Mapping[Cause, Any] = {
    Cause.CORRECTIONS: _corrected,
    Cause.MISSING: _missed,
    Cause.LATES: _late,
}


def _only(held: Rolls) -> Roll:
    """A school's year is one roll."""
    [roll] = held.rolls
    return roll


def _whose(row: PrintedPupil) -> Any:
    """Whose a row is; one of nobody here stands for itself."""
    return row.pupil_id if row.pupil_id is not None else (_UNKNOWN, row.row)


def _added(each: Each, more: Sequence[tuple[Any, Count]]) -> Each:
    found = dict(each)
    for key, count in more:
        before = found.get(key, Count())
        found[key] = Count(before.part + count.part, before.whole + count.whole)
    return found


def _numbers(counts: Any, length: int) -> NDArray[np.int64]:
    """Counts, or truths, as a number for each enrolment."""
    return np.broadcast_to(np.asarray(counts), (length,)).astype(np.int64)


def _enrolments_of(roll: Roll, people: set[int]) -> frozenset[int]:
    return frozenset(roll.enrolment[np.isin(roll.person, list(people))].tolist())


def _lines_by_enrolment(roll: Roll) -> dict[int, NDArray[np.uint8]]:
    return {
        enrolment: roll.marks[line]
        for enrolment, line in zip(roll.enrolment.tolist(), roll.line.tolist(), strict=True)
    }


def _end_of(day: dt.date) -> dt.datetime:
    """The moment a day ends, or now where it has not."""
    begins = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
    return min(begins, timezone.now())


def rows_not_here(rows: Sequence[PrintedPupil]) -> Iterator[PrintedPupil]:
    """The rows of a list that nobody on our roll answers to."""
    return (one for one in rows if one.pupil_id is None)
