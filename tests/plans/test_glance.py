"""The first screen of a plan: whether it is on track, where it is not, and the cells that need somebody."""

import re
from decimal import Decimal

import pytest

from tests.plans.bound import a_bound_plan, bound, ten_sessions
from trellis.plans.models import Criterion, Plan, Row


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    return a_bound_plan(cast)


def first_screen(response) -> str:
    """The words above the plan itself, spaces as a reader sees them."""
    page = response.content.decode().split('class="trellis-plan"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("Are we on track?")[-1]).split())


def address(plan: Plan) -> str:
    return f"/schools/123456/plans/{plan.pk}/"


def test_it_says_where_the_plan_is_not_on_track_with_reading_target_and_what_is_needed(cast, sign_in, plan):
    bound(cast, plan)
    bound(cast, plan, row=1, measure="persistent_absence", operator="at_most", target=Decimal(60))
    said = first_screen(sign_in(cast.head).get(address(plan)))
    assert "Not everywhere: 1 of the 2 criteria that have a figure is behind or missed." in said
    assert "1 Behind 1 On track" in said
    # Those that need most stand first: the figure, its target, and what it would take.
    behind, on_track = said.index("Attendance is at least 97%"), said.index("PA below national")
    assert behind < on_track
    assert "85.0% · 51 of 60" in said[behind:on_track]
    assert "at least 97% by 22 July 2025" in said[behind:on_track]
    assert "It needs at least 97.4% over the 185 school days left." in said[behind:on_track]


def test_it_says_when_all_is_well_and_when_there_is_no_figure(cast, sign_in, plan):
    client = sign_in(cast.head)
    assert "Nothing in this plan reads itself yet." in first_screen(client.get(address(plan)))
    nobody = bound(cast, plan, group_field="year_group", group="6")
    said = first_screen(client.get(address(plan)))
    assert "There are no figures yet to say so." in said
    assert "1 No data" in said
    nobody.delete()
    bound(cast, plan, target=Decimal(80))
    said = first_screen(client.get(address(plan)))
    assert "The one criterion that has a figure is met or on track." in said


def test_no_more_than_six_are_shown_at_first_and_the_rest_are_a_step_away(cast, sign_in, plan):
    for target in range(91, 99):
        bound(cast, plan, words=f"Attendance is at least {target}%", target=Decimal(target))
    said = first_screen(sign_in(cast.head).get(address(plan)))
    assert said.count("school days left") == 6
    assert "2 more criteria" in said


def test_empty_cells_that_need_somebody_are_counted_marked_and_lead_to_their_row(cast, sign_in, plan):
    last = Row.objects.of(plan)[2]
    response = sign_in(cast.head).get(address(plan))
    said = first_screen(response)
    assert "Needs somebody: 1 row has nobody · 1 row has no date · 1 row has no cost" in said
    page = response.content.decode()
    [cells] = re.findall(rf'<tr class="govuk-table__row" id="row-{last.pk}">(.*?)</tr>', page, re.DOTALL)
    assert re.findall(r"(Nobody yet|No date yet|No cost yet)", cells) == [
        "Nobody yet",
        "No date yet",
        "No cost yet",
    ]
    assert page.count("trellis-plan__empty") == 3
    assert f"{address(plan)}rows/{last.pk}/" in cells
    # Who may only read is told, and offered nothing to change.
    page = sign_in(cast.governor).get(address(plan)).content.decode()
    assert page.count("trellis-plan__empty") == 3
    assert f"rows/{last.pk}/" not in page


def test_as_on_paper_it_is_the_words_of_the_plan_and_nothing_else(cast, sign_in, plan):
    bound(cast, plan)
    page = sign_in(cast.head).get(f"{address(plan)}?as=paper").content.decode()
    assert "Attendance is at least 97% by July 2025" in page
    for added in ("51 of 60", "Behind", "Correct", "Nobody yet", "Needs somebody"):
        assert added not in page


def test_who_sees_no_figures_is_told_of_no_standing(cast, sign_in, plan):
    bound(cast, plan)
    page = sign_in(cast.teacher).get(address(plan)).content.decode()
    assert "Are we on track?" not in page
    assert "Needs somebody:" in page


def test_a_measure_that_was_renamed_and_a_group_with_nobody_in_it_are_said_where_their_figure_would_stand(
    cast, sign_in, plan
):
    renamed = bound(cast, plan)
    Criterion.objects.filter(pk=renamed.pk).update(measure="presence")
    bound(cast, plan, row=1, group_field="year_group", group="6")
    said = first_screen(sign_in(cast.head).get(address(plan)))
    assert "2 No data" in said
    assert "There is no measure called “presence” any more." in said
    assert "There is nobody in this group in these days." in said
    # Nothing is lost: the words and the target stand.
    assert "at least 97% by 22 July 2025" in said


def test_what_two_rows_say_alike_counts_once(cast, sign_in, plan):
    bound(cast, plan)
    bound(cast, plan, row=1, words=Row.objects.of(plan)[0].cells[1])
    said = first_screen(sign_in(cast.head).get(address(plan)))
    assert "Not yet: the one criterion that has a figure is behind or missed." in said
