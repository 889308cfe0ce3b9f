"""A school's own pages in a browser: settings, people, a family, who looked."""

import pytest
from playwright.sync_api import Page, expect

from trellis.schools import actions
from trellis.schools.settings import decide

OAK = "/schools/123456"

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_a_head_changes_a_setting_and_reads_its_history(cast, page: Page, enter, axe, fits, picture) -> None:
    decide(place=cast.trust, name="gate", value="08:30", by=cast.trust_officer)
    enter(page, cast.head)
    page.goto(f"{OAK}/settings/")
    axe(page)
    fits(page)
    picture(page, "settings")
    page.get_by_role("link", name="Change Morning register opens").click()
    page.get_by_label("Morning register opens").fill("09:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Morning register closes").fill("10:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Morning register opens is changed.")).to_be_visible()
    page.get_by_role("link", name="Change Morning register opens").click()
    expect(page.get_by_role("cell", name="Helen Hart").first).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "setting")


def test_a_head_adds_somebody_and_says_their_last_day(cast, page: Page, enter, axe, fits, picture) -> None:
    enter(page, cast.head)
    page.goto(f"{OAK}/people/")
    axe(page)
    fits(page)
    picture(page, "people")
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_label("E-mail address").fill("nia@oak.example")
    page.get_by_label("Name", exact=True).fill("Nia Nash")
    page.get_by_label("Role").select_option("Class teacher")
    page.get_by_label("Class (optional)").select_option("4C")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Nia Nash is Class teacher here from 10 September 2024")).to_be_visible()
    page.get_by_role("link", name="End Nia Nash").click()
    axe(page)
    page.get_by_role("button", name="End the post").click()
    expect(page.get_by_text("The last day is recorded.")).to_be_visible()
    page.goto(f"{OAK}/people/roles/")
    axe(page)
    fits(page)
    picture(page, "roles")


def test_the_office_covers_a_class(cast, page: Page, enter, axe, fits, picture) -> None:
    enter(page, cast.office)
    page.goto(f"{OAK}/cover/")
    page.get_by_label("Class", exact=True).select_option("4C")
    page.get_by_label("E-mail address of the supply teacher").fill("pat@supply.example")
    page.get_by_label("Name").fill("Pat Pool")
    page.get_by_role("button", name="Cover the class").click()
    expect(page.get_by_text("Pat Pool covers 4C.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "cover")


def test_a_family_and_what_is_held(cast, page: Page, phone: Page, enter, axe, fits, picture) -> None:
    actions.place_hold(
        pupil=cast.amy,
        school=cast.oak,
        kind="bereavement",
        reason="Her grandmother died on Sunday",
        held_by="the safeguarding lead",
        by=cast.safeguarding_lead,
    )
    enter(page, cast.office)
    page.goto(f"{OAK}/pupils/{cast.amy.pk}/family/")
    expect(page.get_by_text("Letters are held by the safeguarding lead.")).to_be_visible()
    expect(page.get_by_text("grandmother")).to_have_count(0)
    axe(page)
    fits(page)
    picture(page, "family")
    page.get_by_role("link", name="Change Abe Adams").click()
    axe(page)
    fits(page)
    page.get_by_label("Do not contact until").fill("2024-12-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("until 31 December 2024")).to_be_visible()

    enter(phone, cast.safeguarding_lead)
    phone.goto(f"{OAK}/pupils/{cast.amy.pk}/family/")
    expect(phone.get_by_text("Her grandmother died on Sunday")).to_be_visible()
    axe(phone)
    picture(phone, "family-phone")
    phone.goto(f"{OAK}/who-looked/")
    expect(phone.get_by_role("cell", name="Olive Ofori").first).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "who-looked-phone")


def test_a_record_and_a_timetable(cast, page: Page, enter, axe, fits, picture) -> None:
    enter(page, cast.office)
    page.goto(f"{OAK}/pupils/{cast.cal.pk}/record/")
    axe(page)
    fits(page)
    picture(page, "record")
    page.get_by_role("link", name="Change Sessions due").click()
    page.get_by_label("Nursery sessions").check()
    page.get_by_label("Monday morning").check()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The timetable is recorded.")).to_be_visible()
    expect(page.get_by_text("Nursery sessions: Monday morning")).to_be_visible()
    page.get_by_role("link", name="Leaving the school").click()
    axe(page)
    page.get_by_label("Last day").fill("2024-09-20")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("On the roll from 3 September 2024 to 20 September 2024")).to_be_visible()
