"""A snow day: the school is closed before eight and families are told; one afternoon opens again, and every
child is accounted for.
"""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.attendance.day.morning import taken
from trellis.attendance.models import Closure
from trellis.messages.models import Item
from trellis.registers.models import Line
from trellis.rules.words import Session
from trellis.schools.models import Contact

OAK = "/schools/123456"


@pytest.fixture
def snow(cast, clock):
    """It has snowed in the night; their mother has a mobile number."""
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    clock.at("2024-09-10 07:05")
    return cast


def marks(cast, session: Session) -> set[str]:
    at = 2 * (cast.today - dt.date(2024, 7, 29)).days + (session is Session.PM)
    return {line.marks[at] for line in Line.objects.filter(school=cast.oak)}


def test_a_snow_day(snow, clock, page, phone, without_script, enter, axe, fits, picture):
    cast = snow

    # 7:05. The head decides, on a telephone; what will happen is seen before anything does.
    enter(phone, cast.head)
    phone.goto(f"{OAK}/absence/closures/")
    axe(phone)
    fits(phone)
    phone.get_by_label("Why", exact=True).select_option("weather")
    phone.get_by_label("Why, in words families read").fill("The paths and the road are under ice")
    phone.get_by_role("button", name="Look what will happen").click()
    expect(phone.get_by_text("12 marks Y4 are written now")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "closure-looked-phone")
    assert not Closure.objects.exists()
    phone.get_by_role("button", name="Announce it").click()
    expect(phone.get_by_text("Announced: The school is closed.")).to_be_visible()
    expect(phone.get_by_text("A message to 1 family is drawn up")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "closure-phone")
    assert marks(cast, Session.AM) == marks(cast, Session.PM) == {"4"}

    # The message is looked at and approved there and then.
    phone.get_by_role("link", name="School, or a part of it, closed, 10 September 2024, 07:05").click()
    expect(phone.get_by_text("The school is closed to children").first).to_be_visible()
    phone.get_by_role("button", name="Approve").click()
    assert Item.objects.get().approved_at is not None

    # The office announces it once more: somebody has already, and nothing is lost.
    clock.at("2024-09-10 07:40")
    enter(page, cast.office)
    page.goto(f"{OAK}/absence/closures/")
    axe(page)
    fits(page)
    picture(page, "closures")
    page.get_by_label("Why", exact=True).select_option("weather")
    page.get_by_label("Why, in words families read").fill("Snow")
    page.get_by_role("button", name="Look what will happen").click()
    expect(page.get_by_text("Helen Hart announced this already").first).to_be_visible()

    # 9:15. Nobody is rung.
    clock.at("2024-09-10 09:15")
    page.goto(f"{OAK}/absence/")
    expect(page.get_by_text("There is no school today: nobody is asked after.")).to_be_visible()

    # 11:00. The road is clear: the afternoon opens again, in a browser without script.
    clock.at("2024-09-10 11:00")
    enter(without_script, cast.office)
    without_script.goto(f"{OAK}/absence/closures/")
    without_script.get_by_role("link", name="The school").first.click()
    without_script.get_by_label("Tuesday 10 September, afternoon").check()
    without_script.get_by_label("Why", exact=True).fill("The road is clear")
    without_script.get_by_role("button", name="Open again").click()
    expect(without_script.get_by_text("It is open again. 6 marks are taken back.")).to_be_visible()
    expect(without_script.get_by_text("A message to 1 family is drawn up")).to_be_visible()
    page.goto(without_script.url)
    axe(page)
    fits(page)
    picture(page, "closure-open-again")

    # 13:20. The afternoon's registers are taken; every child is accounted for.
    clock.at("2024-09-10 13:20")
    taken(cast, cast.class_3b, session=Session.PM)
    taken(cast, cast.class_4c, session=Session.PM)
    page.goto(f"{OAK}/absence/every-child/")
    expect(page.get_by_text("Every child is accounted for.")).to_be_visible()
    assert marks(cast, Session.AM) == {"4"}
    assert marks(cast, Session.PM) == {"\\"}


def test_an_authority_closes_several_schools(snow, page, phone, enter, axe, fits, picture):
    cast = snow
    enter(page, cast.authority_officer)
    page.goto("/groupings/authority/Northmoor/")
    menu = page.get_by_role("navigation")
    menu.get_by_role("link", name="Attendance", exact=True).click()
    menu.get_by_role("link", name="Closures").click()
    axe(page)
    fits(page)
    for school in ("Elm Primary", "Oak Primary"):
        page.get_by_label(school).check()
    page.get_by_label("Why", exact=True).select_option("weather")
    page.get_by_label("Why, in words families read").fill("The roads are under ice")
    page.get_by_role("button", name="Look what will happen").click()
    expect(page.get_by_role("row", name="Oak Primary")).to_contain_text("12 written now")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_text("2 schools are closed.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "several-closed")

    # At the school it is theirs: the message waits for them, and they open again when it has melted.
    enter(phone, cast.head)
    phone.goto(f"{OAK}/absence/closures/{Closure.objects.get(school=cast.oak).pk}/")
    expect(phone.get_by_text("for several schools of Northmoor")).to_be_visible()
    expect(phone.get_by_role("button", name="Look through it")).to_be_visible()
    axe(phone)
    fits(phone)
