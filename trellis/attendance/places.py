"""Where duties about attendance and celebrating are done, and the day a duty may follow."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.models import FullDay
from trellis.rhythm.events import Event, Happening
from trellis.rhythm.places import Place, page
from trellis.rules.occasions import Occasion
from trellis.schools.models import School


def _league(school: School, occasion: Occasion) -> str:
    return reverse("attendance:league", args=[school.urn]) + f"?week={occasion.day}"


def _full_days(school: School, since: dt.date, until: dt.date) -> Iterable[Happening]:
    for row in FullDay.objects.filter(school=school, day__range=(since, until)):
        url = reverse("attendance:full_days", args=[school.urn])
        yield Happening(row.day, f"100% day {row.day}", _("100% day"), url)


PLACES = (
    Place(
        "class league",
        gettext_lazy("the class league"),
        _league,
        ("winning class", "class league", "class attendance"),
    ),
    Place(
        "certificates",
        gettext_lazy("certificates and stickers"),
        page("attendance:certificates"),
        ("certificate",),
    ),
    Place(
        "prize draw", gettext_lazy("the prize draws"), page("attendance:draws"), ("lucky dip", "prize draw")
    ),
    Place("gold book", gettext_lazy("the gold book"), page("attendance:gold_book"), ("gold book",)),
    Place(
        "attendance letters",
        gettext_lazy("attendance letters"),
        page("attendance:draw_up_letters"),
        ("attendance letter", "traffic light"),
    ),
    Place(
        "attendance figures", gettext_lazy("the school’s attendance"), page("attendance:school"), ("tracker",)
    ),
    Place("next steps", gettext_lazy("the steps that are due"), page("attendance:steps_due"), ("next step",)),
    Place("lists of pupils", gettext_lazy("lists of pupils"), page("attendance:pupils")),
)
EVENTS = (Event("100% day", gettext_lazy("a 100% day"), _full_days),)
