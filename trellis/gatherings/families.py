"""Gatherings to which families are invited: slots, whom the school may invite, who came, what was agreed.

Whom the school may invite about a child is what it may write to them: each home by itself, none while letters
are held or an order or request stands against it (messages/addressees.py).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from trellis.gatherings.actions import ProblemWithGathering, arrange, promise
from trellis.gatherings.models import OF_FAMILIES, FamilyInvitation, Gathering, Kind, Promise, Slot
from trellis.messages.addressees import Home, homes_of
from trellis.messages.conversations import without_names_of
from trellis.messages.models import LeftOut, why_left_out
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Contact, Enrolment, Person, Pupil, School

MOST_SLOTS = 60
"""More in one day is a slip of the keyboard."""


def _refuse(template: str, **values: object) -> ProblemWithGathering:
    return ProblemWithGathering(Sentence(template, **values))


# --- Arranged -----------------------------------------------------------------------------------------------


@transaction.atomic
def arrange_with_families(
    *,
    school: School,
    kind: str,
    on: dt.date,
    at: dt.time,
    where: str,
    by: By,
    about: str = "",
    until: dt.time | None = None,
    minutes: int | None = None,
    hosts: Sequence[Person] = (),
    stalls: Sequence[str] = (),
) -> Gathering:
    """Arrange it, with a slot of so many minutes after another for whoever holds it; without, for all.

    `stalls` are services and others from outside who are there for whoever comes.
    """
    if kind not in OF_FAMILIES:
        raise _refuse(gettext_noop("Families are invited to a clinic, a coffee morning or an evening."))
    begins = list(_beginnings(at, until, minutes)) if minutes else []
    if len(begins) * max(len(hosts), 1) > MOST_SLOTS:
        says = gettext_noop("That makes more than %(most)d slots in one day: look at the times again.")
        raise _refuse(says, most=MOST_SLOTS)
    if kind == Kind.CLINIC and not (begins and hosts):
        raise _refuse(
            gettext_noop("A clinic has slots, and somebody who holds them: say until when, and who.")
        )
    gathering = arrange(
        place=school, kind=kind, on=on, at=at, where=where, about=about, people=hosts, others=stalls, by=by
    )
    Slot.objects.bulk_create(
        Slot(gathering=gathering, at=begin, minutes=minutes or 0, person=host, held_by=host.name)
        for begin in begins
        for host in hosts
    )
    return gathering


def _beginnings(at: dt.time, until: dt.time | None, minutes: int) -> Iterator[dt.time]:
    """When each slot begins: as many as end by `until`."""
    day, length = dt.date(2000, 1, 1), dt.timedelta(minutes=minutes)
    begins, end = dt.datetime.combine(day, at), dt.datetime.combine(day, until or at)
    while begins + length <= end:
        yield begins.time()
        begins += length


def free_slots(gathering: Gathering) -> list[Slot]:
    """The slots nobody has, the earliest first."""
    return list(gathering.slots.filter(family=None))


# --- Invited ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NotInvited:
    """A child, or one home of a child, that may not be invited, and why."""

    pupil: Pupil
    reason: LeftOut.Reason
    says: str
    held_by: str

    def why(self, *, may_know: bool) -> str:
        """The reason in words, for somebody who may know it or somebody who may not."""
        return why_left_out(self.reason, self.says, self.held_by, may_know=may_know)


@dataclass(frozen=True)
class Invited:
    """What came of inviting: the homes that stand on the list, and whom the school may not write to."""

    invitations: Sequence[FamilyInvitation]
    kept: Sequence[NotInvited]
    without_slot: int


@transaction.atomic
def invite_families(*, gathering: Gathering, pupils: Iterable[Pupil], by: By, why: str = "") -> Invited:
    """Each home of these children that may be invited, once, to the first slot that is free."""
    held = _to_come(gathering)
    day = timezone.localdate()
    enrolments = {
        one.pupil_id: one
        for one in Enrolment.objects.on(day)
        .filter(school=held.school, pupil__in=list(pupils), pupil__merged_into=None)
        .select_related("pupil")
        .order_by("pupil__surname", "pupil__forename", "pk")
    }
    answers = homes_of(held.school, enrolments.values(), day, _can_be_reached)
    free, begins = iter(free_slots(held)), held.slots.exists()
    found: list[FamilyInvitation] = []
    kept: list[NotInvited] = []
    for pupil, enrolment in enrolments.items():
        kept += [
            NotInvited(enrolment.pupil, one.reason, one.says, one.held_by) for one in answers[pupil].kept
        ]
        for home in answers[pupil].homes:
            invitation = _invitation(held, home, why, by)
            if invitation.slot is None and begins:
                invitation.slot = next(free, None)
                keep(invitation, by)
            invitation.pupils.add(enrolment.pupil)
            if invitation not in found:
                found.append(invitation)
    return Invited(found, kept, sum(begins and one.slot is None for one in found))


def _can_be_reached(contact: Contact) -> bool:
    return bool(contact.phone or contact.email)


def _invitation(gathering: Gathering, home: Home, why: str, by: By) -> FamilyInvitation:
    """The home's own: the one it has already, or a new one."""
    first = home.contacts[0]
    held = gathering.families.select_related("slot").filter(contact__in=[one.pk for one in home.contacts])
    if (invitation := held.first()) is not None:
        return invitation
    new = FamilyInvitation(
        gathering=gathering, contact=first, addressee=home.addressee[:240], why=why.strip()
    )
    return keep(new, by)


def _to_come(gathering: Gathering) -> Gathering:
    """It, locked, so that nobody is given a slot twice; refused once it has been or is called off."""
    held = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if held.called_off:
        raise _refuse(gettext_noop("It is called off: nobody can be invited to it."))
    if held.on < timezone.localdate():
        raise _refuse(
            gettext_noop("It was on %(day)s: nobody can be invited to it now."), day=day_in_words(held.on)
        )
    return held


@transaction.atomic
def take_off(*, invitation: FamilyInvitation, by: By) -> None:
    """A home is invited no more: its slot is free again. Whoever came stays on the list."""
    if invitation.came is not None:
        raise _refuse(gettext_noop("It is written down whether they came: that stays."))
    drop(invitation, by)


@transaction.atomic
def move(*, invitation: FamilyInvitation, slot: Slot | None, words: str, by: By) -> FamilyInvitation:
    """They rang to change it: what they said, and the slot they have now; none where they cannot come."""
    gathering = _to_come(invitation.gathering)
    if slot is not None and (
        slot.gathering_id != gathering.pk
        or FamilyInvitation.objects.filter(slot=slot).exclude(pk=invitation.pk).exists()
    ):
        raise _refuse(gettext_noop("Somebody else has that slot now: choose another."))
    invitation.slot, invitation.changed_at = slot, timezone.now()
    invitation.changed_words = words.strip()[:300]
    return keep(invitation, by)


# --- Held ---------------------------------------------------------------------------------------------------


@transaction.atomic
def say_came(*, invitation: FamilyInvitation, came: bool, notes: str = "", by: By) -> FamilyInvitation:
    """Whether a family came, and what was said; said again, the later stands and the earlier is kept."""
    if invitation.gathering.on > timezone.localdate():
        raise _refuse(gettext_noop("It is still to come: say who came once it is the day."))
    invitation.came, invitation.notes = came, notes.strip()
    invitation.said_at, invitation.said_by_name = timezone.now(), name_of(by)
    return keep(invitation, by)


@transaction.atomic
def agree(
    *,
    invitation: FamilyInvitation,
    words: str,
    who: str,
    due: dt.date,
    by: By,
    person: Person | None = None,
) -> Promise:
    """What was agreed with a family, by whom and by when. If anything was agreed, they were there."""
    if invitation.came is not True:
        raise _refuse(gettext_noop("Say first that they came: a step is agreed with whoever was there."))
    made = promise(gathering=invitation.gathering, words=words, who=who, due=due, person=person, by=by)
    made.invitation = invitation
    return keep(made, by)


# --- Forgotten ----------------------------------------------------------------------------------------------


def forget_children(invitations: Iterable[FamilyInvitation], pupils: Iterable[Pupil]) -> None:
    """Take the names of children whose records go out of what was said of others as well."""
    without = without_names_of(pupils)
    for row in list(invitations):
        rows = [row, *FamilyInvitation.history.filter(id=row.pk)]
        for one in rows:
            values = {name: without(getattr(one, name)) for name in ("why", "notes", "changed_words")}
            type(one)._base_manager.filter(pk=one.pk).update(**values)
        for agreed in row.promises.all():
            for one in (agreed, *Promise.history.filter(id=agreed.pk)):
                words = {name: without(getattr(one, name)) for name in ("words", "outcome")}
                type(one)._base_manager.filter(pk=one.pk).update(**words)
