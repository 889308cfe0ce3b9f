"""Real daily figures, expanded into marks and measured, come back exactly."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.dfe import PUBLISHED, DailyRow, daily_rows
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.codes import char_of
from trellis.rules.words import Nation

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def rows() -> list[DailyRow]:
    if not (SHARED_DATA / PUBLISHED).exists():
        pytest.skip("The department's published figures are not beside the repository (../shared/data).")
    return daily_rows(SHARED_DATA)


def roll_of_marks(row: DailyRow) -> Roll:
    """A school of the row's invented pupils, with that day's marks and nothing else."""
    year = AcademicYear.of(row.day)
    marks = list(row.marks())
    pupils = 1 + max(pupil for pupil, _, _ in marks)
    lines = np.full((pupils, SESSIONS), ord("."), np.uint8)
    for pupil, session, code in marks:
        lines[pupil, year.position(row.day, session)] = ord(char_of(code))
    whole = year.positions(year.since, year.until)
    return Roll(
        year=year,
        nation=Nation.ENGLAND,
        marks=lines,
        line=np.arange(pupils),
        first=np.full(pupils, whole[0], np.int16),
        last=np.full(pupils, whole[-1], np.int16),
        enrolment=np.arange(pupils),
        person=np.arange(pupils),
        born=np.full(pupils, np.datetime64("2014-05-05")),
        expected=np.zeros((1, SESSIONS), np.bool_),
        mask=np.zeros(pupils, np.intp),
    )


def test_forty_daily_rows_come_back_exactly(rows: list[DailyRow]) -> None:
    assert len(rows) == 40
    for row in rows:
        assert row.possible < 2000
        day = Period.between(row.day, row.day)
        codes = [code for code in row.sessions if code not in ("H", "J", "F", "Y")]
        names = ["attendance", "absence", "authorised_absence", "unauthorised_absence", "late"]
        answer = evaluate([roll_of_marks(row)], [*names, *(f"reason:{code}" for code in codes)], [day])
        counted = {held.measure: held for held in answer.rows}
        published = (row.attended, row.absent, row.authorised, row.unauthorised, row.late)
        assert tuple(counted[name].numerator for name in names) == published, row.name
        assert {counted[name].denominator for name in names} == {row.possible}, row.name
        assert {code: counted[f"reason:{code}"].numerator for code in codes} == {
            code: row.sessions[code] for code in codes
        }, row.name


def test_the_days_before_and_after_are_empty(rows: list[DailyRow]) -> None:
    roll = roll_of_marks(rows[0])
    around = [rows[0].day + timedelta(days=n) for n in (-1, 1)]
    answer = evaluate([roll], ["attendance"], [Period.between(day, day) for day in around])
    assert [row.denominator for row in answer.rows] == [0, 0]
