"""SUP-12: a course for parents set up, somebody found by their child, who came on a telephone; and how a
school stands to the extended services, beside the others of its authority.
"""

from playwright.sync_api import Page, expect

from trellis.support.courses.models import Course

SUPPORT = "/schools/123456/support/"


def test_a_course_and_the_extended_services(cast, clock, page: Page, phone: Page, enter, looked_at, picture):
    enter(page, cast.office)
    page.goto(f"{SUPPORT}courses/needs/")
    page.get_by_role("button", name="Note somebody").click()
    page.get_by_role("searchbox").fill("Amy")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Ann Adams").check()
    page.get_by_label("English as an additional language").check()
    page.get_by_label("How it is known").fill("Asked at the coffee morning")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Asked at the coffee morning")).to_be_visible()
    page.get_by_role("link", name="Set up a course").click()
    page.get_by_label("What it is called").fill("English for parents")
    page.get_by_label("English as an additional language").check()
    page.get_by_label("Who holds it").fill("Adult learning service")
    page.get_by_label("Where").fill("Family room")
    page.get_by_label("On which day of the week").select_option(label="Tuesday")
    page.get_by_label("From").fill("13:15")
    page.get_by_label("First day").fill("2024-09-03")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Somebody takes part").click()
    page.get_by_role("searchbox").fill("Amy")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Ann Adams").check()
    page.get_by_label("From").fill("2024-09-03")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("English for parents")

    # On a telephone: one tick.
    clock.at("2024-09-10 15:00")
    enter(phone, cast.office)
    course = Course.objects.get()
    phone.goto(f"{SUPPORT}courses/{course.pk}/")
    looked_at(phone)
    phone.get_by_role("link", name="Tuesday 10 September 2024").click()
    phone.get_by_label("Ann Adams").check()
    looked_at(phone)
    phone.get_by_role("button", name="Keep the register").click()
    expect(phone.get_by_text("1 of 1")).to_be_visible()
    enter(page, cast.office)
    page.goto(f"{SUPPORT}courses/{course.pk}/")
    looked_at(page)
    picture(page, "course")
    page.goto(f"{SUPPORT}courses/needs/")
    expect(page.get_by_text("In English for parents")).to_be_visible()
    looked_at(page)
    picture(page, "course-needs")
    page.goto(f"{SUPPORT}courses/")
    looked_at(page)

    # The extended services, and the grid of the authority.
    page.goto(f"{SUPPORT}extended-services/")
    looked_at(page)
    page.get_by_role("link", name="Childcare from eight to six").click()
    page.get_by_label("Points the way").check()
    page.get_by_label("By whom, and where").fill("The childminders of the town")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("The childminders of the town")).to_be_visible()
    enter(page, cast.authority_officer)
    page.goto("/groupings/authority/Northmoor/support/extended-services/")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    looked_at(page)
    picture(page, "extended-services")
    page.goto("/groupings/authority/Northmoor/support/courses/")
    looked_at(page)
