"""Unique pupil numbers: opaque text with a usual form, whose first letter checks the rest.

A pupil is known by whatever number a school gives; one that is not in the usual form is only asked about.
"""

from __future__ import annotations

import re
from typing import Final

from trellis.rules.words import Sentence, gettext_noop

# I, O and S are left out, because they look like digits.
_CHECK_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
# A temporary number ends in a letter, which counts by its place among the same letters.
_FORM: Final = re.compile(r"[A-Z]\d{11}[\dA-HJ-NP-RT-Z]", re.ASCII)


def check_letter(rest: str) -> str:
    """The letter the other twelve characters come to, each weighed by its place from the second on."""
    values = (int(char) if char.isdigit() else _CHECK_LETTERS.index(char) for char in rest)
    return _CHECK_LETTERS[sum(place * value for place, value in enumerate(values, 2)) % 23]


def upn_question(upn: str) -> Sentence | None:
    """What to ask about a UPN, or nothing where it is as it should be."""
    if not _FORM.fullmatch(upn):
        return Sentence(
            gettext_noop("A UPN is usually a letter and twelve digits: these are not, and are kept.")
        )
    if check_letter(upn[1:]) != upn[0]:
        return Sentence(
            gettext_noop("The first letter of these UPNs does not check: look for a slip of the pen.")
        )
    return None
