"""The end of a plan: unfinished work is carried on row by row, and what came of it closes it."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.plans.bound import bound, ten_sessions
from tests.plans.drawn import a_plan
from tests.plans.test_running import address, shown
from trellis.plans.actions import ProblemWithPlan, correct_row, describe_plan
from trellis.plans.carrying import begin_next, carry_into, proposals
from trellis.plans.closing import close, open_again
from trellis.plans.criteria import wording_of
from trellis.plans.models import Link, Note, Plan, Reported, Row, Step
from trellis.plans.paper import as_read, parts_of, said_of
from trellis.plans.reading.dated import old_documents, past_days
from trellis.plans.reading.dates import Years
from trellis.plans.running import say_how_it_stands, take_up, write_note
from trellis.plans.steps import part_of
from trellis.rules.recurrence import Weekly
from trellis.schools.models import Post
from trellis.schools.owning import AtWork

TEXT = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tWho\tWhen\tProgress
Ring every home\tAttendance is at least 97%\tOO\tSept 24\tBegun
Read KCSIE 2023 together\tAll have read it\tTT\t10/10/23\t
Thank children\tMore come back\tIL\tJuly 25\t
Share rooms\tShared\tOO\tSee above\t
"""


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan(cast, TEXT)


def rows(plan: Plan) -> list[Row]:
    return list(Row.objects.of(plan))


def told(plan: Plan, day: dt.date):
    at_work = AtWork.at(plan.place, day)
    return {str(one.row): one for one in proposals(wording_of(plan, parts_of(plan)), at_work, day)}


def said_by(plan: Plan) -> list[object]:
    return said_of(as_read(parts_of(plan)))


# --- what belongs to a year gone by ---


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Read KCSIE 2023 with staff", ["KCSIE 2023"]),
        ("KCSIE (2022) and the Attendance policy 2023", ["KCSIE 2022", "Attendance policy 2023"]),
        ("Keeping Children Safe in Education 2021", ["Keeping Children Safe in Education 2021"]),
        ("KCSIE 2024", []),
        ("better than 2019, and AUTUMN", []),
        ("SIP 2023-24", []),
    ],
)
def test_documents_of_an_old_year_are_named(words, found):
    assert old_documents(words, 2024) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("10/10/23", ["10/10/23"]),
        ("By 1/9/2024 and 1/12/2024", ["1/9/2024"]),
        ("Sept 24", []),
        ("Autumn 2023", ["Autumn 2023"]),
        ("when ready", []),
    ],
)
def test_days_that_have_passed_are_named(words, found):
    assert past_days(words, Years(2024, 2025), dt.date(2024, 9, 10)) == found


def test_rows_are_proposed_by_their_steps_and_what_is_stale_is_said(cast, plan):
    ring, read, thank, _share = rows(plan)
    take_up(row=ring, words="Ring", owner=cast.office, by=cast.head)
    done = take_up(row=thank, words="Thank", owner=cast.head, by=cast.head)
    say_how_it_stands(step=done, state="done", by=cast.head)
    take_up(row=read, words="Read", owner=cast.teacher, finish=dt.date(2024, 9, 9), by=cast.head)
    Post.objects.filter(person=cast.teacher).update(until=dt.date(2024, 9, 9))
    found = told(plan, cast.today)
    assert {words: (one.proposed, one.why) for words, one in found.items()} == {
        "Ring every home": (True, "1 of 1 step is open"),
        "Read KCSIE 2023 together": (True, "1 of 1 step is open"),
        "Thank children": (False, "All its steps are done or dropped"),
        "Share rooms": (True, "Nobody took it up, and nobody wrote what came of it"),
    }
    assert found["Ring every home"].flags == []
    assert found["Read KCSIE 2023 together"].flags == [
        "“10/10/23” has passed",
        "“9 September 2024” has passed",
        "“KCSIE 2023” is of an old year",
        "Tess Teale does not work here any more",
    ]


# --- carrying on ---


def test_a_new_plan_has_the_rows_that_were_chosen_and_the_old_keeps_what_it_was(cast, plan):
    ring, read, thank, share = rows(plan)
    open_step = take_up(row=ring, words="Ring", owner=cast.office, by=cast.head)
    weekly = take_up(row=ring, words="Talk", owner="head", recurrence=Weekly((1,)), by=cast.head)
    done = take_up(row=ring, words="List", owner=cast.office, by=cast.head)
    say_how_it_stands(step=done, state="done", by=cast.head)
    bound(cast, plan)
    before, duty = said_by(plan), weekly.duty
    made = begin_next(
        plan=plan, rows=[ring, share], name="Next year", since_year=2025, until_year=2025, by=cast.head
    )
    assert said_by(plan) == before
    first, second = rows(made)
    assert [row.cells for row in (first, second)] == [
        ["Ring every home", "Attendance is at least 97%", "OO", "Sept 24", ""],
        ["Share rooms", "Shared", "OO", "See above", ""],
    ]
    assert (made.parts.first().words, made.state, made.years) == ("Next year", "draft", "2025/26")
    assert [(link.row, link.to) for link in Link.objects.filter(kind="from")] == [
        (first, ring),
        (second, share),
    ]
    assert [(step.words, step.owner, step.duty) for step in Step.objects.of(made)] == [
        ("Ring", cast.office, None), ("Talk", None, duty),
    ]  # fmt: skip
    assert first.criteria.get().target == Decimal(97)
    open_step.refresh_from_db()
    weekly.refresh_from_db()
    assert (open_step.state, weekly.owner, weekly.duty) == ("to_do", "head", None)
    own = part_of(cast.office, cast.oak, cast.today, AtWork.at(cast.oak, cast.today))
    assert [one.step.row for one in own] == [first]
    assert {read, thank} & set(rows(made)) == set()


def test_who_has_left_owns_nothing_in_the_next_plan(cast, plan):
    take_up(row=rows(plan)[0], words="Ring", owner=cast.teacher, by=cast.head)
    Post.objects.filter(person=cast.teacher).update(until=dt.date(2024, 9, 9))
    made = begin_next(
        plan=plan, rows=rows(plan)[:1], name="Next", since_year=2025, until_year=2025, by=cast.head
    )
    assert Step.objects.of(made).get().owner is None


def test_rows_go_into_the_table_of_the_same_columns_or_one_of_their_own(cast, plan):
    same = a_plan(cast, TEXT.replace("2024-25", "2025-26"))
    other = a_plan(cast, "Another plan 2025-26\n\nAction\tSuccess criteria\tLead\nTea\tHot\tHH\n")
    carry_into(plan=plan, rows=rows(plan)[1:3], into=same, by=cast.head)
    carry_into(plan=plan, rows=rows(plan)[1:3], into=other, by=cast.head)
    assert [row.cells[0] for row in rows(same)][4:] == ["Read KCSIE 2023 together", "Thank children"]
    assert [str(part) for part in other.parts.all()][-2:] == [
        "Carried on from Oak Primary improvement plan 2024-25",
        "Table",
    ]
    assert [row.cells[0] for row in rows(other)] == ["Tea", "Read KCSIE 2023 together", "Thank children"]
    with pytest.raises(ProblemWithPlan, match="another plan"):
        carry_into(plan=plan, rows=rows(plan), into=plan, by=cast.head)


def test_a_person_chooses_row_by_row_on_the_page(cast, plan, sign_in):
    client, (ring, *_others) = sign_in(cast.head), rows(plan)
    page = client.get(address("carry", plan.pk))
    assert len(page.context["form"].fields["rows"].initial) == 4
    assert "“KCSIE 2023” is of an old year" in shown(page)
    nameless = client.post(
        address("carry", plan.pk), {"rows": [ring.pk], "since_year": 2025, "until_year": 2025}
    )
    assert "Write what the new plan is called" in shown(nameless)
    client.post(
        address("carry", plan.pk),
        {"rows": [ring.pk], "name": "Spring plan", "since_year": 2024, "until_year": 2024},
    )
    assert [str(row) for row in rows(Plan.objects.get(name="Spring plan"))] == ["Ring every home"]


# --- closing ---


def test_closing_asks_what_came_of_each_row_freezes_readings_and_ends_what_recurs(cast, clock, plan):
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    bound(cast, plan)
    step = take_up(row=rows(plan)[0], words="Ring", owner="head", recurrence=Weekly((1,)), by=cast.head)
    write_note(row=rows(plan)[1], words="Read by all.", kind=Note.Kind.EVALUATION, by=cast.head)
    said = dict.fromkeys(rows(plan), "")
    with pytest.raises(ProblemWithPlan, match="3 rows do not say"):
        close(plan=plan, words="A year", evaluations=said, by=cast.head)
    review = close(
        plan=plan,
        words="A year",
        evaluations=said | {rows(plan)[0]: "Most homes."},
        without=True,
        by=cast.head,
    )
    reading = Reported.objects.get(review=review).reading
    assert (reading.part, reading.whole, plan.state) == (51, 60, "closed")
    assert [note.words for note in Note.objects.order_by("pk")] == ["Read by all.", "Most homes."]
    assert not step.duty.arrangements.on(dt.date(2024, 9, 10)).exists()
    for act in (
        lambda: correct_row(row=rows(plan)[0], cells=["x"] * 5, by=cast.head),
        lambda: describe_plan(plan=plan, values={"summary": "x"}, by=cast.head),
        lambda: close(plan=plan, words="", evaluations={}, by=cast.head),
    ):
        with pytest.raises(ProblemWithPlan, match="closed"):
            act()


def test_it_is_closed_on_the_page_only_read_and_opened_again_for_a_reason(cast, plan, sign_in):
    client = sign_in(cast.head)
    sent = {"words": "A good year"} | {f"row-{row.pk}": f"Came of {row}" for row in rows(plan)}
    client.post(address("close", plan.pk), sent)
    plan.refresh_from_db()
    assert plan.is_closed
    page = shown(client.get(address("plan", plan.pk)))
    assert "This plan is closed: it is kept as it was and changed no more." in page
    assert "Came of Ring every home" in page
    assert "Add a row" not in page
    refused = client.post(address("row", plan.pk, rows(plan)[0].pk), {"cell-0": "Other"}, follow=True)
    assert "This plan is closed" in shown(refused)
    assert rows(plan)[0].cells[0] == "Ring every home"
    with pytest.raises(ProblemWithPlan, match="Say why"):
        open_again(plan=plan, because=" ", by=cast.head)
    client.post(address("open_again", plan.pk), {"because": "A row was forgotten"})
    plan.refresh_from_db()
    assert (plan.state, plan.reviews.count()) == ("working", 1)
    assert plan.history.first().history_change_reason == "A row was forgotten"


def test_those_who_only_see_plans_close_nothing(cast, plan, sign_in):
    for name in ("carry", "close", "open_again"):
        assert sign_in(cast.governor).get(address(name, plan.pk)).status_code == 404
