"""Addresses in bulk: where every row of a list leads, worked out once for all of them."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

# Stands in an address for the number that differs from row to row; no school's URN holds it.
_ANY = 987_654_321_012_345


def each_address(name: str, *args: Any) -> Callable[[int], str]:
    """The address of a page whose last part is a row's number, for whichever number is asked for."""
    before, _number, after = reverse(name, args=[*args, _ANY]).rpartition(str(_ANY))
    return lambda number: f"{before}{number}{after}"
