"""What incidents tell on a child’s timeline, where their duties are done, and what goes when a child does."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from trellis.conduct.models import Incident
from trellis.conduct.told_on_timeline import SOURCE
from trellis.messages import timeline
from trellis.messages.conversations import without_names_of
from trellis.registers import erasure
from trellis.rhythm import places
from trellis.schools.models import Pupil

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


timeline.declare(SOURCE)
erasure.declare(erasure.Shared(Incident, "children", forget_children))
places.declare_all(
    (places.Place("incidents", _("incidents"), places.page("conduct:incidents"), ("behaviour", "incident")),)
)
