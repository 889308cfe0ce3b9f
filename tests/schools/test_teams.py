"""Teams: named groups of staff, who is in them and when, at a school and at a grouping."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.schools import actions
from trellis.schools.actions import Refused
from trellis.schools.models import Team, TeamMembership

TEAMS = "/schools/123456/teams/"


@pytest.fixture
def inclusion(cast):
    return actions.make_team(name="Inclusion team", school=cast.oak, by=cast.head)


def inside(team, day):
    return {one.person.name for one in TeamMembership.objects.on(day).filter(team=team)}


def test_somebody_is_in_a_team_between_two_days(cast, inclusion):
    actions.join_team(team=inclusion, person=cast.inclusion_lead, by=cast.head)
    actions.leave_team(team=inclusion, person=cast.inclusion_lead, until=dt.date(2024, 10, 4), by=cast.head)
    assert inside(inclusion, dt.date(2024, 9, 9)) == set()
    assert inside(inclusion, dt.date(2024, 9, 10)) == {"Ines Lowe"}
    assert inside(inclusion, dt.date(2024, 10, 4)) == {"Ines Lowe"}
    assert inside(inclusion, dt.date(2024, 10, 5)) == set()
    assert TeamMembership.history.latest().history_user == cast.head


def test_joining_twice_is_being_in_it_once(cast, inclusion):
    for _again in range(2):
        actions.join_team(team=inclusion, person=cast.teacher, by=cast.head)
    assert TeamMembership.objects.count() == 1


def test_an_officer_of_the_trust_may_join_a_team_of_its_school(cast, inclusion):
    actions.join_team(team=inclusion, person=cast.trust_officer, by=cast.head)
    assert inside(inclusion, cast.today) == {"Tariq Osei"}


def test_a_grouping_has_teams_of_its_own_that_serve_its_schools(cast, inclusion):
    moderators = actions.make_team(name="Moderators", grouping=cast.trust, by=cast.trust_officer)
    actions.join_team(team=moderators, person=cast.teacher, by=cast.trust_officer)
    assert set(Team.objects.serving(cast.oak, cast.today)) == {inclusion, moderators}
    assert not Team.objects.serving(cast.elm, cast.today).exists()


def test_what_cannot_be_is_refused_in_a_sentence(cast, inclusion):
    with pytest.raises(Refused, match=r"There is a team called “INCLUSION team” here already\."):
        actions.make_team(name="INCLUSION  team", school=cast.oak, by=cast.head)
    with pytest.raises(Refused, match="at one school or at one grouping"):
        actions.make_team(name="Everybody", by=cast.head)
    with pytest.raises(Refused, match=r"Oscar Outside has no post at Oak Primary on 10 September 2024\."):
        actions.join_team(team=inclusion, person=cast.mr_outside, by=cast.head)
    with pytest.raises(Refused, match=r"Tess Teale is not in Inclusion team after 10 September 2024\."):
        actions.leave_team(team=inclusion, person=cast.teacher, until=cast.today, by=cast.head)
    # The same name at another school is another team.
    assert actions.make_team(name="Inclusion team", school=cast.elm, by=cast.mr_outside) != inclusion


def test_a_head_makes_a_team_says_who_is_in_it_and_who_leaves(cast, sign_in):
    head = sign_in(cast.head)
    made = head.post(TEAMS, {"name": "Inclusion team"})
    team = Team.objects.get()
    assert made.url == f"{TEAMS}{team.pk}/"
    page = head.get(made.url).content.decode()
    assert "Ines Lowe" in page
    assert "Oscar Outside" not in page
    head.post(made.url, {"person": cast.inclusion_lead.pk, "since": "2024-09-10"})
    assert "Ines Lowe" in head.get(TEAMS).content.decode()
    member = TeamMembership.objects.get()
    left = head.post(f"{made.url}{member.pk}/leave/", {"until": "2024-09-30"})
    assert left.url == made.url
    member.refresh_from_db()
    assert member.until == dt.date(2024, 9, 30)


def test_a_member_who_has_left_the_school_is_said_to_have(cast, inclusion, sign_in):
    actions.join_team(team=inclusion, person=cast.office, by=cast.head)
    actions.end_post(post=cast.office.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    assert "has no post here today" in sign_in(cast.head).get(f"{TEAMS}{inclusion.pk}/").content.decode()


def test_a_trust_makes_teams_too(cast, sign_in):
    actions.give_post(person=cast.data_manager, role="data_manager", grouping=cast.trust, by=cast.head)
    officer = sign_in(cast.data_manager)
    made = officer.post("/groupings/trust/Hedgerow%20Trust/teams/", {"name": "Moderators"})
    assert Team.objects.get(grouping=cast.trust).name == "Moderators"
    officer.post(made.url, {"person": cast.teacher.pk, "since": "2024-09-10"})
    assert inside(Team.objects.get(), cast.today) == {"Tess Teale"}


def test_a_page_of_teams_asks_the_same_of_the_database_for_many(cast, sign_in):
    head, asked = sign_in(cast.head), []
    for names in (["A"], [f"T{n}" for n in range(12)]):
        for name in names:
            team = actions.make_team(name=name, school=cast.oak, by=cast.head)
            actions.join_team(team=team, person=cast.teacher, by=cast.head)
        with CaptureQueriesContext(connection) as queries:
            head.get(TEAMS)
        asked.append(len(queries))
    assert asked[0] == asked[1]
