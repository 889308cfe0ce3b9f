"""Scales of Oak's to record scores on."""

from decimal import Decimal

from trellis.learning.actions import name_scale


def a_scale(cast, **said):
    """A reading age in years from 4 to 18, or what is said instead."""
    values = {"instrument": "", "name": "Reading age", "unit": "years", "places": 1, "wanted": "higher"}
    values |= {"least": Decimal(4), "most": Decimal(18), "about": "", "is_closed": False} | said
    return name_scale(place=values.pop("place", cast.oak), by=cast.head, **values)
