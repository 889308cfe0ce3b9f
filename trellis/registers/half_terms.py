"""The half-term a day lies in, as the school's calendar or its registers know it."""

import datetime as dt

from trellis.registers.calendars import stated_calendar
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.schools.models import School


def half_term_at(school: School, day: dt.date) -> HalfTerm | None:
    """The half-term a day lies in, or the last that had begun by then; None where none is known."""
    year = AcademicYear.of(day)
    begun = [
        held for each in (year.before, year) for held in half_terms_of(school, each) if held.since <= day
    ]
    return max(begun, default=None)


def half_terms_of(school: School, year: AcademicYear) -> tuple[HalfTerm, ...]:
    """The half-terms of a year: stated, or as its registers show them where nothing was stated."""
    stated = stated_calendar(school, year)
    if stated is not None:
        return stated.half_terms
    held = rolls(Scope(school=school), year.since, year.until).rolls
    return tuple(held[0].half_terms[0]) if held and held[0].half_terms else ()
