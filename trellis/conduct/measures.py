"""The measures of incidents, each said once: lists, cases, criteria and papers ask for them by name."""

from operator import attrgetter
from typing import Final

from trellis.measures.counted import CountMeasure, register_count
from trellis.rules.words import gettext_noop

INCIDENTS: Final = register_count(
    CountMeasure(
        "incidents",
        gettext_noop("Incidents in which a child took part, but those taken back; each once."),
        attrgetter("times"),
    )
)
CHILDREN: Final = register_count(
    CountMeasure(
        "children_with_incidents",
        gettext_noop("Children who took part in an incident, out of children on the roll."),
        attrgetter("children"),
        attrgetter("on_roll"),
        each=100,
    )
)
PER_HUNDRED: Final = register_count(
    CountMeasure(
        "incidents_per_100",
        gettext_noop("Incidents in which a child took part, for each hundred children on the roll."),
        attrgetter("times"),
        attrgetter("on_roll"),
        each=100,
    )
)
