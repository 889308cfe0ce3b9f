"""Where duties about celebrating are done, and the day a duty may follow."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.models import FullDay
from trellis.rhythm.events import Event, Happening
from trellis.rhythm.places import Place
from trellis.rules.occasions import Occasion
from trellis.schools.models import School


def _league(school: School, occasion: Occasion) -> str:
    return reverse("attendance:league", args=[school.urn]) + f"?week={occasion.day}"


def _certificates(school: School, _occasion: Occasion) -> str:
    return reverse("attendance:certificates", args=[school.urn])


def _draws(school: School, _occasion: Occasion) -> str:
    return reverse("attendance:draws", args=[school.urn])


def _gold_book(school: School, _occasion: Occasion) -> str:
    return reverse("attendance:gold_book", args=[school.urn])


def _full_days(school: School, since: dt.date, until: dt.date) -> Iterable[Happening]:
    for row in FullDay.objects.filter(school=school, day__range=(since, until)):
        url = reverse("attendance:full_days", args=[school.urn])
        yield Happening(row.day, f"100% day {row.day}", _("100% day"), url)


PLACES = (
    Place("class league", gettext_lazy("the class league"), _league, ("winning class", "class league")),
    Place("certificates", gettext_lazy("certificates and stickers"), _certificates, ("certificate",)),
    Place("prize draw", gettext_lazy("the prize draws"), _draws, ("lucky dip", "prize draw")),
    Place("gold book", gettext_lazy("the gold book"), _gold_book, ("gold book",)),
)
EVENTS = (Event("100% day", gettext_lazy("a 100% day"), _full_days),)
