"""What an address asks for after its question mark, or a form sends beside its fields: numbers and days.

A number that is none, or longer than the database keeps one, is nobody’s; a day that cannot be is no page.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.http import Http404

from trellis.rules.dates import ProblemWithDate, read_date

_MOST_DIGITS: Final = 18


def number_of(written: str) -> int | None:
    """The number somebody wrote; None where it is none, or none that anything here can have."""
    is_one = written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS
    return int(written) if is_one else None


def numbers_of(written: Iterable[str]) -> list[int]:
    """Those of several that are numbers."""
    return [number for one in written if (number := number_of(one)) is not None]


def day_of(written: str) -> dt.date | None:
    """The day an address asks for; None where it asks for none."""
    if not written:
        return None
    try:
        return read_date(written)
    except ProblemWithDate as wrong:
        raise Http404 from wrong
