"""Storing the demonstration's scores: reading, words a minute, well-being at the first school, in two waves;
and there, whether each class had its daily activity, and two talks with colleagues.

They are drawn by themselves: nothing in them follows from a child's marks, and nothing is planted in them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from trellis.learning.actions import name_scale
from trellis.learning.models import Scale, Score
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Enrolment, Person, School, SchoolClass
from trellis.support.wellbeing.actions import school_days, write_staff_check
from trellis.support.wellbeing.models import DailyActivity
from trellis.web.demo.chance import happens, one_of, stream
from trellis.web.demo.world import World

_BY: Final = "Class teacher"
_ACTIVITIES: Final = ("", "Five minutes of quiet", "A walk round the field", "Three good things")
_TALKS: Final = (
    ("thanks", "Every family on the list was rung, and two children came back."),
    ("workload", "The minutes of two meetings are written by the office from now on."),
)
_LAST_JULY: Final = (7, 6)
_THIS_AUTUMN: Final = (9, 21)


@dataclass(frozen=True)
class _Measured:
    """A scale, and how its scores lie: of a child of five, a year older, around that, from wave to wave."""

    values: dict[str, Any]
    at_five: float
    a_year: float
    around: float
    gained: float


_SCALES: Final = (
    _Measured(
        {"name": "Reading age", "unit": "years", "least": 4, "most": 18, "places": 1},
        at_five=5.2,
        a_year=1.0,
        around=0.9,
        gained=0.2,
    ),
    _Measured(
        {"name": "Words a minute", "unit": "words", "least": 0, "most": 250, "places": 0},
        at_five=18,
        a_year=22,
        around=18,
        gained=6,
    ),
    _Measured(
        {
            "name": "How I feel at school",
            "instrument": "Well-being",
            "unit": "points",
            "least": 0,
            "most": 40,
            "places": 0,
            "about": "Ten questions, answered by the child with an adult they know.",
            "grouped": "0 An adult talks with them\n20 We keep an eye\n26 All is well",
        },
        at_five=28,
        a_year=-0.4,
        around=5,
        gained=0.5,
    ),
)


def store_scores(world: World, schools: Sequence[School]) -> None:
    """Two waves of the first school's children."""
    school = schools[0]
    by = Person.objects.get(email=world.staff.of(world.schools[0], "inclusion").email)
    made: list[Score] = []
    for one in _SCALES:
        values = {name: Decimal(it) if name in {"least", "most"} else it for name, it in one.values.items()}
        scale = name_scale(place=school, by=by, **values)
        made += _waves(world, school, scale, one)
    bulk_create_with_history(made, Score, batch_size=500, default_change_reason="demonstration")
    _activities(world, school)
    _talks(world, school)


def _waves(world: World, school: School, scale: Scale, lies: _Measured) -> Iterator[Score]:
    chance = stream(world.seed, "scores", scale.name)
    today = min(world.on, timezone.localdate())
    year = AcademicYear.of(today)
    days = [dt.date(year.start, *_LAST_JULY), dt.date(year.start, *_THIS_AUTUMN)]
    ability: dict[int, float] = {}
    for number, on in enumerate(day for day in days if day <= today):
        wave = ("Summer %d", "Autumn %d")[number] % year.start
        for pupil, born in _on_roll(school, on):
            own = ability.setdefault(pupil, float(chance.normal(0, lies.around)))
            old = (on - born).days / 365.25 - 5
            drawn = lies.at_five + lies.a_year * old + own + lies.gained * number
            drawn += float(chance.normal(0, lies.around / 4))
            yield _score(school, scale, pupil, wave, on, drawn)


def _on_roll(school: School, on: dt.date) -> list[tuple[int, dt.date]]:
    held = Enrolment.objects.on(on).filter(school=school, pupil__merged_into=None)
    return list(held.order_by("pk").values_list("pupil", "pupil__date_of_birth").distinct())


def _score(school: School, scale: Scale, pupil: int, wave: str, on: dt.date, drawn: float) -> Score:
    least, most = float(scale.least), float(scale.most)
    value = Decimal(str(round(float(np.clip(drawn, least, most)), scale.places)))
    return Score(school=school, pupil_id=pupil, scale=scale, wave=wave, on=on, value=value, by_name=_BY)


def _activities(world: World, school: School) -> None:
    """The last two weeks of each class, as far as its teacher said so."""
    chance = stream(world.seed, "daily activity")
    today = min(world.on, timezone.localdate())
    classes = list(
        SchoolClass.objects.filter(school=school, year=AcademicYear.of(today).start).order_by("name")
    )
    DailyActivity.objects.bulk_create(
        DailyActivity(school_class=one, on=on, words=one_of(chance, _ACTIVITIES), by_name=_BY)
        for on in school_days(school, today).between(today - dt.timedelta(days=13), today)
        if on < today
        for one in classes
        if happens(chance, 0.85)
    )


def _talks(world: World, school: School) -> None:
    """Something that went well, and a workload looked at together."""
    today = min(world.on, timezone.localdate())
    head, *others = (
        Person.objects.get(email=world.staff.of(world.schools[0], name).email)
        for name in ("head", "inclusion", "attendance")
    )
    for number, (person, (kind, words)) in enumerate(zip(others, _TALKS, strict=True)):
        on = today - dt.timedelta(days=6 + number)
        write_staff_check(school=school, person=person, on=on, kind=kind, words=words, next_on=today, by=head)
