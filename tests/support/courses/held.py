"""Courses for the tests: a_course(cast) is English for adults at Oak, on Tuesdays at 13:15 this term."""

import datetime as dt
from typing import Any

from trellis.schools.models import Contact
from trellis.support.courses.actions import enrol, note_need, write_course
from trellis.support.courses.models import Course, CourseEnrolment, CourseNeed

BEGAN = dt.date(2024, 9, 3)


def a_course(cast: Any, place: Any = None, **said: Any) -> Course:
    values = {
        "name": "English for parents",
        "sort": "eal",
        "tutor": "Adult learning service",
        "where": "Family room",
        "weekday": 1,
        "at": dt.time(13, 15),
        "minutes": 90,
        "since": BEGAN,
        "until": None,
    }
    return write_course(place=place or cast.oak, values=values | said, by=cast.office)


def ann() -> Contact:
    """Amy’s and Eve’s mother."""
    return Contact.objects.get(name="Ann Adams")


def takes_part(cast: Any, course: Course, contact: Contact | None = None) -> CourseEnrolment:
    return enrol(course=course, school=cast.oak, contact=contact or ann(), since=BEGAN, by=cast.office)


def needed(cast: Any, **said: Any) -> CourseNeed:
    held = {"contact": ann(), "sort": "ict", "why": "Asked at the coffee morning"}
    return note_need(school=cast.oak, by=cast.office, **held | said)
