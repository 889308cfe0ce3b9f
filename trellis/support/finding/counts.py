"""Children at each level with key workers, school by school and term by term: as they stand, or as kept."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trellis.registers.half_terms import half_terms_of
from trellis.rules import terms
from trellis.rules.academic_year import AcademicYear
from trellis.rules.vulnerability import AtLevels, by_kind, count_levels
from trellis.schools.models import Enrolment, Grouping, Phase, School
from trellis.support.finding.models import DecidedLevel, Term, TermCount
from trellis.support.models import Case, CaseMember


@dataclass(frozen=True, order=True)
class OfTerm:
    """A term of a school year."""

    year: int
    place: int

    @classmethod
    def of(cls, day: dt.date) -> "OfTerm":
        """The term a day lies in, by its month."""
        year, season = terms.Term.of(day)
        return cls(year, season - terms.Season.AUTUMN)

    @classmethod
    def named(cls, text: str) -> "OfTerm | None":
        """As an address says it: "2024-autumn"."""
        year, _dash, term = text.partition("-")
        if not (re.fullmatch(r"(?:19|20)[0-9]{2}", year) and term in Term.values):
            return None
        return cls(int(year), Term.values.index(term))

    @property
    def term(self) -> Term:
        return Term(Term.values[self.place])

    @property
    def name(self) -> str:
        return f"{self.year}-{self.term.value}"

    @property
    def before(self) -> "OfTerm":
        return OfTerm(self.year, self.place - 1) if self.place else OfTerm(self.year - 1, 2)

    @property
    def after(self) -> "OfTerm":
        return OfTerm(self.year, self.place + 1) if self.place < len(Term) - 1 else OfTerm(self.year + 1, 0)

    def __str__(self) -> str:
        return f"{self.term.label} {AcademicYear(self.year).label}"

    def days_at(self, place: School | Grouping) -> tuple[dt.date, dt.date]:
        """Its first and last day at a school; by its months where no calendar is known there, and at a
        grouping, whose schools have a calendar each.
        """
        known = half_terms_of(place, AcademicYear(self.year)) if isinstance(place, School) else ()
        held = [half for half in known if half.name.split()[0].casefold() == self.term.value]
        if held:
            return min(half.since for half in held), max(half.until for half in held)
        return terms.Term(self.year, terms.Season(self.place + terms.Season.AUTUMN)).days


def as_they_stand(schools: Iterable[School], day: dt.date) -> Mapping[int, AtLevels]:
    """Children on roll at each level decided, and who leads cases of them, where any was decided. Cases are
    counted whoever may see them, and therefore not of few children.
    """
    held = list(schools)
    on_roll: defaultdict[int, set[int]] = defaultdict(set)
    here = Enrolment.objects.on(day).filter(school__in=held, pupil__merged_into=None)
    for school, pupil in here.values_list("school", "pupil"):
        on_roll[school].add(pupil)
    rows = DecidedLevel.objects.filter(school__in=held, on__lte=day).order_by("on", "pk")
    levels: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for school, pupil, level in rows.values_list("school", "pupil", "level"):
        levels[school][pupil] = level
    at_level = {
        school: {pupil: level for pupil, level in found.items() if level and pupil in on_roll[school]}
        for school, found in levels.items()
    }
    leads: defaultdict[int, set[str]] = defaultdict(set)
    everybody = {pupil for found in at_level.values() for pupil in found}
    led = CaseMember.objects.filter(
        case__in=Case.objects.open(), is_lead=True, until=None, case__pupil__in=everybody
    )
    for pupil, person, name in led.values_list("case__pupil", "person", "name"):
        leads[pupil].add(f"{person or name}")
    return {
        school.pk: count_levels(found.values(), len({one for pupil in found for one in leads.get(pupil, ())}))
        for school in held
        if (found := at_level.get(school.pk)) is not None
    }


@dataclass(frozen=True)
class Row:
    """A school's counts of a term: as kept, as they stand, or none yet."""

    school: School
    counts: AtLevels | None
    kept: TermCount | None = None

    @property
    def urn(self) -> str:
        return self.school.urn


@dataclass(frozen=True)
class OfKind:
    """The schools of one phase taken together, as the printed table has them."""

    words: str
    number: int
    counts: AtLevels


@dataclass(frozen=True)
class Counted:
    """A term over some schools."""

    term: OfTerm
    rows: Sequence[Row]

    @property
    def told(self) -> list[Row]:
        return [row for row in self.rows if row.counts is not None]

    @property
    def total(self) -> AtLevels:
        return sum((row.counts for row in self.told if row.counts), AtLevels())

    @property
    def kinds(self) -> list[OfKind]:
        """By phase, the older children first."""
        found = by_kind((row.school.phase, row.counts) for row in self.told if row.counts)
        return [
            OfKind(f"{found[phase][0]} {str(label).lower()}", *found[phase])
            for phase, label in sorted(Phase.choices, key=lambda one: one[0] != "secondary")
            if phase in found
        ]


def counted(schools: Sequence[School], term: OfTerm, today: dt.date) -> Counted:
    """A term of some schools: what was kept of it last; of this term, what stands where nothing was kept."""
    held = TermCount.objects.filter(school__in=schools, year=term.year, term=term.term)
    parts = ("level_1", "level_2", "level_3", "key_workers")
    kept = {one.school_id: one for one in held.select_related(*parts).order_by("pk")}
    live: Mapping[int, AtLevels] = {}
    if term == OfTerm.of(today):
        live = as_they_stand([school for school in schools if school.pk not in kept], today)
    return Counted(
        term,
        [
            Row(
                school,
                kept[school.pk].counts if school.pk in kept else live.get(school.pk),
                kept.get(school.pk),
            )
            for school in schools
        ],
    )


def schools_of(place: School | Grouping, day: dt.date) -> list[School]:
    """A school, or the schools of a grouping on a day."""
    if isinstance(place, School):
        return [place]
    return list(School.objects.in_grouping(place, day).prefetch_related("urns").order_by("name"))
