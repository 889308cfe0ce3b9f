"""What is fresh, what is due and what is late: boards, and whatever else must be kept up to date."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from trellis.registers.calendars import stated_calendar
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.currency import Every, next_due, stale_after
from trellis.schools.models import School
from trellis.telling.models import Board, Kept

ALL: Final = Q()


@dataclass(frozen=True)
class Standing:
    """One of them: when it was last seen to, until when that holds, and whether that is past."""

    thing: Any
    last: dt.date | None
    due: dt.date
    day: dt.date

    @property
    def is_late(self) -> bool:
        return self.day > self.due


def boards_of(school: School, day: dt.date, among: Q = ALL) -> list[Standing]:
    """The boards that hang on a day, the stalest first."""
    held = Board.objects.on(day).filter(among, school=school).select_related("person", "team")
    found = [
        Standing(board, board.last, stale_after(board.fresh_since, board.stale_after_weeks), day)
        for board in held.annotate(last=Max("updates__on"), fresh_since=Coalesce(Max("updates__on"), "since"))
    ]
    return sorted(found, key=lambda one: (one.due, one.thing.name))


def kept_of(school: School, day: dt.date, among: Q = ALL) -> list[Standing]:
    """What must be kept up to date, what is due soonest first. Never looked at, it is due at once."""
    held = Kept.objects.on(day).filter(among, school=school).select_related("person", "team")
    things = list(held.annotate(last=Max("looks__on")))
    half_terms = half_terms_around(school, day) if things else ()
    found = [
        Standing(
            kept,
            kept.last,
            next_due(kept.last, Every(kept.every), half_terms) if kept.last else kept.since,
            day,
        )
        for kept in things
    ]
    return sorted(found, key=lambda one: (one.due, one.thing.name))


def late(standings: Iterable[Standing]) -> list[Standing]:
    return [one for one in standings if one.is_late]


def half_terms_around(school: School, day: dt.date) -> tuple[HalfTerm, ...]:
    """The half-terms of the year before, this year and the next, as far as a calendar is stated."""
    year = AcademicYear.of(day)
    calendars = (stated_calendar(school, each) for each in (year.before, year, year.after))
    return tuple(held for calendar in calendars if calendar for held in calendar.half_terms)
