"""A round of visits with two telephones: planned at a desk, taken along, out of any network, and back.

One telephone writes while it is in flight mode and sends it once; the other writes of the same home, and both
stand. A third is lost: it neither opens the sheet nor sends any more.
"""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.attendance.day.morning import taken
from tests.attendance.spending import spend
from tests.journeys.conftest import PHONE
from trellis.attendance.visits.going import write_safety_note
from trellis.attendance.visits.models import VisitDevice, VisitOutcome, VisitRound
from trellis.schools.models import Household

VISITS = "/schools/123456/visits/"
PIN = "orchard7"


@pytest.fixture
def tuesday(cast, clock):
    """Amy and Ben have not been seen since term began, and nobody knows why."""
    clock.at("2024-09-10 10:30")
    spend(
        cast.oak,
        {cast.amy: "10N", cast.ben: "10N", cast.cal: "", cast.dee: ""},
        since=dt.date(2024, 9, 3),
        until=dt.date(2024, 9, 9),
    )
    taken(cast, cast.class_3b, amy="N", ben="N")
    home = Household.objects.get(postcode="NM1 4AA")
    write_safety_note(school=cast.oak, household=home, words="A large dog: ring first", by=cast.head)
    return cast


def take_along(phone: Page, round_: VisitRound, name: str) -> None:
    """The sheet, sealed, on a telephone."""
    phone.goto(f"{VISITS}rounds/{round_.pk}/")
    phone.get_by_role("button", name="Take the sheet along").click()
    phone.get_by_label("What this device is called").fill(name)
    phone.get_by_label("Six letters or digits, or more").fill(PIN)
    phone.get_by_role("button", name="Keep it on this device").click()
    expect(phone.get_by_role("heading", name="Amy Adams")).to_be_visible()
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")


def open_sheet(phone: Page, pin: str = PIN) -> None:
    phone.get_by_label("Your letters or digits").fill(pin)
    phone.get_by_role("button", name="Open the sheet").click()


def write(phone: Page, name: str, outcome: str, words: str) -> None:
    """What came of it, on the sheet."""
    home = phone.locator("section").filter(has=phone.get_by_role("heading", name=name))
    home.get_by_label(outcome, exact=True).check()
    home.get_by_label("What was said and seen").fill(words)
    home.get_by_role("button", name=f"Keep it {name}").click()


def kept_on(phone: Page) -> str:
    """Everything the device keeps of its own, in plain sight of whoever holds it unlocked."""
    return phone.evaluate(
        """async () => {
            const pages = []
            for (const name of await caches.keys()) {
              const cache = await caches.open(name)
              for (const one of await cache.keys()) {
                if (one.url.endsWith('/')) pages.push(await (await cache.match(one)).text())
              }
            }
            return JSON.stringify({ ...localStorage }) + pages.join('')
        }"""
    )


def test_a_round_with_two_telephones(tuesday, clock, page, open_page, enter, axe, fits, picture):
    cast = tuesday

    # 10:30, at a desk: whom first, and who goes.
    enter(page, cast.office)
    page.goto(VISITS)
    expect(page.get_by_role("heading", name="2 children to visit")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "visits")
    for name in ("Amy Adams", "Ben Bright"):
        page.get_by_label(f"Choose {name}").check()
    page.get_by_role("button", name="Put them on a round").click()
    page.get_by_label("Leaves at").fill("11:00")
    page.get_by_label("Expected back by").fill("12:00")
    page.get_by_label("Who goes", exact=True).select_option(label="Anil Attar")
    page.get_by_label("Who goes with them").select_option(label="Ines Lowe")
    page.get_by_label("Who watches for them at the school").select_option(label="Helen Hart")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", name="Anil Attar and Ines Lowe")).to_be_visible()
    expect(page.get_by_text("A large dog")).to_have_count(0)
    axe(page)
    fits(page)
    round_ = VisitRound.objects.get()

    # Both take the sheet along; nothing on either telephone can be read without the letters.
    anil, ines = open_page(size=PHONE, thumb=True), open_page(size=PHONE, thumb=True)
    enter(anil, cast.attendance_lead)
    enter(ines, cast.inclusion_lead)
    for phone, name in ((anil, "Anil’s phone"), (ines, "Ines’s phone")):
        take_along(phone, round_, name)
        expect(phone.get_by_text("A large dog: ring first")).to_be_visible()
        axe(phone)
        fits(phone)
        seen = kept_on(phone)
        assert all(word not in seen for word in ("Amy", "Orchard", "large dog", PIN))
    picture(anil, "visit-sheet-phone")

    # Flight mode. The page opens, asks for the letters, refuses others, and keeps what is written.
    anil.context.set_offline(True)
    anil.goto(f"{VISITS}away/")
    open_sheet(anil, "guessing")
    expect(anil.get_by_text("That does not open it. 4 more tries")).to_be_visible()
    axe(anil)
    open_sheet(anil)
    expect(anil.get_by_role("heading", name="Amy Adams")).to_be_visible()
    anil.get_by_role("button", name="We are leaving").click()
    expect(anil.get_by_text("1 kept on this device, to be sent once there is a network.")).to_be_visible()
    write(anil, "Amy Adams", "Saw the child", "Well, and dressed for school")
    expect(anil.get_by_text("2 kept on this device, to be sent once there is a network.")).to_be_visible()
    axe(anil)
    fits(anil)
    picture(anil, "visit-sheet-no-network", whole=False)
    assert not VisitOutcome.objects.exists()
    assert "dressed" not in kept_on(anil)

    # The page is closed and opened again, still without a network: nothing is lost.
    anil.goto(f"{VISITS}away/")
    open_sheet(anil)
    expect(anil.get_by_text("2 kept on this device, to be sent once there is a network.")).to_be_visible()

    # Ines has a network, and writes of the same home.
    write(ines, "Amy Adams", "Spoke with an adult, did not see the child", "Her mother says she is unwell")
    expect(ines.get_by_text("Everything is sent.")).to_be_visible()

    # The network is back: it goes by itself, once.
    anil.context.set_offline(False)
    expect(anil.get_by_text("Everything is sent.")).to_be_visible()
    anil.reload()
    open_sheet(anil)
    expect(anil.get_by_role("heading", name="Amy Adams")).to_be_visible()
    anil.get_by_role("button", name="We are back").click()
    expect(anil.get_by_text("Everything is sent.")).to_be_visible()
    assert set(VisitOutcome.objects.values_list("outcome", "by_name")) == {
        ("child", "Anil Attar"),
        ("adult", "Ines Lowe"),
    }
    round_.refresh_from_db()
    assert round_.left_at is not None
    assert round_.back_by_name == "Anil Attar"

    # At the desk both stand.
    page.reload()
    expect(page.get_by_text("Two people wrote of it")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "visit-round")

    # Locked, it asks again; signed out, nothing is left on the telephone.
    anil.get_by_role("button", name="Lock it").click()
    expect(anil.get_by_role("heading", name="Amy Adams")).to_have_count(0)
    expect(anil.get_by_label("Your letters or digits")).to_be_visible()
    anil.context.clear_cookies()
    anil.goto("/")
    anil.wait_for_function("localStorage.getItem('trellis-visits-sheet') === null")
    anil.wait_for_function("caches.keys().then((held) => held.length === 0)")


def test_a_lost_telephone(tuesday, clock, page, open_page, enter, axe, fits, picture):
    cast = tuesday
    enter(page, cast.office)
    page.goto(f"{VISITS}rounds/new/?pupil={cast.amy.pk}")
    page.get_by_label("Leaves at").fill("10:45")
    page.get_by_label("Expected back by").fill("11:30")
    page.get_by_label("Who goes", exact=True).select_option(label="Anil Attar")
    page.get_by_label("Who goes with them").select_option(label="Ines Lowe")
    page.get_by_label("Who watches for them at the school").select_option(label="Helen Hart")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", name="Anil Attar and Ines Lowe")).to_be_visible()
    round_ = VisitRound.objects.get()
    lost = open_page(size=PHONE, thumb=True)
    enter(lost, cast.attendance_lead)
    take_along(lost, round_, "Anil’s phone")
    lost.context.set_offline(True)
    write(lost, "Amy Adams", "Nobody was in", "Not to be sent by whoever finds it")
    expect(lost.get_by_text("1 kept on this device")).to_be_visible()

    # It is lost. The office signs it out.
    page.reload()
    page.get_by_role("button", name="It is lost: sign it out Anil’s phone").click()
    expect(page.get_by_text("Anil’s phone is signed out and sends nothing more.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "visit-lost-device")

    # The open page meets a network: it forgets the sheet and what was written, and sends nothing.
    lost.context.set_offline(False)
    expect(lost.get_by_text("This device was reported lost")).to_be_visible()
    expect(lost.get_by_role("heading", name="Amy Adams")).to_have_count(0)
    assert lost.evaluate("localStorage.length") == 0
    lost.goto(f"{VISITS}away/")
    expect(lost.get_by_role("heading", name="Amy Adams")).to_have_count(0)
    assert "/away/" not in lost.url.split("?")[0]
    assert not VisitOutcome.objects.exists()

    # They are not back in time, and whoever watches reads it on their day.
    VisitRound.objects.update(left_at=timezone.now())
    clock.at("2024-09-10 11:42")
    enter(page, cast.head)
    page.goto("/")
    page.get_by_role("link", name="Not back: Anil Attar and Ines Lowe. Ring them now").click()
    expect(page.get_by_text("Not back, 12 minutes after they were expected.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "visit-overdue")
    page.get_by_label("What you heard or did").fill("Rang Ines: stuck in traffic")
    page.get_by_label("expected back by").fill("12:00")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Rang Ines: stuck in traffic")).to_be_visible()
    expect(page.get_by_text("Not back, ")).to_have_count(0)
    assert VisitDevice.objects.get().revoked_by_name == "Olive Ofori"
