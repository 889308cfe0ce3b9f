"""Well-being from day to day (SUP-13): a class's activity in one touch, and staff apart from children."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trellis.schools.actions import appoint
from trellis.schools.models import Certificate, SchoolClass
from trellis.schools.settings import decide
from trellis.support.actions import ProblemWithSupport
from trellis.support.wellbeing.actions import (
    destroy_old_checks,
    say_done,
    school_days,
    take_activity_back,
    write_staff_check,
)
from trellis.support.wellbeing.models import DailyActivity, StaffCheck
from trellis.support.wellbeing.weeks import colleagues, week_of

OAK, ELM = "123456", "234567"


def words(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(name: str, *arguments: object, urn: str = OAK) -> str:
    return reverse(f"support:{name}", args=[urn, *arguments])


# --- the daily activity ---


def test_a_teacher_says_it_in_one_touch_and_takes_it_back(cast, sign_in):
    client = sign_in(cast.teacher)
    assert "3B: what it was, if you like" in words(client.get(address("daily_activity")))
    client.post(address("say_daily_activity", cast.class_3b.pk), {"words": "Five minutes of quiet"})
    [held] = DailyActivity.objects.all()
    assert (held.on, held.words, held.by_name) == (cast.today, "Five minutes of quiet", "Tess Teale")
    page = words(client.get(address("daily_activity")))
    assert "Done Five minutes of quiet" in page
    assert "1 of 1" in page
    client.post(address("say_daily_activity", cast.class_3b.pk), {"back": "yes"})
    assert not DailyActivity.objects.exists()


def test_a_teacher_speaks_for_their_own_classes_and_no_other(cast, sign_in):
    other = SchoolClass.objects.create(school=cast.oak, year=2024, name="6Z")
    client = sign_in(cast.teacher)
    assert "6Z" not in words(client.get(address("daily_activity")))
    assert client.post(address("say_daily_activity", other.pk)).status_code == 404
    assert "6Z" in words(sign_in(cast.inclusion_lead).get(address("daily_activity")))
    assert sign_in(cast.mr_outside).get(address("daily_activity")).status_code == 404


def test_a_week_is_a_strip_of_its_school_days(cast, clock):
    say_done(school_class=cast.class_3b, on=dt.date(2024, 9, 9), by=cast.teacher)
    week = week_of([cast.class_3b], school_days(cast.oak, cast.today), cast.today)
    assert week.monday == dt.date(2024, 9, 9)
    [own] = week.classes
    assert [bool(cell.done) for cell in own.cells] == [True, False, False, False, False]
    assert [one.done for one in week.totals] == [1, 0, 0, 0, 0]
    first = week_of([cast.class_3b], school_days(cast.oak, dt.date(2024, 9, 2)), dt.date(2024, 9, 2))
    assert [cell.is_open for cell in first.classes[0].cells] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("on", "says"), [(dt.date(2024, 9, 11), "still to come"), (dt.date(2024, 9, 7), "was shut on")]
)
def test_a_day_to_come_or_without_school_is_said(cast, on, says):
    with pytest.raises(ProblemWithSupport, match=says):
        say_done(school_class=cast.class_3b, on=on, by=cast.teacher)


def test_said_twice_it_stands_once_and_taken_back_it_is_gone(cast):
    for said in ("Breathing", "A walk"):
        say_done(school_class=cast.class_3b, on=cast.today, words=said, by=cast.teacher)
    assert [one.words for one in DailyActivity.objects.all()] == ["A walk"]
    take_activity_back(school_class=cast.class_3b, on=cast.today)
    assert not DailyActivity.objects.exists()


@pytest.mark.parametrize("week", ["2024-12-01", "nonsense", "0001-01-05"])
def test_a_week_that_is_none_is_no_page(cast, sign_in, week):
    assert sign_in(cast.head).get(f"{address('daily_activity')}?week={week}").status_code == 404


def test_the_week_asks_the_same_however_many_classes(cast, sign_in):
    client = sign_in(cast.head)
    client.get(address("daily_activity"))
    with CaptureQueriesContext(connection) as few:
        client.get(address("daily_activity"))
    for n in range(6):
        made = SchoolClass.objects.create(school=cast.oak, year=2024, name=f"9{n}")
        say_done(school_class=made, on=cast.today, by=cast.head)
    with CaptureQueriesContext(connection) as many:
        client.get(address("daily_activity"))
    assert len(many) == len(few)


# --- staff, apart from children ---


def a_talk(cast, person, **said):
    held = {"on": cast.today, "kind": "talk", "words": "Marking takes her evenings.", "by": cast.head}
    return write_staff_check(school=cast.oak, person=person, **held | said)


def test_the_head_and_the_colleague_read_it_and_nobody_else(cast, sign_in):
    a_talk(cast, cast.teacher)
    assert "Marking takes her evenings." in words(sign_in(cast.head).get(address("staff_checks")))
    assert "Marking takes her evenings." in words(sign_in(cast.teacher).get(address("own_staff_checks")))
    for who in (cast.inclusion_lead, cast.office, cast.attendance_lead, cast.governor):
        client = sign_in(who)
        assert client.get(address("staff_checks")).status_code == 404
        assert "Marking" not in words(client.get(address("own_staff_checks")))
    assert sign_in(cast.mr_outside).get(address("own_staff_checks")).status_code == 404


def test_no_page_of_children_has_a_word_of_it(cast, sign_in):
    a_talk(cast, cast.teacher)
    client = sign_in(cast.head)
    for page in (address("daily_activity"), address("cases"), f"/schools/{OAK}/scores/"):
        assert "Marking" not in words(client.get(page))


def test_it_is_written_in_a_form_and_what_cannot_be_is_said(cast, sign_in):
    client = sign_in(cast.head)
    sent = {"person": cast.teacher.pk, "on": "2024-09-10", "kind": "workload", "words": "Two reports fewer."}
    answer = client.post(address("write_staff_check"), sent | {"next_on": "2024-09-10"})
    assert "The next one comes after this one" in words(answer)
    assert "Two reports fewer." in answer.content.decode()
    client.post(address("write_staff_check"), sent | {"next_on": "2024-10-10"})
    assert StaffCheck.objects.get().next_on == dt.date(2024, 10, 10)
    outside = client.post(address("write_staff_check"), sent | {"person": cast.mr_outside.pk})
    assert outside.status_code == 400
    with pytest.raises(ProblemWithSupport, match="did not work here"):
        a_talk(cast, cast.mr_outside)


def test_whose_next_talk_is_due_stands_first_and_then_whoever_waited_longest(cast):
    a_talk(cast, cast.teacher, on=dt.date(2024, 9, 9), next_on=cast.today)
    a_talk(cast, cast.office)
    listed = [one.person for one in colleagues(cast.oak, cast.today)]
    assert listed[0] == cast.teacher
    assert listed[-1] == cast.office
    assert [one.is_due for one in colleagues(cast.oak, cast.today)].count(True) == 1


def test_it_says_by_name_who_reads_it_and_a_head_over_several_schools_is_among_them(cast, sign_in):
    a_talk(cast, cast.teacher)
    over = appoint(
        email="over@trust.example",
        name="Olive Over",
        role="head",
        grouping=cast.trust,
        since=cast.today,
        by="x",
    ).person
    assert "Marking takes her evenings." in words(sign_in(over).get(address("staff_checks")))
    own = words(sign_in(cast.teacher).get(address("own_staff_checks")))
    assert "whoever is head here or over this school today: Helen Hart, Olive Over." in own


def test_where_nobody_is_head_today_it_says_so(cast, sign_in):
    cast.head.posts.update(until=cast.today - dt.timedelta(days=1))
    own = words(sign_in(cast.teacher).get(address("own_staff_checks")))
    assert "whoever is head here or over this school: nobody today." in own


def test_it_is_put_right_with_its_history_and_the_colleague_says_something_of_it(cast, sign_in):
    check = a_talk(cast, cast.teacher)
    said = {"kind": "workload", "words": "Marking takes two evenings.", "next_on": ""}
    assert sign_in(cast.office).post(address("put_staff_check_right", check.pk), said).status_code == 404
    head = sign_in(cast.head)
    wrong = head.post(address("put_staff_check_right", check.pk), said | {"next_on": "2024-09-10"})
    assert "The next one comes after this one" in words(wrong)
    assert head.post(address("put_staff_check_right", check.pk), said).status_code == 302
    assert [one.words for one in StaffCheck.history.all()] == [
        "Marking takes two evenings.",
        "Marking takes her evenings.",
    ]
    own = {"words": "It was three."}
    assert sign_in(cast.office).post(address("say_of_own_check", check.pk), own).status_code == 404
    assert head.post(address("say_of_own_check", check.pk), own).status_code == 404
    teacher = sign_in(cast.teacher)
    assert teacher.post(address("say_of_own_check", check.pk), own).status_code == 302
    for page in (
        teacher.get(address("own_staff_checks")),
        head.get(address("staff_checks_of", cast.teacher.pk)),
    ):
        assert "Put right on 10 September 2024 by Helen Hart." in words(page)
        assert "Tess Teale : It was three." in words(page)


def test_whoever_asks_has_it_as_a_file_and_so_has_whoever_left(cast, clock, sign_in):
    a_talk(cast, cast.teacher, words="=Rest")
    a_talk(cast, cast.office, words="Not hers")
    file = sign_in(cast.teacher).get(address("own_staff_checks_file")).content.decode()
    assert "'=Rest" in file
    assert "Not hers" not in file
    cast.teacher.posts.update(until=dt.date(2024, 9, 11))
    clock.at("2024-09-12T09:00")
    assert "Tess Teale" in words(sign_in(cast.head).get(address("staff_checks"))).split("no longer")[1]
    given = sign_in(cast.head).get(address("staff_checks_file", cast.teacher.pk)).content.decode()
    assert "'=Rest" in given
    assert sign_in(cast.office).get(address("staff_checks_file", cast.teacher.pk)).status_code == 404
    assert sign_in(cast.head).get(address("staff_checks_of", cast.mr_outside.pk)).status_code == 404


def test_a_talk_goes_after_its_years_with_its_history_and_a_certificate_is_left(cast, clock, sign_in):
    a_talk(cast, cast.teacher, on=dt.date(2024, 9, 9))
    kept = a_talk(cast, cast.teacher)
    clock.at("2030-09-09T09:00")
    assert destroy_old_checks(school=cast.oak, by=cast.head) == 0
    clock.at("2030-09-10T09:00")
    assert sign_in(cast.office).post(address("destroy_staff_checks")).status_code == 404
    head = sign_in(cast.head)
    assert "1 talk is from before 10 September 2024." in words(head.get(address("staff_checks")))
    head.post(address("destroy_staff_checks"))
    assert StaffCheck.objects.get() == kept
    assert {one.id for one in StaffCheck.history.all()} == {kept.pk}
    certificate = Certificate.objects.get()
    assert (certificate.kind, certificate.counts) == (
        "staff",
        {"staff_checks": 1, "before": "2024-09-10"},
    )
    assert "Talks with staff past their retention" in words(head.get(f"/schools/{OAK}/records/"))
    decide(place=cast.oak, name="staff_talk_years", value="7", by=cast.head)
    clock.at("2031-09-10T09:00")
    assert destroy_old_checks(school=cast.oak, by=cast.head) == 0


def test_talks_destroyed_since_a_backup_are_destroyed_again_after_it_is_restored(cast, clock, restored):
    a_talk(cast, cast.teacher, on=dt.date(2024, 9, 9))
    kept = a_talk(cast, cast.teacher)
    clock.at("2030-09-09T09:00")
    with restored() as again:
        clock.at("2030-09-10T09:00")
        destroy_old_checks(school=cast.oak, by=cast.head)
        clock.at("2031-01-10T09:00")
    assert (again.counts, again.stays) == ({"staff": 1}, [])
    assert StaffCheck.objects.get() == kept  # it was young enough then
    assert {one.id for one in StaffCheck.history.all()} == {kept.pk}
    certificate = Certificate.objects.get()
    assert certificate.destroyed_at == dt.datetime(2030, 9, 10, 8, tzinfo=dt.UTC)
    assert (certificate.destroyed_by, certificate.why) == ("Helen Hart", "before 2024-09-10")


def test_talks_that_are_kept_longer_by_what_was_restored_stay_and_a_sentence_says_so(cast, clock, restored):
    a_talk(cast, cast.teacher, on=dt.date(2024, 9, 9))
    decide(place=cast.oak, name="staff_talk_years", value="7", by=cast.head)
    with restored() as again:
        clock.at("2030-09-10T09:00")
        decide(place=cast.oak, name="staff_talk_years", value="6", by=cast.head)
        destroy_old_checks(school=cast.oak, by=cast.head)
    [why] = again.stays
    assert why.startswith("Oak Primary: Talks with staff since 10 September 2023 are kept there: ")
    assert StaffCheck.objects.exists()
    assert not Certificate.objects.exists()
