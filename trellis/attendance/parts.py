"""The pages of one part of attendance, as tabs: those the reader may open, the one they are in marked."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from trellis.schools.access import StaffRequest, may
from trellis.schools.roles import Permission


class Part(NamedTuple):
    """A page among others: its words, its name, and the permission it takes.

    `narrows`: somebody with a class of their own may go there too, and sees what is theirs.
    """

    words: Any
    page: str
    permission: Permission
    narrows: bool = False


def tabs_of(request: StaffRequest, parts: Sequence[Part]) -> list[tuple[Any, str, bool]]:
    """Words, address, and whether it is where one is: the longest address that the page lies below."""
    assert request.school is not None
    offered = [
        part
        for part in parts
        if may(request.user, part.permission, request.school)
        or (part.narrows and request.user.reach(part.permission).classes)
    ]
    here = nearest(request, offered)
    return [(part.words, _address(request, part), part == here) for part in offered]


def nearest(request: StaffRequest, parts: Iterable[Part]) -> Part | None:
    """The part a page is, or lies below: by the longest address."""
    parts, here = list(parts), request.resolver_match.view_name  # type: ignore[attr-defined]
    if itself := next((part for part in parts if part.page == here), None):
        return itself
    path = request.path  # type: ignore[attr-defined]
    above = [part for part in parts if path.startswith(_address(request, part))]
    return max(above, key=lambda part: len(_address(request, part)), default=None)


def _address(request: StaffRequest, part: Part) -> str:
    return reverse(part.page, args=[request.resolver_match.kwargs["urn"]])  # type: ignore[attr-defined]
