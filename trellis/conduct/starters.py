"""Words to begin with: what sort of incident, where, and what was done. A place's own take their place."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

STARTERS: Final[Mapping[str, tuple[Any, ...]]] = {
    "type": (
        _("Disrupting a lesson"),
        _("Not doing as asked"),
        _("Words that hurt"),
        _("Pushing or fighting"),
        _("Bullying"),
        _("Racist words or acts"),
        _("Sexual words or acts"),
        _("Damage"),
        _("Leaving without permission"),
        _("Something else"),
    ),
    "place": (
        _("Classroom"),
        _("Corridor or cloakroom"),
        _("Hall"),
        _("Playground"),
        _("Lunch hall"),
        _("Toilets"),
        _("On the way to or from school"),
        _("Online"),
        _("Somewhere else"),
    ),
    "action": (
        _("Talked with the child"),
        _("Put right between the children"),
        _("Time away from the class"),
        _("Family told"),
        _("Passed to a senior leader"),
        _("Internal exclusion"),
        _("Suspended"),
    ),
}
"""By kind, in the order a form offers them."""
