"""What words name: a figure where they name one, nothing where they do not, and never a wrong one."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plans import shelf
from tests.plans.test_five_plans import the_plan
from trellis.plans.paper import context_of
from trellis.plans.reading.control import control_of
from trellis.plans.reading.dates import Years
from trellis.plans.reading.rows import read_row
from trellis.plans.suggesting import Suggestion, needs_a_definition, suggestions, vague_words

DUE = dt.date(2025, 7, 31)
YEARS = Years(2024, 2025)


def said(words: str) -> list[tuple]:
    """What is suggested, in short."""
    return [_in_short(found) for found in suggestions(words, due=DUE, years=YEARS, school_target=Decimal(96))]


def _in_short(found: Suggestion) -> tuple:
    target = None if found.target is None else str(found.target)
    return found.measure, found.operator.value, found.comparator, target


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Attendance of 97%", ("attendance", "at_least", "fixed", "97")),
        ("Attendance is above 96.5 %", ("attendance", "above", "fixed", "96.5")),
        ("Persistent absence is below 10%", ("persistent_absence", "below", "fixed", "10")),
        ("PA is no more than 12%", ("persistent_absence", "at_most", "fixed", "12")),
        ("Severe absence at or below 1%", ("severe_absence", "at_most", "fixed", "1")),
        ("PA below national", ("persistent_absence", "below", "latest", None)),
        ("Attendance above nat average", ("attendance", "above", "latest", None)),
        ("Attendance in line with or above national", ("attendance", "at_least", "latest", None)),
        ("PA in line with or below national", ("persistent_absence", "at_most", "latest", None)),
        (
            "Reduce the number of children persistently absent",
            ("persistent_absence", "below", "last_year", None),
        ),
        ("The rate of lateness improves", ("late", "below", "last_year", None)),
        ("Increase the rate of attendance", ("attendance", "above", "last_year", None)),
        ("Attendance reaches the school target", ("attendance", "at_least", "fixed", "96")),
        ("At least 15 schools return the toolkit", ("", "at_least", "fixed", "15")),
        ("No more than 3 fixed term exclusions", ("", "at_most", "fixed", "3")),
        ("At least 80% of Year 1 pass the check", ("", "at_least", "fixed", "80")),
    ],
)
def test_words_that_name_a_figure_are_read(words, found):
    assert said(words) == [found]


@pytest.mark.parametrize(
    "words",
    [
        "Attendance is good and children are able to secure a consistent education",
        "Home visits occur daily leading to improved attendance",
        "All parents fully informed of 100% days and impacts",
        "Vulnerable pupils with attendance below 80% are identified",
        "Attendance data will be reported on a set format half termly",
        "Children to influence their parents to ensure they come to school regularly",
        "Attendance of 110%",
        "National curriculum coverage is consistent",
        "A clear understanding of the number of persistent absentees",
        "",
    ],
)
def test_words_that_name_no_figure_or_one_of_something_else_get_no_suggestion(words):
    assert said(words) == []


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("By July 2025 attendance is at least 97%", dt.date(2025, 7, 31)),
        ("Attendance of 97% by 22 May 2025", dt.date(2025, 5, 22)),
        ("By end of 2023/24 academic year; attendance of 97%", dt.date(2024, 7, 31)),
        ("By end of Autumn term 2024; attendance of 97%", dt.date(2024, 12, 31)),
    ],
)
def test_the_day_they_name_is_read(words, due):
    [found] = suggestions(words, due=DUE, years=YEARS)
    assert (found.due, found.unsure) == (due, ())


def test_where_they_name_no_day_or_speak_of_groups_it_is_said():
    words = "School attendance is in line with or above national average for all groups of pupils"
    [found] = suggestions(words, due=DUE, years=YEARS)
    assert found.due == DUE
    assert [str(each) for each in found.unsure] == [
        "It speaks of groups: bind it once for each.",
        "No day is named: the end of the plan was taken.",
    ]


@given(st.text(max_size=200))
def test_any_words_are_read_without_harm(words):
    for found in suggestions(words, due=DUE, years=YEARS):
        assert found.target is None or found.target >= 0


def test_words_that_everybody_reads_otherwise_are_named():
    assert vague_words("Behaviour incidents reduce significantly term on term") == ["significantly"]
    assert vague_words("Timely, appropriate support") == ["timely", "appropriate"]
    assert needs_a_definition("reduce significantly")
    assert not needs_a_definition("Timely support")


# --- the five plans ---

EXPECTED = {
    shelf.PARENTS: [],
    shelf.INFANT: [
        ("attendance", "above", "latest", None),
        ("attendance", "at_least", "latest", None),
        ("absence", "below", "last_year", None),
        ("persistent_absence", "at_most", "latest", None),
    ],
    shelf.PARTNERSHIP: [],
    shelf.TRUST: [
        ("", "above", "fixed", "90"),
        ("attendance", "at_least", "fixed", "97"),
        ("attendance", "above", "last_year", None),
        ("attendance", "at_least", "fixed", "96"),
        ("persistent_absence", "below", "latest", None),
        ("persistent_absence", "below", "last_year", None),
        ("persistent_absence", "below", "latest", None),
        ("persistent_absence", "below", "last_year", None),
        ("persistent_absence", "below", "last_year", None),
        ("late", "below", "last_year", None),
        ("late", "below", "last_year", None),
    ],
    shelf.SERVICE: [
        ("", "at_least", "fixed", "15"),
        ("", "at_least", "fixed", "20"),
        ("attendance", "at_least", "fixed", "96"),
        ("", "at_least", "fixed", "50"),
        ("", "at_least", "fixed", "10"),
    ],
}


@pytest.mark.parametrize("name", shelf.ALL)
def test_the_criteria_of_the_five_plans_that_name_a_figure_and_no_others(name):
    plan = the_plan(name)
    years = control_of(plan).years
    context = context_of(plan.parts, years)
    found = []
    for part in plan.parts:
        for row in part.rows if len(part.captions) > 1 else []:
            read = read_row(row.cells, part.fields, context)
            for words in (*read.criteria, *read.milestones):
                held = suggestions(
                    words, due=dt.date(years.last, 7, 31), years=years, school_target=Decimal(96)
                )
                found += [_in_short(each) for each in held]
    assert found == EXPECTED[name]
