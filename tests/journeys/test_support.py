"""One child from a first concern to a closed case; and a month of the welfare service on the demonstration,
as its plan has it: children below 80%, set against the caseload, a letter to each school, supervision.
"""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.attendance.spending import spend
from tests.support.helped import an_agency, programme
from trellis.schools.models import Person, Post, School
from trellis.support.models import Case, CrossMatch, CrossMatched, Referral
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

BRACKENFOLD = "990001"
MONDAY = dt.date(2026, 11, 2)
AUTHORITY = "/groupings/authority/Wealdmere Council/support/"


def test_a_child_from_a_first_concern_to_a_closed_case(
    cast, clock, page: Page, phone: Page, enter, looked_at, picture, printed
):
    clock.at("2024-10-07T16:00")
    spend(cast.oak, {cast.amy: "6/ 2O 8/ 4O 6L 4O"}, since=dt.date(2024, 9, 3), until=dt.date(2024, 10, 4))
    programme(cast, "attendance-plan")
    programme(cast, "early-help")
    an_agency(cast)

    # The attendance lead begins with the child's own page.
    enter(page, cast.attendance_lead)
    page.goto(reverse("attendance:pupil", args=["123456", cast.amy.pk]))
    page.get_by_role("link", name="Support", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Support")
    looked_at(page)
    page.get_by_role("link", name="Open a case").click()
    looked_at(page)
    page.get_by_role("link", name="Attendance plan").click()
    page.get_by_label("Why", exact=True).fill("Most of what Amy misses is missed at the start of a week.")
    page.get_by_label("Sleep and mornings").check()
    page.get_by_label("In the family’s own words").fill("We are up half the night with the baby.")
    page.get_by_label("Who leads it").select_option(label="Anil Attar")
    looked_at(page)
    picture(page, "support-open")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Under way")).to_be_visible()

    # What is agreed: something of the school's, something of the family's.
    page.get_by_role("link", name="Agree a goal").click()
    page.get_by_label("Goal").fill("In class by nine on four days of five")
    page.get_by_role("button", name="Keep it").click()
    for step, whose in (
        ("Meet at the gate on Mondays", "The school"),
        ("Bed by half past eight", "The family"),
    ):
        page.get_by_role("link", name="Agree a step").click()
        page.get_by_label("Step", exact=True).fill(step)
        page.get_by_label(whose, exact=True).check()
        page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Write down what passed").click()
    page.get_by_label("Meeting").check()
    page.get_by_label("What was said").fill("Talked about mornings.")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Talked about mornings.")).to_be_visible()

    # Three weeks on the review is due: it stands on Today, and is written on a telephone.
    clock.at("2024-11-08T16:00")
    spend(cast.oak, {cast.amy: "6L 2O"}, since=dt.date(2024, 10, 7), until=dt.date(2024, 11, 8))
    enter(phone, cast.attendance_lead)
    phone.goto("/")
    phone.get_by_role("link", name="1 review of support to hold").click()
    phone.get_by_role("link", name="Amy Adams").click()
    phone.get_by_role("link", name="Write down a review").click()
    phone.get_by_label("How it goes").fill("Most mornings are better.")
    phone.get_by_label("The family took part").check()
    looked_at(phone)
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_text("Most mornings are better.")).to_be_visible()
    looked_at(phone)
    picture(phone, "support-case-phone")
    enter(page, cast.attendance_lead)
    case = Case.objects.get()
    page.goto(f"/schools/123456/support/cases/{case.pk}/")
    expect(page.get_by_text("before it began,")).to_be_visible()
    looked_at(page)
    picture(page, "support-case")

    # The goal is met, and the case is closed with what came of it.
    page.get_by_role("link", name="Say how it stands").click()
    page.get_by_label("Met on").fill("2024-11-08")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Close it").click()
    page.get_by_label("What it was for has been reached").check()
    page.get_by_label("What came of it").fill("Amy comes gladly; her family is proud of the mornings.")
    page.get_by_label("What next").fill("Ask after her once each half-term.")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Amy comes gladly; her family is proud of the mornings.")).to_be_visible()
    looked_at(page)

    # Its sheet is printed: what was agreed, before and since, what came of it.
    where = page.get_by_role("link", name="Its sheet, to print").get_attribute("href")
    sheet = page.request.get(page.url.split("/schools/")[0] + where)
    assert sheet.headers["content-type"] == "application/pdf"
    printed(sheet.body(), "support-case-sheet.pdf")

    page.goto("/schools/123456/support/programmes/")
    looked_at(page)
    page.goto(f"/schools/123456/support/programmes/{case.programme_id}/")
    looked_at(page)
    picture(page, "support-programme")
    page.goto("/schools/123456/support/programmes/new/")
    looked_at(page)
    page.goto("/schools/123456/support/services/new/")
    looked_at(page)


def test_a_meeting_of_authority_and_school(cast, clock, page: Page, enter, axe, fits):
    clock.at("2024-10-01T09:00")
    away = {cast.amy: "30O", cast.ben: "2I"}
    spend(cast.oak, away, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 30))
    enter(page, cast.ewo)
    page.goto("/groupings/authority/Northmoor/support/below/")
    page.get_by_role("link", name="For the targeting support meeting").first.click()
    expect(page.get_by_role("heading", name="Severely absent, and who leads")).to_be_visible()
    expect(page.get_by_text("Nobody yet")).to_be_visible()
    axe(page)
    fits(page)


@pytest.fixture
def wealdmere(transactional_db, settings, tmp_path, clock) -> School:
    """As it stands on the first Monday of November."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{MONDAY} 09:00")
    store(draw_world(schools=2, years=2, seed=1, on=MONDAY), password="not asked for here")
    clock.at(f"{MONDAY} 09:30")
    return School.objects.known_by(BRACKENFOLD).get()


def whoever_is(role: str, **where: object) -> Person:
    return Post.objects.on(MONDAY).filter(role=role, **where).order_by("pk")[0].person


def test_a_month_of_the_welfare_service(
    wealdmere, clock, page: Page, phone: Page, enter, looked_at, picture, printed
):
    school = wealdmere
    lead = whoever_is("attendance_lead", school=school)
    officer, supervisor = (
        whoever_is(role, grouping__kind="authority") for role in ("ewo", "authority_officer")
    )

    # The month is over: children below 80% are set against the caseload, and the month is kept.
    enter(page, supervisor)
    page.goto(f"{AUTHORITY}below/")
    expect(page.get_by_text("October 2026").first).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Keep this month and make its letters").click()
    expect(page.get_by_text("figures and letters stay as they were")).to_be_visible()
    looked_at(page)
    picture(page, "support-below-80")
    match = CrossMatch.objects.get()
    assert match.children.filter(standing=CrossMatched.Standing.KNOWN).exists()
    letter = page.request.get(
        page.url.split("/support/")[0] + f"/support/below/{match.since}/{BRACKENFOLD}/letter/"
    )
    assert letter.headers["content-type"] == "application/pdf"
    printed(letter.body(), "support-below-80.pdf")
    child = match.children.filter(school=school, standing=CrossMatched.Standing.NOT_KNOWN)[0].pupil

    # The school refers a child nobody knows: what was tried stands on the page, and nothing may be missing.
    enter(page, lead)
    page.goto(f"/schools/{BRACKENFOLD}/support/refer/{child.pk}/")
    looked_at(page)
    page.get_by_role("link", name="Education welfare service").click()
    expect(page.get_by_role("heading", name="What was tried")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("It is not complete, and would come back.")).to_be_visible()
    looked_at(page)
    picture(page, "support-referral-not-complete")
    page.get_by_role("link", name="Write on").click()
    page.get_by_label("Reasons for the absence, as far as they are known").fill(
        "Mornings; nobody is home by then."
    )
    page.get_by_label("What the family says and wishes").fill("A later bus would help.")
    if page.get_by_label("Nothing is on record that was tried before").count():
        page.get_by_label("Nothing is on record that was tried before").fill("The family is new here.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="It was sent").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Sent", exact=True)).to_be_visible()

    # The officer takes it up on a telephone, and the case opens in one step.
    clock.at("2026-11-05 10:00")
    enter(phone, officer)
    phone.goto(f"/schools/{BRACKENFOLD}/support/referrals/")
    phone.get_by_role("link", name=str(child)).first.click()
    phone.get_by_role("link", name="Write down what the service said").click()
    phone.wait_for_load_state("load")  # nothing moves any more under the finger
    phone.get_by_label("What came of it", exact=True).check()
    phone.get_by_label("What came of it, if that was said").select_option("accepted")
    looked_at(phone)
    phone.get_by_role("button", name="Keep it").click()
    looked_at(phone)
    phone.get_by_role("link", name="Open its case").click()
    phone.get_by_label("Why", exact=True).fill("Below 80% in the month and the year.")
    phone.get_by_label("Who leads it").select_option(label=officer.name)
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_text("Under way")).to_be_visible()
    looked_at(phone)
    assert Referral.objects.filter(pupil=child, outcome="accepted").exists()

    # Supervision at the end of the month: what has not moved first, and what was decided of it.
    clock.at("2026-11-30 14:00")
    enter(page, supervisor)
    page.goto(f"{AUTHORITY}caseload/?month=2026-11")
    expect(page.get_by_text("Not this month").first).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Write down").first.click()
    page.get_by_label("What was decided").fill("Visit with the school nurse before the tenth.")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Visit with the school nurse before the tenth.")).to_be_visible()
    looked_at(page)
    picture(page, "support-supervision")
