"""The pages of this room where duties of a routine are done."""

from django.utils.translation import gettext_lazy as _

from trellis.rhythm.places import Place, page

PLACES = (Place("newsletter", _("newsletters"), page("telling:newsletters"), ("newsletter",)),)
