"""A rehearsed ladder's clinics and visits beside those that are planned."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.clinics.clinic import a_clinic
from tests.attendance.ladder.steps import unauthorised, write
from tests.attendance.spending import spend
from tests.attendance.visits.rounds import a_round
from trellis.attendance.ladder.actions import begin_ladder
from trellis.attendance.ladder.ladders import Held
from trellis.attendance.ladder.planned import Ahead, Beside, Planned, beside_what_is_planned
from trellis.attendance.ladder.rehearsal import rehearse
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import Ladder
from trellis.gatherings.models import Gathering
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import Act
from trellis.schools.models import CalendarSpan, Enrolment

MONDAYS = [*(dt.date(2024, 9, day) for day in (16, 23, 30)), dt.date(2024, 10, 7)]
FRIDAY, NEXT_FRIDAY = dt.date(2024, 9, 13), dt.date(2024, 9, 20)


@pytest.fixture(autouse=True)
def last_year(cast, clock):
    """The autumn of 2023: Amy away all of September, Ben two days in it. Now it is a Tuesday in 2024."""
    clock.at("2024-09-10T17:00")
    since, until = dt.date(2023, 9, 4), dt.date(2023, 12, 20)
    CalendarSpan.objects.create(school=cast.oak, kind="term", name="Autumn", since=since, until=until)
    Enrolment.objects.filter(school=cast.oak).update(since=dt.date(2023, 9, 1))
    spend(cast.oak, {cast.amy: "40O", cast.ben: "2/ 4O", cast.cal: ""}, since=since, until=until)


@pytest.fixture
def ladder(cast) -> Ladder:
    """A clinic after two days without leave, half an hour each; a visit after five."""
    held = begin_ladder(place=cast.oak, name="Ours", by=cast.attendance_lead)
    write(cast, held, "Clinic", Act.CLINIC, unauthorised(2))
    write(cast, held, "Visit", Act.VISIT, unauthorised(5))
    return held


def beside(cast, ladder: Ladder) -> dict[Act, Beside]:
    of_year = SchoolYear.of(cast.oak, AcademicYear(2023))
    assert of_year is not None
    found = rehearse(of_year, Held.of(ladder), cast.oak)
    return {one.act: one for one in beside_what_is_planned(found, Ahead.of(cast.oak, cast.today))}


def test_the_school_weeks_to_come_are_looked_at_from_monday(cast):
    assert Ahead.of(cast.oak, cast.today).mondays == MONDAYS


def test_what_is_planned_there_is_counted_and_no_other(cast):
    a_clinic(cast, on=FRIDAY)  # this week, which is half over
    a_clinic(cast, on=NEXT_FRIDAY)
    a_clinic(cast, on=dt.date(2024, 10, 18))  # the fifth week
    off = a_clinic(cast, on=dt.date(2024, 9, 27))
    Gathering.objects.filter(pk=off.pk).update(called_off=True)
    a_round(cast, "amy", "ben", on=dt.date(2024, 9, 17))
    found = Ahead.of(cast.oak, cast.today)
    assert found.planned == {Act.CLINIC: Planned(4, 40), Act.VISIT: Planned(2, 120)}  # two go for an hour
    assert Ahead.of(cast.elm, cast.today).planned == {Act.CLINIC: Planned(), Act.VISIT: Planned()}


def test_a_week_that_asks_for_more_says_so(cast, ladder):
    a_clinic(cast, on=NEXT_FRIDAY)  # four times of ten minutes, one a week
    found = beside(cast, ladder)
    clinic, visit = found[Act.CLINIC], found[Act.VISIT]
    # Amy's second day is Tuesday 5, Ben's Wednesday 6: both in the first week; Amy's fifth is Friday 8.
    assert (clinic.times, clinic.busiest, clinic.busiest_hours) == (2, 2, "1.0")
    assert clinic.in_words == (
        "1 week asks for more than there is room for. At most 1 would have waited. "
        "1 week takes more staff time than is planned."
    )
    assert (visit.times, visit.in_words) == (1, "None is planned.")


def test_room_for_every_week_says_so(cast, ladder):
    for week in range(2):
        a_clinic(cast, on=NEXT_FRIDAY + dt.timedelta(weeks=week), minutes=30, until=dt.time(17))
    assert beside(cast, ladder)[Act.CLINIC].in_words == "There is room for every week."


def test_the_page_shows_it_where_the_ladder_asks_for_it(cast, ladder, sign_in):
    lead = sign_in(cast.attendance_lead)

    def page(which: Ladder) -> str:
        shown = lead.get(f"/schools/123456/steps/ladders/{which.pk}/rehearse/").content.decode()
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))

    a_clinic(cast, on=NEXT_FRIDAY)
    assert "of the next 4 school weeks, from 16 September 2024" in page(ladder)
    assert "Times at a clinic 2 2 1.0 hours 4 0.7 hours 1 week asks for more" in page(ladder)
    letters = begin_ladder(place=cast.oak, name="Letters", by=cast.attendance_lead)
    write(cast, letters, "Write home", Act.LETTER, unauthorised(2))
    assert "beside those that are planned" not in page(letters)


def test_it_asks_no_more_however_much_is_planned(cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            Ahead.of(cast.oak, cast.today)
        return len(seen)

    a_clinic(cast, on=NEXT_FRIDAY)
    few = asked()
    for week in range(3):
        a_clinic(cast, on=NEXT_FRIDAY + dt.timedelta(weeks=week), at=dt.time(9), until=dt.time(10))
    assert asked() == few
