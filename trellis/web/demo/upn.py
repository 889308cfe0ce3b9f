"""Unique pupil numbers in the right form, of an authority that does not exist."""

from typing import Final

from trellis.web.demo.schools import AUTHORITY_NUMBER

# I, O and S are left out, because they look like digits.
_CHECK_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn(*, school_number: str, year: int, serial: int) -> str:
    """A number given by a school in a calendar year: check letter, authority, school, year and serial."""
    digits = f"{AUTHORITY_NUMBER}{school_number}{year % 100:02d}{serial:03d}"
    return check_letter(digits) + digits


def check_letter(digits: str) -> str:
    """The letter that the twelve digits come to, each weighed by its place from the second on."""
    return _CHECK_LETTERS[sum(place * int(digit) for place, digit in enumerate(digits, 2)) % 23]
