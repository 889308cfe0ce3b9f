"""What the cells of a column look like: letters of priority, initials, sums of money, dates, codes,
sentences.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from trellis.plans.reading.lookalikes import mended


class Look(StrEnum):
    """How most cells of a column are written."""

    LETTERS = "letters"
    INITIALS = "initials"
    MONEY = "money"
    DATES = "dates"
    CODES = "codes"
    QUESTIONS = "questions"
    SENTENCES = "sentences"
    OTHER = "other"


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_TERM = r"(?:autumn|spring|summer)(?: term)?(?: \d)?"
_WHEN: Final = re.compile(
    rf"(?:by |from |end of |end |start of |early |mid |the )*(?:\d{{1,2}}(?:st|nd|rd|th)? )?"
    rf"(?:{_MONTH}|{_TERM}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}"
    rf"|daily|weekly|monthly|half ?-?termly|½ termly|termly|annually|on ?-?going|ongoing)\b.{{0,24}}",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"h|m|l|high|medium|med|low", re.IGNORECASE)
_INITIALS: Final = re.compile(r"(?:[A-Z]{2,4}\b[\s/,&+.]*)+")
_CODE: Final = re.compile(r"[A-Z]{0,6}[-/ ]?\d[\w./()\- ]{0,14}")
_MONEY: Final = re.compile(r"£ ?\d")


def look_of(cells: Sequence[str]) -> Look:
    """How most of the cells that say anything are written."""
    said = [mended(cell).strip() for cell in cells if cell.strip()]
    if not said:
        return Look.OTHER
    for look, is_so in _LOOKS:
        if sum(map(is_so, said)) * 10 >= 6 * len(said):
            return look
    return Look.OTHER


def looks_like_letter(cell: str) -> bool:
    return bool(_LETTER.fullmatch(cell))


def looks_like_initials(cell: str) -> bool:
    return bool(_INITIALS.fullmatch(cell.replace("\n", " ")))


def looks_like_when(cell: str) -> bool:
    return bool(_WHEN.fullmatch(cell.split("\n", maxsplit=1)[0]))


def looks_like_code(cell: str) -> bool:
    return bool(_CODE.fullmatch(cell)) and not looks_like_when(cell)


_LOOKS = (
    (Look.LETTERS, looks_like_letter),
    (Look.DATES, looks_like_when),
    (Look.MONEY, lambda cell: bool(_MONEY.search(cell)) and len(cell) < 60),
    (Look.CODES, looks_like_code),
    (Look.INITIALS, looks_like_initials),
    (Look.QUESTIONS, lambda cell: cell.endswith("?")),
    (Look.SENTENCES, lambda cell: len(cell.split()) > 3),
)
