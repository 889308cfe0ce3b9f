"""Duties: arranged from a day, handed on, ended; done once for an occasion, or handled and why."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.rhythm.arranged import DAILY, FIRST_TUESDAY, FRIDAYS, LAST_DAY, TERM, TUESDAYS, a_duty
from trellis.rhythm.actions import (
    change_duty,
    end_duty,
    hand_on,
    hand_on_all,
    handle,
    make_duty,
    mark_done,
    undo_done,
)
from trellis.rhythm.due import due_between, due_on
from trellis.rhythm.models import Arrangement, Done
from trellis.rules.recurrence import AfterEvent, HolidayRule, Once
from trellis.schools.actions import Refused, end_post, join_team, make_team
from trellis.schools.models import CalendarSpan, GroupingMembership, School

TUESDAY = dt.date(2024, 9, 10)


def titles(found):
    return [one.arrangement.title for one in found]


def tick(cast, duty, day=TUESDAY, by=None, **said):
    return mark_done(duty=duty, school=cast.oak, occasion=str(day), due_on=day, by=by or cast.office, **said)


# --- what is due ---


def test_a_day_in_order_of_time_what_is_overdue_first(cast):
    a_duty(cast, "Weekly tracker", TUESDAYS)
    a_duty(cast, "Calls", at=dt.time(9, 15))
    a_duty(cast, "Gates", at=dt.time(8, 45))
    a_duty(cast, "Newsletter", FRIDAYS)
    found = due_on(cast.oak, TUESDAY)
    assert titles(found) == ["Newsletter", "Gates", "Calls", "Weekly tracker"]
    assert [one.overdue_since for one in found] == [dt.date(2024, 9, 6), None, None, None]
    assert titles(due_on(cast.oak, dt.date(2024, 9, 14))) == ["Weekly tracker", "Newsletter"]


def test_what_is_overdue_ends_when_it_is_done_or_comes_again(cast):
    duty = a_duty(cast, "Newsletter", FRIDAYS)
    friday = dt.date(2024, 9, 6)
    assert due_on(cast.oak, TUESDAY)[0].overdue_since == friday
    tick(cast, duty, friday)
    assert due_on(cast.oak, TUESDAY) == []
    assert [one.occasion.key for one in due_on(cast.oak, dt.date(2024, 9, 13))] == ["2024-09-13"]


def test_a_duty_begins_and_ends(cast):
    duty = a_duty(cast, "Visits", FRIDAYS, since=dt.date(2024, 9, 9))
    assert due_on(cast.oak, TUESDAY) == []
    end_duty(duty=duty, until=dt.date(2024, 9, 12), by=cast.head)
    assert due_on(cast.oak, dt.date(2024, 9, 13)) == []
    with pytest.raises(Refused, match="ended"):
        end_duty(duty=duty, until=dt.date(2024, 9, 20), by=cast.head)


def test_what_is_somebodys_is_theirs_by_name_by_role_or_by_team(cast):
    team = make_team(name="Inclusion team", school=cast.oak, by=cast.head)
    join_team(team=team, person=cast.teacher, by=cast.head)
    a_duty(cast, "By role")
    a_duty(cast, "By name", owner=cast.teacher)
    a_duty(cast, "By team", owner=team)
    a_duty(cast, "Nobody's", owner=None)
    assert titles(due_on(cast.oak, TUESDAY, cast.office)) == ["By role"]
    assert titles(due_on(cast.oak, TUESDAY, cast.teacher)) == ["By name", "By team"]
    assert titles(due_on(cast.oak, TUESDAY, cast.head)) == []


def test_a_duty_of_the_trust_falls_at_each_of_its_schools_by_its_own_calendar(cast):
    duty = a_duty(cast, "Data drop", LAST_DAY, owner="data_manager", grouping=cast.trust)
    GroupingMembership.objects.create(grouping=cast.trust, school=cast.elm, since=TERM)
    CalendarSpan.objects.create(
        school=cast.elm, kind="closure", since="2024-10-24", until="2024-10-24", name="Boiler"
    )
    oak, elm = (
        due_between(school, TERM, dt.date(2024, 10, 31), on=TUESDAY) for school in (cast.oak, cast.elm)
    )
    assert [one.occasion.day for one in oak] == [dt.date(2024, 10, 24)]
    assert [one.occasion.day for one in elm] == [dt.date(2024, 10, 23)]
    mark_done(duty=duty, school=cast.oak, occasion="2024/25 Autumn 1", due_on=oak[0].occasion.day, by="tests")
    assert due_between(cast.elm, TERM, dt.date(2024, 10, 31), on=TUESDAY)[0].done is None


def test_a_duty_whose_owner_has_left_is_nobodys(cast):
    a_duty(cast, "By name", owner=cast.teacher)
    a_duty(cast, "By role", owner="inclusion_lead")
    assert not any(one.nobodys for one in due_on(cast.oak, TUESDAY))
    for person in (cast.teacher, cast.inclusion_lead):
        end_post(post=person.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    assert all(one.nobodys for one in due_on(cast.oak, TUESDAY))
    assert due_on(cast.oak, TUESDAY, cast.teacher) == []


def test_a_rota_says_whose_turn_it_is(cast):
    pairs = ("N/6", "R/5", "1/4", "2/3")
    a_duty(cast, "Focus group", LAST_DAY, slots=pairs, rota_from="2024/25 Autumn 1")
    found = due_between(cast.oak, TERM, dt.date(2025, 7, 31), on=TUESDAY)
    assert [one.words.split(" · ")[1] for one in found] == ["N/6", "R/5", "1/4", "2/3", "N/6", "R/5"]


def test_what_follows_an_event(cast):
    a_duty(cast, "Welcome pack", AfterEvent("pupils join", 2), since=dt.date(2024, 9, 1))
    a_duty(cast, "Tell families", AfterEvent("school closes"))
    CalendarSpan.objects.create(
        school=cast.oak, kind="closure", since="2024-09-09", until="2024-09-09", name="Boiler"
    )
    found = due_between(cast.oak, dt.date(2024, 9, 1), dt.date(2024, 9, 30), on=TUESDAY)
    assert [(one.words, str(one.occasion.day)) for one in found] == [
        ("Welcome pack · 6 pupils join", "2024-09-05"),
        ("Tell families · Boiler", "2024-09-10"),
    ]


def test_where_it_is_done(cast):
    a_duty(cast, "Registers", place="register")
    assert due_on(cast.oak, TUESDAY)[0].url == "/schools/123456/registers/2024-09-10/"


@pytest.mark.parametrize(("night", "at"), [("2024-10-27", "00:30"), ("2025-03-30", "01:30")])
def test_the_night_the_clocks_change_has_one_moment(cast, night, at):
    """1:30 comes twice on the one night and not at all on the other; what is due then is due once."""
    day = dt.date.fromisoformat(night)
    a_duty(cast, "Night check", Once(day), at=dt.time(1, 30), holiday_rule=HolidayRule.KEEP)
    (due,) = due_on(cast.oak, day)
    assert due.moment == dt.datetime.fromisoformat(f"{night}T{at}+00:00")


# --- arranged anew, handed on ---


def test_what_was_done_stays_done_when_the_half_term_moves_and_it_is_said(cast):
    duty = a_duty(cast, "Letters", LAST_DAY)
    was = dt.date(2024, 10, 24)
    mark_done(duty=duty, school=cast.oak, occasion="2024/25 Autumn 1", due_on=was, by=cast.office)
    CalendarSpan.objects.filter(school=cast.oak, kind="break", since="2024-10-28").update(
        since="2024-10-21", until="2024-10-25"
    )
    CalendarSpan.objects.filter(school=cast.oak, kind="inset", since="2024-10-25").delete()
    (due,) = due_between(cast.oak, TERM, dt.date(2024, 11, 10), on=TUESDAY)
    assert due.done is not None
    assert due.occasion.day == dt.date(2024, 10, 18)
    assert due.has_moved == (
        "It was due on 24 October 2024 when it was dealt with; by the calendar of today, on 18 October 2024."
    )


def test_a_change_from_a_day_leaves_what_was_before(cast):
    duty = a_duty(cast, "Meeting", TUESDAYS)
    change_duty(
        duty=duty, title="Meeting", recurrence=FRIDAYS, since=dt.date(2024, 9, 16), by=cast.head, owner="head"
    )
    found = due_between(cast.oak, TERM, dt.date(2024, 9, 22), on=TUESDAY)
    assert [str(one.occasion.day) for one in found] == ["2024-09-03", "2024-09-10", "2024-09-20"]
    assert [one.arrangement.owner_words for one in found] == ["School office"] * 2 + ["Headteacher"]
    assert duty.arrangements.count() == 2


def test_a_change_keeps_the_last_day_and_a_duty_that_ended_begins_again(cast):
    duty = a_duty(cast, "Meeting", TUESDAYS)
    end_duty(duty=duty, until=dt.date(2024, 9, 30), by=cast.head)
    change_duty(duty=duty, title="Meeting", recurrence=FRIDAYS, since=dt.date(2024, 9, 16), by=cast.head)
    assert duty.arrangements.last().until == dt.date(2024, 9, 30)
    change_duty(duty=duty, title="Meeting", recurrence=DAILY, since=dt.date(2024, 11, 4), by=cast.head)
    assert duty.arrangements.last().until is None


def test_handing_on_changes_the_owner_alone_also_of_what_is_planned(cast):
    duty = a_duty(cast, "Meeting", TUESDAYS, at=dt.time(10, 0))
    change_duty(duty=duty, title="Later", recurrence=FRIDAYS, since=dt.date(2024, 11, 4), by=cast.head)
    hand_on(duty=duty, owner=cast.teacher, since=dt.date(2024, 9, 16), by=cast.head)
    assert [
        (one.title, one.owner_words, one.at and one.at.hour, str(one.since))
        for one in duty.arrangements.all()
    ] == [
        ("Meeting", "School office", 10, "2024-09-03"),
        ("Meeting", "Tess Teale", 10, "2024-09-16"),
        ("Later", "Tess Teale", None, "2024-11-04"),
    ]
    assert Arrangement.history.latest().history_user == cast.head


def test_what_is_overdue_is_handed_on_too(cast):
    duty = a_duty(cast, "Newsletter", FRIDAYS)
    hand_on(duty=duty, owner=cast.teacher, since=TUESDAY, by=cast.head)
    (due,) = due_on(cast.oak, TUESDAY, cast.teacher)
    assert due.overdue_since == dt.date(2024, 9, 6)


def test_all_a_leaver_owns_by_name_is_handed_on_in_one_act(cast):
    mine = [a_duty(cast, title, FRIDAYS, owner=cast.teacher) for title in ("One", "Two", "Three")]
    other = a_duty(cast, "Not theirs", FRIDAYS)
    end_post(post=cast.teacher.posts.get(), until=TUESDAY, by=cast.head)
    after = dt.date(2024, 9, 11)
    said = {"leaver": cast.teacher, "place": cast.oak, "since": after, "by": cast.head}
    assert hand_on_all(owner="inclusion_lead", **said) == 3
    assert {duty.arrangements.on(after).get().role for duty in mine} == {"inclusion_lead"}
    assert other.arrangements.get().role == "office"
    with pytest.raises(Refused, match=r"Tess Teale has no duties at Oak Primary\."):
        hand_on_all(owner="head", **said)


# --- what was done ---


def test_done_twice_is_done_once_by_whoever_said_so_first(cast):
    duty = a_duty(cast)
    first = tick(cast, duty, evidence="All 9 called", link="https://intranet.example/calls")
    assert tick(cast, duty, by=cast.head) == first
    assert Done.objects.get().by_name == "Olive Ofori"
    assert Done.history.latest().history_user == cast.office


def test_handled_because_is_not_done_and_says_why(cast):
    duty = a_duty(cast)
    of = {"duty": duty, "school": cast.oak, "occasion": "2024-09-10", "due_on": TUESDAY, "by": cast.office}
    with pytest.raises(Refused, match="Say why"):
        handle(because=" ", **of)
    handle(because="The whole school is on a visit.", **of)
    (due,) = due_on(cast.oak, TUESDAY)
    assert due.done.was_handled


def test_taking_it_back_makes_it_due_again_and_stays_in_the_history(cast):
    done = tick(cast, a_duty(cast))
    undo_done(done=done, by=cast.office)
    assert due_on(cast.oak, TUESDAY)[0].done is None
    assert list(Done.history.values_list("history_type", flat=True)) == ["-", "+"]


def test_only_its_owner_or_who_may_change_settings_ticks_a_duty_off(cast):
    duty = a_duty(cast)
    with pytest.raises(Refused, match=r"This duty is not Tess Teale’s to tick off\."):
        tick(cast, duty, by=cast.teacher)
    done = tick(cast, duty, by=cast.attendance_lead)
    with pytest.raises(Refused):
        undo_done(done=done, by=cast.mr_outside)


def test_no_row_says_that_it_was_done_and_handled(cast):
    duty = a_duty(cast)
    of = {"duty": duty, "school": cast.oak, "occasion": "x", "due_on": TUESDAY, "by_name": "Olive"}
    for wrong in ({"because": "no", "evidence": "yes"}, {"because": "no", "link": "https://x.example"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Done.objects.create(**of, **wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": "  "}, "Say what is to be done"),
        ({"holiday_rule": "toss a coin"}, "“toss a coin” is not a holiday rule"),
        ({"place": "the moon"}, "“the moon” is not a place"),
        ({"owner": "wizard"}, "“wizard” is not a role"),
        ({"recurrence": AfterEvent("eclipse")}, "“eclipse” is not something that happens"),
        (
            {"recurrence": LAST_DAY, "slots": ["A", "B"], "rota_from": "soon"},
            "No calendar says yet",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cast, wrong, says):
    with pytest.raises(Refused, match=says):
        make_duty(**{"title": "Calls", "recurrence": DAILY, "school": cast.oak, "by": cast.head} | wrong)


def test_a_link_is_the_address_of_a_page(cast):
    with pytest.raises(Refused, match="is not the address of a page"):
        tick(cast, a_duty(cast), link="javascript:alert(1)")


def test_a_monthly_duty_that_never_came_is_not_overdue(cast):
    a_duty(cast, "Governance", FIRST_TUESDAY, since=dt.date(2024, 9, 5))
    assert due_on(cast.oak, TUESDAY) == []


def test_the_questions_asked_do_not_grow_with_the_duties(cast):
    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            due_on(School.objects.get(pk=cast.oak.pk), TUESDAY)
        return len(asked)

    a_duty(cast)
    few = ask()
    for n in range(12):
        a_duty(
            cast, f"Duty {n}", (FRIDAYS, DAILY, LAST_DAY)[n % 3], owner=(cast.teacher, "head", None)[n % 3]
        )
    assert ask() == few
