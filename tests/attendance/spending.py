"""A half-term spent: every open session of a child present, but for those said.

spend(cast.oak, {cast.amy: "7I 1O 6L", cast.ben: ""})    Amy: 7 ill, 1 unauthorised, 6 late; Ben: all
present spend(cast.oak, {cast.cal: "3."})                         Cal: three marks missing
"""

import datetime as dt
import re
from collections.abc import Mapping

import numpy as np

from trellis.registers.calendars import stated_calendar
from trellis.registers.importing import Brought, import_marks
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Pupil, School

AUTUMN_1 = ("Autumn 1", dt.date(2024, 9, 3), dt.date(2024, 10, 24))
BY = "command line, tests"


def spend(
    school: School,
    spent: Mapping[Pupil, str],
    *,
    since: dt.date = AUTUMN_1[1],
    until: dt.date = AUTUMN_1[2],
    sessions: int | None = None,
) -> int:
    """Write the marks of a half-term; answers how many sessions the school was open for."""
    year = AcademicYear.of(since)
    calendar = stated_calendar(school, year)
    assert calendar is not None
    opened = [at for at in year.positions(since, until) if calendar.open_mask()[at]][:sessions]
    columns: list[tuple[int, dt.date, int, int]] = []
    for pupil, said in spent.items():
        chars = "".join(char * int(count) for count, char in re.findall(r"(\d+)(\S)", said))
        assert len(chars) <= len(opened)
        for place, at in enumerate(opened):
            session = at % 2
            char = chars[place] if place < len(chars) else "/\\"[session]
            if char != ".":
                columns.append((pupil.pk, year.date_of(at), session, ord(char)))
    pupils, dates, halves, marks = zip(*columns, strict=True)
    import_marks(
        school=school,
        marks=Brought(
            np.array(pupils, np.int64),
            np.array(dates, "datetime64[D]"),
            np.array(halves, np.uint8),
            np.array(marks, np.uint8),
        ),
        by=BY,
    )
    return len(opened)
