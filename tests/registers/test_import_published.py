"""Real daily figures, expanded into marks, brought as a file, measured: they come back exactly.

The department published the sessions of each code; forty of its rows go through the import a school uses
and the measures a head reads, and every count must be the published one.
"""

import datetime as dt
from pathlib import Path

import pytest

from tests.dfe import PUBLISHED, daily_rows
from tests.imports.bringing import bring, counts, csv_file, take_back
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.registers.rolls import Scope, rolls
from trellis.schools.models import CalendarSpan

SHARED = Path(__file__).parents[3] / "shared" / "data"
NAMES = ("attendance", "absence", "authorised_absence", "unauthorised_absence", "late")


@pytest.mark.skipif(
    not (SHARED / PUBLISHED).exists(), reason="the department's figures are not in ../shared/data"
)
def test_forty_published_rows_come_back_exactly(cast, clock, tmp_path):
    clock.at("2024-09-16T16:00")
    CalendarSpan.objects.filter(school=cast.oak).delete()
    chosen = daily_rows(SHARED)
    expanded = [list(row.marks()) for row in chosen]
    pupils = 1 + max(pupil for marks in expanded for pupil, _session, _code in marks)
    listed = [[f"P{n}", "Pupil", f"No{n}", "2014-05-05", "2024-09-02"] for n in range(pupils)]
    columns = ["pupil_id", "forename", "surname", "date_of_birth", "start_date"]
    bring("pupils", cast.oak, csv_file(tmp_path, [columns, *listed]), on="2024-09-09")
    for row, marks in zip(chosen, expanded, strict=True):
        told = [[f"P{pupil}", row.day.isoformat(), session.value, code] for pupil, session, code in marks]
        path = csv_file(tmp_path, [["pupil_id", "date", "session", "code"], *told])
        answer = bring("marks", cast.oak, path)
        assert (counts(answer), answer["problems"]) == ((len(marks), 0, 0), [])
        measured = measured_on(cast.oak, row.day, [code for code in row.sessions if row.sessions[code]])
        published = (row.attended, row.absent, row.authorised, row.unauthorised, row.late)
        assert tuple(measured[name].numerator for name in NAMES) == published, row.name
        assert {measured[name].denominator for name in NAMES} == {row.possible}, row.name
        for code, sessions in row.sessions.items():
            assert not sessions or measured[f"reason:{code}"].numerator == sessions, (row.name, code)
        assert take_back(answer) == {"undone": len(marks), "kept": []}


def measured_on(school, day: dt.date, codes):
    held = rolls(Scope(school=school), day, day)
    names = [*NAMES, *(f"reason:{code}" for code in codes)]
    answer = evaluate(held.rolls, names, [Period.between(day, day)])
    return {row.measure: row for row in answer.rows}
