"""What in a plan's words belongs to a year gone by: days that have passed, documents of an old year."""

import datetime as dt
import re
from typing import Final

from trellis.plans.reading.dates import Years, read_when

_DOCUMENT: Final = re.compile(
    r"\b(?:Keeping Children Safe in Education|[A-Z]{3,8}"
    r"|(?:[A-Z][a-z]+ )?(?:policy|framework|guidance|handbook)) \(?(?P<year>20\d\d)\b(?!\s*[-–/]\s*\d)"
)
_FULL_DATE: Final = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b")


def old_documents(words: str, year: int) -> list[str]:
    """Documents that name a calendar year before the one asked: "KCSIE 2023"."""
    found = [match[0].replace("(", "") for match in _DOCUMENT.finditer(words) if int(match["year"]) < year]
    return list(dict.fromkeys(found))


def past_days(words: str, years: Years | None, day: dt.date) -> list[str]:
    """Words that say a time all of which lies before a day: "10/10/23", "Autumn 2023", "by October"."""
    found = []
    for line in words.split("\n"):
        full = _FULL_DATE.findall(line)
        for each in full or [line]:
            until = read_when(each, years).until
            if until is not None and until < day:
                found.append(each.strip() if full else _shortly(each))
    return list(dict.fromkeys(found))


def _shortly(line: str) -> str:
    line = line.strip()
    return line if len(line) <= 60 else f"{line[:59]}…"
