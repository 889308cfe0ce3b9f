"""The coverage check: what nothing is done for, what leads nowhere, and what lacks somebody or something."""

import pytest

from tests.plans import shelf
from tests.plans.bound import a_bound_plan, bound
from tests.plans.drawn import a_plan
from trellis.imports import actions as imports
from trellis.plans.coverage import Coverage, coverage_of
from trellis.plans.criteria import wording_of
from trellis.plans.models import Criterion, Link, Plan
from trellis.plans.paper import parts_of


def checked(plan: Plan) -> Coverage:
    links = Link.objects.filter(row__part__plan=plan)
    return coverage_of(wording_of(plan, parts_of(plan)), Criterion.objects.of(plan), links)


def the_plan_of(cast, name: str) -> Plan:
    path = shelf.plan_file(name)
    batch = imports.bring(kind="plan", place=cast.oak, files=[(name, [path.read_bytes()])], by=cast.head)
    imports.try_batch(batch)
    assert imports.accept(batch, by=cast.head)
    return Plan.objects.get(batch=batch)


def test_the_four_criteria_of_the_parents_plan_that_nothing_is_done_for(cast):
    found = checked(the_plan_of(cast, shelf.PARENTS))
    assert [words.words[:52] for words in found.without_action] == [
        "Attendance reaches the school target",
        "Behaviour incidents reduce significantly term on ter",
        "Texting tool leads to increased attendance and punct",
        "Referrals for all children who are considered to be ",
    ]


def test_its_planning_meeting_leads_to_nothing_said_and_no_cost_has_a_column(cast):
    found = checked(the_plan_of(cast, shelf.PARENTS))
    assert [str(row)[:20] for row in found.without_criterion] == ["Inclusion team meet "]
    assert found.no_column == ["resource"]
    assert "significantly" in {word for _words, vague in found.vague for word in vague}


@pytest.mark.parametrize("name", [shelf.INFANT, shelf.TRUST, shelf.SERVICE])
def test_every_criterion_that_stands_in_a_row_beside_its_action_has_one(cast, name):
    assert checked(the_plan_of(cast, name)).without_action == []


def test_rows_that_lack_an_owner_a_date_a_cost_or_a_measure_are_named(cast):
    plan = a_bound_plan(cast)
    found = checked(plan)
    for lacking in (found.without_owner, found.without_date, found.without_cost):
        assert [row.cells[0][:5] for row in lacking] == ["Thank"]
    assert len(found.without_measure) == 3
    bound(cast, plan)
    assert [row.cells[0][:5] for row in checked(plan).without_measure] == ["Meet ", "Thank"]


def test_a_word_with_a_definition_is_vague_no_more(cast):
    plan = a_bound_plan(cast)
    assert [vague for _words, vague in checked(plan).vague] == [["significantly"]]
    bound(cast, plan, row=2, definition="A fifth fewer than the term before")
    assert checked(plan).vague == []


def test_a_column_of_costs_is_one_of_people_only_where_somebody_wrote_some_there(cast):
    table = "What we will do\tSuccess criteria\tResourcing\n"
    alone = a_plan(cast, f"Our plan 2024-25\n\n{table}Ring every home\tFamilies are heard\t£40\n")
    assert checked(alone).without_owner == []
    rows = (
        "Ring every home\tFamilies are heard\tOO, AA\n"
        "Meet them\tThey speak\tAA, OO\n"
        "Write to them\tFamilies know\t£20\n"
    )
    beside = a_plan(cast, f"Their plan 2024-25\n\n{table}{rows}")
    assert [row.cells[0] for row in checked(beside).without_owner] == ["Write to them"]
