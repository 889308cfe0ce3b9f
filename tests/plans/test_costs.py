"""What a plan costs: each sum once, by the stream that pays it, firm or not, beside what there is for it."""

import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.plans import shelf
from tests.plans.drawn import a_plan
from trellis.plans.actions import ProblemWithPlan, add_row
from trellis.plans.costing import set_budgets, speak_of
from trellis.plans.costs import Costs, costs_of
from trellis.plans.criteria import wording_of
from trellis.plans.models import Budget, Costing, Plan, Row
from trellis.plans.paper import parts_of
from trellis.plans.reading.money import read_resources
from trellis.plans.reading.streams import stream_in

OAK = "123456"
TEXT = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tWho\tResources
Train everybody\tAll are trained\tHH\tTotal costs £1,000 from the school budget
Buy books\tEvery class has them\tIL\t£70 x 2 pupil premium
Ring homes\tHeard from\tOO\t£300?
Share rooms\tShared\tOO\tCost above
Keep rooms\tKept\tOO\t150 for paint, 2 days supply
"""


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan(cast, TEXT)


def costs(plan: Plan) -> Costs:
    return costs_of(wording_of(plan, parts_of(plan)))


def row(plan: Plan, words: str) -> Row:
    return Row.objects.of(plan).get(cells__0=words)


def totals(found: Costs) -> tuple[Decimal, ...]:
    return found.as_written, found.firm, found.queried, found.bare


def address(name: str, *arguments: int) -> str:
    return reverse(f"plans:{name}", args=[OAK, *arguments])


def shown(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- reading ---


@given(
    st.decimals(1, 9999, places=0),
    st.integers(1, 99),
    st.sampled_from(["£{p} x {n}", "{n} x £{p}", "£{p} × {n}"]),
)
def test_so_many_at_so_much_come_to_their_product(pounds, number, form):
    [cost] = read_resources(form.format(p=pounds, n=number)).costs
    assert (cost.pounds, cost.number, cost.total) == (pounds, number, pounds * number)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("£70 x 2 per year group", 2),
        ("£500 in Y2", 1),
        ("Y2 x £70", 1),
        ("£70 per box (2 per year group)", 1),
    ],
)
def test_only_what_multiplies_a_sum_does(words, number):
    [cost] = read_resources(words).costs
    assert cost.number == number


@pytest.mark.parametrize(
    ("words", "stream"),
    [
        ("£500 PP", "Pupil premium"),
        ("£200 from sports premium", "Sports premium"),
        ("catch-up money £90", "Catch-up funding"),
        ("£80, school budget, then PPG", "School budget"),
        ("£80 for a support worker", ""),
        ("£80 for APPLES", ""),
    ],
)
def test_the_stream_is_the_first_that_is_named(words, stream):
    assert stream_in(words) == stream


# --- counting ---


def test_each_sum_counts_once_and_as_certain_as_it_is(plan):
    found = costs(plan)
    assert totals(found) == (Decimal(1440), Decimal(1140), Decimal(300), Decimal(150))
    assert [(each.name, each.firm) for each in found.streams] == [
        ("Pupil premium", 140),
        ("School budget", 1000),
        ("", 0),
    ]
    assert found.days_of_cover == 2
    [elsewhere] = found.elsewhere
    assert (str(elsewhere.row), str(elsewhere.to)) == ("Share rooms", "Ring homes")


def test_what_may_be_counted_twice_or_nowhere_is_said(plan):
    doubts = {str(line.row): line.doubts for line in costs(plan).to_look_at}
    assert doubts == {
        "Train everybody": [
            "It is called a total. Other sums of its table come to £440: they may be counted twice."
        ],
        "Ring homes": ["A question mark stands by it."],
        "Keep rooms": ["No pound sign stands by it: it is counted nowhere until somebody says it is money."],
    }


def test_what_a_person_says_of_a_sum_stands_over_how_it_was_read(cast, plan):
    said = [("Keep rooms", "150", "School budget", "firm"), ("Ring homes", "£300?", "", "not")]
    for words, sum_, stream, counts in said:
        speak_of(row=row(plan, words), words=sum_, stream=stream, counts=counts, by=cast.head)
    found = costs(plan)
    assert totals(found) == (Decimal(1440), Decimal(1290), 0, 0)
    assert [str(line.row) for line in found.to_look_at] == ["Train everybody"]
    speak_of(row=row(plan, "Keep rooms"), words="150", stream="", counts="", by=cast.head)
    assert costs(plan).bare == 150
    assert Costing.history.filter(history_type="-").get().history_user == cast.head


def test_what_was_spent_is_said_of_each_sum_and_added_up_by_stream(cast, plan):
    for words, spent in (("Train everybody", 400), ("Ring homes", 25)):
        held = next(line for line in costs(plan).lines if str(line.row) == words)
        speak_of(row=held.row, words=held.words, stream="", counts="", spent=Decimal(spent), by=cast.head)
    found = costs(plan)
    assert found.spent == 425
    assert {each.name: each.spent for each in found.streams}["School budget"] == 400
    # What is spent changes nothing of how a sum counts.
    assert totals(found) == totals(costs(plan)) == (Decimal(1440), Decimal(1140), Decimal(300), Decimal(150))
    held = next(line for line in found.lines if line.spent)
    speak_of(row=held.row, words=held.words, stream="", counts="", spent=None, by=cast.head)
    assert Costing.objects.count() == 1
    with pytest.raises(ProblemWithPlan, match="cannot be less than nothing"):
        speak_of(row=held.row, words=held.words, stream="", counts="", spent=Decimal(-1), by=cast.head)


def test_a_budget_says_what_is_left_or_how_much_is_too_little(cast, plan):
    set_budgets(plan=plan, pounds={"Pupil premium": Decimal(100), "Grant": Decimal(50)}, by=cast.head)
    by_name = {each.name: each for each in costs(plan).streams}
    assert (by_name["Pupil premium"].left_if_all, by_name["Pupil premium"].is_short) == (-40, True)
    assert (by_name["Grant"].left_if_all, by_name["Grant"].is_short) == (50, False)
    assert by_name["School budget"].left is None
    set_budgets(plan=plan, pounds={"Grant": None}, by=cast.head)
    assert list(Budget.objects.values_list("stream", flat=True)) == ["Pupil premium"]


@given(
    st.lists(
        st.tuples(st.integers(100, 9000), st.sampled_from(["£{}", "£{}?", "{}", "£{} x 3", "Cost above"]))
    )
)
def test_totals_are_those_of_plain_adding(cells):
    """Against an oracle that knows only what was written."""
    found = [read_resources(form.format(number)) for number, form in cells]
    firm = sum(n * (3 if form.endswith("3") else 1) for n, form in cells if form in {"£{}", "£{} x 3"})
    queried = sum(n for n, form in cells if form == "£{}?")
    bare = sum(n for n, form in cells if form == "{}" and not 1900 <= n <= 2099)
    assert sum(each.firm for each in found) == firm
    assert sum(each.as_written for each in found) == firm + queried
    assert sum(each.unmarked for each in found) == bare


def test_the_trusts_plan_comes_to_what_the_requirements_add_up(cast):
    text = shelf.plan_file(shelf.TRUST).read_text(encoding="utf-8")
    found = costs(a_plan(cast, text))
    assert totals(found) == (Decimal(74_040), Decimal(72_740), Decimal(1_300), Decimal(2_636))
    assert len(found.elsewhere) == 5
    [total] = [line for line in found.lines if line.cost.called_total]
    assert (total.total, total.held) == (10_000, 10_783)


# --- on the page ---


def test_the_page_says_streams_doubts_and_every_sum(cast, sign_in, plan):
    words = shown(sign_in(cast.head).get(address("costs", plan.pk)))
    for said in (
        "£1,440",
        "£1,140",
        "Pupil premium",
        "Nobody has said who pays",
        "counted once, in Ring homes",
    ):
        assert said in words


def test_somebody_says_how_sums_count_and_what_there_is(cast, sign_in, plan):
    client, held = sign_in(cast.head), row(plan, "Keep rooms")
    client.post(address("sums", plan.pk, held.pk), {"stream-0": "Grant", "counts-0": "firm"})
    client.post(address("budgets", plan.pk), {"stream": "The mill fund", "pounds_of_it": "90"})
    assert (costs(plan).bare, Budget.objects.get().stream) == (0, "The mill fund")
    assert "The mill fund" in shown(client.get(address("costs", plan.pk)))
    lone = client.post(address("budgets", plan.pk), {"stream": "No sum"})
    assert "Write what the stream is called" in shown(lone)


def test_the_same_is_handed_out_as_a_workbook(cast, sign_in, plan):
    handed = sign_in(cast.head).get(address("costs_sheet", plan.pk))
    book = CalamineWorkbook.from_filelike(io.BytesIO(handed.getvalue()))
    by_stream = book.get_sheet_by_name("By stream").to_python()
    assert by_stream[1][:3] == ["Pupil premium", 140.0, 0.0]
    assert by_stream[-1][:4] == ["All", 1140.0, 300.0, 150.0]
    sums = book.get_sheet_by_name("Every sum").to_python()
    assert [line[0] for line in sums[1:]] == [
        "Train everybody", "Buy books", "Ring homes", "Keep rooms", "Share rooms",
    ]  # fmt: skip


def test_those_who_only_see_plans_are_offered_no_change(cast, sign_in, plan):
    client = sign_in(cast.governor)
    assert "What there is from each stream" not in shown(client.get(address("costs", plan.pk)))
    assert client.get(address("budgets", plan.pk)).status_code == 404


def test_money_takes_no_more_queries_however_many_sums(cast, plan, django_assert_num_queries):
    with django_assert_num_queries(5):
        costs(plan)
    for _number in range(5):
        made = add_row(part=plan.parts.get(kind="table"), by=cast.head)
        made.cells = ["More", "", "", "£10 and £20"]
        made.save()
    with django_assert_num_queries(5):
        assert len(costs(plan).lines) == 14


def test_a_closed_plan_takes_no_more_words_about_money(cast, plan):
    plan.state = Plan.State.CLOSED
    plan.save()
    with pytest.raises(ProblemWithPlan, match="closed"):
        set_budgets(plan=plan, pounds={}, by=cast.head)
