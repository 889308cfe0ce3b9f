"""An officer binds what the authority’s plan says of every school, and sees which schools meet it, which of
their rows serve it, and how the schools’ own plans stand.
"""

import datetime as dt
from decimal import Decimal

from tests.attendance.spending import spend
from tests.plans.bound import TEN, TEXT, bound, ten_sessions
from tests.plans.drawn import a_plan, a_tried_plan, a_trust_plan
from trellis.imports import actions as imports
from trellis.plans.actions import lead_elsewhere, record_review
from trellis.plans.models import Criterion, Plan, Row

NORTHMOOR = "/groupings/authority/Northmoor/"
SHARED = """Northmoor shared plan 2024-25

Priority 1: Every child in school

What we will do\tSuccess criteria\tWho\tWhen\tCosts
The same letters at every school\tAttendance of at least 97% in every school by July 2025\tAO\tSept 24\t£1,200
Visit the families who miss most\tPA below national\tEW\tOct 24\t£300

Priority 2: Schools learn from each other

What we will do\tSuccess criteria\tWho\tWhen\tCosts
Meet each half-term\tAt least 15 schools have sent somebody\tAO\tJuly 25\t
"""


def plans_of_schools(cast) -> Plan:
    """A plan of Oak, reviewed and since fallen behind, that serves the authority’s; and one of Elm."""
    shared = a_trust_plan(cast, SHARED, place=cast.authority)
    oak = a_plan(cast, TEXT)
    one = bound(cast, oak, target=Decimal(70))
    bound(cast, oak, row=1, measure="late", operator="at_most", target=Decimal(5))
    record_review(plan=oak, on=dt.date(2024, 9, 5), reviewed_by="Helen Hart", words="", by=cast.head)
    Criterion.objects.filter(pk=one.pk).update(target=Decimal(97))
    Plan.objects.filter(pk=oak.pk).update(next_review=dt.date(2024, 9, 6), state="working")
    heading = shared.parts.filter(kind="priority").first()
    lead_elsewhere(row=Row.objects.of(oak).first(), kind="serves", heading=heading, by=cast.head)
    batch = a_tried_plan(cast, TEXT.replace("Oak", "Elm"), by=cast.mr_outside, place=cast.elm)
    assert imports.accept(batch, by=cast.mr_outside)
    bound(cast, Plan.objects.get(batch=batch))
    return shared


def test_an_authoritys_plan_is_bound_school_by_school_and_stands_beside_theirs(
    cast, clock, page, phone, enter, axe, fits, picture
):
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    spend(cast.elm, dict.fromkeys((cast.pupils["zak"], cast.pupils["yas"]), ""), since=TEN[0], until=TEN[1])
    shared = plans_of_schools(cast)
    enter(page, cast.people["authority_officer"])
    page.goto(NORTHMOOR)
    page.get_by_role("link", name="Plans", exact=True).click()
    page.get_by_role("link", name="Northmoor shared plan 2024-25", exact=True).click()
    page.get_by_role("link", name="Criteria", exact=True).click()
    page.get_by_text("at least 97%, at every school").first.wait_for()
    page.get_by_text("at 15 schools or more").first.wait_for()
    page.get_by_role("link", name="Confirm or change it").first.click()
    axe(page)
    fits(page)
    picture(page, "plan-of-schools-bind")
    page.get_by_role("button", name="Bind it so").click()
    page.get_by_text("1 of 2 schools").first.wait_for()
    page.get_by_text("1 more is needed.").first.wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-of-schools-criterion")

    page.goto(f"{NORTHMOOR}plans/{shared.pk}/")
    page.get_by_role("link", name="served by 1 row").click()
    page.get_by_role("link", name="Ring every home").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-served")

    page.goto(NORTHMOOR)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plans").click()
    page.get_by_role("navigation", name="Plans").get_by_role("link", name="Side by side").click()
    page.get_by_text("1 review is overdue.").wait_for()
    page.get_by_text("1 stands otherwise").click()
    axe(page)
    fits(page)
    picture(page, "trust-plans")

    enter(phone, cast.people["authority_officer"])
    phone.goto(f"{NORTHMOOR}plans/schools/")
    phone.get_by_text("1 review is overdue.").wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "trust-plans-phone")


def test_a_head_leads_a_row_to_the_authoritys_priority_without_script(cast, without_script, enter):
    shared, oak = a_trust_plan(cast, SHARED, place=cast.authority), a_plan(cast, TEXT)
    row = Row.objects.of(oak).first()
    enter(without_script, cast.head)
    without_script.goto(f"/schools/123456/plans/{oak.pk}/rows/{row.pk}/")
    without_script.get_by_text("Lead it somewhere").click()
    without_script.locator("[name=kind]").select_option("serves")
    priority = shared.parts.filter(kind="priority").last()
    without_script.locator("[name=priority]").select_option(f"heading:{priority.pk}")
    without_script.get_by_role("button", name="Keep this link").click()
    without_script.get_by_text("Schools learn from each other").first.wait_for()
    assert row.links.get().heading == priority
