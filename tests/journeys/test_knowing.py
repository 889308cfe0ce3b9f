"""Knowing: the MIS says otherwise, and the page says why, to the session."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from trellis.schools.models import Person, Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

FRIDAY, SATURDAY = dt.date(2026, 11, 20), dt.date(2026, 11, 21)


@pytest.fixture
def primary(transactional_db, settings, tmp_path, clock) -> School:
    """A primary of the demonstration, on a Friday in November when its registers are taken."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{SATURDAY} 09:05")
    store(draw_world(schools=1, years=2, seed=1, on=SATURDAY), password="not asked for here")
    clock.at(f"{FRIDAY} 15:40")
    return School.objects.known_by("990001").get()


def lead_of(school: School) -> Person:
    return Post.objects.on(FRIDAY).filter(role="attendance_lead", school=school)[0].person


def test_checks_and_targets(primary, page: Page, enter, axe, fits, picture):
    enter(page, lead_of(primary))
    page.goto(f"/schools/{primary.urn}/attendance/")
    page.get_by_role("link", name="Checks and targets").click()
    expect(page.get_by_role("heading", name="Is it complete?")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "complete")
    page.get_by_role("link", name="Our figure beside another").click()
    expect(page.get_by_role("heading", name="Our figure beside another")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("link", name="MIS, attendance summary").click()
    expect(page.get_by_text("A part of the difference is not explained.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "printed-figure")
    page.get_by_role("link", name="Missing marks").click()
    expect(page.get_by_role("heading", name="Missing marks", level=1)).to_be_visible()
    axe(page)
    fits(page)
    page.goto(f"/schools/{primary.urn}/checks/figures/bring/")
    expect(page.get_by_role("button", name="Put it beside ours")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "bring-printed-figure")

    page.goto(f"/schools/{primary.urn}/checks/targets/")
    expect(page.get_by_role("heading", name="Targets")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "targets")
    page.get_by_role("button", name="Keep it for the head").click()
    expect(page.get_by_role("heading", name="What the head was told")).to_be_visible()
    axe(page)
    fits(page)

    page.goto(f"/schools/{primary.urn}/checks/authority/")
    expect(page.get_by_role("heading", name="Due to the authority")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "authority")
    page.get_by_role("button", name=re.compile("^Prepare a file of")).first.click()
    page.get_by_role("button", name="Approve it").click()
    expect(page.get_by_role("link", name="PDF")).to_be_visible()
    axe(page)
    fits(page)

    page.goto(f"/schools/{primary.urn}/checks/lateness/")
    expect(page.get_by_role("heading", name="Lateness beside absence")).to_be_visible()
    axe(page)
    fits(page)
