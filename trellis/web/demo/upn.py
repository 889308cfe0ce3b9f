"""Unique pupil numbers in the right form, of an authority that does not exist."""

from trellis.rules.upn import check_letter
from trellis.web.demo.schools import AUTHORITY_NUMBER

__all__ = ["check_letter", "upn"]


def upn(*, school_number: str, year: int, serial: int) -> str:
    """A number given by a school in a calendar year: check letter, authority, school, year and serial."""
    digits = f"{AUTHORITY_NUMBER}{school_number}{year % 100:02d}{serial:03d}"
    return check_letter(digits) + digits
