"""The offer drawn and as families read it, a family pointed to a service, an agreement that answers; a record
opened with a reason, and what colleagues must have read.
"""

from playwright.sync_api import Page, expect

from tests.support.auditing.audited import all_judged, an_audit, something_follows
from tests.support.directory.pointed import a_family_centre, an_agreement, pointed
from tests.support.helped import a_case, an_agency, programme
from tests.support.offer.offered import an_offer
from tests.support.protection.guarded import on_record, to_be_read
from trellis.support.offer.actions import carry_out

OAK = "/schools/123456/"


def test_what_help_there_is_and_how_a_family_gets_it(
    cast, page: Page, phone: Page, enter, axe, fits, picture
):
    levels = an_offer(cast, "levels")
    plan, mentoring = programme(cast), programme(cast, "mentoring")
    for name, under in (("amy", plan), ("ben", plan), ("cal", mentoring)):
        a_case(cast, name, under=under)
    carry_out(
        step=levels[0].steps.first(), school=cast.oak, on=cast.today, words="Seen at both doors", by=cast.head
    )
    centre = a_family_centre(
        cast,
        for_families="A place to play, and to talk.",
        where="Mill Lane",
        how_to_get="Walk in on a Tuesday.",
    )
    enter(page, cast.inclusion_lead)
    page.goto(f"{OAK}support/offer/")
    expect(page.get_by_role("img", name="The levels of the offer")).to_be_visible()
    page.locator(".trellis-chart").scroll_into_view_if_needed()
    expect(page.locator(".trellis-chart svg, .trellis-chart canvas").first).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "support-offer")
    page.get_by_role("link", name="As families read it").click()
    expect(page.get_by_text("Walk in on a Tuesday.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "support-offer-families")

    # A family is pointed there from a telephone, and what is bought of a service is seen at the desk.
    enter(phone, cast.inclusion_lead)
    phone.goto(f"{OAK}support/signposts/?q=amy")
    phone.get_by_role("link", name="Amy Adams").click()
    phone.get_by_label("Which service").select_option(label="Family centre")
    phone.get_by_label("For what").fill("Somewhere to meet other parents")
    axe(phone)
    fits(phone)
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_text("Somewhere to meet other parents")).to_be_visible()
    axe(phone)
    fits(phone)
    pointed(cast, "ben", centre)
    an_agreement(cast, an_agency(cast))
    for address in ("services/", "agreements/", "offer/steps/1/carried-out/", "agreements/new/"):
        page.goto(f"{OAK}support/{address}")
        axe(page)
        fits(page)


def test_a_record_is_opened_with_a_reason(cast, page: Page, phone: Page, enter, axe, fits, picture):
    on_record(cast, holds="other")
    to_be_read(cast)
    enter(page, cast.safeguarding_lead)
    page.goto(f"{OAK}protection/")
    axe(page)
    fits(page)
    picture(page, "protection-to-read")
    page.get_by_role("link", name="Children", exact=True).click()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Amy Adams").click()
    axe(page)
    page.get_by_label("Why do you need to open it?").fill("Meeting about her today")
    picture(page, "protection-reason")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("SG-0417").first).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "protection-record")
    for address in (
        "children/opened/",
        "children/new/?q=amy",
        "meetings/",
        "audits/",
        "read/new/",
        "read/1/",
    ):
        page.goto(f"{OAK}protection/{address}")
        axe(page)
        fits(page)

    something_follows(cast, all_judged(cast, an_audit(cast)))
    page.goto(f"{OAK}protection/audits/1/")
    axe(page)
    fits(page)
    picture(page, "protection-audit")

    enter(phone, cast.teacher)
    phone.goto(f"{OAK}protection/")
    phone.get_by_role("button", name="I have read it").click()
    expect(phone.get_by_text("You confirmed that you read it.")).to_be_visible()
    axe(phone)
    fits(phone)
