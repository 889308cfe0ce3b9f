"""The clinic week of the infant school of the demonstration, by the routine of its own plan: on Monday the
families are invited in, on Wednesday one rings to change it, on Friday they come and a step is agreed.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from trellis.attendance.models import StepAnswer
from trellis.gatherings.models import FamilyInvitation, Gathering, Promise
from trellis.messages.models import Batch, Item
from trellis.schools.models import Person, Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

INFANTS = "990002"
MONDAY, WEDNESDAY, FRIDAY = (dt.date(2026, 11, day) for day in (23, 25, 27))
CLINICS = f"/schools/{INFANTS}/clinics/"


@pytest.fixture
def infants(transactional_db, settings, tmp_path, clock) -> School:
    """As it stands on the Monday, nothing of clinics done or answered yet."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{MONDAY} 09:00")
    store(draw_world(schools=2, years=2, seed=1, on=MONDAY), password="not asked for here")
    Promise.objects.filter(invitation__isnull=False).delete()
    Gathering.objects.with_families().delete()
    StepAnswer.objects.filter(step__act="clinic").delete()
    Batch.objects.all().delete()
    clock.at(f"{MONDAY} 09:30")
    return School.objects.known_by(INFANTS).get()


def whoever_is(role: str, school: School) -> Person:
    return Post.objects.on(MONDAY).filter(role=role, school=school).order_by("pk")[0].person


def test_a_clinic_week(infants, clock, page: Page, phone: Page, enter, axe, looked_at, picture):
    school = infants
    office, lead, head = (whoever_is(role, school) for role in ("office", "attendance_lead", "head"))

    # Monday, 9:30, at a desk: a clinic on Friday, and whom the ladder asks it for.
    enter(page, office)
    page.goto(CLINICS)
    looked_at(page)
    page.get_by_role("button", name="Arrange one").click()
    page.get_by_label("On which day").fill(FRIDAY.isoformat())
    page.get_by_label("From", exact=True).fill("15:00")
    page.get_by_label("Until").fill("16:00")
    page.get_by_label("Minutes for each family").fill("10")
    page.get_by_label(lead.name, exact=True).check()
    page.get_by_label("Where", exact=True).fill("in the family room")
    looked_at(page)
    page.get_by_role("button", name="Arrange it").click()
    expect(page.get_by_role("heading", name="Attendance clinic")).to_be_visible()
    page.get_by_role("button", name="Invite families").click()
    asked = page.get_by_role("group", name="A step of the ladder asks for it").get_by_role("checkbox")
    expect(asked.first).to_be_visible()
    asked.nth(0).check()
    asked.nth(1).check()
    looked_at(page)
    picture(page, "clinic-invite")
    page.get_by_role("button", name="Put their families on the list").click()
    expect(page.get_by_text("stand on the list.")).to_be_visible()
    looked_at(page)
    picture(page, "clinic")
    families = list(FamilyInvitation.objects.select_related("slot").order_by("slot__at"))
    assert len(families) >= 2

    # They are told by text where they can be; the head looks at it and lets it go.
    page.get_by_label("By text; else by e-mail; else by letter").check()
    page.get_by_role("button", name="Draw up the invitations").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Attendance clinic")
    axe(page)
    enter(page, head)
    page.goto(f"/schools/{INFANTS}/messages/{Batch.objects.get().pk}/")
    page.get_by_role("button", name="Approve ").click()
    expect(page.get_by_text("Approved: ").first).to_be_visible()
    assert Item.objects.exclude(approved_at=None).exists()

    # Wednesday, on a telephone: one home rings and has another time.
    clock.at(f"{WEDNESDAY} 10:00")
    enter(phone, office)
    phone.goto(f"{CLINICS}{families[0].gathering_id}/")
    looked_at(phone)
    phone.get_by_role("link", name=families[0].addressee).first.click()
    phone.get_by_label("What they said").fill("Works until half past three")
    phone.get_by_label("The time they have now").select_option(label=f"15:50, {lead.name}")
    phone.get_by_role("button", name="Change it").click()
    expect(phone.get_by_text("15:50").first).to_be_visible()
    looked_at(phone)

    # Friday: it stands on the lead's Today; one family comes, another does not.
    clock.at(f"{FRIDAY} 15:15")
    enter(phone, lead)
    phone.goto("/")
    phone.get_by_role("link", name="Attendance clinic: ").click()
    phone.get_by_role("link", name=families[1].addressee).first.click()
    phone.get_by_label("Came", exact=True).check()
    phone.get_by_label("What was said").fill("New shifts since September; mornings are hard.")
    phone.get_by_role("button", name="Keep it").click()
    phone.get_by_label("What was agreed").fill("A place at breakfast club from Monday")
    phone.get_by_label("By whom").fill(office.name)
    phone.get_by_label("On whose Today it stands").select_option(label=office.name)
    phone.get_by_label("By when").fill("2026-11-30")
    looked_at(phone)
    picture(phone, "clinic-family-phone")
    answered = StepAnswer.objects.count()
    phone.get_by_role("button", name="Agree it").click()
    expect(phone.get_by_text("A place at breakfast club from Monday").first).to_be_visible()
    looked_at(phone)
    assert StepAnswer.objects.count() == answered + 1
    assert "A place at breakfast club" in StepAnswer.objects.last().reason
    phone.goto(f"{CLINICS}{families[0].gathering_id}/families/{families[0].pk}/")
    phone.get_by_label("Did not come").check()
    phone.get_by_role("button", name="Keep it").click()
    phone.goto(f"{CLINICS}{families[0].gathering_id}/")
    looked_at(phone)
    picture(phone, "clinic-phone")

    # Monday after: the step stands on the Today of whoever said they would.
    clock.at("2026-11-30 08:40")
    enter(page, office)
    page.goto("/")
    page.get_by_role(
        "link", name=re.compile("Agreed with the family of .*: A place at breakfast club")
    ).click()
    looked_at(page)
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept", exact=False).first).to_be_visible()
    page.goto(CLINICS)
    looked_at(page)
    picture(page, "clinics")
