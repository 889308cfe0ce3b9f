"""A head brings the plan she has, says what a column means, corrects a row, and prints it as she knows it."""

import pytest

from tests.plans import shelf
from tests.plans.drawn_document import word_document
from trellis.plans.models import Plan, Row

IMPORT = "/schools/123456/import/plan/"
PLANS = "/schools/123456/plans/"


def bring(page, name: str, content: bytes) -> None:
    page.goto(IMPORT)
    page.get_by_label("File").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="See what would change").click()
    page.get_by_text("Nothing has changed yet.").wait_for()


def test_the_plan_one_has_is_brought_corrected_and_printed(cast, page, enter, axe, fits, picture):
    enter(page, cast.head)
    page.goto(PLANS)
    axe(page)
    fits(page)
    page.get_by_role("link", name="Bring a plan you have").click()
    axe(page)
    bring(page, "Improvement plan.docx", word_document())
    axe(page)
    fits(page)
    page.get_by_text("“AAIL” was read as AA, IL.").wait_for()
    picture(page, "plan-tried")

    page.get_by_text("How the columns were read").click()
    page.get_by_role("link", name="Say what a column means").click()
    axe(page)
    fits(page)
    assert page.get_by_label("Who / Costings").input_value() == "resource"
    picture(page, "plan-columns")
    page.get_by_role("button", name="Read it so").click()
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="Imported").wait_for()

    page.goto(PLANS)
    picture(page, "plans")
    page.get_by_role("link", name="Oak Primary School Improvement Plan 2024-25", exact=True).click()
    page.get_by_text("£3,900").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan")
    page.get_by_role("link", name="things to look at").click()
    axe(page)
    page.locator("details[open]").get_by_role(
        "link", name="Persistent absence is below national."
    ).first.click()

    axe(page)
    fits(page)
    page.get_by_label("Who / Costings").fill("AA IL\n£300 for travel")
    picture(page, "plan-row")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_text("AA IL").wait_for()
    row = Row.objects.get(cells__0__startswith="Persistent")
    assert row.cells[5] == "AA IL\n£300 for travel"

    page.goto(f"{PLANS}{Plan.objects.get().pk}/rows/{row.pk}/")
    page.get_by_role("heading", name="What it said before").wait_for()
    axe(page)
    page.goto(f"{PLANS}{Plan.objects.get().pk}/")
    for words, ending in (
        ("Print it (PDF)", "pdf"),
        ("As a Word document", "docx"),
        ("As a sheet (Excel)", "xlsx"),
    ):
        with page.expect_download() as handed:
            page.get_by_role("link", name=words).click()
        assert handed.value.suggested_filename == f"oak-primary-school-improvement-plan-2024-25.{ending}"


def test_a_plan_is_read_on_a_telephone_and_needs_no_script(
    cast, phone, without_script, enter, axe, fits, picture
):
    enter(without_script, cast.head)
    bring(without_script, "Improvement plan.docx", word_document())
    without_script.get_by_role("button", name="Import it").click()
    enter(phone, cast.governor)
    phone.goto(f"{PLANS}{Plan.objects.get().pk}/")
    axe(phone)
    fits(phone)
    phone.get_by_text("Which families have we not heard from").wait_for()
    assert not phone.get_by_text("Correct", exact=True).count()
    picture(phone, "plan-phone")


def test_a_plan_is_begun_in_a_layout_and_the_school_makes_its_own(cast, page, enter, axe, fits, picture):
    enter(page, cast.head)
    page.goto(f"{PLANS}layouts/new/")
    axe(page)
    fits(page)
    page.get_by_label("What the layout is called").fill("Ours")
    page.get_by_label("Caption of column 1 (optional)", exact=True).fill("What")
    page.get_by_label("What column 1 says (optional)", exact=True).select_option("action")
    page.get_by_role("button", name="Keep this layout").click()
    page.get_by_role("link", name="Ours").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-layouts")
    page.goto(f"{PLANS}new/")
    axe(page)
    page.get_by_label("What the plan is called").fill("Reading for all")
    page.get_by_label("Layout").select_option("trust")
    page.get_by_role("button", name="Begin it").click()
    page.get_by_role("heading", name="Reading for all").first.wait_for()
    axe(page)
    fits(page)
    page.get_by_role("link", name="The document: state, signatures, reviews").click()
    axe(page)
    fits(page)


@pytest.mark.parametrize("name", shelf.ALL)
def test_each_of_the_five_plans_is_brought_through_the_pages(cast, page, enter, axe, name):
    content = shelf.plan_file(name).read_bytes()
    enter(page, cast.head)
    bring(page, name, content)
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="Imported").wait_for()
    page.goto(f"{PLANS}{Plan.objects.get().pk}/")
    page.get_by_role("heading", level=1).wait_for()
    axe(page)
