"""Where each person lands, and what the first screen says."""

import datetime as dt
import html
import re

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from trellis.imports.models import Batch as Import
from trellis.messages.models import Batch as Letters
from trellis.registers.importing import Brought, import_marks
from trellis.registers.models import ExpectedAbsence, Hand
from trellis.rules.codes import char_of
from trellis.schools.models import (
    AccessLogEntry,
    CalendarSpan,
    Characteristic,
    ClassMembership,
    Enrolment,
    Person,
    Post,
    Pupil,
    School,
    SchoolClass,
)
from trellis.web.today import Today

TODAY = dt.date(2024, 9, 10)
HOME = "/"


def bring(school: School, *marks: tuple[Pupil, dt.date, str, str]) -> None:
    """Marks as an import brings them: pupil, day, AM or PM, code."""
    pupils, days, halves, codes = zip(*marks, strict=True)
    import_marks(
        school=school,
        marks=Brought(
            np.array([pupil.pk for pupil in pupils], np.int64),
            np.array(days, "datetime64[D]"),
            np.array([half == "PM" for half in halves], np.uint8),
            np.array([ord(char_of(code)) for code in codes], np.uint8),
        ),
        by="command line, tests",
    )


def marked(cast, **codes: str) -> None:
    """This morning's marks at Oak, by the names of the cast."""
    bring(cast.oak, *((cast.pupils[name], TODAY, "AM", code) for name, code in codes.items()))


def words(response) -> str:
    """A page's text with its spaces drawn together."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def test_the_attendance_lead_reads_the_morning(cast, sign_in):
    marked(cast, amy="/", ben="N", cal="L", dee="I")
    page = words(sign_in(cast.attendance_lead).get(HOME))
    assert "Tuesday 10 September 2024" in page
    # Present and late of the four who are marked: 50.0%.
    assert "50.0% · 2 of 4 marked" in page
    assert "Registers taken 1 · of 2" in page
    # It is theirs to see to, so it is said once: among what is theirs today.
    assert page.count("not taken: 4C") == 1
    assert "Registers not taken" not in page
    assert "Not heard from 1" in page
    assert "Late today 1" in page


def test_who_takes_no_registers_reads_which_are_not_taken(cast, sign_in):
    marked(cast, amy="/", ben="N", cal="L", dee="I")
    page = words(sign_in(cast.inclusion_lead).get(HOME))
    assert "Registers not taken 4C" in page
    assert page.count("not taken: 4C") == 0


def test_today_is_counted_as_the_register_is(cast):
    marked(cast, amy="/", ben="N", cal="L", dee="I")
    today = Today.at(cast.oak)
    assert (today.attended, today.possible, today.pupils) == (2, 4, 6)
    assert [(one.name, one.marked, one.of, one.is_taken) for one in today.classes] == [
        ("3B", 4, 4, True),
        ("4C", 0, 2, False),
    ]
    assert (
        today.classes[0].strip.says
        == "1 session present, 1 late, 1 authorised absence, 1 reason not yet given"
    )


def test_an_absence_the_office_was_told_of_is_not_silence(cast):
    marked(cast, amy="N", ben="N")
    ExpectedAbsence.objects.create(
        enrolment=cast.enrolment("amy"),
        since=TODAY,
        until=TODAY,
        code="M",
        note="dentist, back at 11",
        recorded_by=Hand.objects.create(name="Olive Ofori"),
    )
    today = Today.at(cast.oak)
    assert today.roll.person[today.not_heard_from].tolist() == [cast.ben.pk]


def test_the_change_is_against_the_same_session_a_week_before(cast):
    spend(cast.oak, {cast.amy: "", cast.ben: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 3))
    marked(cast, amy="/", ben="N")
    assert Today.at(cast.oak).change == "50.0 below last Tuesday morning"


def test_the_afternoon_is_shown_once_its_register_opens(cast, clock):
    marked(cast, amy="/")
    clock.at("2024-09-10T12:30")
    assert Today.at(cast.oak).shown.session == "AM"
    clock.at("2024-09-10T13:30")
    assert Today.at(cast.oak).shown.session == "PM"


def test_a_mark_is_missing_only_once_its_half_day_is_over(cast, clock):
    spend(cast.oak, dict.fromkeys((cast.pupils[name] for name in ("amy", "ben", "cal", "dee", "eve")), ""),
          since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 9))  # fmt: skip
    spend(cast.oak, {cast.fay: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 6))
    assert Today.at(cast.oak).marks_missing == 2  # Fay's Monday
    clock.at("2024-09-10T12:00")
    assert Today.at(cast.oak).marks_missing == 2 + 6


def test_new_since_friday_compares_the_year_so_far_with_itself_by_friday(cast):
    """Amy: 1 of 8 by Friday (12.5%), 1 of 11 now (9.1%): back on track. Ben: 0 of 8, then 2 of 11: new."""
    spend(cast.oak, {cast.amy: "1I", cast.ben: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 6))
    spend(cast.oak, {cast.amy: "", cast.ben: "2I"}, since=dt.date(2024, 9, 9), until=dt.date(2024, 9, 9))
    marked(cast, amy="/", ben="/")
    today = Today.at(cast.oak)
    assert today.friday == dt.date(2024, 9, 6)
    assert today.roll.person[today.newly_persistent].tolist() == [cast.ben.pk]
    assert today.roll.person[today.back_on_track].tolist() == [cast.amy.pk]


def test_the_tenth_unauthorised_session_is_told_once(cast, clock):
    clock.at("2024-09-16T08:57")
    spend(cast.oak, {cast.amy: "9O", cast.ben: "10O"}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 13))
    assert Today.at(cast.oak).ten_unauthorised.tolist() == []
    bring(cast.oak, (cast.amy, dt.date(2024, 9, 16), "AM", "O"))
    today = Today.at(cast.oak)
    assert today.roll.person[today.ten_unauthorised].tolist() == [cast.amy.pk]


@pytest.mark.parametrize(
    ("moment", "last", "next_"),
    [
        ("2024-09-14T10:00", "Friday 13 September 2024", "Monday 16 September 2024"),
        ("2024-10-29T10:00", "Thursday 24 October 2024", "Monday 4 November 2024"),
    ],
)
def test_on_a_day_without_school_it_says_so(cast, clock, sign_in, moment, last, next_):
    clock.at(moment)
    page = words(sign_in(cast.attendance_lead).get(HOME))
    assert "There is no school today." in page
    assert f"the afternoon of {last}" in page
    assert f"School is open again on {next_}." in page


def test_before_the_first_day_there_is_no_last_one(cast, clock, sign_in):
    clock.at("2024-08-20T10:00")
    page = words(sign_in(cast.attendance_lead).get(HOME))
    assert "There is no school today." in page
    assert "the last day there was" not in page
    assert "School is open again on Tuesday 3 September 2024." in page


def test_without_a_calendar_a_weekday_may_be_a_school_day(cast, sign_in):
    CalendarSpan.objects.filter(school=cast.oak).delete()
    page = words(sign_in(cast.attendance_lead).get(HOME))
    assert "Nobody has stated this year's calendar" in page
    assert "There is no school today" not in page
    assert "Bring the calendar of the year" in page
    assert "Bring the calendar of the year" not in words(sign_in(cast.inclusion_lead).get(HOME))


def test_in_an_august_whose_calendar_nobody_has_stated_there_is_no_school(cast, sign_in, clock):
    clock.at("2025-08-12T10:00")
    page = words(sign_in(cast.attendance_lead).get(HOME))
    assert "There is no school today." in page
    assert "Nobody has stated this year's calendar" in page
    assert "none yet" not in page


def test_a_copy_of_the_mis_says_how_old_it_is(cast, sign_in, clock):
    cast.oak.register_of_record = School.RegisterOfRecord.MIS
    cast.oak.save()
    client = sign_in(cast.attendance_lead)
    assert "No marks have come in yet." in words(client.get(HOME))
    marked(cast, amy="/")
    clock.at("2024-09-10T09:57")
    assert "1 hour ago" in words(client.get(HOME)).replace("\xa0", " ")


def test_letters_and_imports_wait_for_those_who_can_decide_them(cast, sign_in):
    Letters.objects.create(
        school=cast.oak, subject="attendance-bands", occasion="x", since=TODAY, until=TODAY
    )
    Import.objects.create(kind="marks", school=cast.oak, name="week2.csv", digest="0" * 64, state="tried")
    page = words(sign_in(cast.attendance_lead).get(HOME))
    assert "1 batch waits for approval" in page
    assert "week2.csv" in page
    assert "week2.csv" not in words(sign_in(cast.inclusion_lead).get(HOME))
    assert "batch waits" not in words(sign_in(cast.safeguarding_lead).get(HOME))


def test_the_head_reads_the_headline_too(cast, sign_in):
    spend(cast.oak, {cast.amy: "1I"}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 9))
    assert "Pupils attended 90.0% of sessions in 2024/25 so far" in words(sign_in(cast.head).get(HOME))
    assert "Pupils attended" not in words(sign_in(cast.attendance_lead).get(HOME))


# --- the others ---------------------------------------------------------------------------------------------


def test_a_teacher_sees_their_own_class_and_the_register_to_take(cast, sign_in):
    response = sign_in(cast.teacher).get(HOME)
    page = words(response)
    register = reverse("registers:register", args=["123456", "3B", TODAY, "am"])
    assert f'href="{register}"' in response.content.decode()
    assert "Take this morning" in page
    assert "Amy Adams" in page
    assert "Fay" not in page
    assert AccessLogEntry.objects.get().pupils == 4


def test_a_taken_register_is_opened(cast, sign_in):
    marked(cast, amy="/", ben="N", cal="L", dee="I")
    assert "is taken: open it" in words(sign_in(cast.teacher).get(HOME))


def test_a_supply_teacher_sees_the_class_of_the_day_and_nobody_tomorrow(cast, sign_in, clock):
    assert "Amy Adams" in words(sign_in(cast.supply).get(HOME))
    clock.at("2024-09-11T08:50")
    page = words(sign_in(cast.supply).get(HOME))
    assert "You have no post at any school today" in page
    assert "Amy" not in page


def test_a_teacher_without_a_class_is_told_what_to_do(cast, sign_in):
    Post.objects.filter(person=cast.teacher).update(school_class=None)
    assert "Your post names no class of this year" in words(sign_in(cast.teacher).get(HOME))


def test_a_governor_is_taken_to_the_figures(cast, sign_in):
    response = sign_in(cast.governor).get(HOME)
    assert response.url == reverse("figures", args=["123456"])


def test_an_officer_is_taken_to_their_grouping(cast, sign_in):
    response = sign_in(cast.trust_officer).get(HOME)
    assert response.url == reverse("grouping", args=["trust", "Hedgerow Trust"])


def test_somebody_at_two_schools_chooses(cast, sign_in):
    Post.objects.create(person=cast.head, role="head", school=cast.elm, since=dt.date(2024, 9, 1))
    page = sign_in(cast.head).get(HOME).content.decode()
    assert reverse("school", args=["123456"]) in page
    assert reverse("school", args=["234567"]) in page


def test_a_trustee_chooses_among_the_schools_of_the_trust(cast, sign_in):
    trustee = Person.objects.create(email="trustee@trust.example", name="Tina Tarn", password="!")
    Post.objects.create(person=trustee, role="governor", grouping=cast.trust, since=dt.date(2024, 9, 1))
    client = sign_in(trustee)
    assert reverse("school", args=["123456"]) in client.get(HOME).content.decode()
    assert client.get(reverse("school", args=["123456"])).url == reverse("figures", args=["123456"])
    assert client.get(reverse("school", args=["234567"])).status_code == 404


def test_somebody_without_a_post_is_told_what_to_do(cast, sign_in):
    nobody = Person.objects.create(email="new@oak.example", name="Nia New", password="!")
    assert "You have no post at any school today" in words(sign_in(nobody).get(HOME))


def test_a_school_where_nobody_is_on_roll_says_what_to_bring(cast, sign_in):
    Enrolment.objects.filter(school=cast.oak).update(until=dt.date(2024, 9, 4))
    assert "Bring the list of pupils" in words(sign_in(cast.data_manager).get(HOME))


# --- the lists ----------------------------------------------------------------------------------------------


def test_a_list_says_its_rule_and_logs_whom_it_shows(cast, sign_in):
    marked(cast, amy="/", ben="N", cal="L", dee="N")
    client = sign_in(cast.attendance_lead)
    page = words(client.get(reverse("today_list", args=["123456", "not-heard-from"])))
    assert "Not heard from: 2 pupils" in page
    assert "no reason yet (N)" in page
    assert "Ben Bright" in page
    assert "Cal Carter" not in page
    assert AccessLogEntry.objects.get().pupils == 2


def test_there_is_no_list_of_another_name(cast, sign_in):
    client = sign_in(cast.attendance_lead)
    assert client.get(reverse("today_list", args=["123456", "truants"])).status_code == 404


@pytest.mark.parametrize("name", ["teacher", "governor", "mr_outside"])
def test_the_lists_of_a_whole_school_are_not_for(cast, sign_in, name):
    client = sign_in(cast.people[name])
    assert client.get(reverse("today_list", args=["123456", "late"])).status_code == 404


# --- size ---------------------------------------------------------------------------------------------------


def enrol(cast, number: int, *, start: int = 0) -> None:
    """So many more pupils in class 3B."""
    pupils = Pupil.objects.bulk_create(
        Pupil(forename=f"Robin{n}", surname="Reed", date_of_birth=dt.date(2016, 10, 1))
        for n in range(start, start + number)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(pupil=pupil, school=cast.oak, since=dt.date(2024, 9, 3)) for pupil in pupils
    )
    ClassMembership.objects.bulk_create(
        ClassMembership(enrolment=one, school_class=cast.class_3b, since=one.since) for one in enrolments
    )
    Characteristic.objects.bulk_create(
        Characteristic(enrolment=one, kind="year_group", value="3", since=one.since) for one in enrolments
    )
    spend(cast.oak, dict.fromkeys(pupils, "1N 1I"), since=dt.date(2024, 9, 3), until=TODAY, sessions=11)


PAGES = [
    ("head", "/"),
    ("attendance_lead", "/"),
    ("teacher", "/"),
    ("attendance_lead", "/schools/123456/today/newly-persistent/"),
    ("attendance_lead", "/schools/123456/classes/3B/"),
    ("governor", "/schools/123456/figures/"),
    ("trust_officer", "/groupings/trust/Hedgerow%20Trust/"),
    ("authority_officer", "/groupings/authority/Northmoor/"),
]


@pytest.mark.parametrize(("name", "url"), PAGES)
def test_a_page_asks_no_more_of_the_database_for_forty_pupils_than_for_ten(cast, sign_in, name, url):
    client = sign_in(cast.people[name])
    asked = []
    enrol(cast, 10)
    client.get(url)
    for more in (0, 30):
        if more:
            enrol(cast, more, start=10)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_five_thousand_pupils_fit_on_a_page(cast, sign_in):
    names = [f"{year}{letter}" for year in range(1, 7) for letter in "ABCDEFGHIJ"]
    SchoolClass.objects.bulk_create(
        SchoolClass(school=cast.oak, year=2024, name=f"F{name}") for name in names
    )
    enrol(cast, 5_000)
    held = list(SchoolClass.objects.filter(school=cast.oak, name__startswith="F").order_by("pk"))
    ids = list(ClassMembership.objects.filter(school_class=cast.class_3b).values_list("pk", flat=True))[30:]
    for number, school_class in enumerate(held):
        ClassMembership.objects.filter(pk__in=ids[number :: len(held)]).update(school_class=school_class)
    # A database takes stock of its tables as they grow; inside one transaction it has to be told to.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, url in PAGES:
        response = sign_in(cast.people[name]).get(url)
        assert response.status_code == 200
        assert len(response.content) < 250_000, url
