"""What families come to together: series with their topics, whole classes invited, a register of who came.

A home that comes without being asked stands in the register too, and is told apart: of those who were
invited so many came, and so many came besides.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.gatherings.actions import ProblemWithGathering
from trellis.gatherings.families import Invited, arrange_with_families, invite_families, say_came
from trellis.gatherings.models import EVENTS, FamilyInvitation, Gathering, Kind, Series
from trellis.messages.addressees import homes_of
from trellis.registers.calendars import stated_calendar
from trellis.registers.taking import members_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import DayKind
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Contact, Enrolment, Person, Pupil, School, SchoolClass

MOST_AT_ONCE = 60
"""More weeks of a series than a school year has is a slip of the keyboard."""
_SATURDAY = 5


def _refuse(template: str, **values: object) -> ProblemWithGathering:
    return ProblemWithGathering(Sentence(template, **values))


# --- Arranged -----------------------------------------------------------------------------------------------


@transaction.atomic
def begin_series(
    *, school: School, name: str, kind: str, where: str, at: dt.time, by: By, series: Series | None = None
) -> Series:
    """Begin a series, or write it anew: what it is called, where it is and from when in the day."""
    if kind not in EVENTS:
        raise _refuse(gettext_noop("A clinic is no series: each has a day of its own."))
    same = Series.objects.filter(school=school, name=name.strip(), until=None)
    if same.exclude(pk=series.pk if series else None).exists():
        raise _refuse(gettext_noop("There is a series called “%(name)s” already."), name=name.strip())
    held = series or Series(school=school)
    held.name, held.kind, held.where, held.at = name.strip(), kind, where.strip(), at
    return keep(held, by)


def open_days(school: School, weekday: int, since: dt.date, until: dt.date) -> list[dt.date]:
    """The days of a weekday on which a school is open; where no calendar is stated, each of them."""
    found, day = [], since + dt.timedelta(days=(weekday - since.weekday()) % 7)
    calendars: dict[int, Any] = {}
    while day <= until:
        year = AcademicYear.of(day)
        if year.start not in calendars:
            calendars[year.start] = stated_calendar(school, year)
        calendar = calendars[year.start]
        if day.weekday() < _SATURDAY and (calendar is None or calendar.kind_of(day) is DayKind.OPEN):
            found.append(day)
        day += dt.timedelta(days=7)
    return found


@transaction.atomic
def arrange_series(
    *,
    series: Series,
    weekday: int,
    since: dt.date,
    until: dt.date,
    topics: Sequence[str] = (),
    by: By,
) -> list[Gathering]:
    """Arrange one on each such day the school is open, with its topic while there are any; a day that has one
    keeps it.
    """
    if until - since >= dt.timedelta(weeks=MOST_AT_ONCE):
        raise _refuse(
            gettext_noop("That is more than %(most)d weeks: look at the days again."), most=MOST_AT_ONCE
        )
    days = open_days(series.school, weekday, since, until)
    if not days:
        raise _refuse(gettext_noop("The school is open on no such day between these two."))
    have = set(series.gatherings.filter(on__in=days).values_list("on", flat=True))
    lines = [line.strip() for line in topics if line.strip()]
    made = []
    for number, day in enumerate(each for each in days if each not in have):
        topic = lines[number] if number < len(lines) else ""
        gathering = arrange_with_families(
            school=series.school,
            kind=series.kind,
            on=day,
            at=series.at,
            where=series.where,
            about=f"{series.name}: {topic}" if topic else series.name,
            by=by,
        )
        gathering.series = series
        made.append(keep(gathering, by))
    return made


@transaction.atomic
def arrange_event(
    *,
    school: School,
    kind: str,
    on: dt.date,
    at: dt.time,
    where: str,
    by: By,
    about: str = "",
    until: dt.time | None = None,
    minutes: int | None = None,
    hosts: Sequence[Person] = (),
    stalls: Sequence[str] = (),
    school_class: SchoolClass | None = None,
) -> Gathering:
    """Arrange one by itself: for a class or for all, with slots or stalls where there are any."""
    if kind not in EVENTS:
        raise _refuse(gettext_noop("A clinic is arranged where clinics are."))
    if kind == Kind.IN_CLASS and school_class is None:
        raise _refuse(gettext_noop("Say in which class it is."))
    gathering = arrange_with_families(
        school=school, kind=kind, on=on, at=at, where=where, about=about, until=until, minutes=minutes,
        hosts=hosts, stalls=stalls, by=by,
    )  # fmt: skip
    if school_class is not None:
        gathering.school_class = school_class
        keep(gathering, by)
    return gathering


def children_of(school: School, classes: Iterable[SchoolClass] | None, day: dt.date) -> list[Pupil]:
    """The children of some classes on a day; of the whole school where none are named."""
    enrolled = Enrolment.objects.on(day).filter(school=school, pupil__merged_into=None)
    if classes is not None:
        enrolled = enrolled.filter(pk__in=members_of(list(classes), day).values("enrolment"))
    return list(Pupil.objects.filter(pk__in=enrolled.values("pupil")))


@transaction.atomic
def invite_classes(
    *, gathering: Gathering, classes: Iterable[SchoolClass] | None, by: By, why: str = ""
) -> Invited:
    """Each home of the children of some classes, or of the whole school; whoever is invited stays so."""
    children = children_of(gathering.school, classes, timezone.localdate())
    return invite_families(gathering=gathering, pupils=children, why=why, by=by)


# --- Who came -----------------------------------------------------------------------------------------------


@transaction.atomic
def take_parents_register(
    *, gathering: Gathering, came: Iterable[int], complete: bool, by: By
) -> list[FamilyInvitation]:
    """Who came; with `complete`, everybody else on the list did not. Nobody’s mark changes by being left out
    of a register that is not complete.
    """
    there, changed = set(came), []
    for one in gathering.families.select_related("gathering"):
        now = True if one.pk in there else (False if complete and not one.uninvited else one.came)
        if now is not None and now != one.came:
            changed.append(say_came(invitation=one, came=now, notes=one.notes, by=by))
    return changed


@transaction.atomic
def came_uninvited(*, gathering: Gathering, pupil: Pupil, contact: Contact, by: By) -> FamilyInvitation:
    """Somebody of a child’s family came whom nobody had asked; on the list already, they simply came."""
    if gathering.on > timezone.localdate():
        raise _refuse(gettext_noop("It is still to come: say who came once it is the day."))
    enrolments = Enrolment.objects.on(gathering.on).filter(school=gathering.school, pupil=pupil)
    if (
        not enrolments.exists()
        or not pupil.family_links.filter(school=gathering.school, contact=contact).exists()
    ):
        raise _refuse(gettext_noop("Choose an adult of a child on roll."))
    home = _home_of(gathering.school, list(enrolments), contact)
    held = gathering.families.filter(contact__in=[one.pk for one in home]).first()
    if held is None:
        held = keep(
            FamilyInvitation(
                gathering=gathering,
                contact=contact,
                addressee=contact.name,
                uninvited=True,
                came=True,
                said_at=timezone.now(),
                said_by_name=name_of(by),
            ),
            by,
        )
    elif held.came is not True:
        held = say_came(invitation=held, came=True, notes=held.notes, by=by)
    held.pupils.add(pupil)
    return held


def _home_of(school: School, enrolments: list[Enrolment], contact: Contact) -> list[Contact]:
    """The adults invited together with somebody, themselves among them."""
    answers = homes_of(school, enrolments, timezone.localdate(), lambda _one: True)
    homes: Mapping[int, Any] = answers
    for answer in homes.values():
        for home in answer.homes:
            if contact in home.contacts:
                return list(home.contacts)
    return [contact]
