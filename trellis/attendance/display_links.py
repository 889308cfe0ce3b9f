"""Links that open a page on a display of the school: made until a day, read back from an address, ended."""

import datetime as dt
from typing import TypeVar

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from trellis.attendance.models import DeskLink, DisplayLink, HallLink
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Person, School

LONGEST = dt.timedelta(days=366)
# A link of one kind opens nothing of the other.
_SIGNED: dict[type[DisplayLink], Signer] = {
    HallLink: Signer(salt="trellis.attendance.screen"),
    DeskLink: Signer(salt="trellis.attendance.desk", sep="."),
}

L = TypeVar("L", bound=DisplayLink)


class ProblemWithLink(ProblemWith):
    """A link that cannot be made."""

    subject = "link"


def make_link(*, kind: type[L], school: School, place: str, until: dt.date, by: By) -> L:
    """Make a link for a display, up to a day, a year at most."""
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        template = gettext_noop("A link's last day lies between today and %(day)s.")
        raise ProblemWithLink(Sentence(template, day=day_in_words(today + LONGEST)), until)
    return kind.objects.create(
        school=school,
        place=place,
        until=until,
        made_at=timezone.now(),
        made_by=by if isinstance(by, Person) else None,
        made_by_name=name_of(by),
    )


@transaction.atomic
def revoke_link(*, link: L, by: By) -> L:
    """From now on it opens nothing; taking it back again changes nothing."""
    held = type(link).objects.select_for_update().get(pk=link.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by_name = timezone.now(), name_of(by)
        held.save(update_fields=["revoked_at", "revoked_by_name"])
    return held


def key_of(link: DisplayLink) -> str:
    """What stands in its address."""
    return _SIGNED[type(link)].sign(str(link.pk))


def link_of(kind: type[L], written: str) -> L | None:
    """The link an address was made from, while it opens anything."""
    try:
        number = int(_SIGNED[kind].unsign(written))
    except (BadSignature, ValueError):
        return None
    return kind.objects.open_at(timezone.now()).filter(pk=number).select_related("school").first()
