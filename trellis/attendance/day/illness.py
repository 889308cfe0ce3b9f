"""Unwell in school: what was seen, medicine given with whose consent, who was rung, and what was decided by
whom.

Nothing here changes a mark: the morning's stands. Whoever goes home is signed out as anybody is.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.arriving import insist_it_is_today, insist_on_roll, refuse
from trellis.attendance.models import Medicine, Unwell
from trellis.messages.conversations import note_conversation
from trellis.messages.models import Conversation
from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Contact, FamilyLink, Pupil, School

ASKED = {
    "told": _("Told them that the child is unwell."),
    "medicine": _("Asked them to bring medicine."),
    "collect": _("Asked them to collect the child."),
}
"""What a family is rung for when a child is unwell."""


@transaction.atomic
def take_in_unwell(
    *, school: School, pupil: Pupil, since: dt.datetime, symptoms: str, place: str, by: By
) -> Unwell:
    """Keep that a child is unwell, what was seen or said, and where they are looked after."""
    day = insist_it_is_today(since)
    insist_on_roll(school, pupil, day)
    held = Unwell.objects.standing().filter(school=school, pupil=pupil, date=day, leaving=None)
    if any(one.is_open for one in held):
        raise refuse(gettext_noop("%(pupil)s is looked after already: go on there."), pupil=pupil)
    unwell = Unwell(
        school=school,
        pupil=pupil,
        date=day,
        since=since,
        symptoms=symptoms.strip(),
        place=place.strip(),
        recorded_at=timezone.now(),
        recorded_by_name=name_of(by),
    )
    kept: Unwell = keep(unwell, by)
    return kept


@transaction.atomic
def decide(*, unwell: Unwell, decision: str, decided_by: str, by: By) -> Unwell:
    """Say what becomes of the child, and who decided it; what was decided before stays in the history."""
    held = _locked(unwell)
    if decision not in Unwell.Decision.values or decision == Unwell.Decision.WAITS:
        raise refuse(gettext_noop("Choose what becomes of the child."))
    if not decided_by.strip():
        raise refuse(gettext_noop("Say who decided."))
    if held.leaving_id is not None:
        raise refuse(gettext_noop("The child has been signed out."))
    held.decision, held.decided_by, held.decided_at = decision, decided_by.strip(), timezone.now()
    kept: Unwell = keep(held, by)
    return kept


@transaction.atomic
def give_medicine(
    *,
    unwell: Unwell,
    given_at: dt.datetime,
    medicine: str,
    dose: str,
    given_by: str,
    consent_by: str,
    consent: str,
    by: By,
) -> Medicine:
    """Keep what a child was given: only added to, and never without whose consent there was."""
    held = _locked(unwell)
    insist_it_is_today(given_at)
    if not all(one.strip() for one in (medicine, dose, given_by)):
        raise refuse(gettext_noop("Say what was given, how much, and by whom."))
    if not consent_by.strip() or consent not in Medicine.Consent.values:
        raise refuse(gettext_noop("Say which parent or carer consented, and how: without it none is given."))
    return Medicine.objects.create(
        unwell=held,
        given_at=given_at,
        medicine=medicine.strip(),
        dose=dose.strip(),
        given_by=given_by.strip(),
        consent_by=consent_by.strip(),
        consent=consent,
        recorded_at=timezone.now(),
        recorded_by_name=name_of(by),
    )


@transaction.atomic
def ring_about(
    *, unwell: Unwell, contact: Contact, asked: str, reached: bool, by: By, words: str = ""
) -> Conversation:
    """Note a call to a parent about a child who is unwell."""
    held = _locked(unwell)
    if contact not in [link.contact for link in may_be_rung(held.pupil, held.school, held.date)]:
        raise refuse(gettext_noop("Choose whom you rang."))
    if asked not in ASKED:
        raise refuse(gettext_noop("Say what you rang for."))
    return note_conversation(
        school=held.school,
        kind=Conversation.Kind.CALL,
        at=timezone.now(),
        pupils=[held.pupil],
        contacts=[contact],
        reached=reached,
        words="\n".join(filter(None, (str(ASKED[asked]), words.strip()))),
        number=contact.phone,
        by=by,
    )


def may_be_rung(pupil: Pupil, school: School, day: dt.date) -> list[FamilyLink]:
    """The adults who may be rung today, in call order."""
    links = FamilyLink.objects.reachable_on(day).filter(pupil=pupil, school=school)
    return list(links.select_related("contact").order_by("priority", "id"))


def calls_about(unwell: Unwell) -> Sequence[Conversation]:
    """The conversations about the child since they were unwell, the newest first."""
    held = Conversation.objects.standing().filter(school=unwell.school, pupils=unwell.pupil)
    held = held.filter(at__gte=unwell.since, at__date=unwell.date)
    return list(held.prefetch_related("contacts").order_by("-at", "-pk"))


@transaction.atomic
def set_unwell_aside(*, unwell: Unwell, why: str, by: By) -> Unwell:
    """It was a mistake, of the wrong child perhaps."""
    if not why.strip():
        raise refuse(gettext_noop("Say why it is set aside."))
    held = _locked(unwell)
    held.set_aside_at, held.set_aside_by_name = timezone.now(), name_of(by)
    held.set_aside_why = why.strip()
    kept: Unwell = keep(held, by)
    return kept


def _locked(unwell: Unwell) -> Unwell:
    held = Unwell.objects.select_for_update(of=("self",)).select_related("school", "pupil")
    found: Unwell = held.get(pk=unwell.pk)
    if found.set_aside_at is not None:
        raise refuse(gettext_noop("It was set aside by %(by)s."), by=found.set_aside_by_name)
    return found
