"""The service navigation: what each room offers, to those who may go there.

A room offers an item by adding one line to `OFFERED`; it is shown once the room's page exists and to people
whose role allows it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _


def anyone(person: Any) -> bool:
    """Everybody who is signed in."""
    return True


@dataclass(frozen=True)
class Item:
    """One word in the navigation, the page it leads to and who is offered it."""

    words: Any
    page: str
    may: Callable[[Any], bool] = anyone

    def url(self) -> str | None:
        """Where it leads, or nothing where no room has that page."""
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return None


OFFERED = [
    Item(_("Home"), "home"),
    Item(_("Settings and people"), "schools:choose"),
]


def items_for(person: Any, path: str) -> Iterator[dict[str, Any]]:
    """What this person is offered, with the item they are in marked."""
    for item in OFFERED:
        url = item.url()
        if url and item.may(person):
            here = path == url if url == "/" else path.startswith(url)
            yield {"words": item.words, "url": url, "here": here}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For every template: the items, found only if the page shows them."""

    def offered() -> list[dict[str, Any]]:
        person = getattr(request, "user", None)
        if person is None or not person.is_authenticated:
            return []
        return list(items_for(person, request.path))

    return {"navigation": SimpleLazyObject(offered)}
