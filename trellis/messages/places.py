"""The pages of this room where duties of a routine are done."""

from django.utils.translation import gettext_lazy as _

from trellis.rhythm.places import Place, page

PLACES = (
    Place("messages", _("messages"), page("messages:batches")),
    Place(
        "families",
        _("families, and who has not been reached"),
        page("messages:families"),
        ("phone call", "not contacted"),
    ),
)
