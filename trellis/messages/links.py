"""A link in a message for the one adult it goes to: kept as a word, and an address once it is handed over.

What is kept of a message says only that a link stands there, so that nobody who reads it later, and no copy
of the database, holds the link. The room that answers the links says with `declare` how each is made.
"""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_lazy as _

from trellis.messages.models import Item
from trellis.messages.wording import Field

NAME: Final = "link"
KEPT: Final = "[link]"
"""What stands in the words that are kept."""

LINK: Final = Field(
    NAME,
    _("a link by which whoever gets the message tells the school of an absence (not in letters)"),
    "https://trellis.oak.example/answer/4096.TqF0zUpqjc0xPZpMYSbYgIbE5RaRU5m2-2hZ7VwD1nk/",
)

_MADE: list[Callable[[Item], str]] = []


def declare(made: Callable[[Item], str]) -> None:
    """Say how the address of an item's link is made: the same however often it is asked for."""
    _MADE[:] = [made]


def words_handed_over(item: Item) -> str:
    """What a text or an e-mail says, with its link; made as late as this."""
    if KEPT not in item.words:
        return item.words
    (made,) = _MADE
    return item.words.replace(KEPT, made(item))
