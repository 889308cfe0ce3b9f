"""A school's calendar of one academic year as somebody stated it, if anybody did."""

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar, Kind, Span
from trellis.schools.models import CalendarSpan, School


def stated_calendar(school: School, year: AcademicYear) -> Calendar | None:
    """The calendar of a year, where terms were stated for it; None where it can only be inferred from
    marks.
    """
    spans = CalendarSpan.objects.filter(school=school, inferred=False).between(year.since, year.until)
    stated = [Span(span.since, span.until, Kind(span.kind), span.name) for span in spans]
    if not any(span.kind is Kind.TERM for span in stated):
        return None
    return Calendar(year, stated, school.nation)
