"""Figures that others printed of Oak, as they would print them of registers we know."""

import datetime as dt
from typing import Any

from trellis.evidence.actions import PrintedRow, bring_printed_figure
from trellis.evidence.models import PrintedFigure

SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 9)


def printed(cast: Any, **said: Any) -> PrintedFigure:
    """Attendance of the first ten sessions, printed that Monday, counted as Trellis counts but for what is
    said.
    """
    about = {
        "source": "MIS, attendance summary",
        "measure": "attendance",
        "year": 2024,
        "half_term": "",
        "since": SINCE,
        "until": UNTIL,
        "printed_on": UNTIL,
        "population": "all_on_roll",
    }
    return bring_printed_figure(school=cast.oak, by=cast.office, **{**about, **said})


def listed(cast: Any, *rows: tuple[str, int, int]) -> list[PrintedRow]:
    """A list of pupils by their names in the cast; a name that is nobody's is nobody here."""
    return [
        PrintedRow(place, cast.pupils[name].pk if name in cast.pupils else None, part, whole)
        for place, (name, part, whole) in enumerate(rows, start=2)
    ]
