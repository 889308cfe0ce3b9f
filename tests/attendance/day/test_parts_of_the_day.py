"""The pages of the day in three parts: on each page only those of its own part stand beside it."""

import re

import pytest
from django.urls import reverse

from tests.attendance.day.telling import told_of

URN = "123456"
MORNING = ["Call list", "Told of an absence", "Late desk", "Still out"]
WHERE = ["Every child", "Out and back", "Unwell", "On site"]
AHEAD = ["Leave", "Planned", "Closures"]


def tabs(answer) -> tuple[str, list[str], list[str]]:
    """The name of the row of tabs, what is in it, and which is marked."""
    row = re.search(
        r'<nav class="moj-sub-navigation" aria-label="([^"]+)">(.*?)</nav>', answer.text, re.DOTALL
    )
    assert row, "no tabs"
    links = re.findall(r'<a [^>]*?href="[^"]+"( aria-current="page")?>([^<]+)</a>', row[2])
    return row[1], [words for _here, words in links], [words for here, words in links if here]


@pytest.mark.parametrize(
    ("page", "part", "beside", "marked"),
    [
        ("calls", "The morning", MORNING, "Call list"),
        ("told", "The morning", MORNING, "Told of an absence"),
        ("desk_links", "The morning", MORNING, "Late desk"),
        ("ask", "The morning", MORNING, "Call list"),
        ("every_child", "Who is where", WHERE, "Every child"),
        ("on_site", "Who is where", WHERE, "On site"),
        ("planned", "Days ahead", AHEAD, "Planned"),
        ("closures", "Days ahead", AHEAD, "Closures"),
    ],
)
def test_a_page_stands_beside_those_of_its_part_of_the_day(cast, sign_in, page, part, beside, marked):
    answer = sign_in(cast.head).get(reverse(f"attendance:{page}", args=[URN]))
    assert tabs(answer) == (part, beside, [marked])


def test_the_page_of_one_child_keeps_the_part_it_was_opened_from(cast, sign_in):
    told = told_of(cast, "amy")[0]
    answer = sign_in(cast.office).get(reverse("attendance:correct_told", args=[URN, cast.amy.pk, told.pk]))
    assert tabs(answer)[:2] == ("The morning", MORNING)


def test_nobody_is_offered_a_page_they_may_not_open(cast, sign_in):
    officer = sign_in(cast.ewo)
    assert tabs(officer.get(reverse("attendance:calls", args=[URN])))[1] == ["Call list", "Still out"]
    assert tabs(officer.get(reverse("attendance:every_child", args=[URN])))[1] == ["Every child", "On site"]
