"""A trust's lates and notices: when notices are proposed, how many, and by the same rule at every school."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from trellis.attendance.formal.models import Notice
from trellis.schools.models import Grouping, Person, Post
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

SATURDAY = dt.date(2026, 11, 28)


@pytest.fixture
def trust(transactional_db, settings, tmp_path, clock) -> Grouping:
    """The trust of the demonstration with its first two schools."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{SATURDAY} 09:05")
    store(draw_world(schools=2, years=1, seed=1, on=SATURDAY), password="not asked for here")
    return Grouping.objects.get(kind="trust")


def officer(trust: Grouping) -> Person:
    return Post.objects.on(SATURDAY).filter(role="trust_officer", grouping=trust)[0].person


def test_a_trust_reads_its_lates_and_notices_side_by_side(
    trust, page: Page, phone: Page, enter, axe, fits, picture
):
    enter(page, officer(trust))
    page.goto(f"/groupings/trust/{trust.name}/")
    page.get_by_role("link", name="Lates and notices").click()
    page.get_by_role("heading", name="Lates and notices", level=1).wait_for()
    axe(page)
    fits(page)
    picture(page, "trust-notices")

    # Every notice is in the table, and the answers add up to those proposed.
    proposed = Notice.objects.exclude(proposed_on=None).count()
    assert proposed > 1
    whole = page.get_by_role("row", name="All together").get_by_role("cell")
    counts = [int(text) for text in whole.all_inner_texts()[2:]]
    assert counts[0] == proposed == sum(counts[3:])
    assert counts[0] == counts[1] + counts[2]
    rows = page.locator("tbody").get_by_role("row")
    each = [int(rows.nth(at).get_by_role("cell").nth(2).inner_text()) for at in range(rows.count() - 1)]
    assert sum(each) == proposed

    # The year before, of which nothing is there, says so.
    page.get_by_role("link", name="2025/26").click()
    expect(page.get_by_text("0 penalty notices were proposed.")).to_be_visible()

    enter(phone, officer(trust))
    phone.goto(f"/groupings/trust/{trust.name}/notices/")
    axe(phone)
    fits(phone)
