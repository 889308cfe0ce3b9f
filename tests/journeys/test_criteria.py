"""A head confirms what her plan’s words name, sees how they stand, reviews them, and checks the rest."""

from playwright.sync_api import expect

from tests.plans.bound import a_bound_plan, ten_sessions
from trellis.plans.models import Criterion

PLANS = "/schools/123456/plans/"


def test_criteria_are_confirmed_read_reviewed_and_checked(
    cast, clock, page, phone, enter, axe, fits, picture
):
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    plan = a_bound_plan(cast)
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/")
    page.get_by_role("link", name="Criteria", exact=True).click()
    page.get_by_role("heading", name="Their words name a figure").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-suggested")
    page.get_by_role("link", name="Confirm or change it").first.click()
    axe(page)
    fits(page)
    assert page.get_by_label("The number").input_value() == "97"
    picture(page, "plan-bind")
    page.get_by_role("button", name="Bind it so").click()
    page.get_by_role("heading", name="Attendance", level=1).wait_for()
    page.get_by_text("How was this counted?").click()
    axe(page)
    fits(page)
    picture(page, "plan-criterion")
    page.goto(f"{PLANS}{plan.pk}/criteria/")
    page.get_by_role("link", name="Confirm or change it Persistent absence").click()
    page.get_by_role("button", name="Bind it so").click()
    page.get_by_role("heading", name="Persistent absence", level=1).wait_for()
    assert Criterion.objects.count() == 2

    page.goto(f"{PLANS}{plan.pk}/")
    page.get_by_text("Not yet: all 2 criteria that have a figure").wait_for()
    # Once at a glance, and once beside its words.
    expect(page.get_by_text("51 of 60")).to_have_count(2)
    axe(page)
    fits(page)
    picture(page, "plan-live")
    page.get_by_role("link", name="See it as on paper").click()
    page.get_by_role("link", name="How the plan stands").wait_for()
    assert not page.get_by_text("51 of 60").count()
    axe(page)
    page.get_by_role("link", name="How the plan stands").click()
    page.get_by_role("link", name="Write down a review").click()
    page.get_by_label("By whom").fill("Helen Hart")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_text("About the document").click()
    page.get_by_role("link", name="Reviewed 9 September 2024").click()
    page.get_by_role("heading", name="Reviewed 9 September 2024").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-reported")
    page.goto(f"{PLANS}{plan.pk}/coverage/")
    axe(page)
    fits(page)
    picture(page, "plan-coverage")

    enter(phone, cast.head)
    phone.goto(f"{PLANS}{plan.pk}/")
    phone.get_by_text("51 of 60").first.wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "plan-live-phone")


def test_an_indicator_is_named_and_recorded_without_script(cast, without_script, enter):
    enter(without_script, cast.head)
    without_script.goto(f"{PLANS}indicators/")
    without_script.get_by_role("button", name="Name an indicator").click()
    without_script.locator("[name=name]").fill("Phonics check")
    without_script.get_by_role("button", name="Keep this indicator").click()
    without_script.locator("[name=part]").fill("46")
    without_script.locator("[name=whole]").fill("57")
    without_script.locator("[name=source]").fill("NCA tools")
    without_script.get_by_role("button", name="Keep this value").click()
    without_script.get_by_text("46 of 57").wait_for()
