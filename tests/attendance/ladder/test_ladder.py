"""A ladder written, rehearsed, switched on and answered; Mr Outside reaches none of it."""

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.ladder.steps import answered, draft, in_force, unauthorised, write
from tests.attendance.spending import spend
from tests.messages.talks import talk
from trellis.attendance.ladder.actions import (
    begin_ladder,
    move_up,
    remove_step,
    stop,
    switch_on,
    throw_away,
)
from trellis.attendance.ladder.due import steps_due
from trellis.attendance.ladder.ladders import Held
from trellis.attendance.ladder.rehearsal import rehearse
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import Ladder, StepAnswer
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import Act, ProblemWithLadder
from trellis.schools import actions as schools
from trellis.schools.models import CalendarSpan, Enrolment
from trellis.web.subject_access import Holding

URL = "/schools/123456/"
SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 10)
YEAR = AcademicYear(2024)


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-10T17:00")


@pytest.fixture
def week(cast):
    """From Tuesday 3 to Tuesday 10 September: Amy away the first two days, Ben four, Cal on the last."""
    spend(
        cast.oak, {cast.amy: "4O", cast.ben: "8O", cast.cal: "8/ 2O", cast.dee: ""}, since=SINCE, until=UNTIL
    )


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def due(cast, day=None) -> dict[str, str]:
    return {row.child.forename: row.step.name for row in steps_due(cast.oak, day or cast.today).rows}


# --- written ---


def test_a_step_is_written_in_a_form_and_read_back_in_words(cast, sign_in):
    lead = sign_in(cast.attendance_lead)
    lead.post(f"{URL}steps/ladders/", {"name": "Ours"})
    ladder = Ladder.objects.get()
    filled = {
        "name": "Ring home",
        "act": "call",
        "within": "1",
        "minutes": "5",
        "again": "each",
        "wait": "0",
        "owner": "role:office",
        "words": "Ask whether the child is with them.",
        "what_1": "unexplained",
        "operator_1": ">=",
        "figure_1": "3",
        "how_1": "in_a_row",
        "window_1": "year",
        "what_2": "attendance",
        "operator_2": "<",
        "figure_2": "92.5",
        "how_2": "percent",
        "window_2": "weeks",
        "weeks_2": "6",
        "fewest_2": "20",
        "operator_3": ">=",
        "how_3": "sessions",
        "window_3": "year",
    }
    assert lead.post(f"{URL}steps/ladders/{ladder.pk}/steps/new/", filled).status_code == 302
    page = words(lead.get(f"{URL}steps/ladders/{ladder.pk}/"))
    assert (
        "Absence without a reason (N), 3 school days in a row or more and attendance below 92.5% "
        "in the last 6 school weeks, of 20 possible sessions or more" in page
    )
    assert "School office" in page
    (row,) = Held.of(ladder).rows
    again = lead.get(f"{URL}steps/ladders/{ladder.pk}/steps/{row.pk}/").content.decode()
    assert 'value="92.5"' in again
    lead.post(
        f"{URL}steps/ladders/{ladder.pk}/steps/{row.pk}/",
        filled | {"figure_1": "2", "what_2": "", "figure_2": ""},
    )
    (step,) = Held.of(ladder).steps
    assert [str(one.in_words()) for one in step.conditions] == [
        "absence without a reason (N), 2 school days in a row or more"
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"figure_1": "110"}, "can never fall due"),
        ({"figure_1": ""}, "Say the figure it is set against."),
        ({"what_2": "", "figure_2": "3"}, "Say what is counted, or leave the figure out."),
        ({"window_1": "step"}, "counts since the step before, and stands after none"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_its_sentence_and_nothing_is_lost(cast, sign_in, wrong, says):
    lead = sign_in(cast.attendance_lead)
    ladder = begin_ladder(place=cast.oak, name="Ours", by=cast.attendance_lead)
    filled = {
        "name": "Ring home",
        "act": "call",
        "within": "1",
        "minutes": "5",
        "again": "each",
        "wait": "0",
        "what_1": "attendance",
        "operator_1": ">=",
        "figure_1": "90",
        "how_1": "percent",
        "window_1": "year",
        **{f"operator_{n}": ">=" for n in (2, 3)},
        **{f"how_{n}": "sessions" for n in (2, 3)},
        **{f"window_{n}": "year" for n in (2, 3)},
    }
    answer = lead.post(f"{URL}steps/ladders/{ladder.pk}/steps/new/", filled | wrong)
    assert answer.status_code == 400
    assert says in words(answer)
    assert 'value="Ring home"' in answer.content.decode()
    assert not ladder.steps.exists()


def test_two_real_ladders_can_be_begun_with_and_say_what_they_leave_open(cast, sign_in):
    lead = sign_in(cast.attendance_lead)
    for key in ("days", "bands"):
        lead.post(f"{URL}steps/ladders/", {"name": key, "like": key})
    days, bands = (Ladder.objects.get(name=name) for name in ("days", "bands"))
    assert Held.of(days).may_run
    assert Held.of(bands).may_run
    page = words(lead.get(f"{URL}steps/ladders/{bands.pk}/"))
    assert "No step is for attendance between" in page
    assert "(up to 89%)" in page
    assert Held.of(days).rows[3].after == Held.of(days).rows[2]


def test_steps_are_moved_and_taken_out_but_not_from_under_another(cast):
    ladder = draft(cast)
    letter, meeting = ladder.steps.all()
    with pytest.raises(ProblemWithLadder, match="“Meet the family” stands after “Write home”"):
        move_up(row=meeting, by=cast.head)
    with pytest.raises(ProblemWithLadder, match="“Meet the family” stands after it"):
        remove_step(row=letter, by=cast.head)
    visit = write(cast, ladder, "Visit", Act.VISIT, unauthorised(9))
    move_up(row=visit, by=cast.head)
    assert [row.name for row in Held.of(ladder).rows] == ["Write home", "Visit", "Meet the family"]
    remove_step(row=meeting, by=cast.head)
    assert [row.name for row in Held.of(ladder).rows] == ["Write home", "Visit"]


# --- in force ---


def test_what_is_in_force_is_not_changed_and_a_copy_takes_over(cast, clock):
    ladder = in_force(cast)
    for change in (
        throw_away,
        lambda **held: write(cast, held["ladder"], "More", Act.VISIT, unauthorised(9)),
    ):
        with pytest.raises(ProblemWithLadder, match="is or was in force: make a copy"):
            change(ladder=ladder, by=cast.head)
    copy = begin_ladder(place=cast.oak, name="Stricter", like=str(ladder.pk), by=cast.head)
    assert Held.of(copy).steps == Held.of(ladder).steps
    with pytest.raises(ProblemWithLadder, match="is in force from 10 September 2024: choose a later day"):
        switch_on(ladder=copy, since=cast.today, by=cast.head)
    switch_on(ladder=copy, since=dt.date(2024, 9, 16), by=cast.head)
    ladder.refresh_from_db()
    assert ladder.until == dt.date(2024, 9, 15)
    assert [Ladder.objects.on(dt.date(2024, 9, day)).get().name for day in (15, 16)] == ["Ours", "Stricter"]
    stop(ladder=copy, until=dt.date(2024, 9, 20), by=cast.head)
    assert not Ladder.objects.on(dt.date(2024, 9, 21)).exists()


def test_a_ladder_without_steps_or_in_the_past_is_not_switched_on(cast):
    empty = begin_ladder(place=cast.oak, name="Empty", by=cast.head)
    with pytest.raises(ProblemWithLadder, match="has no step yet"):
        switch_on(ladder=empty, since=cast.today, by=cast.head)
    with pytest.raises(ProblemWithLadder, match="nobody could act on what is past"):
        switch_on(ladder=draft(cast), since=dt.date(2024, 9, 9), by=cast.head)


def test_two_ladders_of_a_school_never_run_on_at_once(cast):
    in_force(cast)
    with pytest.raises(IntegrityError, match=r"one_ladder_of_a_school_runs_on|UNIQUE"), transaction.atomic():
        Ladder.objects.create(school=cast.oak, name="Second", since=cast.today)


# --- due ---


def test_what_was_so_already_is_due_when_the_ladder_is_switched_on(cast, week):
    in_force(cast)
    found = steps_due(cast.oak, cast.today)
    assert {row.child.forename: row.step.name for row in found.rows} == {
        "Amy": "Write home",
        "Ben": "Write home",
    }
    (amy,) = found.of(cast.amy.pk)
    assert amy.why == "unauthorised absence 2 days or more this year so far (2)"
    assert (amy.due_on, amy.do_by) == (cast.today, dt.date(2024, 9, 12))


def test_the_next_step_waits_until_the_one_before_is_answered(cast, week, clock):
    in_force(cast)
    later = dt.date(2024, 9, 17)
    clock.at("2024-09-17T17:00")
    spend(cast.oak, {cast.amy: "10O"}, since=dt.date(2024, 9, 11), until=later)
    assert due(cast, later)["Amy"] == "Write home"
    answered(cast, "amy", on=dt.date(2024, 9, 17))
    assert due(cast, later)["Amy"] == "Meet the family"
    (row,) = steps_due(cast.oak, later).of(cast.amy.pk)
    assert row.why == "unauthorised absence 2 days or more since the step before (5)"


def test_every_step_can_be_answered_done_not_appropriate_or_later(cast, week, sign_in, clock):
    in_force(cast)
    lead = sign_in(cast.attendance_lead)
    page = f"{URL}pupils/{cast.amy.pk}/steps/{Held.of(Ladder.objects.get()).rows[0].pk}/0/"
    refused = lead.post(page, {"answer": "not", "on": "2024-09-10", "reason": ""})
    assert "Say why it is not appropriate" in words(refused)
    refused = lead.post(page, {"answer": "later", "on": "2024-09-10", "until": "2024-09-10"})
    assert "it must be later than today" in words(refused)
    assert lead.post(page, {"answer": "later", "on": "2024-09-10", "until": "2024-09-13"}).status_code == 302
    found = steps_due(cast.oak, cast.today)
    assert ([row.child.forename for row in found.rows], found.put_off) == (["Ben"], 1)
    clock.at("2024-09-13T09:00")
    lead = sign_in(cast.attendance_lead)
    assert "Amy" in due(cast, dt.date(2024, 9, 13))
    said = {"answer": "not", "on": "2024-09-13", "reason": "A funeral; we have spoken."}
    assert lead.post(page, said).status_code == 302
    found = steps_due(cast.oak, dt.date(2024, 9, 13))
    assert ([row.child.forename for row in found.rows], found.answered) == (["Ben"], 1)
    kept = StepAnswer.objects.filter(pupil=cast.amy)
    assert [(one.answer, one.reason) for one in kept] == [("later", ""), ("not", said["reason"])]
    assert kept[0].says == "unauthorised absence 2 days or more this year so far (2)"
    assert "was answered by Anil Attar" in words(lead.get(page, follow=True))


def test_the_page_says_who_why_until_when_and_what_was_done(cast, week, sign_in):
    in_force(cast)
    schools.place_hold(pupil=cast.ben, school=cast.oak, kind="bereavement", held_by="the head", by=cast.head)
    page = words(sign_in(cast.attendance_lead).get(f"{URL}steps/"))
    assert "2 steps due" in page
    assert "Amy Adams" in page
    assert "Unauthorised absence 2 days or more this year so far (2) fell due 10 Sep" in page
    assert "On hold: nobody writes home" in page
    assert "bereavement" not in page.lower()


def test_beside_a_step_stands_what_was_done_before(cast, week, sign_in, clock):
    in_force(cast)
    lead = sign_in(cast.attendance_lead)
    (row,) = steps_due(cast.oak, cast.today).of(cast.amy.pk)
    url = f"{URL}pupils/{cast.amy.pk}/steps/{row.step.pk}/{row.occasion}/"
    assert "No meeting, visit, plan or other help with the family is recorded" in words(lead.get(url))
    talk(cast, "amy", kind="call")
    talk(cast, "amy", kind="meeting", words="Came in")
    page = words(lead.get(url))
    assert "Rung once about this child since the school year began. Not written to." in page
    assert re.search(r"9 September 2024: Meeting \(.+?\)", page)
    assert "help: Meeting, 9 Sep 2024" in words(lead.get(f"{URL}steps/"))


def test_whoever_left_is_asked_about_no_more(cast, week):
    in_force(cast)
    Enrolment.objects.filter(pupil=cast.amy).update(until=dt.date(2024, 9, 9))
    assert "Amy" not in due(cast)


def test_a_formal_step_is_for_nobody_under_compulsory_age(cast, week):
    """Amy is seven; were she four, a notice would stand on nothing (domain-rules §0.14)."""
    ladder = begin_ladder(place=cast.oak, name="Formal", by=cast.head)
    write(cast, ladder, "Notice to improve", Act.NOTICE, unauthorised(2))
    switch_on(ladder=ladder, since=cast.today, by=cast.head)
    assert due(cast) == {"Amy": "Notice to improve", "Ben": "Notice to improve"}
    type(cast.amy).objects.filter(pk=cast.amy.pk).update(date_of_birth=dt.date(2020, 1, 14))
    type(cast.ben).objects.filter(pk=cast.ben.pk).update(date_of_birth=None)
    assert due(cast) == {}


def test_the_page_asks_the_same_however_many_are_due(cast, week, sign_in):
    in_force(cast)
    office = sign_in(cast.office)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(f"{URL}steps/")
        return len(seen)

    office.get(f"{URL}steps/")
    few = asked()
    spend(cast.oak, {cast.eve: "8O", cast.fay: "8O"}, since=SINCE, until=UNTIL)
    assert len(due(cast)) == 4
    assert asked() == few


# --- rehearsed ---


@pytest.fixture
def last_year(cast):
    """The autumn of 2023: Amy away all of September, Ben two days in it, Cal never."""
    CalendarSpan.objects.create(
        school=cast.oak, kind="term", name="Autumn", since=dt.date(2023, 9, 4), until=dt.date(2023, 12, 20)
    )
    Enrolment.objects.filter(school=cast.oak).update(since=dt.date(2023, 9, 1))
    until = dt.date(2023, 12, 20)
    spend(
        cast.oak, {cast.amy: "40O", cast.ben: "2/ 4O", cast.cal: ""}, since=dt.date(2023, 9, 4), until=until
    )


def test_a_rehearsal_says_what_each_week_asks_and_whom_it_finds(cast, last_year):
    of_year = SchoolYear.of(cast.oak, AcademicYear(2023))
    assert of_year is not None
    found = rehearse(of_year, Held.of(draft(cast)), cast.oak)
    assert [(one.step.name, one.times, one.children, one.hours) for one in found.by_step] == [
        ("Write home", 2, 2, "1.0"),
        ("Meet the family", 1, 1, "0.5"),
    ]
    # Amy: the second day is Tuesday 5, done with by Thursday 7, two more since: Thursday. Ben: Wednesday 6.
    first = found.weeks[0]
    assert (first.monday, first.times, first.hours) == (dt.date(2023, 9, 4), [2, 1], "1.5")
    assert found.busiest == first
    assert len(found.first) == 2
    assert (found.found_persistent, found.missed, found.others) == (1, 0, 1)
    assert found.half_found_by == dt.date(2023, 9, 5)
    assert [one.first_on for one in found.children] == [dt.date(2023, 9, 5), dt.date(2023, 9, 6)]


def test_the_page_of_a_rehearsal_sets_it_beside_the_ladder_in_force(cast, last_year, sign_in):
    in_force(cast)
    gentle = begin_ladder(place=cast.oak, name="Gentler", by=cast.head)
    write(cast, gentle, "Write home", Act.LETTER, unauthorised(5))
    lead = sign_in(cast.attendance_lead)
    page = words(lead.get(f"{URL}steps/ladders/{gentle.pk}/rehearse/"))
    assert "Rehearsal on 2023/24" in page
    assert "It would have found 1 child." in page
    assert (
        "Of 1 persistently absent at the end of the year it finds 1, half of them by 8 September 2023" in page
    )
    assert re.search(r"Gentler 1 1 / 1 8 Sep 2023 0 0\.5 .* Ours 2 1 / 1 5 Sep 2023 1 1\.5", page)
    taken = lead.get(f"{URL}steps/ladders/{gentle.pk}/rehearse/", {"as": "csv"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(taken))
    assert (row["Forename"], row["Steps"]) == ("Amy", "2023-09-08 Write home")


def test_without_a_register_a_rehearsal_says_what_to_do(cast, sign_in):
    page = words(sign_in(cast.attendance_lead).get(f"{URL}steps/ladders/{draft(cast).pk}/rehearse/"))
    assert "There is no register to rehearse on" in page


# --- who may ---


def test_the_office_reads_the_ladder_and_does_not_change_it(cast, sign_in):
    ladder = draft(cast)
    office = sign_in(cast.office)
    assert office.get(f"{URL}steps/ladders/{ladder.pk}/").status_code == 200
    assert office.post(f"{URL}steps/ladders/", {"name": "Mine"}).status_code != 302
    assert (
        office.post(f"{URL}steps/ladders/{ladder.pk}/switch-on/", {"since": "2024-09-10"}).status_code == 404
    )
    assert Ladder.objects.count() == 1


def test_mr_outside_reaches_none_of_it(cast, week, sign_in):
    ladder = in_force(cast)
    outside = sign_in(cast.mr_outside)
    row = ladder.steps.first()
    for page in (
        "steps/",
        "steps/ladders/",
        f"steps/ladders/{ladder.pk}/",
        f"steps/ladders/{ladder.pk}/rehearse/",
    ):
        assert outside.get(f"{URL}{page}").status_code == 404
    elm = f"/schools/{cast.elm.urn}/"
    for page in (f"steps/ladders/{ladder.pk}/", f"pupils/{cast.amy.pk}/steps/{row.pk}/0/"):
        assert outside.get(f"{elm}{page}").status_code == 404


def test_what_was_answered_is_told_to_whoever_asks_without_other_people(cast, week):
    in_force(cast)
    answered(cast, "amy", reason="Rang Ben Bright’s mother by mistake.")
    held = Holding(cast.amy, cast.oak)
    (section,) = [one for one in held.sections() if one.name == "steps"]
    (row,) = section.rows
    assert row[1:4] == ["Write home", "unauthorised absence 2 days or more this year so far (2)", "Done"]
    assert "Ben Bright" not in row[4]
