"""Reading the dates people write, without guessing: 31/02, 20256 and 10/09/24 are refused with a reason."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from trellis.rules.words import MONTHS, ProblemWith, Sentence, day_in_words, gettext_noop

# Everybody on a roll, and everything that happens to them, lies between these years.
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099

# A spreadsheet counts days from 30 December 1899 (its 29 February 1900 never was). A number that would be a
# day before 1990 is more likely a year, a class or a mistake than a date of ours.
_SPREADSHEET_DAY_0: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = (date(1990, 1, 1) - _SPREADSHEET_DAY_0).days
_LAST_SERIAL: Final = (date(_LAST_YEAR, 12, 31) - _SPREADSHEET_DAY_0).days


class ProblemWithDate(ProblemWith):
    """Something that is not a date, or not one that can be true."""

    subject = "date"


_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final[Mapping[str, int]] = MappingProxyType(
    {name.lower(): number for number, full in enumerate(MONTHS, 1) for name in (full, full[:3])} | {"sept": 9}
)

# A time of day after the date is what a database or a spreadsheet adds; the date before it stands by itself.
_TIME: Final = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
_LAYOUTS: Final = tuple(
    re.compile(layout + _TIME, re.ASCII)
    for layout in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2}|[A-Za-z]+)-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d+)",
        (
            r"(?:(?P<weekday>[A-Za-z]+),? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?"
            r"[ -](?P<month>[A-Za-z]+),?[ -](?P<year>\d+)"
        ),
    )
)


def read_date(written: object) -> date:
    """Read a date as a file or a person gives it.

    2024-09-10, 10/09/2024 (day first), 10 September 2024 (a weekday before it must agree), a date from a
    spreadsheet, or the number a spreadsheet keeps for one. A time of day after the date is left aside.
    """
    if isinstance(written, datetime):
        return _from_text(written.isoformat())
    if isinstance(written, date):
        return _sensible(written, written)
    if isinstance(written, int | float) and not isinstance(written, bool):
        return _from_serial(written)
    if isinstance(written, str):
        return _from_text(written)
    raise _not_a_date(written)


def _from_serial(number: float) -> date:
    if not _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        raise _not_a_date(number)
    return _SPREADSHEET_DAY_0 + timedelta(days=int(number))


@lru_cache(maxsize=4096)
def _from_text(written: str) -> date:
    text = " ".join(written.split())
    for layout in _LAYOUTS:
        match = layout.fullmatch(text)
        if match:
            return _from_parts(match.groupdict(), text)
    raise _not_a_date(written)


def _from_parts(parts: Mapping[str, str | None], text: str) -> date:
    """The day that a layout's parts name, or the sentence that says which of them cannot be."""
    if parts["zone"]:
        # 2024-09-09T23:00:00Z is 10 September in London: which of the two was meant is not ours to say.
        raise ProblemWithDate(
            Sentence(gettext_noop("“%(text)s” carries a time zone: write the date alone."), text=text), text
        )
    year = _year(parts["year"] or "", text)
    month = _month(parts["month"] or "", text)
    number = int(parts["day"] or "0")
    last = months.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise ProblemWithDate(
            Sentence(
                gettext_noop("“%(text)s” is not a date: that month has %(last)s days."), text=text, last=last
            ),
            text,
        )
    return _agreeing(date(year, month, number), parts.get("weekday"), text)


def _year(digits: str, text: str) -> int:
    if len(digits) == 2:
        raise ProblemWithDate(
            Sentence(
                gettext_noop("“%(text)s” does not say which century: write all four digits of the year."),
                text=text,
            ),
            text,
        )
    if len(digits) != 4 or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        raise ProblemWithDate(
            Sentence(
                gettext_noop("“%(text)s” is not a date: there is no year %(year)s here."),
                text=text,
                year=digits,
            ),
            text,
        )
    return int(digits)


def _month(written: str, text: str) -> int:
    number = int(written) if written.isdigit() else _MONTHS.get(written.lower(), 0)
    if not 1 <= number <= 12:
        raise ProblemWithDate(
            Sentence(
                gettext_noop(
                    "“%(text)s” is not a date: there is no month %(month)s. Write 10/09/2024 or 2024-09-10."
                ),
                text=text,
                month=written,
            ),
            text,
        )
    return number


def _agreeing(day: date, weekday: str | None, text: str) -> date:
    """A weekday written beside a date must be that day's; where they differ, which one slipped is unknown."""
    if weekday is None:
        return day
    true = _WEEKDAYS[day.weekday()]
    if len(weekday) < 3 or not true.startswith(weekday.lower()):
        raise ProblemWithDate(
            Sentence(
                gettext_noop("“%(text)s” contradicts itself: %(day)s is a %(weekday)s."),
                text=text,
                day=day_in_words(day),
                weekday=true.title(),
            ),
            text,
        )
    return day


def _sensible(day: date, written: object) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _not_a_date(written)
    return day


def _not_a_date(written: object) -> ProblemWithDate:
    if written is None or written == "":
        return ProblemWithDate(Sentence(gettext_noop("A date is missing here.")), written)
    return ProblemWithDate(
        Sentence(
            gettext_noop("“%(text)s” is not a date: write it as 2024-09-10 or 10/09/2024."), text=written
        ),
        written,
    )
