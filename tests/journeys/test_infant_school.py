"""Two days at the infant school of the demonstration, by the routine of its own plan: a Friday, and the last
day of a half-term. Everything is opened from what is yours today and ticked off there.
"""

import datetime as dt
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.messages.reading_back import read_back
from trellis.attendance.models import AnnouncedLeague, Draw
from trellis.messages.actions import opt_out
from trellis.messages.models import Batch, Item
from trellis.registers.actions import save_register
from trellis.registers.places import Mark
from trellis.registers.taking import Sheet
from trellis.rhythm.models import Done
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Session
from trellis.schools.models import Contact, FamilyLink, Person, Post, School, SchoolClass
from trellis.telling.models import Edition, Newsletter
from trellis.telling.publishing import PAPER, path_of
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

INFANTS = "990002"
FRIDAY = dt.date(2026, 11, 20)
FIRST_DAY, LAST_DAY = dt.date(2026, 9, 1), dt.date(2026, 10, 23)
SATURDAY = dt.timedelta(days=1)


@pytest.fixture
def infants(transactional_db, settings, tmp_path, clock):
    """The infant school as it stands at the end of a day, nothing of that day done yet."""

    def standing(day: dt.date, at: str) -> School:
        settings.TRELLIS_DATA = tmp_path
        clock.at(f"{day + SATURDAY} 09:00")
        store(draw_world(schools=2, years=2, seed=1, on=day + SATURDAY), password="not asked for here")
        Done.objects.filter(due_on=day).delete()
        for table in (AnnouncedLeague, Draw, Batch):
            table.objects.all().delete()
        clock.at(f"{day} {at}")
        return School.objects.known_by(INFANTS).get()

    return standing


def whoever_is(role: str, school: School) -> Person:
    return Post.objects.on(LAST_DAY).filter(role=role, school=school).order_by("pk")[0].person


def take_what_is_not_taken(school: School, since: dt.date, until: dt.date, by: Person) -> None:
    """Some registers of the demonstration were never taken: whoever has no mark in them was there."""
    days = [since + dt.timedelta(days=n) for n in range((until - since).days + 1)]
    for school_class in SchoolClass.objects.filter(school=school, year=AcademicYear.of(until).start):
        for day, session in ((day, session) for day in days if day.weekday() < 5 for session in Session):
            sheet = Sheet(school, school_class, day, session)
            places = [] if sheet.why_closed_to_marks else sheet.places
            blank = [place.pupil.pk for place in places if not place.code]
            if blank:
                present = sheet.common[0].code
                save_register(sheet=sheet, marks=[Mark(one, day, session, present) for one in blank], by=by)


def asks_for_no_texts(school: School, day: dt.date, *, but_reads_email: bool, by: Person) -> None:
    """A home, all of whose adults asked the school not to text them; by e-mail it can be reached, or not."""
    homes: dict[int, list[Contact]] = {}
    links = FamilyLink.objects.reachable_on(day).filter(school=school, contact__household__isnull=False)
    for link in links.select_related("contact").order_by("contact"):
        homes.setdefault(link.contact.household_id, []).append(link.contact)
    asking = next(home for home in homes.values() if any(one.email for one in home) == but_reads_email)
    for contact in asking:
        opt_out(contact=contact, school=school, channel="text", how="Rang the office", since=day, by=by)


def tick(page: Page, title: str) -> None:
    """Back to the day, and this is done."""
    page.goto("/")
    page.get_by_role("button", name=f"Done {title}").click()
    expect(page.get_by_role("button", name=f"Take back {title}")).to_be_visible()


def test_the_last_day_of_a_half_term(infants, clock, page: Page, phone: Page, enter, axe, fits, picture):
    """Traffic-light letters by post, text and e-mail, looked through and approved; then the draw."""
    school = infants(LAST_DAY, "14:00")
    office, head, lead = (whoever_is(role, school) for role in ("office", "head", "attendance_lead"))
    take_what_is_not_taken(school, FIRST_DAY, LAST_DAY, by=office)
    asks_for_no_texts(school, LAST_DAY, but_reads_email=True, by=office)
    asks_for_no_texts(school, LAST_DAY, but_reads_email=False, by=office)
    letters, draw = "Attendance letters home with their traffic light", "Prize draw for full attendance"

    enter(phone, office)
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Yours today")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "half-term-today-phone")
    phone.get_by_role("link", name=letters, exact=True).click()
    phone.get_by_label("Autumn 1, 2026/27").check()
    phone.get_by_label("By text; else by e-mail; else by letter").check()
    axe(phone)
    fits(phone)
    phone.get_by_role("button", name="Draw up the letters").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Autumn 1, 2026/27")
    axe(phone)
    fits(phone)

    # Somebody else looks them through and approves, at a desk, from their own day.
    enter(page, head)
    page.goto("/")
    page.get_by_role("link", name="1 batch waits for approval").click()
    expect(page.get_by_role("heading", name="Messages", level=1)).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Attendance letters, Autumn 1, 2026/27").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Attendance letters")
    axe(page)
    fits(page)
    picture(page, "half-term-batch")
    page.get_by_role("button", name="Approve ").click()
    expect(page.get_by_text("Approved: ").first).to_be_visible()
    batch = Batch.objects.get()
    gone = Counter(batch.items.values_list("channel", "state"))
    assert {state for _channel, state in gone} == {Item.State.SENT}
    assert {channel for channel, _state in gone} == {"letter", "text", "email"}
    told = set(batch.items.values_list("pupil", flat=True)) | set(
        batch.left_out.values_list("pupil", flat=True)
    )
    # Everybody on roll is told, or it is said why not.
    assert told >= set(school.enrolments.on(LAST_DAY).values_list("pupil", flat=True))

    # School is over: every register is closed, and the tickets can be fixed.
    clock.at(f"{LAST_DAY} 17:00")
    enter(page, lead)
    page.goto("/")
    page.get_by_role("link", name=draw, exact=True).click()
    page.get_by_label("Half-term").select_option("2026-autumn-1")
    page.get_by_label("Prize").fill("A hamper")
    page.get_by_role("button", name="Fix the tickets").click()
    expect(page.locator(".trellis-headline")).to_contain_text("Nothing is drawn yet.")
    axe(page)
    page.get_by_role("button", name="Draw now").click()
    expect(page.locator(".govuk-panel__title")).to_be_visible()
    axe(page)
    tick(page, draw)
    enter(page, office)
    tick(page, letters)
    done = Done.objects.filter(school=school, due_on=LAST_DAY)
    assert {(one.duty.as_written, one.by_name) for one in done} == {(letters, office.name), (draw, lead.name)}


def test_a_friday(infants, clock, page: Page, phone: Page, enter, axe, fits, picture):
    """The league is told, the newsletter says it and comes out, the certificates are printed."""
    school = infants(FRIDAY, "15:00")
    office, lead, head = (whoever_is(role, school) for role in ("office", "attendance_lead", "head"))
    take_what_is_not_taken(school, FRIDAY - dt.timedelta(days=4), FRIDAY, by=office)
    league = "Class league: tell the winners, and put it in the newsletter"
    clock.at(f"{FRIDAY} 16:00")

    enter(phone, lead)
    phone.goto("/")
    axe(phone)
    fits(phone)
    picture(phone, "friday-today-phone")
    phone.get_by_role("link", name=league, exact=True).click()
    phone.get_by_label("Reward").fill("Biscuits at Break")
    phone.get_by_role("button", name="Announce").click()
    told = AnnouncedLeague.objects.get(school=school)
    expect(phone.locator(".trellis-paragraph")).to_contain_text("Biscuits at Break")
    axe(phone)
    fits(phone)

    # The office puts it in the newsletter; the head looks at it and publishes.
    enter(page, office)
    page.goto(f"/schools/{INFANTS}/newsletters/series/add/")
    page.get_by_label("Title").fill("Tansy Lane News")
    page.get_by_label("How often it comes out").select_option(label="Every week")
    page.get_by_label("Who sees to it").select_option(label=office.name)
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="Tansy Lane News", exact=True).click()
    page.get_by_label("To be published on").fill(FRIDAY.isoformat())
    page.get_by_role("button", name="Begin").click()
    for block in ("The class league", "Attendance this week"):
        page.get_by_label("Add a section").select_option(label=block)
        page.get_by_role("button", name="Add", exact=True).click()
    axe(page)
    fits(page)
    enter(page, head)
    page.goto(f"/schools/{INFANTS}/newsletters/{Newsletter.objects.get(series__school=school).pk}/publish/")
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Tansy Lane News is published.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "friday-newsletter")
    edition = Edition.objects.get(newsletter__series__school=school)
    paper = read_back(path_of(edition, PAPER).read_bytes())
    assert paper.accessible == "1"
    said = " ".join(paper.texts[0].split())
    assert "Biscuits at Break" in said
    assert all(name in said for name in told.winners)

    enter(page, office)
    page.goto(f"/schools/{INFANTS}/celebrating/certificates/")
    axe(page)
    with page.expect_download() as printed:
        page.get_by_role("link", name="Print certificates").first.click()
    certificates = read_back(printed.value.path().read_bytes())
    assert certificates.accessible == "1"
    assert certificates.bookmarks

    enter(phone, lead)
    tick(phone, league)
    assert Done.objects.get(school=school, due_on=FRIDAY).by_name == lead.name
