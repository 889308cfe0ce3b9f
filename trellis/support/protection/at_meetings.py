"""Safeguarding at meetings: on which agendas it stands, and at how many of this year's it was minuted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.gatherings.actions import set_standing
from trellis.gatherings.models import MEETINGS, Gathering, Item, Kind, StandingItem
from trellis.rules.academic_year import AcademicYear
from trellis.schools.dating import By
from trellis.schools.models import School

_KNOWN_BY: Final = ("safeguarding", "diogelu")
"""An item is about it where its words hold one of these, in English or in Welsh."""


def is_about_it(words: str) -> bool:
    """Whether an item of an agenda is about safeguarding."""
    return any(one in words.casefold() for one in _KNOWN_BY)


@dataclass(frozen=True)
class Agenda:
    """One kind of meeting: whether the item stands, how many were held, had it, and have a word of it."""

    kind: str
    words: Any
    stands: bool
    held: int
    had: int
    minuted: int


def agendas(school: School, day: dt.date) -> list[Agenda]:
    """Each kind of meeting, over the school year so far: the same questions however many meetings."""
    standing = {one.kind for one in StandingItem.objects.at(school) if is_about_it(one.words)}
    year = AcademicYear.of(day)
    meetings = list(
        Gathering.objects.at(school).filter(called_off=False, on__range=(year.since, day), kind__in=MEETINGS)
    )
    had: dict[int, bool] = {}
    for item in Item.objects.filter(gathering__in=meetings):
        if is_about_it(item.words):
            had[item.gathering_id] = had.get(item.gathering_id, False) or bool(item.minutes)
    return [_agenda(kind, kind in standing, meetings, had) for kind in MEETINGS if kind != Kind.VISIT]


def _agenda(kind: Kind, stands: bool, meetings: Sequence[Gathering], had: dict[int, bool]) -> Agenda:
    held = [one.pk for one in meetings if one.kind == kind]
    return Agenda(
        kind,
        kind.label,
        stands,
        held=len(held),
        had=sum(pk in had for pk in held),
        minuted=sum(had.get(pk, False) for pk in held),
    )


@transaction.atomic
def stand_at(*, school: School, kind: str, by: By) -> None:
    """From now on it stands on every agenda of a kind, after what stands there already."""
    lines = [one.words for one in StandingItem.objects.at(school).filter(kind=kind)]
    if not any(map(is_about_it, lines)):
        set_standing(place=school, kind=kind, lines=[*lines, _("Safeguarding")], by=by)
