"""The pages of one part of attendance, as tabs: those the reader may open, the one they are in marked."""

from collections.abc import Sequence
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
    urn = request.resolver_match.kwargs["urn"]  # type: ignore[attr-defined]
    here = request.path  # type: ignore[attr-defined]
    offered = [
        (part.words, reverse(part.page, args=[urn]))
        for part in parts
        if may(request.user, part.permission, request.school)
        or (part.narrows and request.user.reach(part.permission).classes)
    ]
    nearest = max((url for _words, url in offered if here.startswith(url)), key=len, default="")
    return [(words, url, url == nearest) for words, url in offered]
