"""Full lines of every code over every period: the kernel counts what a plain reading of the marks counts."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.registers.importing import Brought, import_marks
from trellis.registers.rebuilding import differences
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import ALL_CHARS, code_of, code_set
from trellis.schools.models import ClassMembership, Enrolment, Pupil, SchoolClass

# The year in which England's codes changed in August, and one under the coronavirus X.
YEARS = [AcademicYear(2024), AcademicYear(2020)]
COUNTED = {
    "attendance": lambda code: code.category.attended,
    "absence": lambda code: code.category.absent,
    "late": lambda code: code.late,
}


@pytest.fixture
def full_lines(cast, clock):
    """A pupil for every character there is, each in a class of their own, with a year of nothing else."""

    def filled(year: AcademicYear) -> None:
        clock.at(dt.datetime.combine(year.until, dt.time(18, 0)).isoformat())
        pupils = Pupil.objects.bulk_create(
            Pupil(forename="Full", surname=f"Line {ord(char)}", date_of_birth=dt.date(year.start - 8, 1, 9))
            for char in ALL_CHARS
        )
        classes = SchoolClass.objects.bulk_create(
            SchoolClass(school=cast.oak, year=year.start, name=f"{ord(char)}") for char in ALL_CHARS
        )
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(pupil=pupil, school=cast.oak, since=year.since, until=year.until) for pupil in pupils
        )
        ClassMembership.objects.bulk_create(
            ClassMembership(
                enrolment=enrolment, school_class=school_class, since=year.since, until=year.until
            )
            for enrolment, school_class in zip(enrolments, classes, strict=True)
        )
        positions = np.flatnonzero(year.writable)
        days = np.datetime64(year.week0) + positions // 2
        import_marks(
            school=cast.oak,
            marks=Brought(
                np.repeat([pupil.pk for pupil in pupils], len(positions)),
                np.tile(days, len(pupils)),
                np.tile((positions % 2).astype(np.uint8), len(pupils)),
                np.repeat(np.frombuffer(ALL_CHARS.encode(), np.uint8), len(positions)),
            ),
            by=cast.data_manager,
        )

    return filled


def read_plainly(char: str, days: list[dt.date]) -> dict[str, tuple[int, int]]:
    """Numerators and denominator of a line of one code over some days, a mark at a time."""
    counts: Counter[str] = Counter()
    for day in days:
        code = code_set("england", day).by_code.get(code_of(char))
        if code is not None:
            counts["possible"] += 2 * code.category.possible
            for name, counted in COUNTED.items():
                counts[name] += 2 * counted(code)
    return {name: (counts[name], counts["possible"]) for name in COUNTED}


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_every_code_over_every_period(cast, full_lines, year):
    full_lines(year)
    held = rolls(Scope(school=cast.oak), year.since, year.until, fields=["class"])
    days = [year.date_of(int(at)) for at in np.flatnonzero(year.writable)[::2]]
    periods = [
        Period.of_year(year),
        Period.between(year.since, year.since),
        Period.between(dt.date(year.start, 8, 18), dt.date(year.start, 8, 19)),
        Period.between(dt.date(year.start, 9, 1), dt.date(year.start + 1, 3, 31)),
        Period.between(year.until, year.until),
    ]
    answer = evaluate(held.rolls, list(COUNTED), periods, ["class"])
    found = {
        (row.period.label, row.group["class"], row.measure): (row.numerator, row.denominator)
        for row in answer.rows
        if row.group["class"] is not None
    }
    for period in periods:
        within = [day for day in days if period.since <= day <= period.until]
        for char in ALL_CHARS:
            for measure, expected in read_plainly(char, within).items():
                assert found.get((period.label, str(ord(char)), measure), (0, 0)) == expected, (char, period)


def test_full_lines_by_week_and_weekday_add_up_to_the_year(cast, full_lines):
    year = YEARS[0]
    full_lines(year)
    held = rolls(Scope(school=cast.oak), year.since, year.until, fields=["class"])
    whole = totals(evaluate(held.rolls, ["absence"], [Period.of_year(year)], ["class"]))
    for part in ("week", "weekday", "session"):
        parts = totals(evaluate(held.rolls, ["absence"], [Period.of_year(year)], ["class", part]))
        assert parts == whole, part
    assert differences(cast.oak) == []


def totals(answer) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in answer.rows:
        before = found.get(row.group["class"], (0, 0))
        found[row.group["class"]] = (before[0] + row.numerator, before[1] + (row.denominator or 0))
    return found
