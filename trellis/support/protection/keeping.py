"""What the safeguarding lead does with protected records, and how one is opened.

A record says where to look and nothing of what is there. Nobody reads it without a reason, and the reason is
kept with who gave it and when.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.rules.naming import any_word_of, named_in
from trellis.rules.pointing import is_reference
from trellis.rules.words import gettext_noop
from trellis.schools.actions import place_hold, release_hold
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Hold, Person, Pupil, School
from trellis.schools.settings import setting
from trellis.support.actions import refuse
from trellis.support.protection.models import Named, Opening, Pointer, ProtectedRecord

HELD_BY = gettext_noop("the safeguarding lead")


@transaction.atomic
def begin_record(
    *,
    pupil: Pupil,
    school: School,
    system: str,
    reference: str,
    on: dt.date,
    by: By,
    holds: str = "",
) -> ProtectedRecord:
    """Say that something is on record of a child, and where. With a kind of hold, letters home wait."""
    today = timezone.localdate()
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    if ProtectedRecord.objects.still_open().filter(pupil=pupil, school=school).exists():
        raise refuse(gettext_noop("There is a record of %(pupil)s already: add to that one."), pupil=pupil)
    record = ProtectedRecord(pupil=pupil, school=school, since=today, begun_by_name=name_of(by))
    if holds:
        kind = Hold.Kind(holds)
        record.hold = place_hold(pupil=pupil, school=school, kind=kind, held_by=HELD_BY, since=today, by=by)
    keep(record, by)
    point(record=record, system=system, reference=reference, on=on, by=by)
    return record


def point(*, record: ProtectedRecord, system: str, reference: str, on: dt.date, by: By) -> Pointer:
    """Say where else to look: one of the school's systems, the reference as it gives it, and no more."""
    _insist_open(record)
    reference = reference.strip()
    if system not in systems_of(record.school):
        raise refuse(gettext_noop("Your school names no such system in its settings."))
    if word := any_word_of(reference, _names_of(record.pupil)):
        raise refuse(gettext_noop("Give the reference alone: “%(word)s” is the child’s name."), word=word)
    if not is_reference(reference):
        raise refuse(
            gettext_noop(
                "Give the reference alone, such as SG-0417, without words or spaces. The rest stands there."
            )
        )
    if on > timezone.localdate():
        raise refuse(gettext_noop("It cannot have been written there after today."))
    if record.pointers.filter(system=system, reference__iexact=reference).exists():
        raise refuse(gettext_noop("That reference is here already."))
    return keep(Pointer(record=record, system=system, reference=reference, on=on, by_name=name_of(by)), by)


def systems_of(school: School) -> list[str]:
    """The systems in which a school writes what concerns protection."""
    return list(setting(school, "safeguarding_systems"))


def take_pointer_out(*, pointer: Pointer, by: By) -> None:
    """A reference that was wrong; that it stood here stays in the history."""
    _insist_open(pointer.record)
    if not pointer.record.pointers.exclude(pk=pointer.pk).exists():
        raise refuse(gettext_noop("It is the only reference: add the right one first, or end the record."))
    drop(pointer, by)


@transaction.atomic
def name_for(*, record: ProtectedRecord, person: Person, by: By) -> Named:
    """Somebody needs to know of this child."""
    _insist_open(record)
    if record.named.still_open().filter(person=person).exists():
        raise refuse(gettext_noop("%(name)s may know of it already."), name=person.name)
    return keep(Named(record=record, person=person, since=timezone.localdate(), by_name=name_of(by)), by)


def name_no_more(*, named: Named, by: By) -> None:
    """They need to know no longer, from now on."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if named.since > yesterday:
        drop(named, by)
        return
    named.until = yesterday
    keep(named, by)


def open_record(*, record: ProtectedRecord, reason: str, by: Person) -> Opening:
    """Open a record with a reason: it can be read by whoever gave it for half an hour."""
    reason = " ".join(reason.split())
    if len(reason.split()) < 2:
        raise refuse(gettext_noop("Say in a few words why you need to open it."))
    if word := named_in(reason, _names_of(record.pupil)):
        says = gettext_noop(
            "Leave the child’s name out (“%(word)s”): the reason is kept when the record is gone. If you "
            "meant something else by it, say it in another word."
        )
        raise refuse(says, word=word)
    return Opening.objects.create(
        record=record, person=by, person_name=by.name, reason=reason, at=timezone.now()
    )


@transaction.atomic
def end_record(
    *,
    record: ProtectedRecord,
    by: By,
    passed_to: str = "",
    received_on: dt.date | None = None,
    release: bool = True,
) -> ProtectedRecord:
    """Nothing is on record of the child here any more: it was passed on, or it ended."""
    _insist_open(record)
    today = timezone.localdate()
    record.until, record.ended_by_name, record.passed_to = today, name_of(by), passed_to.strip()
    _receive(record, received_on)
    if release:
        _release(record, by)
    return keep(record, by)


def _release(record: ProtectedRecord, by: By) -> None:
    """Letters home wait no longer for what is on record: two records made one may have brought a hold each.
    Whatever else a family is held for stays, whoever holds it.
    """
    whose = Pupil.objects.filter(Q(pk=record.pupil_id) | Q(merged_into=record.pupil_id))
    others = ProtectedRecord.objects.filter(pupil__in=whose).exclude(pk=record.pk)
    placed = ProtectedRecord.history.filter(pupil__in=whose, school=record.school, hold__isnull=False)
    placed = placed.exclude(id__in=others.values("pk"))
    for hold in Hold.objects.still_open().filter(pupil=record.pupil, pk__in=placed.values("hold")):
        release_hold(hold=hold, by=by)
    record.hold = None


def hear_that_it_came(*, record: ProtectedRecord, received_on: dt.date, by: By) -> ProtectedRecord:
    """Whoever it was passed on to said that it came."""
    _receive(record, received_on)
    return keep(record, by)


def _receive(record: ProtectedRecord, received_on: dt.date | None) -> None:
    if received_on is None:
        return
    if not record.passed_to:
        raise refuse(gettext_noop("Say whom it was passed on to."))
    if record.until is None or not record.until <= received_on <= timezone.localdate():
        raise refuse(gettext_noop("It can only have come between the day it was passed on and today."))
    record.received_on = received_on


def _names_of(pupil: Pupil) -> list[str]:
    return [pupil.forename, pupil.preferred_name, pupil.surname]


def _insist_open(record: ProtectedRecord) -> None:
    if record.until is not None:
        raise refuse(gettext_noop("This record is ended: it is only read."))
