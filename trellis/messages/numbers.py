"""Telephone numbers and e-mail addresses as families gave them: can a message go there?

A field of a school's records may hold more than a number ("07700 900123 (mum)"). What is looked for is the
first UK mobile number in it. Whether a number is in use only the network knows; whether it can be one is
plain from its shape.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

UNITED_KINGDOM = 44
# 70 is a personal number and 76 a pager, but for 7624, which is the Isle of Man's.
_MOBILE = re.compile(r"7(?:[1-57-9]\d{8}|624\d{6})")


def mobile_number(written: str) -> str:
    """The first UK mobile number in what is written, as "+447700900123"; empty where there is none."""
    import phonenumbers  # noqa: PLC0415 - it brings the rules of every country: only for who looks for a number

    found = phonenumbers.PhoneNumberMatcher(written, "GB", leniency=phonenumbers.Leniency.POSSIBLE)
    for match in found:
        number = match.number
        if number.country_code == UNITED_KINGDOM and _MOBILE.fullmatch(str(number.national_number)):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def number_in_words(number: str) -> str:
    """A UK number as people write it: "07700 900123"."""
    if not number.startswith(f"+{UNITED_KINGDOM}"):
        return number
    national = "0" + number.removeprefix(f"+{UNITED_KINGDOM}")
    return f"{national[:5]} {national[5:]}"


def email_address(written: str) -> str:
    """An e-mail address as it can be written to, its domain in plain letters; empty where it is none."""
    address = written.strip()
    try:
        validate_email(address)
        name, _at, domain = address.rpartition("@")
        plain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except (ValidationError, UnicodeError):
        return ""
    return f"{name}@{plain}"
