"""Finding who needs more: a table of indicators begun, a level decided, a term kept; an authority that puts
in the figures of the partnership's printed table; and a list found, kept and worked through.
"""

import datetime as dt

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.attendance.spending import spend
from tests.support.finding.found import day_of, noted, september
from tests.support.helped import a_case
from trellis.schools.models import Grouping, GroupingMembership, Phase, School, SchoolURN
from trellis.support.finding.models import Cohort, DecidedLevel, TermCount, VulnerabilityTable

SECONDARY = ((70, 113, 56, 9), (80, 110, 60, 11))
PRIMARY = ((32, 20, 9, 5),) * 9 + ((41, 28, 16, 9),)
AUTHORITY = "/groupings/authority/Northmoor/support/"


def test_a_level_is_suggested_decided_and_counted(
    cast, clock, page: Page, phone: Page, enter, looked_at, picture
):
    september(cast, clock)
    enter(page, cast.inclusion_lead)
    page.goto(reverse("support:levels", args=["123456"]))
    page.get_by_role("link", name="Begin with one").click()
    page.get_by_role("button", name="Begin with the table Trellis knows").click()
    expect(page.get_by_text("16 indicators")).to_be_visible()
    looked_at(page)
    picture(page, "vulnerability-table")
    page.get_by_role("link", name="Attendance below 90%").click()
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()

    table = VulnerabilityTable.objects.get()
    noted(cast, "amy", "A young carer", table)
    a_case(cast, "ben")
    page.get_by_role("link", name="Children and levels").click()
    page.get_by_label("Which children").select_option(label="Suggested, not decided (3)")
    page.get_by_role("button", name="Show").click()
    looked_at(page)
    picture(page, "vulnerability-suggested")
    page.get_by_role("link", name="Amy Adams").click()
    page.get_by_role("link", name="Note an indicator").click()
    page.get_by_label("Level 1: Cleanliness at home is a worry").check()
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Decide the level").click()
    expect(page.get_by_label("Level 2")).to_be_checked()
    page.get_by_label("Level 3").check()
    page.get_by_label("Why (optional)").fill("What we know of home is more than the signs say.")
    looked_at(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Level 3, decided by Ines Lowe")).to_be_visible()
    looked_at(page)
    picture(page, "vulnerability-child")
    assert DecidedLevel.objects.get().level == 3

    # The term is kept as it stands; on a telephone as well.
    enter(phone, cast.head)
    phone.goto(reverse("support:levels", args=["123456"]))
    looked_at(phone)
    picture(phone, "vulnerability-phone")
    phone.goto(reverse("support:level_counts", args=["123456"]))
    phone.get_by_role("button", name="Keep Autumn 2024/25 as it stands today").click()
    expect(phone.get_by_text("Counted here")).to_be_visible()
    looked_at(phone)
    assert TermCount.objects.get().counts.level_3 == 1


def partnership(authority: Grouping) -> str:
    """Two secondary and ten primary schools, and their figures as lines copied from a sheet."""
    GroupingMembership.objects.filter(grouping=authority).delete()
    lines: list[str] = []
    for phase, figures in ((Phase.SECONDARY, SECONDARY), (Phase.PRIMARY, PRIMARY)):
        for number, counts in enumerate(figures, start=1):
            urn = str(300000 + len(lines))
            school = School.objects.create(
                name=f"Fieldfare {phase.label} {number}", phase=phase, nation="england"
            )
            SchoolURN.objects.create(school=school, urn=urn, since=day_of())
            GroupingMembership.objects.create(grouping=authority, school=school, since=day_of())
            lines.append("\t".join([urn, *map(str, counts)]))
    return "\n".join(lines)


def test_the_partnerships_printed_table(cast, page: Page, enter, axe, fits, picture):
    lines = partnership(cast.authority)
    enter(page, cast.authority_officer)
    page.goto(f"{AUTHORITY}levels/counts/?term=2006-autumn")
    page.get_by_role("link", name="Put in figures that schools sent").click()
    page.get_by_label("Figures").fill(lines)
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    total = page.get_by_role("row", name="Total 479")
    expect(total).to_contain_text("1,123")
    expect(total).to_contain_text("15.2")
    axe(page)
    fits(page)
    picture(page, "vulnerability-counts")


def test_a_list_is_found_kept_and_worked_through(
    cast, clock, page: Page, phone: Page, enter, looked_at, picture
):
    september(cast, clock)
    enter(page, cast.inclusion_lead)
    page.goto(reverse("support:cohorts", args=["123456"]))
    looked_at(page)
    page.get_by_role("link", name="Look for children").click()
    page.get_by_label("What the list is called").fill("Attendance in the younger years")
    page.get_by_label("Year 3").check()
    page.get_by_label("Figure 1 of the register").select_option(label="Attendance")
    page.get_by_label("Figure 1 is").select_option(label="below")
    page.get_by_label("Figure 1: per cent").fill("90")
    looked_at(page)
    picture(page, "cohort-look")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_role("heading", name="3 children of 4")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Keep this list").click()
    expect(page.get_by_text("3 children of 4, found on 1 October 2024 by Ines Lowe.")).to_be_visible()
    page.get_by_label("Amy Adams").check()
    page.get_by_label("selected for support", exact=True).check()
    page.get_by_label("Why", exact=True).fill("Her family asked for help.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_label("Ben Bright").check()
    page.get_by_label("not selected").check()
    page.get_by_label("Why", exact=True).fill("He had chickenpox, and is back.")
    page.get_by_role("button", name="Keep it").click()

    # The next half-term: the same is looked for again, and set beside the first.
    clock.at("2024-11-19T09:00")
    spend(
        cast.oak,
        {cast.amy: "8O", cast.ben: "", cast.cal: "", cast.dee: "6I", cast.eve: "", cast.fay: ""},
        since=dt.date(2024, 11, 4),
        until=dt.date(2024, 11, 18),
    )
    enter(page, cast.inclusion_lead)
    page.goto(reverse("support:cohorts", args=["123456"]))
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_role("button", name="Keep this list").click()
    expect(page.get_by_role("row", name="Dee Dunn")).to_contain_text("New")
    expect(page.get_by_role("row", name="Amy Adams")).to_contain_text("Still on it")
    expect(page.get_by_role("heading", name="On the list of Autumn 1 and not on this one")).to_be_visible()
    looked_at(page)
    page.goto(reverse("support:cohorts", args=["123456"]))
    looked_at(page)
    page.get_by_role("link", name="Attendance in the younger years", exact=True).last.click()
    looked_at(page)
    picture(page, "cohort")
    enter(phone, cast.head)
    phone.goto(reverse("support:cohort", args=["123456", Cohort.objects.latest("pk").pk]))
    looked_at(phone)
    picture(phone, "cohort-phone")
    page.get_by_role("link", name="Open a case").click()
    expect(page.get_by_text("Amy Adams").first).to_be_visible()
