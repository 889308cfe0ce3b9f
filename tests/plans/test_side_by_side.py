"""The plans of a trust's or authority's schools on one page."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from tests.plans.bound import TEN, TEXT, bound, ten_sessions
from tests.plans.drawn import a_plan, a_tried_plan
from trellis.imports import actions as imports
from trellis.plans.actions import record_review
from trellis.plans.live import live, live_at_schools
from trellis.plans.models import Criterion, Plan
from trellis.plans.side_by_side import side_by_side
from trellis.rules.criteria import Status
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import GroupingMembership, School, SchoolURN

NORTHMOOR = GroupingNamed("authority", "Northmoor")
TODAY = dt.date(2024, 9, 9)


@pytest.fixture
def officer(cast):
    return cast.people["authority_officer"]


@pytest.fixture
def plans(cast, clock) -> dict[str, Plan]:
    """A plan of Oak and one of Elm, this year's, each with registers of ten sessions."""
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    spend(cast.elm, dict.fromkeys((cast.pupils["zak"], cast.pupils["yas"]), ""), since=TEN[0], until=TEN[1])
    batch = a_tried_plan(cast, TEXT.replace("Oak", "Elm"), by=cast.mr_outside, place=cast.elm)
    assert imports.accept(batch, by=cast.mr_outside)
    return {"oak": a_plan(cast, TEXT), "elm": Plan.objects.get(batch=batch)}


def page(client) -> str:
    answer = client.get(reverse("plans:schools", args=[NORTHMOOR]))
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def test_each_schools_plan_says_how_its_criteria_stand_those_behind_first(cast, plans, officer, sign_in):
    bound(cast, plans["elm"])
    bound(cast, plans["oak"])
    bound(cast, plans["oak"], row=1, measure="late", operator="at_most", target=Decimal(50))
    shown = side_by_side(cast.authority, officer, TODAY)
    said = [(each.school.name, {s: n for s, n in each.counts.items() if n}) for each in shown.schools]
    assert said == [
        ("Oak Primary", {Status.BEHIND: 1, Status.ON_TRACK: 1}),
        ("Elm Primary", {Status.ON_TRACK: 1}),
    ]
    words = page(sign_in(officer))
    assert "1 Behind 1 On track of 2 criteria that read themselves" in words
    assert "No review is overdue." in words


@pytest.mark.parametrize(
    "said",
    [
        {}, {"period": "term"}, {"period": "half_term"},
        {"group_field": "fsm", "group": "true"},
        {"group_field": "fsm", "group": "true", "comparator": "rest", "target": None},
        {"comparator": "last_year", "operator": "above", "target": None},
        {"comparator": "latest", "operator": "above", "target": None, "population": "statistical"},
        {"comparator": "baseline", "target": None},
        {"measure": "persistent_absence", "operator": "below", "target": Decimal(10)},
        {"measure": "", "count": "duties", "target": Decimal(5)},
    ],
)  # fmt: skip
def test_what_stands_there_is_what_stands_on_the_schools_own_page(cast, plans, said):
    for plan in plans.values():
        bound(cast, plan, **said)
    every = list(Criterion.objects.filter(row__part__plan__in=plans.values()).order_by("pk"))
    together = {held.criterion.pk: held for held in live_at_schools(list(plans.values()), every, TODAY)}
    for plan in plans.values():
        [own] = live(plan, list(Criterion.objects.of(plan)), TODAY)
        held = together[own.criterion.pk]
        assert (held.status, held.target, held.why) == (own.status, own.target, own.why)
        assert (held.now and held.now.value) == (own.now and own.now.value)
        assert held.trajectory == own.trajectory


def test_a_school_counts_whole_though_it_joined_the_trust_this_week(cast, plans, officer):
    """Its own page counts every day, and so does this one."""
    GroupingMembership.objects.filter(school=cast.oak, grouping=cast.authority).update(since=TODAY)
    one = bound(cast, plans["oak"])
    [held] = live_at_schools([plans["oak"]], [Criterion.objects.get(pk=one.pk)], TODAY)
    assert (held.now.part, held.now.whole) == (51, 60)


def test_what_changed_since_the_last_review_is_said_and_nothing_else(cast, plans, officer, sign_in):
    one = bound(cast, plans["oak"], target=Decimal(80))
    bound(cast, plans["oak"], row=1, measure="late", operator="at_most", target=Decimal(50))
    record_review(plan=plans["oak"], on=TODAY, reviewed_by="HH", words="", by=cast.head)
    assert "Nothing" in page(sign_in(officer))
    Criterion.objects.filter(pk=one.pk).update(target=Decimal(97))
    [oak] = [each for each in side_by_side(cast.authority, officer, TODAY).schools if each.school == cast.oak]
    assert [(change.criterion.pk, change.then, change.now, change.worse) for change in oak.changes] == [
        (one.pk, "On track", "Behind", True)
    ]
    words = page(sign_in(officer))
    assert "1 stands otherwise" in words
    assert "Behind , then On track" in words
    assert "last on 9 September 2024" in words


def test_only_the_last_review_is_set_beside_today(cast, plans, officer):
    one = bound(cast, plans["oak"])
    record_review(plan=plans["oak"], on=TEN[0], reviewed_by="HH", words="", by=cast.head)
    Criterion.objects.filter(pk=one.pk).update(target=Decimal(80))
    record_review(plan=plans["oak"], on=TODAY, reviewed_by="HH", words="", by=cast.head)
    [oak] = [each for each in side_by_side(cast.authority, officer, TODAY).schools if each.school == cast.oak]
    assert (oak.review.on, list(oak.changes)) == (TODAY, [])


@pytest.mark.parametrize(
    ("due", "held", "overdue"),
    [
        (None, None, False),
        (dt.date(2024, 9, 10), None, False),
        (TODAY, None, False),
        (dt.date(2024, 9, 8), None, True),
        (dt.date(2024, 9, 8), dt.date(2024, 9, 7), True),
        (dt.date(2024, 9, 8), dt.date(2024, 9, 8), False),
    ],
)
def test_a_review_is_overdue_once_its_day_has_passed_without_one(cast, plans, officer, due, held, overdue):
    Plan.objects.filter(pk=plans["oak"].pk).update(next_review=due)
    if held is not None:
        record_review(plan=plans["oak"], on=held, reviewed_by="HH", words="", by=cast.head)
    shown = side_by_side(cast.authority, officer, TODAY)
    assert shown.overdue == int(overdue)


def test_the_plan_a_school_is_led_by_is_this_years_and_not_a_subjects_nor_a_closed_one(cast, plans, officer):
    a_plan(cast, TEXT.replace("improvement plan", "maths plan"))
    Plan.objects.filter(name__contains="maths").update(kind="subject")
    [oak] = [each for each in side_by_side(cast.authority, officer, TODAY).schools if each.school == cast.oak]
    assert (oak.plan, oak.others) == (plans["oak"], 1)
    Plan.objects.filter(school=cast.oak).update(state="closed")
    shown = side_by_side(cast.authority, officer, TODAY)
    assert (shown.without, shown.schools[-1].school) == (1, cast.oak)


def test_those_who_do_not_see_the_figures_of_all_schools_do_not_see_the_page(cast, plans, sign_in):
    address = reverse("plans:schools", args=[NORTHMOOR])
    for name in ("head", "mr_outside", "trust_officer", "governor"):
        assert sign_in(cast.people[name]).get(address).status_code == 404, name


def test_more_schools_and_criteria_take_no_more_queries(cast, plans, officer):
    for plan in plans.values():
        bound(cast, plan)
    with CaptureQueriesContext(connection) as few:
        side_by_side(cast.authority, officer, TODAY)
    for number in range(3):
        school = School.objects.create(name=f"School {number}", phase="primary", nation="england")
        SchoolURN.objects.create(school=school, urn=f"34567{number}", since=dt.date(2020, 1, 1))
        GroupingMembership.objects.create(grouping=cast.authority, school=school, since=dt.date(2020, 1, 1))
        batch = a_tried_plan(cast, TEXT.replace("Oak", f"School {number}"), place=school)
        assert imports.accept(batch, by=cast.head)
        bound(cast, Plan.objects.get(batch=batch))
    with CaptureQueriesContext(connection) as many:
        shown = side_by_side(cast.authority, officer, TODAY)
    assert sum(each.bound for each in shown.schools) == 5
    assert len(many) <= len(few)
