"""How criteria stand: read from the registers, exact at the boundary, and saying so where nothing can be."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.clinics.clinic import came
from tests.attendance.spending import spend
from tests.plans.bound import DUE, a_bound_plan, bound, ten_sessions
from tests.support.helped import a_case, programme
from trellis.evidence.actions import make_indicator, record_value
from trellis.messages.models import Conversation
from trellis.plans.actions import ProblemWithPlan
from trellis.plans.live import Live, live
from trellis.plans.models import Criterion, Plan
from trellis.plans.standing import standing
from trellis.rhythm.actions import make_duty
from trellis.rhythm.models import Done
from trellis.rules.criteria import ProblemWithTarget, Status
from trellis.rules.recurrence import Daily
from trellis.schools.models import Enrolment

MONDAY = dt.date(2024, 9, 9)


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    return a_bound_plan(cast)


def now(plan: Plan, criterion: Criterion, today: dt.date = MONDAY) -> Live:
    [found] = live(plan, [criterion], today)
    return found


# --- from the registers ---


def test_attendance_is_the_sum_over_the_sum_and_stands_behind_its_target(cast, plan):
    found = now(plan, bound(cast, plan))
    assert (found.now.part, found.now.whole, found.status) == (51, 60, Status.BEHIND)
    said = standing(found)
    assert (said.figure, said.count) == ("85.0%", "51 of 60")
    assert said.target == "at least 97% by 22 July 2025"


def test_exactly_the_target_is_met_and_a_session_fewer_is_not(cast, plan):
    """51 of 60 is 85% exactly."""
    at = bound(cast, plan, target=Decimal(85))
    over = bound(cast, plan, target=Decimal(85), operator="above")
    assert [now(plan, one).status for one in (at, over)] == [Status.ON_TRACK, Status.BEHIND]
    later = DUE + dt.timedelta(days=1)
    for one in (at, over):
        one.due = MONDAY
    assert [found.status for found in live(plan, [at, over], later)] == [Status.MET, Status.MISSED]


def test_what_the_days_left_must_come_to(cast, plan):
    """5 school days gone and 185 left, of 190: 97% of 190 less 85% of 5, over 185."""
    found = now(plan, bound(cast, plan))
    assert found.days_left == 185
    assert found.needed_share == (Fraction(97) * 190 - 85 * 5) / 185
    assert standing(found).needed == "It needs at least 97.4% over the 185 school days left."


def test_what_can_no_longer_be_reached_is_said(cast, plan):
    found = now(plan, bound(cast, plan, due=dt.date(2024, 9, 10)))
    assert standing(found).needed == "Out of reach in the 1 school day left."


def test_of_children_it_says_how_many_fewer(cast, plan):
    """Amy, Ben and Cal missed a tenth or more: 3 of 6."""
    found = now(plan, bound(cast, plan, measure="persistent_absence", operator="below", target=Decimal(20)))
    assert (found.now.part, found.now.whole, found.needed_count) == (3, 6, -2)
    assert standing(found).needed == "2 fewer of 6 are needed."


def test_a_group_is_read_alone_and_set_beside_everybody_else(cast, plan):
    """Ben alone has free school meals: 8 of 10 beside 43 of 50."""
    one = bound(cast, plan, group_field="fsm", group="true", comparator="rest", target=None)
    found = now(plan, one)
    assert (found.now.part, found.now.whole) == (8, 10)
    # Those nobody recorded anything of are among everybody else.
    assert found.target == Fraction(4300, 50)
    assert found.status is Status.BEHIND


def test_a_group_with_nobody_in_it_says_so(cast, plan):
    found = now(plan, bound(cast, plan, group_field="year_group", group="6"))
    assert (found.status, found.why) == (Status.NO_DATA, "There is nobody in this group in these days.")


def test_before_any_session_there_is_no_rate(cast, clock):
    clock.at("2024-09-01T09:00")
    plan = a_bound_plan(cast)
    found = now(plan, bound(cast, plan), dt.date(2024, 9, 1))
    assert found.status is Status.NO_DATA
    assert found.why == "There is no possible session in these days, so there is no rate."


def test_the_same_days_of_the_year_before(cast, clock):
    """No registers of 2023/24 here: nothing to compare with, and it is said."""
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    plan = a_bound_plan(cast)
    one = bound(cast, plan, comparator="last_year", operator="above", target=None)
    found = now(plan, one)
    assert found.why == "There is no figure of the same days a year before."
    assert found.status is Status.NO_DATA


def test_last_years_same_days_are_read_where_there_are_any(cast, clock, plan):
    Enrolment.objects.filter(school=cast.oak).update(since=dt.date(2023, 9, 1))
    from_last = dt.date(2024, 9, 9)
    one = bound(cast, plan, comparator="last_year", operator="above", target=None, due=dt.date(2026, 7, 22))
    clock.at("2025-09-08T17:00")
    found = now(plan, one, dt.date(2025, 9, 8))
    # 52 weeks before 8 September 2025 is 9 September 2024, the end of the ten sessions.
    assert from_last == dt.date(2025, 9, 8) - dt.timedelta(weeks=52)
    assert found.target == 85


def test_a_term_and_a_half_term_are_read_as_far_as_they_have_come(cast, plan):
    for period in ("term", "half_term"):
        found = now(plan, bound(cast, plan, period=period))
        assert (found.now.part, found.now.whole) == (51, 60)
        assert found.now.since == dt.date(2024, 9, 2)


# --- against the nation ---


def test_a_national_figure_stands_only_beside_pupils_of_its_ages(cast, plan):
    found = now(plan, bound(cast, plan, comparator="latest", target=None))
    assert found.status is Status.NO_DATA
    assert found.why.startswith("No comparator: national figures are of pupils aged 5 to 15")


def test_the_latest_national_figure_is_named_and_attendance_is_what_absence_leaves(cast, plan):
    said = {"comparator": "latest", "target": None, "population": "statistical"}
    attended = now(plan, bound(cast, plan, **said))
    missed = now(plan, bound(cast, plan, measure="absence", operator="at_most", **said))
    assert attended.target == 100 - missed.target
    assert attended.against.startswith("England, ")
    assert attended.status is Status.BEHIND


def test_without_a_figure_of_that_year_nothing_is_guessed(cast, clock, plan):
    clock.at("2027-01-11T17:00")
    one = bound(
        cast, plan, comparator="national", target=None, population="statistical", due=dt.date(2027, 7, 22)
    )
    found = now(plan, one, dt.date(2027, 1, 11))
    assert found.target is None
    assert found.why


# --- things done, figures that arrive ---


def test_things_done_are_counted_and_stay_met(cast, plan):
    duty = make_duty(school=cast.oak, title="Ring", recurrence=Daily(), owner="office", by=cast.head)
    for day in (3, 4, 5):
        on = dt.date(2024, 9, day)
        Done.objects.create(
            duty=duty, school=cast.oak, occasion=on.isoformat(), due_on=on, by_name="Olive Ofori",
            because="Closed" if day == 5 else "",
        )  # fmt: skip
    one = bound(cast, plan, measure="", count="duties", target=Decimal(2), period="plan")
    found = now(plan, one)
    assert (found.now.value, found.status) == (2, Status.MET)
    more = bound(cast, plan, measure="", count="duties", target=Decimal(10), period="year")
    assert standing(now(plan, more)).needed == "8 more are needed."


def test_conversations_count_where_somebody_was_reached(cast, plan):
    for reached in (True, True, False):
        Conversation.objects.create(
            school=cast.oak, kind="call", at=dt.datetime(2024, 9, 5, 9, tzinfo=dt.UTC), reached=reached,
            spoken_by="OO", words="Spoke", noted_by_name="OO",
        )  # fmt: skip
    one = bound(cast, plan, measure="", count="conversations", target=Decimal(5), period="plan")
    assert now(plan, one).now.value == 2
    messages = bound(cast, plan, measure="", count="messages", target=Decimal(1))
    assert now(plan, messages).now.value == 0


def test_children_on_a_caseload_gatherings_and_families_are_counted_by_their_days(cast, plan, clock):
    mentoring = programme(cast, "mentoring")
    for name in ("amy", "ben"):
        a_case(cast, name, under=mentoring, since=MONDAY)
    came(cast, clock, "amy")
    friday = dt.date(2024, 9, 13)
    for count, times in (("cases", 2), ("gatherings", 1), ("families", 1)):
        one = bound(cast, plan, measure="", count=count, target=Decimal(1), period="plan")
        assert now(plan, one, friday).now.value == times
        if count != "cases":
            assert now(plan, one).now.value == 0


def test_an_indicator_is_read_from_its_latest_value_and_follows_the_line_from_its_baseline(cast, plan):
    phonics = make_indicator(place=cast.oak, name="Phonics", unit="share", rises=True, by=cast.head)
    said = {"indicator": phonics, "source": "Check", "by": cast.head}
    record_value(on=dt.date(2024, 7, 12), part=35, whole=50, is_baseline=True, **said)
    one = bound(cast, plan, measure="", indicator=phonics, target=Decimal(90))
    assert now(plan, one).why == "No value has been recorded yet."
    record_value(on=MONDAY, part=36, whole=50, **said)
    found = now(plan, one)
    # On 9 September the line from 70% on 12 July to 90% a year on is at 73.1%: 72% is behind it.
    assert found.trajectory.on(MONDAY) == 70 + Fraction(20 * 59, 375)
    assert (found.now.value, found.status, found.needed_count) == (72, Status.BEHIND, 9)


def test_a_measure_begins_at_the_school_year_before(cast, clock):
    clock.at("2025-09-08T17:00")
    ten_sessions(cast)
    plan = a_bound_plan(cast)
    plan.since_year = plan.until_year = 2025
    plan.save()
    one = bound(cast, plan, due=dt.date(2026, 7, 22))
    assert (one.baseline.part, one.baseline.whole) == (51, 60)
    against = bound(cast, plan, comparator="baseline", target=None, due=dt.date(2026, 7, 22))
    assert now(plan, against, dt.date(2025, 9, 8)).target == 85


# --- what cannot be bound, and what was renamed ---


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"target": Decimal(110)}, "A target of 110% cannot be reached: a share is from 0% to 100%."),
        ({"measure": "attendence"}, "There is no measure called “attendence”."),
        ({"target": None}, "Write the number it is set against."),
        ({"comparator": "national"}, "It is set against another figure: leave the target empty."),
        (
            {"comparator": "rest", "target": None},
            "Only a group of pupils can be set beside everybody else: choose one.",
        ),
        ({"period": "plan"}, "A rate is read over a school year, a term or a half-term."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(cast, plan, changed, says):
    with pytest.raises((ProblemWithPlan, ProblemWithTarget)) as wrong:
        bound(cast, plan, **changed)
    assert str(wrong.value) == says
    assert not Criterion.objects.exists()


def test_significantly_asks_what_it_means_here(cast, plan):
    with pytest.raises(ProblemWithPlan, match="significantly"):
        bound(cast, plan, row=2)
    assert bound(cast, plan, row=2, definition="A fifth fewer").definition == "A fifth fewer"


def test_a_measure_that_was_renamed_is_said_and_nothing_is_lost(cast, plan):
    one, other = bound(cast, plan), bound(cast, plan)
    Criterion.objects.filter(pk=one.pk).update(measure="presence")
    renamed, same = live(plan, list(Criterion.objects.of(plan)), MONDAY)
    assert renamed.status is Status.NO_DATA
    assert renamed.why.startswith("There is no measure called “presence” any more.")
    assert renamed.criterion.target == 97
    assert same.criterion == other
    assert same.now.part == 51


# --- together ---


def test_sixty_criteria_take_no_more_queries_than_three(cast, plan):
    kinds = [
        {"measure": "attendance"},
        {"measure": "persistent_absence", "group_field": "fsm", "group": "true", "operator": "below"},
        {"comparator": "latest", "target": None, "population": "statistical"},
    ]
    for each in kinds:
        bound(cast, plan, **each)
    live(plan, list(Criterion.objects.of(plan)), MONDAY)
    with CaptureQueriesContext(connection) as few:
        live(plan, list(Criterion.objects.of(plan)), MONDAY)
    for number in range(57):
        bound(cast, plan, **kinds[number % 3])
    with CaptureQueriesContext(connection) as many:
        assert len(live(plan, list(Criterion.objects.of(plan)), MONDAY)) == 60
    assert len(many) == len(few)


def test_what_was_asked_together_is_what_each_is_alone(cast, plan):
    held = [
        bound(cast, plan),
        bound(cast, plan, group_field="sex", group="F"),
        bound(cast, plan, group_field="sex", group="M", period="term"),
        bound(cast, plan, measure="late", operator="below", target=Decimal(1), period="half_term"),
        bound(cast, plan, population="compulsory_age"),
        bound(cast, plan, due=dt.date(2024, 9, 4)),
    ]
    together = live(plan, held, MONDAY)
    for one, found in zip(held, together, strict=True):
        alone = now(plan, one)
        assert (found.now, found.status, found.points) == (alone.now, alone.status, alone.points)


def test_a_whole_day_lost_is_seen_in_the_next_reading(cast, clock, plan):
    one = bound(cast, plan)
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: "2I"}, since=dt.date(2024, 9, 10), until=dt.date(2024, 9, 10))
    assert now(plan, one, dt.date(2024, 9, 10)).now.part == 51
