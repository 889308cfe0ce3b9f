"""Running a plan: its words are taken up as somebody's steps, handed on, settled, and written about."""

import datetime as dt
import html
import io
import re

import docx
import pytest
from django.urls import reverse

from tests.plans import shelf
from tests.plans.drawn import a_plan
from trellis.plans.actions import ProblemWithPlan
from trellis.plans.criteria import wording_of
from trellis.plans.models import Note, Plan, Row, Step
from trellis.plans.paper import parts_of
from trellis.plans.proposing import Directory, proposed
from trellis.plans.running import (
    change_step,
    hand_on_all,
    let_go,
    say_how_it_stands,
    take_up,
    write_note,
)
from trellis.plans.steps import by_term, mine, part_of, steps_of
from trellis.rhythm.due import due_on
from trellis.rhythm.models import Duty
from trellis.rules.recurrence import Weekly
from trellis.schools.forms import Owners
from trellis.schools.models import Post
from trellis.schools.owning import AtWork
from trellis.web.yours import yours_at

OAK = "123456"
TEXT = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tMilestones\tWho\tWhen\tProgress
Ring every home\tAll are heard\tAutumn - half reached. Spring Term – all reached\tOO\tOct 24\tBegun
Meet families every Friday\tFewer away\t\tAA IL\tweekly\t
Read with volunteers\tAll read\t\tZZ\t\t
"""


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan(cast, TEXT)


def row(plan: Plan, number: int = 0) -> Row:
    return Row.objects.of(plan)[number]


def proposals(plan: Plan, place) -> list:
    wording = wording_of(plan, parts_of(plan))
    directory = Directory.of(plan, Owners(place).known)
    return [one for read in wording.rows for one in proposed(read, wording.context, directory)]


def address(name: str, *arguments: object) -> str:
    return reverse(f"plans:{name}", args=[OAK, *arguments])


def shown(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


# --- what is proposed ---


def test_a_row_proposes_who_when_and_how_often_and_nothing_is_kept_by_itself(cast, plan):
    found = proposals(plan, cast.oak)
    ring, half, every, meet, read = found
    assert (ring.words, ring.said, ring.owner) == ("Ring every home", "OO", f"person:{cast.office.pk}")
    assert (ring.start, ring.finish, ring.every) == (dt.date(2024, 10, 1), dt.date(2024, 10, 31), "")
    assert (half.kind, half.words, half.finish) == (
        "milestone",
        "Autumn - half reached.",
        dt.date(2024, 12, 31),
    )
    assert (every.words, every.finish) == ("Spring Term – all reached", dt.date(2025, 4, 30))
    assert (meet.every, meet.weekday, meet.owner) == ("weekly", 4, f"person:{cast.attendance_lead.pk}")
    assert (read.said, read.owner) == ("ZZ", "")
    assert not Step.objects.exists()


def test_letters_once_confirmed_are_proposed_as_that_person(cast, plan):
    take_up(row=row(plan), words="Something else", said="ZZ", owner=cast.inclusion_lead, by=cast.head)
    assert proposals(plan, cast.oak)[-1].owner == f"person:{cast.inclusion_lead.pk}"


def test_of_two_with_the_same_initials_neither_is_proposed(cast, plan):
    cast.data_manager.initials = "OO"
    cast.data_manager.save()
    assert proposals(plan, cast.oak)[0].owner == ""


def test_a_line_of_who_and_when_stands_beside_its_action_only_where_there_are_as_many(cast):
    """The parents' plan: five actions with five times, and eleven names (A11)."""
    plan = a_plan(cast, shelf.plan_file(shelf.PARENTS).read_text(encoding="utf-8"))
    found = {one.words: one for one in proposals(plan, cast.oak)}
    boards = found["Notice boards guidance produced and circulated to teachers"]
    letters = next(one for words, one in found.items() if words.startswith("½ termly newsletters"))
    assert (boards.start, boards.every) == (dt.date(2009, 9, 1), "")
    assert letters.every == "half_termly"
    assert "EOR" in boards.said
    assert "CW" in boards.said


# --- steps ---


def test_what_recurs_is_a_duty_and_the_duty_says_whose_it_is(cast, plan):
    step = take_up(
        row=row(plan, 1), words="Meet families", owner=cast.teacher, recurrence=Weekly((1,)), by=cast.head
    )
    assert (step.owner, step.duty.arrangements.get().owner) == (None, cast.teacher)
    [due] = due_on(cast.oak, cast.today, cast.teacher)
    assert due.words == "Meet families"
    [standing] = steps_of(plan, cast.today, AtWork.at(cast.oak, cast.today))
    assert (standing.owner_words, standing.state_words) == ("Tess Teale", "Recurs")
    change_step(step=step, words="Meet families", owner="office", by=cast.head)
    assert step.duty.arrangements.order_by("-since").first().owner == "office"
    say_how_it_stands(step=step, state="done", by=cast.head)
    assert not step.duty.arrangements.on(cast.today + dt.timedelta(days=1)).exists()


def test_a_step_is_settled_with_a_day_and_dropped_for_a_reason(cast, plan, clock):
    step = take_up(row=row(plan), words="Ring", owner=cast.office, by=cast.head)
    say_how_it_stands(step=step, state="under_way", by=cast.office)
    assert (step.settled_on, step.history.first().history_user) == (None, cast.office)
    with pytest.raises(ProblemWithPlan, match="Say why it is dropped"):
        say_how_it_stands(step=step, state="dropped", by=cast.office)
    with pytest.raises(ProblemWithPlan, match="still to come"):
        say_how_it_stands(step=step, state="done", on=dt.date(2024, 9, 11), by=cast.office)
    say_how_it_stands(step=step, state="dropped", because="Nobody answers", by=cast.office)
    assert (step.settled_on, step.because) == (cast.today, "Nobody answers")
    say_how_it_stands(step=step, state="to_do", by=cast.head)
    assert (step.settled_on, step.because) == (None, "")


def test_only_whose_it_is_or_who_changes_the_plan_says_how_it_stands(cast, plan):
    step = take_up(row=row(plan), words="Ring", owner="office", by=cast.head)
    with pytest.raises(ProblemWithPlan, match="This is not Tess Teale’s to say"):
        say_how_it_stands(step=step, state="done", by=cast.teacher)
    say_how_it_stands(step=step, state="done", by=cast.office)
    assert step.state == "done"


def test_overdue_stale_and_nobodys_are_said(cast, plan, clock):
    late = take_up(row=row(plan), words="Late", owner=cast.office, finish=dt.date(2024, 9, 9), by=cast.head)
    take_up(row=row(plan), words="Today", owner=cast.office, finish=cast.today, by=cast.head)
    slow = take_up(row=row(plan), words="Slow", owner=cast.office, by=cast.head)
    say_how_it_stands(step=slow, state="under_way", by=cast.office)
    take_up(row=row(plan), words="Nobody", by=cast.head)

    def says(day):
        found = steps_of(plan, day, AtWork.at(cast.oak, day))
        return {one.step.words: one.says for one in found if one.says}

    assert says(cast.today) == {"Late": "due on 9 September", "Nobody": "nobody’s"}
    assert "Slow" not in says(cast.today + dt.timedelta(weeks=6))
    assert says(cast.today + dt.timedelta(weeks=6, days=1))["Slow"] == "nothing said for 6 weeks"
    say_how_it_stands(step=late, state="done", by=cast.office)
    assert "Late" not in says(cast.today)


def test_milestones_stand_term_by_term(cast, plan):
    said = [
        ("Half", dt.date(2024, 12, 31)),
        ("All", dt.date(2025, 4, 30)),
        ("July", dt.date(2025, 7, 1)),
        ("?", None),
    ]
    for words, finish in reversed(said):
        take_up(row=row(plan), kind="milestone", words=words, finish=finish, by=cast.head)
    terms = by_term(steps_of(plan, cast.today, AtWork.at(cast.oak, cast.today)))
    assert [(term, [one.step.words for one in found]) for term, found in terms] == [
        ("Autumn 2024/25", ["Half"]),
        ("Spring 2024/25", ["All"]),
        ("Summer 2024/25", ["July"]),
        ("No date yet", ["?"]),
    ]


def test_everybodys_own_list_feeds_today(cast, plan):
    day = cast.today
    take_up(row=row(plan), words="Ring every home", owner="office", finish=dt.date(2024, 9, 9), by=cast.head)
    take_up(row=row(plan), words="Far away", owner=cast.office, finish=dt.date(2025, 7, 1), by=cast.head)
    take_up(row=row(plan), words="Another’s", owner=cast.head, finish=day, by=cast.head)
    own = [
        one.words
        for one in part_of(cast.office, cast.oak, day, AtWork.at(cast.oak, day))
        for one in [one.step]
    ]
    assert own == ["Ring every home", "Far away"]
    [line] = [one for one in yours_at(cast.oak, OAK, cast.office) if "Ring every home" in one.words]
    assert (line.is_late, line.says) == (True, "due on 9 September")
    assert not [one for one in yours_at(cast.oak, OAK, cast.office) if "Far away" in one.words]
    assert not list(mine(cast.mr_outside, cast.oak, OAK, day, AtWork.at(cast.oak, day)))


def test_more_than_a_list_holds_is_counted(cast, plan):
    for number in range(7):
        take_up(row=row(plan), words=f"Step {number}", owner="office", finish=cast.today, by=cast.head)
    found = list(mine(cast.office, cast.oak, OAK, cast.today, AtWork.at(cast.oak, cast.today)))
    assert (len(found), found[-1].words) == (6, "2 more steps of a plan are yours")


def test_what_somebody_who_leaves_owns_is_handed_on_in_one_act(cast, plan, sign_in):
    for words in ("One", "Two"):
        take_up(row=row(plan), words=words, owner=cast.teacher, by=cast.head)
    settled = take_up(row=row(plan), words="Three", owner=cast.teacher, by=cast.head)
    say_how_it_stands(step=settled, state="done", by=cast.head)
    Post.objects.filter(person=cast.teacher).update(until=dt.date(2024, 9, 9))
    client = sign_in(cast.head)
    assert "Tess Teale has left and still owns steps." in shown(client.get(address("mine")))
    client.post(address("hand_on"), {"leaver": cast.teacher.pk, "owner": f"person:{cast.inclusion_lead.pk}"})
    assert Step.objects.filter(person=cast.inclusion_lead).count() == 2
    assert Step.objects.get(words="Three").owner == cast.teacher
    with pytest.raises(ProblemWithPlan, match="has no steps"):
        hand_on_all(place=cast.oak, leaver=cast.teacher, owner="head", by=cast.head)


def test_a_step_that_was_none_is_let_go_and_what_its_duty_did_stays(cast, plan):
    step = take_up(row=row(plan), words="Meet", owner="head", recurrence=Weekly((1,)), by=cast.head)
    let_go(step=step, by=cast.head)
    assert not Step.objects.exists()
    assert Duty.objects.get().arrangements.get().until == cast.today


# --- notes ---


def test_notes_are_only_added_to_and_are_printed_after_what_was_printed(cast, plan, sign_in):
    client = sign_in(cast.head)
    client.post(address("notes", plan.pk, row(plan).pk), {"words": "Half are rung.", "on": "9/9/2024"})
    write_note(row=row(plan), words="Nearly all.", by=cast.head)
    assert [note.by_name for note in Note.objects.all()] == ["Helen Hart", "Helen Hart"]
    page = shown(client.get(address("plan", plan.pk)))
    assert "9 September 2024, Helen Hart Half are rung." in page
    printed = client.get(address("paper", plan.pk, "docx"))
    [table] = docx.Document(io.BytesIO(printed.getvalue())).tables
    assert table.rows[1].cells[5].text == (
        "Begun\n9 September 2024, Helen Hart: Half are rung.\n10 September 2024, Helen Hart: Nearly all."
    )
    assert row(plan).cells[5] == "Begun"


def test_a_note_that_may_name_a_child_is_asked_about(cast, plan, sign_in):
    client, said = sign_in(cast.head), {"words": "Amy comes now.", "on": "10/9/2024"}
    asked = client.post(address("notes", plan.pk, row(plan).pk), said)
    assert asked.status_code == 400
    assert "These may be names of children: Amy." in shown(asked)
    client.post(address("notes", plan.pk, row(plan).pk), said | {"no_child": "on"})
    assert Note.objects.get().words == "Amy comes now."


def test_whoever_has_a_step_of_the_row_writes_about_it_and_nobody_else(cast, plan, sign_in):
    take_up(row=row(plan), words="Read", owner=cast.teacher, by=cast.head)
    client = sign_in(cast.teacher)
    said = {"words": "Going well.", "on": "10/9/2024"}
    client.post(address("notes", plan.pk, row(plan).pk), said)
    assert Note.objects.get().by == cast.teacher
    refused = client.post(address("notes", plan.pk, row(plan, 1).pk), said)
    assert "Nothing of this row is Tess Teale’s to write about." in shown(refused)


# --- on the page ---


def test_a_plan_is_taken_up_on_one_page(cast, plan, sign_in):
    client = sign_in(cast.head)
    forms = client.get(address("take_up", plan.pk)).context["forms"]
    assert len(forms.forms) == 5
    sent = {"form-TOTAL_FORMS": 5, "form-INITIAL_FORMS": 5}
    for at, form in enumerate(forms.forms):
        for name in form.fields:
            value = form[name].value()
            if value not in (None, "", False):
                sent[f"form-{at}-{name}"] = "on" if value is True else form[name].field.prepare_value(value)
    del sent["form-4-keep"]
    client.post(address("take_up", plan.pk), sent)
    steps = list(Step.objects.of(plan))
    assert [step.words for step in steps] == [
        "Ring every home",
        "Autumn - half reached.",
        "Spring Term – all reached",
        "Meet families every Friday",
    ]
    assert steps[0].owner == cast.office
    assert steps[3].duty.arrangements.get().comes_back == Weekly((4,))
    assert len(client.get(address("take_up", plan.pk)).context["forms"].forms) == 1
    page = shown(client.get(address("steps", plan.pk)))
    assert "0 of 2 actions are done or dropped." in page
    assert "Autumn 2024/25" in page


def test_a_step_is_said_to_be_done_on_its_page(cast, plan, sign_in):
    step = take_up(row=row(plan), words="Ring", owner=cast.office, by=cast.head)
    client = sign_in(cast.office)
    client.post(address("step", plan.pk, step.pk), {"state": "done", "on": "10/9/2024"})
    step.refresh_from_db()
    assert (step.state, step.settled_on) == ("done", cast.today)
    refused = sign_in(cast.governor).post(
        address("step", plan.pk, step.pk), {"state": "to_do", "on": "10/9/2024"}
    )
    assert refused.status_code == 400
    assert "somebody else’s" in shown(refused)


def test_steps_take_no_more_queries_however_many(cast, plan, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.head)

    def asked() -> int:
        with django_assert_max_num_queries(60) as counted:
            client.get(address("steps", plan.pk))
        return len(counted)

    for owner in ("office", cast.teacher):
        take_up(row=row(plan), words="A", owner=owner, recurrence=Weekly((2,)), by=cast.head)
        take_up(row=row(plan), words="B", owner=owner, by=cast.head)
    few = asked()
    for number in range(8):
        take_up(row=row(plan, number % 3), words="C", owner=cast.head, recurrence=Weekly((1,)), by=cast.head)
        take_up(row=row(plan, number % 3), words="D", owner="office", by=cast.head)
    assert asked() == few


def test_a_closed_plan_is_run_no_more(cast, plan):
    step = take_up(row=row(plan), words="Ring", owner=cast.office, by=cast.head)
    plan.state = Plan.State.CLOSED
    plan.save()
    step.refresh_from_db()
    for act in (
        lambda: take_up(row=row(plan), words="More", by=cast.head),
        lambda: say_how_it_stands(step=step, state="done", by=cast.head),
        lambda: write_note(row=row(plan), words="More", by=cast.head),
    ):
        with pytest.raises(ProblemWithPlan, match="closed"):
            act()
    assert part_of(cast.office, cast.oak, cast.today, AtWork.at(cast.oak, cast.today)) == []
