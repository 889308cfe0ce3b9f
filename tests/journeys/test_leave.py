"""Leave from asking to letter: a letter at the hatch, a meeting, the decision, and what the family reads."""

import datetime as dt

from playwright.sync_api import expect

from trellis.attendance.models import LeaveRequest
from trellis.messages.models import Conversation, Item
from trellis.registers.models import ExpectedAbsence

OAK = "/schools/123456"


def test_leave_from_asking_to_letter(cast, clock, page, phone, without_script, enter, axe, fits, picture):
    # The office takes in a letter about two sisters; only the parent they live with is offered.
    enter(page, cast.office)
    page.goto(f"{OAK}/absence/leave/")
    axe(page)
    fits(page)
    page.get_by_label("Which child?").fill("amy")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Amy Adams").click()
    expect(page.get_by_text("Abe Adams")).to_have_count(0)
    page.get_by_label("Eve Adams").check()
    page.get_by_label("Ann Adams, Mother").check()
    page.get_by_label("Form or letter").check()
    page.get_by_label("Leave from").fill("2024-10-07")
    page.get_by_label("Leave to").fill("2024-10-11")
    page.get_by_label("The reason in their words").fill("My sister is getting married in Cork on the Tuesday")
    axe(page)
    fits(page)
    picture(page, "leave-asked")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("It is taken in.")).to_be_visible()

    # A meeting is offered, and a letter that decides nothing.
    page.get_by_label("Day", exact=True).first.fill("2024-09-12")
    page.get_by_label("Time", exact=True).first.fill("15:30")
    page.get_by_label("Place", exact=True).fill("in the family room")
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_text("The meeting is offered")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "leave-offered")
    page.get_by_role("button", name="Draw up the letter").click()
    expect(page.get_by_text("Leave: shall we meet?").first).to_be_visible()

    # The head tries to decide before they have met: there is nothing to decide with.
    request = LeaveRequest.objects.get()
    url = f"{OAK}/pupils/{cast.amy.pk}/leave/{request.pk}/"
    enter(phone, cast.head)
    phone.goto(url)
    expect(phone.get_by_role("button", name="Decide")).to_have_count(0)

    # Thursday, after the meeting: the head notes it on a telephone and decides.
    clock.at("2024-09-12 16:10")
    enter(phone, cast.head)
    phone.goto("/")
    phone.get_by_role("link", name="Meet 1 family about leave").click()
    axe(phone)
    fits(phone)
    phone.get_by_role("link", name="Amy Adams, Eve Adams").click()
    phone.get_by_label("What was said").fill("The wedding is on the Tuesday. They travel on the Monday.")
    phone.get_by_label("Time", exact=True).last.fill("15:30")
    phone.get_by_role("button", name="Note the meeting").click()
    expect(phone.get_by_text("It can be decided now.")).to_be_visible()
    assert Conversation.objects.get().spoken_by == "Helen Hart"
    phone.get_by_label("Granted from").fill("2024-10-07")
    phone.get_by_label("Granted to").fill("2024-10-08")
    phone.get_by_label("Code of the days granted").select_option("C")
    phone.get_by_label("Reasons").fill("A wedding in the close family; the journey and the day itself.")
    axe(phone)
    fits(phone)
    picture(phone, "leave-decide-phone")
    phone.get_by_role("button", name="Decide").click()
    expect(phone.get_by_text("It is decided")).to_be_visible()
    axe(phone)
    fits(phone)
    picture(phone, "leave-decided-phone")

    # The letter is drawn up without script, read and approved; the register expects two days and no more.
    enter(without_script, cast.head)
    without_script.goto(url)
    without_script.get_by_role("button", name="Draw up the letter").click()
    expect(without_script.get_by_text("Leave: granted in part").first).to_be_visible()
    enter(page, cast.office)
    page.goto(url)
    picture(page, "leave-decided")
    planned = ExpectedAbsence.objects.planned()
    assert {(one.since, one.until) for one in planned} == {(dt.date(2024, 10, 7), dt.date(2024, 10, 8))}
    assert Item.objects.filter(batch__subject="leave-decided").count() == 2
