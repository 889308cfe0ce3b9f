"""What changes an offer: levels begun with and written, steps added, laid aside and carried out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Grouping, School, at_place
from trellis.schools.owning import Owner
from trellis.support.actions import refuse
from trellis.support.offer.models import OfferLevel, OfferStep, StepCarriedOut
from trellis.support.offer.starters import STARTERS


@transaction.atomic
def begin_offer(*, place: School | Grouping, starter: str, by: By) -> list[OfferLevel]:
    """Begin with levels the product knows, and a few steps of each."""
    if OfferLevel.objects.at(place).filter(until=None).exists():
        raise refuse(gettext_noop("The offer is begun already: change its levels."))
    found = []
    for number, one in enumerate(STARTERS[starter][1]):
        level = OfferLevel(**at_place(place), name=str(one.name), tier=one.tier, about=str(one.about))
        level.place_in = number
        found.append(keep(level, by))
        for at, step in enumerate(one.steps):
            row = OfferStep(level=level, place_in=at, role=step.role)
            for name in ("words", "evidence", "for_families", "how_to_get"):
                setattr(row, name, str(getattr(step, name)))
            keep(row, by)
    return found


def write_level(*, level: OfferLevel, name: str, tier: str, about: str, by: By) -> OfferLevel:
    """Name a level anew, and say which tier it is meant for."""
    level.name, level.tier, level.about = name.strip(), tier, about.strip()
    return keep(level, by)


@transaction.atomic
def write_step(
    *, level: OfferLevel, values: Mapping[str, Any], owner: Owner, by: By, step: OfferStep | None = None
) -> OfferStep:
    """Write a step of a level, or write one anew; it may move to another level."""
    if values.get("how_to_get") and not values.get("for_families"):
        raise refuse(gettext_noop("Say what a family gets before how they get it."))
    held = step or OfferStep()
    if held.pk is None or held.level_id != level.pk:
        last = level.steps.aggregate(last=Max("place_in"))["last"]
        held.place_in = 0 if last is None else last + 1
    held.level, held.owner = level, owner
    for name, value in values.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    return keep(held, by)


def lay_step_aside(*, step: OfferStep, by: By) -> OfferStep:
    """A step is offered no more from today; that it was carried out stays."""
    step.until = timezone.localdate() - dt.timedelta(days=1)
    return keep(step, by)


@transaction.atomic
def carry_out(*, step: OfferStep, school: School, on: dt.date, words: str, by: By) -> StepCarriedOut:
    """A step was carried out at a school: once a school year; said again, the later words stand."""
    if on > timezone.localdate():
        raise refuse(gettext_noop("It cannot have been carried out after today."))
    year = AcademicYear.of(on).start
    held = StepCarriedOut.objects.filter(step=step, school=school, year=year).first()
    held = held or StepCarriedOut(step=step, school=school, year=year)
    held.on, held.words, held.by_name = on, words.strip(), name_of(by)
    return keep(held, by)


def not_carried_out(*, carried_out: StepCarriedOut, by: By) -> None:
    """It was said by mistake; that it was said stays in the history."""
    drop(carried_out, by)
