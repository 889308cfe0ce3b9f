"""Targets of Oak."""

from typing import Any

from trellis.evidence.actions import set_target
from trellis.evidence.models import Target


def a_target(cast: Any, percent: str = "95", **of: Any) -> Target:
    """Of Class 3B, or whatever is said instead."""
    said = of or {"school_class": cast.class_3b}
    return set_target(place=cast.oak, year=2024, percent=percent, by=cast.head, **said)
