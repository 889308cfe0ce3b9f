"""The proof on real figures: our categories give the department's own counts and rates, row by row.

A week of September 2024: national, regional and local, by phase, daily, weekly and year to date. H, J and F
had been withdrawn three weeks before and were still sent: published totals keep their old category
(domain-rules §0.12).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from trellis.rules.codes import char_of, code_of, code_set, published_category
from trellis.rules.rounding import percent
from trellis.rules.tally import (
    Tally,
    absent,
    attended,
    authorised,
    late,
    possible,
    reason,
    tally_counts,
    unauthorised,
)

# A column is named for its code but for these.
CODE_OF_COLUMN = {
    "reason_present_am": "/",
    "reason_present_pm": "\\",
    "reason_not_attending_planned_closed": "#",
    "reason_z_not_attending_not_on_roll": "Z",
}
COUNTS = {
    "present_sessions": lambda tally: tally.present,
    "approved_educational_activity": lambda tally: tally.activity,
    "overall_attendance": attended,
    "overall_absence": absent,
    "authorised_absence": authorised,
    "unauthorised_absence": unauthorised,
    "late_sessions": late,
    "possible_sessions": possible,
}
RATES = {
    "attendance_perc": attended,
    "overall_absence_perc": absent,
    "authorised_absence_perc": authorised,
    "unauthorised_absence_perc": unauthorised,
}
REASON_RATES = {
    "illness_perc": "I",
    "appointments_perc": "M",
    "unauth_hol_perc": "G",
    "unauth_oth_perc": "O",
    "unauth_late_registers_closed_perc": "U",
    "unauth_not_yet_perc": "N",
    "auth_religious_perc": "R",
    "auth_study_perc": "S",
    "auth_mob_perc": "T",
    "auth_excluded_perc": "E",
    "auth_performance_perc": "C1",
    "auth_interview_perc": "J1",
    "auth_part_time_perc": "C2",
    "auth_other_perc": "C",
}
PLACES = 8

# A row, and the tally our categories make of its counts by code.
Counted = list[tuple[Mapping[str, str], Tally]]


def rows_of(folder: Path) -> Iterator[Mapping[str, str]]:
    """Every row that is not suppressed."""
    with (folder / "dfe-attendance" / "all-codes-week-37-2024.csv").open(newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["possible_sessions"] != "NA")


def counts_of(row: Mapping[str, str]) -> dict[str, int]:
    """A row's sessions by character; `reason_present` only adds up two others."""
    columns = [name for name in row if name.startswith("reason_") and name != "reason_present"]
    codes = {name: CODE_OF_COLUMN.get(name) or name.split("_")[1].upper() for name in columns}
    return {char_of(code): int(row[name]) for name, code in codes.items()}


def published(row: Mapping[str, str]) -> Tally:
    return tally_counts(counts_of(row), lambda char: published_category(code_of(char)))


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[Mapping[str, str]]:
    return list(rows_of(shared_data))


@pytest.fixture(scope="module")
def tallied(rows: list[Mapping[str, str]]) -> Counted:
    return [(row, published(row)) for row in rows]


def test_every_code_of_the_day_has_its_column(rows: list[Mapping[str, str]]) -> None:
    lawful = {code.code for code in code_set("england", date(2024, 9, 9)).codes}
    # X is not published; F, H, J and Y are published still.
    assert {code_of(char) for char in counts_of(rows[0])} == (lawful - {"X"}) | {"F", "H", "J", "Y"}
    assert len(rows) == 3434


@pytest.mark.parametrize("column", COUNTS)
def test_every_published_count_is_ours(tallied: Counted, column: str) -> None:
    assert [int(row[column]) for row, _ in tallied] == [COUNTS[column](tally) for _, tally in tallied]


def as_published(written: str) -> str:
    """The published rate to as many places as can be compared: it is printed from a binary fraction."""
    return f"{Decimal(written).quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_UP):.{PLACES}f}"


@pytest.mark.parametrize("column", RATES)
def test_every_published_rate_of_a_phase_is_ours(tallied: Counted, column: str) -> None:
    for row, tally in of_phases(tallied):
        assert percent(RATES[column](tally), possible(tally), PLACES) == as_published(row[column])


@pytest.mark.parametrize("column", REASON_RATES)
def test_every_published_reason_of_a_phase_is_ours(tallied: Counted, column: str) -> None:
    char = char_of(REASON_RATES[column])
    for row, tally in of_phases(tallied):
        assert percent(reason(tally, char), possible(tally), PLACES) == as_published(row[column])


@pytest.mark.parametrize("column", [*RATES, *REASON_RATES])
def test_the_rates_of_all_phases_together_weigh_each_by_its_enrolments(tallied: Counted, column: str) -> None:
    """The department's totals are not sums over sums: schools that sent nothing weigh as their phase."""
    of_area = defaultdict(list)
    for row, tally in of_phases(tallied):
        of_area[area(row)].append((row, tally))
    totals = [row for row, _ in tallied if row["school_type"] == "Total"]
    assert len(totals) == 70
    for row in totals:
        weighed = [
            (rate(tally, column), int(phase["total_enrolments"])) for phase, tally in of_area[area(row)]
        ]
        together = sum(share * weight for share, weight in weighed) / sum(weight for _, weight in weighed)
        assert percent(together.numerator, together.denominator, PLACES) == as_published(row[column])


def of_phases(tallied: Counted) -> Counted:
    return [(row, tally) for row, tally in tallied if row["school_type"] != "Total"]


def area(row: Mapping[str, str]) -> tuple[str, ...]:
    """The stretch of days and the part of the country that the phases of a total share."""
    names = ("geographic_level", "region_name", "la_name", "breakdown", "attendance_date")
    return tuple(row[name] for name in names)


def rate(tally: Tally, column: str) -> Fraction:
    sessions = RATES[column](tally) if column in RATES else reason(tally, char_of(REASON_RATES[column]))
    return Fraction(sessions, possible(tally))


def test_withdrawn_codes_are_the_whole_difference_from_ordinary_rates(rows: list[Mapping[str, str]]) -> None:
    """In ordinary rates H, J and F are left out, named and listed: nothing else changes."""
    held = code_set("england", date(2024, 9, 9))
    seen = 0
    for row in rows:
        counts, theirs = counts_of(row), published(row)
        ours = tally_counts(counts, held.category)
        withdrawn = {code: counts[code] for code in "FHJY"}
        assert ours.unlawful == sum(withdrawn.values())
        assert attended(theirs) - attended(ours) == withdrawn["J"]
        assert authorised(theirs) - authorised(ours) == withdrawn["H"] + withdrawn["F"]
        assert (unauthorised(theirs), late(theirs)) == (unauthorised(ours), late(ours))
        seen += ours.unlawful > 0
    assert seen > 1000


def test_a_week_is_the_sum_of_its_days(rows: list[Mapping[str, str]]) -> None:
    national = [row for row in rows if row["geographic_level"] == "National"]
    for phase in ("Primary", "Secondary", "Special", "Total"):
        of_phase = [row for row in national if row["school_type"] == phase]
        daily = [published(row) for row in of_phase if row["breakdown"] == "Daily"]
        (weekly,) = [published(row) for row in of_phase if row["breakdown"] == "Weekly"]
        assert len(daily) == 5
        assert sum(daily, start=Tally()) == weekly
