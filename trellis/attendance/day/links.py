"""The link by which one adult tells the school of an absence: how it is made, found again and taken back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from trellis.attendance.day.heard import heard_of
from trellis.attendance.models import AnswerLink
from trellis.messages.models import Item
from trellis.schools.dating import By, name_of
from trellis.schools.models import Enrolment, FamilyLink, Hold, School
from trellis.schools.settings import settings_of

_SIGNED = Signer(salt="trellis.attendance.answer", sep=".")
_LAST = dt.time(23, 59)


# --- Made ---------------------------------------------------------------------------------------------------


def ends_at(school: School, now: dt.datetime) -> dt.datetime:
    """When a link made now ends: today at the school's time; where that has passed, at the end of the day."""
    day = timezone.localtime(now).date()
    held = settings_of([school], ["answer_links_end"], day)[school.pk]
    ends = timezone.make_aware(
        dt.datetime.combine(day, dt.time.fromisoformat(held["answer_links_end"].value))
    )
    return ends if ends > now else timezone.make_aware(dt.datetime.combine(day, _LAST))


def link_to(item: Item, pupils: Sequence[int] = ()) -> AnswerLink:
    """The link of a message: it asks where these children are; where none is said, it asks nothing."""
    now = timezone.now()
    school = item.batch.school
    said = {"school": school, "contact": item.contact, "made_at": now, "until": ends_at(school, now)}
    link, made = AnswerLink.objects.get_or_create(item=item, defaults=said)
    if made:
        link.pupils.set(pupils)
    return link


def key_of(link: AnswerLink) -> str:
    """What stands in its address."""
    return _SIGNED.sign(str(link.pk))


def address_of(item: Item) -> str:
    """The whole address for the adult a message goes to."""
    return settings.SITE_ADDRESS + reverse("attendance:answer", args=[key_of(link_to(item))])


@transaction.atomic
def revoke_link(*, link: AnswerLink, by: By) -> AnswerLink:
    """From now on nothing is told by it; taking it back again changes nothing."""
    held = AnswerLink.objects.select_for_update().get(pk=link.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by_name = timezone.now(), name_of(by)
        held.save(update_fields=["revoked_at", "revoked_by_name"])
    return held


# --- Opened -------------------------------------------------------------------------------------------------


def link_of(written: str) -> AnswerLink | None:
    """The link an address was made from; none where it was never ours."""
    try:
        number = int(_SIGNED.unsign(written))
    except (BadSignature, ValueError):
        return None
    held = AnswerLink.objects.select_related("school", "contact", "item__batch__school")
    return held.filter(pk=number).first()


class Standing(StrEnum):
    """What a link is good for when it is opened."""

    OPEN = "open"
    ANSWERED = "answered"
    HEARD = "heard"  # of every child it asks about, in another way
    ENDED = "ended"
    REVOKED = "revoked"
    NOBODY = "nobody"  # there is no child here whom its adult may be asked about


@dataclass
class Opened:
    """A link as it stands at one moment."""

    link: AnswerLink
    now: dt.datetime

    @cached_property
    def day(self) -> dt.date:
        return timezone.localtime(self.now).date()

    @cached_property
    def asks_about(self) -> frozenset[int]:
        """The children it asks after; none where it stands in a message about something else."""
        return frozenset(self.link.pupils.values_list("pk", flat=True))

    @cached_property
    def children(self) -> Sequence[Enrolment]:
        """Those on roll here whom its adult stands to, and about whom the school may write to them today."""
        school = self.link.school
        links = FamilyLink.objects.reachable_on(self.day).filter(school=school, contact=self.link.contact)
        held = Hold.objects.on(self.day).filter(school=school)
        found = Enrolment.objects.on(self.day).filter(
            school=school, pupil__in=links.values("pupil"), pupil__merged_into=None
        )
        about = self.asks_about or {self.link.item.pupil_id} - {None}
        if about:
            found = found.filter(pupil__in=about)
        found = found.exclude(pupil__in=held.values("pupil")).select_related("pupil")
        return list(found.order_by("pupil__forename", "pk"))

    @cached_property
    def standing(self) -> Standing:
        if self.link.revoked_at is not None:
            return Standing.REVOKED
        if self.link.answered_at is not None:
            return Standing.ANSWERED
        if not self.children:
            return Standing.NOBODY
        if self.now > self.link.until:
            return Standing.ENDED
        return Standing.HEARD if self._is_heard else Standing.OPEN

    @property
    def _is_heard(self) -> bool:
        pupils = {one.pupil_id for one in self.children}
        return bool(self.asks_about) and pupils <= heard_of(self.link.school, pupils, self.day)


def first_name(enrolment: Enrolment) -> str:
    """The one name of a child a page without an account says."""
    return str(enrolment.pupil.preferred_name or enrolment.pupil.forename)
