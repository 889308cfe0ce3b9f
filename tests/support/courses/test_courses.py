"""SUP-12: courses for adults and families, shared across schools; the extended services of each school."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.events.held import a_mother
from tests.support.courses.held import BEGAN, a_course, ann, needed, takes_part
from trellis.gatherings.models import Gathering
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import AccessLogEntry, Contact
from trellis.support.actions import ProblemWithSupport
from trellis.support.courses.actions import (
    end_enrolment,
    enrol,
    need_no_more,
    say_of_service,
    take_course_register,
    taking_part_on,
)
from trellis.support.courses.models import Course, CourseEnrolment, CourseMark, ExtendedServiceStatus
from trellis.support.courses.shown import adults_of, days_held, grid, needs_of, rows_of, standings

OAK, ELM = "123456", "234567"
TRUST = GroupingNamed("trust", "Hedgerow Trust")
AUTHORITY = GroupingNamed("authority", "Northmoor")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object, urn: object = OAK) -> str:
    return reverse(f"support:{name}", args=[urn, *arguments])


def zoe() -> Contact:
    """A mother at Elm, of whom nobody at Oak may know."""
    return Contact.objects.get(name="Zoe Zane")


# --- who takes part ---


def test_a_course_is_set_up_and_an_adult_found_by_their_child(cast, sign_in):
    """S0-80: timetabled and set up; S0-79: by who needs it."""
    client = sign_in(cast.office)
    sent = {
        "name": "Numbers again",
        "sort": "numeracy",
        "tutor": "Adult learning service",
        "where": "Library",
        "weekday": "3",
        "at": "09:15",
        "minutes": "90",
        "since": "2024-09-05",
    }
    made = client.post(address("new_course"), sent)
    course = Course.objects.get()
    assert made.url == address("course", course.pk)
    found = client.get(address("enrol_adult", course.pk), {"q": "Amy"})
    assert "Ann Adams Amy Adams" in words(found)
    nobody = client.post(address("enrol_adult", course.pk), {"q": "Amy", "since": "2024-09-10"})
    assert nobody.status_code == 400
    assert "Choose who it is." in words(nobody)
    taken = client.post(address("enrol_adult", course.pk), {"contact": ann().pk, "since": "2024-09-10"})
    assert taken.url == address("course", course.pk)
    assert "Ann Adams" in words(client.get(taken.url))
    assert AccessLogEntry.objects.filter(page=address("enrol_adult", course.pk), pupils=1).exists()


def test_a_course_of_the_authority_is_shared_and_each_school_sees_its_own_families_alone(cast, sign_in):
    """SUP-12, S3-89: parenting programmes shared across the schools of a grouping."""
    shared = a_course(cast, cast.authority, name="Calm evenings", sort="parenting")
    takes_part(cast, shared)
    enrol(course=shared, school=cast.elm, contact=zoe(), since=BEGAN, by=cast.mr_outside)
    (oak,), (elm,), (both,) = rows_of([shared], cast.oak), rows_of([shared], cast.elm), rows_of([shared])
    assert (oak.taking_part, elm.taking_part, both.taking_part) == (1, 1, 2)
    page = words(sign_in(cast.office).get(address("course", shared.pk)))
    assert "Ann Adams" in page
    assert "Zoe Zane" not in page
    page = words(sign_in(cast.mr_outside).get(address("course", shared.pk, urn=ELM)))
    assert "Zoe Zane" in page
    assert "Ann Adams" not in page
    of_authority = words(sign_in(cast.authority_officer).get(address("shared_courses", urn=AUTHORITY)))
    assert "Calm evenings" in of_authority
    assert "Ann Adams" not in of_authority


def test_a_course_of_the_trust_is_not_for_schools_outside_it(cast, sign_in):
    of_trust = a_course(cast, cast.trust)
    with pytest.raises(ProblemWithSupport, match="not for the families of Elm Primary"):
        enrol(course=of_trust, school=cast.elm, contact=zoe(), since=BEGAN, by=cast.mr_outside)
    assert sign_in(cast.mr_outside).get(address("course", of_trust.pk, urn=ELM)).status_code == 404


def test_who_came_is_said_of_ones_own_families_and_how_often_follows(cast, sign_in):
    shared = a_course(cast, cast.authority)
    one = takes_part(cast, shared)
    other = enrol(course=shared, school=cast.elm, contact=zoe(), since=BEGAN, by=cast.mr_outside)
    client = sign_in(cast.office)
    url = address("course_register", shared.pk, cast.today)
    page = words(client.get(url))
    assert "Ann Adams" in page
    assert "Zoe Zane" not in page
    # What is not one's own is not said, even where it is sent.
    client.post(url, {"came": [one.pk, other.pk]})
    client.post(address("course_register", shared.pk, BEGAN), {})
    assert list(CourseMark.objects.values_list("enrolment", "came")) == [(one.pk, True), (one.pk, False)]
    (adult,) = adults_of(shared, cast.oak)
    assert (adult.came, adult.held) == (1, 2)
    assert days_held(shared, cast.oak, cast.today) == [(cast.today, 1), (BEGAN, 0)]
    assert days_held(shared, cast.elm, cast.today) == [(cast.today, None), (BEGAN, None)]
    held = Gathering.objects.filter(kind="course")
    assert held.count() == 2
    assert not Gathering.objects.visible_to(cast.authority_officer).filter(pk__in=held).exists()


def test_a_course_is_seen_through_or_left(cast, sign_in):
    """SUP-12: completion."""
    course = a_course(cast)
    one = takes_part(cast, course)
    client = sign_in(cast.office)
    url = address("end_course_enrolment", course.pk, one.pk)
    assert client.post(
        url, {"ended": "completed", "on": "2024-09-10", "words": "A certificate"}
    ).url == address("course", course.pk)
    (row,) = rows_of([course], cast.oak)
    assert (row.taking_part, row.completed, row.left) == (0, 1, 0)
    assert "Ann Adams: Saw it through, 10 Sep 2024" in words(client.get(address("course", course.pk)))
    with pytest.raises(ProblemWithSupport, match="before it begins"):
        end_enrolment(enrolment=one, ended="left", on=dt.date(2024, 9, 1), by=cast.office)
    with pytest.raises(ProblemWithSupport, match="still to come"):
        end_enrolment(enrolment=one, ended="left", on=dt.date(2024, 9, 12), by=cast.office)


def test_what_cannot_be_is_said(cast):
    course = a_course(cast, until=dt.date(2024, 9, 30))
    takes_part(cast, course)
    with pytest.raises(ProblemWithSupport, match="Ann Adams takes part in it already"):
        takes_part(cast, course)
    with pytest.raises(ProblemWithSupport, match="Choose an adult of a child of the school"):
        takes_part(cast, course, zoe())
    with pytest.raises(ProblemWithSupport, match="It ended on 30 September 2024"):
        enrol(
            course=course,
            school=cast.oak,
            contact=a_mother(cast, "ben", "Bea Bright"),
            since=dt.date(2024, 10, 1),
            by=cast.office,
        )
    with pytest.raises(ProblemWithSupport, match="still to come"):
        take_course_register(course=course, school=cast.oak, on=dt.date(2024, 9, 17), came=[], by=cast.office)
    with pytest.raises(ProblemWithSupport, match="not held on 9 September 2024"):
        take_course_register(course=course, school=cast.oak, on=dt.date(2024, 9, 9), came=[], by=cast.office)
    with pytest.raises(ProblemWithSupport, match="cannot end before it begins"):
        a_course(cast, until=dt.date(2024, 9, 2))


def test_whoever_left_a_course_may_begin_it_again_and_is_asked_of_once(cast):
    course = a_course(cast)
    left = end_enrolment(
        enrolment=takes_part(cast, course), ended="left", on=dt.date(2024, 9, 5), by=cast.office
    )
    with pytest.raises(ProblemWithSupport, match="Ann Adams took part until 5 September 2024"):
        takes_part(cast, course)
    said = {"course": course, "school": cast.oak, "contact": ann(), "by": cast.office}
    again = enrol(since=dt.date(2024, 9, 6), **said)
    with pytest.raises(ProblemWithSupport, match="takes part in it already"):
        enrol(since=dt.date(2024, 9, 8), **said)
    assert taking_part_on(course, cast.oak, BEGAN) == [left]
    assert taking_part_on(course, cast.oak, cast.today) == [again]
    (row,) = rows_of([course], cast.oak)
    assert (row.taking_part, row.left) == (1, 1)


def test_toddler_groups_of_a_place_are_on_different_days(cast):
    """S2-48: a family may come to each."""
    a_course(cast, cast.trust, name="Little acorns", sort="toddlers")
    with pytest.raises(ProblemWithSupport, match="“Little acorns” is on that day"):
        a_course(cast, cast.trust, name="Seedlings", sort="toddlers", at=dt.time(9))
    assert a_course(cast, cast.trust, name="Seedlings", sort="toddlers", weekday=2)


# --- who would be helped ---


def test_whom_a_course_would_help_is_listed_until_they_are_in_one_or_wish_none(cast, sign_in):
    """S0-79: parents who need literacy, numeracy, EAL or ICT, from data and knowledge."""
    need = needed(cast, sort="eal")
    client = sign_in(cast.office)
    sent = {"contact": ann().pk, "sort": "ict", "why": "Said so at the evening"}
    assert client.post(address("note_need"), sent).url == address("course_needs")
    found = {sort: [one.course for one in held] for sort, held in needs_of(cast.oak, cast.today)}
    assert found == {"English as an additional language": [None], "Computers and ICT": [None]}
    takes_part(cast, a_course(cast))
    page = words(client.get(address("course_needs")))
    assert "In English for parents" in page
    assert "Said so at the evening, Olive Ofori" in page
    need_no_more(need=need, by=cast.office)
    assert [sort for sort, _held in needs_of(cast.oak, cast.today)] == ["Computers and ICT"]
    with pytest.raises(ProblemWithSupport, match="how it is known"):
        needed(cast, why=" ")


# --- extended services ---


def test_each_part_of_the_extended_services_is_delivered_pointed_to_or_not_yet(cast, sign_in):
    """S2-12: the core-offer grid of the schools of an authority."""
    client = sign_in(cast.office)
    sent = {"status": "signposts", "words": "The childminders of the town"}
    assert client.post(address("say_of_service", "childcare"), sent).status_code == 302
    say_of_service(school=cast.oak, part="community", status="not_yet", by=cast.head)
    say_of_service(school=cast.elm, part="childcare", status="delivers", by=cast.mr_outside)
    rows, totals = grid(cast.authority, cast.today)
    assert [school.name for school, _row in rows] == ["Elm Primary", "Oak Primary"]
    assert totals == [2, 0, 0, 0, 0]
    page = words(sign_in(cast.authority_officer).get(address("services_grid", urn=AUTHORITY)))
    assert "Oak Primary Points the way not said not said not said Not yet" in page
    assert "Deliver or point the way 2 of 2 0 of 2" in page
    assert "The childminders of the town" in words(client.get(address("extended_services")))
    assert client.get(address("say_of_service", "nothing")).status_code == 404


def test_what_was_so_before_stays_known(cast, clock):
    say_of_service(school=cast.oak, part="childcare", status="not_yet", by=cast.head)
    clock.at("2024-10-01 09:00")
    say_of_service(school=cast.oak, part="childcare", status="delivers", by=cast.head)
    assert standings([cast.oak], cast.today)[cast.oak.pk][0].held.status == "not_yet"
    assert standings([cast.oak], dt.date(2024, 10, 1))[cast.oak.pk][0].held.status == "delivers"
    assert ExtendedServiceStatus.objects.count() == 2


# --- who may ---


def test_only_whoever_sees_families_reads_who_takes_part(cast, sign_in):
    course = a_course(cast)
    takes_part(cast, course)
    for person in (cast.teacher, cast.governor, cast.mr_outside):
        client = sign_in(person)
        for url in (address("courses"), address("course", course.pk), address("course_needs")):
            assert client.get(url).status_code == 404


def test_an_adult_who_is_erased_goes_from_courses(cast):
    takes_part(cast, a_course(cast))
    needed(cast)
    contact = ann()
    contact.delete()
    assert not CourseEnrolment.objects.exists()


def test_pages_of_courses_ask_no_more_however_many(cast, sign_in):
    course = a_course(cast)
    takes_part(cast, course)
    needed(cast)
    office, officer = sign_in(cast.office), sign_in(cast.authority_officer)
    pages = [
        (office, address("courses")),
        (office, address("course", course.pk)),
        (office, address("course_needs")),
        (office, address("course_register", course.pk, cast.today)),
        (officer, address("services_grid", urn=AUTHORITY)),
        (officer, address("shared_courses", urn=AUTHORITY)),
    ]

    def asked() -> list[int]:
        counts = []
        for client, page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    a_course(cast, cast.authority)
    asked()
    before = asked()
    for number, (child, name) in enumerate((("ben", "Bea Bright"), ("cal", "Cora Carter"))):
        mother = a_mother(cast, child, name)
        takes_part(cast, course, mother)
        needed(cast, contact=mother)
        a_course(cast, name=f"Course {number}")
        a_course(cast, cast.authority, name=f"Shared {number}")
    assert asked() == before
