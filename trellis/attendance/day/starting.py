"""Children who were due to start and have not come: absent from that day, and chased like anybody."""

import datetime as dt

from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import CodeSet
from trellis.rules.school_days import SchoolDays
from trellis.rules.still_out import Absence, open_absence
from trellis.rules.words import Session


def absence_since(enrolled: dt.date, marks: str, year: AcademicYear, codes: CodeSet) -> Absence | None:
    """The open absence of an enrolment of this year's line up to now; what stood before it counts nowhere."""
    if marks[-1:] in codes.attended:
        return None  # so it is of nearly everybody, whenever they came
    at = year.position(max(enrolled, year.since), Session.AM)
    return open_absence("." * at + marks[at:], attended=codes.attended, absent=codes.absent)


def never_came(enrolled: dt.date, absence: Absence | None, year: AcademicYear, days: SchoolDays) -> bool:
    """Whether a child enrolled this year was absent on the first school day and has not attended since."""
    if absence is None or absence.last_attended is not None or enrolled < year.since:
        return False
    first = year.date_of(absence.since)
    return list(days.between(enrolled, first)) == [first]
