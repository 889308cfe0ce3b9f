"""What a screen shows, and the key in its address: signed, and taken back with the next one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

from trellis.schools.models import School
from trellis.telling.blocks import BLOCKS, drawn
from trellis.telling.models import Notice, Picture, Screen
from trellis.telling.words import Part, parts_of

_SIGNER = signing.Signer(salt="trellis.telling.screen")


def key_of(screen: Screen) -> str:
    """The key in a screen's address."""
    return _SIGNER.sign_object([screen.pk, screen.turn])


def screen_with(key: str, day: dt.date) -> Screen | None:
    """The screen a key opens; none where it was taken back, or was never ours."""
    try:
        number, turn = _SIGNER.unsign_object(key)
    except signing.BadSignature:
        return None
    held = Screen.objects.select_related("school").filter(pk=number, turn=turn).first()
    return held if held and (held.until is None or held.until >= day) else None


@dataclass(frozen=True)
class Shown:
    """One notice as it stands on a screen or a poster."""

    title: str
    parts: Sequence[Part]
    picture: Picture | None = None


def shown_on(screen: Screen, day: dt.date) -> list[Shown]:
    """The notices of a day that have something to say, in the order they began."""
    held = screen.notices.on(day).select_related("picture")
    return [one for one in (shown(notice, screen.school, day) for notice in held) if one]


def shown(notice: Notice, school: School, day: dt.date) -> Shown | None:
    """A notice with its figures as they are now; nothing where its figures have nothing to say."""
    parts = parts_of(notice.words)
    if notice.block:
        figures = drawn(notice.block, school, day)
        if figures is None and not parts:
            return None
        parts += list(figures.parts) if figures else []
    return Shown(notice.title or str(BLOCKS[notice.block].words), parts, notice.picture)
