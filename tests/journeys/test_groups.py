"""SUP-5: a group of the rota's turn, begun, filled, timetabled and led; its register taken on a telephone."""

import datetime as dt

from playwright.sync_api import Page, expect

from tests.attendance.spending import spend
from tests.support.helped import a_case, programme
from trellis.support.groups.models import GroupMark, SupportGroup

GROUPS = "/schools/123456/support/groups/"


def test_a_group_from_its_turn_to_its_register(
    cast, clock, page: Page, phone: Page, enter, looked_at, picture
):
    clock.at("2024-10-14T15:30")
    missed = {cast.amy: "6I", cast.ben: "4I 2/ 4I", cast.eve: "8O", cast.cal: "1L"}
    spend(cast.oak, missed, since=dt.date(2024, 9, 3), until=dt.date(2024, 10, 11))
    plans = programme(cast)
    a_case(cast, "amy", plans, since=dt.date(2024, 10, 7))

    # At a desk: whose turn it is, and a group for it.
    enter(page, cast.inclusion_lead)
    page.goto(GROUPS)
    looked_at(page)
    page.get_by_role("link", name="Whose turn it is").click()
    page.get_by_role("link", name="Write a rota").click()
    page.get_by_label("Turns").fill("3, 4\nR, 6\n1, 5")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Year 3, Year 4").first).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Begin a group Autumn 1").click()
    page.get_by_label("What it is called").fill("Early birds")
    page.get_by_label("What it is about").fill("Attendance and punctuality")
    page.get_by_label("Programme it belongs to").select_option(label="Parent plan")
    page.get_by_label("Ines Lowe").check()
    page.get_by_label("Fewest places").fill("2")
    expect(page.get_by_label("Year 3")).to_be_checked()
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("0 in it: it is meant for 2 to 12 children.")).to_be_visible()

    # Who missed a tenth is offered; when it meets is said; a room that is taken is refused.
    page.get_by_role("link", name="Put children into it").click()
    for child in ("Amy Adams", "Ben Bright", "Eve Adams"):
        page.get_by_label(child).check()
    page.get_by_label("From").fill("2024-10-14")
    looked_at(page)
    picture(page, "group-join")
    page.get_by_role("button", name="Put them into it").click()
    page.get_by_role("link", name="Say when it meets").click()
    page.get_by_label("On which day of the week").select_option(label="Tuesday")
    page.get_by_label("From", exact=True).fill("09:15")
    page.get_by_label("Where").fill("Rainbow room")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Tuesday 09:15, Rainbow room")).to_be_visible()
    expect(page.get_by_role("link", name="Begin a plan for Ben Bright")).to_be_visible()

    # Tuesday, on a telephone, from Today: three taps, and whoever is away is said so already.
    clock.at("2024-10-15T09:50")
    spend(cast.oak, {cast.eve: "1I"}, since=dt.date(2024, 10, 15), until=dt.date(2024, 10, 15))
    enter(phone, cast.inclusion_lead)
    phone.goto("/")
    phone.get_by_role("link", name="Early birds").click()
    expect(phone.get_by_text("I in the register")).to_be_visible()
    phone.get_by_role("group", name="Amy Adams").get_by_label("Came", exact=True).check()
    phone.get_by_role("group", name="Ben Bright").get_by_label("Did not come").check()
    looked_at(phone)
    picture(phone, "group-register-phone")
    phone.get_by_role("button", name="Keep the register").click()
    expect(phone.get_by_text("1 of 1 session", exact=True).first).to_be_visible()
    looked_at(phone)
    assert sorted(GroupMark.objects.values_list("pupil__forename", "came")) == [
        ("Amy", "came"),
        ("Ben", "not"),
        ("Eve", "away"),
    ]

    # Back at the desk: the group, the need against it, and the week.
    enter(page, cast.inclusion_lead)
    page.goto(f"{GROUPS}{SupportGroup.objects.get().pk}/")
    looked_at(page)
    picture(page, "group")
    for name, kept in (("need", "group-need"), ("rota", "group-rota"), ("week", ""), ("", "groups")):
        page.goto(f"{GROUPS}{name}/" if name else GROUPS)
        looked_at(page)
        if kept:
            picture(page, kept)
