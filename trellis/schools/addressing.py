"""Addresses in bulk: where every row of a list leads, worked out once for all of them."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from trellis.schools.converters import NameConverter

# Stands in an address for the number that differs from row to row; no school's URN holds it.
_ANY = 987_654_321_012_345
# What stands in an address as it is, besides letters and digits, as Django writes addresses.
_AS_IT_IS = "!$&'()*+,;=/~:@"
_NAMES = NameConverter()


def each_address(name: str, *args: Any) -> Callable[[int], str]:
    """The address of a page that a row's number ends or stands in, for whichever number is asked for."""
    before, _number, after = reverse(name, args=[*args, _ANY]).rpartition(str(_ANY))

    def address(number: int) -> str:
        return f"{before}{number}{after}"

    address.do_not_call_in_templates = True  # type: ignore[attr-defined]
    return address


def each_address_of(name: str, *args: Any, numbers: int) -> Callable[..., str]:
    """The same of a page that several numbers of a row stand in."""
    between = reverse(name, args=[*args, *(_ANY for _n in range(numbers))]).replace("%", "%%")
    template = between.replace(str(_ANY), "%d")
    return lambda *given: template % given


def each_address_by_name(name: str, *args: Any, then: Sequence[Any] = ()) -> Callable[[str], str]:
    """The same of a page in whose address the name of a class or grouping stands, last or before what comes
    `then`.
    """
    before, _number, after = reverse(name, args=[*args, _ANY, *then]).rpartition(str(_ANY))
    return lambda named: f"{before}{quote(_NAMES.to_url(named), safe=_AS_IT_IS)}{after}"
