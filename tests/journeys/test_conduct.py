"""An incident from the playground to the figures: recorded on a telephone, followed up at a desk, read by
governors (BEH-1).
"""

import datetime as dt

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.conduct.recorded import an_incident


def test_an_incident_from_the_playground_to_the_figures(
    cast, clock, page: Page, phone: Page, without_script, enter, axe, fits, picture
):
    lessons = ["reading", "writing", "sums", "music", "science", "art", "history", "singing", "sport"]
    for number in range(9):
        said = {"on": dt.date(2024, 9, 3 + number % 3), "words": f"Called out in {lessons[number]}."}
        an_incident(cast, ("ben", "cal", "dee", "amy", "eve", "fay")[number % 6], by=cast.head, **said)

    # A teacher, in under a minute and with one thumb.
    clock.at("2024-09-10T12:40")
    enter(phone, cast.teacher)
    phone.goto(reverse("conduct:record", args=["123456"]))
    axe(phone)
    fits(phone)
    phone.get_by_label("Ben Bright").check()
    phone.get_by_label("What sort").select_option(label="Pushing or fighting")
    phone.get_by_label("Where").select_option(label="Playground")
    expect(phone.get_by_label("When")).to_have_value("lunch")
    phone.get_by_label("Middle: to be followed up").check()
    phone.get_by_label("What happened").fill("Pushed in the line, and Cal fell.")
    phone.get_by_label("What was done").select_option(label="Talked with the child")
    picture(phone, "incident-record-phone")
    phone.get_by_role("button", name="Record it").click()
    expect(phone.get_by_text("It is recorded.")).to_be_visible()
    axe(phone)
    fits(phone)
    phone.get_by_role("link", name="Add a child").click()
    phone.get_by_label("Child").select_option(label="Cal Carter")
    phone.get_by_label("Was hurt or upset").check()
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_text("was hurt or upset")).to_be_visible()

    # The SENCO, who follows it up.
    enter(page, cast.inclusion_lead)
    page.goto(reverse("conduct:incidents", args=["123456"]))
    axe(page)
    fits(page)
    picture(page, "incidents")
    page.get_by_label("Which").select_option(label="To be followed up (1)")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Pushing or fighting").click()
    page.get_by_role("link", name="Follow it up").click()
    page.get_by_label("How it was followed up").fill("Both talked it through; both homes rung.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Put it right").click()
    page.get_by_label("Where").select_option(label="Lunch hall")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Where was: Playground")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "incident")

    # How often, where and when; the same list and form without script.
    page.get_by_role("link", name="Incidents", exact=True).last.click()
    page.get_by_role("link", name="How often").click()
    expect(page.get_by_text("10 incidents in 2024/25")).to_be_visible()
    expect(page.locator("canvas, .trellis-chart svg").first).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "incidents-how-often")
    enter(without_script, cast.inclusion_lead)
    without_script.goto(reverse("conduct:figures", args=["123456"]))
    without_script.get_by_role("link", name="1", exact=True).first.click()
    expect(without_script.get_by_text("1 incident:")).to_be_visible()

    # Once the half-term is over, governors read the same with what is few hidden.
    clock.at("2024-11-05T17:00")
    enter(page, cast.governor)
    page.goto("/")
    page.get_by_role("link", name="How often incidents happen").click()
    expect(page.get_by_text("10 incidents in 2024/25")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "incidents-governors")
