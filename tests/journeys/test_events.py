"""COM-5: a series of coffee mornings with its topics, whole classes invited, who came on a telephone, and who
takes part.
"""

import datetime as dt

from playwright.sync_api import Page, expect

from tests.attendance.events.held import a_mother
from trellis.gatherings.models import FamilyInvitation, Gathering

EVENTS = "/schools/123456/events/"


def test_a_coffee_morning_from_its_topics_to_who_takes_part(
    cast, clock, page: Page, phone: Page, enter, looked_at, picture
):
    a_mother(cast, "ben", "Bea Bright")
    a_mother(cast, "cal", "Cora Carter")

    # At a desk: a series, its days and topics, and the families of a class.
    enter(page, cast.office)
    page.goto(EVENTS)
    looked_at(page)
    page.get_by_role("button", name="Begin a series").click()
    page.get_by_label("What it is called").fill("Friday coffee morning")
    page.get_by_label("From", exact=True).fill("09:00")
    page.get_by_label("Where", exact=True).fill("in the hall")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Arrange its days").click()
    page.get_by_label("Each week on").select_option(label="Friday")
    page.get_by_label("From", exact=True).fill("2024-09-13")
    page.get_by_label("Until", exact=True).fill("2024-10-18")
    page.get_by_label("Topics").fill("Mornings without a fight\nStaying safe online\nHow we teach phonics")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Friday coffee morning: Staying safe online")).to_be_visible()
    page.get_by_role("link", name="13 Sep 2024").click()
    page.get_by_role("button", name="Invite families").click()
    page.get_by_label("3B").check()
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("stand on the list.")).to_be_visible()
    looked_at(page)

    # On the day, on a telephone: two ticks, and somebody who was not asked.
    clock.at("2024-09-13 09:40")
    enter(phone, cast.office)
    first = Gathering.objects.get(on=dt.date(2024, 9, 13))
    phone.goto(f"{EVENTS}{first.pk}/")
    phone.get_by_role("button", name="Say who came").click()
    phone.get_by_label("Ann Adams").check()
    phone.get_by_label("Bea Bright").check()
    phone.get_by_label("That is everybody").check()
    looked_at(phone)
    picture(phone, "event-register-phone")
    phone.get_by_role("button", name="Keep the register").click()
    expect(phone.get_by_text("homes invited came")).to_be_visible()
    looked_at(phone)
    assert FamilyInvitation.objects.filter(came=True).count() == 2
    clock.at("2024-09-20 09:40")
    enter(phone, cast.office)
    second = Gathering.objects.get(on=dt.date(2024, 9, 20))
    phone.goto(f"{EVENTS}{second.pk}/register/?q=Cal")
    looked_at(phone)
    phone.get_by_role("button", name="Cora Carter came").click()
    expect(phone.get_by_text("Cora Carter stands in the register.")).to_be_visible()

    # Back at the desk: the series with its new faces, who takes part, and who has not been seen.
    enter(page, cast.office)
    page.goto(EVENTS)
    looked_at(page)
    picture(page, "events")
    # The last of that name is the series; the others are one of it each.
    page.get_by_role("link", name="Friday coffee morning", exact=True).last.click()
    looked_at(page)
    picture(page, "event-series")
    for name, kept in (("taking-part", "event-taking-part"), ("not-seen", "event-not-seen"), ("classes", "")):
        page.goto(f"{EVENTS}{name}/")
        looked_at(page)
        if kept:
            picture(page, kept)
    page.get_by_role("link", name="Ask its families in 4C").click()
    expect(page.get_by_label("Families in class")).to_be_checked()
    looked_at(page)
