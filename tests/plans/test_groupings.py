"""Plans of a trust, a partnership, an authority: the same pages as a school's, for those whose they are."""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.plans.bound import ten_sessions
from tests.plans.drawn import TRUST_PLAN, a_plan, a_trust_plan
from trellis.evidence.actions import make_indicator, record_value
from trellis.imports.models import Batch
from trellis.imports.models import Mapping as Headings
from trellis.plans import actions
from trellis.plans.binding import bind
from trellis.plans.models import Layout, Plan, Row
from trellis.schools.converters import GroupingNamed

TRUST = GroupingNamed("trust", "Hedgerow Trust")
NORTHMOOR = GroupingNamed("authority", "Northmoor")
DUE = dt.date(2025, 7, 22)


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
