"""Did support help? Cases beside pupils like them, by the registers as they stand (rules/impact).

For a school, or for the schools of a trust or authority together: a programme, its cases by the term they
began in, or what one person leads, for that person alone. Nothing is stored, nobody is ranked, and no
case is told by itself: a child's own page shows before and after, without the word impact.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from trellis.imports.problems import said, words
from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import SESSIONS, WEEKS, AcademicYear
from trellis.rules.casework import overlap
from trellis.rules.codes import char_of
from trellis.rules.impact import BEFORE, Impact, Look, Standing, Start, Weekly, impact
from trellis.rules.spending import Spent, spent_of
from trellis.rules.terms import Term
from trellis.schools.models import Enrolment, FamilyLink, Grouping, Person, School
from trellis.support.groups.models import SupportGroup
from trellis.support.models import Case, CaseContact, CaseMember, Programme, Tier
from trellis.support.scored import InAndOut, in_and_out, together_of

# Sessions of these change a rate without a child coming to school: part-time tables, education elsewhere.
_RECODED: Final = np.array([ord(char_of(code)) for code in ("C2", "B", "K", "D", "X")], np.uint8)
_A_WEEK: Final = SESSIONS // WEEKS
# Twelve school weeks before a start lie within so many weeks of the calendar, a summer among them.
_FAR_BACK: Final = dt.timedelta(weeks=2 * BEFORE + 10)
_A_YEAR: Final = dt.timedelta(days=365)
_TIERS: Final = list(Tier)
_SessionsByWeek = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Together:
    """Cases that are looked at as one: of a programme, of a term they began in, of whoever leads them."""

    words: str
    cases: Sequence[Case]

    @property
    def tier(self) -> str:
        """The lowest tier among them: nobody they are set beside had as much."""
        return min((case.programme.tier for case in self.cases), key=lambda tier: _TIERS.index(Tier(tier)))

    @property
    def programme(self) -> Programme | None:
        """The one programme all of them are of."""
        programmes = {case.programme_id: case.programme for case in self.cases}
        return next(iter(programmes.values())) if len(programmes) == 1 else None


@dataclass(frozen=True, slots=True)
class Helped:
    """What can be said of some cases: the two looks, and what was put into them."""

    together: Together
    first: Impact
    follow_up: Impact
    hours: float  # noted in all of them
    matched_hours: float  # in those somebody like them was found for
    scores: tuple[InAndOut, ...] = ()

    @property
    def words(self) -> str:
        return self.together.words

    @property
    def programme(self) -> Programme | None:
        return self.together.programme

    @property
    def cases(self) -> int:
        return len(self.together.cases)

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
        return self.matched_hours / self.regained if self.matched_hours and self.regained else None

    @property
    def pounds(self) -> Decimal | None:
        """What was agreed for the matched, where their programme says what a child’s place costs."""
        each = self.programme.pounds_a_child if self.programme else None
        return None if each is None else each * self.first.matched

    @property
    def pounds_a_session(self) -> float | None:
        """The same for each session regained, where some were."""
        return float(self.pounds) / self.regained if self.pounds and self.regained else None


def impact_of(place: School | Grouping, today: dt.date) -> list[Helped]:
    """Every programme with cases at a place in the last three school years, by name."""
    return _impact(place, today, _by_programme)


def impact_by_term(place: School | Grouping, programme: Programme, today: dt.date) -> list[Helped]:
    """One programme's cases as one, and then apart by the term they began in, the latest first."""

    def chosen(cases: Sequence[Case]) -> list[Together]:
        own = [case for case in cases if case.programme_id == programme.pk]
        by_term: dict[Term, list[Case]] = defaultdict(list)
        for case in own:
            by_term[Term.of(case.since)].append(case)
        apart = [
            Together(said(words(term.in_words())), by_term[term]) for term in sorted(by_term, reverse=True)
        ]
        return [Together(_("All together"), own), *apart] if own else []

    return _impact(place, today, chosen)


def impact_of_caseload(place: School | Grouping, person: Person, today: dt.date) -> list[Helped]:
    """What somebody leads, or led until it was closed, begun within a year, as one; or nothing."""

    def chosen(cases: Sequence[Case]) -> list[Together]:
        led = CaseMember.objects.filter(case__in=cases, person=person, is_lead=True)
        theirs = set(led.values_list("case", flat=True))
        own = [case for case in cases if case.pk in theirs and case.since > today - _A_YEAR]
        return [Together(_("The cases you lead, of one year"), own)] if own else []

    return _impact(place, today, chosen)


def impact_of_group(group: SupportGroup, today: dt.date) -> list[Helped]:
    """The cases, in its programme, of everybody who was ever in a group, while they were in it, as one."""
    members = defaultdict(list)
    for member in group.members.all():
        members[member.pupil_id].append((member.since, member.until))

    def chosen(cases: Sequence[Case]) -> list[Together]:
        own = [
            case
            for case in cases
            if case.programme_id == group.programme_id
            and any(
                overlap(case.since, case.closed_on, since, until)
                for since, until in members.get(case.pupil_id, ())
            )
        ]
        return [Together(group.name, own)] if own else []

    return _impact(group.school, today, chosen) if group.programme_id else []


def _by_programme(cases: Sequence[Case]) -> list[Together]:
    own: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        own[case.programme_id].append(case)
    return [Together(held[0].programme.name, held) for held in own.values()]


def _impact(
    place: School | Grouping, today: dt.date, choose: Callable[[Sequence[Case]], list[Together]]
) -> list[Helped]:
    schools = [place] if isinstance(place, School) else list(School.objects.in_grouping(place, today))
    since = AcademicYear(AcademicYear.of(today).start - 2).since
    cases = list(
        Case.objects.filter(school__in=schools, since__range=(since, today))
        .exclude(outcome=Case.Outcome.MISTAKE)
        .select_related("programme")
        .order_by("programme__name", "programme", "since", "pk")
    )
    chosen = choose(cases)
    if not chosen:
        return []
    read = _read(schools, min(case.since for case in cases) - _FAR_BACK, today)
    hours, scores = _hours(cases), in_and_out(cases)
    # Whoever is looked at in one tier is set beside the same pupils.
    tiers = {one.tier for one in chosen}
    weekly = {tier: replace(read.weekly, helped=read.helped(_at_least(tier, cases))) for tier in tiers}
    return [_helped(read, weekly[one.tier], one, hours, scores) for one in chosen]


def _helped(
    read: "_Read",
    weekly: Weekly,
    together: Together,
    hours: Mapping[int, float],
    scores: Mapping[int, Sequence[InAndOut]],
) -> Helped:
    begun = [(case, start) for case in together.cases if (start := read.start(case)) is not None]
    first, follow_up = (impact(weekly, [start for _case, start in begun], look) for look in Look)
    matched = (
        case
        for (case, _start), standing in zip(begun, first.standings, strict=True)
        if standing is Standing.MATCHED
    )
    return Helped(
        together,
        first,
        follow_up,
        hours=sum(hours.get(case.pk, 0) for case in together.cases),
        matched_hours=sum(hours.get(case.pk, 0) for case in matched),
        scores=together_of(scores, [case.pk for case in together.cases]),
    )


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
