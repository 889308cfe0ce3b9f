"""A school's calendar of one academic year as somebody stated it, if anybody did."""

from functools import lru_cache

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar, Kind, Span
from trellis.schools.models import CalendarSpan, School


def stated_calendar(school: School, year: AcademicYear) -> Calendar | None:
    """The calendar of a year, where terms were stated for it; None where it can only be inferred from
    marks.
    """
    spans = CalendarSpan.objects.filter(school=school, inferred=False).between(year.since, year.until)
    stated = tuple(Span(span.since, span.until, Kind(span.kind), span.name) for span in spans)
    if not any(span.kind is Kind.TERM for span in stated):
        return None
    return calendar_of(year, stated, school.nation)


@lru_cache(maxsize=256)
def calendar_of(year: AcademicYear, spans: tuple[Span, ...], nation: str) -> Calendar:
    """The calendar that some spans make: the same ones are worked out once, whoever asks, page after page."""
    return Calendar(year, spans, nation)
