"""Mornings that end with every child accounted for and a page that says so, at a desk and on a telephone.

Two homes with an order; a first day on which somebody does not come; a school whose MIS keeps the register; a
phased start in Reception; the morning of Eid.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.day.morning import taken
from tests.attendance.day.telling import planned, told_of
from tests.messages.families import family
from trellis.imports import actions as imports
from trellis.registers.planning import plan
from trellis.schools.actions import admit
from trellis.schools.models import ClassMembership, Contact, FamilyLink, School, SchoolClass

OAK = "/schools/123456"
EVERY_CHILD = f"{OAK}/absence/every-child/"
CALLS = f"{OAK}/absence/"


@pytest.fixture
def ends(page, phone, axe, fits):
    """The page on which a morning ends, at the desk and on the telephone: the counts are the whole roll."""

    def ended(roll: int) -> None:
        for browser in (page, phone):
            browser.goto(EVERY_CHILD)
            expect(browser.get_by_text("Every child is accounted for.")).to_be_visible()
            rows = browser.locator(".trellis-states tbody td").all_inner_texts()
            total = browser.locator(".trellis-states tfoot td").inner_text()
            assert sum(map(int, rows)) == int(total) == roll
            axe(browser)
            fits(browser)

    return ended


@pytest.fixture
def office(cast, clock, page, phone, enter):
    """The office at its desk and with a telephone in its hand."""
    enter(page, cast.office)
    enter(phone, cast.office)
    clock.at("2024-09-10 09:15")
    return cast


def row(browser: Page, name: str):
    return browser.get_by_role("listitem").filter(has_text=name).first


def test_two_homes_with_an_order(office, clock, page, phone, ends, axe, fits, picture):
    cast = office
    FamilyLink.objects.filter(contact__name="Abe Adams").update(do_not_contact_until=dt.date(2024, 9, 30))
    family(cast.oak, cast.ben, "Bea Bright", at="9 Mill Lane", phone="01632 960011")
    taken(cast, cast.class_3b, amy="N", ben="N")
    taken(cast, cast.class_4c)

    page.goto(EVERY_CHILD)
    expect(page.get_by_text("2 children are not accounted for.")).to_be_visible()
    expect(page.get_by_role("link", name="Ben Bright")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "every-child-open")

    # Her father lives elsewhere and must not be rung: nobody is offered him, and no address is on the page.
    phone.goto(CALLS)
    expect(phone.get_by_label("Ann Adams, mother")).to_be_visible()
    expect(phone.get_by_text("Abe Adams")).to_have_count(0)
    expect(phone.get_by_text("Mill Lane")).to_have_count(0)
    row(phone, "Amy Adams").get_by_role("button", name="Reached: on the way").click()
    expect(phone.get_by_text("Amy Adams: off the list.")).to_be_visible()
    row(phone, "Ben Bright").get_by_role("button", name="No answer").click()
    row(phone, "Ben Bright").get_by_role("button", name="Safeguarding lead told").click()
    expect(phone.get_by_text("Ben Bright: with the safeguarding lead now.")).to_be_visible()
    page.goto(EVERY_CHILD)
    expect(page.get_by_text("2 children are not accounted for.")).to_be_visible()

    # Amy comes. The lead has seen Ben's aunt, who has told the office since.
    taken(cast, cast.class_3b, late=True, amy="L")
    told_of(cast, "ben", contact=None, told_by="His aunt")
    asked = cast.ben.conversations.get(outcome="lead_told")
    clock.at("2024-09-10 09:40")
    asked.followed_at = clock.moment
    asked.save()
    ends(6)
    picture(phone, "every-child-phone")


def test_a_first_day_on_which_somebody_does_not_come(office, clock, page, phone, ends, axe, fits, picture):
    cast = office
    new = admit(
        school=cast.oak, forename="Ned", surname="New", since=cast.today, by=cast.office,
        date_of_birth=dt.date(2016, 12, 1),
    )  # fmt: skip
    ClassMembership.objects.create(enrolment=new, school_class=cast.class_3b, since=cast.today)
    family(cast.oak, new.pupil, "Nora New", phone="01632 960031")
    cast.pupils["ned"] = new.pupil
    taken(cast, cast.class_3b, ned="N")
    taken(cast, cast.class_4c)

    page.goto(CALLS)
    expect(page.get_by_text("Due to start, has not come")).to_be_visible()
    row(page, "Ned New").get_by_role("button", name="No answer").click()
    clock.at("2024-09-10 09:50")
    page.goto("/")
    expect(page.get_by_role("link", name="Ring 1 family not heard from")).to_be_visible()
    for browser in (page, phone):
        browser.goto(f"{OAK}/absence/still-out/")
        expect(browser.get_by_text("Expected since Tuesday 10 September, 1 school day.")).to_be_visible()
        expect(browser.get_by_text("Due to start, has not come")).to_be_visible()
        axe(browser)
        fits(browser)
    picture(page, "still-out")
    picture(phone, "still-out-phone")
    told = phone.get_by_role("listitem").filter(has_text="Try every contact again").last
    told.get_by_label("What came of it, or why not").fill("She rang: they move in tomorrow")
    told.get_by_role("button", name=re.compile("^Done")).click()
    expect(phone.get_by_text("Ned New: kept as done.")).to_be_visible()
    phone.goto(CALLS)
    row(phone, "Ned New").get_by_role("button", name="They rang first").click()
    expect(phone.get_by_text("Ned New: off the list.")).to_be_visible()
    ends(7)


def test_a_school_whose_mis_keeps_the_register(office, clock, page, phone, ends):
    cast = office
    cast.oak.register_of_record = School.RegisterOfRecord.MIS
    cast.oak.save()
    family(cast.oak, cast.ben, "Bea Bright", phone="01632 960011")
    told_of(cast, "dee", contact=None, told_by="Her mother")
    bring(cast, amy="/", ben="N", cal="/", dee="N", eve="/", fay="/")

    page.goto(CALLS)
    expect(page.get_by_text("keeps its register in its own MIS")).to_be_visible()
    row(page, "Ben Bright").get_by_role("button", name="Message left").click()
    expect(page.get_by_text("Ben Bright: still on the list.")).to_be_visible()

    # The next file: Dee's reason is in it, Ben has come. What was tried and told stands.
    clock.at("2024-09-10 09:35")
    phone.goto(CALLS)
    expect(phone.get_by_text("message left, Olive Ofori")).to_be_visible()
    bring(cast, amy="/", ben="U", cal="/", dee="I", eve="/", fay="/")
    assert cast.ben.conversations.count() == 1
    assert cast.enrolment("dee").expected_absences.count() == 1
    ends(6)
    expect(page.get_by_text("keeps its register in its own MIS")).to_be_visible()


def bring(cast, **codes: str) -> None:
    """This morning's marks, exported from the MIS."""
    numbers = {name: cast.enrolment(name).admission_number for name in codes}
    rows = [f"{numbers[name]},2024-09-10,AM,{code}" for name, code in codes.items()]
    file = "\n".join(["pupil_id,date,session,code", *rows]).encode()
    batch = imports.bring(kind="marks", place=cast.oak, files=[("marks.csv", [file])], by=cast.data_manager)
    imports.try_batch(batch)
    batch.refresh_from_db()
    assert imports.accept(batch, by=cast.data_manager)


def test_a_phased_start_in_reception(office, clock, page, phone, enter, ends):
    """Rae, who is four, comes this morning; Ray, as was agreed with his mother, this afternoon."""
    cast = office
    reception = SchoolClass.objects.create(school=cast.oak, year=2024, name="RW")
    born = dt.date(2020, 4, 2)
    for name in ("Rae", "Ray"):
        new = admit(
            school=cast.oak,
            forename=name,
            surname="Reed",
            since=cast.today,
            by=cast.office,
            date_of_birth=born,
        )
        ClassMembership.objects.create(enrolment=new, school_class=reception, since=cast.today)
        family(cast.oak, new.pupil, f"{name}’s mother", phone="01632 960041")
        cast.pupils[name.lower()] = new.pupil
    phased = planned(
        kind="phased", code="X", place="", agreed_with="Ray’s mother", review_on=cast.today,
        sessions="NYYNNYNYNY",
    )  # fmt: skip
    plan(school=cast.oak, enrolments=[cast.enrolment("ray")], planned=phased, by=cast.office)
    taken(cast, cast.class_3b)
    taken(cast, cast.class_4c)
    page.goto(EVERY_CHILD)
    expect(page.get_by_text("1 child is not accounted for.")).to_be_visible()
    expect(page.get_by_role("link", name="Rae Reed")).to_be_visible()

    enter(phone, cast.head)
    phone.goto(f"{OAK}/registers/RW/2024-09-10/am/")
    expect(phone.get_by_text("Expected X")).to_be_visible()
    phone.get_by_role("button", name="1 as expected").click()
    expect(phone.get_by_role("button", name="1 as expected")).to_have_count(0)
    taken(cast, reception, ray="X")
    ends(8)
    page.goto(f"{EVERY_CHILD}?show=not_due")
    expect(page.get_by_role("link", name="Ray Reed")).to_be_visible()


def test_the_morning_of_eid(office, clock, page, phone, enter, ends):
    """Cal and Dee keep Eid; nobody is rung about them, and the register has R by whoever takes it."""
    cast = office
    feast = planned(kind="religion", code="R", place="Eid", agreed_by="Helen Hart")
    enrolments = [cast.enrolment("cal"), cast.enrolment("dee")]
    plan(school=cast.oak, enrolments=enrolments, planned=feast, by=cast.office)
    taken(cast, cast.class_4c)
    enter(phone, cast.teacher)
    phone.goto(f"{OAK}/registers/3B/2024-09-10/am/")
    phone.get_by_role("button", name="2 as expected").click()
    expect(phone.get_by_role("button", name="2 as expected")).to_have_count(0)
    taken(cast, cast.class_3b, cal="R", dee="R")
    enter(phone, cast.office)
    phone.goto(CALLS)
    expect(phone.get_by_text("Every child is accounted for.")).to_be_visible()
    ends(6)
    page.goto(f"{EVERY_CHILD}?show=told")
    expect(page.get_by_role("link", name="Dee Dunn")).to_be_visible()
    assert not Contact.objects.filter(conversations__isnull=False).exists()
