"""The link that shows the late desk on a screen by the door: made until a day, and taken back."""

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from trellis.attendance.day.arriving import refuse
from trellis.attendance.models import DeskLink
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Person, School

_SIGNED = Signer(salt="trellis.attendance.desk", sep=".")
LONGEST = dt.timedelta(days=366)


def make_desk_link(*, school: School, place: str, until: dt.date, by: By) -> DeskLink:
    """Make a link for a screen by the door, up to a day, a year at most."""
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        template = gettext_noop("A link's last day lies between today and %(day)s.")
        raise refuse(template, day=day_in_words(today + LONGEST))
    return DeskLink.objects.create(
        school=school,
        place=place,
        until=until,
        made_at=timezone.now(),
        made_by=by if isinstance(by, Person) else None,
        made_by_name=name_of(by),
    )


@transaction.atomic
def revoke_desk_link(*, link: DeskLink, by: By) -> DeskLink:
    """From now on nobody signs in by it; taking it back again changes nothing."""
    held = DeskLink.objects.select_for_update().get(pk=link.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by_name = timezone.now(), name_of(by)
        held.save(update_fields=["revoked_at", "revoked_by_name"])
    return held


def key_of(link: DeskLink) -> str:
    """What stands in its address."""
    return _SIGNED.sign(str(link.pk))


def desk_link_of(written: str) -> DeskLink | None:
    """The link an address was made from, while anybody may sign in by it."""
    try:
        number = int(_SIGNED.unsign(written))
    except (BadSignature, ValueError):
        return None
    return DeskLink.objects.open_at(timezone.now()).filter(pk=number).select_related("school").first()
