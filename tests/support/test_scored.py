"""Scores as what a case begins and ends with: SUP-10 (Boxall in and out), SUP-13, SUP-15."""

import datetime as dt
import html
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.learning.scales import a_scale
from tests.support.helped import BEGAN, a_case, programme
from trellis.learning.actions import record_scores
from trellis.learning.models import Scale
from trellis.rules.scores import ProblemWithScore
from trellis.support.actions import close_case, hold_review, write_programme
from trellis.support.models import CaseReading, Programme
from trellis.support.scored import Scores, in_and_out, together_of
from trellis.support.shown import told
from trellis.web.subject_access import Holding

OAK = "123456"
EARLY, LATER, END = dt.date(2024, 9, 4), dt.date(2024, 10, 14), dt.date(2024, 11, 8)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object) -> str:
    return reverse(f"support:{name}", args=[OAK, *arguments])


def measured(cast, scale, value, *, wave, on, name="amy"):
    record_scores(
        school=cast.oak,
        scale=scale,
        wave=wave,
        on=on,
        values={cast.pupils[name]: Decimal(str(value))},
        by=cast.teacher,
    )


@pytest.fixture
def words_a_minute(cast) -> Scale:
    return a_scale(cast, name="Words a minute", unit="words", least=Decimal(0), most=Decimal(200), places=0)


@pytest.fixture
def reading(cast, words_a_minute) -> Programme:
    """A programme that ends once a child reads ninety words a minute, in which lateness is read too."""
    values = {"name": "Reading mentor", "tier": "targeted", "about": "Reads with a child.", "review_weeks": 4}
    figures = [(words_a_minute, "at_least", Decimal(90)), ("late", "", None)]
    return write_programme(place=cast.oak, values=values, figures=figures, scope=["head"], by=cast.head)


def row_of(case, cast, day, scale):
    return next(one for one in told(case, cast.oak, day).figures if one.words == str(scale))


# --- in a programme ---


def test_a_nurture_place_comes_with_its_profile_and_begins_with_one_that_is_there(cast):
    """SUP-10."""
    first = programme(cast, "nurture")
    read = [str(one.scale) for one in first.figures.all() if one.scale]
    assert read == ["Boxall profile: Developmental strands", "Boxall profile: Diagnostic profile"]
    assert [(one.most, one.wanted) for one in Scale.objects.all()] == [(136, "higher"), (136, "lower")]
    programme(cast, "nurture", cast.trust)
    assert Scale.objects.filter(school=cast.oak).count() == Scale.objects.filter(grouping=cast.trust).count()
    first.until = EARLY
    first.save()
    programme(cast, "nurture")
    assert Scale.objects.filter(school=cast.oak).count() == 2


def test_a_scale_is_chosen_in_the_form_with_the_score_that_is_enough(cast, words_a_minute, sign_in):
    sent = {
        "name": "Reading mentor", "tier": "targeted", "about": "y", "scope": ["head"], "review_weeks": 5,
        "read_weeks": 4, "figure_0": f"scale:{words_a_minute.pk}", "side_0": "at_least", "target_0": "90",
    }  # fmt: skip
    client = sign_in(cast.head)
    client.post(address("new_programme"), sent)
    made = Programme.objects.get()
    assert "Words a minute enough: at least 90 words" in words(client.get(address("programme", made.pk)))
    page = client.get(address("change_programme", made.pk)).content.decode()
    assert f'value="scale:{words_a_minute.pk}" selected' in page
    client.post(address("change_programme", made.pk), sent | {"side_0": "", "target_0": ""})
    assert [(one.scale, one.target) for one in made.figures.all()] == [(words_a_minute, None)]


def test_a_score_that_is_enough_must_be_one_of_the_scale(cast, words_a_minute):
    with pytest.raises(ProblemWithScore, match="300 is outside the scale"):
        write_programme(
            place=cast.oak, values={"name": "x", "about": "y"}, scope=["head"], by=cast.head,
            figures=[(words_a_minute, "at_least", Decimal(300))],
        )  # fmt: skip


def test_another_schools_scale_is_not_offered(cast, words_a_minute, sign_in):
    page = sign_in(cast.mr_outside).get(reverse("support:new_programme", args=["234567"])).content.decode()
    assert "Words a minute" not in page


# --- in a case ---


def test_scores_are_read_at_the_start_each_review_and_the_end_with_wave_and_whose_they_are(
    cast, reading, words_a_minute, clock, sign_in
):
    """SUP-15: value, scale, wave, by whom; the exit is met by itself."""
    measured(cast, words_a_minute, 55, wave="Baseline", on=EARLY)
    clock.at(f"{END} 16:00")
    case = a_case(cast, under=reading)
    measured(cast, words_a_minute, 70, wave="October", on=LATER)
    hold_review(case=case, on=LATER, words="Reads every day.", by=cast.head)
    assert row_of(case, cast, END, words_a_minute).is_enough is False
    measured(cast, words_a_minute, 92, wave="November", on=END)
    row = row_of(case, cast, END, words_a_minute)
    assert row.is_enough
    assert [cell.rate for cell in row.cells] == ["55 words", "70 words", "92 words"]
    close_case(case=case, on=END, outcome="enough", closing_words="Reads gladly.", by=cast.head)
    kept = case.readings.filter(scale=words_a_minute).order_by("pk")
    assert [(one.at, one.wave, one.measured_by, one.reading.value) for one in kept] == [
        (CaseReading.At.ENTRY, "Baseline", "Tess Teale", 55),
        (CaseReading.At.REVIEW, "October", "Tess Teale", 70),
        (CaseReading.At.EXIT, "November", "Tess Teale", 92),
    ]
    measured(cast, words_a_minute, 60, wave="Baseline", on=EARLY)  # corrected: what was read stays
    page = words(sign_in(cast.head).get(address("case", case.pk)))
    assert "55 words Baseline, 4 Sep 2024, Tess Teale" in page
    assert "Reached" in page
    section = next(one for one in Holding(cast.amy, cast.oak).sections() if one.name == "support_passed")
    assert any("70 (October)" in row for row in section.rows)


def test_a_score_that_is_missing_at_the_start_is_said_and_none_stands_in_for_it(
    cast, reading, words_a_minute, clock, sign_in
):
    clock.at(f"{END} 16:00")
    case = a_case(cast, under=reading)
    measured(cast, words_a_minute, 70, wave="October", on=LATER)
    row = row_of(case, cast, END, words_a_minute)
    assert (row.cells[0].rate, row.cells[0].of, row.lacks_a_start) == ("not measured", "", True)
    page = words(sign_in(cast.head).get(address("case", case.pk)))
    assert "Words a minute: no score was recorded by the day it began" in page
    assert "70 words October" in page


def test_a_scale_no_longer_read_keeps_what_was_read_on_it(cast, reading, words_a_minute, clock):
    measured(cast, words_a_minute, 55, wave="Baseline", on=EARLY)
    case = a_case(cast, under=reading)
    write_programme(
        place=cast.oak, programme=reading, values={"name": reading.name}, figures=[("late", "", None)],
        scope=["head"], by=cast.head,
    )  # fmt: skip
    row = row_of(case, cast, cast.today, words_a_minute)
    assert row.cells[0].rate == "55 words"
    assert row.enough == ""


def test_a_mentor_sees_the_scales_of_their_case_and_no_other_score(
    cast, reading, words_a_minute, clock, sign_in
):
    """SUP-15: somebody in the team who sees no scores sees those the case reads."""
    spelling = a_scale(cast, name="Spelling", least=Decimal(0), most=Decimal(20))
    measured(cast, words_a_minute, 55, wave="Baseline", on=EARLY)
    measured(cast, spelling, 12, wave="Baseline", on=EARLY)
    case = a_case(cast, under=reading, lead=cast.attendance_lead)
    client = sign_in(cast.attendance_lead)
    page = words(client.get(address("case", case.pk)))
    assert "55 words" in page
    assert "Spelling" not in page
    assert client.get(f"/schools/{OAK}/pupils/{cast.amy.pk}/scores/").status_code == 404


def test_a_case_asks_the_same_however_many_scores_there_are(cast, reading, words_a_minute, clock, sign_in):
    case, client = a_case(cast, under=reading), sign_in(cast.head)
    client.get(address("case", case.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(address("case", case.pk))
    for n in range(5):
        measured(cast, words_a_minute, 50 + n, wave=f"Week {n}", on=EARLY)
    with CaptureQueriesContext(connection) as many:
        client.get(address("case", case.pk))
    assert len(many) == len(few)


def test_in_and_out_are_of_children_with_both(cast, reading, words_a_minute, clock):
    clock.at(f"{END} 16:00")
    for name in ("amy", "ben"):
        measured(cast, words_a_minute, 55, wave="Baseline", on=EARLY, name=name)
    measured(cast, words_a_minute, 70, wave="October", on=LATER)
    cases = [a_case(cast, name, under=reading) for name in ("amy", "ben", "cal")]
    [found] = together_of(in_and_out(cases), [case.pk for case in cases])
    assert (found.scale, found.cases) == (words_a_minute, 3)
    assert (found.before, found.after) == ((Decimal(55),), (Decimal(70),))


# --- the rule ---

DAYS = st.dates(dt.date(2024, 9, 1), dt.date(2024, 9, 12))
SCORES = st.lists(st.tuples(st.sampled_from([1, 2]), DAYS, st.integers(0, 99)), max_size=8)


@given(SCORES, DAYS, DAYS)
def test_the_latest_is_a_plain_readers(said, since, until):
    held = [
        SimpleNamespace(
            pk=pk, scale_id=scale, on=on, value=Decimal(value), wave=f"W{pk}", by_name="Tess Teale"
        )
        for pk, (scale, on, value) in enumerate(said)
    ]
    for after in (None, since):
        expected = None
        for one in sorted(held, key=lambda one: one.on):  # stable: of one day the later recorded
            if one.scale_id == 1 and one.on <= until and not (after and one.on <= after):
                expected = one
        found = Scores(tuple(held)).latest(SimpleNamespace(pk=1, unit=""), after, until)
        assert found.score == (expected.value if expected else None)
        assert found.wave == (expected.wave if expected else "")
        assert found.whole is (expected is not None)


def test_a_score_of_the_first_day_is_what_it_began_with(cast, reading, words_a_minute, clock):
    measured(cast, words_a_minute, 55, wave="Baseline", on=BEGAN)
    case = a_case(cast, under=reading)
    assert [cell.rate for cell in row_of(case, cast, cast.today, words_a_minute).cells] == [
        "55 words", "not measured",
    ]  # fmt: skip
