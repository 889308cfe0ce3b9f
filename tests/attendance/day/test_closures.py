"""Closures: one act for a school or a part of it; what stands is asked about; undone session by session."""

import datetime as dt
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.classes import a_class
from tests.attendance.day.closed import a_part, closed, closing
from tests.attendance.day.morning import taken
from tests.attendance.day.telling import planned_for
from tests.attendance.spending import spend
from trellis.attendance.day.calls import CallList
from trellis.attendance.day.closing import ProblemWithClosure, look, open_again, write_marks
from trellis.attendance.day.closure_telling import in_words, prepare_telling
from trellis.attendance.day.closures import closed_now, closed_to, left_standing
from trellis.attendance.full_days import results
from trellis.attendance.league import league_of
from trellis.attendance.models import ClosedSession, Closure, FullDay
from trellis.attendance.recognition import days_called, recognised, two_years
from trellis.messages.actions import approve_batch
from trellis.messages.models import Batch
from trellis.registers.history import history
from trellis.registers.models import Entry, Line
from trellis.registers.rebuilding import differences
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import CalendarSpan, Contact, School
from trellis.web.today import Today
from trellis.web.yours import yours_at

PAGE = "/schools/123456/absence/closures/"
TOMORROW = dt.date(2024, 9, 11)


def marks(cast, day=None) -> Counter[str]:
    """Both sessions of a day at Oak, counted by their characters."""
    at = AcademicYear(2024).position(day or cast.today, Session.AM)
    lines = Line.objects.filter(school=cast.oak).values_list("marks", flat=True)
    return Counter(mark for line in lines for mark in line[at : at + 2] if mark != ".")


def mark(cast, name, session) -> str:
    held = dict(Line.objects.values_list("pupil_id", "marks"))
    return held[cast.pupils[name].pk][AcademicYear(2024).position(cast.today, session)]


def the_list(cast) -> CallList:
    return CallList(cast.oak, timezone.now())


def filled_in(**said):
    held = {
        "whom": "whole",
        "since": "2024-09-10",
        "until": "2024-09-10",
        "halves": "day",
        "reason": "weather",
        "words": "The paths are under ice",
        "decided_by": "Helen Hart",
    }
    return {**held, **said}


# --- The whole school ---------------------------------------------------------------------------------------


def test_a_closed_school_is_closed_in_the_calendar_and_every_child_has_the_mark(cast):
    closure = closed(cast)
    assert marks(cast) == {"4": 12}
    span = CalendarSpan.objects.get(kind="closure")
    assert (span.school, span.since, span.until) == (cast.oak, cast.today, cast.today)
    assert span.history.get().history_user == cast.office
    entries = Entry.objects.order_by("id")
    assert [(one.kind, one.why) for one in entries] == [
        (Entry.Kind.CLOSURE, "The school: The paths are under ice")
    ] * 2
    assert [one.entry for one in closure.sessions.all()] == [one.pk for one in entries]


def test_nobody_is_rung_and_no_register_is_chased(cast, clock):
    clock.at("2024-09-10 09:15")
    assert the_list(cast).not_taken
    closed(cast)
    found = the_list(cast)
    assert (found.is_open, list(found.rows), list(found.not_taken)) == (False, [], [])


def test_days_to_come_are_closed_and_their_marks_wait_for_the_day(cast, clock):
    friday = dt.date(2024, 9, 13)
    closure = closed(cast, closing(cast, since=TOMORROW, until=friday))
    assert not Line.objects.exists()
    assert CalendarSpan.objects.get(kind="closure").until == friday
    assert not any(row.url == PAGE for row in yours_at(cast.oak, "123456", cast.office))

    clock.at("2024-09-12 08:00")
    (item,) = [row for row in yours_at(cast.oak, "123456", cast.office) if row.url == PAGE]
    assert item.words == "Write the marks of 4 closed sessions"
    write_marks(closure=closure, by=cast.office)
    assert marks(cast, TOMORROW) == {"4": 12}
    assert marks(cast, friday) == {}
    assert not any(row.url == PAGE for row in yours_at(cast.oak, "123456", cast.office))


def test_a_weekend_between_is_no_part_of_it(cast):
    closure = closed(cast, closing(cast, since=dt.date(2024, 9, 12), until=dt.date(2024, 9, 17)))
    days = sorted({one.date.day for one in closure.sessions.all()})
    assert days == [12, 13, 16, 17]


def test_a_polling_station_is_planned_and_needs_no_marks(cast, clock):
    closure = closed(cast, closing(cast, since=TOMORROW, reason="polling", code="#", words="Polling station"))
    clock.at("2024-09-11 09:00")
    assert not closure.sessions.to_write(TOMORROW).exists()
    assert CalendarSpan.objects.get(name="Polling station").kind == "holiday"
    assert not the_list(cast).is_open


def test_half_a_day_is_marks_alone_because_the_calendar_knows_whole_days(cast, clock):
    clock.at("2024-09-10 12:30")
    taken(cast, cast.class_3b)
    closed(cast, closing(cast, halves="pm"))
    assert marks(cast) == {"/": 4, "4": 6}
    assert not CalendarSpan.objects.filter(kind="closure").exists()
    clock.at("2024-09-10 13:30")
    assert the_list(cast).pupils == 0
    assert the_list(cast).is_complete


def test_in_wales_and_before_august_2024_it_is_y(cast):
    School.objects.filter(pk=cast.oak.pk).update(nation="wales")
    cast.oak.refresh_from_db()
    with pytest.raises(ProblemWithClosure, match="Y4 is no code for this: choose one of Y, #"):
        closed(cast)
    closed(cast, closing(cast, code="Y"))
    assert marks(cast) == {"Y": 12}


def test_a_school_whose_mis_keeps_the_register_is_closed_in_the_calendar_alone(cast, clock):
    School.objects.filter(pk=cast.oak.pk).update(register_of_record="mis")
    cast.oak.refresh_from_db()
    closure = closed(cast)
    assert not Line.objects.exists()
    assert not closure.sessions.to_write(cast.today).exists()
    clock.at("2024-09-10 09:15")
    assert not the_list(cast).is_open


# --- A part of it -------------------------------------------------------------------------------------------


def test_a_part_is_closed_to_its_classes_and_the_others_come(cast, clock, sign_in):
    closed(cast, a_part(cast))
    assert marks(cast) == {"3": 8}
    assert not CalendarSpan.objects.filter(kind="closure").exists()
    taken(cast, cast.class_4c, eve="N")
    clock.at("2024-09-10 09:15")
    assert [row.children[0].name for row in the_list(cast).rows] == ["Eve Adams"]
    assert the_list(cast).is_complete
    page = sign_in(cast.office).get("/schools/123456/absence/").content.decode()
    assert "Closed: 3B." in page


def test_a_year_group_is_closed_whichever_class_it_sits_in(cast):
    closed(cast, a_part(cast, classes=[], year_groups=["4"]))
    assert {line.pupil for line in Line.objects.all()} == {cast.eve, cast.fay}


def test_a_part_closed_to_come_is_not_chased_on_its_day_before_its_marks_are_written(cast, clock):
    closed(cast, a_part(cast, since=TOMORROW))
    clock.at("2024-09-11 09:15")
    assert [one.name for one in the_list(cast).not_taken] == ["4C"]


def test_an_unavoidable_cause_says_its_nature_on_every_mark(cast):
    closed(cast, a_part(cast, code="Y7", reason="other", words="Police have closed the lane"))
    (first, *_rest) = history(Line.objects.get(pupil=cast.amy))
    assert (first.now, first.said.nature) == ("Y7", "Police have closed the lane")


def test_whoever_is_not_due_or_is_elsewhere_by_plan_gets_no_mark(cast):
    planned_for(cast, "amy", kind="provision", code="B", place="Forest Farm", review_on=cast.today)
    actions.set_pattern(
        enrolment=cast.enrolment("ben"),
        kind="nursery",
        sessions="NNNYYYYYYY",
        since=cast.today,
        by=cast.office,
    )
    looked = look(school=cast.oak, closing=a_part(cast))
    assert looked.elsewhere == 1
    closed(cast, a_part(cast))
    assert not Line.objects.filter(pupil=cast.amy).exists()
    assert mark(cast, "ben", Session.AM) == "."
    assert mark(cast, "ben", Session.PM) == "3"


# --- Marks that stand ---------------------------------------------------------------------------------------


def test_what_stands_is_asked_about_and_never_overwritten(cast):
    taken(cast, cast.class_3b, amy="N")
    looked = look(school=cast.oak, closing=closing(cast))
    assert (looked.standing, looked.written) == ([("/", 3), ("N", 1)], 8)
    closure = closed(cast)
    assert marks(cast) == {"/": 3, "N": 1, "4": 8}
    assert [(one.name, one.code) for one in left_standing(closure)] == [
        ("Amy Adams", "N"),
        ("Ben Bright", "/"),
        ("Cal Carter", "/"),
        ("Dee Dunn", "/"),
    ]


def test_marks_of_a_code_are_replaced_where_somebody_says_so_and_what_they_were_stays_to_be_read(cast):
    taken(cast, cast.class_3b, amy="N")
    closed(cast, replacing=frozenset({"N"}))
    assert marks(cast) == {"/": 3, "4": 9}
    morning = [one for one in history(Line.objects.get(pupil=cast.amy)) if one.session is Session.AM]
    assert [(one.was, one.now) for one in morning] == [("", "N"), ("N", "Y4")]


def test_announced_twice_says_who_did_and_when_and_loses_nothing(cast):
    closed(cast)
    for again in (closing(cast), a_part(cast), closing(cast, halves="pm")):
        with pytest.raises(ProblemWithClosure, match="Olive Ofori announced this already, on 10 September"):
            closed(cast, again)
    assert Closure.objects.count() == 1
    assert marks(cast) == {"4": 12}


def test_more_than_was_announced_is_announced_anew(cast):
    closed(cast, a_part(cast, halves="am"))
    closed(cast)
    assert marks(cast) == {"3": 4, "4": 8}


def test_a_day_the_calendar_calls_closed_already_gets_its_marks_and_no_second_span(cast):
    CalendarSpan.objects.create(school=cast.oak, since=cast.today, until=cast.today, kind="closure")
    closed(cast)
    assert CalendarSpan.objects.filter(kind="closure").count() == 1
    assert marks(cast) == {"4": 12}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"since": dt.date(2024, 9, 14), "until": dt.date(2024, 9, 15)}, "There is no school on those days"),
        ({"since": dt.date(2024, 10, 25)}, "There is no school on those days"),
        ({"until": dt.date(2024, 9, 9)}, "The last day cannot come before the first"),
        ({"whole": False}, "Say which year groups or classes"),
        ({"code": "I"}, "I is no code for this"),
        ({"words": " "}, "Say why in a few words"),
        ({"decided_by": ""}, "Say who decided it"),
    ],
)
def test_what_cannot_be_closed_says_why_and_changes_nothing(cast, said, sentence):
    with pytest.raises(ProblemWithClosure, match=sentence):
        closed(cast, closing(cast, **said))
    assert not Closure.objects.exists()
    assert not Line.objects.exists()
    assert not CalendarSpan.objects.filter(kind="closure").exists()


# --- Open again ---------------------------------------------------------------------------------------------


def test_one_afternoon_is_opened_again_by_an_entry_and_the_morning_keeps_its_marks(cast, clock):
    closure = closed(cast)
    afternoon = closure.sessions.filter(session="PM")
    done = open_again(closure=closure, sessions=afternoon, why="The paths are clear", by=cast.head)
    assert (done.marks, list(done.kept)) == (6, [])
    assert marks(cast) == {"4": 6}
    assert Entry.objects.last().kind == Entry.Kind.UNDO
    assert not CalendarSpan.objects.filter(kind="closure").exists()

    clock.at("2024-09-10 13:30")
    assert the_list(cast).is_open
    taken(cast, cast.class_3b, session=Session.PM)
    assert marks(cast) == {"4": 6, "\\": 4}
    assert differences(cast.oak) == []


def test_a_mark_changed_since_stays_and_is_named(cast):
    closure = closed(cast, a_part(cast))
    taken(cast, cast.class_3b, amy="V", ben="Y3", cal="Y3", dee="Y3")
    done = open_again(closure=closure, sessions=closure.sessions.all(), why="x", by=cast.head)
    assert [(one.pupil, one.stands) for one in done.kept] == [(cast.amy.pk, "V")]
    assert marks(cast) == {"V": 1}


def test_a_planned_day_open_for_half_of_it_gets_the_marks_of_the_other_half(cast):
    closure = closed(cast, closing(cast, reason="polling", code="#", words="Polling station"))
    assert marks(cast) == {}
    open_again(closure=closure, sessions=closure.sessions.filter(session="PM"), why="x", by=cast.head)
    assert marks(cast) == {"#": 6}


def test_what_is_open_again_may_be_closed_once_more(cast):
    closure = closed(cast)
    open_again(closure=closure, sessions=closure.sessions.all(), why="The ice has gone", by=cast.head)
    assert marks(cast) == {}
    closed(cast)
    assert marks(cast) == {"4": 12}


def test_opening_again_needs_sessions_and_a_reason(cast):
    closure = closed(cast)
    with pytest.raises(ProblemWithClosure, match="Say why"):
        open_again(closure=closure, sessions=closure.sessions.all(), why=" ", by=cast.head)
    with pytest.raises(ProblemWithClosure, match="Choose the sessions"):
        open_again(closure=closure, sessions=[], why="x", by=cast.head)


def test_the_database_holds_that_somebody_opened_it_and_why(cast):
    closure = closed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedSession.objects.filter(closure=closure).update(opened_at=timezone.now())


# --- What is celebrated -------------------------------------------------------------------------------------


def test_nobody_loses_anything_by_it(cast, clock):
    """Certificates, the league and a 100% day count neither a closed session nor whoever missed it."""
    closed(cast)
    a_class(cast.oak, "2B", 10)
    FullDay.objects.create(school=cast.oak, day=cast.today, named_by_name="x")
    clock.at("2024-10-25 09:00")
    oak = [pupil for name, pupil in cast.pupils.items() if name not in {"zak", "yas"}]
    spend(cast.oak, dict.fromkeys(oak, ""))
    thursday = {"since": dt.date(2024, 9, 12), "halves": "pm"}
    part = a_part(cast, classes=[], year_groups=["2", "3"], **thursday)
    closed(cast, part, replacing=frozenset({"/", "\\"}))

    held = two_years(cast.oak, dt.date(2024, 12, 20))
    found = recognised(cast.oak, days_called(held, "2024-autumn-1"), held)
    assert {one.pupil for one in found.full} >= {pupil.pk for pupil in oak}
    (result,) = results(held, list(FullDay.objects.all()))
    assert (result.in_words, result.text_after) == ("", "")
    league = league_of(cast.oak, cast.today, dt.date(2024, 10, 25))
    assert [(row.rate, row.of) for row in league.rows if row.name == "2B"] == [("100.00%", "70 of 70")]


# --- Families -----------------------------------------------------------------------------------------------


def test_every_family_is_told_once_and_nobody_before_somebody_approves(cast):
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    closure = closed(cast)
    batch, draft = prepare_telling(closure=closure, by=cast.office)
    assert (batch.state, len(draft.items)) == (Batch.State.PREPARED, 1)
    item = batch.items.get()
    assert item.pupil is None
    assert item.words == (
        "The school is closed to children: Tuesday 10 September. The paths are under ice."
        " We will write again when it opens. Oak Primary"
    )
    assert approve_batch(batch=batch, by=cast.head).state == Batch.State.SENT


def test_what_was_told_stops_where_it_is_no_longer_true(cast):
    closure = closed(cast)
    batch, _draft = prepare_telling(closure=closure, by=cast.office)
    open_again(closure=closure, sessions=closure.sessions.filter(session="PM"), why="x", by=cast.head)
    with pytest.raises(ValueError, match="prepare them again"):
        approve_batch(batch=batch, by=cast.head)


def test_families_hear_that_it_is_open_again(cast):
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    closure = closed(cast)
    afternoon = list(closure.sessions.filter(session="PM"))
    open_again(closure=closure, sessions=afternoon, why="x", by=cast.head)
    batch, _draft = prepare_telling(closure=closure, what="open-again", sessions=afternoon, by=cast.office)
    assert batch.items.get().words.startswith("The school is open again: Tuesday 10 September (afternoon).")


def test_a_part_tells_the_families_of_its_children_and_names_none(cast):
    closure = closed(cast, a_part(cast, classes=[], year_groups=["4"], place="The upper building"))
    batch, _draft = prepare_telling(closure=closure, by=cast.office)
    words = " ".join(item.words for item in batch.items.all())
    assert "The upper building is closed to children" in words
    assert "Eve" not in words


def test_days_are_said_as_a_family_reads_them(cast):
    closure = closed(cast, closing(cast, until=dt.date(2024, 9, 12)))
    sessions = list(closure.sessions.all())
    assert in_words(sessions) == "Tuesday 10 September to Thursday 12 September"
    assert in_words(sessions[1:3]) == "Tuesday 10 September (afternoon), Wednesday 11 September (morning)"


# --- The pages ----------------------------------------------------------------------------------------------


def test_somebody_looks_first_then_announces_and_lands_on_the_closure(cast, sign_in):
    taken(cast, cast.class_3b, amy="N")
    office = sign_in(cast.office)
    page = office.post(PAGE, filled_in()).content.decode()
    assert "8 marks Y4 are written now" in page
    assert "Replace 1 mark N by Y4" in page
    assert not Closure.objects.exists()

    page = office.post(PAGE, filled_in(announce="yes", replace="N", tell="yes"), follow=True).content.decode()
    assert "Announced: The school is closed." in page
    assert "9 marks are written." in page
    assert "it waits for somebody to approve it" in page
    assert "Ben Bright" in page
    assert marks(cast) == {"/": 3, "4": 9}


def test_change_it_goes_back_to_the_form_with_what_was_filled_in(cast, sign_in):
    page = sign_in(cast.office).post(PAGE, filled_in(again="yes")).content.decode()
    assert 'value="The paths are under ice"' in page
    assert "Look what will happen" in page


def test_what_is_lacking_stands_on_the_form(cast, sign_in):
    response = sign_in(cast.office).post(PAGE, filled_in(whom="part"))
    assert response.status_code == 400
    assert "Say which year groups or classes it is closed to." in response.content.decode()


def test_an_afternoon_is_opened_again_on_the_page(cast, sign_in):
    closure = closed(cast)
    page = f"{PAGE}{closure.pk}/"
    office = sign_in(cast.office)
    afternoon = closure.sessions.get(session="PM")
    sent = {"sessions": [afternoon.pk], "why": "The paths are clear"}
    words = office.post(f"{page}open/", sent, follow=True).content.decode()
    assert "It is open again. 6 marks are taken back." in words
    assert "Olive Ofori" in words
    assert "The paths are clear" in words


def test_the_marks_of_a_day_are_written_by_one_press(cast, clock, sign_in):
    closure = closed(cast, closing(cast, since=TOMORROW))
    clock.at("2024-09-11 08:00")
    office = sign_in(cast.office)
    assert "marks to write" in office.get(PAGE).content.decode()
    assert (
        "The marks Y4 of 2 sessions wait to be written."
        in office.get(f"{PAGE}{closure.pk}/").content.decode()
    )
    assert "12 marks are written." in office.post(f"{PAGE}{closure.pk}/write/", follow=True).content.decode()


def test_a_teacher_and_another_schools_head_close_nothing(cast, sign_in):
    closure = closed(cast)
    for person in (cast.teacher, cast.inclusion_lead, cast.mr_outside):
        client = sign_in(person)
        assert client.post(PAGE, filled_in(announce="yes")).status_code == 404
        assert client.get(f"{PAGE}{closure.pk}/").status_code == 404
        assert client.post(f"{PAGE}{closure.pk}/open/").status_code == 404
    assert sign_in(cast.mr_outside).get(f"/schools/234567/absence/closures/{closure.pk}/").status_code == 404


def test_closing_asks_the_same_however_many_children_there_are(cast):
    def asked(name):
        held = closing(cast, since=cast.today, halves="am")
        with CaptureQueriesContext(connection) as queries:
            closure = closed(cast, held)
        open_again(closure=closure, sessions=closure.sessions.all(), why=name, by=cast.head)
        return len(queries)

    few = asked("few")
    for n in range(20):
        actions.admit(school=cast.oak, forename=f"Gil{n}", surname="Grey", since=cast.today, by=cast.office)
    asked("lines are made")
    assert asked("many") <= few


def test_what_is_closed_is_closed_to_its_children_in_its_sessions_alone(cast):
    assert closed_now(cast.oak, cast.today, Session.AM) == []
    closure = closed(cast, a_part(cast, halves="am"))
    assert closed_now(cast.oak, cast.today, Session.AM) == [closure]
    assert closed_now(cast.oak, cast.today, Session.PM) == []
    assert len(closed_to([closure], cast.today)) == 4


def test_todays_page_does_not_chase_a_closed_class_before_its_marks_are_written(cast, clock):
    closed(cast, a_part(cast, since=TOMORROW))
    clock.at("2024-09-11 09:15")
    assert [one.name for one in Today.at(cast.oak).not_taken] == ["4C"]
