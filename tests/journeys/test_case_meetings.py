"""A learning forum from its agenda to its next meeting: built from what is due, decided, closed, followed up
(SUP-7).
"""

import datetime as dt

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.conduct.recorded import an_incident
from tests.support.helped import a_case, programme
from tests.support.meetings.held import a_body
from trellis.support.actions import add_step, note_contact


def test_a_learning_forum_from_its_agenda_to_the_next(
    cast, clock, page: Page, phone: Page, enter, axe, fits, picture
):
    plan = programme(cast, "parent-plan")
    amy = a_case(cast, "amy", plan)
    add_step(case=amy, words="Meet at the gate", whose="school", due=dt.date(2024, 9, 20), by=cast.head)
    a_case(cast, "ben", plan)
    clock.at("2024-10-08T09:00")
    note_contact(case=amy, on=dt.date(2024, 10, 4), kind="call", words="Rang home.", by=cast.head)
    for day in (1, 2, 3):
        an_incident(cast, "cal", on=dt.date(2024, 10, day))
    a_body(cast)

    # The SENCO chairs it: it stands on Today, and its agenda builds itself.
    enter(page, cast.inclusion_lead)
    page.goto("/")
    page.get_by_role("link", name="Learning forum").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Open the next agenda").click()
    expect(page.get_by_label("It meets on")).to_have_value("2024-10-08")
    page.get_by_role("button", name="Keep it").click()
    for words in ("1 step is overdue", "Nothing has happened since 9 September", "3 incidents since"):
        expect(page.get_by_text(words)).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "case-meeting")

    # Of one child something is said and decided, another is left.
    page.get_by_role("button", name="Talk about it Amy Adams").click()
    page.get_by_label("What was said").fill("Mornings are better since she is met.")
    page.get_by_role("button", name="Keep what was said").click()
    page.get_by_role("link", name="Write down a decision").click()
    page.get_by_label("What was decided").fill("Go on meeting her until half-term")
    page.get_by_label("Who does it").select_option(label="Anil Attar")
    page.get_by_label("By when").fill("2024-10-14")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("a step of the case")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "case-meeting-child")
    page.get_by_role("link", name="Back to the agenda").click()
    page.get_by_role("button", name="Talk about it Ben Bright").click()
    page.get_by_role("link", name="Leave it for another time").click()
    page.get_by_label("Why it is left for another time").fill("His teacher is away")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Who came, and what was said").click()
    page.get_by_label("Anil Attar").select_option(label="Came")
    page.get_by_label("Safeguarding").fill("Nothing new.")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_text("nothing of them changes any more")).to_be_visible()
    axe(page)
    fits(page)

    # It stands on the Today of whoever does it, who says on a telephone what came of it.
    clock.at("2024-10-15T09:00")
    enter(phone, cast.attendance_lead)
    phone.goto("/")
    phone.get_by_role("link", name="1 decision of a case meeting is yours to do").click()
    axe(phone)
    fits(phone)
    picture(phone, "case-meeting-mine-phone")
    phone.get_by_role("link", name="Say what came of it").click()
    phone.get_by_label("Yes").check()
    phone.get_by_label("What came of it").fill("In class by nine every day.")
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_text("It is kept.")).to_be_visible()

    # The next meeting begins with it.
    enter(page, cast.inclusion_lead)
    page.goto(reverse("support:case_bodies", args=["123456"]))
    axe(page)
    fits(page)
    page.get_by_role("link", name="Learning forum").click()
    page.get_by_role("button", name="Open the next agenda").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("What was decided on 8 October")).to_be_visible()
    expect(page.get_by_text("In class by nine every day.")).to_be_visible()
    picture(page, "case-meeting-next")
