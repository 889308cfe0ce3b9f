"""Plans of a trust, a partnership, an authority: the same pages as a school's, for those whose they are."""

import datetime as dt
import html
import io
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from tests.plans.bound import TEN, ten_sessions
from tests.plans.drawn import TRUST_PLAN, a_plan, a_trust_plan
from trellis.evidence.actions import make_indicator, record_value
from trellis.imports.models import Batch
from trellis.imports.models import Mapping as Headings
from trellis.plans import actions
from trellis.plans.actions import ProblemWithPlan
from trellis.plans.binding import bind
from trellis.plans.live import live
from trellis.plans.models import Criterion, Layout, Plan, Row, Step
from trellis.plans.running import take_up
from trellis.plans.standing import standing
from trellis.plans.steps import part_of
from trellis.plans.suggesting import suggestions
from trellis.plans.told import told
from trellis.rules.criteria import Status
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import GroupingMembership, School, SchoolURN
from trellis.schools.owning import AtWork

TRUST = GroupingNamed("trust", "Hedgerow Trust")
NORTHMOOR = GroupingNamed("authority", "Northmoor")
DUE = dt.date(2025, 7, 22)
ONE_MORE = "1 more is needed."


def address(name: str, *arguments: object, at: object = TRUST) -> str:
    return reverse(f"plans:{name}", args=[at, *arguments])


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


@pytest.fixture
def officer(cast):
    return cast.people["trust_officer"]


def test_a_trusts_address_names_it_where_a_schools_names_its_urn(cast):
    assert address("plans") == "/groupings/trust/Hedgerow%20Trust/plans/"
    assert address("plan", 7) == "/groupings/trust/Hedgerow%20Trust/plans/7/"
    assert address("plan", 7, at="123456") == "/schools/123456/plans/7/"


def test_a_trusts_plan_is_brought_in_the_browser_and_is_its_own(cast, sign_in, officer):
    client = sign_in(officer)
    file = io.BytesIO(TRUST_PLAN.encode())
    file.name = "plan.txt"
    there = client.post(reverse("imports:plan", args=[TRUST]), {"files": file, "kind": ""}, follow=True)
    assert there.status_code == 200
    batch = Batch.objects.get()
    assert (batch.school, batch.grouping, batch.place) == (None, cast.trust, cast.trust)
    client.post(reverse("imports:accept", args=[TRUST, batch.pk]))
    plan = Plan.objects.get()
    assert (plan.school, plan.place, str(plan.place)) == (None, cast.trust, "Hedgerow Trust")
    shown = words(client.get(address("plan", plan.pk)))
    assert "The same letters" in shown
    assert "Hedgerow Trust" in shown
    assert not Plan.objects.at(cast.oak).exists()


def test_only_plans_are_brought_to_a_trust(cast, sign_in, officer):
    offered = words(sign_in(officer).get(reverse("imports:start", args=[TRUST])))
    assert "Bring an improvement plan" in offered
    assert "Bring a list of pupils" not in offered
    assert "Export marks" not in offered


def test_what_captions_mean_is_remembered_for_each_place(cast, sign_in, officer):
    client = sign_in(officer)
    file = io.BytesIO(TRUST_PLAN.encode())
    file.name = "plan.txt"
    client.post(reverse("imports:plan", args=[TRUST]), {"files": file, "kind": ""})
    page = reverse("imports:headings", args=[TRUST, Batch.objects.get().pk])
    form = client.get(page).context["form"]
    client.post(page, {name: form[name].initial or "" for name in form.fields})
    held = Headings.objects.get()
    assert (held.school, held.grouping) == (None, cast.trust)


def test_each_place_has_layouts_of_its_own(cast, sign_in, officer):
    said = {"orientation": "portrait", "captions": ["What"], "fields": ["action"]}
    actions.make_layout(place=cast.trust, name="The trust’s", by=officer, **said)
    actions.make_layout(place=cast.oak, name="Oak’s", by=cast.head, **said)
    assert Layout.objects.at(cast.trust).get().name == "The trust’s"
    shown = words(sign_in(officer).get(address("layouts")))
    assert "The trust’s" in shown
    assert "Oak’s" not in shown


def test_a_draft_is_read_by_those_whose_plan_it_is_and_a_working_plan_by_the_schools_too(
    cast, sign_in, officer
):
    plan = a_trust_plan(cast, state="draft")
    page = address("plan", plan.pk)
    opened = {
        "trust_officer": (200, 200), "head": (404, 200), "teacher": (404, 200), "governor": (404, 200),
        "supply": (404, 404), "ewo": (404, 404), "authority_officer": (404, 404), "mr_outside": (404, 404),
    }  # fmt: skip
    for place, state in enumerate(("draft", "working")):
        Plan.objects.update(state=state)
        statuses = {name: sign_in(cast.people[name]).get(page).status_code for name in opened}
        assert statuses == {name: both[place] for name, both in opened.items()}
    Plan.objects.update(state="draft")
    assert plan.name not in words(sign_in(cast.head).get(address("plans")))


def test_a_schools_people_read_the_trusts_plan_and_change_nothing_of_it(cast, sign_in, officer):
    plan = a_trust_plan(cast)
    row = Row.objects.of(plan).first()
    client = sign_in(cast.head)
    shown = client.get(address("plan", plan.pk)).content.decode()
    assert "The same letters" in shown
    assert "Correct" not in shown
    assert client.post(address("row", plan.pk, row.pk), {}).status_code == 404
    assert client.get(address("begin")).status_code == 404
    # And the trust's officer nothing of the school's.
    own = a_plan(cast)
    at_oak = sign_in(officer)
    assert at_oak.get(address("plan", own.pk, at="123456")).status_code == 200
    assert at_oak.get(address("document", own.pk, at="123456")).status_code == 404


def test_a_plan_is_found_only_below_its_own_place(cast, sign_in, officer):
    plan, own = a_trust_plan(cast), a_plan(cast)
    client = sign_in(officer)
    assert client.get(address("plan", own.pk)).status_code == 404
    assert client.get(address("plan", plan.pk, at="123456")).status_code == 404


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_it_is_printed_as_a_schools_is(cast, sign_in, officer, ending):
    plan = a_trust_plan(cast)
    answer = sign_in(officer).get(address("paper", plan.pk, ending))
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 1000


def test_its_criteria_are_read_over_its_schools_together(cast, sign_in, clock):
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    plan = a_trust_plan(cast, place=cast.authority)
    row, officer = Row.objects.of(plan).first(), cast.people["authority_officer"]
    one = bind(
        row=row, field="outcome", words=row.cells[1], measure="attendance", comparator="fixed",
        operator="at_least", target=Decimal(97), due=DUE, by=officer,
    )  # fmt: skip
    shown = words(sign_in(officer).get(address("criterion", plan.pk, one.pk, at=NORTHMOOR)))
    assert "51 of 60" in shown
    review = actions.record_review(plan=plan, on=cast.today, reviewed_by="AO", words="", by=officer)
    reading = review.reported.get().reading
    assert (reading.place, reading.part, reading.whole) == (cast.authority, 51, 60)


def test_an_indicator_of_a_trust_has_values_of_each_school(cast, sign_in, officer):
    held = make_indicator(place=cast.trust, name="Judged good", unit="number", rises=True, by=officer)
    client = sign_in(officer)
    form = client.get(address("indicator", held.pk)).context["form"]
    assert [str(school) for school in form.fields["school"].queryset] == ["Oak Primary"]
    client.post(
        address("record", held.pk),
        {"on": "2/9/2024", "school": cast.oak.pk, "value": "1", "source": "The inspection"},
    )
    record_value(indicator=held, on=dt.date(2024, 9, 3), value=Decimal(1), source="Our list", by=officer)
    assert [value.school for value in held.values.all()] == [cast.oak, None]
    assert "Oak Primary" in words(client.get(address("indicator", held.pk)))
    assert client.get(address("indicator", held.pk, at="123456")).status_code == 404


# --- at each school -----------------------------------------------------------------------------------------


@pytest.fixture
def northmoor(cast, clock):
    """A plan of the authority, whose schools are Oak (51 of 60) and Elm (20 of 20)."""
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    spend(cast.elm, dict.fromkeys((cast.pupils["zak"], cast.pupils["yas"]), ""), since=TEN[0], until=TEN[1])
    return a_trust_plan(cast, place=cast.authority)


def bound_there(cast, plan, **changed):
    row = Row.objects.of(plan).first()
    said = {
        "row": row, "field": "outcome", "words": row.cells[1], "measure": "attendance", "comparator": "fixed",
        "operator": "at_least", "target": Decimal(97), "due": DUE, "by": cast.people["authority_officer"],
    }  # fmt: skip
    return bind(**said | changed)


def found(plan, one):
    [held] = live(plan, [Criterion.objects.of(plan).get(pk=one.pk)], dt.date(2024, 9, 9))
    return held


def test_schools_are_read_together_as_sums_over_sums_and_each_beside(cast, northmoor):
    held = found(northmoor, bound_there(cast, northmoor))
    assert (held.now.part, held.now.whole, held.status) == (71, 80, Status.BEHIND)
    at = {each.school.name: (each.point.part, each.point.whole, each.meets) for each in held.schools}
    assert at == {"Oak Primary": (51, 60, False), "Elm Primary": (20, 20, True)}
    assert standing(held).at_schools == "Met at 1 of 2 schools."


def test_a_school_without_a_figure_is_said_and_counts_among_the_schools(cast, clock):
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    plan = a_trust_plan(cast, place=cast.authority)
    held = found(plan, bound_there(cast, plan, target=Decimal(80)))
    assert standing(held).at_schools == "Met at 1 of 2 schools. 1 has no figure."


@pytest.mark.parametrize(
    ("schools", "status", "needed"),
    [
        (1, Status.ON_TRACK, ""),
        (2, Status.BEHIND, ONE_MORE),
        (None, Status.BEHIND, ONE_MORE),
    ],
)
def test_so_many_schools_are_to_meet_it(cast, northmoor, schools, status, needed):
    held = found(northmoor, bound_there(cast, northmoor, by_school=True, schools=schools))
    shown = standing(held)
    assert (held.status, shown.figure, shown.count) == (status, "1 of 2 schools", "")
    assert shown.needed == needed
    many = "every school" if schools is None else "1 school or more" if schools == 1 else "2 schools or more"
    assert shown.target == f"at least 97%, at {many} by 22 July 2025"


def test_a_group_at_each_school_is_set_beside_everybody_else_there(cast, northmoor):
    """Ben, 8 of 10, of Oak's others 43 of 50; Zak, all ten, beside Yasmin's ten."""
    held = found(
        northmoor,
        bound_there(
            cast, northmoor, comparator="rest", target=None, group_field="fsm", group="true", by_school=True
        ),
    )
    at = {each.school.name: (each.target, each.meets) for each in held.schools}
    assert at == {"Oak Primary": (Fraction(100 * 43, 50), False), "Elm Primary": (Fraction(100), True)}


def test_an_indicator_counts_the_schools_where_it_is_so(cast, northmoor):
    officer = cast.people["authority_officer"]
    good = make_indicator(place=cast.authority, name="Good", unit="number", rises=True, by=officer)
    for school, value in ((cast.oak, 1), (cast.elm, 0)):
        record_value(
            indicator=good,
            on=dt.date(2024, 9, 5),
            school=school,
            value=Decimal(value),
            source="x",
            by=officer,
        )
    held = found(
        northmoor,
        bound_there(
            cast, northmoor, measure="", indicator=good, target=Decimal(1), by_school=True, schools=2
        ),
    )
    assert (held.now.value, held.target, held.short_by) == (1, 2, 1)


def test_things_done_are_counted_at_all_schools_and_at_each(cast, northmoor):
    held = found(northmoor, bound_there(cast, northmoor, measure="", count="duties", target=Decimal(0)))
    assert held.now.value == 0
    assert [each.meets for each in held.schools] == [True, True]


def test_what_only_several_schools_can_meet_is_not_asked_of_one(cast, northmoor):
    own = a_plan(cast)
    with pytest.raises(ProblemWithPlan, match="this plan is of one"):
        bind(
            row=Row.objects.of(own).first(), field="outcome", words="x", measure="attendance", due=DUE,
            comparator="fixed", operator="at_least", target=Decimal(97), by_school=True, by=cast.head,
        )  # fmt: skip
    with pytest.raises(ProblemWithPlan, match="baseline is of all schools together"):
        bound_there(cast, northmoor, comparator="baseline", target=None, by_school=True)


def test_a_review_keeps_what_it_was_at_each_school(cast, northmoor, sign_in):
    bound_there(cast, northmoor, by_school=True, schools=2)
    officer = cast.people["authority_officer"]
    review = actions.record_review(
        plan=northmoor, on=dt.date(2024, 9, 9), reviewed_by="A", words="", by=officer
    )
    reading = review.reported.get().reading
    assert (reading.of, reading.value, reading.part) == ("schools:measure:attendance", 1, None)
    assert [(each["urn"], each["part"], each["meets"]) for each in reading.schools] == [
        ("234567", 20, True), ("123456", 51, False),
    ]  # fmt: skip
    shown = words(sign_in(officer).get(address("reported", northmoor.pk, review.pk, at=NORTHMOOR)))
    assert "1 of 2 schools" in shown
    assert "Elm Primary: met; Oak Primary: not met" in shown


def test_governors_are_told_at_how_many_schools_only_where_none_is_of_few_children(cast, northmoor):
    bound_there(cast, northmoor, by_school=True, schools=2)
    said = {"on": dt.date(2024, 9, 9), "reviewed_by": "A", "words": "", "by": cast.head}
    reading = actions.record_review(plan=northmoor, **said).reported.get().reading
    assert told(reading).is_hidden
    for each in reading.schools:
        each["whole"] = 5000
    assert (told(reading).figure, told(reading).is_hidden) == ("1 of 2 schools", False)


def test_the_page_of_a_criterion_lists_the_schools(cast, northmoor, sign_in):
    one = bound_there(cast, northmoor)
    client = sign_in(cast.people["authority_officer"])
    shown = words(client.get(address("criterion", northmoor.pk, one.pk, at=NORTHMOOR)))
    assert "At each school: Met at 1 of 2 schools." in shown
    assert "Oak Primary 85.0% · 51 of 60 97% No" in shown
    assert "Met at 1 of 2 schools." in words(client.get(address("plan", northmoor.pk, at=NORTHMOOR)))


def test_twice_as_many_schools_take_no_more_queries(cast, northmoor):
    one = bound_there(cast, northmoor)
    plan = Plan.objects.get(pk=northmoor.pk)
    criteria = list(Criterion.objects.of(plan))
    with CaptureQueriesContext(connection) as two:
        live(plan, criteria, dt.date(2024, 9, 9))
    for number in range(2):
        school = School.objects.create(name=f"School {number}", phase="primary", nation="england")
        SchoolURN.objects.create(school=school, urn=f"34567{number}", since=dt.date(2020, 1, 1))
        GroupingMembership.objects.create(grouping=cast.authority, school=school, since=dt.date(2020, 1, 1))
    with CaptureQueriesContext(connection) as four:
        [held] = live(plan, criteria, dt.date(2024, 9, 9))
    assert len(held.schools) == 4
    assert len(four) <= len(two)
    assert held.criterion == one


@pytest.mark.parametrize(
    ("said", "measure", "schools", "target"),
    [
        ("97% attendance in every school", "attendance", None, 97),
        ("At least 15 schools have attendance of at least 96%", "attendance", 15, 96),
        ("At least 15 schools have returned their toolkits", "", 15, 1),
        ("PA below national in all eight schools", "persistent_absence", None, None),
    ],
)
def test_words_that_speak_of_schools_are_read_at_each(said, measure, schools, target):
    [each] = suggestions(said, due=DUE, of_schools=True)
    assert (each.by_school, each.measure, each.schools, each.target) == (True, measure, schools, target)
    assert not suggestions(said, due=DUE)[0].by_school


def test_what_words_say_of_schools_is_confirmed_by_a_person(cast, northmoor, sign_in):
    row = Row.objects.of(northmoor)[1]
    client = sign_in(cast.people["authority_officer"])
    page = address("bind", northmoor.pk, row.pk, at=NORTHMOOR) + "?field=outcome&at=0"
    form = client.get(page).context["form"]
    assert (form.initial["by_school"], form.initial["schools"]) == ("each", None)
    sent = {name: form.initial.get(name) or "" for name in form.fields} | {"due": "22/7/2025"}
    answer = client.post(page, sent | {"schools": "2"})
    one = Criterion.objects.get()
    assert answer.url == address("criterion", northmoor.pk, one.pk, at=NORTHMOOR)
    assert (one.by_school, one.schools, one.comparator) == (True, 2, "latest")
    assert "at 2 schools or more" in words(client.get(answer.url))


# --- links between plans ------------------------------------------------------------------------------------


def test_a_schools_row_serves_a_priority_of_its_trust_and_the_trust_sees_which(cast, sign_in, officer):
    plan, own = a_trust_plan(cast), a_plan(cast)
    heading = plan.parts.get(kind="priority")
    row = Row.objects.of(own).first()
    head = sign_in(cast.head)
    offered = head.get(address("row", own.pk, row.pk, at="123456")).content.decode()
    assert "Hedgerow Trust improvement plan 2024-25 (Hedgerow Trust)" in html.unescape(offered)
    head.post(
        address("link", own.pk, row.pk, at="123456"),
        {"kind": "serves", "to": "", "priority": f"heading:{heading.pk}", "words": ""},
    )
    assert row.links.get().heading == heading
    assert "Every child in school" in words(head.get(address("plan", own.pk, at="123456")))
    client = sign_in(officer)
    assert "served by 1 row" in words(client.get(address("plan", plan.pk)))
    served = words(client.get(address("served", plan.pk)))
    assert "Oak Primary" in served
    assert "Ring every home by 9:30" in served or "OA/1" in served


def test_nobody_is_shown_rows_of_a_school_they_may_not_see(cast, sign_in):
    """Mr Outside reads the authority's plan, and nothing of Oak's that serves it."""
    plan, own = a_trust_plan(cast, place=cast.authority), a_plan(cast)
    actions.lead_elsewhere(
        row=Row.objects.of(own).first(), kind="serves", heading=plan.parts.get(kind="priority"), by=cast.head
    )
    client = sign_in(cast.mr_outside)
    assert client.get(address("plan", plan.pk, at=NORTHMOOR)).status_code == 200
    served = words(client.get(address("served", plan.pk, at=NORTHMOOR)))
    assert "Nothing says that it serves this." in served
    assert "Oak" not in served
    assert "served by" not in words(client.get(address("plan", plan.pk, at=NORTHMOOR)))


def test_a_row_serves_only_what_its_school_is_told_of(cast, officer):
    own, trusts = a_plan(cast), a_trust_plan(cast, state="draft")
    row, heading = Row.objects.of(own).first(), trusts.parts.get(kind="priority")
    with pytest.raises(ProblemWithPlan, match="serves a plan of its own place"):
        actions.lead_elsewhere(row=row, kind="serves", heading=heading, by=cast.head)
    with pytest.raises(ProblemWithPlan, match="row of its own plan"):
        actions.lead_elsewhere(row=row, kind="see", to=Row.objects.of(trusts).first(), by=cast.head)


def test_a_priority_taken_out_leaves_its_words_where_it_was_served(cast, officer):
    plan, own = a_trust_plan(cast), a_plan(cast)
    row, target = Row.objects.of(own).first(), Row.objects.of(plan).first()
    actions.lead_elsewhere(row=row, kind="serves", to=target, by=cast.head)
    actions.remove_row(row=target, by=officer)
    link = row.links.get()
    assert (link.to, link.words) == (None, "The same letters")


# --- run at the schools ---


def a_step(cast, plan: Plan, **changed) -> Step:
    row = Row.objects.of(plan)[0]
    said = {
        "row": row,
        "words": "Send your letters",
        "owner": cast.office,
        "finish": cast.today,
        "by": cast.head,
    }
    return take_up(**said | changed)


def test_a_step_of_the_trusts_plan_stands_on_the_today_of_whose_it_is_at_a_school(cast, sign_in):
    plan = a_trust_plan(cast)
    actions.describe_plan(plan=plan, values={"state": Plan.State.WORKING}, by=cast.trust_officer)
    step = a_step(cast, plan)
    a_step(cast, plan, words="Not yours", owner=cast.head)
    client = sign_in(cast.office)
    url = address("step", plan.pk, step.pk)
    today = client.get(reverse("school", args=["123456"]))
    assert "Send your letters" in words(today)
    assert "Not yours" not in words(today)
    assert url in today.content.decode()
    assert url in client.get(reverse("plans:mine", args=["123456"])).content.decode()
    # Whose it is says there how it stands.
    assert client.post(url, {"state": "done", "on": cast.today.isoformat(), "because": ""}).status_code == 302
    assert Step.objects.get(pk=step.pk).state == "done"


def test_a_draft_of_the_trust_is_not_told_to_its_schools(cast):
    plan = a_trust_plan(cast)
    actions.describe_plan(plan=plan, values={"state": Plan.State.DRAFT}, by=cast.trust_officer)
    a_step(cast, plan)
    assert part_of(cast.office, cast.oak, cast.today, AtWork.at(cast.oak, cast.today)) == []


def test_what_is_everybodys_of_a_role_reaches_the_schools_of_the_grouping_and_no_other(cast):
    plan = a_trust_plan(cast)
    actions.describe_plan(plan=plan, values={"state": Plan.State.FINAL}, by=cast.trust_officer)
    a_step(cast, plan, owner="head")
    for person, school, number in ((cast.head, cast.oak, 1), (cast.mr_outside, cast.elm, 0)):
        assert len(part_of(person, school, cast.today, AtWork.at(school, cast.today))) == number


def test_an_officers_steps_stand_on_the_page_of_their_grouping(cast, sign_in):
    plan = a_trust_plan(cast)
    a_step(cast, plan, owner=cast.trust_officer)
    page = sign_in(cast.trust_officer).get(reverse("grouping", args=["trust", "Hedgerow Trust"]))
    assert "Send your letters" in words(page)
