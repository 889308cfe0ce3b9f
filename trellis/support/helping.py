"""Did a programme help? Its cases beside pupils like them, by the registers as they stand (rules/impact).

For a school, or for the schools of a trust or authority together. Nothing is stored, nobody is ranked, and no
case is told by itself: a child's own page shows before and after, without the word impact.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.codes import char_of
from trellis.rules.impact import BEFORE, Impact, Look, Start, Weekly, impact
from trellis.rules.spending import Spent, spent_of
from trellis.schools.models import Enrolment, FamilyLink, Grouping, School
from trellis.support.models import Case, CaseContact, Programme, Tier

# Sessions of these change a rate without a child coming to school: part-time tables, education elsewhere.
_RECODED: Final = np.array([ord(char_of(code)) for code in ("C2", "B", "K", "D", "X")], np.uint8)
_A_WEEK: Final = SESSIONS // WEEKS
# Twelve school weeks before a start lie within so many weeks of the calendar, a summer among them.
_FAR_BACK: Final = dt.timedelta(weeks=2 * BEFORE + 10)
_TIERS: Final = list(Tier)
_SessionsByWeek = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Helped:
    """One programme's impact: its cases, the two looks, and the hours noted in them."""

    programme: Programme
    cases: int
    first: Impact
    follow_up: Impact
    hours: float

    @property
    def regained(self) -> float | None:
        """Sessions regained by the matched in six weeks; only where the interval excludes nothing gained."""
        told = self.first
        if told.low is None or told.low <= 0 or told.supported is None or told.difference is None:
            return None
        return told.matched * told.supported.possible_after * told.difference / 100

    @property
    def hours_a_session(self) -> float | None:
        """Hours noted for each session regained, where some were noted and some regained."""
        return self.hours / self.regained if self.hours and self.regained else None


def impact_of(place: School | Grouping, today: dt.date) -> list[Helped]:
    """Every programme with cases at a place in the last three school years, by name."""
    schools = [place] if isinstance(place, School) else list(School.objects.in_grouping(place, today))
    since = AcademicYear(AcademicYear.of(today).start - 2).since
    cases = list(
        Case.objects.filter(school__in=schools, since__range=(since, today))
        .exclude(outcome=Case.Outcome.MISTAKE)
        .select_related("programme")
        .order_by("programme__name", "programme", "since", "pk")
    )
    if not cases:
        return []
    read = _read(schools, min(case.since for case in cases) - _FAR_BACK, today)
    hours = _hours(cases)
    by_programme: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_programme[case.programme_id].append(case)
    # Programmes of one tier are set beside the same pupils.
    tiers = {own[0].programme.tier for own in by_programme.values()}
    weekly = {tier: replace(read.weekly, helped=read.helped(_at_least(tier, cases))) for tier in tiers}
    return [_helped(read, weekly[own[0].programme.tier], own, hours) for own in by_programme.values()]


def _helped(read: "_Read", weekly: Weekly, own: Sequence[Case], hours: Mapping[int, float]) -> Helped:
    programme = own[0].programme
    starts = [start for case in own if (start := read.start(case)) is not None]
    first, follow_up = (impact(weekly, starts, look) for look in Look)
    return Helped(programme, len(own), first, follow_up, sum(hours.get(case.pk, 0) for case in own))


def _at_least(tier: str, cases: Iterable[Case]) -> list[Case]:
    """Cases of a tier or above it."""
    least = _TIERS.index(Tier(tier))
    return [case for case in cases if _TIERS.index(Tier(case.programme.tier)) >= least]


def _hours(cases: Sequence[Case]) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    noted = CaseContact.objects.filter(case__in=cases, minutes__isnull=False)
    for case, minutes in noted.values_list("case", "minutes"):
        found[case] += minutes / 60
    return found


# --- reading ---


@dataclass(frozen=True)
class _Read:
    """The registers of some schools by week, and which row is whose."""

    weekly: Weekly
    rows: Mapping[tuple[int, int], int]  # pupil and school → row
    monday: dt.date  # of the first week

    def week(self, day: dt.date) -> int:
        """The week of a day; one that is still running is none of them."""
        return (day - self.monday).days // 7

    def start(self, case: Case) -> Start | None:
        """Where a case begins; none where its child has no mark there or its first week is not over."""
        row, week = self.rows.get((case.pupil_id, case.school_id)), self.week(case.since)
        return None if row is None or week >= self.weekly.absent.shape[1] else Start(row, week)

    def helped(self, cases: Iterable[Case]) -> NDArray[np.bool_]:
        """In which weeks each row had support: a child who moved had it at either school."""
        of_pupil: dict[int, list[int]] = defaultdict(list)
        for (pupil, _school), row in self.rows.items():
            of_pupil[pupil].append(row)
        helped = np.zeros(self.weekly.absent.shape, np.bool_)
        for case in cases:
            until = helped.shape[1] if case.closed_on is None else self.week(case.closed_on) + 1
            helped[of_pupil.get(case.pupil_id, []), max(self.week(case.since), 0) : until] = True
        return helped


def _read(schools: Sequence[School], since: dt.date, today: dt.date) -> _Read:
    held = rolls(Scope(schools=tuple(schools)), since, today).rolls
    where = dict(Enrolment.objects.filter(school__in=schools).values_list("pk", "school"))
    monday = min((roll.year.week0 for roll in held), default=AcademicYear.of(today).week0)
    weeks = max((today - monday).days // 7, 0)
    rows: dict[tuple[int, int], int] = {}
    places = [_places(roll, where, rows) for roll in held]
    counted = np.zeros((3, len(rows), weeks), np.int64)
    for roll, place in zip(held, places, strict=True):
        at = (roll.year.week0 - monday).days // 7
        taken = min(WEEKS, weeks - at)
        if taken > 0:
            for which, sessions in enumerate(_by_week(roll)):
                np.add.at(counted[which], (place[:, None], np.arange(at, at + taken)), sessions[:, :taken])
    possible, absent, recoded = counted
    numbers = {school.pk: number for number, school in enumerate(schools)}
    phases = sorted({school.phase for school in schools})
    phase_of = {school.pk: phases.index(school.phase) for school in schools}
    open_weeks = np.zeros((len(schools), weeks), np.bool_)
    of_school = np.array([numbers[school] for _pupil, school in rows], np.int64)
    np.logical_or.at(open_weeks, of_school, possible > 0)
    weekly = Weekly(
        absent=absent,
        possible=possible,
        recoded=recoded,
        schools=of_school,
        phases=np.array([phase_of[school] for _pupil, school in rows], np.int64),
        families=_families([pupil for pupil, _school in rows], schools),
        open_weeks=open_weeks,
        helped=np.zeros_like(absent, np.bool_),
    )
    return _Read(weekly, rows, monday)


def _places(roll: Roll, where: Mapping[int, int], rows: dict[tuple[int, int], int]) -> NDArray[np.int64]:
    """The row of each enrolment: one for a child at a school, over its years."""
    return np.array(
        [
            rows.setdefault((pupil, where[enrolment]), len(rows))
            for enrolment, pupil in zip(roll.enrolment.tolist(), roll.person.tolist(), strict=True)
        ],
        np.int64,
    )


def _by_week(roll: Roll) -> tuple[_SessionsByWeek, _SessionsByWeek, _SessionsByWeek]:
    """Sessions possible, absent and recoded of each enrolment, while it was on roll, by week of the year."""
    marks = roll.marks[roll.line]
    positions = np.arange(SESSIONS)
    on_roll = (
        (roll.first[:, None] <= positions) & (positions <= roll.last[:, None]) & (positions < roll.begun)
    )
    spent = np.where(on_roll, spent_of(marks, roll.year, roll.nation), 0)

    def weeks(which: NDArray[np.bool_]) -> _SessionsByWeek:
        found: _SessionsByWeek = which.reshape(len(roll), WEEKS, _A_WEEK).sum(axis=2)
        return found

    possible, absent = (spent & np.uint8(flag) != 0 for flag in (Spent.POSSIBLE, Spent.ABSENT))
    return weeks(possible), weeks(absent), weeks(np.isin(marks, _RECODED) & on_roll)


def _families(pupils: Sequence[int], schools: Sequence[School]) -> NDArray[np.int64]:
    """A number for each family: children who share a contact at a school are of one."""
    parent = {pupil: pupil for pupil in pupils}

    def root(pupil: int) -> int:
        while parent[pupil] != pupil:
            parent[pupil] = parent[parent[pupil]]
            pupil = parent[pupil]
        return pupil

    first: dict[int, int] = {}
    for contact, pupil in FamilyLink.objects.filter(school__in=schools).values_list("contact", "pupil"):
        if pupil in parent:
            parent[root(pupil)] = root(first.setdefault(contact, pupil))
    return np.array([root(pupil) for pupil in pupils], np.int64)
