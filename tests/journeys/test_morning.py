"""The morning of an infant school: gate and register at 8:45, closed at 8:55, calls from 9:15.

The telephone rings while registers are taken; what is not known is asked after, at a desk and on a telephone;
and it ends with every child accounted for and a page that says so.
"""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.attendance.day.morning import taken
from tests.messages.families import family
from trellis.messages.models import Conversation
from trellis.registers.models import ExpectedAbsence
from trellis.schools.models import Contact, FamilyLink
from trellis.schools.settings import decide_together

OAK = "/schools/123456"


@pytest.fixture
def infants(cast, clock):
    """Oak keeps the infant school's times; Dee's mother speaks Polish, Ben's family is rung first."""
    times = {
        "gate": "08:45",
        "register_opens_am": "08:45",
        "register_closes_am": "08:55",
        "first_calls": "09:15",
    }
    decide_together(place=cast.oak, values=times, since=dt.date(2024, 9, 1), by=cast.head)
    for name, parent in (("ben", "Bea Bright"), ("dee", "Dot Dunn")):
        family(cast.oak, cast.pupils[name], parent, at=f"{len(parent)} High Street\nNorthmoor")
    Contact.objects.filter(name="Bea Bright").update(phone="01632 960011")
    Contact.objects.filter(name="Dot Dunn").update(
        phone="01632 960012", language="pl", needs_interpreter=True
    )
    FamilyLink.objects.filter(contact__name="Abe Adams").update(do_not_contact_until=dt.date(2024, 9, 30))
    clock.at("2024-09-10 08:31")
    return cast


def find(page: Page, typed: str, name: str) -> None:
    page.goto(f"{OAK}/absence/told/")
    page.get_by_label("Which child?").fill(typed)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=name).click()


def test_a_morning(infants, clock, page, phone, without_script, enter, axe, fits, picture):
    cast = infants
    enter(page, cast.office)

    # 8:31. The telephone rings: Cal has the dentist. The reason suggests the code; a person keeps it.
    page.goto(f"{OAK}/absence/told/")
    page.get_by_label("Which child?").fill("car c")
    page.get_by_role("button", name="Find").click()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Cal Carter").click()
    page.get_by_label("Somebody else", exact=True).check()
    page.get_by_label("Somebody else: their name").fill("Grandmother, Mrs Carter")
    page.get_by_label("Telephone").check()
    page.get_by_label("The reason in their words").fill("Dentist at nine, back for lunch")
    page.get_by_label("For the teacher").fill("back at 12")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "told-suggests")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Taken in: Cal Carter, M.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "told")
    assert ExpectedAbsence.objects.get().note == "back at 12"

    # The same on a telephone, and in a browser that runs no script.
    enter(without_script, cast.office)
    find(without_script, "adams a", "Amy Adams")
    expect(without_script.get_by_label("Ann Adams, Mother")).to_be_visible()
    enter(phone, cast.office)
    find(phone, "adams a", "Amy Adams")
    axe(phone)
    fits(phone)
    picture(phone, "told-phone")

    # 8:46. The teacher's register says what the office knows.
    clock.at("2024-09-10 08:46")
    enter(phone, cast.teacher)
    phone.goto(f"{OAK}/registers/3B/2024-09-10/am/")
    expect(phone.get_by_text("Expected M: back at 12")).to_be_visible()
    taken(cast, cast.class_3b, amy="N", ben="N", cal="M", dee="N")

    # 9:15. The other register is not taken: the list says that it is not complete.
    clock.at("2024-09-10 09:15")
    page.goto("/")
    expect(page.get_by_role("link", name="Ring 3 families not heard from")).to_be_visible()
    page.goto(f"{OAK}/absence/")
    expect(page.get_by_text("This list is not complete.")).to_be_visible()
    expect(page.get_by_text("1 of 2 registers is not taken")).to_be_visible()
    taken(cast, cast.class_4c, eve="N", fay="N")
    page.goto(f"{OAK}/absence/")
    expect(page.get_by_text("This list is not complete.")).to_have_count(0)
    axe(page)
    fits(page)
    picture(page, "call-list")

    # Somebody begins to ring the sisters' home: nobody else does.
    sisters = page.get_by_role("listitem").filter(has_text="Amy Adams").first
    sisters.get_by_role("button", name="I am ringing them").click()
    enter(phone, cast.attendance_lead)
    phone.goto(f"{OAK}/absence/")
    expect(phone.get_by_text("Olive Ofori has been ringing them since 09:15.")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "call-list-phone")

    # Two taps. Their mother gives a reason; their father may not be rung, and nobody is offered him.
    expect(page.get_by_text("Abe Adams")).to_have_count(0)
    sisters = page.get_by_role("listitem").filter(has_text="Amy Adams").first
    sisters.get_by_label("The reason in their words").fill("Both were sick in the night")
    sisters.get_by_role("button", name="Reached: gave a reason").click()
    expect(page.get_by_text("Amy Adams, Eve Adams: off the list.")).to_be_visible()
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_text("I is written.")).to_be_visible()

    # On the telephone, without an answer; and Dee's mother thought she was here.
    ben = phone.get_by_role("listitem").filter(has_text="Ben Bright").first
    ben.get_by_role("button", name="No answer").click()
    expect(phone.get_by_text("Ben Bright: still on the list. Bea Bright: No answer.")).to_be_visible()
    dee = phone.get_by_role("listitem").filter(has_text="Dee Dunn").first
    dee.get_by_role("button", name="They thought the child was at school").click()
    expect(phone.get_by_text("Dee Dunn: with the safeguarding lead now.")).to_be_visible()
    axe(phone)
    fits(phone)

    # The safeguarding lead has it on their day at once, decides, and says what was done.
    enter(page, cast.safeguarding_lead)
    page.goto("/")
    picture(page, "call-safeguarding")
    page.get_by_role("link", name="Dee Dunn: They thought the child was at school").click()
    page.get_by_label("What is added").fill("Found at the breakfast club; she is in class.")
    page.get_by_label("What was to follow is done").check()
    page.get_by_role("button", name="Add").click()

    # 9:40. Ben's mother rings; Fay has nobody to ring and the page says so until she comes.
    clock.at("2024-09-10 09:40")
    phone.goto(f"{OAK}/absence/")
    ben = phone.get_by_role("listitem").filter(has_text="Ben Bright").first
    ben.get_by_role("button", name="They rang first").click()
    expect(phone.get_by_text("Nobody may be rung, or nobody left a number.")).to_be_visible()
    taken(cast, cast.class_4c, late=True, fay="U")
    phone.goto(f"{OAK}/absence/")
    expect(phone.get_by_text("Every child is accounted for.")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "call-list-done-phone")
    assert Conversation.objects.exclude(outcome="").count() == 4
