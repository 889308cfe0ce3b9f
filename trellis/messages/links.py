"""A link in a message for the one adult it goes to: kept as a word, and an address once it is handed over.

What is kept of a message says only that a link stands there, so that nobody who reads it later, and no copy
of the database, holds the link. The room that answers the links says with `declare` how each is made.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trellis.messages.models import Item
from trellis.messages.wording import Field
from trellis.schools.making_known import Known

NAME: Final = "link"
KEPT: Final = "[link]"
"""What stands in the words that are kept."""

LINK: Final = Field(
    NAME,
    _("a link by which whoever gets the message tells the school of an absence (not in letters)"),
    "https://trellis.oak.example/answer/4096.TqF0zUpqjc0xPZpMYSbYgIbE5RaRU5m2-2hZ7VwD1nk/",
)

_MADE: Known[Callable[[Item], str]] = Known()


def declare(made: Callable[[Item], str]) -> None:
    """Say how the address of an item's link is made: the same however often it is asked for."""
    _MADE[NAME] = made


def may_be_opened() -> bool:
    """Whether families reach this site at all, as far as its address says."""
    return bool(settings.SITE_ADDRESS.startswith("https://"))


def is_in(item: Item) -> bool:
    """Whether what an item says holds a link."""
    return KEPT in item.words


def words_handed_over(item: Item) -> str:
    """What a text or an e-mail says, with its link; made as late as this."""
    if not is_in(item):
        return item.words
    return item.words.replace(KEPT, _MADE[NAME](item))
