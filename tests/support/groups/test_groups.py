"""SUP-5, SUP-10: groups, their rota, their times and registers; every child in one has a plan."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from tests.support.groups.grouped import BEGAN, a_group, a_time, put_into
from tests.support.helped import a_case, moved_to_elm, programme
from trellis.gatherings.models import Gathering
from trellis.messages.timeline import of_child, timeline
from trellis.registers.erasure import _erase
from trellis.registers.merging_pupils import merge_pupils
from trellis.rules.academic_year import AcademicYear
from trellis.schools import actions as schools
from trellis.schools.models import AccessLogEntry, CalendarSpan
from trellis.support.actions import ProblemWithSupport
from trellis.support.groups.actions import (
    Clash,
    call_off_session,
    end_group,
    join_group,
    lead_group,
    lead_no_more,
    leave_group,
    meet_no_more,
    take_group_register,
    write_group,
    write_rota,
)
from trellis.support.groups.models import GroupMark, GroupMember, GroupSession, SupportGroup
from trellis.support.groups.sessions import away_from_school, meetings
from trellis.support.groups.shown import (
    Dose,
    by_focus,
    coverage,
    doses,
    groups_of,
    members_of,
    rota_of,
    rows_of,
)
from trellis.web.subject_access import Holding
from trellis.web.yours import yours_at

OAK, ELM = "123456", "234567"
DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
ROTA = "N, 6\nR, 5\n1, 4\n2, 3"


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object, urn: str = OAK) -> str:
    return reverse(f"support:{name}", args=[urn, *arguments])


def came(cast, group, time, **said: str) -> GroupSession:
    """The register of this morning."""
    marks = {cast.pupils[name].pk: (mark, "") for name, mark in said.items()}
    return take_group_register(
        time=time, on=cast.today, marks=marks, adults=["Ines Lowe"], by=cast.inclusion_lead
    )


def sees(person, group) -> bool:
    return SupportGroup.objects.visible_to(person).filter(pk=group.pk).exists()


# --- the rota ---


def test_the_rota_gets_its_dates_from_the_calendar_and_begins_again_after_the_last_turn(cast):
    """SUP-5, S0-47."""
    write_rota(school=cast.oak, year=2024, turns=ROTA, by=cast.inclusion_lead)
    sixes = a_group(cast, name="Early sixes", year_groups=["6"], until=dt.date(2024, 10, 24))
    ones = a_group(cast, name="Ones", year_groups=["1"], since=dt.date(2025, 4, 22), led_by=cast.head)
    found = rota_of(cast.oak, AcademicYear(2024), [sixes, ones], cast.today)
    assert [(one.turn.half_term.name, one.year_groups) for one in found] == [
        ("Autumn 1", "Nursery, Year 6"),
        ("Autumn 2", "Reception, Year 5"),
        ("Spring 1", "Year 1, Year 4"),
        ("Spring 2", "Year 2, Year 3"),
        ("Summer 1", "Nursery, Year 6"),
        ("Summer 2", "Reception, Year 5"),
    ]
    assert found[0].turn.half_term.until == dt.date(2024, 10, 25)
    assert [one.is_now for one in found] == [True, False, False, False, False, False]
    assert [one.groups for one in found] == [[sixes], [], [], [], [], []]


def test_a_rota_is_written_on_its_page_and_a_turn_that_is_none_says_so(cast, sign_in):
    client = sign_in(cast.inclusion_lead)
    first = client.get(address("write_rota")).content.decode()
    assert "N, 6\nR, 5\n1, 4\n2, 3" in first
    wrong = client.post(address("write_rota"), {"turns": "N, Q"})
    assert wrong.status_code == 400
    assert "“Q” is not a year group" in words(wrong)
    assert client.post(address("write_rota"), {"turns": "R, 5\n1, 4"}).status_code == 302
    page = words(client.get(address("rota")))
    assert "Autumn 1 Now 2 Sep – 25 Oct 2024 Reception, Year 5" in page
    assert "Begin a group" in page
    begun = client.get(
        address("new_group"), {"since": "2024-11-04", "until": "2024-12-20", "year_group": ["4"]}
    )
    assert 'value="2024-11-04"' in begun.content.decode()


# --- places, adults, plans ---


def test_too_few_and_too_many_children_and_adults_warn_and_block_nothing(cast, sign_in):
    """SUP-10, S2-102, S2-103: six to twelve places and two adults, as the programme says."""
    nurture = programme(cast, "nurture")
    client = sign_in(cast.inclusion_lead)
    sent = {"name": "The nest", "focus": "Nurture", "programme": nurture.pk, "since": "2024-09-09"}
    made = client.post(address("new_group"), {**sent, "leaders": [cast.inclusion_lead.pk]})
    group = SupportGroup.objects.get()
    assert made.url == address("group", group.pk)
    assert (group.fewest_places, group.most_places, group.adults) == (6, 12, 2)
    page = words(client.get(address("group", group.pk)))
    assert "0 in it: it is meant for 6 to 12 children." in page
    assert "1 adult leads it: it needs 2." in page
    assert "It has no time yet" in page
    lead_group(group=group, person=cast.head, since=BEGAN, by=cast.head)
    small = write_group(
        school=cast.oak, values={"fewest_places": 1, "most_places": 1}, group=group, by=cast.inclusion_lead
    )
    put_into(cast, small, "amy", "ben")
    page = words(client.get(address("group", group.pk)))
    assert "2 in it: that is more than its 1 places." in page
    assert "it needs 2" not in page


def test_every_child_of_a_group_has_a_plan_or_stands_on_its_list(cast, sign_in):
    """SUP-5, S0-53."""
    plans = programme(cast)
    group = a_group(cast, "amy", "ben", programme=plans)
    a_case(cast, "amy", plans)
    held = members_of(group, cast.today, reader=cast.inclusion_lead)
    assert [(one.member.pupil, one.has_plan) for one in held] == [(cast.amy, True), (cast.ben, False)]
    (row,) = rows_of([group], cast.today, reader=cast.inclusion_lead)
    assert row.without_plan == 1
    page = sign_in(cast.inclusion_lead).get(address("group", group.pk))
    link = f"{address('new')}?child={cast.ben.pk}&amp;programme={plans.pk}"
    assert link in page.content.decode()
    assert "Begin a plan for Ben Bright" in words(page)
    assert "Begin a plan for Amy Adams" not in words(page)


def test_a_plan_in_another_programme_is_none_in_this_one_and_no_secret_is_told(cast):
    other = programme(cast, "nurture")
    a_case(cast, "amy", other)
    group = a_group(cast, "amy", programme=programme(cast))
    assert not members_of(group, cast.today, reader=cast.inclusion_lead)[0].has_plan
    # Of a group of no programme, a case counts for whoever may see it; the attendance lead may not.
    loose = a_group(cast, "amy", name="Loose", led_by=cast.head)
    assert members_of(loose, cast.today, reader=cast.inclusion_lead)[0].has_plan
    assert not members_of(loose, cast.today, reader=cast.attendance_lead)[0].has_plan


# --- nobody in two places ---


def test_no_two_groups_have_one_room_at_once(cast):
    """SUP-5."""
    a_time(cast, a_group(cast))
    other = a_group(cast, name="Chess", led_by=cast.head)
    with pytest.raises(Clash, match="“Early birds” is in that room on Tuesday at 10:00"):
        a_time(cast, other, at=dt.time(10, 30), where="rainbow room")
    assert a_time(cast, other, at=dt.time(10, 40))
    assert a_time(cast, other, at=dt.time(10), where="Hall")


def test_no_adult_and_no_child_is_in_two_groups_at_once(cast):
    first = a_group(cast, "amy")
    a_time(cast, first)
    second = a_group(cast, name="Chess", led_by=cast.head)
    a_time(cast, second, where="Hall")
    with pytest.raises(Clash, match="Amy Adams is in “Early birds” on Tuesday at 10:00"):
        put_into(cast, second, "amy")
    with pytest.raises(Clash, match="Ines Lowe leads “Early birds”"):
        lead_group(group=second, person=cast.inclusion_lead, since=BEGAN, by=cast.head)
    third = a_group(cast, "amy", name="Reading")
    with pytest.raises(Clash, match="Ines Lowe leads “Early birds”"):
        a_time(cast, third, where="Library")
    lead_no_more(leader=third.leaders.get(), until=BEGAN - DAY, by=cast.head)
    with pytest.raises(Clash, match="Amy Adams is in “Early birds”"):
        a_time(cast, third, where="Library")
    # Once the first is over, the time is free.
    end_group(group=first, until=cast.today, by=cast.head)
    assert a_time(cast, third, where="Library", since=cast.today + DAY)
    put_into(cast, second, "ben", since=cast.today + DAY)


def test_a_clash_does_not_name_a_group_its_reader_may_not_see(cast):
    hidden = a_group(cast, "amy", programme=programme(cast, "nurture"))
    a_time(cast, hidden)
    assert not sees(cast.attendance_lead, hidden)
    other = a_group(cast, name="Chess", led_by=cast.attendance_lead)
    a_time(cast, other, where="Hall")
    with pytest.raises(Clash, match="Amy Adams is in “another group” on Tuesday"):
        join_group(group=other, pupils=[cast.amy], since=BEGAN, by=cast.attendance_lead)


# --- sessions and registers ---


def test_sessions_are_worked_out_from_the_calendar(cast):
    """SUP-5: none in the holidays or on a day the school is closed, and at once when the calendar changes."""
    group = a_group(cast)
    a_time(cast, group)
    found = meetings([group], dt.date(2024, 10, 14), dt.date(2024, 11, 10))
    assert [one.on for one in found] == [dt.date(2024, 10, 15), dt.date(2024, 10, 22), dt.date(2024, 11, 5)]
    closed = dt.date(2024, 10, 15)
    CalendarSpan.objects.create(school=cast.oak, since=closed, until=closed, kind="closure", name="Snow")
    found = meetings([group], dt.date(2024, 10, 14), dt.date(2024, 11, 10))
    assert [one.on for one in found] == [dt.date(2024, 10, 22), dt.date(2024, 11, 5)]
    assert not GroupSession.objects.exists()


def test_a_session_of_which_something_was_said_stays_whatever_the_times_say_later(cast):
    group = a_group(cast, "amy")
    time = a_time(cast, group)
    session = came(cast, group, time, amy="came")
    assert session.gathering.about == "Early birds"
    assert session.gathering.at == dt.time(10)
    meet_no_more(time=time, until=BEGAN, by=cast.head)
    (left,) = meetings([group], cast.today, cast.today + 3 * WEEK)
    assert (left.on, left.is_taken) == (cast.today, True)


def test_whoever_is_away_from_school_by_the_days_register_is_said_so_already(cast, clock, sign_in):
    """SUP-5: the register of a session reads the day's marks."""
    group = a_group(cast, "amy", "ben", "cal")
    time = a_time(cast, group)
    spend(cast.oak, {cast.amy: "1I", cast.ben: "1L"}, since=cast.today, until=cast.today)
    pupils = [cast.pupils[name].pk for name in ("amy", "ben", "cal")]
    away = away_from_school(cast.oak, pupils, cast.today, dt.time(10))
    assert {pupil: code.code for pupil, code in away.items()} == {cast.amy.pk: "I"}
    assert away_from_school(cast.oak, pupils, cast.today, dt.time(14)) == {}
    clock.at("2024-09-10 10:45")
    client = sign_in(cast.inclusion_lead)
    url = address("group_register", group.pk, time.pk, cast.today)
    page = client.get(url).content.decode()
    assert re.search(rf'name="came-{cast.amy.pk}"[^>]*value="away" checked', page)
    assert not re.search(rf'name="came-{cast.ben.pk}"[^>]*checked', page)
    sent = {
        f"came-{cast.amy.pk}": "away",
        f"came-{cast.ben.pk}": "came",
        f"note-{cast.ben.pk}": "Read to the others",
        "adults": ["Ines Lowe"],
    }
    assert client.post(url, sent).url == address("group", group.pk)
    marks = {mark.pupil: (mark.came, mark.note) for mark in GroupMark.objects.all()}
    assert marks == {cast.amy: ("away", ""), cast.ben: ("came", "Read to the others")}
    gathering = Gathering.objects.get(kind="group")
    assert [(one.name, one.came) for one in gathering.invitations.all()] == [("Ines Lowe", True)]
    assert doses(group) == {cast.amy.pk: Dose(away=1), cast.ben.pk: Dose(came=1)}


def test_a_register_is_corrected_and_how_often_a_child_came_follows(cast):
    """SUP-15: what a child had of a group, as their case shows it."""
    group = a_group(cast, "amy")
    time = a_time(cast, group)
    came(cast, group, time, amy="not")
    came(cast, group, time, amy="came")
    assert GroupSession.objects.count() == 1
    (held,) = groups_of(cast.amy, cast.oak, reader=cast.inclusion_lead)
    assert held.dose == Dose(came=1)
    assert held.dose.words == "1 of 1 session"
    assert GroupMark.history.count() == 2


def test_nobody_comes_to_a_session_that_is_still_to_come_or_that_there_is_not(cast, sign_in):
    group = a_group(cast, "amy")
    time = a_time(cast, group)
    lead = cast.inclusion_lead
    with pytest.raises(ProblemWithSupport, match="still to come"):
        take_group_register(time=time, on=cast.today + WEEK, marks={}, adults=[], by=lead)
    with pytest.raises(ProblemWithSupport, match="does not meet on 9 September 2024"):
        take_group_register(time=time, on=BEGAN, marks={}, adults=[], by=lead)
    with pytest.raises(ProblemWithSupport, match="Only children who are in the group"):
        came(cast, group, time, ben="came")
    client = sign_in(lead)
    assert client.get(address("group_register", group.pk, time.pk, BEGAN)).status_code == 404
    to_come = client.get(address("group_register", group.pk, time.pk, cast.today + WEEK))
    assert "It is still to come" in words(to_come)


def test_a_session_is_called_off_and_one_that_was_held_is_not(cast):
    group = a_group(cast, "amy")
    time = a_time(cast, group)
    call_off_session(time=time, on=cast.today, by=cast.head)
    (off,) = meetings([group], cast.today, cast.today)
    assert off.called_off
    came(cast, group, time, amy="came")
    (on,) = meetings([group], cast.today, cast.today)
    assert not on.called_off
    with pytest.raises(ProblemWithSupport, match="it was held"):
        call_off_session(time=time, on=cast.today, by=cast.head)


def test_a_session_is_no_meeting_of_the_staff(cast):
    """What is said of children stands on no page of meetings, whoever keeps them."""
    group = a_group(cast, "amy")
    came(cast, group, a_time(cast, group), amy="came")
    for person in (cast.head, cast.governor, cast.inclusion_lead):
        assert not Gathering.objects.visible_to(person).filter(kind="group").exists()


# --- joining, leaving, ending ---


def test_a_child_is_in_a_group_once_while_on_its_roll(cast):
    group = a_group(cast, "amy")
    with pytest.raises(ProblemWithSupport, match="Amy Adams is in this group already"):
        put_into(cast, group, "amy")
    with pytest.raises(ProblemWithSupport, match="Zak Zane was not on the roll of Oak Primary"):
        put_into(cast, group, "zak")
    leave_group(member=group.members.get(), until=cast.today, by=cast.head)
    put_into(cast, group, "amy", since=cast.today + DAY)
    assert group.members.count() == 2


def test_what_ends_with_a_group_and_what_stays(cast):
    group = a_group(cast, "amy")
    time = a_time(cast, group)
    put_into(cast, group, "ben", since=cast.today + WEEK)
    came(cast, group, time, amy="came")
    end_group(group=group, until=cast.today, by=cast.head)
    assert [(one.pupil, one.until) for one in group.members.all()] == [(cast.amy, cast.today)]
    assert group.leaders.get().until == group.times.get().until == cast.today
    assert meetings([group], cast.today + DAY, cast.today + 4 * WEEK) == []
    assert doses(group) == {cast.amy.pk: Dose(came=1)}
    with pytest.raises(ProblemWithSupport, match="It ended on 10 September 2024"):
        put_into(cast, group, "cal", since=cast.today + DAY)


def test_a_group_that_goes_on_for_longer_goes_on_with_everybody(cast):
    group = a_group(cast, "amy", until=dt.date(2024, 10, 18))
    a_time(cast, group)
    put_into(cast, group, "ben")
    leave_group(member=group.members.get(pupil=cast.ben), until=cast.today, by=cast.head)
    for until in (dt.date(2024, 12, 18), None):
        write_group(school=cast.oak, values={"until": until}, group=group, by=cast.head)
        assert {group.members.get(pupil=cast.amy).until, group.leaders.get().until} == {until}
        assert group.times.get().until == until
        assert group.members.get(pupil=cast.ben).until == cast.today  # left before, and stays so


def test_whoever_left_the_school_left_the_group(cast):
    group = a_group(cast, "amy", "ben")
    moved_to_elm(cast, on=cast.today + WEEK)
    assert [one.pupil for one in group.members.on(cast.today)] == [cast.amy, cast.ben]
    assert [one.pupil for one in group.members.on(cast.today + WEEK)] == [cast.ben]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"until": dt.date(2024, 9, 1)}, "cannot end before it begins"),
        ({"fewest_places": 5}, "fewest places are more"),
        ({"name": "Early birds"}, "called “Early birds” already"),
    ],
)
def test_a_group_that_cannot_be_says_why(cast, said, says):
    a_group(cast)
    with pytest.raises(ProblemWithSupport, match=says):
        a_group(cast, **{"name": "Another"} | said)


# --- need and groups ---


def test_need_is_set_against_the_groups_there_are(cast, sign_in):
    """SUP-2, SUP-5, S0-46: the whole school's need and the focus year groups."""
    since, until = dt.date(2024, 9, 3), dt.date(2024, 9, 10)
    absent = {cast.amy: "6I", cast.ben: "6I", cast.eve: "6I", cast.cal: "1I"}
    spend(cast.oak, absent, since=since, until=until)
    write_rota(school=cast.oak, year=2024, turns="3\n4", by=cast.inclusion_lead)
    group = a_group(cast, "amy", "cal", year_groups=["3"])
    three, four = coverage(cast.oak, [group], cast.today)
    assert (three.year_group, three.on_roll, three.need, three.helped, three.in_groups) == ("3", 4, 2, 1, 2)
    assert (four.year_group, four.on_roll, four.need, four.helped, four.left) == ("4", 2, 1, 0, 1)
    assert (three.groups, four.groups) == ([group], [])
    assert (three.has_turn, four.has_turn) == (True, False)
    assert by_focus([group], cast.today) == [("Attendance and punctuality", 1, 2)]
    page = words(sign_in(cast.inclusion_lead).get(address("group_coverage")))
    assert "3 children missed a tenth or more of this school year so far" in page
    assert "2 of them are in no group that you may see." in page
    joining = words(sign_in(cast.inclusion_lead).get(address("join_group", group.pk)))
    assert "Ben Bright" in joining
    assert "Eve Adams" not in joining


# --- who sees it, and what becomes of it ---


def test_a_group_is_seen_by_who_leads_it_and_by_the_roles_its_programme_names(cast, sign_in):
    hidden = a_group(cast, "amy", programme=programme(cast, "nurture"))
    assert sees(cast.inclusion_lead, hidden)
    assert sees(cast.head, hidden)
    for person in (cast.attendance_lead, cast.teacher, cast.ewo, cast.office, cast.governor, cast.mr_outside):
        assert not sees(person, hidden)
    lead_group(group=hidden, person=cast.teacher, since=BEGAN, by=cast.head)
    client = sign_in(cast.teacher)
    assert "Amy Adams" in words(client.get(address("group", hidden.pk)))
    assert "The nest" not in words(client.get(address("groups")))
    assert client.get(address("group", hidden.pk, urn=ELM)).status_code == 404
    assert sign_in(cast.attendance_lead).get(address("group", hidden.pk)).status_code == 404


def test_a_teacher_who_leads_a_group_takes_its_register_and_each_reading_is_logged(cast, sign_in):
    group = a_group(cast, "amy", led_by=cast.teacher)
    time = a_time(cast, group)
    client = sign_in(cast.teacher)
    url = address("group_register", group.pk, time.pk, cast.today)
    assert client.get(url).status_code == 200
    entry = AccessLogEntry.objects.get(person_id=cast.teacher.pk)
    assert (entry.page, entry.pupils) == (url, 1)
    assert client.post(url, {f"came-{cast.amy.pk}": "came"}).status_code == 302
    assert GroupMark.objects.get().by_name == "Tess Teale"


def test_a_child_who_is_erased_or_merged_is_so_in_groups(cast):
    group = a_group(cast, "amy", "ben")
    came(cast, group, a_time(cast, group), amy="came", ben="came")
    again = schools.admit(school=cast.oak, forename="Amy", surname="Adams", since=cast.today, by=cast.office)
    merge_pupils(kept=again.pupil, gone=cast.amy, by=cast.attendance_lead)
    assert GroupMember.objects.filter(pupil=again.pupil).exists()
    assert GroupMark.objects.filter(pupil=again.pupil).exists()
    _erase([cast.ben])
    assert not GroupMember.history.filter(pupil_id=cast.ben.pk).exists()
    assert not GroupMark.history.filter(pupil_id=cast.ben.pk).exists()


def test_a_child_who_leaves_the_school_stands_in_its_past_registers(cast, clock, sign_in):
    group = a_group(cast, "amy", "ben")
    time = a_time(cast, group)
    came(cast, group, time, amy="came")
    clock.at("2024-09-17 09:00")
    moved_to_elm(cast, on=dt.date(2024, 9, 17))
    client = sign_in(cast.inclusion_lead)
    assert "Amy Adams" in words(client.get(address("group_register", group.pk, time.pk, cast.today)))
    assert client.get(address("group", group.pk)).status_code == 200


def test_pages_ask_no_more_however_many_groups_and_children(cast, sign_in):
    first = a_group(cast, "amy", programme=programme(cast))
    a_time(cast, first)
    client = sign_in(cast.inclusion_lead)
    pages = [
        address("groups"),
        address("group", first.pk),
        address("group_timetable"),
        address("rota"),
        address("group_coverage"),
        address("group_register", first.pk, first.times.get().pk, cast.today),
    ]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    before = asked()
    put_into(cast, first, "ben", "cal", "dee")
    for number in range(3):
        more = a_group(cast, "eve", name=f"Group {number}", led_by=cast.head)
        a_time(cast, more, weekday=2, at=dt.time(9 + number), where=f"Room {number}")
    assert asked() == before


def test_a_session_stands_on_the_today_of_whoever_leads_it_until_its_register_is_taken(cast, sign_in):
    group = a_group(cast, "amy", led_by=cast.teacher)
    time = a_time(cast, group)
    mine = [row for row in yours_at(cast.oak, OAK, cast.teacher) if row.words == "Early birds"]
    assert [(row.time, row.done, row.says) for row in mine] == [("10:00", False, "Rainbow room")]
    assert not [row for row in yours_at(cast.oak, OAK, cast.head) if row.words == "Early birds"]
    came(cast, group, time, amy="came")
    assert [row.done for row in yours_at(cast.oak, OAK, cast.teacher) if row.words == "Early birds"] == [True]


def test_a_child_s_timeline_and_own_record_tell_of_groups(cast):
    group = a_group(cast, "amy", programme=programme(cast, "nurture"))
    came(cast, group, a_time(cast, group), amy="came")

    def told(reader) -> list[str]:
        return [one.words for one in timeline(of_child(cast.amy, cast.oak, reader=reader))]

    assert "Came into a group: Early birds" in told(cast.inclusion_lead)
    assert "Came into a group: Early birds" not in told(cast.attendance_lead)
    section = next(one for one in Holding(cast.amy, cast.oak).sections() if one.name == "groups")
    assert [row[1:4] for row in section.rows] == [
        ["Early birds", "Attendance and punctuality", "Came into it"],
        ["Early birds", "Attendance and punctuality", "Came"],
    ]


@pytest.mark.parametrize("week", ["nonsense", "0001-01-01", "9999-12-31"])
def test_a_week_that_is_none_has_no_timetable(cast, sign_in, week):
    client = sign_in(cast.head)
    assert client.get(address("group_timetable"), {"week": week}).status_code == 404
    assert client.get(address("group_timetable"), {"week": "2024-09-12"}).context["monday"] == dt.date(
        2024, 9, 9
    )
