"""Reading attendance: from the headline to the list, to the child, to how it was counted."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from trellis.schools.models import Person, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world


@pytest.fixture
def demonstration(transactional_db, settings, tmp_path):
    """One school of the demonstration, two years of it, up to today."""
    settings.TRELLIS_DATA = tmp_path
    store(draw_world(schools=1, years=2, seed=1, on=timezone.localdate()), password="not asked for here")
    return School.objects.filter(lines__isnull=False).distinct().get()


@pytest.fixture
def lead(demonstration) -> Person:
    return Person.objects.get(posts__role="attendance_lead", posts__school=demonstration)


def test_from_the_headline_to_the_child(
    demonstration, lead, page: Page, phone: Page, enter, axe, fits, picture
):
    enter(page, lead)
    urn = demonstration.urn
    page.goto(f"/schools/{urn}/attendance/")
    expect(page.locator("svg.marks").first).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "attendance")

    page.get_by_text("How was this counted?").click()
    expect(page.get_by_text("Codes counted")).to_be_visible()

    for tab, name in (("Groups", "groups"), ("Classes", "classes"), ("Days and reasons", "days-and-reasons")):
        page.get_by_role("link", name=tab, exact=True).click()
        expect(page.locator("table").first).to_be_visible()
        axe(page)
        picture(page, f"attendance-{name}")

    page.get_by_role("link", name="Overview", exact=True).click()
    share = page.locator(".trellis-headlines .trellis-figure").filter(has_text="Persistently absent")
    said = re.search(r"(\d+) of \d+", share.inner_text())
    assert said is not None
    share.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{said[1]} pupil")
    axe(page)
    picture(page, "list")

    page.locator("tbody a").first.click()
    expect(page.locator("svg.trellis-strip").first).to_be_visible()
    axe(page)
    picture(page, "pupil")

    enter(phone, lead)
    for address, name in (
        (f"/schools/{urn}/attendance/", "attendance"),
        (f"/schools/{urn}/attendance/pupils/?where=persistent_absence", "list"),
        (page.url, "pupil"),
    ):
        phone.goto(address)
        axe(phone)
        fits(phone)
        picture(phone, f"{name}-phone", whole=name != "list")


def test_a_list_without_script_and_on_paper(demonstration, lead, without_script: Page, enter, picture):
    enter(without_script, lead)
    urn = demonstration.urn
    without_script.goto(f"/schools/{urn}/attendance/")
    without_script.get_by_label("Whom to count").select_option("statistical")
    without_script.get_by_role("button", name="Show").click()
    expect(without_script.get_by_label("Whom to count")).to_have_value("statistical")
    without_script.get_by_text("How was this counted?").click()
    without_script.get_by_role("link", name="How this figure was counted").click()
    expect(without_script.get_by_text("Codes counted")).to_be_visible()
    without_script.goto(f"/schools/{urn}/attendance/pupils/")
    without_script.emulate_media(media="print")
    expect(without_script.get_by_role("button", name="Show")).to_be_hidden()
    expect(without_script.locator("tbody tr").first).to_be_visible()
