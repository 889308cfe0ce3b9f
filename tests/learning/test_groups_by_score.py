"""A well-being instrument in waves: groups by score, and who was measured again (SUP-13)."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest

from tests.learning.scales import a_scale
from trellis.learning.actions import name_scale, record_scores
from trellis.learning.models import Scale

SCORES = "/schools/123456/scores/"
GROUPED = "0 An adult talks with them\n20 We keep an eye\n30 All is well"
EARLY = dt.date(2024, 9, 4)


def words(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def scale(cast) -> Scale:
    return a_scale(cast, name="How I feel", least=Decimal(0), most=Decimal(40), places=0, grouped=GROUPED)


def record(cast, scale, wave, on, **scores):
    values = {cast.pupils[name]: Decimal(value) for name, value in scores.items()}
    record_scores(school=cast.oak, scale=scale, wave=wave, on=on, values=values, by=cast.inclusion_lead)


def test_each_wave_is_told_by_group_with_who_moved_since_the_one_before(cast, scale, sign_in):
    record(cast, scale, "Autumn", EARLY, amy=12, ben=25, cal=35)
    record(cast, scale, "Spring", cast.today, amy=22, ben=10, dee=31)
    client = sign_in(cast.inclusion_lead)
    page = words(client.get(f"{SCORES}{scale.pk}/"))
    assert "1 in a higher group, 1 in a lower, 0 in the same; 1 not measured again, 1 not measured" in page
    listed = words(client.get(f"{SCORES}{scale.pk}/?wave=Spring&group=0"))
    assert "1 child in Spring, An adult talks with them" in listed
    assert "Ben Bright" in listed
    assert "Amy Adams" not in listed
    assert "Amy Adams" in words(client.get(f"{SCORES}{scale.pk}/?wave=Spring&group=9"))


def test_a_scale_without_groups_has_no_such_table(cast, sign_in):
    plain = a_scale(cast)
    record(cast, plain, "Autumn", EARLY, amy=7)
    assert "By group" not in words(sign_in(cast.head).get(f"{SCORES}{plain.pk}/"))


def test_groups_are_written_in_the_form_and_what_cannot_be_is_said(cast, scale, sign_in):
    client = sign_in(cast.head)
    sent = {"name": "How I feel", "least": 0, "most": 40, "places": 0, "wanted": "higher"}
    answer = client.post(f"{SCORES}{scale.pk}/change/", sent | {"grouped": "5 Low\n20 High"})
    assert "begins with the lowest score, 0" in words(answer)
    client.post(f"{SCORES}{scale.pk}/change/", sent | {"grouped": " 0   Low \n\n20 High"})
    assert Scale.objects.get().grouped == "0 Low\n20 High"
    with_lower = name_scale(place=cast.oak, by=cast.head, scale=Scale.objects.get(), grouped="")
    assert with_lower.groups.held == ()
