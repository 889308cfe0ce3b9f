"""What people do with courses: set one up, note who needs one, enrol an adult, say who came and how
it ended; and say how a school stands to the extended services.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.gatherings.actions import arrange
from trellis.gatherings.models import Kind
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import ONE_DAY, By, drop, keep, name_of, say_from
from trellis.schools.models import Contact, FamilyLink, Grouping, School, at_place
from trellis.support.actions import refuse
from trellis.support.courses.models import (
    Course,
    CourseEnrolment,
    CourseMark,
    CourseNeed,
    CourseSession,
    ExtendedServiceStatus,
)


@transaction.atomic
def write_course(
    *, place: School | Grouping, values: Mapping[str, Any], by: By, course: Course | None = None
) -> Course:
    """Set up a course, or write it anew."""
    held = course or Course(**at_place(place))
    for name, value in values.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    if held.until is not None and held.until < held.since:
        raise refuse(gettext_noop("It cannot end before it begins."))
    if held.sort == "toddlers":
        _insist_on_a_day_of_its_own(held)
    return keep(held, by)


def _insist_on_a_day_of_its_own(course: Course) -> None:
    """Toddler groups of one place are on different days, so that a family may come to each."""
    others = Course.objects.at(course.place).filter(sort=course.sort, weekday=course.weekday)
    for other in others.exclude(pk=course.pk):
        if course.weekly.within(other.since, other.until) is not None:
            raise refuse(
                gettext_noop("“%(name)s” is on that day of the week: choose another."), name=other.name
            )


def _insist_known(school: School, contact: Contact) -> None:
    links = FamilyLink.objects.on(timezone.localdate()).filter(school=school, contact=contact)
    if not links.exists():
        raise refuse(gettext_noop("Choose an adult of a child of the school."))


@transaction.atomic
def note_need(*, school: School, contact: Contact, sort: str, why: str, by: By) -> CourseNeed:
    """An adult would be helped by a course of a sort: how that is known."""
    _insist_known(school, contact)
    if not why.strip():
        raise refuse(gettext_noop("Say how it is known."))
    of = {"school": school, "contact": contact, "sort": sort}
    values = {"why": why.strip(), "by_name": name_of(by)}
    return say_from(CourseNeed, of, values, since=timezone.localdate(), by=by)


@transaction.atomic
def need_no_more(*, need: CourseNeed, by: By) -> None:
    """From today an adult does not need it any more, or does not wish it; one noted today is taken off."""
    need.until = timezone.localdate() - ONE_DAY
    if need.until < need.since:
        drop(need, by)
    else:
        keep(need, by)


@transaction.atomic
def enrol(*, course: Course, school: School, contact: Contact, since: dt.date, by: By) -> CourseEnrolment:
    """An adult of a school’s families takes part from a day; whoever left it, from a day after they did."""
    _insist_known(school, contact)
    if not Course.objects.serving(school, since).filter(pk=course.pk).exists():
        raise refuse(gettext_noop("This course is not for the families of %(school)s."), school=school.name)
    if course.until is not None and since > course.until:
        raise refuse(gettext_noop("It ended on %(day)s."), day=day_in_words(course.until))
    since = max(since, course.since)
    theirs = course.enrolments.filter(contact=contact)
    if theirs.filter(ended_on=None).exists():
        raise refuse(gettext_noop("%(name)s takes part in it already."), name=contact.name)
    if last := theirs.filter(ended_on__gte=since).order_by("-ended_on").first():
        raise refuse(
            gettext_noop("%(name)s took part until %(day)s: begin after it."),
            name=contact.name,
            day=day_in_words(last.ended_on),
        )
    return keep(CourseEnrolment(course=course, school=school, contact=contact, since=since), by)


@transaction.atomic
def end_enrolment(
    *, enrolment: CourseEnrolment, ended: str, on: dt.date, by: By, words: str = ""
) -> CourseEnrolment:
    """Somebody saw it through, or left it before its end."""
    if on < enrolment.since:
        raise refuse(gettext_noop("It cannot end before it begins."))
    if on > timezone.localdate():
        raise refuse(gettext_noop("That day is still to come."))
    enrolment.ended, enrolment.ended_on, enrolment.words = ended, on, words.strip()
    return keep(enrolment, by)


@transaction.atomic
def take_course_register(
    *, course: Course, school: School, on: dt.date, came: Iterable[int], by: By
) -> CourseSession:
    """Who of a school’s families came to one session: whoever is not named did not."""
    if on > timezone.localdate():
        raise refuse(gettext_noop("It is still to come: say who came once it is the day."))
    if not list(course.weekly.days(on, on, lambda _day: True)):
        raise refuse(gettext_noop("The course is not held on %(day)s."), day=day_in_words(on))
    Course.objects.select_for_update().get(pk=course.pk)
    session = course.sessions.filter(on=on).first()
    if session is None:
        gathering = arrange(
            place=course.place, kind=Kind.COURSE, on=on, at=course.at, where=course.where, about=course.name,
            others=[course.tutor], by=by,
        )  # fmt: skip
        session = CourseSession.objects.create(course=course, on=on, gathering=gathering)
    there, held = set(came), {one.enrolment_id: one for one in session.marks.all()}
    for enrolment in taking_part_on(course, school, on):
        mark = held.get(enrolment.pk) or CourseMark(session=session, enrolment=enrolment)
        if mark.pk is None or mark.came != (enrolment.pk in there):
            mark.came, mark.by_name = enrolment.pk in there, name_of(by)
            keep(mark, by)
    return session


def taking_part_on(course: Course, school: School, on: dt.date) -> list[CourseEnrolment]:
    """The adults of a school’s families who take part in a course on a day."""
    held = course.enrolments.filter(school=school, since__lte=on).select_related("contact")
    return [one for one in held if one.ended_on is None or one.ended_on >= on]


@transaction.atomic
def say_of_service(
    *, school: School, part: str, status: str, by: By, words: str = ""
) -> ExtendedServiceStatus:
    """From today a school stands so to a part of the extended services."""
    values = {"status": status, "words": words.strip()}
    of = {"school": school, "part": part}
    return say_from(ExtendedServiceStatus, of, values, since=timezone.localdate(), by=by)
