"""A school's calendar of one academic year as somebody stated it, if anybody did."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import DateField

from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import Calendar, Kind, Span
from trellis.schools.models import CalendarSpan, DatedQuerySet, School
from trellis.schools.questions import SCHOOL, SINCE, Asking, Given, Question


def stated_calendar(school: School, year: AcademicYear) -> Calendar | None:
    """The calendar of a year, where terms were stated for it; None where it can only be inferred from
    marks.
    """
    return stated_calendars(school, [year])[0]


def stated_calendars(school: School, years: Sequence[AcademicYear]) -> list[Calendar | None]:
    """The same of several years that follow each other, asked for at once."""
    return stated_by_school([school], years)[school.pk]


def stated_by_school(
    schools: Iterable[School], years: Sequence[AcademicYear]
) -> dict[int, list[Calendar | None]]:
    """The same of several schools, asked for at once."""
    schools = list(schools)
    held: dict[int, list[Span]] = {school.pk: [] for school in schools}
    if len(schools) == 1:
        spans: Iterable[Any] = asking_calendars(schools[0], years).answer()
    else:
        spans = _as_stated(CalendarSpan.objects.filter(school__in=schools), years[0].since, years[-1].until)
    for school, starts, ends, kind, name in spans:
        held[school].append(Span(starts, ends, Kind(kind), name))
    return {school.pk: [_stated(school, year, held[school.pk]) for year in years] for school in schools}


def asking_calendars(school: School, years: Sequence[AcademicYear]) -> Asking:
    """The question that one school's calendars of some years answer."""
    return _STATED.of(school=school.pk, since=years[0].since, until=years[-1].until)


def _as_stated(spans: DatedQuerySet, since: Any, until: Any) -> Any:
    """What somebody stated of some days, a row for each span."""
    stated = spans.filter(inferred=False).between(since, until)
    return stated.values_list("school_id", "since", "until", "kind", "name")


# One school's, which every page about a day asks for.
_STATED = Question(
    lambda: _as_stated(CalendarSpan.objects.filter(school=SCHOOL), SINCE, Given("until", DateField()))
)


def _stated(school: School, year: AcademicYear, spans: Iterable[Span]) -> Calendar | None:
    within = tuple(span for span in spans if span.since <= year.until and span.until >= year.since)
    if not any(span.kind is Kind.TERM for span in within):
        return None
    return calendar_of(year, within, school.nation)


@lru_cache(maxsize=256)
def calendar_of(year: AcademicYear, spans: tuple[Span, ...], nation: str) -> Calendar:
    """The calendar that some spans make: the same ones are worked out once, whoever asks, page after page."""
    return Calendar(year, spans, nation)
