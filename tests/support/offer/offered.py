"""An offer to test with."""

from typing import Any

from trellis.support.offer.actions import begin_offer
from trellis.support.offer.models import OfferLevel, OfferStep


def an_offer(cast: Any, starter: str = "tiers", place: Any = None) -> list[OfferLevel]:
    """One of those the product knows, Oak's own unless said."""
    return begin_offer(place=place or cast.oak, starter=starter, by=cast.head)


def a_step(level: OfferLevel) -> OfferStep:
    return level.steps.first()
