"""Storing the demonstration's courses: two of the trust's and one of the first school's, who takes part and
who came; and how each school stands to the extended services.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
from django.utils import timezone

from trellis.schools.models import Contact, FamilyLink, Person, School
from trellis.support.courses.actions import (
    end_enrolment,
    enrol,
    note_need,
    say_of_service,
    take_course_register,
    write_course,
)
from trellis.support.courses.models import Course, CourseEnrolment, ExtendedServiceStatus, Sort
from trellis.web.demo.chance import happens, one_of, stream
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_WEEKS: Final = 8
_EACH: Final = 5
_NEEDS: Final = (
    (Sort.EAL, "Asked at the coffee morning"),
    (Sort.LITERACY, "Said that letters are hard to read"),
    (Sort.ICT, "Could not open the booking page"),
    (Sort.NUMERACY, "Would like to help with homework"),
)


def store_courses(world: World, stored: Stored) -> None:
    """What was set up this term, and kept since."""
    day = min(world.on, timezone.localdate())
    trust = next(one for (kind, _name), one in stored.groupings.items() if kind == "trust")
    officer = Person.objects.get(email="inclusion@larkspur.example.org")
    began = day - dt.timedelta(weeks=_WEEKS)
    values = {"where": "Larkspur centre", "minutes": 90, "since": began, "until": None}
    calm = {"name": "Calm evenings", "sort": Sort.PARENTING, "tutor": "Family centre", "weekday": 1}
    toddlers = {"name": "Little acorns", "sort": Sort.TODDLERS, "tutor": "Family centre", "weekday": 4}
    shared = [
        write_course(place=trust, values={**values, **said, "at": dt.time(9, 30)}, by=officer)
        for said in (calm, toddlers)
    ]
    school = stored.schools[0]
    english = {
        "name": "English for parents",
        "sort": Sort.EAL,
        "tutor": "Adult learning service",
        "weekday": 3,
    }
    own = write_course(
        place=school, values={**values, **english, "at": dt.time(13), "where": "Family room"}, by=officer
    )
    chance = stream(world.seed, "courses")
    for each in stored.schools[:2]:
        adults = _adults(each)
        for number, course in enumerate([*shared, own] if each == school else shared):
            _took_part(course, each, adults[number * _EACH : (number + 1) * _EACH], day, officer, chance)
    for (sort, why), contact in zip(_NEEDS, _adults(school)[-len(_NEEDS) :], strict=False):
        note_need(school=school, contact=contact, sort=sort, why=why, by=officer)
    for each in stored.schools:
        for part in ExtendedServiceStatus.Part:
            status = one_of(chance, ("delivers", "delivers", "signposts", "not_yet"))
            say_of_service(school=each, part=part, status=status, by=officer)


def _adults(school: School) -> Sequence[Contact]:
    links = FamilyLink.objects.on(timezone.localdate()).filter(school=school, has_care=True)
    return list(Contact.objects.filter(family_links__in=links).distinct().order_by("pk")[: 4 * _EACH])


def _took_part(
    course: Course,
    school: School,
    adults: Sequence[Contact],
    day: dt.date,
    by: Person,
    chance: np.random.Generator,
) -> None:
    """Most come most weeks; the first saw it through."""
    held = [enrol(course=course, school=school, contact=one, since=course.since, by=by) for one in adults]
    for on in course.weekly.days(course.since, day, lambda _one: True):
        came = [one.pk for one in held if happens(chance, 0.75)]
        take_course_register(course=course, school=school, on=on, came=came, by=by)
    if held and course.sort != Sort.TODDLERS:
        completed = CourseEnrolment.Ended.COMPLETED
        end_enrolment(enrolment=held[0], ended=completed, on=day, words="A certificate", by=by)
