r"""Registers drawn in tests, as on paper.

    AMY_AND_BEN = '''
        Amy   /\ /\ O\
        Ben   II II /\
    '''
    lines = register(AMY_AND_BEN)

Drawings begin on Monday 9 September 2024 unless a test says otherwise.
"""

from __future__ import annotations

from datetime import date, timedelta

from trellis.rules.academic_year import AcademicYear
from trellis.rules.marks import Line, draw, read_drawing

MONDAY = date(2024, 9, 9)


def register(drawing: str, *, since: date = MONDAY) -> dict[str, Line]:
    """Each pupil's line, by name, in the academic year of the first day drawn."""
    return read_drawing(drawing, year=AcademicYear.of(since), since=since)


def line(days: str, *, since: date = MONDAY) -> Line:
    """One nameless pupil's line."""
    return register(f"Pupil  {days}", since=since)["Pupil"]


def drawn(lines: dict[str, Line], *, since: date = MONDAY, days: int = 5) -> str:
    """The register as text again, for as many days of the calendar as a test wants to see."""
    year = AcademicYear.of(since)
    return draw(lines, year=year, since=since, until=since + timedelta(days=days - 1))
