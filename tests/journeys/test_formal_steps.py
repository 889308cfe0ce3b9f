"""Before any notice: who stands where, help offered, a proposal, a mark amended, and the answer."""

import datetime as dt
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from trellis.attendance.formal.models import Notice
from trellis.attendance.formal.standings import standings
from trellis.registers.importing import Brought, import_marks
from trellis.rules.penalty import State
from trellis.schools.models import Person, Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

FRIDAY, SATURDAY = dt.date(2026, 11, 27), dt.date(2026, 11, 28)


@pytest.fixture
def primary(transactional_db, settings, tmp_path, clock) -> School:
    """A primary of the demonstration, on a Saturday at the end of November."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{SATURDAY} 09:05")
    store(draw_world(schools=1, years=2, seed=1, on=SATURDAY), password="not asked for here")
    return School.objects.known_by("990001").get()


def holder(role: str) -> Person:
    return Post.objects.on(SATURDAY).filter(role=role).select_related("person").order_by("id")[0].person


def ready(school: School, lead: Person) -> tuple[str, str]:
    """A child nothing stands against, and the parent."""
    found = standings(school, SATURDAY)
    rows = found.rows(found.named(State.REACHED), reader=lead)
    one = next(row for row in rows if row.ready and row.helped and not row.waiting)
    return one.child.name, one.ready[0].contact.name


def amend(notice: Notice) -> None:
    """A reason came after all: the first session it rests on becomes illness."""
    day, session, _code = notice.sessions[0]
    marks = Brought(
        np.array([notice.pupil_id], np.int64),
        np.array([day], "datetime64[D]"),
        np.array([session == "PM"], np.uint8),
        np.array([ord("I")], np.uint8),
    )
    import_marks(school=notice.school, marks=marks, by="school office")


def test_from_where_a_child_stands_to_what_the_authority_answers(
    primary, page: Page, phone: Page, enter, axe, fits, picture
):
    lead = holder("attendance_lead")
    child, parent = ready(primary, lead)
    enter(page, lead)
    page.goto(f"/schools/{primary.urn}/formal/")
    page.get_by_role("heading", name="Formal steps", level=1).wait_for()
    expect(page.get_by_text("Trellis proposes nothing by itself and issues nothing")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "formal-steps")

    # A notice to improve, which is not finished and so not printed.
    page.get_by_role("link", name=re.compile("Reached before")).click()
    axe(page)
    page.get_by_role("link", name=re.compile("In the weeks that end now")).click()
    page.get_by_role("link", name=child).first.click()
    page.get_by_role("heading", name=child, level=1).wait_for()
    axe(page)
    fits(page)
    picture(page, "formal-child")
    page.get_by_role("link", name=re.compile(f"Write a notice to improve.*{parent}")).click()
    page.get_by_label("The help on offer now").fill("A place at the breakfast club from Monday.")
    page.get_by_label("To", exact=True).fill("2026-12-25")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("It is not printed yet. It does not say:")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "formal-improve")

    # Each parent alone: what stands behind it, and proposing it to the authority.
    page.get_by_role("link", name=child).first.click()
    page.get_by_role("link", name=parent, exact=True).click()
    page.get_by_text("may be considered by the authority").first.wait_for()
    axe(page)
    fits(page)
    picture(page, "formal-parent")
    page.get_by_label("Why it is proposed").fill("We met the family; the breakfast club was offered.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Proposed: the authority has not answered")).to_be_visible()
    notice = Notice.objects.filter(parent_name=parent, state="proposed").latest("pk")
    amend(notice)
    page.reload()
    expect(page.get_by_text("1 mark was amended since it was proposed.")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, "formal-notice")

    # The authority's officer reads it on a telephone, and says what it answered.
    enter(phone, holder("authority_officer"))
    phone.goto(f"/schools/{primary.urn}/pupils/{notice.pupil_id}/formal/notices/{notice.pk}/")
    phone.get_by_label("Not issued").check()
    phone.get_by_label("What was said, and by whom").fill("A reason was known after all")
    axe(phone)
    fits(phone)
    picture(phone, "formal-answer-phone")
    phone.get_by_role("button", name="Write it down").click()
    expect(phone.get_by_text("Not issued.", exact=False).first).to_be_visible()
    notice.refresh_from_db()
    assert notice.state == "not_issued"

    # The pack says the moment it was made.
    page.goto(f"/schools/{primary.urn}/pupils/{notice.pupil_id}/formal/")
    page.get_by_text("Put a pack together").click()
    page.get_by_role("button", name="Put it together").click()
    expect(page.get_by_role("link", name=re.compile("As at 28 November 2026")).first).to_be_visible()
