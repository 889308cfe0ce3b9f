"""Where each role lands: the morning at a school, a class, the governors' figures, the schools of a trust."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from trellis.schools.models import Person, Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

# A school day, five past nine: some registers are taken, some families have not been heard from.
MORNING = dt.date(2026, 11, 20)


@pytest.fixture
def demonstration(transactional_db, settings, tmp_path, clock) -> School:
    """Two schools of the demonstration, two years of them, at five past nine on a Friday."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{MORNING} 09:05")
    store(draw_world(schools=2, years=2, seed=1, on=MORNING), password="not asked for here")
    return School.objects.known_by("990001").get()


def whoever_is(role: str, **at) -> Person:
    """The first who holds a post of this role that day."""
    return Post.objects.on(MORNING).filter(role=role, **at).order_by("pk")[0].person


def seen(page: Page, person: Person, enter, axe, fits) -> None:
    enter(page, person)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    fits(page)


def test_the_morning_at_a_school(demonstration, page: Page, phone: Page, enter, axe, fits, picture):
    lead = whoever_is("attendance_lead", school=demonstration)
    seen(page, lead, enter, axe, fits)
    picture(page, "today")
    seen(phone, lead, enter, axe, fits)
    picture(phone, "today-phone")


def test_a_teacher_s_class(demonstration, page: Page, enter, axe, fits, picture):
    seen(page, whoever_is("class_teacher", school=demonstration), enter, axe, fits)
    picture(page, "teacher")


def test_what_a_governor_sees(demonstration, page: Page, enter, axe, fits, picture):
    seen(page, whoever_is("governor", school=demonstration), enter, axe, fits)
    expect(page.get_by_text("Hidden").first).to_be_visible()
    picture(page, "governors")


def test_the_schools_of_a_trust(demonstration, page: Page, enter, axe, fits, picture):
    seen(page, whoever_is("trust_officer"), enter, axe, fits)
    expect(page.get_by_role("link", name=demonstration.name)).to_be_visible()
    picture(page, "trust")


def test_keeping_and_merging(demonstration, page: Page, enter, axe, fits, picture):
    enter(page, whoever_is("data_manager", school=demonstration))
    for address, name in (("records", "keeping"), ("merges", "merges")):
        page.goto(f"/schools/990001/{address}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)
        fits(page)
        picture(page, name)
