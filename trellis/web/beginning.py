"""What a new school begins with, up to its first register: what is done, and where the rest is done.

An empty page says it in the same four lines, so that nobody has to guess why there is nothing to see.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.registers.models import Line
from trellis.rules.academic_year import AcademicYear
from trellis.schools.access import may
from trellis.schools.models import CalendarSpan, Enrolment, Person, Post, School
from trellis.schools.roles import ClassTeacher, Permission


@dataclass(frozen=True, slots=True)
class Beginning:
    """One thing a school begins with; `url` where the person who reads it may do it."""

    words: str
    says: str
    is_done: bool
    url: str = ""


def beginnings(school: School, person: Person) -> list[Beginning]:
    """The four things in the order they are done; nothing where all are."""
    found = [
        Beginning(
            words, says, is_done, reverse(page, args=[school.urn]) if may(person, asked, school) else ""
        )
        for words, says, is_done, page, asked in _of(school, person)
    ]
    return [] if all(one.is_done for one in found) else found


def _of(school: School, person: Person) -> Iterator[tuple[str, str, bool, str, Permission]]:
    today = person.reach(Permission.SEE_SCHOOL).day
    year = AcademicYear.of(today)
    stated = CalendarSpan.objects.filter(school=school, inferred=False)
    yield (
        _("Bring the list of pupils"),
        _("As your MIS exports it, with classes and start dates."),
        Enrolment.objects.on(today).filter(school=school).exists(),
        "imports:pupils",
        Permission.IMPORT_DATA,
    )
    yield (
        _("Bring the calendar of the year"),
        _("Terms, half-term breaks and INSET days: it says when a register is due."),
        stated.filter(since__lte=year.until, until__gte=year.since).exists(),
        "imports:calendar",
        Permission.IMPORT_DATA,
    )
    yield (
        _("Give each class its teacher"),
        _("Add the people who work here, each with what they do."),
        Post.objects.on(today)
        .filter(school=school, role=ClassTeacher.name, school_class__year=year.start)
        .exists(),
        "schools:people",
        Permission.MANAGE_PEOPLE,
    )
    yield (
        _("Take the first register"),
        _("Or bring the marks your MIS has kept so far."),
        Line.objects.filter(school=school, year=year.start).exists(),
        "registers:today",
        Permission.TAKE_REGISTERS,
    )
