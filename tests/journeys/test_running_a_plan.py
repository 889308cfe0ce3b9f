"""A head takes up what her plan says; it is somebody’s to do, looked at, paid for, carried on and closed."""

import datetime as dt

from tests.plans.bound import bound, ten_sessions
from tests.plans.drawn import a_plan
from trellis.plans.models import Monitoring, Plan, Row, Step
from trellis.plans.running import take_up
from trellis.rhythm.actions import mark_done
from trellis.rhythm.models import Duty

PLANS = "/schools/123456/plans/"
TEXT = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tMilestones\tWho\tWhen\tResources\tMonitoring\tProgress
Ring every home by 9:30\tAttendance is at least 97% by July 2025\tAutumn - half reached. Spring Term – all reached\tOO\tSept 24\t£1,200 from the school budget\tLearning walk of the office each half term\t
Meet families every Friday\tFewer miss a day a week\t\tAA\tweekly\tTotal costs £300 pupil premium\tPupil voice in October\t
Read KCSIE 2023 together\tEverybody has read it\t\tTT\t10/10/23\tCost above\t\t
Thank children who come back\tNine in ten stay\t\tIL\tJuly 25\tNew certificates 150\tBook looks in May\t
"""  # noqa: E501 (a row of a plan is one line)


def test_a_plan_is_taken_up_and_feeds_everybodys_day(cast, clock, page, phone, enter, axe, fits, picture):
    clock.at("2024-09-09T17:00")
    plan = a_plan(cast, TEXT)
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/")
    page.get_by_role("link", name="Who does what, by when").click()
    page.get_by_role("link", name="Take up what the plan says").click()
    page.get_by_role("heading", name="Take up what the plan says").wait_for()
    axe(page)
    fits(page)
    owner = page.locator("[name=form-0-owner]")
    assert owner.locator("option:checked").inner_text() == "Olive Ofori"
    picture(page, "plan-take-up")
    page.get_by_role("button", name="Take these up").click()
    page.get_by_text("6 steps were taken up.").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-steps")
    assert Step.objects.filter(duty=None).count() == 5

    office = Step.objects.get(words__startswith="Ring")
    enter(phone, cast.office)
    phone.goto(f"{PLANS}mine/")
    phone.get_by_role("link", name="Ring every home by 9:30").wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "plan-mine-phone")
    phone.goto(f"{PLANS}{plan.pk}/steps/{office.pk}/")
    phone.get_by_label("Under way").check()
    phone.get_by_role("button", name="Keep it so").click()
    phone.get_by_text("Under way").first.wait_for()
    axe(phone)
    fits(phone)
    phone.get_by_role("link", name="All that was written, and writing more").click()
    phone.get_by_label("How it goes").fill("Half of the homes are rung by 9:30.")
    phone.get_by_role("button", name="Keep this note").click()
    phone.get_by_text("Half of the homes are rung by 9:30.").first.wait_for()
    axe(phone)
    fits(phone)

    clock.at("2024-11-12T08:57")
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/steps/")
    page.get_by_role("heading", name="Needs somebody").wait_for()
    axe(page)
    picture(page, "plan-steps-late")
    enter(phone, cast.office)
    phone.goto("/schools/123456/")
    phone.get_by_role("link", name="Ring every home by 9:30").wait_for()


CALENDAR = """Oak Primary improvement plan 2024-25

Review and self-evaluation: autumn term

Strand\tSeptember\tOctober\tNovember\tDecember
Scrutiny of work\tWork sampling\tWork sampling\t\tWork sampling
Inclusion\tProvision map\tMeetings with families\tReviews of support plans\t
Governors\tLearning walk\t\tLearning walk with leaders\t
"""


def test_a_calendar_of_a_plan_is_run_as_duties_and_says_what_was_done(
    cast, clock, page, phone, enter, axe, fits, picture
):
    clock.at("2024-09-09T17:00")
    plan = a_plan(cast, CALENDAR)
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/")
    page.get_by_role("link", name="Run this as duties").click()
    page.get_by_role("heading", name="Run a table as duties").wait_for()
    axe(page)
    fits(page)
    assert page.locator("[name=form-4-owner] option:checked").inner_text() == "Governor"
    picture(page, "plan-calendar-run")
    page.locator("[name=form-0-owner]").select_option(label="Attendance lead")
    for at in (1, 2, 3):
        page.locator(f"[name=form-{at}-owner]").select_option(label="Inclusion lead")
    page.get_by_role("button", name="Run these as duties").click()
    page.get_by_text("6 steps were taken up.").wait_for()
    page.get_by_role("link", name="due 30 September 2024").first.wait_for()

    clock.at("2024-09-30T08:57")
    enter(phone, cast.inclusion_lead)
    phone.goto("/schools/123456/")
    phone.get_by_role("link", name="Provision map").first.wait_for()
    duty = Duty.objects.get(arrangements__title="Provision map")
    mark_done(
        duty=duty, school=cast.oak, occasion="2024-09", due_on=dt.date(2024, 9, 30), by=cast.inclusion_lead
    )

    clock.at("2024-10-03T08:57")
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/")
    page.get_by_role("link", name="done 30 September 2024, Ines Lowe").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-calendar")
    page.goto("/schools/123456/rhythm/calendar/")
    page.get_by_role("link", name="Provision map").wait_for()
    enter(phone, cast.head)
    phone.goto(f"{PLANS}{plan.pk}/")
    phone.get_by_role("link", name="done 30 September 2024, Ines Lowe").wait_for()
    axe(phone)
    fits(phone)


def test_a_plan_is_looked_at_and_what_was_found_stands_with_its_rows(
    cast, page, phone, enter, axe, fits, picture
):
    plan = a_plan(cast, TEXT)
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/monitoring/")
    page.get_by_text("The plan’s words name 3 looks nobody has scheduled").click()
    axe(page)
    page.get_by_role("link", name="Schedule it Learning walk").click()
    axe(page)
    fits(page)
    page.locator("[name=due_on]").fill("2024-09-10")
    page.get_by_label("Whose it is").select_option(label="Ines Lowe")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_role("heading", name="Write down what was found").wait_for()
    assert Monitoring.objects.get().rows.get() == Row.objects.of(plan)[0]

    enter(phone, cast.inclusion_lead)
    phone.goto(f"{PLANS}{plan.pk}/monitoring/{Monitoring.objects.get().pk}/")
    phone.get_by_label("What was found").fill("Every home was rung; two numbers were old.")
    phone.get_by_label("Next steps").fill("Ask for numbers at the gate.")
    phone.get_by_role("button", name="Keep this finding").click()
    phone.get_by_text("Every home was rung; two numbers were old.").first.wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "plan-look-phone")
    page.goto(f"{PLANS}{plan.pk}/monitoring/")
    page.get_by_text("Ask for numbers at the gate.").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-monitoring")


def test_what_a_plan_costs_is_seen_beside_what_there_is(cast, page, phone, enter, axe, fits, picture):
    plan = a_plan(cast, TEXT)
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/costs/")
    axe(page)
    page.get_by_role("link", name="What there is from each stream").click()
    axe(page)
    fits(page)
    page.get_by_label("Pupil premium").fill("250")
    page.get_by_label("School budget").fill("2000")
    page.get_by_role("button", name="Keep these budgets").click()
    page.get_by_text("£50 too little").wait_for()
    page.get_by_role("link", name="Say how it counts 150").click()
    axe(page)
    fits(page)
    page.get_by_label("It is firm").check()
    page.get_by_role("button", name="Count them so").click()
    page.get_by_text("£1,650").first.wait_for()
    page.locator(".trellis-chart svg").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-costs")
    enter(phone, cast.head)
    phone.goto(f"{PLANS}{plan.pk}/costs/")
    phone.get_by_text("£50 too little").wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "plan-costs-phone")


def test_unfinished_work_is_carried_on_and_the_plan_is_closed(
    cast, clock, page, without_script, enter, axe, fits, picture
):
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    plan = a_plan(cast, TEXT)
    bound(cast, plan)
    take_up(row=Row.objects.of(plan)[0], words="Ring every home", owner=cast.office, by=cast.head)
    enter(page, cast.head)
    page.goto(f"{PLANS}{plan.pk}/carry/")
    page.get_by_text("“KCSIE 2023” is of an old year").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-carry")
    page.get_by_label("What the new plan is called").fill("Oak Primary improvement plan 2025-26")
    page.get_by_label("Thank children who come back").uncheck()
    page.get_by_role("button", name="Carry these on").click()
    page.get_by_role("heading", name="Oak Primary improvement plan 2025-26").first.wait_for()
    assert Row.objects.of(Plan.objects.get(name__endswith="2025-26")).count() == 3

    page.goto(f"{PLANS}{plan.pk}/close/")
    axe(page)
    fits(page)
    picture(page, "plan-close")
    enter(without_script, cast.head)
    without_script.goto(f"{PLANS}{plan.pk}/close/")
    without_script.locator("[name=words]").fill("Most of it was done.")
    without_script.locator("textarea").nth(1).fill("Every home is rung.")
    without_script.locator("[name=without]").check()
    without_script.get_by_role("button", name="Close it").click()
    without_script.get_by_text("This plan is closed").wait_for()
    page.goto(f"{PLANS}{plan.pk}/")
    page.get_by_text("Every home is rung.").wait_for()
    axe(page)
    fits(page)
    picture(page, "plan-closed")
