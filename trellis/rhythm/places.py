"""Where duties are done: pages of any room, by a name that a duty keeps.

Rooms above declare their pages; those of the rooms below stand here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trellis.rules.occasions import Occasion
from trellis.schools.making_known import Known
from trellis.schools.models import School


@dataclass(frozen=True)
class Place:
    """A page where something is done. `hints` are words by which a routine is recognised to mean it."""

    name: str
    words: Any
    url: Callable[[School, Occasion], str]
    hints: tuple[str, ...] = ()


PLACES: Known[Place] = Known()


def declare(place: Place) -> None:
    """Make a place known: each room does so once."""
    PLACES[place.name] = place


def declare_all(places: Iterable[Place]) -> None:
    """The same for several."""
    for place in places:
        declare(place)


def page(name: str) -> Callable[[School, Occasion], str]:
    """A page of the school whatever the occasion, by the name of its address."""
    return lambda school, _occasion: reverse(name, args=[school.urn])


def url_of(name: str, school: School, occasion: Occasion) -> str:
    """Where a duty is done; nothing where it has no place, or none that is still known."""
    place = PLACES.get(name)
    return place.url(school, occasion) if place else ""


def _registers(school: School, occasion: Occasion) -> str:
    return reverse("registers:day", args=[school.urn, occasion.day])


BELOW = (Place("register", _("the registers of the day"), _registers, ("register",)),)
