"""Criteria on the page: suggested, confirmed by a person, read beside their words, reported and kept."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from tests.plans.bound import DUE, a_bound_plan, bound, ten_sessions
from trellis.evidence.models import Indicator, IndicatorValue, Reading
from trellis.plans.actions import record_review, remove_row
from trellis.plans.models import Criterion, Plan, Reported, Row

OAK = "123456"


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock.at("2024-09-09T17:00")
    ten_sessions(cast)
    return a_bound_plan(cast)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object) -> str:
    return reverse(f"plans:{name}", args=[OAK, *arguments])


SENT = {
    "what": "measure:attendance", "whom": ":", "population": "all_on_roll", "period": "year",
    "operator": "at_least", "comparator": "fixed", "target": "97", "due": "22/7/2025",
}  # fmt: skip


def test_what_words_name_is_suggested_and_nothing_is_bound_by_itself(cast, sign_in, plan):
    client = sign_in(cast.head)
    shown = words(client.get(address("criteria", plan.pk)))
    assert "Attendance, All pupils on roll" in shown or "Attendance" in shown
    assert "at least 97% by 31 July 2025" in shown
    assert "1 names no figure" in shown
    assert not Criterion.objects.exists()


def test_a_person_confirms_a_suggestion_and_it_reads_itself_beside_its_words(cast, sign_in, plan):
    client = sign_in(cast.head)
    row = Row.objects.of(plan).first()
    bind = address("bind", plan.pk, row.pk) + "?field=outcome&at=0"
    form = client.get(bind).context["form"]
    assert (form.initial["what"], form.initial["target"]) == ("measure:attendance", "97")
    answer = client.post(bind, SENT)
    one = Criterion.objects.get()
    assert answer.url == address("criterion", plan.pk, one.pk)
    assert one.history.get().history_user == cast.head
    shown = words(client.get(address("plan", plan.pk)))
    assert "Attendance is at least 97% by July 2025" in shown
    assert "Behind" in shown
    assert "85.0%" in shown
    assert "51 of 60" in shown
    assert "It needs at least 97.4% over the 185 school days left." in shown


def test_what_is_ticked_is_bound_in_one_act_as_its_words_suggest_it(cast, sign_in, plan):
    client = sign_in(cast.head)
    page = client.get(address("criteria", plan.pk)).content.decode()
    offered = re.findall(r'name="ticked" value="([^"]+)"[^>]*?( checked)?>', page)
    # Ticked beforehand where nothing is unsure.
    assert [bool(checked) for _key, checked in offered] == [True, True, False]
    keys = [key for key, _checked in offered]
    confirm = address("confirm", plan.pk)
    said = words(client.post(confirm, {"ticked": [*keys, "1.outcome.9.9"]}, follow=True))
    assert "3 criteria read themselves now." in said
    assert set(Criterion.objects.values_list("measure", "target", "comparator")) == {
        ("", Decimal(96), "fixed"),
        ("attendance", Decimal(97), "fixed"),
        ("persistent_absence", None, "latest"),
    }
    assert Indicator.objects.get().name == "By July at least 96%"
    assert "Nothing was ticked." in words(client.post(confirm, {"ticked": keys}, follow=True))
    assert sign_in(cast.governor).post(confirm, {"ticked": keys}).status_code == 404


def test_a_target_of_110_per_cent_is_refused_and_nothing_is_lost(cast, sign_in, plan):
    client = sign_in(cast.head)
    row = Row.objects.of(plan).first()
    bind = address("bind", plan.pk, row.pk) + "?field=outcome&at=0"
    answer = client.post(bind, SENT | {"target": "110%"})
    assert answer.status_code == 400
    assert "A target of 110% cannot be reached: a share is from 0% to 100%." in words(answer)
    assert 'value="110%"' in answer.content.decode()
    assert not Criterion.objects.exists()


def test_a_new_indicator_is_named_where_it_is_bound(cast, sign_in, plan):
    client = sign_in(cast.head)
    row = Row.objects.of(plan).first()
    bind = address("bind", plan.pk, row.pk) + "?field=outcome&at=0"
    new = SENT | {"what": "new:number", "target": "15"}
    assert "Write what the new indicator is called." in words(client.post(bind, new))
    client.post(bind, new | {"indicator_name": "Toolkits returned"})
    assert Criterion.objects.get().indicator == Indicator.objects.get(name="Toolkits returned")
    # What cannot be bound leaves no indicator behind.
    client.post(bind, new | {"indicator_name": "Another", "comparator": "latest"})
    assert Indicator.objects.count() == 1


def test_what_it_is_bound_to_is_changed_and_let_go(cast, sign_in, plan):
    client, one = sign_in(cast.head), bound(cast, plan)
    client.post(address("change", plan.pk, one.pk), SENT | {"target": "96.5"})
    one.refresh_from_db()
    assert (str(one.target), one.history.count()) == ("96.5000", 2)
    client.post(address("unbind", plan.pk, one.pk))
    assert not Criterion.objects.exists()
    assert Criterion.history.count() == 3


def test_a_measure_that_was_renamed_is_chosen_anew_and_never_by_standing_first(cast, sign_in, plan):
    client, one = sign_in(cast.head), bound(cast, plan)
    Criterion.objects.filter(pk=one.pk).update(measure="presence")
    page = client.get(address("change", plan.pk, one.pk)).content.decode()
    assert re.search(r'<option value=""[^>]*>Choose what is read</option>', page)
    assert client.post(address("change", plan.pk, one.pk), SENT | {"what": ""}).status_code == 400
    one.refresh_from_db()
    assert one.measure == "presence"
    client.post(address("change", plan.pk, one.pk), SENT)
    one.refresh_from_db()
    assert one.measure == "attendance"


def test_a_criterion_says_how_it_was_counted_and_shows_its_numbers(cast, sign_in, plan):
    one = bound(cast, plan)
    shown = words(sign_in(cast.head).get(address("criterion", plan.pk, one.pk)))
    assert "51 of 60" in shown
    assert "Sessions attended, at school or at an approved activity, out of possible sessions." in shown
    assert "Autumn 1 2024/25" in shown
    assert "ledger entry 1" in shown


def test_words_changed_since_are_said_and_stay_bound(cast, sign_in, plan):
    one = bound(cast, plan)
    row = one.row
    row.cells[1] = "Attendance is lovely"
    row.save()
    shown = words(sign_in(cast.head).get(address("plan", plan.pk)))
    assert "The words of the plan have changed since" in shown
    assert "51 of 60" in shown


# --- reviews ---


def test_a_review_freezes_what_it_reads_and_a_correction_changes_only_today(cast, sign_in, clock, plan):
    one = bound(cast, plan)
    review = record_review(
        plan=plan, on=dt.date(2024, 9, 9), reviewed_by="Helen Hart", words="", by=cast.head
    )
    reading = Reported.objects.get(review=review).reading
    assert (reading.part, reading.whole, reading.status, reading.ledger) == (51, 60, "behind", 1)
    assert reading.definition.startswith("Sessions attended")
    assert reading.taken_by == cast.head
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 9))
    shown = words(sign_in(cast.head).get(address("reported", plan.pk, review.pk)))
    assert "51 of 60" in shown
    assert "52 of 60" in shown
    reading.refresh_from_db()
    assert reading.part == 51
    assert one.words in shown


def test_what_was_reported_outlives_the_criterion_and_its_row(cast, plan):
    one = bound(cast, plan)
    record_review(plan=plan, on=dt.date(2024, 9, 9), reviewed_by="HH", words="", by=cast.head)
    remove_row(row=one.row, by=cast.head)
    told = Reported.objects.get()
    assert (told.criterion, told.words, told.reading.part) == (None, one.words, 51)


# --- who may ---


@pytest.mark.parametrize("who", ["governor", "teacher"])
def test_those_who_do_not_see_the_schools_figures_see_none_here(cast, sign_in, plan, who):
    """A figure of one group may be of one child."""
    one = bound(cast, plan, group_field="fsm", group="true")
    record_review(plan=plan, on=dt.date(2024, 9, 9), reviewed_by="HH", words="", by=cast.head)
    client = sign_in(getattr(cast, who))
    for name in ("plan", "criteria", "coverage"):
        answer = client.get(address(name, plan.pk))
        assert answer.status_code == 200
        assert "8 of 10" not in words(answer)
        assert "80.0%" not in words(answer)
        assert "Behind" not in words(answer)
    assert client.get(address("criterion", plan.pk, one.pk)).status_code == 404


def test_a_page_with_sixty_criteria_asks_no_more_than_one_with_two_and_stays_small(cast, sign_in, plan):
    client = sign_in(cast.head)
    for _number in range(2):
        bound(cast, plan)
    client.get(address("plan", plan.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(address("plan", plan.pk))
    for number in range(58):
        bound(cast, plan, row=number % 2)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(address("plan", plan.pk))
    assert len(many) == len(few)
    assert len(answer.content) < 250_000


# --- indicators ---


def test_an_indicator_is_named_and_its_values_are_recorded_with_their_source(cast, sign_in, plan):
    client = sign_in(cast.head)
    sent = {"name": "Phonics check", "unit": "share", "rises": "on", "method": "Each June"}
    client.post(address("new_indicator"), sent)
    held = Indicator.objects.get()
    value = {"on": "12/7/2024", "part": "46", "whole": "57", "source": "NCA tools", "is_baseline": "on"}
    client.post(address("record", held.pk), value)
    client.post(
        address("record", held.pk),
        {"on": "12/7/2024", "value": "75.1", "grouping": cast.authority.pk, "source": "Authority"},
    )
    assert IndicatorValue.objects.count() == 2
    shown = words(client.get(address("indicator", held.pk)))
    assert "46 of 57" in shown
    assert "Northmoor" in shown
    assert "80.7%" in words(client.get(address("indicators")))
    again = client.post(address("record", held.pk), {"on": "12/7/2024", "value": "110", "source": "x"})
    assert again.status_code == 400
    assert "110% is no share" in words(again)
    assert "There is an indicator called “Phonics check” already." in words(
        client.post(address("new_indicator"), sent)
    )


def test_readings_are_of_the_school_alone(cast, plan):
    bound(cast, plan, due=DUE)
    record_review(plan=plan, on=dt.date(2024, 9, 9), reviewed_by="HH", words="", by=cast.head)
    assert {reading.school for reading in Reading.objects.all()} == {cast.oak}
