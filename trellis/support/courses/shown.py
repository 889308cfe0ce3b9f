"""Courses and extended services as pages show them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from trellis.schools.models import Grouping, School
from trellis.support.courses.models import (
    Course,
    CourseEnrolment,
    CourseMark,
    CourseNeed,
    CourseSession,
    ExtendedServiceStatus,
)

_PARTS = ExtendedServiceStatus.Part
_STANDING = ExtendedServiceStatus.Status


def when_in_words(course: Course) -> str:
    """When a course is held, as a list says it."""
    said = {"weekday": WEEKDAYS[course.weekday], "at": f"{course.at:%H:%M}", "where": course.where}
    return _("%(weekday)s %(at)s, %(where)s") % said


@dataclass(frozen=True)
class Row:
    """One course of a list: how many adults take part, saw it through and left, of one school or of all."""

    course: Course
    taking_part: int
    completed: int
    left: int

    @property
    def when(self) -> str:
        return when_in_words(self.course)


def rows_of(courses: Sequence[Course], school: School | None = None) -> list[Row]:
    """Courses with their counts, in one question however many there are."""
    ended = CourseEnrolment.Ended
    held = CourseEnrolment.objects.filter(course__in=courses)
    if school is not None:
        held = held.filter(school=school)
    counted = held.values("course").annotate(
        now=Count("pk", filter=Q(ended="")),
        completed=Count("pk", filter=Q(ended=ended.COMPLETED)),
        left=Count("pk", filter=Q(ended=ended.LEFT)),
    )
    found = {row["course"]: row for row in counted.order_by()}
    none = {"now": 0, "completed": 0, "left": 0}
    return [
        Row(one, counts["now"], counts["completed"], counts["left"])
        for one in courses
        for counts in [found.get(one.pk, none)]
    ]


@dataclass(frozen=True)
class Adult:
    """An adult of a course: of the sessions since they began, those they came to."""

    enrolment: CourseEnrolment
    came: int
    held: int


def adults_of(course: Course, school: School) -> list[Adult]:
    """The adults of a school’s families in a course, and how often each came."""
    held = list(course.enrolments.filter(school=school).select_related("contact"))
    rows = CourseMark.objects.filter(enrolment__in=held).values("enrolment")
    counted = rows.annotate(held=Count("pk"), came=Count("pk", filter=Q(came=True))).order_by()
    found = {row["enrolment"]: (row["came"], row["held"]) for row in counted}
    return [Adult(one, *found.get(one.pk, (0, 0))) for one in held]


def days_held(course: Course, school: School, today: dt.date) -> list[tuple[dt.date, int | None]]:
    """The days of a course up to today, the latest first: how many of the school’s families came, if said."""
    sessions = CourseSession.objects.filter(course=course).annotate(
        said=Count("marks", filter=Q(marks__enrolment__school=school)),
        came=Count("marks", filter=Q(marks__enrolment__school=school, marks__came=True)),
    )
    told = {one.on: one.came if one.said else None for one in sessions}
    days = set(course.weekly.days(course.since, today, lambda _day: True)) | set(told)
    return [(day, told.get(day)) for day in sorted(days, reverse=True)]


@dataclass(frozen=True)
class Needed:
    """A need of an adult, and the course of that sort they take part in, if any."""

    need: CourseNeed
    course: Course | None


def needs_of(school: School, day: dt.date) -> list[tuple[str, list[Needed]]]:
    """Whom a course of each sort would help, sort by sort; whoever takes part in one is said so."""
    needs = list(CourseNeed.objects.on(day).filter(school=school).select_related("contact"))
    taking = CourseEnrolment.objects.filter(contact__in=[one.contact_id for one in needs], school=school)
    in_course = {
        (one.contact_id, one.course.sort): one.course
        for one in taking.exclude(ended="left").select_related("course")
    }
    by_sort: dict[str, list[Needed]] = defaultdict(list)
    for one in needs:
        found = in_course.get((one.contact_id, one.sort))
        by_sort[str(one.get_sort_display())].append(Needed(one, found))
    return list(by_sort.items())


# --- Extended services --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How a school stands to one part; nothing where nobody has said."""

    part: str
    words: str
    held: ExtendedServiceStatus | None

    @property
    def is_there(self) -> bool:
        """Whether families find it: the school delivers it or points the way."""
        return self.held is not None and self.held.status != _STANDING.NOT_YET


def standings(schools: Iterable[School], day: dt.date) -> Mapping[int, list[Standing]]:
    """Each school’s five parts on a day, in one question."""
    schools = list(schools)
    held = ExtendedServiceStatus.objects.on(day).filter(school__in=schools)
    found = {(one.school_id, one.part): one for one in held}
    return {
        school.pk: [
            Standing(part.value, str(part.label), found.get((school.pk, part.value))) for part in _PARTS
        ]
        for school in schools
    }


def grid(grouping: Grouping, day: dt.date) -> tuple[list[tuple[School, list[Standing]]], list[int]]:
    """The schools of a grouping against the parts; and for each part, how many schools have it."""
    schools = list(School.objects.in_grouping(grouping, day).prefetch_related("urns").order_by("name"))
    by_school = standings(schools, day)
    rows = [(school, by_school[school.pk]) for school in schools]
    return rows, [sum(row[number].is_there for _school, row in rows) for number in range(len(_PARTS))]
