"""Every component on one page: for readers, a keyboard, a telephone, paper and a page without script."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def gallery(settings, transactional_db) -> str:
    settings.ROOT_URLCONF = "tests.journeys.gallery.urls"
    return "/gallery/"


def test_every_component_can_be_read_by_anybody(gallery, page, axe, fits, picture):
    page.goto(f"{gallery}?saved")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".trellis-chart svg")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "components")


def test_a_form_with_mistakes_names_each_and_leads_to_it(gallery, page, axe, picture):
    page.goto(gallery)
    page.get_by_role("button", name="Save").click()
    axe(page)
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Full name")).to_be_focused()
    picture(page, "components-form", whole=True)


def test_on_a_telephone_rows_become_cards(gallery, phone, axe, picture):
    phone.goto(gallery)
    axe(phone)
    picture(phone, "components-phone")


def test_without_script_everything_is_there(gallery, without_script):
    without_script.goto(gallery)
    expect(without_script.get_by_text("The table has the same numbers")).to_be_visible()
    expect(without_script.get_by_role("table", name="Class 3B, 9 to 20 September 2024")).to_be_visible()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(gallery, page):
    page.goto(gallery)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_paper_has_the_page_without_what_only_a_screen_can_do(gallery, page):
    page.goto(gallery)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_be_hidden()
    expect(page.get_by_role("table", name="Class 3B, 9 to 20 September 2024")).to_be_visible()


def test_a_page_that_does_not_exist_says_so_in_words(gallery, page, axe, fits):
    page.goto("/nowhere/")
    expect(page.get_by_role("heading", name="There is no page here for you")).to_be_visible()
    axe(page)
    fits(page)
