"""What is due to the authority because of a child's marks, or of their coming and going.

domain-rules §0.7, §0.16 and §4.4. Each is a proposal to look: a person decides, and nothing is sent by
itself. Days in a row are school days: a day without a possible session neither counts nor breaks the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from trellis.rules.words import gettext_noop


class Watch(StrEnum):
    """What an authority is to be told of."""

    NEW_PUPIL = "new"
    DELETION = "deletion"
    TEN_DAYS = "ten_days"
    ILLNESS = "illness"
    MISSING = "missing"


WATCHES_IN_WORDS: Final[Mapping[Watch, str]] = {
    Watch.NEW_PUPIL: gettext_noop("New pupils"),
    Watch.DELETION: gettext_noop("Names taken off the roll"),
    Watch.TEN_DAYS: gettext_noop("Ten school days without leave"),
    Watch.ILLNESS: gettext_noop("Fifteen school days of illness"),
    Watch.MISSING: gettext_noop("Children who may be missing education"),
}
RULES_IN_WORDS: Final[Mapping[Watch, str]] = {
    Watch.NEW_PUPIL: gettext_noop(
        "Added to the roll this year, but for those who began with the year in its youngest year group. "
        "Due by the end of the fifth day after."
    ),
    Watch.DELETION: gettext_noop(
        "Taken off the roll this year, but for those who left at its end from the oldest year group. "
        "Due when the ground is met, and not later than the name comes off."
    ),
    Watch.TEN_DAYS: gettext_noop(
        "Ten school days in a row or more on which every possible session was G, N, O or U."
    ),
    Watch.ILLNESS: gettext_noop(
        "Thirty sessions of illness (I) in the school year, in a row or not. It opens a conversation about "
        "education; it may be told sooner where as much is expected."
    ),
    Watch.MISSING: gettext_noop(
        "On roll and away for twenty school days in a row, every possible session G, N or O; or taken off "
        "the roll with nothing known of where they went. Enquiries are made together with the authority."
    ),
}

TEN_DAYS: Final = 10
TWENTY_DAYS: Final = 20
ILLNESS_SESSIONS: Final = 30
CODES_OF_TEN: Final = "GNOU"
CODES_OF_TWENTY: Final = "GNO"
_DAYS_TO_TELL: Final = timedelta(days=5)


class Run(NamedTuple):
    """School days in a row: the first and the last of them, and how many."""

    first: int
    last: int
    days: int


def runs(counts: Sequence[bool], possible: Sequence[bool], at_least: int) -> Iterator[Run]:
    """The runs of days that count, as long as asked or longer, the earliest first."""
    first, last, days = -1, -1, 0
    for at, (one, could) in enumerate(zip(counts, possible, strict=True)):
        if not could:
            continue
        if one:
            first, last, days = (at if days == 0 else first), at, days + 1
            continue
        if days >= at_least:
            yield Run(first, last, days)
        days = 0
    if days >= at_least:
        yield Run(first, last, days)


def new_pupil_due(since: date) -> date:
    """By when the authority is told of a new pupil: the end of the fifth day after they began."""
    return since + _DAYS_TO_TELL
