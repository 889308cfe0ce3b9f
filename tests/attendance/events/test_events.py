"""COM-5: what families come to together: invitations, topics, registers, new faces, who takes part."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.clinics.clinic import a_clinic, invited
from tests.attendance.events.held import a_morning, a_mother, a_series
from trellis.attendance.clinics.inviting import prepare_invitations
from trellis.attendance.events.lists import by_teacher, days_of, not_seen, participation
from trellis.gatherings.actions import ProblemWithGathering
from trellis.gatherings.events import (
    arrange_event,
    arrange_series,
    came_uninvited,
    children_of,
    invite_classes,
    take_parents_register,
)
from trellis.gatherings.families import say_came
from trellis.gatherings.models import FamilyInvitation, Gathering
from trellis.rules.academic_year import AcademicYear
from trellis.rules.taking_part import TakingPart
from trellis.schools.actions import move_class
from trellis.schools.models import AccessLogEntry, FamilyLink

OAK = "123456"
YEAR = AcademicYear(2024)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object, urn: str = OAK) -> str:
    return reverse(f"attendance:{name}", args=[urn, *arguments])


def home_of(gathering, pupil) -> FamilyInvitation:
    return gathering.families.filter(pupils=pupil).first()


def adult(pupil):
    return FamilyLink.objects.filter(pupil=pupil).order_by("priority").first().contact


@pytest.fixture(autouse=True)
def bea(cast):
    """Ben’s mother."""
    return a_mother(cast, "ben", "Bea Bright")


# --- a series ---


def test_a_series_is_arranged_on_the_days_the_school_is_open_each_with_its_topic(cast):
    """S0-29, S0-30: weekly, with a programme of topics."""
    series = a_series(cast)
    span = {"weekday": 4, "since": dt.date(2024, 10, 7), "until": dt.date(2024, 11, 15)}
    made = arrange_series(series=series, topics=["Sleep", " ", "Online safety"], by=cast.office, **span)
    assert [(one.on, one.about) for one in made] == [
        (dt.date(2024, 10, 11), "Coffee morning: Sleep"),
        (dt.date(2024, 10, 18), "Coffee morning: Online safety"),
        (dt.date(2024, 11, 8), "Coffee morning"),
        (dt.date(2024, 11, 15), "Coffee morning"),
    ]
    # A day that has one keeps it.
    assert arrange_series(series=series, topics=["Other"], by=cast.office, **span) == []
    with pytest.raises(ProblemWithGathering, match="open on no such day"):
        arrange_series(
            series=series, weekday=4, since=dt.date(2024, 10, 28), until=dt.date(2024, 11, 1), by=cast.office
        )


def test_a_series_of_more_weeks_than_a_school_year_has_is_refused_before_any_day_is_looked_at(
    cast, django_assert_num_queries
):
    series = a_series(cast)
    said = {"series": series, "weekday": 4, "since": dt.date(2024, 9, 10), "by": cast.office}
    # It asks of no calendar: the three are of the transaction alone.
    with django_assert_num_queries(3), pytest.raises(ProblemWithGathering, match="more than 60 weeks"):
        arrange_series(until=dt.date(2099, 9, 10), **said)
    assert arrange_series(until=dt.date(2024, 9, 10) + dt.timedelta(weeks=60, days=-1), **said)


def test_new_faces_are_homes_that_came_to_none_of_the_series_before(cast, clock):
    """S0-32: attendance trend and new faces."""
    series = a_series(cast)
    arrange_series(
        series=series, weekday=4, since=dt.date(2024, 9, 10), until=dt.date(2024, 9, 27), by=cast.office
    )
    first, second, third = series.gatherings.order_by("on")
    for gathering in (first, second):
        invite_classes(gathering=gathering, classes=None, by=cast.office)
    clock.at("2024-09-13 09:30")
    take_parents_register(gathering=first, came=[home_of(first, cast.amy).pk], complete=True, by=cast.office)
    clock.at("2024-09-20 09:30")
    both = [home_of(second, cast.amy).pk, home_of(second, cast.ben).pk]
    take_parents_register(gathering=second, came=both, complete=False, by=cast.office)
    clock.at("2024-09-27 09:30")
    came_uninvited(gathering=third, pupil=cast.ben, contact=adult(cast.ben), by=cast.office)
    found = [(one.gathering.came_homes, one.new_faces) for one in days_of(series)]
    assert found == [(1, 1), (2, 1), (1, 0)]


# --- invitations ---


def test_whoever_came_into_a_class_from_another_is_invited_with_it(cast):
    move_class(enrolment=cast.enrolment("eve"), school_class=cast.class_3b, since=cast.today, by=cast.office)
    assert cast.eve in children_of(cast.oak, [cast.class_3b], cast.today)
    assert cast.eve not in children_of(cast.oak, [cast.class_4c], cast.today)


def test_whole_classes_are_invited_each_home_once_and_told_in_one_message(cast):
    """COM-5: sisters of one home get one invitation."""
    morning = a_morning(cast, on=cast.today + dt.timedelta(days=3))
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    children = set(morning.families.values_list("pupils__forename", flat=True))
    assert "Amy" in children
    assert "Eve" not in children
    invite_classes(gathering=morning, classes=None, by=cast.office)
    shared = home_of(morning, cast.amy)
    assert set(shared.pupils.all()) == {cast.amy, cast.eve}
    batch, _draft = prepare_invitations(gathering=morning, channels=["letter"], by=cast.office)
    assert 0 < batch.items.count() <= morning.families.count()


def test_whom_the_school_may_not_write_to_is_not_invited_and_only_those_who_may_know_read_why(cast, sign_in):
    morning = a_morning(cast, on=cast.today + dt.timedelta(days=3))
    client = sign_in(cast.office)
    page = client.post(address("invite_class", morning.pk), {"classes": [cast.class_4c.pk]}, follow=True)
    # Fay is looked after: her social worker is spoken with instead.
    assert "Fay Finch: not invited" in words(page)
    assert home_of(morning, cast.fay) is None
    wrong = client.post(address("invite_class", morning.pk), {})
    assert wrong.status_code == 400
    assert "Choose at least one class" in words(wrong)


# --- the register ---


def test_who_came_is_ticked_and_only_a_complete_register_says_who_did_not(cast, sign_in):
    morning = a_morning(cast)
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    amy, ben = home_of(morning, cast.amy), home_of(morning, cast.ben)
    client = sign_in(cast.office)
    url = address("parents_register", morning.pk)
    assert client.get(url).status_code == 200
    assert AccessLogEntry.objects.filter(page=url).exists()
    client.post(url, {"came": [amy.pk]})
    said = dict(FamilyInvitation.objects.values_list("pk", "came"))
    assert (said[amy.pk], said[ben.pk]) == (True, None)
    client.post(url, {"came": [amy.pk], "complete": "1"})
    amy.refresh_from_db()
    ben.refresh_from_db()
    assert (amy.came, ben.came) == (True, False)
    assert amy.said_by_name == "Olive Ofori"
    asked = morning.families.filter(uninvited=False).count()
    assert f"1 of {asked} homes invited came" in words(client.get(address("event", morning.pk)))


def test_somebody_who_was_not_asked_comes_and_is_told_apart(cast, sign_in):
    morning = a_morning(cast)
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    client = sign_in(cast.office)
    url = address("parents_register", morning.pk)
    found = client.get(url, {"q": "Eve"})
    contact = adult(cast.eve)
    assert f"{contact.name} came" in words(found)
    # Eve's mother is Amy's too, and was asked: she came, and nobody stands there twice.
    before = morning.families.count()
    client.post(address("came_besides", morning.pk, cast.eve.pk), {"contact": contact.pk})
    assert morning.families.count() == before
    assert home_of(morning, cast.eve).uninvited is False
    other = a_morning(cast, kind="workshop")
    one = came_uninvited(gathering=other, pupil=cast.ben, contact=adult(cast.ben), by=cast.office)
    assert (one.uninvited, one.came) == (True, True)
    assert "1 home came" in words(client.get(address("event", other.pk)))
    # A complete register takes nobody off who came without being asked.
    take_parents_register(gathering=other, came=[], complete=True, by=cast.office)
    one.refresh_from_db()
    assert one.came is True
    with pytest.raises(ProblemWithGathering, match="Choose an adult of a child on roll"):
        came_uninvited(gathering=other, pupil=cast.zak, contact=adult(cast.ben), by=cast.office)


def test_nobody_came_to_what_is_still_to_come(cast, sign_in):
    morning = a_morning(cast, on=cast.today + dt.timedelta(days=3))
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    home = home_of(morning, cast.amy)
    with pytest.raises(ProblemWithGathering, match="still to come"):
        take_parents_register(gathering=morning, came=[home.pk], complete=False, by=cast.office)
    with pytest.raises(ProblemWithGathering, match="still to come"):
        came_uninvited(gathering=morning, pupil=cast.ben, contact=adult(cast.ben), by=cast.office)
    page = sign_in(cast.office).get(address("parents_register", morning.pk))
    assert "It is still to come" in words(page)


# --- evenings, classes ---


def test_what_was_held_stands_latest_first_however_it_was_written_down(cast, sign_in):
    days = [cast.today - dt.timedelta(days=number) for number in (7, 1, 4)]
    for day in days:
        a_morning(cast, on=day, about=f"The {day:%d}th")
    client = sign_in(cast.office)
    for page in (reverse("attendance:clinics", args=[OAK]), address("events")):
        shown = words(client.get(page))
        assert shown.index("The 09th") < shown.index("The 06th") < shown.index("The 03th")


def test_an_evening_has_appointments_and_stalls(cast, sign_in):
    """S0-16, S1-37: slots for each who holds it, and who is there besides."""
    client = sign_in(cast.office)
    sent = {
        "kind": "evening",
        "about": "Autumn evening",
        "on": "2024-09-26",
        "at": "15:30",
        "until": "16:30",
        "minutes": "10",
        "hosts": [cast.teacher.pk, cast.head.pk],
        "where": "in the hall",
        "stalls": "Library service\nSchool nurse",
    }
    made = client.post(address("new_event"), sent)
    evening = Gathering.objects.get(kind="evening")
    assert made.url == address("event", evening.pk)
    assert evening.slots.count() == 12
    page = words(client.get(address("event", evening.pk)))
    assert "Stalls Library service School nurse" in page
    invite_classes(gathering=evening, classes=[cast.class_3b], by=cast.office)
    assert home_of(evening, cast.amy).slot is not None


def test_each_teacher_asks_families_in_each_half_term(cast, sign_in):
    """S0-35, S0-38: by class and teacher, with the classes where nothing is arranged."""
    with pytest.raises(ProblemWithGathering, match="in which class"):
        a_morning(cast, kind="in_class")
    a_morning(cast, kind="in_class", about="Guided reading", school_class=cast.class_3b)
    half_terms, rows = by_teacher(cast.oak, YEAR, cast.today)
    assert [one.name for one in half_terms] == ["Autumn 1"]
    assert [(one.school_class.name, one.teachers, list(one.counts), one.lacks_now) for one in rows] == [
        ("3B", "Tess Teale", [1], False),
        ("4C", "", [0], True),
    ]
    told = sign_in(cast.office).get(address("by_teacher"))
    assert told.content.decode().count('data-label="Autumn 1"') == len(rows)
    page = words(told)
    assert "1 class has not asked its families in this half-term." in page
    form = sign_in(cast.office).get(address("new_event"), {"kind": "in_class", "class": cast.class_4c.pk})
    assert re.search(rf'<option value="{cast.class_4c.pk}" selected>', form.content.decode())


def test_a_clinic_is_no_event_and_no_series(cast):
    with pytest.raises(ProblemWithGathering, match="where clinics are"):
        arrange_event(school=cast.oak, kind="clinic", on=cast.today, at=dt.time(9), where="x", by=cast.office)
    with pytest.raises(ProblemWithGathering, match="no series"):
        a_series(cast, kind="clinic")
    a_series(cast)
    with pytest.raises(ProblemWithGathering, match="already"):
        a_series(cast)


# --- who takes part ---


def test_taking_part_is_counted_by_class_and_half_term_of_those_invited(cast, clock, sign_in):
    """S3-75: % of parents attending; S3-45: who comes."""
    morning = a_morning(cast)
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    take_parents_register(
        gathering=morning, came=[home_of(morning, cast.amy).pk], complete=True, by=cast.office
    )
    clinic = a_clinic(cast, on=cast.today)
    say_came(invitation=invited(cast, "ben", gathering=clinic)[0], came=True, by=cast.office)
    a_morning(cast, kind="reading", on=dt.date(2024, 11, 12))
    found = participation(cast.oak, YEAR, cast.today)
    assert [one.name for one in found.half_terms] == ["Autumn 1"]
    invited_children = {pupil for one in morning.families.all() for pupil in one.pupils.all()}
    assert cast.amy in invited_children
    assert [(one.class_name, one.year.counts) for one in found.rows] == [
        ("3B", TakingPart(len(invited_children), 1, 0)),
        ("", TakingPart(len(invited_children), 1, 0)),
    ]
    assert found.rows[0].cells[0].counts == found.rows[0].year.counts
    page = sign_in(cast.office).get(address("taking_part")).content.decode()
    assert page.count('data-label="Autumn 1"') == len(found.rows)  # on a telephone each cell says when it was


def test_whose_family_came_to_nothing_is_listed_with_how_often_it_was_asked(cast, sign_in):
    """COM-5, S3-45: the gap list, for staff."""
    morning = a_morning(cast)
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    take_parents_register(
        gathering=morning, came=[home_of(morning, cast.amy).pk], complete=True, by=cast.office
    )
    found = {one.child.forename: one.invited for one in not_seen(cast.oak, YEAR, cast.today)}
    assert "Amy" not in found
    assert found["Ben"] == 1
    assert found["Fay"] == 0
    page = words(sign_in(cast.attendance_lead).get(address("not_seen")))
    assert "Ben Bright" in page
    for person in (cast.teacher, cast.governor, cast.mr_outside):
        assert sign_in(person).get(address("not_seen")).status_code == 404


def test_pages_of_events_ask_no_more_however_many_families(cast, sign_in):
    series = a_series(cast)
    span = {"weekday": 4, "since": dt.date(2024, 9, 11), "until": dt.date(2024, 10, 11)}
    arrange_series(series=series, by=cast.office, **span | {"until": dt.date(2024, 9, 14)})
    morning = a_morning(cast)
    invite_classes(gathering=morning, classes=[cast.class_3b], by=cast.office)
    client = sign_in(cast.office)
    pages = [address(name) for name in ("events", "taking_part", "not_seen", "by_teacher")] + [
        address("event", morning.pk),
        address("parents_register", morning.pk),
        address("event_series", series.pk),
    ]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    before = asked()
    invite_classes(gathering=morning, classes=None, by=cast.office)
    for number in range(3):
        a_morning(cast, kind="workshop", about=f"Workshop {number}")
    arrange_series(series=series, by=cast.office, **span)
    take_parents_register(
        gathering=morning, came=[home_of(morning, cast.amy).pk], complete=True, by=cast.office
    )
    assert asked() == before
