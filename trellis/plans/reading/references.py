"""A plan's own numbers: codes a scanner or a typist has hurt, several in one cell, another plan's in
brackets.

The label stays as printed; a canonical form and its aliases find it again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trellis.plans.reading.lookalikes import mended

_CODE: Final = re.compile(
    r"(?<![A-Za-z])[A-Z]{0,6}[ -]?[\dO][\dO.]*(?: ?[/] ?[A-Z]{0,4}[\dO]+(?:[ .]?[\d.O]+)*)?"
    r"|[A-Z]{2,6}/ ?[A-Z]?[\dO][\dO.]*"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One code: as it is meant, and how it is printed where that differs."""

    code: str
    printed: str


def references_in(cell: str) -> list[Reference]:
    """The codes of a cell, the plan's own first."""
    return list(_codes(mended(cell)))


def _codes(text: str) -> Iterator[Reference]:
    for match in _CODE.finditer(text):
        printed = match[0].strip()
        code = re.sub(r"(?<=[\d/A-Z])O(?=\d)|(?<=\d)O", "0", re.sub(r"\s", "", printed)).strip(".")
        if any(letter.isdigit() for letter in code):
            yield Reference(code, printed)
