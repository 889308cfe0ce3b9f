"""Scores, well-being and impact on the demonstration: did support help, for the trust and its governors;
scores by group and beside absence; a class's daily activity; a talk with a colleague.
"""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from trellis.schools.models import Person, Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

BRACKENFOLD = "990001"
MONDAY = dt.date(2026, 11, 2)
TRUST = "/groupings/trust/The Larkspur Learning Trust/support/impact/"


@pytest.fixture
def larkspur(transactional_db, settings, tmp_path, clock) -> School:
    """As it stands on the first Monday of November."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{MONDAY} 09:00")
    store(draw_world(schools=3, years=3, seed=1, on=MONDAY), password="not asked for here")
    clock.at(f"{MONDAY} 09:30")
    return School.objects.known_by(BRACKENFOLD).get()


def whoever_is(role: str, **where: object) -> Person:
    return Post.objects.on(MONDAY).filter(role=role, **where).order_by("pk")[0].person


def test_whether_support_helped_and_lateness_beside_scores(
    larkspur, page: Page, phone: Page, enter, looked_at, picture
):
    # The trust asks whether it helped, and then term by term.
    enter(page, whoever_is("trust_officer", grouping__kind="trust"))
    page.goto(TRUST)
    expect(page.get_by_role("heading", name="Attendance mentoring")).to_be_visible()
    expect(page.get_by_text("What would overturn it")).to_be_visible()
    page.wait_for_selector(".trellis-chart svg")
    looked_at(page)
    picture(page, "impact")
    page.get_by_role("link", name="Term by term Attendance mentoring").click()
    expect(page.get_by_role("heading", name="All together")).to_be_visible()
    looked_at(page)

    # A governor is told what stood at the end of the half-term, on a telephone.
    enter(phone, whoever_is("governor", grouping__kind="trust"))
    phone.goto(f"{TRUST}told/")
    expect(phone.get_by_text("As it stood when the half-term to")).to_be_visible()
    looked_at(phone)
    picture(phone, "impact-governors")

    # The head sets scores beside lateness, and then one year group's beside what was missed.
    enter(page, whoever_is("head", school=larkspur))
    page.goto(f"/schools/{BRACKENFOLD}/checks/scores/")
    page.get_by_label("Scores", exact=True).select_option(label="Reading age · Summer 2026")
    page.get_by_label("Year", exact=True).select_option(label="2025/26")
    page.get_by_role("button", name="Show").click()
    page.get_by_label("Year group").select_option(label="Year 4")
    page.get_by_label("Beside", exact=True).select_option(label="How much they missed")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("neither shown to cause the other")).to_be_visible()
    page.wait_for_selector(".trellis-chart svg")
    looked_at(page)
    picture(page, "beside-scores")
    page.goto(f"/schools/{BRACKENFOLD}/support/impact/mine/")
    looked_at(page)


def test_well_being_by_group_from_day_to_day_and_of_staff(
    larkspur, page: Page, phone: Page, enter, looked_at, picture
):
    # How children feel, by group: whom an adult talks with is one touch away.
    enter(page, whoever_is("inclusion_lead", school=larkspur))
    page.goto(f"/schools/{BRACKENFOLD}/scores/")
    page.get_by_role("link", name="How I feel at school").click()
    expect(page.get_by_role("heading", name="By group")).to_be_visible()
    looked_at(page)
    picture(page, "scores-by-group")
    page.locator("#groups ~ div").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    looked_at(page)

    # A teacher says on a telephone that the class had its activity.
    enter(phone, whoever_is("class_teacher", school=larkspur))
    phone.goto(f"/schools/{BRACKENFOLD}/well-being/")
    phone.get_by_label("what it was, if you like").first.fill("Three good things")
    phone.get_by_role("button", name="Done today").first.click()
    expect(phone.get_by_text("Three good things").first).to_be_visible()
    looked_at(phone)
    enter(page, whoever_is("head", school=larkspur))
    page.goto(f"/schools/{BRACKENFOLD}/well-being/")
    looked_at(page)
    picture(page, "daily-activity")

    # Apart from children, the head writes down a talk with a colleague.
    page.goto(f"/schools/{BRACKENFOLD}/well-being/staff/")
    expect(page.get_by_text("Something that went well")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Write down a talk").click()
    looked_at(page)
    page.goto(f"/schools/{BRACKENFOLD}/well-being/staff/mine/")
    looked_at(page)
