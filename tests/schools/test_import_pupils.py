"""A list of pupils: tried, explained, imported, brought again, taken back."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.imports.bringing import bring, cells, counts, csv_file, said, take_back, xlsx_file
from trellis.imports.models import Batch, Change
from trellis.registers.importing import Brought as Columns
from trellis.registers.importing import import_marks
from trellis.schools.models import (
    Characteristic,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Household,
    Pupil,
    PupilNumber,
    SchoolClass,
)
from trellis.schools.observing import Fact, begun_earlier, seen, seen_year_group

ON = "2024-09-10"
DAY = dt.date(2024, 9, 10)

# The cast of Oak as its own system would list them.
OAK = """
    | upn           | pupil_id | forename | surname | date_of_birth | sex | year_group | class | start_date |
    | {amy}         | 1001     | Amy      | Adams   | 2017-01-14    | F   | 3          | 3B    | 2024-09-03 |
    | {ben}         | 1002     | Ben      | Bright  | 2016-11-02    | M   | 3          | 3B    | 2024-09-03 |
    | {cal}         | 1003     | Cal      | Carter  | 2017-05-30    | M   | 3          | 3B    | 2024-09-03 |
    | {dee}         | 1004     | Dee      | Dunn    | 2016-09-21    | F   | 3          | 3B    | 2024-09-03 |
    | {eve}         | 1005     | Eve      | Adams   | 2015-12-08    | F   | 4          | 4C    | 2024-09-03 |
    | {fay}         | 1006     | Fay      | Finch   | 2016-02-19    | F   | 4          | 4C    | 2024-09-03 |
"""


@pytest.fixture
def upns(cast):
    return {name: pupil.numbers.get().upn for name, pupil in cast.pupils.items()}


@pytest.fixture
def oak_list(upns):
    return OAK.format(**upns)


def list_of(folder, *rows, columns="pupil_id forename surname date_of_birth year_group class start_date"):
    return csv_file(folder, [columns.split(), *rows])


MIA = ["7", "Mia", "Moss", "2016-05-04", "4", "4C", "2022-09-05"]


def characteristics(pupil, kind):
    rows = Characteristic.objects.filter(enrolment__pupil=pupil, kind=kind).order_by("since")
    return [
        (row.value, row.since.isoformat(), row.until and row.until.isoformat(), row.assumed) for row in rows
    ]


def pupil_named(forename):
    return Pupil.objects.get(forename=forename)


# --- new and known ---


def test_a_schools_own_list_changes_nothing(cast, tmp_path, oak_list):
    answer = bring("pupils", cast.oak, csv_file(tmp_path, oak_list), on=ON)
    assert counts(answer) == (0, 0, 6)
    assert (answer["rows"], answer["problems"], answer["to_confirm"], answer["notes"]) == (6, [], [], [])


def test_a_new_pupil_and_what_the_list_says_of_them(cast, tmp_path):
    path = csv_file(
        tmp_path,
        """
        | upn           | pupil_id | forename | surname | date_of_birth | sex | year_group | class |
        | H823432000099 | 0099     | Mia      | Moss    | 2016-05-04    | F   | 4          | 4C    |
        """,
        [
            ("start_date", "2022-09-05"),
            ("fsm", "yes"),
            ("sen", "K"),
            ("eal", "no"),
            ("first_language", "ENG"),
        ],
    )
    answer = bring("pupils", cast.oak, path, on=ON)
    assert counts(answer) == (1, 0, 0)
    mia = pupil_named("Mia")
    assert (mia.surname, mia.date_of_birth, mia.sex) == ("Moss", dt.date(2016, 5, 4), "F")
    enrolment = mia.enrolments.get()
    assert (enrolment.school, enrolment.admission_number) == (cast.oak, "0099")
    assert (enrolment.since, enrolment.until, enrolment.since_assumed) == (dt.date(2022, 9, 5), None, False)
    assert mia.numbers.get().upn == "H823432000099"
    # Values hold from the start, assumed before the day the list describes.
    assert characteristics(mia, "fsm") == [
        ("true", "2022-09-05", "2024-09-09", True),
        ("true", "2024-09-10", None, False),
    ]
    assert [row[0] for row in characteristics(mia, "sen")] == ["K", "K"]
    # The year group belongs to the list's academic year and steps back one a year.
    assert characteristics(mia, "year_group") == [
        ("2", "2022-09-05", "2023-07-31", True),
        ("3", "2023-08-01", "2024-07-31", True),
        ("4", "2024-08-01", "2025-07-31", False),
    ]
    # The class belongs to that year alone.
    membership = enrolment.class_memberships.get()
    assert membership.school_class == cast.class_4c
    assert (membership.since, membership.until) == (dt.date(2024, 8, 1), dt.date(2025, 7, 31))


def test_the_same_list_twice_changes_nothing(cast, tmp_path):
    path = list_of(tmp_path, MIA)
    bring("pupils", cast.oak, path, on=ON)
    history = Characteristic.history.count()
    again = bring("pupils", cast.oak, path, on=ON)
    assert counts(again) == (0, 0, 1)
    assert Characteristic.history.count() == history
    later = bring("pupils", cast.oak, path, on="2024-11-01")
    assert counts(later) == (0, 0, 1)


def test_a_dry_run_counts_and_changes_nothing(cast, tmp_path):
    answer = bring("pupils", cast.oak, list_of(tmp_path, MIA), on=ON, dry_run=True)
    assert counts(answer) == (1, 0, 0)
    assert answer["batch"] is None
    assert not Pupil.objects.filter(forename="Mia").exists()
    assert not Batch.objects.exists()


def test_what_changes_is_shown_before_and_after_three_times_at_most(cast, tmp_path, oak_list):
    moved = oak_list.replace("| 3B ", "| 3A ")
    answer = bring("pupils", cast.oak, csv_file(tmp_path, moved), on="2024-09-16", dry_run=True)
    assert counts(answer) == (0, 4, 2)
    [kind] = answer["examples"]
    assert (kind["what"], kind["count"], len(kind["examples"])) == ("Class", 4, 3)
    assert kind["examples"][0] | {"what": ""} == {
        "what": "",
        "who": "Amy Adams",
        "where": "",
        "before": "3B",
        "after": "3A",
    }


def test_a_workbook_says_the_same_as_a_text_file(cast, tmp_path):
    columns = ["pupil_id", "forename", "surname", "date_of_birth", "year_group", "class", "start_date"]
    row = [7, "Mia", "Moss", dt.date(2016, 5, 4), 4, "4C", dt.date(2022, 9, 5)]
    answer = bring("pupils", cast.oak, xlsx_file(tmp_path, [columns, row]), on=ON)
    assert counts(answer) == (1, 0, 0)
    assert counts(bring("pupils", cast.oak, list_of(tmp_path, MIA), on=ON)) == (0, 0, 1)


def test_a_change_holds_from_the_day_the_list_describes(cast, tmp_path, upns):
    row = f"| {upns['amy']} | Amy | Adams | yes |"
    path = csv_file(tmp_path, f"| upn | forename | surname | fsm |\n{row}")
    bring("pupils", cast.oak, path, on="2024-10-01")
    bring(
        "pupils",
        cast.oak,
        csv_file(tmp_path, "| upn | forename | surname | fsm |\n" + row.replace("yes", "no")),
        on="2024-11-04",
    )
    assert characteristics(cast.amy, "fsm") == [
        ("true", "2024-09-03", "2024-09-30", True),
        ("true", "2024-10-01", "2024-11-03", False),
        ("false", "2024-11-04", None, False),
    ]


def test_a_blank_cell_never_erases(cast, tmp_path, upns):
    path = csv_file(
        tmp_path,
        f"""
        | upn           | forename | surname | date_of_birth | sex | year_group | class | fsm | end_date |
        | {upns["ben"]} | Ben      | Bright  |               |     |            |       |     |          |
        """,
    )
    assert counts(bring("pupils", cast.oak, path, on=ON)) == (0, 0, 1)
    assert Pupil.objects.get(pk=cast.ben.pk).date_of_birth == dt.date(2016, 11, 2)
    assert characteristics(cast.ben, "fsm") == [("true", "2024-09-03", None, False)]


def test_next_years_list_moves_everybody_up(cast, tmp_path, oak_list):
    grown = oak_list.replace("| 3          | 3B ", "| 4          | 4B ").replace(
        "| 4          | 4C ", "| 5          | 5C "
    )
    answer = bring("pupils", cast.oak, csv_file(tmp_path, grown), on="2025-09-08")
    assert counts(answer) == (0, 6, 0)
    assert characteristics(cast.amy, "year_group") == [
        ("3", "2024-09-03", "2025-07-31", False),
        ("4", "2025-08-01", "2026-07-31", False),
    ]
    rows = ClassMembership.objects.filter(enrolment__pupil=cast.amy).order_by("since")
    assert [(row.school_class.name, row.since.isoformat()) for row in rows] == [
        ("3B", "2024-09-03"),
        ("4B", "2025-08-01"),
    ]
    assert rows[0].until == dt.date(2025, 7, 31)


def test_a_class_that_changes_within_the_year(cast, tmp_path, oak_list):
    moved = oak_list.replace(
        "Amy      | Adams   | 2017-01-14    | F   | 3          | 3B ",
        "Amy      | Adams   | 2017-01-14    | F   | 3          | 3A ",
    )
    bring("pupils", cast.oak, csv_file(tmp_path, moved), on="2024-11-04")
    rows = ClassMembership.objects.filter(enrolment__pupil=cast.amy).order_by("since")
    assert [(row.school_class.name, row.since.isoformat(), row.until.isoformat()) for row in rows] == [
        ("3B", "2024-09-03", "2024-11-03"),
        ("3A", "2024-11-04", "2025-07-31"),
    ]


def test_one_list_stands_for_three_years(cast, tmp_path):
    bring("pupils", cast.oak, list_of(tmp_path, MIA), on="2025-09-10")
    assert [(row[0], row[1]) for row in characteristics(pupil_named("Mia"), "year_group")] == [
        ("1", "2022-09-05"),
        ("2", "2023-08-01"),
        ("3", "2024-08-01"),
        ("4", "2025-08-01"),
    ]


def test_an_older_list_brought_later_is_taken_for_its_own_day(cast, tmp_path):
    columns = "pupil_id forename surname start_date fsm"
    mia = ["7", "Mia", "Moss", "2022-09-05"]
    bring("pupils", cast.oak, list_of(tmp_path, [*mia, "yes"], columns=columns), on="2024-09-10")
    bring("pupils", cast.oak, list_of(tmp_path, [*mia, "no"], columns=columns), on="2023-09-11")
    assert characteristics(pupil_named("Mia"), "fsm") == [
        ("false", "2022-09-05", "2023-09-10", True),
        ("false", "2023-09-11", "2024-09-09", False),
        ("true", "2024-09-10", None, False),
    ]


# --- whose row is it ---


def test_a_pupil_is_known_by_admission_number_where_there_is_no_upn(cast, tmp_path):
    path = list_of(tmp_path, ["1001", "Amy", "Adams"], columns="pupil_id forename surname")
    assert counts(bring("pupils", cast.oak, path, on=ON)) == (0, 0, 1)


def test_a_new_upn_begins_and_the_old_one_stays_known(cast, tmp_path, upns):
    columns = "upn pupil_id forename surname"
    new = list_of(tmp_path, ["X823432000777", "1001", "Amy", "Adams"], columns=columns)
    assert counts(bring("pupils", cast.oak, new, on=ON)) == (0, 1, 0)
    numbers = {one.upn: (one.is_former, one.until) for one in cast.amy.numbers.all()}
    assert numbers == {upns["amy"]: (True, dt.date(2024, 9, 9)), "X823432000777": (False, None)}
    # A file that still has the old one is the same pupil, and takes nothing back.
    old = list_of(tmp_path, [upns["amy"], "1001", "Amy", "Adams"], columns=columns)
    assert counts(bring("pupils", cast.oak, old, on=ON)) == (0, 0, 1)


def test_a_upn_and_an_admission_number_of_two_pupils_are_a_problem(cast, tmp_path, upns):
    path = list_of(tmp_path, [upns["amy"], "1002", "Amy", "Adams"], columns="upn pupil_id forename surname")
    answer = bring("pupils", cast.oak, path, on=ON)
    assert cells(answer) == [(2, "upn", upns["amy"])]
    assert "is Amy Adams’s here and the admission number 1002 is Ben Bright’s" in said(answer)


def test_a_number_with_another_name_and_birthday_waits_for_a_person(cast, tmp_path):
    columns = "pupil_id forename surname date_of_birth"
    path = list_of(tmp_path, ["1001", "Olu", "Okoro", "2015-03-03"], columns=columns)
    answer = bring("pupils", cast.oak, path, on=ON)
    assert counts(answer) == (0, 0, 0)
    [asked, *leavers] = answer["to_confirm"]
    assert (asked["kind"], asked["row"], asked["pupil"]) == ("mismatch", 2, "Olu Okoro")
    assert "Amy Adams" not in [one["pupil"] for one in leavers]
    bring("pupils", cast.oak, path, on=ON, decisions={"mismatch:2": "another"})
    assert pupil_named("Olu").enrolments.get().admission_number == "1001"
    assert Pupil.objects.get(pk=cast.amy.pk).forename == "Amy"


def test_a_name_and_birthday_only_propose(cast, tmp_path):
    row = ["55", "AMY", "Adams", "2017-01-14"]
    path = list_of(tmp_path, row, columns="pupil_id forename surname date_of_birth")
    answer = bring("pupils", cast.oak, path, on=ON)
    assert counts(answer) == (0, 0, 0)
    asked = answer["to_confirm"][0]
    assert (asked["kind"], asked["key"], asked["row"]) == ("match", "match:2", 2)
    same = bring("pupils", cast.oak, path, on=ON, decisions={"match:2": "same"})
    assert counts(same) == (0, 1, 0)
    assert cast.enrolment("amy").admission_number == "55"


def test_another_child_of_the_same_name_and_birthday(cast, tmp_path):
    row = ["55", "Amy", "Adams", "2017-01-14"]
    path = list_of(tmp_path, row, columns="pupil_id forename surname date_of_birth")
    assert counts(bring("pupils", cast.oak, path, on=ON, decisions={"match:2": "another"})) == (1, 0, 0)
    assert Pupil.objects.filter(forename="Amy").count() == 2


def test_twins_are_two_children_and_are_pointed_out(cast, tmp_path):
    path = list_of(
        tmp_path,
        ["8", "Tia", "Twigg", "2016-05-04", "4", "4C", "2022-09-05"],
        ["9", "Tom", "Twigg", "2016-05-04", "4", "4C", "2022-09-05"],
    )
    answer = bring("pupils", cast.oak, path, on=ON)
    assert counts(answer) == (2, 0, 0)
    [twins] = [one for one in answer["to_confirm"] if one["kind"] == "twins"]
    assert "Rows 2, 3 have one surname and one date of birth" in twins["says"]
    # Once they are known they are not asked about again.
    again = bring("pupils", cast.oak, path, on=ON)
    assert not [one for one in again["to_confirm"] if one["kind"] == "twins"]


def test_one_child_entered_twice_is_pointed_out(cast, tmp_path):
    path = list_of(tmp_path, MIA, ["8", *MIA[1:]])
    answer = bring("pupils", cast.oak, path, on=ON)
    [duplicate] = [one for one in answer["to_confirm"] if one["kind"] == "duplicate"]
    assert "Rows 2, 3" in duplicate["says"]
    assert counts(answer) == (2, 0, 0)


def test_a_row_repeated_word_for_word_is_read_once(cast, tmp_path):
    answer = bring("pupils", cast.oak, list_of(tmp_path, MIA, MIA), on=ON)
    assert (counts(answer), answer["rows"]) == ((1, 0, 0), 2)
    assert "word for word" in said(answer, "notes")


def test_two_rows_that_differ_about_one_pupil_are_a_problem_on_both(cast, tmp_path):
    path = list_of(tmp_path, MIA, [*MIA[:4], "5", *MIA[5:]])
    answer = bring("pupils", cast.oak, path, on=ON)
    assert cells(answer) == [(2, "pupil_id", "7"), (3, "pupil_id", "7")]
    assert counts(answer) == (0, 0, 0)
    assert "also in row 3" in answer["problems"][0]["says"]


def test_a_problem_names_the_column_as_the_file_heads_it(cast, tmp_path):
    columns = "Adno forename surname DOB"
    rows = [
        ["7", "Mia", "Moss", "2016-05-04"],
        ["7", "Mia", "Moss", "2016-05-05"],
        ["8", "M", "N", "2031-05-04"],
    ]
    answer = bring("pupils", cast.oak, list_of(tmp_path, *rows, columns=columns), on=ON)
    assert [cell[:2] for cell in cells(answer)] == [(2, "Adno"), (3, "Adno"), (4, "DOB")]


def test_two_numbers_of_one_pupil_in_two_rows_are_a_problem_on_both(cast, tmp_path, upns):
    rows = [[upns["amy"], "", "Amy", "Adams"], ["", "1001", "Amy", "Adams"]]
    answer = bring(
        "pupils", cast.oak, list_of(tmp_path, *rows, columns="upn pupil_id forename surname"), on=ON
    )
    assert [problem["row"] for problem in answer["problems"]] == [2, 3]


def test_leavers_are_asked_about_and_nobody_is_taken_off_the_roll(cast, tmp_path, oak_list):
    without_fay = "\n".join(line for line in oak_list.splitlines() if "Finch" not in line)
    path = csv_file(tmp_path, without_fay)
    answer = bring("pupils", cast.oak, path, on="2024-11-04")
    [leaver] = answer["to_confirm"]
    assert (leaver["kind"], leaver["pupil"], leaver["day"]) == ("leaver", "Fay Finch", "2024-11-03")
    assert cast.enrolment("fay").until is None
    confirmed = bring("pupils", cast.oak, path, on="2024-11-04", decisions={leaver["key"]: "2024-10-25"})
    assert (counts(confirmed), confirmed["to_confirm"]) == ((0, 1, 5), [])
    fay = cast.enrolment("fay")
    assert fay.until == dt.date(2024, 10, 25)
    # The last day on the roll is the last in the class.
    assert fay.class_memberships.get().until == dt.date(2024, 10, 25)


def test_a_leaver_said_to_be_here_is_not_asked_about_again_for_this_file(cast, tmp_path, oak_list):
    path = csv_file(tmp_path, "\n".join(line for line in oak_list.splitlines() if "Finch" not in line))
    [leaver] = bring("pupils", cast.oak, path, on=ON, dry_run=True)["to_confirm"]
    answer = bring("pupils", cast.oak, path, on=ON, decisions={leaver["key"]: "here"})
    assert answer["to_confirm"] == []
    assert cast.enrolment("fay").until is None


def test_a_pupil_whose_row_could_not_be_read_is_no_leaver(cast, tmp_path, oak_list, upns):
    path = csv_file(tmp_path, oak_list.replace("2016-02-19", "31/02/2016"))
    answer = bring("pupils", cast.oak, path, on=ON, skip_problems=True)
    assert len(answer["problems"]) == 1
    assert answer["to_confirm"] == []


# --- joining, leaving, coming back ---


def test_a_last_day_takes_a_pupil_off_the_roll(cast, tmp_path, upns):
    columns = "upn forename surname end_date"
    path = list_of(tmp_path, [upns["amy"], "Amy", "Adams", "2024-10-25"], columns=columns)
    assert counts(bring("pupils", cast.oak, path, on="2024-11-04")) == (0, 1, 0)
    assert cast.enrolment("amy").until == dt.date(2024, 10, 25)
    assert counts(bring("pupils", cast.oak, path, on="2024-11-04")) == (0, 0, 1)


def test_a_rejoiner_has_a_second_time_on_the_roll(cast, tmp_path, upns):
    leave = list_of(
        tmp_path, [upns["amy"], "Amy", "Adams", "2024-10-25"], columns="upn forename surname end_date"
    )
    bring("pupils", cast.oak, leave, on="2024-11-04")
    columns = "upn forename surname start_date year_group class"
    path = list_of(tmp_path, [upns["amy"], "Amy", "Adams", "2025-01-06", "3", "3B"], columns=columns)
    answer = bring("pupils", cast.oak, path, on="2025-01-10")
    assert counts(answer) == (0, 1, 0)
    times = [
        (one.since.isoformat(), one.until and one.until.isoformat())
        for one in cast.amy.enrolments.order_by("since")
    ]
    assert times == [("2024-09-03", "2024-10-25"), ("2025-01-06", None)]
    assert counts(bring("pupils", cast.oak, path, on="2025-01-10")) == (0, 0, 1)


def test_a_leaver_listed_without_dates_is_asked_about(cast, tmp_path, upns):
    leave = list_of(
        tmp_path, [upns["amy"], "Amy", "Adams", "2024-10-25"], columns="upn forename surname end_date"
    )
    bring("pupils", cast.oak, leave, on="2024-11-04")
    path = list_of(tmp_path, [upns["amy"], "Amy", "Adams"], columns="upn forename surname")
    answer = bring("pupils", cast.oak, path, on="2025-01-10")
    asked = answer["to_confirm"][0]
    assert (asked["kind"], asked["day"], counts(answer)) == ("returned", "2025-01-10", (0, 0, 1))
    bring("pupils", cast.oak, path, on="2025-01-10", decisions={asked["key"]: "2025-01-06"})
    assert cast.amy.enrolments.count() == 2


def test_an_earlier_first_day_is_taken_with_what_held_from_it(cast, tmp_path, upns):
    columns = "upn forename surname start_date"
    path = list_of(tmp_path, [upns["amy"], "Amy", "Adams", "2023-09-04"], columns=columns)
    assert counts(bring("pupils", cast.oak, path, on=ON)) == (0, 1, 0)
    assert cast.enrolment("amy").since == dt.date(2023, 9, 4)
    assert characteristics(cast.amy, "year_group") == [
        ("2", "2023-09-04", "2024-07-31", True),
        ("3", "2024-08-01", None, False),
    ]
    assert ClassMembership.objects.get(enrolment__pupil=cast.amy).since == dt.date(2024, 8, 1)


def test_a_later_first_day_is_asked_about(cast, tmp_path, upns):
    columns = "upn forename surname start_date"
    path = list_of(tmp_path, [upns["amy"], "Amy", "Adams", "2024-09-09"], columns=columns)
    answer = bring("pupils", cast.oak, path, on=ON)
    asked = next(one for one in answer["to_confirm"] if one["kind"] == "start")
    assert cast.enrolment("amy").since == dt.date(2024, 9, 3)
    bring("pupils", cast.oak, path, on=ON, decisions={asked["key"]: "later"})
    assert cast.enrolment("amy").since == dt.date(2024, 9, 9)


def test_without_a_first_day_the_roll_begins_on_the_day_of_the_list(cast, tmp_path):
    path = list_of(tmp_path, ["7", "Mia", "Moss"], columns="pupil_id forename surname")
    answer = bring("pupils", cast.oak, path, on=ON)
    enrolment = pupil_named("Mia").enrolments.get()
    assert (enrolment.since, enrolment.since_assumed) == (DAY, True)
    assert "No first day" in said(answer, "notes")
    known = list_of(
        tmp_path, ["7", "Mia", "Moss", "2023-09-04"], columns="pupil_id forename surname start_date"
    )
    bring("pupils", cast.oak, known, on=ON)
    enrolment.refresh_from_db()
    assert (enrolment.since, enrolment.since_assumed) == (dt.date(2023, 9, 4), False)


def test_a_leaver_of_an_earlier_year_has_no_class_or_year_group_of_this_one(cast, tmp_path):
    columns = "pupil_id forename surname start_date end_date year_group class"
    row = ["7", "Mia", "Moss", "2022-09-05", "2024-07-19", "6", "6A"]
    answer = bring("pupils", cast.oak, list_of(tmp_path, row, columns=columns), on=ON)
    assert characteristics(pupil_named("Mia"), "year_group") == []
    assert "not on the roll in 2024/25" in said(answer, "notes")


def test_a_pupil_who_is_still_to_come(cast, tmp_path):
    row = ["7", "Mia", "Moss", "2020-05-04", "R", "RA", "2025-09-01"]
    answer = bring("pupils", cast.oak, list_of(tmp_path, row), on="2025-07-01")
    assert counts(answer) == (1, 0, 0)
    assert pupil_named("Mia").enrolments.get().since == dt.date(2025, 9, 1)
    assert "not on the roll in 2024/25" in said(answer, "notes")


def test_dual_registration_is_read_from_the_enrolment_status(cast, tmp_path):
    columns = "pupil_id forename surname start_date enrolment_status"
    rows = [["7", "Mia", "Moss", "2022-09-05", "S"], ["8", "Max", "Moss", "2022-09-05", "M"]]
    bring("pupils", cast.oak, list_of(tmp_path, *rows, columns=columns), on=ON)
    kinds = {one.pupil.forename: one.kind for one in Enrolment.objects.filter(pupil__surname="Moss")}
    assert kinds == {"Mia": "dual", "Max": "main"}


# --- other schools ---


def zak_at_oak(folder, upns):
    columns = "upn forename surname date_of_birth start_date"
    return list_of(folder, [upns["zak"], "Zak", "Zane", "2016-10-10", "2024-09-09"], columns=columns)


def test_a_mover_is_proposed_to_somebody_allowed_at_both_schools(cast, tmp_path, upns):
    answer = bring("pupils", cast.oak, zak_at_oak(tmp_path, upns), on=ON, by=cast.ewo)
    [mover] = [one for one in answer["to_confirm"] if one["kind"] == "transfer"]
    assert (mover["school"], mover["row"]) == ("Elm Primary", 2)
    assert "on the roll of Elm Primary since 3 September 2024" in mover["says"]
    assert counts(answer) == (1, 0, 0)


def test_a_mover_is_nobody_to_somebody_of_one_school(cast, tmp_path, upns):
    answer = bring("pupils", cast.oak, zak_at_oak(tmp_path, upns), on=ON, by=cast.data_manager)
    assert counts(answer) == (1, 0, 0)
    assert not [one for one in answer["to_confirm"] if one["kind"] == "transfer"]
    assert "Elm" not in str(answer)
    # The child's record at the other school is not touched, and is not shared until somebody joins them.
    assert Pupil.objects.filter(numbers__upn=upns["zak"]).count() == 2
    assert cast.zak.enrolments.count() == 1


def test_a_movers_figures_are_the_same_whoever_asks(cast, tmp_path, upns):
    path = zak_at_oak(tmp_path, upns)
    asked = [bring("pupils", cast.oak, path, on=ON, by=by, dry_run=True) for by in (cast.ewo, cast.office)]
    assert counts(asked[0]) == counts(asked[1])
    assert asked[0]["notes"] == asked[1]["notes"]


# --- families ---

FAMILY = (
    "pupil_id forename surname start_date address postcode contact_1 contact_1_relationship contact_1_phone"
    " contact_1_responsibility contact_2 contact_2_email"
)


def test_contacts_and_an_address(cast, tmp_path):
    row = [
        "7",
        "Mia",
        "Moss",
        "2022-09-05",
        "1 High St",
        "nm1 1aa",
        "Meg Moss",
        "Mum",
        "07700 900123",
        "yes",
        "Max Moss",
        "max@family.example",
    ]
    answer = bring("pupils", cast.oak, list_of(tmp_path, row, columns=FAMILY), on=ON)
    first, second = FamilyLink.objects.filter(pupil=pupil_named("Mia")).order_by("priority")
    assert (first.contact.name, first.relationship, first.parental_responsibility) == (
        "Meg Moss",
        "mother",
        True,
    )
    assert (first.contact.phone, str(first.contact.household)) == ("07700 900123", "1 High St, NM1 1AA")
    assert (second.contact.name, second.relationship, second.contact.email) == (
        "Max Moss",
        "other",
        "max@family.example",
    )
    assert "“Mum” read as mother" in said(answer, "notes")
    assert counts(bring("pupils", cast.oak, list_of(tmp_path, row, columns=FAMILY), on=ON)) == (0, 0, 1)


def test_who_may_collect_comes_with_the_file_and_a_blank_changes_nothing(cast, tmp_path):
    columns = "pupil_id forename surname start_date contact_1 contact_1_collects contact_2"
    row = ["7", "Mia", "Moss", "2022-09-05", "Meg Moss", "no", "Max Moss"]
    bring("pupils", cast.oak, list_of(tmp_path, row, columns=columns), on=ON)
    links = FamilyLink.objects.filter(pupil=pupil_named("Mia")).order_by("priority")
    assert [link.may_collect for link in links] == [False, None]
    row[5] = "yes"
    bring("pupils", cast.oak, list_of(tmp_path, row, columns=columns), on=ON)
    row[5] = ""
    bring("pupils", cast.oak, list_of(tmp_path, row, columns=columns), on=ON)
    assert [link.may_collect for link in links.all()] == [True, None]


def test_brothers_and_sisters_share_a_contact_who_is_reached_alike(cast, tmp_path):
    rows = [
        [
            number,
            name,
            "Moss",
            "2022-09-05",
            "1 High St",
            "NM1 1AA",
            "Meg Moss",
            "",
            "07700 900123",
            "",
            "",
            "",
        ]
        for number, name in (("7", "Mia"), ("8", "Max"))
    ]
    bring("pupils", cast.oak, list_of(tmp_path, *rows, columns=FAMILY), on=ON)
    assert Contact.objects.filter(name="Meg Moss").count() == 1
    assert Household.objects.filter(postcode="NM1 1AA").count() == 1


def test_two_people_of_one_name_are_two_contacts(cast, tmp_path):
    rows = [
        [number, name, "Moss", "2022-09-05", "", "", "Meg Moss", "", phone, "", "", ""]
        for number, name, phone in (("7", "Mia", "07700 900123"), ("8", "Max", "07700 900124"))
    ]
    bring("pupils", cast.oak, list_of(tmp_path, *rows, columns=FAMILY), on=ON)
    assert Contact.objects.filter(name="Meg Moss").count() == 2


def test_a_known_contacts_telephone_changes_and_nothing_is_erased(cast, tmp_path, upns):
    columns = "upn forename surname contact_1 contact_1_phone contact_1_email"
    path = list_of(tmp_path, [upns["amy"], "Amy", "Adams", "Ann Adams", "01632 960099", ""], columns=columns)
    answer = bring("pupils", cast.oak, path, on=ON)
    ann = Contact.objects.get(name="Ann Adams")
    assert (ann.phone, ann.email) == ("01632 960099", "ann@family.example")
    [kind] = answer["examples"]
    assert (kind["examples"][0]["before"], kind["examples"][0]["after"]) == ("01632 960001", "01632 960099")


def test_an_address_without_a_name_is_kept_for_whoever_cares_for_the_child(cast, tmp_path):
    columns = "pupil_id forename surname start_date address postcode"
    row = ["7", "Mia", "Moss", "2022-09-05", "1 High St", "NM1 1AA"]
    answer = bring("pupils", cast.oak, list_of(tmp_path, row, columns=columns), on=ON)
    link = FamilyLink.objects.get(pupil=pupil_named("Mia"))
    assert link.contact.name == "Parent or carer of Mia Moss"
    assert "address without a name" in said(answer, "notes")


# --- headings ---


SIMS = "UPN,Adno,Legal Surname,Legal Forename,DOB,Gender,Year,Reg Group,Date of Admission,FSM Eligible"
ARBOR = (
    "UPN,Admission Number,Legal Last Name,Legal First Name,Date of Birth,Sex,Year Group,Registration Form,"
    "Enrolment Start Date,Free School Meals"
)
BROMCOM = "Unique Pupil Number,Adm No,Surname,Forename,D.O.B.,Gender,NC Year,Tutor Group,DOA,FSM"
SCHOLARPACK = (
    "UPN,Pupil Number,Last name,First name,Date of birth,Gender,Curriculum Year,Class,Admission date,"
    "Eligible for Free School Meals"
)


@pytest.mark.parametrize(
    "headings", [SIMS, ARBOR, BROMCOM, SCHOLARPACK], ids=["SIMS", "Arbor", "Bromcom", "ScholarPack"]
)
def test_what_common_systems_head_their_columns(cast, tmp_path, headings):
    row = "H823432000099,7,Moss,Mia,04/05/2016,F,4,4C,05/09/2022,N"
    path = csv_file(tmp_path, [headings.split(","), row.split(",")])
    answer = bring("pupils", cast.oak, path, on=ON)
    assert (counts(answer), answer["left_out"]) == ((1, 0, 0), [])
    assert set(answer["columns"].values()) == {
        *("upn", "pupil_id", "surname", "forename", "date_of_birth", "sex", "year_group", "class"),
        *("start_date", "fsm"),
    }
    assert "Columns read by what they are called elsewhere" in said(answer, "notes")


def test_a_column_nobody_understands_is_listed_and_left_out(cast, tmp_path):
    path = list_of(
        tmp_path,
        [*MIA, "Red"],
        columns="pupil_id forename surname date_of_birth year_group class start_date House",
    )
    answer = bring("pupils", cast.oak, path, on=ON)
    assert answer["left_out"] == ["House"]
    assert "The column “House” was not understood" in said(answer, "notes")
    assert counts(answer) == (1, 0, 0)


def test_a_file_without_a_needed_column_says_which(cast, tmp_path):
    answer = bring("pupils", cast.oak, csv_file(tmp_path, "| Pupil | Klass |\n| Mia | 4C |"), on=ON)
    assert answer["problems"][0]["row"] == 1
    assert "upn or pupil_id, forename, surname" in said(answer)
    assert "“Pupil”, “Klass”" in said(answer)


def test_two_columns_for_one_thing_are_a_problem_unless_one_bears_its_name(cast, tmp_path):
    both = csv_file(tmp_path, "| Adno | First Name | Given Name | surname |\n| 7 | Mia | Amelia | Moss |")
    assert "could each be forename" in said(bring("pupils", cast.oak, both, on=ON))
    named = csv_file(tmp_path, "| Adno | forename | Given Name | surname |\n| 7 | Mia | Amelia | Moss |")
    answer = bring("pupils", cast.oak, named, on=ON)
    assert (answer["problems"], answer["left_out"]) == ([], ["Given Name"])


# --- bad input ---

WRONG = [
    ("date_of_birth", "31/02/2016", "that month has 29 days"),
    ("date_of_birth", "04/05/20016", "there is no year 20016"),
    ("date_of_birth", "4.5.16", "which century"),
    ("date_of_birth", "2031-05-04", "born after 10 September 2024"),
    ("date_of_birth", "1980-05-04", "44 years old"),
    ("sex", "Q", "is not read as a sex"),
    ("year_group", "Year 15", "is not a year group"),
    ("year_group", "Nursery", "is not a year group"),
    ("fsm", "perhaps", "neither yes nor no"),
    ("sen", "Z", "is not SEN provision"),
    ("forename", "=HYPERLINK(1)", "looks like a spreadsheet formula"),
    ("class", "@SUM(A1)", "looks like a spreadsheet formula"),
    ("surname", "M" * 81, "there is room for 80"),
    ("surname", "", "The surname is missing"),
    ("pupil_id", "", "neither a UPN nor an admission number"),
    ("start_date", "20240903", "is not a date"),
    ("end_date", "2022-01-01", "comes before the first"),
    ("end_date", "2092-01-01", "more than three years after"),
    ("contact_1_phone", "none", "is not a telephone number"),
    ("contact_1_email", "meg at home", "is not an e-mail address"),
    ("enrolment_status", "Q", "is not an enrolment status"),
]


@pytest.mark.parametrize(("column", "value", "says"), WRONG)
def test_each_wrong_cell_has_its_sentence(cast, tmp_path, column, value, says):
    row = {
        "pupil_id": "7",
        "forename": "Mia",
        "surname": "Moss",
        "start_date": "2022-09-05",
        "contact_1": "Meg Moss",
    }
    row[column] = value
    path = csv_file(tmp_path, [list(row), list(row.values())])
    answer = bring("pupils", cast.oak, path, on=ON)
    [problem] = answer["problems"]
    assert (problem["row"], problem["column"]) == (2, column)
    assert problem["value"] in (value[:120] or None, None)
    assert says in problem["says"]
    assert (answer["batch"], counts(answer)) == (None, (0, 0, 0))
    assert not Pupil.objects.filter(surname="Moss").exists()


def test_every_problem_is_named_at_once(cast, tmp_path):
    rows = [
        [str(number), "Mia", "Moss", value, "S"] for number, (_c, value, _s) in enumerate(WRONG[:3], start=10)
    ]
    columns = "pupil_id forename surname date_of_birth sen"
    answer = bring(
        "pupils", cast.oak, list_of(tmp_path, *rows, ["20", "M", "N", "", "?"], columns=columns), on=ON
    )
    assert [problem["row"] for problem in answer["problems"]] == [2, 3, 4, 5]


def test_dates_written_in_two_ways_are_named_by_the_fewer(cast, tmp_path):
    columns = "pupil_id forename surname date_of_birth"
    rows = [[str(n), "Mia", f"Moss{n}", "04/05/2016"] for n in (7, 8, 9)]
    answer = bring(
        "pupils",
        cast.oak,
        list_of(tmp_path, *rows, ["10", "Max", "Moss", "2016-05-04"], columns=columns),
        on=ON,
    )
    assert cells(answer) == [(5, "date_of_birth", "2016-05-04")]
    assert "most as 04/05/2016" in said(answer)


def test_a_spreadsheets_own_dates_beside_typed_ones_are_named(cast, tmp_path):
    columns = ["pupil_id", "forename", "surname", "date_of_birth"]
    days = [dt.date(2016, 5, 4), dt.date(2016, 6, 4), "13/05/2016"]
    rows = [[str(n), "Mia", f"Moss{n}", day] for n, day in enumerate(days, start=7)]
    answer = bring("pupils", cast.oak, xlsx_file(tmp_path, [columns, *rows]), on=ON)
    assert cells(answer) == [(4, "date_of_birth", "13/05/2016")]


def test_the_good_rows_are_imported_where_problems_are_skipped(cast, tmp_path):
    path = list_of(tmp_path, MIA, ["8", "Max", "Moss", "31/02/2016", "4", "4C", "2022-09-05"])
    refused = bring("pupils", cast.oak, path, on=ON)
    assert (refused["batch"], counts(refused), refused["rows"]) == (None, (0, 0, 0), 2)
    answer = bring("pupils", cast.oak, path, on=ON, skip_problems=True)
    assert (counts(answer), len(answer["problems"])) == ((1, 0, 0), 1)
    assert answer["batch"]


def test_a_file_that_is_no_table_is_refused_whether_problems_are_skipped_or_not(cast, tmp_path):
    path = tmp_path / "pupils.csv"
    path.write_bytes(b"%PDF-1.7")
    answer = bring("pupils", cast.oak, path, on=ON, skip_problems=True)
    assert (answer["batch"], answer["problems"][0]["row"]) == (None, None)
    assert "really a PDF document" in said(answer)


def test_a_wrong_check_letter_is_a_note(cast, tmp_path):
    columns = "upn forename surname start_date"
    rows = [["A823432000099", "Mia", "Moss", "2022-09-05"], ["opaque-1", "Max", "Moss", "2022-09-05"]]
    answer = bring("pupils", cast.oak, list_of(tmp_path, *rows, columns=columns), on=ON)
    assert counts(answer) == (2, 0, 0)
    assert "first letter of these UPNs does not check" in said(answer, "notes")
    assert "usually a letter and twelve digits" in said(answer, "notes")


# --- taking it back ---


def everything():
    """All that is known of pupils, as plain values."""
    models = (
        Pupil,
        PupilNumber,
        Enrolment,
        Characteristic,
        ClassMembership,
        SchoolClass,
        Contact,
        FamilyLink,
        Household,
    )
    return {model.__name__: sorted(map(str, model.objects.order_by("pk").values_list())) for model in models}


def test_an_import_is_taken_back_whole(cast, tmp_path, oak_list):
    before = everything()
    text = (
        oak_list.replace("| 3B ", "| 3A ").replace("1006     | Fay", "1066     | Fay")
        + "    | | 7 | Mia | Moss | 2016-05-04 | F | 4 | 4Z | 2022-09-05 |\n"
    )
    answer = bring("pupils", cast.oak, csv_file(tmp_path, text), on="2024-11-04")
    assert counts(answer) == (1, 5, 1)
    assert everything() != before
    assert take_back(answer) == {"undone": 6, "kept": []}
    assert everything() == before
    # What was is still to be seen in the history.
    assert Pupil.history.filter(forename="Mia", history_type="-").count() == 1


def test_what_others_changed_since_is_kept_and_listed(cast, tmp_path, upns):
    columns = "upn forename surname fsm sen"
    rows = [[upns["amy"], "Amy", "Adams", "yes", "K"], [upns["ben"], "Ben", "Bright", "no", "E"]]
    answer = bring("pupils", cast.oak, list_of(tmp_path, *rows, columns=columns), on="2024-10-01")
    later = list_of(tmp_path, [upns["amy"], "Amy", "Adams", "no"], columns="upn forename surname fsm")
    bring("pupils", cast.oak, later, on="2024-11-04")
    undone = take_back(answer)
    assert undone["undone"] == 1
    [kept] = undone["kept"]
    assert (kept["pupil"], kept["what"]) == ("Amy Adams", "fsm")
    # Ben is as he was; Amy's SEN went with the import, her free meals stay as they came to be.
    assert characteristics(cast.ben, "fsm") == [("true", "2024-09-03", None, False)]
    assert characteristics(cast.amy, "sen") == []
    assert [row[0] for row in characteristics(cast.amy, "fsm")] == ["true", "true", "false"]


def test_a_pupil_with_marks_stays(cast, tmp_path):
    answer = bring("pupils", cast.oak, list_of(tmp_path, MIA), on=ON)
    mia = pupil_named("Mia")
    marks = Columns(
        np.array([mia.pk]),
        np.array(["2024-09-10"], "datetime64[D]"),
        np.zeros(1, np.uint8),
        np.array([ord("/")], np.uint8),
    )
    import_marks(school=cast.oak, marks=marks, by="tester")
    undone = take_back(answer)
    assert undone["undone"] == 0
    assert [one["pupil"] for one in undone["kept"]] == ["Mia Moss"]
    assert characteristics(mia, "year_group") != []


def test_an_undone_import_can_be_brought_again(cast, tmp_path):
    path = list_of(tmp_path, MIA)
    take_back(bring("pupils", cast.oak, path, on=ON))
    assert counts(bring("pupils", cast.oak, path, on=ON)) == (1, 0, 0)


def test_who_did_it_is_in_the_history(cast, tmp_path):
    bring("pupils", cast.oak, list_of(tmp_path, MIA), on=ON, by=cast.data_manager)
    bring(
        "pupils",
        cast.oak,
        list_of(tmp_path, ["8", *MIA[1:3], "2016-05-05"], columns="pupil_id forename surname date_of_birth"),
        on=ON,
    )
    people = [row.history_user for row in Pupil.history.filter(surname="Moss").order_by("history_id")]
    assert people == [cast.data_manager, None]
    assert (
        Pupil.history.filter(surname="Moss").latest("history_id").history_change_reason
        == "command line, tester"
    )


# --- how much it asks of the database ---


def test_as_many_readings_for_sixty_pupils_as_for_six(cast, tmp_path):
    def readings(many):
        rows = [[str(n), f"Mia{n}", "Moss", "2016-05-04", "4", "4C", "2022-09-05"] for n in range(many)]
        with CaptureQueriesContext(connection) as queries:
            bring("pupils", cast.oak, list_of(tmp_path, *rows), on=ON)
        return sum(query["sql"].startswith("SELECT") for query in queries.captured_queries)

    few = readings(6)
    assert readings(60) == few
    assert few < 40


# --- facts with dates ---

days = st.dates(dt.date(2020, 8, 1), dt.date(2026, 7, 31))
values = st.sampled_from(["true", "false"])


@given(st.lists(st.tuples(days, values), min_size=1, max_size=8), days)
def test_seen_facts_never_overlap_and_say_what_was_last_seen(sightings, start):
    facts: list[Fact] = []
    for day, value in sightings:
        facts = seen(facts, value, day, start)
        assert next(fact.value for fact in facts if fact.holds_on(max(day, start))) == value
        assert seen(facts, value, day, start) == facts
    for one, other in pairwise(facts):
        assert one.until is not None
        assert one.until < other.since
    # A pupil has a value on every day from the first on the roll.
    assert facts[0].since == start
    assert facts[-1].until is None


@given(st.lists(st.tuples(days, st.sampled_from(["R", "1", "2", "3", "4"])), min_size=1, max_size=6), days)
def test_seen_year_groups_never_overlap_and_hold_in_their_year(sightings, start):
    facts: list[Fact] = []
    for day, group in sightings:
        if day < start:
            continue
        facts = seen_year_group(facts, group, day, start)
        assert next(fact.value for fact in facts if fact.holds_on(day)) == group
        assert seen_year_group(facts, group, day, start) == facts
    for one, other in pairwise(facts):
        assert one.until is not None
        assert one.until < other.since
    assert all(fact.since >= start for fact in facts)


def test_what_held_from_the_first_day_is_carried_back():
    facts = [
        Fact("true", dt.date(2024, 9, 3)),
    ]
    carried = begun_earlier(facts, dt.date(2024, 9, 3), dt.date(2024, 6, 3))
    assert carried == [
        Fact("true", dt.date(2024, 6, 3), dt.date(2024, 9, 2), assumed=True),
        Fact("true", dt.date(2024, 9, 3)),
    ]


def test_what_was_made_of_a_pupil_is_remembered_in_one_row(cast, tmp_path):
    answer = bring("pupils", cast.oak, list_of(tmp_path, MIA), on=ON)
    [change] = Change.objects.filter(batch=answer["batch"])
    mia = pupil_named("Mia")
    assert (change.about, change.unit) == (mia.pk, f"pupil {mia.pk}")
    assert change.made["schools.Pupil"] == [mia.pk]
    assert set(change.made) == {
        *("schools.Pupil", "schools.Enrolment", "schools.Characteristic", "schools.ClassMembership"),
    }
