"""What people do with incidents: record one, say who had a part in it, put it right, follow it up, take it
back; and say in which words a place records them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.conduct.models import Choice, Incident, Involvement
from trellis.conduct.starters import STARTERS
from trellis.rules.incidents import ProblemWithIncident
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Enrolment, Grouping, Person, Pupil, School, at_place

CORRECTED = ("on", "when", "at", "type", "place", "severity", "words", "action")
"""What is said of an incident, and may be put right."""


def _refuse(template: str, **values: object) -> ProblemWithIncident:
    return ProblemWithIncident(Sentence(template, **values), values)


@transaction.atomic
def record_incident(*, school: School, parts: Mapping[Pupil, str], by: By, **values: Any) -> Incident:
    """Record what happened. The same sent twice is recorded once."""
    if not parts:
        raise _refuse(gettext_noop("Say which child it is about."))
    held = Incident(school=school, by_name=name_of(by), by=by if isinstance(by, Person) else None, **values)
    held.words, held.recorded_at = held.words.strip(), timezone.now()
    _insist(held)
    _insist_on_roll(school, parts, held.on)
    again = _recorded_already(held, parts)
    if again is not None:
        return again
    keep(held, by)
    for pupil, part in parts.items():
        keep(Involvement(incident=held, pupil=pupil, part=part), by)
    return held


def _insist(incident: Incident) -> None:
    if incident.on > timezone.localdate():
        says = gettext_noop("%(day)s is still to come: an incident is recorded once it happened.")
        raise _refuse(says, day=day_in_words(incident.on))
    if not incident.words:
        raise _refuse(gettext_noop("Say in a sentence what happened."))


def _insist_on_roll(school: School, pupils: Mapping[Pupil, Any], on: dt.date) -> None:
    here = set(
        Enrolment.objects.on(on).filter(school=school, pupil__in=pupils).values_list("pupil", flat=True)
    )
    for pupil in pupils:
        if pupil.pk not in here:
            says = gettext_noop("%(pupil)s was not on the roll on %(day)s.")
            raise _refuse(says, pupil=pupil, day=day_in_words(on))


def _recorded_already(held: Incident, parts: Mapping[Pupil, str]) -> Incident | None:
    """The very same, by the same person: it was sent twice."""
    same = Incident.objects.standing().filter(
        school=held.school, on=held.on, when=held.when, type=held.type, words=held.words, by_name=held.by_name
    )
    wanted = {pupil.pk for pupil in parts}
    for one in same.prefetch_related("involved"):
        if {part.pupil_id for part in one.involved.all()} == wanted:
            return one
    return None


@transaction.atomic
def correct_incident(*, incident: Incident, by: By, **values: Any) -> Incident:
    """Put right what was said; what stood before stays in its history."""
    _standing(incident)
    before = {name: getattr(incident, name) for name in CORRECTED}
    for name, value in values.items():
        setattr(incident, name, value.strip() if isinstance(value, str) else value)
    _insist(incident)
    if values.get("on") != before["on"]:
        _insist_on_roll(incident.school, {one.pupil: one.part for one in _involved(incident)}, incident.on)
    if before != {name: getattr(incident, name) for name in CORRECTED}:
        keep(incident, by)
    return incident


def _standing(incident: Incident) -> Incident:
    if not incident.stands:
        raise _refuse(gettext_noop("This was taken back, and is not changed any more."))
    return incident


def _involved(incident: Incident) -> Any:
    return incident.involved.select_related("pupil")


@transaction.atomic
def say_part(*, incident: Incident, pupil: Pupil, part: str, by: By) -> Involvement:
    """Say which part a child had in an incident, for the first time or otherwise than before."""
    _standing(incident)
    _insist_on_roll(incident.school, {pupil: part}, incident.on)
    held = incident.involved.filter(pupil=pupil).first() or Involvement(incident=incident, pupil=pupil)
    if held.pk is None or held.part != part:
        held.part = part
        keep(held, by)
    return held


@transaction.atomic
def leave_out(*, incident: Incident, pupil: Pupil, by: By) -> None:
    """Say that a child had no part in an incident after all; that they were named stays in its history."""
    _standing(incident)
    if incident.involved.count() < 2:
        says = gettext_noop("An incident is about a child. Where nobody had a part in it, take it back.")
        raise _refuse(says)
    for held in incident.involved.filter(pupil=pupil):
        drop(held, by)


@transaction.atomic
def follow_up(*, incident: Incident, on: dt.date, words: str, by: By) -> Incident:
    """Say how an incident was followed up, by whom and when."""
    _standing(incident)
    if on < incident.on or on > timezone.localdate():
        raise _refuse(gettext_noop("It is followed up once it has happened, and not after today."))
    incident.followed_up_on, incident.followed_up_words = on, words.strip()
    incident.followed_up_by_name = name_of(by)
    return keep(incident, by)


@transaction.atomic
def take_back(*, incident: Incident, why: str, by: By) -> Incident:
    """An incident was recorded by mistake: it stays readable, with why, and counts no longer."""
    _standing(incident)
    if not why.strip():
        raise _refuse(gettext_noop("Say why it is taken back."))
    incident.taken_back_at, incident.why_taken_back = timezone.now(), why.strip()
    return keep(incident, by)


# --- the words of a place -----------------------------------------------------------------------------------


def words_for(school: School, day: dt.date) -> dict[str, list[str]]:
    """By kind, the words a school chooses from: its own, else those of its groupings, else the starter."""
    own: dict[str, list[str]] = {kind: [] for kind in STARTERS}
    above: dict[str, list[str]] = {kind: [] for kind in STARTERS}
    for one in Choice.objects.serving(school, day):
        held = own if one.school_id == school.pk else above
        if one.words not in held[one.kind]:
            held[one.kind].append(one.words)
    return {kind: own[kind] or above[kind] or [str(one) for one in STARTERS[kind]] for kind in STARTERS}


@transaction.atomic
def set_words(*, place: School | Grouping, kind: str, lines: Sequence[str], by: By) -> None:
    """Say which words a place chooses from; incidents recorded before keep theirs."""
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    held = {one.words: one for one in Choice.objects.at(place).filter(kind=kind)}
    for words in held.keys() - set(wanted):
        drop(held[words], by)
    for number, words in enumerate(wanted):
        one = held.get(words) or Choice(**at_place(place), kind=kind, words=words)
        if one.pk is None or one.place_in != number:
            one.place_in = number
            keep(one, by)
