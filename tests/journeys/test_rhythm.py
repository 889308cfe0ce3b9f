"""The rhythm: a routine pasted as a plan has it, a Tuesday that runs by it, a leaver's duties handed on."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.rhythm.arranged import LAST_DAY, a_duty
from tests.rhythm.test_routine import TABLE
from trellis.rhythm.models import Arrangement, Done
from trellis.rules.recurrence import Monthly, Termly
from trellis.schools.actions import end_post, join_team, make_team
from trellis.schools.settings import decide

RHYTHM = "/schools/123456/rhythm/"
MONTHS = (9, 10, 11, 12, 1, 2, 3, 5, 6)


@pytest.fixture
def a_years_duties(cast):
    """A wall calendar's worth, with teams that own some of it."""
    leaders = make_team(name="Senior leadership team", school=cast.oak, by=cast.head)
    inclusion = make_team(name="Inclusion team", school=cast.oak, by=cast.head)
    join_team(team=leaders, person=cast.head, by=cast.head)
    join_team(team=inclusion, person=cast.inclusion_lead, by=cast.head)
    pairs = ("N/6", "R/5", "1/4", "2/3")
    for title, recurrence, owner, strand in (
        ("Objectives agreed with every teacher", Monthly(-1, None, (9,)), leaders, "Appraisal"),
        ("The head’s own review", Monthly(-1, None, (10,)), "governor", "Appraisal"),
        ("Work sampled", Monthly(-1, None, MONTHS), leaders, "Work"),
        ("Learning walk", Monthly(-1, None, (9, 11, 1, 4, 6)), leaders, "Learning environment"),
        ("Inclusion meeting", Monthly(2, 2, (10, 2, 5)), inclusion, "Inclusion"),
        ("Governing body meets", Monthly(2, 1, (9, 11, 1, 3, 5, 7)), "governor", "Governors"),
        ("Guidance and support meeting", Monthly(1, 1), "attendance_lead", "Attendance"),
        ("Attendance letters home", LAST_DAY, "office", "Attendance"),
        ("How far are we with the plan?", Termly(-3), None, "Improvement plan"),
    ):
        a_duty(cast, title, recurrence, owner=owner, strand=strand)
    turns = {"slots": pairs, "rota_from": "2024/25 Autumn 1"}
    a_duty(cast, "Focus group", LAST_DAY, owner=inclusion, strand="Inclusion", **turns)


def test_a_routine_is_entered_as_it_stands_and_a_tuesday_runs_by_it(
    cast, clock, page, phone, enter, axe, fits, picture
):
    enter(page, cast.head)
    page.goto(RHYTHM)
    page.get_by_role("button", name="Enter a routine as it stands").click()
    axe(page)
    page.get_by_label("The routine").fill(TABLE)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("heading", name="Are these the 7 duties?").wait_for()
    axe(page)
    fits(page)
    first = page.get_by_role("group", name="1. Gates locked at 8:45am by the office.")
    assert first.get_by_label("At (optional)").input_value() == "08:45"
    picture(page, "rhythm-proposals")
    page.get_by_role("group", name="6. Stickers").get_by_label("Enter this duty").uncheck()
    page.get_by_role("button", name="Enter the routine").click()
    page.get_by_text("6 duties are entered.").wait_for()
    axe(page)
    fits(page)
    picture(page, "rhythm-routine")

    # The same Tuesday, at the office and on a telephone.
    a_duty(cast, "Ring every family we have not heard from", at=dt.time(9, 15))
    a_duty(cast, "See that the visitors’ book is out")
    enter(page, cast.office)
    enter(phone, cast.office)
    page.goto("/")
    expect(page.locator(".trellis-yours__at")).to_have_text(["08:45", "09:15", "09:20", ""])
    axe(page)
    fits(page)
    picture(page, "today-yours")
    page.get_by_role("button", name="Done Gates locked at 8:45am by the office.").click()
    page.get_by_text("done by Olive Ofori at 08:57").wait_for()
    clock.at("2024-09-10T09:40")
    phone.goto("/")
    phone.get_by_text("late").first.wait_for()
    axe(phone)
    phone.get_by_role("link", name="Say more Ring every family we have not heard from").click()
    phone.get_by_label("What was done (optional)").fill("9 families called, 7 reached")
    axe(phone)
    phone.get_by_role("button", name="Record it as done").click()
    phone.get_by_text("done by Olive Ofori at 09:40").wait_for()
    picture(phone, "today-yours-phone")
    assert Done.objects.count() == 2


def test_a_leavers_duties_are_handed_on_in_one_act_without_script(
    cast, clock, without_script, enter, picture
):
    page = without_script
    for title in ("Choir on Fridays", "Display in the hall", "Recycling"):
        a_duty(cast, title, owner=cast.teacher)
    end_post(post=cast.teacher.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    enter(page, cast.head)
    page.goto("/")
    page.get_by_role("link", name="3 duties are nobody’s").click()
    page.get_by_text("Tess Teale has left and still owns duties by name.").wait_for()
    picture(page, "rhythm-needs-somebody")
    page.get_by_role("link", name="Hand on all of Tess Teale’s").click()
    page.get_by_label("Whose they become").select_option(label="Inclusion lead")
    page.get_by_role("button", name="Hand them all on").click()
    page.get_by_text("3 duties are handed on.").wait_for()
    held = Arrangement.objects.on(cast.today)
    assert set(held.values_list("role", flat=True)) == {"inclusion_lead"}


def test_a_term_on_the_wall_prints_on_one_sheet(
    cast, clock, page, enter, axe, fits, picture, a_years_duties, tmp_path
):
    enter(page, cast.teacher)
    page.goto(f"{RHYTHM}calendar/")
    page.get_by_role("heading", name="Autumn term 2024/25").wait_for()
    axe(page)
    fits(page)
    picture(page, "rhythm-wall")
    sheet = tmp_path / "wall.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True, print_background=True)
    pages = PdfReader(sheet).pages
    assert len(pages) == 1
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert "Focus group" in pages[0].extract_text()

    page.get_by_role("link", name="Focus group").first.click()
    page.get_by_role("cell", name="R/5").first.wait_for()
    axe(page)
    fits(page)
    picture(page, "rhythm-duty")


def test_the_columns_are_headed_as_the_school_prints_them_and_a_calendar_is_pasted(
    cast, clock, page, phone, enter, axe, fits, picture
):
    enter(page, cast.head)
    page.goto(f"{RHYTHM}calendar/")
    page.get_by_role("button", name="Head the columns").click()
    page.get_by_label("Columns of the autumn term").fill("Sept–Oct\nAutumn 2\nAdvent = 2 December")
    axe(page)
    page.get_by_role("button").last.click()
    page.goto(f"{RHYTHM}calendar/")
    page.get_by_role("button", name="Enter a calendar as it stands").click()
    page.get_by_label("The routine").fill(
        "\tSept–Oct\tAutumn 2\tAdvent\n"
        "Work\tWork sampled\tWork sampled\t\n"
        "Governors\t\tThe governing body meets\tThe year so far\n"
    )
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("In September, October, November").wait_for()
    axe(page)
    page.get_by_role("button", name="Enter the routine").click()
    page.get_by_text("3 duties are entered.").wait_for()
    page.goto(f"{RHYTHM}calendar/")
    page.get_by_role("columnheader", name="Advent").wait_for()
    picture(page, "rhythm-captions")
    enter(phone, cast.head)
    phone.goto(f"{RHYTHM}calendar/")
    fits(phone)


def test_somebody_chooses_to_be_reminded(cast, clock, page, enter, axe, fits, picture):
    decide(place=cast.oak, name="staff_reminders", value="yes", by=cast.head)
    a_duty(cast, "Ring the families")
    enter(page, cast.office)
    page.goto("/")
    page.get_by_role("link", name="Reminders by e-mail").click()
    page.get_by_label("On school mornings").check()
    page.get_by_label("From what time").fill("07:15")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("That is kept.").wait_for()
    picture(page, "reminders")


def test_a_duty_is_entered_in_plain_words_by_keyboard(cast, clock, page, enter, axe, fits):
    enter(page, cast.attendance_lead)
    page.goto(f"{RHYTHM}add/")
    axe(page)
    page.get_by_label("Every half-term").check()
    page.keyboard.press("Enter")
    page.get_by_label("What is to be done").fill("Attendance letters home")
    axe(page)
    fits(page)
    page.get_by_label("Which", exact=True).select_option(label="5 before the last")
    page.get_by_label("Whose it is").select_option(label="School office")
    page.keyboard.press("Enter")
    page.get_by_text("The duty is entered.").wait_for()
    page.get_by_text("5 school days before the last of every half-term").first.wait_for()
    axe(page)
