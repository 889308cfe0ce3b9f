"""Who comes and goes on a Tuesday at an infant school: gate and register at 8:45, closed at 8:55.

A child types a name at the door, another is brought to the office, one comes from the dentist; a child is
unwell, her mother is rung, and she goes home. The on-site list says who is here, with no network too.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.day.coming import a_desk_link
from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from trellis.attendance.day.arriving import standing_code
from trellis.attendance.display_links import key_of
from trellis.registers.models import ExpectedAbsence
from trellis.rules.words import Session
from trellis.schools.models import FamilyLink
from trellis.schools.settings import decide_together

OAK = "/schools/123456"


@pytest.fixture
def infants(cast, clock):
    """Oak keeps the infant school's times."""
    times = {"gate": "08:45", "register_opens_am": "08:45", "register_closes_am": "08:55"}
    decide_together(place=cast.oak, values=times, since=cast.today.replace(day=1), by=cast.head)
    FamilyLink.objects.filter(contact__name="Abe Adams").update(may_contact=False)
    clock.at("2024-09-10 08:46")
    return cast


def choose(page: Page, where: str, typed: str, name: str) -> None:
    page.goto(f"{OAK}/{where}/")
    page.get_by_label("Which child?").fill(typed)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=name).first.click()


def test_a_tuesday_at_the_late_desk(infants, clock, page, phone, without_script, enter, looked_at, picture):
    cast = infants
    desk = f"/late/{key_of(a_desk_link(cast))}/"
    told_of(cast, "cal", code="M", reason="Dentist")
    taken(cast, cast.class_3b, amy="N", ben="N", cal="M")

    # 8:50. At the door Amy types her name: L; the screen is as new, and says the same of a name that is
    # nobody's.
    clock.at("2024-09-10 08:50")
    phone.goto(desk)
    looked_at(phone)
    phone.get_by_label("Your first name and surname").fill("amy adams")
    phone.get_by_label("Who came with you?").fill("Mum")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_text("It is written down. Please go to your class.")).to_be_visible()
    expect(phone.get_by_label("Your first name and surname")).to_have_value("")
    looked_at(phone)
    picture(phone, "late-screen-phone")
    assert standing_code(cast.oak, cast.amy.pk, cast.today, Session.AM) == "L"
    without_script.goto(desk)
    without_script.get_by_label("Your first name and surname").fill("Bennie Bright")
    without_script.get_by_role("button", name="Sign in").click()
    expect(without_script.get_by_text("It is written down. Please go to your class.")).to_be_visible()

    # 8:58. The office says whose name it is; Ben came before the register closed, so he is late, L.
    clock.at("2024-09-10 08:58")
    enter(page, cast.office)
    page.goto(f"{OAK}/late/")
    expect(page.get_by_role("heading", name="Whose name is this?")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Say whose it is").click()
    page.get_by_label("Which child?").fill("bright")
    page.get_by_role("button", name="Find").click()
    looked_at(page)
    page.get_by_role("button", name="Ben Bright").click()
    assert standing_code(cast.oak, cast.ben.pk, cast.today, Session.AM) == "L"

    # 8:59. Eve is brought to the office after the register has closed: U, with who brought her and why.
    clock.at("2024-09-10 08:59")
    choose(page, "late", "eve", "Eve Adams")
    page.get_by_label("Who brought them").fill("Ann Adams")
    page.get_by_label("Why, in their words").fill("The car would not start")
    looked_at(page)
    picture(page, "late-desk-child")
    page.get_by_role("button", name="Sign the child in").click()
    expect(page.get_by_text("Eve Adams is signed in at 08:59: U.")).to_be_visible()

    # 9:40. Cal comes from the dentist. The register says M, and so does the office: nothing is changed.
    clock.at("2024-09-10 09:40")
    choose(page, "late", "cal", "Cal Carter")
    expect(page.get_by_text("M is expected of them now.")).to_be_visible()
    page.get_by_role("button", name="Sign the child in").click()
    expect(page.get_by_text("Cal Carter is signed in at 09:40: M.")).to_be_visible()
    looked_at(page)
    picture(page, "late-desk")
    enter(phone, cast.office)
    phone.goto(f"{OAK}/late/")
    looked_at(phone)
    picture(phone, "late-desk-phone")


def test_a_child_sent_home_ill(infants, clock, page, phone, enter, looked_at, picture):
    cast = infants
    taken(cast, cast.class_3b)
    taken(cast, cast.class_4c, fay="N")
    enter(page, cast.office)

    # 10:40. Amy has been sick. Where she is looked after stands on the on-site list.
    clock.at("2024-09-10 10:40")
    choose(page, "unwell", "amy", "Amy Adams")
    page.get_by_label("What was seen or said").fill("Has been sick, and is pale")
    looked_at(page)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Looked after here: School office.")).to_be_visible()
    enter(phone, cast.head)
    phone.goto(f"{OAK}/on-site/")
    expect(phone.get_by_text("Not with their class")).to_be_visible()
    looked_at(phone)
    picture(phone, "on-site-phone")

    # 10:45. Her mother is rung; her father may not be, and is not offered.
    clock.at("2024-09-10 10:45")
    expect(page.get_by_text("Abe Adams")).to_have_count(0)
    page.get_by_label("Ann Adams").check()
    page.get_by_label("Asked them to collect the child.").check()
    page.get_by_label("What they said").fill("Comes at eleven")
    page.get_by_role("button", name="Note the call").click()
    expect(page.get_by_text("Comes at eleven")).to_be_visible()
    looked_at(page)
    picture(page, "unwell")
    enter(phone, cast.office)
    phone.goto(page.url)
    looked_at(phone)
    picture(phone, "unwell-phone")

    # 10:50. The head decides. The page leads to signing out, filled in as far as it can be.
    clock.at("2024-09-10 10:50")
    page.get_by_label("Goes home").check()
    page.get_by_label("Who decided").fill("Helen Hart")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_label("Why", exact=True)).to_have_value("Unwell")

    # 11:02. Ann Adams is here.
    clock.at("2024-09-10 11:02")
    page.reload()
    page.get_by_label("Ann Adams").check()
    looked_at(page)
    picture(page, "sign-out")
    page.get_by_role("button", name="Sign the child out").click()
    expect(page.get_by_text("Amy Adams is signed out, Ann Adams. The register expects I.")).to_be_visible()
    looked_at(page)
    phone.goto(f"{OAK}/out/")
    looked_at(phone)
    picture(phone, "out-phone")

    # The morning mark stands, the afternoon is expected, and she is not on the on-site list.
    assert standing_code(cast.oak, cast.amy.pk, cast.today, Session.AM) == "/"
    assert ExpectedAbsence.objects.get().code == "I"
    page.goto(f"{OAK}/on-site/")
    expect(page.get_by_text("4 children on site.")).to_be_visible()
    expect(page.get_by_text("Adams, Amy")).to_have_count(0)

    # 13:00. The afternoon’s register confirms it in one act, and nobody is left to ask after but Fay.
    clock.at("2024-09-10 13:01")
    enter(page, cast.teacher)
    page.goto(f"{OAK}/registers/3B/2024-09-10/pm/")
    expect(page.get_by_text("Expected I: left at 11:02")).to_be_visible()


def test_the_on_site_list_without_a_network(infants, clock, page, without_script, enter, looked_at, picture):
    cast = infants
    clock.at("2024-09-10 09:05")
    taken(cast, cast.class_3b, amy="N")
    enter(page, cast.head)
    page.goto(f"{OAK}/on-site/")
    looked_at(page)
    page.get_by_role("button", name="Keep on this device for today").click()
    expect(page.get_by_text("Kept on this device for today. Sign out, and it is gone.")).to_be_visible()
    picture(page, "on-site")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    # The network is gone: the page says so, and reads as it was.
    page.context.set_offline(True)
    page.goto(f"{OAK}/on-site/")
    expect(page.get_by_text("There is no network. This is the list as it was at 09:05")).to_be_visible()
    expect(page.get_by_text("Bright, Ben")).to_be_visible()
    expect(page.get_by_role("button", name="Keep on this device for today")).to_have_count(0)
    looked_at(page)
    picture(page, "on-site-no-network")

    # Signed out, nothing of it is left on the device.
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.goto("/")
    page.wait_for_function("caches.keys().then((held) => held.length === 0)")
    page.wait_for_function("navigator.serviceWorker.getRegistrations().then((held) => held.length === 0)")

    # Without script the list reads the same, and can be printed.
    enter(without_script, cast.head)
    without_script.goto(f"{OAK}/on-site/")
    expect(without_script.get_by_text("Bright, Ben")).to_be_visible()
    expect(without_script.get_by_role("link", name="On paper (PDF)")).to_be_visible()
