"""A plan's calendars, routines and timelines run as duties: on Today, on the wall, and on the plan."""

import datetime as dt
import html
import io
import re

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.plans import shelf
from tests.plans.drawn import a_plan
from trellis.plans.actions import correct_row
from trellis.plans.calendars import Column, columns_of, is_timeline, proposed_of, runs
from trellis.plans.criteria import wording_of
from trellis.plans.models import Part, Plan, Row, Step
from trellis.plans.paper import parts_of
from trellis.plans.proposing import Directory
from trellis.plans.running import say_how_it_stands, take_up
from trellis.rhythm.actions import mark_done
from trellis.rhythm.due import due_between, due_on
from trellis.rhythm.models import Duty
from trellis.rules.recurrence import LAST, Daily, Monthly
from trellis.rules.words import MONTHS
from trellis.schools.forms import Owners
from trellis.schools.models import Team, TeamMembership

OAK = "123456"
TEXT = """Oak Primary improvement plan 2024-25

How the plan is made

Task\tStart date\tPerson responsible\tConsultation\tCompletion date
Look back at last year\tJuly\tHT\tStaff meeting\tSeptember
Share the draft\tOct 24\tHH\tGoverning body\tOct 24

Review and self-evaluation: autumn term

Strand\tSeptember\tOctober\tNovember / December
Scrutiny of work\tWork sampling\tWork sampling\t
Inclusion\t\tMeetings with families\tReviews
Governors\tLearning walk\t\tLearning walk

Attendance: plan of action

Daily\tWeekly\tMonthly\tHalf termly
Registers by nine\tList to the head\t\tLetters to every family
"""
LAST_OF_SEPTEMBER = dt.date(2024, 9, 30)


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan(cast, TEXT)


@pytest.fixture
def inclusion(cast) -> Team:
    team = Team.objects.create(school=cast.oak, name="Inclusion team")
    TeamMembership.objects.create(team=team, person=cast.inclusion_lead, since=dt.date(2024, 9, 1))
    return team


def tables(plan: Plan) -> list[Part]:
    return [part for part in parts_of(plan) if part.kind == Part.Kind.TABLE]


def proposals(plan: Plan, at: int) -> list:
    wording = wording_of(plan, parts_of(plan))
    part = [each for each in wording.parts if each.kind == Part.Kind.TABLE][at]
    return [one for _row, one in proposed_of(part, wording, Directory.of(plan, Owners(plan.place).known))]


def row_of(plan: Plan, words: str) -> Row:
    return next(row for row in Row.objects.of(plan) if words in row.cells)


def address(name: str, *arguments: object) -> str:
    return reverse(f"plans:{name}", args=[OAK, *arguments])


def shown(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


# --- which tables ---


def test_a_timeline_a_calendar_and_a_routine_may_be_run_and_nothing_else(cast, plan):
    timeline, calendar, routine = tables(plan)
    assert is_timeline(timeline)
    assert [column.months for column in columns_of(calendar)] == [(9,), (10,), (11, 12)]
    assert [column.every for column in columns_of(routine)] == ["daily", "weekly", "monthly", "half_termly"]
    other = a_plan(cast, "A plan 2024-25\n\nAction\tWho\tWhen\nRing\tHH\tOct 24\n")
    assert not [part for part in tables(other) if runs(part)]


def test_the_five_tables_of_the_infant_plan_may_be_run(cast):
    plan = a_plan(cast, shelf.plan_file(shelf.INFANT).read_text(encoding="utf-8"))
    found = [part for part in tables(plan) if runs(part)]
    assert [is_timeline(part) for part in found] == [True, False, False, False, False]
    months = [[column.months for column in columns_of(part)] for part in found[1:4]]
    assert months == [[(9,), (10,), (11,), (12,)], [(1,), (2,), (3, 4)], [(4,), (5,), (6,), (7,)]]


@given(st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=2, unique=True), min_size=2, max_size=6))
def test_columns_of_months_are_read_however_they_are_written(months):
    styles = [lambda n: MONTHS[n - 1], lambda n: MONTHS[n - 1][:3], lambda n: MONTHS[n - 1].upper()]
    captions = [" / ".join(styles[(at + n) % 3](n) for n in numbers) for at, numbers in enumerate(months)]
    part = Part(kind=Part.Kind.TABLE, captions=["", *captions])
    assert columns_of(part) == [Column(at, tuple(numbers)) for at, numbers in enumerate(months, start=1)]


@pytest.mark.parametrize("caption", ["May we", "March past", "Marching", "Who", "Summary", "Decision"])
def test_a_caption_that_only_begins_like_a_month_is_none(caption):
    assert columns_of(Part(kind=Part.Kind.TABLE, captions=["", "June", "July", caption])) == []


# --- what is proposed ---


def test_the_same_words_in_several_months_are_one_duty_of_them_all(plan, inclusion):
    sampling, meetings, reviews, walk = proposals(plan, 1)
    assert (sampling.words, sampling.months, sampling.owner) == ("Work sampling", (9, 10), "")
    assert (walk.words, walk.months, walk.owner) == ("Learning walk", (9, 11, 12), "role:governor")
    assert {meetings.owner, reviews.owner} == {f"team:{inclusion.pk}"}


def test_a_timeline_comes_back_every_year_and_begins_in_the_summer_before(cast, plan):
    back, share = proposals(plan, 0)
    assert (back.start, back.finish) == (dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    assert (back.every, back.owner) == ("yearly", "role:head")
    assert (share.every, share.owner) == ("yearly", f"person:{cast.head.pk}")


def test_a_routine_comes_back_as_its_columns_say(plan):
    assert [(one.words, one.every, one.owner) for one in proposals(plan, 2)] == [
        ("Registers by nine", "daily", ""),
        ("List to the head", "weekly", "role:head"),
        ("Letters to every family", "half_termly", ""),
    ]


def test_whose_a_strand_is_once_said_is_proposed_for_the_rest_of_it(cast, plan, inclusion):
    row = row_of(plan, "Inclusion")
    recurrence = Monthly(LAST, None, (11, 12))
    take_up(
        row=row, words="Reviews", said="Inclusion", owner=cast.teacher, recurrence=recurrence, by=cast.head
    )
    assert [(one.words, one.owner) for one in proposals(plan, 1) if one.said == "Inclusion"] == [
        ("Meetings with families", f"person:{cast.teacher.pk}")
    ]


# --- run as duties ---


def sent(forms, **changed) -> dict:
    """A formset sent back as it was shown."""
    values = {
        f"form-{name}": n
        for name, n in (("TOTAL_FORMS", len(forms.forms)), ("INITIAL_FORMS", len(forms.forms)))
    }
    for form in forms.forms:
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                values[field.html_name] = value.isoformat() if isinstance(value, dt.date) else value
    return values | changed


def run(cast, sign_in, plan: Plan, at: int):
    client, table = sign_in(cast.head), tables(plan)[at]
    url = f"{address('take_up', plan.pk)}?table={table.pk}"
    response = client.post(url, sent(client.get(url).context["forms"]))
    assert response.status_code == 302, response.context["forms"].errors
    return client


def test_one_act_runs_a_calendar_and_it_stands_on_today_and_the_wall(cast, plan, inclusion, sign_in):
    client = run(cast, sign_in, plan, 1)
    assert Step.objects.of(plan).count() == 4
    sampling = Duty.objects.get(arrangements__title="Work sampling").arrangements.get()
    assert (sampling.strand, sampling.comes_back) == ("Scrutiny of work", Monthly(LAST, None, (9, 10)))
    found = due_on(cast.oak, LAST_OF_SEPTEMBER, cast.governor)
    [due] = [one for one in found if one.words == "Learning walk"]
    assert due.occasion.day == LAST_OF_SEPTEMBER
    wall = client.get(reverse("rhythm:calendar", args=[OAK])).context["wall"]
    assert {strand for strand, _cells in wall.rows} >= {"Scrutiny of work", "Inclusion", "Governors"}
    assert {words for _colour, words in wall.legend} >= {"Governor", "Inclusion team"}


def test_what_runs_is_proposed_no_more(cast, plan, sign_in):
    client = run(cast, sign_in, plan, 1)
    table = tables(plan)[1]
    offered = client.get(address("plan", plan.pk)).content.decode()
    assert [f"?table={each.pk}" in offered for each in tables(plan)] == [True, False, True]
    page = client.get(f"{address('take_up', plan.pk)}?table={table.pk}")
    assert "Every line of this table is run as a duty." in shown(page)


def test_a_timeline_is_due_on_the_last_school_day_of_its_month_every_year(cast, plan, sign_in):
    run(cast, sign_in, plan, 0)
    day = dt.date(2024, 10, 24)
    [due] = [one for one in due_between(cast.oak, day, day, on=cast.today) if one.words == "Share the draft"]
    assert due.arrangement.owner == cast.head


def test_a_routine_is_run_as_it_stands(cast, plan, sign_in):
    run(cast, sign_in, plan, 2)
    assert isinstance(
        Duty.objects.get(arrangements__title="Registers by nine").arrangements.get().comes_back, Daily
    )


def test_only_a_table_that_says_when_is_run(cast, plan, sign_in):
    client = sign_in(cast.head)
    other = a_plan(cast, "A plan 2024-25\n\nAction\tWho\tWhen\nRing\tHH\tOct 24\n")
    [table] = tables(other)
    assert client.get(f"{address('take_up', other.pk)}?table={table.pk}").status_code == 404
    assert client.get(f"{address('take_up', plan.pk)}?table={table.pk}").status_code == 404


def test_what_is_yearly_needs_a_month_to_be_done_in(cast, plan, sign_in):
    client = sign_in(cast.head)
    url = f"{address('take_up', plan.pk)}?table={tables(plan)[0].pk}"
    page = client.post(url, sent(client.get(url).context["forms"], **{"form-0-finish": ""}))
    assert page.status_code == 400
    assert "Say by when, so that it is known in which month." in shown(page)


# --- what became of it ---


def test_the_plan_says_beside_each_line_what_was_done_and_when(cast, plan, inclusion, sign_in, clock):
    run(cast, sign_in, plan, 1)
    clock.at("2024-10-02 12:00")
    duty = Duty.objects.get(arrangements__title="Learning walk")
    mark_done(duty=duty, school=cast.oak, occasion="2024-09", due_on=LAST_OF_SEPTEMBER, by=cast.governor)
    client = sign_in(cast.head)
    says = shown(client.get(address("plan", plan.pk)))
    assert re.search(r"done 2 October 2024, Gwen Gould .{0,60}· Governor", says)
    assert re.search(r"was due on 30 September 2024 .{0,60}· nobody’s", says)
    assert re.search(r"due 24 October 2024 .{0,60}· Inclusion team", says)
    assert "done 2 October 2024" not in shown(client.get(f"{address('plan', plan.pk)}?as=paper"))


def test_the_paper_prints_what_was_done_and_when(cast, plan, sign_in, clock):
    run(cast, sign_in, plan, 1)
    clock.at("2024-09-30 12:00")
    duty = Duty.objects.get(arrangements__title="Learning walk")
    mark_done(duty=duty, school=cast.oak, occasion="2024-09", due_on=LAST_OF_SEPTEMBER, by=cast.governor)
    client = sign_in(cast.head)
    document = docx.Document(io.BytesIO(client.get(address("paper", plan.pk, "docx")).getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Learning walk\nGovernor: done 30 September 2024, Gwen Gould" in cells


def test_a_timeline_taken_up_once_says_so_too(cast, plan, sign_in, clock):
    row = row_of(plan, "Share the draft")
    step = take_up(
        row=row, words="Share the draft", owner=cast.head, finish=dt.date(2024, 10, 31), by=cast.head
    )
    client = sign_in(cast.head)
    assert re.search(r"due 31 October 2024 .{0,60}· Helen Hart", shown(client.get(address("plan", plan.pk))))
    say_how_it_stands(step=step, state=Step.State.DONE, on=cast.today, by=cast.head)
    assert "done 10 September 2024" in shown(client.get(address("plan", plan.pk)))


def test_a_line_that_was_corrected_since_says_nothing_of_what_it_was(cast, plan, sign_in):
    client = run(cast, sign_in, plan, 1)
    row = row_of(plan, "Scrutiny of work")
    correct_row(row=row, cells=["Scrutiny of work", "Books", "Books", ""], by=cast.head)
    assert "was due" not in shown(client.get(address("plan", plan.pk)))
    assert "30 September 2024 Scrutiny" not in shown(client.get(address("plan", plan.pk)))


def test_a_calendar_of_many_lines_takes_no_more_queries_than_one_of_few(cast, plan, sign_in):
    row = row_of(plan, "Scrutiny of work")
    recurrence = Monthly(LAST, None, (9,))
    take_up(row=row, words="Work sampling", owner=cast.head, recurrence=recurrence, by=cast.head)
    client = sign_in(cast.head)
    client.get(address("plan", plan.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(address("plan", plan.pk))
    for name in ("Inclusion", "Governors"):
        row = row_of(plan, name)
        for words in filter(None, row.cells[1:]):
            take_up(row=row, words=words, owner=cast.head, recurrence=recurrence, by=cast.head)
    with CaptureQueriesContext(connection) as many:
        client.get(address("plan", plan.pk))
    assert len(many) == len(few)
