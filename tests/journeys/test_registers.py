"""Taking a register: by thumb, a minute without network, on two phones, by keyboard, without script."""

import datetime as dt

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from trellis.registers.hands import hand_of
from trellis.registers.importing import Brought, import_marks
from trellis.registers.models import Entry, ExpectedAbsence, Line, Register
from trellis.schools.models import ClassMembership, Enrolment, Pupil

PAGE = "/schools/123456/registers/3B/2024-09-10/am/"
FIRST_DAY = dt.date(2024, 9, 3)
POSITION = 2 * (dt.date(2024, 9, 10) - dt.date(2024, 7, 29)).days

FORENAMES = [
    "Aled",
    "Bethan",
    "Carys",
    "Dafydd",
    "Elin",
    "Ffion",
    "Gwen",
    "Huw",
    "Ifan",
    "Jac",
    "Kezia",
    "Luca",
    "Maya",
    "Noor",
    "Olu",
    "Priya",
    "Quinn",
    "Rhys",
    "Sana",
    "Tomos",
    "Una",
    "Vikram",
    "Wren",
    "Xander",
    "Ysolde",
    "Zainab",
]


@pytest.fixture
def thirty(transactional_db, cast):
    """Class 3B with thirty pupils."""
    for number, forename in enumerate(FORENAMES):
        pupil = Pupil.objects.create(
            forename=forename, surname=f"Morgan-{number + 1:02d}", date_of_birth=dt.date(2016, 10, 9)
        )
        enrolment = Enrolment.objects.create(pupil=pupil, school=cast.oak, since=FIRST_DAY)
        ClassMembership.objects.create(enrolment=enrolment, school_class=cast.class_3b, since=FIRST_DAY)
    bring_monday(cast)
    return cast


def bring_monday(cast) -> None:
    """Monday's marks: everybody there but for two in the morning, and one all day."""
    pupils = [membership.enrolment.pupil_id for membership in cast.class_3b.memberships.all()]
    marks = np.array([[ord("/"), ord("\\")]] * len(pupils), np.uint8)
    marks[0, 0], marks[2], marks[5, 0] = ord("L"), ord("I"), ord("O")
    whose = np.repeat(pupils, 2)
    days = np.full(len(whose), "2024-09-09", "datetime64[D]")
    import_marks(
        school=cast.oak,
        marks=Brought(whose, days, np.tile(np.array([0, 1], np.uint8), len(pupils)), marks.ravel()),
        by=cast.office,
    )


def row(page: Page, name: str):
    return page.locator("li.trellis-place").filter(has_text=name)


def tap(page: Page, name: str, words: str) -> None:
    row(page, name).get_by_role("button", name=words, exact=True).click()


def acts() -> int:
    """How many acts were made by hand."""
    return Entry.objects.exclude(kind=Entry.Kind.IMPORT).count()


def state(page: Page):
    return page.get_by_role("status")


def stands(pupil) -> str:
    line = Line.objects.filter(pupil=pupil).first()
    return line.marks[POSITION] if line else "."


def test_thirty_pupils_with_three_exceptions_in_six_taps(thirty, phone, enter, axe, fits, picture):
    ExpectedAbsence.objects.create(
        enrolment=thirty.enrolment("dee"),
        since=thirty.today,
        until=thirty.today,
        code="M",
        note="dentist, back at 11",
        recorded_by=hand_of(thirty.office, thirty.oak),
    )
    enter(phone, thirty.teacher)
    phone.goto(PAGE)
    expect(state(phone)).to_contain_text("0 of 30 marked")
    axe(phone)
    fits(phone)
    taps = 0
    for name, words in (("Ben Bright", "Not here"), ("Cal Carter", "Late"), ("Dee Dunn", "Not here")):
        tap(phone, name, words)
        taps += 1
    picture(phone, "register-phone", whole=False)
    phone.get_by_role("button", name="All others present").tap()
    taps += 1

    expect(state(phone)).to_have_text("30 of 30 marked · all saved")
    assert taps <= 6
    assert [stands(thirty.pupils[name]) for name in ("amy", "ben", "cal", "dee")] == ["/", "N", "L", "N"]
    assert acts() == 4
    assert Register.objects.get().taken_by.name == "Tess Teale"
    axe(phone)
    fits(phone)


def test_a_minute_without_network_loses_nothing(thirty, phone, enter, picture):
    phone.clock.install()
    enter(phone, thirty.teacher)
    phone.goto(PAGE)
    tap(phone, "Amy Adams", "Late")
    expect(state(phone)).to_contain_text("all saved")

    phone.context.set_offline(True)
    tap(phone, "Ben Bright", "Not here")
    tap(phone, "Cal Carter", "Late")
    tap(phone, "Cal Carter", "Present")
    expect(state(phone)).to_contain_text("no network: 3 kept here")
    picture(phone, "register-offline", whole=False)
    phone.clock.run_for(60_000)
    expect(state(phone)).to_contain_text("no network: 3 kept here")
    assert [stands(thirty.ben), stands(thirty.cal)] == [".", "."]

    phone.context.set_offline(False)
    phone.clock.run_for(25_000)
    expect(state(phone)).to_have_text("3 of 30 marked · all saved")
    assert [stands(thirty.ben), stands(thirty.cal)] == ["N", "/"]
    assert acts() == 4
    assert phone.evaluate("localStorage.length") == 0, "nothing of a child stays on the device"


def test_marks_made_without_network_wait_for_the_next_page(thirty, phone, enter):
    enter(phone, thirty.teacher)
    phone.goto(PAGE)
    phone.route("**/save/", lambda route: route.abort("internetdisconnected"))
    tap(phone, "Ben Bright", "Not here")
    expect(state(phone)).to_contain_text("no network: 1 kept here")
    phone.unroute("**/save/")
    phone.reload()

    expect(state(phone)).to_have_text("1 of 30 marked · all saved")
    assert stands(thirty.ben) == "N"


def test_an_answer_that_was_lost_is_asked_for_again_and_changes_nothing(thirty, phone, enter):
    """The save arrives, its answer does not: the same act is sent again."""
    enter(phone, thirty.teacher)
    phone.goto(PAGE)
    lost = []

    def lose_the_first_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort("connectionreset")

    phone.route("**/save/", lose_the_first_answer)
    tap(phone, "Ben Bright", "Not here")
    expect(state(phone)).to_have_text("1 of 30 marked · all saved")
    assert lost
    assert acts() == 1


def test_two_phones_never_overwrite_each_other(thirty, phone, open_page, enter, axe, picture):
    other = open_page(size={"width": 390, "height": 844}, thumb=True)
    enter(phone, thirty.teacher)
    enter(other, thirty.office)
    phone.goto(PAGE)
    other.goto(PAGE)
    row(other, "Amy Adams").get_by_text("More").tap()
    row(other, "Amy Adams").get_by_label("Code").select_option("M")
    row(other, "Amy Adams").get_by_label("Note").fill("Dentist")
    row(other, "Amy Adams").get_by_role("button", name="Save").tap()
    expect(state(other)).to_contain_text("all saved")

    tap(phone, "Amy Adams", "Not here")
    conflict = row(phone, "Amy Adams").get_by_role("alert")
    expect(conflict).to_contain_text("You marked N. Olive Ofori had marked M at 08:57.")
    expect(state(phone)).to_contain_text("1 to look at")
    axe(phone)
    picture(phone, "register-conflict", whole=False)
    assert stands(thirty.amy) == "M"

    conflict.get_by_role("button", name="Use N").tap()
    expect(state(phone)).to_have_text("1 of 30 marked · all saved")
    assert stands(thirty.amy) == "N"


def test_keys_for_every_code(thirty, page, enter, axe, picture):
    enter(page, thirty.teacher)
    page.goto(PAGE)
    row(page, "Amy Adams").get_by_role("button", name="Present").focus()
    page.keyboard.press("i")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("y6")
    expect(state(page)).to_have_text("3 of 30 marked · all saved")
    axe(page)
    picture(page, "register")
    assert [stands(thirty.pupils[name]) for name in ("amy", "ben", "cal")] == ["I", "/", "6"]

    row(page, "Dee Dunn").get_by_role("button", name="Present").focus()
    page.keyboard.press("b")
    page.keyboard.type("Forest school")
    page.keyboard.press("Enter")
    expect(row(page, "Dee Dunn")).to_contain_text("Tess Teale")
    expect(state(page)).to_have_text("4 of 30 marked · all saved")
    assert stands(thirty.dee) == "B"


def test_what_may_not_be_recorded_is_said_beside_the_pupil(thirty, page, enter):
    enter(page, thirty.teacher)
    page.goto(PAGE)
    row(page, "Amy Adams").get_by_role("button", name="Present").focus()
    page.keyboard.press("x")
    expect(row(page, "Amy Adams").get_by_role("alert")).to_contain_text(
        "not for a pupil of compulsory school age"
    )
    expect(row(page, "Amy Adams").get_by_role("button", name="Present")).to_have_attribute(
        "aria-pressed", "false"
    )
    expect(state(page)).to_contain_text("0 of 30 marked")


def test_without_script_the_page_is_one_form(thirty, without_script, enter):
    enter(without_script, thirty.teacher)
    without_script.goto(PAGE)
    row(without_script, "Ben Bright").get_by_role("button", name="Not here").click()
    row(without_script, "Cal Carter").get_by_text("More").click()
    row(without_script, "Cal Carter").get_by_label("Code").select_option("L")
    row(without_script, "Cal Carter").get_by_label("Minutes late").fill("9")
    row(without_script, "Cal Carter").get_by_role("button", name="Save").click()
    without_script.get_by_role("button", name="All others present").click()

    expect(without_script.get_by_role("status")).to_contain_text(
        "30 of 30 marked · taken 08:57 by Tess Teale"
    )
    expect(row(without_script, "Cal Carter")).to_contain_text("9 minutes")
    without_script.get_by_role("button", name="Close register").click()
    expect(without_script.get_by_text("The register is closed.").first).to_be_visible()


def test_an_amendment_shows_its_history(thirty, page, enter, clock, axe, fits, picture):
    enter(page, thirty.office)
    page.goto(PAGE)
    tap(page, "Ben Bright", "Not here")
    expect(state(page)).to_contain_text("all saved")
    clock.at("2024-09-10T09:40")
    page.goto(PAGE)
    row(page, "Ben Bright").get_by_role("link", name="Amend").click()
    page.get_by_label("New mark").select_option("I")
    page.get_by_role("button", name="Amend").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the mark changes.")
    axe(page)
    fits(page)
    page.get_by_label("Why does the mark change?").fill("Mother rang: a cold")
    page.get_by_role("button", name="Amend").click()
    row(page, "Ben Bright").get_by_role("link", name="Amend").click()
    expect(page.get_by_role("table")).to_contain_text("Mother rang: a cold")
    picture(page, "mark-history")


def test_the_registers_of_a_day_and_paper_for_a_power_cut(thirty, page, enter, axe, fits, picture):
    enter(page, thirty.office)
    page.goto("/registers/")
    expect(page.get_by_role("row", name="3B")).to_contain_text("Not taken")
    axe(page)
    fits(page)
    picture(page, "registers")
    page.get_by_role("link", name="Blank registers to print").click()
    axe(page)
    fits(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("table", name="3B")).to_be_visible()
