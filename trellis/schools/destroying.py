"""What was lawfully destroyed stays so: what a restored backup brings back of it is destroyed again.

Only the database that stood before the restore knows what was destroyed since the backup was made. Its
certificates are read before it is replaced; then each is carried out on what was restored, and stands again
as it was. Where the restored records hold something against it, such as a legal hold, they stay; why is told.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from trellis.rules.words import ProblemWith
from trellis.schools.making_known import Known
from trellis.schools.models import Certificate, School

Again = Callable[[Certificate], int]
"""Destroy what a certificate tells of, as far as it came back, or say why not; how many of it that were."""

AGAIN: Known[Again] = Known()


def declare(kind: Certificate.Kind, again: Again) -> None:
    """Make known how what one kind of certificate tells of is destroyed again: its room does so once."""
    AGAIN[kind] = again


@dataclass
class DestroyedAgain:
    """How many came back and were destroyed again, by kind of certificate; and what stays, and why."""

    counts: dict[str, int] = field(default_factory=dict)
    stays: list[str] = field(default_factory=list)


def destroyed_since(moment: dt.datetime) -> list[Certificate]:
    """The certificates of what was destroyed after a moment, with their schools."""
    later = Certificate.objects.filter(destroyed_at__gt=moment).order_by("destroyed_at", "pk")
    return list(later.select_related("school").prefetch_related("school__urns"))


def destroy_again(certificates: Iterable[Certificate]) -> DestroyedAgain:
    """Carry certificates out again on what was restored, the earliest first, and let each stand again."""
    again = DestroyedAgain()
    standing = set(Certificate.objects.values_list("kind", "school", "destroyed_at"))
    for certificate in sorted(certificates, key=lambda one: one.destroyed_at):
        came_back = _find_school(certificate) and _key(certificate) not in standing
        if not came_back:
            continue
        try:
            with transaction.atomic():
                count = AGAIN[certificate.kind](certificate)
                certificate.pk, certificate._state.adding = None, True
                certificate.save()
                # Before the files of it go, which they do once this stands: one that stays is told as well.
                again.counts[certificate.kind] = again.counts.get(certificate.kind, 0) + count
        except ProblemWith as problem:
            again.stays.append(": ".join(filter(None, [str(certificate.school or ""), str(problem)])))
    return again


def _find_school(certificate: Certificate) -> bool:
    """Give a certificate its school as it was restored; whether the backup knows it at all.

    By a URN, read while the database that knew them stood: its number may be another's elsewhere.
    """
    if certificate.school is None:
        return True
    urns = [one.urn for one in certificate.school.urns.all()]
    certificate.school = School.objects.filter(urns__urn__in=urns).first()
    return certificate.school is not None


def _key(certificate: Certificate) -> tuple[str, int | None, dt.datetime]:
    return certificate.kind, certificate.school_id, certificate.destroyed_at
