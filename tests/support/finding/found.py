"""Levels and lists to test with: a table at Oak, an indicator noted, a level decided, children found, a month
of marks.
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.attendance.spending import spend
from trellis.rules.calendar import HalfTerm
from trellis.schools.models import Grouping, School
from trellis.support.finding.actions import begin_table, decide_level, note_indicator
from trellis.support.finding.cohort_forms import half_terms_here
from trellis.support.finding.cohorts import Asked, Found, keep_cohort, looking, run
from trellis.support.finding.conditions import Condition
from trellis.support.finding.levels import AtSchool, Stands
from trellis.support.finding.models import (
    Cohort,
    DecidedLevel,
    LevelIndicator,
    NotedIndicator,
    VulnerabilityTable,
)

FIRST, LAST = dt.date(2024, 9, 3), dt.date(2024, 9, 30)


def september(cast: Any, clock: Any) -> None:
    """Forty sessions: Amy a quarter away without leave, Ben half, Cal an eighth, Dee exactly 90%."""
    clock.at("2024-10-01T09:00")
    away = {cast.amy: "10O", cast.ben: "20I", cast.cal: "5I", cast.dee: "4I", cast.eve: "", cast.fay: "6L"}
    spend(cast.oak, away, since=FIRST, until=LAST)


def a_table(cast: Any, place: School | Grouping | None = None) -> VulnerabilityTable:
    """The one the product knows."""
    return begin_table(place=place or cast.oak, by=cast.head)


def indicator(table: VulnerabilityTable, words: str) -> LevelIndicator:
    return table.indicators.get(words__startswith=words)


def noted(cast: Any, name: str, words: str, table: VulnerabilityTable, **said: Any) -> NotedIndicator:
    """An indicator noted of a child of Oak today."""
    held = {"pupil": cast.pupils[name], "school": cast.oak, "since": said.pop("since", day_of())}
    return note_indicator(indicator=indicator(table, words), by=cast.head, **held | said)


def seen(cast: Any, reader: Any = None, school: School | None = None, *, protected: bool = True) -> AtSchool:
    """The school as somebody sees it today."""
    return AtSchool(school or cast.oak, reader or cast.head, day_of(), protected)


def stands(cast: Any, name: str, **said: Any) -> Stands:
    return seen(cast, **said).stand([cast.pupils[name].pk])[0]


def decided(cast: Any, name: str, level: int, **said: Any) -> DecidedLevel:
    """A level decided by the head."""
    values = {"on": day_of(), "reason": "We know the family.", "by": cast.head, "school": cast.oak}
    return decide_level(stands=stands(cast, name), level=level, **values | said)


def autumn_1(cast: Any) -> HalfTerm:
    """The first half-term of Oak."""
    return half_terms_here(cast.oak, day_of())[0]


def find(cast: Any, *conditions: Condition, reader: Any = None, **more: Any) -> tuple[Found, Asked]:
    """What is found at Oak today, and what was asked."""
    asked = Asked(tuple(conditions), **more)
    return run(asked, looking(cast.oak, reader or cast.head, autumn_1(cast), asked)), asked


def kept(cast: Any, *conditions: Condition, name: str = "Targeted", by: Any = None, **more: Any) -> Cohort:
    """The same, kept as a list of this half-term."""
    found, asked = find(cast, *conditions, reader=by, **more)
    at = {"school": cast.oak, "half_term": autumn_1(cast), "by": by or cast.head}
    return keep_cohort(name=name, asked=asked, found=found, **at)


def day_of() -> dt.date:
    return timezone.localdate()
