"""Still out: since when, last seen by whom, which step is next and whose, and reasons that are due."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from tests.messages.talks import talk
from trellis.attendance.day.calling import log_call
from trellis.attendance.day.calls import CallList
from trellis.attendance.day.stepping import ProblemWithStep, say_step
from trellis.attendance.day.still_out import StillOut
from trellis.attendance.models import StepSaid
from trellis.registers.actions import record_marks
from trellis.registers.models import Entry
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools.actions import admit
from trellis.schools.models import AccessLogEntry, ClassMembership, Contact
from trellis.schools.settings import ProblemWithSetting, decide
from trellis.web.subject_access import Holding
from trellis.web.yours import yours_at

PAGE = "/schools/123456/absence/still-out/"
TRY, AGAIN = "Try every contact", "Try every contact again"
DECIDE, SOCIAL = "Decide what is done next", "Tell the social worker or the virtual school"


def marked(cast, name: str, days: dict[str, str]) -> None:
    """Both sessions of some September days: marked(cast, "amy", {"9": "NN"})."""
    marks = [
        Mark(cast.pupils[name].pk, dt.date(2024, 9, int(day)), session, code, seen="")
        for day, codes in days.items()
        for session, code in zip(Session, codes, strict=False)
    ]
    record_marks(school=cast.oak, marks=marks, by=cast.office, kind=Entry.Kind.AMENDMENT, why="from paper")


@pytest.fixture
def morning(cast, clock):
    """Amy was here until Friday morning, and has been out since; Fay is rung first. It is 9:35."""
    marked(cast, "amy", {"5": "/\\", "6": "/N", "9": "NN"})
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c, fay="N")
    clock.at("2024-09-10 09:35")
    return cast


def out(cast) -> StillOut:
    return StillOut(CallList(cast.oak, timezone.now()))


def row(cast, name):
    return out(cast).row_of(cast.pupils[name].pk)


def came(cast, name) -> dict[str, str]:
    return {one.step.words: one.came.value for one in row(cast, name).steps}


def yours(cast, person) -> list[str]:
    return [one.words for one in yours_at(cast.oak, "123456", person) if one.url.startswith(PAGE)]


# --- Who is out ---------------------------------------------------------------------------------------------


def test_a_row_says_since_when_last_seen_by_whom_and_how_long_a_reason_may_take(morning):
    amy = row(morning, "amy")
    assert (amy.since, amy.days, amy.days_left) == (dt.date(2024, 9, 6), 3, 3)
    assert (amy.seen.date, amy.seen.session, amy.seen.by) == (dt.date(2024, 9, 6), Session.AM, "")
    assert not amy.never_came
    assert [one.child.name for one in out(morning).rows] == ["Fay Finch", "Amy Adams"]


def test_whoever_took_the_register_saw_the_child_last(morning, clock):
    clock.at("2024-09-11 09:00")
    record_marks(
        school=morning.oak,
        marks=[Mark(morning.ben.pk, dt.date(2024, 9, 11), Session.AM, "N", seen="")],
        by=morning.office,
        kind=Entry.Kind.AMENDMENT,
        why="not there",
    )
    assert row(morning, "ben").seen.by == "Tess Teale"


def test_the_last_talk_with_the_family_stands_on_the_row(morning, sign_in):
    talk(morning, "amy", at=timezone.now() - dt.timedelta(days=1), spoken_by="Anil Attar")
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "Their family was last spoken with on 9 September, 09:35, by Anil Attar" in page
    assert row(morning, "amy").next is not None


def test_who_has_come_or_of_whom_a_reason_is_known_is_not_out(morning):
    record_marks(
        school=morning.oak,
        marks=[
            Mark(morning.amy.pk, morning.today, Session.AM, "I", seen="N"),
            Mark(morning.fay.pk, morning.today, Session.AM, "L", seen="N"),
        ],
        by=morning.office,
        kind=Entry.Kind.AMENDMENT,
        why="they rang",
    )
    assert out(morning).rows == []


def test_a_child_due_to_start_who_does_not_come_is_out_and_rung_about(cast, clock, sign_in):
    new = admit(school=cast.oak, forename="Ned", surname="New", since=cast.today, by=cast.office)
    ClassMembership.objects.create(enrolment=new, school_class=cast.class_3b, since=cast.today)
    cast.pupils["ned"] = new.pupil
    taken(cast, cast.class_3b, ned="N")
    clock.at("2024-09-10 09:35")
    ned = row(cast, "ned")
    assert (ned.never_came, ned.since, ned.seen) == (True, cast.today, None)
    assert "Due to start, has not come" in sign_in(cast.office).get(PAGE).content.decode()
    calls = CallList(cast.oak, timezone.now())
    assert [child.name for one in calls.rows for child in one.children] == ["Ned New"]
    assert [child.starts for one in calls.rows for child in one.children] == [True]


def test_a_child_of_last_week_who_is_out_was_not_due_to_start(morning):
    assert not row(morning, "fay").never_came
    calls = CallList(morning.oak, timezone.now())
    assert not any(child.starts for one in calls.rows for child in one.children)


# --- The steps ----------------------------------------------------------------------------------------------


def test_steps_come_sooner_for_those_who_are_rung_first(morning):
    assert came(morning, "fay")[TRY] == "late"
    assert came(morning, "fay")[AGAIN] == "due"
    assert came(morning, "amy")[DECIDE] == "late"  # it was for yesterday: day 2
    assert SOCIAL not in came(morning, "amy")


def test_attempts_do_the_steps_they_were_set_for(morning):
    ring(morning, "amy", "no_answer")
    assert came(morning, "amy")[TRY] == "done"
    assert came(morning, "amy")[AGAIN] == "late"
    ring(morning, "amy", "voicemail")
    assert row(morning, "amy").next.step.words == DECIDE


def ring(cast, name, outcome) -> None:
    calls = CallList(cast.oak, timezone.now())
    home = next(one for one in calls.rows if cast.pupils[name].pk in one.call.children)
    log_call(
        school=cast.oak,
        home=home.key,
        contact=Contact.objects.get(name="Ann Adams"),
        outcome=outcome,
        by=cast.office,
    )


def test_a_step_is_done_or_not_done_because_and_what_was_said_stays(morning, sign_in):
    office = sign_in(morning.office)
    where = f"/schools/123456/pupils/{morning.amy.pk}/still-out/"
    page = office.post(where, {"step": TRY, "done": "no"}, follow=True).content.decode()
    assert "Say why it was not done." in page
    office.post(where, {"step": TRY, "done": "no", "words": "The lines are down"})
    assert came(morning, "amy")[TRY] == "not_done"
    page = office.post(where, {"step": TRY, "done": "yes", "words": "At last"}, follow=True).content.decode()
    assert "Amy Adams: kept as done." in page
    assert "At last" in page
    assert came(morning, "amy")[TRY] == "done"
    said = StepSaid.objects.filter(pupil=morning.amy).order_by("pk")
    assert [(one.done, one.words, one.said_by_name, one.out_since) for one in said] == [
        (False, "The lines are down", "Olive Ofori", dt.date(2024, 9, 6)),
        (True, "At last", "Olive Ofori", dt.date(2024, 9, 6)),
    ]


@pytest.mark.parametrize(
    ("name", "step", "sentence"),
    [
        ("ben", TRY, "not out any more"),
        ("amy", "Sing", "none of the steps"),
        ("amy", DECIDE, "the safeguarding lead’s"),
    ],
)
def test_what_cannot_be_said_of_a_step_says_so_and_keeps_nothing(morning, name, step, sentence):
    with pytest.raises(ProblemWithStep, match=sentence):
        say_step(school=morning.oak, pupil=morning.pupils[name], step=step, done=True, by=morning.office)
    assert not StepSaid.objects.exists()


def test_the_officer_sees_the_step_and_not_the_reason_for_it(morning, sign_in):
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "A step of the safeguarding lead’s" in page
    assert "Visit the home" in page
    for reason in ("virtual school", "Looked after", "looked after", "EHC"):
        assert reason not in page.split("<main")[1]
    assert "virtual school" in sign_in(morning.safeguarding_lead).get(PAGE).content.decode()


def test_the_next_step_stands_on_the_day_of_whoever_owns_it(morning):
    assert yours(morning, morning.office) == ["2 children still out: the next step"]
    assert yours(morning, morning.safeguarding_lead) == []
    for name in ("amy", "fay"):
        for step in (TRY, AGAIN):
            say_step(school=morning.oak, pupil=morning.pupils[name], step=step, done=True, by=morning.office)
    assert yours(morning, morning.office) == []
    assert yours(morning, morning.safeguarding_lead) == ["2 children still out: the next step"]


def counted_alike(cast) -> tuple[int, int]:
    """How many next steps and overdue reasons Today counts, which are those the page lists by name."""
    listed, asked = out(cast), out(cast)
    named = Counter(str(one.next) for one in listed.rows if one.next is not None)
    assert Counter(str(one) for one in asked.next_steps) == named
    assert asked.overdue == sum(one.needs_a_person for one in listed.unresolved)
    return len(asked.next_steps), asked.overdue


def test_today_counts_the_steps_and_reasons_that_the_page_lists(morning, clock):
    marked(morning, "ben", {"5": "N\\", "6": "/\\"})
    assert counted_alike(morning) == (2, 0)
    talk(morning, "amy", at=timezone.now())
    assert counted_alike(morning) == (1, 0)
    clock.at("2024-09-12 09:35")
    assert counted_alike(morning) == (2, 1)
    told_of(morning, "fay", contact=None, told_by="Her carer")
    assert counted_alike(morning)[1] == 1


def test_today_counts_them_without_looking_up_who_they_are(morning):
    with CaptureQueriesContext(connection) as asked:
        found = out(morning)
        assert (len(found.next_steps), found.overdue) == (2, 0)
    assert not any("schools_pupilnumber" in one["sql"] for one in asked.captured_queries)


def test_nothing_is_due_once_the_family_was_spoken_with_or_told(morning):
    talk(morning, "amy", at=timezone.now())
    told_of(morning, "fay", contact=None, told_by="Her carer")
    assert [one.next for one in out(morning).rows] == [None, None]
    assert yours(morning, morning.office) == []


def test_a_school_sets_its_own_steps_in_their_order(morning):
    written = "Walk round, 2, 09:00, head\nRing the aunt, 1, 9.40, office, 3"
    decide(place=morning.oak, name="out_steps", value=written, by=morning.head)
    steps = row(morning, "amy").steps
    assert [(one.step.words, one.step.tries) for one in steps] == [("Ring the aunt", 3), ("Walk round", 0)]
    assert TRY in came(morning, "fay")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Ring", "is not a step"),
        ("Ring, 1, 09:40, milkman", "is not a step"),
        ("Ring, 0, 09:40, office", "whole number from 1 to 20"),
        ("Ring, 1, later, office", "is not a time of day"),
        ("Ring, 1, 09:40, office, x", "whole number from 1 to 9"),
        ("Ring, 1, 09:40, office\nRing, 2, 09:40, office", "the same words"),
    ],
)
def test_steps_that_cannot_be_read_say_so(cast, written, sentence):
    with pytest.raises(ProblemWithSetting, match=sentence):
        decide(place=cast.oak, name="out_steps", value=written, by=cast.head)


# --- Reasons that are due -----------------------------------------------------------------------------------


def test_a_reason_counts_down_over_school_days_and_then_needs_a_person(morning, clock, sign_in):
    marked(morning, "ben", {"9": "NN"})
    left = [(one.child.name, one.days_left) for one in out(morning).unresolved]
    assert left == [("Amy Adams", 3), ("Ben Bright", 4)]
    clock.at("2024-09-13 10:00")
    assert [one.needs_a_person for one in out(morning).unresolved] == [True, False, False]
    assert "1 absence without a reason for five school days" in yours(morning, morning.attendance_lead)
    assert "A person decides now" in sign_in(morning.office).get(PAGE).content.decode()


# --- Who may ------------------------------------------------------------------------------------------------


def test_mr_outside_and_whoever_sees_no_families_reach_none_of_it(morning, sign_in):
    where = f"/schools/123456/pupils/{morning.amy.pk}/still-out/"
    for person in (morning.mr_outside, morning.teacher):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(where, {"step": TRY, "done": "yes"}).status_code == 404
    outside = sign_in(morning.mr_outside)
    assert outside.post(where.replace("123456", "234567"), {"step": TRY, "done": "yes"}).status_code == 404
    assert not StepSaid.objects.exists()


def test_the_access_log_says_how_many_children_were_shown(morning, sign_in):
    sign_in(morning.office).get(PAGE)
    assert AccessLogEntry.objects.get(page=PAGE).pupils == 2


def test_what_was_said_of_a_step_is_in_what_a_person_asks_for_of_themselves(morning):
    say_step(school=morning.oak, pupil=morning.amy, step=TRY, done=True, words="Rang", by=morning.office)
    sections = {one.name: one for one in Holding(morning.amy, morning.oak).sections()}
    assert "Rang" in str(sections["out_steps"].rows)


def test_the_page_asks_the_same_however_many_are_on_it(morning, sign_in):
    office = sign_in(morning.office)
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    record_marks(
        school=morning.oak,
        marks=[
            Mark(one.pk, morning.today, Session.AM, "N", seen="/")
            for one in (morning.ben, morning.cal, morning.dee, morning.eve)
        ],
        by=morning.office,
        kind=Entry.Kind.AMENDMENT,
        why="not there",
    )
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(out(morning).rows) == 6
    assert len(many) == len(few)
