"""A calendar from a file: terms, breaks, INSET days, holidays and closures."""

import datetime as dt

import pytest

from tests.imports.bringing import bring, cells, counts, csv_file, said, take_back
from trellis.schools.models import CalendarSpan

# A Staffordshire primary's 2024/25, as its page gives it (../shared/data/term-dates).
LONSDALE = """
    | since      | until      | kind    | name             |
    | 2024-09-03 | 2024-12-20 | term    | Autumn           |
    | 2024-10-28 | 2024-11-01 | break   | Autumn half-term |
    | 2025-01-06 | 2025-04-11 | term    | Spring           |
    | 2025-02-17 | 2025-02-21 | break   | Spring half-term |
    | 2025-04-28 | 2025-07-21 | term    | Summer           |
    | 2025-05-26 | 2025-05-30 | break   | Summer half-term |
    | 2024-10-25 | 2024-10-25 | inset   | INSET            |
    | 2025-02-14 | 2025-02-14 | inset   | INSET            |
    | 2025-05-23 | 2025-05-23 | inset   | INSET            |
    | 2025-07-21 | 2025-07-21 | inset   | INSET            |
    | 2025-05-05 | 2025-05-05 | holiday | Early May        |
"""


@pytest.fixture
def oak(cast):
    CalendarSpan.objects.filter(school=cast.oak).delete()
    return cast.oak


def stated(school):
    rows = CalendarSpan.objects.filter(school=school).order_by("since", "kind")
    return [(row.kind, row.since.isoformat(), row.until.isoformat()) for row in rows]


def test_a_years_calendar(oak, tmp_path):
    answer = bring("calendar", oak, csv_file(tmp_path, LONSDALE))
    assert (answer["rows"], counts(answer), answer["problems"]) == (11, (11, 0, 0), [])
    assert stated(oak)[0] == ("term", "2024-09-03", "2024-12-20")
    assert counts(bring("calendar", oak, csv_file(tmp_path, LONSDALE))) == (0, 0, 11)


def test_a_calendar_that_does_not_reach_190_days_says_so(oak, tmp_path):
    short = LONSDALE.replace("2025-07-21 | term ", "2025-07-11 | term ")
    short = "\n".join(line for line in short.splitlines() if "2025-07-21" not in line)
    assert "a year has 190" in said(bring("calendar", oak, csv_file(tmp_path, short)), "notes")


def test_other_days_of_the_same_name_are_a_change_and_what_is_left_out_goes(oak, tmp_path):
    first = bring("calendar", oak, csv_file(tmp_path, LONSDALE))
    moved = LONSDALE.replace("2025-04-11", "2025-04-04").replace(
        "    | 2025-05-05 | 2025-05-05 | holiday | Early May        |\n", ""
    )
    answer = bring("calendar", oak, csv_file(tmp_path, moved))
    assert counts(answer) == (0, 2, 9)
    assert {kind["what"] for kind in answer["examples"]} == {"Other days", "Days taken away"}
    assert ("term", "2025-01-06", "2025-04-04") in stated(oak)
    assert take_back(answer) == {"undone": 2, "kept": []}
    assert ("holiday", "2025-05-05", "2025-05-05") in stated(oak)
    assert ("term", "2025-01-06", "2025-04-11") in stated(oak)
    assert take_back(first)["undone"] == 11
    assert stated(oak) == []


def test_days_brought_alone_are_added_to_the_year(oak, tmp_path):
    bring("calendar", oak, csv_file(tmp_path, LONSDALE))
    snow = csv_file(tmp_path, "| since | until | kind | name |\n| 2025-01-09 | | closure | Snow |")
    answer = bring("calendar", oak, snow)
    assert counts(answer) == (1, 0, 0)
    assert "read as one day" in said(answer, "notes")
    assert len(stated(oak)) == 12
    # The closure happened, so the term dates brought again do not take it away.
    assert counts(bring("calendar", oak, csv_file(tmp_path, LONSDALE))) == (0, 0, 11)
    assert ("closure", "2025-01-09", "2025-01-09") in stated(oak)


def test_days_changed_since_are_kept(oak, tmp_path):
    answer = bring("calendar", oak, csv_file(tmp_path, LONSDALE))
    span = CalendarSpan.objects.get(school=oak, name="Spring")
    span.until = dt.date(2025, 4, 4)
    span.save()
    undone = take_back(answer)
    assert undone["undone"] == 10
    assert [kept["what"] for kept in undone["kept"]] == ["Spring"]


WRONG = [
    ("| 20256-01-06 | 2025-04-11 | term | Spring |", "since", "is not a date"),
    ("| 31/02/2025 | 2025-04-11 | term | Spring |", "since", "that month has"),
    ("| Tuesday 6 January 2025 | 11 April 2025 | term | Spring |", "since", "is a Monday"),
    ("| 2025-04-11 | 2025-01-06 | term | Spring |", "since", "ends before it begins"),
    ("| 2025-01-06 | 2025-04-11 | teaching | Spring |", "kind", "is not a kind of day"),
    ("| | 2025-04-11 | term | Spring |", "since", "The since is missing"),
    ("| 2025-01-06 | | term | Spring |", "until", "The last day of a term is missing"),
    ("| 2025-01-06 | 2025-09-11 | term | Spring |", "since", "does not lie within 2024/25"),
    ("| 2025-01-06 | 2025-04-11 | term | =SUM(A1) |", "name", "looks like a spreadsheet formula"),
]


@pytest.mark.parametrize(("row", "column", "says"), WRONG)
def test_each_wrong_cell_has_its_sentence(oak, tmp_path, row, column, says):
    path = csv_file(tmp_path, f"| since | until | kind | name |\n{row}")
    answer = bring("calendar", oak, path)
    assert (2, column) in [cell[:2] for cell in cells(answer)]
    assert says in said(answer)
    assert stated(oak) == []


def test_days_that_overlap_are_named_by_the_later_row(oak, tmp_path):
    twice = LONSDALE + "    | 2025-02-20 | 2025-02-24 | break | Another |\n"
    answer = bring("calendar", oak, csv_file(tmp_path, twice))
    assert cells(answer)[-1][0] == 13
    assert "overlaps" in said(answer)


def test_a_row_repeated_word_for_word_is_read_once(oak, tmp_path):
    twice = LONSDALE + "    | 2025-05-05 | 2025-05-05 | holiday | Early May |\n"
    assert counts(bring("calendar", oak, csv_file(tmp_path, twice))) == (11, 0, 0)


def test_a_file_without_kinds_says_what_is_missing(oak, tmp_path):
    path = csv_file(tmp_path, "| Start | End |\n| 2025-01-06 | 2025-04-11 |")
    assert "No column is headed kind" in said(bring("calendar", oak, path))
