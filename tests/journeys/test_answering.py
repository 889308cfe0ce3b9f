"""A text to those not reached, a parent who opens its link on a telephone, and the row leaves the list."""

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.day.asked import page_of, with_mobiles
from tests.attendance.day.morning import taken
from tests.messages.families import family
from trellis.attendance.models import AnswerLink
from trellis.messages import outbox
from trellis.registers.models import ExpectedAbsence
from trellis.schools.models import Contact
from trellis.schools.settings import decide

OAK = "/schools/123456"


@pytest.fixture
def late_in_the_morning(cast, clock, settings, live_server):
    """9:25. The sisters, Ben and Dee are not there, nobody answered, and Fay's letters are held."""
    settings.SITE_ADDRESS = live_server.url
    decide(place=cast.oak, name="letterhead_phone", value="01632 960100", by=cast.head)
    with_mobiles(Ann="07700 900123")
    for name, parent, phone, language in (
        ("ben", "Bea Bright", "01632 960011", "en"),
        ("dee", "Dot Dunn", "07700 900125", "pl"),
    ):
        family(
            cast.oak,
            cast.pupils[name],
            parent,
            at=f"{len(parent)} High Street",
            phone=phone,
            language=language,
        )
    Contact.objects.filter(name="Bea Bright").update(email="bea@family.example")
    taken(cast, cast.class_3b, amy="N", ben="N", dee="N")
    taken(cast, cast.class_4c, eve="N", fay="N")
    clock.at("2024-09-10 09:25")
    return cast


def link_of(name: str) -> AnswerLink:
    return AnswerLink.objects.get(contact__name=name)


def test_those_not_reached_are_written_to_and_a_parent_answers(
    late_in_the_morning, clock, page, phone, open_page, enter, axe, fits, picture
):
    cast = late_in_the_morning
    enter(page, cast.office)

    # What would go, to whom, and who is left out, before anybody presses.
    page.goto(f"{OAK}/absence/")
    page.get_by_role("link", name="Write to those not reached").click()
    expect(page.get_by_text("4 homes on the call list: 3 messages would go.")).to_be_visible()
    expect(page.get_by_text("E-mail to Bea Bright, bea@family.example (English)")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "ask")
    enter(phone, cast.office)
    phone.goto(f"{OAK}/absence/ask/")
    axe(phone)
    fits(phone)
    picture(phone, "ask-phone")

    # One press.
    page.get_by_role("button", name="Send to those ticked").click()
    expect(page.get_by_text("3 homes are written to.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "ask-sent")
    page.goto(f"{OAK}/absence/")
    expect(page.get_by_text("09:25 text: written to the outbox").first).to_be_visible()

    # The text holds an address; their mother opens it on her telephone, which nobody has signed in on.
    (text,) = [path.read_text() for path in outbox.root().rglob("text-*.txt") if "900123" in path.read_text()]
    address = next(word for word in text.split() if "/answer/" in word)
    clock.at("2024-09-10 09:31")
    hers = open_page(size={"width": 390, "height": 844}, thumb=True, script=False)
    hers.goto(address)
    expect(hers.get_by_role("heading", name="Why are Amy and Eve not in school today?")).to_be_visible()
    expect(hers.get_by_text("Adams")).to_have_count(0)
    axe_without_script(hers, phone, address, axe)
    fits(hers)
    picture(hers, "answer-phone")
    hers.get_by_role("button", name="Send it to the school").click()
    expect(hers.get_by_role("heading", name="There is a problem")).to_be_visible()
    fits(hers)
    hers.get_by_label("Why? In your own words").fill("Both were sick in the night")
    hers.get_by_label("Back in school on").fill("2024-09-12")
    hers.get_by_role("button", name="Send it to the school").click()
    expect(hers.get_by_role("heading", name="Thank you: the school knows")).to_be_visible()
    picture(hers, "answer-done-phone")
    assert hers.context.cookies() == []

    # The row is off the list, with what was said and a code to write; Dee's mother thought she was here.
    page.goto(f"{OAK}/absence/")
    expect(page.get_by_role("listitem").filter(has_text="Amy Adams")).to_have_count(0)
    expect(page.get_by_text("Both were sick in the night").first).to_be_visible()
    axe(page)
    picture(page, "call-list-answered")
    fits(page)
    page.get_by_role("row").filter(has_text="Amy Adams").get_by_role("button", name="Write it").click()
    expect(page.get_by_text("I is written.")).to_be_visible()
    assert ExpectedAbsence.objects.count() == 2

    # In a browser with script, at a desk: the same page. What it says is the same by keyboard.
    desk = open_page()
    desk.goto(page_of(link_of("Dot Dunn")))
    axe(desk)
    fits(desk)
    desk.get_by_role("button", name="I thought Dee was at school").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Please ring us now")).to_be_visible()
    axe(desk)
    picture(desk, "answer-thought-here")

    # The safeguarding lead has it at once.
    enter(page, cast.safeguarding_lead)
    page.goto("/")
    expect(page.get_by_text("decide now; answered by a link")).to_be_visible()

    # The next day the link has ended, and says so.
    clock.at("2024-09-11 08:00")
    desk.goto(page_of(link_of("Bea Bright")))
    expect(desk.get_by_role("heading", name="This link has ended")).to_be_visible()
    axe(desk)
    fits(desk)


def axe_without_script(hers: Page, other: Page, address: str, axe) -> None:
    """A page that runs no script cannot be looked at by one: the same page in a telephone that does."""
    other.context.clear_cookies()
    other.goto(address)
    axe(other)
    assert other.locator("main").inner_text() == hers.locator("main").inner_text()


def test_the_page_in_another_language_is_read_beside_the_english(
    late_in_the_morning, page, phone, enter, axe, fits, picture
):
    cast = late_in_the_morning
    enter(page, cast.head)
    page.goto(f"{OAK}/absence/ask/")
    page.get_by_role("button", name="Send to those ticked").click()
    page.goto(f"{OAK}/absence/ask/")
    page.get_by_role("link", name="Polish is a draft: read it").click()
    axe(page)
    fits(page)
    picture(page, "answer-words")
    page.get_by_role("button", name="I have read it: let the page speak it").click()
    phone.goto(page_of(link_of("Dot Dunn")))
    expect(phone.get_by_role("heading", name="Dlaczego dziecka (Dee) nie ma dziś w szkole?")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "answer-polish-phone")
