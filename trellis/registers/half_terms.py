"""The half-term a day lies in, as the school's calendar or its registers know it."""

import datetime as dt
from collections.abc import Iterable

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


def last_half_term_over(schools: Iterable[School], day: dt.date) -> dt.date | None:
    """The last day of the last half-term that is over at every one of some schools by a day.

    What is told without a child is told as far as that: a figure that moves every day gives away who moved it
    (docs/adr/0024).
    """
    year = AcademicYear.of(day)
    ends = [
        max(
            (
                half.until
                for each in (year.before, year)
                for half in half_terms_of(school, each)
                if half.until < day
            ),
            default=None,
        )
        for school in schools
    ]
    return min((end for end in ends if end is not None), default=None)
