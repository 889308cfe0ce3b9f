"""A trust's or an authority's ladder: offered to its schools, or in force for them; rehearsed over all."""

import datetime as dt
import html
import re

import pytest

from tests.attendance.ladder.steps import answered, draft, unauthorised, write
from tests.attendance.spending import spend
from trellis.attendance.ladder.actions import begin_ladder, switch_on
from trellis.attendance.ladder.due import steps_due
from trellis.attendance.ladder.ladder_views import chart_of
from trellis.attendance.ladder.ladders import Held, in_force
from trellis.attendance.ladder.over_schools import rehearse_over
from trellis.attendance.ladder.rehearsal import in_hours, rehearse
from trellis.attendance.ladder.running import SchoolYear
from trellis.attendance.models import Ladder, StepAnswer
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ladder import Act, ProblemWithLadder
from trellis.schools.models import CalendarSpan, Enrolment, GroupingMembership

URL = "/schools/123456/"
TRUST, AUTHORITY = "/groupings/trust/Hedgerow Trust/", "/groupings/authority/Northmoor/"
EVERY, WITHOUT, OFFERED = Ladder.Holds.EVERY, Ladder.Holds.WITHOUT, Ladder.Holds.OFFERED


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-10T17:00")


@pytest.fixture
def week(cast):
    """From Tuesday 3 to Tuesday 10 September: Amy away the first two days, Ben four."""
    since = dt.date(2024, 9, 3)
    spend(cast.oak, {cast.amy: "4O", cast.ben: "8O", cast.cal: ""}, since=since, until=cast.today)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def of(cast, place, name: str, days: int = 3) -> Ladder:
    """A draft of one step, which is the attendance lead's at each school."""
    by = cast.trust_officer if place == cast.trust else cast.authority_officer
    ladder = begin_ladder(place=place, name=name, by=by)
    write(cast, ladder, f"{name} writes home", Act.LETTER, unauthorised(days))
    return ladder


def on(cast, place, name: str, holds: str, days: int = 3, since: dt.date | None = None) -> Ladder:
    ladder = of(cast, place, name, days)
    return switch_on(ladder=ladder, since=since or cast.today, holds=holds, by=cast.trust_officer)


def runs(school, day=dt.date(2024, 9, 10)) -> str:
    held = in_force(school, day)
    return held.ladder.name if held else ""


# --- which one holds ---


@pytest.mark.parametrize(
    ("own", "trust", "authority", "holds"),
    [
        (False, "", "", ""),
        (False, OFFERED, "", ""),
        (False, WITHOUT, "", "Trust"),
        (False, "", WITHOUT, "Authority"),
        (False, WITHOUT, WITHOUT, "Trust"),
        (False, WITHOUT, EVERY, "Authority"),
        (True, WITHOUT, WITHOUT, "Ours"),
        (True, EVERY, "", "Trust"),
        (True, "", EVERY, "Authority"),
        (True, EVERY, EVERY, "Trust"),
        (True, OFFERED, OFFERED, "Ours"),
    ],
)
def test_its_owner_decides_whether_a_school_may_have_its_own(cast, own, trust, authority, holds):
    if own:
        switch_on(ladder=draft(cast), since=cast.today, by=cast.attendance_lead)
    if trust:
        on(cast, cast.trust, "Trust", trust)
    if authority:
        on(cast, cast.authority, "Authority", authority)
    assert runs(cast.oak) == holds
    assert runs(cast.elm) == ("Authority" if authority in {WITHOUT, EVERY} else "")


def test_it_holds_on_its_days_and_while_the_school_is_one_of_them(cast):
    on(cast, cast.trust, "Trust", EVERY, since=dt.date(2024, 9, 12))
    assert [runs(cast.oak, dt.date(2024, 9, day)) for day in (11, 12)] == ["", "Trust"]
    GroupingMembership.objects.filter(grouping=cast.trust).update(until=dt.date(2024, 9, 30))
    assert [runs(cast.oak, day) for day in (dt.date(2024, 9, 30), dt.date(2024, 10, 1))] == ["Trust", ""]


def test_it_is_not_switched_on_without_saying_how_it_holds(cast):
    with pytest.raises(ProblemWithLadder, match="offered to the schools or in force for them"):
        switch_on(ladder=of(cast, cast.trust, "Trust"), since=cast.today, by=cast.trust_officer)


# --- its steps are the school's people's ---


def test_its_steps_fall_due_at_the_school_and_are_answered_there(cast, week, sign_in):
    on(cast, cast.trust, "Trust", EVERY)
    lead = sign_in(cast.attendance_lead)
    page = words(lead.get(f"{URL}steps/"))
    assert "by the ladder of Hedgerow Trust, in force since 10 September 2024" in page
    assert "Trust writes home" in page
    assert "Attendance lead" in page
    (row,) = steps_due(cast.oak, cast.today).rows
    url = f"{URL}pupils/{cast.ben.pk}/steps/{row.step.pk}/{row.occasion}/"
    sent = {"answer": "done", "on": "2024-09-10", "reason": "Written"}
    assert lead.post(url, sent).status_code == 302
    assert StepAnswer.objects.get().school == cast.oak
    assert not steps_due(cast.oak, cast.today).rows
    assert lead.get(url).status_code == 302  # answered: said so, and back to the list


def test_a_step_is_a_roles_at_each_school_and_nobodys_by_name(cast, sign_in):
    ladder = begin_ladder(place=cast.trust, name="Trust", by=cast.trust_officer)
    page = sign_in(cast.trust_officer).get(f"{TRUST}steps/ladders/{ladder.pk}/steps/new/").text
    assert 'value="role:attendance_lead"' in page
    assert "person:" not in page


def test_a_threshold_changed_in_mid_year_leaves_what_was_done_by_the_old_one(cast, week, clock):
    first = on(cast, cast.trust, "Old", EVERY, days=4)
    answer = answered(cast, "ben")
    was = answer.says
    later = dt.date(2024, 9, 16)
    clock.at("2024-09-16T17:00")
    spend(cast.oak, {cast.amy: "", cast.ben: ""}, since=dt.date(2024, 9, 11), until=later)
    second = on(cast, cast.trust, "New", EVERY, days=2, since=later)
    answer.refresh_from_db()
    assert (answer.says, answer.step.ladder, answer.step.name) == (was, first, "Old writes home")
    assert was == "unauthorised absence 4 days or more this year so far (4)"
    first.refresh_from_db()
    assert first.until == dt.date(2024, 9, 15)
    assert str(Held.of(first).steps[0].conditions[0].figure) == "4"
    rows = steps_due(cast.oak, later).rows
    assert {row.child.forename: row.step.ladder_id for row in rows} == {
        "Amy": second.pk,
        "Ben": second.pk,
    }


# --- written once, read and copied ---


def test_a_trust_writes_rehearses_and_switches_on_by_its_own_pages(cast, sign_in):
    officer = sign_in(cast.trust_officer)
    assert officer.post(f"{TRUST}steps/ladders/", {"name": "Ours", "like": "bands"}).status_code == 302
    ladder = Ladder.objects.get(grouping=cast.trust)
    page = words(officer.get(f"{TRUST}steps/ladders/{ladder.pk}/"))
    assert "Hedgerow Trust · a draft" in page
    assert "In force at every school, in the place of its own" in page
    url = f"{TRUST}steps/ladders/{ladder.pk}/switch-on/"
    officer.post(url, {"since": "2024-09-10"})
    assert Ladder.objects.get().is_draft
    officer.post(url, {"since": "2024-09-10", "holds": "every"})
    assert runs(cast.oak) == "Ours"


def test_the_schools_page_says_whose_ladder_is_in_force_and_that_its_own_waits(cast, sign_in):
    switch_on(ladder=draft(cast), since=cast.today, by=cast.attendance_lead)
    ladder = on(cast, cast.trust, "Trust", EVERY)
    office = sign_in(cast.office)
    page = words(office.get(f"{URL}steps/ladders/"))
    assert "This is the ladder of Hedgerow Trust, for its schools." in page
    assert "Your own, Ours , waits while that of Hedgerow Trust holds in its place." in page
    assert "it is changed there" in words(office.get(f"{URL}steps/ladders/{ladder.pk}/"))
    for act in ("switch-on", "stop", "throw-away"):
        assert sign_in(cast.head).post(f"{URL}steps/ladders/{ladder.pk}/{act}/").status_code == 404


def test_a_school_begins_with_a_copy_of_what_is_offered(cast, sign_in):
    ladder = on(cast, cast.trust, "Trust", OFFERED)
    lead = sign_in(cast.attendance_lead)
    assert "Hedgerow Trust offers Trust to its schools." in words(lead.get(f"{URL}steps/ladders/"))
    lead.post(f"{URL}steps/ladders/", {"name": "Like theirs", "like": str(ladder.pk)})
    copy = Ladder.objects.get(school=cast.oak)
    assert Held.of(copy).steps == Held.of(ladder).steps


# --- rehearsed over all of them ---


@pytest.fixture
def last_year(cast):
    """The autumn of 2023: at Oak Amy away all of September and Ben two days in it; at Elm Zak three days."""
    since, until = dt.date(2023, 9, 4), dt.date(2023, 12, 20)
    for school in (cast.oak, cast.elm):
        CalendarSpan.objects.create(school=school, kind="term", name="Autumn", since=since, until=until)
    Enrolment.objects.update(since=dt.date(2023, 9, 1))
    spend(cast.oak, {cast.amy: "40O", cast.ben: "2/ 4O", cast.cal: ""}, since=since, until=until)
    spend(cast.elm, {cast.zak: "6O", cast.yas: ""}, since=since, until=until)


def test_a_rehearsal_over_the_schools_is_the_sum_of_each(cast, last_year):
    held, year = Held.of(of(cast, cast.authority, "Authority", days=2)), AcademicYear(2023)
    found = rehearse_over([cast.oak, cast.elm], held, year)
    each = [rehearse(SchoolYear.of(school, year), held, school) for school in (cast.oak, cast.elm)]
    assert found.children == sum(len(one.first) for one in each) == 3
    assert found.by_step[0].times == sum(one.by_step[0].times for one in each) == 3
    assert found.hours == "1.5"
    weeks = {week.monday: week.times for one in each for week in one.weeks}
    assert [week.monday for week in found.weeks] == sorted(weeks)
    assert (found.weeks[0].times, found.weeks[0].hours) == ([3], "1.5")
    assert [(one.school, one.children, one.hours) for one in found.counted] == [
        (cast.oak, 2, "1.0"),
        (cast.elm, 1, "0.5"),
    ]
    assert [(one.owner, one.times, one.hours) for one in found.by_owner] == [("Attendance lead", 3, "1.5")]


@pytest.mark.parametrize(("minutes", "says"), [(0, "0.0"), (90, "1.5"), (423_306, "7,055.1")])
def test_thousands_of_hours_are_set_apart(minutes, says):
    assert in_hours(minutes) == says


def test_the_chart_names_a_step_whole_however_long_its_name(cast, last_year):
    ladder = of(cast, cast.authority, "Authority", days=2)
    name = "Invite every adult with parental responsibility to meet us at school"
    ladder.steps.update(name=name)
    chart = chart_of(rehearse_over([cast.oak], Held.of(ladder), AcademicYear(2023)))
    lines = chart["data"]["values"][0]["step"].splitlines()
    assert " ".join(lines) == f"1. {name}"
    assert max(len(line) for line in lines) <= 32  # what a telephone is wide


def test_a_bar_of_the_chart_ends_before_the_next_week_begins(cast, last_year):
    ladder = of(cast, cast.authority, "Authority", days=2)
    drawn = chart_of(rehearse_over([cast.oak], Held.of(ladder), AcademicYear(2023)))["data"]["values"]
    for bar in drawn:
        begins, ends = (dt.date.fromisoformat(bar[name]) for name in ("week", "ends"))
        assert (begins.isoweekday(), (ends - begins).days) == (1, 5)


def test_its_page_names_schools_and_no_child(cast, last_year, sign_in):
    ladder = of(cast, cast.authority, "Authority", days=2)
    response = sign_in(cast.authority_officer).get(f"{AUTHORITY}steps/ladders/{ladder.pk}/rehearse/")
    page = words(response)
    assert "At its 2 schools it would have found 3 children." in page
    assert re.search(r"Elm Primary 1 1 / 1 0\.5", page) or re.search(r"Elm Primary 1 0 / 0 0\.5", page)
    for name in ("Amy", "Adams", "Bright", "Zak"):
        assert name not in page


def test_a_school_without_a_register_is_named(cast, sign_in):
    ladder = of(cast, cast.trust, "Trust")
    page = words(sign_in(cast.trust_officer).get(f"{TRUST}steps/ladders/{ladder.pk}/rehearse/"))
    assert "None of its schools has a register to rehearse on." in page


# --- who may ---


def test_mr_outside_sees_none_of_the_trusts(cast, sign_in):
    ladder = on(cast, cast.trust, "Trust", EVERY)
    outside, elm = sign_in(cast.mr_outside), f"/schools/{cast.elm.urn}/steps/ladders/"
    for page in ("", f"{ladder.pk}/", f"{ladder.pk}/rehearse/", f"{ladder.pk}/steps/new/"):
        assert outside.get(f"{TRUST}steps/ladders/{page}").status_code == 404
        assert outside.get(f"{URL}steps/ladders/{page}").status_code == 404
    assert outside.get(f"{elm}{ladder.pk}/").status_code == 404
    assert "Trust" not in words(outside.get(elm))
    assert outside.post(elm, {"name": "Copied", "like": str(ladder.pk)}).status_code == 400


def test_the_people_of_a_school_do_not_change_what_is_for_all(cast, sign_in):
    ladder = of(cast, cast.trust, "Trust")
    for person in (cast.head, cast.attendance_lead, cast.office, cast.ewo):
        client = sign_in(person)
        assert client.post(f"{TRUST}steps/ladders/", {"name": "Mine"}).status_code in {200, 404, 405}
        url = f"{TRUST}steps/ladders/{ladder.pk}/switch-on/"
        assert client.post(url, {"since": "2024-09-10", "holds": "every"}).status_code == 404
    assert Ladder.objects.count() == 1
