"""What the safeguarding lead does with protected records, and how one is opened.

A record says where to look and nothing of what is there. Nobody reads it without a reason, and the reason is
kept with who gave it and when.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from trellis.rules.words import gettext_noop
from trellis.schools.actions import place_hold, release_hold
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Hold, Person, Pupil, School
from trellis.support.actions import refuse
from trellis.support.protection.models import Named, Opening, Pointer, ProtectedRecord

MOST_WORDS = 3
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
    """Say where else to look: a reference as the system gives it, and no more."""
    _insist_open(record)
    system, reference = system.strip(), " ".join(reference.split())
    if len(reference.split()) > MOST_WORDS:
        raise refuse(
            gettext_noop("Give the reference alone, as the system writes it. What happened stands there.")
        )
    if on > timezone.localdate():
        raise refuse(gettext_noop("It cannot have been written there after today."))
    if record.pointers.filter(system__iexact=system, reference__iexact=reference).exists():
        raise refuse(gettext_noop("That reference is here already."))
    return keep(Pointer(record=record, system=system, reference=reference, on=on, by_name=name_of(by)), by)


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
    if release and record.hold is not None and record.hold.until is None:
        release_hold(hold=record.hold, by=by)
        record.hold = None
    return keep(record, by)


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


def _insist_open(record: ProtectedRecord) -> None:
    if record.until is not None:
        raise refuse(gettext_noop("This record is ended: it is only read."))
