"""Celebrating at an infant school: from a Friday's league to the hall, and the end of a half-term."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.messages.reading_back import read_back
from trellis.attendance.models import AnnouncedLeague, Draw, HallLink
from trellis.attendance.recognition import days_called, recognised, two_years
from trellis.schools.models import Enrolment, Person, Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

SATURDAY = dt.date(2026, 11, 21)
FRIDAY = dt.date(2026, 11, 20)
MONDAY = dt.date(2026, 11, 16)


@pytest.fixture
def infants(transactional_db, settings, tmp_path, clock) -> School:
    """The infant school of the demonstration, this week not announced and nothing drawn this year."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{SATURDAY} 09:05")
    store(draw_world(schools=2, years=2, seed=1, on=SATURDAY), password="not asked for here")
    AnnouncedLeague.objects.filter(week=MONDAY).delete()
    Draw.objects.all().delete()
    return School.objects.known_by("990002").get()


def whoever_is(role: str, school: School) -> Person:
    return Post.objects.on(FRIDAY).filter(role=role, school=school).order_by("pk")[0].person


def test_a_friday_from_the_league_to_the_hall(
    infants, clock, page: Page, phone: Page, open_page, enter, axe, fits, picture
):
    """League, winner, paragraph, screen; the teacher and the chair of governors read places and steps."""
    clock.at(f"{FRIDAY} 16:30")
    celebrating = f"/schools/{infants.urn}/celebrating/"
    enter(page, whoever_is("attendance_lead", infants))
    page.goto(celebrating)
    expect(page.get_by_role("heading", level=1)).to_contain_text("week of 16 November 2026")
    expect(page.locator(".trellis-headline")).to_contain_text("first place")
    axe(page)
    fits(page)
    page.get_by_text("How was this counted?").click()
    expect(page.get_by_text("By exact rates; two decimal places are only for reading.")).to_be_visible()
    picture(page, "league")

    page.get_by_label("Reward").fill("Biscuits at Break")
    page.get_by_role("button", name="Announce").click()
    said = page.locator(".trellis-paragraph")
    expect(said).to_contain_text("In the week of 16 November")
    expect(said).to_contain_text("Biscuits at Break")
    axe(page)

    page.get_by_role("link", name="In the hall").click()
    page.get_by_label("Where it hangs").fill("The hall")
    page.get_by_role("button", name="Make the link").click()
    axe(page)
    fits(page)
    picture(page, "hall-links")
    address = page.locator("tbody a").first.get_attribute("href")

    display = open_page(size={"width": 1920, "height": 1080})  # nobody has signed in at it
    display.goto(address)
    winner = AnnouncedLeague.objects.get(week=MONDAY, school=infants).winners[0]
    expect(display.locator(".trellis-screen__winner")).to_contain_text(winner)
    expect(display.get_by_role("heading", name="In the gold book")).to_be_visible()
    expect(display.locator(".trellis-screen__names li")).to_have_count(2)
    expect(display.get_by_text(infants.name)).to_have_count(0)
    axe(display)
    fits(display)
    picture(display, "hall", whole=False)

    teacher = whoever_is("class_teacher", infants)
    enter(phone, teacher)
    phone.goto(celebrating)
    expect(phone.get_by_text("or more").first).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "league-phone", whole=False)
    phone.goto(f"{celebrating}gold-book/")
    phone.get_by_label("Child").select_option(index=3)
    phone.get_by_label("What for").fill("Tidied the whole book corner")
    phone.get_by_role("button", name="Put in the gold book").click()
    expect(phone.get_by_text("Tidied the whole book corner")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "gold-book-phone")

    page.get_by_role("button", name="Revoke The hall").click()
    expect(page.get_by_text("revoked by")).to_be_visible()
    assert HallLink.objects.get().revoked_at is not None
    assert display.goto(address).status == 404


def test_the_end_of_a_half_term(infants, clock, page: Page, phone: Page, enter, axe, fits, picture):
    """Certificates, a fair exemption nobody can see, the draw and the 100% day."""
    held = two_years(infants, SATURDAY)
    days = days_called(held, "2026-autumn-1")
    clock.at(f"{days.until} 17:00")
    celebrating = f"/schools/{infants.urn}/celebrating/"
    full = {child.enrolment for child in recognised(infants, days, held).full}
    away = Enrolment.objects.on(days.until).filter(school=infants).exclude(pk__in=full).order_by("pk")[0]

    enter(page, whoever_is("safeguarding_lead", infants))
    page.goto(f"/schools/{infants.urn}/pupils/{away.pupil_id}/")
    page.get_by_role("link", name="Fair exemptions").click()
    page.get_by_label("Medical need").check()
    page.get_by_label("Every absence").check()
    page.get_by_label("First day").fill(f"{days.since}")
    page.get_by_label("What those who may know should know").fill("Treatment at the children's hospital")
    axe(page)
    fits(page)
    picture(page, "exemptions")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("It is recorded. Nobody else can tell.")).to_be_visible()

    enter(page, whoever_is("office", infants))
    page.goto(f"{celebrating}certificates/?days=2026-autumn-1")
    expect(page.get_by_role("heading", name="100% attendance:")).to_contain_text(str(len(full) + 1))
    expect(page.get_by_text(away.pupil.known_as)).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "certificates")
    section = page.locator("section").filter(has=page.get_by_role("heading", name="100% attendance:"))
    with page.expect_download() as printed:
        section.get_by_role("link", name="Print certificates").click()
    found = read_back(printed.value.path().read_bytes())
    assert len(found.bookmarks) == len(full) + 1
    assert away.pupil.known_as in found.bookmarks

    page.get_by_role("link", name="Prize draws").click()
    page.get_by_label("Half-term").select_option("2026-autumn-1")
    page.get_by_label("Prize").fill("A hamper")
    page.get_by_role("button", name="Fix the tickets").click()
    expect(page.locator(".trellis-headline")).to_contain_text(f"{len(full) + 1} tickets for: A hamper")
    axe(page)
    page.get_by_role("button", name="Draw now").click()
    draw = Draw.objects.get()
    winner = draw.tickets.get(number=draw.winner).pupil
    expect(page.locator(".govuk-panel__title")).to_have_text(winner.known_as)
    expect(page.get_by_text("it comes out the same")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "draw")

    enter(
        phone, Post.objects.on(FRIDAY).filter(role="class_teacher", school=infants).order_by("pk")[1].person
    )
    phone.goto(f"{celebrating}draws/{draw.pk}/")
    expect(
        phone.get_by_text(f"Ticket {draw.winner}").or_(phone.get_by_text(winner.known_as)).first
    ).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "draw-phone", whole=False)

    clock.at(f"{FRIDAY} 16:30")
    enter(page, whoever_is("office", infants))
    page.goto(f"{celebrating}100-days/")
    page.get_by_label("Day", exact=True).fill("2026-12-11")
    page.get_by_label("What happens that day").fill("There will be a brass band")
    page.get_by_role("button", name="Name the day").click()
    expect(
        page.get_by_text("Friday 11 December is our 100% day. There will be a brass band.")
    ).to_be_visible()
    expect(page.get_by_text("alone does not show what made it so")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "full-days")
    page.get_by_role("button", name="Draw up texts to families").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Celebrating")
    axe(page)
