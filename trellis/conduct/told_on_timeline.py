"""Incidents on the timeline of a child: those the reader may see, without any other child’s name."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conduct.models import Incident, Involvement
from trellis.messages.timeline import Source, Told, Wanted

_NOON = dt.time(12)


def incidents_told(wanted: Wanted) -> Iterator[Told]:
    """For a child’s own timeline alone: nothing of it has passed with a home."""
    if wanted.home is not None:
        return
    seen = Incident.objects.filter(school=wanted.school).standing().visible_to(wanted.reader)
    held = Involvement.objects.filter(pupil__in=wanted.pupils, incident__in=seen.values("pk"))
    for one in held.select_related("incident"):
        yield Told(
            timezone.make_aware(dt.datetime.combine(one.incident.on, one.incident.at or _NOON)),
            _("Incident: %(type)s (%(part)s)")
            % {"type": one.incident.type, "part": str(one.get_part_display()).lower()},
            [wanted.pupils[one.pupil_id]],
            by=one.incident.by_name,
            says=[one.incident.words],
            state=one.incident.action,
            url=reverse("conduct:incident", args=[wanted.urn, one.incident_id]),
        )


SOURCE = Source("incidents", gettext_lazy("Incidents"), incidents_told)
