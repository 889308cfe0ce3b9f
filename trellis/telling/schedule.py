"""Newsletters in the school's rhythm: when the next is due, and that one came out."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.rhythm.due import Due, due_between
from trellis.rhythm.events import Event, Happening
from trellis.schools.models import School
from trellis.telling.models import Edition

_AHEAD: Final = dt.timedelta(days=120)


def next_newsletter(school: School, day: dt.date) -> Due | None:
    """When the school's rhythm next asks for a newsletter, from a day on."""
    coming = due_between(school, day, day + _AHEAD, on=day, arrangements=Q(place="newsletter"))
    return next((due for due in coming if due.done is None), None)


def _came_out(school: School, since: dt.date, until: dt.date) -> Iterable[Happening]:
    held = Edition.objects.filter(
        newsletter__series__school=school, number=1, published_at__date__range=(since, until)
    )
    for edition in held.select_related("newsletter").defer("sides", "counted"):
        url = reverse("telling:edition", args=[school.urn, edition.newsletter_id, 1])
        day = timezone.localdate(edition.published_at)
        yield Happening(day, f"newsletter {edition.newsletter_id}", edition.newsletter.title, url)


CAME_OUT: Final = Event("a newsletter comes out", _("a newsletter comes out"), _came_out)
