"""Scores at Oak: scales named, waves recorded, a tracker's export brought and taken back; who sees them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.imports.bringing import bring, cells, counts, csv_file, said, take_back
from tests.learning.scales import a_scale
from trellis.learning.actions import name_scale, record_scores
from trellis.learning.models import Scale, Score
from trellis.rules.scores import ProblemWithScore
from trellis.schools.models import AccessLogEntry

SCORES = "/schools/123456/scores/"
AUTUMN = {"wave": "Autumn 2024", "on": "2024-09-10"}


@pytest.fixture
def scale(cast):
    return a_scale(cast)


def record(cast, scale, wave="Autumn 2024", on=None, **scores):
    values = {
        cast.pupils[name]: None if value is None else Decimal(str(value)) for name, value in scores.items()
    }
    return record_scores(
        school=cast.oak, scale=scale, wave=wave, on=on or cast.today, values=values, by=cast.inclusion_lead
    )


def standing():
    return {
        (score.pupil.forename, score.wave): float(score.value)
        for score in Score.objects.select_related("pupil")
    }


# --- scales -------------------------------------------------------------------------------------------------


def test_a_scale_is_named_in_a_form(cast, sign_in):
    sent = {
        "name": "Words a minute",
        "unit": "words",
        "least": 0,
        "most": 200,
        "places": 0,
        "wanted": "higher",
    }
    answer = sign_in(cast.inclusion_lead).post(f"{SCORES}new/", sent)
    assert answer.status_code == 302
    assert str(Scale.objects.get()) == "Words a minute"


def test_a_scale_upside_down_is_refused_and_nothing_is_lost(cast, sign_in):
    sent = {"name": "Words", "least": 200, "most": 0, "places": 0, "wanted": "higher"}
    answer = sign_in(cast.inclusion_lead).post(f"{SCORES}new/", sent)
    assert answer.status_code == 400
    assert "The highest score, 0, is not above the lowest, 200" in answer.content.decode()
    assert 'value="Words"' in answer.content.decode()
    assert not Scale.objects.exists()


def test_two_scales_of_one_name_are_refused(cast, scale):
    with pytest.raises(ProblemWithScore, match="of this name already"):
        a_scale(cast)


def test_a_scale_is_not_narrowed_past_a_score_that_stands(cast, scale):
    record(cast, scale, amy=7.5)
    with pytest.raises(ProblemWithScore, match=r"would no longer stand: 7\.5 is outside the scale"):
        name_scale(place=cast.oak, by=cast.head, scale=scale, least=Decimal(8))


def test_a_scale_of_the_trust_is_one_at_its_school_and_not_at_another(cast, sign_in):
    a_scale(cast, place=cast.trust)
    assert "Reading age" in sign_in(cast.head).get(SCORES).content.decode()
    assert "Reading age" not in sign_in(cast.mr_outside).get("/schools/234567/scores/").content.decode()


# --- recording ----------------------------------------------------------------------------------------------


def test_a_class_is_recorded_by_its_teacher_and_reads_back(cast, scale, sign_in):
    client = sign_in(cast.teacher)
    page = f"{SCORES}{scale.pk}/record/{cast.class_3b.pk}/?wave=Autumn+2024&on=2024-09-10"
    assert "Amy Adams" in client.get(page).content.decode()
    sent = {f"pupil-{cast.amy.pk}": "7.5", f"pupil-{cast.ben.pk}": "8"}
    assert client.post(page, sent).status_code == 302
    assert standing() == {("Amy", "Autumn 2024"): 7.5, ("Ben", "Autumn 2024"): 8.0}
    told = client.get(f"{SCORES}{scale.pk}/").content.decode()
    assert "2 children in Autumn 2024" in told
    assert "Tess Teale" in told


def test_a_score_outside_the_scale_is_said_at_its_child_and_nothing_is_recorded(cast, scale, sign_in):
    page = f"{SCORES}{scale.pk}/record/{cast.class_3b.pk}/?wave=Autumn+2024&on=2024-09-10"
    sent = {f"pupil-{cast.amy.pk}": "75", f"pupil-{cast.ben.pk}": "8"}
    answer = sign_in(cast.teacher).post(page, sent)
    assert answer.status_code == 400
    assert "75 is outside the scale, which goes from 4 to 18" in answer.content.decode()
    assert 'value="8"' in answer.content.decode()
    assert not Score.objects.exists()


def test_the_same_again_records_nothing_and_an_empty_field_takes_a_score_back(cast, scale):
    assert record(cast, scale, amy=7, ben=8) == 2
    assert record(cast, scale, amy=7, ben=None) == 1
    assert standing() == {("Amy", "Autumn 2024"): 7.0}
    assert Score.history.filter(history_type="-").count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"on": dt.date(2024, 9, 11)}, "still to come"),
        ({"on": dt.date(2024, 9, 2)}, "Amy Adams was not on the roll on 2 September 2024"),
        ({"amy": 3}, "3 is outside the scale"),
    ],
)
def test_what_cannot_be_recorded_is_said(cast, scale, change, says):
    with pytest.raises(ProblemWithScore, match=says):
        record(cast, scale, **({"amy": 7} | change))
    assert not Score.objects.exists()


def test_a_scale_no_longer_used_takes_no_score_and_keeps_those_it_has(cast, scale):
    record(cast, scale, amy=7)
    name_scale(place=cast.oak, by=cast.head, scale=scale, is_closed=True)
    with pytest.raises(ProblemWithScore, match="no longer used"):
        record(cast, scale, ben=7)
    assert standing() == {("Amy", "Autumn 2024"): 7.0}


# --- bringing -----------------------------------------------------------------------------------------------


@pytest.fixture
def upns(cast):
    return {name: pupil.numbers.get().upn for name, pupil in cast.pupils.items()}


TRACKER = """
    | UPN   | Name      | Reading age | Spelling |
    | {amy} | Amy Adams | 7.5         | 12       |
    | {ben} | Ben       |             | 14       |
    | {cal} | Cal       | 99          | 10       |
"""


def test_a_trackers_export_is_read_by_the_names_of_the_scales(cast, scale, tmp_path, upns):
    a_scale(cast, name="Spelling", least=Decimal(0), most=Decimal(20), places=0)
    path = csv_file(tmp_path, TRACKER.format(**upns))
    answer = bring("scores", cast.oak, path, skip_problems=True, **AUTUMN)
    assert counts(answer) == (4, 0, 0)
    assert (4, "Reading age", "99") in cells(answer)
    assert "99 is outside the scale, which goes from 4 to 18" in said(answer)
    assert counts(bring("scores", cast.oak, path, skip_problems=True, **AUTUMN)) == (0, 0, 4)
    assert take_back(answer)["undone"] == 4
    assert not Score.objects.exists()


def test_one_score_to_a_row_with_its_own_wave_and_day(cast, scale, tmp_path, upns):
    text = f"""
        | UPN           | Measure     | Score | Term        | Date       |
        | {upns["amy"]} | Reading age | 7.5   | Summer 2024 | 2024-09-04 |
        | {upns["ben"]} | Sums        | 7.5   | Summer 2024 | 2024-09-04 |
    """
    answer = bring("scores", cast.oak, csv_file(tmp_path, text), skip_problems=True, **AUTUMN)
    assert counts(answer) == (1, 0, 0)
    assert "Oak Primary has no scale of this name" in said(answer)
    assert standing() == {("Amy", "Summer 2024"): 7.5}


def test_a_corrected_export_changes_and_what_was_corrected_by_hand_since_stays(cast, scale, tmp_path, upns):
    text = "| UPN | Reading age |\n| {amy} | 7 |\n| {ben} | 8 |"
    first = bring("scores", cast.oak, csv_file(tmp_path, text.format(**upns)), **AUTUMN)
    record(cast, scale, amy=7.5)
    assert take_back(first) == {
        "undone": 1,
        "kept": [
            {"pupil": cast.amy.pk, "says": "Kept, because another score was recorded for this child since."}
        ],
    }
    assert standing() == {("Amy", "Autumn 2024"): 7.5}


def test_another_schools_child_a_day_to_come_and_two_scores_are_problems(cast, scale, tmp_path, upns):
    text = f"""
        | UPN           | Reading age | Date       |
        | {upns["zak"]} | 7           | 2024-09-09 |
        | {upns["amy"]} | 7           | 2024-10-09 |
        | {upns["ben"]} | 7           | 2024-09-09 |
        | {upns["ben"]} | 8           | 2024-09-09 |
    """
    answer = bring("scores", cast.oak, csv_file(tmp_path, text), skip_problems=True, **AUTUMN)
    assert counts(answer) == (1, 0, 0)
    told = said(answer)
    assert "Oak Primary has no pupil with this UPN" in told
    assert "9 October 2024 is still to come" in told
    assert "Row 4 gives this child another score, 7" in told


def test_no_scale_among_the_headings_is_said(cast, tmp_path, upns):
    path = csv_file(tmp_path, f"| UPN | Reading age |\n| {upns['amy']} | 7 |")
    answer = bring("scores", cast.oak, path, skip_problems=True, **AUTUMN)
    assert "by the name of a scale of the school" in said(answer)


# --- who sees them ------------------------------------------------------------------------------------------


def test_a_teacher_sees_the_scores_of_their_own_class_alone(cast, scale, sign_in):
    record(cast, scale, amy=7, eve=9)
    told = sign_in(cast.teacher).get(f"{SCORES}{scale.pk}/").content.decode()
    assert "Amy Adams" in told
    assert "Eve Adams" not in told


@pytest.mark.parametrize("who", ["office", "governor", "ewo", "mr_outside", "supply"])
def test_whoever_has_no_business_with_scores_reaches_none(cast, scale, sign_in, who):
    record(cast, scale, amy=7)
    client = sign_in(cast.people[who])
    for page in (SCORES, f"{SCORES}{scale.pk}/", f"/schools/123456/pupils/{cast.amy.pk}/scores/"):
        assert client.get(page).status_code == 404


def test_a_childs_scores_are_on_a_page_of_their_own_and_reading_it_is_logged(cast, scale, sign_in):
    record(cast, scale, amy=7)
    record(cast, scale, wave="Baseline", on=dt.date(2024, 9, 4), amy=6.5)
    client = sign_in(cast.inclusion_lead)
    told = client.get(f"/schools/123456/pupils/{cast.amy.pk}/scores/").content.decode()
    assert told.index("Baseline") < told.index("Autumn 2024")
    assert AccessLogEntry.objects.filter(pupil_id=cast.amy.pk, person_id=cast.inclusion_lead.pk).exists()
    own = client.get(reverse("attendance:pupil", args=["123456", cast.amy.pk])).content.decode()
    assert f"/pupils/{cast.amy.pk}/scores/" in own


def test_the_page_of_a_scale_asks_the_same_however_many_scores_there_are(cast, scale, sign_in):
    client = sign_in(cast.head)
    record(cast, scale, amy=7)
    client.get(f"{SCORES}{scale.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{SCORES}{scale.pk}/")
    record(cast, scale, amy=7, ben=8, cal=9, dee=6, eve=8, fay=9)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{SCORES}{scale.pk}/")
    assert len(many) == len(few)
