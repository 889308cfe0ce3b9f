"""The pages of this room where duties of a routine are done."""

from django.utils.translation import gettext_lazy as _

from trellis.rhythm.places import Place, page

PLACES = (
    Place("newsletter", _("newsletters"), page("telling:newsletters"), ("newsletter",)),
    Place("boards", _("boards and screens"), page("telling:boards"), ("notice board", "noticeboard")),
    Place("website", _("website and prospectus"), page("telling:kept"), ("website", "prospectus")),
    Place("guides", _("guides and leaflets"), page("telling:guides"), ("leaflet", "helpful guide")),
)
