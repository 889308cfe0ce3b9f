"""A head lives a half-term with the plan of the reference shelf that has the most rows: at a desk, and on her
telephone.
"""

from tests.plans import shelf
from tests.plans.bound import ten_sessions
from trellis.plans.models import Criterion, Plan

PLANS = "/schools/123456/plans/"
IMPORT = "/schools/123456/import/plan/"


def test_a_plan_lives_through_a_half_term(cast, clock, page, phone, enter, axe, fits):
    content = shelf.plan_file(shelf.TRUST).read_bytes()
    clock.at("2024-09-02T16:00")
    enter(page, cast.head)
    page.goto(IMPORT)
    page.get_by_label("File").set_input_files(
        {"name": "Our plan.txt", "mimeType": "text/plain", "buffer": content}
    )
    page.get_by_role("button", name="See what would change").click()
    page.get_by_text("Nothing has changed yet.").wait_for()
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="Imported").wait_for()
    plan = Plan.objects.get()

    # It is this year's: one page says so.
    page.goto(f"{PLANS}{plan.pk}/document/")
    page.get_by_label("First school year").select_option("2024")
    page.get_by_label("Last school year").select_option("2024")
    page.get_by_label("State").select_option("working")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_role("heading", name="Are we on track?").wait_for()
    page.get_by_text("Nothing in this plan reads itself yet.").wait_for()
    axe(page)
    fits(page)

    # What nobody has a cost for leads to its row.
    page.get_by_role("link", name="No cost yet").first.click()
    page.get_by_label("Costings").fill("AA £120")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_text("AA £120").wait_for()

    # Its words name figures: those meant just so are ticked, and bound in one go.
    page.get_by_role("link", name="See which of its words name a figure").click()
    page.get_by_role("button", name="Bind what is ticked").wait_for()  # it stands below every one of them
    for box in page.get_by_role("checkbox").all():
        box.check()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Bind what is ticked").click()
    page.get_by_text("criteria read themselves now.").wait_for()
    assert Criterion.objects.count() == 11

    # Two weeks of registers later she looks on her telephone, and writes down a review.
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    enter(phone, cast.head)
    phone.goto(f"{PLANS}{plan.pk}/")
    phone.get_by_text("criteria that have a figure").wait_for()
    phone.get_by_text("85.0%").first.wait_for()
    axe(phone)
    fits(phone)
    phone.get_by_role("link", name="Write down a review").click()
    phone.get_by_label("By whom").fill("Helen Hart")
    phone.get_by_role("button", name="Keep it so").click()
    phone.get_by_text("About the document").click()
    phone.get_by_role("link", name="Reviewed 9 September 2024").click()
    phone.get_by_text("51 of 60").first.wait_for()
    axe(phone)
    fits(phone)

    # And it prints as the paper it was.
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/")
    for words, ending in (("Print it (PDF)", "pdf"), ("As a Word document", "docx")):
        with page.expect_download() as handed:
            page.get_by_role("link", name=words).click()
        assert handed.value.suggested_filename.endswith(f"plan.{ending}")
