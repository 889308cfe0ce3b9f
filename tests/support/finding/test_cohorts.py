"""The cohort finder (SUP-2): conditions joined into a named list for a half-term, kept as it was found,
beside the lists before it; and nobody learns from a list what they may not know.
"""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from tests.learning.scales import a_scale
from tests.support.finding.found import a_table, autumn_1, decided, find, kept, noted, september
from tests.support.groups.grouped import a_group
from tests.support.helped import a_case, programme
from tests.support.protection.guarded import on_record
from trellis.evidence.models import Reading
from trellis.learning.models import Score
from trellis.registers.merging_pupils import merge_pupils
from trellis.rules.cohort import Joined
from trellis.schools import actions as schools
from trellis.schools import counted as rooms
from trellis.schools.models import AccessLogEntry
from trellis.support.actions import ProblemWithSupport
from trellis.support.finding.cohort_forms import half_terms_here
from trellis.support.finding.cohorts import Asked, choose, looking
from trellis.support.finding.conditions import (
    AtLevel,
    Happened,
    InProgramme,
    Known,
    OnRecord,
    Protected,
    Rate,
    Scored,
    Shows,
    Times,
)
from trellis.support.finding.models import Cohort, CohortChild, DecidedLevel, VulnerabilityTable
from trellis.web.subject_access import Holding

BELOW_90 = Rate("attendance", "below", "90")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def at_oak(name: str, *more: object) -> str:
    return reverse(f"support:{name}", args=["123456", *more])


@pytest.fixture
def spent(cast, clock):
    """September at Oak, and 1 October."""
    september(cast, clock)


def names(cast, *conditions, **more) -> set[str]:
    found, _asked = find(cast, *conditions, **more)
    return {name for name, pupil in cast.pupils.items() if pupil.pk in found.pupils}


# --- conditions ---


def test_conditions_of_the_register(cast, spent):
    assert names(cast, BELOW_90) == {"amy", "ben", "cal"}
    assert names(cast, Rate("attendance", "at_most", "90")) == {"amy", "ben", "cal", "dee"}
    assert names(cast, Times("late", 6)) == {"fay"}
    assert names(cast, Times("late", 7)) == set()
    assert names(cast, Times("unauthorised_absence", 10)) == {"amy"}


def test_a_pattern_is_a_condition(cast, clock):
    clock.at("2024-10-01T09:00")
    week = {cast.amy: f"8/{'2I8/' * 3}2I", cast.ben: ""}
    spend(cast.oak, week, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 30))
    found, _asked = find(cast, Shows(("weekday",)))
    assert found.pupils == {cast.amy.pk}
    assert found.why(found.pupils) == {cast.amy.pk: ["Missed 4 of 4 Mondays"]}
    assert names(cast, Shows(("late",))) == set()


def test_conditions_of_what_is_recorded(cast, spent):
    a_table(cast)
    decided(cast, "dee", 2)
    scale = a_scale(cast)
    for name, value, on in (("amy", 10, 4), ("amy", 19, 20), ("ben", 11, 5)):
        Score.objects.create(
            school=cast.oak, pupil=cast.pupils[name], scale=scale, wave=f"{on}", value=value,
            on=dt.date(2024, 9, on), by_name="x",
        )  # fmt: skip
    under = programme(cast)
    a_case(cast, "cal", under=under)
    assert names(cast, Known("sen_k")) == {"cal"}
    assert names(cast, Known("looked_after")) == {"fay"}
    assert names(cast, AtLevel(2)) == {"dee"}
    assert names(cast, AtLevel(3)) == set()
    assert names(cast, Scored.of(scale, "below", Decimal(12))) == {"ben"}  # Amy's latest is 19
    assert names(cast, InProgramme.of(under, is_in=True)) == {"cal"}
    assert names(cast, InProgramme.of(under, is_in=False)) == {"amy", "ben", "dee", "eve", "fay"}


def test_all_or_any_and_only_some_year_groups_or_classes(cast, spent):
    late = Times("late", 6)
    assert names(cast, BELOW_90, late) == set()
    assert names(cast, BELOW_90, late, joined=Joined.ANY) == {"amy", "ben", "cal", "fay"}
    assert names(cast, BELOW_90, late, joined=Joined.ANY, year_groups=("4",)) == {"fay"}
    assert names(cast, BELOW_90, classes=("4C",)) == set()
    # S0-48: everybody of the key year groups.
    assert names(cast, year_groups=("4",)) == {"eve", "fay"}
    with pytest.raises(ProblemWithSupport, match="at least one condition"):
        find(cast)


def test_a_family_with_both_attendance_and_behaviour(cast, spent, monkeypatch):
    """S0-75: Amy is away, her sister Eve had incidents."""
    counts = rooms.Counted("incidents", "Incidents", lambda *_days: {cast.eve.pk: 3, cast.ben.pk: 1})
    monkeypatch.setitem(rooms.COUNTED, "incidents", counts)
    both = (BELOW_90, Happened("incidents", 3))
    assert names(cast, *both) == set()
    assert names(cast, *both, together=True) == {"amy", "eve"}
    found, _asked = find(cast, *both, together=True)
    assert found.why([cast.eve.pk]) == {cast.eve.pk: ["Incidents: 3"]}


def test_the_days_read_are_said_and_must_have_begun(cast, spent):
    ahead = half_terms_here(cast.oak, dt.date(2024, 10, 1))[1]
    asked = Asked((BELOW_90,))
    with pytest.raises(ProblemWithSupport, match="Autumn 2 has not begun"):
        looking(cast.oak, cast.head, ahead, asked)
    before = Asked((BELOW_90,), over="before")
    look = looking(cast.oak, cast.head, ahead, before)
    assert (look.since, look.until) == (dt.date(2024, 9, 2), dt.date(2024, 10, 1))
    with pytest.raises(ProblemWithSupport, match="half-term before is not known"):
        looking(cast.oak, cast.head, autumn_1(cast), before)


# --- kept ---


def test_a_list_is_kept_as_it_was_found_with_why(cast, clock, spent):
    """S0-42: a reading with definition, date and population; the register corrected later changes no list."""
    cohort = kept(cast, BELOW_90, Times("unauthorised_absence", 5))
    child = cohort.children.get()
    assert child.why == [
        "Attendance: 75.0%, 30 of 40 sessions",
        "Absent without leave, sessions: 10",
    ]
    reading = Reading.objects.get(of="count:cohort")
    assert (reading.part, reading.pupils, reading.population) == (1, 6, "all_on_roll")
    assert reading.definition == (
        "Attendance below 90% and Absent without leave, sessions: at least 5. Everybody on roll."
    )
    spend(cast.oak, {cast.amy: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 30))
    assert names(cast, BELOW_90) == {"ben", "cal"}
    assert cohort.children.count() == 1


def test_a_list_beside_those_before_it(cast, spent):
    kept(cast, BELOW_90)
    kept(cast, Rate("attendance", "below", "80"))
    third = kept(cast, Rate("attendance", "below", "88"))
    standing = {one.pupil.forename: one.standing for one in third.children.all()}
    assert standing == {"Amy": "still", "Ben": "still", "Cal": "back"}
    fourth = kept(cast, Known("sen_k"), name="targeted ")
    assert {one.pupil.forename: one.standing for one in fourth.children.all()} == {"Cal": "still"}
    assert fourth.before == third
    other = kept(cast, BELOW_90, name="Another")
    assert {one.standing for one in other.children.all()} == {"first"}


def test_selected_or_not_with_a_reason_and_by_whom(cast, spent, sign_in):
    cohort = kept(cast, BELOW_90)
    children = {one.pupil.forename: one for one in cohort.children.all()}
    with pytest.raises(ProblemWithSupport, match="Say why"):
        choose(cohort=cohort, children=[children["Amy"]], is_selected=False, reason=" ", by=cast.head)
    client = sign_in(cast.inclusion_lead)
    url = at_oak("cohort", cohort.pk)
    assert client.post(url, {"is_selected": "yes", "reason": "x"}).status_code == 400
    said = {"children": [children["Amy"].pk], "is_selected": "yes", "reason": "The family asked."}
    assert client.post(url, said).status_code == 302
    choose(cohort=cohort, children=[children["Ben"]], is_selected=False, reason="Chickenpox.", by=cast.head)
    page = words(client.get(url))
    assert "Selected The family asked. Ines Lowe, 1 Oct 2024 Open a case" in page
    assert "Not selected Chickenpox. Helen Hart, 1 Oct 2024" in page
    assert "Selected (1)" in page
    assert "Cal Carter" not in words(client.get(url + "?which=selected"))
    assert CohortChild.history.filter(pupil=cast.amy).count() == 2


def test_looking_on_the_page_keeping_and_looking_again(cast, spent, sign_in):
    client = sign_in(cast.attendance_lead)
    form = {
        "name": "Attendance", "half_term": "Autumn 1", "over": "half_term", "joined": "all",
        "rate_0": "attendance", "side_0": "below", "percent_0": "90", "year_groups": ["3"],
    }  # fmt: skip
    page = words(client.get(at_oak("find"), form))
    assert "3 children of 4" in page
    assert "Attendance: 75.0%, 30 of 40 sessions" in page
    assert AccessLogEntry.objects.get(page=at_oak("find")).pupils == 3
    assert not Cohort.objects.exists()
    assert client.post(at_oak("find"), form).status_code == 302
    cohort = Cohort.objects.get()
    assert Asked.read(cohort.asked) == Asked((BELOW_90,), year_groups=("3",))
    again = client.get(at_oak("find") + f"?again={cohort.pk}").content.decode()
    assert 'value="Attendance"' in again
    assert re.search(r'name="percent_0"[^>]*value="90"|value="90"[^>]*name="percent_0"', again)
    assert "1 Oct 2024" in words(client.get(at_oak("cohorts")))
    half = form | {"percent_0": ""}
    assert "Say what, the side and the figure, or none of them." in words(client.get(at_oak("find"), half))


# --- who may know ---


def test_conditions_one_may_not_know_are_neither_offered_nor_taken(cast, spent, sign_in):
    a_scale(cast)
    page = sign_in(cast.attendance_lead).get(at_oak("find")).content.decode()
    assert 'name="held"' not in page
    assert 'name="scale"' not in page
    page = sign_in(cast.inclusion_lead).get(at_oak("find")).content.decode()
    assert 'name="held"' in page
    assert 'name="scale"' in page
    schools.place_hold(pupil=cast.amy, school=cast.oak, kind="other", held_by="x", by=cast.head)
    form = {"name": "x", "half_term": "Autumn 1", "over": "year", "joined": "all", "held": "on"}
    page = words(sign_in(cast.attendance_lead).get(at_oak("find"), form))
    assert "at least one condition" in page


def test_a_list_that_used_a_sensitive_condition_is_itself_restricted(cast, spent, sign_in):
    """S0-44: not in the list of lists, not at its address, and not by way of a list beside it."""
    schools.place_hold(pupil=cast.amy, school=cast.oak, kind="other", held_by="x", by=cast.head)
    open_one = kept(cast, Rate("attendance", "below", "60"))
    hidden = kept(cast, Protected())
    seen = Cohort.objects.visible_to
    assert set(seen(cast.safeguarding_lead)) == {open_one, hidden}
    assert set(seen(cast.attendance_lead)) == {open_one}
    assert not seen(cast.office).exists()
    assert not seen(cast.mr_outside).exists()
    client = sign_in(cast.attendance_lead)
    assert client.get(at_oak("cohort", hidden.pk)).status_code == 404
    assert client.get(at_oak("find") + f"?again={hidden.pk}").status_code == 404
    assert "Held back" not in words(client.get(at_oak("cohorts")))
    # Amy is on the hidden list: beside the open one she is new all the same.
    third = kept(cast, BELOW_90)
    assert third.before == open_one
    assert third.children.get(pupil=cast.amy).standing == "new"


def test_a_protected_record_is_a_condition_for_whoever_leads_on_protection(cast, spent):
    on_record(cast)
    hidden = kept(cast, OnRecord(), by=cast.safeguarding_lead)
    assert [one.pupil for one in hidden.children.all()] == [cast.amy]
    seen = Cohort.objects.visible_to
    assert set(seen(cast.safeguarding_lead)) == {hidden}
    assert not seen(cast.inclusion_lead).exists()


def test_those_selected_lead_on_to_a_group(cast, spent, sign_in):
    group = a_group(cast)
    cohort = kept(cast, BELOW_90)
    chosen = cohort.children.filter(pupil__in=[cast.amy, cast.ben])
    choose(cohort=cohort, children=list(chosen), is_selected=True, reason="Both asked.", by=cast.head)
    page = sign_in(cast.head).get(at_oak("cohort", cohort.pk)).content.decode()
    address = f"{at_oak('join_group', group.pk)}?pupil={cast.amy.pk}&amp;pupil={cast.ben.pk}"
    assert address in page
    joining = sign_in(cast.head).get(html.unescape(address)).content.decode()
    assert joining.count(" checked") == 2


def test_what_is_held_of_a_child_tells_their_lists_and_levels(cast, spent):
    a_table(cast)
    decided(cast, "amy", 2)
    noted(cast, "amy", "On a protection plan", VulnerabilityTable.objects.get())
    kept(cast, BELOW_90, name="Attendance")
    schools.place_hold(pupil=cast.amy, school=cast.oak, kind="other", held_by="x", by=cast.head)
    kept(cast, Protected(), name="Hidden")
    held = {section.name: section.rows for section in Holding(cast.amy, cast.oak).sections()}
    assert [row[0] for row in held["lists"]] == ["Attendance"]
    assert held["lists"][0][2] == "Attendance: 75.0%, 30 of 40 sessions"
    assert [row[2] for row in held["levels"]] == ["Level 2"]
    whole = Holding(cast.amy, cast.oak, with_hold_reasons=True)
    held = {section.name: section.rows for section in whole.sections()}
    assert [row[0] for row in held["lists"]] == ["Attendance", "Hidden"]
    assert [row[2] for row in held["levels"]] == ["Noted", "Level 2"]


def test_two_records_made_one_bring_their_levels_and_stand_on_a_list_once(cast, spent):
    """Merged duplicates: nothing is lost."""
    a_table(cast)
    again = schools.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    ).pupil
    cohort = kept(cast, year_groups=("3",))
    CohortChild.objects.create(cohort=cohort, pupil=again, standing="first")
    schools_level = {"school": cast.oak, "on": dt.date(2024, 9, 20), "by_name": "Helen Hart"}
    DecidedLevel.objects.create(pupil=again, level=2, **schools_level)
    merge_pupils(kept=cast.amy, gone=again, by=cast.attendance_lead)
    assert DecidedLevel.objects.get().pupil == cast.amy
    assert cohort.children.filter(pupil=cast.amy).count() == 1


def test_a_list_of_a_programme_is_for_those_it_names(cast, spent):
    under = programme(cast, "early-help")
    assert "attendance_lead" not in set(under.scope.values_list("role", flat=True))
    a_case(cast, "amy", under=under, why_nothing_tried="At once.")
    hidden = kept(cast, InProgramme.of(under, is_in=True))
    assert set(Cohort.objects.visible_to(cast.inclusion_lead)) == {hidden}
    assert not Cohort.objects.visible_to(cast.attendance_lead).exists()


def test_two_posts_allow_together_what_a_list_takes(cast, spent, sign_in):
    """A list of attendance lead's and inclusion lead's conditions at once is not lost to whoever is both."""
    a_case(cast, "amy", under=(under := programme(cast, "early-help")), why_nothing_tried="At once.")
    own = {"email": cast.attendance_lead.email, "name": cast.attendance_lead.name, "by": cast.head}
    schools.appoint(role="ewo", school=cast.elm, since=cast.today, **own)
    hidden = kept(cast, InProgramme.of(under, is_in=True), Protected())
    assert not Cohort.objects.visible_to(cast.attendance_lead).exists()
    schools.appoint(role="safeguarding_lead", school=cast.oak, since=cast.today, **own)
    needs = {str(one.permission) for one in hidden.needs.all()}
    assert "see hold reasons" in needs
    hidden.needs.create(permission="change settings")  # the attendance lead's alone
    assert set(under.scope.values_list("role", flat=True)) >= {"safeguarding_lead"}
    assert set(Cohort.objects.visible_to(cast.attendance_lead)) == {hidden}
    assert not Cohort.objects.visible_to(cast.safeguarding_lead).exists()
    assert sign_in(cast.attendance_lead).get(at_oak("cohort", hidden.pk)).status_code == 200


def test_pages_ask_no_more_however_many_children(cast, spent, sign_in):
    client = sign_in(cast.head)
    few, many = (
        kept(cast, Rate("attendance", "below", "60")),
        kept(cast, Rate("attendance", "at_most", "100")),
    )
    assert (few.children.count(), many.children.count()) == (1, 6)

    def asked(cohort) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at_oak("cohort", cohort.pk)).status_code == 200
        return len(queries)

    asked(few)
    # The second is beside a first: those gone from it are one question more.
    assert asked(many) == asked(few) + 1
