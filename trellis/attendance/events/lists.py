"""Events for families as pages show them: those to come and held, a series with its new faces, who takes part
by class and half-term, who has come to none, and which class has asked its families in.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from trellis.attendance.clinics.lists import gatherings_at
from trellis.gatherings.models import EVENTS, FamilyInvitation, Gathering, GatheringQuerySet, Series
from trellis.registers.half_terms import half_terms_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.rounding import percent_for_page
from trellis.rules.taking_part import Occasion, TakingPart, new_faces, taking_part
from trellis.schools.models import Enrolment, Post, School, SchoolClass
from trellis.schools.naming import Named, named
from trellis.schools.roles import ClassTeacher

WHOLE = ""
"""The key of every class together."""


def events_at(school: School) -> GatheringQuerySet:
    """The events of a school, each with how many homes were invited, came, and came without being asked."""
    return (
        gatherings_at(school)
        .filter(kind__in=EVENTS)
        .annotate(
            asked_homes=Count("families", filter=Q(families__uninvited=False)),
            asked_came=Count("families", filter=Q(families__uninvited=False, families__came=True)),
            besides=Count("families", filter=Q(families__uninvited=True)),
        )
    )


# --- A series -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """One day of a series: its gathering with its counts, and how many homes came for the first time."""

    gathering: Gathering
    new_faces: int


def days_of(series: Series) -> list[Day]:
    """A series from its first day on."""
    held = list(events_at(series.school).filter(series=series).order_by("on", "pk"))
    came: dict[int, set[int | None]] = defaultdict(set)
    rows = FamilyInvitation.objects.filter(gathering__in=held, came=True)
    for gathering, contact, invitation in rows.values_list("gathering", "contact", "pk"):
        came[gathering].add(contact if contact is not None else -invitation)
    faces = new_faces([came[one.pk] for one in held])
    return [Day(one, number) for one, number in zip(held, faces, strict=True)]


# --- Who takes part -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """Of the children whose families were invited, those whose families came: in which half-term."""

    counts: TakingPart
    when: str = ""

    @property
    def rate(self) -> str:
        """As a page says it; nothing where nobody was invited."""
        rate = percent_for_page(self.counts.came, self.counts.invited)
        return f"{rate}%" if rate is not None else ""


@dataclass(frozen=True)
class ByClass:
    """One class, or the whole school: each half-term, and the year so far."""

    class_name: str
    cells: Sequence[Cell]
    year: Cell


@dataclass(frozen=True)
class Participation:
    """Who takes part in a school year."""

    half_terms: Sequence[HalfTerm]
    rows: Sequence[ByClass]


def participation(school: School, year: AcademicYear, day: dt.date) -> Participation:
    """By class and half-term, and of the year so far: of the events held by a day and not called off."""
    half_terms = [one for one in half_terms_of(school, year) if one.since <= day]
    held = Gathering.objects.at(school).filter(kind__in=EVENTS, called_off=False, on__lte=day).in_year(year)
    rows = list(
        FamilyInvitation.objects.filter(gathering__in=held)
        .exclude(pupils=None)
        .values_list("pupils", "gathering__on", "uninvited", "came")
    )
    classes = _classes(school, {row[0] for row in rows}, day)
    found = taking_part(
        Occasion(child, (class_name, when), not uninvited, came is True)
        for child, on, uninvited, came in rows
        for class_name in (classes.get(child), WHOLE)
        for when in (_half_term(on, half_terms), WHOLE)
        if class_name is not None and when is not None
    )
    names = sorted({name for name, _when in found} - {WHOLE})  # type: ignore[misc]
    return Participation(
        half_terms,
        [
            ByClass(
                name,
                [Cell(found.get((name, one.name), TakingPart()), one.name) for one in half_terms],
                Cell(found.get((name, WHOLE), TakingPart())),
            )
            for name in ([*names, WHOLE] if found else [])
        ],
    )


def _classes(school: School, pupils: Iterable[int], day: dt.date) -> dict[int, str]:
    """The class of each child, the last they were in; of those who have none, none."""
    enrolments = Enrolment.objects.filter(school=school, pupil__in=set(pupils)).order_by("since", "pk")
    last = {one.pupil_id: one.pk for one in enrolments}
    return {one.pupil: one.class_name for one in named(last.values(), day).values() if one.class_name}


def _half_term(on: dt.date, half_terms: Sequence[HalfTerm]) -> str | None:
    """The half-term a day lies in: in a holiday, the one before it."""
    begun = [one for one in half_terms if one.since <= on]
    return max(begun).name if begun else None


@dataclass(frozen=True)
class NotSeen:
    """A child on roll whose family came to no event of the year, and how often it was invited."""

    child: Named
    invited: int


def not_seen(school: School, year: AcademicYear, day: dt.date) -> list[NotSeen]:
    """Every such child, by class and surname."""
    enrolled = Enrolment.objects.on(day).filter(school=school, pupil__merged_into=None)
    held = Gathering.objects.at(school).filter(kind__in=EVENTS, called_off=False, on__lte=day).in_year(year)
    rows = FamilyInvitation.objects.filter(gathering__in=held)
    seen = set(rows.filter(came=True).values_list("pupils", flat=True))
    asked: dict[int, set[int]] = defaultdict(set)
    for child, gathering in rows.filter(uninvited=False).values_list("pupils", "gathering"):
        asked[child].add(gathering)
    found = [
        NotSeen(one, len(asked.get(one.pupil, ())))
        for one in named(enrolled.values_list("pk", flat=True), day).values()
        if one.pupil not in seen
    ]
    return sorted(
        found,
        key=lambda one: (one.child.class_name, one.child.surname.casefold(), one.child.forename.casefold()),
    )


# --- Each teacher, each half-term ---------------------------------------------------------------------------


@dataclass(frozen=True)
class OfClass:
    """One class: who teaches it, and how often its families were asked in, half-term by half-term."""

    school_class: SchoolClass
    teachers: str
    half_terms: Sequence[str]
    counts: Sequence[int]

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Each half-term with how often."""
        return list(zip(self.half_terms, self.counts, strict=True))

    @property
    def lacks_now(self) -> bool:
        """Whether nothing is arranged in the half-term that runs, the last of those shown."""
        return bool(self.counts) and self.counts[-1] == 0


def by_teacher(school: School, year: AcademicYear, day: dt.date) -> tuple[list[HalfTerm], list[OfClass]]:
    """Each class of a year and the events in it, arranged or held, in each half-term that has begun."""
    half_terms = [one for one in half_terms_of(school, year) if one.since <= day]
    classes = list(SchoolClass.objects.filter(school=school, year=year.start).order_by("name"))
    held = (
        Gathering.objects.at(school)
        .filter(kind__in=EVENTS, called_off=False, school_class__in=classes)
        .in_year(year)
    )
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for school_class, on in held.values_list("school_class", "on"):
        if (when := _half_term(on, half_terms)) is not None:
            counts[school_class, when] += 1
    teachers: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.on(day).filter(school=school, role=ClassTeacher.name, school_class__in=classes)
    for school_class, name in posts.order_by("person__name").values_list("school_class", "person__name"):
        teachers[school_class].append(name)
    names = [one.name for one in half_terms]
    return half_terms, [
        OfClass(one, ", ".join(teachers[one.pk]), names, [counts[one.pk, name] for name in names])
        for one in classes
    ]


# --- The register -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Home:
    """One home in the register of an event, with the children it is about."""

    invitation: FamilyInvitation
    children: Sequence[Named]

    @property
    def names(self) -> str:
        return ", ".join(one.name for one in self.children)

    @property
    def class_name(self) -> str:
        """The class it is listed under: of several children, the first's."""
        return self.children[0].class_name if self.children else ""


def register_of(gathering: Gathering) -> list[tuple[str, list[Home]]]:
    """The homes on the list, by class."""
    invitations = list(gathering.families.prefetch_related("pupils"))
    pupils = {child.pk for one in invitations for child in one.pupils.all()}
    enrolments = Enrolment.objects.filter(school=gathering.school, pupil__in=pupils).order_by("since", "pk")
    last = {one.pupil_id: one.pk for one in enrolments}
    children = {one.pupil: one for one in named(last.values(), gathering.on).values()}
    homes = []
    for one in invitations:
        held = [children[child.pk] for child in one.pupils.all() if child.pk in children]
        held.sort(key=lambda child: (child.class_name, child.surname.casefold(), child.pupil))
        homes.append(Home(one, held))
    by_class: dict[str, list[Home]] = defaultdict(list)
    for home in sorted(homes, key=lambda each: (each.class_name, each.names.casefold())):
        by_class[home.class_name].append(home)
    return list(by_class.items())
