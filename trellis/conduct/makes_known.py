"""What incidents tell on a child’s timeline, what is counted of each child, where their duties are done, and
what goes when a child does.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from trellis.conduct.models import Incident, Involvement
from trellis.conduct.told_on_timeline import SOURCE
from trellis.messages import timeline
from trellis.messages.conversations import without_names_of
from trellis.registers import erasure, merging_pupils
from trellis.rhythm import places
from trellis.schools import counted
from trellis.schools.models import Pupil, School
from trellis.schools.roles import Permission

_SAID = ["words", "followed_up_words", "why_taken_back"]


def forget_children(incidents: Any, pupils: Iterable[Pupil]) -> None:
    """Take the names of children whose records go out of what was said of others as well."""
    without = without_names_of(pupils)
    for incident in incidents:
        for told in (incident, *incident.history.all()):
            for name in _SAID:
                setattr(told, name, without(getattr(told, name)))
            if told is incident:
                incident.save_without_historical_record(update_fields=_SAID)
            else:
                told.save(update_fields=_SAID)


def incidents_of(schools: Sequence[School], since: dt.date, until: dt.date) -> Mapping[int, int]:
    """In how many incidents each child took part."""
    held = Involvement.objects.counting().filter(
        incident__school__in=schools, incident__on__range=(since, until)
    )
    return dict(held.order_by().values_list("pupil").annotate(Count("pk")))


def _part_there(row: Involvement, kept: Pupil) -> Involvement | None:
    """The part the record that is kept has in the same incident: a child has one, and that stands."""
    return kept.involvements.filter(incident=row.incident_id).first()


timeline.declare(SOURCE)
merging_pupils.declare(merging_pupils.Joining(Involvement, _part_there, lambda _row, _into: {}))
counted.declare(counted.Counted("incidents", _("Incidents"), incidents_of, Permission.SEE_INCIDENTS))
erasure.declare(erasure.Shared(Incident, "children", forget_children))
places.declare_all(
    (places.Place("incidents", _("incidents"), places.page("conduct:incidents"), ("behaviour", "incident")),)
)
