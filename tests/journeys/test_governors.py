"""A head answers her plan's questions, writes the paper for a meeting of governors and issues it; a governor
reads it. On the demonstration's primary school, whose plan was reviewed twice before.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.messages.reading_back import read_back
from trellis.imports import actions as imports
from trellis.plans.actions import record_review
from trellis.plans.binding import bind
from trellis.plans.models import Paper, Plan, Row
from trellis.schools.models import Post, School
from trellis.web.demo.storing import store
from trellis.web.demo.world import draw_world

SCHOOL, TODAY, DUE = "990001", dt.date(2026, 11, 28), dt.date(2027, 7, 20)
REVIEWED = (dt.date(2026, 9, 30), dt.date(2026, 10, 23), dt.date(2026, 11, 26))
PLAN = """School improvement plan 2026-27

Priority 1: Every child in school, every day

What we will do\tSuccess criteria\tWho\tWhen\tQuestions for governors
Ring every home by 9:15 and write down what was said\tAttendance is at least 96% by July 2027\tOffice\tDaily\tHow do we know that every home is rung, and what do families tell us?
Meet the families of children who miss a day a week\tPersistent absence is below 8% by July 2027\tAttendance lead\tHalf-termly\tHave we met every family, and what would help them?
Walk to school together on Fridays\tLateness is below 2% by July 2027\tPSA\tWeekly\tWhat do children say of the Friday walk?

Priority 2: Families know where they stand

What we will do\tSuccess criteria\tWho\tWhen\tQuestions for governors
Write to every family each half-term\tAt least 400 letters by July 2027\tOffice\tHalf-termly\tHow many families answered the letter?
Meet families at the gate\tAt least 60 conversations by July 2027\tHead\tWeekly\t
See that no group is left behind\tAttendance of children with free school meals is at least 95% by July 2027\tHead\tTermly\tAre children with free school meals in school as often as others?
"""  # noqa: E501
BOUND: tuple[dict[str, Any], ...] = (
    {"measure": "attendance", "operator": "at_least", "target": Decimal(96)},
    {"measure": "persistent_absence", "operator": "below", "target": Decimal(8)},
    {"measure": "late", "operator": "below", "target": Decimal(2)},
    {"count": "messages", "operator": "at_least", "target": Decimal(400)},
    {"count": "conversations", "operator": "at_least", "target": Decimal(60)},
    {
        "measure": "attendance", "group_field": "fsm", "group": "true", "operator": "at_least",
        "target": Decimal(95),
    },
)  # fmt: skip


@pytest.fixture
def demonstration(transactional_db, settings, tmp_path, clock) -> tuple[School, Plan]:
    """The primary school, with a plan bound to its figures that was reviewed three times."""
    settings.TRELLIS_DATA = tmp_path
    clock.at(f"{TODAY} 09:00")
    store(draw_world(schools=2, years=2, seed=1, on=TODAY), password="not asked for here")
    school = School.objects.known_by(SCHOOL).get()
    head = whoever_is("head", school)
    batch = imports.bring(kind="plan", place=school, files=[("plan.txt", [PLAN.encode()])], by=head)
    imports.try_batch(batch)
    assert imports.accept(batch, by=head)
    plan = Plan.objects.get(batch=batch)
    for row, said in zip(Row.objects.of(plan), BOUND, strict=True):
        own = {"row": row, "field": "outcome", "words": row.cells[1], "comparator": "fixed", "due": DUE}
        bind(**{"measure": ""} | own | said, by=head)
    for day in REVIEWED:
        record_review(plan=plan, on=day, reviewed_by=head.name, words="", by=head)
    return school, plan


def whoever_is(role: str, school: School) -> Any:
    return Post.objects.on(TODAY).filter(role=role, school=school).order_by("pk")[0].person


def write(page: Page, url: str, button: str, **fields: str) -> None:
    page.goto(url)
    for name, words in fields.items():
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def test_a_head_writes_the_paper_and_a_governor_reads_it(
    demonstration, page, phone, enter, axe, fits, picture, printed
):
    school, plan = demonstration
    head, governor = whoever_is("head", school), whoever_is("governor", school)
    enter(page, head)
    page.goto(f"/schools/{SCHOOL}/plans/{plan.pk}/")
    page.get_by_role("link", name="For governors").click()
    page.get_by_role("heading", name="What should I ask?").wait_for()
    here = page.url
    page.get_by_role("link", name="Answer it How do we know").click()
    drafted = page.get_by_label("Answer").input_value()
    assert drafted.startswith("Attendance, all pupils on roll on 26 November 2026: ")
    axe(page)
    fits(page)
    picture(page, "governors-answer")
    page.get_by_label("Answer").fill(
        f"{drafted}\nOn all but two days every home of an absent child was rung before ten. Most families say"
        " illness; eleven said that the bus was late."
    )
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("eleven said that the bus was late").first.wait_for()

    write(
        page, f"{here}promises/new/", "Keep it", words="Ask the bus company about the 8:20 from Mill Lane",
        who=head.name, made_on="2026-10-15", due="2026-12-11",
    )  # fmt: skip
    page.goto(f"{here}stories/new/")
    page.get_by_label("You said, we did").check()
    page.locator("[name=said]").fill("We never know whom to ring when the bus is late.")
    page.locator("[name=words]").fill(
        "A number for the morning stands on every letter, from half past seven."
    )
    page.get_by_label("Ring every home").check()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("A number for the morning").wait_for()
    axe(page)
    fits(page)
    picture(page, "governors")

    page.get_by_role("link", name="Write a paper for a meeting").click()
    page.locator("[name=meeting_on]").fill("2026-12-10")
    page.locator("[name=opening]").fill(
        "Most children are in school nearly every day, and hardly anybody is late. What worries us is a group"
        " of families whose children miss a day most weeks."
    )
    page.locator("[name=worries]").fill(
        "Persistent absence is higher than in October. From January the attendance lead meets each of these"
        " families herself, and brings what would help them to the spring meeting."
    )
    page.locator("[name=asks]").fill(
        "Ask us how those meetings went. One more of you could join the Friday walk."
    )
    axe(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Issue it to governors").click()
    page.get_by_text("The paper is issued. Governors can read it.").wait_for()

    enter(phone, governor)
    phone.goto(here)
    phone.get_by_role("heading", name="What should I ask?").wait_for()
    assert not phone.get_by_role("link", name="Answer it").count()
    axe(phone)
    fits(phone)
    picture(phone, "governors-phone")
    phone.get_by_role("link", name="For the meeting on 10 December 2026").click()
    phone.get_by_text("What it says stays, whatever is corrected later.").wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "governors-paper")
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="Print it (PDF)").click()
    content = taken.value.path().read_bytes()
    paper = read_back(content)
    assert (paper.accessible, paper.language, paper.shows_title) == ("1", "en", True)
    assert paper.title == "How the plan stands: School improvement plan 2026-27"
    assert "Ask the bus company about the 8:20 from Mill Lane" in " ".join(" ".join(paper.texts).split())
    printed(content, "governors-paper.pdf")
    answered = Paper.objects.get(plan=plan).contents["questions"][0]["answer"]
    assert answered.startswith("Attendance, all pupils on roll")
    phone.goto(f"{here}questions/")
    axe(phone)
    fits(phone)
