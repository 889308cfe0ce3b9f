"""A plan before governors: frozen figures, questions answered from them, promises, stories, and the paper."""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.attendance.spending import spend
from tests.messages.reading_back import read_back
from tests.plans.bound import TEN, bound, ten_sessions
from tests.plans.drawn import a_plan
from trellis.gatherings import actions as gatherings
from trellis.gatherings.models import Gathering, Promise
from trellis.plans.actions import ProblemWithPlan, record_review, remove_row
from trellis.plans.answering import issue_paper, lead_with, promise, write_paper
from trellis.plans.costing import set_budgets, speak_of
from trellis.plans.criteria import wording_of
from trellis.plans.governing import governed
from trellis.plans.models import Answer, Criterion, Paper, Plan, Row, Story
from trellis.plans.paper import parts_of
from trellis.plans.printing.drawn import costs_drawn
from trellis.rules.words import ProblemWith

OAK = "123456"
TEXT = """Oak Primary improvement plan 2024-25

Attendance and belonging

What we will do\tSuccess criteria\tEvaluation evaluative question
Ring every home\tAttendance is at least 97% by July 2025\tHow do we know that every home was rung?
Write to families\tTwo letters are sent by July 2025\tWhat did families say?
"""


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    return a_plan(cast, TEXT)


@pytest.fixture
def reviewed(cast, plan) -> Plan:
    """Attendance of few sessions, which is hidden; and letters, of which none was sent."""
    bound(cast, plan)
    bound(
        cast, plan, row=1, words=Row.objects.of(plan)[1].cells[1], measure="", count="messages",
        target=Decimal(2), operator="at_least",
    )  # fmt: skip
    record_review(plan=plan, on=TEN[1], reviewed_by="Helen Hart", words="", by=cast.head)
    return plan


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object) -> str:
    return reverse(f"plans:{name}", args=[OAK, *arguments])


def found(plan: Plan):
    return governed(plan, wording_of(plan, parts_of(plan)))


def a_paper(cast, plan, **values) -> Paper:
    said = {"meeting_on": dt.date(2024, 9, 20), "opening": "We have begun well."} | values
    return write_paper(plan=plan, review=plan.reviews.last(), values=said, by=cast.head)


def in_print(client, plan, paper, ending) -> str:
    """Everything a paper says, and what its first picture says."""
    answer = client.get(address("paper_file", plan.pk, paper.pk, ending))
    content = b"".join(answer.streaming_content)
    if ending == "pdf":
        said = " ".join(read_back(content).texts)
    else:
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        said = " ".join([*(each.text for each in document.paragraphs), *cells])
        assert document.inline_shapes[0]._inline.docPr.get("descr") == "Behind: 1, Hidden: few children: 1"
    return re.sub(r"\s+", " ", said)


# --- figures ------------------------------------------------------------------------------------------------


def test_governors_read_frozen_figures_and_none_of_few_children(cast, sign_in, reviewed):
    shown = words(sign_in(cast.governor).get(address("governors", reviewed.pk)))
    assert "On 9 September 2024, 0 of 2 criteria were met, 1 was behind, 1 is hidden." in shown
    assert "Hidden: few children" in shown
    assert "51 of 60" not in shown
    assert "85" not in shown
    figures = {figure.words: figure.told for figure in found(reviewed).figures}
    assert figures["Attendance is at least 97% by July 2025"].is_hidden
    assert figures["Two letters are sent by July 2025"].figure == "0"


def test_a_correction_of_the_register_changes_nothing_governors_were_told(cast, sign_in, reviewed):
    before = words(sign_in(cast.governor).get(address("governors", reviewed.pk)))
    spend(cast.oak, {cast.cal: "1I"}, since=dt.date(2024, 9, 10), until=dt.date(2024, 9, 10))
    assert words(sign_in(cast.governor).get(address("governors", reviewed.pk))) == before


def test_the_figures_before_stand_beside(cast, clock, plan):
    one = bound(
        cast, plan, row=1, words=Row.objects.of(plan)[1].cells[1], measure="", count="messages",
        target=Decimal(2), operator="at_least",
    )  # fmt: skip
    for day in (dt.date(2024, 9, 6), dt.date(2024, 9, 9)):
        record_review(plan=plan, on=day, reviewed_by="Helen Hart", words="", by=cast.head)
    [figure] = found(plan).figures
    assert figure.change == "the same as on 6 September 2024"
    assert [day for day, _told in figure.before] == [dt.date(2024, 9, 6)]
    assert figure.row_id == one.row_id


def test_a_plan_without_a_review_says_what_to_do_next(cast, sign_in, plan):
    governor = words(sign_in(cast.governor).get(address("governors", plan.pk)))
    assert "has not been reviewed yet" in governor
    assert "The figures stand here once the plan has been reviewed." in governor
    assert "Write down a review" in words(sign_in(cast.head).get(address("governors", plan.pk)))


def test_the_head_chooses_the_figures_that_lead_and_five_at_most(cast, sign_in, reviewed):
    letters = Criterion.objects.get(count="messages")
    sign_in(cast.head).post(address("lead", reviewed.pk), {"criteria": [letters.pk]})
    assert [figure.words for figure in found(reviewed).five] == [letters.words]
    every = [letters] * 6
    with pytest.raises(ProblemWithPlan, match="5 figures at most"):
        lead_with(plan=reviewed, criteria=every, by=cast.head)


# --- questions ----------------------------------------------------------------------------------------------


def test_a_question_is_answered_from_what_its_figures_say(cast, sign_in, reviewed):
    row = Row.objects.of(reviewed)[1]
    client, url = sign_in(cast.head), address("answer", reviewed.pk, row.pk, 0)
    form = client.get(url).context["form"]
    assert form.initial["words"].endswith("on 9 September 2024: 0; it should be at least 2: behind.")
    client.post(url, {"words": "Forty families wrote back."})
    client.post(url, {"words": "Sixty did."})
    [question] = [each for each in found(reviewed).questions if each.row == row]
    assert (question.answer.words, question.before.words) == ("Sixty did.", "Forty families wrote back.")
    assert question.answer.answered_by == cast.head
    assert question.answer.readings.get().of == "count:messages"
    shown = words(sign_in(cast.governor).get(address("governors", reviewed.pk)))
    assert "The plan asks 2 questions of itself; 1 have no answer yet." in shown
    assert "Sixty did." in shown


def test_an_empty_answer_is_refused(cast, sign_in, reviewed):
    row = Row.objects.of(reviewed)[1]
    url = address("answer", reviewed.pk, row.pk, 0)
    assert sign_in(cast.head).post(url, {"words": " "}).status_code == 400
    assert not Answer.objects.exists()


def test_an_answer_outlives_its_row_on_the_checklist(cast, sign_in, reviewed):
    row = Row.objects.of(reviewed)[1]
    client = sign_in(cast.head)
    client.post(address("answer", reviewed.pk, row.pk, 0), {"words": "Sixty did."})
    remove_row(row=row, by=cast.head)
    shown = words(client.get(address("checklist", reviewed.pk)))
    assert "Asked before, and no longer in the plan What did families say? Sixty did." in shown


# --- promises and stories -----------------------------------------------------------------------------------


def test_a_promise_stands_on_the_today_of_who_made_it_until_it_is_dealt_with(cast, sign_in, clock, plan):
    client = sign_in(cast.head)
    sent = {
        "words": "Ask families of Year 3", "who": "Helen Hart", "person": cast.head.pk,
        "made_on": "9/9/2024", "due": "20/9/2024",
    }  # fmt: skip
    client.post(address("new_promise", plan.pk), sent)
    one = Promise.objects.get()
    home = reverse("school", args=[OAK])
    assert "Promised to governors: Ask families of Year 3" in words(client.get(home))
    clock.at("2024-09-23T09:00")
    assert "Overdue" in words(sign_in(cast.governor).get(address("governors", plan.pk)))
    client = sign_in(cast.head)
    answer = client.post(address("promise", plan.pk, one.pk), {"was_kept": "no", "outcome": ""})
    assert "Say why the promise was not kept." in words(answer)
    client.post(address("promise", plan.pk, one.pk), {"was_kept": "yes", "outcome": "Twelve answered."})
    assert "Kept: Twelve answered." in words(sign_in(cast.governor).get(address("governors", plan.pk)))
    assert "Promised to governors" not in words(client.get(home))


def test_a_promise_is_not_due_before_it_was_made(cast, plan):
    with pytest.raises(ProblemWith, match="before the day it was made"):
        promise(
            plan=plan, words="x", who="x", made_on=dt.date(2024, 9, 9), due=dt.date(2024, 9, 8), by=cast.head
        )


def test_what_went_well_is_told_beside_the_rows_it_belongs_to(cast, sign_in, plan):
    client, row = sign_in(cast.head), Row.objects.of(plan)[0]
    new = address("new_story", plan.pk)
    assert client.get(f"{new}?row={row.pk}").context["form"].initial["rows"] == [row.pk]
    sent = {"kind": "said", "said": "", "words": "We ring by nine.", "on": "9/9/2024", "rows": [row.pk]}
    assert "Say what people said" in words(client.post(new, sent))
    client.post(new, sent | {"said": "Nobody rang us."})
    story = Story.objects.get()
    assert list(story.rows.all()) == [row]
    shown = words(sign_in(cast.governor).get(address("governors", plan.pk)))
    assert "You said: Nobody rang us." in shown
    assert "We did: We ring by nine." in shown


def test_what_was_promised_at_one_meeting_is_of_that_meeting(cast, plan):
    day = {"made_on": TEN[1], "due": dt.date(2024, 9, 30), "by": cast.head}
    made = [promise(plan=plan, words=each, who="HH", **day) for each in ("Ring", "Write")]
    [meeting] = Gathering.objects.all()
    assert (meeting.kind, meeting.on, list(meeting.promises.all())) == ("governors", TEN[1], made)
    assert list(plan.promises.all()) == made


def test_a_visit_stands_beside_the_rows_it_looked_at_and_in_the_paper(cast, sign_in, reviewed):
    visit = gatherings.arrange(
        place=cast.oak, kind="visit", about="Reading", on=TEN[0], people=[cast.governor], by=cast.head
    )
    gatherings.note_visit(gathering=visit, words="Every child had a book.", by=cast.governor)
    row, client = Row.objects.of(reviewed)[0], sign_in(cast.head)
    url = address("looked_at", reviewed.pk)
    client.post(url, {"gathering": visit.pk, "rows": [row.pk]})
    assert list(row.gatherings.all()) == [visit]
    assert client.get(f"{url}?gathering={visit.pk}").context["form"].initial["rows"] == [row]
    shown = words(sign_in(cast.governor).get(address("governors", reviewed.pk)))
    assert "Every child had a book. Gwen Gould" in shown
    paper = a_paper(cast, reviewed)
    for ending in ("pdf", "docx"):
        assert "Every child had a book." in in_print(sign_in(cast.head), reviewed, paper, ending)
    client = sign_in(cast.head)
    client.post(url, {"gathering": visit.pk, "rows": []})
    assert not row.gatherings.exists()


# --- the paper ----------------------------------------------------------------------------------------------


def test_a_paper_needs_a_review_and_none_after_its_meeting(cast, sign_in, plan):
    answer = sign_in(cast.head).get(address("new_paper", plan.pk), follow=True)
    assert "write down a review of the plan first" in words(answer)
    record_review(plan=plan, on=TEN[1], reviewed_by="Helen Hart", words="", by=cast.head)
    with pytest.raises(ProblemWith, match="comes after its meeting"):
        a_paper(cast, plan, meeting_on=dt.date(2024, 9, 8))


def test_governors_read_a_paper_once_it_is_issued(cast, sign_in, reviewed):
    paper = a_paper(cast, reviewed)
    governor, url = sign_in(cast.governor), address("governors_paper", reviewed.pk, paper.pk)
    assert governor.get(url).status_code == 404
    assert governor.get(address("paper_file", reviewed.pk, paper.pk, "pdf")).status_code == 404
    sign_in(cast.head).post(address("issue_paper", reviewed.pk, paper.pk))
    assert "We have begun well." in words(governor.get(url))
    assert governor.post(address("issue_paper", reviewed.pk, paper.pk)).status_code == 404


def test_an_issued_paper_is_the_same_bytes_whatever_comes_after(cast, sign_in, clock, reviewed):
    paper = a_paper(cast, reviewed)
    issue_paper(paper=paper, wording=wording_of(reviewed, parts_of(reviewed)), by=cast.head)
    client, url = sign_in(cast.governor), address("paper_file", reviewed.pk, paper.pk, "pdf")
    first = b"".join(client.get(url).streaming_content)
    clock.at("2024-10-09T17:00")
    remove_row(row=Row.objects.of(reviewed)[0], by=cast.head)
    promise(plan=reviewed, words="Later", who="x", made_on=TEN[0], due=TEN[1], by=cast.head)
    assert b"".join(sign_in(cast.governor).get(url).streaming_content) == first
    with pytest.raises(ProblemWith, match="was issued"):
        write_paper(
            plan=reviewed, paper=Paper.objects.get(), review=paper.review,
            values={"meeting_on": paper.meeting_on}, by=cast.head,
        )  # fmt: skip


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_paper_says_its_figures_questions_and_boxes(cast, sign_in, reviewed, ending):
    paper = a_paper(cast, reviewed, worries="Too few letters.", asks="Ask us about Year 3.")
    said = in_print(sign_in(cast.head), reviewed, paper, ending)
    for one in (
        "We have begun well.", "Too few letters.", "Ask us about Year 3.", "What did families say?",
        "Not answered yet: ask it at the meeting.", "Hidden: few children", "at least 2", "Not issued yet",
        "Attendance and belonging",
    ):  # fmt: skip
        assert one in said, one
    assert "51" not in said


COSTED = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tCosts
Ring every home\tAttendance is at least 97% by July 2025\t£1,200
Meet families\tFewer are away\t£300?
"""


@pytest.fixture
def costed(cast, clock) -> Plan:
    """A plan of two sums, one of them firm and partly spent, and a budget for it."""
    clock.at("2024-09-09T17:00")
    plan = a_plan(cast, COSTED)
    row = Row.objects.of(plan)[0]
    speak_of(row=row, words="£1,200", stream="Grant", counts="", spent=Decimal(450), by=cast.head)
    set_budgets(plan=plan, pounds={"Grant": Decimal(1000)}, by=cast.head)
    record_review(plan=plan, on=TEN[1], reviewed_by="Helen Hart", words="", by=cast.head)
    return plan


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_paper_says_what_the_plan_costs_and_draws_it(cast, sign_in, costed, ending):
    paper = a_paper(cast, costed)
    answer = sign_in(cast.head).get(address("paper_file", costed.pk, paper.pk, ending))
    content = b"".join(answer.streaming_content)
    sentence = "£1,200 is firm, £300 more is not certain, £1,000 is budgeted, £450 was spent so far."
    if ending == "pdf":
        said = re.sub(r"\s+", " ", " ".join(read_back(content).texts))
        assert sentence in said
    else:
        document = docx.Document(io.BytesIO(content))
        [picture] = document.inline_shapes
        assert picture._inline.docPr.get("descr") == sentence
        said = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "Grant £1,000 £1,200 £0 £450 £200 too little" in said
    assert "Nobody has said who pays none said £0 £300 £0" in said
    assert "All together £1,000 £1,200 £300 £450" in said


def test_costs_stay_in_an_issued_paper_as_they_stood(cast, sign_in, costed):
    paper = a_paper(cast, costed)
    issue_paper(paper=paper, wording=wording_of(costed, parts_of(costed)), by=cast.head)
    set_budgets(plan=costed, pounds={"Grant": Decimal(5000)}, by=cast.head)
    page = words(sign_in(cast.governor).get(address("governors_paper", costed.pk, paper.pk)))
    assert "£1,000 is budgeted" in page
    # What stands today is on the page for governors, which is no paper.
    assert "£5,000 is budgeted" in words(sign_in(cast.governor).get(address("governors", costed.pk)))


def test_a_plan_that_says_no_cost_says_nothing_of_costs(cast, sign_in, reviewed):
    assert "costs" not in words(sign_in(cast.governor).get(address("governors", reviewed.pk))).lower()


@given(
    st.lists(st.tuples(*[st.integers(0, 9000)] * 4), min_size=1, max_size=5).filter(
        lambda rows: any(firm + queried + budget for firm, queried, _spent, budget in rows)
    )
)
def test_bars_are_as_long_as_their_sums(rows):
    """The widths of a picture of costs, set beside plain proportion."""
    streams = [{"words": f"S{at}", "drawn": [float(one) for one in row]} for at, row in enumerate(rows)]
    drawn = costs_drawn(streams, "says")
    most = max(max(firm + queried, budget) for firm, queried, _spent, budget in rows)
    widths = [float(one) for one in re.findall(r'width="([\d.]+)"\s*height="18"', drawn)]
    wanted = [sum_ / most for firm, queried, _spent, _budget in rows for sum_ in (firm, queried) if sum_]
    assert [round(width / 424, 2) for width in widths] == pytest.approx(
        [round(one, 2) for one in wanted], abs=0.011
    )
    assert drawn.count('stroke-width="3"') == sum(bool(budget) for *_rest, budget in rows)


def test_the_page_asks_no_more_however_many_questions_and_reviews(cast, sign_in, reviewed):
    client, url = sign_in(cast.governor), address("governors", reviewed.pk)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _time in range(3):
        record_review(plan=reviewed, on=TEN[1], reviewed_by="x", words="", by=cast.head)
    for row in Row.objects.of(reviewed):
        Answer.objects.create(
            plan=reviewed, row=row, question=row.cells[2], words="Yes", answered_on=TEN[1],
            answered_by_name="x",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
