"""Which national figure may stand beside ours: only one of the same population, definition and series."""

import csv
import io
from decimal import Decimal

import pytest

from trellis.evidence.actions import bring_comparators
from trellis.evidence.comparators import (
    NoComparator,
    comparator,
    comparators,
    definition_in_force,
    in_words,
    trend,
)
from trellis.evidence.models import Comparator
from trellis.evidence.shipped import COLUMNS, as_row, read_comparators, shipped
from trellis.rules.academic_year import AcademicYear


def find(**changed):
    """The comparator of a primary school's persistent absence in 2018/19, unless something is changed."""
    asked = {
        "measure": "persistent_absence",
        "nation": "england",
        "phase": "primary",
        "year": AcademicYear(2018),
        "population": "statistical",
        "among": list(shipped()),
    }
    return comparator(**(asked | changed))


def file_of(*rows: dict[str, str]) -> io.StringIO:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    text.seek(0)
    return text


def row(**changed: str) -> dict[str, str]:
    """A row of a file: all absence in England's primary schools in 2026/27, unless something is changed."""
    return {
        **dict.fromkeys(COLUMNS, ""),
        "nation": "england",
        "measure": "absence",
        "phase": "primary",
        "year": "2026/27",
        "period": "year",
        "half_terms": "6",
        "population": "statistical",
        "series": "census",
        "percent": "5.4",
        "source": "DfE, pupil absence 2026/27",
        "retrieved": "2028-03-20",
        **changed,
    }


# --- what came with Trellis ---


def test_every_shipped_figure_says_where_it_was_read_and_over_whom():
    assert len(shipped()) > 150
    for figure in shipped():
        assert figure.source
        assert figure.population == "statistical"
        assert figure.definition or figure.measure not in {"persistent_absence", "severe_absence"}


def test_a_school_is_set_beside_its_own_phase():
    found = find()
    assert (found.printed, found.series, found.half_terms) == ("8.2", "census", 6)
    assert find(phase="infant") == find(phase="junior") == found
    assert find(phase="all").printed == "10.9"


def test_as_many_places_as_were_published_and_no_more():
    assert find(measure="absence", year=AcademicYear(2016)).printed == "4.030"
    assert find(measure="absence", year=AcademicYear(2018)).printed == "4.0"


@pytest.mark.parametrize("population", ["all_on_roll", "compulsory_age"])
def test_no_national_figure_stands_beside_another_population(population):
    found = find(population=population)
    assert not found
    assert str(found) == (
        "No comparator: national figures are of pupils aged 5 to 15, and this figure is of others too."
    )


@pytest.mark.parametrize("phase", ["nursery", "pru", "sixth_form", "middle", "all_through"])
def test_a_kind_of_school_nothing_is_published_for_has_none(phase):
    assert isinstance(find(phase=phase), NoComparator)


@pytest.mark.parametrize(
    ("year", "definition", "printed"),
    [(2007, "20% or more", "3.6"), (2008, "15% or more", "7.4"), (2012, "10% or more", "13.6")],
)
def test_persistent_absence_is_compared_within_one_definition(year, definition, printed):
    assert find(phase="all", year=AcademicYear(year), definition=definition).printed == printed


def test_the_definition_in_force_is_the_one_asked_for_unless_said():
    # 2012/13 was published at ten per cent only; the definition in force that year was fifteen.
    found = find(year=AcademicYear(2012))
    assert not found
    assert "10% or more" in found.why
    assert "15% or more" in found.why
    assert definition_in_force("persistent_absence", nation="wales", year=AcademicYear(2022)) == "20% or more"
    assert definition_in_force("severe_absence", nation="england", year=AcademicYear(2006)) == "50% or more"


def test_an_autumn_figure_is_not_offered_for_a_year():
    found = find(measure="absence", year=AcademicYear(2024))
    assert not found
    assert "covers the autumn term" in found.why
    assert find(measure="absence", year=AcademicYear(2024), period="autumn").printed == "5.07"


def test_a_year_nothing_is_held_for_says_which_is_the_latest():
    found = find(measure="absence", year=AcademicYear(2030))
    assert found.why == "no national figure is held for 2030/31; the latest is for 2025/26."


def test_where_only_the_daily_series_was_asked_for_the_census_does_not_stand_in():
    assert find(series="census").series == "census"
    assert not find(series="daily")
    assert find(year=2025).series == "daily"


def test_what_was_not_read_in_its_source_always_says_to_verify():
    unsure = find(measure="absence", year=AcademicYear(2011))
    assert in_words(unsure).endswith("to verify")
    assert "to verify" not in in_words(find())
    assert "5 half-terms" in in_words(find(year=2010, definition="15% or more"))


def test_a_figure_counted_to_another_day_says_both():
    found = find(year=2025)
    said = in_words(found, until=AcademicYear(2025).until)
    assert "to 10 July 2026" in said
    assert "ours to 31 July 2026" in said


def test_a_trend_never_mixes_series_definitions_or_half_terms():
    line = trend(
        shipped(), measure="absence", nation="england", phase="secondary", series="census", definition=""
    )
    assert [figure.half_terms for figure in line] == [6] * len(line)
    assert [figure.year for figure in line][:2] == [2012, 2013]
    assert {figure.series for figure in line} == {"census"}


def test_groups_have_figures_of_their_own():
    found = find(phase="all", year=2024, period="autumn", group="fsm:true")
    assert found.printed == "31.7"
    assert not find(phase="primary", year=2024, period="autumn", group="fsm:true")


# --- bringing more ---


def test_a_year_is_set_beside_one_of_as_many_half_terms():
    assert all(
        find(measure="absence", phase="all", year=figure.year).half_terms == (5 if figure.year < 2012 else 6)
        for figure in shipped()
        if (figure.measure, figure.phase, figure.nation) == ("absence", "all", "england")
        and (figure.period, figure.group) == ("year", "")
    )
    # The five half-terms of a year that national figures count whole.
    (brought,), _ = read_comparators(file_of(row(half_terms="5")))
    assert not find(measure="absence", year=2026, among=[brought])


@pytest.mark.django_db
def test_a_newly_published_figure_is_brought_once():
    first = bring_comparators(lines=file_of(row()), by="Ada Penhallow")
    again = bring_comparators(lines=file_of(row()), by="Ada Penhallow")
    assert (first.new, first.changed, first.unchanged) == (1, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    stored = Comparator.objects.get()
    assert (stored.percent, stored.brought_by) == (Decimal("5.4"), "Ada Penhallow")
    assert (
        comparator(
            measure="absence", nation="england", phase="junior", year=2026, population="statistical"
        ).printed
        == "5.4"
    )


@pytest.mark.django_db
def test_a_revised_figure_stands_over_the_shipped_one_and_keeps_its_history():
    shipped_row = as_row(find())
    for percent in ("8.3", "8.4"):
        answer = bring_comparators(lines=file_of(shipped_row | {"percent": percent}), by="Ada Penhallow")
        assert answer.changed == 1
    assert find(among=comparators()).printed == "8.4"
    assert [str(then.percent) for then in Comparator.history.order_by("history_date")] == ["8.300", "8.400"]
    assert len(comparators()) == len(shipped())


@pytest.mark.django_db
def test_trying_a_file_changes_nothing():
    answer = bring_comparators(lines=file_of(row()), by="Ada Penhallow", dry_run=True)
    assert answer.new == 1
    assert not Comparator.objects.exists()


@pytest.mark.django_db
def test_with_one_unreadable_cell_nothing_is_brought_and_every_such_cell_is_named():
    lines = file_of(
        row(),
        row(percent="high", phase="nursery"),
        row(year="2026/28", retrieved="31/02/2028"),
        row(measure="persistent_absence"),
        row(),
    )
    answer = bring_comparators(lines=lines, by="Ada Penhallow")
    assert not Comparator.objects.exists()
    assert answer.new == 0
    assert [(problem.row, problem.column) for problem in answer.problems] == [
        *((3, "percent"), (4, "year"), (4, "retrieved"), (5, "definition"), (6, "percent")),
    ]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"phase": "nursery"}, "phase"),
        ({"percent": "101"}, "percent"),
        ({"percent": "5.12345"}, "percent"),
        ({"percent": "NaN"}, "percent"),
        ({"half_terms": "7"}, "half_terms"),
        ({"half_terms": "six"}, "half_terms"),
        ({"to_verify": "maybe"}, "to_verify"),
        ({"population": ""}, "population"),
        ({"source": ""}, "source"),
    ],
)
def test_nothing_about_a_figure_is_assumed(changed, column):
    found, problems = read_comparators(file_of(row(**changed)))
    assert not found
    assert [problem.column for problem in problems] == [column]


def test_a_file_of_something_else_is_refused_by_its_headings():
    found, problems = read_comparators(io.StringIO("school,percent\nOak,5.4\n"))
    assert not found
    assert {"nation", "school"} <= {problem.column for problem in problems}


@pytest.mark.django_db
def test_one_query_serves_a_page_of_many_figures(django_assert_num_queries):
    with django_assert_num_queries(1):
        held = comparators()
        for year in range(2012, 2026):
            find(measure="absence", year=year, among=held)
